//! Words that belong to a picture, and labels of genre.

use super::stack::is_celled;
use super::{Cue, Scene};
use crate::segment::dates;
use crate::segment::lexicon::Hint;
use crate::segment::state::State;
use crate::segment::text;
use crate::segment::unit::{Shape, Unit};
use crate::segment::votes::Votes;

pub(super) const CUE: Cue =
    Cue { name: "caption", description: "picture credits and descriptions, by markup or by their words", vote };

fn vote(scene: &Scene, votes: &mut Votes) {
    for (i, unit) in scene.units.iter().enumerate() {
        if unit.marks.caption {
            votes.add_all(i, &[(State::Caption, 6.0), (State::Title, -4.0), (State::Body, -3.0), (State::More, -3.0)]);
        }
        if unit.marks.path != 0 && !unit.marks.caption && unit.is_short() && below_title(scene.units, i) {
            // Markup says which words are a picture's; a line with a day or of several cells is a detail, others are text.
            let state = if dates::first(unit.head).is_some() { (State::Meta, 3.0) } else { (State::Figure, -3.0) };
            votes.add_all(i, if is_celled(unit) { &[] } else { std::slice::from_ref(&state) });
        }
        let below = |i: usize| scene.units[i].is_text() || is_celled(&scene.units[i]);
        if i > 0 && names_sources(unit) && below(i - 1) {
            votes.add_all(i, &[(State::Figure, 5.0), (State::Title, -6.0), (State::Body, -4.0), (State::More, -4.0)]);
            votes.add_all(i, &[(State::Meta, 4.0), (State::Topic, -4.0), (State::Section, -4.0)]);
        } else if is_credit(unit) || ends_in_names(unit) && scene.units.get(i + 1).is_some_and(Unit::is_short) {
            votes.add_all(i, &[(State::Caption, 5.0), (State::Title, -4.0), (State::Body, -4.0), (State::More, -3.0)]);
            // It stands below the picture's description, unless that is the text right below a title.
            let below = i > 1 && scene.units[i - 2].is_short() && scene.units[i - 1].gap == 0;
            let text = below && scene.units[i - 1].is_text();
            if i > 0 && !text && !ends_in_credit(unit) && scene.units[i - 1].words < 25 && !scene.units[i - 1].linked {
                votes.add_all(i - 1, &[(State::Caption, 2.5), (State::Title, -1.0)]);
            }
        } else if stands_for_picture(scene.units, i) {
            votes.add_all(
                i,
                &[(State::Caption, 6.0), (State::Title, -6.0), (State::Topic, -5.0), (State::Section, -6.0)],
            );
        } else if unit.words <= 24 && opens_with_picture(scene, unit) {
            votes.add_all(i, &[(State::Caption, 2.5), (State::Title, -1.5)]);
        }
    }
}

fn below_title(units: &[Unit], i: usize) -> bool {
    i > 0 && units[i - 1].is_short() && (units[i - 1].heading > 0 || units[i - 1].emphasis || units[i - 1].linked)
}

/// "[A bridge in the fog]" above a title: what mailers write in plain text where a picture is.
fn stands_for_picture(units: &[Unit], i: usize) -> bool {
    let unit = &units[i];
    let inner = unit.raw.strip_prefix('[').and_then(|inner| inner.strip_suffix(']'));
    unit.is_short()
        && unit.marks.path == 0
        && (2..=LONGEST).contains(&unit.words)
        && (unit.date.is_none() && unit.hint(Hint::Closer) == 0)
        && inner.is_some_and(|inner| !inner.contains(['[', ']']))
        && units.get(i + 1).is_some_and(Unit::is_short)
}

/// "Sources: Harbour Times, Channel 9" below a text or its details.
fn names_sources(unit: &Unit) -> bool {
    const LABELS: [&str; 6] = ["Reference: ", "Source: ", "Sources: ", "Quellen: ", "Fuentes: ", "Bronnen: "];
    unit.words <= LONGEST && !text::ends_sentence(unit.tail) && LABELS.iter().any(|label| unit.raw.starts_with(label))
}

