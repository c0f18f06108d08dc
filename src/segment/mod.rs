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
mod look;
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

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use rayon::prelude::*;

pub(crate) use dates::month;
pub(crate) use entries::REASON as ENTRY;
pub use profile::Profile;

use self::across::{Known, Seen};
use self::cues::{Contents, Scene};
use self::decode::Decoded;
use self::lexicon::Lexicon;
use self::unit::Unit;
use crate::error::{Error, Result};
use crate::model::{Content, Document, Observer, Quiet, Segmentation};

/// A table with a fast hash, seeded anew in each run: nothing may depend on its order.
type Map<K, V> = HashMap<K, V, rapidhash::fast::RandomState>;

/// How to divide.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What is known of the newsletter; never needed.
    pub profile: Option<Profile>,
    /// Names of cues that don't vote: to measure what each is worth. Usually empty.
    pub without: Vec<String>,
}

/// Divides one document. Entries of feeds and tables become one item each; prose is split by its cues.
/// Never fails: a text without any structure is one stretch without items. Linear in the text.
pub fn segment(doc: &Document, options: &Options) -> Segmentation {
    // Nobody stops it.
    divide(doc, options, &Lexicon::new(), (&Known::default(), &Quiet), |_, _| ()).unwrap_or_default()
}

/// Divides many documents on the current rayon pool, in their order. Issues of one newsletter teach each other: titles
/// that are sure in one pin borders in the others, lines that stand in most are no items. An issue that has no sibling
/// among `docs` comes out as from [`segment`]. Linear in the texts: each is divided once, and a second time where its
/// siblings say more than it does; the short lines of all are held meanwhile, each as a hash.
pub fn segment_all(docs: &[Document], options: &Options) -> Vec<Segmentation> {
    // Nobody stops it.
    segment_watched(docs, options, &Quiet).unwrap_or_default()
}

/// [`segment_all`] for a caller who watches: `observer` hears how many documents are divided, and may stop the run.
///
/// # Errors
///
/// [`ErrorKind::Cancelled`](crate::error::ErrorKind::Cancelled) once `observer` wants it; a document that is just being
/// divided is left at the next step.
pub fn segment_watched(docs: &[Document], options: &Options, observer: &dyn Observer) -> Result<Vec<Segmentation>> {
    let lexicon = Lexicon::new();
    if let [doc] = docs {
        let found = divide(doc, options, &lexicon, (&Known::default(), observer), |_, _| ());
        return Ok(vec![found.ok_or_else(Error::cancelled)?]);
    }
    let none = Known::default();
    let done = AtomicU64::new(0);
    let alone = |doc| {
        let mut seen = Seen::default();
        let found =
            divide(doc, options, &lexicon, (&none, observer), |units, decoded| seen = Seen::read(units, decoded))?;
        observer.progress("splitting", done.fetch_add(1, Relaxed) + 1, Some(docs.len() as u64));
        Some((found, seen))
    };
    let divided: Option<Vec<_>> = docs.par_iter().map(alone).collect();
    let (found, seen): (Vec<Segmentation>, Vec<Seen>) = divided.ok_or_else(Error::cancelled)?.into_iter().unzip();
    let (groups, known) = across::learn(&seen);
    let taught = found.into_par_iter().zip(docs).zip(seen.par_iter().zip(&groups)).map(
        |((segmentation, doc), (seen, group))| match known[*group].corrects(seen) {
            true => divide(doc, options, &lexicon, (&known[*group], observer), |_, _| ()),
            false => Some(segmentation),
        },
    );
    taught.collect::<Option<_>>().ok_or_else(Error::cancelled)
}

/// Name and one-line description of every cue, as items and segments name them.
pub fn cue_names() -> impl Iterator<Item = (&'static str, &'static str)> {
    cues::CUES.iter().map(|cue| (cue.name, cue.description))
}

/// Divides `doc`; `learn` is shown what prose turned out to be, for its siblings. `None` once `observer` wants to stop.
fn divide(
    doc: &Document,
    options: &Options,
    lexicon: &Lexicon,
    (known, observer): (&Known, &dyn Observer),
    learn: impl FnOnce(&[Unit], &Decoded),
) -> Option<Segmentation> {
    let goes_on = || (!observer.cancelled()).then_some(());
    goes_on()?;
    let date = issue::date(doc, lexicon);
    if let Content::Entries(list) = &doc.content {
        return Some(entries::segmentation(doc, list, date));
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
    let votes = cues::vote(&scene, observer)?;
    let decoded = decode::decode(&units, &votes);
    goes_on()?;
    learn(&units, &decoded);
    let found = items::items(&scene, &decoded, &votes, issue::near(doc, date));
    Some(spans::segmentation(&scene, &decoded, &votes, found, date))
}

#[cfg(test)]
mod tests;
