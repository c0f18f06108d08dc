//! What a person decided once: these two are the same, these two aren't.
//!
//! One line a decision, `same A B` or `different A B`, where A and B are the first 16 hexadecimal digits of the
//! BLAKE3 digests of the items' normalized content. So a decision holds wherever the two texts turn up again, whatever
//! their ids and files, and the file merges well under version control. What follows a `#` is for people.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{Comparer, Options};
use crate::error::{Error, Result};
use crate::model::Item;

/// Digits of a digest that name a text: 64 bits, so that two among a million different texts share them with a
/// probability of 3 in 10⁸.
const DIGITS: usize = 16;

/// Decisions by the digests of the two texts, the lesser digest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    same: BTreeMap<(String, String), (bool, String)>,
}

/// Positions of items that must, and that must not, stand in one cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// Pairs that must.
    pub must: Vec<(usize, usize)>,
    /// Pairs that must not.
    pub cannot: Vec<(usize, usize)>,
}

/// Two decisions that can't both hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Positions of the two items that must not, and by other decisions must, be the same.
    pub items: (usize, usize),
}

impl Decisions {
    /// Reads the lines of a decisions file; `source` names it in errors.
    ///
    /// # Errors
    /// Where a line isn't of the form above, or contradicts an earlier one.
    pub fn parse(text: &str, source: &str) -> Result<Self> {
        let mut decisions = Decisions::default();
        for (n, line) in text.lines().enumerate() {
            let (rule, note) = line.split_once('#').unwrap_or((line, ""));
            let words: Vec<&str> = rule.split_whitespace().collect();
            let at = |error: Error| error.in_source(source).at_line(n as u64 + 1);
            match words[..] {
                [] => {}
                [verdict @ ("same" | "different"), a, b] if is_digest(a) && is_digest(b) && a != b => {
                    let known = decisions.insert(a, b, verdict == "same", note.trim());
                    if known.is_some_and(|same| same != (verdict == "same")) {
                        return Err(at(
                            Error::usage("an earlier line decides the opposite").way_out("remove one of the two")
                        ));
                    }
                }
                _ => {
                    let form = format!("`same A B` or `different A B` with digests of {DIGITS} digits");
                    return Err(at(Error::usage(format!("{line:?} is no decision")).way_out(form)));
                }
            }
        }
        Ok(decisions)
    }

    /// The lines of a decisions file, in order of the digests.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for ((a, b), (same, note)) in &self.same {
            let verdict = if *same { "same" } else { "different" };
            let gap = if note.is_empty() { "" } else { " # " };
            // Writing to a string can't fail.
            let _ = writeln!(text, "{verdict} {a} {b}{gap}{note}");
        }
        text
    }

    /// Decides on two items, over what was decided on them before; returns that.
    ///
    /// # Errors
    /// Where the two texts are equal after normalization and are to be different: nothing could tell them apart.
    pub fn decide(&mut self, a: &Item, b: &Item, same: bool, options: &Options) -> Result<Option<bool>> {
        let digests = Comparer::new(&[a.clone(), b.clone()], options).digests();
        if digests[0] == digests[1] {
            if same {
                return Ok(None);
            }
            let what = format!("{} and {} have the same text", a.id, b.id);
            return Err(Error::usage(what).way_out("identical texts always belong together"));
        }
        let plain = |item: &Item| item.heading().replace(['#', '\n', '\r'], " ");
        let note = format!("{} ({}) | {} ({})", plain(a), a.id, plain(b), b.id);
        Ok(self.insert(&digests[0], &digests[1], same, &note))
    }

    /// Whether nothing was decided.
    pub fn is_empty(&self) -> bool {
        self.same.is_empty()
    }

    fn insert(&mut self, a: &str, b: &str, same: bool, note: &str) -> Option<bool> {
        let key = if a <= b { (a.to_owned(), b.to_owned()) } else { (b.to_owned(), a.to_owned()) };
        self.same.insert(key, (same, note.to_owned())).map(|(same, _)| same)
    }

    /// What was decided on the texts with these digests.
    pub(super) fn of(&self, a: &str, b: &str) -> Option<bool> {
        let key = if a <= b { (a.to_owned(), b.to_owned()) } else { (b.to_owned(), a.to_owned()) };
        self.same.get(&key).map(|(same, _)| *same)
    }

    /// The decisions on texts among those with `digests`, as positions of each text's first item.
    pub(super) fn links(&self, digests: &[String]) -> Links {
        let mut first: BTreeMap<&str, usize> = BTreeMap::new();
        for (position, digest) in digests.iter().enumerate() {
            first.entry(digest).or_insert(position);
        }
        let mut links = Links::default();
        for ((a, b), (same, _)) in &self.same {
            if let (Some(&x), Some(&y)) = (first.get(a.as_str()), first.get(b.as_str())) {
                let list = if *same { &mut links.must } else { &mut links.cannot };
                list.push((x.min(y), x.max(y)));
            }
        }
        links
    }
}

impl Links {
    /// Pairs that must not be the same though other decisions chain them together.
    pub fn conflicts(&self) -> Vec<Conflict> {
        let top = self.must.iter().chain(&self.cannot).map(|&(a, b)| a.max(b) + 1).max().unwrap_or(0);
        let mut group: Vec<usize> = (0..top).collect();
        // Few decisions, so plain relabelling will do.
        for &(a, b) in &self.must {
            let (from, to) = (group[a], group[b]);
            group.iter_mut().filter(|g| **g == from).for_each(|g| *g = to);
        }
        self.cannot.iter().filter(|&&(a, b)| group[a] == group[b]).map(|&items| Conflict { items }).collect()
    }
}

/// The digest by which decisions know a text.
pub(super) fn digest(key: &[u8; 32]) -> String {
    blake3::Hash::from(*key).to_hex()[..DIGITS].to_owned()
}

fn is_digest(word: &str) -> bool {
    word.len() == DIGITS && word.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(id: &str, title: &str) -> Item {
        Item { id: id.into(), title: Some(title.into()), ..Item::default() }
    }

    #[test]
    fn writes_what_it_reads() {
        let (a, b, c) = (item("a", "Neues Rathaus"), item("b", "Altes Rathaus"), item("c", "NEUES  Rathaus"));
        let mut decisions = Decisions::default();
        let options = Options::default();
        assert_eq!(decisions.decide(&a, &b, false, &options).unwrap(), None);
        assert_eq!(decisions.decide(&b, &c, true, &options).unwrap(), Some(false), "the same two texts");
        assert!(decisions.decide(&a, &c, false, &options).is_err());
        let text = decisions.to_text();
        assert!(text.starts_with("same ") && text.contains("Rathaus"), "{text}");
        assert_eq!(Decisions::parse(&text, "x").unwrap(), decisions);
    }

    #[test]
    fn refuses_what_it_cannot_read() {
        let (a, b) = ("0123456789abcdef", "fedcba9876543210");
        let refused = |text: &str| Decisions::parse(text, "d.txt").unwrap_err().to_string();
        assert!(refused("same x y").starts_with("d.txt:1: "));
        let twice = format!("# by hand\nsame {a} {b}\ndifferent {b} {a}\n");
        assert!(refused(&twice).contains("d.txt:3") && refused(&twice).contains("opposite"));
        assert!(Decisions::parse("\n# nothing\n", "d.txt").unwrap().is_empty());
    }

    #[test]
    fn finds_decisions_that_cannot_all_hold() {
        let links = Links { must: vec![(0, 1), (1, 2)], cannot: vec![(0, 2), (2, 3)] };
        assert_eq!(links.conflicts(), [Conflict { items: (0, 2) }]);
    }
}
