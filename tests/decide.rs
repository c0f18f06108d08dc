//! Decided once, and honoured by every command that compares.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod common;

use std::fs;
use std::process::{Command, Output};

use tempfile::TempDir;

const ITEMS: [(&str, &str, &str); 4] = [
    (
        "ferry",
        "Fähre nach Borkum fällt aus",
        "Wegen Niedrigwasser bleibt die Abendfähre von Emden nach Borkum im Hafen, heute und morgen.",
    ),
    (
        "ferry2",
        "Fähre nach Borkum fällt aus",
        "Wegen Niedrigwasser bleibt die Abendfähre von Emden nach Borkum im Hafen, heute und am Freitag.",
    ),
    ("choir", "Chor sucht Bässe", "Der Kammerchor in Peine probt wieder und freut sich über tiefe Stimmen."),
    ("voices", "Tiefe Stimmen gesucht", "Wer Bass singt, ist bei den Proben in der Lutherkirche willkommen."),
];

fn record((id, title, body): (&str, &str, &str)) -> String {
    format!("{{\"id\":\"{id}\",\"title\":\"{title}\",\"body\":\"{body}\"}}\n")
}

/// A folder with the four items in one file, and in two.
fn folder() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let records = ITEMS.map(record);
    fs::write(dir.path().join("all.jsonl"), records.concat()).unwrap();
    fs::write(dir.path().join("old.jsonl"), [&records[0][..], &records[2]].concat()).unwrap();
    fs::write(dir.path().join("new.jsonl"), [&records[1][..], &records[3]].concat()).unwrap();
    dir
}

fn run(dir: &TempDir, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_nochmal")).args(args).current_dir(dir.path()).output().unwrap()
}

fn said(dir: &TempDir, args: &[&str]) -> String {
    let out = run(dir, args);
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

fn refused(dir: &TempDir, args: &[&str]) -> String {
    let out = run(dir, args);
    assert_eq!(out.status.code(), Some(2), "{args:?}");
    String::from_utf8(out.stderr).unwrap()
}

#[test]
fn every_command_keeps_to_what_was_decided() {
    let dir = folder();
    let pairs = || said(&dir, &["pairs", "all.jsonl", "--format", "csv"]);
    let before = pairs();
    assert!(before.contains("ferry,ferry2,edited") && !before.contains("choir,voices"), "{before}");
    assert!(said(&dir, &["dedupe", "all.jsonl", "--threshold", "0.5"]).lines().count() == 3);
    said(&dir, &["decide", "different", "ferry", "ferry2", "all.jsonl"]);
    said(&dir, &["decide", "same", "choir", "voices", "all.jsonl"]);

    let after = pairs();
    assert!(!after.contains("ferry2") && after.contains("choir,voices,edited,1"), "{after}");
    let clusters = said(&dir, &["clusters", "all.jsonl", "--format", "csv"]);
    assert!(!clusters.contains("ferry") && clusters.contains("voices"), "{clusters}");
    let canonical = said(&dir, &["canonical", "all.jsonl", "--format", "jsonl"]);
    assert_eq!(canonical.lines().count(), 3, "{canonical}");
    let why = said(&dir, &["explain", "ferry", "ferry2", "all.jsonl"]);
    assert!(why.contains("no relation, as a person decided"), "{why}");
    let why = said(&dir, &["explain", "ferry", "ferry2", "all.jsonl", "--format", "jsonl"]);
    assert!(why.contains("\"score\":0.0}") && why.contains("\"measure\":\"decision\""), "{why}");
    let kept = said(&dir, &["dedupe", "all.jsonl", "--threshold", "0.5"]);
    assert!(kept.contains("\"ferry\"") && kept.contains("\"ferry2\"") && !kept.contains("\"voices\""), "{kept}");
    let whole = said(&dir, &["clusters", "all.jsonl", "--measure", "jaccard", "--threshold", "0.5", "--format", "csv"]);
    assert!(!whole.contains("ferry") && whole.contains("voices"), "{whole}");
    let diff = said(&dir, &["diff", "old.jsonl", "new.jsonl", "--format", "jsonl"]);
    assert!(diff.contains("\"added\":1") && diff.contains("\"edited\":1") && diff.contains("\"removed\":1"), "{diff}");
    let edited = diff.lines().find(|line| line.contains("\"fate\":\"edited\"")).unwrap();
    assert!(edited.contains("choir") && edited.contains("voices"), "{edited}");
}

/// What a person parted is no follow-up either.
#[test]
fn a_parted_pair_is_not_told_on() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, items: &[(&str, &str, &str)]| {
        fs::write(dir.path().join(name), items.iter().copied().map(record).collect::<String>()).unwrap();
    };
    let old = (
        "plan",
        "Seilbahn nach Bernau genehmigt",
        "Der Kreistag hat den Bau der Seilbahn von Chorin nach Bernau genehmigt. Träger wird die Kreisbahn, Baubeginn im Herbst.",
    );
    let new = (
        "pillars",
        "Seilbahn Bernau: erste Pfeiler stehen",
        "Am Waldrand ragen seit Herbst Pfeiler auf. Die Kreisbahn will Gondeln von Chorin aus im Sommer fahren lassen; der Kreistag gab Geld frei.",
    );
    write("old.jsonl", &[old, ITEMS[2]]);
    write("new.jsonl", &[new, ITEMS[2]]);
    let told = || said(&dir, &["diff", "old.jsonl", "new.jsonl", "--format", "jsonl"]).contains("\"follows\"");
    assert!(told());
    said(&dir, &["decide", "different", "plan", "pillars", "old.jsonl", "new.jsonl"]);
    assert!(!told());
}

