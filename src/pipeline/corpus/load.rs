//! Inputs → shingle sets and what else stays of each record.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use rayon::prelude::*;

use super::{Config, Method, Records};
use crate::compare::decisions;
use crate::error::{Error, ErrorKind, Result};
use crate::fingerprint::{Digester, Shingler};
use crate::join::{Memory, SetBlock};
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
    /// Texts that a decision names, by number, with their digests.
    pub(super) named: Vec<(u32, String)>,
    /// What can't be read: inputs and records.
    pub problems: Vec<Error>,
    /// Bytes of the inputs, unpacked.
    pub bytes: u64,
    /// What may be held in memory.
    pub(super) memory: Memory,
}

impl Loaded {
    /// Records whose sets are held elsewhere.
    pub(in crate::pipeline) fn without_sets(corpus: Corpus) -> Self {
        let (records, blocks, keys, named, problems, bytes, memory) = Default::default();
        Loaded { corpus, records, blocks, keys, named, problems, bytes, memory }
    }
}

/// Hashes that are held in memory whatever their share of the input.
const FREE: u64 = 16 << 20;
/// Bytes of hashes that are held for each byte of input; beyond, they go to the temporary file. The first of the uses that
/// [`WHOLE`] is for: the tables and what is left of the hashes come on top.
const HELD: f64 = 0.45;
/// Bytes that a run without a budget takes for each byte of input, so that it stays below 1.2 times the input, also where
/// shingles are many (character shingles, scripts without spaces); what that leaves too little for goes in rounds.
const WHOLE: f64 = 1.15;
/// The least that a run without a budget takes. Below, the program itself weighs more than its data.
const LEAST: u64 = 64 << 20;
/// Measured on two records: the program itself.
const PROGRAM: u64 = 18 << 20;
/// For each thread: a chunk as it was read, the room to read the next one, and twice what is made of it.
const THREAD: u64 = 6 << 20;
/// For each text: its group (16 bytes), its place among the sets that are left (20), its marks, turns and partners (4 to 36).
const TEXT: u64 = 72;

/// What of `whole` is there for hashes, whatever the number of records.
fn for_hashes(whole: u64) -> u64 {
    whole.saturating_sub(PROGRAM + THREAD * rayon::current_num_threads() as u64)
}

/// What of it is left once the records are known; never so little that rounds become countless.
fn budget(config: &Config, bytes: u64, records: &Records) -> u64 {
    let whole = config.memory.unwrap_or_else(|| LEAST.max((bytes as f64 * WHOLE) as u64));
    for_hashes(whole).saturating_sub(records.bytes() + records.texts() as u64 * TEXT).max(whole / 16)
}

/// What a thread makes of a chunk.
struct Taken {
    number: usize,
    part: usize,
    block: SetBlock,
    named: Vec<(u32, String)>,
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
    let memory = Memory::default();
    let (done, held) = (AtomicU64::new(0), AtomicU64::new(0));
    let mut taken: Vec<Taken> = chunks
        .take_while(|_| !observer.cancelled())
        .par_bridge()
        .map_init(
            || Worker::new(&corpus, config),
            |worker, chunk| {
                let mut taken = worker.take(&chunk);
                let bytes = done.fetch_add(taken.bytes, Relaxed) + taken.bytes;
                let room = match config.memory {
                    Some(whole) => for_hashes(whole) / 8,
                    None => FREE.max((bytes as f64 * HELD) as u64),
                };
                if held.fetch_add(taken.block.bytes(), Relaxed) + taken.block.bytes() > room {
                    held.fetch_sub(taken.block.bytes(), Relaxed);
                    taken.block.spill(&memory)?;
                }
                observer.progress("reading", bytes, corpus.plain().then(|| corpus.bytes()));
                recycler.give(chunk);
                Ok(taken)
            },
        )
        .collect::<Result<_>>()?;
    if observer.cancelled() {
        return Err(Error::cancelled());
    }
    taken.sort_unstable_by_key(|taken| taken.number);
    let (mut records, mut blocks, mut keys, mut named) = (Records::default(), Vec::new(), Vec::new(), Vec::new());
    for mut chunk in taken {
        let before = records.texts() as u32;
        named.extend(chunk.named.into_iter().map(|(text, digest)| (before + text, digest)));
        keys.append(&mut chunk.block.take_keys());
        blocks.push(chunk.block);
        records.append(chunk.part, chunk.records);
        problems.extend(chunk.problems);
    }
    records.some_text()?;
    let bytes = done.into_inner();
    let memory = memory.with_budget(Some(budget(config, bytes, &records)));
    Ok(Loaded { corpus, records, blocks, keys, named, problems, bytes, memory })
}

/// What a thread uses from chunk to chunk.
struct Worker<'a> {
    corpus: &'a Corpus,
    config: &'a Config,
    shingler: Shingler,
    digester: Digester,
    scratch: Scratch,
    block: SetBlock,
}

impl<'a> Worker<'a> {
    fn new(corpus: &'a Corpus, config: &'a Config) -> Self {
        let (digester, scratch, block) = Default::default();
        Worker { corpus, config, shingler: Shingler::new(config.shingle), digester, scratch, block }
    }

    fn take(&mut self, chunk: &Chunk) -> Taken {
        let Worker { corpus, config, shingler, digester, scratch, block } = self;
        let (mut records, mut problems, mut named) = (Records::default(), Vec::new(), Vec::new());
        chunk.records(corpus, scratch, &mut |record| {
            let content = record.content.map_err(|error| problems.push(error)).ok();
            let Some(text) = records.push(content.as_ref(), config.keep) else { return };
            if !config.decisions.is_empty() {
                let digest = decisions::name(&digester.digest(text));
                if config.decisions.name(&digest) {
                    named.push((records.texts() as u32 - 1, digest));
                }
            }
            block.push(|hashes| match config.method {
                Method::Exact | Method::Lsh => shingler.push_distinct(text, hashes),
                Method::Digest => push_digest(digester.digest(text), hashes),
            });
        });
        let bytes = chunk.weight();
        Taken { number: chunk.number, part: chunk.part, block: block.take(), named, records, problems, bytes }
    }
}

/// The digest as a set of four, so that equal digests are equal sets; its first part is the key.
fn push_digest(digest: [u8; 32], hashes: &mut Vec<u64>) -> u64 {
    let (words, _) = digest.as_chunks::<8>();
    let start = hashes.len();
    hashes.extend(words.iter().map(|word| u64::from_le_bytes(*word)));
    hashes[start]
}
