use rapidhash::RapidHashMap;
use rayon::prelude::*;

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

/// A word or phrase in more texts than this links nothing by itself: what hundreds of texts share is their template, or
/// their language. It bounds the candidates to look at, see [`super::candidates`].
const RARE_IN: u32 = 200;

/// How much a shared word tells: ln(1 / its share), background included. Learned from the corpus at hand.
pub(super) struct Rarity {
    weights: Vec<f32>,
    /// In how many texts a term stands. Terms are the words by their numbers, and behind them the phrases that stand in
    /// two texts or more: most stand in one only, and would take most of the memory.
    counts: Vec<u32>,
    /// These phrases' numbers as terms.
    phrases: RapidHashMap<u32, u32>,
}

impl Rarity {
    /// Counts in how many different texts each word stands; copies of one text count once.
    pub(super) fn learn(profiles: &[Profile], firsts: &[u32], lexicon: &Lexicon) -> Self {
        let mut counts = vec![0_u32; lexicon.len()];
        let mut phrases = Vec::with_capacity(firsts.iter().map(|&i| profiles[i as usize].phrases.len()).sum());
        for &first in firsts {
            let profile = &profiles[first as usize];
            profile.distinct_words().for_each(|word| counts[word as usize] += 1);
            phrases.extend_from_slice(&profile.phrases);
        }
        let texts = firsts.len() as f64;
        let scale = (BACKGROUND / texts).min(1.0);
        let weight = |(word, &count): (usize, &u32)| {
            let shown = lexicon.shown(word as u32);
            let prior = if lexicon.is_number(word as u32) {
                RARE
            } else {
                *COMMON.get(shown.chars().count().saturating_sub(1)).unwrap_or(&RARE)
            };
            ((scale * texts + BACKGROUND) / (scale * f64::from(count) + BACKGROUND * prior)).ln() as f32
        };
        let weights = counts.iter().enumerate().map(weight).collect();
        phrases.par_sort_unstable();
        let mut numbers = RapidHashMap::default();
        for same in phrases.chunk_by(|x, y| x == y).filter(|same| same.len() > 1) {
            numbers.insert(same[0], counts.len() as u32);
            counts.push(same.len() as u32);
        }
        numbers.shrink_to_fit();
        counts.shrink_to_fit();
        Rarity { weights, counts, phrases: numbers }
    }

    /// What one word tells, in nats.
    pub(super) fn weight(&self, word: u32) -> f64 {
        f64::from(self.weights[word as usize])
    }

    /// What a set of words tells, in nats.
    pub(super) fn sum(&self, words: impl IntoIterator<Item = u32>) -> f64 {
        words.into_iter().map(|word| self.weight(word)).sum()
    }

    /// In how many different texts a phrase stands that stands in one at least.
    pub(super) fn phrase_count(&self, phrase: u32) -> u32 {
        self.phrases.get(&phrase).map_or(1, |&term| self.count(term))
    }

    /// In how many different texts a word stands, or any other term.
    pub(super) fn count(&self, term: u32) -> u32 {
        self.counts[term as usize]
    }

    /// Whether a word is rare enough to link two items.
    pub(super) fn is_rare(&self, word: u32) -> bool {
        self.count(word) <= RARE_IN
    }

    /// How many terms there are.
    pub(super) fn terms(&self) -> usize {
        self.counts.len()
    }

    /// How many rare words and phrases an item has.
    pub(super) fn rare(&self, profile: &Profile) -> usize {
        let phrases = profile.phrases.iter().filter(|&&phrase| self.phrase_count(phrase) <= RARE_IN).count();
        phrases + profile.distinct_words().filter(|&word| self.is_rare(word)).count()
    }

    /// The rare words and phrases of an item that another text has, too, as terms: by no others it can be linked.
    pub(super) fn links<'a>(&'a self, profile: &'a Profile) -> impl Iterator<Item = u32> + 'a {
        let phrases = profile.phrases.iter().filter_map(|phrase| self.phrases.get(phrase).copied());
        profile.distinct_words().chain(phrases).filter(|&term| (2..=RARE_IN).contains(&self.count(term)))
    }
}

#[cfg(test)]
mod tests {
    use crate::compare::{Comparer, Options};
    use crate::model::Item;

    /// The similarity of two versions of a text among `strangers` that share no word with them.
    fn among(strangers: usize) -> f64 {
        let versions =
            ["Die Brücke am alten Hafen bleibt im Mai gesperrt", "Die Brücke am alten Hafen wird neu gebaut"];
        let strangers = (0..strangers).map(|n| format!("fremdes{n}x schrift{n}x stück{n}x"));
        let titles = versions.map(String::from).into_iter().chain(strangers);
        let items: Vec<Item> = titles.map(|title| Item { title: Some(title), ..Item::default() }).collect();
        Comparer::new(&items, &Options::default()).similarity(0, 1)
    }

    #[test]
    fn a_hundred_times_the_corpus_hardly_moves_a_score() {
        let (few, many) = (among(300), among(30_000));
        assert!((few - many).abs() < 0.05, "{few} among 300, {many} among 30,000");
    }
}
