//! An index that grows delivery by delivery, beside the batch join of the same records.
//!
//! ```text
//! cargo bench --bench index                          1,000,000 records in 20 deliveries, the last one of 10,000
//! cargo bench --bench index -- --records 100000      fewer; the last delivery is a hundredth
//! cargo bench --bench index -- --folder DIR          keeps the files there
//! ```

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use nochmal::fingerprint::Shingler;
use nochmal::index::{Index, Sets};
use nochmal::model::Quiet;
use serde_json::Value;

#[path = "../src/cli/bench/language.rs"]
mod language;
use language::{Language, Random};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

const DELIVERIES: usize = 20;
/// One record in so many is an edited copy of an earlier one.
const COPIES: u64 = 5;
/// Single questions whose times are taken.
const QUESTIONS: usize = 5000;

/// Texts from seeds, so that a copy needs no memory of what it copies.
struct Texts {
    language: Language,
}

impl Texts {
    fn own(&self, n: u64) -> Vec<String> {
        let mut random = Random::new(n.wrapping_mul(0x9E37_79B9) + 1);
        // Lengths spread around 150 words, as articles' and paragraphs' do.
        let length = (150.0 * (0.3 + 1.4 * random.unit() * random.unit() * 2.0)) as usize;
        self.language.text(length, &mut random)
    }

    /// Record `n`: its own text, or that of an earlier one with up to a twentieth of its words exchanged.
    fn record(&self, n: u64) -> String {
        let mut random = Random::new(!n);
        if n == 0 || random.below(COPIES) > 0 {
            return self.own(n).join(" ");
        }
        let mut words = self.own(random.below(n));
        let count = words.len() as u64;
        for _ in 0..random.below(count / 20 + 2) {
            let at = random.below(count) as usize;
            words[at] = self.language.word(&mut random).to_owned();
        }
        words.join(" ")
    }
}

fn write(folder: &Path, texts: &Texts, records: u64) -> Outcome<Vec<PathBuf>> {
    let last = records / 100;
    let mut from = 0;
    (1..=DELIVERIES)
        .map(|n| {
            let to = if n < DELIVERIES { (records - last) * n as u64 / (DELIVERIES as u64 - 1) } else { records };
            let path = folder.join(format!("delivery-{n:02}.jsonl"));
            let mut out = BufWriter::new(File::create(&path)?);
            for record in from..to {
                let text = serde_json::to_string(&texts.record(record))?;
                writeln!(out, "{{\"id\":\"r{record}\",\"text\":{text}}}")?;
            }
            from = to;
            Ok(path)
        })
        .collect()
}

/// Runs the command; gives seconds and MiB at most.
fn run(folder: &Path, args: &[&str]) -> Outcome<(f64, u64)> {
    let report = folder.join("report.json").display().to_string();
    let status = Command::new(env!("CARGO_BIN_EXE_nochmal")).args(args).args(["--report", &report]).status()?;
    if !status.success() {
        return Err(format!("{args:?} failed").into());
    }
    let report: Value = serde_json::from_reader(File::open(&report)?)?;
    Ok((report["seconds"].as_f64().unwrap_or(0.0), report["peak_memory_bytes"].as_u64().unwrap_or(0) >> 20))
}

/// The lines of a table of pairs, both names in one order.
fn pairs(path: &Path, into: &mut BTreeSet<String>) -> Outcome<()> {
    for line in BufReader::new(File::open(path)?).lines().skip(1) {
        let line = line?;
        let [a, b, _, score] = line.split(',').collect::<Vec<_>>()[..] else { return Err("not a pair".into()) };
        into.insert(format!("{},{},{score}", a.min(b), a.max(b)));
    }
    Ok(())
}

