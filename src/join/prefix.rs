//! The inverted index over prefixes: hash → the sets that have it there.
//!
//! If two sets are similar, then the prefix of each, as long as the bounds of [`Similarity`] say, holds their first
//! common hash in the order of [`Survivors`].

use rayon::prelude::*;

use super::Similarity;
use super::memory::Memory;
use super::survivors::{Survivor, Survivors};
use crate::error::Result;

/// A set's place in a list: which set, and how many hashes of it precede this one.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Posting {
    /// Position in [`Survivors::sets`].
    pub set: u32,
    /// Rank of the hash in its set, lonely hashes included.
    pub rank: u32,
    /// The bits of the hash that its bucket doesn't tell. Two hashes may share bucket and tag: their lists are one then,
    /// and what is found through it is verified like anything else.
    tag: u32,
}

/// Buckets of postings, in each of them lists: those of one tag, in order of the sets' sizes.
pub(super) struct PrefixIndex {
    share: Share,
    /// Where each bucket begins, and the end.
    starts: Vec<u32>,
    postings: Vec<Posting>,
}

/// Bytes for each hash of a prefix: a posting, a bucket, and a number for each list that grows.
const BYTES: u64 = 20;

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

    /// Which of so many buckets holds `hash`, evenly for those that the share holds.
    #[inline]
    fn bucket(self, hash: u64, buckets: usize) -> usize {
        (((hash.wrapping_mul(self.of) >> 32) * buckets as u64) >> 32) as usize
    }

    /// The shares in which the prefixes of all survivors stay within the memory.
    pub(super) fn within(memory: &Memory, survivors: &Survivors, similarity: Similarity, reach: Reach) -> Vec<Share> {
        let of = rounds(memory, survivors.indexed(similarity, reach, &|_| true));
        (0..of).map(|part| Share { part, of }).collect()
    }
}

