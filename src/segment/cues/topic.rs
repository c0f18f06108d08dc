//! A topic before a title: "Ulm: Neues Amt", a topic glued to it, a kicker on the line above.

use super::{Cue, Scene};
use crate::segment::state::State;
use crate::segment::topic::glued;
use crate::segment::votes::Votes;

pub(super) const CUE: Cue = Cue {
    name: "topic",
    description: "a topic before the title: with a colon, glued to it, or on the line above",
    vote,
};

fn vote(scene: &Scene, votes: &mut Votes) {
    let units = scene.units;
    for (i, unit) in units.iter().enumerate().filter(|(_, u)| u.is_short()) {
        if unit.topical {
            votes.add_all(
                i,
                &[(State::Title, 1.0), (State::Topic, -3.0), (State::Section, -2.5), (State::Subhead, -0.7)],
            );
            votes.add_all(i, &[(State::Caption, -0.7), (State::EventTitle, 0.3)]);
        } else if glued(unit.head).is_some() {
            votes.add_all(i, &[(State::Title, 1.0), (State::Topic, -3.0), (State::Section, -3.0)]);
        } else if let [title, text, ..] = &units[i + 1..]
            && title.is_short()
            && text.is_text()
            && title.gap == 0
            && title.words > unit.words.min(2)
            && unit.words <= 4
            && unit.len <= 40
        {
            votes.add(i, State::Topic, if unit.linked { -1.0 } else { 1.2 });
        }
    }
}
