//! What one character becomes when a text is cut into words.

use std::sync::LazyLock;

use unicode_normalization::{IsNormalized, UnicodeNormalization, char::canonical_combining_class, is_nfkc_quick};

/// What a character becomes, where that doesn't depend on its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Not part of a word.
    Gap,
    /// Part of a word, as this character.
    Word(char),
    /// A word by itself, as this character.
    Single(char),
    /// Its neighbours decide, or it becomes several characters: the text takes the slow way.
    Hard,
}

/// Table entries: [`HARD`], [`GAP`], else the character's code point, with [`SINGLE`] for one that is a word by itself.
const HARD: u32 = u32::MAX;
const GAP: u32 = 0;
const SINGLE: u32 = 1 << 31;

/// The table covers the scripts in daily use below Han, and the full-width forms above it.
const LOW_END: u32 = 0x3400;
const HIGH_START: u32 = 0xFE00;
const HIGH_END: u32 = 0x1_0000;

static TABLE: LazyLock<Vec<u32>> = LazyLock::new(|| {
    (0..LOW_END).chain(HIGH_START..HIGH_END).map(|c| char::from_u32(c).map_or(GAP, |c| encode(classify(c)))).collect()
});

fn encode(class: Class) -> u32 {
    match class {
        Class::Gap => GAP,
        Class::Word(c) => u32::from(c),
        Class::Single(c) => u32::from(c) | SINGLE,
        Class::Hard => HARD,
    }
}

/// Class of `c`. Constant time.
#[inline]
pub(super) fn class(c: char) -> Class {
    let code = u32::from(c);
    let at = match code {
        0..LOW_END => code,
        HIGH_START..HIGH_END => code - HIGH_START + LOW_END,
        _ => return above(c),
    };
    match TABLE[at as usize] {
        GAP => Class::Gap,
        HARD => Class::Hard,
        entry => match char::from_u32(entry & !SINGLE) {
            Some(c) if entry & SINGLE == 0 => Class::Word(c),
            Some(c) => Class::Single(c),
            None => Class::Hard,
        },
    }
}

/// Characters outside the table: Han and Hangul need no look into Unicode's tables.
fn above(c: char) -> Class {
    match c {
        '\u{4E00}'..='\u{9FA5}' => Class::Single(c),
        '\u{AC00}'..='\u{D7A3}' => Class::Word(c),
        _ => classify(c),
    }
}

/// Class of `c` from Unicode's own tables. A text may be normalized character by character as long as none of them can
/// compose or change places with one before it.
fn classify(c: char) -> Class {
    if c.nfkc().any(|d| d == '\u{3A3}') {
        return Class::Hard; // capital sigma: its lower case depends on what follows
    }
    let mut normal = c.nfkc();
    let Some(first) = normal.next() else { return Class::Hard };
    if canonical_combining_class(first) != 0 || is_nfkc_quick(std::iter::once(first)) != IsNormalized::Yes {
        return Class::Hard;
    }
    let mut lower = std::iter::once(first).chain(normal).flat_map(char::to_lowercase);
    match (lower.next(), lower.next()) {
        (Some(d), None) if !d.is_alphanumeric() => Class::Gap,
        (Some(d), None) if stands_alone(d) => Class::Single(d),
        (Some(d), None) => Class::Word(d),
        (Some(d), Some(e)) if !d.is_alphanumeric() && !e.is_alphanumeric() && lower.all(|f| !f.is_alphanumeric()) => {
            Class::Gap
        }
        _ => Class::Hard,
    }
}

/// Whether an alphanumeric character belongs to a script that is written without spaces between words.
pub(super) fn stands_alone(c: char) -> bool {
    matches!(u32::from(c),
        0x0E00..=0x0EFF                     // Thai, Lao
        | 0x1000..=0x109F | 0xA9E0..=0xA9FF | 0xAA60..=0xAA7F // Myanmar
        | 0x1780..=0x17FF | 0x19E0..=0x19FF // Khmer
        | 0x2E80..=0x2FDF | 0x3005 | 0x3007 | 0x3021..=0x3029 | 0x3038..=0x303B // Han: radicals, marks, numerals
        | 0x3040..=0x30FF | 0x31F0..=0x31FF | 0xFF66..=0xFF9D // Hiragana, Katakana
        | 0x1AFF0..=0x1B16F
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF // Han
        | 0x16FE2..=0x16FE3 | 0x16FF0..=0x16FF1 | 0x20000..=0x3FFFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_and_short_cuts_say_what_unicode_says() {
        for c in '\0'..=char::MAX {
            assert_eq!(class(c), classify(c), "{c:?}");
        }
    }

    #[test]
    fn knows_each_kind() {
        assert_eq!(class('Ä'), Class::Word('ä'));
        assert_eq!(class('²'), Class::Word('2'));
        assert_eq!(class('Ｗ'), Class::Word('w'));
        assert_eq!(class('語'), Class::Single('語'));
        assert_eq!(class('ก'), Class::Single('ก'));
        assert_eq!(class('ー'), Class::Single('ー'));
        assert_eq!(class('한'), Class::Word('한'));
        assert_eq!(class('…'), Class::Gap);
        assert_eq!(class('，'), Class::Gap);
        assert_eq!(class('\u{301}'), Class::Hard);
        assert_eq!(class('ﬁ'), Class::Hard);
        assert_eq!(class('İ'), Class::Hard);
    }
}
