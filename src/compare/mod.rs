//! Item × Item → relation, score and the reasons.

mod candidates;
mod measures;
mod model;
mod profile;
mod rarity;
mod terms;

use measures::Meeting;
pub use measures::{Law, MEASURES, Measure};
use profile::Profile;
use rapidhash::RapidHashMap;
use rarity::Rarity;
use terms::Lexicon;

use crate::error::Result;
use crate::model::{Field, Item, Observer, Pair, Relation, Verdict};

/// What the caller may say about a comparison.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Names of fields that no comparison may see, an item's own ([`Field::name`]) and a record's.
    pub ignore: Vec<String>,
}

impl Options {
    fn hides(&self, field: Field) -> bool {
        self.ignore.iter().any(|name| name == field.name())
    }
}

/// Compares items of one list with each other. Rarity is learned from that list, so verdicts belong to it.
///
/// Memory is linear in the items' text; a comparison is linear in the two texts.
pub struct Comparer {
    profiles: Vec<Profile>,
    lexicon: Lexicon,
    rarity: Rarity,
    /// For each item the first one that is identical to it: itself, mostly.
    first: Vec<usize>,
}

impl Comparer {
    /// Reads `items` and learns which words are rare among them. Deterministic, whatever the number of threads.
    pub fn new(items: &[Item], options: &Options) -> Self {
        let (profiles, lexicon) = profile::profiles(items, &|field| options.hides(field));
        let mut seen: RapidHashMap<[u8; 32], usize> = RapidHashMap::default();
        let first: Vec<usize> = profiles.iter().enumerate().map(|(i, p)| *seen.entry(p.key).or_insert(i)).collect();
        let firsts: Vec<usize> = (0..items.len()).filter(|&i| first[i] == i).collect();
        let rarity = Rarity::learn(&profiles, &firsts, &lexicon);
        Comparer { profiles, lexicon, rarity, first }
    }

    /// The verdict on the items at positions `a` and `b`, with its reasons, the strongest first, whatever it is.
    ///
    /// # Panics
    /// Where a position lies outside of the list.
    pub fn compare(&self, a: usize, b: usize) -> Verdict {
        let meeting = self.meeting(a, b);
        let (relation, score) = self.judge(a, b, &meeting);
        Verdict { relation, score, evidence: model::evidence(&meeting) }
    }

    /// How much two items have in common, in [0,1]: 1 for identical ones, falling steadily, with no threshold in it.
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

    /// All pairs that belong together, ordered by position.
    ///
    /// # Errors
    /// Where `observer` wants the run to stop.
    pub fn pairs(&self, observer: &dyn Observer) -> Result<Vec<Pair>> {
        candidates::pairs(self, observer)
    }

    /// The pairs that [`Comparer::pairs`] looks at, identical ones left out: no other pair can belong together.
    ///
    /// # Errors
    /// Where `observer` wants the run to stop.
    pub fn candidates(&self, observer: &dyn Observer) -> Result<Vec<(usize, usize)>> {
        candidates::each(self, observer, |a, b| Some((a, b)))
    }

    fn meeting(&self, a: usize, b: usize) -> Meeting<'_> {
        Meeting::new(&self.profiles[a], &self.profiles[b], &self.rarity, &self.lexicon)
    }

    fn judge(&self, a: usize, b: usize, meeting: &Meeting) -> (Option<Relation>, f64) {
        if self.first[a] == self.first[b] {
            return (Some(Relation::Identical), 1.0);
        }
        model::judge(meeting)
    }
}
