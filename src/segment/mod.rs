//! [`Document`] → [`Segmentation`]: all bytes of an issue, each with what it is, and the items among them.
//!
//! Nothing here knows a source. Lines become units, cues vote on what each unit is, a decoder finds the
//! sequence that describes the issue most cheaply, and items are read off it. `docs/segmentation.md` tells the whole.
//! All of it is linear in the text.

mod across;
mod cues;
mod dates;
mod decode;
mod entries;
mod fields;
mod issue;
mod items;
mod lexicon;
pub mod profile;
mod spans;
mod state;
mod text;
mod topic;
mod unit;
mod votes;

use rayon::prelude::*;

pub use profile::Profile;

use self::across::Known;
use self::cues::{Contents, Scene};
use self::lexicon::Lexicon;
use crate::model::{Content, Document, Segmentation};

/// How to divide.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What is known of the newsletter; never needed.
    pub profile: Option<Profile>,
}

/// Divides one document. Entries of feeds and tables become one item each; prose is split by its cues.
pub fn segment(doc: &Document, options: &Options) -> Segmentation {
    divide(doc, options, &Lexicon::new(), &Known::default())
}

/// Divides many documents on the current rayon pool.
pub fn segment_all(docs: &[Document], options: &Options) -> Vec<Segmentation> {
    let lexicon = Lexicon::new();
    docs.par_iter().map(|doc| divide(doc, options, &lexicon, &Known::default())).collect()
}

fn divide(doc: &Document, options: &Options, lexicon: &Lexicon, known: &Known) -> Segmentation {
    let date = issue::date(doc);
    if let Content::Entries(list) = &doc.content {
        return entries::segmentation(doc, list, date);
    }
    let units = unit::units(doc, lexicon);
    let contents = Contents::find(&units);
    let scene = Scene { doc, units: &units, lexicon, contents: &contents, known, profile: options.profile.as_ref() };
    let votes = cues::vote(&scene);
    let decoded = decode::decode(&units, &votes);
    let found = items::items(&scene, &decoded, &votes, date);
    spans::segmentation(&scene, &decoded, &votes, found, date)
}
