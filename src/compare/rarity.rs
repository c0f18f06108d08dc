use super::profile::Profile;
use super::terms::Lexicon;

/// Items that stand behind the corpus as if they had been read before it, so that a corpus of three items isn't one
/// in which every word is rare, and one more item changes little. A few newsletters' worth.
const BACKGROUND: f64 = 300.0;

/// In what share of the background a word of 1, 2, … letters stands. Frequent words are short in every language
/// (Zipf's law of abbreviation): a stop list without a list. Longer words count as [`RARE`].
const COMMON: [f64; 6] = [0.3, 0.3, 0.3, 0.08, 0.02, 0.008];

/// In what share of the background any longer word, or a number, stands.
const RARE: f64 = 0.002;

/// How much a shared word tells: ln of how few items have it, background included. Learned from the corpus at hand.
pub(super) struct Rarity {
    weights: Vec<f32>,
}

impl Rarity {
    /// Counts in how many different texts each word stands; copies of one text count once.
    pub(super) fn learn(profiles: &[Profile], firsts: &[usize], lexicon: &Lexicon) -> Self {
        let mut counts = vec![0_u32; lexicon.len()];
        for &first in firsts {
            for &word in &profiles[first].all {
                counts[word as usize] += 1;
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
        Rarity { weights }
    }

    /// What one word tells, in nats.
    pub(super) fn weight(&self, word: u32) -> f64 {
        f64::from(self.weights[word as usize])
    }

    /// What a set of words tells, in nats.
    pub(super) fn sum(&self, words: impl IntoIterator<Item = u32>) -> f64 {
        words.into_iter().map(|word| self.weight(word)).sum()
    }
}
