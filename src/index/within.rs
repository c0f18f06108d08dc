//! Similar records within a batch, in its order: each is compared with those before it that stay.

use std::collections::HashMap;

use rayon::prelude::*;

use super::batch::Sets;
use super::order::{ByHash, Counts, Order};
use super::segment::{common, prefix, whole};
use crate::join::Similarity;

/// The records of a batch that were taken so far, by their hashes.
pub(super) struct Within<'a> {
    sets: &'a Sets,
    similarity: Similarity,
    /// For each record its hashes that others may have, in the batch's order, and how many of them are its prefix.
    arranged: Vec<(Vec<u64>, usize)>,
    /// Hash → the last link of those groups that have it in their prefix, or behind it.
    heads: [ByHash<u32>; 2],
    /// Group, and the link before.
    links: Vec<(u32, u32)>,
    /// Records with equal sets, in order.
    groups: Vec<Vec<u32>>,
    by_set: HashMap<(u64, usize), Vec<u32>>,
    /// For each group: the last record that met it.
    met: Vec<u32>,
}

/// No link.
const END: u32 = u32::MAX;

impl<'a> Within<'a> {
    pub(super) fn new(sets: &'a Sets, order: &Order, counts: &Counts, similarity: Similarity) -> Self {
        let all = whole(similarity);
        let arrange = |record: usize| {
            let (set, mut arranged) = (sets.set(record), Vec::new());
            let border = prefix(set.len(), similarity);
            order.arrange(set, border, all, &mut arranged);
            let (first, rest) = arranged.split_at(border.min(arranged.len()));
            let shared =
                |hashes: &[u64]| hashes.iter().copied().filter(|&hash| counts.shared(hash)).collect::<Vec<_>>();
            let mut hashes = shared(first);
            let border = hashes.len();
            hashes.extend(shared(rest));
            (hashes, border)
        };
        let arranged = (0..sets.len()).into_par_iter().with_min_len(256).map(arrange).collect();
        let (heads, links, groups, by_set, met) = Default::default();
        Within { sets, similarity, arranged, heads, links, groups, by_set, met }
    }

    /// The taken records that are similar to `record`, in order, with their scores; of those with equal sets the first only,
    /// unless `all`.
    pub(super) fn similar(&mut self, record: u32, all: bool) -> Vec<(u32, f64)> {
        let (hashes, border) = &self.arranged[record as usize];
        let set = self.sets.set(record as usize);
        let mut found = Vec::new();
        // Behind a prefix stands what only a prefix finds.
        let looked_up = [&hashes[..], &hashes[..*border]];
        for (heads, hashes) in self.heads.iter().zip(looked_up) {
            for hash in hashes {
                let mut link = heads.get(hash).copied().unwrap_or(END);
                while link != END {
                    let (group, before) = self.links[link as usize];
                    link = before;
                    if std::mem::replace(&mut self.met[group as usize], record) == record {
                        continue;
                    }
                    let members = &self.groups[group as usize];
                    let other = self.sets.set(members[0] as usize);
                    let needed = self.similarity.needed(other.len() as u32, set.len() as u32);
                    if let Some(common) = common(other, set, needed) {
                        let score = self.similarity.score(common, other.len() as u32, set.len() as u32);
                        let shown = if all { &members[..] } else { &members[..1] };
                        found.extend(shown.iter().map(|&member| (member, score)));
                    }
                }
            }
        }
        found.sort_unstable_by_key(|(member, _)| *member);
        found
    }

    /// Takes `record`: later ones are compared with it.
    pub(super) fn take(&mut self, record: u32) {
        let (hashes, border) = &self.arranged[record as usize];
        if hashes.is_empty() {
            return; // Nobody else has any of them.
        }
        let set = self.sets.set(record as usize);
        let key = (set.iter().fold(0u64, |sum, &hash| sum.wrapping_add(hash)), set.len());
        let same = self.by_set.entry(key).or_default();
        let equal = |group: &&u32| self.sets.set(self.groups[**group as usize][0] as usize) == set;
        if let Some(&group) = same.iter().find(equal) {
            self.groups[group as usize].push(record);
            return;
        }
        let group = self.groups.len() as u32;
        same.push(group);
        self.groups.push(vec![record]);
        self.met.push(END);
        let (first, rest) = hashes.split_at(*border);
        for (heads, hashes) in self.heads.iter_mut().zip([first, rest]) {
            for &hash in hashes {
                let head = heads.entry(hash).or_insert(END);
                self.links.push((group, *head));
                *head = self.links.len() as u32 - 1;
            }
        }
    }

    /// Whether the words of two records with these scores are equal.
    pub(super) fn identical(&self, a: u32, b: u32, score: f64) -> bool {
        let (a, b) = (a as usize, b as usize);
        score >= 1.0 && self.sets.key(a) == self.sets.key(b) && self.sets.set(a) == self.sets.set(b)
    }
}
