//! Items found against items written down by hand: on own fixtures, on layouts that no cue was made for, on real data.
//! `cargo test --test segmentation -- --nocapture` prints the tables of docs/segmentation.md.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod common;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use nochmal::model::{Document, Item};
use nochmal::{read, segment};

/// What is compared of an item.
#[derive(Clone, Default)]
struct Gold {
    title: String,
    heading: String,
    topic: Option<String>,
    kind: String,
    date: Option<String>,
    url: Option<String>,
}

#[derive(Clone, Copy, Default)]
struct Score {
    gold: usize,
    found: usize,
    hit: usize,
    fields: usize,
    right: usize,
}

impl Score {
    fn f1(self) -> f64 {
        2.0 * self.hit as f64 / (self.gold + self.found).max(1) as f64
    }

    fn fields(self) -> f64 {
        self.right as f64 / self.fields.max(1) as f64
    }

    fn add(&mut self, other: Score) {
        self.gold += other.gold;
        self.found += other.found;
        self.hit += other.hit;
        self.fields += other.fields;
        self.right += other.right;
    }
}

fn bare(text: &str) -> String {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ").to_lowercase()
}

fn gold(path: &Path) -> BTreeMap<String, Vec<Gold>> {
    let mut issues: BTreeMap<String, Vec<Gold>> = BTreeMap::new();
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| value[name].as_str().map(str::to_owned);
        let title = text("title").unwrap_or_default();
        let heading = bare(&format!("{} {title}", text("topic").unwrap_or_default()));
        let (topic, date, url) = (text("topic"), text("date"), text("url"));
        let kind = text("kind").unwrap_or_default();
        issues.entry(text("issue").unwrap()).or_default().push(Gold {
            title: bare(&title),
            heading,
            topic,
            kind,
            date,
            url,
        });
    }
    issues
}

/// Which item each gold item is, by equal heading or title.
fn pair<'a>(items: &'a [Item], gold: &[Gold]) -> Vec<Option<&'a Item>> {
    let mut free: Vec<&Item> = items.iter().collect();
    gold.iter()
        .map(|g| {
            let same = |i: &&Item| {
                let title = bare(i.title.as_deref().unwrap_or(""));
                let heading =
                    bare(&format!("{} {}", i.topic.as_deref().unwrap_or(""), i.title.as_deref().unwrap_or("")));
                [&title, &heading].into_iter().any(|t| *t == g.title || *t == g.heading)
            };
            free.iter().position(same).map(|at| free.remove(at))
        })
        .collect()
}

fn score(items: &[Item], gold: &[Gold]) -> Score {
    let mut score = Score { gold: gold.len(), found: items.len(), ..Score::default() };
    for (item, g) in pair(items, gold).into_iter().zip(gold) {
        let Some(item) = item else { continue };
        score.hit += 1;
        let mut check = |right: bool| {
            score.fields += 1;
            score.right += usize::from(right);
        };
        check(bare(item.title.as_deref().unwrap_or("")) == g.title);
        check(item.kind.to_string() == g.kind);
        [(&g.topic, &item.topic), (&g.url, &item.url)]
            .iter()
            .filter(|(g, _)| g.is_some())
            .for_each(|(g, i)| check(g == i));
        if g.date.is_some() {
            check(item.date.map(|d| d.to_string()) == g.date);
        }
    }
    score
}

fn documents(files: &[PathBuf]) -> Vec<Document> {
    let names: Vec<String> = files.iter().map(|f| f.display().to_string()).collect();
    let (docs, errors) = read::read(&names, &read::Options::default());
    assert!(errors.is_empty(), "{errors:?}");
    docs
}

fn stem(source: &str) -> String {
    Path::new(source).file_stem().unwrap().to_string_lossy().into_owned()
}

fn files(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|f| f.unwrap().path())
        .filter(|f| f.extension().is_some_and(|e| extensions.iter().any(|x| e == *x)))
        .collect();
    files.sort();
    files
}

/// Scores by issue, each document by itself or all together.
fn measure(files: &[PathBuf], gold_file: &Path, options: &segment::Options) -> BTreeMap<String, Score> {
    let gold = gold(gold_file);
    let docs = documents(files);
    let found = segment::segment_all(&docs, options);
    docs.iter()
        .zip(&found)
        .filter(|(d, _)| gold.contains_key(&stem(&d.source)))
        .map(|(d, s)| (stem(&d.source), score(&s.items, &gold[&stem(&d.source)])))
        .collect()
}

