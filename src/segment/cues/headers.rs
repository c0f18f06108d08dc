//! Header lines of mails inside a text: digests of a mailing list, forwarded messages.

use super::{Cue, Scene};
use crate::segment::state::State;
use crate::segment::unit::Unit;
use crate::segment::votes::Votes;

pub(super) const CUE: Cue = Cue {
    name: "mail header",
    description: "lines like From, Date, Subject above a text: its title is the subject",
    vote,
};

/// Lines that make a mail's header.
const FEWEST: usize = 3;
/// Names of header lines, the subject's first.
const NAMES: [&str; 18] = [
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
    "content-type",
    "von",
    "an",
    "datum",
    "gesendet",
    "antwort an",
    "keywords",
];
const SUBJECTS: usize = 2;

fn vote(scene: &Scene, votes: &mut Votes) {
    let units = scene.units;
    let mut at = 0;
    while at < units.len() {
        let end = at + units[at..].iter().take_while(|u| name(u.raw).is_some()).count();
        if end - at >= FEWEST
            && let Some(subject) = (at..end).find(|i| subject(units[*i].raw).is_some())
        {
            for i in at..end {
                let state = match i.cmp(&subject) {
                    std::cmp::Ordering::Less => State::Caption,
                    std::cmp::Ordering::Equal => State::Title,
                    std::cmp::Ordering::Greater => State::Meta,
                };
                votes.add(i, state, 14.0);
                votes.add_all(i, &[(State::When, -6.0), (State::EventLine, -6.0), (State::Topic, -6.0)]);
            }
        }
        at = end.max(at + 1);
    }
}

fn name(line: &str) -> Option<usize> {
    let (name, _) = line.split_once(": ")?;
    NAMES.iter().position(|known| known.eq_ignore_ascii_case(name.trim_matches('*')))
}

/// What the subject line `line` says, if it is one.
pub(in crate::segment) fn subject(line: &str) -> Option<&str> {
    name(line).filter(|n| *n < SUBJECTS)?;
    line.split_once(": ").map(|(_, text)| text.trim())
}

/// Whether `unit` is a header line: a date in it is when the mail was sent.
pub(in crate::segment) fn is_header(unit: &Unit) -> bool {
    name(unit.raw).is_some()
}
