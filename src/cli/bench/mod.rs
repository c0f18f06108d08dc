//! Whole runs beside their floor, in one process.

mod corpus;
mod language;
mod oracle;

use std::fs::File;
use std::hint::black_box;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args as ClapArgs;
use rayon::prelude::*;
use serde_json::json;

use crate::error::Error;
use crate::fingerprint::{Shingle, Shingler};
use crate::join::{Measure, Similarity};
use crate::pipeline::corpus::{self as engine, Config};
use crate::read::corpus::{Corpus, Options, Scratch};

use super::Status;
use super::files::Files;
use super::output::Session;
use corpus::Kind;

/// Measure whole runs beside their floor, on corpora made from a seed or on files.
///
/// The floor is what every run must do: read, parse, cut into words, roll the hashes of shingles. Each is run several times in
/// one process, in turns; the least counts, as what disturbs a run only makes it longer.
#[derive(ClapArgs, Debug)]
#[command(after_help = "Examples:\n  nochmal bench\n  nochmal bench corpus.jsonl --threshold 0.5\n  \
nochmal bench --kind half-families --records 50000,100000,200000,400000 --format jsonl")]
pub(crate) struct Args {
    /// Files of records to measure instead of made ones
    #[arg(value_name = "FILES")]
    files: Vec<String>,
    /// What made corpora are like [default: each kind]
    #[arg(long, value_name = "KIND", value_enum)]
    kind: Vec<Kind>,
    /// Records of a made corpus; several sizes, separated by commas, show how time grows
    #[arg(long, value_name = "N", default_value = "100000", value_delimiter = ',')]
    records: Vec<usize>,
    /// What made corpora are made from
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// From which score on two texts are similar
    #[arg(long, value_name = "SCORE", default_value_t = 0.7)]
    threshold: f64,
    /// What texts are cut into: word:N or char:N
    #[arg(long, value_name = "UNIT:N", default_value = "word:5")]
    shingle: Shingle,
    /// Runs of each
    #[arg(long, value_name = "N", default_value_t = 5)]
    runs: usize,
    /// Hold the join against every pair of the first N records of each file, for several shingles and thresholds, instead
    #[arg(long, value_name = "N", requires = "files")]
    oracle: Option<usize>,
    /// Write the made corpus to FILE and measure nothing
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
}

/// Seconds of the fastest run of each; NaN where there was none.
struct Measured {
    corpus: String,
    records: usize,
    bytes: u64,
    floor: f64,
    pairs: f64,
    found: u64,
    dedupe: f64,
}

impl Args {
    pub fn files(&self) -> Files {
        Files::default().reads(&self.files).writes("--write", self.write.as_ref())
    }

    pub fn run(&self, session: &Session) -> Result<Status, Error> {
        let layout = Layout::named(session.format())?;
        let kinds = if self.kind.is_empty() { &Kind::ALL[..] } else { &self.kind };
        if let Some(path) = &self.write {
            make(kinds[0], self.records[0], self.seed, path)?;
            return Ok(Status::Done);
        }
        if let Some(most) = self.oracle {
            let mut show = |line: String| session.write(|out| out.write_all(line.as_bytes()));
            let mut equal = true;
            for file in &self.files {
                equal &= oracle::check(file, most, &mut show)?;
            }
            return Ok(if equal { Status::Done } else { Status::Found });
        }
        let mut table = layout.head();
        let mut show = |line: String| {
            table += &line;
            // A file appears whole at the end; a person sees each line as it comes.
            if session.output().is_none() {
                session.write(|out| out.write_all(std::mem::take(&mut table).as_bytes()))
            } else {
                Ok(())
            }
        };
        for file in &self.files {
            show(layout.row(session.threads(), &self.measure(file, file, true)?))?;
        }
        if self.files.is_empty() {
            let folder = tempfile::tempdir().map_err(|e| Error::io("the temporary folder", &e))?;
            let path = folder.path().join("corpus.jsonl");
            for (kind, records) in kinds.iter().flat_map(|kind| self.records.iter().map(move |n| (*kind, *n))) {
                make(kind, records, self.seed, &path)?;
                let name =
                    clap::ValueEnum::to_possible_value(&kind).map_or_else(String::new, |v| v.get_name().to_owned());
                let measured = self.measure(&name, &path.to_string_lossy(), kind.has_countable_pairs())?;
                show(layout.row(session.threads(), &measured))?;
            }
        }
        if session.output().is_some() {
            session.write(|out| out.write_all(table.as_bytes()))?;
        }
        Ok(Status::Done)
    }

    fn measure(&self, name: &str, file: &str, all_pairs: bool) -> Result<Measured, Error> {
        let similarity = Similarity::new(Measure::Jaccard, self.threshold)?;
        let config = Config { similarity, shingle: self.shingle, ..Config::new()? };
        let inputs = [file.to_owned()];
        let mut least = [f64::NAN; 3];
        let (mut records, mut bytes, mut found) = (0, 0, 0);
        for _ in 0..self.runs.max(1) {
            let start = Instant::now();
            floor(&inputs, self.shingle);
            least[0] = least[0].min(start.elapsed().as_secs_f64());
            if all_pairs {
                let start = Instant::now();
                found = pairs(&inputs, &config)?;
                least[1] = least[1].min(start.elapsed().as_secs_f64());
            }
            let start = Instant::now();
            (records, bytes) = dedupe(&inputs, &config)?;
            least[2] = least[2].min(start.elapsed().as_secs_f64());
        }
        let [floor, pairs, dedupe] = least;
        Ok(Measured { corpus: name.to_owned(), records, bytes, floor, pairs, found, dedupe })
    }
}

