pub(super) mod closeness;
pub(super) mod days;
pub(super) mod event_day;
pub(super) mod heading;
pub(super) mod issue;
pub(super) mod left_over;
pub(super) mod numbers;
pub(super) mod own_phrases;
pub(super) mod own_words;
pub(super) mod recurring;
pub(super) mod replaced;
pub(super) mod series;
pub(super) mod slots;
pub(super) mod subject;
pub(super) mod support;
pub(super) mod text;
pub(super) mod title;
pub(super) mod topic;
pub(super) mod url;
pub(super) mod wording;

use std::cmp::Ordering;

use super::profile::Profile;
use super::rarity::Rarity;
use super::records::{Frequencies, Said};
use super::terms::{self, Lexicon};

/// What a measure's values promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Law {
    /// In 0 to 1, symmetric, 1 for equal items.
    Similarity,
    /// At least 0, symmetric.
    Amount,
}

/// One way to look at two items.
pub struct Measure {
    /// Unique name; evidence carries it.
    pub name: &'static str,
    /// What it measures, in one line.
    pub about: &'static str,
    /// What its values promise.
    pub law: Law,
    /// The value; `None` where the items don't say enough to tell.
    pub(super) value: fn(&Meeting) -> Option<f64>,
    /// The value in words.
    pub(super) detail: fn(&Meeting) -> String,
}

/// All measures. A new one is one file, one line here, and one in the model that weighs it.
pub const MEASURES: [Measure; 20] = [
    text::MEASURE,
    title::MEASURE,
    heading::MEASURE,
    series::MEASURE,
    slots::MEASURE,
    own_phrases::MEASURE,
    own_words::MEASURE,
    left_over::MEASURE,
    replaced::MEASURE,
    numbers::MEASURE,
    days::MEASURE,
    event_day::MEASURE,
    issue::MEASURE,
    url::MEASURE,
    topic::MEASURE,
    recurring::MEASURE,
    wording::MEASURE,
    subject::MEASURE,
    support::MEASURE,
    closeness::MEASURE,
];

/// Two items, and what most measures need of them.
pub(super) struct Meeting<'a> {
    pub(super) a: &'a Profile,
    pub(super) b: &'a Profile,
    pub(super) rarity: &'a Rarity,
    pub(super) lexicon: &'a Lexicon,
    frequencies: &'a Frequencies,
    /// What the shared words tell, in nats.
    pub(super) shared_weight: f64,
    /// What the first one's own words tell.
    pub(super) only_a: f64,
    /// What the second one's own words tell.
    pub(super) only_b: f64,
}

impl<'a> Meeting<'a> {
    /// Words are listed up to this many in a detail.
    const LISTED: usize = 6;

    pub(super) fn new(
        (a, b): (&'a Profile, &'a Profile),
        rarity: &'a Rarity,
        lexicon: &'a Lexicon,
        frequencies: &'a Frequencies,
    ) -> Self {
        let [mut shared_weight, mut only_a, mut only_b] = [0.0; 3];
        for (word, whose) in terms::merged(&a.all, &b.all) {
            let weight = rarity.weight(word);
            match whose {
                Ordering::Less => only_a += weight,
                Ordering::Equal => shared_weight += weight,
                Ordering::Greater => only_b += weight,
            }
        }
        Meeting { a, b, rarity, lexicon, frequencies, shared_weight, only_a, only_b }
    }

    /// Whether both have text, not only a record's fields.
    pub(super) fn has_text(&self) -> bool {
        !self.a.all.is_empty() && !self.b.all.is_empty()
    }

    /// What the further fields of two records say.
    pub(super) fn said(&self) -> impl Iterator<Item = Said<'_>> {
        self.frequencies.compare(&self.a.values, &self.b.values)
    }

    /// "shared: pakt, schule, …", rarest first.
    fn listed(&self, label: &str, words: impl IntoIterator<Item = u32>) -> String {
        let mut words: Vec<u32> = words.into_iter().collect();
        if words.is_empty() {
            return format!("{label}: none");
        }
        words.sort_by(|&x, &y| {
            self.rarity
                .weight(y)
                .total_cmp(&self.rarity.weight(x))
                .then_with(|| self.lexicon.shown(x).cmp(self.lexicon.shown(y)))
        });
        let more = if words.len() > Self::LISTED { ", …" } else { "" };
        let shown: Vec<&str> = words.iter().take(Self::LISTED).map(|&w| self.lexicon.shown(w)).collect();
        format!("{label}: {}{more}", shown.join(", "))
    }
}

/// `part` of `whole`; nothing of nothing tells nothing.
fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::compare::{Comparer, Options};
    use crate::model::{Date, Item};

    #[test]
    fn measures_have_names_and_descriptions() {
        let names: BTreeSet<_> = MEASURES.iter().map(|m| m.name).collect();
        assert_eq!(names.len(), MEASURES.len());
        assert!(MEASURES.iter().all(|m| !m.about.is_empty() && !m.about.contains('\n')));
    }

    fn words() -> impl Strategy<Value = String> {
        let words = ["Rathaus", "neu", "Hannover", "48", "Millionen", "der", "Fonds", "2.0", "Stade", "eröffnet", "am"];
        prop::collection::vec(prop::sample::select(words.to_vec()), 0..8).prop_map(|w| w.join(" "))
    }

    fn item() -> impl Strategy<Value = Item> {
        (words(), words(), words(), prop::option::of(1_u8..28), prop::option::of("[ab]")).prop_map(
            |(topic, title, body, day, url)| Item {
                topic: (!topic.is_empty()).then_some(topic),
                title: (!title.is_empty()).then_some(title),
                body,
                date: day.and_then(|day| Date::new(2026, 3, day)),
                url,
                ..Item::default()
            },
        )
    }

    proptest! {
        /// Law 3.
        #[test]
        fn measures_are_symmetric_and_give_one_for_equal(a in item(), b in item(), rest in prop::collection::vec(item(), 0..4)) {
            let items: Vec<Item> = [a.clone(), b, a].into_iter().chain(rest).collect();
            let comparer = Comparer::new(&items, &Options::default());
            for measure in &MEASURES {
                let value = |a, b| (measure.value)(&comparer.meeting(a, b));
                let (there, back) = (value(0, 1), value(1, 0));
                prop_assert_eq!(there.is_some(), back.is_some(), "{}", measure.name);
                if let (Some(there), Some(back)) = (there, back) {
                    prop_assert!((there - back).abs() < 1e-9 && there >= 0.0, "{}: {} {}", measure.name, there, back);
                    prop_assert!(measure.law == Law::Amount || there <= 1.0 + 1e-9, "{}: {}", measure.name, there);
                }
                if let (Law::Similarity, Some(same)) = (measure.law, value(0, 2)) {
                    prop_assert!((same - 1.0).abs() < 1e-9, "{}: {}", measure.name, same);
                }
            }
        }
    }
}
