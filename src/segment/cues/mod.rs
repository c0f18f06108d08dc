//! What speaks for a unit being this or that: one cue a file, all listed in [`CUES`]. A cue looks at the whole scene and
//! votes in nats; no cue decides alone. To add one, write a file with a `Cue` and name it in the table.

mod advert;
mod blocks;
mod byline;
mod caption;
mod cited;
mod closer;
mod contents;
mod dateline;
mod directory;
mod editorial;
mod entry;
mod event;
mod headline;
mod imprint;
mod known;
mod labels;
mod mails;
mod markup;
mod notes;
mod numbered;
mod programme;
mod repeat;
mod rhythm;
mod section;
mod shape;
mod stack;
mod stamp;
mod stanza;
mod subtitle;
mod topic;

pub(super) use byline::{is_byline, is_domain};
pub(super) use cited::cited;
pub(super) use closer::{ending as closer_at, is_closer, without_link};
pub(super) use contents::Contents;
pub(super) use dateline::day;
pub(super) use directory::says_how;
pub(super) use entry::{bold_lead, place_line, strong_title};
pub(super) use event::is_told;
pub(super) use labels::{is_header, list_tag, subject};
pub(super) use notes::Notes;
pub(super) use numbered::units as numbered_units;
pub(super) use programme::is_day;
pub(super) use stack::is_celled;

use super::across::Known;
use super::lexicon::Lexicon;
use super::profile::Profile;
use super::unit::Unit;
use super::votes::Votes;
use crate::model::{Document, Observer};

/// All that a cue may look at.
pub(super) struct Scene<'a> {
    /// The document.
    pub doc: &'a Document,
    /// Its units.
    pub units: &'a [Unit<'a>],
    /// The word lists.
    pub lexicon: &'a Lexicon,
    /// Its table of contents, where it has one.
    pub contents: &'a Contents,
    /// What other issues of the same newsletter teach.
    pub known: &'a Known,
    /// What the caller teaches.
    pub profile: Option<&'a Profile>,
    /// Names of cues that don't vote.
    pub without: &'a [String],
}

/// One cue.
pub(super) struct Cue {
    /// Its name, as items and segments give it.
    pub name: &'static str,
    /// What it looks at, in one line.
    pub description: &'static str,
    /// Casts its votes.
    pub vote: fn(&Scene, &mut Votes),
}

/// All cues. Their order doesn't matter: votes are summed.
pub(super) const CUES: &[Cue] = &[
    shape::CUE,
    contents::CUE,
    closer::CUE,
    stamp::CUE,
    stack::CUE,
    stanza::CUE,
    labels::CUE,
    mails::CUE,
    topic::CUE,
    caption::CUE,
    cited::CUE,
    dateline::CUE,
    event::CUE,
    programme::CUE,
    directory::CUE,
    editorial::CUE,
    imprint::CUE,
    advert::CUE,
    section::CUE,
    markup::CUE,
    headline::CUE,
    subtitle::CUE,
    blocks::CUE,
    byline::CUE,
    entry::CUE,
    numbered::CUE,
    notes::CUE,
    repeat::CUE,
    rhythm::CUE,
    known::CUE,
];

/// The votes of all cues; `None` once `observer` wants to stop.
pub(super) fn vote(scene: &Scene, observer: &dyn Observer) -> Option<Votes> {
    let mut votes = Votes::new(scene.units.len());
    for (number, cue) in CUES.iter().enumerate() {
        if scene.without.iter().any(|name| name == cue.name) {
            continue;
        }
        if observer.cancelled() {
            return None;
        }
        votes.speak(number);
        (cue.vote)(scene, &mut votes);
    }
    Some(votes)
}

#[cfg(test)]
mod tests;
