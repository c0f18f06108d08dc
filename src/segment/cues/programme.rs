//! A programme: lines that are nothing but a day, each over several items, with the hour above or before each title perhaps.

use super::{Cue, Scene};
use crate::segment::dates;
use crate::segment::lexicon::Hint;
use crate::segment::state::State;
use crate::segment::text::{self, Marker};
use crate::segment::unit::{Shape, Unit};
use crate::segment::votes::Votes;

pub(super) const CUE: Cue =
    Cue { name: "programme", description: "lines that are nothing but a day, each over several items", vote };

/// Days from which on it is a habit.
const FEWEST: usize = 2;
/// Hours below titles from which on they are a habit.
const FEWEST_BELOW: usize = 3;
/// Units of the last day that are looked at.
const LONGEST: usize = 60;
/// Units above the first day that are the head of the programme, and not items.
const TOP: usize = 8;
/// Words of a place behind the hour, with the title on the next line.
const MOST_WORDS: usize = 4;

fn vote(scene: &Scene, votes: &mut Votes) {
    let units = scene.units;
    below_titles(units, votes);
    let days: Vec<usize> = (0..units.len()).filter(|i| is_day(&units[*i])).collect();
    if days.len() < FEWEST {
        return;
    }
    let end = |n: usize| days.get(n + 1).copied().unwrap_or_else(|| units.len().min(days[n] + LONGEST));
    let below = |day: usize| day + 1 + units[day + 1..].iter().take_while(|u| u.shape == Shape::Rule).count();
    let openers: Vec<Vec<usize>> = (0..days.len()).map(|n| openers(units, below(days[n]), end(n))).collect();
    let several = openers.iter().filter(|items| items.len() > 1).count();
    // A day with one item is none the less one of the others'.
    if several < FEWEST || several * 2 < days.len() {
        return;
    }
    for day in &days {
        votes.add_all(*day, &[(State::Section, 12.0), (State::When, -9.0), (State::Title, -6.0), (State::Meta, -6.0)]);
    }
    if days[0] <= TOP {
        // What stands above the first day is the programme's own head.
        (0..days[0]).for_each(|i| votes.add_all(i, &[(State::Title, -4.0), (State::Furniture, 1.5)]));
    }
    let timed = openers.into_iter().flatten().filter(|i| opens_with_hour(&units[*i])).collect();
    hours(units, timed, votes);
}

/// The lines that open with an hour: above their titles where most are, else with their titles behind the hour.
fn hours(units: &[Unit], timed: Vec<usize>, votes: &mut Votes) {
    let above: Vec<usize> = timed.iter().copied().filter(|i| is_above_title(units, *i)).collect();
    if above.len() * 2 > timed.len() {
        for i in above {
            let when = [(State::When, 12.0), (State::Section, -9.0), (State::Caption, -6.0), (State::Title, -4.0)];
            votes.add_all(i, &when);
            votes.add_all(i + 1, &[(State::EventTitle, 4.0), (State::Section, -4.0), (State::Topic, -4.0)]);
        }
        return;
    }
    for i in timed {
        let line = [(State::EventLine, 9.0), (State::Section, -6.0), (State::Topic, -4.0), (State::Meta, -4.0)];
        votes.add_all(i, &line);
        let place = |u: &Unit| u.is_short() && u.gap == 0 && u.marker == Marker::None && !opens_with_hour(u);
        if units.get(i + 1).is_some_and(place) {
            votes.add_all(i + 1, &[(State::Meta, 6.0), (State::Section, -6.0), (State::Title, -4.0)]);
        }
    }
}

/// Hour and place right below a title each time: "8 pm, The Old Mill".
fn below_titles(units: &[Unit], votes: &mut Votes) {
    let titled = |i: usize| {
        let (above, unit) = (&units[i - 1], &units[i]);
        unit.is_short()
            && unit.gap == 0
            && opens_with_hour(unit)
            && above.is_short()
            && !opens_with_hour(above)
            && (above.gap > 0 || i == 1)
            && above.marker == Marker::None
            && above.date.is_none()
    };
    let found: Vec<usize> = (1..units.len()).filter(|i| titled(*i)).collect();
    if found.len() >= FEWEST_BELOW {
        for i in found {
            votes.add_all(
                i,
                &[(State::Meta, 7.0), (State::Title, -6.0), (State::EventLine, -6.0), (State::EventTitle, -6.0)],
            );
            votes.add_all(i - 1, &[(State::Title, 3.0), (State::Topic, -5.0), (State::Section, -5.0)]);
            if units.get(i + 1).is_some_and(|below| below.is_text() && below.gap == 0) {
                votes.add_all(i + 1, &[(State::Body, 3.0), (State::Caption, -3.0)]);
            }
        }
    }
}

/// A day on a line of its own.
pub(in crate::segment) fn is_day(unit: &Unit) -> bool {
    let whole = |day: &dates::Found| !day.timed && !day.bracketed && day.to.is_none();
    unit.shape == Shape::Stamp && unit.marker == Marker::None && unit.date.as_ref().is_some_and(whole)
}

/// What begins items among the units from `start` to `end`: what looks like the first of them and has more below it.
fn openers(units: &[Unit], start: usize, end: usize) -> Vec<usize> {
    let look = |u: &Unit| (u.heading, u.emphasis, u.linked, u.marker != Marker::None, opens_with_hour(u));
    let Some(first) = units.get(start..end).and_then(|day| day.first()) else { return Vec::new() };
    let opens = |i: &usize| {
        let unit = &units[*i];
        let apart = *i == start || unit.gap > 0 || unit.heading > 0 || unit.marker != Marker::None;
        let titled = unit.is_short() && unit.hint(Hint::Closer) == 0 && has_text(units, *i, end);
        look(unit) == look(first) && (opens_with_hour(unit) || apart && titled)
    };
    (start..end).filter(opens).collect()
}

/// Something of the same item stands right below.
fn has_text(units: &[Unit], i: usize, end: usize) -> bool {
    units[i].marker != Marker::None
        || units[..end].get(i + 1).is_some_and(|n| n.shape != Shape::Rule && (n.gap == 0 || n.is_text()))
}

fn opens_with_hour(unit: &Unit) -> bool {
    unit.signs.has_digit() && (dates::clock(unit.head).is_some() || text::is_time(unit.head))
}

/// Hour and place, with the title on the next line.
fn is_above_title(units: &[Unit], i: usize) -> bool {
    let place = dates::clock(units[i].head).map_or("", |behind| &units[i].head[behind..]);
    let titled = units.get(i + 1).is_some_and(|n| n.is_short() && n.gap == 0 && !opens_with_hour(n));
    place.split_whitespace().count() <= MOST_WORDS && titled && units[i].is_short()
}
