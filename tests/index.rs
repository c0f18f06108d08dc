//! The index from the command line: what was reported is kept, whatever happens.
#![cfg(all(feature = "index", feature = "cli"))]
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod common;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use common::{failure, fixture, nochmal, stdout};
use serde_json::Value;

fn text(path: &Path) -> String {
    path.display().to_string()
}

/// A delivery of records with words of their own; every fourth one edits a record of the delivery before.
fn write_delivery(folder: &Path, n: usize, records: usize) -> String {
    let path = folder.join(format!("delivery-{n}.jsonl"));
    let words = |n: usize, k: usize, edit: usize| {
        let word = |i: usize| if i == edit { "anders".to_owned() } else { format!("wort{n}x{k}x{i}") };
        (0..40).map(word).collect::<Vec<_>>().join(" ")
    };
    let line = |k: usize| {
        let body = if k % 4 == 3 && n > 0 { words(n - 1, k - 1, 20) } else { words(n, k, 99) };
        format!("{{\"id\":\"{n}-{k}\",\"text\":\"{body}\"}}\n")
    };
    fs::write(&path, (0..records).map(line).collect::<String>()).unwrap();
    text(&path)
}

fn rows(path: &Path) -> Vec<Value> {
    fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// All that an index holds, delivery by delivery.
fn held(index: &str) -> Vec<String> {
    stdout(&["index", "export", index, "--hashes"]).lines().map(str::to_owned).collect()
}

#[test]
fn todays_delivery_against_everything_before() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| text(&folder.path().join(name));
    let index = at("seen");
    for n in 0..4 {
        let delivery = write_delivery(folder.path(), n, 40);
        let input = fs::read_to_string(&delivery).unwrap();
        stdout(&[
            "dedupe",
            &delivery,
            "--index",
            &index,
            "-o",
            &at("kept"),
            "--removed",
            &at("removed"),
            "--pairs",
            &at("pairs"),
        ]);
        let (kept, removed) = (fs::read_to_string(at("kept")).unwrap(), rows(&folder.path().join("removed")));
        assert_eq!(removed.len(), if n == 0 { 0 } else { 10 });
        for row in &removed {
            let id = row["id"].as_str().unwrap();
            let (_, k) = id.split_once('-').unwrap();
            let earlier = format!("{}-{}", n - 1, k.parse::<usize>().unwrap() - 1);
            assert_eq!(row["kept_id"], *earlier);
            assert_eq!(row["kept_delivery"], n as u64);
            assert!(row["kept_source"].as_str().unwrap().ends_with(&format!("delivery-{}.jsonl", n - 1)));
            assert_eq!(row["relation"], "edited");
        }
        // Kept and removed lines are the input.
        let mut all: Vec<String> = removed.iter().map(|row| row["raw"].as_str().unwrap().to_owned()).collect();
        all.extend(kept.lines().map(str::to_owned));
        all.sort();
        let mut lines: Vec<&str> = input.lines().collect();
        lines.sort_unstable();
        assert_eq!(all, lines);
        assert_eq!(fs::read_to_string(at("pairs")).unwrap().lines().count(), removed.len() + 1);
    }
    let info: Value = serde_json::from_str(&stdout(&["index", "info", &index, "--format", "jsonl"])).unwrap();
    assert_eq!((info["deliveries"].as_u64(), info["records"].as_u64()), (Some(4), Some(130)));
    assert!(stdout(&["index", "verify", &index]).contains("is whole"));
    assert_eq!(stdout(&["index", "info", &index, "--all"]).lines().count(), 4);
}

