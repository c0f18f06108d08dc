//! Which sets can have a partner at all, and which of their hashes can be shared.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use rayon::prelude::*;

use super::filter::{BATCH, Counts, Estimate, SeenTwice};
use super::memory::{Hashes, Memory};
use super::sets::{Groups, SetBlock};
use super::{Measure, Similarity, sketch};
use crate::error::{Error, Result};
use crate::model::Observer;

/// A set that may have a partner: its group, its full size, and where its repeated hashes are.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Survivor {
    pub group: u32,
    pub size: u32,
    block: u32,
    start: u32,
    /// Its place among the sets of its block.
    nth: u32,
    /// Number of hashes that may stand in another set.
    pub shared: u32,
}

impl Survivor {
    /// Where its hashes are among those of its block.
    fn range(&self) -> std::ops::Range<usize> {
        self.start as usize..self.start as usize + self.shared as usize
    }

    /// Hashes that stand in this set only. They precede all others in the order of the prefixes.
    pub(super) fn lonely(&self) -> u32 {
        self.size - self.shared
    }
}

/// The sets that may have a partner, smallest first, with the hashes that may stand in another set.
///
/// All hashes stand in one total order: those of one set only first, then from rare to frequent (nearly: by
/// [`Counts`]), then by value. Any total order is correct, one that begins with the rare is fast. Each set's hashes
/// begin with its prefix in this order; what follows has none.
pub(super) struct Survivors {
    pub sets: Vec<Survivor>,
    blocks: Vec<Hashes>,
    /// The sketches of each block's sets, of so many words each.
    sketches: Vec<Vec<u64>>,
    words: usize,
}

/// The sets of a block that are left, and their hashes.
type Left = (Vec<Survivor>, Hashes);

impl Survivors {
    /// Drops repeated sets, hashes that stand in one set only, and sets of which too little is left; counts the hashes that
    /// are left, in a table of at most `table` bytes, does it again, and puts each set's prefix in order.
    pub(super) fn new(
        blocks: Vec<SetBlock>,
        groups: &Groups,
        similarity: Similarity,
        memory: &Memory,
        table: Option<u64>,
        observer: &dyn Observer,
    ) -> Result<Self> {
        let (first, estimate) = first_pass(blocks, groups, similarity, memory, observer)?;
        let counts = Counts::new(estimate.count_places(), table);
        first.par_iter().try_for_each(|(_, hashes)| {
            let mut buffer = Vec::new();
            counts.insert(hashes.all(&mut buffer)?);
            go_on(observer)
        })?;
        let held = AtomicU64::new(0);
        let left: (usize, usize) = first.iter().fold((0, 1), |sum, left| (sum.0 + left.1.len(), sum.1 + left.0.len()));
        let words = sketch::words(left.0 / left.1);
        let second: Vec<(Left, Vec<u64>)> = first
            .into_par_iter()
            .map_init(Vec::new, |kept, (sets, hashes)| {
                let mut buffer = Vec::new();
                let sets = order(kept, &sets, hashes.all(&mut buffer)?, similarity, &counts);
                let mut sketches = Vec::with_capacity(sets.len() * words);
                sets.iter().for_each(|set| sketch::push(&kept[set.range()], words, &mut sketches));
                Ok((keep(sets, kept, &held, memory)?, sketches))
            })
            .collect::<Result<_>>()?;
        let (mut sets, mut blocks, mut sketches) = (Vec::new(), Vec::new(), Vec::new());
        for (block, ((left, hashes), sketch)) in (0..).zip(second) {
            sets.extend(left.into_iter().zip(0..).map(|(set, nth)| Survivor { block, nth, ..set }));
            blocks.push(hashes);
            sketches.push(sketch);
        }
        sets.par_sort_unstable_by_key(|set| (set.size, set.group));
        Ok(Survivors { sets, blocks, sketches, words })
    }

    /// False where the two sets can't have `needed` hashes in common; decided without their hashes.
    #[inline]
    pub(super) fn may_share(&self, a: &Survivor, b: &Survivor, needed: u32) -> bool {
        let sketch = |set: &Survivor| &self.sketches[set.block as usize][set.nth as usize * self.words..][..self.words];
        sketch::may_share(sketch(a), sketch(b), a.shared, b.shared, needed)
    }

