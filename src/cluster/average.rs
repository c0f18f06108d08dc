use std::cmp::Ordering;
use std::collections::BinaryHeap;

use rapidhash::RapidHashMap;
use rayon::prelude::*;

use super::sets::Sets;
use crate::model::Pair;

/// Groups join while their pairs score at least this on average. Chosen with the weights.
const JOINED: f64 = 0.135;

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

/// Two sets of identical items with a pair between them.
#[derive(Clone, Copy)]
struct Link {
    /// The sets' names.
    ends: [usize; 2],
    /// The least name of all sets that links lead to from here.
    component: usize,
    /// The score of the best pair between them, in [`UNIT`]s.
    score: u64,
}

/// Groups under way that links connect: for each its size in different texts, its key and the sums of scores to its
/// neighbours.
struct Groups {
    /// The set that each began as.
    name: Vec<usize>,
    size: Vec<u64>,
    key: Vec<[u8; 32]>,
    near: Vec<RapidHashMap<usize, u64>>,
    /// Groups that must not join, by either one.
    apart: RapidHashMap<usize, Vec<usize>>,
}

impl Groups {
    /// The sets that `links` connect as groups of one text each; `key` gives a set's key, `cannot` those that must not join it.
    fn new(links: &[Link], key: impl Fn(usize) -> [u8; 32], cannot: &RapidHashMap<usize, Vec<usize>>) -> Self {
        let mut name: Vec<usize> = links.iter().flat_map(|link| link.ends).collect();
        name.sort_unstable();
        name.dedup();
        let place = |set: usize| name.binary_search(&set).ok();
        let mut near = vec![RapidHashMap::default(); name.len()];
        for link in links {
            let [Some(a), Some(b)] = link.ends.map(place) else { continue };
            for (one, other) in [(a, b), (b, a)] {
                let known = near[one].entry(other).or_insert(0);
                *known = link.score.max(*known);
            }
        }
        let strangers = |(group, set): (usize, &usize)| {
            let others = cannot.get(set)?;
            Some((group, others.iter().filter_map(|&other| place(other)).collect()))
        };
        let apart = name.iter().enumerate().filter_map(strangers).collect();
        let key = name.iter().map(|&set| key(set)).collect();
        Groups { size: vec![1; name.len()], name, key, near, apart }
    }

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

    /// Joins the groups by the average score of the pairs between them; gives the sets whose groups joined.
    fn join(mut self) -> Vec<[usize; 2]> {
        let mut offers = BinaryHeap::new();
        for a in 0..self.near.len() {
            offers.extend(self.near[a].keys().filter(|&&b| a < b).filter_map(|&b| self.offer(a, b)));
        }
        let mut joined = Vec::new();
        while let Some(offer) = offers.pop() {
            let [a, b] = offer.groups;
            if offer.average < JOINED {
                break;
            }
            // A merge changed one of the two: its own offers came in then.
            if [self.size[a], self.size[b]] != offer.sizes {
                continue;
            }
            let (to, from) = if self.near[a].len() >= self.near[b].len() { (a, b) } else { (b, a) };
            joined.push([self.name[a], self.name[b]]);
            for other in self.merge(to, from) {
                offers.extend(self.offer(to, other));
            }
        }
        joined
    }
}

/// Joins the sets of identical items in `sets` by the average score of the pairs between them, those with items of
/// `cannot` excepted. What no pairs connect has nothing to do with each other, and is joined apart, on all threads.
pub(super) fn join(sets: &mut Sets, pairs: &[Pair], keys: &[[u8; 32]], cannot: &[(usize, usize)]) {
    let links = links(sets, pairs);
    let mut apart: RapidHashMap<usize, Vec<usize>> = RapidHashMap::default();
    for &(a, b) in cannot {
        let (a, b) = (sets.find(a), sets.find(b));
        apart.entry(a).or_default().push(b);
        apart.entry(b).or_default().push(a);
    }
    // A set's key is the least of its items'.
    let mut least: Vec<usize> = (0..keys.len()).collect();
    for item in 0..keys.len() {
        let set = sets.find(item);
        if keys[item] < keys[least[set]] {
            least[set] = item;
        }
    }
    let of_component = |links: &[Link]| Groups::new(links, |set| keys[least[set]], &apart).join();
    let components = links.par_chunk_by(|x, y| x.component == y.component);
    let joined: Vec<[usize; 2]> = components.flat_map_iter(of_component).collect();
    joined.into_iter().for_each(|[a, b]| sets.join(a, b));
}

/// The links that pairs make between sets, component by component.
fn links(sets: &mut Sets, pairs: &[Pair]) -> Vec<Link> {
    let mut links = Vec::new();
    let mut connected = sets.clone();
    for pair in pairs.iter().filter(|pair| pair.relation.joins()) {
        let ends = [sets.find(pair.a), sets.find(pair.b)];
        if ends[0] != ends[1] {
            connected.join(ends[0], ends[1]);
            links.push(Link { ends, component: 0, score: (pair.score.clamp(0.0, 1.0) * UNIT) as u64 });
        }
    }
    links.iter_mut().for_each(|link| link.component = connected.find(link.ends[0]));
    links.sort_by_key(|link| link.component);
    links
}
