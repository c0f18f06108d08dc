//! The exact join against the oracle.

use proptest::prelude::*;

use super::*;
use crate::model::Quiet;

fn blocks(sets: &[Vec<u64>], size: usize) -> Vec<SetBlock> {
    let block = |sets: &[Vec<u64>]| {
        let mut block = SetBlock::default();
        for set in sets {
            block.push(|hashes| {
                hashes.extend(set);
                0
            });
        }
        block
    };
    sets.chunks(size).map(block).collect()
}

fn memory() -> Memory {
    Memory::default()
}

/// Pairs of groups → pairs of texts, the groups' own pairs among them.
fn spread(groups: &Groups, pairs: &[Match], sets: &[Vec<u64>]) -> Vec<Match> {
    let mut all = Vec::new();
    let mut add = |x: u32, y: u32, score| all.push(Match { a: x.min(y), b: x.max(y), score });
    for group in 0..groups.len() {
        let members = groups.members(group);
        for (at, &x) in members.iter().enumerate().filter(|(_, x)| !sets[**x as usize].is_empty()) {
            members[..at].iter().for_each(|&y| add(x, y, 1.0));
        }
    }
    for pair in pairs {
        for &x in groups.members(pair.a as usize) {
            groups.members(pair.b as usize).iter().for_each(|&y| add(x, y, pair.score));
        }
    }
    all.sort_by_key(|pair| (pair.a, pair.b));
    all
}

fn exact(sets: &[Vec<u64>], measure: Measure, threshold: f64, block: usize) -> Vec<Match> {
    let similarity = Similarity::new(measure, threshold).unwrap();
    let (groups, pairs) = self_join(blocks(sets, block), similarity, &memory(), &Quiet).unwrap();
    spread(&groups, &pairs, sets)
}

