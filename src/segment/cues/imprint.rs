//! Publisher, address, legal matter, subscription; and the lines that only lead elsewhere.

use super::{Cue, Scene, place_line};
use crate::segment::lexicon::Hint;
use crate::segment::state::State;
use crate::segment::unit::Unit;
use crate::segment::votes::Votes;

pub(super) const CUE: Cue =
    Cue { name: "imprint", description: "publisher, address, legal matter, unsubscribing, sharing, navigation", vote };

/// Units in which a page says how else it can be read.
const TOP: usize = 6;

fn vote(scene: &Scene, votes: &mut Votes) {
    for (i, unit) in scene.units.iter().enumerate() {
        let legal = (unit.hint(Hint::Imprint) as f32 * 2.0).min(6.0) + contact(unit);
        if legal > 0.0 {
            let share = (6.0 / unit.words.max(6) as f32).max(0.3);
            votes.add(i, State::Imprint, legal * share.max(0.5));
            if unit.is_short() && legal * share > 1.4 {
                votes.add_all(i, &[(State::Title, -2.0), (State::Furniture, 1.5), (State::Section, -1.0)]);
            }
        }
        if unit.words <= 24 && leaves(unit.raw) {
            votes.add_all(
                i,
                &[(State::Imprint, 4.5), (State::Title, -4.5), (State::Section, -2.0), (State::Entry, -3.0)],
            );
        }
        let furniture = unit.hint(Hint::Furniture);
        if furniture > 0 && unit.words <= 16 {
            let weight = 3.0 * (furniture as f32 / (unit.words as f32 * 0.25).max(1.0)).min(1.3);
            // At the top and set as a link it leads away for certain.
            let weight = if i < TOP && unit.linked { 2.0 * weight } else { weight };
            votes.add_all(i, &[(State::Furniture, weight), (State::Title, -0.5 * weight)]);
        }
        let details = scene.units.get(i + 1).is_some_and(|n| n.is_text() && n.gap == 0);
        if unit.words <= 14 && !details && unit.raw.chars().filter(|c| matches!(c, '|' | '·' | '•')).count() >= 2 {
            // "Home | Archive | Contact"
            votes
                .add_all(i, &[(State::Furniture, 3.0), (State::Title, -2.0), (State::Body, -3.0), (State::More, -2.0)]);
        }
        if unit.hint(Hint::Keywords) > 0 && unit.raw.split_whitespace().next().is_some_and(|w| w.ends_with(':')) {
            votes.add_all(i, &[(State::Furniture, 4.0), (State::Meta, 4.5), (State::Title, -5.0), (State::More, -1.0)]);
        }
    }
}

/// Speaks of leaving the list or of why one is on it, or heads the imprint.
fn leaves(text: &str) -> bool {
    let stem_at = |rest: &[u8]| {
        let opens = |stem: &str| rest.get(..stem.len()).is_some_and(|h| h.eq_ignore_ascii_case(stem.as_bytes()));
        // Most places are passed by at two letters.
        match [rest[0] | 0x20, rest[1] | 0x20] {
            [b'a', b'b'] => opens("abmeld") || opens("abbestell"),
            [b'a', b'u'] => opens("austragen"),
            [b'u', b'n'] => opens("unsubscrib"),
            [b'i', b'm'] => opens("impressum"),
            [b'o', b'p'] => opens("opt out"),
            [b'y', b'o'] => opens("you receive ") || opens("you get this") || opens("you are getting this"),
            [b's', b'i'] => opens("sie erhalten dies") || opens("sie bekommen dies"),
            _ => false,
        }
    };
    let bytes = text.as_bytes();
    (1..bytes.len()).any(|end| stem_at(&bytes[end - 1..]))
}

fn contact(unit: &Unit) -> f32 {
    let raw = unit.raw;
    let copyright =
        raw.starts_with('©') || raw.starts_with("(c)") || raw.starts_with("(C)") || raw.starts_with("Copyright");
    let mail = unit.words <= 12 && raw.contains('@') && !raw.contains("://");
    let digits = raw.bytes().take(80).filter(u8::is_ascii_digit).count();
    let phone = unit.words <= 8 && digits >= 8 && unit.date.is_none() && raw.contains(['/', '+']);
    let postal = unit.words <= 14 && !place_line(raw) && raw.split(", ").skip(1).any(place_line);
    f32::from(u8::from(postal)) * 3.0
        + f32::from(u8::from(copyright)) * 5.0
        + f32::from(u8::from(mail)) * 3.0
        + f32::from(u8::from(phone)) * 2.0
}
