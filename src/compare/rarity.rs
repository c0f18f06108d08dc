use rapidhash::RapidHashMap;

use super::profile::Profile;
use super::terms::{self, Lexicon};

/// Items that stand behind the corpus as if they had been read before it, so that a corpus of three items isn't one
/// in which every word is rare, and one more item changes little. A few newsletters' worth.
const BACKGROUND: f64 = 300.0;

/// In what share of the background a word of 1, 2, … letters stands. Frequent words are short in every language
/// (Zipf's law of abbreviation): a stop list without a list. Longer words count as [`RARE`].
const COMMON: [f64; 6] = [0.3, 0.3, 0.3, 0.08, 0.02, 0.008];

/// In what share of the background any longer word, or a number, stands.
const RARE: f64 = 0.002;

/// A word or phrase in more texts than this links nothing by itself: what hundreds of texts share is their template, or
/// their language. It bounds the candidates to look at, see [`super::candidates`].
const RARE_IN: u32 = 200;

/// How much a shared word tells: ln of how few items have it, background included. Learned from the corpus at hand.
pub(super) struct Rarity {
    weights: Vec<f32>,
    counts: Vec<u32>,
    phrases: RapidHashMap<u32, u32>,
}

impl Rarity {
    /// Counts in how many different texts each word stands; copies of one text count once.
    pub(super) fn learn(profiles: &[Profile], firsts: &[usize], lexicon: &Lexicon) -> Self {
        let mut counts = vec![0_u32; lexicon.len()];
        let mut phrases: RapidHashMap<u32, u32> = RapidHashMap::default();
        for &first in firsts {
            let profile = &profiles[first];
            for word in terms::sorted_set(profile.all.iter().chain(&profile.value_words).copied().collect()) {
                counts[word as usize] += 1;
            }
            for &phrase in &profile.phrases {
                *phrases.entry(phrase).or_insert(0) += 1;
            }
        }
        let total = firsts.len() as f64 + BACKGROUND;
        let weight = |(word, &count): (usize, &u32)| {
            let shown = lexicon.shown(word as u32);
            let prior = if lexicon.is_number(word as u32) {
                RARE
            } else {
                *COMMON.get(shown.chars().count() - 1).unwrap_or(&RARE)
            };
            (total / (f64::from(count) + BACKGROUND * prior)).ln() as f32
        };
        let weights = counts.iter().enumerate().map(weight).collect();
        Rarity { weights, counts, phrases }
    }

    /// What one word tells, in nats.
    pub(super) fn weight(&self, word: u32) -> f64 {
        f64::from(self.weights[word as usize])
    }

    /// What a set of words tells, in nats.
    pub(super) fn sum(&self, words: impl IntoIterator<Item = u32>) -> f64 {
        words.into_iter().map(|word| self.weight(word)).sum()
    }

    /// In how many different texts a phrase stands.
    pub(super) fn phrase_count(&self, phrase: u32) -> u32 {
        self.phrases.get(&phrase).copied().unwrap_or(0)
    }

    /// In how many different texts a word stands.
    pub(super) fn count(&self, word: u32) -> u32 {
        self.counts[word as usize]
    }

    /// Whether a word is rare enough to link two items.
    pub(super) fn is_rare(&self, word: u32) -> bool {
        self.count(word) <= RARE_IN
    }

    /// Whether a phrase is rare enough to link two items.
    pub(super) fn is_rare_phrase(&self, phrase: u32) -> bool {
        self.phrase_count(phrase) <= RARE_IN
    }
}
