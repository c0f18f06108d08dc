//! Shingle set → MinHash signature → band keys.
//!
//! One-permutation hashing: a set is hashed once, and the k values are the minima of k equal ranges. Filled ranges then
//! lend their minimum to empty ones, round by round, to places that depend on range and round alone
//! (T. Mai, A. Rao, M. Kapilevich, R. Rossi, Y. Abbasi-Yadkori, R. Sinha, On Densification for MinWise Hashing, UAI 2019).
//! Two sets agree in a value with probability equal to their Jaccard similarity.

use super::hash::mix;

const EMPTY: u64 = u64::MAX;

/// The MinHash signature of a set of shingle hashes: `k` values, frozen with [`SCHEMA`](super::SCHEMA).
/// Linear in the set plus k log k; all values are `u64::MAX` for the empty set.
pub fn minhash(set: &[u64], k: usize) -> Vec<u64> {
    // The high half of a mixed value chooses among the k ranges, evenly for every k.
    let range = |value: u64| (((value >> 32) * k as u64) >> 32) as usize;
    let mut minima = vec![EMPTY; k];
    for &hash in set {
        let value = mix(hash);
        let minimum = &mut minima[range(value)];
        *minimum = (*minimum).min(value.rotate_left(32));
    }
    let filled: Vec<usize> = (0..k).filter(|&i| minima[i] != EMPTY).collect();
    let mut empty = if filled.is_empty() { 0 } else { k - filled.len() };
    for round in 1u64.. {
        if empty == 0 {
            break;
        }
        for &lender in &filled {
            let to = range(mix((round << 32) | lender as u64));
            if minima[to] == EMPTY {
                minima[to] = minima[lender];
                empty -= 1;
            }
        }
    }
    minima
}

/// A signature's division into bands: sets that agree in all rows of a band become candidates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bands {
    /// Number of bands.
    pub bands: usize,
    /// Values in a band.
    pub rows: usize,
}

impl Bands {
    /// The division of at most `k` values with the most rows (fewest false candidates) whose predicted recall at
    /// `threshold` is at least `recall`; with one row where none reaches it.
    pub fn for_recall(threshold: f64, recall: f64, k: usize) -> Self {
        let divided = |rows: usize| Bands { bands: k / rows, rows };
        let enough = |b: &Bands| b.recall(threshold) >= recall;
        (1..=k).rev().map(divided).find(enough).unwrap_or(Bands { bands: k.max(1), rows: 1 })
    }

    /// Probability that two sets of Jaccard similarity `similarity` become candidates: 1 − (1 − sʳ)ᵇ.
    pub fn recall(&self, similarity: f64) -> f64 {
        1.0 - (1.0 - similarity.powf(self.rows as f64)).powf(self.bands as f64)
    }

    /// Number of signature values that the division uses.
    pub fn values(&self) -> usize {
        self.bands * self.rows
    }

    /// The band keys of a signature, in order of the bands. Equal bands of different sets have equal keys; different
    /// bands have different ones but for one in 2⁶⁴.
    pub fn keys(&self, signature: &[u64]) -> impl Iterator<Item = u64> {
        let keyed = |(band, rows): (usize, &[u64])| rows.iter().fold(mix(band as u64 + 1), |key, &v| mix(key ^ v));
        signature.chunks_exact(self.rows).take(self.bands).enumerate().map(keyed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overlapping(common: u64, each: u64, seed: u64) -> (Vec<u64>, Vec<u64>) {
        let value = |n: u64| mix(n + seed * 1_000_000);
        let a = (0..common + each).map(value).collect();
        let b = (0..common).chain(common + each..common + 2 * each).map(value).collect();
        (a, b)
    }

    #[test]
    fn agreement_estimates_jaccard_also_for_small_sets() {
        for (common, each) in [(80, 10), (8, 1), (50, 25), (4, 2), (1, 1)] {
            let jaccard = common as f64 / (common + 2 * each) as f64;
            let trials = 400;
            let agree: usize = (0..trials)
                .map(|seed| {
                    let (a, b) = overlapping(common, each, seed);
                    minhash(&a, 64).iter().zip(minhash(&b, 64)).filter(|(x, y)| **x == *y).count()
                })
                .sum();
            let estimate = agree as f64 / (trials * 64) as f64;
            assert!((estimate - jaccard).abs() < 0.03, "{common} {each}: {estimate} for {jaccard}");
        }
    }

    #[test]
    fn bands_keep_the_recall_they_promise() {
        for threshold in [0.3, 0.5, 0.7, 0.8, 0.95, 1.0] {
            let bands = Bands::for_recall(threshold, 0.98, 256);
            assert!(bands.recall(threshold) >= 0.98 && bands.values() <= 256, "{bands:?}");
        }
        assert_eq!(Bands::for_recall(0.01, 0.98, 16), Bands { bands: 16, rows: 1 });
    }

    #[test]
    fn equal_sets_have_equal_keys_and_the_empty_set_has_a_signature() {
        let bands = Bands { bands: 4, rows: 3 };
        let (a, b) = overlapping(9, 0, 1);
        assert!(bands.keys(&minhash(&a, 12)).eq(bands.keys(&minhash(&b, 12))));
        assert_eq!(minhash(&[], 3), [EMPTY; 3]);
    }
}
