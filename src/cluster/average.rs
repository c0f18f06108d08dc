use std::cmp::Ordering;
use std::collections::BinaryHeap;

use rapidhash::RapidHashMap;

use super::sets::Sets;
use crate::model::Pair;

/// Groups join while their pairs score at least this on average. Chosen with the weights.
const JOINED: f64 = 0.15;

/// Scores are added as whole numbers of this size: sums then don't depend on the order of adding.
const UNIT: f64 = 1e9;

/// Two groups that could join; the greatest joins first.
struct Offer {
    average: f64,
    /// The groups' keys decide ties, so that the order of the input doesn't.
    keys: [[u8; 32]; 2],
    groups: [usize; 2],
    sizes: [u64; 2],
}

impl Ord for Offer {
    fn cmp(&self, other: &Self) -> Ordering {
        self.average
            .total_cmp(&other.average)
            .then_with(|| other.keys.cmp(&self.keys))
            .then_with(|| self.sizes.cmp(&other.sizes))
    }
}

impl PartialOrd for Offer {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Offer {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Offer {}

/// Groups under way: for each its size in different texts, its key and the sums of scores to its neighbours.
struct Groups {
    size: Vec<u64>,
    key: Vec<[u8; 32]>,
    near: Vec<RapidHashMap<usize, u64>>,
    /// Groups that must not join, by either one.
    apart: RapidHashMap<usize, Vec<usize>>,
}

impl Groups {
    fn offer(&self, a: usize, b: usize) -> Option<Offer> {
        if self.apart.get(&a).is_some_and(|others| others.contains(&b)) {
            return None;
        }
        let sum = *self.near[a].get(&b)? as f64 / UNIT;
        let average = sum / (self.size[a] * self.size[b]) as f64;
        let (a, b) = if self.key[a] <= self.key[b] { (a, b) } else { (b, a) };
        Some(Offer { average, keys: [self.key[a], self.key[b]], groups: [a, b], sizes: [self.size[a], self.size[b]] })
    }

    /// `b` becomes part of `a`; returns the neighbours whose average changed.
    fn merge(&mut self, a: usize, b: usize) -> Vec<usize> {
        let taken = std::mem::take(&mut self.near[b]);
        self.near[a].remove(&b);
        for (&other, &sum) in taken.iter().filter(|&(&other, _)| other != a) {
            *self.near[a].entry(other).or_insert(0) += sum;
            self.near[other].remove(&b);
        }
        for other in self.apart.remove(&b).unwrap_or_default() {
            self.apart.entry(a).or_default().push(other);
            self.apart.entry(other).or_default().push(a);
        }
        self.size[a] += self.size[b];
        self.size[b] = 0;
        self.key[a] = self.key[a].min(self.key[b]);
        let now: Vec<(usize, u64)> = self.near[a].iter().map(|(&other, &sum)| (other, sum)).collect();
        for &(other, sum) in &now {
            self.near[other].insert(a, sum);
        }
        now.into_iter().map(|(other, _)| other).collect()
    }
}

/// Joins the sets of identical items in `sets` by the average score of the pairs between them, those with items of
/// `cannot` excepted.
pub(super) fn join(sets: &mut Sets, pairs: &[Pair], keys: &[[u8; 32]], cannot: &[(usize, usize)]) {
    let mut groups = begin(sets, pairs, keys);
    for &(a, b) in cannot {
        let (a, b) = (sets.find(a), sets.find(b));
        groups.apart.entry(a).or_default().push(b);
        groups.apart.entry(b).or_default().push(a);
    }
    let mut offers = BinaryHeap::new();
    for a in 0..groups.near.len() {
        offers.extend(groups.near[a].keys().filter(|&&b| a < b).filter_map(|&b| groups.offer(a, b)));
    }
    while let Some(offer) = offers.pop() {
        let [a, b] = offer.groups;
        if offer.average < JOINED {
            break;
        }
        // A merge changed one of the two: its own offers came in then.
        if [groups.size[a], groups.size[b]] != offer.sizes {
            continue;
        }
        let (to, from) = if groups.near[a].len() >= groups.near[b].len() { (a, b) } else { (b, a) };
        sets.join(a, b);
        for other in groups.merge(to, from) {
            offers.extend(groups.offer(to, other));
        }
    }
}

/// The sets as groups of one text each, with the best score between two.
fn begin(sets: &mut Sets, pairs: &[Pair], keys: &[[u8; 32]]) -> Groups {
    let n = keys.len();
    let mut groups = Groups {
        size: vec![1; n],
        key: keys.to_vec(),
        near: vec![RapidHashMap::default(); n],
        apart: RapidHashMap::default(),
    };
    for (item, key) in keys.iter().enumerate() {
        let root = sets.find(item);
        groups.key[root] = groups.key[root].min(*key);
    }
    for pair in pairs.iter().filter(|pair| pair.relation.joins()) {
        let (a, b) = (sets.find(pair.a), sets.find(pair.b));
        if a != b {
            let score = (pair.score.clamp(0.0, 1.0) * UNIT) as u64;
            for (one, other) in [(a, b), (b, a)] {
                let known = groups.near[one].entry(other).or_insert(0);
                *known = score.max(*known);
            }
        }
    }
    groups
}