/// "A diver above the reef. (Ana Sol/Univ. of Porto)": behind a description's full stop nothing but names in brackets.
fn ends_in_names(unit: &Unit) -> bool {
    let Some((_, names)) = unit.tail.strip_suffix(')').and_then(|inner| inner.rsplit_once(". (")) else { return false };
    let named = |word: &str| word.len() <= 3 || word.starts_with(char::is_uppercase);
    unit.words <= LONGEST && unit.lines.len() == 1 && is_name(names) && names.split_whitespace().all(named)
}

fn is_credit(unit: &Unit) -> bool {
    if unit.raw.starts_with('©') && unit.words <= 6 && is_name(unit.raw) || ends_in_credit(unit) {
        return true;
    }
    if !unit.head.starts_with(['(', '[', '©', 'B', 'F', 'Q', 'P', 'I', 'C', 'G']) {
        return false;
    }
    let bare = unit.head.trim_start_matches(['(', '[', '©', ' ']);
    const OPENERS: [&str; 12] = [
        "Bildquelle",
        "Foto:",
        "Fotos:",
        "Bild:",
        "Bilder:",
        "Bildnachweis",
        "Quelle: ",
        "Photo:",
        "Image:",
        "Credit:",
        "Photo by",
        "Grafik:",
    ];
    let opens = |opener: &&str| opener.as_bytes().first() == bare.as_bytes().first() && bare.starts_with(opener);
    unit.words < 64 && OPENERS.iter().any(opens)
}

/// "The new bridge. Photo: Town of Ulm", "The new bridge. © Town of Ulm"
fn ends_in_credit(unit: &Unit) -> bool {
    // All labels end in a colon, and the sign is none of ASCII.
    if unit.words > LONGEST || unit.shape == Shape::Rule || !unit.tail_signs.has(b':') && unit.tail_signs.is_ascii() {
        return false;
    }
    let tail = unit.tail.as_bytes();
    let label = |colon: usize| {
        let label = PICTURES.iter().find(|label| tail[..=colon].ends_with(label.as_bytes()))?;
        Some(colon + 1 - label.len())
    };
    // A source has other things, too, but right behind a description's full stop it is the picture's.
    let sourced = || ["Source: ", "Quelle: "].iter().find_map(|label| unit.tail.rsplit_once(label));
    let credited = |(before, name): (&str, &str)| {
        unit.lines.len() == 1 && unit.words <= LONGEST && before.ends_with(". ") && is_name(name)
    };
    if sourced().is_some_and(credited) {
        return true;
    }
    // The last label decides: a name behind an earlier one would hold it.
    let labelled = memchr::memrchr_iter(b':', tail).find_map(label);
    labelled.is_some_and(|at| at > 0 && is_name(&unit.tail[at..]))
        || !unit.tail_signs.is_ascii() && unit.tail.rfind('©').is_some_and(|at| at > 0 && is_name(&unit.tail[at..]))
}

/// Words of a description that ends in its credit.
const LONGEST: usize = 30;
/// Labels that only pictures have.
const PICTURES: [&str; 5] = ["Foto:", "Fotos:", "Bild:", "Photo:", "Grafik:"];

/// A label and a name behind it, and no sentence.
fn is_name(credit: &str) -> bool {
    credit.split_whitespace().count() <= 6
        && !text::ends_sentence(credit)
        && !credit.contains(|c: char| c.is_ascii_digit())
}

/// Whether one of the first two words may have a hyphen: a part of it may be a word of pictures.
fn opens_with_hyphen(text: &str) -> bool {
    let mut rest = text;
    for _ in 0..2 {
        match memchr::memchr2(b'-', b' ', rest.as_bytes()) {
            Some(at) if rest.as_bytes()[at] == b'-' => return true,
            Some(at) => rest = rest[at..].trim_start(),
            None => return false,
        }
    }
    false
}

fn opens_with_picture(scene: &Scene, unit: &Unit) -> bool {
    let hyphened = || unit.signs.has(b'-') && unit.shape != Shape::Url && opens_with_hyphen(unit.head);
    if unit.hint(Hint::Picture) == 0 && !hyphened() {
        return false;
    }
    let speaks = unit
        .head
        .split(|c: char| c.is_whitespace() || c == '-')
        .filter(|w| !w.is_empty())
        .take(2)
        .any(|w| scene.lexicon.is(w, Hint::Picture));
    // In a row of a table a picture's words stand in one cell, the title in the last.
    speaks && text::last_cell(unit.head).len() == unit.head.len()
}