#[test]
fn questions_are_answered_with_scores_and_places() {
    let folder = tempfile::tempdir().unwrap();
    let index = text(&folder.path().join("seen"));
    let delivery = write_delivery(folder.path(), 0, 8);
    stdout(&["dedupe", &delivery, "--index", &index, "--store-text", "-o", &text(&folder.path().join("kept"))]);
    let words = rows(Path::new(&delivery))[2]["text"].as_str().unwrap().replace("wort0x2x20 ", "");
    let found = stdout(&["query", "--index", &index, &words, "--format", "jsonl"]);
    let row: Value = serde_json::from_str(&found).unwrap();
    assert_eq!((row["id"].as_str(), row["delivery"].as_u64(), row["record"].as_u64()), (Some("0-2"), Some(1), Some(3)));
    assert!((row["score"].as_f64().unwrap() - 31.0 / 40.0).abs() < 1e-9, "{row}");
    assert!(row["text"].as_str().unwrap().contains("wort0x2x20"));
    let shown = stdout(&["query", "--index", &index, &delivery]);
    assert_eq!(shown.lines().filter(|line| line.starts_with("1.000  identical")).count(), 8, "{shown}");
    assert_eq!(stdout(&["query", "--index", &index, "nie gesagt"]), "");
    let (status, words) = failure(&["query", "--index", &index, "x", "--threshold", "0.5"]);
    assert!(status == 2 && words.contains("0.5 is below"), "{words}");
    let (status, words) = failure(&["query", "--index", &text(&folder.path().join("none")), "x"]);
    assert!(status == 2 && words.contains("there is no index"), "{words}");
}

#[test]
fn an_index_is_merged_compacted_and_pruned() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| text(&folder.path().join(name));
    for (n, index) in ["one", "two"].into_iter().enumerate() {
        let delivery = write_delivery(folder.path(), n * 2, 8);
        stdout(&["dedupe", &delivery, "--index", &at(index), "-o", &at("kept")]);
    }
    let (mut one, two) = (held(&at("one")), held(&at("two")));
    stdout(&["index", "merge", &at("one"), &at("two")]);
    one.extend(two.iter().map(|line| line.replace("\"delivery\":1", "\"delivery\":2")));
    assert_eq!(held(&at("one")), one);
    stdout(&["index", "compact", &at("one")]);
    assert_eq!(held(&at("one")), one);
    let removed = nochmal(&["index", "remove", "--index", &at("one"), "0-3", "2-5", "nobody"]);
    assert_eq!(removed.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&removed.stderr).contains("no record is named \"nobody\""));
    one.retain(|line| !line.contains("\"0-3\"") && !line.contains("\"2-5\""));
    assert_eq!(held(&at("one")), one);
    assert!(stdout(&["index", "verify", &at("one")]).contains("is whole"));
    let (status, words) =
        failure(&["dedupe", &write_delivery(folder.path(), 7, 4), "--index", &at("one"), "--shingle", "word:3"]);
    assert!(status == 2 && words.contains("was made with word:5, and word:3 is asked for"), "{words}");
}

/// Killed at any moment: what was reported is there, what was interrupted is not, and doing it again comes to the same end.
#[test]
fn a_kill_loses_nothing_and_leaves_nothing_by_halves() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| text(&folder.path().join(name));
    let deliveries: Vec<String> = (0..6).map(|n| write_delivery(folder.path(), n, 400)).collect();
    let add = |index: &str, delivery: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nochmal"));
        command.args(["dedupe", delivery, "--index", index, "--delivery", delivery, "-o", &at("kept")]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let whole = at("whole");
    let mut ends = Vec::new();
    for delivery in &deliveries {
        assert!(add(&whole, delivery).status().unwrap().success());
        ends.push(held(&whole));
    }
    let mut state = 7u64;
    let index = at("killed");
    for (n, delivery) in deliveries.iter().enumerate() {
        for _ in 0..4 {
            let mut child = add(&index, delivery).spawn().unwrap();
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            // Somewhere between its start and its end, after looking this often.
            (0..state >> 46).for_each(|_| drop(fs::metadata(&index)));
            child.kill().unwrap();
            let done = child.wait().unwrap().success();
            if !Path::new(&index).join("manifest").exists() {
                continue;
            }
            assert!(stdout(&["index", "verify", &index]).contains("is whole"));
            let held = held(&index);
            let before = n.checked_sub(1).map_or(&[][..], |before| &ends[before]);
            assert!(held == ends[n] || (held == before && !done), "neither before nor after delivery {n}");
        }
        assert!(add(&index, delivery).status().unwrap().success());
        assert_eq!(held(&index), ends[n]);
    }
}

