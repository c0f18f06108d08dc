//! Connected components of similar texts, without all of their pairs.

use super::memory::Memory;
use super::prefix::{PrefixIndex, Reach, Share, prefix, probed};
use super::probe::Probe;
use super::sets::{Groups, SetBlock};
use super::survivors::{Survivors, go_on};
use super::{Match, Similarity};
use crate::error::Result;
use crate::model::Observer;

/// Sets between two questions whether to go on.
const STRETCH: usize = 4096;

/// Links between groups that join each connected component to one: a spanning forest of similar pairs.
///
/// Two groups that a chain of links joins already are not compared any more, and the part of a list that belongs to one
/// component is passed over at once: a template in n texts costs n comparisons, not n². The components are those of all
/// similar pairs; which of the pairs become links depends on nothing but the input. For that, the table of counts and the
/// index are held whole, whatever the memory.
pub fn components(
    blocks: Vec<SetBlock>,
    similarity: Similarity,
    memory: &Memory,
    observer: &dyn Observer,
) -> Result<(Groups, Vec<Match>)> {
    let groups = Groups::new(&blocks);
    let survivors = Survivors::new(blocks, &groups, similarity, memory, None, observer)?;
    let index = PrefixIndex::new(&survivors, similarity, Reach::Later, Share::ALL)?;
    let mut forest = Forest::new(survivors.sets.len());
    // For each list: how many of its first sets are known to belong to one component.
    let mut uniform = vec![0u32; index.slots()];
    let mut probe = Probe::new(&survivors, similarity);
    let (mut links, mut order, mut buffer) = (Vec::new(), Vec::new(), Vec::new());
    for (b, set) in survivors.sets.iter().enumerate() {
        if b % STRETCH == 0 {
            go_on(observer)?;
            observer.progress("joining", b as u64, Some(survivors.sets.len() as u64));
        }
        prefix(survivors.hashes(set, &mut buffer)?, &survivors.counts, probed(set, similarity), &mut order);
        probe.begin(b);
        for (rank, &(_, hash)) in order.iter().enumerate() {
            let (slot, list) = index.slot_and_list(hash);
            let Some(first) = list.first().filter(|first| (first.set as usize) < b) else { continue };
            let known = uniform[slot] as usize;
            let skip = if forest.joined(first.set, b as u32) { known } else { 0 };
            let mut run = skip;
            for (at, posting) in list.iter().enumerate().skip(skip).take_while(|(_, p)| (p.set as usize) < b) {
                if !forest.joined(posting.set, b as u32)
                    && probe.is_new(posting, rank)
                    && let Some(score) = probe.score(posting.set)?
                {
                    forest.join(posting.set, b as u32);
                    let other = survivors.sets[posting.set as usize].group;
                    links.push(Match { a: other.min(set.group), b: other.max(set.group), score });
                }
                if run == at && forest.joined(posting.set, first.set) {
                    run = at + 1;
                }
            }
            uniform[slot] = uniform[slot].max(run as u32);
        }
    }
    links.sort_unstable_by_key(|link| (link.a, link.b));
    Ok((groups, links))
}

/// Sets that are joined to each other (R. Tarjan, J. van Leeuwen, Worst-case Analysis of Set Union Algorithms, JACM 1984;
/// path halving, the smaller number is the root).
#[derive(Debug)]
pub struct Forest {
    parent: Vec<u32>,
}

impl Forest {
    /// `n` elements, none of them joined.
    pub fn new(n: usize) -> Self {
        Forest { parent: (0..n as u32).collect() }
    }

    /// The least element that `x` is joined to.
    pub fn root(&mut self, mut x: u32) -> u32 {
        while self.parent[x as usize] != x {
            let up = self.parent[self.parent[x as usize] as usize];
            self.parent[x as usize] = up;
            x = up;
        }
        x
    }

    /// Whether the two are joined.
    pub fn joined(&mut self, x: u32, y: u32) -> bool {
        self.root(x) == self.root(y)
    }

    /// Joins the two.
    pub fn join(&mut self, x: u32, y: u32) {
        let (x, y) = (self.root(x), self.root(y));
        self.parent[x.max(y) as usize] = x.min(y);
    }
}
