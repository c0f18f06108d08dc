//! Diffs of real issues against known fates.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use nochmal::model::{Change, DiffStep, Fate, Field, Item, Quiet};
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

fn gold(path: &Path) -> BTreeMap<(String, String), BTreeMap<String, String>> {
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

/// Counts what a comparison found against its gold; with `own` edits of urls that several items of an issue have are
/// left out on both sides (see [`what_the_gold_calls_edited`]).
fn count(step: &DiffStep, gold: &BTreeMap<String, String>, own: bool, into: &mut BTreeMap<&'static str, Score>) {
    let shared = |url: &&String| shared_url(&step.old, url) || shared_url(&step.new, url);
    let mut predicted: BTreeMap<String, Fate> = BTreeMap::new();
    for change in &step.diff.changes {
        let item = step.shown(change).unwrap();
        predicted.insert(item.url.clone().or(item.title.clone()).unwrap_or_default(), change.fate);
    }
    for (name, fates) in [
        ("added", [Fate::Added, Fate::Added]),
        ("removed", [Fate::Removed, Fate::Removed]),
        ("edited", [Fate::Edited, Fate::MovedEdited]),
    ] {
        let counts = |key: &&String| !(own && name == "edited" && shared(key));
        let ours = predicted.iter().filter(|(_, f)| fates.contains(f)).map(|(k, _)| k).filter(counts);
        let theirs = gold.iter().filter(|(_, f)| *f == name).map(|(k, _)| k).filter(counts);
        let (ours, theirs): (BTreeSet<&String>, BTreeSet<&String>) = (ours.collect(), theirs.collect());
        let score = into.entry(name).or_default();
        score.hits += ours.intersection(&theirs).count();
        score.predicted += ours.len();
        score.gold += theirs.len();
    }
}

fn show(total: &BTreeMap<&'static str, Score>) {
    for (name, s) in total {
        println!("{name}: F1 {:.4}, {} of {} found, {} predicted", s.f1(), s.hits, s.gold, s.predicted);
    }
}

fn scores(
    issues: &BTreeMap<String, Vec<Item>>,
    gold: &BTreeMap<(String, String), BTreeMap<String, String>>,
    options: &Options,
) -> BTreeMap<&'static str, Score> {
    let mut total = BTreeMap::new();
    for ((old, new), fates) in gold {
        let diff = diff(&issues[old], &issues[new], options);
        let step = DiffStep { old: issues[old].clone(), new: issues[new].clone(), diff, ..DiffStep::default() };
        count(&step, fates, !options.ignore.contains(&Field::Url), &mut total);
    }
    show(&total);
    total
}

/// Items of a gold file by issue.
fn issues_of(path: &Path) -> BTreeMap<String, Vec<Item>> {
    let mut issues: BTreeMap<String, Vec<Item>> = BTreeMap::new();
    for line in fs::read_to_string(path).unwrap().lines() {
        let mut row: serde_json::Value = serde_json::from_str(line).unwrap();
        let issue = row["issue"].as_str().unwrap().to_owned();
        row["source"] = row["issue"].clone();
        row["id"] = format!("{issue}#{}", row["n"]).into();
        issues.entry(issue).or_default().push(serde_json::from_value(row).unwrap());
    }
    issues
}

/// Whether several items of an issue have this url. The gold then compares the first ones only.
fn shared_url(items: &[Item], url: &str) -> bool {
    items.iter().filter(|item| item.url.as_deref() == Some(url)).count() > 1
}

#[test]
fn perl_weekly() {
    let Some(shared) = common::shared() else { return };
    let issues = issues_of(&shared.join("perlweekly/items.gold.jsonl"));
    let gold = gold(&shared.join("perlweekly/changes.gold.jsonl"));
    println!("url hidden");
    let hidden = scores(&issues, &gold, &Options { ignore: [Field::Url].into(), ..Options::default() });
    println!("url seen");
    let seen = scores(&issues, &gold, &Options::default());
    assert!(seen["added"].f1() >= 0.99 && seen["removed"].f1() >= 0.99 && seen["edited"].f1() >= 0.95);
    assert!(hidden["added"].f1() >= 0.97 && hidden["removed"].f1() >= 0.97 && hidden["edited"].f1() >= 0.80);
}

