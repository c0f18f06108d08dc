//! Diffs of real issues against known fates.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use nochmal::model::{Fate, Field, Item, Quiet};
use nochmal::pipeline::{self, Config};
use nochmal::track::{Options, diff};

/// Precision and recall of one fate over many issues, by what names an item.
#[derive(Default)]
struct Score {
    hits: usize,
    predicted: usize,
    gold: usize,
}

impl Score {
    fn f1(&self) -> f64 {
        2.0 * self.hits as f64 / (self.predicted + self.gold).max(1) as f64
    }
}

fn gold(path: &std::path::Path) -> BTreeMap<(String, String), BTreeMap<String, String>> {
    let mut out: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    for line in fs::read_to_string(path).unwrap().lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| row[name].as_str().unwrap_or("").to_owned();
        if text("fate") != "summary" {
            out.entry((text("old"), text("new"))).or_default().insert(text("url"), text("fate"));
        }
    }
    out
}

fn score(
    old: &[Item],
    new: &[Item],
    options: &Options,
    gold: &BTreeMap<String, String>,
    into: &mut BTreeMap<&'static str, Score>,
) {
    let mut predicted: BTreeMap<String, Fate> = BTreeMap::new();
    for change in diff(old, new, options).changes {
        let item = change.new.map(|b| &new[b]).or(change.old.map(|a| &old[a])).unwrap();
        predicted.insert(item.url.clone().or(item.title.clone()).unwrap_or_default(), change.fate);
    }
    for (name, fates) in [
        ("added", [Fate::Added, Fate::Added]),
        ("removed", [Fate::Removed, Fate::Removed]),
        ("edited", [Fate::Edited, Fate::MovedEdited]),
    ] {
        let ours: BTreeSet<&String> = predicted.iter().filter(|(_, f)| fates.contains(f)).map(|(k, _)| k).collect();
        let theirs: BTreeSet<&String> = gold.iter().filter(|(_, f)| *f == name).map(|(k, _)| k).collect();
        if std::env::var_os("SHOW").is_some() {
            for k in ours.symmetric_difference(&theirs) {
                println!(
                    "{name} {} {k} {} in {}",
                    if ours.contains(k) { "extra" } else { "missed" },
                    predicted.get(*k).map_or("?", |f| f.name()),
                    new[0].source
                );
            }
        }
        let score = into.entry(name).or_default();
        score.hits += ours.intersection(&theirs).count();
        score.predicted += ours.len();
        score.gold += theirs.len();
    }
}

fn scores(
    issues: &BTreeMap<String, Vec<Item>>,
    gold: &BTreeMap<(String, String), BTreeMap<String, String>>,
    options: &Options,
) -> BTreeMap<&'static str, Score> {
    let mut total = BTreeMap::new();
    for ((old, new), fates) in gold {
        score(&issues[old], &issues[new], options, fates, &mut total);
    }
    for (name, s) in &total {
        println!("{name}: F1 {:.4}, {} of {} found, {} predicted", s.f1(), s.hits, s.gold, s.predicted);
    }
    total
}

/// Whether several items of an issue have this url. The gold then compares the first ones only.
fn shared_url(items: &[Item], url: &str) -> bool {
    items.iter().filter(|item| item.url.as_deref() == Some(url)).count() > 1
}

#[test]
fn perl_weekly() {
    let Some(shared) = common::shared() else { return };
    let mut issues: BTreeMap<String, Vec<Item>> = BTreeMap::new();
    for line in fs::read_to_string(shared.join("perlweekly/items.gold.jsonl")).unwrap().lines() {
        let mut row: serde_json::Value = serde_json::from_str(line).unwrap();
        let issue = row["issue"].as_str().unwrap().to_owned();
        row["source"] = row["issue"].clone();
        row["id"] = format!("{issue}#{}", row["n"]).into();
        issues.entry(issue).or_default().push(serde_json::from_value(row).unwrap());
    }
    let mut gold = gold(&shared.join("perlweekly/changes.gold.jsonl"));
    println!("url hidden");
    let hidden = scores(&issues, &gold, &Options { ignore: [Field::Url].into() });
    println!("url seen, urls of one item");
    for ((old, new), fates) in &mut gold {
        fates.retain(|url, fate| fate != "edited" || !(shared_url(&issues[old], url) || shared_url(&issues[new], url)));
    }
    let seen = scores(&issues, &gold, &Options::default());
    assert!(seen["added"].f1() >= 0.99 && seen["removed"].f1() >= 0.99 && seen["edited"].f1() >= 0.95);
    assert!(hidden["added"].f1() >= 0.97 && hidden["removed"].f1() >= 0.97 && hidden["edited"].f1() >= 0.80);
}

