//! Law 4 on real texts: the exact join equals the quadratic oracle, which shares neither tokeniser nor hashes with it.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod common;

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};

use nochmal::fingerprint::Shingle;
use nochmal::join::{Measure, Similarity};
use nochmal::model::Quiet;
use nochmal::pipeline::corpus::{Config, load, pairs};
use unicode_normalization::UnicodeNormalization;

/// The shingles of a text as numbers, straight from the definition: NFKC, lower case, runs of alphanumeric characters.
/// (The texts are German: no script without spaces.)
fn shingles(text: &str, shingle: Shingle, known: &mut HashMap<String, u32>) -> Vec<u32> {
    let lower = text.nfkc().collect::<String>().to_lowercase();
    let words: Vec<String> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect();
    let (elements, n) = match shingle {
        Shingle::Word(n) => (words, n),
        Shingle::Char(n) => (words.join(" ").chars().map(String::from).collect(), n),
    };
    let mut numbers: Vec<u32> = Vec::new();
    for window in elements.windows(usize::from(n).min(elements.len()).max(1)) {
        let next = known.len() as u32;
        numbers.push(*known.entry(window.join("|")).or_insert(next));
    }
    if elements.is_empty() {
        let next = known.len() as u32;
        numbers.push(*known.entry(String::new()).or_insert(next));
    }
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// All similar pairs, by counting for each set how many shingles it has in common with each one before it.
fn oracle(sets: &[Vec<u32>], shingles: usize, measure: Measure, threshold: f64) -> Vec<(u32, u32, f64)> {
    let mut holders: Vec<Vec<u32>> = vec![Vec::new(); shingles];
    let (mut common, mut found) = (vec![0usize; sets.len()], Vec::new());
    for (b, set) in sets.iter().enumerate() {
        common[..b].fill(0);
        for &shingle in set {
            holders[shingle as usize].iter().for_each(|&a| common[a as usize] += 1);
            holders[shingle as usize].push(b as u32);
        }
        for (a, other) in sets[..b].iter().enumerate() {
            let of = match measure {
                Measure::Jaccard => set.len() + other.len() - common[a],
                Measure::Containment => set.len().min(other.len()),
            };
            let score = common[a] as f64 / of as f64;
            if score >= threshold {
                found.push((a as u32, b as u32, score));
            }
        }
    }
    found.sort_by_key(|pair| (pair.0, pair.1));
    found
}

/// The first `most` records of every `step`-th hundred, and their texts.
fn sample(step: usize, most: usize) -> Option<(String, Vec<String>)> {
    let file = std::fs::File::open(common::shared()?.join("gesetze/gesetze.jsonl.zst")).unwrap();
    let lines = BufReader::new(zstd::Decoder::new(file).unwrap()).lines();
    let (mut raw, mut texts) = (String::new(), Vec::new());
    // Neighbours are near-duplicates of each other: whole stretches, not single records.
    for (_, line) in lines.enumerate().filter(|(at, _)| (at / 100) % step == 0).take(most) {
        let line = line.unwrap();
        let record: serde_json::Value = serde_json::from_str(&line).unwrap();
        texts.push(record["text"].as_str().unwrap().to_owned());
        raw.push_str(&line);
        raw.push('\n');
    }
    Some((raw, texts))
}

fn check(most: usize, shingle: Shingle, measures: &[Measure], thresholds: &[f64]) {
    let Some((raw, texts)) = sample(10, most) else { return };
    let mut file = tempfile::Builder::new().suffix(".jsonl").tempfile().unwrap();
    file.write_all(raw.as_bytes()).unwrap();
    let inputs = [file.path().to_str().unwrap().to_owned()];
    let mut known = HashMap::new();
    let sets: Vec<Vec<u32>> = texts.iter().map(|text| shingles(text, shingle, &mut known)).collect();
    for &measure in measures {
        let least = thresholds.iter().copied().fold(1.0, f64::min);
        let all = oracle(&sets, known.len(), measure, least);
        for &threshold in thresholds {
            let similarity = Similarity::new(measure, threshold).unwrap();
            let config = Config { shingle, similarity, ..Config::new().unwrap() };
            let mut loaded = load(&inputs, &config, &Quiet).unwrap();
            let found = pairs(&mut loaded, &config, &Quiet).unwrap();
            let mut listed = Vec::new();
            let shown: Result<(), ()> = found.for_each(&loaded, |a, b, _, score| {
                listed.push((a as u32, b as u32, score));
                Ok(())
            });
            shown.unwrap();
            let expected: Vec<_> = all.iter().filter(|pair| pair.2 >= threshold).copied().collect();
            assert!(!expected.is_empty());
            assert_eq!(listed, expected, "{measure} {shingle} {threshold}");
        }
    }
}

const BOTH: [Measure; 2] = [Measure::Jaccard, Measure::Containment];

#[test]
fn words_by_five() {
    check(10_000, Shingle::Word(5), &BOTH, &[0.5, 0.7, 0.8, 0.9, 1.0]);
}

#[test]
fn words_by_three() {
    check(3_000, Shingle::Word(3), &BOTH, &[0.5, 0.7, 0.8, 0.9]);
}

#[test]
fn characters_by_five() {
    check(1_000, Shingle::Char(5), &BOTH, &[0.5, 0.7, 0.8, 0.9]);
}
