//! Who stays and who goes: one representative for each text that has a similar one before it.

use super::prefix::{GrowingIndex, Reach, prefix, probed};
use super::probe::Probe;
use super::sets::{Groups, SetBlock};
use super::survivors::{Survivors, go_on};
use super::{Measure, Similarity};
use crate::error::Result;
use crate::model::Observer;

/// Sets between two questions whether to go on.
const STRETCH: usize = 4096;

/// For each group: the group that stands for it and their score, `None` for those that stay.
///
/// Groups are asked in the order of `rank` (one number a text, the least first; a group ranks with its best). One goes
/// if a group that stays is similar to it, and the most similar stands for it, among equals the one that ranks first;
/// else it stays. So no two groups that stay are similar, and whoever goes is similar to the one that stands for it.
/// Only groups that stay are looked up, so a template in any number of texts costs no more than it has variants that stay.
pub fn representatives(
    blocks: Vec<SetBlock>,
    rank: &[u32],
    similarity: Similarity,
    observer: &dyn Observer,
) -> Result<(Groups, Vec<Option<(u32, f64)>>)> {
    let groups = Groups::new(&blocks);
    let mut stands = vec![None; groups.len()];
    let survivors = Survivors::new(blocks, &groups, similarity, observer)?;
    let (survivors, counts) = survivors.count(similarity, observer)?;
    let best = |group: u32| groups.members(group as usize).iter().map(|&text| rank[text as usize]).min();
    let mut turns: Vec<(Option<u32>, usize)> =
        survivors.sets.iter().enumerate().map(|(at, set)| (best(set.group), at)).collect();
    turns.sort_unstable();
    // A larger set is found through all of its hashes, a smaller one through its prefix; with Jaccard prefixes do for both.
    let mut prefixes = GrowingIndex::new(&survivors, &counts, similarity, Reach::Any);
    let mut wholes = match similarity.measure() {
        Measure::Jaccard => None,
        Measure::Containment => Some(GrowingIndex::new(&survivors, &counts, similarity, Reach::Whole)),
    };
    let mut probe = Probe::new(&survivors, similarity);
    let mut order = Vec::new();
    for (turn, &(_, at)) in turns.iter().enumerate() {
        if turn % STRETCH == 0 {
            go_on(observer)?;
            observer.progress("choosing", turn as u64, Some(turns.len() as u64));
        }
        let set = &survivors.sets[at];
        prefix(survivors.hashes(set), &counts, probed(set, similarity), &mut order);
        probe.begin(at);
        for (rank, &(_, hash)) in order.iter().enumerate() {
            prefixes.list(hash).iter().for_each(|posting| probe.meet(posting, rank));
        }
        if let Some(wholes) = &wholes {
            let length = (set.shared + 1).saturating_sub(similarity.needed_by(set.size)) as usize;
            for (rank, &(_, hash)) in order.iter().enumerate().take(length) {
                wholes.list(hash).iter().for_each(|posting| probe.meet(posting, rank));
            }
        }
        let mut found: Option<(f64, Option<u32>, u32)> = None;
        probe.verify(|other, score| {
            let (ranked, group) = (best(other.group), other.group);
            if found.is_none_or(|(high, first, _)| score > high || (score == high && ranked < first)) {
                found = Some((score, ranked, group));
            }
        });
        match found {
            Some((score, _, group)) => stands[set.group as usize] = Some((group, score)),
            None => {
                prefixes.add(at, set, &order);
                if let Some(wholes) = &mut wholes {
                    wholes.add(at, set, &order);
                }
            }
        }
    }
    Ok((groups, stands))
}
