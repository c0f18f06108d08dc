//! What other issues of the same newsletter, and a profile, teach of a line.

use std::collections::HashSet;

use super::{Cue, Scene};
use crate::segment::across::Taught;
use crate::segment::profile::Profile;
use crate::segment::state::State;
use crate::segment::unit::Unit;
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
    }
    if let Some(profile) = scene.profile {
        told(profile, scene.units, votes);
    }
}

/// What a profile tells. A section may be named as it stands ("== Town ==") or without its decoration.
fn told(profile: &Profile, units: &[Unit], votes: &mut Votes) {
    let [closers, furniture, sections] = [&profile.closers, &profile.furniture, &profile.sections]
        .map(|lines| lines.iter().map(String::as_str).collect::<HashSet<&str>>());
    for (i, unit) in units.iter().enumerate().filter(|(_, u)| !u.raw.is_empty()) {
        let mut lists = |holds: bool, state| {
            if holds {
                votes.add_all(i, &[(state, 6.0), (State::Title, -3.0)]);
            }
        };
        lists(closers.contains(unit.raw), State::Closer);
        lists(furniture.contains(unit.raw), State::Furniture);
        lists(sections.contains(unit.raw) || sections.contains(unit.head), State::Section);
        // Every line begins with nothing.
        if profile.anchors.iter().any(|a| !a.is_empty() && unit.raw.starts_with(a.as_str())) {
            votes.add_all(i, &[(State::Title, 4.0), (State::Entry, 2.0)]);
        }
    }
}
