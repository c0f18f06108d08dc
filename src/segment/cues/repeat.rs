//! Whole lines that return: labels, furniture and closers do, titles don't.

use std::collections::HashSet;

use super::{Cue, Scene};
use crate::segment::Map;
use crate::segment::address;
use crate::segment::dates;
use crate::segment::state::State;
use crate::segment::text::Marker;
use crate::segment::unit::{Shape, Unit};
use crate::segment::votes::Votes;
use crate::segment::words;

pub(super) const CUE: Cue = Cue {
    name: "repeat",
    description: "a short line that stands word for word nearby once more, or, but for its numbers, inside several items",
    vote,
};

/// Units within which a line counts as returning: issues may be strung together in one file.
const NEAR: usize = 60;

/// Items with a line of the same words, from which on it is a habit.
const FEWEST: usize = 3;

fn vote(scene: &Scene, votes: &mut Votes) {
    whole_lines(scene, votes);
    details(scene.units, votes);
    kickers(scene.units, votes);
}

/// One of a few names right above each of several headings, a day perhaps between: what the item belongs to.
fn kickers(units: &[Unit], votes: &mut Votes) {
    let plain = |u: &Unit| u.is_plain_line() && u.heading == 0 && u.words <= LONGEST_NAME && u.echo != 0;
    let over = |i: usize| match &units[i + 1..] {
        [day, title, ..] if day.shape == Shape::Stamp => title.heading,
        [title, ..] => title.heading,
        [] => 0,
    };
    let found: Vec<usize> = (0..units.len()).filter(|i| plain(&units[*i]) && over(*i) > 0).collect();
    let names: HashSet<u64> = found.iter().map(|i| units[*i].echo).collect();
    // What ends each text stands above all headings but the first one.
    let first = found.first().map_or(0, |i| over(*i));
    let leads = found.first().is_some_and(|i| units[..=*i].iter().all(|u| u.heading != first));
    if found.len() < FEWEST || names.len() < 2 || names.len() == found.len() || !leads {
        return;
    }
    let elsewhere = |u: &Unit| plain(u) && names.contains(&u.echo);
    for i in (0..units.len()).filter(|i| elsewhere(&units[*i]) && over(*i) == 0) {
        votes.add_all(i, &[(State::Meta, 4.0), (State::Title, -6.0), (State::Entry, -5.0)]);
    }
    for i in found {
        // A topic stands right above its title.
        let state = if units[i + 1].heading > 0 { State::Topic } else { State::Section };
        votes.add_all(i, &[(state, 7.0), (State::Title, -6.0), (State::Entry, -5.0), (State::Caption, -4.0)]);
    }
}

/// Words of such a name.
const LONGEST_NAME: usize = 3;

/// "Page 112" in one item, "Page 115" in the next, "40 min | Listen: https://…": a line of the same words inside several
/// items, numbers, months and addresses aside. Below a text it ends its item, above a title ("No. 31 of 3 May 2026") it
/// leads to it, elsewhere it is a detail.
fn details(units: &[Unit], votes: &mut Votes) {
    let mut alike: Map<u64, Vec<usize>> = Map::default();
    let (mut letters, mut lower) = (String::new(), Vec::new());
    for (i, unit) in units.iter().enumerate().skip(1) {
        if !unit.is_short() || unit.heading > 0 || unit.date.is_some() || unit.marker != Marker::None {
            continue;
        }
        let leads = units.get(i + 1).is_some_and(|n| n.is_short() && n.gap == 0);
        // "Read on (https://…)" may stand apart from its text, as does "The Paper | 5 min read".
        if is_first(units, i) && !leads && !is_link(units, i) && !is_between(units, i) {
            continue;
        }
        if !unit.signs.has_digit() && !unit.signs.may_hold_address() {
            continue;
        }
        let worded = address::address_start(unit.raw).map_or(unit.raw, |at| &unit.raw[..at]);
        let worded = last_cell(worded);
        letters.clear();
        let timeless = |w: &&str| dates::month(w).is_none() && !dates::is_lead_in(w);
        for word in worded.split_whitespace().filter(timeless) {
            letters.extend(word.chars().filter(|c| !c.is_ascii_digit()));
        }
        let hash = words::echo(&letters, &mut lower);
        if hash != 0 && (worded.contains(|c: char| c.is_ascii_digit()) || worded.len() < unit.raw.len()) {
            alike.entry(hash).or_default().push(i);
        }
    }
    for i in alike.into_values().filter(|same| same.len() >= FEWEST).flatten() {
        let state = if is_between(units, i) {
            State::Closer
        } else if is_first(units, i) && !is_link(units, i) {
            State::Caption
        } else if is_link(units, i) || units[i - 1].is_text() && units.get(i + 1).is_none_or(|n| n.gap > 0) {
            State::Closer
        } else {
            State::Meta
        };
        votes.add(i, state, 6.0);
        votes.add_all(i, &[(State::Title, -5.0), (State::Topic, -5.0), (State::Section, -5.0)]);
    }
}

/// The last of several cells that has a number in it: "5 min read" in "The Paper | 5 min read".
fn last_cell(line: &str) -> &str {
    let cell = [" | ", " · ", " • "].iter().filter_map(|sign| line.rsplit_once(sign)).map(|(_, cell)| cell);
    let numbered = cell.filter(|c| c.contains(|c: char| c.is_ascii_digit()) && c.contains(char::is_alphabetic));
    numbered.min_by_key(|cell| cell.len()).unwrap_or(line)
}

/// Stands apart between a text and what is none: it ends the item above.
fn is_between(units: &[Unit], i: usize) -> bool {
    let apart = units[i].gap > 0 && units.get(i + 1).is_none_or(|n| n.gap > 0 && !n.is_text());
    apart && units[i - 1].is_text()
}

/// A link below a text.
fn is_link(units: &[Unit], i: usize) -> bool {
    units[i].linked && units[i - 1].is_text()
}

/// Begins what stands together without a gap.
fn is_first(units: &[Unit], i: usize) -> bool {
    units[i].gap > 0 || units[i - 1].shape == Shape::Rule
}

fn whole_lines(scene: &Scene, votes: &mut Votes) {
    let mut last: Map<u64, usize> = Map::default();
    let mut times = vec![0u8; scene.units.len()];
    for (i, unit) in scene.units.iter().enumerate() {
        if unit.echo == 0 || !unit.is_short() || scene.contents.holds(i) {
            continue;
        }
        if let Some(before) = last.insert(unit.echo, i)
            && i - before <= NEAR
        {
            times[i] = times[i].max(times[before].saturating_add(1));
            times[before] = times[before].max(1);
        }
    }
    for (i, unit) in scene.units.iter().enumerate() {
        let n = f32::from(times[i].min(2));
        if n == 0.0 || unit.date.is_some() {
            continue;
        }
        votes.add_all(
            i,
            &[
                (State::Title, -1.2 * n),
                (State::Entry, -1.2 * n),
                (State::EventTitle, -0.5 * n),
                (State::Caption, 0.5 * n),
                (State::Topic, 0.3 * n),
            ],
        );
        let after_text = i > 0 && scene.units[i - 1].is_text();
        votes.add(i, State::Closer, if after_text { 1.5 * n } else { 0.0 });
        votes.add(i, State::Furniture, if after_text { 0.3 } else { 0.8 } * n);
    }
}
