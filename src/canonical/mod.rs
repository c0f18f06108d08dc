//! Cluster → canonical item: the one record that stands for all members.
//!
//! Each field is taken whole from one member, chosen by a survivorship rule ([`RULES`]); so no token appears that no
//! member has (law 7), and each field names the item it came from, each sentence of the body the item that had it first.
//! Values that lost stay visible as variants.

mod fields;
mod rules;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

pub use rules::{RULES, Rule, Rules};

use crate::model::{Canonical, Cluster, Date, Field, Item, Member, Passage, Provenance};
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
    cluster_of.par_iter().enumerate().filter_map(one).collect()
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
    let passages = if variants.contains_key(Field::Body.name()) { passages(&item.body, &members) } else { Vec::new() };
    Canonical {
        cluster_id: cluster_id.to_owned(),
        item,
        provenance,
        variants,
        first_seen: days().min(),
        last_seen: days().max(),
        sources: each_once(members.iter().map(|member| &member.source)),
        links: each_once(members.iter().filter_map(|member| member.url.as_ref())),
        passages,
    }
}

/// `all` in order, each once.
fn each_once<'a>(all: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut known = BTreeSet::new();
    all.filter(|one| known.insert(*one)).cloned().collect()
}

/// The sentences of `body`, each with the first of `members` that has it.
fn passages(body: &str, members: &[&Item]) -> Vec<Passage> {
    let texts: Vec<String> = members.iter().map(|member| comparable(&member.body)).collect();
    let sentence = |text: &str| {
        let plain = comparable(text);
        let first = texts.iter().position(|other| other.contains(plain.trim()));
        let member = members[first.unwrap_or_default()];
        Passage { text: text.to_owned(), source: member.source.clone(), item_id: member.id.clone() }
    };
    body.split_sentence_bounds().map(sentence).collect()
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fingerprint::words;
    use crate::model::Relation;

    fn text() -> impl Strategy<Value = String> {
        let words = ["Fähre", "Borkum", "fällt", "aus.", "Der", "Hafen", "ist", "zu.", "2026"];
        prop::collection::vec(prop::sample::select(words.to_vec()), 0..9).prop_map(|w| w.join(" "))
    }

    fn item() -> impl Strategy<Value = Item> {
        let parts = (text(), text(), text(), prop::option::of(1_u8..28), 0_u8..3, prop::option::of("[ab]"));
        parts.prop_map(|(topic, title, body, day, source, url)| Item {
            source: format!("{source}.txt"),
            topic: (!topic.is_empty()).then_some(topic),
            title: (!title.is_empty()).then_some(title),
            body,
            issue_date: day.and_then(|day| Date::new(2026, 3, day)),
            url,
            ..Item::default()
        })
    }

    fn cluster(members: usize) -> Cluster {
        let member = |item| Member { item, relation: Relation::Edited, score: 0.5 };
        Cluster {
            id: "c".into(),
            members: (0..members).map(member).collect(),
            canonical: 0,
            relation: Relation::Edited,
        }
    }

    fn any_rules() -> impl Strategy<Value = Rules> {
        let rule = prop::sample::select(RULES.iter().map(|rule| rule.name).collect::<Vec<_>>());
        prop::collection::vec((prop::sample::select(Field::ALL.to_vec()), rule), 0..6).prop_map(|all| {
            let mut rules = Rules::default();
            rules.prefer("2.txt");
            all.iter().for_each(|(field, rule)| rules.set(field.name(), rule).unwrap());
            rules
        })
    }

    proptest! {
        /// Law 7.
        #[test]
        fn no_token_that_no_member_has(mut items in prop::collection::vec(item(), 1..6), rules in any_rules()) {
            items.iter_mut().enumerate().for_each(|(i, item)| item.id = format!("i{i}"));
            let one = canonical(&items, &[cluster(items.len())], &rules).remove(0);
            for field in Field::ALL {
                let Some(value) = one.item.get(field) else { continue };
                let origin = &one.provenance[field.name()];
                let from = items.iter().find(|item| item.id == origin.item_id).unwrap();
                prop_assert_eq!(&from.source, &origin.source);
                prop_assert_eq!(from.get(field), Some(value), "{}", field.name());
            }
            let all: BTreeSet<String> = items.iter().flat_map(|item| words(&item.whole_text())).collect();
            prop_assert!(words(&one.item.whole_text()).iter().all(|word| all.contains(word)));
            let told: String = one.passages.iter().map(|passage| passage.text.as_str()).collect();
            prop_assert!(one.passages.is_empty() || told == one.item.body);
        }

        /// Law 5, for one cluster whose canonical member stays the same.
        #[test]
        fn order_does_not_matter(mut items in prop::collection::vec(item(), 1..6), rules in any_rules(), turn in 0_usize..6) {
            items.iter_mut().enumerate().for_each(|(i, item)| item.id = format!("i{i}"));
            let straight = canonical(&items, &[cluster(items.len())], &rules).remove(0);
            let mut turned = items.clone();
            turned.rotate_left(turn % items.len());
            let first = turned.iter().position(|item| item.id == "i0").unwrap();
            let other = canonical(&turned, &[Cluster { canonical: first, ..cluster(items.len()) }], &rules).remove(0);
            prop_assert_eq!(straight, other);
        }
    }

    #[test]
    fn each_sentence_names_who_said_it_first() {
        let item = |id: &str, day, body: &str| Item {
            id: id.into(),
            source: format!("{id}.txt"),
            issue_date: Date::new(2026, 3, day),
            url: Some(format!("https://example.org/{id}")),
            body: body.into(),
            ..Item::default()
        };
        let items = [item("new", 9, "Die Brücke ist zu. Der Umweg kostet Zeit."), item("old", 2, "Die Brücke ist zu.")];
        let one = canonical(&items, &[cluster(2)], &Rules::default()).remove(0);
        let said: Vec<(&str, &str)> = one.passages.iter().map(|p| (p.text.trim(), p.item_id.as_str())).collect();
        assert_eq!(said, [("Die Brücke ist zu.", "old"), ("Der Umweg kostet Zeit.", "new")]);
        assert_eq!(one.links, ["https://example.org/old", "https://example.org/new"]);
        assert_eq!(one.sources, ["old.txt", "new.txt"]);
    }
}
