//! What a person decided, over what texts have in common: clusters join or fall apart.

use std::collections::{BTreeMap, BTreeSet};

use super::cluster::{Cluster, Member, name};
use super::{Config, Loaded};
use crate::cluster::Sets;
use crate::model::Relation;

/// `clusters` as decisions will have them; `rank` says, text by text, who stands for whom.
pub(super) fn decided(clusters: Vec<Cluster>, loaded: &Loaded, config: &Config, rank: &[u32]) -> Vec<Cluster> {
    let named = &loaded.named;
    let links = config.decisions.links(named.iter().map(|(_, digest)| digest.as_str()));
    // Texts with one digest are one, and so are those that a decision makes the same.
    let mut sets = Sets::new(named.len());
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, (_, digest)) in named.iter().enumerate() {
        sets.join(at, *first.entry(digest).or_insert(at));
    }
    links.must.iter().for_each(|&(a, b)| sets.join(a, b));
    let class: BTreeMap<usize, usize> =
        named.iter().enumerate().map(|(at, (text, _))| (loaded.records.of_text(*text), sets.root(at))).collect();
    let both_ways = |&(a, b): &(usize, usize)| [(sets.root(a), sets.root(b)), (sets.root(b), sets.root(a))];
    let apart: BTreeSet<(usize, usize)> = links.cannot.iter().flat_map(both_ways).collect();
    let (touched, mut all): (Vec<Cluster>, Vec<Cluster>) =
        clusters.into_iter().partition(|cluster| cluster.members.iter().any(|m| class.contains_key(&m.record)));
    for mut group in joined(touched, &class) {
        // Who stands for the others keeps them; who must not be with them goes.
        group.sort_by_key(|member| loaded.records.text_of(member.record).map(|text| rank[text as usize]));
        let parts = parted(group, &class, &apart).into_iter().filter(|part| part.len() > 1);
        all.extend(parts.map(|part| cluster(part, loaded)));
    }
    all
}

/// The members of `clusters` and the records of `class` outside of them, those joined that hold one class.
fn joined(clusters: Vec<Cluster>, class: &BTreeMap<usize, usize>) -> Vec<Vec<Member>> {
    let mut groups: Vec<Vec<Member>> = clusters.into_iter().map(|cluster| cluster.members).collect();
    let inside: BTreeSet<usize> = groups.iter().flatten().map(|member| member.record).collect();
    let alone = |&record: &usize| vec![Member { record, relation: Relation::Edited, score: 1.0 }];
    groups.extend(class.keys().filter(|record| !inside.contains(record)).map(alone));
    let mut sets = Sets::new(groups.len());
    let mut holder: BTreeMap<usize, usize> = BTreeMap::new();
    for (at, group) in groups.iter().enumerate() {
        for class in group.iter().filter_map(|member| class.get(&member.record)) {
            sets.join(at, *holder.entry(*class).or_insert(at));
        }
    }
    sets.groups().iter().map(|together| together.iter().flat_map(|&at| groups[at].iter().copied()).collect()).collect()
}

/// `group` in as few parts as its order allows, no two members of a part being of classes `apart`.
fn parted(group: Vec<Member>, class: &BTreeMap<usize, usize>, apart: &BTreeSet<(usize, usize)>) -> Vec<Vec<Member>> {
    let class = |member: &Member| class.get(&member.record).copied();
    let stranger = |x: &Member, y: &Member| class(x).zip(class(y)).is_some_and(|pair| apart.contains(&pair));
    let mut parts: Vec<Vec<Member>> = Vec::new();
    for member in group {
        match parts.iter_mut().find(|part| !part.iter().any(|other| stranger(other, &member))) {
            Some(part) => part.push(member),
            None => parts.push(vec![member]),
        }
    }
    parts
}

/// The cluster of `members`, the first of which stands for the others.
fn cluster(mut members: Vec<Member>, loaded: &Loaded) -> Cluster {
    let canonical = members[0].record;
    let key = |record| loaded.records.text_of(record).map(|text| loaded.keys[text as usize]);
    for member in &mut members {
        let equal = key(member.record) == key(canonical);
        member.relation = if equal { Relation::Identical } else { member.relation.min(Relation::Edited) };
        member.score = if equal { 1.0 } else { member.score };
    }
    members.sort_unstable_by_key(|member| member.record);
    let weakest = members.iter().map(|member| member.score).fold(1.0, f64::min);
    let id = name(loaded, members.iter().map(|member| member.record));
    Cluster { id, canonical, members, weakest }
}
