//! Two short lines above a text: a topic and its title, or a title and its source. Which of them shows only over the
//! whole issue: titles are the longer ones, and lines of several cells ("Ulm | half time | until May") are details.

use super::{Cue, Scene};
use crate::segment::state::State;
use crate::segment::text::Marker;
use crate::segment::topic;
use crate::segment::unit::Unit;
use crate::segment::votes::Votes;

pub(super) const CUE: Cue = Cue {
    name: "stack",
    description: "two short lines above a text: the longer ones of the issue are its titles, the others topics or sources",
    vote,
};

/// Stacks from which on their mean length says something.
const FEWEST: usize = 3;

fn vote(scene: &Scene, votes: &mut Votes) {
    let units = scene.units;
    let stacks: Vec<usize> = (0..units.len().saturating_sub(2)).filter(|i| is_stack(units, *i)).collect();
    if stacks.len() < FEWEST {
        return;
    }
    let words = |below: usize| stacks.iter().map(|i| units[i + below].words).sum::<usize>();
    let celled = stacks.iter().filter(|i| is_celled(&units[**i + 1])).count();
    // Half as long again: less than that is chance in so few lines.
    let (first, second) = (words(0) * 2, words(1) * 2);
    for i in &stacks {
        if celled * 2 > stacks.len() || first >= words(1) * 3 {
            votes.add_all(*i, &[(State::Title, 2.5), (State::Topic, -2.0), (State::Caption, -2.0)]);
            votes.add_all(i + 1, &[(State::Meta, 5.0), (State::Title, -2.5), (State::Furniture, -1.0)]);
        } else if second >= words(0) * 3 {
            votes.add_all(*i, &[(State::Topic, 0.7), (State::Title, -0.7)]);
            votes.add(i + 1, State::Title, 0.7);
        }
    }
}

fn is_stack(units: &[Unit], i: usize) -> bool {
    let [above, below, text] = [&units[i], &units[i + 1], &units[i + 2]];
    let plain = |u: &Unit| u.is_short() && u.date.is_none() && u.marker == Marker::None;
    (plain(above) || above.is_short() && above.marker == Marker::Bullet && above.indent < below.indent)
        && plain(below)
        && (i == 0 || above.gap > 0)
        && below.gap == 0
        && text.is_text()
        // A line of cells is no title's look, so it needs no likeness to the line above.
        && (is_celled(below)
            || text.gap == 0 && (above.heading, above.emphasis) == (below.heading, below.emphasis))
}

/// "Ulm | half time | until May", or parts of numbers and commas: "Court of Ulm, judgment of 12.08.2025, file 7 S 41/25".
pub(super) fn is_celled(unit: &Unit) -> bool {
    let listed =
        || unit.raw.matches(", ").count() >= 2 && unit.raw.bytes().filter(u8::is_ascii_digit).count() >= DIGITS;
    topic::is_path(unit.raw)
        || unit.raw.contains(" | ")
        || unit.raw.contains(" · ")
        || unit.raw.contains(" • ")
        || listed()
}

/// Digits of a line of parts: a date or a file's number has as many.
const DIGITS: usize = 4;
