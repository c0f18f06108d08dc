//! Which pairs to look at: those that share a word or phrase few items have.
//!
//! Lossless by construction: the model accepts no pair without one, because what hundreds of texts share is their
//! template. Each rare word lists [`RARE_IN`] texts at most and each text is listed with [`COPIES`] copies at most, so
//! the work grows with the number of words in the corpus, not with its square.

use rapidhash::RapidHashMap;
use rayon::prelude::*;

use super::{Comparer, model, terms};
use crate::error::{Error, Result};
use crate::model::{Observer, Pair, Relation};

/// A word or phrase in more texts than this links nothing by itself.
const RARE_IN: usize = 200;

/// Identical items beyond this many are linked to the first of them only.
const COPIES: usize = 32;

/// Items looked at between two questions whether to stop.
const BATCH: usize = 4096;

/// Words' numbers and phrases' hashes, kept apart.
fn rare_terms(comparer: &Comparer, item: usize) -> impl Iterator<Item = u64> + '_ {
    let profile = &comparer.profiles[item];
    let words = profile.all.iter().map(|&w| u64::from(w));
    words.chain(profile.phrases.iter().map(|&p| 1 << 32 | u64::from(p)))
}

pub(super) fn pairs(comparer: &Comparer, observer: &dyn Observer) -> Result<Vec<Pair>> {
    let mut pairs = copies(comparer);
    let found = each(comparer, observer, |a, b| {
        let meeting = comparer.meeting(a, b);
        let (relation, score) = comparer.judge(a, b, &meeting);
        relation.map(|relation| Pair { a, b, relation, score, evidence: model::evidence(&meeting) })
    })?;
    pairs.extend(found);
    pairs.sort_by_key(|pair| (pair.a, pair.b));
    Ok(pairs)
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
    let mut texts: RapidHashMap<u64, u32> = RapidHashMap::default();
    let mut copies = vec![0_usize; comparer.profiles.len()];
    for (item, &first) in comparer.first.iter().enumerate() {
        if item == first {
            for term in rare_terms(comparer, item) {
                *texts.entry(term).or_insert(0) += 1;
            }
        }
    }
    let mut postings: RapidHashMap<u64, Vec<u32>> = RapidHashMap::default();
    for (item, &first) in comparer.first.iter().enumerate() {
        copies[first] += 1;
        if copies[first] > COPIES {
            continue;
        }
        for term in rare_terms(comparer, item).filter(|term| texts[term] as usize <= RARE_IN) {
            postings.entry(term).or_default().push(item as u32);
        }
    }
    postings
}

/// The items behind `a` that share a rare word or phrase with it and aren't identical to it.
fn partners(comparer: &Comparer, postings: &RapidHashMap<u64, Vec<u32>>, a: usize) -> Vec<usize> {
    let lists = rare_terms(comparer, a).filter_map(|term| postings.get(&term));
    let behind = lists.flat_map(|list| list[list.partition_point(|&b| b as usize <= a)..].iter().copied());
    let partners = terms::sorted_set(behind.collect());
    partners.into_iter().map(|b| b as usize).filter(|&b| comparer.first[a] != comparer.first[b]).collect()
}

/// Pairs of identical items: all of small groups, a star around the first in groups beyond [`COPIES`].
fn copies(comparer: &Comparer) -> Vec<Pair> {
    let mut groups: RapidHashMap<usize, Vec<usize>> = RapidHashMap::default();
    for (item, &first) in comparer.first.iter().enumerate() {
        if !comparer.profiles[item].all.is_empty() {
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
    couples
        .into_par_iter()
        .map(|(a, b)| {
            let evidence = model::evidence(&comparer.meeting(a, b));
            Pair { a, b, relation: Relation::Identical, score: 1.0, evidence }
        })
        .collect()
}
