//! Stories and patches from the command line: what was reported is kept, whatever happens.
#![cfg(all(feature = "track", feature = "cli"))]
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use common::{failure, stdout};

fn text(path: &Path) -> String {
    path.display().to_string()
}

/// A JSONL issue with three records of its own and one that recurs.
fn write_issue(folder: &Path, n: usize) -> String {
    let path = folder.join(format!("issue-{n:03}.jsonl"));
    let mut lines = String::new();
    for k in 0..3 {
        let words: Vec<String> = (0..15).map(|i| format!("wort{}", n * 45 + k * 15 + i)).collect();
        lines +=
            &format!("{{\"id\":\"{n}-{k}\",\"title\":\"Meldung {}\",\"body\":\"{}\"}}\n", words[0], words.join(" "));
    }
    lines += &format!(
        "{{\"id\":\"{n}-r\",\"title\":\"Offene Werkstatt im Bahnhof\",\"body\":\"Jeden Freitag offen, heute zum {n}. Mal.\"}}\n"
    );
    fs::write(&path, lines).unwrap();
    text(&path)
}

/// Law 9: killed at any moment, the store opens again with all that was reported and nothing by halves.
#[test]
fn a_kill_loses_nothing_that_was_reported() {
    let folder = tempfile::tempdir().unwrap();
    let store = text(&folder.path().join("s.db"));
    let files: Vec<String> = (0..200).map(|n| write_issue(folder.path(), n)).collect();
    let mut reported: BTreeSet<String> = BTreeSet::new();
    // Each run is killed a little later than the one before: after the k-th report, in the midst of the next issue.
    for kill_after in (0..20).map(|k| k * 3) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_nochmal"))
            .args(["track", "add", "--store", &store])
            .args(&files)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let fresh = lines.map_while(Result::ok).filter(|line| line.starts_with("added ")).take(kill_after);
        reported.extend(fresh.map(|line| line["added ".len()..].to_owned()));
        child.kill().unwrap();
        child.wait().unwrap();
        if !Path::new(&store).exists() {
            continue;
        }
        // A store whose making was cut short is no damaged one: adding goes on with it.
        if !reported.is_empty() {
            assert!(stdout(&["track", "verify", "--store", &store]).contains("is whole"));
            let export = stdout(&["track", "export", "--store", &store]);
            let mut items = std::collections::BTreeMap::<String, usize>::new();
            for line in export.lines() {
                let row: serde_json::Value = serde_json::from_str(line).unwrap();
                *items.entry(row["item"]["source"].as_str().unwrap().to_owned()).or_default() += 1;
            }
            assert!(reported.iter().all(|source| items.contains_key(source)), "lost what was reported");
            assert!(items.values().all(|n| *n == 4), "half an issue");
        }
    }
    stdout(&[&["track", "add", "--store", &store], &files.iter().map(String::as_str).collect::<Vec<_>>()[..]].concat());
    let again = stdout(
        &[&["track", "add", "--store", &store], &files.iter().map(String::as_str).collect::<Vec<_>>()[..]].concat(),
    );
    assert!(again.lines().count() == 200 && again.lines().all(|line| line.starts_with("known ")));
    let stories = stdout(&["track", "stories", "--store", &store]);
    assert!(stories.lines().next().unwrap().contains("200×"), "{stories}");
}

#[test]
fn stories_are_told_and_searched() {
    let folder = tempfile::tempdir().unwrap();
    let store = text(&folder.path().join("s.db"));
    let files: Vec<String> = (1..4).map(|n| write_issue(folder.path(), n)).collect();
    stdout(&[&["track", "add", "--store", &store], &files.iter().map(String::as_str).collect::<Vec<_>>()[..]].concat());
    let found = stdout(&["track", "search", "werkstatt", "--store", &store, "--format", "jsonl"]);
    let story: serde_json::Value = serde_json::from_str(found.lines().next().unwrap()).unwrap();
    let told = stdout(&["track", "story", &story["story"].to_string(), "--store", &store]);
    assert!(told.contains("Offene Werkstatt im Bahnhof") && told.contains("Ledger"), "{told}");
    fs::write(&files[0], "{\"title\":\"Berichtigte Meldung\",\"body\":\"Nur noch eine.\"}\n").unwrap();
    let (status, words) = failure(&["track", "add", "--store", &store, &files[0]]);
    assert!(status == 3 && words.contains("--replace"), "{words}");
    let replaced = stdout(&["track", "add", "--replace", "--store", &store, &files[0]]);
    assert!(replaced.starts_with("replaced "), "{replaced}");
    let (status, words) = failure(&["track", "story", "999", "--store", &store]);
    assert!(status == 2 && words.contains("there is no story 999"), "{words}");
    let (status, words) = failure(&["track", "stories", "--store", &text(&folder.path().join("none.db"))]);
    assert!(status == 2 && words.contains("there is no store"), "{words}");
}

#[test]
fn a_patch_makes_the_new_issue_and_the_old_one() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| text(&folder.path().join(name));
    fs::write(at("old"), b"one\r\ntwo\nthree\xff").unwrap();
    fs::write(at("new"), b"one\r\nzwei\nthree\xff\n").unwrap();
    stdout(&["diff", &at("old"), &at("new"), "--format", "patch", "--output", &at("patch")]);
    stdout(&["apply", &at("old"), &at("patch"), "--output", &at("made")]);
    assert_eq!(fs::read(at("made")).unwrap(), fs::read(at("new")).unwrap());
    stdout(&["apply", "--reverse", &at("new"), &at("patch"), "--output", &at("back")]);
    assert_eq!(fs::read(at("back")).unwrap(), fs::read(at("old")).unwrap());
    let (status, words) = failure(&["apply", &at("new"), &at("patch")]);
    assert!(status == 2 && words.contains("the new one already"), "{words}");
}