/// Sets with what makes joins hard: families that differ little, shared boilerplate, equal and empty sets, zero as a hash.
fn corpus() -> impl Strategy<Value = Vec<Vec<u64>>> {
    let hash = |n: u64| n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let set = (0u64..6, 0u64..12, 0u64..8, proptest::collection::vec(0u64..200, 0..14)).prop_map(
        move |(family, core, boilerplate, own)| {
            let core = (0..core).map(|n| 1000 + family * 20 + n);
            let mut set: Vec<u64> = core.chain((0..boilerplate).map(|n| 5000 + n)).chain(own).map(hash).collect();
            set.sort_unstable();
            set.dedup();
            set
        },
    );
    proptest::collection::vec(set, 0..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn exact_is_the_oracle(sets in corpus(), percent in 30u32..=100, contained: bool, block in 1usize..20) {
        let measure = if contained { Measure::Containment } else { Measure::Jaccard };
        let threshold = f64::from(percent) / 100.0;
        prop_assert_eq!(exact(&sets, measure, threshold, block), all_pairs(&sets, measure, threshold));
    }

    #[test]
    fn two_sets_are_the_self_join_across(sets in corpus(), cut in 0usize..60, percent in 30u32..=100, contained: bool) {
        let measure = if contained { Measure::Containment } else { Measure::Jaccard };
        let threshold = f64::from(percent) / 100.0;
        let (left, right) = sets.split_at(cut.min(sets.len()));
        let similarity = Similarity::new(measure, threshold).unwrap();
        let (groups, pairs) = join(blocks(left, 7), blocks(right, 7), similarity, &memory(), &Quiet).unwrap();
        let across = |pair: &Match| (pair.a as usize) < left.len() && pair.b as usize >= left.len();
        let found: Vec<_> = spread(&groups, &pairs, &sets).into_iter().filter(across).collect();
        let all: Vec<_> = all_pairs(&sets, measure, threshold).into_iter().filter(across).collect();
        prop_assert_eq!(found, all);
        // No pair of groups comes out that has no pair of texts across.
        let useless = |p: &&Match| spread(&groups, &[**p], &sets).iter().filter(|m| m.score < 1.0).all(|m| !across(m));
        prop_assert_eq!(pairs.iter().filter(|p| p.score < 1.0).find(useless), None);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn nobody_goes_without_one_that_stays(sets in corpus(), percent in 30u32..=100, contained: bool, backwards: bool) {
        let measure = if contained { Measure::Containment } else { Measure::Jaccard };
        let similarity = Similarity::new(measure, f64::from(percent) / 100.0).unwrap();
        let n = sets.len() as u32;
        let rank: Vec<u32> = (0..n).map(|text| if backwards { n - text } else { text }).collect();
        let (groups, stands) = representatives(blocks(&sets, 9), &rank, similarity, &memory(), &Quiet).unwrap();
        let all = all_pairs(&sets, measure, similarity.threshold());
        let best = |group: usize| *groups.members(group).iter().min_by_key(|&&text| rank[text as usize]).unwrap();
        // The same by definition: in order of rank, against all that stay.
        let mut order: Vec<usize> = (0..groups.len()).collect();
        order.sort_by_key(|&group| rank[best(group) as usize]);
        let mut stay: Vec<u32> = Vec::new();
        for group in order {
            let me = best(group);
            let score = |other: u32| all.iter().find(|m| (m.a, m.b) == (me.min(other), me.max(other))).map(|m| m.score);
            let mut standing: Option<(u32, f64)> = None;
            for &other in &stay {
                if let Some(score) = score(other)
                    && standing.is_none_or(|(_, best)| score > best)
                {
                    standing = Some((other, score));
                }
            }
            prop_assert_eq!(stands[group].map(|(g, s)| (best(g as usize), s)), standing);
            if standing.is_none() {
                stay.push(me);
            }
        }
    }

    #[test]
    fn components_are_those_of_all_pairs(sets in corpus(), percent in 30u32..=100, contained: bool) {
        let measure = if contained { Measure::Containment } else { Measure::Jaccard };
        let similarity = Similarity::new(measure, f64::from(percent) / 100.0).unwrap();
        let (groups, links) = components(blocks(&sets, 9), similarity, &memory(), &Quiet).unwrap();
        let (mut found, mut real) = (Forest::new(groups.len()), Forest::new(groups.len()));
        let all = all_pairs(&sets, measure, similarity.threshold());
        for pair in &all {
            real.join(groups.of(pair.a as usize) as u32, groups.of(pair.b as usize) as u32);
        }
        for link in &links {
            prop_assert!(!found.joined(link.a, link.b));
            found.join(link.a, link.b);
            let texts = (groups.members(link.a as usize)[0], groups.members(link.b as usize)[0]);
            let link = Match { a: texts.0, b: texts.1, score: link.score };
            prop_assert!(all.contains(&link));
        }
        for group in 0..groups.len() as u32 {
            prop_assert_eq!(found.root(group), real.root(group));
        }
    }

    #[test]
    fn lsh_finds_nothing_false(sets in corpus(), percent in 30u32..=100) {
        let similarity = Similarity::new(Measure::Jaccard, f64::from(percent) / 100.0).unwrap();
        let (_, exact) = self_join(blocks(&sets, 9), similarity, &memory(), &Quiet).unwrap();
        let (_, found) = lsh_join(&blocks(&sets, 9), similarity, &Quiet).unwrap();
        prop_assert!(found.iter().all(|pair| exact.contains(pair)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn short_memory_changes_nothing(sets in corpus(), percent in 30u32..=100, contained: bool, budget in 1u64..6000) {
        let measure = if contained { Measure::Containment } else { Measure::Jaccard };
        let similarity = Similarity::new(measure, f64::from(percent) / 100.0).unwrap();
        let short = Memory::new(Some(budget));
        let spilled = || {
            let mut blocks = blocks(&sets, 9);
            blocks.iter_mut().step_by(2).for_each(|block| block.spill(&short).unwrap());
            blocks
        };
        let (_, pairs) = self_join(spilled(), similarity, &short, &Quiet).unwrap();
        prop_assert_eq!(pairs, self_join(blocks(&sets, 9), similarity, &memory(), &Quiet).unwrap().1);
        let rank: Vec<u32> = (0..sets.len() as u32).collect();
        let (_, stands) = representatives(spilled(), &rank, similarity, &short, &Quiet).unwrap();
        prop_assert_eq!(stands, representatives(blocks(&sets, 9), &rank, similarity, &memory(), &Quiet).unwrap().1);
        let (_, links) = components(spilled(), similarity, &short, &Quiet).unwrap();
        prop_assert_eq!(links, components(blocks(&sets, 9), similarity, &memory(), &Quiet).unwrap().1);
    }
}

#[test]
fn lsh_finds_what_it_predicts() {
    let hash = |n: u64| n.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(7);
    // 2000 pairs of Jaccard 80/110, near the threshold.
    let set = |family: u64, side: u64| {
        let own = (80..95).map(|n| n + side * 100);
        (0..80).chain(own).map(|n| hash(family * 1000 + n)).collect::<Vec<u64>>()
    };
    let sets: Vec<Vec<u64>> = (0..4000u64).map(|n| set(n / 2, 1 + n % 2)).collect();
    let similarity = Similarity::new(Measure::Jaccard, 0.7).unwrap();
    let (_, found) = lsh_join(&blocks(&sets, 100), similarity, &Quiet).unwrap();
    let predicted = lsh_bands(similarity).recall(80.0 / 110.0);
    let recall = found.len() as f64 / 2000.0;
    assert!((recall - predicted).abs() < 0.01, "{recall} for {predicted}");
}

#[test]
fn extreme_corpora() {
    let common: Vec<u64> = (1..40).collect();
    let with = |own: std::ops::Range<u64>| common.iter().copied().chain(own).collect::<Vec<u64>>();
    let one_in_all: Vec<Vec<u64>> = (0..50u64).map(|n| vec![7, 100 + n, 200 + n]).collect();
    let template: Vec<Vec<u64>> = (0..60u64).map(|n| with(1000 * n + 1000..1000 * n + 1000 + n % 9)).collect();
    for sets in [vec![], vec![vec![]; 3], vec![vec![1]; 30], vec![common.clone(); 40], one_in_all, template] {
        for measure in [Measure::Jaccard, Measure::Containment] {
            for threshold in [0.3, 0.5, 0.7, 0.8, 0.9, 1.0] {
                assert_eq!(exact(&sets, measure, threshold, 8), all_pairs(&sets, measure, threshold), "{threshold}");
            }
        }
    }
}

#[test]
fn a_run_can_be_stopped() {
    struct Stop;
    impl crate::model::Observer for Stop {
        fn cancelled(&self) -> bool {
            true
        }
    }
    let similarity = Similarity::new(Measure::Jaccard, 0.7).unwrap();
    let stopped = self_join(blocks(&vec![vec![1, 2, 3]; 5], 2), similarity, &memory(), &Stop);
    assert_eq!(stopped.unwrap_err().kind(), crate::error::ErrorKind::Cancelled);
}
