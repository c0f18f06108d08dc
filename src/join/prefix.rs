//! The inverted index over prefixes.
//!
//! All hashes stand in one total order: those of one set only first, then from rare to frequent (nearly: by
//! [`Counts`]), then by value. Any total order is correct, one that begins with the rare is fast. If two sets
//! are similar, then the prefix of each, as long as the bounds of [`Similarity`] say, holds their first common hash.

use rayon::prelude::*;

use super::filter::Counts;
use super::memory::Memory;
use super::survivors::{Survivor, Survivors};
use super::{Measure, Similarity};
use crate::error::Result;

/// Partitions by the first byte of the hash: small enough to be sorted in the cache, many enough for all threads.
const PARTITIONS: u64 = 256;

/// A set's place in a list: which set, and how many hashes of it precede this one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Posting {
    /// Position in [`Survivors::sets`].
    pub set: u32,
    /// Rank of the hash in its set, lonely hashes included.
    pub rank: u32,
}

/// Hash → the sets that have it in their prefix.
pub(super) struct PrefixIndex {
    /// Open addressing: hash, begin and end of its list; an empty list marks a free slot.
    slots: Vec<(u64, u32, u32)>,
    postings: Vec<Posting>,
}

/// Bytes that building takes for each hash of a prefix: itself with its posting twice, its place in the list and in the slots.
const BYTES: u64 = 64;

/// One of several parts of all hashes: those that an index of limited size holds at a time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Share {
    pub part: u64,
    pub of: u64,
}

impl Share {
    /// All hashes.
    pub(super) const ALL: Share = Share { part: 0, of: 1 };

    #[inline]
    pub(super) fn holds(self, hash: u64) -> bool {
        self.of == 1 || ((u128::from(hash) * u128::from(self.of)) >> 64) as u64 == self.part
    }

    /// The shares in which the prefixes of all survivors stay within the memory.
    pub(super) fn within(memory: &Memory, survivors: &Survivors, similarity: Similarity, reach: Reach) -> Vec<Share> {
        let hashes: u64 = survivors.sets.iter().map(|set| indexed(set, similarity, reach) as u64).sum();
        let of = memory.rounds(hashes * BYTES);
        (0..of).map(|part| Share { part, of }).collect()
    }
}

/// How long the indexed prefixes are.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Reach {
    /// Found by sets that come later in order of size.
    Later,
    /// Found by sets of any size (containment: by larger ones).
    Any,
    /// All of the set: found by whoever looks up a prefix.
    Whole,
}

impl PrefixIndex {
    /// Indexes those hashes of all survivors' prefixes that belong to `share`. O(p log p) for p prefix hashes, in parallel.
    pub(super) fn new(survivors: &Survivors, similarity: Similarity, reach: Reach, share: Share) -> Result<Self> {
        let found: Vec<Vec<(u64, Posting)>> = survivors
            .sets
            .par_chunks(1024)
            .enumerate()
            .map(|(chunk, sets)| {
                let (mut order, mut found, mut buffer) = (Vec::new(), Vec::new(), Vec::new());
                for (at, set) in sets.iter().enumerate() {
                    let length = indexed(set, similarity, reach);
                    prefix(survivors.hashes(set, &mut buffer)?, &survivors.counts, length, &mut order);
                    let posting = |rank| Posting { set: (chunk * 1024 + at) as u32, rank: set.lonely() + rank as u32 };
                    let mine = order.iter().enumerate().filter(|(_, (_, hash))| share.holds(*hash));
                    found.extend(mine.map(|(rank, &(_, hash))| (hash, posting(rank))));
                }
                found.sort_unstable_by_key(|&(hash, posting)| (hash, posting.set));
                Ok(found)
            })
            .collect::<Result<_>>()?;
        let sorted: Vec<Vec<(u64, Posting)>> = (0..PARTITIONS)
            .into_par_iter()
            .map(|partition| {
                let end = |found: &[(u64, Posting)], next| found.partition_point(|(hash, _)| (hash >> 56) < next);
                let mine = |found| &found[end(found, partition)..end(found, partition + 1)];
                // Sorted runs, which a stable sort merges.
                let mut part = found.iter().map(Vec::as_slice).map(mine).collect::<Vec<_>>().concat();
                part.sort_by_key(|&(hash, posting)| (hash, posting.set));
                part
            })
            .collect();
        drop(found);
        Ok(Self::from_sorted(&sorted))
    }

