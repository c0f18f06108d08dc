//! How a story went on over many issues, and what makes two items of different issues one story.
//!
//! A store grows issue by issue, in any order, and must come out the same. So [`same`] looks at the two items alone,
//! never at what else is known, and [`sketch`] gives keys that depend on one item alone: items that are the same share a
//! key, and only those that share one are compared. Stories are what `same` holds together.

use std::collections::BTreeSet;
use std::fmt;

use super::edits::of_items;
use super::facts::facts;
use super::likeness::common;
use crate::canonical::{Rules, canonical};
use crate::fingerprint::{Shingle, shingle_set, words};
use crate::model::{Appearance, Canonical, Cluster, Date, Fate, Gap, Item, Member, Relation, StoryHistory};

/// Words in a shingle: three in a row are seldom chance, and a word that is edited costs three of a teaser's forty.
const SHINGLE: Shingle = Shingle::Word(3);
/// Smallest shingle hashes kept as keys. Two texts of Jaccard similarity j share none of k with probability (1 - j)^k:
/// 0.4 % at one half.
const KEYS: usize = 8;
/// Texts this similar (Jaccard, over [`SHINGLE`]) are one item, edited.
const SAME: f64 = 0.5;
/// A text that holds this much of a shorter one is the same item at greater length ...
const CONTAINED: f64 = 0.8;
/// ... if the shorter one has this many shingles.
const SHINGLES: usize = 10;
/// Headings must agree this far (Dice, over words): a form letter has a new heading each time.
const HEADINGS: f64 = 0.5;
/// A heading of this many words names its item whatever the text below it.
const TELLING: usize = 4;

/// What a store knows an item by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sketch {
    /// BLAKE3 of its heading's and its text's words: equal for one wording in any layout.
    pub digest: [u8; 32],
    /// Keys, one of which it shares with items that are the same.
    pub keys: Vec<u64>,
}

/// The sketch of an item: depends on its title's and text's words alone. Linear in its text.
pub fn sketch(item: &Item) -> Sketch {
    let title = words(item.title.as_deref().unwrap_or(""));
    let heading = title.join(" ");
    let mut keys = shingle_set(&text(item), SHINGLE);
    keys.sort_unstable();
    keys.dedup();
    keys.truncate(KEYS);
    if title.len() >= TELLING {
        let whole = blake3::hash(heading.as_bytes());
        keys.push(whole.as_bytes()[..8].iter().fold(0, |key, byte| key << 8 | u64::from(*byte)));
    }
    let digest = blake3::hash(format!("{heading}\n{}", words(&item.body).join(" ")).as_bytes());
    Sketch { digest: *digest.as_bytes(), keys }
}

fn text(item: &Item) -> String {
    format!("{}\n{}", item.title.as_deref().unwrap_or(""), item.body)
}

/// Whether two items are one story: the same text, edited, cut short, or another text under a telling heading. Never
/// where their headings' numbers differ: they count up a series. Symmetric; looks at titles' and texts' words alone.
pub fn same(a: &Item, b: &Item) -> bool {
    why(a, b).is_some()
}

/// What makes two items one story.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Why {
    /// A heading that names its item.
    Heading,
    /// So much of their runs of words in common.
    Shared(f64),
    /// So much of the shorter text in the longer one.
    Contained(f64),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = |share: &f64| (share * 100.0).round();
        match self {
            Why::Heading => write!(f, "the same heading of {TELLING} words or more"),
            Why::Shared(share) if *share >= 1.0 => write!(f, "the same words"),
            Why::Shared(share) => write!(f, "{} % of their runs of three words in common", percent(share)),
            Why::Contained(share) => write!(f, "{} % of the shorter text stands in the longer one", percent(share)),
        }
    }
}

fn why(a: &Item, b: &Item) -> Option<Why> {
    let heading =
        |item: &Item| -> BTreeSet<String> { words(item.title.as_deref().unwrap_or("")).into_iter().collect() };
    let (x, y) = (heading(a), heading(b));
    let numbers = |words: &BTreeSet<String>| -> Vec<String> {
        words.iter().filter(|w| w.starts_with(|c: char| c.is_numeric())).cloned().collect()
    };
    if numbers(&x) != numbers(&y) {
        return None;
    }
    let both = x.len() + y.len();
    let headings = if both == 0 { 1.0 } else { 2.0 * x.intersection(&y).count() as f64 / both as f64 };
    let (p, q) = (shingles(a), shingles(b));
    let shared = common(&p, &q).len() as f64;
    let less = p.len().min(q.len());
    let jaccard = shared / ((p.len() + q.len()) as f64 - shared).max(1.0);
    let contained = less >= SHINGLES && shared >= CONTAINED * less as f64;
    match (headings >= HEADINGS, x.len() >= TELLING && x == y) {
        (true, _) if jaccard >= SAME => Some(Why::Shared(jaccard)),
        (true, _) if contained => Some(Why::Contained(shared / less as f64)),
        (_, true) => Some(Why::Heading),
        _ => None,
    }
}

fn shingles(item: &Item) -> Vec<u64> {
    let mut set = shingle_set(&text(item), SHINGLE);
    set.sort_unstable();
    set
}

