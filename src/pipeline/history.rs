//! Stories over many issues: inputs → store, store → histories.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;

use crate::compare::{self, Comparer};
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Date, Item, Observer, Pair, Relation, Segmentation, StoriesReport, StoryHistory, StoryLink};
use crate::read;
use crate::segment::segment;
use crate::store::{NewIssue, NewItem, Outcome, Store};
use crate::track::history::{same, sketch, tell};

use super::Config;

/// What adding did.
#[derive(Debug, Default)]
pub struct Added {
    /// Documents that were new, or took the place of what was known of them.
    pub new: Vec<String>,
    /// Documents whose issue was known.
    pub known: Vec<String>,
    /// Inputs and records that could not be read, and issues that are known with other items.
    pub problems: Vec<Error>,
}

/// Adds the issues in `inputs` to the store at `path`, in order, each in a transaction of its own. `told` hears of each
/// issue when it is on disk: its document, and what became of it. With `replace` a corrected issue takes the place of what is
/// known of its document and day; without, it is among the problems.
///
/// # Errors
/// Where nothing could be read, the store can't be written, or the run was stopped; what `told` heard of is kept.
pub fn add(
    path: &Path,
    inputs: &[String],
    config: &Config,
    replace: bool,
    observer: &dyn Observer,
    told: &mut dyn FnMut(&str, Outcome),
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
        let outcome = store.add(&NewIssue { source: &document.source, date: *date, items, replace }, &same)?;
        told(&document.source, outcome);
        match outcome {
            Outcome::Added | Outcome::Replaced => added.new.push(document.source.clone()),
            Outcome::Known => added.known.push(document.source.clone()),
            Outcome::Differs => added.problems.push(differs(&document.source, *date)),
        }
    }
    Ok(added)
}

fn differs(source: &str, date: Option<Date>) -> Error {
    let day = date.map_or_else(|| "without a date".to_owned(), |day| format!("of {day}"));
    Error::input(source, format!("an issue {day} is known under this name, with other items"))
        .way_out("--replace puts this one in its place; under another name both are kept")
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

/// All stories of a store with an appearance on or after `since`, and which of them tell on others.
///
/// Links depend on what is rare among all of these stories, so they are found when asked for and never kept: the same
/// issues give the same links, in whatever order they were added. Time and memory grow with the stories' texts.
///
/// # Errors
/// Where the store can't be read, or the run was stopped.
pub fn report(store: &Store, name: &str, since: Option<Date>, observer: &dyn Observer) -> Result<StoriesReport> {
    let days = store.days()?;
    let mut formerly: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for (part, whole) in store.parts()? {
        formerly.entry(whole).or_default().push(part);
    }
    let mut items: BTreeMap<i64, Vec<Item>> = BTreeMap::new();
    for stored in store.export()? {
        items.entry(stored.story).or_default().push(stored.item);
    }
    let recent = |item: &Item| since.is_none_or(|since| item.day() >= Some(since));
    items.retain(|_, items| items.iter().any(recent));
    super::stopped(observer)?;
    let told: Vec<(i64, Vec<Item>)> = items.into_iter().collect();
    let tell = |(id, items)| tell(id, formerly.get(&id).cloned().unwrap_or_default(), items, &days);
    let stories: Vec<StoryHistory> = told.into_par_iter().filter_map(tell).collect();
    let links = links(&stories, observer)?;
    Ok(StoriesReport { name: name.to_owned(), issues: store.issues()?, stories, links })
}

/// The follow-ups among stories: each stands for itself with its canonical item, on the day it was first seen.
fn links(stories: &[StoryHistory], observer: &dyn Observer) -> Result<Vec<StoryLink>> {
    let first = |story: &StoryHistory| story.appearances.first().and_then(|a| a.item.day());
    let items: Vec<Item> = stories.iter().map(|s| Item { issue_date: first(s), ..s.canonical.item.clone() }).collect();
    let comparer = Comparer::new(&items, &compare::Options::default());
    let pairs = comparer.pairs(observer)?;
    let link = |pair: Pair| {
        let (a, b) = (&stories[pair.a], &stories[pair.b]);
        let (older, newer) = if (first(a), a.id) <= (first(b), b.id) { (a, b) } else { (b, a) };
        StoryLink { story: newer.id, tells_on: older.id, score: pair.score, evidence: comparer.reasons(&pair) }
    };
    Ok(pairs.into_iter().filter(|pair| pair.relation == Relation::FollowUp).map(link).collect())
}
