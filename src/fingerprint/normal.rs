//! Text → its words, lower-cased, in one buffer: the bytes that every fingerprint is made from.

use unicode_normalization::UnicodeNormalization;

use super::classes::{Class, class, stands_alone};

/// Ends a word; the text separates it from the next.
pub(super) const GAP: u8 = b' ';
/// Ends a word; the text does not separate it from the next (scripts written without spaces).
pub(super) const JOINT: u8 = 1;
/// Bytes behind the last word, so that readers may load whole blocks.
pub(super) const PADDING: usize = 16;

const BLOCK: usize = 32;

/// Writes the words of `text` to `out`, each followed by one or more of [`GAP`] and [`JOINT`]; all other bytes belong to words.
pub(super) fn write_words(text: &str, out: &mut Vec<u8>) {
    out.clear();
    out.reserve(text.len() + text.len() / 8 + PADDING);
    if !write_fast(text, out) {
        out.clear();
        write_slow(text, out);
    }
    out.resize(out.len() + PADDING, GAP);
}

/// False where the text has a character that needs its neighbours.
fn write_fast(text: &str, out: &mut Vec<u8>) -> bool {
    let mut rest = text;
    while let Some(block) = rest.as_bytes().first_chunk::<BLOCK>() {
        let lower = block.map(ascii);
        out.extend_from_slice(&lower);
        let ascii = block.iter().position(|b| !b.is_ascii()).unwrap_or(BLOCK);
        rest = &rest[ascii..];
        if ascii < BLOCK {
            out.truncate(out.len() - (BLOCK - ascii));
            match write_char(rest, out) {
                Some(after) => rest = after,
                None => return false,
            }
        }
    }
    while !rest.is_empty() {
        match write_char(rest, out) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    true
}

/// Writes the first character of `text`; gives back what follows it.
#[inline]
fn write_char<'a>(text: &'a str, out: &mut Vec<u8>) -> Option<&'a str> {
    let mut chars = text.chars();
    let c = chars.next()?;
    match class(c) {
        Class::Gap => out.push(GAP),
        Class::Word(c) => push(c, out),
        Class::Single(c) => push_single(c, out),
        Class::Hard => return None,
    }
    Some(chars.as_str())
}

/// Lower-cased, or a gap. Written so that compilers make vector code of it.
#[inline]
fn ascii(b: u8) -> u8 {
    let lower = b | 0x20;
    if lower.wrapping_sub(b'a') < 26 {
        lower
    } else if b.wrapping_sub(b'0') < 10 {
        b
    } else {
        GAP
    }
}

#[inline]
fn push(c: char, out: &mut Vec<u8>) {
    out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

#[inline]
fn push_single(c: char, out: &mut Vec<u8>) {
    out.push(JOINT);
    push(c, out);
    out.push(JOINT);
}

/// The definition, word for word.
fn write_slow(text: &str, out: &mut Vec<u8>) {
    let lower = text.nfkc().collect::<String>().to_lowercase();
    for c in lower.chars() {
        if !c.is_alphanumeric() {
            out.push(GAP);
        } else if stands_alone(c) {
            push_single(c, out);
        } else {
            push(c, out);
        }
    }
}

/// The words of `text` in order: NFKC, lower-cased, maximal runs of alphanumeric characters; a character of a script
/// written without spaces is a word by itself. Linear time.
///
/// ```
/// assert_eq!(nochmal::fingerprint::words("Zur MELDUNG – 2×"), ["zur", "meldung", "2"]);
/// ```
pub fn words(text: &str) -> Vec<String> {
    let mut buffer = Vec::new();
    write_words(text, &mut buffer);
    buffer.split(|&b| b == GAP || b == JOINT).filter(|w| !w.is_empty()).map(lossless).collect()
}

/// Whether `text` has any word. Ends at the first one, but for texts of rare characters alone.
///
/// ```
/// assert!(!nochmal::fingerprint::has_words(" *** "));
/// ```
pub fn has_words(text: &str) -> bool {
    let certain = |c| matches!(class(c), Class::Word(_) | Class::Single(_));
    text.chars().any(certain) || (text.chars().any(|c| class(c) == Class::Hard) && !words(text).is_empty())
}

fn lossless(word: &[u8]) -> String {
    String::from_utf8_lossy(word).into_owned() // UTF-8 was written, and cut at ASCII only
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn slow(text: &str) -> Vec<u8> {
        let mut out = Vec::new();
        write_slow(text, &mut out);
        out.resize(out.len() + PADDING, GAP);
        out
    }

    fn fast(text: &str) -> Vec<u8> {
        let mut out = Vec::new();
        write_words(text, &mut out);
        out
    }

    fn split(buffer: Vec<u8>) -> Vec<Vec<u8>> {
        buffer.split(|&b| b == GAP || b == JOINT).filter(|w| !w.is_empty()).map(<[u8]>::to_vec).collect()
    }

    #[test]
    fn follows_the_definition() {
        assert_eq!(words("Straße_42, Ⅳ. ﬁx: a-b"), ["straße", "42", "iv", "fix", "a", "b"]);
        assert_eq!(words("日本語 ABC東京１２"), ["日", "本", "語", "abc", "東", "京", "12"]);
        assert_eq!(words("e\u{301}te\u{301} ÉTÉ"), ["été", "été"]);
        assert_eq!(words("ΟΔΟΣ σ"), ["οδος", "σ"]);
        assert_eq!(words("İzmir"), ["i", "zmir"]);
        assert_eq!(words(" \n-–…"), Vec::<String>::new());
        assert_eq!(words("ภาษา"), ["ภ", "า", "ษ", "า"]);
    }

    #[test]
    fn every_character_goes_the_same_way_fast_and_slow() {
        for c in '\0'..=char::MAX {
            let text = format!("Ab{c}cD {c}{c} x");
            assert_eq!(split(fast(&text)), split(slow(&text)), "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn fast_is_slow(text in "(\\PC|[a-zA-ZäöüÄÖÜßéΣσ .,\u{300}-\u{30f}\u{3040}-\u{30ff}가-힣\u{1100}-\u{11ff}]){0,80}") {
            prop_assert_eq!(split(fast(&text)), split(slow(&text)));
        }

        #[test]
        fn words_of_words_are_the_words(text in "\\PC{0,60}") {
            let once = words(&text);
            // Lower-casing can leave NFKC (capital I with dot): only texts that stay normalized are fixed points.
            prop_assume!(once.iter().all(|w| unicode_normalization::is_nfkc(w)));
            prop_assert_eq!(words(&once.join(" ")), once);
        }
    }
}
