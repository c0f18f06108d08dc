//! Looks up the words by which newsletters say what a line is (`vocabulary.rs` has them). They only lend weight: a cue of
//! structure (repetition, markup, order) can outvote them, and a document in which none of them stands is split all the same.

use super::Map;
use super::outline::{ENDS, Outlines, ends, is_latin};
use super::signs::Signs;
use super::spacing::each_word;
pub(super) use super::vocabulary::Hint;
use super::vocabulary::{FURTHER, WORDS};

/// How many kinds of hint are counted.
pub(super) const HINTS: usize = Hint::Further as usize;

/// What tells of where and when.
pub(super) const TOLD: [Hint; 3] = [Hint::Venue, Hint::Where, Hint::When];

/// How often each kind of hint occurs in a text.
pub(super) type Hints = [u8; HINTS];

/// The word lists, ready to look words up.
#[derive(Debug)]
pub(super) struct Lexicon {
    outlines: Outlines,
    /// Each word and its hints as bits, in order of the words' [`ends`].
    words: Vec<(&'static str, u16)>,
    /// For each of them where its words begin.
    starts: Vec<u16>,
}

impl Lexicon {
    /// Builds the table; some hundred words.
    pub(super) fn new() -> Self {
        let mut hints: Map<&str, u16> = Map::default();
        let mut outlines = Outlines::NONE;
        for (hint, list) in WORDS.iter().chain(&FURTHER) {
            for word in list.split_whitespace() {
                *hints.entry(word).or_default() |= 1 << *hint as u8;
                outlines.add(word);
            }
        }
        for word in FURTHER.iter().flat_map(|(_, list)| list.split_whitespace()) {
            *hints.entry(word).or_default() |= 1 << Hint::Further as u8;
        }
        for word in WORDS.iter().flat_map(|(_, list)| list.split_whitespace()) {
            *hints.entry(word).or_default() &= !(1 << Hint::Further as u8);
        }
        let mut words: Vec<(&str, u16)> = hints.into_iter().collect();
        let key = |word: &str| ends(word.as_bytes()[0], word.as_bytes()[word.len() - 1]);
        words.sort_unstable_by_key(|(word, _)| (key(word), *word));
        let starts = (0..=ENDS).map(|at| words.partition_point(|(word, _)| key(word) < at) as u16).collect();
        Lexicon { outlines, words, starts }
    }

    /// Counts the hints in the first words of `text`, whose letters and signs are `signs`; `lower` is scratch space.
    pub(super) fn hints(&self, text: &str, signs: Signs, lower: &mut String) -> Hints {
        let mut found = [0; HINTS];
        let latin = signs.is_latin();
        let count = |word: &str| {
            let mut bits = self.bits(word, latin, lower) & !(1 << Hint::Further as u8);
            while bits != 0 {
                found[bits.trailing_zeros() as usize] += 1;
                bits &= bits - 1;
            }
        };
        if signs.only_spaces() {
            each_word(text, MOST_WORDS, count);
        } else {
            text.split_whitespace().take(MOST_WORDS).for_each(count);
        }
        found
    }

    /// Whether `word` hints at `hint`.
    pub(super) fn is(&self, word: &str, hint: Hint) -> bool {
        self.are(word, [hint])[0]
    }

    /// The same for several hints.
    pub(super) fn are<const N: usize>(&self, word: &str, hints: [Hint; N]) -> [bool; N] {
        let bits = self.bits(word, is_latin(word), &mut String::new());
        hints.map(|hint| bits & (1 << hint as u8) != 0)
    }

    /// Whether `label`, with a colon behind it, hints at `hint`.
    pub(super) fn labels(&self, label: &str, hint: Hint) -> bool {
        self.is(&[label.trim(), ":"].concat(), hint)
    }

    fn bits(&self, word: &str, latin: bool, lower: &mut String) -> u16 {
        let bare = bare(word);
        let [first, .., last] = *bare.as_bytes() else { return self.known(bare) };
        let labels = word.as_bytes().last() == Some(&b':');
        let may_label = labels && self.outlines.hold(first, b':', bare.len() + 1);
        if latin && !may_label && !self.outlines.hold(first, last, bare.len()) {
            return 0;
        }
        let mut bare = bare;
        if !bare.is_ascii() || labels {
            fold(bare, lower);
            bare = lower;
        }
        let bits = self.known(bare);
        if labels {
            lower.push(':');
            return bits | self.known(lower);
        }
        bits
    }

