//! Item × Item → relation, score and the reasons.

mod candidates;
pub mod decisions;
mod measures;
mod model;
mod profile;
mod rarity;
mod records;
mod terms;

use std::collections::BTreeMap;

use rapidhash::RapidHashMap;
use rayon::prelude::*;

use decisions::{Decisions, Links};
use measures::Meeting;
pub use measures::{Law, MEASURES, Measure};
use profile::Profile;
use rarity::Rarity;
pub use records::FieldKind;
use records::Frequencies;
use terms::Lexicon;

use crate::error::Result;
use crate::model::{Evidence, Field, Item, Observer, Pair, Relation, Verdict};

/// What the caller may say about a comparison.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Names of fields that no comparison may see, an item's own ([`Field::name`]) and a record's.
    pub ignore: Vec<String>,
    /// What a person decided before; it stands above every measure.
    pub decisions: Decisions,
    /// Items at or above this score are the same; `None`: as the model has it.
    pub min_score: Option<f64>,
    /// Kinds of records' further fields, by name. Undeclared ones count only for records without any text.
    pub fields: BTreeMap<String, FieldKind>,
}

impl Options {
    fn hides(&self, field: Field) -> bool {
        self.ignore.iter().any(|name| name == field.name())
    }
}

/// Compares items of one list with each other. Rarity is learned from that list, so verdicts belong to it.
///
/// For two lists (an old and a new issue) compare one list after the other in one: positions of the second begin where
/// the first ends. Memory is linear in the items' text; a comparison is linear in the two texts.
pub struct Comparer {
    profiles: Vec<Profile>,
    lexicon: Lexicon,
    rarity: Rarity,
    frequencies: Frequencies,
    /// For each item whether it has two rare words and phrases, or more.
    several: Vec<bool>,
    /// For each item the first one that is identical to it: itself, mostly.
    first: Vec<u32>,
    decisions: Decisions,
    /// For each item the digest by which decisions know it; empty where nothing was decided.
    digests: Vec<String>,
    threshold: f64,
}

impl Comparer {
    /// Reads `items` and learns which words are rare among them. Deterministic, whatever the number of threads.
    pub fn new(items: &[Item], options: &Options) -> Self {
        let (profiles, lexicon) = profile::profiles(items, options);
        let mut seen: RapidHashMap<[u8; 16], u32> = RapidHashMap::default();
        // Nothing equals nothing: items without any text stay apart.
        let first = |(i, p): (u32, &Profile)| if p.is_empty() { i } else { *seen.entry(p.key).or_insert(i) };
        let first: Vec<u32> = (0..).zip(&profiles).map(first).collect();
        let firsts: Vec<u32> = (0..).zip(&first).filter(|(i, first)| i == *first).map(|(i, _)| i).collect();
        let rarity = Rarity::learn(&profiles, &firsts, &lexicon);
        let several = profiles.par_iter().map(|profile| rarity.rare(profile) > 1).collect();
        let frequencies = Frequencies::learn(firsts.iter().map(|&i| &profiles[i as usize].values));
        let threshold = options.min_score.unwrap_or(model::ACCEPTED);
        let decisions = options.decisions.clone();
        let digests = if decisions.is_empty() {
            Vec::new()
        } else {
            items.par_iter().map(|item| decisions::digest(item, &options.fields)).collect()
        };
        Comparer { profiles, lexicon, rarity, frequencies, several, first, decisions, digests, threshold }
    }

    /// The verdict on the items at positions `a` and `b`, with its reasons, the strongest first, whatever it is.
    ///
    /// # Panics
    /// Where a position lies outside of the list.
    pub fn compare(&self, a: usize, b: usize) -> Verdict {
        let meeting = self.meeting(a, b);
        let judged = self.judge(a, b, &meeting, self.threshold, candidates::linked(self, a, b));
        let relation = judged.map(|(relation, _)| relation);
        let score = judged.map_or_else(|| model::probability(&meeting).min(self.threshold), |(_, score)| score);
        Verdict { relation, score, evidence: self.evidence(a, b, &meeting, relation) }
    }

