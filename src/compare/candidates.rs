//! Which pairs to look at: those that share rare words or phrases.
//!
//! Lossless by construction: the model accepts no pair that shares fewer than two ([`linked`]), because what hundreds of
//! texts share is their template, and one rare word alone is chance. What only one text has links it to none and is left
//! out. A rare word lists a bounded number of texts and each text has [`COPIES`] copies at most, so the work grows with
//! the number of words in the corpus, not with its square.

use rapidhash::RapidHashSet;
use rayon::prelude::*;

use super::Comparer;
use crate::error::{Error, Result};
use crate::model::{Observer, Pair, Relation};

/// Identical items beyond this many are linked to the first of them only. A year of weekly issues stays below.
const COPIES: usize = 64;

/// Texts looked at between two questions whether to stop.
const BATCH: usize = 4096;

/// Lists of numbers, one behind the other.
struct Lists {
    /// Where each list begins, and where the last one ends.
    starts: Vec<usize>,
    all: Vec<u32>,
}

impl Lists {
    fn of(&self, list: usize) -> &[u32] {
        &self.all[self.starts[list]..self.starts[list + 1]]
    }

    fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// For each of `total` numbers the lists that hold it, in order.
    fn inverted(&self, total: usize) -> Lists {
        let mut starts = vec![0; total + 1];
        self.all.iter().for_each(|&number| starts[number as usize + 1] += 1);
        for i in 0..total {
            starts[i + 1] += starts[i];
        }
        let (mut next, mut all) = (starts.clone(), vec![0; self.all.len()]);
        for list in 0..self.len() {
            for &number in self.of(list) {
                all[next[number as usize]] = list as u32;
                next[number as usize] += 1;
            }
        }
        Lists { starts, all }
    }
}

/// The different texts among the items, and what links them.
struct Texts<'a> {
    comparer: &'a Comparer,
    /// For each text its items, the first one first.
    items: Lists,
    /// For each text its rare words and phrases.
    terms: Lists,
    /// For each rare word and phrase its texts.
    texts: Lists,
}

impl<'a> Texts<'a> {
    fn new(comparer: &'a Comparer) -> Self {
        let items = items(comparer);
        let mut terms = Lists { starts: vec![0], all: Vec::new() };
        let links = |text: usize| {
            let first = items.of(text)[0] as usize;
            comparer.rarity.links(&comparer.profiles[first]).collect::<Vec<u32>>()
        };
        for start in (0..items.len()).step_by(BATCH) {
            let end = items.len().min(start + BATCH);
            for links in (start..end).into_par_iter().map(links).collect::<Vec<_>>() {
                terms.all.extend(links);
                terms.starts.push(terms.all.len());
            }
        }
        let texts = terms.inverted(comparer.rarity.terms());
        Texts { comparer, items, terms, texts }
    }

    /// The texts behind `text` that share enough rare words and phrases with it.
    fn partners(&self, text: usize) -> Vec<usize> {
        let mut behind: Vec<u32> = Vec::new();
        for &term in self.terms.of(text) {
            let list = self.texts.of(term as usize);
            behind.extend_from_slice(&list[list.partition_point(|&other| other as usize <= text)..]);
        }
        behind.sort_unstable();
        let several = |text: usize| self.comparer.several[self.items.of(text)[0] as usize];
        let linked = behind.chunk_by(|x, y| x == y).map(|same| (same[0] as usize, same.len()));
        let here = several(text);
        linked.filter(|&(other, shared)| shared >= needed(here, several(other))).map(|(other, _)| other).collect()
    }

    /// The items of a text that are held against those of others.
    fn copies(&self, text: usize) -> &[u32] {
        let all = self.items.of(text);
        &all[..all.len().min(COPIES)]
    }

    /// The pairs of items of `text` and of those behind it.
    fn pairs(&self, text: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        let of_item = move |x: u32, other: usize| self.copies(other).iter().map(move |&y| (x.min(y), x.max(y)));
        let of_text = move |other| self.copies(text).iter().flat_map(move |&x| of_item(x, other));
        self.partners(text).into_iter().flat_map(of_text).map(|(a, b)| (a as usize, b as usize))
    }
}

/// For each different text its items. Texts are in order of their first items.
fn items(comparer: &Comparer) -> Lists {
    let mut text = vec![0; comparer.first.len()];
    let mut texts = 0;
    for (item, &first) in comparer.first.iter().enumerate() {
        text[item] = if first as usize == item { texts } else { text[first as usize] };
        texts += u32::from(first as usize == item);
    }
    Lists { starts: (0..=text.len()).collect(), all: text }.inverted(texts as usize)
}

/// All pairs that belong together; those with a probability below `least` don't. Ordered.
pub(super) fn scored(comparer: &Comparer, least: f64, observer: &dyn Observer) -> Result<Vec<Pair>> {
    let mut pairs = identical(comparer);
    let found = each(comparer, observer, |a, b| {
        let (relation, score) = comparer.judge(a, b, &comparer.meeting(a, b), least, true)?;
        Some(bare(a, b, relation, score))
    })?;
    pairs.extend(found);
    pairs.extend(comparer.links().must.into_iter().map(|(a, b)| bare(a, b, Relation::Edited, 1.0)));
    pairs.par_sort_by_key(|pair| (pair.a, pair.b));
    pairs.dedup_by_key(|pair| (pair.a, pair.b));
    Ok(pairs)
}

fn bare(a: usize, b: usize, relation: Relation, score: f64) -> Pair {
    Pair { a, b, relation, score }
}

/// What `look` makes of each candidate pair of texts that aren't identical, in parallel; in an order of its own, the same
/// for any number of threads.
pub(super) fn each<T: Send>(
    comparer: &Comparer,
    observer: &dyn Observer,
    look: impl Fn(usize, usize) -> Option<T> + Sync,
) -> Result<Vec<T>> {
    let texts = Texts::new(comparer);
    let total = texts.items.len();
    let mut found = Vec::new();
    for start in (0..total).step_by(BATCH) {
        if observer.cancelled() {
            return Err(Error::cancelled());
        }
        let end = total.min(start + BATCH);
        let of_text = |text| texts.pairs(text).filter_map(|(a, b)| look(a, b));
        found.par_extend((start..end).into_par_iter().flat_map_iter(of_text));
        observer.progress("compare", end as u64, Some(total as u64));
    }
    Ok(found)
}

/// Whether two items share enough rare words and phrases. No two others belong together.
pub(super) fn linked(comparer: &Comparer, a: usize, b: usize) -> bool {
    let links = |item: usize| comparer.rarity.links(&comparer.profiles[item]).collect::<RapidHashSet<u32>>();
    links(a).intersection(&links(b)).count() >= needed(comparer.several[a], comparer.several[b])
}

/// How many rare words and phrases two items must share: two, where both have several.
fn needed(a: bool, b: bool) -> usize {
    if a && b { 2 } else { 1 }
}

/// Pairs of identical items: all of small groups, a star around the first in groups beyond [`COPIES`].
fn identical(comparer: &Comparer) -> Vec<Pair> {
    let texts = items(comparer);
    let mut pairs = Vec::new();
    for group in (0..texts.len()).map(|text| texts.of(text)) {
        for (i, &b) in group.iter().enumerate() {
            let partners = &group[..if i < COPIES { i } else { 1 }];
            let held = partners.iter().filter(|&&a| comparer.decided(a as usize, b as usize) != Some(false));
            pairs.extend(held.map(|&a| bare(a as usize, b as usize, Relation::Identical, 1.0)));
        }
    }
    pairs
}
