//! Which sets can have a partner at all, and which of their hashes can be shared.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use rayon::prelude::*;

use super::filter::{BATCH, Counts, SeenTwice};
use super::memory::{Hashes, Memory};
use super::sets::{Groups, SetBlock};
use super::{Measure, Similarity};
use crate::error::{Error, Result};
use crate::model::Observer;

/// A set that may have a partner: its group, its full size, and where its repeated hashes are.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Survivor {
    pub group: u32,
    pub size: u32,
    block: u32,
    start: u32,
    /// Number of hashes that may stand in another set.
    pub shared: u32,
}

impl Survivor {
    /// Hashes that stand in this set only. They precede all others in the order of the prefixes.
    pub(super) fn lonely(&self) -> u32 {
        self.size - self.shared
    }
}

/// The sets that may have a partner, smallest first, with the hashes that may stand in another set.
pub(super) struct Survivors {
    pub sets: Vec<Survivor>,
    blocks: Vec<Hashes>,
    /// How often each hash is there, nearly.
    pub counts: Counts,
}

/// The sets of a block that are left, and their hashes.
type Left = (Vec<Survivor>, Hashes);

impl Survivors {
    /// Drops repeated sets, hashes that stand in one set only, and sets of which too little is left; counts the hashes that
    /// are left, in a table of at most `table` bytes, and does it again.
    pub(super) fn new(
        blocks: Vec<SetBlock>,
        groups: &Groups,
        similarity: Similarity,
        memory: &Memory,
        table: Option<u64>,
        observer: &dyn Observer,
    ) -> Result<Self> {
        let first = first_pass(blocks, groups, similarity, memory, observer)?;
        let counts = Counts::new(first.iter().map(|left| left.1.len()).sum(), table);
        first.par_iter().try_for_each(|(sets, hashes)| {
            let mut buffer = Vec::new();
            let all = hashes.all(&mut buffer)?;
            sets.iter().for_each(|set| counts.insert(&all[set.start as usize..][..set.shared as usize]));
            go_on(observer)
        })?;
        let held = AtomicU64::new(0);
        let second: Vec<Left> = first
            .into_par_iter()
            .map(|(sets, hashes)| {
                let mut buffer = Vec::new();
                let all = hashes.all(&mut buffer)?;
                let sets = sets.iter().map(|s| (s.group, s.size, s.start as usize, s.shared as usize));
                keep(select(all, sets, similarity, |_, hash| counts.get(hash) > 1), &held, memory)
            })
            .collect::<Result<_>>()?;
        let (mut sets, mut blocks) = (Vec::new(), Vec::new());
        for (block, (left, hashes)) in (0..).zip(second) {
            sets.extend(left.into_iter().map(|set| Survivor { block, ..set }));
            blocks.push(hashes);
        }
        sets.par_sort_unstable_by_key(|set| (set.size, set.group));
        Ok(Survivors { sets, blocks, counts })
    }

    /// The hashes of `set` that may stand in another set, in no order; in `buffer` where they are not in memory.
    #[inline]
    pub(super) fn hashes<'a>(&'a self, set: &Survivor, buffer: &'a mut Vec<u64>) -> Result<&'a [u64]> {
        let start = set.start as usize;
        self.blocks[set.block as usize].get(start..start + set.shared as usize, buffer)
    }
}

/// Drops what is alone by [`SeenTwice`]; in rounds, where its table is too large for the memory.
fn first_pass(
    blocks: Vec<SetBlock>,
    groups: &Groups,
    similarity: Similarity,
    memory: &Memory,
    observer: &dyn Observer,
) -> Result<Vec<Left>> {
    let firsts = first_texts(&blocks, groups);
    let places = SeenTwice::places(blocks.iter().map(|block| block.hashes.len()).sum());
    let rounds = memory.rounds(SeenTwice::bytes(places));
    let table = |round: u64| {
        SeenTwice::build(places, places * round / rounds..places * (round + 1) / rounds, |see| {
            let mut buffer = Vec::new();
            for (block, first) in blocks.iter().zip(&firsts) {
                go_on(observer)?;
                let sets = block.divide(block.hashes.all(&mut buffer)?).zip(first);
                sets.filter(|(_, group)| group.is_some()).for_each(|((_, set), _)| see(set));
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
                last = table(round + 1)?;
            }
        }
        last = SeenTwice::build(32, 0..32, |_| Ok(()))?;
    }
    let held = AtomicU64::new(0);
    blocks
        .into_par_iter()
        .enumerate()
        .map(|(at, block)| {
            go_on(observer)?;
            let mut start = 0;
            let place = |(info, group): (&super::sets::SetInfo, &Option<u32>)| {
                let (from, size) = (start, info.size as usize);
                start += size;
                Some(((*group)?, info.size, from, size))
            };
            let sets = block.sets.iter().zip(&firsts[at]).filter_map(place);
            let mut buffer = Vec::new();
            let all = block.hashes.all(&mut buffer)?;
            let left = match bits.get(at) {
                None => select(all, sets, similarity, |_, hash| last.repeated(hash) == Some(true)),
                Some(bits) => select(all, sets, similarity, |at, _| (bits[at / 64] >> (at % 64)) & 1 == 1),
            };
            keep(left, &held, memory)
        })
        .collect()
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

/// Holds what is left in memory, as long as there is room.
fn keep((sets, hashes): (Vec<Survivor>, Vec<u64>), held: &AtomicU64, memory: &Memory) -> Result<Left> {
    let bytes = hashes.len() as u64 * 8;
    let mut hashes = Hashes::Held(hashes);
    if memory.share().is_some_and(|share| held.fetch_add(bytes, Relaxed) + bytes > share) {
        hashes.spill(memory)?;
    }
    Ok((sets, hashes))
}

/// For each set of each block: its group, where it is the group's first.
fn first_texts(blocks: &[SetBlock], groups: &Groups) -> Vec<Vec<Option<u32>>> {
    let mut text = 0;
    let mut first = |_| {
        let group = groups.of[text];
        text += 1;
        (groups.first[group as usize] as usize == text - 1).then_some(group)
    };
    blocks.iter().map(|block| block.sets.iter().map(&mut first).collect()).collect()
}

/// Of `sets` (group, size, where their hashes are among `all`): those of which enough hashes are `shared`, with these.
fn select(
    all: &[u64],
    sets: impl Iterator<Item = (u32, u32, usize, usize)>,
    similarity: Similarity,
    shared: impl Fn(usize, u64) -> bool,
) -> (Vec<Survivor>, Vec<u64>) {
    let (mut survivors, mut kept) = (Vec::new(), Vec::<u64>::new());
    for (group, size, from, count) in sets {
        // A set that has lost more than this reaches the threshold with no partner.
        let needed = match similarity.measure() {
            Measure::Jaccard => similarity.needed_by(size) as usize,
            Measure::Containment => 1,
        };
        let start = kept.len();
        let mut left = count;
        for (batch, at) in all[from..from + count].chunks(BATCH).zip((from..).step_by(BATCH)) {
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
        survivors.push(Survivor { group, size, block: 0, start: start as u32, shared: left as u32 });
    }
    kept.shrink_to_fit();
    (survivors, kept)
}

/// An error once the caller wants the run to stop.
pub(super) fn go_on(observer: &dyn Observer) -> Result<()> {
    if observer.cancelled() { Err(Error::cancelled()) } else { Ok(()) }
}