fn sum<'a>(scores: impl IntoIterator<Item = &'a Score>) -> Score {
    let mut all = Score::default();
    scores.into_iter().for_each(|s| all.add(*s));
    all
}

#[test]
fn own_issues_in_seen_layouts_fall_into_their_items() {
    // The second set was written after the cues, and never looked at while they were weighed.
    for (folder, gold, floor) in
        [("issues", "issues/items.gold.jsonl", 0.97), ("newsletters", "newsletters.gold.jsonl", 0.98)]
    {
        let files = files(&PathBuf::from(common::fixture(folder)), &["txt"]);
        let scores = measure(&files, &PathBuf::from(common::fixture(gold)), &segment::Options::default());
        for (issue, score) in &scores {
            println!("{issue}: F1 {:.3}, fields {:.3}", score.f1(), score.fields());
        }
        assert!(sum(scores.values()).f1() >= floor && sum(scores.values()).fields() >= 0.97, "{folder}");
    }
}

#[test]
fn layouts_that_no_cue_was_made_for_mostly_do_too() {
    let folder = PathBuf::from(common::fixture("layouts"));
    let gold_file = folder.join("items.gold.jsonl");
    let mut scores = Vec::new();
    for file in files(&folder, &["txt", "md", "html"]) {
        let found = measure(std::slice::from_ref(&file), &gold_file, &segment::Options::default());
        for (issue, score) in found {
            println!("{issue}: F1 {:.3}, fields {:.3}", score.f1(), score.fields());
            scores.push(score);
        }
    }
    assert!(scores.len() >= 8);
    // What was first seen below 0.85 was mended in general where that was possible; docs/segmentation.md has the rounds.
    let good = scores.iter().filter(|s| s.f1() >= 0.85).count();
    println!("{good} of {} layouts at 0.85 and more, F1 {:.3} over all", scores.len(), sum(&scores).f1());
    assert!(good * 100 >= scores.len() * 94);
    // A long one in a forum's own markup, which nothing reads, weighs as much as five others.
    assert!(sum(&scores).f1() >= 0.92 && sum(&scores).fields() >= 0.9);
}

/// The seen layouts with the cues that each of them inspired.
const SEEN: &[(&str, &str, &[&str])] = &[
    ("newsletters", "000.txt", &["table of contents", "directory"]),
    ("newsletters", "001.txt", &["date stamp", "topic"]),
    ("newsletters", "002.txt", &["event", "editorial"]),
    ("newsletters", "003.txt", &["caption", "repeat"]),
    ("perlweekly", "txt", &["section"]),
    ("perlweekly", "html", &["blocks", "byline"]),
    ("perlweekly", "md", &["markup", "entry"]),
];

#[test]
fn a_layout_holds_without_the_cues_it_inspired() {
    let Some(shared) = common::shared() else { return };
    println!("layout | all cues | without its own | which");
    for (folder, layout, cues) in SEEN {
        let folder = shared.join(folder);
        let chosen: Vec<PathBuf> = files(&folder, &["txt", "md", "html"])
            .into_iter()
            .filter(|f| f.file_name().unwrap().to_string_lossy().ends_with(layout))
            .step_by(6)
            .collect();
        let gold_file = folder.join("items.gold.jsonl");
        let all = sum(measure(&chosen, &gold_file, &segment::Options::default()).values());
        let without = cues.iter().map(|c| (*c).to_owned()).collect();
        let less = sum(measure(&chosen, &gold_file, &segment::Options { without, ..Default::default() }).values());
        println!("{layout} | {:.3} | {:.3} | {}", all.f1(), less.f1(), cues.join(", "));
        assert!(all.f1() >= 0.95, "{layout}: {}", all.f1());
    }
}

/// What an item says, without where it stands.
fn said(item: &Item) -> impl PartialEq + std::fmt::Debug + use<> {
    let item = item.clone();
    (item.kind, item.topic, item.title, item.date, item.end_date, item.place, item.url, item.body, item.n)
}

