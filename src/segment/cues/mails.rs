//! Mails one below the other, each with its header: the subject is the title, all below it is its text. Greeting, signature and
//! what is quoted say nothing of their own.

use super::editorial::{is_greeting, is_signature};
use super::{Cue, Scene, is_header, subject};
use crate::segment::state::State;
use crate::segment::text::{self, Marker};
use crate::segment::unit::{Shape, Unit};
use crate::segment::votes::Votes;

pub(super) const CUE: Cue =
    Cue { name: "mails", description: "the text of a mail in a digest: no titles in it, no greeting, no quotes", vote };

/// Lines of a header: fewer may be a text's own labels.
const FEWEST: usize = 3;
/// Units that a signature has at most.
const SIGNATURE: usize = 6;

fn vote(scene: &Scene, votes: &mut Votes) {
    let headers = headers(scene.units);
    // A single header may be that of the whole issue.
    if headers.len() < 2 {
        return;
    }
    for (header, next) in headers.iter().zip(headers.iter().skip(1).map(Some).chain([None])) {
        let end = next.map_or(scene.units.len(), |n| n.0);
        let until = (header.1..end).find(|i| scene.units[*i].shape == Shape::Rule).unwrap_or(end);
        body(scene, header.1..until, votes);
    }
}

/// Where each header with a subject begins and ends.
fn headers(units: &[Unit]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < units.len() {
        let end = at + units[at..].iter().take_while(|u| is_header(u)).count();
        if end - at >= FEWEST && units[at..end].iter().any(|u| subject(u.raw).is_some()) {
            found.push((at, end));
        }
        at = end.max(at + 1);
    }
    found
}

/// Votes for the text of one mail.
fn body(scene: &Scene, units: std::ops::Range<usize>, votes: &mut Votes) {
    let none = [(State::Title, -9.0), (State::Entry, -9.0), (State::Section, -9.0), (State::Topic, -9.0)];
    let frame = [(State::Editorial, -12.0), (State::Imprint, -6.0), (State::Furniture, -6.0), (State::EventLine, -6.0)];
    let mut signed: Option<usize> = None;
    for i in units.clone() {
        let unit = &scene.units[i];
        let quoted = unit.raw.starts_with('>');
        let announced = scene.units.get(i + 1).filter(|_| i + 1 < units.end).is_some_and(|n| n.raw.starts_with('>'));
        signed = signed.or_else(|| (is_signature(unit) || unit.raw == "--").then_some(i));
        votes.add_all(i, &none);
        votes.add_all(i, &frame);
        if signed.is_some_and(|s| i - s < SIGNATURE) && (unit.words <= 8 || unit.is_short()) {
            votes.add_all(i, &[(State::Closer, 14.0), (State::More, -3.0)]);
        } else if quoted || announced || i < units.start + 2 && is_greeting(scene, unit) {
            votes.add_all(i, &[(State::Figure, 14.0), (State::Body, -6.0), (State::More, -6.0)]);
        } else if unit.is_text() || unit.is_short() && (unit.marker != Marker::None || !text::is_capitals(unit.head)) {
            votes.add_all(i, &[(State::Body, 4.0), (State::More, 4.0), (State::Figure, -4.0), (State::Caption, -4.0)]);
        }
    }
}
