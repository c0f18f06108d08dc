//! Who wrote it: "by Ada Example", "Von Ada Muster".

use super::{Cue, Scene};
use crate::segment::lexicon::Hint;
use crate::segment::state::State;
use crate::segment::votes::Votes;

pub(super) const CUE: Cue =
    Cue { name: "byline", description: "a short line that opens with \"by\" and goes on with names", vote };

fn vote(scene: &Scene, votes: &mut Votes) {
    for (i, unit) in scene.units.iter().enumerate() {
        if unit.is_short() && unit.words <= 12 && is_byline(scene, unit.head) {
            votes.add_all(
                i,
                &[
                    (State::Meta, 7.0),
                    (State::Title, -4.0),
                    (State::Topic, -3.0),
                    (State::Section, -4.0),
                    (State::Closer, -2.0),
                ],
            );
            if i > 0 && scene.units[i - 1].is_short() {
                votes.add_all(i - 1, &[(State::Title, 1.5), (State::Section, -1.0)]);
            }
        }
    }
}

/// Opens with a byline's word, and all that follows could be names.
pub(in crate::segment) fn is_byline(scene: &Scene, text: &str) -> bool {
    let mut words = text.split_whitespace();
    let opens = words.next().is_some_and(|w| scene.lexicon.is(w, Hint::Byline));
    let mut names = 0;
    let only = words.all(|w| {
        let bare = w.trim_start_matches(|c: char| !c.is_alphanumeric());
        let small =
            matches!(bare, "und" | "and" | "van" | "von" | "de" | "der" | "den" | "by" | "" | "am" | "on" | "for");
        names += usize::from(!small);
        small || bare.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
    });
    opens && only && names > 0
}
