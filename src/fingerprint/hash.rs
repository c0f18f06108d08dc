//! The frozen 64-bit hashes. Their constants are part of [`SCHEMA`](super::SCHEMA); a golden file holds their values.

/// Odd multipliers: the 64-bit fractions of the golden ratio and of the roots of 2 and 3, made odd. Any odd constants
/// with evenly spread bits would do.
const K0: u64 = 0x9E37_79B9_7F4A_7C15;
const K1: u64 = 0x6A09_E667_F3BC_C909;
const K2: u64 = 0xBB67_AE85_84CA_A73B;

/// Base of the rolling polynomial; 3 modulo 8, so that exchanging two elements of a window costs few bits.
const BASE: u64 = 0x3C6E_F372_FE94_F82B;

/// A bijection of 64-bit numbers in which every bit of the argument reaches every bit of the value.
#[inline]
pub(super) fn mix(x: u64) -> u64 {
    let x = (x ^ (x >> 32)).wrapping_mul(K1);
    let x = (x ^ (x >> 29)).wrapping_mul(K2);
    x ^ (x >> 32)
}

/// State of a word's hash: its blocks of eight bytes, little-endian, the last filled up with zeros (no word has a zero byte).
/// Words of up to eight bytes can't collide with each other.
#[inline]
pub(super) fn block(state: u64, bytes: u64) -> u64 {
    mix(state.wrapping_mul(K0).rotate_left(29) ^ bytes)
}

/// Hash of all elements in order.
#[inline]
pub(super) fn sequence(elements: &[u64]) -> u64 {
    mix(elements.iter().fold(elements.len() as u64, |sum, &e| sum.wrapping_mul(BASE).wrapping_add(e)))
}

/// Hash of a window of elements, moved on element by element: Σ eᵢ·BASEⁿ⁻¹⁻ⁱ modulo 2⁶⁴.
pub(super) struct Rolling {
    /// BASEⁿ, by which an element leaves.
    out: u64,
    sum: u64,
}

impl Rolling {
    pub(super) fn new(n: usize) -> Self {
        Rolling { out: (0..n).fold(1, |power: u64, _| power.wrapping_mul(BASE)), sum: 0 }
    }

    #[inline]
    pub(super) fn push(&mut self, element: u64) {
        self.sum = self.sum.wrapping_mul(BASE).wrapping_add(element);
    }

    #[inline]
    pub(super) fn slide(&mut self, old: u64, new: u64) {
        self.sum = self.sum.wrapping_mul(BASE).wrapping_add(new).wrapping_sub(old.wrapping_mul(self.out));
    }

    #[inline]
    pub(super) fn value(&self) -> u64 {
        mix(self.sum ^ K0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rolling_is_the_hash_of_the_window() {
        let elements: Vec<u64> = (1..50).map(mix).collect();
        let fresh = |window: &[u64]| {
            let mut r = Rolling::new(window.len());
            window.iter().for_each(|&e| r.push(e));
            r.value()
        };
        let mut r = Rolling::new(5);
        elements[..5].iter().for_each(|&e| r.push(e));
        for at in 5..elements.len() {
            r.slide(elements[at - 5], elements[at]);
            assert_eq!(r.value(), fresh(&elements[at - 4..=at]));
        }
    }
}
