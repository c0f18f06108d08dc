//! The one-to-one assignment of the greatest total weight, over a sparse graph.
//!
//! Three steps. An edge that weighs at least as much as the best other edges of both its ends together is in a best
//! assignment, and is settled at once; that settles nearly all of two neighbouring issues. What remains falls apart
//! into connected components, each solved exactly by the Hungarian method (Kuhn 1955; with potentials as Jonker and
//! Volgenant 1987) in O(n²m), for n the smaller side. A component whose smaller side is above [`EXACT`] is first
//! lightened: its heaviest edges are settled one after another, which is at least half of the best total.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

/// Exact up to this many items on a component's smaller side: 256 · 256 · m steps are done in some 10 ms. Components
/// this large come only from lists of hundreds of items that all look alike.
const EXACT: usize = 256;

/// An edge from item `a` of one list to item `b` of the other, with a positive weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    pub a: usize,
    pub b: usize,
    pub weight: u64,
}

/// The pairs (a, b) of an assignment of the greatest total weight, ordered by `a`. Deterministic.
pub(super) fn assign(mut edges: Vec<Edge>) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    while let Some(settled) = dominant(&edges) {
        let done: [HashSet<usize>; 2] = [settled.iter().map(|e| e.a).collect(), settled.iter().map(|e| e.b).collect()];
        pairs.extend(settled.iter().map(|e| (e.a, e.b)));
        edges.retain(|e| !done[0].contains(&e.a) && !done[1].contains(&e.b));
    }
    for component in components(edges) {
        pairs.extend(solve(component));
    }
    pairs.sort_unstable();
    pairs
}

/// The edges that are surely in a best assignment, no two with a common end; `None` where there are none.
fn dominant(edges: &[Edge]) -> Option<Vec<Edge>> {
    // For each end its two heaviest edges: (heaviest, its index, second).
    let mut best: [BTreeMap<usize, (u64, usize, u64)>; 2] = Default::default();
    for (at, e) in edges.iter().enumerate() {
        for (side, end) in [e.a, e.b].into_iter().enumerate() {
            let (first, index, second) = best[side].entry(end).or_insert((0, usize::MAX, 0));
            if e.weight > *first {
                (*second, *first, *index) = (*first, e.weight, at);
            } else {
                *second = (*second).max(e.weight);
            }
        }
    }
    let settled: Vec<Edge> = edges
        .iter()
        .enumerate()
        .filter(|(at, e)| {
            let ((_, i, x), (_, j, y)) = (best[0][&e.a], best[1][&e.b]);
            i == *at && j == *at && e.weight >= x + y
        })
        .map(|(_, e)| *e)
        .collect();
    (!settled.is_empty()).then_some(settled)
}

/// The edges by connected component.
fn components(edges: Vec<Edge>) -> Vec<Vec<Edge>> {
    fn root(parent: &mut BTreeMap<(u8, usize), (u8, usize)>, mut x: (u8, usize)) -> (u8, usize) {
        loop {
            let up = *parent.entry(x).or_insert(x);
            if up == x {
                return x;
            }
            let top = parent.get(&up).copied().unwrap_or(up);
            parent.insert(x, top);
            x = up;
        }
    }
    let mut parent = BTreeMap::new();
    for e in &edges {
        let (x, y) = (root(&mut parent, (0, e.a)), root(&mut parent, (1, e.b)));
        parent.insert(x.max(y), x.min(y));
    }
    let mut groups: BTreeMap<(u8, usize), Vec<Edge>> = BTreeMap::new();
    for e in edges {
        groups.entry(root(&mut parent, (0, e.a))).or_default().push(e);
    }
    groups.into_values().collect()
}

fn solve(mut edges: Vec<Edge>) -> Vec<(usize, usize)> {
    let ends = |edges: &[Edge], side: fn(&Edge) -> usize| {
        let mut ends: Vec<usize> = edges.iter().map(side).collect();
        ends.sort_unstable();
        ends.dedup();
        ends
    };
    let (rows, columns) = (ends(&edges, |e| e.a), ends(&edges, |e| e.b));
    let mut pairs = Vec::new();
    let excess = rows.len().min(columns.len()).saturating_sub(EXACT);
    if excess > 0 {
        edges.sort_unstable_by_key(|e| (Reverse(e.weight), e.a, e.b));
        let (mut done_a, mut done_b) = (HashSet::new(), HashSet::new());
        for e in &edges {
            if pairs.len() < excess && !done_a.contains(&e.a) && !done_b.contains(&e.b) {
                done_a.insert(e.a);
                done_b.insert(e.b);
                pairs.push((e.a, e.b));
            }
        }
        edges.retain(|e| !done_a.contains(&e.a) && !done_b.contains(&e.b));
    }
    pairs.extend(exact(&edges, &ends(&edges, |e| e.a), &ends(&edges, |e| e.b)));
    pairs
}

