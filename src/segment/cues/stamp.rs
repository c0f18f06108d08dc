//! A date stamp at the head of a teaser: "[30.10.2024] In Ulm …".

use super::{Cue, Scene};
use crate::segment::dates;
use crate::segment::issue;
use crate::segment::state::State;
use crate::segment::unit::{Shape, Unit};
use crate::segment::votes::Votes;

pub(super) const CUE: Cue = Cue {
    name: "date stamp",
    description: "a paragraph that begins with a date in brackets, or a date line below a title",
    vote,
};

/// Units in which it stands below its number at most.
const HEAD: usize = 12;
/// Units in which an issue names its own date, those of the page's frame not counted.
const TOP: usize = 4;

fn vote(scene: &Scene, votes: &mut Votes) {
    let own = scene.units.iter().enumerate().filter(|(_, u)| !u.marks.frame);
    let top = own.map(|(i, _)| i).nth(TOP).unwrap_or(scene.units.len());
    let mut head = 0;
    for (i, unit) in scene.units.iter().enumerate() {
        if i < top
            && unit.is_short()
            && unit.date.is_none()
            && (dates::first(unit.head).is_some_and(|d| d.from.year.is_some())
                || unit.words <= 6 && issue::numbered(unit.head).is_some())
        {
            // "Issue 7, 3 May 2026" names the issue.
            votes.add_all(i, &[(State::Furniture, 2.5), (State::Title, if i == 0 { -6.0 } else { -2.0 })]);
        }
        let Some(date) = &unit.date else { continue };
        if date.bracketed && unit.is_text() {
            votes.add_all(i, &[(State::Body, 2.0), (State::Last, 1.0), (State::More, -2.0), (State::Editorial, -2.0)]);
            if i > 0 && scene.units[i - 1].is_short() {
                votes.add_all(i - 1, &[(State::Title, 2.5), (State::Subhead, -2.0)]);
            }
        }
        if unit.shape == Shape::Stamp && (i < top || i < HEAD && issue::numbered(scene.units[i - 1].head).is_some()) {
            // Near the top it is the issue's own date.
            votes.add(i, State::Furniture, 1.5);
            if date.from.year.is_some()
                && unit.marks.path == 0
                && unit.gap > 0
                && scene.units.get(i + 1).is_some_and(|n| n.gap > 0)
            {
                votes.add_all(i, &[(State::Furniture, 1.5), (State::When, -3.0)]);
            }
            if !scene.units.get(i + 1).is_some_and(Unit::is_text) {
                head = i;
            }
        }
    }
    (0..head).for_each(|i| votes.add_all(i, &[(State::Furniture, 2.0), (State::Title, -2.0)]));
}
