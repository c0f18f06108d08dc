//! Word-level edits as a reader sees them.
//!
//! A text is cut at the word boundaries of Unicode (UAX #29), so that no mark ever stands inside a word and
//! punctuation stands apart from it. The shortest script over these tokens (Myers, "An O(ND) Difference Algorithm and
//! Its Variations", 1986) is then made readable: what stays between two changes and weighs little against them is
//! counted to them, so that a rewritten sentence reads as one change and not as confetti.

use similar::{Algorithm, DiffTag, capture_diff_slices};
use unicode_segmentation::UnicodeSegmentation;

use crate::model::{Edit, Field, Item, Op};
use crate::normalize::comparable;

/// A stretch that stays is absorbed where the changes on both sides weigh this much more than it does. Two keeps a
/// lone noun between two changed adjectives, and gives up an article or "am" between two changed phrases.
const OUTWEIGHS: usize = 2;

/// The word-level edits that turn `old` into `new`, two texts of `field`.
///
/// The equal and deleted stretches in order are `old`, the equal and inserted ones `new`; a deletion comes before the
/// insertion that takes its place. Equal texts give one equal stretch, two empty ones nothing. O((n + m) d) for n and m
/// tokens with d differences; `d` is bounded for texts that have nothing in common.
pub fn edits(field: Field, old: &str, new: &str) -> Vec<Edit> {
    let (old_tokens, new_tokens) = (tokens(old), tokens(new));
    let mut stretches = script(&old_tokens, &new_tokens);
    absorb_islands(&mut stretches);
    let edit = |op, text: &str| Edit { op, text: text.to_owned(), field };
    let mut out = Vec::with_capacity(stretches.len() * 2);
    let (mut at_old, mut at_new) = (0, 0);
    for Stretch { equal, old_len, new_len, .. } in stretches {
        let (gone, come) = (&old[at_old..at_old + old_len], &new[at_new..at_new + new_len]);
        (at_old, at_new) = (at_old + old_len, at_new + new_len);
        if equal {
            out.push(edit(Op::Equal, gone));
            continue;
        }
        if !gone.is_empty() {
            out.push(edit(Op::Delete, gone));
        }
        if !come.is_empty() {
            out.push(edit(Op::Insert, come));
        }
    }
    out
}

/// The edits of all fields in which two items differ for a reader, fields called as in `ignore` left out.
pub fn of_items(old: &Item, new: &Item, ignore: &[String]) -> Vec<Edit> {
    let shown = Field::ALL.into_iter().filter(|field| !ignore.iter().any(|name| name == field.name()));
    let of_field = |field| {
        let (was, is) = (old.get(field).unwrap_or_default(), new.get(field).unwrap_or_default());
        (was != is && comparable(&was) != comparable(&is)).then(|| edits(field, &was, &is))
    };
    shown.filter_map(of_field).flatten().collect()
}

/// Words, runs of white space and single signs, in order; together they are `text`.
fn tokens(text: &str) -> Vec<&str> {
    let mut out: Vec<&str> = Vec::new();
    let mut space_from = None;
    for (at, token) in text.split_word_bound_indices() {
        if token.chars().all(char::is_whitespace) {
            space_from.get_or_insert(at);
            continue;
        }
        if let Some(from) = space_from.take() {
            out.push(&text[from..at]);
        }
        out.push(token);
    }
    out.extend(space_from.map(|from| &text[from..]));
    out
}

/// A stretch that stays or changes, in bytes of both texts, with what it weighs: its letters and digits, 1 for signs.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    equal: bool,
    old_len: usize,
    new_len: usize,
    weight: usize,
}

fn script(old: &[&str], new: &[&str]) -> Vec<Stretch> {
    let bytes = |tokens: &[&str]| tokens.iter().map(|t| t.len()).sum();
    let weight = |tokens: &[&str]| {
        let letters = tokens.iter().flat_map(|t| t.chars()).filter(|c| c.is_alphanumeric()).count();
        letters.max(usize::from(tokens.iter().any(|t| !t.trim().is_empty())))
    };
    let mut out: Vec<Stretch> = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, old, new) {
        let (gone, come) = (&old[op.old_range()], &new[op.new_range()]);
        let next = Stretch {
            equal: op.tag() == DiffTag::Equal,
            old_len: bytes(gone),
            new_len: bytes(come),
            weight: weight(gone).max(weight(come)),
        };
        match out.last_mut() {
            Some(last) if last.equal == next.equal => last.join(next),
            _ => out.push(next),
        }
    }
    out
}