#[test]
fn a_page_wrapped_as_a_mail_gives_the_same_items() {
    let mut pages = files(&PathBuf::from(common::fixture("layouts")), &["html"]);
    if let Some(shared) = common::shared() {
        pages.extend(files(&shared.join("perlweekly"), &["html"]));
    }
    assert!(pages.len() >= 8);
    let docs: Vec<Document> = documents(&pages);
    let mails: Vec<Document> = pages
        .iter()
        .zip(&docs)
        .map(|(page, doc)| {
            let html = std::fs::read_to_string(page).unwrap();
            let subject = format!("Subject: {}\r\n", doc.title.as_deref().unwrap_or("Issue"));
            let mail = common::mail_of(&html).replacen("Subject: Issue\r\n", &subject, 1);
            let (mut mails, errors) = read::read_bytes("a.eml", mail.into_bytes(), &read::Options::default());
            assert!(errors.is_empty(), "{errors:?}");
            mails.remove(0)
        })
        .collect();
    let options = segment::Options::default();
    let (of_pages, of_mails) = (segment::segment_all(&docs, &options), segment::segment_all(&mails, &options));
    for ((doc, page), mail) in docs.iter().zip(of_pages).zip(of_mails) {
        let (page, mail): (Vec<_>, Vec<_>) =
            (page.items.iter().map(said).collect(), mail.items.iter().map(said).collect());
        assert!(!page.is_empty() && page == mail, "{}: {page:?}\n{mail:?}", doc.source);
    }
}

#[test]
fn real_issues_fall_into_their_items() {
    let Some(shared) = common::shared() else { return };
    let letters = shared.join("newsletters");
    let seeds = measure(&files(&letters, &["txt"]), &letters.join("items.gold.jsonl"), &segment::Options::default());
    assert!(sum(seeds.values()).f1() >= 0.98 && sum(seeds.values()).fields() >= 0.99);
    let weekly = shared.join("perlweekly");
    for format in ["txt", "html", "md"] {
        let scores =
            measure(&files(&weekly, &[format]), &weekly.join("items.gold.jsonl"), &segment::Options::default());
        let all = sum(scores.values());
        println!("{format}: F1 {:.3}, fields {:.3}", all.f1(), all.fields());
        assert!(all.f1() >= 0.97 && all.fields() >= 0.97, "{format}");
    }
    for file in files(&shared.join("salzkotten"), &["xml"]) {
        let doc = documents(&[file]).remove(0);
        let items = segment::segment(&doc, &segment::Options::default()).items;
        assert_eq!(items.len(), doc.text.matches("<item>").count());
        assert!(items.iter().all(|i| i.title.is_some() && i.url.is_some() && i.date.is_some()));
    }
}

#[test]
fn confidence_rises_with_the_share_that_is_right() {
    let Some(shared) = common::shared() else { return };
    let mut bins = [(0usize, 0usize, 0.0f64); 4];
    for (folder, extensions) in [("newsletters", vec!["txt"]), ("perlweekly", vec!["txt", "html", "md"])] {
        let folder = shared.join(folder);
        let gold = gold(&folder.join("items.gold.jsonl"));
        for extension in extensions {
            let docs = documents(&files(&folder, &[extension]));
            for (doc, found) in docs.iter().zip(segment::segment_all(&docs, &segment::Options::default())) {
                let paired = pair(&found.items, &gold[&stem(&doc.source)]);
                for item in &found.items {
                    let right = paired.iter().flatten().any(|p| std::ptr::eq(*p, item));
                    let bin = &mut bins[[0.7, 0.9, 0.98].iter().filter(|b| item.confidence >= **b).count()];
                    *bin = (bin.0 + 1, bin.1 + usize::from(right), bin.2 + item.confidence);
                }
            }
        }
    }
    println!("confidence | items | stated | right");
    for ((n, right, stated), name) in bins.iter().zip(["below 0.70", "0.70 to 0.90", "0.90 to 0.98", "0.98 and more"]) {
        println!("{name} | {n} | {:.3} | {:.3}", stated / (*n).max(1) as f64, *right as f64 / (*n).max(1) as f64);
    }
    let share = |b: (usize, usize, f64)| b.1 as f64 / b.0.max(1) as f64;
    assert!(share(bins[3]) > 0.97 && share(bins[3]) > share(bins[0]));
}
