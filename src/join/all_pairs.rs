//! The oracle: every set against every set. Slow, short, and sharing nothing with the fast join but the definition.

use std::collections::HashSet;

use super::{Match, Measure};

/// All pairs of `sets` whose score reaches `threshold`, ordered by position. O(n²) set intersections.
pub fn all_pairs(sets: &[Vec<u64>], measure: Measure, threshold: f64) -> Vec<Match> {
    let sets: Vec<HashSet<u64>> = sets.iter().map(|set| set.iter().copied().collect()).collect();
    let mut found = Vec::new();
    for (b, right) in sets.iter().enumerate() {
        for (a, left) in sets[..b].iter().enumerate() {
            let common = left.intersection(right).count();
            let of = match measure {
                Measure::Jaccard => left.union(right).count(),
                Measure::Containment => left.len().min(right.len()),
            };
            let score = common as f64 / of as f64;
            if common > 0 && score >= threshold {
                found.push(Match { a: a as u32, b: b as u32, score });
            }
        }
    }
    found.sort_by_key(|pair| (pair.a, pair.b));
    found
}