    /// How much two items have in common, from 0 to 1: 1 for identical ones, falling steadily, with no threshold in it.
    /// For those who look for the best partner of an item, whether or not the two belong together.
    ///
    /// # Panics
    /// Where a position lies outside of the list.
    pub fn similarity(&self, a: usize, b: usize) -> f64 {
        if self.first[a] == self.first[b] {
            return 1.0;
        }
        model::probability(&self.meeting(a, b))
    }

    /// All pairs that belong together, follow-ups included, ordered by position. In parallel on the current rayon pool;
    /// time grows with the number of words, not with the square of the items.
    ///
    /// # Errors
    /// Where `observer` wants the run to stop.
    pub fn pairs(&self, observer: &dyn Observer) -> Result<Vec<Pair>> {
        self.scored(self.threshold, observer)
    }

    /// As [`Comparer::pairs`], the same items from the score `least` on.
    ///
    /// # Errors
    /// Where `observer` wants the run to stop.
    pub fn scored(&self, least: f64, observer: &dyn Observer) -> Result<Vec<Pair>> {
        candidates::scored(self, least, observer)
    }

    /// Why two items belong together as `pair` says, the strongest reason first.
    ///
    /// # Panics
    /// Where a position lies outside of the list.
    pub fn reasons(&self, pair: &Pair) -> Vec<Evidence> {
        self.evidence(pair.a, pair.b, &self.meeting(pair.a, pair.b), Some(pair.relation))
    }

    /// The score from which on items are the same.
    pub fn threshold(&self) -> f64 {
        self.threshold
    }

    /// What each measure gives for two items, by name; `None` where they don't say enough.
    ///
    /// # Panics
    /// Where a position lies outside of the list.
    pub fn measured(&self, a: usize, b: usize) -> Vec<(&'static str, Option<f64>)> {
        let meeting = self.meeting(a, b);
        MEASURES.iter().map(|measure| (measure.name, (measure.value)(&meeting))).collect()
    }

    /// The pairs that [`Comparer::pairs`] looks at, identical ones left out: no other pair can belong together.
    ///
    /// # Errors
    /// Where `observer` wants the run to stop.
    pub fn candidates(&self, observer: &dyn Observer) -> Result<Vec<(usize, usize)>> {
        let mut pairs = candidates::each(self, observer, |a, b| Some((a, b)))?;
        pairs.sort_unstable();
        Ok(pairs)
    }

    /// Which items must and must not be the same by decision; [`crate::cluster::decided`] wants to know.
    pub fn links(&self) -> Links {
        self.decisions.links(self.digests.iter().map(String::as_str))
    }

    fn meeting(&self, a: usize, b: usize) -> Meeting<'_> {
        Meeting::new((&self.profiles[a], &self.profiles[b]), &self.rarity, &self.lexicon, &self.frequencies)
    }

    fn decided(&self, a: usize, b: usize) -> Option<bool> {
        let digests = self.digests.get(a).zip(self.digests.get(b));
        digests.and_then(|(a, b)| self.decisions.of(a, b))
    }

    fn judge(&self, a: usize, b: usize, meeting: &Meeting, least: f64, linked: bool) -> Option<(Relation, f64)> {
        // With fields left out two items may be identical that were decided to be different.
        match self.decided(a, b) {
            Some(false) => None,
            _ if self.first[a] == self.first[b] => Some((Relation::Identical, 1.0)),
            Some(true) => Some((Relation::Edited, 1.0)),
            None => model::judge(meeting, least).filter(|_| linked),
        }
    }

    fn evidence(&self, a: usize, b: usize, meeting: &Meeting, relation: Option<Relation>) -> Vec<Evidence> {
        let mut evidence = model::evidence(meeting, relation);
        let identical = self.first[a] == self.first[b];
        if let Some(same) = self.decided(a, b).filter(|same| !(*same && identical)) {
            let detail =
                if same { "a person decided that they are the same" } else { "a person decided that they differ" };
            // Stands above the sum of all other reasons.
            let weight = if same { 100.0 } else { -100.0 };
            evidence.insert(
                0,
                Evidence {
                    measure: "decision".into(),
                    value: f64::from(u8::from(same)),
                    weight,
                    detail: detail.into(),
                },
            );
        }
        evidence
    }
}