#[test]
#[cfg(unix)]
fn a_full_disk_is_a_sentence_and_the_index_is_as_before() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| text(&folder.path().join(name));
    let (first, second) = (write_delivery(folder.path(), 0, 300), write_delivery(folder.path(), 1, 300));
    let index = at("seen");
    stdout(&["dedupe", &first, "--index", &index]);
    let before = held(&index);
    for blocks in [0, 1, 20, 60, 100] {
        // A limit on the size of files stands for a disk without room.
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
        let out = Command::new("sh")
            .args(["-c", &script, "sh", env!("CARGO_BIN_EXE_nochmal"), "dedupe", &second, "--index", &index])
            .output()
            .unwrap();
        let words = String::from_utf8_lossy(&out.stderr);
        assert!(out.status.code() == Some(2) && words.contains("too large"), "{blocks}: {words}");
        assert_eq!(held(&index), before);
        assert!(stdout(&["index", "verify", &index]).contains("is whole"));
    }
    stdout(&["dedupe", &second, "--index", &index]);
    assert!(held(&index).len() > before.len());
}

#[test]
fn two_writers_at_once_are_one_after_the_other_or_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| text(&folder.path().join(name));
    let index = at("seen");
    let run = |n: usize| {
        let delivery = write_delivery(folder.path(), n * 10, 200);
        let mut command = Command::new(env!("CARGO_BIN_EXE_nochmal"));
        command.args(["dedupe", &delivery, "--index", &index, "-o", &at(&format!("kept-{n}"))]);
        command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let runs: Vec<_> = (0..6).map(run).collect();
    let mut done = 0;
    for run in runs {
        let out = run.wait_with_output().unwrap();
        let words = String::from_utf8_lossy(&out.stderr);
        assert!(out.status.success() || words.contains("is being written to by"), "{words}");
        done += usize::from(out.status.success());
    }
    assert!(done > 0);
    assert_eq!(held(&index).len(), done * 200);
    assert!(stdout(&["index", "verify", &index]).contains("is whole"));
}

#[test]
fn items_say_where_they_stood_before() {
    let folder = tempfile::tempdir().unwrap();
    let index = text(&folder.path().join("seen"));
    let issue = |name: &str| fixture(&format!("newsletters/{name}"));
    let first = stdout(&["clusters", &issue("003.txt"), "--index", &index]);
    assert!(!first.contains("seen before"), "{first}");
    let second = stdout(&["clusters", &issue("004.txt"), "--index", &index]);
    let line = second.lines().find(|line| line.contains("seen before in")).unwrap();
    assert!(line.contains("003.txt of 2025-01-28"), "{second}");
    assert!(second.lines().last().unwrap().ends_with("seen before"), "{second}");
    // The same issue again gets the same answer, and asking alone adds nothing.
    assert_eq!(stdout(&["clusters", &issue("004.txt"), "--index", &index]), second);
    stdout(&["clusters", &issue("001.txt"), "--index", &index, "--no-add"]);
    let info: Value = serde_json::from_str(&stdout(&["index", "info", &index, "--format", "jsonl"])).unwrap();
    assert_eq!(info["deliveries"].as_u64(), Some(2));
    let json = stdout(&["clusters", &issue("004.txt"), "--index", &index, "--format", "jsonl"]);
    let row: Value =
        json.lines().map(|l| serde_json::from_str(l).unwrap()).find(|r: &Value| r["seen_before"].is_array()).unwrap();
    assert_eq!(row["seen_before"][0]["date"], "2025-01-28");
}
