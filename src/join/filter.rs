//! Small tables that tell shingles apart which stand in one set only from those in several.

use std::ops::Range;
use std::sync::atomic::{AtomicU8, Ordering::Relaxed};

use rayon::prelude::*;

use crate::error::Result;

/// Hashes handled together, so that their table lines arrive from memory together.
pub(super) const BATCH: usize = 16;

/// Counts hashes as never, once, or more often, in two bits each. Errs upwards only: a hash that shares its place with
/// another counts as "more often".
pub(super) struct SeenTwice {
    words: Vec<u64>,
    /// The places that this table has, of all that there are.
    range: Range<u64>,
    places: u64,
}

impl SeenTwice {
    /// Places for so many hashes: five each, so that about a fifth of the single ones pass as repeated.
    pub(super) fn places(hashes: usize) -> u64 {
        (hashes as u64 * 5).clamp(32, u64::from(u32::MAX))
    }

    /// Bytes that so many places take.
    pub(super) fn bytes(places: u64) -> u64 {
        places.div_ceil(4)
    }

    /// A table for `range` of all `places`, filled with the sets that `each` shows: distinct hashes at a time.
    ///
    /// Each thread looks at all hashes and counts those of its own part of the table. That is faster than sharing a table: the
    /// locked additions would wait for each other's memory.
    pub(super) fn build<S>(places: u64, range: Range<u64>, each: S) -> Result<Self>
    where
        S: Fn(&mut dyn FnMut(&[u64])) -> Result<()> + Sync,
    {
        let mut words = vec![0u64; (range.end - range.start).div_ceil(32) as usize];
        let part = words.len().div_ceil(rayon::current_num_threads()).max(1);
        words.par_chunks_mut(part).enumerate().try_for_each(|(at, words)| {
            let from = range.start + (at * part * 32) as u64;
            each(&mut |hashes| count(words, from, places, hashes))
        })?;
        Ok(SeenTwice { words, range, places })
    }

    /// Whether `hash` may have been counted more than once; `None` where its place is outside of the table.
    #[inline]
    pub(super) fn repeated(&self, hash: u64) -> Option<bool> {
        let place = place(hash, self.places);
        if !self.range.contains(&place) {
            return None;
        }
        let place = place - self.range.start;
        Some((self.words[(place / 32) as usize] >> (place % 32 * 2)) & 2 != 0)
    }
}

#[inline]
fn place(hash: u64, places: u64) -> u64 {
    ((hash >> 32) * places) >> 32
}

/// Counts those of `hashes` that have their place in `words`, whose first place is `from`.
fn count(words: &mut [u64], from: u64, places: u64, hashes: &[u64]) {
    const BATCH: usize = 64;
    let span = words.len() as u64 * 32;
    for batch in hashes.chunks(BATCH) {
        let (mut mine, mut found) = ([0u64; BATCH], 0);
        for &hash in batch {
            let place = place(hash, places).wrapping_sub(from);
            mine[found] = place;
            found += usize::from(place < span);
        }
        for &place in &mine[..found] {
            let (word, shift) = (&mut words[(place / 32) as usize], place % 32 * 2);
            let once = (*word >> shift) & 1;
            *word |= (1 | (once << 1)) << shift;
        }
    }
}

/// Counts in one byte each, never too low up to [`Counts::MOST`]: how rare a shingle is, nearly.
pub(super) struct Counts {
    bytes: Vec<AtomicU8>,
}

impl Counts {
    /// Where counting stops; far enough below 255 that as many threads as there may be can't run over.
    pub(super) const MOST: u8 = 127;

    /// Places for `hashes` insertions: three each, but no more than `most`.
    pub(super) fn new(hashes: usize, most: Option<u64>) -> Self {
        let most = most.map_or(u32::MAX as usize, |most| most.min(u64::from(u32::MAX)) as usize);
        let places = (hashes * 3).min(most).max(16);
        Counts { bytes: (0..places).map(|_| AtomicU8::new(0)).collect() }
    }

    #[inline]
    fn place(&self, hash: u64) -> usize {
        (((hash & 0xFFFF_FFFF) * self.bytes.len() as u64) >> 32) as usize
    }

    /// Counts all `hashes`, which must be distinct.
    pub(super) fn insert(&self, hashes: &[u64]) {
        for batch in hashes.chunks(BATCH) {
            let mut places = [(0, 0); BATCH];
            for (place, &hash) in places.iter_mut().zip(batch) {
                let at = self.place(hash);
                *place = (at, self.bytes[at].load(Relaxed));
            }
            for &(at, before) in &places[..batch.len()] {
                // A stale value below the limit costs one addition too many, of which 128 fit.
                if before < Self::MOST && self.bytes[at].load(Relaxed) < Self::MOST {
                    self.bytes[at].fetch_add(1, Relaxed);
                }
            }
        }
    }

    /// How often `hash` was counted, or more.
    #[inline]
    pub(super) fn get(&self, hash: u64) -> u8 {
        self.bytes[self.place(hash)].load(Relaxed).min(Self::MOST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_count_too_low() {
        let hashes: Vec<u64> = (0..2000u64).map(|n| n.wrapping_mul(0x9E37_79B9_7F4A_7C15)).collect();
        let counts = Counts::new(3000, None);
        let sets = [&hashes[..1500], &hashes[1000..]];
        sets.iter().for_each(|set| counts.insert(set));
        let places = SeenTwice::places(2500);
        for border in [0, 5000] {
            let each = |see: &mut dyn FnMut(&[u64])| {
                sets.iter().for_each(|set| see(set));
                Ok(())
            };
            let tables: Vec<_> =
                [0..border, border..places].into_iter().map(|r| SeenTwice::build(places, r, each).unwrap()).collect();
            let repeated = |h: &u64| tables.iter().find_map(|table| table.repeated(*h)).unwrap();
            assert!(hashes[1000..1500].iter().all(|h| repeated(h) && counts.get(*h) >= 2));
            let passed = hashes[..1000].iter().filter(|h| repeated(h)).count();
            assert!(passed < 300, "{passed} single hashes passed as repeated");
        }
    }

    #[test]
    fn counting_stops() {
        let counts = Counts::new(1, None);
        (0..1000).for_each(|_| counts.insert(&[7]));
        assert_eq!(counts.get(7), Counts::MOST);
    }
}
