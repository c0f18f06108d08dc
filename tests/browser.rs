//! The HTML pages in a real Chromium: filters, keys, timeline, no request, no script but our own.

#![cfg(all(feature = "cli", feature = "track"))]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use nochmal::model::Report;
use nochmal::render::{Style, layout};

#[path = "browser/reports.rs"]
mod reports;

/// Where a Chromium is looked for, in this order; `CHROMIUM` names another.
const CHROMIUM: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

fn found(program: &str) -> Option<PathBuf> {
    let paths = std::env::var_os("PATH")?;
    std::env::split_paths(&paths).map(|folder| folder.join(program)).find(|p| p.is_file())
}

fn write(report: &Report, path: &Path) {
    let mut page = Vec::new();
    (layout("html").unwrap().write)(report, &Style::default(), &mut page).unwrap();
    std::fs::write(path, page).unwrap();
}

fn nochmal(folder: &Path, args: &[&str]) {
    let done = Command::new(env!("CARGO_BIN_EXE_nochmal")).current_dir(folder).args(args).output().unwrap();
    assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
}

fn records(path: &Path, records: impl Iterator<Item = serde_json::Value>) {
    let lines: String = records.map(|record| format!("{record}\n")).collect();
    std::fs::write(path, lines).unwrap();
}

/// The command itself makes a page of hostile records.
fn by_the_command(folder: &Path) {
    let text = reports::HOSTILE.join("\n");
    let hostile = |id| serde_json::json!({"id": id, "title": text, "body": text, "url": "javascript:window.hit=1"});
    records(&folder.join("records.jsonl"), ["one", "two"].into_iter().map(hostile));
    nochmal(folder, &["clusters", "--format", "html", "--output", "command.html", "records.jsonl"]);
}

/// The project's own labelled teasers, held against their labels.
fn evaluation(folder: &Path) {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let page = folder.join("eval.html").display().to_string();
    nochmal(&fixtures, &["eval", "teasers.jsonl", "--label-field", "story", "--format", "html", "--output", &page]);
}

/// Pages of stores: the fixtures, hostile records, and 5,000 items of ten days.
fn stories(folder: &Path) {
    let stores = tempfile::tempdir().unwrap();
    let report = |name: &str, from: &Path, files: &[&str]| {
        let store = stores.path().join(name).display().to_string();
        nochmal(from, &[&["track", "add", "--store", &store], files].concat());
        let page = folder.join(format!("{name}.html")).display().to_string();
        nochmal(from, &["track", "report", "--store", &store, "--output", &page]);
    };
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/newsletters");
    report("stories", &fixtures, &["000.txt", "001.txt", "002.txt", "003.txt", "004.txt"]);
    let series = folder.join("series.html").display().to_string();
    nochmal(&fixtures, &["diff", "004.txt", "003.txt", "001.txt", "--format", "html", "--output", &series]);
    for day in 1..=2 {
        let hostile = |(n, text): (usize, &&str)| {
            let body = format!("{} Tag {day}", reports::HOSTILE.join("\n"));
            serde_json::json!({"id": n, "title": text, "body": body, "issue_date": format!("2026-05-0{day}"), "url": "javascript:window.hit=1"})
        };
        let path = folder.join(format!("hostile-{day}.jsonl"));
        records(&path, reports::HOSTILE.iter().enumerate().map(hostile));
    }
    report("hostile-stories", folder, &["hostile-1.jsonl", "hostile-2.jsonl"]);
    let days: Vec<String> = (1..=10).map(|day| format!("day-{day}.jsonl")).collect();
    for (day, name) in (1..).zip(&days) {
        // Four of five items of a day are its own, one has come up before.
        let record = |n: usize| {
            let of = if n.is_multiple_of(5) { 0 } else { day };
            let words: Vec<String> = (0..12).map(|k| format!("wort{}", (of * 500 + n) * 12 + k)).collect();
            serde_json::json!({"id": n, "title": format!("Nachricht {of}-{n}"), "body": words.join(" "),
                "issue_date": format!("2026-05-{day:02}")})
        };
        records(&folder.join(name), (0..500).map(record));
    }
    report("many-stories", folder, &days.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn pages_work_in_a_browser() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    let chromium = std::env::var_os("CHROMIUM").map(PathBuf::from).or_else(|| CHROMIUM.into_iter().find_map(found));
    let (Some(node), Some(chromium), true) =
        (found("node"), chromium, here.join("node_modules/playwright-core").is_dir())
    else {
        let missing = "the browser test needs node, chromium and `npm ci --prefix tests/browser`";
        assert!(std::env::var_os("CI").is_none(), "{missing}");
        // Past the harness, which keeps what passing tests print to itself.
        let _ = writeln!(std::io::stderr(), "passed over: {missing}");
        return;
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages");
    std::fs::create_dir_all(&folder).unwrap();
    let pages = [
        ("diff", reports::diff()),
        ("clusters", reports::clusters()),
        ("explain", reports::explain()),
        ("items", reports::items()),
        ("hostile", reports::hostile()),
        ("large", reports::large(5000)),
    ];
    for (name, report) in &pages {
        write(report, &folder.join(format!("{name}.html")));
    }
    by_the_command(&folder);
    evaluation(&folder);
    stories(&folder);
    let status = Command::new(node)
        .arg(here.join("run.mjs"))
        .arg(&folder)
        .env("CHROMIUM", chromium)
        .status()
        .expect("node runs");
    assert!(status.success(), "see the lines above");
}
