//! A second heading right below each title: its subtitle, not an item under a section.

use super::byline::is_name;
use super::{Cue, Scene};
use crate::segment::state::State;
use crate::segment::unit::Unit;
use crate::segment::votes::Votes;

pub(super) const CUE: Cue = Cue {
    name: "subtitle",
    description: "a lower heading that nearly always stands right below a heading with a link",
    vote,
};

/// Pairs from which on it is a habit.
const FEWEST: usize = 3;

fn vote(scene: &Scene, votes: &mut Votes) {
    let units = scene.units;
    let lower: Vec<usize> = (1..units.len()).filter(|i| units[*i].heading > 1).collect();
    for level in 2..=6 {
        let below: Vec<usize> = lower.iter().copied().filter(|i| units[*i].heading == level).collect();
        let (below, others): (Vec<_>, Vec<_>) = below.into_iter().partition(|i| is_subtitle(units, *i));
        // Elsewhere names alone may stand: who wrote it is one more detail.
        if below.len() < FEWEST || !others.iter().all(|i| is_name(units[*i].raw)) || others.len() >= below.len() {
            continue;
        }
        for i in others {
            votes.add_all(i, &[(State::Meta, 9.0), (State::Title, -6.0), (State::Section, -6.0), (State::Topic, -6.0)]);
        }
        let named = below.iter().all(|i| is_name(units[*i].raw));
        let state = if named { State::Meta } else { State::Body };
        for i in below {
            votes.add_all(above(units, i), &[(State::Title, 5.0), (State::Section, -5.0)]);
            votes.add_all(i, &[(state, 11.0), (State::Title, -5.0), (State::Section, -5.0), (State::Topic, -3.0)]);
        }
    }
}

fn is_subtitle(units: &[Unit], i: usize) -> bool {
    let (above, unit) = (&units[above(units, i)], &units[i]);
    above.heading > 0 && above.heading < unit.heading && above.linked && !unit.linked
}

/// What stands right above `i`, a picture aside.
fn above(units: &[Unit], i: usize) -> usize {
    if i > 1 && units[i - 1].marks.caption { i - 2 } else { i - 1 }
}