fn grow(folder: &Path, deliveries: &[PathBuf], extra: &[&str], name: &str) -> Outcome<BTreeSet<String>> {
    let index = folder.join(name).display().to_string();
    let (kept, found) = (folder.join("kept.jsonl").display().to_string(), folder.join("pairs.csv"));
    let (mut all, mut seconds, mut last) = (BTreeSet::new(), 0.0, (0.0, 0));
    println!("{name}: seconds and MiB a delivery");
    for delivery in deliveries {
        let (delivery, found_name) = (delivery.display().to_string(), found.display().to_string());
        let mut args = vec!["dedupe", &delivery, "--index", &index, "-o", &kept, "--progress", "never"];
        args.extend(extra);
        let paired = extra.contains(&"--index-all");
        if paired {
            args.extend(["--pairs", &found_name]);
        }
        last = run(folder, &args)?;
        seconds += last.0;
        println!("  {:6.2} s {:5} MiB", last.0, last.1);
        if paired {
            pairs(&found, &mut all)?;
        }
    }
    println!("  {seconds:6.2} s all; the last one {:.2} % of it, with {} MiB", 100.0 * last.0 / seconds, last.1);
    Ok(all)
}

fn ask(folder: &Path, name: &str, texts: &Texts, records: u64) -> Outcome<()> {
    let start = Instant::now();
    let index = Index::open(&folder.join(name))?;
    let opened = start.elapsed();
    let info = index.info()?;
    let mut times = Vec::new();
    let mut found = 0;
    let first = Instant::now();
    for n in 0..QUESTIONS as u64 {
        let text = texts.record(n.wrapping_mul(7919) % records);
        let start = Instant::now();
        let mut sets = Sets::default();
        sets.push(&mut Shingler::new(index.settings().shingle), &text);
        found += index.similar(&sets, index.settings().similarity.threshold(), &Quiet)?.len();
        if n == 0 {
            println!("  first question {:.1} ms", first.elapsed().as_secs_f64() * 1e3);
        }
        times.push(start.elapsed());
    }
    times.sort_unstable();
    let micros = |part: usize| times[times.len() * part / 100].as_micros();
    println!(
        "  {} segments: opened in {:.2} ms; questions p50 {} µs, p99 {} µs, {found} found",
        info.segments,
        opened.as_secs_f64() * 1e3,
        micros(50),
        micros(99)
    );
    println!(
        "  {:.1} bytes a record, {:.3} for each byte of its hashes",
        info.bytes_per_record, info.bytes_per_hash_byte
    );
    Ok(())
}

fn main() -> Outcome<()> {
    let args: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let after = |name: &str| args.iter().position(|a| a == name).and_then(|at| args.get(at + 1));
    let records: u64 = after("--records").map_or(Ok(1_000_000), |n| n.parse())?;
    let temporary = tempfile::tempdir()?;
    let folder = after("--folder").map_or(temporary.path().to_owned(), PathBuf::from);
    let texts = Texts { language: Language::new(&mut Random::new(1)) };
    let deliveries = write(&folder, &texts, records)?;
    let found = grow(&folder, &deliveries, &["--index-all"], "all")?;
    ask(&folder, "all", &texts, records)?;
    let index = folder.join("all").display().to_string();
    let start = Instant::now();
    Command::new(env!("CARGO_BIN_EXE_nochmal")).args(["index", "compact", &index]).status()?;
    println!("  compacted in {:.1} s", start.elapsed().as_secs_f64());
    ask(&folder, "all", &texts, records)?;
    grow(&folder, &deliveries, &[], "kept")?;
    let all = folder.join("all.csv").display().to_string();
    let names: Vec<String> = deliveries.iter().map(|path| path.display().to_string()).collect();
    let mut join = vec!["pairs", "--measure", "jaccard", "--format", "csv", "-o", &all, "--progress", "never"];
    join.extend(names.iter().map(String::as_str));
    let (seconds, memory) = run(&folder, &join)?;
    let mut batch = BTreeSet::new();
    pairs(Path::new(&all), &mut batch)?;
    println!("batch join: {seconds:.2} s, {memory} MiB, {} pairs; by deliveries {}", batch.len(), found.len());
    if batch != found {
        return Err(format!("{} pairs differ", batch.symmetric_difference(&found).count()).into());
    }
    println!("the union of all deliveries' pairs is the batch join's");
    Ok(())
}
