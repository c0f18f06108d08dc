//! Which of the matched items kept their place: the longest increasing subsequence (Schensted 1961, found as in
//! Fredman 1975, O(n log n)). All others moved; no smaller set of moves turns one order into the other.

/// For each element of a sequence of distinct numbers: whether it is in the longest increasing subsequence.
pub(super) fn in_place(sequence: &[usize]) -> Vec<bool> {
    // tails[k]: position of the smallest element that ends an increasing run of k + 1.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(sequence.len());
    for (at, value) in sequence.iter().enumerate() {
        let k = tails.partition_point(|&t| sequence[t] < *value);
        before.push(k.checked_sub(1).map(|k| tails[k]));
        if k == tails.len() {
            tails.push(at);
        } else {
            tails[k] = at;
        }
    }
    let mut kept = vec![false; sequence.len()];
    let mut next = tails.last().copied();
    while let Some(at) = next {
        kept[at] = true;
        next = before[at];
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_that_moved_is_the_only_one_that_moved() {
        assert_eq!(in_place(&[4, 0, 1, 2, 3]), [false, true, true, true, true]);
        assert_eq!(in_place(&[1, 2, 3, 0]), [true, true, true, false]);
        assert_eq!(in_place(&[]), [] as [bool; 0]);
    }

    proptest! {
        #[test]
        fn is_increasing_and_as_long_as_the_slow_way_finds(sequence in Just((0..9usize).collect::<Vec<_>>()).prop_shuffle()) {
            let kept: Vec<usize> = sequence.iter().zip(in_place(&sequence)).filter(|(_, k)| *k).map(|(v, _)| *v).collect();
            prop_assert!(kept.is_sorted());
            let longest = (0..1u32 << sequence.len())
                .map(|set| (0..sequence.len()).filter(|i| set >> i & 1 == 1).map(|i| sequence[i]).collect::<Vec<_>>())
                .filter(|s| s.is_sorted())
                .map(|s| s.len())
                .max();
            prop_assert_eq!(Some(kept.len()), longest);
        }
    }
}
