//! Which pairs to look at: those that share a word or phrase few items have.
//!
//! Lossless by construction: the model accepts no pair that shares fewer than two ([`linked`]),
//! because what hundreds of texts share is their template, and one rare word alone is chance. A rare word lists a bounded number of texts and each text is listed
//! with [`COPIES`] copies at most, so the work grows with the number of words in the corpus, not with its square.

use rapidhash::{RapidHashMap, RapidHashSet};
use rayon::prelude::*;

use super::Comparer;
use super::profile::Profile;
use super::rarity::Rarity;
use crate::error::{Error, Result};
use crate::model::{Observer, Pair, Relation};

/// Identical items beyond this many are linked to the first of them only. A year of weekly issues stays below.
const COPIES: usize = 64;

/// Items looked at between two questions whether to stop.
const BATCH: usize = 4096;

/// The rare words and phrases of an item: words' numbers, phrases' hashes behind them.
pub(super) fn rare_terms<'a>(profile: &'a Profile, rarity: &'a Rarity) -> impl Iterator<Item = u64> + 'a {
    let others = profile.value_words.iter().filter(|w| profile.all.binary_search(w).is_err());
    let words = profile.all.iter().chain(others).filter(|&&w| rarity.is_rare(w)).map(|&w| u64::from(w));
    let phrases = profile.phrases.iter().filter(|&&p| rarity.is_rare_phrase(p));
    words.chain(phrases.map(|&p| (1 << 32) | u64::from(p)))
}

/// All pairs that belong together; those with a probability below `least` don't. Ordered, without evidence.
pub(super) fn scored(comparer: &Comparer, least: f64, observer: &dyn Observer) -> Result<Vec<Pair>> {
    let mut pairs = copies(comparer);
    let found = each(comparer, observer, |a, b| {
        let (relation, score) = comparer.judge(a, b, &comparer.meeting(a, b), least, true)?;
        Some(bare(a, b, relation, score))
    })?;
    pairs.extend(found);
    pairs.extend(comparer.links().must.into_iter().map(|(a, b)| bare(a, b, Relation::Edited, 1.0)));
    pairs.sort_by_key(|pair| (pair.a, pair.b));
    pairs.dedup_by_key(|pair| (pair.a, pair.b));
    Ok(pairs)
}

fn bare(a: usize, b: usize, relation: Relation, score: f64) -> Pair {
    Pair { a, b, relation, score, evidence: Vec::new() }
}

/// What `look` makes of each candidate pair of texts that aren't identical, in order, in parallel.
pub(super) fn each<T: Send>(
    comparer: &Comparer,
    observer: &dyn Observer,
    look: impl Fn(usize, usize) -> Option<T> + Sync,
) -> Result<Vec<T>> {
    let postings = postings(comparer);
    let total = comparer.profiles.len();
    let mut found = Vec::new();
    for start in (0..total).step_by(BATCH) {
        if observer.cancelled() {
            return Err(Error::cancelled());
        }
        let end = total.min(start + BATCH);
        let of_item = |a| partners(comparer, &postings, a).into_iter().filter_map(|b| look(a, b)).collect::<Vec<_>>();
        found.par_extend((start..end).into_par_iter().flat_map_iter(of_item));
        observer.progress("compare", end as u64, Some(total as u64));
    }
    Ok(found)
}

/// For each rare word and phrase, the items that have it, in order.
fn postings(comparer: &Comparer) -> RapidHashMap<u64, Vec<u32>> {
    let mut copies = vec![0_usize; comparer.profiles.len()];
    let mut postings: RapidHashMap<u64, Vec<u32>> = RapidHashMap::default();
    for (item, &first) in comparer.first.iter().enumerate() {
        copies[first] += 1;
        if copies[first] <= COPIES {
            for term in rare_terms(&comparer.profiles[item], &comparer.rarity) {
                postings.entry(term).or_default().push(item as u32);
            }
        }
    }
    postings
}

/// The items behind `a` that share enough rare words and phrases with it and aren't identical to it.
fn partners(comparer: &Comparer, postings: &RapidHashMap<u64, Vec<u32>>, a: usize) -> Vec<usize> {
    let lists = rare_terms(&comparer.profiles[a], &comparer.rarity).filter_map(|term| postings.get(&term));
    let mut behind: Vec<u32> =
        lists.flat_map(|list| list[list.partition_point(|&b| b as usize <= a)..].iter().copied()).collect();
    behind.sort_unstable();
    let terms = comparer.rare[a];
    let linked = behind.chunk_by(|x, y| x == y).map(|same| (same[0] as usize, same.len()));
    linked
        .filter(|&(b, shared)| shared >= needed(terms, comparer.rare[b]) && comparer.first[a] != comparer.first[b])
        .map(|(b, _)| b)
        .collect()
}

/// Whether two items share enough rare words and phrases. No two others belong together.
pub(super) fn linked(comparer: &Comparer, a: usize, b: usize) -> bool {
    let rare = |item: usize| rare_terms(&comparer.profiles[item], &comparer.rarity).collect::<RapidHashSet<u64>>();
    let (here, there) = (rare(a), rare(b));
    here.intersection(&there).count() >= needed(comparer.rare[a], comparer.rare[b])
}

/// How many rare words and phrases two items must share that have so many: two, where both have two.
fn needed(a: u32, b: u32) -> usize {
    a.min(b).clamp(1, 2) as usize
}

/// Pairs of identical items: all of small groups, a star around the first in groups beyond [`COPIES`].
fn copies(comparer: &Comparer) -> Vec<Pair> {
    let mut groups: RapidHashMap<usize, Vec<usize>> = RapidHashMap::default();
    for (item, &first) in comparer.first.iter().enumerate() {
        if !comparer.profiles[item].is_empty() {
            groups.entry(first).or_default().push(item);
        }
    }
    let mut couples = Vec::new();
    for group in groups.values() {
        for (i, &b) in group.iter().enumerate() {
            let partners = if i < COPIES { i } else { 1 };
            couples.extend(group[..partners].iter().map(|&a| (a, b)));
        }
    }
    couples.into_iter().map(|(a, b)| bare(a, b, Relation::Identical, 1.0)).collect()
}
