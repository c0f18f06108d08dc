//! What splitting costs: text a second on one thread, and whether ten times the text takes ten times the time.
//!
//! `cargo bench --bench split` takes the project's own fixtures; `cargo bench --bench split -- FILES` takes texts of yours.
//! The texts are strung together, over and over, to 5 MB and to 50 MB, and each is read and split in memory. The least of
//! several runs counts, for other work on the machine only ever adds.
#![allow(clippy::unwrap_used, missing_docs, reason = "a measurement may fail loudly")]

use std::path::{Path, PathBuf};
use std::time::Instant;

use nochmal::{read, segment};

const MB: usize = 1_000_000;
const RUNS: usize = 5;

fn main() {
    // Cargo itself adds --bench.
    let mut files: Vec<PathBuf> =
        std::env::args().skip(1).filter(|a| !a.starts_with("--")).map(PathBuf::from).collect();
    if files.is_empty() {
        files = ["issues", "newsletters", "layouts"].iter().flat_map(|folder| fixtures(folder)).collect();
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    println!("format | MB | items | seconds | MB/s | time of 50 MB / time of 5 MB");
    for (extension, limit) in [("txt", 50), ("md", 5), ("html", 5)] {
        let texts: Vec<String> = files
            .iter()
            .filter(|f| f.extension().is_some_and(|e| e == extension))
            .map(|f| std::fs::read_to_string(f).unwrap())
            .collect();
        if texts.is_empty() {
            continue;
        }
        let mut first = 0.0;
        for size in [5, 50].into_iter().filter(|s| *s <= limit) {
            let text = repeated(&texts, size * MB);
            let (seconds, items) = pool.install(|| least(extension, &text));
            let ratio = if size == 5 { String::new() } else { format!("{:.2}", seconds / first) };
            first = if size == 5 { seconds } else { first };
            let rate = text.len() as f64 / MB as f64 / seconds;
            println!("{extension} | {size} | {items} | {seconds:.3} | {rate:.1} | {ratio}");
        }
    }
}

fn fixtures(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    files
}

fn repeated(texts: &[String], size: usize) -> String {
    let mut all = String::with_capacity(size + 100_000);
    for text in texts.iter().cycle() {
        if all.len() >= size {
            break;
        }
        all.push_str(text);
        all.push_str("\n\n");
    }
    all
}

/// Seconds of the fastest run, and how many items there are.
fn least(extension: &str, text: &str) -> (f64, usize) {
    let mut best = (f64::MAX, 0);
    for _ in 0..RUNS {
        let bytes = text.as_bytes().to_vec();
        let start = Instant::now();
        let (documents, errors) = read::read_bytes(&format!("all.{extension}"), bytes, &read::Options::default());
        assert!(errors.is_empty(), "{errors:?}");
        let found = segment::segment_all(&documents, &segment::Options::default());
        best = (best.0.min(start.elapsed().as_secs_f64()), found.iter().map(|f| f.items.len()).sum());
    }
    best
}
