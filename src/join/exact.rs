//! The exact join: all pairs at or above a threshold, none missing, none extra.
//!
//! Prefix, length and positional filters as in AllPairs (R. Bayardo, Y. Ma, R. Srikant, WWW 2007) and PPJoin (C. Xiao,
//! W. Wang, X. Lin, J. Yu, WWW 2008); cheap verification rather than more filters, as W. Mann, N. Augsten and P. Bouros found
//! best (An Empirical Evaluation of Set Similarity Join Techniques, VLDB 2016). What shingles add: most of them stand in
//! one text only. They count into a set's size and are forgotten, and with them most of the texts.

use std::ops::Range;

use rayon::prelude::*;

use super::memory::Memory;
use super::prefix::{PrefixIndex, Reach, Share};
use super::probe::{Probe, Probes};
use super::sets::{Groups, SetBlock};
use super::survivors::{Survivors, go_on, probed};
use super::{Match, Similarity};
use crate::error::Result;
use crate::model::Observer;

/// Sets probed by one task: few, so that threads end together, though the last sets are the largest.
const TASK: usize = 256;

/// All pairs of groups whose sets are similar, ordered by group. The groups themselves (equal sets, score 1) are in [`Groups`].
///
/// Takes time near-linear in the hashes plus the pairs that come out, where shingles are as unevenly spread as texts make
/// them. Fails only when the observer stops it.
pub fn self_join(
    blocks: Vec<SetBlock>,
    similarity: Similarity,
    memory: &Memory,
    observer: &dyn Observer,
) -> Result<(Groups, Vec<Match>)> {
    let groups = Groups::new(&blocks);
    let pairs = join_groups(blocks, &groups, similarity, memory, &|_, _| true, observer)?;
    Ok((groups, pairs))
}

/// As [`self_join`], but only pairs of which one text stands in the blocks of `left` and one in those of `right`.
/// Texts are numbered through, the left ones first; a group may have members on both sides.
pub fn join(
    left: Vec<SetBlock>,
    right: Vec<SetBlock>,
    similarity: Similarity,
    memory: &Memory,
    observer: &dyn Observer,
) -> Result<(Groups, Vec<Match>)> {
    let border = left.iter().map(SetBlock::len).sum::<usize>() as u32;
    let blocks = left.into_iter().chain(right).collect::<Vec<_>>();
    let groups = Groups::new(&blocks);
    let on_left = |group: u32| groups.first[group as usize] < border;
    let on_right = |group: u32| groups.members(group as usize).last().is_some_and(|&text| text >= border);
    let across = |a, b| (on_left(a) && on_right(b)) || (on_left(b) && on_right(a));
    let pairs = join_groups(blocks, &groups, similarity, memory, &across, observer)?;
    Ok((groups, pairs))
}

fn join_groups(
    blocks: Vec<SetBlock>,
    groups: &Groups,
    similarity: Similarity,
    memory: &Memory,
    wanted: &(dyn Fn(u32, u32) -> bool + Sync),
    observer: &dyn Observer,
) -> Result<Vec<Match>> {
    let survivors = Survivors::new(blocks, groups, similarity, memory, memory.share(), observer)?;
    join_survivors(&survivors, similarity, memory, wanted, observer)
}

/// The similar pairs among `survivors`, ordered by group.
///
/// Where the index is too large for the memory, it is made and asked in rounds, each for its share of the hashes. A pair is
/// found in the round of its first common hash at the latest, and maybe in others, too.
pub(super) fn join_survivors(
    survivors: &Survivors,
    similarity: Similarity,
    memory: &Memory,
    wanted: &(dyn Fn(u32, u32) -> bool + Sync),
    observer: &dyn Observer,
) -> Result<Vec<Match>> {
    let shares = Share::within(memory, survivors, similarity, Reach::Later);
    let probes = Probes::new(survivors, similarity);
    let mut pairs: Vec<Match> = Vec::new();
    for &share in &shares {
        let index = PrefixIndex::new(survivors, similarity, Reach::Later, share, &|_| true)?;
        let tasks: Vec<Vec<Match>> = (0..survivors.sets.len().div_ceil(TASK))
            .into_par_iter()
            .map(|task| {
                go_on(observer)?;
                let sets = task * TASK..survivors.sets.len().min((task + 1) * TASK);
                probes.with(|probe| probe_all(probe, survivors, &index, sets, similarity, share, wanted))
            })
            .collect::<Result<_>>()?;
        pairs.extend(tasks.into_iter().flatten());
    }
    pairs.par_sort_unstable_by_key(|pair| (pair.a, pair.b));
    pairs.dedup_by_key(|pair| (pair.a, pair.b));
    Ok(pairs)
}

/// The similar pairs of each of `sets` with those before it.
fn probe_all(
    probe: &mut Probe<'_>,
    survivors: &Survivors,
    index: &PrefixIndex,
    sets: Range<usize>,
    similarity: Similarity,
    share: Share,
    wanted: &(dyn Fn(u32, u32) -> bool + Sync),
) -> Result<Vec<Match>> {
    let (mut found, mut buffer) = (Vec::new(), Vec::new());
    for b in sets {
        let set = &survivors.sets[b];
        let prefix = survivors.first(set, probed(set, similarity), &mut buffer)?;
        probe.begin(b);
        let smallest = similarity.smallest_partner(set.size);
        for (rank, &hash) in prefix.iter().enumerate().filter(|(_, hash)| share.holds(**hash)) {
            let list = index.list(hash);
            let from = list.partition_point(|posting| survivors.sets[posting.set as usize].size < smallest);
            let before = list[from..].iter().take_while(|posting| (posting.set as usize) < b);
            before.for_each(|posting| probe.meet(posting, rank));
        }
        probe.verify(|a, score| {
            let (a, b) = (a.group.min(set.group), a.group.max(set.group));
            found.extend(wanted(a, b).then_some(Match { a, b, score }));
        })?;
    }
    Ok(found)
}