/// The Hungarian method on the dense matrix of a component; a missing edge weighs 0 and is left out of the result.
fn exact(edges: &[Edge], rows: &[usize], columns: &[usize]) -> Vec<(usize, usize)> {
    let turned = rows.len() > columns.len();
    let (n, m) = if turned { (columns.len(), rows.len()) } else { (rows.len(), columns.len()) };
    let mut weight = vec![0i64; n * m];
    for e in edges {
        if let (Ok(r), Ok(c)) = (rows.binary_search(&e.a), columns.binary_search(&e.b)) {
            let at = if turned { c * m + r } else { r * m + c };
            weight[at] = weight[at].max(i64::try_from(e.weight).unwrap_or(i64::MAX / 4));
        }
    }
    let row_of = hungarian(&weight, n, m);
    let pair = |(j, i): (usize, usize)| if turned { (rows[j], columns[i]) } else { (rows[i], columns[j]) };
    row_of
        .into_iter()
        .enumerate()
        .filter_map(|(j, i)| i.map(|i| (j, i)))
        .filter(|&(j, i)| weight[i * m + j] > 0)
        .map(pair)
        .collect()
}

/// For each of m columns the row assigned to it, so that the total of `weight` (n rows, n ≤ m) is greatest. Rows are
/// added one by one, each along a shortest path of reduced costs.
fn hungarian(weight: &[i64], n: usize, m: usize) -> Vec<Option<usize>> {
    // Column m is where each new row starts.
    let (mut of_row, mut of_column) = (vec![0i64; n], vec![0i64; m + 1]);
    let mut row_of: Vec<Option<usize>> = vec![None; m + 1];
    for start in 0..n {
        row_of[m] = Some(start);
        let (mut at, mut slack) = (m, vec![i64::MAX; m]);
        let (mut from, mut seen) = (vec![m; m], vec![false; m + 1]);
        while let Some(row) = row_of[at] {
            seen[at] = true;
            let (mut step, mut next) = (i64::MAX, m);
            for j in (0..m).filter(|&j| !seen[j]) {
                let reduced = -weight[row * m + j] - of_row[row] - of_column[j];
                if reduced < slack[j] {
                    (slack[j], from[j]) = (reduced, at);
                }
                if slack[j] < step {
                    (step, next) = (slack[j], j);
                }
            }
            for j in 0..=m {
                if seen[j] {
                    of_column[j] -= step;
                    if let Some(row) = row_of[j] {
                        of_row[row] += step;
                    }
                } else if j < m {
                    slack[j] -= step;
                }
            }
            at = next;
        }
        while at != m {
            row_of[at] = row_of[from[at]];
            at = from[at];
        }
    }
    row_of.truncate(m);
    row_of
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn total(edges: &[Edge], pairs: &[(usize, usize)]) -> u64 {
        let weight =
            |&(a, b): &(usize, usize)| edges.iter().filter(|e| (e.a, e.b) == (a, b)).map(|e| e.weight).max().unwrap();
        pairs.iter().map(weight).sum()
    }

    /// Tries everything.
    fn oracle(edges: &[Edge], used: u64) -> u64 {
        let Some((e, rest)) = edges.split_first() else { return 0 };
        let without = oracle(rest, used);
        let bits = 1 << e.a | 1 << (e.b + 16);
        if used & bits != 0 { without } else { without.max(e.weight + oracle(rest, used | bits)) }
    }

    #[test]
    fn the_best_total_beats_the_best_pair() {
        let edge = |a, b, weight| Edge { a, b, weight };
        assert_eq!(assign(vec![edge(0, 0, 10), edge(0, 1, 9), edge(1, 0, 9)]), [(0, 1), (1, 0)]);
        assert_eq!(assign(vec![edge(0, 0, 10), edge(0, 1, 4), edge(1, 0, 4)]), [(0, 0)]);
        assert_eq!(assign(Vec::new()), []);
    }

    #[test]
    fn a_component_beyond_the_exact_size_is_still_one_to_one() {
        let n = EXACT + 9;
        let edges: Vec<Edge> =
            (0..n).flat_map(|a| (0..n).map(move |b| Edge { a, b, weight: 100 + u64::from(a == b) })).collect();
        assert_eq!(assign(edges), (0..n).map(|i| (i, i)).collect::<Vec<_>>());
    }

    proptest! {
        #[test]
        fn no_other_assignment_weighs_more(edges in proptest::collection::btree_map((0..6usize, 0..6usize), 1..20u64, 0..13)) {
            let edges: Vec<Edge> = edges.into_iter().map(|((a, b), weight)| Edge { a, b, weight }).collect();
            let pairs = assign(edges.clone());
            for side in [|p: &(usize, usize)| p.0, |p: &(usize, usize)| p.1] {
                let mut ends: Vec<usize> = pairs.iter().map(side).collect();
                ends.sort_unstable();
                prop_assert!(ends.windows(2).all(|w| w[0] != w[1]));
            }
            prop_assert_eq!(total(&edges, &pairs), oracle(&edges, 0));
        }
    }
}
