mod body;
mod days;
mod heading;
mod issue;
mod numbers;
mod overlap;
mod phrases;
mod replaced;
mod text;
mod title_in_text;
mod url;
mod words;

use super::profile::Profile;
use super::rarity::Rarity;
use super::terms::{self, Lexicon};

/// What a measure's values promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Law {
    /// In [0,1], symmetric, 1 for equal items.
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

/// All measures, in the order in which the model's weights name them. A new one is one file and one line here.
pub const MEASURES: [Measure; 12] = [
    text::MEASURE,
    overlap::MEASURE,
    heading::MEASURE,
    title_in_text::MEASURE,
    body::MEASURE,
    words::MEASURE,
    phrases::MEASURE,
    replaced::MEASURE,
    numbers::MEASURE,
    days::MEASURE,
    issue::MEASURE,
    url::MEASURE,
];

/// Two items, and what most measures need of them.
pub(super) struct Meeting<'a> {
    pub(super) a: &'a Profile,
    pub(super) b: &'a Profile,
    pub(super) rarity: &'a Rarity,
    pub(super) lexicon: &'a Lexicon,
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

    pub(super) fn new(a: &'a Profile, b: &'a Profile, rarity: &'a Rarity, lexicon: &'a Lexicon) -> Self {
        let shared_weight = rarity.sum(terms::shared(&a.all, &b.all));
        let only_a = rarity.sum(terms::only(&a.all, &b.all));
        let only_b = rarity.sum(terms::only(&b.all, &a.all));
        Meeting { a, b, rarity, lexicon, shared_weight, only_a, only_b }
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