    /// The hints of `word`, in lower case but for letters of ASCII.
    fn known(&self, word: &str) -> u16 {
        let (Some(first), Some(last)) = (word.as_bytes().first(), word.as_bytes().last()) else { return 0 };
        let at = ends(*first, *last);
        let alike = &self.words[usize::from(self.starts[at])..usize::from(self.starts[at + 1])];
        alike.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map_or(0, |(_, bits)| *bits)
    }
}

/// `word` without signs at its ends.
fn bare(word: &str) -> &str {
    let mut bare = word;
    while let [.., last] = bare.as_bytes()
        && last.is_ascii()
        && !last.is_ascii_alphanumeric()
    {
        bare = &bare[..bare.len() - 1];
    }
    while let [first, ..] = bare.as_bytes()
        && first.is_ascii()
        && !first.is_ascii_alphanumeric()
    {
        bare = &bare[1..];
    }
    match bare.as_bytes() {
        // Most words have nothing else at their ends that would have to go.
        [first, .., last] if first.is_ascii() && last.is_ascii() => bare,
        _ => bare.trim_matches(|c: char| !c.is_alphanumeric() && c != '©'),
    }
}

/// Words of a line that are looked at: enough for every short line, little of a long paragraph.
const MOST_WORDS: usize = 24;

/// Writes `text` in lower case into `out`.
pub(super) fn fold(text: &str, out: &mut String) {
    out.clear();
    if text.is_ascii() {
        out.push_str(text);
        return out.make_ascii_lowercase();
    }
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|b| !b.is_ascii()) {
        out.push_str(&rest[..at]);
        let mut chars = rest[at..].chars();
        chars.next().into_iter().for_each(|c| lower(c, |l| out.push(l)));
        rest = chars.as_str();
    }
    out.push_str(rest);
    out.make_ascii_lowercase();
}

/// Gives `c` in lower case to `take`; the letters and signs that texts have most without a look into the tables.
pub(super) fn lower(c: char, mut take: impl FnMut(char)) {
    match c {
        '\u{df}'..='\u{ff}' | '\u{2010}'..='\u{203a}' => take(c),
        _ => c.to_lowercase().for_each(take),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_words_whatever_their_case_and_punctuation() {
        let lexicon = Lexicon::new();
        let hints = lexicon.hints("» Zur MELDUNG!", Signs::of("» Zur MELDUNG!"), &mut String::new());
        assert_eq!(hints[Hint::Closer as usize], 2);
        assert_eq!(lexicon.hints("Ort: Ulm", Signs::of("Ort: Ulm"), &mut String::new())[Hint::Where as usize], 1);
        assert!(!lexicon.is("ort", Hint::Where));
        assert!(lexicon.is("MENÜ", Hint::Furniture) && lexicon.is("„Übersicht“", Hint::Contents));
    }

    /// Nouns, adjectives and the like of which titles are made.
    const COMMON: &str = "amt angebot arbeit bad bahn bau bauen beste besten bild brief bücher bürger bus dach daten dorf energie \
        erste essen fahrrad familie feuer firma fest frau freude garten geld gemeinde große grün gute hafen haus heim hilfe \
        kinder kirche klima kosten kreis kunst land leben leute licht liebe los mais mann markt meer meister mensch mode mutter nacht \
        nah neue orte park piano platz plus polizei post preis rat reise schule see sommer spiel stadt straße tag tier uhr verein \
        verkehr wald wasser weg welt winter wohnen zeit zug \
        about air animal art back bank best big book bridge building business care child church city club coast common cost country \
        day door early east family farm fire first food force free game garden good great green health home house island land \
        large law life local long market media money moon mother music new night north office old open over park part people \
        place plan plant price public rain river road school science sea ship site small south star state stone storm street \
        summer sun system team time town trade train tree war water week west wild wind winter woman wood word work world year";

    #[test]
    fn words_of_further_languages_are_no_words_of_german_or_english() {
        for (hint, list) in FURTHER.iter().filter(|(hint, _)| *hint != Hint::Glue) {
            let shared: Vec<_> =
                list.split_whitespace().filter(|w| COMMON.split_whitespace().any(|c| c == *w)).collect();
            assert!(shared.is_empty(), "{hint:?}: {shared:?}");
        }
        // Those of German and English decide alone in closers and greetings.
        let decide = [Hint::Closer, Hint::Greeting, Hint::Keywords, Hint::Where, Hint::When];
        for (hint, list) in WORDS.iter().filter(|(hint, _)| decide.contains(hint)) {
            let shared: Vec<_> =
                list.split_whitespace().filter(|w| COMMON.split_whitespace().any(|c| c == *w)).collect();
            assert!(shared.is_empty() || *hint == Hint::Greeting && shared == ["liebe"], "{hint:?}: {shared:?}");
        }
    }

    #[test]
    fn labels_name_the_place_in_seven_languages() {
        let lexicon = Lexicon::new();
        for label in ["Ort", "Where", "Lieu", "Lieu ", "Lugar", "Dove", "Waar", "Onde"] {
            assert!(lexicon.labels(label, Hint::Where) && !lexicon.labels(label, Hint::When), "{label}");
        }
        assert!(["Wann", "Date", "Heure", "Fecha", "Orario", "Tijd"].iter().all(|l| lexicon.labels(l, Hint::When)));
        assert!(!lexicon.labels("Workshop", Hint::Where));
    }

    #[test]
    fn every_list_is_sound() {
        for (hint, list) in WORDS.iter().chain(&FURTHER) {
            assert!((*hint as usize) < HINTS);
            assert!(list.split_whitespace().all(|w| w.to_lowercase() == w && w.len() < 64), "{list}");
        }
    }
}
