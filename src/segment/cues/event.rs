//! Lines of an event list: a date first, then place and title, on one line or on two.

use std::ops::Range;

use super::byline::is_domain;
use super::stack::is_celled;
use super::{Cue, Scene, is_byline, place_line};
use crate::segment::Map;
use crate::segment::address;
use crate::segment::dates;
use crate::segment::lexicon::TOLD;
use crate::segment::state::State;
use crate::segment::text::{self, Marker};
use crate::segment::topic::label;
use crate::segment::unit::{Shape, Unit};
use crate::segment::votes::Votes;

pub(super) const CUE: Cue = Cue {
    name: "event",
    description: "a line that begins with a date: the whole event, or the date above its title",
    vote,
};

fn vote(scene: &Scene, votes: &mut Votes) {
    let units = scene.units;
    let over_topics: Vec<usize> = (0..units.len()).filter(|i| is_over_topic(units, *i)).collect();
    let words = |below: usize| over_topics.iter().map(|i| units[i + below].words).sum::<usize>();
    // Titles are much longer than topics; a place below a title isn't.
    let named = over_topics.len() >= FEWEST && words(2) >= 2 * words(1);
    for i in over_topics.iter().filter(|_| named) {
        votes.add_all(i + 1, &[(State::Topic, 5.0), (State::EventTitle, -6.0), (State::Title, -3.0)]);
        votes.add_all(i + 2, &[(State::Title, 3.0), (State::Topic, -3.0), (State::Caption, -2.0)]);
    }
    let stacks: Vec<Range<usize>> = (0..units.len()).filter_map(|i| stack(units, i)).collect();
    for stack in stacks.iter().filter(|_| stacks.len() >= FEWEST && !named) {
        stacked(units, stack.clone(), votes);
    }
    for i in timed(units) {
        votes.add_all(i, &[(State::EventLine, 14.0), (State::Title, -4.0), (State::Entry, -4.0), (State::More, -2.0)]);
    }
    for i in over_titles(units) {
        votes.add_all(i, &[(State::When, 2.5), (State::Meta, -1.0)]);
    }
    for (i, unit) in units.iter().enumerate() {
        let dated = unit.begins_with_day();
        let next = units.get(i + 1);
        if dated && is_dateline(units, i) {
            votes.add_all(i, &[(State::Meta, 8.0), (State::Title, -3.0), (State::Section, -3.0), (State::Topic, -3.0)]);
            if next.is_some_and(|n| !n.is_text()) {
                let words = [(State::Figure, 4.0), (State::Title, -5.0), (State::Topic, -5.0), (State::Section, -5.0)];
                votes.add_all(i + 1, &words);
            }
        } else if dated && unit.shape == Shape::Stamp {
            if let Some(next) = next.filter(|n| n.is_short() && n.date.is_none()) {
                votes.add(i, State::When, if next.heading > 0 { 2.0 } else { 0.7 });
            }
        } else if dated && (is_when(scene, unit, next) || is_above(unit, next)) {
            votes
                .add_all(i, &[(State::When, 9.0), (State::EventLine, 3.0), (State::Title, -3.0), (State::Topic, -3.0)]);
        } else if dated && unit.words <= 40 {
            // With their text between them, if it is one paragraph.
            let tells = |j: usize| units.get(j).is_some_and(|u| u.is_text() && (u.gap == 0 || unit.emphasis));
            let reach = [1 + usize::from(i > 0 && tells(i - 1)), 1 + usize::from(tells(i + 1))];
            let near = &units[i.saturating_sub(reach[0])..(i + reach[1] + 1).min(units.len())];
            let listed = near.iter().filter(|u| u.date.is_some()).nth(1).is_some() || unit.marker == Marker::Bullet;
            let weight = if unit.shape == Shape::Para { 3.0 } else { 6.5 } + if listed { 2.0 } else { -1.5 };
            votes.add_all(i, &[(State::EventLine, weight), (State::Topic, -3.0), (State::Section, -2.0)]);
        } else if let (Some(before), Some(after)) = (i.checked_sub(1).and_then(|j| units.get(j)), next)
            && [before, after].iter().all(|u| u.date.is_some() && u.shape != Shape::Stamp && u.words <= 40)
            && unit.words <= 24
            && unit.emphasis == before.emphasis
            && unit.shape != Shape::Rule
            && unit.raw.contains(": ")
        {
            // Among dated lines one without a date ("any time: …") is an event too.
            votes.add_all(i, &[(State::EventLine, 8.0), (State::Title, -1.0)]);
        }
    }
}

/// Such dates, or times below each other, from which on they are a habit.
const FEWEST: usize = 3;

/// A date on a line of its own, a topic below it, and a longer title below that.
fn is_over_topic(units: &[Unit], i: usize) -> bool {
    let adjoins = |u: &Unit| u.gap == 0 || u.marks.path != 0;
    let plain = |u: &Unit| u.is_plain_line() && adjoins(u);
    matches!(&units[i..], [stamp, topic, title, ..]
        if stamp.shape == Shape::Stamp && plain(topic) && plain(title) && topic.words <= 4 && topic.len < title.len
            && (title.linked || !topic.linked) && !is_celled(title)
            && label(title.raw).is_none() && units.get(i + 3).is_some_and(adjoins))
}

/// Days on lines of their own between a text and a title, where the first day of that look in the page stands right
/// above a title and below none: they belong to what follows.
fn over_titles(units: &[Unit]) -> Vec<usize> {
    let mut looks: Map<u64, bool> = Map::default();
    let mut found = Vec::new();
    for (i, unit) in units.iter().enumerate().filter(|(_, u)| u.shape == Shape::Stamp && u.marks.path != 0) {
        let above = units.get(i + 1).is_some_and(|n| n.is_short() && n.date.is_none());
        let text = i > 0 && units[i - 1].is_text();
        let head = i > 0 && units[i - 1].heading > 0;
        let leads = *looks.entry(unit.marks.path).or_insert(above && head);
        if leads && above && text {
            found.push(i);
        }
    }
    found
}

