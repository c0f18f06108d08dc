//! Stories over many issues: inputs → store, store → histories.

use std::path::Path;

use rayon::prelude::*;

use crate::error::{Error, ErrorKind, Result};
use crate::model::{Observer, Segmentation, StoryHistory};
use crate::read;
use crate::segment::segment;
use crate::store::{NewIssue, NewItem, Store};
use crate::track::history::{same, sketch, tell};

use super::Config;

/// What adding did.
#[derive(Debug, Default)]
pub struct Added {
    /// Documents that were new.
    pub new: Vec<String>,
    /// Documents whose issue was known.
    pub known: Vec<String>,
    /// Inputs and records that could not be read.
    pub problems: Vec<Error>,
}

/// Adds the issues in `inputs` to the store at `path`, in order, each in a transaction of its own. `told` hears of each
/// issue when it is on disk: its document, and whether it was new.
///
/// # Errors
/// Where nothing could be read, the store can't be written, or the run was stopped; what `told` heard of is kept.
pub fn add(
    path: &Path,
    inputs: &[String],
    config: &Config,
    observer: &dyn Observer,
    told: &mut dyn FnMut(&str, bool),
) -> Result<Added> {
    let (documents, problems) = read::read(inputs, &config.read);
    if documents.is_empty() {
        return Err(super::nothing_read(inputs, problems));
    }
    // Each alone: what issues teach each other would depend on which are added together.
    let divided: Vec<Segmentation> = documents.par_iter().map(|doc| segment(doc, &config.segment)).collect();
    let mut store = Store::open(path)?;
    let mut added = Added { problems, ..Added::default() };
    for (at, (document, Segmentation { date, items, .. })) in (0u64..).zip(documents.iter().zip(&divided)) {
        if observer.cancelled() {
            return Err(Error::cancelled());
        }
        observer.progress("adding", at, Some(documents.len() as u64));
        let known_by = |item| {
            let sketch = sketch(item);
            NewItem { item, digest: sketch.digest, keys: sketch.keys }
        };
        let items = items.iter().map(known_by).collect();
        let new = store.add(&NewIssue { source: &document.source, date: *date, items }, &same)?;
        told(&document.source, new);
        if new { &mut added.new } else { &mut added.known }.push(document.source.clone());
    }
    Ok(added)
}

/// The history of a story; a number that is part of another story leads to that one.
///
/// # Errors
/// Where there is no such story, or the store can't be read.
pub fn story(store: &Store, id: i64) -> Result<StoryHistory> {
    let unknown = || {
        Error::new(ErrorKind::Usage, format!("there is no story {id}")).way_out("`nochmal track stories` lists them")
    };
    let (id, formerly) = store.resolve(id)?.ok_or_else(unknown)?;
    tell(id, formerly, store.items_of(id)?, &store.days()?).ok_or_else(unknown)
}
