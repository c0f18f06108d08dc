//! Items that are one unit: a list of links, a title with its text behind it on the line.

use std::collections::HashSet;

use super::{Cue, Notes, Scene, closer_at};
use crate::segment::address;
use crate::segment::lexicon::TOLD;
use crate::segment::one_line::{divide, unseparated};
use crate::segment::state::State;
use crate::segment::text::{self, Marker};
use crate::segment::topic;
use crate::segment::unit::{Shape, Unit};
use crate::segment::votes::Votes;

pub(super) const CUE: Cue = Cue {
    name: "entry",
    description: "a list entry that begins with a link or a title in bold, its text behind it",
    vote,
};

/// Paragraphs that open with their title, from which on it is a habit.
const FEWEST: usize = 3;
/// Units from one of them to the next, a link or a picture between.
const NEAR: usize = 3;

fn vote(scene: &Scene, votes: &mut Votes) {
    let run_in = run_in(scene);
    let headed = scene.units.iter().filter(|u| u.heading > 0 && u.linked).count();
    // Where headings with links are the titles, words in bold here and there stress what the editor says.
    let beside = |n: usize| run_in[n.saturating_sub(1)..].windows(2).take(2).any(|pair| pair[1] - pair[0] <= NEAR);
    let habit = |n: &usize| run_in.len() >= FEWEST && (run_in.len() * 2 >= headed || beside(*n));
    for i in (0..run_in.len()).filter(habit).map(|n| &run_in[n]) {
        votes.add_all(*i, &[(State::Entry, 6.0), (State::Body, -2.0), (State::More, -2.0), (State::EventLine, -2.0)]);
        if closer_at(scene.units[*i].tail, scene.lexicon).is_some() {
            // What ends a text ends it here, too.
            votes.add(*i, State::Entry, 9.0);
        }
    }
    let labelled = labelled(scene);
    let adjoins = |a: &usize, b: &usize| scene.units[a + 1..*b].iter().all(|u| u.shape == Shape::Url);
    for run in labelled.chunk_by(adjoins).filter(|run| run.len() >= FEWEST && are_different(scene, run)) {
        run.iter()
            .for_each(|i| votes.add_all(*i, &[(State::Entry, 4.5), (State::More, -1.5), (State::EventLine, -2.0)]));
    }
    for run in bold_leads(scene).chunk_by(|a, b| a + 1 == *b).filter(|run| run.len() >= FEWEST) {
        run.iter().for_each(|i| votes.add_all(*i, &[(State::Entry, 4.5), (State::More, -1.5)]));
    }
    for i in (0..scene.units.len()).filter(|i| scene.units[*i].is_text() && listed_over_address(scene.units, *i)) {
        votes.add_all(i, &[(State::Title, 9.0), (State::Entry, 3.0), (State::More, -2.0)]);
    }
    let notes = Notes::read(scene);
    for (i, unit) in scene.units.iter().enumerate() {
        let listed = unit.marker == Marker::Bullet || unit.marks.list_item;
        let led = lead(scene.doc.text.get(scene.doc.lines()[unit.lines.start].span.clone()).unwrap_or(""), unit);
        let weight = match (led, listed) {
            (Some(Lead::Link), true) => 4.0,
            (_, true) if strong_title(unit).is_some() => 4.5,
            (Some(Lead::Strong), true) => 2.5,
            (Some(Lead::Link), false) if !unit.linked => 2.0,
            (Some(Lead::Strong), false) => 1.0,
            (None, true) if has_address(unit) => 2.0,
            // "New bridge opens [3]", the address in a note.
            (None, true) if unit.words <= LONGEST_NOTED && notes.cited(unit.raw, i).is_some() => 3.0,
            _ => continue,
        };
        votes.add_all(i, &[(State::Entry, weight), (State::More, -0.3 * weight)]);
    }
}

/// The entry before it or behind it has its address on a line of its own, as this one has.
fn listed_over_address(units: &[Unit], i: usize) -> bool {
    let over = |i: usize| {
        units[i].marker == Marker::Bullet && units.get(i + 1).is_some_and(|n| n.shape == Shape::Url && n.gap == 0)
    };
    over(i) && (i + 2 < units.len() && over(i + 2) || i > 1 && over(i - 2))
}

