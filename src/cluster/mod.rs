//! Pairs → clusters: what is the same item, whatever the order in which items and pairs come.
//!
//! Chains mislead: A is like B, B like C, and A has nothing to do with C. So items are joined by group average
//! (Sokal & Michener 1958): the two groups whose pairs score highest on average join first, and groups whose average is
//! too low stay apart; a pair that isn't there counts as 0. Follow-ups never join items; they link clusters to stories.

mod average;
mod sets;

use std::cmp::Reverse;

use rapidhash::RapidHashMap;
use rayon::prelude::*;

use crate::compare::decisions::Links;
use crate::model::{Cluster, Item, Member, Pair, Relation};
pub(crate) use sets::Sets;

/// The clusters of two items and more that `pairs` make of `items`, ordered by first member.
///
/// Each pair's positions must lie in `items`. Time is linear in the number of pairs, but for a logarithm.
pub fn clusters(items: &[Item], pairs: &[Pair]) -> Vec<Cluster> {
    decided(items, pairs, &Links::default())
}

/// As [`clusters`], with what a person decided: items of [`Links::must`] join whatever their score, clusters with items
/// of [`Links::cannot`] stay apart.
pub fn decided(items: &[Item], pairs: &[Pair], links: &Links) -> Vec<Cluster> {
    let keys: Vec<[u8; 32]> = items.par_iter().map(key).collect();
    let mut sets = Sets::new(items.len());
    for pair in pairs.iter().filter(|pair| pair.relation == Relation::Identical) {
        sets.join(pair.a, pair.b);
    }
    let copies: Vec<usize> = (0..items.len()).map(|item| sets.find(item)).collect();
    for &(a, b) in &links.must {
        sets.join(a, b);
    }
    average::join(&mut sets, pairs, &keys, &links.cannot);
    let groups = sets.groups();
    let mut by_group: RapidHashMap<usize, Vec<&Pair>> = RapidHashMap::default();
    for pair in pairs.iter().filter(|pair| pair.relation.joins()) {
        let group = sets.find(pair.a);
        if group == sets.find(pair.b) {
            by_group.entry(group).or_default().push(pair);
        }
    }
    let of_group = |members: &Vec<usize>| {
        let inside = by_group.get(&sets.root(members[0])).map_or(&[][..], Vec::as_slice);
        cluster(items, &keys, &copies, members, inside)
    };
    groups.iter().filter(|members| members.len() > 1).map(of_group).collect()
}

/// Stories: clusters and single items joined by follow-ups among `pairs`, as lists of positions in order. Only stories
/// of two clusters (or items outside of clusters) and more, ordered by first item. `items` is how many there are.
pub fn stories(items: usize, clusters: &[Cluster], pairs: &[Pair]) -> Vec<Vec<usize>> {
    let mut sets = Sets::new(items);
    let mut told = Sets::new(items);
    for cluster in clusters {
        for member in &cluster.members {
            sets.join(cluster.members[0].item, member.item);
            told.join(cluster.members[0].item, member.item);
        }
    }
    for pair in pairs.iter().filter(|pair| pair.relation == Relation::FollowUp) {
        sets.join(pair.a, pair.b);
    }
    let several = |story: &Vec<usize>| story.iter().any(|&item| told.root(item) != told.root(story[0]));
    sets.groups().into_iter().filter(several).collect()
}

/// An item's identity: decides ties and names clusters, so it must not depend on the item's position, nor on where its
/// document lies.
fn key(item: &Item) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    for part in [&item.id, &item.whole_text()] {
        hasher.update(part.as_bytes()).update(b"\0");
    }
    hasher.finalize().into()
}

fn cluster(items: &[Item], keys: &[[u8; 32]], copies: &[usize], members: &[usize], inside: &[&Pair]) -> Cluster {
    let canonical = most_complete(items, keys, members);
    let mut best: RapidHashMap<usize, f64> = RapidHashMap::default();
    let mut direct: RapidHashMap<usize, Relation> = RapidHashMap::default();
    for pair in inside {
        for (one, other) in [(pair.a, pair.b), (pair.b, pair.a)] {
            let score = best.entry(one).or_insert(0.0);
            *score = score.max(pair.score);
            if copies[other] == copies[canonical] {
                direct
                    .entry(copies[one])
                    .and_modify(|known| *known = (*known).max(pair.relation))
                    .or_insert(pair.relation);
            }
        }
    }
    let loosest = inside.iter().map(|pair| pair.relation).min().unwrap_or(Relation::Identical);
    let member = |&item: &usize| Member {
        item,
        relation: match copies[item] == copies[canonical] {
            true => Relation::Identical,
            false => direct.get(&copies[item]).copied().unwrap_or(loosest),
        },
        score: best.get(&item).copied().unwrap_or(1.0),
    };
    Cluster { id: name(keys, members), members: members.iter().map(member).collect(), canonical, relation: loosest }
}

