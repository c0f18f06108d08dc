//! Connected components of similar texts, without all of their pairs.

use rayon::prelude::*;

use super::memory::Memory;
use super::prefix::{PrefixIndex, Reach, Share};
use super::probe::{Probe, Probes};
use super::recent::{Recent, batches};
use super::sets::{Groups, SetBlock};
use super::survivors::{Survivors, go_on, probed};
use super::{Match, Similarity};
use crate::error::Result;
use crate::model::Observer;

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
    let index = PrefixIndex::new(&survivors, similarity, Reach::Later, Share::ALL, &|_| true)?;
    let uniform = vec![0; index.postings().len()];
    let mut joining =
        Joining { similarity, forest: Forest::new(survivors.sets.len()), survivors: &survivors, index, uniform };
    let probes = Probes::new(&survivors, similarity);
    let (mut links, mut recent) = (Vec::new(), Recent::default());
    for batch in batches(survivors.sets.len()) {
        go_on(observer)?;
        observer.progress("joining", batch.start as u64, Some(survivors.sets.len() as u64));
        let one = |b: usize| probes.with(|probe| joining.links_before(probe, b, batch.start));
        let found: Vec<Vec<Match>> = batch.clone().into_par_iter().with_min_len(32).map(one).collect::<Result<_>>()?;
        recent.clear();
        for (b, found) in batch.clone().zip(found) {
            links.extend(found.into_iter().filter(|link| joining.forest.join(link.a, link.b)));
            probes.with(|probe| joining.link_within(probe, b, batch.start, &mut recent, &mut links))?;
        }
    }
    let group = |set: u32| survivors.sets[set as usize].group;
    for link in &mut links {
        let (a, b) = (group(link.a), group(link.b));
        (link.a, link.b) = (a.min(b), a.max(b));
    }
    links.par_sort_unstable_by_key(|link| (link.a, link.b));
    Ok((groups, links))
}

/// What is known of the components so far; links are between positions of survivors.
struct Joining<'a> {
    survivors: &'a Survivors,
    similarity: Similarity,
    index: PrefixIndex,
    forest: Forest,
    /// For the first posting of each list: how many of the list's first sets are known to belong to one component.
    uniform: Vec<u32>,
}

impl Joining<'_> {
    /// Links of the set at `b` to components of sets before `end`, one to each that it is similar to.
    fn links_before(&self, probe: &mut Probe<'_>, b: usize, end: usize) -> Result<Vec<Match>> {
        let (set, mut buffer) = (&self.survivors.sets[b], Vec::new());
        let (mut links, mut joined): (Vec<Match>, Vec<u32>) = Default::default();
        probe.begin(b);
        for (rank, &hash) in self.survivors.first(set, probed(set, self.similarity), &mut buffer)?.iter().enumerate() {
            let (begin, stop) = self.index.place(hash);
            let list = &self.index.postings()[begin..stop];
            let Some(first) = list.first().filter(|first| (first.set as usize) < end) else { continue };
            let known = joined.contains(&self.forest.top(first.set));
            let skip = if known { self.uniform[begin] as usize } else { 0 };
            for posting in list[skip..].iter().take_while(|posting| (posting.set as usize) < end) {
                let root = self.forest.top(posting.set);
                if !joined.contains(&root)
                    && probe.is_new(posting, rank)
                    && let Some(score) = probe.score(posting.set)?
                {
                    joined.push(root);
                    links.push(Match { a: posting.set, b: b as u32, score });
                }
            }
        }
        Ok(links)
    }

    /// Joins the set at `b` to those from `start` on that come before it.
    fn link_within(
        &mut self,
        probe: &mut Probe<'_>,
        b: usize,
        start: usize,
        recent: &mut Recent,
        links: &mut Vec<Match>,
    ) -> Result<()> {
        let (set, mut buffer) = (&self.survivors.sets[b], Vec::new());
        let prefix = self.survivors.first(set, probed(set, self.similarity), &mut buffer)?;
        probe.begin(b);
        for (rank, &hash) in prefix.iter().enumerate().filter(|(_, hash)| recent.may_hold(**hash)) {
            let (begin, stop) = self.index.place(hash);
            let list = &self.index.postings()[begin..stop];
            let Some(first) = list.first().filter(|first| (first.set as usize) < b) else { continue };
            let mut run = self.uniform[begin] as usize;
            while list.get(run).is_some_and(|p| (p.set as usize) < b && self.forest.joined(p.set, first.set)) {
                run += 1;
            }
            self.uniform[begin] = run as u32;
            let from = list.partition_point(|posting| (posting.set as usize) < start);
            let from = if self.forest.joined(first.set, b as u32) { from.max(run) } else { from };
            for posting in list[from..].iter().take_while(|posting| (posting.set as usize) < b) {
                if !self.forest.joined(posting.set, b as u32)
                    && probe.is_new(posting, rank)
                    && let Some(score) = probe.score(posting.set)?
                {
                    self.forest.join(posting.set, b as u32);
                    links.push(Match { a: posting.set, b: b as u32, score });
                }
            }
        }
        recent.add(prefix);
        Ok(())
    }
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

    /// As [`Forest::root`], without making the way shorter for the next one that asks.
    fn top(&self, mut x: u32) -> u32 {
        while self.parent[x as usize] != x {
            x = self.parent[x as usize];
        }
        x
    }

    /// Whether the two are joined.
    pub fn joined(&mut self, x: u32, y: u32) -> bool {
        self.root(x) == self.root(y)
    }

    /// Joins the two; false where they were already.
    pub fn join(&mut self, x: u32, y: u32) -> bool {
        let (x, y) = (self.root(x), self.root(y));
        self.parent[x.max(y) as usize] = x.min(y);
        x != y
    }
}
