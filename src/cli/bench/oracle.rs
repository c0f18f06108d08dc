//! The join held against every set with every set, on the first records of a file.

use std::time::Instant;

use rayon::prelude::*;

use crate::error::Error;
use crate::fingerprint::{Shingle, shingle_set};
use crate::join::{Measure, Similarity};
use crate::model::Quiet;
use crate::pipeline::corpus::{self as engine, Config};
use crate::read::corpus::{Corpus, Options, Scratch};

/// What is compared.
const SHINGLES: [Shingle; 3] = [Shingle::Word(5), Shingle::Word(3), Shingle::Char(5)];
const THRESHOLDS: [f64; 4] = [0.5, 0.7, 0.8, 0.9];

/// One line for each shingle and threshold: how many pairs, and whether both ways give the same with the same scores.
pub(super) fn check(file: &str, most: usize, show: &mut dyn FnMut(String) -> Result<(), Error>) -> Result<bool, Error> {
    let texts = texts(file, most);
    let folder = tempfile::tempdir().map_err(|e| Error::io("the temporary folder", &e))?;
    let path = folder.path().join("first.jsonl");
    let line = |text: &String| format!("{}\n", serde_json::json!({"text": text}));
    std::fs::write(&path, texts.iter().map(line).collect::<String>())
        .map_err(|e| Error::io("the first records", &e))?;
    let mut all_equal = true;
    for shingle in SHINGLES {
        let start = Instant::now();
        let sets: Vec<Vec<u64>> = texts.par_iter().map(|text| shingle_set(text, shingle)).collect();
        let every = quadratic(&sets, THRESHOLDS[0]);
        let oracle = start.elapsed().as_secs_f64();
        for threshold in THRESHOLDS {
            let start = Instant::now();
            let found = joined(&path.to_string_lossy(), shingle, threshold)?;
            let join = start.elapsed().as_secs_f64();
            let expected = every.iter().filter(|pair| pair.2 >= threshold);
            let equal = found.iter().eq(expected);
            all_equal &= equal;
            let (records, pairs, word) = (texts.len(), found.len(), if equal { "equal" } else { "UNEQUAL" });
            show(format!(
                "{shingle} {threshold}: {word}, {pairs} pairs of {records} records, join {join:.2} s, oracle {oracle:.1} s\n"
            ))?;
        }
    }
    Ok(all_equal)
}

/// The texts of the first records.
fn texts(file: &str, most: usize) -> Vec<String> {
    let (corpus, _) = Corpus::open(&[file.to_owned()], Options::default());
    let (mut texts, mut scratch) = (Vec::new(), Scratch::default());
    for chunk in corpus.chunks() {
        chunk.records(&corpus, &mut scratch, &mut |record| {
            texts.extend(record.content.ok().and_then(|content| content.text.map(str::to_owned)));
        });
        if texts.len() >= most {
            break;
        }
    }
    texts.truncate(most);
    texts
}

/// Every pair of sets, but those that their sizes alone rule out.
fn quadratic(sets: &[Vec<u64>], threshold: f64) -> Vec<(usize, usize, f64)> {
    let of_one = |a: usize| {
        let x = &sets[a];
        let similar = move |b: usize| {
            let y = &sets[b];
            if (x.len().min(y.len()) as f64) < threshold * x.len().max(y.len()) as f64 {
                return None;
            }
            let common = common(x, y);
            let score = common as f64 / (x.len() + y.len() - common) as f64;
            (score >= threshold).then_some((a, b, score))
        };
        (a + 1..sets.len()).filter_map(similar)
    };
    (0..sets.len()).into_par_iter().flat_map_iter(of_one).collect()
}

/// Number of elements that two ascending lists have in common.
fn common(x: &[u64], y: &[u64]) -> usize {
    let (mut i, mut j, mut common) = (0, 0, 0);
    while i < x.len() && j < y.len() {
        let (a, b) = (x[i], y[j]);
        common += usize::from(a == b);
        i += usize::from(a <= b);
        j += usize::from(b <= a);
    }
    common
}

fn joined(file: &str, shingle: Shingle, threshold: f64) -> Result<Vec<(usize, usize, f64)>, Error> {
    let config = Config { shingle, similarity: Similarity::new(Measure::Jaccard, threshold)?, ..Config::new()? };
    let mut loaded = engine::load(&[file.to_owned()], &config, &Quiet)?;
    let pairs = engine::pairs(&mut loaded, &config, &Quiet)?;
    let mut found = Vec::new();
    pairs.for_each(&loaded, |a, b, _, score| {
        found.push((a, b, score));
        Ok::<(), Error>(())
    })?;
    Ok(found)
}
