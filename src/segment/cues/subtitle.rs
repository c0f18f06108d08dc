//! A second heading right below each title: its subtitle, not an item under a section.

use super::{Cue, Scene};
use crate::segment::state::State;
use crate::segment::unit::Unit;
use crate::segment::votes::Votes;

pub(super) const CUE: Cue = Cue {
    name: "subtitle",
    description: "a lower heading that only ever stands right below a heading with a link",
    vote,
};

/// Pairs from which on it is a habit.
const FEWEST: usize = 3;

fn vote(scene: &Scene, votes: &mut Votes) {
    let units = scene.units;
    let lower: Vec<usize> = (1..units.len()).filter(|i| units[*i].heading > 1).collect();
    for level in 2..=6 {
        let below: Vec<usize> = lower.iter().copied().filter(|i| units[*i].heading == level).collect();
        if below.len() < FEWEST || !below.iter().all(|i| is_subtitle(&units[i - 1], &units[*i])) {
            continue;
        }
        for i in below {
            votes.add_all(i - 1, &[(State::Title, 5.0), (State::Section, -5.0)]);
            votes
                .add_all(i, &[(State::Body, 11.0), (State::Title, -5.0), (State::Section, -5.0), (State::Topic, -3.0)]);
        }
    }
}

fn is_subtitle(above: &Unit, unit: &Unit) -> bool {
    above.heading > 0 && above.heading < unit.heading && above.linked && !unit.linked
}
