//! Paragraphs that each name their source in a link at the sentence's end: "The old ferry sails again - [Ulm Post](…)".

use super::{Cue, Scene};
use crate::segment::one_line::unseparated;
use crate::segment::state::State;
use crate::segment::text::Marker;
use crate::segment::unit::Unit;
use crate::segment::votes::Votes;

pub(super) const CUE: Cue = Cue {
    name: "cited",
    description: "paragraphs under one heading, each with a link to its source behind a dash",
    vote,
};

/// Such paragraphs under one heading, from which on they are a habit.
const FEWEST: usize = 3;

fn vote(scene: &Scene, votes: &mut Votes) {
    let units: Vec<usize> = (0..scene.units.len()).collect();
    let heads = |i: &usize| scene.units[*i].heading > 0;
    for part in units.chunk_by(|_, next| !heads(next)) {
        let is_paragraph = |i: &&usize| scene.units[**i].is_text() && scene.units[**i].marker == Marker::None;
        let paragraphs = part.iter().filter(is_paragraph).count();
        let cited: Vec<usize> =
            part.iter().filter(is_paragraph).copied().filter(|i| cited(&scene.units[*i]).is_some()).collect();
        if cited.len() < FEWEST || cited.len() * 2 <= paragraphs {
            continue;
        }
        for i in cited {
            votes.add_all(i, &[(State::Entry, 6.0), (State::Body, -2.0), (State::More, -2.0)]);
        }
        if heads(&part[0]) {
            votes.add_all(part[0], &[(State::Section, 3.0), (State::Title, -3.0)]);
        }
    }
}

/// The sentence before the link to its source, and the text behind that, of a unit that opens with such a sentence.
pub(in crate::segment) fn cited<'a>(unit: &Unit<'a>) -> Option<(&'a str, &'a str)> {
    let link = unit.marks.links.iter().find(|l| l.range.start > unit.head_at())?;
    let before = unit.raw.get(unit.head_at()..link.range.start)?.trim_end();
    let title =
        ["-", "–", "—"].iter().find_map(|dash| before.strip_suffix(dash)).filter(|t| t.ends_with(' '))?.trim_end();
    let source = unit.raw.get(link.range.clone())?;
    let worded =
        title.split_whitespace().count() >= FEWEST_WORDS && source.split_whitespace().count() <= LONGEST_SOURCE;
    let behind = unit.raw.get(link.range.end..)?;
    let rest = behind.split_once(". ").map_or("", |(_, rest)| rest);
    worded.then(|| (title, unseparated(rest)))
}

/// Words of a sentence: fewer are a name, and what stands behind the dash tells what of it.
const FEWEST_WORDS: usize = 5;
/// Words that name a source; more are a title.
const LONGEST_SOURCE: usize = 3;
