//! Entries of a directory: a name, a postal address below it.

use super::{Cue, Scene, place_line};
use crate::segment::state::State;
use crate::segment::votes::Votes;

pub(super) const CUE: Cue =
    Cue { name: "directory", description: "a name with a line of postal code and town below it", vote };

fn vote(scene: &Scene, votes: &mut Votes) {
    for (i, unit) in scene.units.iter().enumerate() {
        if unit.is_short() && unit.signs.has_digit() && place_line(unit.head) {
            votes.add_all(i, &[(State::Meta, 5.5), (State::Title, -4.0), (State::Imprint, 1.5), (State::Topic, -3.0)]);
            if i > 0 && scene.units[i - 1].is_short() {
                votes.add(i - 1, State::Title, 2.5);
            }
        }
    }
}
