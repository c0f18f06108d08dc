//! `dedupe` end to end: kept + removed + rejected is the input, byte for byte and in order.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use common::{fixture, nochmal, stdout};
use serde_json::Value;

/// The items of the fixtures, every third of them twice, with odd white space that must survive.
fn corpus() -> Vec<String> {
    let items = stdout(&["items", &fixture("newsletters"), "--format", "jsonl"]);
    let mut lines = Vec::new();
    for (i, item) in items.lines().enumerate() {
        let mut value: Value = serde_json::from_str(item).unwrap();
        value["id"] = format!("r{i}").into();
        lines.push(format!("{value}"));
        if i % 3 == 0 {
            value["id"] = format!("copy{i}").into();
            lines.push(format!("  {value}\t"));
        }
    }
    lines
}

fn run(folder: &Path, input: &str, extra: &[&str]) -> (i32, BTreeMap<&'static str, Vec<u8>>) {
    let path = |name: &str| folder.join(name).display().to_string();
    let (kept, removed, rejected) = (path("kept"), path("removed"), path("rejected"));
    let mut args = vec!["dedupe", input, "-o", &kept, "--removed", &removed, "--rejected", &rejected];
    args.extend(extra);
    let out = nochmal(&args);
    let read = |p: &str| fs::read(p).unwrap_or_default();
    let files = BTreeMap::from([("kept", read(&kept)), ("removed", read(&removed)), ("rejected", read(&rejected))]);
    (out.status.code().unwrap(), files)
}

/// Removed rows, and the input put together again from what was kept, removed and rejected.
fn together(input: &[String], files: &BTreeMap<&str, Vec<u8>>) -> (Vec<Value>, Vec<String>) {
    let text = |name: &str| String::from_utf8(files[name].clone()).unwrap();
    let removed: Vec<Value> = text("removed").lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let (kept, rejected) = (text("kept"), text("rejected"));
    let (mut kept, mut rejected) = (kept.split_inclusive('\n'), rejected.split_inclusive('\n'));
    let (mut next_kept, mut next_rejected) = (kept.next(), rejected.next());
    let mut raws =
        removed.iter().map(|r| format!("{}\n", r["raw"].as_str().unwrap().trim_end_matches('\n'))).peekable();
    let mut whole = Vec::new();
    for line in input {
        let line = format!("{line}\n");
        if next_kept == Some(&line) {
            whole.push(line);
            next_kept = kept.next();
        } else if next_rejected == Some(&line) {
            whole.push(line);
            next_rejected = rejected.next();
        } else if let Some(raw) = raws.next() {
            whole.push(raw);
        }
    }
    assert!(next_kept.is_none() && next_rejected.is_none() && raws.peek().is_none(), "something is left over");
    (removed, whole)
}

#[test]
fn kept_and_removed_are_the_input_and_each_removed_names_its_kept_one() {
    let folder = tempfile::tempdir().unwrap();
    let lines = corpus();
    let input = folder.path().join("corpus.jsonl");
    fs::write(&input, lines.join("\n") + "\n").unwrap();
    let (status, files) = run(folder.path(), &input.display().to_string(), &[]);
    assert_eq!(status, 0);
    let (removed, whole) = together(&lines, &files);
    assert_eq!(whole.concat(), lines.join("\n") + "\n");
    assert!(removed.len() >= lines.len() / 4 - 1, "{} of {}", removed.len(), lines.len());
    let kept = String::from_utf8(files["kept"].clone()).unwrap();
    for row in &removed {
        let id = row["kept_id"].as_str().unwrap();
        assert!(kept.contains(&format!("\"id\":\"{id}\"")), "{id} was not kept");
        assert!(row["score"].as_f64().unwrap() >= 0.7 && row["relation"].is_string());
    }
    assert_eq!(files["rejected"], b"");
}

#[test]
fn a_broken_line_is_rejected_and_the_rest_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let mut lines = corpus();
    lines.insert(2, "{\"id\":\"broken\",".to_owned());
    let input = folder.path().join("corpus.jsonl");
    fs::write(&input, lines.join("\n") + "\n").unwrap();
    let (status, files) = run(folder.path(), &input.display().to_string(), &[]);
    assert_eq!(status, 3);
    assert_eq!(together(&lines, &files).1.concat(), lines.join("\n") + "\n");
    assert_eq!(files["rejected"], b"{\"id\":\"broken\",\n");
}

#[test]
fn every_way_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let lines = corpus();
    let input = folder.path().join("corpus.jsonl");
    fs::write(&input, lines.join("\n") + "\n").unwrap();
    let input = input.display().to_string();
    let (_, plain) = run(folder.path(), &input, &["--threads", "1"]);
    for extra in [&["--threads", "3"][..], &["--memory", "20M"], &["--method", "exact"]] {
        assert_eq!(run(folder.path(), &input, extra).1, plain, "{extra:?}");
    }
    let packed = zstd::encode_all(fs::File::open(&input).unwrap(), 3).unwrap();
    let path = folder.path().join("corpus.jsonl.zst");
    fs::write(&path, packed).unwrap();
    let (_, files) = run(folder.path(), &path.display().to_string(), &[]);
    assert_eq!(files["kept"], plain["kept"], "what is packed holds the same records");
}