    fn from_sorted(sorted: &[Vec<(u64, Posting)>]) -> Self {
        let lists = || sorted.iter().flat_map(|part| part.chunk_by(|a, b| a.0 == b.0));
        let mut index = PrefixIndex {
            slots: vec![(0, 0, 0); (lists().count() * 2).next_power_of_two()],
            postings: Vec::with_capacity(sorted.iter().map(Vec::len).sum()),
        };
        for list in lists() {
            let begin = index.postings.len() as u32;
            index.postings.extend(list.iter().map(|&(_, posting)| posting));
            let at = index.slot(list[0].0);
            index.slots[at] = (list[0].0, begin, index.postings.len() as u32);
        }
        index
    }

    #[inline]
    fn slot(&self, hash: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while self.slots[at].1 != self.slots[at].2 && self.slots[at].0 != hash {
            at = (at + 1) & mask;
        }
        at
    }

    /// The sets that have `hash` in their prefix, in order of size.
    #[inline]
    pub(super) fn list(&self, hash: u64) -> &[Posting] {
        let (_, begin, end) = self.slots[self.slot(hash)];
        &self.postings[begin as usize..end as usize]
    }

    /// Where the list of `hash` is kept, below [`PrefixIndex::slots`], and the list.
    #[inline]
    pub(super) fn slot_and_list(&self, hash: u64) -> (usize, &[Posting]) {
        let slot = self.slot(hash);
        let (_, begin, end) = self.slots[slot];
        (slot, &self.postings[begin as usize..end as usize])
    }

    /// Number of places for lists.
    pub(super) fn slots(&self) -> usize {
        self.slots.len()
    }
}

/// The same lists, but of those sets only that have been added.
pub(super) struct GrowingIndex {
    index: PrefixIndex,
    /// For each slot: how many postings of its list are in use. Lists are overwritten from their beginnings.
    used: Vec<u32>,
    similarity: Similarity,
    reach: Reach,
}

impl GrowingIndex {
    /// Room for the prefixes of all survivors, none of them added yet.
    pub(super) fn new(survivors: &Survivors, similarity: Similarity, reach: Reach) -> Result<Self> {
        let index = PrefixIndex::new(survivors, similarity, reach, Share::ALL)?;
        Ok(GrowingIndex { used: vec![0; index.slots.len()], index, similarity, reach })
    }

    /// Adds the set at `at`, whose hashes in the total order begin with `order`.
    pub(super) fn add(&mut self, at: usize, set: &Survivor, order: &[(u8, u64)]) {
        for (rank, &(_, hash)) in order.iter().enumerate().take(indexed(set, self.similarity, self.reach)) {
            let slot = self.index.slot(hash);
            let place = self.index.slots[slot].1 + self.used[slot];
            self.index.postings[place as usize] = Posting { set: at as u32, rank: set.lonely() + rank as u32 };
            self.used[slot] += 1;
        }
    }

    /// The added sets that have `hash` in their prefix, in the order in which they were added.
    #[inline]
    pub(super) fn list(&self, hash: u64) -> &[Posting] {
        let slot = self.index.slot(hash);
        let begin = self.index.slots[slot].1 as usize;
        &self.index.postings[begin..begin + self.used[slot] as usize]
    }
}

/// How many of a set's shared hashes are indexed.
fn indexed(set: &Survivor, similarity: Similarity, reach: Reach) -> usize {
    let needed = match reach {
        Reach::Later => similarity.needed(set.size, set.size),
        Reach::Any => similarity.needed_by(set.size),
        Reach::Whole => 1,
    };
    // The prefix is size - needed + 1 long; the lonely hashes take its first places.
    (set.shared + 1).saturating_sub(needed) as usize
}

/// How many of a set's shared hashes must be looked up to find its partners that are no larger (Jaccard: all partners).
pub(super) fn probed(set: &Survivor, similarity: Similarity) -> usize {
    match similarity.measure() {
        Measure::Jaccard => (set.shared + 1).saturating_sub(similarity.needed_by(set.size)) as usize,
        // A smaller partner may share its few hashes anywhere.
        Measure::Containment => set.shared as usize,
    }
}

/// The first `length` of `hashes` in the total order, each with its count, into `out`.
pub(super) fn prefix(hashes: &[u64], counts: &Counts, length: usize, out: &mut Vec<(u8, u64)>) {
    out.clear();
    if length == 0 {
        return;
    }
    out.extend(hashes.iter().map(|&hash| (counts.get(hash), hash)));
    if length < out.len() {
        out.select_nth_unstable(length);
        out.truncate(length);
    }
    out.sort_unstable();
}
