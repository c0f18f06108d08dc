//! Links set as footnotes: "[3] https://…" below, "[3]" in the text.

use super::{Cue, Scene};
use crate::segment::Map;
use crate::segment::address;
use crate::segment::state::State;
use crate::segment::text::Marker;
use crate::segment::unit::{Shape, Unit};
use crate::segment::votes::Votes;

pub(super) const CUE: Cue =
    Cue { name: "notes", description: "footnotes: numbered addresses, texts that lead back to their number", vote };

fn vote(scene: &Scene, votes: &mut Votes) {
    for (i, unit) in scene.units.iter().enumerate() {
        if matches!(unit.marker, Marker::Note(_)) && unit.shape == Shape::Url {
            votes.add_all(
                i,
                &[(State::Furniture, 4.0), (State::Meta, -3.0), (State::Entry, -3.0), (State::Closer, -2.0)],
            );
        }
        if is_mark(unit) {
            votes.add_all(
                i,
                &[(State::Imprint, 8.0), (State::Title, -6.0), (State::Section, -6.0), (State::Entry, -4.0)],
            );
        }
        if leads_back(unit) || i > 0 && unit.is_text() && is_mark(&scene.units[i - 1]) {
            votes.add_all(i, &[(State::Imprint, 9.0), (State::Entry, -4.0), (State::Title, -4.0), (State::Body, -4.0)]);
        }
    }
}

/// Digits of a note's number: no text has more than a thousand.
const MOST_DIGITS: usize = 3;

/// Nothing but a footnote's number, which leads back into the text.
fn is_mark(unit: &Unit) -> bool {
    let own = unit.marks.links.first().is_some_and(|l| l.url.starts_with('#') && l.range.len() >= unit.raw.len());
    own && unit.heading == 0 && !unit.raw.contains(char::is_alphabetic)
}

/// A footnote's text with the sign at its end that leads back into the text.
fn leads_back(unit: &Unit) -> bool {
    let last = unit.marks.links.last().filter(|l| l.url.starts_with('#') && unit.lines.len() == 1);
    let sign = last.filter(|l| l.range.start > 0).and_then(|l| unit.raw.get(l.range.start..));
    unit.is_text() && sign.is_some_and(|s| !s.is_empty() && !s.contains(char::is_alphanumeric))
}

/// The addresses by their number, with the units they stand in.
#[derive(Debug, Default)]
pub(in crate::segment) struct Notes {
    addresses: Map<u16, Vec<(usize, String)>>,
}

impl Notes {
    /// All footnote links of a document.
    pub(in crate::segment) fn read(scene: &Scene) -> Self {
        let mut notes = Notes::default();
        for (i, unit) in scene.units.iter().enumerate() {
            if let Marker::Note(n) = unit.marker
                && unit.shape == Shape::Url
                && let Some(address) = address::address(unit.raw)
            {
                notes.addresses.entry(n).or_default().push((i, address.to_owned()));
            }
        }
        notes
    }

    /// The address that the first "[n]" in `text` refers to; the text ends before the unit `behind`.
    pub(in crate::segment) fn cited(&self, text: &str, behind: usize) -> Option<&str> {
        if self.addresses.is_empty() {
            return None;
        }
        text.match_indices('[').find_map(|(at, _)| {
            let end = text.as_bytes()[at + 1..].iter().take(MOST_DIGITS + 1).position(|b| *b == b']')?;
            let number = text[at + 1..at + 1 + end].parse().ok()?;
            self.address(number, behind)
        })
    }

    /// The address with this number that stands next behind the unit `behind`.
    pub(in crate::segment) fn address(&self, number: u16, behind: usize) -> Option<&str> {
        let places = self.addresses.get(&number)?;
        let next = places.partition_point(|(unit, _)| *unit < behind);
        places.get(next).map(|(_, address)| address.as_str())
    }

    /// Where a "[n]" begins that ends `title`, and its number, if there is an address of that number.
    pub(in crate::segment) fn noted(&self, title: &str) -> Option<(usize, u16)> {
        let (before, number) = title.strip_suffix(']')?.rsplit_once('[')?;
        let number = number.parse().ok()?;
        (!before.trim().is_empty() && self.addresses.contains_key(&number)).then_some((before.len(), number))
    }
}