/// The items of the five newsletters as they are known, by issue.
fn newsletters(shared: &std::path::Path) -> BTreeMap<String, Vec<Item>> {
    let mut issues: BTreeMap<String, Vec<Item>> = BTreeMap::new();
    for line in fs::read_to_string(shared.join("newsletters/items.gold.jsonl")).unwrap().lines() {
        let mut row: serde_json::Value = serde_json::from_str(line).unwrap();
        let issue = row["issue"].as_str().unwrap().to_owned();
        row["source"] = row["issue"].clone();
        row["id"] = format!("{issue}#{}", row["n"]).into();
        issues.entry(issue).or_default().push(serde_json::from_value(row).unwrap());
    }
    issues
}

#[test]
fn follow_ups_are_told_with_their_facts() {
    let Some(shared) = common::shared() else { return };
    let issues = newsletters(&shared);
    let (mut found, mut extra) = (BTreeSet::new(), BTreeSet::new());
    let gold: BTreeSet<(String, String)> = fs::read_to_string(shared.join("newsletters/relations.gold.jsonl"))
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|row| (row["a"].as_str().unwrap().to_owned(), row["b"].as_str().unwrap().to_owned()))
        .collect();
    for (a, old) in &issues {
        for (_, new) in issues.iter().filter(|(b, _)| *b != a) {
            for change in diff(old, new, &Options::default()).changes {
                let (Some(from), Some(to)) = (change.follows, change.new) else { continue };
                let pair = (old[from].id.clone(), new[to].id.clone());
                let turned = (pair.1.clone(), pair.0.clone());
                if gold.contains(&pair) || gold.contains(&turned) {
                    found.insert(pair)
                } else {
                    extra.insert(pair)
                };
                if old[from].id == "003#13" {
                    assert!(
                        change.facts.iter().any(|f| f.kind == "amount" && f.old.contains("48") && !f.new.is_empty()),
                        "{:?}",
                        change.facts
                    );
                }
            }
        }
    }
    println!("{} found, extra: {extra:?}", found.len());
    // The gold's follow-ups between two issues, told both ways.
    assert!(found.len() >= 12 && extra.len() <= 2, "{found:?}, extra {extra:?}");
}

/// The diff of two real files, as the command makes it.
fn of_files(folder: &std::path::Path, old: &str, new: &str) -> nochmal::model::DiffReport {
    let path = |name: &str| folder.join(name).display().to_string();
    pipeline::diff(&path(old), &path(new), &Config::default(), &Quiet).unwrap()
}

#[test]
fn a_feed_over_a_year() {
    let Some(shared) = common::shared() else { return };
    let folder = shared.join("salzkotten");
    let gold = gold(&folder.join("changes.gold.jsonl"));
    assert_eq!(gold.len(), 7);
    let mut total: BTreeMap<&str, Score> = BTreeMap::new();
    for ((old, new), fates) in &gold {
        let report = of_files(&folder, old, new);
        score(&report.old, &report.new, &Options::default(), fates, &mut total);
    }
    assert!(total["added"].f1() >= 0.99 && total["edited"].f1() >= 0.95);
    assert_eq!(total["removed"].predicted, 0);
}

#[test]
fn two_layouts_of_the_same_teasers() {
    let Some(shared) = common::shared() else { return };
    let summary = of_files(&shared.join("newsletters"), "004.txt", "003.txt").diff.summary();
    assert_eq!(summary.get(&Fate::Unchanged).unwrap_or(&0) + summary.get(&Fate::Moved).unwrap_or(&0), 11);
    for fate in [Fate::Edited, Fate::MovedEdited, Fate::Split, Fate::Merged] {
        assert_eq!(summary.get(&fate), None, "{fate}");
    }
}
