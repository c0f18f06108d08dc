//! What stands in the same order in two places.

/// The longest part of `kept`, places with the units that keep them, in which the units are in order, too: what stands above
/// a table by chance returns somewhere else (by piles of cards, Fredman 1975).
pub(super) fn longest_ordered(kept: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // The last of the best sequence of each length so far, and what stands before each in it.
    let mut piles: Vec<usize> = Vec::new();
    let mut before = vec![None; kept.len()];
    for (n, (_, unit)) in kept.iter().enumerate() {
        let pile = piles.partition_point(|top| kept[*top].1 < *unit);
        before[n] = pile.checked_sub(1).map(|below| piles[below]);
        match piles.get_mut(pile) {
            Some(top) => *top = n,
            None => piles.push(n),
        }
    }
    let mut ordered: Vec<_> = std::iter::successors(piles.last().copied(), |n| before[*n]).map(|n| kept[n]).collect();
    ordered.reverse();
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_out_of_order_is_left_out() {
        assert_eq!(longest_ordered(&[(0, 90), (1, 3), (2, 5), (4, 4), (5, 8)]), [(1, 3), (4, 4), (5, 8)]);
        assert_eq!(longest_ordered(&[(0, 5), (1, 5)]).len(), 1);
        assert!(longest_ordered(&[]).is_empty());
    }
}
