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
    let (mut far, mut inner): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    // The title that is open, and where the headings inside its text begin among all such.
    let mut open: Option<(usize, usize)> = None;
    let mut near = 0;
    for i in 1..units.len().saturating_sub(1) {
        let unit = &units[i];
        // Below a section's heading another habit may hold.
        let section = unit.is_short() && (unit.emphasis || unit.heading > 0);
        if heads_text(units, i) && unit.gap == 1 {
            near += 1;
            inner.extend(open.filter(|_| units[i - 1].is_text()).map(|_| i));
        } else if heads_text(units, i) || section {
            close(units, open, &mut inner);
            open = (!section).then_some((i, inner.len()));
            far.extend(open.map(|_| i));
        }
    }
    close(units, open, &mut inner);
    if far.len() < FEWEST || inner.len() < FEWEST || inner.len() * 2 < near {
        return;
    }
    for i in inner {
        votes.add_all(i, &[(State::Subhead, 5.0), (State::Title, -3.0), (State::Topic, -3.0), (State::Section, -3.0)]);
    }
    for i in far {
        votes.add_all(i, &[(State::Title, 2.0), (State::Subhead, -3.0)]);
    }
}

/// Drops the headings inside the text of a title that in the mean are as long as it: they are titles of their own.
fn close(units: &[Unit], open: Option<(usize, usize)>, inner: &mut Vec<usize>) {
    let Some((title, from)) = open else { return };
    let words: usize = inner[from..].iter().map(|i| units[*i].words).sum();
    if words * 4 > units[title].words * (inner.len() - from) * 3 {
        inner.truncate(from);
    }
}

fn heads_text(units: &[Unit], i: usize) -> bool {
    let unit = &units[i];
    unit.is_short() && unit.gap > 0 && unit.marker == Marker::None && unit.date.is_none() && units[i + 1].is_text()
}
