//! Text → shingle hashes.

use std::fmt;
use std::str::FromStr;

use super::hash::{Rolling, block, mix, sequence};
use super::normal::{GAP, JOINT, write_words};
use crate::error::{Error, Result};

/// What a text is cut into: windows of n words or of n characters. Written `word:5`, `char:5`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shingle {
    /// n consecutive words.
    Word(u16),
    /// n consecutive characters of the words, one space between words that the text separates.
    Char(u16),
}

impl Default for Shingle {
    /// Five words: long enough that strangers share few, short enough that an edit leaves many.
    fn default() -> Self {
        Shingle::Word(5)
    }
}

impl FromStr for Shingle {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let wrong = || Error::usage(format!("'{text}' is no shingle")).way_out("write word:5 or char:5, 1 to 1000");
        let (unit, n) = text.split_once(':').ok_or_else(wrong)?;
        let n = n.parse().ok().filter(|n| (1..=1000).contains(n)).ok_or_else(wrong)?;
        match unit {
            "word" => Ok(Shingle::Word(n)),
            "char" => Ok(Shingle::Char(n)),
            _ => Err(wrong()),
        }
    }
}

impl fmt::Display for Shingle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Shingle::Word(n) => write!(f, "word:{n}"),
            Shingle::Char(n) => write!(f, "char:{n}"),
        }
    }
}

/// Cuts text after text into shingle hashes, reusing its buffers. One for each thread.
#[derive(Debug)]
pub struct Shingler {
    shingle: Shingle,
    buffer: Vec<u8>,
    elements: Vec<u64>,
    seen: Seen,
}

impl Shingler {
    /// A shingler for `shingle`.
    pub fn new(shingle: Shingle) -> Self {
        Shingler { shingle, buffer: Vec::new(), elements: Vec::new(), seen: Seen::default() }
    }

    /// Appends the hashes of all shingles of `text` in order, repeated ones repeated: at least one.
    /// Linear time, no allocation once the buffers have grown. Gives back a key of the words in order: equal for texts
    /// with equal words, else different but for one in 2⁶⁴.
    pub fn push_all(&mut self, text: &str, out: &mut Vec<u64>) -> u64 {
        write_words(text, &mut self.buffer);
        self.elements.clear();
        let n = match self.shingle {
            Shingle::Word(n) => {
                push_words(&self.buffer, &mut self.elements);
                n
            }
            Shingle::Char(n) => {
                push_chars(&self.buffer, &mut self.elements);
                n
            }
        };
        let key = sequence(&self.elements);
        roll(&self.elements, usize::from(n), out);
        key
    }

    /// Appends the hashes of the distinct shingles of `text`, in order of their first appearance, and gives back the
    /// key of its words (see [`Shingler::push_all`]). Linear time.
    pub fn push_distinct(&mut self, text: &str, out: &mut Vec<u64>) -> u64 {
        let start = out.len();
        let key = self.push_all(text, out);
        self.seen.dedup(out, start);
        key
    }
}

/// The distinct shingles of `text` as hashes, ascending: at least one. O(n log n).
pub fn shingle_set(text: &str, shingle: Shingle) -> Vec<u64> {
    let mut set = Vec::new();
    Shingler::new(shingle).push_distinct(text, &mut set);
    set.sort_unstable();
    set
}

fn roll(elements: &[u64], n: usize, out: &mut Vec<u64>) {
    let mut rolling = Rolling::new(n);
    let (head, tail) = elements.split_at(n.min(elements.len()));
    head.iter().for_each(|&e| rolling.push(e));
    out.reserve(tail.len() + 1);
    out.push(rolling.value());
    out.extend(tail.iter().zip(elements).map(|(&new, &old)| {
        rolling.slide(old, new);
        rolling.value()
    }));
}

const HIGH: u64 = 0x8080_8080_8080_8080;
const LIMIT: u64 = 0x3030_3030_3030_3030;

/// The high bit of each byte of `x` that ends a word: ASCII below '0' ([`GAP`], [`JOINT`]).
#[inline]
fn ends(x: u64) -> u64 {
    !((x | HIGH) - LIMIT) & !x & HIGH
}

#[inline]
fn load(buffer: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*buffer.get(at..)?.first_chunk()?))
}

/// Appends the hash of each word in `buffer`, eight bytes at a time.
fn push_words(buffer: &[u8], out: &mut Vec<u64>) {
    let mut at = 0;
    while let Some(mut bytes) = load(buffer, at) {
        let mut end = ends(bytes);
        if end & 0x80 != 0 {
            // A gap: on to the next byte that is none, or to the next block.
            at += ((end ^ HIGH).trailing_zeros() / 8) as usize;
            continue;
        }
        let mut state = 0;
        while end == 0 {
            state = block(state, bytes);
            at += 8;
            // The buffer ends in more gaps than a block is long.
            bytes = load(buffer, at).unwrap_or(u64::from(GAP));
            end = ends(bytes);
        }
        let length = end.trailing_zeros() / 8;
        if length > 0 {
            state = block(state, bytes & ((1 << (8 * length)) - 1));
        }
        out.push(state);
        at += length as usize + 1;
    }
}

