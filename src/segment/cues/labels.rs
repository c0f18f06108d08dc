//! Labelled lines above or instead of a text: the header of a mail in a digest ("From", "Date", "Subject"), a notice as a
//! list of its fields ("Title: …", "Place: …", "Deadline: …").

use std::ops::Range;

use super::{Cue, Scene};
use crate::segment::Map;
use crate::segment::address::address_start;
use crate::segment::dates;
use crate::segment::lexicon::{Hint, TOLD};
use crate::segment::state::State;
use crate::segment::text::Marker;
use crate::segment::text::first_word;
use crate::segment::topic::ANSWERS;
use crate::segment::topic::{field, label};
use crate::segment::unit::{Shape, Unit};
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
const MAIL: [&str; 20] = [
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
    "content-type",
    "content-transfer-encoding",
    "mime-version",
    "list-id",
];

fn vote(scene: &Scene, votes: &mut Votes) {
    let units = scene.units;
    details(scene, votes);
    for i in (1..units.len()).filter(|i| tells_day(&units[*i])) {
        if units[i].gap > 0 && !units[i - 1].is_short() {
            // Set apart below a text, and over none of its own, it goes on with that text.
            let ends = units[i - 1].is_text() && !units.get(i + 1).is_some_and(Unit::is_text);
            let detail = [(State::More, 5.0), (State::Title, -6.0), (State::Topic, -4.0), (State::Section, -4.0)];
            votes.add_all(i, if ends { &detail } else { &[] });
            continue;
        }
        votes.add_all(i, &[(State::Meta, 4.0), (State::Closer, 1.5), (State::Title, -6.0), (State::Topic, -4.0)]);
        votes.add_all(i, &[(State::Section, -4.0), (State::EventLine, -4.0)]);
    }
    for i in (1..units.len()).filter(|i| goes_on_above(scene, *i)) {
        votes.add_all(i, &[(State::More, 5.0), (State::Imprint, -3.0), (State::Furniture, -2.0), (State::Title, -5.0)]);
    }
    let runs = runs(units);
    let mut opened: Map<&str, usize> = Map::default();
    for run in &runs {
        *opened.entry(units[run.start].label().unwrap_or("")).or_default() += 1;
    }
    for run in runs {
        let title = run.clone().find(|i| subject(units[*i].raw).is_some());
        let title = title.or_else(|| Some(run.start).filter(|i| opens_notice(scene, *i)));
        let title = title.or_else(|| run.start.checked_sub(1).filter(|above| heads_notice(units, *above)));
        let mail = run.clone().filter(|i| is_header(&units[*i])).count() >= FEWEST;
        let returns = units[run.start].label().is_some_and(|l| opened[l] >= FEWEST);
        let Some(title) = title.filter(|_| mail || returns) else { continue };
        if run.start > 1 && is_header(&units[run.start - 1]) {
            // A record's number and date, parted from the rest by a gap.
            (run.start - 2..run.start).for_each(|i| votes.add_all(i, &[(State::Caption, 14.0), (State::Title, -6.0)]));
        }
        for i in run.start.min(title)..run.end {
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

/// "Contact: Ada Muster, ext. 12", set apart below a text and above what surely is the next title: it goes on with that text.
fn goes_on_above(scene: &Scene, i: usize) -> bool {
    let [above, unit] = [&scene.units[i - 1], &scene.units[i]];
    let titled = |n: &Unit| n.is_short() && (n.heading > 0 || matches!(n.marker, Marker::Number(_)));
    (unit.labelled && unit.is_short() && unit.gap > 0 && above.is_text() && unit.hint(Hint::Closer) == 0)
        && address_start(unit.raw).is_none()
        && scene.units.get(i + 1).is_some_and(|n| n.gap > 0 && (titled(n) || scene.contents.kept_at(i + 1).is_some()))
}

/// "Deadline: 3 May", with a new value below each title: a detail of the item.
fn details(scene: &Scene, votes: &mut Votes) {
    let units = scene.units;
    let mut below: Map<&str, Vec<usize>> = Map::default();
    for (above, i) in units.iter().zip(1..units.len()) {
        let unit = &units[i];
        let ends = || units.get(i + 1).is_none_or(|n| n.gap > 0 || n.shape == Shape::Url || n.labelled);
        let below_item = above.is_short() || above.shape == Shape::Stamp || above.is_text() && ends();
        let own = if unit.gap == 0 && unit.is_short() && below_item { unit.label() } else { None };
        // "More on: New bridge" ends an item.
        let own = own.filter(|own| !scene.lexicon.is(first_word(own), Hint::Closer));
        if let Some(own) = own.filter(|own| above.label() != Some(own)) {
            below.entry(own).or_default().push(i);
        }
    }
    let mut found: Vec<usize> = below.into_values().filter(|same| same.len() >= FEWEST).flatten().collect();
    for i in 1..units.len() {
        let (unit, above) = (&units[i], &units[i - 1]);
        let ends = units.get(i + 1).is_none_or(|n| n.gap > 0);
        let text = above.is_text() && (i == 1 || above.gap == 0);
        if text && ends && unit.gap == 0 && unit.is_short() && unit.marker == Marker::None && unit.raw.contains(": ") {
            let state = if address_start(unit.raw).is_some() { State::Closer } else { State::More };
            votes.add_all(
                i,
                &[
                    (state, 4.0),
                    (State::Imprint, -3.0),
                    (State::Title, -4.0),
                    (State::Entry, -3.0),
                    (State::Topic, -4.0),
                    (State::Section, -6.0),
                ],
            );
        }
    }
    // A unit may get several votes here, and their sum must not depend on the map's order.
    found.sort_unstable();
    let below_text = below_text(units);
    for i in found {
        if below_text[i] && TOLD.iter().all(|hint| units[i].hint(*hint) == 0) {
            // What ends a text with a label of its own ("Deadline: 3 May") is part of it.
            votes.add_all(i, &[(State::More, 7.0), (State::Title, -5.0), (State::Topic, -4.0), (State::Section, -4.0)]);
            continue;
        }
        votes.add_all(i, &[(State::Meta, 7.0), (State::Title, -5.0), (State::Topic, -4.0), (State::Section, -4.0)]);
        let first = (0..i).rev().take(FEWEST).find(|j| units[*j].gap > 0 || *j == 0).unwrap_or(i);
        // What stands between the title and it is a detail, too; a topic is shorter than the title below it.
        let fits = |u: &Unit| u.is_short() && u.words <= 2 * units[first].words && units[first].date.is_none();
        for j in (first + 1..i).filter(|j| fits(&units[*j])) {
            votes.add_all(j, &[(State::Meta, 5.0), (State::Title, -3.0), (State::Topic, -3.0), (State::Section, -3.0)]);
        }
    }
}

/// "Closing date: 3 May 2027": a label, and nothing but a day behind it.
fn tells_day(unit: &Unit) -> bool {
    if unit.shape == Shape::Stamp && unit.labelled {
        return unit.tells_time();
    }
    if !unit.labelled || !unit.signs.has_digit() || !unit.is_short() || unit.heading > 0 {
        return false;
    }
    let value = field(unit.raw).map(|(_, value)| value.trim());
    value.and_then(|v| dates::leading(v).map(|d| &v[d.span.end..])).is_some_and(|rest| rest.len() <= LONGEST_REST)
}

/// Bytes behind a day that still say no more than when: "(noon)".
const LONGEST_REST: usize = 12;

/// For each unit whether it is a labelled line, and only such stand between it and the text above.
fn below_text(units: &[Unit]) -> Vec<bool> {
    let mut below = false;
    let mut text = false;
    units
        .iter()
        .map(|u| {
            below = (below || text) && u.gap == 0 && u.is_short() && u.label().is_some();
            text = u.is_text();
            below
        })
        .collect()
}

/// The first line of a notice without any other title: not when or where, and not below a heading.
fn opens_notice(scene: &Scene, i: usize) -> bool {
    let unit = &scene.units[i];
    let detail = scene.lexicon.are(first_word(unit.raw), TOLD).contains(&true);
    let headed = i > 0 && (unit.gap == 0 || scene.units[i - 1].is_short());
    unit.is_short() && !detail && !headed && !is_header(unit)
}

/// The one line above a notice's fields: its title.
fn heads_notice(units: &[Unit], i: usize) -> bool {
    units[i].is_short() && !units[i].labelled && units[i + 1].gap == 0 && units[i].words > 1
}

/// Runs of labelled lines without a gap.
fn runs(units: &[Unit]) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut at = 0;
    while at < units.len() {
        let goes_on = |(n, u): &(usize, &Unit)| (*n == 0 || u.gap == 0) && u.labelled;
        let end = at + units[at..].iter().enumerate().take_while(goes_on).count();
        if end - at >= FEWEST {
            runs.push(at..end);
        }
        at = end.max(at + 1);
    }
    runs
}

fn is_one_of(labels: &[&str], line: &str) -> bool {
    label(line).is_some_and(|l| labels.iter().any(|known| known.eq_ignore_ascii_case(l)))
}

/// What the line `line` says, if its label is a title's.
pub(in crate::segment) fn subject(line: &str) -> Option<&str> {
    is_one_of(&TITLES, line).then(|| line.split_once(": ").map_or(line, |(_, text)| unanswered(text.trim())))
}

/// A mail's subject without what programs put before it: "Re: Title".
fn unanswered(mut subject: &str) -> &str {
    while let Some((sign, rest)) = subject.split_once(": ")
        && ANSWERS.contains(&sign)
        && !rest.is_empty()
    {
        subject = rest.trim_start();
    }
    subject
}

/// The mailing list's tag in most subjects of a digest: "[talk] ".
pub(in crate::segment) fn list_tag(units: &[Unit]) -> Option<String> {
    let subjects: Vec<&str> = units.iter().filter(|u| u.labelled).filter_map(|u| subject(u.raw)).collect();
    let tag =
        |s: &&str| s.find('[').and_then(|open| s[open..].find("] ").map(|close| s[open..open + close + 2].to_owned()));
    let first = subjects.iter().find_map(tag)?;
    let tagged = subjects.iter().filter(|s| s.contains(&first)).count();
    (tagged >= FEWEST && tagged * 4 >= subjects.len() * 3).then_some(first)
}

/// Whether `unit` is a line of a mail's header: a date in it is when the mail was sent.
pub(in crate::segment) fn is_header(unit: &Unit) -> bool {
    unit.labelled && is_one_of(&MAIL, unit.raw)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_comes_without_what_programs_put_before_it() {
        assert_eq!(subject("Subject: Re: Aw: Neues Amt"), Some("Neues Amt"));
        assert_eq!(subject("Betreff: [Rat und Amt] Neues Amt"), Some("[Rat und Amt] Neues Amt"));
        assert_eq!(subject("Von: Ada Muster"), None);
    }
}
