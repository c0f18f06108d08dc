//! The look of a unit by itself: how much each state is expected to look like this.

use std::ops::Range;

use super::entry::has_address;
use super::{Cue, Scene, is_closer};
use crate::segment::state::{STATES, State};
use crate::segment::text::Marker;
use crate::segment::unit::{SHAPES, Shape, Unit};
use crate::segment::votes::Votes;
use crate::segment::wrap::is_open;

pub(super) const CUE: Cue =
    Cue { name: "shape", description: "length, full stop, rule, address or date: the look of the unit itself", vote };

/// Log-odds of each state for each look, in the order of [`State`]. Set by hand from what newsletters do in general:
/// 0 for the usual, -2 for the rare, -5 for what needs strong other evidence.
#[rustfmt::skip]
const BASE: [[f32; STATES]; SHAPES] = [
    //  Furn  Cont  Edit  Sect  Intro Topic Capt  Figu  Title Meta  Body  More  Subh  Last  Clos  Entry When  EvTi  EvLi  Rule  Impr
    /* Rule */
    [ -6.0,-12.0,-12.0,-12.0,-12.0,-12.0,-12.0,-12.0,-12.0,-12.0,-12.0,-12.0,-12.0,-12.0,-12.0,-12.0,-12.0,-12.0,-12.0,  0.0,-12.0],
    /* Url */
    [ -1.5, -5.0, -3.0, -8.0, -8.0, -9.0, -6.0, -6.0, -8.0,  0.5, -8.0, -5.0, -9.0, -8.0, -1.0, -5.0, -9.0, -8.0, -8.0,-12.0, -2.0],
    /* Stamp */
    [ -1.0, -6.0, -4.0, -6.0, -7.0, -6.0, -5.0, -5.0, -6.0,  0.0, -6.0, -6.0, -7.0, -8.0, -7.0, -7.0,  0.0, -6.0, -5.0,-12.0, -4.0],
    /* Short */
    [ -2.5, -4.0, -3.5, -1.5, -5.0, -1.5, -2.0, -2.0,  0.0, -4.0, -2.7, -3.0, -1.2, -6.0, -4.5, -3.0, -6.0, -0.2, -6.0,-12.0, -3.0],
    /* Sentence */
    [ -4.0, -6.0, -1.5, -6.0, -2.0, -6.0, -1.5, -1.5, -4.0, -4.0, -0.2, -0.2, -5.0, -5.0, -6.0, -3.5, -7.0, -4.0, -5.0,-12.0, -2.5],
    /* Para */
    [ -5.0, -9.0, -0.8,-10.0, -1.5,-10.0, -5.0, -5.0, -8.0, -6.0,  0.2,  0.2, -8.0, -5.0,-10.0, -3.5,-10.0, -8.0, -5.0,-12.0, -2.0],
];

/// Bullets from which on they are a habit.
const FEWEST: usize = 3;

fn vote(scene: &Scene, votes: &mut Votes) {
    let anchors = bullets_are_anchors(scene.units);
    for list in (0..scene.units.len()).filter_map(|i| inner_list(scene.units, i)) {
        let inner = [(State::More, 4.0), (State::Entry, -4.0), (State::Title, -5.0), (State::Contents, -2.0)];
        list.for_each(|i| votes.add_all(i, &inner));
    }
    for (i, unit) in scene.units.iter().enumerate() {
        votes.add_each(i, &BASE[unit.shape as usize]);
        if unit.is_short() {
            short(scene.units, i, votes);
        }
        // Between a text and its link it is more of that text.
        let links = |n: &Unit| n.shape == Shape::Url || n.is_short() && n.heading == 0 && (n.linked || has_address(n));
        let goes_on = i > 0
            && scene.units[i - 1].is_text()
            && (unit.gap == 0 || scene.units.get(i + 1).is_some_and(|n| links(n) || is_closer(n, scene.lexicon)));
        if unit.is_text() && unit.words <= 25 && !goes_on {
            votes.add(i, State::Caption, 1.5);
        }
        if unit.gap > 0 {
            votes.add_all(i, &[(State::Title, 0.3), (State::Topic, 0.3), (State::Section, 0.3), (State::Closer, -0.2)]);
        }
        if is_quoted(scene.units, i) {
            votes.add_all(i, &[(State::More, 4.0), (State::Entry, -5.0), (State::Title, -5.0), (State::Topic, -4.0)]);
        } else if unit.marker == Marker::Bullet {
            // Above its own, deeper text a bullet is a title's decoration.
            let heads = scene.units.get(i + 1).is_some_and(|n| {
                (n.is_text() || n.shape == Shape::Url || n.indent > unit.indent)
                    && n.marker == Marker::None
                    && (anchors || n.gap == 0)
            });
            let title = if heads && unit.is_short() { 0.5 } else { -3.0 };
            votes
                .add_all(i, &[(State::Title, title), (State::Topic, -2.5), (State::Section, -2.5), (State::More, 2.0)]);
            votes.add_all(
                i,
                &[(State::Entry, 1.0), (State::Editorial, 0.7), (State::Contents, 0.7), (State::Subhead, -2.0)],
            );
        }
    }
}

/// One of several lines with a mail's mark of quoting.
fn is_quoted(units: &[Unit], i: usize) -> bool {
    let marked = |u: &Unit| u.raw.starts_with("> ");
    let above = || i.checked_sub(1).is_some_and(|p| marked(&units[p]));
    marked(&units[i]) && (units[i].gap == 0 && above() || units.get(i + 1).is_some_and(|n| n.gap == 0 && marked(n)))
}

