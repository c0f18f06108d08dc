//! The HTML pages in a real Chromium: filters, keys, timeline, no request, no script but our own.

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

/// The command itself makes a page of hostile records.
fn by_the_command(folder: &Path) {
    let mut records = String::new();
    for id in ["one", "two"] {
        let text = reports::HOSTILE.join("\n");
        records +=
            &serde_json::json!({"id": id, "title": text, "body": text, "url": "javascript:window.hit=1"}).to_string();
        records.push('\n');
    }
    let input = folder.join("records.jsonl");
    std::fs::write(&input, records).unwrap();
    let status = Command::new(env!("CARGO_BIN_EXE_nochmal"))
        .args(["clusters", "--format", "html", "--output"])
        .args([&folder.join("command.html"), &input])
        .status()
        .unwrap();
    assert!(status.success());
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
    let status = Command::new(node)
        .arg(here.join("run.mjs"))
        .arg(&folder)
        .env("CHROMIUM", chromium)
        .status()
        .expect("node runs");
    assert!(status.success(), "see the lines above");
}