/// Lines without a gap that begin with a day on a line of its own: below it the title, then where it is.
fn stack(units: &[Unit], i: usize) -> Option<Range<usize>> {
    let (unit, title) = (&units[i], units.get(i + 1)?);
    let first = i == 0 || unit.gap > 0 || matches!(units[i - 1].shape, Shape::Rule);
    let day = unit.date.as_ref().filter(|d| !d.bracketed && first && unit.len <= LONGEST_DAY)?;
    let rest = &unit.head[day.span.end..];
    let titled = title.is_plain_line() && title.gap == 0;
    let plain = unit.marker == Marker::None && !unit.labelled && unit.heading == 0 && !unit.emphasis;
    let end = (i + 2..units.len()).find(|j| units[*j].gap > 0 || units[*j].shape == Shape::Rule);
    (titled && plain && !rest.contains(": ")).then_some(i..end.unwrap_or(units.len()))
}

/// What such lines are: the title is the first below the day, and short lines below it are details.
fn stacked(units: &[Unit], lines: Range<usize>, votes: &mut Votes) {
    let head = lines.start;
    let when = if units[head].shape == Shape::Stamp { 3.0 } else { 9.0 };
    votes.add_all(head, &[(State::When, when), (State::EventLine, -4.0), (State::Title, -3.0), (State::Topic, -3.0)]);
    votes.add_all(head + 1, &[(State::EventTitle, 5.0), (State::Topic, -5.0), (State::Section, -5.0)]);
    if let Some(text) = (head + 2..lines.end).find(|i| !units[*i].is_short()).filter(|i| units[*i].is_text()) {
        votes.add_all(text, &[(State::Body, 2.0), (State::Last, 2.0), (State::Caption, -3.0)]);
    }
    for i in (head + 2..lines.end).take_while(|i| units[*i].is_short()) {
        votes.add_all(i, &[(State::Meta, 6.0), (State::Title, -6.0), (State::EventTitle, -6.0), (State::Topic, -6.0)]);
        votes.add(i, State::Section, -6.0);
    }
}

/// Bytes of a line that says when something is, and perhaps where: "Thursday, 12 November 2026, 7 to 9 pm, Town Hall".
const LONGEST_DAY: usize = 60;

/// Entries of a list that each begin with a time: what the day brings.
fn timed(units: &[Unit]) -> Vec<usize> {
    let opens = |u: &Unit| u.marker == Marker::Bullet && u.words <= 40 && dates::clock(u.head).is_some();
    let mut found = Vec::new();
    for list in units.iter().enumerate().collect::<Vec<_>>().chunk_by(|a, b| opens(a.1) && opens(b.1)) {
        if list.len() >= FEWEST {
            found.extend(list.iter().map(|(i, _)| *i));
        }
    }
    found
}

/// Date and author between a heading and its text, a picture's words perhaps between the day and the text.
fn is_dateline(units: &[Unit], i: usize) -> bool {
    let unit = &units[i];
    let Some(date) = &unit.date else { return false };
    let (day, rest) = unit.head.split_at(date.span.end);
    // Behind a wide gap stands a title.
    let titled = day.ends_with("  ") && !rest.is_empty();
    let below = i.checked_sub(1).is_some_and(|b| units[b].is_short() && units[b].date.is_none());
    // So does one in bold.
    let titled = titled || unit.emphasis && rest.split_whitespace().count() > 1;
    let text = match &units[i + 1..] {
        [next, ..] if next.is_text() => true,
        [next, text, ..] => {
            let inner = |u: &Unit| u.gap == 0 && u.date.is_none() && u.marks.path == 0;
            unit.gap == 0 && next.is_short() && inner(next) && inner(text) && text.shape == Shape::Para
        }
        _ => false,
    };
    unit.is_short() && !titled && rest.split_whitespace().count() <= 8 && below && text
}

/// The unit is a list's entry, and the title is the entry of the list inside it.
fn is_above(unit: &Unit, next: Option<&Unit>) -> bool {
    let deeper = |n: &Unit| n.marks.list_item && n.marks.depth > unit.marks.depth && n.date.is_none() && n.is_short();
    unit.marks.list_item && unit.is_short() && next.is_some_and(deeper)
}

/// The unit holds date and place only; the title is on the next line.
fn is_when(scene: &Scene, unit: &Unit, next: Option<&Unit>) -> bool {
    let Some(date) = &unit.date else { return false };
    let rest = unit.head[date.span.end..].trim();
    let words = rest.split_whitespace().count();
    let place =
        words <= 3 || (words <= 7 && rest.split_whitespace().any(|w| scene.lexicon.are(w, TOLD).contains(&true)));
    let titled = next.is_some_and(|n| (n.is_short() || n.shape == Shape::Sentence) && n.date.is_none() && n.gap == 0);
    unit.shape == Shape::Short && place && titled && !rest.contains([':', '*', '–'])
}

/// A line of where it is or what it costs; a date, a byline, an address and what a label says are fields of their own.
pub(in crate::segment) fn is_told(scene: &Scene, unit: &Unit) -> bool {
    unit.is_short()
        && unit.date.is_none()
        && !text::is_time(unit.raw)
        && unit.marks.path != 0
        && !place_line(unit.head)
        && label(unit.raw).is_none()
        && !is_byline(scene, unit.head)
        && !is_domain(unit.raw)
        && address::address_start(unit.raw).is_none()
}
