//! Who wrote it: "by Ada Example", "Von Ada Muster".

use super::{Cue, Scene};
use crate::segment::dates;
use crate::segment::lexicon::Hint;
use crate::segment::state::State;
use crate::segment::text::{Marker, first_word};
use crate::segment::unit::{Shape, Unit};
use crate::segment::votes::Votes;
use crate::segment::words::is_particle;

pub(super) const CUE: Cue = Cue {
    name: "byline",
    description: "a short line that opens with \"by\" and goes on with names, or names below several texts",
    vote,
};

/// Bytes of a byline that names its day; a longer line is a sentence.
const LONGEST: usize = 80;

fn vote(scene: &Scene, votes: &mut Votes) {
    let units = scene.units;
    let ends: Vec<usize> = (1..units.len()).filter(|i| ends_stanza(units, *i)).collect();
    if ends.iter().filter(|i| is_name(units[**i].raw)).count() >= FEWEST {
        for i in ends {
            votes.add_all(
                i,
                &[(State::Closer, 7.0), (State::Title, -5.0), (State::Topic, -6.0), (State::Section, -6.0)],
            );
        }
    }
    for (i, unit) in scene.units.iter().enumerate() {
        if i > 0 && in_brackets(unit) && scene.units[i - 1].is_text() {
            votes.add_all(
                i,
                &[(State::Closer, 5.0), (State::Topic, -4.0), (State::Title, -4.0), (State::Caption, -3.0)],
            );
        }
        let domain = || unit.signs.has(b'.') && !unit.signs.has(b' ') && is_domain(unit.raw);
        if i > 0 && (domain() || is_reading_time(unit)) {
            votes.add_all(i, &[(State::Meta, 6.0), (State::Title, -6.0), (State::Topic, -4.0), (State::More, -4.0)]);
            votes.add_all(i, &[(State::Section, -4.0), (State::Imprint, -3.0), (State::Furniture, -1.0)]);
        }
        if unit.is_short() && unit.words <= 12 && unit.hint(Hint::Byline) > 0 && is_byline(scene, unit.head) {
            votes.add_all(
                i,
                &[
                    (State::Meta, 7.0),
                    (State::Title, -4.0),
                    (State::Topic, -3.0),
                    (State::Section, -4.0),
                    (State::Closer, -2.0),
                ],
            );
            if i > 0 && scene.units[i - 1].is_short() {
                votes.add_all(i - 1, &[(State::Title, 1.5), (State::Section, -1.0)]);
            }
        }
    }
}

/// Names below texts, from which on what stands there says who wrote or sent them.
const FEWEST: usize = 3;

/// The last of several lines without a gap: a few words right below a text or an address.
fn ends_stanza(units: &[Unit], i: usize) -> bool {
    let (unit, above) = (&units[i], &units[i - 1]);
    let plain = unit.is_short() && unit.heading == 0 && !unit.emphasis && !unit.linked && unit.marker == Marker::None;
    (plain && unit.gap == 0 && unit.words <= MOST_WORDS && unit.date.is_none())
        && (above.is_text() || above.shape == Shape::Url)
        && units.get(i + 1).is_none_or(|n| n.gap > 0)
        && unit.raw.ends_with(char::is_alphanumeric)
}

/// "Ada Muster", "Carla van der Example", "B. Muster".
pub(super) fn is_name(text: &str) -> bool {
    let mut words = 0;
    let named = text.split(' ').all(|word| {
        words += 1;
        is_particle(word)
            || word.starts_with(char::is_uppercase) && word.chars().all(|c| c.is_alphabetic() || ".-'’".contains(c))
    });
    named && (2..=MOST_WORDS).contains(&words)
}

/// Words of such a line.
const MOST_WORDS: usize = 4;

/// The name of a site alone, where the text is from: "notes.example.org".
pub(in crate::segment) fn is_domain(text: &str) -> bool {
    let bare = text.trim_matches(['(', ')', '[', ']']);
    let (name, top) = bare.rsplit_once('.').unwrap_or_default();
    let sign = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.');
    name.len() >= 2
        && (2..=6).contains(&top.len())
        && top.bytes().all(|b| b.is_ascii_lowercase())
        && name.chars().all(sign)
        && !name.contains(char::is_uppercase)
        && !name.ends_with('.')
}

/// "5 min read", "Lesezeit: 4 Minuten".
fn is_reading_time(unit: &Unit) -> bool {
    let says = |name: &str| unit.raw.split(|c: char| !c.is_alphabetic()).any(|w| w.eq_ignore_ascii_case(name));
    unit.signs.has_digit() && unit.words <= 4 && unit.is_short() && (says("read") && says("min") || says("Lesezeit"))
}

/// "(ab)", "(Ada Muster)": who wrote the text above.
fn in_brackets(unit: &Unit) -> bool {
    unit.is_short() && unit.gap == 0 && unit.words <= 3 && unit.raw.starts_with('(') && unit.raw.ends_with(')')
}

/// Opens with a byline's word, and all that follows could be names.
pub(in crate::segment) fn is_byline(scene: &Scene, text: &str) -> bool {
    if !scene.lexicon.is(first_word(text), Hint::Byline) {
        return false;
    }
    if text.len() < LONGEST && dates::first(text).is_some_and(|d| d.from.year.is_some()) {
        return true;
    }
    // "By Ada Example | The Paper | 5 min": the names are in the first cell.
    let cell = text.split(['|', '·']).next().unwrap_or(text);
    // "By Ada Example, head of office": the name is before the comma.
    let cell =
        cell.split_once(", ").filter(|(_, who)| who.starts_with(char::is_lowercase)).map_or(cell, |(name, _)| name);
    let mut rest = cell.split_whitespace().skip(1);
    let mut names = 0;
    let only = rest.all(|w| {
        let bare = w.trim_start_matches(|c: char| !c.is_alphanumeric());
        let small = is_particle(bare) || matches!(bare, "und" | "and" | "by" | "" | "am" | "on" | "for");
        names += usize::from(!small);
        small || bare.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
    });
    only && names > 0
}