/// Appends a hash for each character in `buffer`: joints left out, gaps as one space, none at the ends.
fn push_chars(buffer: &[u8], out: &mut Vec<u64>) {
    let mut gap = false;
    for chunk in buffer.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                _ if c == char::from(GAP) => gap = true,
                _ if c == char::from(JOINT) => {}
                _ => {
                    if gap && !out.is_empty() {
                        out.push(mix(u64::from(GAP)));
                    }
                    gap = false;
                    out.push(mix(u64::from(c)));
                }
            }
        }
    }
}

/// A set of hashes that is emptied cheaply: open addressing, slots stamped with the round they were written in.
#[derive(Debug, Default)]
struct Seen {
    slots: Vec<u64>,
}

impl Seen {
    /// Takes repeated hashes out of `hashes[start..]`; the first ones stay, in order.
    fn dedup(&mut self, hashes: &mut Vec<u64>, start: usize) {
        let count = hashes.len() - start;
        let size = (count * 2).next_power_of_two();
        self.slots.clear();
        self.slots.resize(size, 0);
        let mask = size - 1;
        let mut kept = start;
        let mut zero = false;
        for read in start..hashes.len() {
            let hash = hashes[read];
            let mut at = hash as usize & mask;
            while self.slots[at] != 0 && self.slots[at] != hash {
                at = (at + 1) & mask;
            }
            // Zero marks a free slot, so the one hash that is zero is remembered apart.
            let fresh = self.slots[at] == 0 && !(hash == 0 && zero);
            zero |= hash == 0;
            self.slots[at] = hash;
            hashes[kept] = hash;
            kept += usize::from(fresh);
        }
        hashes.truncate(kept);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::super::words;
    use super::*;

    /// Shingles as texts, straight from the definition.
    fn naive(text: &str, shingle: Shingle) -> BTreeSet<Vec<String>> {
        let (elements, n): (Vec<String>, _) = match shingle {
            Shingle::Word(n) => (words(text), usize::from(n)),
            Shingle::Char(n) => (words(text).join(" ").chars().map(String::from).collect(), usize::from(n)),
        };
        if elements.len() < n { [elements].into() } else { elements.windows(n).map(<[_]>::to_vec).collect() }
    }

    #[test]
    fn parses_and_prints() {
        assert_eq!("word:5".parse::<Shingle>().unwrap(), Shingle::Word(5));
        assert_eq!("char:3".parse::<Shingle>().unwrap().to_string(), "char:3");
        for wrong in ["", "word", "word:0", "word:1001", "line:3", "word:x"] {
            assert!(wrong.parse::<Shingle>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_short_text_has_one_shingle_and_so_has_the_empty_one() {
        assert_eq!(shingle_set("", Shingle::Word(5)), shingle_set(" … ", Shingle::Word(5)));
        assert_eq!(shingle_set("a b", Shingle::Word(5)), shingle_set("A, b!", Shingle::Word(5)));
        assert_eq!(shingle_set("a b", Shingle::Word(5)).len(), 1);
        assert_ne!(shingle_set("a b", Shingle::Word(5)), shingle_set("", Shingle::Word(5)));
        assert_ne!(shingle_set("a b", Shingle::Word(5)), shingle_set("b a", Shingle::Word(5)));
    }

    #[test]
    fn characters_know_gaps_but_not_joints() {
        assert_eq!(shingle_set("日本 語", Shingle::Char(9)).len(), 1);
        assert_ne!(shingle_set("日本 語", Shingle::Char(9)), shingle_set("日本語", Shingle::Char(9)));
        assert_eq!(shingle_set("日本 語", Shingle::Word(9)), shingle_set("日本語", Shingle::Word(9)));
        assert_eq!(shingle_set("-Ab--c.", Shingle::Char(2)), shingle_set("ab C", Shingle::Char(2)));
    }

    proptest! {
        #[test]
        fn sets_are_as_defined(
            a in "[abA .,]{0,40}", b in "[abäÄ \u{300}]{0,40}|[a-z]{1,30}( [a-z]{1,20}){0,9}", n in 1u16..6, chars: bool,
        ) {
            let shingle = if chars { Shingle::Char(n) } else { Shingle::Word(n) };
            let (x, y) = (naive(&a, shingle), naive(&b, shingle));
            let (p, q) = (shingle_set(&a, shingle), shingle_set(&b, shingle));
            prop_assert_eq!(x.len(), p.len());
            prop_assert_eq!(y.len(), q.len());
            let common = p.iter().filter(|h| q.binary_search(h).is_ok()).count();
            prop_assert_eq!(x.intersection(&y).count(), common);
        }

        #[test]
        fn repeats_go_and_the_first_stay(hashes in proptest::collection::vec(prop_oneof![0u64..9, Just(u64::MAX), any::<u64>()], 0..60)) {
            let mut once = Vec::new();
            hashes.iter().for_each(|h| if !once.contains(h) { once.push(*h) });
            let mut deduped = hashes;
            Seen::default().dedup(&mut deduped, 0);
            prop_assert_eq!(deduped, once);
        }
    }
}
