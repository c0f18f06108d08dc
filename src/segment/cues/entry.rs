//! Items that are one unit: a list of links, a title with its text behind it on the line.

use super::{Cue, Scene};
use crate::segment::state::State;
use crate::segment::text::{self, Marker};
use crate::segment::unit::Unit;
use crate::segment::votes::Votes;

pub(super) const CUE: Cue = Cue {
    name: "entry",
    description: "a list entry that begins with a link or a title in bold, its text behind it",
    vote,
};

fn vote(scene: &Scene, votes: &mut Votes) {
    for (i, unit) in scene.units.iter().enumerate() {
        let listed = unit.marker == Marker::Bullet || unit.marks.list_item;
        let led = lead(scene.doc.text.get(scene.doc.lines()[unit.lines.start].span.clone()).unwrap_or(""), unit);
        let weight = match (led, listed) {
            (Some(Lead::Link), true) => 4.0,
            (Some(Lead::Strong), true) => 2.5,
            (Some(Lead::Link), false) if !unit.linked => 2.0,
            (Some(Lead::Strong), false) => 1.0,
            (None, true) if has_address(unit) => 2.0,
            _ => continue,
        };
        votes.add_all(i, &[(State::Entry, weight), (State::More, -0.3 * weight)]);
    }
}

/// What a unit opens with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::segment) enum Lead {
    /// A link.
    Link,
    /// Words in bold.
    Strong,
}

/// What the unit with the source `source` opens with, if it goes on behind it or is nothing else.
pub(in crate::segment) fn lead(source: &str, unit: &Unit) -> Option<Lead> {
    if unit.marks.links.first().is_some_and(|l| l.range.start <= 4 && l.range.len() >= 8)
        || unit.head.starts_with('[') && unit.head.contains("](")
    {
        return Some(Lead::Link);
    }
    let mut opening = source.trim_start();
    opening = opening.trim_start_matches(['-', '*', '•', '+', ' ']).trim_start();
    let strong = source.trim_start_matches(['-', ' ', '•', '+']).starts_with("**")
        || opening.starts_with("<b>")
        || opening.starts_with("<strong")
        || unit.head.starts_with("**");
    (strong && !unit.emphasis).then_some(Lead::Strong)
}

fn has_address(unit: &Unit) -> bool {
    !unit.marks.links.is_empty() || text::address_start(unit.raw).is_some() || text::address_start(unit.tail).is_some()
}

/// A line of postal code and town: "80686 München", "D-20095 Hamburg".
pub(in crate::segment) fn place_line(text: &str) -> bool {
    let bare = text
        .strip_prefix("D-")
        .or_else(|| text.strip_prefix("A-"))
        .or_else(|| text.strip_prefix("CH-"))
        .unwrap_or(text);
    let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
    (4..=5).contains(&digits)
        && bare[digits..].starts_with(' ')
        && bare[digits..].trim_start().starts_with(char::is_uppercase)
        && text.split_whitespace().count() <= 5
        && !text.ends_with([':', '.'])
        && !(digits == 4 && bare.starts_with(['1', '2']) && bare[..4] > *"1900" && bare[..4] < *"2100")
}
