//! Small tables that tell shingles apart which stand in one set only from those in several.

use std::ops::Range;
use std::sync::atomic::{AtomicU16, Ordering::Relaxed};

use rayon::prelude::*;

use super::sets::SAMPLED;
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

/// Counts in two bytes each, never too low up to [`Counts::MOST`]: how rare a shingle is, nearly.
pub(super) struct Counts {
    places: Vec<AtomicU16>,
}

impl Counts {
    /// Where counting stops; far enough below 65,536 that as many threads as there may be can't run over.
    pub(super) const MOST: u16 = 60_000;

    /// So many places, at most as many as take `most` bytes.
    pub(super) fn new(places: usize, most: Option<u64>) -> Self {
        let most = most.map_or(u32::MAX as usize, |most| (most / 2).min(u64::from(u32::MAX)) as usize);
        Counts { places: (0..places.min(most).max(16)).map(|_| AtomicU16::new(0)).collect() }
    }

    #[inline]
    fn place(&self, hash: u64) -> usize {
        (((hash & 0xFFFF_FFFF) * self.places.len() as u64) >> 32) as usize
    }

    /// Counts all `hashes`, which must be distinct.
    pub(super) fn insert(&self, hashes: &[u64]) {
        for batch in hashes.chunks(BATCH) {
            let mut places = [(0, 0); BATCH];
            for (place, &hash) in places.iter_mut().zip(batch) {
                let at = self.place(hash);
                *place = (at, self.places[at].load(Relaxed));
            }
            for &(at, before) in &places[..batch.len()] {
                // A stale value below the limit costs one addition too many.
                if before < Self::MOST && self.places[at].load(Relaxed) < Self::MOST {
                    self.places[at].fetch_add(1, Relaxed);
                }
            }
        }
    }

    /// How often `hash` was counted, or more.
    #[inline]
    pub(super) fn get(&self, hash: u64) -> u16 {
        self.places[self.place(hash)].load(Relaxed).min(Self::MOST)
    }
}

/// How many distinct hashes there are, estimated from a sample and never far too low.
#[derive(Clone, Copy, Debug)]
pub(super) struct Estimate {
    /// Distinct hashes.
    pub distinct: usize,
    /// Those of them that are there more than once.
    pub repeated: usize,
}

impl Estimate {
    /// From the sampled ones among all `hashes`.
    pub(super) fn new(mut sample: Vec<u64>, hashes: usize) -> Self {
        sample.par_sort_unstable();
        let (mut distinct, mut repeated) = (0usize, 0usize);
        for equal in sample.chunk_by(|x, y| x == y) {
            distinct += 1;
            repeated += usize::from(equal.len() > 1);
        }
        // Four standard deviations more than the sample says: a table that is too small costs time, never a pair.
        let scaled = |n: usize| ((n as f64 + 4.0 * (n as f64).sqrt() + 4.0) * SAMPLED as f64) as usize;
        Estimate { distinct: scaled(distinct).min(hashes), repeated: scaled(repeated).min(hashes / 2) }
    }

    /// Places for [`SeenTwice`]: five for each distinct hash, so that about a fifth of the single ones pass as repeated.
    pub(super) fn seen_places(self) -> u64 {
        (self.distinct as u64 * 5).clamp(32, u64::from(u32::MAX))
    }

    /// Places for [`Counts`]: four for each hash that comes through [`SeenTwice`].
    pub(super) fn count_places(self) -> usize {
        4 * (self.repeated + (self.distinct - self.repeated.min(self.distinct)) / 5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_count_too_low() {
        let hashes: Vec<u64> = (0..2000u64).map(|n| n.wrapping_mul(0x9E37_79B9_7F4A_7C15)).collect();
        let counts = Counts::new(9000, None);
        let sets = [&hashes[..1500], &hashes[1000..]];
        sets.iter().for_each(|set| counts.insert(set));
        let places = Estimate { distinct: 2500, repeated: 500 }.seen_places();
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
    fn a_sample_says_how_many_there_are() {
        let hash = |n: u64| n.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let all: Vec<u64> = (0..400_000).chain(0..100_000).map(hash).collect();
        let sample: Vec<u64> = all.iter().copied().filter(|h| h % SAMPLED as u64 == 0).collect();
        let estimate = Estimate::new(sample, all.len());
        assert!((380_000..=500_000).contains(&estimate.distinct), "{estimate:?}");
        assert!((95_000..=140_000).contains(&estimate.repeated), "{estimate:?}");
        assert!(Estimate::new(Vec::new(), 3).distinct <= 3);
    }

    #[test]
    fn counting_stops() {
        let counts = Counts::new(1, None);
        (0..70_000).for_each(|_| counts.insert(&[7]));
        assert_eq!(counts.get(7), Counts::MOST);
    }
}
