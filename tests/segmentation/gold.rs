//! Items written down by hand, and how much of them was found.

use std::collections::BTreeMap;
use std::path::Path;

use nochmal::model::Item;
use serde_json::Value;

/// What is compared of an item.
#[derive(Clone)]
pub struct Gold {
    pub title: String,
    pub heading: String,
    pub topic: String,
    pub kind: String,
    pub body: String,
    value: Value,
}

#[derive(Clone, Copy, Default)]
pub struct Score {
    pub gold: usize,
    pub found: usize,
    pub hit: usize,
    fields: usize,
    right: usize,
    bodies: usize,
    alike: usize,
    empty: usize,
    invented: usize,
}

impl Score {
    pub fn f1(self) -> f64 {
        2.0 * self.hit as f64 / (self.gold + self.found).max(1) as f64
    }

    /// Share of titles, kinds, topics, addresses, days and places that are right, of those written down.
    pub fn fields(self) -> f64 {
        self.right as f64 / self.fields.max(1) as f64
    }

    /// Share of bodies that are alike.
    pub fn bodies(self) -> f64 {
        self.alike as f64 / self.bodies.max(1) as f64
    }

    /// Share of fields filled of those that an item is known not to have.
    pub fn invented(self) -> f64 {
        self.invented as f64 / self.empty.max(1) as f64
    }

    pub fn add(&mut self, other: Score) {
        self.gold += other.gold;
        self.found += other.found;
        self.hit += other.hit;
        self.fields += other.fields;
        self.right += other.right;
        self.bodies += other.bodies;
        self.alike += other.alike;
        self.empty += other.empty;
        self.invented += other.invented;
    }
}

impl std::fmt::Display for Score {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let (f1, fields, bodies, invented) = (self.f1(), self.fields(), self.bodies(), self.invented());
        write!(f, "F1 {f1:.3}, fields {fields:.3}, bodies {bodies:.3}, invented {invented:.3}")
    }
}

pub fn bare(text: &str) -> String {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ").to_lowercase()
}

pub fn gold(path: &Path) -> BTreeMap<String, Vec<Gold>> {
    let mut issues: BTreeMap<String, Vec<Gold>> = BTreeMap::new();
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let value: Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| value[name].as_str().unwrap_or("").to_owned();
        let heading = bare(&format!("{} {}", text("topic"), text("title")));
        issues.entry(text("issue")).or_default().push(Gold {
            title: bare(&text("title")),
            heading,
            topic: text("topic"),
            kind: text("kind"),
            body: text("body"),
            value,
        });
    }
    issues
}

fn heading(item: &Item) -> String {
    bare(&format!("{} {}", item.topic.as_deref().unwrap_or(""), item.title.as_deref().unwrap_or("")))
}

/// Which item each gold item is: by equal heading or title, then by the most alike headings.
pub fn pair<'a>(items: &'a [Item], gold: &[Gold]) -> Vec<Option<&'a Item>> {
    let mut free: Vec<&Item> = items.iter().collect();
    let equal = |g: &Gold| {
        let same = |i: &&Item| {
            let title = bare(i.title.as_deref().unwrap_or(""));
            [&title, &heading(i)].into_iter().any(|t| *t == g.title || *t == g.heading)
        };
        free.iter().position(same).map(|at| free.remove(at))
    };
    let mut paired: Vec<Option<&Item>> = gold.iter().map(equal).collect();
    let free: Vec<(&Item, String)> = free.into_iter().map(|i| (i, heading(i))).collect();
    let mut near: Vec<(f64, usize, usize)> = Vec::new();
    for (g, _) in paired.iter().enumerate().filter(|(_, item)| item.is_none()) {
        near.extend(free.iter().enumerate().map(|(i, (_, words))| (alike(words, &gold[g].heading), g, i)));
    }
    near.retain(|(share, ..)| *share >= NEAR);
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut taken = vec![false; free.len()];
    for (_, g, i) in near {
        if paired[g].is_none() && !std::mem::replace(&mut taken[i], true) {
            paired[g] = Some(free[i].0);
        }
    }
    paired
}

/// Headings this alike name one item: a remark behind a title, a word read otherwise.
const NEAR: f64 = 0.85;

/// Twice the letters that two texts have in common in order, over all of theirs (the longest common subsequence).
fn alike(a: &str, b: &str) -> f64 {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let all = a.len() + b.len();
    if (2 * a.len().min(b.len())) as f64 <= NEAR * all as f64 {
        return 0.0;
    }
    let mut row = vec![0usize; b.len() + 1];
    for x in &a {
        let mut corner = 0;
        for (at, y) in b.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if x == y { corner + 1 } else { above.max(row[at]) };
            corner = above;
        }
    }
    2.0 * row[b.len()] as f64 / all as f64
}

pub fn score(items: &[Item], gold: &[Gold]) -> Score {
    let mut score = Score { gold: gold.len(), found: items.len(), ..Score::default() };
    for (item, g) in pair(items, gold).into_iter().zip(gold) {
        let Some(item) = item else { continue };
        score.hit += 1;
        score.fields += 2;
        score.right += usize::from(bare(item.title.as_deref().unwrap_or("")) == g.title);
        score.right += usize::from(item.kind.to_string() == g.kind);
        let fields = [
            ("topic", item.topic.clone()),
            ("url", item.url.clone()),
            ("date", item.date.map(|d| d.to_string())),
            ("end_date", item.end_date.map(|d| d.to_string())),
            ("place", item.place.clone()),
        ];
        for (name, found) in fields {
            match g.value.get(name) {
                Some(Value::String(right)) => {
                    score.fields += 1;
                    score.right += usize::from(found.as_deref() == Some(right));
                }
                // Known not to have it; what isn't named at all wasn't looked at.
                Some(Value::Null) => {
                    score.empty += 1;
                    score.invented += usize::from(found.is_some());
                }
                _ => {}
            }
        }
        if !g.body.is_empty() {
            score.bodies += 1;
            score.alike += usize::from(is_alike(&plain(&item.body), &plain(&g.body)));
        }
    }
    score
}

/// A tenth may differ: a byline or a picture's words that one reader takes for text and another doesn't.
fn is_alike(a: &str, b: &str) -> bool {
    // The shorter may be all in the longer at best.
    let (shorter, longer) = (a.len().min(b.len()), a.len().max(b.len()));
    a == b || shorter * 10 >= longer * 8 && strsim::normalized_levenshtein(a, b) >= 0.9
}

/// White space folded; emphasis and addresses of links left out.
fn plain(text: &str) -> String {
    let mut plain = text.replace("**", "");
    while let Some(open) = plain.find("](")
        && let Some(close) = plain[open..].find(')')
        && let Some(start) = plain[..open].rfind('[')
    {
        let start = if plain[..start].ends_with('!') { start - 1 } else { start };
        let shown = plain[start..open].trim_start_matches(['!', '[']).to_owned();
        plain.replace_range(start..=open + close, &shown);
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}
