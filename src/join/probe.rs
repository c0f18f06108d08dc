//! One set at a time: who might be similar to it, and who is.

use std::sync::Mutex;

use super::Similarity;
use super::prefix::Posting;
use super::survivors::{Survivor, Survivors};
use super::table::HashTable;
use crate::error::Result;

/// Probes for as many threads as ask: making one costs a mark for every set.
pub(super) struct Probes<'a> {
    survivors: &'a Survivors,
    similarity: Similarity,
    spare: Mutex<Vec<Probe<'a>>>,
}

impl<'a> Probes<'a> {
    pub(super) fn new(survivors: &'a Survivors, similarity: Similarity) -> Self {
        Probes { survivors, similarity, spare: Mutex::default() }
    }

    /// Does some work with a probe that nobody else uses meanwhile.
    pub(super) fn with<T>(&self, work: impl FnOnce(&mut Probe<'a>) -> T) -> T {
        let spare = self.spare.lock().ok().and_then(|mut spare| spare.pop());
        let mut probe = spare.unwrap_or_else(|| Probe::new(self.survivors, self.similarity));
        let done = work(&mut probe);
        if let Ok(mut spare) = self.spare.lock() {
            spare.push(probe);
        }
        done
    }
}

/// Finds and verifies the partners of one set after the other.
pub(super) struct Probe<'a> {
    survivors: &'a Survivors,
    similarity: Similarity,
    /// The set that partners are sought for.
    set: Survivor,
    /// For each set: the turn in which it was met last.
    met: Vec<u32>,
    turn: u32,
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
            set: Survivor::default(),
            met: vec![0; survivors.sets.len()],
            turn: 0,
            candidates: Vec::new(),
            table: HashTable::default(),
            filled: false,
            buffer: Vec::new(),
        }
    }

    /// Partners are now sought for the set at `at`.
    pub(super) fn begin(&mut self, at: usize) {
        self.set = self.survivors.sets[at];
        self.candidates.clear();
        self.filled = false;
        self.turn = self.turn.wrapping_add(1);
        if self.turn == 0 {
            self.met.fill(0);
            self.turn = 1;
        }
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
        if *met == self.turn {
            return false;
        }
        let size = self.survivors.sets[posting.set as usize].size;
        let left = (self.set.shared - rank as u32).min(size - posting.rank);
        let may = left >= self.similarity.needed(size, self.set.size);
        if may {
            *met = self.turn;
        }
        may
    }

    /// Score of this set and the one at `other`, where they are similar.
    pub(super) fn score(&mut self, other: u32) -> Result<Option<f64>> {
        let other = self.survivors.sets[other as usize];
        let needed = self.similarity.needed(other.size, self.set.size);
        if !self.survivors.may_share(&self.set, &other, needed) {
            return Ok(None);
        }
        if !self.filled {
            self.table.fill(self.survivors.hashes(&self.set, &mut self.buffer)?);
            self.filled = true;
        }
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
