//! The shingle sets of a corpus, block by block, and which of them are equal.

use rayon::prelude::*;

use super::memory::{Hashes, Memory};
use crate::error::Result;

/// Shingle sets of consecutive texts, as one thread has made them.
#[derive(Clone, Debug, Default)]
pub struct SetBlock {
    /// The sets' hashes, one set after the other.
    pub(super) hashes: Hashes,
    /// Number of distinct hashes of each set.
    pub(super) sizes: Vec<u32>,
    /// Key of each text's words in order.
    keys: Vec<u64>,
    /// Key of each set, whatever its order: two sums of differently mixed hashes.
    sums: Vec<[u64; 2]>,
    /// Those of the hashes that are [`sampled`].
    pub(super) sample: Vec<u64>,
}

/// One of so many hashes is in the sample by which tables are sized. 256: the sample of ten million hashes takes 300 KB,
/// and says how many distinct ones there are to a percent.
pub(super) const SAMPLED: usize = 256;

/// Whether a hash belongs to the sample: the same hashes in all blocks.
#[inline]
fn sampled(hash: u64) -> bool {
    hash.is_multiple_of(SAMPLED as u64)
}

impl SetBlock {
    /// Appends one set: `fill` appends its distinct hashes to the block's and gives back a key of the text
    /// (see [`Shingler::push_distinct`](crate::fingerprint::Shingler::push_distinct)). A block that is spilled takes no more.
    pub fn push(&mut self, fill: impl FnOnce(&mut Vec<u64>) -> u64) {
        let Hashes::Held(hashes) = &mut self.hashes else { return };
        let start = hashes.len();
        let key = fill(hashes);
        let set = hashes.get(start..).unwrap_or_default();
        let sum = set.iter().fold([0u64; 2], |[x, y], &h| {
            if sampled(h) {
                self.sample.push(h);
            }
            [x.wrapping_add(h), y.wrapping_add((h ^ (h >> 31)).wrapping_mul(0x9E37_79B9_7F4A_7C15))]
        });
        self.sizes.push(set.len() as u32);
        self.keys.push(key);
        self.sums.push(sum);
    }

    /// Takes out the keys of the texts, as `fill` gave them: nothing here needs them.
    pub fn take_keys(&mut self) -> Vec<u64> {
        std::mem::take(&mut self.keys)
    }

    /// Forgets what only [`Groups::new`] needs.
    pub(super) fn forget_sums(&mut self) {
        self.sums = Vec::new();
    }

    /// The block's sets in a block of their own, which takes no more memory than they need; this one is empty again.
    pub fn take(&mut self) -> SetBlock {
        // A copy has no room to spare; the originals keep theirs for the next block.
        let block = self.clone();
        if let Hashes::Held(hashes) = &mut self.hashes {
            hashes.clear();
        }
        self.sizes.clear();
        self.keys.clear();
        self.sums.clear();
        self.sample.clear();
        block
    }

    /// Bytes of the hashes.
    pub fn bytes(&self) -> u64 {
        self.hashes.len() as u64 * 8
    }

    /// Moves the hashes to the temporary file.
    pub fn spill(&mut self, memory: &Memory) -> Result<()> {
        self.hashes.spill(memory)
    }

    /// Number of sets.
    pub fn len(&self) -> usize {
        self.sizes.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.sizes.is_empty()
    }

    /// The sets, divided out of all of the block's hashes.
    pub(super) fn divide<'a>(&'a self, all: &'a [u64]) -> impl Iterator<Item = &'a [u64]> {
        let mut rest = all;
        self.sizes.iter().map(move |size| {
            let (set, tail) = rest.split_at(*size as usize);
            rest = tail;
            set
        })
    }
}

/// Texts whose sets are equal, collapsed to one: joins work on groups.
///
/// Equal means equal size and equal 128-bit key; different sets share one with probability 2⁻¹²⁸ for each pair.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    /// Group of each text; groups are numbered by their first texts.
    pub(super) of: Vec<u32>,
    /// First text of each group.
    pub(super) first: Vec<u32>,
    /// Texts by group, ascending, and where each group's begin.
    members: Vec<u32>,
    starts: Vec<u32>,
}

impl Groups {
    /// The groups of the sets in `blocks`. O(n log n) for n sets.
    pub fn new(blocks: &[SetBlock]) -> Self {
        let sets = blocks.iter().flat_map(|block| block.sums.iter().zip(&block.sizes));
        let mut order: Vec<([u64; 2], u32, u32)> =
            sets.zip(0..).map(|((sum, size), text)| (*sum, *size, text)).collect();
        order.par_sort_unstable();
        // For each text the first one with an equal set.
        let mut first = vec![0; order.len()];
        for equal in order.chunk_by(|x, y| (x.0, x.1) == (y.0, y.1)) {
            equal.iter().for_each(|&(.., text)| first[text as usize] = equal[0].2);
        }
        drop(order);
        let mut groups = Groups::default();
        for (text, &first) in (0..).zip(&first) {
            let group = if first == text { groups.first.len() as u32 } else { groups.of[first as usize] };
            if first == text {
                groups.first.push(text);
            }
            groups.of.push(group);
        }
        groups.starts = vec![0; groups.first.len() + 1];
        groups.of.iter().for_each(|&group| groups.starts[group as usize + 1] += 1);
        (1..groups.starts.len()).for_each(|at| groups.starts[at] += groups.starts[at - 1]);
        let mut next = groups.starts.clone();
        groups.members = vec![0; groups.of.len()];
        for (text, &group) in groups.of.iter().enumerate() {
            groups.members[next[group as usize] as usize] = text as u32;
            next[group as usize] += 1;
        }
        groups
    }

    /// Number of groups.
    pub fn len(&self) -> usize {
        self.first.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.first.is_empty()
    }

    /// The group whose first text is the one at `text`, where there is one.
    #[inline]
    pub(super) fn begun_by(&self, text: usize) -> Option<u32> {
        let group = self.of[text];
        (self.first[group as usize] as usize == text).then_some(group)
    }

    /// Group of the text at `text`.
    pub fn of(&self, text: usize) -> usize {
        self.of[text] as usize
    }

    /// Texts of a group, ascending.
    pub fn members(&self, group: usize) -> &[u32] {
        &self.members[self.starts[group] as usize..self.starts[group + 1] as usize]
    }
}
