//! Similar records, cluster by cluster.

use super::cluster::{Cluster, Member, name};
use super::decided::decided;
use super::pairs::grouped;
use super::{Config, Linkage, Loaded, Method};
use crate::error::Result;
use crate::join::{self, Forest, Groups, Match};
use crate::model::Observer;

/// Clusters of two records and more, ordered by first member. Takes the shingle sets out of `loaded`.
///
/// # Errors
/// As [`pairs`](super::pairs).
pub fn clusters(loaded: &mut Loaded, config: &Config, observer: &dyn Observer) -> Result<Vec<Cluster>> {
    let mut clusters = stars(loaded, config, observer)?;
    clusters.sort_unstable_by_key(|cluster| cluster.members[0].record);
    Ok(clusters)
}

/// The clusters, in no order.
pub(super) fn stars(loaded: &mut Loaded, config: &Config, observer: &dyn Observer) -> Result<Vec<Cluster>> {
    let rank = loaded.records.rank();
    let (groups, tied) = tie(loaded, &rank, config, observer)?;
    let clusters = gather(loaded, &groups, &tied, &rank, config);
    Ok(if loaded.named.is_empty() { clusters } else { decided(clusters, loaded, config, &rank) })
}

/// How a group belongs to its cluster.
#[derive(Clone, Copy)]
struct Tie {
    /// A group that names the cluster.
    to: u32,
    /// Score of the link; 1 for the group that names it.
    score: f64,
    weakest: f64,
}

fn tie(loaded: &mut Loaded, rank: &[u32], config: &Config, observer: &dyn Observer) -> Result<(Groups, Vec<Tie>)> {
    match (config.linkage, config.method) {
        (Linkage::Representative, Method::Exact) => {
            let blocks = std::mem::take(&mut loaded.blocks);
            let (groups, stands) = join::representatives(blocks, rank, config.similarity, &loaded.memory, observer)?;
            let tied = (0..).zip(stands).map(|(group, stands)| star(group, stands)).collect();
            Ok((groups, tied))
        }
        (Linkage::Representative, _) => {
            let (groups, pairs) = grouped(loaded, config, observer)?;
            let stands = join::representatives_of(&groups, &pairs, rank);
            let tied = (0..).zip(stands).map(|(group, stands)| star(group, stands)).collect();
            Ok((groups, tied))
        }
        (Linkage::Single, Method::Exact) => {
            let blocks = std::mem::take(&mut loaded.blocks);
            let (groups, links) = join::components(blocks, config.similarity, &loaded.memory, observer)?;
            let tied = connect(groups.len(), &links);
            Ok((groups, tied))
        }
        (Linkage::Single, _) => {
            let (groups, links) = grouped(loaded, config, observer)?;
            let tied = connect(groups.len(), &links);
            Ok((groups, tied))
        }
    }
}

fn star(group: u32, stands: Option<(u32, f64)>) -> Tie {
    let (to, score) = stands.unwrap_or((group, 1.0));
    Tie { to, score, weakest: score }
}

/// Components of `links`, each with the weakest link of a spanning tree that takes the strongest links first.
fn connect(groups: usize, links: &[Match]) -> Vec<Tie> {
    let mut forest = Forest::new(groups);
    let mut best = vec![0.0f64; groups];
    let mut order: Vec<&Match> = links.iter().collect();
    order.sort_by(|x, y| y.score.total_cmp(&x.score));
    let mut weakest = vec![1.0f64; groups];
    for link in order {
        for end in [link.a, link.b] {
            best[end as usize] = best[end as usize].max(link.score);
        }
        if !forest.joined(link.a, link.b) {
            let below = weakest[forest.root(link.a) as usize].min(weakest[forest.root(link.b) as usize]);
            forest.join(link.a, link.b);
            weakest[forest.root(link.a) as usize] = below.min(link.score);
        }
    }
    let tie = |group: u32| {
        let to = forest.root(group);
        let score = if best[group as usize] == 0.0 { 1.0 } else { best[group as usize] };
        Tie { to, score, weakest: weakest[to as usize] }
    };
    (0..groups as u32).map(tie).collect()
}

/// Groups that are tied together → clusters of records.
fn gather(loaded: &Loaded, groups: &Groups, tied: &[Tie], rank: &[u32], config: &Config) -> Vec<Cluster> {
    let mut by_name: Vec<(u32, u32)> = (0..).zip(tied).map(|(group, tie)| (tie.to, group)).collect();
    by_name.sort_unstable();
    let records = &loaded.records;
    let cluster = |tied_groups: &[(u32, u32)]| {
        let texts = || tied_groups.iter().flat_map(|&(_, group)| groups.members(group as usize));
        texts().nth(1)?;
        let canonical = *texts().min_by_key(|&&text| rank[text as usize])?;
        let leader = groups.of(canonical as usize);
        let member = |&text: &u32| {
            let group = groups.of(text as usize);
            let relation = loaded.relation(text, canonical, group == leader, config.relation());
            let score = if group == leader { 1.0 } else { tied[group].score };
            Member { record: records.of_text(text), relation, score }
        };
        let mut members: Vec<Member> = texts().map(member).collect();
        members.sort_unstable_by_key(|member| member.record);
        let weakest = tied_groups.iter().map(|&(_, group)| tied[group as usize].weakest).fold(1.0, f64::min);
        let id = name(loaded, members.iter().map(|member| member.record));
        Some(Cluster { id, canonical: records.of_text(canonical), members, weakest })
    };
    by_name.chunk_by(|x, y| x.0 == y.0).filter_map(cluster).collect()
}