/// Texts in a list that open with a label and a colon: "- Training: from now on …", a word and a full stop: "- Pool. It
/// is closed …", or a few words and a dash: "- New at the pool - It opens …". When and where are no such labels.
fn labelled(scene: &Scene) -> Vec<usize> {
    let is_labelled = |unit: &Unit| {
        let label = || topic::label(unit.head).or_else(|| topic::opener(unit.head)).or_else(|| dashed(unit.head));
        let is_told = |word: &str| TOLD.iter().any(|hint| scene.lexicon.labels(word, *hint));
        let told = |label: &str| label.split_whitespace().any(is_told);
        unit.marker == Marker::Bullet && unit.is_text() && label().is_some_and(|label| !told(label))
    };
    (0..scene.units.len()).filter(|i| is_labelled(&scene.units[*i])).collect()
}

/// The words before the dash of "New at the pool - It opens …": at least two, and a capital or a number behind it.
fn dashed(text: &str) -> Option<&str> {
    let (lead, rest) = [" - ", " – ", " — "].iter().find_map(|dash| text.split_once(dash))?;
    let words = lead.split_whitespace().count();
    let goes_on = rest.trim_start().starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    ((2..=LONGEST_LEAD).contains(&words) && goes_on && !text::has_inner_sentence(lead)).then_some(lead)
}

/// Words of such a lead.
const LONGEST_LEAD: usize = 8;

/// Entries of a list that open with words in bold: "- **Snow** is rare this year". When and where are no such words.
fn bold_leads(scene: &Scene) -> Vec<usize> {
    let told = |lead: &str| TOLD.iter().any(|hint| scene.lexicon.labels(lead.trim_end_matches(':'), *hint));
    let leads = |unit: &Unit| unit.date.is_none() && bold_lead(unit).is_some_and(|(lead, _)| !told(lead));
    (0..scene.units.len()).filter(|i| leads(&scene.units[*i])).collect()
}

/// No two of the labels are the same.
fn are_different(scene: &Scene, run: &[usize]) -> bool {
    let label = |unit: &Unit| {
        topic::label(unit.head).or_else(|| topic::opener(unit.head)).or_else(|| dashed(unit.head)).map(str::to_owned)
    };
    let labels: HashSet<_> = run.iter().map(|i| label(&scene.units[*i])).collect();
    labels.len() == run.len()
}

/// The texts that open with their title: in capitals ("NEW BRIDGE - From May on …"), between signs ("+++ New bridge +++ From
/// May on …"), in bold. Words in bold below a text that has none, and above one that has none, are stressed ones of a longer
/// piece.
fn run_in(scene: &Scene) -> Vec<usize> {
    let mut inside = false;
    let mut found = Vec::new();
    let in_bold = |unit: &Unit| strong_title(unit).is_some() || parted_link(unit);
    for (i, unit) in scene.units.iter().enumerate() {
        let counted = matches!(unit.marker, Marker::Number(_));
        let opens = unit.is_text() && (unit.marker == Marker::None || counted);
        let plain = || scene.units.get(i + 1).is_some_and(|n| n.is_text() && !in_bold(n));
        if opens && (opens_in_capitals(unit) || in_bold(unit) && (!inside || counted || !plain())) {
            found.push(i);
        } else {
            inside = unit.is_text();
        }
    }
    found
}

/// Begins with a link that a dash or the like parts from the text behind it.
fn parted_link(unit: &Unit) -> bool {
    unit.marks.links.first().filter(|l| l.range.start == 0 && !unit.linked).is_some_and(|l| {
        let behind = unit.raw.get(l.range.end..).unwrap_or("").trim_start_matches(['*', ' ']);
        behind.starts_with(['–', '—', '|', ':']) || behind.starts_with("- ")
    })
}

fn opens_in_capitals(unit: &Unit) -> bool {
    let signed = unit.raw.starts_with("+++");
    if !signed && !unit.raw.chars().filter(|c| c.is_alphabetic()).take(3).all(char::is_uppercase) {
        return false;
    }
    let (title, rest) = divide(unit.raw);
    (signed || text::is_capitals(title)) && !rest.is_empty() && title.split_whitespace().count() <= LONGEST
}

/// Words of an entry with a note: a longer one is a text that cites something.
const LONGEST_NOTED: usize = 24;

/// Words that such a title has at most.
const LONGEST: usize = 10;
/// The same where it is a sentence: as many as most headlines have.
const LONGEST_SENTENCE: usize = 16;

/// What a unit opens with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::segment) enum Lead {
    /// A link.
    Link,
    /// Words in bold.
    Strong,
}

