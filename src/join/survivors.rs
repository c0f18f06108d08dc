//! Which sets can have a partner at all, and which of their hashes can be shared.

use rayon::prelude::*;

use super::filter::{Counts, SeenTwice};
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
#[derive(Default)]
pub(super) struct Survivors {
    pub sets: Vec<Survivor>,
    blocks: Vec<Vec<u64>>,
}

impl Survivors {
    /// Drops repeated sets, hashes that stand in one set only, and sets of which too little is left.
    ///
    /// Two passes over the hashes, the second one short for sets that are mostly their own.
    pub(super) fn new(
        blocks: Vec<SetBlock>,
        groups: &Groups,
        similarity: Similarity,
        observer: &dyn Observer,
    ) -> Result<Self> {
        let firsts = first_texts(&blocks, groups);
        let seen = SeenTwice::new(blocks.iter().map(|block| block.hashes.len()).sum());
        blocks.par_iter().zip(&firsts).try_for_each(|(block, first)| {
            block.iter().zip(first).filter(|(_, group)| group.is_some()).for_each(|((_, set), _)| seen.insert(set));
            go_on(observer)
        })?;
        let kept: Vec<(Vec<Survivor>, Vec<u64>)> = blocks
            .into_par_iter()
            .zip(&firsts)
            .enumerate()
            .map(|(at, (block, first))| {
                go_on(observer)?;
                let sets = block.iter().zip(first).filter_map(|((info, set), group)| Some(((*group)?, info.size, set)));
                Ok(select(at, sets, similarity, |hash| seen.repeated(hash)))
            })
            .collect::<Result<_>>()?;
        drop(seen);
        let mut survivors = Survivors::default();
        for (sets, hashes) in kept {
            survivors.sets.extend(sets);
            survivors.blocks.push(hashes);
        }
        Ok(survivors)
    }

    /// Counts the hashes that are left, drops again what is now alone, and orders the sets by size.
    pub(super) fn count(self, similarity: Similarity, observer: &dyn Observer) -> Result<(Self, Counts)> {
        let counts = Counts::new(self.blocks.iter().map(Vec::len).sum());
        self.sets.par_iter().for_each(|set| counts.insert(self.hashes(set)));
        go_on(observer)?;
        let Survivors { sets, blocks } = self;
        let kept: Vec<(Vec<Survivor>, Vec<u64>)> = sets
            .par_chunk_by(|a, b| a.block == b.block)
            .map(|sets| {
                let hashes = &blocks[sets[0].block as usize];
                let sets = sets.iter().map(|s| (s.group, s.size, &hashes[s.start as usize..][..s.shared as usize]));
                select(0, sets, similarity, |hash| counts.get(hash) > 1)
            })
            .collect();
        drop(blocks);
        let mut survivors = Survivors::default();
        for (sets, hashes) in kept {
            let block = survivors.blocks.len() as u32;
            survivors.sets.extend(sets.into_iter().map(|set| Survivor { block, ..set }));
            survivors.blocks.push(hashes);
        }
        survivors.sets.par_sort_unstable_by_key(|set| (set.size, set.group));
        Ok((survivors, counts))
    }

    /// The hashes of `set` that may stand in another set, in no order.
    #[inline]
    pub(super) fn hashes(&self, set: &Survivor) -> &[u64] {
        &self.blocks[set.block as usize][set.start as usize..][..set.shared as usize]
    }
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

/// Of `sets` (group, size, hashes): those of which enough hashes are `shared`, with these.
fn select<'a>(
    block: usize,
    sets: impl Iterator<Item = (u32, u32, &'a [u64])>,
    similarity: Similarity,
    shared: impl Fn(u64) -> bool,
) -> (Vec<Survivor>, Vec<u64>) {
    let (mut survivors, mut kept) = (Vec::new(), Vec::<u64>::new());
    for (group, size, set) in sets {
        // A set may lose no more than this and still reach the threshold with some partner.
        let needed = match similarity.measure() {
            Measure::Jaccard => similarity.needed_by(size),
            Measure::Containment => 1,
        };
        let start = kept.len();
        let mut left = set.len();
        for batch in set.chunks(super::filter::BATCH) {
            let before = kept.len();
            kept.extend(batch.iter().filter(|&&hash| shared(hash)));
            left -= batch.len() - (kept.len() - before);
            if left < needed as usize {
                break;
            }
        }
        if left < needed as usize || left == 0 {
            kept.truncate(start);
            continue;
        }
        survivors.push(Survivor { group, size, block: block as u32, start: start as u32, shared: left as u32 });
    }
    kept.shrink_to_fit();
    (survivors, kept)
}

/// An error once the caller wants the run to stop.
pub(super) fn go_on(observer: &dyn Observer) -> Result<()> {
    if observer.cancelled() { Err(Error::cancelled()) } else { Ok(()) }
}
