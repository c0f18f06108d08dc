//! Stanzas: several lines without a gap that end in an address, one stanza after the other. The first line is the title,
//! the others say who, where and when.

use std::ops::Range;

use super::{Cue, Scene};
use crate::segment::state::State;
use crate::segment::unit::{Shape, Unit};
use crate::segment::votes::Votes;

pub(super) const CUE: Cue = Cue {
    name: "stanza",
    description: "lines without a gap that end in an address: the first is the title, the others its details",
    vote,
};

/// Stanzas from which on they are a habit.
const FEWEST: usize = 3;
/// Units that an issue's head has at most.
const TOP: usize = 6;
/// Lines of a stanza; of a title and an address alone there is nothing to tell.
const LINES: Range<usize> = 3..10;

fn vote(scene: &Scene, votes: &mut Votes) {
    let units = scene.units;
    let starts: Vec<usize> = (0..units.len()).filter(|i| *i == 0 || units[*i].gap > 0).chain([units.len()]).collect();
    let stanzas: Vec<&[usize]> = starts.windows(2).filter(|w| is_stanza(&units[w[0]..w[1]])).collect();
    if stanzas.len() < FEWEST {
        return;
    }
    // What stands above the first, not set off as a section's heading, is the name.
    for i in (0..stanzas[0][0]).filter(|_| stanzas[0][0] <= TOP) {
        if units[i].is_short() && !units[i].emphasis && units[i].heading == 0 {
            votes.add_all(i, &[(State::Furniture, 4.0), (State::Title, -4.0)]);
        }
    }
    for stanza in stanzas {
        votes.add_all(stanza[0], &[(State::Title, 4.0), (State::Topic, -3.0), (State::Section, -3.0)]);
        for i in (stanza[0] + 1..stanza[1]).filter(|i| units[*i].is_short()) {
            votes.add_all(i, &[(State::Meta, 6.0), (State::Title, -4.0), (State::Topic, -4.0), (State::Section, -4.0)]);
        }
    }
}

fn is_stanza(units: &[Unit]) -> bool {
    let [first, .., last] = units else { return false };
    LINES.contains(&units.len())
        && last.shape == Shape::Url
        && first.is_plain_line()
        && !first.head.ends_with(':')
        && units[1].is_short()
        && units.iter().all(|u| !matches!(u.shape, Shape::Para | Shape::Rule))
}