/// The history of a story: its appearances in order of time with what changed in between, the gaps among `days` (the
/// days of all issues), its sources, its canonical item. `None` for no appearances.
pub fn tell(id: i64, formerly: Vec<i64>, mut items: Vec<Item>, days: &BTreeSet<Date>) -> Option<StoryHistory> {
    items.sort_by_cached_key(|item| (item.day(), item.source.clone(), item.n));
    let canonical = one_for_all(id, &items)?;
    let mut sources: Vec<String> = Vec::new();
    for item in &items {
        if !sources.contains(&item.source) {
            sources.push(item.source.clone());
        }
    }
    let seen: BTreeSet<Date> = items.iter().filter_map(Item::day).collect();
    let appearances = (0..items.len()).map(|at| appearance(&items, at)).collect();
    Some(StoryHistory { id, formerly, appearances, gaps: gaps(&seen, days), sources, canonical })
}

/// One of a story's appearances, all of them in order of time.
fn appearance(items: &[Item], at: usize) -> Appearance {
    let item = items[at].clone();
    let Some(before) = at.checked_sub(1).map(|at| &items[at]) else {
        return Appearance { item, fate: Fate::Added, reason: String::new(), edits: Vec::new(), facts: Vec::new() };
    };
    // The nearest one that is the same; a text may belong to others through one that came later.
    let reason = items[..at].iter().rev().find_map(|earlier| why(earlier, &item));
    let edits = of_items(before, &item, &[]);
    Appearance {
        fate: if edits.is_empty() { Fate::Unchanged } else { Fate::Edited },
        reason: reason.map_or_else(|| "a later appearance is like both".to_owned(), |why| why.to_string()),
        facts: facts(&before.whole_text(), &item.whole_text()),
        edits,
        item,
    }
}

fn gaps(seen: &BTreeSet<Date>, days: &BTreeSet<Date>) -> Vec<Gap> {
    let (Some(first), Some(last)) = (seen.first(), seen.last()) else { return Vec::new() };
    let mut gaps: Vec<Gap> = Vec::new();
    let mut open = false;
    for day in days.range(*first..=*last) {
        if seen.contains(day) {
            open = false;
        } else if let Some(gap) = gaps.last_mut().filter(|_| open) {
            (gap.to, gap.issues) = (*day, gap.issues + 1);
        } else {
            gaps.push(Gap { from: *day, to: *day, issues: 1 });
            open = true;
        }
    }
    gaps
}

fn one_for_all(id: i64, items: &[Item]) -> Option<Canonical> {
    let member = |item| Member { item, relation: Relation::Edited, score: 1.0 };
    let cluster = Cluster {
        id: id.to_string(),
        members: (0..items.len()).map(member).collect(),
        canonical: 0,
        relation: Relation::Edited,
    };
    canonical(items, &[cluster], &Rules::default()).pop()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(source: &str, day: u8, title: &str, body: &str) -> Item {
        Item {
            source: source.into(),
            issue_date: Date::new(2026, 5, day),
            title: Some(title.into()),
            body: body.into(),
            ..Item::default()
        }
    }

    const TEXT: &str =
        "Im Juni beginnt der Bau der neuen Brücke über den Fluss, und die Stadt rechnet mit Kosten von 4 Mio. Euro.";

    #[test]
    fn edited_and_cut_items_are_one_story_and_series_are_not() {
        let one = item("a", 1, "Neue Brücke", TEXT);
        let edited = item("b", 2, "Neue Brücke", &TEXT.replace("4 Mio.", "5 Mio."));
        let longer = item(
            "b",
            2,
            "Neue Brücke",
            &format!("{TEXT} Gebaut wird ein Jahr lang, und zwar von beiden Seiten zugleich aus."),
        );
        for other in [&edited, &longer] {
            assert!(same(&one, other) && same(other, &one));
            assert!(sketch(&one).keys.iter().any(|key| sketch(other).keys.contains(key)));
        }
        assert!(!same(&item("a", 1, "Rundbrief 7", TEXT), &item("b", 2, "Rundbrief 8", TEXT)));
        assert!(!same(&item("a", 1, "Einladung zum Rat", TEXT), &item("b", 2, "Fahrt nach Kiel", TEXT)));
        assert!(same(
            &item("a", 1, "Treffen der Freunde alter Uhren", "1. Mai"),
            &item("b", 2, "Treffen der Freunde alter Uhren", "5. Juni")
        ));
        assert_eq!(sketch(&one).digest, sketch(&item("z", 9, "NEUE  Brücke", &TEXT.replace(' ', "\n"))).digest);
    }

    #[test]
    fn tells_changes_gaps_and_sources() {
        let items = vec![
            item("c", 9, "Neue Brücke", &TEXT.replace("4 Mio.", "5 Mio.")),
            item("a", 1, "Neue Brücke", TEXT),
            item("b", 2, "Neue Brücke", TEXT),
        ];
        let days = [1, 2, 4, 5, 9, 12].into_iter().filter_map(|d| Date::new(2026, 5, d)).collect();
        let story = tell(3, vec![5], items, &days).unwrap();
        assert_eq!(story.sources, ["a", "b", "c"]);
        let told: Vec<_> = story.appearances.iter().map(|a| (a.fate, a.reason.as_str())).collect();
        assert_eq!(told[..2], [(Fate::Added, ""), (Fate::Unchanged, "the same words")]);
        assert_eq!(told[2], (Fate::Edited, "75 % of their runs of three words in common"));
        let fact = &story.appearances[2].facts[0];
        assert_eq!((fact.old.as_str(), fact.new.as_str()), ("4 Mio. Euro", "5 Mio. Euro"));
        let gap = Gap { from: Date::new(2026, 5, 4).unwrap(), to: Date::new(2026, 5, 5).unwrap(), issues: 2 };
        assert_eq!(story.gaps, [gap]);
        assert_eq!(story.canonical.item.title.as_deref(), Some("Neue Brücke"));
        assert!(tell(1, vec![], vec![], &days).is_none());
    }
}
