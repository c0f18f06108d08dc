//! All similar pairs of records.

use std::borrow::Cow;

use super::{Config, Loaded, Method};
use crate::error::Result;
use crate::join::{self, Groups, Match};
use crate::model::{Observer, Relation};

/// The similar pairs of a corpus, held by groups of texts with equal shingle sets.
#[derive(Debug)]
pub struct Pairs {
    groups: Groups,
    /// Similar groups, each pair both ways, and where each group's begin.
    partners: Vec<(u32, f64)>,
    starts: Vec<usize>,
    relation: Relation,
}

/// Finds all pairs (with [`Method::Lsh`]: nearly all) that are similar. Takes the shingle sets out of `loaded`.
///
/// # Errors
/// Where the method can't do what is asked, or the run was stopped.
pub fn pairs(loaded: &mut Loaded, config: &Config, observer: &dyn Observer) -> Result<Pairs> {
    let (groups, found) = grouped(loaded, config, observer)?;
    Ok(Pairs::new(groups, &found, config.relation()))
}

pub(super) fn grouped(loaded: &mut Loaded, config: &Config, observer: &dyn Observer) -> Result<(Groups, Vec<Match>)> {
    let blocks = std::mem::take(&mut loaded.blocks);
    match config.method {
        Method::Exact => join::self_join(blocks, config.similarity, &loaded.memory, observer),
        Method::Lsh => join::lsh_join(&blocks, config.similarity, observer),
        Method::Digest => Ok((Groups::new(&blocks), Vec::new())),
    }
}

impl Pairs {
    fn new(groups: Groups, found: &[Match], relation: Relation) -> Self {
        let mut starts = vec![0; groups.len() + 1];
        found.iter().flat_map(|m| [m.a, m.b]).for_each(|group| starts[group as usize + 1] += 1);
        (1..starts.len()).for_each(|at| starts[at] += starts[at - 1]);
        let mut next = starts.clone();
        let mut partners = vec![(0, 0.0); found.len() * 2];
        for (of, other, score) in found.iter().flat_map(|m| [(m.a, m.b, m.score), (m.b, m.a, m.score)]) {
            partners[next[of as usize]] = (other, score);
            next[of as usize] += 1;
        }
        Pairs { groups, partners, starts, relation }
    }

    /// Number of pairs of records.
    pub fn count(&self) -> u64 {
        let size = |group: usize| self.groups.members(group).len() as u64;
        let inside: u64 = (0..self.groups.len()).map(|group| size(group) * (size(group) - 1) / 2).sum();
        let across = |group: usize| {
            self.partners[self.starts[group]..self.starts[group + 1]]
                .iter()
                .map(move |p| size(group) * size(p.0 as usize))
        };
        inside + (0..self.groups.len()).flat_map(across).sum::<u64>() / 2
    }

    /// Shows each pair of records, ordered by first and second: the two, their relation, their score. Nothing is held in
    /// memory for it: ten copies are 45 pairs, and a million are a hundred thousand times as many.
    pub fn for_each<E>(
        &self,
        loaded: &Loaded,
        mut show: impl FnMut(usize, usize, Relation, f64) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let mut later: Vec<(u32, f64)> = Vec::new();
        for text in 0..loaded.records.texts() as u32 {
            let group = self.groups.of(text as usize);
            later.clear();
            let own = std::iter::once((group as u32, 1.0));
            for (group, score) in own.chain(self.partners[self.starts[group]..self.starts[group + 1]].iter().copied()) {
                let members = self.groups.members(group as usize);
                let from = members.partition_point(|&member| member <= text);
                later.extend(members[from..].iter().map(|&member| (member, score)));
            }
            later.sort_unstable_by_key(|&(member, _)| member);
            for &(member, score) in &later {
                let same = self.groups.of(member as usize) == group;
                let relation = loaded.relation(text, member, same, self.relation);
                show(loaded.records.of_text(text), loaded.records.of_text(member), relation, score)?;
            }
        }
        Ok(())
    }
}

impl Loaded {
    /// The name of a record.
    pub fn name(&self, record: usize) -> Cow<'_, str> {
        self.records.name(record, &self.corpus)
    }

    /// The file that a record stands in.
    pub fn source(&self, record: usize) -> &str {
        self.corpus.source(self.records.place(record).0)
    }

    /// The relation of two similar texts: identical where sets and words are equal, else `other`.
    pub(super) fn relation(&self, a: u32, b: u32, same_set: bool, other: Relation) -> Relation {
        let equal = same_set && self.keys[a as usize] == self.keys[b as usize];
        if equal { Relation::Identical } else { other }
    }
}
