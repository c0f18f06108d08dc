use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::support::RARE;
use super::{Law, Measure, Meeting};
use crate::compare::terms::phrase;

/// A longer stretch is text written anew, no slot. With 4 the front pages and the look-alikes come out much the same.
const LONGEST: usize = 8;

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
        let (a, b) = if turned { (b, a) } else { (a, b) };
        for op in capture_diff_slices(Algorithm::Myers, a, b) {
            let DiffOp::Replace { old_index: i, old_len, new_index: j, new_len } = op else { continue };
            if old_len.max(new_len) > LONGEST {
                continue;
            }
            let (here, there) =
                (Filled { text: a, from: i, to: i + old_len }, Filled { text: b, from: j, to: j + new_len });
            let (here, there) = if turned { (there, here) } else { (here, there) };
            let own = |filled: &Filled, other: &[u32]| {
                filled.words().iter().any(|w| m.rarity.weight(*w) >= RARE && other.binary_search(w).is_err())
            };
            if own(&here, &m.b.all) && own(&there, &m.a.all) && third_way(m, &here, &there) {
                slots.push(Slot { here: here.words(), there: there.words() });
            }
        }
    }
    slots
}

/// Whether more texts have the phrases around the two than fill them as these do.
fn third_way(m: &Meeting, here: &Filled, there: &Filled) -> bool {
    let count = |(a, b): (u32, u32)| m.rarity.phrase_count(phrase(a, b));
    let least = |phrases: [Option<(u32, u32)>; 2]| phrases.into_iter().flatten().map(count).min();
    let around = here.around().into_iter().zip(there.around()).map(|(a, b)| a.filter(|_| a == b));
    let around: Vec<Option<(u32, u32)>> = around.collect();
    let (Some(frame), Some(one), Some(other)) =
        (least([around[0], around[1]]), least(here.seams()), least(there.seams()))
    else {
        return false;
    };
    frame > one + other
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

    fn pair(&self, first: Option<usize>) -> Option<(u32, u32)> {
        let first = first?;
        Some((*self.text.get(first)?, *self.text.get(first + 1)?))
    }

    /// The two words before it, and the two behind it.
    fn around(&self) -> [Option<(u32, u32)>; 2] {
        [self.pair(self.from.checked_sub(2)), self.pair(Some(self.to))]
    }

    /// Its first word with the one before, its last with the one behind.
    fn seams(&self) -> [Option<(u32, u32)>; 2] {
        [self.pair(self.from.checked_sub(1)), self.pair(self.to.checked_sub(1))]
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
}