/// In how many rounds an index of so many hashes stays within two shares of the memory, and is one that 32 bits can number.
pub(super) fn rounds(memory: &Memory, hashes: u64) -> u64 {
    memory.rounds(hashes * BYTES / 2).max(hashes >> 31)
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

/// Which of the survivors, by their positions.
pub(super) type Wanted<'a> = &'a (dyn Fn(u32) -> bool + Sync);

impl Survivors {
    /// Number of hashes in the indexed prefixes of those that are wanted.
    pub(super) fn indexed(&self, similarity: Similarity, reach: Reach, wanted: Wanted<'_>) -> u64 {
        let wanted = self.sets.iter().zip(0..).filter(|(_, at)| wanted(*at));
        wanted.map(|(set, _)| indexed(set, similarity, reach) as u64).sum()
    }

    /// Shows the indexed prefix hashes that `share` holds, set by set: set, rank, hash.
    fn each_indexed(
        &self,
        similarity: Similarity,
        reach: Reach,
        share: Share,
        wanted: Wanted<'_>,
        mut show: impl FnMut(u32, u32, u64),
    ) -> Result<()> {
        let mut buffer = Vec::new();
        for (set, at) in self.sets.iter().zip(0..).filter(|(_, at)| wanted(*at)) {
            let hashes = self.first(set, indexed(set, similarity, reach), &mut buffer)?;
            let ranked = hashes.iter().zip(set.lonely()..);
            ranked.filter(|(hash, _)| share.holds(**hash)).for_each(|(hash, rank)| show(at, rank, *hash));
        }
        Ok(())
    }
}

impl PrefixIndex {
    /// Indexes those hashes of the wanted survivors' prefixes that belong to `share`.
    ///
    /// O(p) for p prefix hashes and, in each bucket, the sorting of its few lists. Each thread looks at all prefixes and
    /// fills a part of the buckets: no locks, no copies, and the same index for any number of threads.
    pub(super) fn new(
        survivors: &Survivors,
        similarity: Similarity,
        reach: Reach,
        share: Share,
        wanted: Wanted<'_>,
    ) -> Result<Self> {
        let hashes = survivors.indexed(similarity, reach, wanted).div_ceil(share.of);
        let buckets = hashes.clamp(1, u64::from(u32::MAX)) as usize;
        let part = buckets.div_ceil(rayon::current_num_threads());
        // Counts stand one place behind their bucket, so that they become its begin and, once it is full, its end.
        let mut starts = vec![0u32; buckets + 1];
        starts[1..].par_chunks_mut(part).enumerate().try_for_each(|(at, counts)| {
            survivors.each_indexed(similarity, reach, share, wanted, |_, _, hash| {
                if let Some(count) = counts.get_mut(share.bucket(hash, buckets).wrapping_sub(at * part)) {
                    *count += 1;
                }
            })
        })?;
        let mut sum = 0;
        starts[1..].iter_mut().for_each(|count| sum += std::mem::replace(count, sum));
        let mut postings = vec![Posting::default(); sum as usize];
        let parts = divide(&mut starts, &mut postings, part);
        parts.into_par_iter().enumerate().try_for_each(|(at, (ends, postings))| {
            let begin = ends.first().map_or(0, |first| *first);
            survivors.each_indexed(similarity, reach, share, wanted, |set, rank, hash| {
                if let Some(end) = ends.get_mut(share.bucket(hash, buckets).wrapping_sub(at * part)) {
                    postings[(*end - begin) as usize] = Posting { set, rank, tag: hash as u32 };
                    *end += 1;
                }
            })?;
            let mut from = 0;
            for end in ends.iter().map(|end| (end - begin) as usize) {
                postings[std::mem::replace(&mut from, end)..end].sort_by_key(|posting| posting.tag);
            }
            Ok(())
        })?;
        Ok(PrefixIndex { share, starts, postings })
    }

    /// Where the sets are that have `hash` in their prefix, among all postings.
    #[inline]
    pub(super) fn place(&self, hash: u64) -> (usize, usize) {
        let bucket = self.share.bucket(hash, self.starts.len() - 1);
        let (mut begin, mut end) = (self.starts[bucket] as usize, self.starts[bucket + 1] as usize);
        let tag = hash as u32;
        if begin < end && (self.postings[begin].tag != tag || self.postings[end - 1].tag != tag) {
            let bucket = &self.postings[begin..end];
            end = begin + bucket.partition_point(|posting| posting.tag <= tag);
            begin += bucket.partition_point(|posting| posting.tag < tag);
        }
        (begin, end)
    }

    /// The sets that have `hash` in their prefix, in order of size.
    #[inline]
    pub(super) fn list(&self, hash: u64) -> &[Posting] {
        let (begin, end) = self.place(hash);
        &self.postings[begin..end]
    }

    /// All postings, list after list.
    pub(super) fn postings(&self) -> &[Posting] {
        &self.postings
    }
}

/// Parts of `part` buckets each: where they begin, one place behind, and their postings.
fn divide<'a>(
    starts: &'a mut [u32],
    mut postings: &'a mut [Posting],
    part: usize,
) -> Vec<(&'a mut [u32], &'a mut [Posting])> {
    let mut parts: Vec<(&mut [u32], &mut [Posting])> = Vec::new();
    let chunks: Vec<&mut [u32]> = starts[1..].chunks_mut(part).collect();
    let begins: Vec<u32> = chunks.iter().map(|chunk| chunk[0]).collect();
    for (at, chunk) in chunks.into_iter().enumerate() {
        let count = match begins.get(at + 1) {
            Some(next) => (next - begins[at]) as usize,
            None => postings.len(),
        };
        let (mine, rest) = postings.split_at_mut(count);
        postings = rest;
        parts.push((chunk, mine));
    }
    parts
}

/// The same lists, but of those sets only that have been added.
pub(super) struct GrowingIndex {
    index: PrefixIndex,
    /// For the first posting of each list: how many of the list are in use. Lists are overwritten from their beginnings.
    used: Vec<u32>,
    similarity: Similarity,
    reach: Reach,
}

impl GrowingIndex {
    /// Room for the prefixes of the wanted survivors, none of them added yet.
    pub(super) fn new(survivors: &Survivors, similarity: Similarity, reach: Reach, wanted: Wanted<'_>) -> Result<Self> {
        let index = PrefixIndex::new(survivors, similarity, reach, Share::ALL, wanted)?;
        Ok(GrowingIndex { used: vec![0; index.postings.len()], index, similarity, reach })
    }

    /// Adds the set at `at`, whose hashes in the total order begin with `order`. Gives back those that are indexed.
    pub(super) fn add<'a>(&mut self, at: usize, set: &Survivor, order: &'a [u64]) -> &'a [u64] {
        let order = &order[..indexed(set, self.similarity, self.reach)];
        for (&hash, rank) in order.iter().zip(set.lonely()..) {
            let (begin, _) = self.index.place(hash);
            let used = &mut self.used[begin];
            self.index.postings[begin + *used as usize] = Posting { set: at as u32, rank, tag: hash as u32 };
            *used += 1;
        }
        order
    }

    /// The added sets that have `hash` in their prefix, in the order in which they were added.
    #[inline]
    pub(super) fn list(&self, hash: u64) -> &[Posting] {
        let (begin, end) = self.index.place(hash);
        if begin == end { &[] } else { &self.index.postings[begin..begin + self.used[begin] as usize] }
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