/// What the unit with the source `source` opens with, if it goes on behind it or is nothing else.
pub(in crate::segment) fn lead(source: &str, unit: &Unit) -> Option<Lead> {
    if unit.marks.links.first().is_some_and(|l| l.range.start <= 4 && l.range.len() >= 8)
        || unit.head.starts_with('[') && unit.head.contains("](")
    {
        return Some(Lead::Link);
    }
    // Text shows its signs; markup may hide them.
    let plain = text::trim(source).len() == unit.raw.len() && !unit.signs.has(b'<');
    if !unit.signs.has(b'*') && (plain || memchr::memchr2(b'*', b'<', source.as_bytes()).is_none()) {
        return None;
    }
    let mut opening = source.trim_start();
    opening = opening.trim_start_matches(['-', '*', '•', '+', ' ']).trim_start();
    let strong = source.trim_start_matches(['-', ' ', '•', '+']).starts_with("**")
        || opening.starts_with("<b>")
        || opening.starts_with("<strong")
        || unit.head.starts_with("**");
    (strong && !unit.emphasis).then_some(Lead::Strong)
}

/// The words in bold that `unit` begins with, where they are its title: a sentence with its sign, or parted from the text
/// behind it by a dash, in a list also by a comma. A label with a colon ("Why it matters:") is none, unless it is as long
/// as a title. Title and text, as shown.
pub(in crate::segment) fn strong_title<'a>(unit: &Unit<'a>) -> Option<(&'a str, &'a str)> {
    let (inner, behind) = in_bold(unit)?;
    let sign = behind.trim_start();
    let title = inner.trim_end_matches(':');
    let words = title.split_whitespace().count();
    let sentence = inner.ends_with(['.', '?', '!']);
    let long = words > LABEL && (inner.len() > title.len() || sign.starts_with(':'));
    let listed = unit.marker == Marker::Bullet && (inner.ends_with(',') || sign.starts_with(','));
    let parted = sentence || sign.starts_with(['–', '—', '-', '|']) || long || listed;
    let most = if sentence { LONGEST_SENTENCE } else { LONGEST };
    let worded = (2..=most).contains(&words) || listed && title.len() >= LONG_WORD;
    (parted && worded && behind.split_whitespace().count() >= FEWEST_BEHIND)
        .then(|| (name(title.trim_end_matches(',')), unseparated(behind.trim_start_matches([',', ' ']))))
}

/// What `unit` opens with in bold, and what stands behind it, as shown.
fn in_bold<'a>(unit: &Unit<'a>) -> Option<(&'a str, &'a str)> {
    let lead = unit.marks.lead.clone();
    if lead.is_empty() {
        return unit.head.strip_prefix("**")?.split_once("**");
    }
    Some((unit.raw.get(lead.clone())?.trim_end(), unit.raw.get(lead.end..)?))
}

/// `title` without its full stop, if it is a name of a word or two and no sentence.
fn name(title: &str) -> &str {
    if title.split_whitespace().nth(2).is_some() { title } else { title.trim_end_matches('.') }
}

/// The words in bold that an entry of a list opens with, if its text goes on behind them: in a list of such entries each
/// is a title.
pub(in crate::segment) fn bold_lead<'a>(unit: &Unit<'a>) -> Option<(&'a str, &'a str)> {
    let (inner, behind) = in_bold(unit).filter(|_| unit.marker == Marker::Bullet)?;
    let title = name(inner.trim_end_matches([':', ',', ' ']));
    let worded = (1..=LONGEST).contains(&title.split_whitespace().count());
    (worded && behind.split_whitespace().nth(1).is_some()).then_some((title, behind))
}

/// Bytes from which on one word can be an entry's whole title.
const LONG_WORD: usize = 10;
/// Words of a label: "What they are saying:".
const LABEL: usize = 4;

/// Words that have to stand behind a title in bold: fewer are no text of its own.
const FEWEST_BEHIND: usize = 4;

pub(super) fn has_address(unit: &Unit) -> bool {
    !unit.marks.links.is_empty()
        || address::address_start(unit.raw).is_some()
        || address::address_start(unit.tail).is_some()
}

/// A line of postal code and town: "80686 München", "D-20095 Hamburg".
pub(in crate::segment) fn place_line(text: &str) -> bool {
    let bare = text
        .strip_prefix("D-")
        .or_else(|| text.strip_prefix("A-"))
        .or_else(|| text.strip_prefix("CH-"))
        .unwrap_or(text);
    let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
    (4..=5).contains(&digits)
        && bare[digits..].starts_with(' ')
        && bare[digits..].trim_start().starts_with(char::is_uppercase)
        && text.split_whitespace().count() <= 5
        && !text.ends_with([':', '.'])
        && !(digits == 4 && bare.starts_with(['1', '2']) && bare[..4] > *"1900" && bare[..4] < *"2100")
}