/// The member that says most: a title, then the longest text, then the earliest date.
fn most_complete(items: &[Item], keys: &[[u8; 32]], members: &[usize]) -> usize {
    let merit = |&&m: &&usize| {
        let item = &items[m];
        let day = item.issue_date.or(item.date);
        (
            item.title.is_some(),
            item.body.len(),
            item.heading().len(),
            Reverse(day.is_none()),
            Reverse(day),
            Reverse(keys[m]),
            Reverse(&item.source),
        )
    };
    members.iter().max_by_key(merit).copied().unwrap_or_default()
}

/// The first 16 hexadecimal digits of the digest of the members' identities in order of these.
fn name(keys: &[[u8; 32]], members: &[usize]) -> String {
    let mut identities: Vec<_> = members.iter().map(|&m| keys[m]).collect();
    identities.sort_unstable();
    let mut hasher = blake3::Hasher::new();
    for identity in identities {
        hasher.update(&identity);
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn items(n: usize) -> Vec<Item> {
        (0..n).map(|i| Item { id: format!("i{i}"), body: format!("text {i:02}"), ..Item::default() }).collect()
    }

    fn pair(a: usize, b: usize, relation: Relation, score: f64) -> Pair {
        Pair { a: a.min(b), b: a.max(b), relation, score }
    }

    fn ids(items: &[Item], clusters: &[Cluster]) -> Vec<(String, Vec<String>)> {
        let of = |c: &Cluster| {
            let mut ids: Vec<String> = c.members.iter().map(|m| items[m.item].id.clone()).collect();
            ids.sort();
            (c.id.clone(), ids)
        };
        let mut all: Vec<_> = clusters.iter().map(of).collect();
        all.sort();
        all
    }

    #[test]
    fn a_weak_chain_does_not_join_its_ends() {
        let chain: Vec<Pair> = (0..4).map(|i| pair(i, i + 1, Relation::Edited, 0.4)).collect();
        let found = clusters(&items(5), &chain);
        assert!(found.iter().all(|cluster| cluster.members.len() < 4), "{found:?}");
        let strong: Vec<Pair> =
            (0..4).flat_map(|a| (a + 1..4).map(move |b| pair(a, b, Relation::Edited, 0.8))).collect();
        assert_eq!(clusters(&items(4), &strong)[0].members.len(), 4);
    }

    #[test]
    fn copies_count_as_one_text() {
        // Ten copies in a star, one edited pair with one of them: the edited item joins.
        let mut pairs: Vec<Pair> = (1..10).map(|i| pair(0, i, Relation::Identical, 1.0)).collect();
        pairs.push(pair(3, 10, Relation::Edited, 0.5));
        let found = clusters(&items(11), &pairs);
        assert_eq!((found.len(), found[0].members.len(), found[0].relation), (1, 11, Relation::Edited));
        let relations: Vec<Relation> = found[0].members.iter().map(|m| m.relation).collect();
        assert_eq!(relations.iter().filter(|&&r| r == Relation::Edited).count(), 1);
    }

    #[test]
    fn decisions_stand_above_scores() {
        let pairs = [pair(0, 1, Relation::Edited, 0.9), pair(1, 2, Relation::Edited, 0.9)];
        let links = Links { must: vec![(2, 3)], cannot: vec![(0, 1)] };
        let found = decided(&items(4), &pairs, &links);
        let members: Vec<usize> = found[0].members.iter().map(|m| m.item).collect();
        assert_eq!((found.len(), members), (1, vec![1, 2, 3]));
        assert_eq!(clusters(&items(4), &pairs)[0].members.len(), 3);
    }

    #[test]
    fn follow_ups_link_clusters_to_stories_and_merge_nothing() {
        let pairs = [
            pair(0, 1, Relation::Identical, 1.0),
            pair(1, 2, Relation::FollowUp, 0.9),
            pair(4, 5, Relation::Edited, 0.9),
        ];
        let found = clusters(&items(6), &pairs);
        assert_eq!(found.len(), 2);
        assert_eq!(stories(6, &found, &pairs), [vec![0, 1, 2]]);
    }

    proptest! {
        #[test]
        fn order_does_not_matter(
            links in prop::collection::vec((0_usize..12, 0_usize..12, 0_u8..10, any::<bool>()), 0..30),
            order in Just((0..12).collect::<Vec<usize>>()).prop_shuffle(),
        ) {
            let mut known = std::collections::BTreeMap::new();
            for (a, b, score, same) in links.into_iter().filter(|link| link.0 != link.1) {
                let relation = if same { Relation::Identical } else { Relation::Edited };
                known.insert((a.min(b), a.max(b)), (relation, f64::from(score) / 10.0));
            }
            let straight: Vec<Pair> = known.iter().map(|(&(a, b), &(r, s))| pair(a, b, r, s)).collect();
            let here = items(12);
            let there: Vec<Item> = order.iter().map(|&i| here[i].clone()).collect();
            let place = |i: usize| order.iter().position(|&o| o == i).unwrap();
            let turned: Vec<Pair> = known.iter().rev().map(|(&(a, b), &(r, s))| pair(place(a), place(b), r, s)).collect();
            prop_assert_eq!(ids(&here, &clusters(&here, &straight)), ids(&there, &clusters(&there, &turned)));
        }
    }
}
