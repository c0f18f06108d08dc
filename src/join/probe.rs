//! One set at a time: who might be similar to it, and who is.

use super::Similarity;
use super::prefix::Posting;
use super::survivors::{Survivor, Survivors};
use super::table::HashTable;
use crate::error::Result;

/// Finds and verifies the partners of one set after the other.
pub(super) struct Probe<'a> {
    survivors: &'a Survivors,
    similarity: Similarity,
    /// The set that partners are sought for: its position, and it.
    at: u32,
    set: Survivor,
    /// For each set: the last one that met it, plus one.
    met: Vec<u32>,
    candidates: Vec<u32>,
    table: HashTable,
    filled: bool,
    buffer: Vec<u64>,
}

impl<'a> Probe<'a> {
    pub(super) fn new(survivors: &'a Survivors, similarity: Similarity) -> Self {
        Probe {
            survivors,
            similarity,
            at: 0,
            set: Survivor::default(),
            met: vec![0; survivors.sets.len()],
            candidates: Vec::new(),
            table: HashTable::default(),
            filled: false,
            buffer: Vec::new(),
        }
    }

    /// Partners are now sought for the set at `at`.
    pub(super) fn begin(&mut self, at: usize) {
        self.at = at as u32;
        self.set = self.survivors.sets[at];
        self.candidates.clear();
        self.filled = false;
    }

    /// The set of `posting` shares the hash that stands at `rank` among the shared ones of this set. It becomes a candidate
    /// if, should this be their first common hash, enough may still follow.
    #[inline]
    pub(super) fn meet(&mut self, posting: &Posting, rank: usize) {
        if self.is_new(posting, rank) {
            self.candidates.push(posting.set);
        }
    }

    /// Whether [`Probe::meet`] would take it; it is taken once.
    #[inline]
    pub(super) fn is_new(&mut self, posting: &Posting, rank: usize) -> bool {
        let met = &mut self.met[posting.set as usize];
        if *met == self.at + 1 {
            return false;
        }
        let size = self.survivors.sets[posting.set as usize].size;
        let left = (self.set.shared - rank as u32).min(size - posting.rank);
        let may = left >= self.similarity.needed(size, self.set.size);
        if may {
            *met = self.at + 1;
        }
        may
    }

    /// Score of this set and the one at `other`, where they are similar.
    pub(super) fn score(&mut self, other: u32) -> Result<Option<f64>> {
        if !self.filled {
            self.table.fill(self.survivors.hashes(&self.set, &mut self.buffer)?);
            self.filled = true;
        }
        let other = self.survivors.sets[other as usize];
        let needed = self.similarity.needed(other.size, self.set.size);
        let common = self.table.common(self.survivors.hashes(&other, &mut self.buffer)?, needed);
        Ok(common.map(|common| self.similarity.score(common, other.size, self.set.size)))
    }

    /// Shows each candidate that is similar, in the order in which they were met.
    pub(super) fn verify(&mut self, mut found: impl FnMut(&Survivor, f64)) -> Result<()> {
        for candidate in std::mem::take(&mut self.candidates) {
            if let Some(score) = self.score(candidate)? {
                found(&self.survivors.sets[candidate as usize], score);
            }
        }
        Ok(())
    }
}
