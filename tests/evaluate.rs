//! Answers held against labels: the figures are those of independent scorers, the words those that people read.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod common;

use std::fs;
use std::path::Path;
use std::process::Command;

use common::{failure, fixture, shared, stdout};
use serde_json::Value;

/// The line of figures of `eval --format jsonl`.
fn figures(args: &[&str]) -> Value {
    let out = stdout(&[&["eval"], args, &["--format", "jsonl", "--samples", "50"]].concat());
    serde_json::from_str(out.lines().next().unwrap()).unwrap()
}

/// What a scoring script prints, its numbers in order.
fn scored(script: &Path, args: &[&str]) -> Vec<f64> {
    let out = Command::new("python3").arg(script).args(args).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stdout));
    let text = String::from_utf8(out.stdout).unwrap();
    let line =
        text.lines().filter(|line| !line.starts_with("missed") && !line.starts_with("not in")).collect::<Vec<_>>();
    line.join(" ").split_whitespace().filter_map(|word| word.parse().ok()).collect()
}

fn close(here: &Value, there: f64, places: i32) {
    let here = here.as_f64().unwrap();
    assert!((here - there).abs() <= 0.5001 * 10_f64.powi(-places), "{here} against {there}");
}

#[test]
fn clusters_score_as_the_scorer_says() {
    let Some(shared) = shared() else { return };
    let script = shared.join("tools/score_clusters.py");
    for site in ["heise.de", "faz.net"] {
        let gold = shared.join(format!("frontpages/{site}.jsonl")).display().to_string();
        let dir = tempfile::tempdir().unwrap();
        let csv = dir.path().join("c.csv").display().to_string();
        stdout(&["clusters", &gold, "--format", "csv", "--output", &csv]);
        let there = scored(&script, &[&csv, &gold]);
        let here = figures(&[&gold, "--label-field", "story"]);
        let clusters = &here["outcomes"][1];
        // items, gold pairs, predicted pairs; B-cubed P, R, F1, ARI; pairs P, R, F1.
        close(&here["items"], there[0], 0);
        close(&here["joined"], there[1], 0);
        close(&clusters["found"], there[2], 0);
        for (at, name) in ["precision", "recall", "f1"].iter().enumerate() {
            close(&clusters["groups"]["bcubed"][name]["value"], there[3 + at], 3);
            close(&clusters["pairs"][name]["value"], there[7 + at], 3);
        }
        close(&clusters["groups"]["adjusted_rand"], there[6], 3);
    }
}

#[test]
fn pairs_score_as_the_scorer_says() {
    let Some(shared) = shared() else { return };
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).display().to_string();
    let (found, gold) = (path("found.csv"), path("gold.csv"));
    let texts: Vec<String> =
        (0..5).map(|n| shared.join(format!("newsletters/00{n}.txt")).display().to_string()).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    stdout(&[&["pairs"], &texts[..], &["--format", "csv", "--output", &found]].concat());
    let relations = shared.join("newsletters/relations.gold.jsonl");
    let mut rows = "a,b\n".to_owned();
    for line in fs::read_to_string(&relations).unwrap().lines().filter(|line| line.contains("\"repeat\"")) {
        let row: Value = serde_json::from_str(line).unwrap();
        rows += &format!("{},{}\n", row["a"].as_str().unwrap(), row["b"].as_str().unwrap());
    }
    fs::write(&gold, rows).unwrap();
    let joins = ["--relation", "identical", "--relation", "edited", "--relation", "excerpt"];
    let there = scored(&shared.join("tools/score_pairs.py"), &[&[found.as_str(), gold.as_str()], &joins[..]].concat());
    let texts: Vec<String> =
        (0..5).map(|n| shared.join(format!("newsletters/00{n}.txt")).display().to_string()).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let relations = relations.display().to_string();
    let from_relations = figures(&[&texts[..], &["--gold", &relations]].concat());
    let from_csv = figures(&[&texts[..], &["--gold", &gold]].concat());
    assert_eq!(from_relations["outcomes"], from_csv["outcomes"]);
    for (at, name) in ["precision", "recall", "f1"].iter().enumerate() {
        close(&from_csv["outcomes"][0]["pairs"][name]["value"], there[at], 4);
    }
}

#[test]
fn a_small_set_by_eye() {
    let teasers = fixture("teasers.jsonl");
    let here = figures(&[&teasers, "--label-field", "story"]);
    // Three of the ferry, two of the archive, the wolf and the choir.
    assert_eq!((here["labelled"].as_u64(), here["joined"].as_u64()), (Some(15), Some(6)));
    assert_eq!(here["outcomes"].as_array().unwrap().len(), 3);
    let interval = &here["outcomes"][1]["pairs"]["f1"];
    assert!(
        interval["low"].as_f64() <= interval["value"].as_f64()
            && interval["value"].as_f64() <= interval["high"].as_f64()
    );
    assert_eq!(here["sweep"].as_array().unwrap().len(), 20, "nineteen steps and the threshold in force");
    let text = stdout(&["eval", &teasers, "--label-field", "story"]);
    for part in
        ["15 items, 15 labelled (field story): 6 pairs to find", "clusters", "← in force", "Misses", "score at least"]
    {
        assert!(text.contains(part), "{part:?} is missing from {text}");
    }
    assert_eq!(
        text,
        stdout(&["eval", &teasers, "--label-field", "story", "--threads", "1"]),
        "the same for any threads"
    );
    let page = stdout(&["eval", &teasers, "--label-field", "story", "--format", "html"]);
    assert!(page.starts_with("<!doctype html>") && page.matches("<svg").count() > 3 && page.contains("False links"));
}

#[test]
fn labels_are_hidden_from_the_model_and_can_be_followed_or_trusted() {
    let teasers = fixture("teasers.jsonl");
    let of = |args: &[&str]| figures(&[&[teasers.as_str(), "--label-field", "story"], args].concat());
    assert_eq!(of(&[])["outcomes"], of(&["--ignore-field", "story"])["outcomes"], "the label is hidden");
    let all = stdout(&["eval", &teasers, "--label-field", "story", "--all", "--format", "jsonl"]);
    let candidate = all.lines().find(|line| line.contains("\"candidate\"")).unwrap();
    assert!(candidate.contains("\"measures\":{") && candidate.contains("\"own phrases\""), "{candidate}");
    let strict = of(&["--min-score", "0.99"])["outcomes"][0]["found"].as_u64();
    assert!(strict < of(&[])["outcomes"][0]["found"].as_u64());
}

#[test]
fn what_cannot_be_measured_is_said() {
    let teasers = fixture("teasers.jsonl");
    let (status, words) = failure(&["eval", &teasers]);
    assert!(status == 2 && words.contains("--label-field"), "{words}");
    let (status, words) = failure(&["eval", &teasers, "--label-field", "stroy"]);
    assert!(status == 2 && words.contains("stroy"), "{words}");
    let (status, words) = failure(&["eval", &teasers, "--gold", "no/such.csv"]);
    assert!(status == 2 && words.contains("no/such.csv"), "{words}");
    let (status, words) = failure(&["eval", &teasers, "--label-field", "story", "--format", "csv"]);
    assert!(status == 2 && words.contains("jsonl"), "{words}");
}
