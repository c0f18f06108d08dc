//! The order of shingles that a segment's prefixes follow: the rare before the frequent, and among the rare by hash.
//!
//! Any total order is exact as long as both sides of a comparison follow the same one. A segment has its own, counted from its
//! own sets when it is written: it names the frequent hashes and how frequent they are, and is frozen with the segment. So it can't grow
//! old with what comes later, which gets segments, and orders, of its own; merging and compacting count anew.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::atomic::{AtomicU8, Ordering::Relaxed};

use rayon::prelude::*;

use super::rows::{CHUNK, Rows};
use crate::error::{Error, Result};

/// Hashes that stand in this many sets or more are frequent. Below, a list is shorter than what finding it costs.
const FREQUENT: u8 = 16;
/// Counters at most: 64 MiB. Where hashes are more, they share counters and some count as frequent that are not, which costs
/// a little time.
const COUNTERS: u64 = 1 << 26;

/// Shingle hashes are evenly spread by themselves.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.0 = self.0.rotate_left(8) ^ u64::from(byte));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// Hash → whatever is known of it.
pub(super) type ByHash<T> = HashMap<u64, T, BuildHasherDefault<Identity>>;

/// A total order of shingle hashes.
#[derive(Debug, Default)]
pub(super) struct Order {
    /// The frequent hashes with their classes: the logarithm of how often they stand.
    pub frequent: ByHash<u8>,
}

impl Order {
    /// The first `length` hashes of `set` (ascending) in this order, into `out`; the rest of them behind, where `whole`.
    pub(super) fn arrange(&self, set: &[u64], length: usize, whole: bool, out: &mut Vec<u64>) {
        out.clear();
        if self.frequent.is_empty() {
            out.extend_from_slice(&set[..if whole { set.len() } else { length }]);
            return;
        }
        let mut frequent = Vec::new();
        for &hash in set {
            match self.frequent.get(&hash) {
                Some(&class) => frequent.push((class, hash)),
                None => out.push(hash),
            }
            if out.len() == length && !whole {
                return;
            }
        }
        frequent.sort_unstable();
        out.extend(frequent.into_iter().map(|(_, hash)| hash));
        out.truncate(if whole { set.len() } else { length });
    }

    /// The order that the sets of `rows` suggest, and how often each hash stands in them, nearly. Two passes.
    pub(super) fn of(rows: &dyn Rows, hashes: u64) -> Result<(Order, Counts)> {
        let counts = Counts::new(hashes);
        let chunks =
            || (0..rows.len().div_ceil(CHUNK)).into_par_iter().map(|n| n * CHUNK..rows.len().min((n + 1) * CHUNK));
        chunks().try_for_each(|chunk| {
            rows.visit(chunk, &mut |row| {
                row.set.iter().for_each(|&hash| counts.add(hash));
                Ok(())
            })
        })?;
        let seen: ByHash<u32> = chunks()
            .try_fold(ByHash::default, |mut seen: ByHash<u32>, chunk| {
                rows.visit(chunk, &mut |row| {
                    let frequent = row.set.iter().filter(|&&hash| counts.frequent(hash));
                    frequent.for_each(|&hash| *seen.entry(hash).or_default() += 1);
                    Ok(())
                })?;
                Ok(seen)
            })
            .try_reduce(ByHash::default, |all, more| {
                let (mut all, more) = if all.len() < more.len() { (more, all) } else { (all, more) };
                more.into_iter().for_each(|(hash, count)| *all.entry(hash).or_default() += count);
                Ok::<_, Error>(all)
            })?;
        let seen = seen.into_iter().filter(|(_, count)| *count >= u32::from(FREQUENT));
        Ok((Order { frequent: seen.map(|(hash, count)| (hash, count.ilog2() as u8)).collect() }, counts))
    }
}

/// Counts hashes in one byte each, never too low up to where counting stops.
pub(super) struct Counts {
    counters: Vec<AtomicU8>,
    /// From which count on a hash may be frequent: above what strangers on one counter come to.
    frequent: u8,
}

/// Where counting stops; far enough below 255 that as many threads as there may be can't run over.
const MOST: u8 = 160;

impl Counts {
    fn new(hashes: u64) -> Self {
        let counters = (hashes * 2).clamp(64, COUNTERS);
        let frequent = (u64::from(FREQUENT) + 3 * (hashes / counters)).min(u64::from(MOST)) as u8;
        Counts { counters: (0..counters).map(|_| AtomicU8::new(0)).collect(), frequent }
    }

    fn counter(&self, hash: u64) -> &AtomicU8 {
        &self.counters[((u128::from(hash) * self.counters.len() as u128) >> 64) as usize]
    }

    fn add(&self, hash: u64) {
        let counter = self.counter(hash);
        if counter.load(Relaxed) < MOST {
            counter.fetch_add(1, Relaxed);
        }
    }

    fn frequent(&self, hash: u64) -> bool {
        self.counter(hash).load(Relaxed) >= self.frequent
    }

    /// Whether `hash` may stand in several sets.
    pub(super) fn shared(&self, hash: u64) -> bool {
        self.counter(hash).load(Relaxed) > 1
    }
}
