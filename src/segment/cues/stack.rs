//! Two short lines above a text: a topic and its title, or a title and its source. Which of them shows only over the
//! whole issue: titles are the longer ones, and lines of several cells ("Ulm | half time | until May") are details.

use super::{Cue, Scene};
use crate::segment::dates;
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
    let all: Vec<(usize, usize)> = (0..units.len()).filter_map(|i| Some((i, stack(units, i)?))).collect();
    pairs(units, votes);
    let detailed = all.iter().filter(|(i, _)| is_detail(&units[i + 1])).count();
    if detailed >= FEWEST && detailed * 2 > all.len() {
        // Where most second lines are details, all are.
        all.iter().for_each(|(i, lines)| heads_details(*i, *lines, votes));
        return;
    }
    let stacks: Vec<usize> = all.into_iter().map(|(i, _)| i).filter(|i| is_close(units, *i)).collect();
    if stacks.len() < FEWEST {
        return;
    }
    let words = |below: usize| stacks.iter().map(|i| units[i + below].words).sum::<usize>();
    // Half as long again: less than that is chance in so few lines.
    let (first, second) = (words(0) * 2, words(1) * 2);
    for i in &stacks {
        if first >= words(1) * 3 {
            heads_details(*i, 1, votes);
        } else if second >= words(0) * 3 {
            votes.add_all(*i, &[(State::Topic, 0.7), (State::Title, -0.7)]);
            votes.add(i + 1, State::Title, 0.7);
        }
    }
}

/// Short lines, each with a line of cells below it and a gap behind that, one upon the other: titles with their details.
fn pairs(units: &[Unit], votes: &mut Votes) {
    let is_pair = |i: usize| {
        let (Some(above), Some(below)) = (units.get(i), units.get(i + 1)) else { return false };
        let plain = |u: &Unit| u.is_short() && u.date.is_none() && u.marker == Marker::None && u.heading == 0;
        let parted = above.gap > 0 && below.gap == 0 && units.get(i + 2).is_none_or(|next| next.gap > 0);
        parted && plain(above) && plain(below) && is_celled(below) && !is_celled(above)
    };
    let mut i = 0;
    while i < units.len() {
        let count = (i..units.len()).step_by(2).take_while(|at| is_pair(*at)).count();
        if count >= FEWEST {
            for title in (0..count).map(|n| i + 2 * n) {
                heads_details(title, 1, votes);
                votes.add_all(title, &[(State::Title, 2.0), (State::Section, -4.0)]);
            }
        }
        i += (2 * count).max(1);
    }
}

/// The line at `i` is a title, the `lines` below it say something about it.
fn heads_details(i: usize, lines: usize, votes: &mut Votes) {
    votes.add_all(i, &[(State::Title, 2.5), (State::Topic, -2.0), (State::Caption, -2.0)]);
    for below in i + 1..=i + lines {
        votes.add_all(below, &[(State::Meta, 5.0), (State::Title, -2.5), (State::Furniture, -1.0)]);
    }
}

/// How many lines stand between the short line at `i` and its text, the first without a gap, and all but it details.
fn stack(units: &[Unit], i: usize) -> Option<usize> {
    let (above, below) = (&units[i], units.get(i + 1)?);
    let plain = |u: &Unit| u.is_plain_line();
    let bullet = above.is_short() && above.marker == Marker::Bullet && above.indent < below.indent;
    let first = i == 0 || above.gap > 0;
    if !(plain(above) || bullet) || !plain(below) || !first || below.gap > 0 {
        return None;
    }
    let more = units[i + 2..]
        .iter()
        .take(MOST_DETAILS)
        .take_while(|u| u.gap == 0 && plain(u) && (u.labelled || is_detail(u)))
        .count();
    units.get(i + 2 + more)?.is_text().then_some(1 + more)
}

/// Details between a title and its text.
const MOST_DETAILS: usize = 4;

/// The text follows without a gap, and the two lines look alike; a line of cells is no title's look, so it needs neither.
fn is_close(units: &[Unit], i: usize) -> bool {
    let [above, below, text] = [&units[i], &units[i + 1], &units[i + 2]];
    text.is_text()
        && (is_celled(below) || text.gap == 0 && (above.heading, above.emphasis) == (below.heading, below.emphasis))
}

/// Cells, or a label or a day: what hardly is a title.
fn is_detail(unit: &Unit) -> bool {
    is_celled(unit) || unit.tells_time() || dates::first(unit.head).is_some()
}

/// "Ulm | half time | until May", or parts of numbers and commas: "Court of Ulm, judgment of 12.08.2025, file 7 S 41/25".
pub(in crate::segment) fn is_celled(unit: &Unit) -> bool {
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