#[test]
fn follow_ups_are_told_with_their_facts() {
    let Some(shared) = common::shared() else { return };
    let issues = issues_of(&shared.join("newsletters/items.gold.jsonl"));
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
fn of_files(folder: &Path, old: &str, new: &str) -> DiffStep {
    let path = |name: &str| folder.join(name).display().to_string();
    let mut steps = pipeline::diff(&[path(old), path(new)], &Config::default(), &Quiet).unwrap().steps;
    assert_eq!(steps.len(), 1);
    steps.remove(0)
}

#[test]
fn a_feed_over_a_year() {
    let Some(shared) = common::shared() else { return };
    let folder = shared.join("salzkotten");
    let gold = gold(&folder.join("changes.gold.jsonl"));
    assert_eq!(gold.len(), 7);
    let mut total: BTreeMap<&str, Score> = BTreeMap::new();
    for ((old, new), fates) in &gold {
        count(&of_files(&folder, old, new), fates, false, &mut total);
    }
    assert!(total["added"].f1() >= 0.99 && total["edited"].f1() >= 0.95);
    assert_eq!(total["removed"].predicted, 0);
}

/// What the issues were sent as: the same 59 neighbours in each format, as `nochmal diff OLD NEW` gives them.
#[test]
fn perl_weekly_as_sent() {
    let Some(shared) = common::shared() else { return };
    let folder = shared.join("perlweekly");
    let gold = gold(&folder.join("changes.gold.jsonl"));
    assert_eq!(gold.len(), 59);
    let hidden = Options { ignore: [Field::Url].into(), ..Options::default() };
    for format in ["txt", "html", "md"] {
        let mut totals: [BTreeMap<&str, Score>; 2] = Default::default();
        for ((old, new), fates) in &gold {
            let seen = of_files(&folder, &format!("{old}.{format}"), &format!("{new}.{format}"));
            count(&seen, fates, true, &mut totals[0]);
            let diff = diff(&seen.old, &seen.new, &hidden);
            count(&DiffStep { diff, ..seen }, fates, false, &mut totals[1]);
        }
        for (total, (url, came, edited)) in totals.iter().zip([("seen", 0.99, 0.95), ("hidden", 0.97, 0.80)]) {
            println!("{format}, url {url}");
            show(total);
            assert!(total["added"].f1() >= came && total["removed"].f1() >= came && total["edited"].f1() >= edited);
        }
    }
}

/// Where several entries lead to one url, the gold compares the first of each issue. So it calls an entry edited that
/// stands in both issues word for word: no matching that tells entries apart can follow it there.
#[test]
fn what_the_gold_calls_edited() {
    let Some(shared) = common::shared() else { return };
    let issues = issues_of(&shared.join("perlweekly/items.gold.jsonl"));
    let (mut edited, mut still_there) = (0, 0);
    for ((old, new), fates) in gold(&shared.join("perlweekly/changes.gold.jsonl")) {
        for (url, _) in fates.iter().filter(|(_, fate)| *fate == "edited") {
            let at = |issue: &str| -> Vec<&Item> {
                issues[issue].iter().filter(|item| item.url.as_deref() == Some(url)).collect()
            };
            let (before, after) = (at(&old), at(&new));
            let said = |item: &Item| (item.title.clone(), item.body.clone());
            let stands = |item: &Item, there: &[&Item]| there.iter().any(|other| said(other) == said(item));
            edited += 1;
            still_there += usize::from(stands(before[0], &after) || stands(after[0], &before));
        }
    }
    println!("{still_there} of {edited} stand in both issues word for word");
    assert_eq!((edited, still_there), (75, 13));
}

/// One pair of neighbours in every mix of formats: the fates are those of one format alone.
#[test]
fn formats_can_be_mixed() {
    let Some(shared) = common::shared() else { return };
    let folder = shared.join("perlweekly");
    let fates = |old: String, new: String| -> BTreeSet<(String, &'static str)> {
        let step = of_files(&folder, &old, &new);
        let fate = |c: &Change| {
            let fate = match c.fate {
                Fate::Moved => Fate::Unchanged,
                Fate::MovedEdited => Fate::Edited,
                fate => fate,
            };
            step.shown(c).map(|item| (item.heading(), fate.name()))
        };
        step.diff.changes.iter().filter_map(fate).collect()
    };
    let (mut same, mut all) = (0, 0);
    for issue in (725..784).step_by(10) {
        let of = |a: &str, b: &str| fates(format!("{issue}.{a}"), format!("{}.{b}", issue + 1));
        let plain = of("txt", "txt");
        for (a, b) in [("txt", "html"), ("html", "txt"), ("md", "txt"), ("txt", "md"), ("html", "md"), ("md", "html")] {
            let mixed = of(a, b);
            same += mixed.intersection(&plain).count();
            all += mixed.union(&plain).count();
        }
    }
    println!("{same} of {all} fates are the same");
    assert!(same as f64 >= 0.98 * all as f64, "{same} of {all}");
}

/// An own issue and the next one, in three formats.
#[test]
fn layouts_are_no_edits() {
    let entries = [
        ("Brücke wird saniert", "Die Arbeiten an der Hafenbrücke beginnen im Mai und dauern bis zum Herbst."),
        ("Neue Leitung im Museum", "Frau Dr. Ahlers übernimmt am ersten April die Leitung des Stadtmuseums."),
        ("Lesung am Abend", "Im Rathaussaal wird aus neuen Büchern gelesen, der Eintritt ist wie immer frei."),
        ("Radweg freigegeben", "Der Weg am Kanal ist nach zwei Jahren Bauzeit auf ganzer Länge befahrbar."),
        ("Ausschuss tagt", "Der Bauausschuss berät am Dienstag über den Haushalt und die neue Schule."),
    ];
    let edited = |(title, body): (&'static str, &'static str)| (title, body.replace("im Mai", "im Juni"));
    let old: Vec<_> = entries[..4].iter().map(|(title, body)| (*title, (*body).to_owned())).collect();
    let new: Vec<_> = [4, 0, 1, 3].map(|i: usize| edited(entries[i])).to_vec();
    let write = |items: &[(&str, String)], format: &str| -> String {
        let entry = |(title, body): &(&str, String)| match format {
            "txt" => format!("{title}\n{}\n\n\n", body.replacen(" und", "\nund", 1)),
            "md" => format!("### {title}\n\n{body}\n\n"),
            _ => format!("<h3>{title}</h3>\n<p>{body}</p>\n"),
        };
        let entries: String = items.iter().map(entry).collect();
        if format == "html" { format!("<!doctype html>\n<body>\n{entries}</body>\n") } else { entries }
    };
    let folder = tempfile::tempdir().unwrap();
    for (name, items) in [("old", &old), ("new", &new)] {
        for format in ["txt", "md", "html"] {
            fs::write(folder.path().join(format!("{name}.{format}")), write(items, format)).unwrap();
        }
    }
    for a in ["txt", "md", "html"] {
        for b in ["txt", "md", "html"] {
            let step = of_files(folder.path(), &format!("old.{a}"), &format!("new.{b}"));
            let fates: Vec<(String, Fate)> =
                step.diff.changes.iter().map(|c| (step.shown(c).unwrap().heading(), c.fate)).collect();
            let expected = [
                ("Ausschuss tagt", Fate::Added),
                ("Brücke wird saniert", Fate::Edited),
                ("Neue Leitung im Museum", Fate::Unchanged),
                ("Lesung am Abend", Fate::Removed),
                ("Radweg freigegeben", Fate::Unchanged),
            ]
            .map(|(title, fate)| (title.to_owned(), fate));
            assert_eq!(fates, expected, "{a} → {b}");
        }
    }
}

/// A series is compared step by step, two folders file by file.
#[test]
fn series_and_folders() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, day: u8, titles: &[&str]| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let records: String = titles
            .iter()
            .map(|t| {
                format!("{{\"title\":\"{t}\",\"body\":\"Bericht über {t}.\",\"issue_date\":\"2026-05-0{day}\"}}\n")
            })
            .collect();
        fs::write(&path, records).unwrap();
        path.display().to_string()
    };
    write("a/1.jsonl", 1, &["Brücke", "Museum"]);
    write("a/2.jsonl", 2, &["Museum"]);
    write("a/3.jsonl", 3, &["Museum", "Kanal"]);
    write("b/2.jsonl", 2, &["Museum", "Hafen"]);
    let path = |name: &str| folder.path().join(name).display().to_string();
    let run = |inputs: &[String]| {
        let steps = pipeline::diff(inputs, &Config::default(), &Quiet).unwrap().steps;
        let told = |s: &DiffStep| -> Vec<String> {
            let changed = s.diff.changes.iter().filter(|c| c.fate != Fate::Unchanged);
            changed.map(|c| format!("{} {}", c.outcome(), s.shown(c).unwrap().heading())).collect()
        };
        steps.iter().map(told).collect::<Vec<_>>()
    };
    assert_eq!(run(&[path("a")]), [["removed Brücke"], ["added Kanal"]]);
    assert_eq!(run(&[path("a/1.jsonl"), path("a/2.jsonl"), path("a/3.jsonl")]), [["removed Brücke"], ["added Kanal"]]);
    assert_eq!(
        run(&[path("a"), path("b")]),
        [vec!["removed Brücke", "removed Museum"], vec!["added Hafen"], vec!["removed Museum", "removed Kanal"]]
    );
    assert!(pipeline::diff(&[path("b")], &Config::default(), &Quiet).is_err(), "nothing to compare with");
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
