//! The shingle sets of a corpus, block by block, and which of them are equal.

use std::collections::HashMap;

/// Shingle sets of consecutive texts, as one thread has made them.
#[derive(Clone, Debug, Default)]
pub struct SetBlock {
    /// The sets' hashes, one set after the other.
    pub(super) hashes: Vec<u64>,
    pub(super) sets: Vec<SetInfo>,
}

/// What is known of a set besides its hashes.
#[derive(Clone, Copy, Debug)]
pub(super) struct SetInfo {
    /// Number of distinct hashes.
    pub size: u32,
    /// Key of the text's words in order.
    key: u64,
    /// Key of the set, whatever its order: two sums of differently mixed hashes.
    sum: [u64; 2],
}

impl SetBlock {
    /// Appends one set: `fill` appends its distinct hashes to the block's and gives back a key of the text
    /// (see [`Shingler::push_distinct`](crate::fingerprint::Shingler::push_distinct)).
    pub fn push(&mut self, fill: impl FnOnce(&mut Vec<u64>) -> u64) {
        let start = self.hashes.len();
        let key = fill(&mut self.hashes);
        let set = self.hashes.get(start..).unwrap_or_default();
        let sum = set.iter().fold([0u64; 2], |[x, y], &h| {
            [x.wrapping_add(h), y.wrapping_add((h ^ (h >> 31)).wrapping_mul(0x9E37_79B9_7F4A_7C15))]
        });
        self.sets.push(SetInfo { size: set.len() as u32, key, sum });
    }

    /// Keys of the texts, as `fill` gave them.
    pub fn keys(&self) -> impl Iterator<Item = u64> {
        self.sets.iter().map(|set| set.key)
    }

    /// Gives back memory that was taken in advance.
    pub fn shrink(&mut self) {
        self.hashes.shrink_to_fit();
    }

    /// Number of sets.
    pub fn len(&self) -> usize {
        self.sets.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }

    /// The sets' numbers in the block and their hashes.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&SetInfo, &[u64])> {
        let mut rest = self.hashes.as_slice();
        self.sets.iter().map(move |info| {
            let (set, tail) = rest.split_at(info.size as usize);
            rest = tail;
            (info, set)
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
    /// The groups of the sets in `blocks`. Linear time.
    pub fn new(blocks: &[SetBlock]) -> Self {
        let mut groups = Groups::default();
        let mut known = HashMap::new();
        for info in blocks.iter().flat_map(|block| &block.sets) {
            let text = groups.of.len() as u32;
            let group = *known.entry((info.size, info.sum)).or_insert(groups.first.len() as u32);
            if group as usize == groups.first.len() {
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

    /// Group of the text at `text`.
    pub fn of(&self, text: usize) -> usize {
        self.of[text] as usize
    }

    /// Texts of a group, ascending.
    pub fn members(&self, group: usize) -> &[u32] {
        &self.members[self.starts[group] as usize..self.starts[group + 1] as usize]
    }
}
