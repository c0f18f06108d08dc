//! Who stays and who goes: one representative for each text that has a similar one before it.

use std::cmp::Reverse;
use std::ops::Range;

use rayon::prelude::*;

use super::memory::Memory;
use super::prefix::{GrowingIndex, Posting, Reach, rounds};
use super::probe::{Probe, Probes};
use super::recent::{Recent, batches};
use super::sets::{Groups, SetBlock};
use super::survivors::{Survivors, go_on, probed};
use super::{Match, Measure, Similarity};
use crate::error::Result;
use crate::model::Observer;

/// Sets between two questions whether to go on.
const STRETCH: usize = 1 << 14;

/// For each group: the group that stands for it and their score; `None` where it stays.
pub type Stands = Vec<Option<(u32, f64)>>;

/// Chooses who stands for each group.
///
/// Groups are asked in the order of `rank` (one number a text, the least first; a group ranks with its best). One goes
/// if a group that stays is similar to it, and the most similar stands for it, among equals the one that ranks first;
/// else it stays. So no two groups that stay are similar, and whoever goes is similar to the one that stands for it.
/// Only groups that stay are looked up, so a template in any number of texts costs no more than it has variants that stay.
pub fn representatives(
    blocks: Vec<SetBlock>,
    rank: &[u32],
    similarity: Similarity,
    memory: &Memory,
    observer: &dyn Observer,
) -> Result<(Groups, Stands)> {
    let groups = Groups::new(&blocks);
    let survivors = Survivors::new(blocks, &groups, similarity, memory, memory.share(), observer)?;
    let best = bests(&groups, rank);
    let mut turns: Vec<u32> = (0..survivors.sets.len() as u32).collect();
    turns.par_sort_unstable_by_key(|&at| best[survivors.sets[at as usize].group as usize]);
    let found = greedy(&survivors, &turns, &best, similarity, memory, observer)?;
    turns.iter_mut().for_each(|at| *at = survivors.sets[*at as usize].group);
    // A large corpus needs the room.
    drop((survivors, best));
    let mut stands = vec![None; groups.len()];
    for (group, found) in turns.into_iter().zip(found).filter(|(_, found)| found.score > 0.0) {
        stands[group as usize] = Some((found.group, found.score));
    }
    Ok((groups, stands))
}

/// The best rank of each group's texts.
fn bests(groups: &Groups, rank: &[u32]) -> Vec<u32> {
    let best = |group| groups.members(group).iter().map(|&text| rank[text as usize]).min();
    // Every group has a text.
    (0..groups.len()).map(|group| best(group).unwrap_or(u32::MAX)).collect()
}

/// The same choice as [`representatives`] makes, where the similar pairs of groups are at hand.
pub fn representatives_of(groups: &Groups, pairs: &[Match], rank: &[u32]) -> Stands {
    choose(&bests(groups, rank), pairs)
}

fn choose(best: &[u32], pairs: &[Match]) -> Stands {
    let mut partners = vec![Vec::new(); best.len()];
    for pair in pairs {
        partners[pair.a as usize].push((pair.b, pair.score));
        partners[pair.b as usize].push((pair.a, pair.score));
    }
    let mut order: Vec<usize> = (0..best.len()).collect();
    order.sort_unstable_by_key(|&group| best[group]);
    let mut stands: Stands = vec![None; best.len()];
    let mut stays = vec![false; best.len()];
    for group in order {
        let standing = partners[group].iter().filter(|(other, _)| stays[*other as usize]);
        let first = |other: u32| Reverse(best[other as usize]);
        stands[group] = standing.max_by(|x, y| x.1.total_cmp(&y.1).then_with(|| first(x.0).cmp(&first(y.0)))).copied();
        stays[group] = stands[group].is_none();
    }
    stands
}

/// The sets that stay, found by those that ask after them.
struct Staying<'a> {
    survivors: &'a Survivors,
    similarity: Similarity,
    /// The rank of each group.
    best: &'a [u32],
    /// Jaccard: partners of any size. Containment: smaller partners, that is sets that are wholly contained.
    prefixes: GrowingIndex,
    /// Containment: larger partners, found through any of their hashes.
    wholes: Option<GrowingIndex>,
    /// For each set its turn.
    turn: &'a [u32],
    recent: Recent,
}

/// The group that stays and is most similar to the one that asked; its score is 0 where there is none.
#[derive(Clone, Copy, Debug, Default)]
struct Found {
    score: f64,
    group: u32,
}

impl<'a> Staying<'a> {
    /// Room for the sets whose turn is in `turns`, none of them added yet.
    fn new(
        survivors: &'a Survivors,
        best: &'a [u32],
        similarity: Similarity,
        turn: &'a [u32],
        turns: &Range<u32>,
    ) -> Result<Self> {
        let wanted = |set: u32| turns.contains(&turn[set as usize]);
        let prefixes = GrowingIndex::new(survivors, similarity, Reach::Any, &wanted)?;
        let contained = similarity.measure() == Measure::Containment;
        let wholes = contained.then(|| GrowingIndex::new(survivors, similarity, Reach::Whole, &wanted)).transpose()?;
        Ok(Staying { survivors, similarity, best, prefixes, wholes, turn, recent: Recent::default() })
    }

