//! The exact join: all pairs at or above a threshold, none missing, none extra.
//!
//! Prefix, length and positional filters as in AllPairs (R. Bayardo, Y. Ma, R. Srikant, WWW 2007) and PPJoin (C. Xiao,
//! W. Wang, X. Lin, J. Yu, WWW 2008); cheap verification rather than more filters, as W. Mann, N. Augsten and P. Bouros found
//! best (An Empirical Evaluation of Set Similarity Join Techniques, VLDB 2016). What shingles add: most of them stand in
//! one text only. They count into a set's size and are forgotten, and with them most of the texts.

use rayon::prelude::*;

use super::prefix::{PrefixIndex, Reach, prefix, probed};
use super::sets::{Groups, SetBlock};
use super::survivors::{Survivors, go_on};
use super::table::HashTable;
use super::{Match, Similarity};
use crate::error::Result;
use crate::model::Observer;

/// Sets probed by one task; each task keeps a mark for every set.
const TASK: usize = 2048;

/// All pairs of groups whose sets are similar, ordered by group. The groups themselves (equal sets, score 1) are in [`Groups`].
///
/// Takes time near-linear in the hashes plus the pairs that come out, where shingles are as unevenly spread as texts make
/// them. Fails only when the observer stops it.
pub fn self_join(
    blocks: Vec<SetBlock>,
    similarity: Similarity,
    observer: &dyn Observer,
) -> Result<(Groups, Vec<Match>)> {
    let groups = Groups::new(&blocks);
    let pairs = join_groups(blocks, &groups, similarity, &|_, _| true, observer)?;
    Ok((groups, pairs))
}

/// As [`self_join`], but only pairs of which one text stands in the blocks of `left` and one in those of `right`.
/// Texts are numbered through, the left ones first; a group may have members on both sides.
pub fn join(
    left: Vec<SetBlock>,
    right: Vec<SetBlock>,
    similarity: Similarity,
    observer: &dyn Observer,
) -> Result<(Groups, Vec<Match>)> {
    let border = left.iter().map(SetBlock::len).sum::<usize>() as u32;
    let blocks = left.into_iter().chain(right).collect::<Vec<_>>();
    let groups = Groups::new(&blocks);
    let on_left = |group: u32| groups.first[group as usize] < border;
    let on_right = |group: u32| groups.members(group as usize).last().is_some_and(|&text| text >= border);
    let across = |a, b| (on_left(a) && on_right(b)) || (on_left(b) && on_right(a));
    let pairs = join_groups(blocks, &groups, similarity, &across, observer)?;
    Ok((groups, pairs))
}

fn join_groups(
    blocks: Vec<SetBlock>,
    groups: &Groups,
    similarity: Similarity,
    wanted: &(dyn Fn(u32, u32) -> bool + Sync),
    observer: &dyn Observer,
) -> Result<Vec<Match>> {
    let survivors = Survivors::new(blocks, groups, similarity, observer)?;
    let (survivors, counts) = survivors.count(similarity, observer)?;
    let index = PrefixIndex::new(&survivors, &counts, similarity, Reach::Later);
    let tasks: Vec<Vec<Match>> = (0..survivors.sets.len().div_ceil(TASK))
        .into_par_iter()
        .map(|task| {
            go_on(observer)?;
            let mut probe = Probe::new(&survivors, similarity);
            let mut found = Vec::new();
            let mut order = Vec::new();
            for b in task * TASK..survivors.sets.len().min((task + 1) * TASK) {
                prefix(
                    survivors.hashes(&survivors.sets[b]),
                    &counts,
                    probed(&survivors.sets[b], similarity),
                    &mut order,
                );
                probe.candidates(b, &order, &index);
                probe.verify(b, wanted, &mut found);
            }
            Ok(found)
        })
        .collect::<Result<_>>()?;
    let mut pairs: Vec<Match> = tasks.into_iter().flatten().collect();
    pairs.par_sort_unstable_by_key(|pair| (pair.a, pair.b));
    Ok(pairs)
}

/// Finds and verifies the partners of one set after the other.
struct Probe<'a> {
    survivors: &'a Survivors,
    similarity: Similarity,
    /// For each set: the last one that met it, plus one.
    met: Vec<u32>,
    candidates: Vec<u32>,
    table: HashTable,
}

impl<'a> Probe<'a> {
    fn new(survivors: &'a Survivors, similarity: Similarity) -> Self {
        let met = vec![0; survivors.sets.len()];
        Probe { survivors, similarity, met, candidates: Vec::new(), table: HashTable::default() }
    }

    /// The sets before `b` that share a prefix hash with it where enough may still follow.
    fn candidates(&mut self, b: usize, order: &[(u8, u64)], index: &PrefixIndex) {
        let sets = &self.survivors.sets;
        let set = sets[b];
        let smallest = self.similarity.smallest_partner(set.size);
        self.candidates.clear();
        for (rank, &(_, hash)) in order.iter().enumerate() {
            let left = set.shared - rank as u32;
            let list = index.list(hash);
            let from = list.partition_point(|posting| sets[posting.set as usize].size < smallest);
            for posting in list[from..].iter().take_while(|posting| (posting.set as usize) < b) {
                let met = &mut self.met[posting.set as usize];
                if *met == b as u32 + 1 {
                    continue;
                }
                // If this is their first common hash, then they have at most this many.
                let size = sets[posting.set as usize].size;
                if left.min(size - posting.rank) >= self.similarity.needed(size, set.size) {
                    *met = b as u32 + 1;
                    self.candidates.push(posting.set);
                }
            }
        }
    }

    fn verify(&mut self, b: usize, wanted: &dyn Fn(u32, u32) -> bool, found: &mut Vec<Match>) {
        if self.candidates.is_empty() {
            return;
        }
        let set = self.survivors.sets[b];
        self.table.fill(self.survivors.hashes(&set));
        for &a in &self.candidates {
            let other = self.survivors.sets[a as usize];
            if !wanted(other.group, set.group) {
                continue;
            }
            let needed = self.similarity.needed(other.size, set.size);
            if let Some(common) = self.table.common(self.survivors.hashes(&other), needed) {
                let (a, b) = (other.group.min(set.group), other.group.max(set.group));
                found.push(Match { a, b, score: self.similarity.score(common, other.size, set.size) });
            }
        }
    }
}
