//! Which segments are merged when a delivery is added.
//!
//! Eight neighbours become one where each has at most a quarter of their hashes, so a record moves once for each fourfold growth of
//! its segment at most, and mostly once for each eightfold growth (as the merge policies of search engines do). What an addition
//! merges is bounded by a share of the index: no addition ever pays for all that came before. The price is that segments larger than
//! that stay until the index has grown or is compacted: some 170 of them at worst.

use std::ops::Range;

/// Segments that become one.
const FAN: usize = 8;
/// Of all hashes this part at most is merged by one addition: merging a record costs about a quarter of adding one, so this is what
/// adding another 1 to 2 % would cost.
const PART: u64 = 20;
/// Merging so few hashes costs next to nothing.
const FREE: u64 = 1 << 18;

/// What to merge next among segments of these `sizes` (hashes, in order), where an addition of `added` hashes may still
/// spend `spent` less than its share.
pub(super) fn next(sizes: &[u64], added: u64, spent: u64) -> Option<Range<usize>> {
    let most = (sizes.iter().sum::<u64>() / PART).max(2 * added).max(FREE).saturating_sub(spent);
    let windows = sizes.windows(FAN).enumerate().map(|(at, window)| (window.iter().sum::<u64>(), at, window));
    let even = windows.filter(|(sum, _, window)| *sum <= most && window.iter().all(|size| size * 4 <= *sum));
    even.min_by_key(|(sum, at, _)| (*sum, *at)).map(|(_, at, _)| at..at + FAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Adds `deliveries` of `size` hashes each; gives the number of segments, and of hashes moved at most by one addition and in all.
    fn grow(deliveries: usize, size: u64) -> (usize, u64, u64) {
        let (mut sizes, mut worst, mut all) = (Vec::new(), 0, 0);
        for _ in 0..deliveries {
            sizes.push(size);
            let mut spent = 0;
            while let Some(range) = next(&sizes, size, spent) {
                let sum = sizes[range.clone()].iter().sum();
                sizes.splice(range, [sum]);
                spent += sum;
            }
            worst = worst.max(spent);
            all += spent;
        }
        (sizes.len(), worst, all)
    }

    #[test]
    fn segments_stay_few_and_no_addition_pays_for_all() {
        for (deliveries, size) in [(20, 5_000_000), (1_000, 1_000_000), (5_000, 10_000), (3_000, 1)] {
            let (segments, worst, all) = grow(deliveries, size);
            let total = deliveries as u64 * size;
            assert!(segments <= 170, "{segments} segments after {deliveries} deliveries");
            assert!(worst <= (total / PART).max(2 * size).max(FREE), "one addition moved {worst} of {total}");
            assert!(all <= 5 * total, "moved {all} for {total}");
        }
    }
}
