//! Counts, and how far they can be trusted.

use std::collections::{BTreeMap, HashMap};

use super::Labels;
use super::labels::pairs_among;
use crate::cluster::Sets;
use crate::model::{Agreement, Estimate, Outcome, Quality};

/// What is held against labels.
pub(super) enum Answer<'a> {
    /// Pairs, each once.
    Links(&'a [(usize, usize)]),
    /// For each item the name of its group.
    Groups(&'a [usize]),
}

/// How intervals are made.
#[derive(Clone, Copy)]
pub(super) struct Bootstrap {
    pub(super) samples: usize,
    pub(super) seed: u64,
}

/// Counts of one island: the items that found and labelled pairs connect. They add up over islands.
#[derive(Clone, Copy, Default)]
struct Tally {
    right: f64,
    found: f64,
    joined: f64,
    items: f64,
    /// Sum over items of the share of their found group that has their label (B-cubed precision).
    precise: f64,
    /// Sum over items of the share of their label that is in their found group (B-cubed recall).
    complete: f64,
}

impl Tally {
    fn add(&mut self, other: &Tally) {
        self.right += other.right;
        self.found += other.found;
        self.joined += other.joined;
        self.items += other.items;
        self.precise += other.precise;
        self.complete += other.complete;
    }

    /// Precision, recall and F1: over pairs, then over items.
    fn shares(&self) -> [f64; 6] {
        let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 1.0 };
        let [p, r] = [share(self.right, self.found), share(self.right, self.joined)];
        let [bp, br] = [share(self.precise, self.items), share(self.complete, self.items)];
        [p, r, f1(p, r), bp, br, f1(bp, br)]
    }
}

/// The harmonic mean.
fn f1(p: f64, r: f64) -> f64 {
    if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
}

/// For each item the first member of its group; items outside of all groups are their own.
pub(super) fn groups(items: usize, groups: impl Iterator<Item = Vec<usize>>) -> Vec<usize> {
    let mut of: Vec<usize> = (0..items).collect();
    for group in groups {
        group.iter().for_each(|&item| of[item] = group[0]);
    }
    of
}

/// `of`, with the groups that share a list joined.
pub(super) fn over(of: &[usize], lists: &[Vec<usize>]) -> Vec<usize> {
    let mut sets = Sets::new(of.len());
    of.iter().enumerate().for_each(|(item, &group)| sets.join(item, group));
    lists.iter().flat_map(|list| list.windows(2)).for_each(|w| sets.join(w[0], w[1]));
    (0..of.len()).map(|item| sets.root(item)).collect()
}

/// Precision, recall and F1 over pairs, without intervals.
pub(super) fn plain(answer: &Answer, labels: &Labels) -> [f64; 3] {
    let [p, r, f, ..] = total(&islands(answer, labels)).shares();
    [p, r, f]
}

/// `answer` held against `labels`.
pub(super) fn outcome(name: &'static str, answer: &Answer, labels: &Labels, bootstrap: Bootstrap) -> Outcome {
    let islands = islands(answer, labels);
    let sum = total(&islands);
    let quality = bootstrap.intervals(&islands);
    let groups = match (answer, labels) {
        (Answer::Groups(of), Labels::Groups(groups)) => Some(agreement(of, groups, quality[1])),
        _ => None,
    };
    Outcome { name, found: sum.found as u64, right: sum.right as u64, pairs: quality[0], groups }
}

fn total(islands: &[Tally]) -> Tally {
    islands.iter().fold(Tally::default(), |mut sum, island| {
        sum.add(island);
        sum
    })
}

/// Counts island by island.
fn islands(answer: &Answer, labels: &Labels) -> Vec<Tally> {
    match (answer, labels) {
        (Answer::Groups(of), Labels::Groups(groups)) => of_groups(of, groups),
        (Answer::Groups(of), Labels::Pairs { known, closed }) => {
            let mut links: Vec<(usize, usize)> = known.keys().copied().filter(|&(a, b)| of[a] == of[b]).collect();
            if *closed {
                links = pairs_within(of);
            }
            of_links(&links, labels)
        }
        (Answer::Links(links), _) => of_links(links, labels),
    }
}

/// All pairs of items in one group.
fn pairs_within(of: &[usize]) -> Vec<(usize, usize)> {
    // In order of the groups: sums and samples must not depend on hashing.
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (item, &group) in of.iter().enumerate() {
        members.entry(group).or_default().push(item);
    }
    let pairs = |m: Vec<usize>| {
        (1..m.len()).flat_map(|j| (0..j).map(move |i| (i, j))).map(|(i, j)| (m[i], m[j])).collect::<Vec<_>>()
    };
    members.into_values().flat_map(pairs).collect()
}

