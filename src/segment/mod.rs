//! [`Document`] → [`Segmentation`]: all bytes of an issue, each with what it is, and the items among them.
//!
//! Nothing here knows a source. Lines become units, cues vote on what each unit is, a decoder finds the
//! sequence that describes the issue most cheaply, and items are read off it. `docs/segmentation.md` tells the whole.
//! All of it is linear in the text.

mod across;
mod address;
mod audit;
mod codebook;
mod cues;
mod dates;
mod decode;
mod entries;
mod fields;
mod forms;
mod group;
mod issue;
mod items;
mod lexicon;
mod one_line;
mod order;
mod outline;
pub mod profile;
mod rows;
mod signs;
mod spacing;
mod spans;
mod state;
mod template;
mod text;
mod topic;
mod trellis;
mod unit;
mod verdict;
mod vocabulary;
mod votes;
mod wording;
mod words;
mod wrap;

use rayon::prelude::*;

pub(crate) use dates::month;
pub(crate) use entries::REASON as ENTRY;
pub use profile::Profile;

use self::across::{Known, Seen};
use self::cues::{Contents, Scene};
use self::decode::Decoded;
use self::lexicon::Lexicon;
use self::unit::Unit;
use crate::model::{Content, Document, Segmentation};

/// How to divide.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What is known of the newsletter; never needed.
    pub profile: Option<Profile>,
    /// Names of cues that don't vote: to measure what each is worth. Usually empty.
    pub without: Vec<String>,
}

/// Divides one document. Entries of feeds and tables become one item each; prose is split by its cues.
/// Never fails: a text without any structure is one stretch without items.
pub fn segment(doc: &Document, options: &Options) -> Segmentation {
    divide(doc, options, &Lexicon::new(), &Known::default(), |_, _| ())
}

/// Divides many documents on the current rayon pool, in their order. Issues of one newsletter teach each other: titles
/// that are sure in one pin borders in the others, lines that stand in most are no items. An issue that has no sibling
/// among `docs` comes out as from [`segment`].
pub fn segment_all(docs: &[Document], options: &Options) -> Vec<Segmentation> {
    if let [doc] = docs {
        return vec![segment(doc, options)];
    }
    let lexicon = Lexicon::new();
    let none = Known::default();
    let alone = |doc| {
        let mut seen = Seen::default();
        let found = divide(doc, options, &lexicon, &none, |units, decoded| seen = Seen::read(units, decoded));
        (found, seen)
    };
    let (mut found, seen): (Vec<Segmentation>, Vec<Seen>) = docs.par_iter().map(alone).unzip();
    let (groups, known) = across::learn(&seen);
    found.par_iter_mut().zip(docs).zip(seen.par_iter().zip(&groups)).for_each(
        |((segmentation, doc), (seen, group))| {
            if known[*group].corrects(seen) {
                *segmentation = divide(doc, options, &lexicon, &known[*group], |_, _| ());
            }
        },
    );
    found
}

/// Name and one-line description of every cue, as items and segments name them.
pub fn cue_names() -> impl Iterator<Item = (&'static str, &'static str)> {
    cues::CUES.iter().map(|cue| (cue.name, cue.description))
}

/// Divides `doc`; `learn` is shown what prose turned out to be, for its siblings.
fn divide(
    doc: &Document,
    options: &Options,
    lexicon: &Lexicon,
    known: &Known,
    learn: impl FnOnce(&[Unit], &Decoded),
) -> Segmentation {
    let date = issue::date(doc, lexicon);
    if let Content::Entries(list) = &doc.content {
        return entries::segmentation(doc, list, date);
    }
    let units = unit::units(doc, lexicon, options.profile.as_ref());
    let contents = Contents::find(&units);
    let scene = Scene {
        doc,
        units: &units,
        lexicon,
        contents: &contents,
        known,
        profile: options.profile.as_ref(),
        without: &options.without,
    };
    let votes = cues::vote(&scene);
    let decoded = decode::decode(&units, &votes);
    learn(&units, &decoded);
    let found = items::items(&scene, &decoded, &votes, issue::near(doc, date));
    spans::segmentation(&scene, &decoded, &votes, found, date)
}

#[cfg(test)]
mod tests;
