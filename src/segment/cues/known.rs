//! What other issues of the same newsletter, and a profile, teach of a line.

use super::{Cue, Scene};
use crate::segment::across::Taught;
use crate::segment::state::State;
use crate::segment::votes::Votes;

pub(super) const CUE: Cue = Cue {
    name: "known",
    description: "a line that other issues or the profile show to be a title, a section or furniture",
    vote,
};

fn vote(scene: &Scene, votes: &mut Votes) {
    for (i, unit) in scene.units.iter().enumerate() {
        match scene.known.of(unit.echo) {
            Some(Taught::Title) => {
                votes.add_all(i, &[(State::Title, 3.0), (State::Entry, 1.0), (State::EventTitle, 1.0)])
            }
            Some(Taught::Section) => votes.add_all(i, &[(State::Section, 3.0), (State::Title, -1.5)]),
            Some(Taught::Furniture) => {
                votes.add_all(i, &[(State::Furniture, 3.0), (State::Imprint, 2.0), (State::Title, -3.0)])
            }
            None => {}
        }
        let Some(profile) = scene.profile else { continue };
        if profile.is_closer(unit.raw) {
            votes.add_all(i, &[(State::Closer, 6.0), (State::Title, -3.0)]);
        }
        if profile.is_furniture(unit.raw) {
            votes.add_all(i, &[(State::Furniture, 6.0), (State::Title, -3.0)]);
        }
        if profile.is_section(unit.head) {
            votes.add_all(i, &[(State::Section, 6.0), (State::Title, -3.0)]);
        }
        if profile.is_anchored(unit.raw) {
            votes.add_all(i, &[(State::Title, 4.0), (State::Entry, 2.0)]);
        }
    }
}
