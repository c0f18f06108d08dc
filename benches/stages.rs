//! The stages of the join, one by one: `cargo bench --bench stages`.

#![allow(clippy::expect_used, reason = "a bench may fail loudly")]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use nochmal::fingerprint::{Shingle, Shingler, words};
use nochmal::join::{Groups, Measure, Memory, SetBlock, Similarity, components, representatives, self_join};
use nochmal::model::Quiet;

/// Texts of some 150 words, every fourth of which is an edited copy of the one before: small enough that a stage takes
/// milliseconds.
fn texts() -> Vec<String> {
    let mut state = 1u64;
    let mut next = move |n: u64| {
        // splitmix64 (Steele, Lea, Flood, OOPSLA 2014)
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % n
    };
    let mut texts: Vec<String> = Vec::new();
    for at in 0..4000 {
        let text = match texts.last() {
            Some(before) if at % 4 == 3 => before.replacen("wort7", "anders", 2),
            // Squares of even numbers are near Zipf: few words are frequent.
            _ => (0..150).map(|_| format!("wort{} ", next(300) * next(300) / 10)).collect(),
        };
        texts.push(text);
    }
    texts
}

fn blocks(texts: &[String]) -> Vec<SetBlock> {
    let mut shingler = Shingler::new(Shingle::Word(5));
    let block = |texts: &[String]| {
        let mut block = SetBlock::default();
        texts.iter().for_each(|text| block.push(|hashes| shingler.push_distinct(text, hashes)));
        block
    };
    texts.chunks(500).map(block).collect()
}

fn stages(c: &mut Criterion) {
    let texts = texts();
    let bytes = texts.iter().map(String::len).sum::<usize>() as u64;
    let mut group = c.benchmark_group("text");
    group.throughput(Throughput::Bytes(bytes));
    group.bench_function("tokenise", |b| {
        b.iter(|| texts.iter().map(|text| words(black_box(text)).len()).sum::<usize>())
    });
    for shingle in [Shingle::Word(5), Shingle::Char(5)] {
        let mut shingler = Shingler::new(shingle);
        let mut hashes = Vec::new();
        group.bench_function(format!("shingle {shingle}"), |b| {
            b.iter(|| {
                hashes.clear();
                texts.iter().fold(0, |keys, text| keys ^ shingler.push_all(black_box(text), &mut hashes))
            });
        });
        group.bench_function(format!("shingle {shingle}, distinct"), |b| {
            b.iter(|| {
                hashes.clear();
                texts.iter().fold(0, |keys, text| keys ^ shingler.push_distinct(black_box(text), &mut hashes))
            });
        });
    }
    group.finish();
    let blocks = blocks(&texts);
    let memory = Memory::default();
    let rank: Vec<u32> = (0..texts.len() as u32).collect();
    let mut group = c.benchmark_group("join");
    group.throughput(Throughput::Elements(texts.len() as u64));
    group.bench_function("collapse equal sets", |b| b.iter(|| Groups::new(black_box(&blocks)).len()));
    // At 1 prefixes are one hash long: what is left is filtering, ordering and indexing.
    for threshold in [1.0, 0.7, 0.5] {
        let similarity = Similarity::new(Measure::Jaccard, threshold).expect("a threshold");
        group.bench_function(format!("filter, order, index, probe, verify at {threshold}"), |b| {
            let run = |blocks| self_join(blocks, similarity, &memory, &Quiet).expect("nobody stops it").1.len();
            b.iter_batched(|| blocks.clone(), run, BatchSize::LargeInput);
        });
    }
    let similarity = Similarity::new(Measure::Jaccard, 0.7).expect("a threshold");
    group.bench_function("representatives", |b| {
        let run =
            |blocks| representatives(blocks, &rank, similarity, &memory, &Quiet).expect("nobody stops it").1.len();
        b.iter_batched(|| blocks.clone(), run, BatchSize::LargeInput);
    });
    group.bench_function("components", |b| {
        let run = |blocks| components(blocks, similarity, &memory, &Quiet).expect("nobody stops it").1.len();
        b.iter_batched(|| blocks.clone(), run, BatchSize::LargeInput);
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = stages
}
criterion_main!(benches);
