//! Who stays and who goes: one representative for each text that has a similar one before it.

use std::cmp::Reverse;

use super::exact::join_survivors;
use super::memory::Memory;
use super::prefix::{GrowingIndex, Reach, Share, prefix, probed};
use super::probe::Probe;
use super::sets::{Groups, SetBlock};
use super::survivors::{Survivor, Survivors, go_on};
use super::{Match, Measure, Similarity};
use crate::error::Result;
use crate::model::Observer;

/// Sets between two questions whether to go on.
const STRETCH: usize = 4096;

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
    let best: Vec<Option<u32>> = (0..groups.len()).map(|group| best(&groups, rank, group)).collect();
    let index_fits = Share::within(memory, &survivors, similarity, Reach::Any).len() == 1;
    let stands = if index_fits {
        greedy(&survivors, &best, similarity, observer)?
    } else {
        // The index would not fit, but the pairs can be found in rounds.
        let pairs = join_survivors(&survivors, similarity, memory, &|_, _| true, observer)?;
        choose(&best, &pairs)
    };
    Ok((groups, stands))
}

/// The best rank of a group's texts.
fn best(groups: &Groups, rank: &[u32], group: usize) -> Option<u32> {
    groups.members(group).iter().map(|&text| rank[text as usize]).min()
}

/// The same choice as [`representatives`] makes, where the similar pairs of groups are at hand.
pub fn representatives_of(groups: &Groups, pairs: &[Match], rank: &[u32]) -> Stands {
    let best: Vec<Option<u32>> = (0..groups.len()).map(|group| best(groups, rank, group)).collect();
    choose(&best, pairs)
}

fn choose(best: &[Option<u32>], pairs: &[Match]) -> Stands {
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
struct Staying {
    /// Jaccard: partners of any size. Containment: smaller partners, that is sets that are wholly contained.
    prefixes: GrowingIndex,
    /// Containment: larger partners, found through any of their hashes.
    wholes: Option<GrowingIndex>,
}

impl Staying {
    fn new(survivors: &Survivors, similarity: Similarity) -> Result<Self> {
        let prefixes = GrowingIndex::new(survivors, similarity, Reach::Any)?;
        let contained = similarity.measure() == Measure::Containment;
        let wholes = contained.then(|| GrowingIndex::new(survivors, similarity, Reach::Whole)).transpose()?;
        Ok(Staying { prefixes, wholes })
    }

    fn meet(&self, probe: &mut Probe<'_>, order: &[(u8, u64)], prefix: usize) {
        for (rank, &(_, hash)) in order.iter().enumerate() {
            self.prefixes.list(hash).iter().for_each(|posting| probe.meet(posting, rank));
        }
        for (rank, &(_, hash)) in order.iter().enumerate().take(prefix) {
            let wholes = self.wholes.as_ref().map_or(&[][..], |wholes| wholes.list(hash));
            wholes.iter().for_each(|posting| probe.meet(posting, rank));
        }
    }

    fn add(&mut self, at: usize, set: &Survivor, order: &[(u8, u64)]) {
        self.prefixes.add(at, set, order);
        if let Some(wholes) = &mut self.wholes {
            wholes.add(at, set, order);
        }
    }
}

fn greedy(
    survivors: &Survivors,
    best: &[Option<u32>],
    similarity: Similarity,
    observer: &dyn Observer,
) -> Result<Stands> {
    let mut stands = vec![None; best.len()];
    let mut turns: Vec<usize> = (0..survivors.sets.len()).collect();
    turns.sort_unstable_by_key(|&at| best[survivors.sets[at].group as usize]);
    let mut staying = Staying::new(survivors, similarity)?;
    let mut probe = Probe::new(survivors, similarity);
    let (mut order, mut buffer) = (Vec::new(), Vec::new());
    for (turn, &at) in turns.iter().enumerate() {
        if turn % STRETCH == 0 {
            go_on(observer)?;
            observer.progress("choosing", turn as u64, Some(turns.len() as u64));
        }
        let set = &survivors.sets[at];
        prefix(survivors.hashes(set, &mut buffer)?, &survivors.counts, probed(set, similarity), &mut order);
        probe.begin(at);
        staying.meet(&mut probe, &order, (set.shared + 1).saturating_sub(similarity.needed_by(set.size)) as usize);
        let mut found: Option<(f64, Reverse<Option<u32>>, u32)> = None;
        probe.verify(|other, score| {
            let ranked = Reverse(best[other.group as usize]);
            if found.is_none_or(|(high, first, _)| (score, ranked) > (high, first)) {
                found = Some((score, ranked, other.group));
            }
        })?;
        match found {
            Some((score, _, group)) => stands[set.group as usize] = Some((group, score)),
            None => staying.add(at, set, &order),
        }
    }
    Ok(stands)
}
