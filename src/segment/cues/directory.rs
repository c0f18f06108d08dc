//! Entries of a directory: a name with a postal address below it, or one of several with how to reach it.

use super::{Cue, Scene, place_line};
use crate::segment::state::State;
use crate::segment::unit::{Shape, Unit};
use crate::segment::votes::Votes;

pub(super) const CUE: Cue = Cue {
    name: "directory",
    description: "a name with a line of postal code and town below it, or several with a telephone number or mail address",
    vote,
};

/// Names with how to reach them, from which on they are a directory and no imprint.
const FEWEST: usize = 3;

fn vote(scene: &Scene, votes: &mut Votes) {
    let units = scene.units;
    for (i, unit) in units.iter().enumerate() {
        if unit.is_short() && unit.signs.has_digit() && place_line(unit.head) {
            votes.add_all(i, &[(State::Meta, 5.5), (State::Title, -4.0), (State::Imprint, 1.5), (State::Topic, -3.0)]);
            if i > 0 && units[i - 1].is_short() {
                votes.add(i - 1, State::Title, 2.5);
            }
        }
    }
    let named: Vec<usize> = (1..units.len()).filter(|i| is_reached(units, *i)).collect();
    // Those of a directory follow each other.
    let runs = named.chunk_by(|a, b| b - a == 2).filter(|run| run.len() >= FEWEST);
    for i in runs.flatten() {
        votes.add_all(
            i - 1,
            &[(State::Title, 5.0), (State::Imprint, -4.0), (State::Section, -2.0), (State::Topic, -2.0)],
        );
        votes
            .add_all(*i, &[(State::Body, 5.0), (State::Imprint, -4.0), (State::Title, -4.0), (State::Furniture, -2.0)]);
    }
}

/// The unit says how to reach what the line right above it names.
fn is_reached(units: &[Unit], i: usize) -> bool {
    let (name, unit) = (&units[i - 1], &units[i]);
    let named = name.is_plain_line();
    let parted = || i == 1 || name.gap > 0 || units[i - 2].shape == Shape::Rule || says_how(&units[i - 2]);
    named && unit.gap == 0 && unit.words <= LONGEST && says_how(unit) && !says_how(name) && parted()
}

/// Words of such a line.
const LONGEST: usize = 16;

/// Holds a telephone number or a mail address.
pub(in crate::segment) fn says_how(unit: &Unit) -> bool {
    let mail = unit.signs.has(b'@')
        && unit.raw.split_whitespace().any(|w| w.contains('@') && w.contains('.') && !w.contains("://"));
    let digits = |part: &str| part.bytes().filter(u8::is_ascii_digit).count();
    let number = |part: &str| digits(part) >= DIGITS && part.chars().all(|c| !c.is_alphabetic()) && !part.contains('.');
    // Most lines have too few digits for any of their parts.
    mail || unit.date.is_none()
        && unit.signs.has_digit()
        && digits(unit.raw) >= DIGITS
        && unit.raw.split([',', ':', ';', '|']).filter(|part| digits(part) >= DIGITS).any(|part| {
            let bare =
                part.trim().trim_start_matches("Tel.").trim_start_matches("Telefon").trim_end_matches(['.', ')']);
            number(bare.split(". ").next().unwrap_or(bare))
        })
}

/// Digits of a telephone number with its area code.
const DIGITS: usize = 7;
