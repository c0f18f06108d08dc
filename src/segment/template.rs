//! The template that most items of an issue follow, and the headings that don't: a subheading inside a long article, a
//! section's heading with an introduction.

use super::state::{STATES, State};
use super::text::Marker;
use super::topic;
use super::unit::{Shape, Unit};

/// Traits of an item that a template may demand.
const TRAITS: usize = 5;

/// One item of the decoding so far.
struct Found {
    head: usize,
    end: usize,
    traits: [bool; TRAITS],
}

/// Items that make a template.
const FEWEST: usize = 6;

/// Adds to `scores` what the template says of the items that have nothing of it.
pub(super) fn adjust(units: &[Unit], states: &[State], scores: &mut [[f32; STATES]]) {
    let found = found(units, states);
    if found.len() < FEWEST {
        return;
    }
    let share = |t: usize| found.iter().filter(|f| f.traits[t]).count() as f32 / found.len() as f32;
    let demanded: Vec<usize> = (0..TRAITS).filter(|t| share(*t) >= MOST_HAVE).collect();
    let strict = demanded.iter().any(|t| share(*t) >= NEARLY_ALL_HAVE);
    for (n, item) in found.iter().enumerate() {
        if demanded.is_empty() || demanded.iter().any(|t| item.traits[*t]) {
            continue;
        }
        let inside =
            n > 0 && found[n - 1].end == item.head && matches!(states[item.head - 1], State::Body | State::More);
        let introduces = found.get(n + 1).is_some_and(|next| next.head <= item.end + 2);
        if inside && demanded.len() >= 2 {
            scores[item.head][State::Subhead as usize] += 5.0;
            scores[item.head][State::Title as usize] -= 3.0;
        } else if introduces && strict && units[item.head].date.is_none() {
            scores[item.head][State::Section as usize] += 3.0;
            for inner in &mut scores[item.head + 1..item.end] {
                inner[State::Intro as usize] += 3.0;
            }
        }
    }
}

/// A template's trait is one that three of four items have.
const MOST_HAVE: f32 = 0.75;
/// Only a trait that hardly any item lacks makes a heading without it a section's.
const NEARLY_ALL_HAVE: f32 = 0.85;

fn found(units: &[Unit], states: &[State]) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for (head, _) in states.iter().enumerate().filter(|(_, s)| **s == State::Title) {
        let end = head + 1 + states[head + 1..].iter().take_while(|s| s.follows()).count();
        let inner = || (head + 1..end).map(|i| (&units[i], states[i]));
        let unit = &units[head];
        let traits = [
            inner().any(|(u, _)| u.date.as_ref().is_some_and(|d| d.bracketed)),
            inner().any(|(_, s)| matches!(s, State::Closer | State::Last)),
            topic::colon(unit.head).is_some() || head > 0 && states[head - 1] == State::Topic,
            inner().any(|(u, s)| s == State::Meta && u.shape == Shape::Url) || !unit.marks.links.is_empty(),
            unit.marker != Marker::None,
        ];
        found.push(Found { head, end, traits });
    }
    found
}