    /// The hashes of `set` that may stand in another set; in `buffer` where they are not in memory.
    #[inline]
    pub(super) fn hashes<'a>(&'a self, set: &Survivor, buffer: &'a mut Vec<u64>) -> Result<&'a [u64]> {
        self.first(set, set.shared as usize, buffer)
    }

    /// The first `count` of them: no more than [`probed`] are in order.
    #[inline]
    pub(super) fn first<'a>(&'a self, set: &Survivor, count: usize, buffer: &'a mut Vec<u64>) -> Result<&'a [u64]> {
        let start = set.start as usize;
        self.blocks[set.block as usize].get(start..start + count, buffer)
    }
}

/// Drops what is alone by [`SeenTwice`]; in rounds, where its table is too large for the memory.
fn first_pass(
    mut blocks: Vec<SetBlock>,
    groups: &Groups,
    similarity: Similarity,
    memory: &Memory,
    observer: &dyn Observer,
) -> Result<(Vec<Left>, Estimate)> {
    let mut sample = Vec::new();
    for block in &mut blocks {
        block.forget_sums();
        sample.append(&mut block.sample);
    }
    let estimate = Estimate::new(sample, blocks.iter().map(|block| block.hashes.len()).sum());
    let starts = starts(&blocks);
    let places = estimate.seen_places();
    let rounds = memory.rounds(SeenTwice::bytes(places));
    let table = |round: u64| {
        SeenTwice::build(places, places * round / rounds..places * (round + 1) / rounds, |see| {
            let mut buffer = Vec::new();
            for (block, start) in blocks.iter().zip(&starts) {
                go_on(observer)?;
                let sets = block.divide(block.hashes.all(&mut buffer)?).zip(*start..);
                sets.filter(|(_, text)| groups.begun_by(*text).is_some()).for_each(|(set, _)| see(set));
            }
            Ok(())
        })
    };
    // With several rounds: a bit for each hash of each block.
    let mut bits: Vec<Vec<u64>> = Vec::new();
    let mut last = table(0)?;
    if rounds > 1 {
        bits = blocks.iter().map(|block| vec![0; block.hashes.len().div_ceil(64)]).collect();
        for round in 0..rounds {
            mark(&blocks, &last, &mut bits)?;
            if round + 1 < rounds {
                drop(last);
                last = table(round + 1)?;
            }
        }
        last = SeenTwice::build(32, 0..32, |_| Ok(()))?;
    }
    let held = AtomicU64::new(0);
    let left = blocks
        .into_par_iter()
        .zip(starts)
        .enumerate()
        .map_init(Vec::new, |kept, (at, (block, start))| {
            go_on(observer)?;
            let mut buffer = Vec::new();
            let all = block.hashes.all(&mut buffer)?;
            let sets = match bits.get(at) {
                None => select(kept, all, &block, start, groups, similarity, |_, h| last.repeated(h) == Some(true)),
                Some(bits) => {
                    select(kept, all, &block, start, groups, similarity, |at, _| (bits[at / 64] >> (at % 64)) & 1 == 1)
                }
            };
            keep(sets, kept, &held, memory)
        })
        .collect::<Result<_>>()?;
    Ok((left, estimate))
}

/// Number of each block's first text.
fn starts(blocks: &[SetBlock]) -> Vec<usize> {
    let mut start = 0;
    let start_of = |block: &SetBlock| {
        start += block.len();
        start - block.len()
    };
    blocks.iter().map(start_of).collect()
}

/// Notes for each hash in the table's range whether it is repeated.
fn mark(blocks: &[SetBlock], table: &SeenTwice, bits: &mut [Vec<u64>]) -> Result<()> {
    blocks.par_iter().zip(bits).try_for_each(|(block, bits)| {
        let mut buffer = Vec::new();
        for (hashes, bits) in block.hashes.all(&mut buffer)?.chunks(64).zip(bits) {
            for (at, &hash) in hashes.iter().enumerate() {
                *bits |= u64::from(table.repeated(hash) == Some(true)) << at;
            }
        }
        Ok(())
    })
}

