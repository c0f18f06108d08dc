//! Blank lines: an issue that puts more of them before its titles than before the subheadings of a long article says
//! which is which.

use super::{Cue, Scene};
use crate::segment::state::State;
use crate::segment::text::Marker;
use crate::segment::unit::Unit;
use crate::segment::votes::Votes;

pub(super) const CUE: Cue = Cue {
    name: "rhythm",
    description: "more blank lines before a title than before a shorter heading in the middle of a text",
    vote,
};

/// Headings of each kind from which on it is a habit.
const FEWEST: usize = 3;

fn vote(scene: &Scene, votes: &mut Votes) {
    let units = scene.units;
    let (mut far, mut near, mut inner) = (Vec::new(), 0, Vec::new());
    let mut open = false;
    for i in 1..units.len().saturating_sub(1) {
        let unit = &units[i];
        if !heads_text(units, i) {
            // Below a section's heading another habit may hold.
            open &= !(unit.is_short() && (unit.emphasis || unit.heading > 0));
        } else if unit.gap > 1 {
            far.push(i);
            open = true;
        } else {
            near += 1;
            if open && units[i - 1].is_text() {
                inner.push(i);
            }
        }
    }
    let words = |of: &[usize]| of.iter().map(|i| units[*i].words).sum::<usize>();
    let shorter = words(&inner) * far.len() * 4 <= words(&far) * inner.len() * 3;
    if far.len() < FEWEST || inner.len() < FEWEST || inner.len() * 2 < near || !shorter {
        return;
    }
    for i in inner {
        votes.add_all(i, &[(State::Subhead, 5.0), (State::Title, -3.0), (State::Topic, -3.0), (State::Section, -3.0)]);
    }
    for i in far {
        votes.add_all(i, &[(State::Title, 2.0), (State::Subhead, -3.0)]);
    }
}

fn heads_text(units: &[Unit], i: usize) -> bool {
    let unit = &units[i];
    unit.is_short() && unit.gap > 0 && unit.marker == Marker::None && unit.date.is_none() && units[i + 1].is_text()
}
