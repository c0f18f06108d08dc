use std::cmp::Ordering;

use rapidhash::RapidHashMap;
use rust_stemmers::{Algorithm, Stemmer};

use crate::fingerprint::{Shingle, Shingler};
use crate::segment;

/// Characters in a gram. Five, as in the single measures that the model is held against; other lengths were not tried.
const GRAM: Shingle = Shingle::Char(5);

/// Words shorter than this keep their ending: stemming them makes more mistakes than it mends.
const STEMMED_FROM: usize = 5;

/// Words by number. Inflected forms of a word share one; numbers are given in order of first sight.
pub(super) struct Lexicon {
    stemmer: Stemmer,
    forms: RapidHashMap<Box<str>, u32>,
    stems: RapidHashMap<Box<str>, u32>,
    shown: Vec<Box<str>>,
    /// How often each word was written at all, and with a capital.
    seen: Vec<(u32, u32)>,
}

impl Lexicon {
    /// An empty lexicon. German endings are cut in all texts: in other languages that is a mild suffix rule, the same
    /// for both sides of a comparison, and no text too short to tell its language goes wrong.
    pub(super) fn new() -> Self {
        Lexicon {
            stemmer: Stemmer::create(Algorithm::German),
            forms: RapidHashMap::default(),
            stems: RapidHashMap::default(),
            shown: Vec::new(),
            seen: Vec::new(),
        }
    }

    /// The number of `word`.
    pub(super) fn number(&mut self, word: &str) -> u32 {
        if let Some(&number) = self.forms.get(word) {
            return number;
        }
        let stemmed = word.chars().count() >= STEMMED_FROM && !word.starts_with(|c: char| c.is_ascii_digit());
        let stem = if stemmed { self.stemmer.stem(word) } else { word.into() };
        let next = self.shown.len() as u32;
        let number = *self.stems.entry(stem.into()).or_insert(next);
        match self.shown.get_mut(number as usize) {
            None => {
                self.shown.push(word.into());
                self.seen.push((0, 0));
            }
            // The shortest form stands for all, whichever came first.
            Some(shown) if (word.chars().count(), word) < (shown.chars().count(), &**shown) => *shown = word.into(),
            Some(_) => {}
        }
        self.forms.insert(word.into(), number);
        number
    }

    /// The numbers of the words of a text.
    pub(super) fn numbers(&mut self, words: &[String]) -> Vec<u32> {
        let numbers: Vec<u32> = words.iter().map(|word| self.number(word)).collect();
        numbers.iter().for_each(|&number| self.seen[number as usize].0 += 1);
        numbers
    }

    /// Whether word `number` begins with a digit.
    pub(super) fn is_number(&self, number: u32) -> bool {
        self.shown(number).starts_with(|c: char| c.is_ascii_digit())
    }

    /// Notes that the comparable `word` was written with a capital.
    pub(super) fn see_capital(&mut self, word: &str) {
        let number = self.number(word);
        self.seen[number as usize].1 += 1;
    }

    /// Whether word `number` is a name: mostly written with a capital. In German that takes in all nouns.
    pub(super) fn is_name(&self, number: u32) -> bool {
        let (all, capital) = self.seen[number as usize];
        2 * capital > all && !self.is_number(number)
    }

    /// Forgets the forms it was asked for: no further word gets a number.
    pub(super) fn close(&mut self) {
        self.forms = RapidHashMap::default();
        self.stems = RapidHashMap::default();
    }

    /// The form in which word `number` was first seen.
    pub(super) fn shown(&self, number: u32) -> &str {
        &self.shown[number as usize]
    }

    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        self.shown.len()
    }
}

/// The character grams of a comparable text's words in order, cut to 32 bits: two grams of one pair of teasers meet in
/// one number once in ten thousand pairs, and then move a share by less than a hundredth.
pub(super) fn runs(comparable: &str) -> Vec<u32> {
    let mut runs = Vec::new();
    if comparable.contains(char::is_alphanumeric) {
        Shingler::new(GRAM).push_all(comparable, &mut runs);
    }
    runs.into_iter().map(|gram| gram as u32).collect()
}

/// These as a sorted set.
pub(super) fn grams(comparable: &str) -> Box<[u32]> {
    sorted_set(runs(comparable))
}