/// Holds what is left in memory, as long as there is room: in a copy, which takes no more than it needs.
fn keep(sets: Vec<Survivor>, hashes: &[u64], held: &AtomicU64, memory: &Memory) -> Result<Left> {
    let bytes = hashes.len() as u64 * 8;
    let mut hashes = Hashes::Held(hashes.to_vec());
    if memory.share().is_some_and(|share| held.fetch_add(bytes, Relaxed) + bytes > share) {
        hashes.spill(memory)?;
    }
    Ok((sets, hashes))
}

/// How many shared hashes a set needs at least: one that has fewer left reaches the threshold with no partner.
fn needed(size: u32, similarity: Similarity) -> usize {
    match similarity.measure() {
        Measure::Jaccard => similarity.needed_by(size) as usize,
        Measure::Containment => 1,
    }
}

/// The first sets of groups in `block`, whose texts begin at `start` and whose hashes are `all`: those of which enough hashes
/// are `shared`; these go to `kept`.
fn select(
    kept: &mut Vec<u64>,
    all: &[u64],
    block: &SetBlock,
    start: usize,
    groups: &Groups,
    similarity: Similarity,
    shared: impl Fn(usize, u64) -> bool,
) -> Vec<Survivor> {
    let (mut survivors, mut from) = (Vec::new(), 0);
    kept.clear();
    for (&size, text) in block.sizes.iter().zip(start..) {
        let begin = from;
        from += size as usize;
        let Some(group) = groups.begun_by(text) else { continue };
        let (needed, start) = (needed(size, similarity), kept.len());
        let mut left = size as usize;
        for (batch, at) in all[begin..from].chunks(BATCH).zip((begin..).step_by(BATCH)) {
            let before = kept.len();
            kept.extend((at..).zip(batch).filter(|&(at, &hash)| shared(at, hash)).map(|(_, &hash)| hash));
            left -= batch.len() - (kept.len() - before);
            if left < needed {
                break;
            }
        }
        if left < needed || left == 0 {
            kept.truncate(start);
            continue;
        }
        survivors.push(Survivor { group, size, block: 0, nth: 0, start: start as u32, shared: left as u32 });
    }
    survivors
}

/// Of `sets`, whose hashes are among `all`: those of which enough hashes were counted more than once; these go to `kept`, prefix
/// first.
fn order(
    kept: &mut Vec<u64>,
    sets: &[Survivor],
    all: &[u64],
    similarity: Similarity,
    counts: &Counts,
) -> Vec<Survivor> {
    let (mut survivors, mut ordered) = (Vec::new(), Vec::new());
    kept.clear();
    for set in sets {
        ordered.clear();
        let hashes = &all[set.range()];
        ordered.extend(hashes.iter().map(|&hash| (counts.get(hash), hash)).filter(|(count, _)| *count > 1));
        if ordered.is_empty() || ordered.len() < needed(set.size, similarity) {
            continue;
        }
        let set = Survivor { start: kept.len() as u32, shared: ordered.len() as u32, ..*set };
        let prefix = probed(&set, similarity);
        if prefix < ordered.len() {
            ordered.select_nth_unstable(prefix);
        }
        ordered[..prefix].sort_unstable();
        kept.extend(ordered.iter().map(|(_, hash)| *hash));
        survivors.push(set);
    }
    survivors
}

/// An error once the caller wants the run to stop.
pub(super) fn go_on(observer: &dyn Observer) -> Result<()> {
    if observer.cancelled() { Err(Error::cancelled()) } else { Ok(()) }
}

/// How many of a set's shared hashes must be looked up to find its partners that are no larger (Jaccard: all partners).
pub(super) fn probed(set: &Survivor, similarity: Similarity) -> usize {
    match similarity.measure() {
        Measure::Jaccard => (set.shared + 1).saturating_sub(similarity.needed_by(set.size)) as usize,
        // A smaller partner may share its few hashes anywhere.
        Measure::Containment => set.shared as usize,
    }
}