impl Stretch {
    fn join(&mut self, next: Stretch) {
        self.old_len += next.old_len;
        self.new_len += next.new_len;
        self.weight += next.weight;
    }
}

/// Counts small equal stretches to the changes around them. One pass with a stack: a change that has grown may outweigh
/// the island before it, which is then on top.
fn absorb_islands(stretches: &mut Vec<Stretch>) {
    let mut done: Vec<Stretch> = Vec::with_capacity(stretches.len());
    for next in stretches.drain(..) {
        done.push(next);
        while let [.., left, island, right] = done.as_slice()
            && island.equal
            && island.weight * OUTWEIGHS <= left.weight.min(right.weight)
        {
            let (island, right) = (*island, *right);
            done.truncate(done.len() - 2);
            if let Some(left) = done.last_mut() {
                left.join(Stretch { weight: 0, ..island });
                left.join(right);
            }
        }
    }
    *stretches = done;
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(old: &str, new: &str) -> String {
        let mark = |e: Edit| match e.op {
            Op::Equal => e.text,
            Op::Insert => format!("[+{}]", e.text),
            Op::Delete => format!("[-{}]", e.text),
        };
        edits(Field::Body, old, new).into_iter().map(mark).collect()
    }

    #[test]
    fn marks_whole_words_and_parts_punctuation_from_them() {
        assert_eq!(shown("Die Schulen öffnen", "Die Schule öffnet"), "Die [-Schulen öffnen][+Schule öffnet]");
        assert_eq!(shown("Mehr Geld für alle", "Mehr Geld, für alle"), "Mehr Geld[+,] für alle");
        assert_eq!(shown("rund 3.500 Euro", "rund 3.700 Euro"), "rund [-3.500][+3.700] Euro");
        assert_eq!(shown("48-Millionen-Euro", "50-Millionen-Euro"), "[-48][+50]-Millionen-Euro");
    }

    #[test]
    fn absorbs_small_islands_only() {
        assert_eq!(
            shown("Treffen am Montag in Kiel geplant", "Treffen am Dienstag in Jena geplant"),
            "Treffen am [-Montag in Kiel][+Dienstag in Jena] geplant"
        );
        assert_eq!(
            shown("Der kleine Brunnen läuft wieder gut", "Der neue Brunnen läuft wieder schlecht"),
            "Der [-kleine][+neue] Brunnen läuft wieder [-gut][+schlecht]"
        );
    }

    #[test]
    fn equal_empty_and_foreign_texts() {
        assert_eq!(edits(Field::Title, "", ""), []);
        assert_eq!(shown("gleich", "gleich"), "gleich");
        assert_eq!(shown("", "neu hier"), "[+neu hier]");
        assert_eq!(shown("eins zwei", "drei vier"), "[-eins zwei][+drei vier]");
    }

    proptest! {
        #[test]
        fn give_back_both_texts(old in "([a-c0-9.,ä\u{301} \n-]|Wort ){0,60}", new in "([a-c0-9.,ä\u{301} \n-]|Wort ){0,60}") {
            let all = edits(Field::Body, &old, &new);
            let side = |not: Op| all.iter().filter(|e| e.op != not).map(|e| e.text.as_str()).collect::<String>();
            prop_assert_eq!(side(Op::Insert), old);
            prop_assert_eq!(side(Op::Delete), new);
            prop_assert!(all.iter().all(|e| !e.text.is_empty()));
            prop_assert!(all.windows(2).all(|w| w[0].op != w[1].op), "neighbours of one kind are one stretch");
        }

        #[test]
        fn never_cut_a_word(old in "[a-dé]{1,4}( [a-dé]{1,4}){0,8}", new in "[a-dé]{1,4}( [a-dé]{1,4}){0,8}") {
            let all = edits(Field::Body, &old, &new);
            let words: Vec<&str> = old.split(' ').chain(new.split(' ')).collect();
            for edit in &all {
                prop_assert!(edit.text.split(' ').all(|w| w.is_empty() || words.contains(&w)), "{:?}", edit);
            }
        }
    }
}