fn of_links(links: &[(usize, usize)], labels: &Labels) -> Vec<Tally> {
    let judged: Vec<((usize, usize), bool)> =
        links.iter().filter_map(|&(a, b)| Some(((a, b), labels.judge(a, b)?))).collect();
    let joined = labels.together();
    let linked = judged.iter().flat_map(|((a, b), _)| [*a, *b]);
    let mut sets = Sets::new(linked.chain(joined.iter().flatten().copied()).max().map_or(0, |last| last + 1));
    judged.iter().for_each(|((a, b), _)| sets.join(*a, *b));
    joined.iter().flat_map(|list| list.windows(2)).for_each(|two| sets.join(two[0], two[1]));
    let mut islands = Islands::default();
    for ((a, _), same) in judged {
        let island = islands.at(sets.root(a));
        island.found += 1.0;
        island.right += f64::from(u8::from(same));
    }
    joined.iter().for_each(|list| islands.at(sets.root(list[0])).joined += pairs_among(list.len() as u64) as f64);
    islands.all
}

/// Islands in order of first sight, so that sums and samples don't depend on hashing.
#[derive(Default)]
struct Islands {
    place: HashMap<usize, usize>,
    all: Vec<Tally>,
}

impl Islands {
    fn at(&mut self, name: usize) -> &mut Tally {
        let next = self.all.len();
        let place = *self.place.entry(name).or_insert(next);
        if place == next {
            self.all.push(Tally::default());
        }
        &mut self.all[place]
    }
}

/// How many labelled items each found group, each label, and each of both together holds.
struct Table {
    cells: Vec<((usize, u32), u64)>,
    found: HashMap<usize, u64>,
    labelled: HashMap<u32, u64>,
}

impl Table {
    fn new(of: &[usize], groups: &[Option<u32>]) -> Self {
        let mut cells: HashMap<(usize, u32), u64> = HashMap::new();
        let (mut found, mut labelled) = (HashMap::new(), HashMap::new());
        for (&here, label) in of.iter().zip(groups) {
            let Some(label) = *label else { continue };
            *cells.entry((here, label)).or_insert(0) += 1;
            *found.entry(here).or_insert(0) += 1;
            *labelled.entry(label).or_insert(0) += 1;
        }
        let mut cells: Vec<_> = cells.into_iter().collect();
        cells.sort_unstable();
        Table { cells, found, labelled }
    }
}

fn choose_two(n: u64) -> f64 {
    n as f64 * (n as f64 - 1.0) / 2.0
}

fn of_groups(of: &[usize], groups: &[Option<u32>]) -> Vec<Tally> {
    let table = Table::new(of, groups);
    let labels = table.labelled.keys().max().map_or(0, |&l| l as usize + 1);
    // Found groups and labels are the two sides of one graph; its components are the islands.
    let mut sets = Sets::new(labels + of.len());
    table.cells.iter().for_each(|&((here, label), _)| sets.join(label as usize, labels + here));
    let mut islands = Islands::default();
    let mut counted = std::collections::HashSet::new();
    for &((here, label), n) in &table.cells {
        let (in_found, in_label) = (table.found[&here], table.labelled[&label]);
        let island = islands.at(sets.root(label as usize));
        island.right += choose_two(n);
        island.items += n as f64;
        island.precise += (n * n) as f64 / in_found as f64;
        island.complete += (n * n) as f64 / in_label as f64;
        if counted.insert((true, here)) {
            island.found += choose_two(in_found);
        }
        if counted.insert((false, label as usize)) {
            island.joined += choose_two(in_label);
        }
    }
    islands.all
}

fn agreement(of: &[usize], groups: &[Option<u32>], bcubed: Quality) -> Agreement {
    let table = Table::new(of, groups);
    let items: u64 = table.found.values().sum();
    let both: f64 = table.cells.iter().map(|&(_, n)| choose_two(n)).sum();
    let found: f64 = table.found.values().map(|&n| choose_two(n)).sum();
    let labelled: f64 = table.labelled.values().map(|&n| choose_two(n)).sum();
    let expected = if items > 1 { found * labelled / choose_two(items) } else { 0.0 };
    let top = (found + labelled) / 2.0;
    let adjusted_rand = if top == expected { 1.0 } else { (both - expected) / (top - expected) };
    // Split each found group into its cells, then merge the cells of each label.
    let splits = table.cells.len() - table.found.len();
    let merges = table.cells.len() - table.labelled.len();
    Agreement { bcubed, adjusted_rand, splits: splits as u64, merges: merges as u64 }
}

