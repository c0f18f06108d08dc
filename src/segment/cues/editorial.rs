//! The editor's letter: from the greeting to the signature.

use super::byline::is_name;
use super::{Cue, Scene};
use crate::segment::lexicon::Hint;
use crate::segment::state::State;
use crate::segment::text::{Marker, first_word};
use crate::segment::unit::{Shape, Unit};
use crate::segment::votes::Votes;

pub(super) const CUE: Cue =
    Cue { name: "editorial", description: "a letter to the readers, from greeting to signature", vote };

/// Units within which a letter's signature is looked for.
const LONGEST: usize = 40;
/// Units that a letter's head has at most.
const TOP: usize = 12;

fn vote(scene: &Scene, votes: &mut Votes) {
    let units = scene.units;
    let mut open: Option<usize> = None;
    let mut heads = 0;
    foot(units, votes);
    headed(units, votes);
    for (i, unit) in units.iter().enumerate() {
        if is_greeting(scene, unit) || addresses(units, i) {
            votes.add_all(i, &[(State::Editorial, 8.0), (State::Title, -5.0), (State::Topic, -3.0)]);
            (open, heads) = (Some(i), 0);
            if i < TOP {
                // What stands above the greeting is the letter's head.
                (0..i).for_each(|j| votes.add_all(j, &[(State::Furniture, 2.5), (State::Title, -2.0)]));
            }
        } else if open.is_some() && (heads_text(units, i) || heads_event(units, i)) {
            heads += 1;
            // A letter has one subject; from its second heading on it is an issue with a greeting.
            if heads == 2 {
                open = None;
            }
        } else if let Some(start) = open
            && i - start <= LONGEST
            && (is_signature(unit) || is_signed(units, i))
        {
            (start + 1..i)
                .for_each(|j| votes.add_all(j, &[(State::Editorial, 4.0), (State::Title, -1.5), (State::Entry, -2.5)]));
            votes.add(i, State::Editorial, 7.0);
            for (j, name) in units.iter().enumerate().skip(i + 1).take(3) {
                // A heading set off by itself is none of them.
                if is_signed(units, i) && name.gap > 0
                    || !name.is_short()
                    || name.gap > 1
                    || name.words > 6
                    || name.emphasis
                    || name.heading > 0
                {
                    break;
                }
                votes.add(j, State::Editorial, 6.5 - (j - i) as f32);
            }
            open = None;
        }
    }
}

/// The editor's words under a heading that says so and no more: "Intro", "Hello!".
fn headed(units: &[Unit], votes: &mut Votes) {
    const NAMES: [&str; 12] = [
        "intro",
        "introduction",
        "editorial",
        "vorwort",
        "édito",
        "edito",
        "welcome",
        "willkommen",
        "hello",
        "hallo",
        "hi",
        "grußwort",
    ];
    let name = |u: &Unit| u.head.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase();
    let heads = |u: &Unit| u.heading > 0 && u.is_short();
    for i in (0..units.len().min(TOP)).filter(|i| heads(&units[*i]) && NAMES.contains(&&*name(&units[*i]))) {
        let text = units[i + 1..].iter().take(LONGEST).take_while(|u| u.heading == 0 && u.shape != Shape::Rule).count();
        for j in i..=i + text {
            votes.add_all(
                j,
                &[(State::Editorial, 9.0), (State::Title, -5.0), (State::Section, -5.0), (State::Body, -4.0)],
            );
        }
    }
}

/// Behind the last good wishes stands who sends them, and no further item.
fn foot(units: &[Unit], votes: &mut Votes) {
    let Some(last) = units.iter().rposition(is_signature).filter(|last| last * 2 > units.len()) else { return };
    let foot = &units[last + 1..];
    let texts = foot.iter().filter(|u| u.is_text()).count();
    if texts <= MOST_NOTES && !foot.iter().any(|u| u.emphasis || u.heading > 0) {
        let votes_each = [(State::Imprint, 3.0), (State::Title, -5.0), (State::Section, -5.0), (State::Topic, -5.0)];
        (last..units.len()).for_each(|i| votes.add_all(i, &votes_each));
    }
}

/// Texts below the last signature: why one gets the letter, who may pass it on.
const MOST_NOTES: usize = 2;

/// A short line set apart, with its text right below.
fn heads_text(units: &[Unit], i: usize) -> bool {
    let below =
        units.get(i + 1).is_some_and(|n| n.is_text() && (n.gap == 0 || units[i].heading > 0 || units[i].emphasis));
    let counted = matches!(units[i].marker, Marker::Number(_)) && units.get(i + 1).is_some_and(|n| !n.is_short());
    (below || counted) && units[i].is_short() && units[i].gap > 0 && units[i].raw.ends_with(char::is_alphanumeric)
}

/// A date on a line of its own, with a title right below.
fn heads_event(units: &[Unit], i: usize) -> bool {
    units[i].shape == Shape::Stamp && units.get(i + 1).is_some_and(|n| n.is_short() && n.gap == 0)
}

/// "Madame, Monsieur,": near the top a few words with a comma behind them, and the letter's text below.
fn addresses(units: &[Unit], i: usize) -> bool {
    let unit = &units[i];
    (i < TOP && unit.is_short() && unit.words <= MOST_ADDRESSED && unit.raw.ends_with(',') && unit.date.is_none())
        && (unit.gap > 0 && unit.marker == Marker::None)
        && units.get(i + 1).is_some_and(|n| n.is_text() && n.gap > 0)
}

/// Words of such a line.
const MOST_ADDRESSED: usize = 5;

/// A name below the letter's text, and nothing but short lines right below it: what they are.
fn is_signed(units: &[Unit], i: usize) -> bool {
    let rest = units[i + 1..].iter().take_while(|u| u.gap == 0 && u.shape != Shape::Rule);
    (i > 0 && units[i - 1].is_text() && units[i].gap > 0 && units[i].heading == 0 && !units[i].emphasis)
        && is_name(units[i].raw)
        && rest.take(MOST_ADDRESSED).all(Unit::is_short)
        && units.get(i + 1).is_some_and(|n| n.is_short() && n.gap == 0)
}

pub(super) fn is_greeting(scene: &Scene, unit: &Unit) -> bool {
    let opens = unit.hint(Hint::Greeting) > 0 && scene.lexicon.is(first_word(unit.head), Hint::Greeting)
        || unit
            .head
            .strip_prefix("Good ")
            .is_some_and(|day| ["morning", "evening", "afternoon"].iter().any(|d| day.starts_with(d)))
        // "Glück auf, liebe Gäste!"
        || unit.words <= 10 && unit.raw.ends_with([',', '!']) && unit.raw.contains(", liebe ");
    let addressed = unit.words <= 14 && unit.raw.ends_with([',', '!', '.', ':']);
    opens
        && (addressed || unit.raw.bytes().take(80).any(|b| b == b',' || b == b'!') && unit.words > 14)
        && unit.heading == 0
}

pub(super) fn is_signature(unit: &Unit) -> bool {
    let words = unit.hint(Hint::SignOff);
    unit.words <= 14 && (words >= 2 || words == 1 && unit.words <= 4) || unit.raw.starts_with("-- ") && unit.words <= 8
}
