//! Lines of one form that name a day above each title: "No. 31/2026 of 17 November 2026", "21.11.2026 | 17:45". Pages of
//! press releases and tickers have them, with the release's field between the day and the title perhaps.

use std::collections::HashSet;

use super::{Cue, Scene};
use crate::segment::Map;
use crate::segment::dates::{self, Found};
use crate::segment::state::State;
use crate::segment::text::Marker;
use crate::segment::unit::{Shape, Unit};
use crate::segment::votes::Votes;
use crate::segment::words;

pub(super) const CUE: Cue =
    Cue { name: "dateline", description: "lines of one form with a day in them, each above a title", vote };

/// Lines of one form, from which on it is a habit.
const FEWEST: usize = 3;
/// Words beside the day: a number and its name; more of them say something of their own.
const MOST_WORDS: usize = 4;

fn vote(scene: &Scene, votes: &mut Votes) {
    let units = scene.units;
    let mut lower = Vec::new();
    let mut forms =
        alike(units, |i| if stands_above(units, i) { form(&units[i], MOST_WORDS, &mut lower) } else { None });
    let formed: HashSet<usize> = forms.iter().flatten().copied().collect();
    // Above marked headings the lines of one place in the page are of one form, whatever their words.
    let places = alike(units, |i| {
        let placed = is_placed(units, i) && !formed.contains(&i);
        if placed { form(&units[i], 2 * MOST_WORDS, &mut lower).map(|_| units[i].marks.path) } else { None }
    });
    // What stands before the day of each would be a topic.
    let opens = |same: &Vec<usize>| same.iter().filter(|i| units[**i].date.is_some()).count() * 2 >= same.len();
    forms.extend(places.into_iter().filter(opens));
    // A unit may get votes of two forms, and their sum must not depend on the map's order.
    forms.sort_unstable();
    let (texts, gaps) = (next(units, |u| u.is_text()), next(units, |u| u.gap > 0));
    for same in forms {
        let last = same[same.len() - 1];
        let text = Some(texts[last]).filter(|text| *text < units.len()).unwrap_or(last);
        let end = gaps.get(text + 1).copied().unwrap_or(units.len());
        frame(units, same[0], last, end, votes);
        let fields: Vec<usize> = same.iter().map(|i| i + 1).filter(|i| is_field(units, *i)).collect();
        let words = |below: usize| fields.iter().map(|i| units[i + below].words).sum::<usize>();
        // Titles are half as long again as their fields, or more.
        let named = fields.len() * 2 > same.len() && words(1) * 2 >= words(0) * 3;
        for i in same {
            votes.add_all(i, &[(State::When, 7.0), (State::Title, -6.0), (State::Section, -6.0), (State::Topic, -4.0)]);
            if named && is_field(units, i + 1) {
                votes.add_all(i + 1, &[(State::Topic, 7.0), (State::EventTitle, -4.0), (State::Title, -3.0)]);
                votes.add_all(i + 2, &[(State::Title, 3.0), (State::Section, -3.0), (State::Topic, -3.0)]);
            } else {
                votes.add_all(i + 1, &[(State::EventTitle, 3.0), (State::Section, -3.0), (State::Topic, -2.0)]);
            }
        }
    }
}

/// The lines of each key of which there are several.
fn alike(units: &[Unit], mut key: impl FnMut(usize) -> Option<u64>) -> Vec<Vec<usize>> {
    let mut forms: Map<u64, Vec<usize>> = Map::default();
    for i in 0..units.len() {
        if let Some(key) = key(i) {
            forms.entry(key).or_default().push(i);
        }
    }
    forms.into_values().filter(|same| same.len() >= FEWEST).collect()
}

/// For each unit the next one from it on that `is` holds of, or the end.
fn next(units: &[Unit], is: impl Fn(&Unit) -> bool) -> Vec<usize> {
    let mut next = units.len();
    let mut all = vec![next; units.len()];
    for (i, unit) in units.iter().enumerate().rev() {
        next = if is(unit) { i } else { next };
        all[i] = next;
    }
    all
}

/// Lines without a text of their own above the first and behind the last item, which ends at `end`, lead to other pages.
fn frame(units: &[Unit], first: usize, last: usize, end: usize, votes: &mut Votes) {
    for part in [0..first, end..units.len()] {
        if part.len() > LARGEST || units[part.clone()].iter().filter(|u| u.is_text()).count() > 1 {
            continue;
        }
        // A list of days is none.
        if part.start > last && units[part.clone()].iter().filter(|u| u.date.is_some()).count() > 1 {
            continue;
        }
        for i in part.filter(|i| units[*i].is_short()) {
            votes.add_all(
                i,
                &[(State::Furniture, 3.0), (State::Title, -6.0), (State::Topic, -4.0), (State::Entry, -3.0)],
            );
        }
    }
}

/// Units of a page's head or foot at most.
const LARGEST: usize = 40;

/// Begins what follows: a title is right below, and none right above.
fn stands_above(units: &[Unit], i: usize) -> bool {
    let (unit, next) = (&units[i], units.get(i + 1));
    let first = i == 0 || unit.gap > 0 && !units[i - 1].is_short() || unit.gap > next.map_or(0, |n| n.gap);
    let above = next.is_some_and(|n| n.is_plain_line());
    // "Date: 12 May 2026" right below a title is its detail.
    let detail = unit.labelled && i > 0 && units[i - 1].is_short();
    first && above && !detail && is_plain(unit)
}

fn is_plain(unit: &Unit) -> bool {
    let unmarked = unit.heading == 0 && unit.marker == Marker::None && !unit.linked;
    unmarked && matches!(unit.shape, Shape::Short | Shape::Stamp)
}

/// The same above a marked heading, and below none but a section's.
fn is_placed(units: &[Unit], i: usize) -> bool {
    let (unit, above) = (&units[i], i.checked_sub(1).map_or(0, |p| units[p].heading));
    let below = units.get(i + 1).is_some_and(|n| n.heading > above && n.is_short() && n.date.is_none());
    below && unit.marks.path != 0 && is_plain(unit)
}

/// Digits of a day with its year: "3 May 26".
const FEWEST_DIGITS: usize = 3;

/// Hash of the words beside the full date in it; a line without such a date has none.
fn form(unit: &Unit, most: usize, lower: &mut Vec<u8>) -> Option<u64> {
    // Most short lines have no year in them.
    if !unit.signs.has_digit() || unit.head.bytes().filter(u8::is_ascii_digit).count() < FEWEST_DIGITS {
        return None;
    }
    let day = day(unit).filter(|d| d.from.year.is_some())?;
    let beside: String = [&unit.head[..day.span.start], " ", &unit.head[day.span.end..]]
        .concat()
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    let beside_words = beside.split_whitespace().filter(|w| w.contains(char::is_alphanumeric)).count();
    // The number has now more digits, now fewer.
    let letters = beside.replace('0', "");
    (beside_words <= most).then(|| words::echo(&letters, lower))
}

/// The day that a line names.
pub(in crate::segment) fn day(unit: &Unit) -> Option<Found> {
    unit.date.clone().or_else(|| dates::first(unit.head))
}

/// A short line above another one: the field of a release, not yet its title.
fn is_field(units: &[Unit], i: usize) -> bool {
    let title = units.get(i + 1).is_some_and(|t| t.is_short() && t.gap <= units[i].gap && t.date.is_none());
    let below = units.get(i + 2).is_some_and(|b| b.shape != Shape::Rule && b.date.is_none());
    units[i].is_short() && units[i].words <= MOST_WORDS && title && below
}
