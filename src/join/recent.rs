//! Work in batches: most of it in parallel against what was known before the batch, the rest in order within the batch.

use std::ops::Range;

/// The largest batch: so long that threads seldom wait for each other, so short that little is left to do within it.
const LARGEST: usize = 2048;

/// Divides `0..n` into batches that double from 8 up to [`LARGEST`]: the first ones have nothing before them.
pub(super) fn batches(n: usize) -> impl Iterator<Item = Range<usize>> {
    let mut next = 0;
    std::iter::from_fn(move || {
        let start = next;
        next = n.min(start + start.clamp(8, LARGEST));
        (start < n).then_some(start..next)
    })
}

/// Hashes that were added in this batch, nearly: a Bloom filter with one bit a hash (B. Bloom, CACM 1970). It fits in the
/// cache, and saves looking up what only sets before the batch have.
pub(super) struct Recent {
    bits: Vec<u64>,
}

/// A million bits: beside some ten thousand hashes of a batch hardly any is taken by chance.
const WORDS: usize = 1 << 14;

impl Default for Recent {
    fn default() -> Self {
        Recent { bits: vec![0; WORDS] }
    }
}

impl Recent {
    pub(super) fn clear(&mut self) {
        self.bits.fill(0);
    }

    pub(super) fn add(&mut self, hashes: &[u64]) {
        for hash in hashes {
            let (word, bit) = place(*hash);
            self.bits[word] |= bit;
        }
    }

    #[inline]
    pub(super) fn may_hold(&self, hash: u64) -> bool {
        let (word, bit) = place(hash);
        self.bits[word] & bit != 0
    }
}

#[inline]
fn place(hash: u64) -> (usize, u64) {
    ((hash >> 6) as usize % WORDS, 1 << (hash % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_are_everything_in_order() {
        for n in [0, 1, 64, 65, 5000] {
            let all: Vec<usize> = batches(n).flatten().collect();
            assert_eq!(all, (0..n).collect::<Vec<_>>());
        }
    }

    #[test]
    fn what_was_added_is_held() {
        let hash = |n: u64| n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut recent = Recent::default();
        recent.add(&(0..1000).map(hash).collect::<Vec<_>>());
        assert!((0..1000).all(|n| recent.may_hold(hash(n))));
        assert!((1000..2000).filter(|n| recent.may_hold(hash(*n))).count() < 20);
    }
}
