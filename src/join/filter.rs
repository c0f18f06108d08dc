//! Small tables that tell shingles apart which stand in one set only from those in several.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering::Relaxed};

/// Hashes handled together, so that their table lines arrive from memory together.
pub(super) const BATCH: usize = 16;

/// Counts each hash as never, once, or more often, in two bits. Errs upwards only: a hash that shares its place with
/// another counts as "more often".
pub(super) struct SeenTwice {
    words: Vec<AtomicU64>,
    places: u64,
}

impl SeenTwice {
    /// Places for `hashes` insertions: five each, so that about a fifth of the single ones pass as repeated.
    pub(super) fn new(hashes: usize) -> Self {
        let places = (hashes as u64 * 5).clamp(32, u64::from(u32::MAX));
        SeenTwice { words: (0..places.div_ceil(32)).map(|_| AtomicU64::new(0)).collect(), places }
    }

    #[inline]
    fn place(&self, hash: u64) -> (usize, u32) {
        let place = ((hash >> 32) * self.places) >> 32;
        ((place / 32) as usize, (place % 32) as u32 * 2)
    }

    /// Counts all `hashes`, which must be distinct.
    pub(super) fn insert(&self, hashes: &[u64]) {
        for batch in hashes.chunks(BATCH) {
            let mut places = [(0, 0, 0); BATCH];
            for (place, &hash) in places.iter_mut().zip(batch) {
                let (word, shift) = self.place(hash);
                *place = (word, shift, self.words[word].load(Relaxed));
            }
            for &(word, shift, before) in &places[..batch.len()] {
                if (before >> shift) & 3 == 3 {
                    continue;
                }
                let before = self.words[word].fetch_or(1 << shift, Relaxed);
                if (before >> shift) & 1 == 1 {
                    self.words[word].fetch_or(2 << shift, Relaxed);
                }
            }
        }
    }

    /// Whether `hash` may have been counted more than once.
    #[inline]
    pub(super) fn repeated(&self, hash: u64) -> bool {
        let (word, shift) = self.place(hash);
        (self.words[word].load(Relaxed) >> shift) & 2 != 0
    }
}

/// Counts in one byte each, never too low up to [`Counts::MOST`]: how rare a shingle is, nearly.
pub(super) struct Counts {
    bytes: Vec<AtomicU8>,
}

impl Counts {
    /// Where counting stops; far enough below 255 that as many threads as there may be can't run over.
    pub(super) const MOST: u8 = 127;

    /// Places for `hashes` insertions: three each.
    pub(super) fn new(hashes: usize) -> Self {
        let places = (hashes * 3).clamp(16, u32::MAX as usize);
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
        let (twice, counts) = (SeenTwice::new(3000), Counts::new(3000));
        for set in [&hashes[..1500], &hashes[1000..]] {
            twice.insert(set);
            counts.insert(set);
        }
        assert!(hashes[1000..1500].iter().all(|&h| twice.repeated(h) && counts.get(h) >= 2));
        let passed = hashes[..1000].iter().filter(|&&h| twice.repeated(h)).count();
        assert!(passed < 300, "{passed} single hashes passed as repeated");
    }

    #[test]
    fn counting_stops() {
        let counts = Counts::new(1);
        (0..1000).for_each(|_| counts.insert(&[7]));
        assert_eq!(counts.get(7), Counts::MOST);
    }
}
