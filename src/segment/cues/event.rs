//! Lines of an event list: a date first, then place and title, on one line or on two.

use super::{Cue, Scene};
use crate::segment::lexicon::Hint;
use crate::segment::state::State;
use crate::segment::text::Marker;
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
    for i in over_topics.iter().filter(|_| over_topics.len() >= FEWEST && words(2) >= 2 * words(1)) {
        votes.add_all(i + 1, &[(State::Topic, 5.0), (State::EventTitle, -6.0), (State::Title, -3.0)]);
        votes.add_all(i + 2, &[(State::Title, 3.0), (State::Topic, -3.0), (State::Caption, -2.0)]);
    }
    for (i, unit) in units.iter().enumerate() {
        let dated = unit.date.as_ref().is_some_and(|d| !d.bracketed);
        let next = units.get(i + 1);
        if dated && is_dateline(unit, i.checked_sub(1).map(|p| &units[p]), next) {
            votes.add_all(i, &[(State::Meta, 8.0), (State::Title, -3.0), (State::Section, -3.0), (State::Topic, -3.0)]);
        } else if dated && unit.shape == Shape::Stamp {
            if next.is_some_and(|n| n.is_short() && n.date.is_none()) {
                votes.add(i, State::When, 0.7);
            }
        } else if dated && (is_when(scene, unit, next) || is_above(unit, next)) {
            votes
                .add_all(i, &[(State::When, 9.0), (State::EventLine, 3.0), (State::Title, -3.0), (State::Topic, -3.0)]);
        } else if dated && unit.words <= 40 {
            let listed = [i.checked_sub(1), Some(i + 1)]
                .into_iter()
                .flatten()
                .filter_map(|j| units.get(j))
                .any(|u| u.date.is_some())
                || unit.marker == Marker::Bullet;
            let weight = if unit.shape == Shape::Para { 3.0 } else { 6.5 } + if listed { 2.0 } else { -1.5 };
            votes.add_all(i, &[(State::EventLine, weight), (State::Topic, -3.0), (State::Section, -2.0)]);
        } else if let (Some(before), Some(after)) = (i.checked_sub(1).and_then(|j| units.get(j)), next)
            && [before, after].iter().all(|u| u.date.is_some() && u.shape != Shape::Stamp && u.words <= 40)
            && unit.words <= 24
            && unit.shape != Shape::Rule
            && unit.raw.contains(": ")
        {
            // Among dated lines one without a date ("jederzeit: …") is an event too.
            votes.add_all(i, &[(State::EventLine, 8.0), (State::Title, -1.0)]);
        }
    }
}

/// Such dates from which on they are a habit.
const FEWEST: usize = 3;

/// A date on a line of its own, a topic below it, and a longer title below that.
fn is_over_topic(units: &[Unit], i: usize) -> bool {
    let adjoins = |u: &Unit| u.gap == 0 || u.marks.path != 0;
    let plain = |u: &Unit| u.is_short() && u.date.is_none() && adjoins(u) && u.marker == Marker::None;
    matches!(&units[i..], [stamp, topic, title, ..]
        if stamp.shape == Shape::Stamp && plain(topic) && plain(title) && topic.words <= 4 && topic.len < title.len
            && label(title.raw).is_none() && units.get(i + 3).is_some_and(adjoins))
}

/// Date and author between a heading and its text.
fn is_dateline(unit: &Unit, before: Option<&Unit>, next: Option<&Unit>) -> bool {
    let Some(date) = &unit.date else { return false };
    let (day, rest) = unit.head.split_at(date.span.end);
    // Behind a wide gap stands a title.
    let titled = day.ends_with("  ") && !rest.is_empty();
    let below = before.is_some_and(|b| b.is_short() && b.date.is_none());
    unit.is_short() && !titled && rest.split_whitespace().count() <= 8 && below && next.is_some_and(Unit::is_text)
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
    let place = words <= 3 || (words <= 7 && rest.split_whitespace().any(|w| scene.lexicon.is(w, Hint::Venue)));
    let titled = next.is_some_and(|n| (n.is_short() || n.shape == Shape::Sentence) && n.date.is_none() && n.gap == 0);
    unit.shape == Shape::Short && place && titled && !rest.contains([':', '*', '–'])
}