fn make(kind: Kind, records: usize, seed: u64, path: &Path) -> Result<(), Error> {
    let failed = |e: std::io::Error| Error::io(path.display().to_string(), &e);
    let mut out = BufWriter::new(File::create(path).map_err(failed)?);
    corpus::write(kind, records, seed, &mut out).and_then(|()| out.flush()).map_err(failed)
}

/// Reads, parses, cuts into words, rolls n-grams.
fn floor(inputs: &[String], shingle: Shingle) {
    let (corpus, _) = Corpus::open(inputs, Options::default());
    let chunks = corpus.chunks();
    let recycler = chunks.recycler();
    let one = |chunk: crate::read::corpus::Chunk| {
        let (mut shingler, mut hashes, mut sum) = (Shingler::new(shingle), Vec::new(), 0u64);
        chunk.records(&corpus, &mut Scratch::default(), &mut |record| {
            hashes.clear();
            if let Some(text) = record.content.ok().and_then(|content| content.text) {
                shingler.push_all(text, &mut hashes);
                sum = hashes.iter().fold(sum, |sum, hash| sum ^ hash);
            }
        });
        recycler.give(chunk);
        sum
    };
    black_box(chunks.par_bridge().map(one).sum::<u64>());
}

/// As the command, the list written to nowhere. Number of pairs.
fn pairs(inputs: &[String], config: &Config) -> Result<u64, Error> {
    let mut loaded = engine::load(inputs, config, &crate::model::Quiet)?;
    let pairs = engine::pairs(&mut loaded, config, &crate::model::Quiet)?;
    let mut out = BufWriter::new(std::io::sink());
    let listed: Result<(), std::io::Error> = pairs.for_each(&loaded, |a, b, relation, score| {
        writeln!(out, "{},{},{relation},{score}", loaded.name(a), loaded.name(b))
    });
    listed.map_err(|e| Error::io("the list of pairs", &e))?;
    Ok(pairs.count())
}

/// As the command, the records that stay written to nowhere. Number of records, and their bytes.
fn dedupe(inputs: &[String], config: &Config) -> Result<(usize, u64), Error> {
    let mut loaded = engine::load(inputs, config, &crate::model::Quiet)?;
    let deduped = engine::dedupe(&mut loaded, config, &crate::model::Quiet)?;
    let outputs = engine::write::Outputs { kept: Some(&mut std::io::sink()), ..Default::default() };
    engine::write::write(&loaded, &deduped, outputs, &crate::model::Quiet)?;
    Ok((loaded.records.len(), loaded.bytes))
}

/// How figures are shown.
#[derive(Clone, Copy, PartialEq)]
enum Layout {
    Text,
    Jsonl,
}

impl Layout {
    fn named(name: &str) -> Result<Self, Error> {
        match name {
            "text" => Ok(Layout::Text),
            "jsonl" => Ok(Layout::Jsonl),
            _ => Err(Error::usage(format!("--format {name} is not to be had here")).way_out("take text or jsonl")),
        }
    }

    fn head(self) -> String {
        if self == Layout::Jsonl {
            return String::new();
        }
        let columns = ["records", "MiB", "floor s", "pairs s", "/floor", "dedupe s", "/floor", "us/record"];
        let columns: String = columns.iter().map(|name| format!(" {name:>9}")).collect();
        format!("{:<24}{columns}\n", "corpus")
    }

    fn row(self, threads: usize, measured: &Measured) -> String {
        let Measured { corpus, records, bytes, floor, pairs, found, dedupe } = measured;
        let (records, each) = (*records, 1e6 * pairs.max(*dedupe) / (*records).max(1) as f64);
        if self == Layout::Jsonl {
            let numbers = json!({
                "corpus": corpus, "records": records, "bytes": bytes, "threads": threads, "floor_seconds": floor,
                "pairs_seconds": pairs, "pairs_ratio": pairs / floor, "pairs": found,
                "dedupe_seconds": dedupe, "dedupe_ratio": dedupe / floor, "microseconds_per_record": each,
            });
            return format!("{numbers}\n");
        }
        let shown = |n: f64, digits: usize| if n.is_nan() { String::new() } else { format!("{n:.digits$}") };
        let name = corpus.rsplit('/').next().unwrap_or(corpus);
        let cells = [
            records.to_string(),
            (bytes >> 20).to_string(),
            shown(*floor, 3),
            shown(*pairs, 3),
            shown(pairs / floor, 2),
            shown(*dedupe, 3),
            shown(dedupe / floor, 2),
            shown(each, 2),
        ];
        let cells: String = cells.iter().map(|cell| format!(" {cell:>9}")).collect();
        format!("{name:<24}{cells}\n")
    }
}
