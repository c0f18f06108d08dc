//! Most words of a text are in no list: their first letter, last letter and length together tell.

/// First and last letters and lengths of the words of a list.
#[derive(Debug)]
pub(super) struct Outlines {
    /// For each first and last byte (see [`ends`]) the lengths of the words that have them, as bits.
    lengths: [u64; ENDS],
}

/// The highest byte of the letters of Latin-1 in UTF-8.
const LAST_OF_LATIN: u8 = 0xc3;

/// Whether all letters of `word` are of Latin-1, whose two cases have the same length.
pub(super) fn is_latin(word: &str) -> bool {
    word.bytes().fold(true, |latin, b| latin & (b <= LAST_OF_LATIN))
}

/// How many values [`ends`] has.
pub(super) const ENDS: usize = 1 << 10;

/// Five bits of each, which are the same for both cases of a letter of ASCII and of Latin-1.
pub(super) const fn ends(first: u8, last: u8) -> usize {
    ((first & 31) as usize) << 5 | (last & 31) as usize
}

impl Outlines {
    /// Of no word.
    pub(super) const NONE: Outlines = Outlines { lengths: [0; ENDS] };

    /// Those of `words`, too; each has less than 64 bytes.
    pub(super) const fn with(mut self, words: &[&str]) -> Self {
        let mut at = 0;
        while at < words.len() {
            self.add(words[at]);
            at += 1;
        }
        self
    }

    /// Adds that of `word`, which has less than 64 bytes.
    pub(super) const fn add(&mut self, word: &str) {
        let bytes = word.as_bytes();
        self.lengths[ends(bytes[0], bytes[bytes.len() - 1])] |= 1 << bytes.len();
    }

    /// Whether a word with these ends, in whatever case, and of this length is in the list.
    #[inline]
    pub(super) fn hold(&self, first: u8, last: u8, length: usize) -> bool {
        length < 64 && self.lengths[ends(first, last)] >> length & 1 != 0
    }

    /// Whether `word`, in whatever case, may be in the list. Beyond Latin-1 nothing is said.
    #[inline]
    pub(super) fn may_hold(&self, word: &str) -> bool {
        match (word.as_bytes().first(), word.as_bytes().last()) {
            (Some(first), Some(last)) => self.hold(*first, *last, word.len()) || !is_latin(word),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_list_are_held_in_both_cases() {
        let outlines = Outlines::NONE.with(&["märz", "août", "ort:"]);
        for word in ["märz", "MÄRZ", "AOÛT", "mörz", "Ort:", "Ω"] {
            assert!(outlines.may_hold(word), "{word}");
        }
        for word in ["", "mai", "Merz", "ort", "Märzen"] {
            assert!(!outlines.may_hold(word), "{word}");
        }
        assert!(outlines.hold(b'O', b':', 4));
    }
}