impl Bootstrap {
    /// Quality over pairs and over items. Islands without any pair are the same in each sample: they can't go wrong.
    fn intervals(self, islands: &[Tally]) -> [Quality; 2] {
        let (moving, fixed): (Vec<&Tally>, Vec<&Tally>) =
            islands.iter().partition(|island| island.found + island.joined > 0.0);
        let mut base = Tally::default();
        fixed.into_iter().for_each(|island| base.add(island));
        let mut random = Random(self.seed);
        let mut drawn: [Vec<f64>; 6] = Default::default();
        for _ in 0..self.samples {
            let mut sum = base;
            for _ in 0..moving.len() {
                sum.add(moving[random.below(moving.len())]);
            }
            sum.shares().iter().zip(&mut drawn).for_each(|(share, all)| all.push(*share));
        }
        drawn.iter_mut().for_each(|all| all.sort_by(f64::total_cmp));
        let value = total(islands).shares();
        let estimate = |i: usize| {
            let at = |share: f64| drawn[i].get((share * self.samples as f64) as usize).copied().unwrap_or(value[i]);
            Estimate { value: value[i], low: at(0.025).min(value[i]), high: at(0.975).max(value[i]) }
        };
        [0, 3].map(|i| Quality { precision: estimate(i), recall: estimate(i + 1), f1: estimate(i + 2) })
    }
}

/// SplitMix64 (Steele, Lea & Flood 2014): small, seeded, the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        ((u128::from(z) * n as u128) >> 64) as usize
    }
}

/// A share of `n` with its 95 % interval (Wilson 1927).
pub(super) fn wilson(right: u64, n: u64) -> Estimate {
    if n == 0 {
        return Estimate { value: 0.0, low: 0.0, high: 1.0 };
    }
    let (k, n, z2) = (right as f64, n as f64, 1.96_f64.powi(2));
    let middle = (k + z2 / 2.0) / (n + z2);
    let reach = (z2 * (k * (n - k) / n + z2 / 4.0)).sqrt() / (n + z2);
    Estimate { value: k / n, low: (middle - reach).max(0.0), high: (middle + reach).min(1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SURE: Bootstrap = Bootstrap { samples: 200, seed: 7 };

    /// Found {0,1,2},{3},{4,5}; labelled {0,1},{2,3},{4,5}; 6 has no label.
    fn example() -> (Vec<usize>, Labels) {
        (vec![0, 0, 0, 3, 4, 4, 4], Labels::Groups(vec![Some(0), Some(0), Some(1), Some(1), Some(2), Some(2), None]))
    }

    #[test]
    fn counts_by_hand() {
        let (of, labels) = example();
        let outcome = outcome("clusters", &Answer::Groups(&of), &labels, SURE);
        assert_eq!((outcome.found, outcome.right), (4, 2));
        assert!(
            (outcome.pairs.precision.value - 0.5).abs() < 1e-12
                && (outcome.pairs.recall.value - 2.0 / 3.0).abs() < 1e-12
        );
        let groups = outcome.groups.unwrap();
        // Per item: 2/3, 2/3, 1/3, 1, 1, 1 and 1, 1, 1/2, 1/2, 1, 1.
        assert!((groups.bcubed.precision.value - 14.0 / 18.0).abs() < 1e-12);
        assert!((groups.bcubed.recall.value - 5.0 / 6.0).abs() < 1e-12);
        assert_eq!((groups.splits, groups.merges), (1, 1));
        assert!((groups.adjusted_rand - (2.0 - 0.8) / (3.5 - 0.8)).abs() < 1e-12);
    }

    #[test]
    fn pairs_and_groups_count_the_same() {
        let (of, labels) = example();
        let links: Vec<(usize, usize)> = vec![(0, 1), (0, 2), (1, 2), (4, 5), (5, 6)];
        assert_eq!(plain(&Answer::Links(&links), &labels), plain(&Answer::Groups(&of), &labels));
        let known = labels.same().map(|pair| (pair, true)).collect();
        let pairs = Labels::Pairs { known, closed: true };
        assert_eq!(plain(&Answer::Links(&links[..4]), &pairs), plain(&Answer::Groups(&of), &labels));
    }

    #[test]
    fn intervals_hold_the_value_and_depend_on_the_seed_alone() {
        let (of, labels) = example();
        let interval = |seed| outcome("x", &Answer::Groups(&of), &labels, Bootstrap { seed, ..SURE }).pairs.f1;
        let one = interval(7);
        assert!(one.low < one.value && one.value < one.high && one == interval(7));
        let perfect = outcome("x", &Answer::Links(&labels.same().collect::<Vec<_>>()), &labels, SURE).pairs.f1;
        assert_eq!(perfect, Estimate { value: 1.0, low: 1.0, high: 1.0 });
        let narrow = wilson(900, 1000);
        assert!(narrow.low > 0.87 && narrow.high < 0.92 && wilson(0, 0).high == 1.0);
    }

    #[test]
    fn nothing_found_is_precise_and_incomplete() {
        let (_, labels) = example();
        assert_eq!(plain(&Answer::Links(&[]), &labels), [1.0, 0.0, 0.0]);
        assert_eq!(plain(&Answer::Links(&[]), &Labels::Groups(vec![None; 7])), [1.0, 1.0, 1.0]);
    }
}
