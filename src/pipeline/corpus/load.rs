//! Inputs → shingle sets and what else stays of each record.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use rayon::prelude::*;

use super::records::Kind;
use super::{Config, Method, Records};
use crate::error::{Error, ErrorKind, Result};
use crate::fingerprint::{Digester, Shingler};
use crate::join::SetBlock;
use crate::model::Observer;
use crate::read::corpus::{Chunk, Corpus, Scratch};

/// A corpus whose records have been seen once.
#[derive(Debug)]
pub struct Loaded {
    /// The inputs.
    pub corpus: Corpus,
    /// Its records.
    pub records: Records,
    /// The shingle set of each text, in order.
    pub(super) blocks: Vec<SetBlock>,
    /// A key of each text's words: equal texts have equal ones.
    pub(super) keys: Vec<u64>,
    /// What can't be read: inputs and records.
    pub problems: Vec<Error>,
    /// Bytes of the inputs, unpacked.
    pub bytes: u64,
}

/// What a thread makes of a chunk.
struct Taken {
    number: usize,
    part: usize,
    block: SetBlock,
    records: Records,
    problems: Vec<Error>,
    bytes: u64,
}

/// Reads `inputs` once: in parallel on the current pool, one chunk for each thread in memory at a time.
///
/// # Errors
/// Where nothing could be read, no record has a text, or the run was stopped.
pub fn load(inputs: &[String], config: &Config, observer: &dyn Observer) -> Result<Loaded> {
    let (corpus, mut problems) = Corpus::open(inputs, config.read.clone());
    if corpus.is_empty() {
        let nothing = || Error::new(ErrorKind::Input, "there is nothing to read").way_out("name files or folders");
        return Err(problems.into_iter().next().unwrap_or_else(nothing));
    }
    let chunks = corpus.chunks();
    let recycler = chunks.recycler();
    let done = AtomicU64::new(0);
    let mut taken: Vec<Taken> = chunks
        .take_while(|_| !observer.cancelled())
        .par_bridge()
        .map(|chunk| {
            let taken = take(&chunk, &corpus, config);
            let bytes = done.fetch_add(taken.bytes, Relaxed) + taken.bytes;
            observer.progress("reading", bytes, corpus.plain().then(|| corpus.bytes()));
            recycler.give(chunk);
            taken
        })
        .collect();
    if observer.cancelled() {
        return Err(Error::cancelled());
    }
    taken.sort_unstable_by_key(|taken| taken.number);
    let (mut records, mut blocks, mut keys) = (Records::default(), Vec::new(), Vec::new());
    for chunk in taken {
        keys.extend(chunk.block.keys());
        blocks.push(chunk.block);
        records.append(chunk.part, chunk.records);
        problems.extend(chunk.problems);
    }
    if records.texts() == 0 && records.count(Kind::Bare) > 0 {
        let what = "no record has a field that holds a text";
        return Err(Error::usage(what).way_out("name the field with --text-field"));
    }
    Ok(Loaded { corpus, records, blocks, keys, problems, bytes: done.into_inner() })
}

fn take(chunk: &Chunk, corpus: &Corpus, config: &Config) -> Taken {
    let bytes = chunk.bytes().len() as u64;
    let (block, records, problems) = Default::default();
    let mut taken = Taken { number: chunk.number, part: chunk.part, block, records, problems, bytes };
    let mut shingler = Shingler::new(config.shingle);
    let mut digester = Digester::default();
    chunk.records(corpus, &mut Scratch::default(), &mut |record| {
        let content = record.content.map_err(|error| taken.problems.push(error)).ok();
        taken.records.push(content.as_ref(), config.keep);
        let Some(text) = content.and_then(|content| content.text) else { return };
        taken.block.push(|hashes| match config.method {
            Method::Exact | Method::Lsh => shingler.push_distinct(text, hashes),
            Method::Digest => push_digest(digester.digest(text), hashes),
        });
    });
    taken.block.shrink();
    taken
}

/// The digest as a set of four, so that equal digests are equal sets.
fn push_digest(digest: [u8; 32], hashes: &mut Vec<u64>) -> u64 {
    let (words, _) = digest.as_chunks::<8>();
    hashes.extend(words.iter().map(|word| u64::from_le_bytes(*word)));
    0
}