    /// The most similar of the sets whose turn was in `turns` to the set at `at`, among equals the one that ranks first.
    fn find(&self, probe: &mut Probe<'_>, at: usize, turns: &Range<u32>, within: bool) -> Result<Found> {
        let (set, mut buffer) = (&self.survivors.sets[at], Vec::new());
        let order = self.survivors.first(set, probed(set, self.similarity), &mut buffer)?;
        let prefix = (set.shared + 1).saturating_sub(self.similarity.needed_by(set.size)) as usize;
        probe.begin(at);
        for (rank, &hash) in order.iter().enumerate().filter(|(_, hash)| !within || self.recent.may_hold(**hash)) {
            self.meet(probe, self.prefixes.list(hash), rank, turns);
            if let Some(wholes) = self.wholes.as_ref().filter(|_| rank < prefix) {
                self.meet(probe, wholes.list(hash), rank, turns);
            }
        }
        let mut found = Found::default();
        probe.verify(|other, score| found = self.better(found, Found { score, group: other.group }))?;
        Ok(found)
    }

    /// The more similar of two, among equals the one that ranks first.
    fn better(&self, one: Found, other: Found) -> Found {
        let key = |found: Found| (found.score, Reverse(self.best[found.group as usize]));
        if key(other) > key(one) { other } else { one }
    }

    /// Lists are in order of turns: the latest are looked at first.
    fn meet(&self, probe: &mut Probe<'_>, list: &[Posting], rank: usize, turns: &Range<u32>) {
        let end = match list.last() {
            Some(last) if self.turn[last.set as usize] >= turns.end => {
                list.partition_point(|posting| self.turn[posting.set as usize] < turns.end)
            }
            _ => list.len(),
        };
        let asked = list[..end].iter().rev().take_while(|posting| self.turn[posting.set as usize] >= turns.start);
        asked.for_each(|posting| probe.meet(posting, rank));
    }

    fn add(&mut self, at: usize) -> Result<()> {
        let (set, mut buffer) = (&self.survivors.sets[at], Vec::new());
        let order = self.survivors.first(set, probed(set, self.similarity), &mut buffer)?;
        self.recent.add(self.prefixes.add(at, set, order));
        if let Some(wholes) = &mut self.wholes {
            self.recent.add(wholes.add(at, set, order));
        }
        Ok(())
    }
}

/// One turn after the other. Where the index is too large for the memory, it is made and asked in rounds, each for the sets
/// of some turns; who comes later asks in each.
fn greedy(
    survivors: &Survivors,
    turns: &[u32],
    best: &[u32],
    similarity: Similarity,
    memory: &Memory,
    observer: &dyn Observer,
) -> Result<Vec<Found>> {
    let mut turn = vec![0; turns.len()];
    turns.iter().zip(0..).for_each(|(&at, nth)| turn[at as usize] = nth);
    let reach = if similarity.measure() == Measure::Containment { Reach::Whole } else { Reach::Any };
    let rounds = rounds(memory, survivors.indexed(similarity, reach, &|_| true)) as usize;
    let probes = Probes::new(survivors, similarity);
    let mut found = vec![Found::default(); turns.len()];
    let length = turns.len().div_ceil(rounds).max(1);
    for start in (0..turns.len()).step_by(length) {
        let round = start..turns.len().min(start + length);
        let asked = round.start as u32..round.end as u32;
        let mut staying = Staying::new(survivors, best, similarity, &turn, &asked)?;
        for batch in batches(round.len()) {
            go_on(observer)?;
            let batch = start + batch.start..start + batch.end;
            observer.progress("choosing", batch.start as u64, Some(turns.len() as u64));
            decide(&mut staying, &probes, turns, round.start, batch.clone(), &mut found[batch])?;
        }
        for (later, found) in (round.end..turns.len()).step_by(STRETCH).zip(found[round.end..].chunks_mut(STRETCH)) {
            go_on(observer)?;
            (later..later + found.len()).into_par_iter().with_min_len(32).zip(found).try_for_each(|(nth, found)| {
                let earlier = probes.with(|probe| staying.find(probe, turns[nth] as usize, &asked, false))?;
                *found = staying.better(*found, earlier);
                Ok(())
            })?;
        }
    }
    Ok(found)
}

/// The sets of a batch of turns: all ask at once after those that stayed before it, from turn `first` on; those that found
/// nobody ask in order after those of the batch that stay; the others ask once more whether one of these is more similar.
fn decide(
    staying: &mut Staying<'_>,
    probes: &Probes<'_>,
    turns: &[u32],
    first: usize,
    batch: Range<usize>,
    found: &mut [Found],
) -> Result<()> {
    let (first, start) = (first as u32, batch.start as u32);
    let everyone = || batch.clone().into_par_iter().with_min_len(32);
    let before: &Staying<'_> = staying;
    everyone().zip(&mut *found).try_for_each(|(nth, found)| {
        let earlier = probes.with(|probe| before.find(probe, turns[nth] as usize, &(first..start), false))?;
        *found = before.better(*found, earlier);
        Ok(())
    })?;
    let gone: Vec<bool> = found.iter().map(|found| found.score > 0.0).collect();
    staying.recent.clear();
    let mut stayed = false;
    for (nth, found) in batch.clone().zip(&mut *found).filter(|(_, found)| found.score == 0.0) {
        *found = probes.with(|probe| staying.find(probe, turns[nth] as usize, &(start..nth as u32), true))?;
        if found.score == 0.0 {
            staying.add(turns[nth] as usize)?;
            stayed = true;
        }
    }
    if !stayed {
        return Ok(());
    }
    let within: &Staying<'_> = staying;
    everyone().zip(found).zip(gone).filter(|(_, gone)| *gone).try_for_each(|((nth, found), _)| {
        let other = probes.with(|probe| within.find(probe, turns[nth] as usize, &(start..nth as u32), true))?;
        *found = within.better(*found, other);
        Ok(())
    })
}
