//! Cluster → canonical item: the one record that stands for all members.
//!
//! Each field is taken whole from one member, chosen by a survivorship rule ([`RULES`]); so no token appears that no
//! member has (law 7), and each field names the item it came from. Values that lost stay visible as variants.

mod fields;
mod rules;

use std::collections::BTreeMap;

pub use rules::{RULES, Rule, Rules};

use crate::model::{Canonical, Cluster, Date, Item, Member, Provenance};
use crate::normalize::comparable;

/// The canonical items of `items`: one for each cluster and one for each item outside of all clusters, ordered by first
/// member. Linear in the size of the members.
pub fn canonical(items: &[Item], clusters: &[Cluster], rules: &Rules) -> Vec<Canonical> {
    let mut cluster_of: Vec<Option<&Cluster>> = vec![None; items.len()];
    for cluster in clusters {
        for member in &cluster.members {
            cluster_of[member.item] = Some(cluster);
        }
    }
    let one = |(position, cluster): (usize, &Option<&Cluster>)| match cluster {
        Some(cluster) if cluster.members.first().map(|m| m.item) == Some(position) => {
            let members = cluster.members.iter().map(|member: &Member| &items[member.item]).collect();
            Some(merge(&cluster.id, members, &items[cluster.canonical], rules))
        }
        Some(_) => None,
        None => Some(merge(&items[position].id, vec![&items[position]], &items[position], rules)),
    };
    cluster_of.iter().enumerate().filter_map(one).collect()
}

/// One record out of `members`; `canonical` lends what isn't chosen by field: id, source, place in the document.
fn merge(cluster_id: &str, mut members: Vec<&Item>, canonical: &Item, rules: &Rules) -> Canonical {
    // An order that doesn't depend on the input's: rules then choose the same, ties included.
    members.sort_by_cached_key(|item| {
        (seen(item).is_none(), seen(item), item.source.clone(), item.id.clone(), item.whole_text())
    });
    let mut item = Item { fields: BTreeMap::new(), ..canonical.clone() };
    let (mut provenance, mut variants) = (BTreeMap::new(), BTreeMap::new());
    for field in fields::of(&members) {
        field.clear(&mut item);
        let candidates: Vec<(&Item, String)> = members.iter().filter_map(|m| Some((*m, field.get(m)?))).collect();
        let rule = rules.of(field.name());
        let Some(chosen) = (rule.choose)(&candidates, rules) else { continue };
        let (from, value) = &candidates[chosen];
        field.copy(from, &mut item);
        let origin = Provenance { source: from.source.clone(), item_id: from.id.clone(), rule: rule.name.to_owned() };
        provenance.insert(field.name().to_owned(), origin);
        let losers = losers(&candidates, value);
        if !losers.is_empty() {
            variants.insert(field.name().to_owned(), losers);
        }
    }
    let days = || members.iter().flat_map(|item| item.issue_date.or(item.date));
    let mut sources: Vec<String> = Vec::new();
    for member in &members {
        if !sources.contains(&member.source) {
            sources.push(member.source.clone());
        }
    }
    Canonical {
        cluster_id: cluster_id.to_owned(),
        item,
        provenance,
        variants,
        first_seen: days().min(),
        last_seen: days().max(),
        sources,
    }
}

/// The day on which an item was seen: its issue's, else its own.
fn seen(item: &Item) -> Option<Date> {
    item.issue_date.or(item.date)
}

/// The values that differ from `winner` in more than layout, each once, in order.
fn losers(candidates: &[(&Item, String)], winner: &str) -> Vec<String> {
    let mut known = vec![comparable(winner)];
    let mut losers = Vec::new();
    for (_, value) in candidates {
        let plain = comparable(value);
        if !known.contains(&plain) {
            known.push(plain);
            losers.push(value.clone());
        }
    }
    losers
}
