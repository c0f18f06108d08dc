//! Cluster → canonical item: the one record that stands for all members.
//!
//! Each field is taken whole from one member, chosen by a survivorship rule ([`RULES`]); so no token appears that no
//! member has (law 7), and each field names the item it came from, each sentence of the body the item that had it first.
//! What tells of one state of things – title, body, dates, place – comes from one member, so that the new date never stands
//! over the old text.
//! Values that lost stay visible as variants.

mod fields;
mod rules;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rayon::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use rules::Candidate;
pub use rules::{RULES, Rule, Rules};

use crate::fingerprint::words;
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
fn merge<'a>(cluster_id: &str, mut members: Vec<&'a Item>, canonical: &Item, rules: &Rules) -> Canonical {
    // An order that doesn't depend on the input's: rules then choose the same, ties included.
    members.sort_by_cached_key(|item| {
        (item.day().is_none(), item.day(), item.source.clone(), item.id.clone(), item.whole_text())
    });
    let mut item = Item { fields: BTreeMap::new(), ..canonical.clone() };
    let (mut provenance, mut variants) = (BTreeMap::new(), BTreeMap::new());
    let ranks = ranks(&members);
    for field in fields::of(&members) {
        field.clear(&mut item);
        let candidate =
            |(item, rank): (&&'a Item, &usize)| Some(Candidate { item, value: field.get(item)?, rank: *rank });
        let candidates: Vec<Candidate> = members.iter().zip(&ranks).filter_map(candidate).collect();
        let rule = rules.of(field.name());
        let Some(chosen) = (rule.choose)(&candidates, rules) else { continue };
        let Candidate { item: from, value, .. } = &candidates[chosen];
        field.copy(from, &mut item);
        let origin = Provenance { source: from.source.clone(), item_id: from.id.clone(), rule: rule.name.to_owned() };
        provenance.insert(field.name().to_owned(), origin);
        let losers = losers(&candidates, value);
        if !losers.is_empty() {
            variants.insert(field.name().to_owned(), losers);
        }
    }
    let days = days(&members);
    let origin = provenance.get(Field::Body.name()).filter(|_| variants.contains_key(Field::Body.name()));
    let passages = origin.map_or_else(Vec::new, |origin| passages(&item.body, origin, &members));
    Canonical {
        cluster_id: cluster_id.to_owned(),
        item,
        provenance,
        variants,
        first_seen: days.first().copied(),
        last_seen: days.last().copied(),
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

/// A text is a full one from this share of the longest member's length on: an edit takes less off, an excerpt more
/// (one that holds a quarter more is an excerpt's whole, see `compare`).
const FULL: f64 = 0.8;

/// Which of `members`, in order of time, tells the state of things best, 0 the best: one with a full text, of these the one
/// seen last; where several say the same, the one that said it first.
fn ranks(members: &[&Item]) -> Vec<usize> {
    let length = |item: &Item| item.body.chars().count();
    let longest = members.iter().map(|item| length(item)).max().unwrap_or(0) as f64;
    let state = |item: &Item| {
        let fields = [Field::Date, Field::EndDate, Field::Place].map(|field| item.get(field).unwrap_or_default());
        comparable(&format!("{}\n{}", item.whole_text(), fields.join("\n")))
    };
    let states: Vec<String> = members.iter().map(|item| state(item)).collect();
    let last: HashMap<&str, usize> = states.iter().zip(0..).map(|(state, at)| (state.as_str(), at)).collect();
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by_key(|&at| {
        let item = members[at];
        let short = (length(item) as f64) < FULL * longest;
        (short, item.day().is_none(), Reverse(last[states[at].as_str()]), at)
    });
    let mut ranks = vec![0; members.len()];
    order.into_iter().zip(0..).for_each(|(at, rank)| ranks[at] = rank);
    ranks
}

/// The sentences of `body`, each with the first of `members` that has it; one without words belongs to the body's `origin`.
fn passages(body: &str, origin: &Provenance, members: &[&Item]) -> Vec<Passage> {
    let mut first: HashMap<Vec<String>, &Item> = HashMap::new();
    for member in members {
        for sentence in sentences(&member.body) {
            first.entry(words(sentence)).or_insert(member);
        }
    }
    let passage = |text: &str| {
        let said = words(text);
        let by = first.get(&said).filter(|_| !said.is_empty()).map(|item| (&item.source, &item.id));
        let (source, item_id) = by.unwrap_or((&origin.source, &origin.item_id));
        Passage { text: text.to_owned(), source: source.clone(), item_id: item_id.clone() }
    };
    sentences(body).into_iter().map(passage).collect()
}

/// The sentences of a text by Unicode's rules, but for a day's number ("4. März"), which ends none.
fn sentences(text: &str) -> Vec<&str> {
    let mut ends: Vec<usize> = Vec::new();
    let mut from = 0;
    for (at, part) in text.split_sentence_bound_indices() {
        let end = at + part.len();
        let before = text[from..end].trim_end().strip_suffix('.').unwrap_or("");
        let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
        if !(1..=2).contains(&digits) || end == text.len() {
            ends.push(end);
            from = end;
        }
    }
    let starts = std::iter::once(0).chain(ends.iter().copied());
    starts.zip(&ends).map(|(from, &end)| &text[from..end]).collect()
}

/// The days on which an item was seen: those of the issues it stood in; where none is known, the members' own.
fn days(members: &[&Item]) -> BTreeSet<Date> {
    let issues: BTreeSet<Date> = members.iter().filter_map(|item| item.issue_date).collect();
    if issues.is_empty() { members.iter().filter_map(|item| item.day()).collect() } else { issues }
}

/// The values that differ from `winner` in more than layout, each once, in order.
fn losers(candidates: &[Candidate<'_>], winner: &str) -> Vec<String> {
    let mut known = HashSet::from([comparable(winner)]);
    candidates.iter().filter(|c| known.insert(comparable(&c.value))).map(|c| c.value.clone()).collect()
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

    fn said(id: &str, day: u8, title: &str, body: &str) -> Item {
        Item {
            id: id.into(),
            source: format!("{id}.txt"),
            issue_date: Date::new(2026, 3, day),
            title: Some(title.into()),
            body: body.into(),
            ..Item::default()
        }
    }

    fn one(items: &[Item]) -> Canonical {
        canonical(items, &[cluster(items.len())], &Rules::default()).remove(0)
    }

    #[test]
    fn title_text_and_date_tell_of_one_state() {
        let old = Item {
            date: Date::new(2026, 3, 4),
            ..said("old", 3, "Bad öffnet wieder", "Am 4. März öffnet das Bad am Wehr mit neuen Becken und Liegen.")
        };
        let new = Item {
            date: Date::new(2026, 4, 1),
            ..said("new", 10, "Bad öffnet später", "Am 1. April öffnet das Bad am Wehr mit neuen Becken.")
        };
        let short = said("short", 20, "Bad", "Im April öffnet das Bad.");
        let c = one(&[old, new.clone(), short]);
        assert_eq!((&c.item.title, &c.item.body, c.item.date), (&new.title, &new.body, new.date));
        assert_eq!(c.provenance["title"].rule, "together");
        // What it lacks is taken from the others; what several say, from the one that said it first.
        let again = Item { place: Some("Celle".into()), ..said("again", 2, "Bad öffnet später", &new.body) };
        let newer = Item { date: None, ..said("newer", 12, "Bad öffnet später", &new.body) };
        let c = one(&[newer.clone(), said("older", 2, "Bad öffnet später", &new.body), again]);
        assert_eq!((c.item.place.as_deref(), c.provenance["body"].item_id.as_str()), (Some("Celle"), "older"));
    }

    #[test]
    fn issues_say_when_it_was_seen() {
        let of = |item: Item| Item { date: Date::new(2026, 1, 5), ..item };
        let undated = Item { issue_date: None, ..said("b", 1, "Bad", "Offen.") };
        let c = one(&[of(said("a", 3, "Bad", "Offen.")), of(undated.clone())]);
        assert_eq!((c.first_seen, c.last_seen), (Date::new(2026, 3, 3), Date::new(2026, 3, 3)));
        assert_eq!(one(&[of(undated.clone())]).first_seen, Date::new(2026, 1, 5), "all there is");
        let event = Item { kind: crate::model::Kind::Event, ..of(undated) };
        assert_eq!(one(&[event]).first_seen, None, "when it takes place is not when it was seen");
    }

    #[test]
    fn passages_are_sentences_and_nothing_else() {
        let by = |c: &Canonical| -> Vec<(String, String)> {
            c.passages.iter().map(|p| (p.text.trim().to_owned(), p.item_id.clone())).collect()
        };
        let expect = |all: &[(&str, &str)]| -> Vec<(String, String)> {
            all.iter().map(|(text, id)| ((*text).to_owned(), (*id).to_owned())).collect()
        };
        let old = said("old", 1, "Bad", "Naja. Das Bad öffnet am 4. März. So heißt es.");
        let new = said("new", 2, "Bad", "Ja. *** Das Bad öffnet am 4. März. Es ist neu.");
        let c = one(&[old, new]);
        assert_eq!(
            by(&c),
            expect(&[("Ja.", "new"), ("*** Das Bad öffnet am 4. März.", "old"), ("Es ist neu.", "new")])
        );
        let (old, new) = (said("old", 1, "Bad", "Eins. Drei. Vier."), said("new", 2, "Bad", "**Eins. Zwei.** ***"));
        assert_eq!(by(&one(&[old, new])), expect(&[("**Eins.", "old"), ("Zwei.", "new"), ("** ***", "new")]));
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
        let one = one(&items);
        let said: Vec<(&str, &str)> = one.passages.iter().map(|p| (p.text.trim(), p.item_id.as_str())).collect();
        assert_eq!(said, [("Die Brücke ist zu.", "old"), ("Der Umweg kostet Zeit.", "new")]);
        assert_eq!(one.links, ["https://example.org/old", "https://example.org/new"]);
        assert_eq!(one.sources, ["old.txt", "new.txt"]);
    }
}
