//! Whole runs beside their floor, in one process: reading, parsing, tokenising and rolling n-grams, nothing else.
//!
//! ```text
//! cargo bench --bench floor                                  its own corpora
//! cargo bench --bench floor -- FILE.jsonl --threshold 0.5    a file
//! cargo bench --bench floor -- --write FILE.jsonl KIND RECORDS
//! ```

mod corpus;

use std::hint::black_box;
use std::io::{BufWriter, Write};
use std::time::Instant;

use nochmal::fingerprint::{Shingle, Shingler};
use nochmal::join::{Measure, Similarity};
use nochmal::model::Quiet;
use nochmal::pipeline::corpus as engine;
use nochmal::read::corpus::{Corpus, Options, Scratch};
use rayon::prelude::*;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Runs of each; the least counts, as what disturbs a run only makes it longer.
const RUNS: usize = 5;

fn main() -> Outcome<()> {
    let args: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    if let [write, file, kind, records] = args.as_slice()
        && write == "--write"
    {
        let kind = corpus::Kind::named(kind).ok_or("no such kind of corpus")?;
        let mut out = BufWriter::new(std::fs::File::create(file)?);
        corpus::write(kind, records.parse()?, 1, &mut out)?;
        return Ok(out.flush()?);
    }
    let after = |name: &str| args.iter().position(|a| a == name).and_then(|at| args.get(at + 1));
    let threshold: f64 = after("--threshold").map_or(Ok(0.7), |t| t.parse())?;
    let shingle: Shingle = after("--shingle").map_or(Ok(Shingle::default()), |s| s.parse())?;
    let given: Vec<&String> = args.iter().filter(|a| a.contains(".jsonl")).collect();
    println!(
        "{:<28} {:>9} {:>8} {:>8} {:>7} {:>8} {:>7}",
        "corpus", "records", "floor s", "pairs s", "ratio", "dedupe s", "ratio"
    );
    for file in &given {
        measure(file, file, shingle, threshold)?;
    }
    if given.is_empty() {
        let folder = tempfile::tempdir()?;
        for (name, kind) in corpus::Kind::ALL {
            let file = folder.path().join(format!("{name}.jsonl"));
            let mut out = BufWriter::new(std::fs::File::create(&file)?);
            corpus::write(kind, 100_000, 1, &mut out)?;
            out.flush()?;
            measure(name, &file.to_string_lossy(), shingle, threshold)?;
        }
    }
    Ok(())
}

fn measure(name: &str, file: &str, shingle: Shingle, threshold: f64) -> Outcome<()> {
    let mut config = engine::Config::new()?;
    config.similarity = Similarity::new(Measure::Jaccard, threshold)?;
    config.shingle = shingle;
    let inputs = [file.to_owned()];
    let (mut least, mut records) = ([f64::INFINITY; 3], 0);
    // All pairs of a corpus of copies are no result but a mass.
    let all_pairs = !["identical", "template"].contains(&name);
    for _ in 0..RUNS {
        let times = [
            timed(|| floor(&inputs, shingle))?,
            if all_pairs { timed(|| pairs(&inputs, &config, &mut records))? } else { f64::NAN },
            timed(|| dedupe(&inputs, &config, &mut records))?,
        ];
        least.iter_mut().zip(times).for_each(|(least, time)| *least = least.min(time));
    }
    let [floor, pairs, dedupe] = least;
    println!(
        "{name:<28} {records:>9} {floor:>8.3} {pairs:>8.3} {:>7.2} {dedupe:>8.3} {:>7.2}",
        pairs / floor,
        dedupe / floor
    );
    Ok(())
}

fn timed(run: impl FnOnce() -> Outcome<()>) -> Outcome<f64> {
    let start = Instant::now();
    run()?;
    Ok(start.elapsed().as_secs_f64())
}

/// Reads, parses, tokenises, rolls n-grams.
fn floor(inputs: &[String], shingle: Shingle) -> Outcome<()> {
    let (corpus, _) = Corpus::open(inputs, Options::default());
    let chunks = corpus.chunks();
    let recycler = chunks.recycler();
    let sum: u64 = chunks
        .par_bridge()
        .map(|chunk| {
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
        })
        .sum();
    black_box(sum);
    Ok(())
}

fn pairs(inputs: &[String], config: &engine::Config, records: &mut usize) -> Outcome<()> {
    let mut loaded = engine::load(inputs, config, &Quiet)?;
    let pairs = engine::pairs(&mut loaded, config, &Quiet)?;
    *records = loaded.records.len();
    let mut out = BufWriter::new(std::io::sink());
    Ok(pairs.for_each(&loaded, |a, b, relation, score| {
        writeln!(out, "{},{},{relation},{score}", loaded.name(a), loaded.name(b))
    })?)
}

fn dedupe(inputs: &[String], config: &engine::Config, records: &mut usize) -> Outcome<()> {
    let mut loaded = engine::load(inputs, config, &Quiet)?;
    let deduped = engine::dedupe(&mut loaded, config, &Quiet)?;
    *records = loaded.records.len();
    let mut kept = std::io::sink();
    let outputs = engine::write::Outputs { kept: Some(&mut kept), ..Default::default() };
    Ok(engine::write::write(&loaded, &deduped, outputs, &Quiet)?)
}