/// What the parts of a comparable heading end with, where it is a number, a version, a month or a Roman numeral: what a
/// series counts with ("Rätsel 12", "part ii: …", "report for may 2026"). A number within a sentence counts
/// something else. A sorted set.
pub(super) fn series_marks(heading: &str) -> Vec<Box<str>> {
    // One Roman letter alone is more often something else.
    const ROMAN: [&str; 10] = ["ii", "iii", "iv", "vi", "vii", "viii", "ix", "xi", "xii", "xiii"];
    let mut marks = Vec::new();
    for part in heading.split([':', ',', ';', '(', ')', '|', '–', '—', '?', '!']).flat_map(|part| part.split(" - "))
    {
        let mut words = part.split_whitespace().rev().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
        let Some(last) = words.next() else { continue };
        let month = |word: &str| segment::month(word).is_some();
        if last.contains(|c: char| c.is_ascii_digit()) || ROMAN.contains(&last) || month(last) {
            let before = words.next().filter(|word| month(word)).unwrap_or_default();
            marks.push(format!("{before} {last}").trim_start().into());
        }
    }
    marks.sort_unstable();
    marks.dedup();
    marks
}

/// Neighbouring words as one hash each, a sorted set: what tells a shared phrase from shared vocabulary.
pub(super) fn phrases(words: &[u32]) -> Box<[u32]> {
    sorted_set(words.windows(2).map(|w| phrase(w[0], w[1])).collect())
}

/// Two neighbouring words as one hash.
pub(super) fn phrase(a: u32, b: u32) -> u32 {
    let both = (u64::from(a) << 32 | u64::from(b)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (both >> 32) as u32
}

/// `all` sorted, each once.
pub(super) fn sorted_set(mut all: Vec<u32>) -> Box<[u32]> {
    all.sort_unstable();
    all.dedup();
    // A copy: the allocator leaves a list that shrinks in its old place.
    all[..].into()
}

/// The members of two sorted sets in order: `Less` those of `a` alone, `Greater` those of `b` alone, `Equal` those of both.
pub(super) fn merged<'a>(a: &'a [u32], b: &'a [u32]) -> impl Iterator<Item = (u32, Ordering)> + 'a {
    let (mut i, mut j) = (0, 0);
    std::iter::from_fn(move || {
        let (x, y) = (a.get(i), b.get(j));
        let whose = match (x, y) {
            (Some(x), Some(y)) => x.cmp(y),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return None,
        };
        i += usize::from(whose != Ordering::Greater);
        j += usize::from(whose != Ordering::Less);
        Some((*x.filter(|_| whose != Ordering::Greater).or(y)?, whose))
    })
}

/// What two sorted sets share.
pub(super) fn shared<'a>(a: &'a [u32], b: &'a [u32]) -> impl Iterator<Item = u32> + 'a {
    let (mut i, mut j) = (0, 0);
    std::iter::from_fn(move || {
        while i < a.len() && j < b.len() {
            let (x, y) = (a[i], b[j]);
            i += usize::from(x <= y);
            j += usize::from(y <= x);
            if x == y {
                return Some(x);
            }
        }
        None
    })
}

/// What is in sorted set `a` and not in `b`.
pub(super) fn only<'a>(a: &'a [u32], b: &'a [u32]) -> impl Iterator<Item = u32> + 'a {
    a.iter().copied().filter(move |x| b.binary_search(x).is_err())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inflected_forms_share_a_number() {
        let mut lexicon = Lexicon::new();
        let kommune = lexicon.number("kommune");
        assert_eq!(lexicon.number("kommunen"), kommune);
        assert_ne!(lexicon.number("kommerz"), kommune);
        assert_eq!(lexicon.shown(kommune), "kommune");
        assert_eq!(lexicon.len(), 2);
    }

    #[test]
    fn series_count_at_the_end_of_a_part() {
        let marks = |heading: &str| series_marks(heading).join(" | ");
        assert_eq!(marks("rätsel der woche - 112"), "112");
        assert_eq!(marks("experiments, part iv: mime-lite 2.0 in use"), "iv");
        assert_eq!(marks("grant report for may 2026"), "may 2026");
        assert_eq!(marks("sprint #12: v5.40.5"), "12 | v5.40.5");
        assert_eq!(marks("50.000 haushalte ohne strom"), "");
    }

    #[test]
    fn sets() {
        assert_eq!(shared(&[1, 3, 5, 9], &[2, 3, 9]).collect::<Vec<_>>(), [3, 9]);
        assert_eq!(only(&[1, 3, 5, 9], &[2, 3, 9]).collect::<Vec<_>>(), [1, 5]);
        let merged: Vec<(u32, Ordering)> = merged(&[1, 3, 5], &[2, 3]).collect();
        let whose = [(1, Ordering::Less), (2, Ordering::Greater), (3, Ordering::Equal), (5, Ordering::Less)];
        assert_eq!(merged, whose);
        assert_eq!(grams("ab").len(), 1);
        assert_eq!(grams("abcdef").len(), 2);
        assert!(grams("-").is_empty());
        assert_eq!(phrases(&[1, 2, 1, 2]).len(), 2);
    }
}
