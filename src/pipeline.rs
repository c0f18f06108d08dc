//! The order of the stages. Nobody else knows it.
//!
//! Each function reads inputs, runs the stages one after the other on the current rayon thread pool, and gives a
//! report. Nothing is printed; inputs and records that can't be read are the report's `problems`. A run fails only
//! where nothing at all could be read, where the caller stopped it, or where its arguments make no sense.

pub mod corpus;

use crate::canonical::{self, Rules};
use crate::cluster;
use crate::compare::{self, Comparer};
use crate::error::{Error, ErrorKind, Result};
use crate::model::{
    CanonicalReport, ClustersReport, Document, ExplainReport, Issue, ItemsReport, Observer, PairsReport, Segmentation,
};
use crate::{read, segment, track};

#[cfg(feature = "track")]
pub mod history;
#[cfg(feature = "index")]
pub mod index;
mod series;

pub use series::diff;

/// Settings of all stages.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// How inputs are read.
    pub read: read::Options,
    /// How documents are divided.
    pub segment: segment::Options,
    /// How items are compared.
    pub compare: compare::Options,
    /// Which value survives in a canonical item.
    pub rules: Rules,
}

/// Reads `inputs` and divides them into items; with `keep` the documents and their segments stay in the report.
///
/// # Errors
/// Where no input could be read, or the run was stopped.
pub fn items(inputs: &[String], config: &Config, keep: bool, observer: &dyn Observer) -> Result<ItemsReport> {
    let (documents, problems) = read::read(inputs, &config.read);
    if documents.is_empty() {
        return Err(nothing_read(inputs, problems));
    }
    divided(documents, problems, config, keep, observer)
}

/// Divides documents that were read.
fn divided(
    documents: Vec<Document>,
    problems: Vec<Error>,
    config: &Config,
    keep: bool,
    observer: &dyn Observer,
) -> Result<ItemsReport> {
    stopped(observer)?;
    observer.progress("splitting", 0, Some(documents.len() as u64));
    let divided = segment::segment_all(&documents, &config.segment);
    stopped(observer)?;
    let mut report = ItemsReport { problems, ..ItemsReport::default() };
    for (document, mut division) in documents.into_iter().zip(divided) {
        let from = report.items.len();
        report.items.append(&mut division.items.clone());
        report.issues.push(issue(&document, &mut division, from..report.items.len()));
        if keep {
            report.divided.push((document, division));
        }
    }
    Ok(report)
}

/// What is usual in the newsletter whose issues `inputs` are, learned from the items that are sure; and what could not
/// be read.
///
/// # Errors
/// As [`items`].
pub fn learn_profile(
    inputs: &[String],
    config: &Config,
    observer: &dyn Observer,
) -> Result<(segment::Profile, Vec<Error>)> {
    let report = self::items(inputs, config, true, observer)?;
    let (documents, divided): (Vec<_>, Vec<_>) = report.divided.into_iter().unzip();
    Ok((segment::profile::learn(&documents, &divided), report.problems))
}

/// Pairs of items that belong together, with their reasons.
///
/// # Errors
/// As [`items`].
pub fn pairs(inputs: &[String], config: &Config, observer: &dyn Observer) -> Result<PairsReport> {
    let ItemsReport { items, problems, .. } = self::items(inputs, config, false, observer)?;
    let pairs = Comparer::new(&items, &config.compare).pairs(observer)?;
    Ok(PairsReport { items, pairs, problems })
}

/// Clusters of items that are the same, and stories that were told on.
///
/// # Errors
/// As [`items`].
pub fn clusters(inputs: &[String], config: &Config, observer: &dyn Observer) -> Result<ClustersReport> {
    let ItemsReport { issues, items, problems, .. } = self::items(inputs, config, false, observer)?;
    let comparer = Comparer::new(&items, &config.compare);
    let pairs = comparer.pairs(observer)?;
    let clusters = cluster::decided(&items, &pairs, &comparer.links());
    let stories = cluster::stories(items.len(), &clusters, &pairs);
    let mut edits = Vec::new();
    for cluster in &clusters {
        let canonical = &items[cluster.canonical];
        for member in cluster.members.iter().filter(|m| m.item != cluster.canonical) {
            let differ = track::edits::of_items(canonical, &items[member.item], &config.compare.ignore);
            if !differ.is_empty() {
                edits.push((member.item, differ));
            }
        }
    }
    edits.sort_by_key(|(item, _)| *item);
    Ok(ClustersReport { issues, items, pairs, clusters, stories, edits, seen: Vec::new(), problems })
}

/// One canonical item for each cluster and for each item without duplicates.
///
/// # Errors
/// As [`items`].
pub fn canonical(inputs: &[String], config: &Config, observer: &dyn Observer) -> Result<CanonicalReport> {
    let ItemsReport { items, problems, .. } = self::items(inputs, config, false, observer)?;
    let comparer = Comparer::new(&items, &config.compare);
    let pairs = comparer.pairs(observer)?;
    let clusters = cluster::decided(&items, &pairs, &comparer.links());
    let canonicals = canonical::canonical(&items, &clusters, &config.rules);
    Ok(CanonicalReport { canonicals, problems })
}

/// Why the items with the ids `a` and `b` belong together, or don't. All items of `inputs` are the corpus at hand.
///
/// # Errors
/// As [`items`], and where an id is unknown.
pub fn explain(inputs: &[String], a: &str, b: &str, config: &Config, observer: &dyn Observer) -> Result<ExplainReport> {
    let ItemsReport { items, problems, .. } = self::items(inputs, config, false, observer)?;
    let position = |id: &str| {
        items.iter().position(|item| item.id == id).ok_or_else(|| {
            Error::usage(format!("there is no item {id:?} in {}", inputs.join(", ")))
                .way_out("`nochmal items` lists the ids")
        })
    };
    let (a, b) = (position(a)?, position(b)?);
    let verdict = Comparer::new(&items, &config.compare).compare(a, b);
    let edits = track::edits::of_items(&items[a], &items[b], &config.compare.ignore);
    Ok(ExplainReport { a: items[a].clone(), b: items[b].clone(), verdict, edits, problems })
}

fn issue(document: &Document, division: &mut Segmentation, items: std::ops::Range<usize>) -> Issue {
    Issue {
        source: document.source.clone(),
        date: division.date,
        number: division.number.clone(),
        language: division.language.clone(),
        items,
        audit: division.audit.clone(),
    }
}

/// The error of a run in which nothing could be read: the only problem itself, or all of them in one.
fn nothing_read(inputs: &[String], mut problems: Vec<Error>) -> Error {
    match problems.len() {
        0 => Error::new(ErrorKind::Input, format!("there is nothing to read in {}", inputs.join(", "))),
        1 => problems.remove(0),
        _ => {
            let all: Vec<String> = problems.iter().map(Error::to_string).collect();
            Error::new(ErrorKind::Input, format!("nothing could be read: {}", all.join("; ")))
        }
    }
}

fn stopped(observer: &dyn Observer) -> Result<()> {
    if observer.cancelled() { Err(Error::cancelled()) } else { Ok(()) }
}
