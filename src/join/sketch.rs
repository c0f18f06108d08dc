//! Which bits a set's hashes have: two sets that differ in many bits have little in common, whatever the rest.
//!
//! E. Sandes, G. Teodoro, A. Melo, Bitmap filter: Speeding up exact set similarity joins with bitwise operations,
//! Information Systems 2020. Character shingles need it: their prefixes meet nearly every set.

/// Sets that share fewer hashes than this on average get none: counting is as quick.
const LEAST: usize = 256;
/// Bits for each hash. With one more sets fill fewer of them, and the bound is little sharper.
const BITS: usize = 2;
/// Words at most: beyond, comparing costs as much as the start of counting.
const WORDS: usize = 32;
/// Words compared before looking whether it is decided.
const STEP: usize = 8;

/// Words of a sketch for sets of so many hashes on average; a power of two, or none.
pub(super) fn words(mean: usize) -> usize {
    if mean < LEAST { 0 } else { (mean * BITS / 64).next_power_of_two().min(WORDS) }
}

/// Appends the sketch of a set, `words` long.
pub(super) fn push(hashes: &[u64], words: usize, to: &mut Vec<u64>) {
    let start = to.len();
    to.resize(start + words, 0);
    let Some(mask) = (words * 64).checked_sub(1) else { return };
    for hash in hashes {
        let bit = (hash >> 20) as usize & mask;
        to[start + bit / 64] |= 1 << (bit % 64);
    }
}

/// False where sets with these sketches can't have `needed` of their `a` and `b` hashes in common: each bit that only one
/// of them has stands for a hash that only one of them has.
#[inline]
pub(super) fn may_share(x: &[u64], y: &[u64], a: u32, b: u32, needed: u32) -> bool {
    let Some(most) = (u64::from(a) + u64::from(b)).checked_sub(2 * u64::from(needed)) else { return false };
    let mut apart = 0;
    for (x, y) in x.chunks(STEP).zip(y.chunks(STEP)) {
        apart += x.iter().zip(y).map(|(x, y)| u64::from((x ^ y).count_ones())).sum::<u64>();
        if apart > most {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_shared_may_be_shared(common in 0u64..300, own in 0u64..300, other in 0u64..300, words in 0usize..3) {
            let words = [0, 4, 32][words];
            let hash = |n: u64| n.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29);
            let a: Vec<u64> = (0..common + own).map(hash).collect();
            let b: Vec<u64> = (0..common).chain(1000..1000 + other).map(hash).collect();
            let (mut x, mut y) = (Vec::new(), Vec::new());
            push(&a, words, &mut x);
            push(&b, words, &mut y);
            prop_assert!(may_share(&x, &y, a.len() as u32, b.len() as u32, common as u32));
        }
    }

    #[test]
    fn strangers_are_told_apart() {
        let hash = |n: u64| n.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let set = |from: u64| (from..from + 900).map(hash).collect::<Vec<u64>>();
        let words = words(900);
        let (mut x, mut y) = (Vec::new(), Vec::new());
        push(&set(0), words, &mut x);
        push(&set(630), words, &mut y);
        // 270 of 900 in common, and 741 needed at 0.7.
        assert!(words == 32 && !may_share(&x, &y, 900, 900, 741));
    }
}
