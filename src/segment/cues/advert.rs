//! Advertising that says so: a label between drawn lines, and what stands below it.

use super::{Cue, Scene};
use crate::segment::state::State;
use crate::segment::unit::{Shape, Unit};
use crate::segment::votes::Votes;

pub(super) const CUE: Cue = Cue {
    name: "advert",
    description: "an advertisement's label, and what stands between it and the next drawn line",
    vote,
};

/// Units of an advertisement.
const LONGEST: usize = 8;

fn vote(scene: &Scene, votes: &mut Votes) {
    let units = scene.units;
    for i in (0..units.len()).filter(|i| is_label(&units[*i])) {
        let end = units[i + 1..].iter().take(LONGEST + 1).position(|u| u.shape == Shape::Rule);
        let drawn = i > 0 && units[i - 1].shape == Shape::Rule && !units[i - 1].marks.rule;
        // In a row of a page's blocks an advertisement is one of its items.
        if drawn || units[i].marks.path == 0 {
            votes.add_all(i, &[(State::Furniture, 6.0), (State::Title, -6.0), (State::Section, -6.0)]);
        }
        for j in i + 1..=i + end.filter(|_| drawn).unwrap_or(0) {
            votes.add_all(j, &[(State::Furniture, 8.0), (State::Title, -4.0), (State::Entry, -4.0)]);
        }
    }
}

/// "ADVERTISEMENT", "- Anzeige -".
fn is_label(unit: &Unit) -> bool {
    const LABELS: [&str; 7] =
        ["advertisement", "anzeige", "werbung", "advertorial", "sponsored", "publicité", "advertentie"];
    let bare = || unit.raw.trim_matches(|c: char| !c.is_alphanumeric());
    let is_one = |bare: &str| LABELS.iter().any(|label| label.eq_ignore_ascii_case(bare));
    unit.is_short() && unit.words <= 3 && is_one(bare())
}