/// Whether no bullet of several has another for a neighbour: no list, but signs before titles.
fn bullets_are_anchors(units: &[Unit]) -> bool {
    let is_bullet = |u: &Unit| u.marker == Marker::Bullet;
    let apart = !units.windows(2).any(|pair| is_bullet(&pair[0]) && is_bullet(&pair[1]));
    apart && units.iter().filter(|u| is_bullet(u)).take(FEWEST).count() == FEWEST
}

/// A line of a table: cells parted by wide gaps, at least half of them numbers, with a unit perhaps.
fn is_row_of_numbers(raw: &str) -> bool {
    if !raw.contains("  ") {
        return false;
    }
    let cells = || raw.split("  ").filter(|cell| !cell.trim().is_empty());
    let is_number = |cell: &&str| {
        let letters = cell.chars().filter(|c| c.is_alphabetic()).count();
        letters <= 3 && cell.contains(|c: char| c.is_ascii_digit())
    };
    let numbers = cells().filter(is_number).count();
    numbers >= 2 && numbers * 2 >= cells().count()
}

/// "There are two open questions:" below a text and above a list: it goes on with the text.
fn introduces_list(units: &[Unit], i: usize) -> bool {
    let unit = &units[i];
    let text = |u: &Unit| u.is_text() && u.marker == Marker::None;
    let leading = unit.words >= FEWEST_LEADING || inner_list(units, i).is_some();
    unit.head.ends_with(':')
        && unit.heading == 0
        && !unit.emphasis
        && unit.marker == Marker::None
        && leading
        && i > 0
        && text(&units[i - 1])
        && units.get(i + 1).is_some_and(|n| n.marker != Marker::None)
}

/// The list right below "The worst were:", in the middle of a text: entries of a few words without an address, between the
/// text that leads to them and one that goes on.
fn inner_list(units: &[Unit], i: usize) -> Option<Range<usize>> {
    let lead = &units[i];
    let text = |u: &Unit| u.is_text() && u.marker == Marker::None;
    let leads = lead.tail.ends_with(':') && lead.marker == Marker::None && lead.heading == 0 && !lead.emphasis;
    if !leads || units.get(i + 1).is_none_or(|n| n.gap > 0 || n.date.is_some()) {
        return None;
    }
    let entry = |u: &&Unit| u.marker != Marker::None && u.words <= LONGEST_ENTRY && u.date.is_none() && !has_address(u);
    let end = i + 1 + units[i + 1..].iter().take_while(entry).count();
    let ends = units.get(end).is_none_or(|n| n.marker == Marker::None);
    let inside = i > 0 && text(&units[i - 1]) || units.get(end).is_some_and(text);
    (end - i > 2 && ends && inside).then_some(i + 1..end)
}

/// Words of such an entry.
const LONGEST_ENTRY: usize = 12;

/// Words from which on a line is no name of a section.
const FEWEST_LEADING: usize = 4;

/// Words from which on a line with a colon behind it is a sentence.
const LEAD_IN: usize = 7;

fn short(units: &[Unit], i: usize, votes: &mut Votes) {
    let unit = &units[i];
    if unit.words > 5 || unit.len > 45 {
        votes.add_all(i, &[(State::Topic, -2.5), (State::Section, -1.5), (State::Closer, -2.0)]);
    }
    if unit.words >= FEWEST_LEADING && unit.tail.ends_with('.') && unit.heading == 0 && !unit.emphasis {
        // A sentence, though its full stop may be a number's or an abbreviation's.
        votes.add_all(i, &[(State::Section, -4.0), (State::More, 1.0)]);
    }
    if unit.words > 9 {
        votes.add_all(i, &[(State::Topic, -2.0), (State::Section, -1.5), (State::Subhead, -0.7)]);
    }
    if unit.words == 1 {
        votes.add_all(i, &[(State::Title, -0.5), (State::Section, 0.3)]);
    }
    if unit.signs.has_digit() && is_row_of_numbers(unit.raw) {
        votes.add_all(i, &[(State::Title, -6.0), (State::Section, -5.0), (State::Topic, -5.0), (State::More, 2.5)]);
        votes.add_all(i, &[(State::Furniture, 2.0), (State::Meta, 1.5), (State::EventTitle, -6.0)]);
    }
    if introduces_list(units, i) {
        votes.add_all(i, &[(State::More, 2.5), (State::Section, -2.5), (State::Title, -2.0), (State::Topic, -2.0)]);
    }
    if unit.head.ends_with(':') {
        votes.add_all(i, &[(State::Title, -1.0), (State::Section, 0.5), (State::More, 1.0), (State::Editorial, 1.0)]);
    }
    if unit.words >= LEAD_IN && (unit.head.ends_with(':') || is_open(unit.tail)) {
        // A sentence that leads to a list or an address.
        votes.add_all(i, &[(State::Title, -5.0), (State::Section, -4.0), (State::Entry, -3.0), (State::Intro, 3.0)]);
    }
    if unit.head.ends_with(';') {
        votes.add_all(i, &[(State::Body, 1.5), (State::More, 1.5)]);
    }
    if unit.head.ends_with([',', ';']) {
        votes.add_all(i, &[(State::Title, -3.0), (State::Editorial, 1.0)]);
    }
    if unit.head.starts_with(char::is_lowercase) {
        votes.add_all(i, &[(State::Title, -0.5), (State::Section, -1.0), (State::Caption, 0.5)]);
    }
    if !unit.head.contains(char::is_alphabetic) {
        votes.add_all(i, &[(State::Title, -3.0), (State::Furniture, 2.0), (State::Topic, -2.0)]);
        if unit.heading == 0 && unit.head.bytes().all(|b| b.is_ascii_digit() || b" .,:/+-%".contains(&b)) {
            // Counts of something, whatever stresses them.
            votes.add_all(i, &[(State::Title, -6.0), (State::Entry, -6.0), (State::Section, -5.0)]);
        }
    }
}
