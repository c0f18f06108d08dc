//! Labelled lines above or instead of a text: the header of a mail in a digest ("From", "Date", "Subject"), a notice as a
//! list of its fields ("Title: …", "Place: …", "Deadline: …").

use std::collections::HashMap;
use std::ops::Range;

use super::{Cue, Scene};
use crate::segment::lexicon::Hint;
use crate::segment::state::State;
use crate::segment::unit::Unit;
use crate::segment::votes::Votes;

pub(super) const CUE: Cue = Cue {
    name: "labels",
    description: "runs of lines with a label and a colon, such as a mail's header: the subject is the title",
    vote,
};

/// Lines that make a run.
const FEWEST: usize = 3;
/// Labels of a title.
const TITLES: [&str; 6] = ["subject", "betreff", "title", "titel", "headline", "überschrift"];
/// Labels of a mail's header.
const MAIL: [&str; 16] = [
    "subject",
    "betreff",
    "from",
    "to",
    "date",
    "cc",
    "reply-to",
    "message-id",
    "message",
    "sent",
    "in-reply-to",
    "von",
    "an",
    "datum",
    "gesendet",
    "antwort an",
];
/// Bytes and words of a label.
const LONGEST: usize = 24;
const MOST_WORDS: usize = 2;

fn vote(scene: &Scene, votes: &mut Votes) {
    let units = scene.units;
    let runs = runs(units);
    let mut opened: HashMap<&str, usize, rapidhash::fast::RandomState> = HashMap::default();
    for run in &runs {
        *opened.entry(label(units[run.start].raw).unwrap_or("")).or_default() += 1;
    }
    for run in runs {
        let title = run.clone().find(|i| subject(units[*i].raw).is_some());
        let title = title.or_else(|| Some(run.start).filter(|i| opens_notice(scene, *i)));
        let mail = run.clone().filter(|i| is_header(&units[*i])).count() >= FEWEST;
        let returns = label(units[run.start].raw).is_some_and(|l| opened[l] >= FEWEST);
        let Some(title) = title.filter(|_| mail || returns) else { continue };
        for i in run {
            let state = match i.cmp(&title) {
                std::cmp::Ordering::Less => State::Caption,
                std::cmp::Ordering::Equal => State::Title,
                std::cmp::Ordering::Greater => State::Meta,
            };
            votes.add(i, state, 14.0);
            votes.add_all(i, &[(State::When, -6.0), (State::EventLine, -6.0), (State::Topic, -6.0)]);
        }
    }
}

/// The first line of a notice without any other title: not when or where, and not below a heading.
fn opens_notice(scene: &Scene, i: usize) -> bool {
    let unit = &scene.units[i];
    let detail = scene.lexicon.is(unit.raw.split_whitespace().next().unwrap_or(""), Hint::Venue);
    let headed = i > 0 && (unit.gap == 0 || scene.units[i - 1].is_short());
    unit.is_short() && !detail && !headed && !is_header(unit)
}

/// Runs of labelled lines without a gap.
fn runs(units: &[Unit]) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut at = 0;
    while at < units.len() {
        let goes_on = |(n, u): &(usize, &Unit)| (*n == 0 || u.gap == 0) && label(u.raw).is_some();
        let end = at + units[at..].iter().enumerate().take_while(goes_on).count();
        if end - at >= FEWEST {
            runs.push(at..end);
        }
        at = end.max(at + 1);
    }
    runs
}

/// The label that `line` begins with.
pub(in crate::segment) fn label(line: &str) -> Option<&str> {
    let at = memchr::memchr(b':', line.as_bytes().get(..line.len().min(LONGEST))?)?;
    let label = line[..at].trim_matches('*');
    let plain = label.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | ' '));
    let worded = !label.is_empty() && label.split_whitespace().count() <= MOST_WORDS;
    (line[at + 1..].starts_with(' ') && plain && worded).then_some(label)
}

fn is_one_of(labels: &[&str], line: &str) -> bool {
    label(line).is_some_and(|l| labels.iter().any(|known| known.eq_ignore_ascii_case(l)))
}

/// What the line `line` says, if its label is a title's.
pub(in crate::segment) fn subject(line: &str) -> Option<&str> {
    is_one_of(&TITLES, line).then(|| line.split_once(": ").map_or(line, |(_, text)| text.trim()))
}

/// Whether `unit` is a line of a mail's header: a date in it is when the mail was sent.
pub(in crate::segment) fn is_header(unit: &Unit) -> bool {
    is_one_of(&MAIL, unit.raw)
}
