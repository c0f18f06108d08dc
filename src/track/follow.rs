//! New items that tell on an old one in other words.

use std::collections::{BTreeSet, HashMap};

use super::likeness::{Likeness, common, merged};
use super::side::Lexicon;
use crate::fingerprint::words;
use crate::model::Item;

/// What tells on names the old story in its heading, by a word this long: shorter ones are seldom names.
const NAME: usize = 5;
/// A word that more items of either list have names none of them.
const ITEMS: u32 = 2;
/// Long words in common, each weighing its rarity, that no chance brings together ...
const SHARED: f64 = 5.0;
/// ... and how many are enough where both stand under one topic, a place or a body, and share a name in their titles, too.
/// Both from the few follow-ups of five newsletters; neighbours in other stories share 1 to 4.
const SHARED_UNDER_TOPIC: f64 = 2.5;

/// For each of the `added` new items the old one that it tells on, if there is one: their headings share a name, and the
/// items enough long rare words. None of the pairs `apart`, old and new, which a person decided to be different.
/// O(old + added): only items under one name are compared.
pub(super) fn follows(
    likeness: &Likeness<'_>,
    lexicon: &Lexicon,
    added: &[usize],
    apart: &BTreeSet<(usize, usize)>,
) -> HashMap<usize, usize> {
    let long = lexicon.of_length(NAME);
    let names = |heading: &[u32]| -> Vec<u32> {
        heading.iter().filter(|w| long.contains(w) && likeness.items(**w) <= ITEMS).copied().collect()
    };
    let titled = |item: &Item| {
        let mut words: Vec<u32> =
            words(item.title.as_deref().unwrap_or("")).iter().filter_map(|w| lexicon.number(w)).collect();
        words.sort_unstable();
        names(&words)
    };
    let mut by_name: HashMap<u32, Vec<usize>> = HashMap::new();
    for (old, view) in likeness.old.views.iter().enumerate() {
        for name in names(&view.heading_words) {
            by_name.entry(name).or_default().push(old);
        }
    }
    let told = |new: usize| {
        let view = &likeness.new.views[new];
        let olds: BTreeSet<usize> =
            names(&view.heading_words).iter().filter_map(|n| by_name.get(n)).flatten().copied().collect();
        let mut best: Option<(f64, usize)> = None;
        for old in olds.into_iter().filter(|old| !apart.contains(&(*old, new))) {
            let mut shared = common(&merged(&likeness.old.views[old]), &merged(view));
            shared.retain(|w| long.contains(w));
            let weight = likeness.weight(&shared);
            let least = if one_topic(likeness, old, new)
                && !common(&titled(&likeness.old.items[old]), &titled(&likeness.new.items[new])).is_empty()
            {
                SHARED_UNDER_TOPIC
            } else {
                SHARED
            };
            if weight >= least && best.is_none_or(|(most, _)| weight > most) {
                best = Some((weight, old));
            }
        }
        best.map(|(_, old)| (new, old))
    };
    added.iter().filter_map(|new| told(*new)).collect()
}

/// Whether both items stand under the same topic, and it is no section.
fn one_topic(likeness: &Likeness<'_>, old: usize, new: usize) -> bool {
    let topic = &likeness.old.items[old].topic;
    topic.as_ref().is_some_and(|t| !likeness.old.is_section(t)) && *topic == likeness.new.items[new].topic
}
