use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::support::RARE;
use super::{Law, Measure, Meeting};
use crate::compare::terms::phrase;

/// A longer stretch is text written anew, no slot. With 4 the front pages and the look-alikes come out much the same.
const LONGEST: usize = 8;

/// So many word pairs on either side of a slot are its frame, as far as both texts have them. With 2 the real sets come out the
/// same, but more edits among made-up teasers look like a template.
const NEAR: usize = 3;

/// More slots than this tell no more.
const MOST: usize = 5;

/// The template guard. What stands around a slot returns in a third text, which fills it in a third way: then the three
/// are made from one template, and what fills the slots is what matters. A single place may change in an edit.
pub(in crate::compare) const MEASURE: Measure = Measure {
    name: "slots",
    about: "places, after the first, where each has rare words of its own and a third text, in the same phrases, others; up to 4",
    law: Law::Amount,
    value,
    detail,
};

fn value(m: &Meeting) -> Option<f64> {
    Some(slots(m).len().clamp(1, MOST) as f64 - 1.0)
}

fn detail(m: &Meeting) -> String {
    let shown = |words: &[u32]| words.iter().map(|&w| m.lexicon.shown(w)).collect::<Vec<_>>().join(" ");
    let filled: Vec<String> =
        slots(m).iter().map(|slot| format!("{} / {}", shown(slot.here), shown(slot.there))).collect();
    if filled.is_empty() { "no template in which each fills in its own".into() } else { filled.join(", ") }
}

/// What fills a slot on either side.
struct Slot<'a> {
    here: &'a [u32],
    there: &'a [u32],
}

fn slots<'a>(m: &Meeting<'a>) -> Vec<Slot<'a>> {
    let mut slots = Vec::new();
    for (a, b) in m.a.texts.iter().zip(&m.b.texts) {
        // The script between two texts depends on which is the first.
        let turned = a > b;
        let (old, new) = if turned { (b, a) } else { (a, b) };
        let ops = capture_diff_slices(Algorithm::Myers, old, new);
        for (at, op) in ops.iter().enumerate() {
            let DiffOp::Replace { old_index, old_len, new_index, new_len } = *op else { continue };
            if old_len.max(new_len) > LONGEST {
                continue;
            }
            let filled = [
                Filled { text: old, from: old_index, to: old_index + old_len },
                Filled { text: new, from: new_index, to: new_index + new_len },
            ];
            let [here, there] = if turned { [&filled[1], &filled[0]] } else { [&filled[0], &filled[1]] };
            let own = |filled: &Filled, other: &[u32]| {
                filled.words().iter().any(|w| m.rarity.weight(*w) >= RARE && other.binary_search(w).is_err())
            };
            if own(here, &m.b.all) && own(there, &m.a.all) && third_way(m, &frame(old, &ops, at), &filled) {
                slots.push(Slot { here: here.words(), there: there.words() });
            }
        }
    }
    slots
}

/// The word pairs next to the slot that `ops[at]` fills which both texts have, as `old` has them.
fn frame(old: &[u32], ops: &[DiffOp], at: usize) -> Vec<u32> {
    let kept = |at: Option<usize>| match at.and_then(|at| ops.get(at)) {
        Some(&DiffOp::Equal { old_index, len, .. }) => &old[old_index..old_index + len],
        _ => &[],
    };
    let (before, behind) = (kept(at.checked_sub(1)), kept(Some(at + 1)));
    let nearest = before.windows(2).rev().take(NEAR).chain(behind.windows(2).take(NEAR));
    nearest.map(|pair| phrase(pair[0], pair[1])).collect()
}

/// Whether more texts have the frame than fill it as these two do. The whole frame: one pair of words or another stands in a
/// third text by chance, the more texts there are.
fn third_way(m: &Meeting, frame: &[u32], filled: &[Filled; 2]) -> bool {
    let least = |phrases: &[u32]| phrases.iter().map(|&phrase| m.rarity.phrase_count(phrase)).min();
    let [Some(one), Some(other)] = filled.each_ref().map(|filled| least(&filled.seams())) else { return false };
    least(frame).is_some_and(|frame| frame > one + other)
}

/// A stretch of a text.
struct Filled<'a> {
    text: &'a [u32],
    from: usize,
    to: usize,
}

impl<'a> Filled<'a> {
    fn words(&self) -> &'a [u32] {
        &self.text[self.from..self.to]
    }

    /// Its first word with the one before, its last with the one behind.
    fn seams(&self) -> Vec<u32> {
        let pair = |first: usize| Some(phrase(*self.text.get(first)?, *self.text.get(first + 1)?));
        [self.from.checked_sub(1), self.to.checked_sub(1)].into_iter().flatten().filter_map(pair).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::compare::{Comparer, Options};
    use crate::model::Item;

    fn measured(titles: &[&str]) -> (f64, String) {
        let items: Vec<Item> =
            titles.iter().map(|title| Item { title: Some((*title).into()), ..Item::default() }).collect();
        let comparer = Comparer::new(&items, &Options::default());
        let meeting = comparer.meeting(0, 1);
        ((super::value)(&meeting).unwrap(), (super::detail)(&meeting))
    }

    #[test]
    fn a_third_text_makes_a_template() {
        let north = "Der Verein Nordend tagt heute am Montag im alten Hafen";
        let south = "Der Verein Südstadt tagt heute am Dienstag im alten Hafen";
        assert_eq!(measured(&[north, south]).0, 0.0, "two texts may be one, edited");
        let west = "Der Verein Westpark tagt heute am Mittwoch im alten Hafen";
        let (value, detail) = measured(&[north, south, west]);
        assert_eq!((value, &*detail), (1.0, "nordend / südstadt, montag / dienstag"));
        // The third one says what the second one says.
        let (value, _) =
            measured(&[north, south, "Der Verein Südstadt tagt heute am Dienstag im alten Hafen, bis 20 Uhr"]);
        assert_eq!(value, 0.0);
    }

    #[test]
    fn a_phrase_that_others_use_is_no_template() {
        let versions = [
            "Der Verein Nordend tagt heute noch einmal am Montag",
            "Der Verein Südstadt tagt heute noch einmal am Dienstag",
        ];
        let others = ["Der Verein Westpark gewinnt", "Ein Chor tagt heute", "Das Fest ist einmal am Mittwoch"];
        assert_eq!(measured(&[&versions[..], &others].concat()).0, 0.0);
    }
}