#[test]
fn a_decision_is_one_line_that_stands_for_the_texts() {
    let dir = folder();
    let out = run(&dir, &["decide", "different", "ferry", "ferry2", "all.jsonl"]);
    let words = String::from_utf8(out.stderr).unwrap();
    assert!(words.contains("ferry and ferry2 are different (nochmal.decisions)"), "{words}");
    let file = || fs::read_to_string(dir.path().join("nochmal.decisions")).unwrap();
    assert!(
        file().lines().count() == 1 && file().starts_with("different ") && file().contains("# Fähre"),
        "{}",
        file()
    );
    // The same texts under other ids, in another file.
    let renamed = ITEMS.map(|(id, title, body)| (format!("x-{id}"), title, body));
    let other: String = renamed.iter().map(|(id, title, body)| record((id, title, body))).collect();
    fs::write(dir.path().join("other.jsonl"), other).unwrap();
    assert!(!said(&dir, &["pairs", "other.jsonl", "--format", "csv"]).contains("ferry"));
    // Decided anew: the line gives way.
    let out = run(&dir, &["decide", "same", "ferry2", "ferry", "all.jsonl"]);
    assert!(String::from_utf8(out.stderr).unwrap().contains("before they were different"));
    assert!(file().lines().count() == 1 && file().starts_with("same "), "{}", file());
    // Another file, named on the command line or in the settings.
    said(&dir, &["decide", "same", "choir", "voices", "all.jsonl", "--decisions", "team.txt"]);
    assert!(said(&dir, &["pairs", "all.jsonl", "--format", "csv", "--decisions", "team.txt"]).contains("voices"));
    fs::write(dir.path().join("nochmal.toml"), "decisions = \"team.txt\"\n").unwrap();
    assert!(said(&dir, &["pairs", "all.jsonl", "--format", "csv"]).contains("voices"));
}

#[test]
fn contradictions_are_named_with_their_lines() {
    let dir = folder();
    for (a, b) in [("ferry", "ferry2"), ("ferry2", "choir")] {
        said(&dir, &["decide", "same", a, b, "all.jsonl"]);
    }
    let words = refused(&dir, &["decide", "different", "ferry", "choir", "all.jsonl"]);
    assert!(words.contains("parts two texts that lines") && words.contains("nochmal.decisions:"), "{words}");
    let file = dir.path().join("nochmal.decisions");
    let good = fs::read_to_string(&file).unwrap();
    assert_eq!(good.lines().count(), 2, "a refused decision leaves the file as it was");
    let digests: Vec<&str> = good.lines().next().unwrap().split_whitespace().collect();
    fs::write(&file, format!("{good}different {} {}\n", digests[1], digests[2])).unwrap();
    let words = refused(&dir, &["pairs", "all.jsonl"]);
    assert!(words.contains("nochmal.decisions:3: decides the opposite of line 1"), "{words}");
    fs::write(&file, "same this that\n").unwrap();
    assert!(refused(&dir, &["clusters", "all.jsonl"]).contains("nochmal.decisions:1"));
    fs::remove_file(&file).unwrap();
    assert!(refused(&dir, &["pairs", "all.jsonl", "--decisions", "gone.txt"]).contains("gone.txt"));
    assert!(refused(&dir, &["decide", "same", "ferry", "nobody", "all.jsonl"]).contains("nobody"));
}

#[test]
fn an_id_that_returns_is_named_by_its_place() {
    let dir = folder();
    let other = "{\"id\":\"ferry\",\"title\":\"Fähre fährt wieder\",\"body\":\"Seit Montag fährt die Fähre.\"}\n";
    fs::write(dir.path().join("later.jsonl"), other).unwrap();
    let files = ["all.jsonl", "later.jsonl"];
    let ask = |command: &[&'static str], a, b| [command, &[a, b], &files].concat();
    let refusal = refused(&dir, &ask(&["decide", "same"], "ferry", "choir"));
    assert!(refusal.contains("\"ferry\" are 2 items: all.jsonl#1, later.jsonl#1"), "{refusal}");
    assert!(refused(&dir, &ask(&["explain"], "ferry", "choir")).contains("name one of these"));
    let told = said(&dir, &ask(&["explain"], "all.jsonl#1", "later.jsonl#1"));
    assert!(told.contains("fällt aus") && told.contains("fährt wieder"), "{told}");
    fs::copy(dir.path().join("all.jsonl"), dir.path().join("copy.jsonl")).unwrap();
    let pairs = said(&dir, &["pairs", "all.jsonl", "copy.jsonl", "--format", "csv"]);
    assert!(pairs.contains("\nall.jsonl#1,copy.jsonl#1,identical"), "{pairs}");
}

#[test]
fn a_decision_stands_above_items_that_are_alike_but_for_a_hidden_field() {
    let dir = folder();
    said(&dir, &["decide", "different", "ferry", "ferry2", "all.jsonl"]);
    let pairs = said(&dir, &["pairs", "all.jsonl", "--ignore-field", "body", "--format", "csv"]);
    assert!(!pairs.contains("ferry,ferry2"), "{pairs}");
    let clusters = said(&dir, &["clusters", "all.jsonl", "--ignore-field", "body", "--format", "csv"]);
    assert_eq!(clusters.lines().count(), 1, "{clusters}");
}
