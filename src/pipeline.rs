//! The order of the stages. Nobody else knows it.
//!
//! Each function reads inputs, runs the stages one after the other on the current rayon thread pool, and gives a
//! report. Nothing is printed; inputs and records that can't be read are the report's `problems`. A run fails only
//! where nothing at all could be read, where the caller stopped it, or where its arguments make no sense.

pub mod corpus;

use crate::canonical::{self, Rules};
use crate::cluster;
use crate::compare::{self, Comparer, decisions};
use crate::error::{Error, ErrorKind, Result};
use crate::evaluate::{self, Labels};
use crate::model::{
    CanonicalReport, ClustersReport, Document, Edit, EvaluationReport, Evidence, Explain, ExplainReport, Explainer,
    Issue, Item, ItemsReport, Names, Observer, Pair, PairsReport, Segmentation,
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
    read::check_fields(&documents, &config.read)?;
    observer.progress("splitting", 0, Some(documents.len() as u64));
    let divided = segment::segment_watched(&documents, &config.segment, observer)?;
    let mut report = ItemsReport { problems, ..ItemsReport::default() };
    for (document, mut division) in documents.into_iter().zip(divided) {
        let from = report.items.len();
        // One document's items are a million at times, and not kept twice.
        let mut items = if keep { division.items.clone() } else { std::mem::take(&mut division.items) };
        match report.items.is_empty() {
            true => report.items = items,
            false => report.items.append(&mut items),
        }
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
    let comparer = Comparer::new(&items, &config.compare);
    let pairs = comparer.pairs(observer)?;
    Ok(PairsReport { items, pairs, explainer: explainer(comparer, config), problems })
}

fn explainer(comparer: Comparer, config: &Config) -> Explainer {
    struct Both {
        comparer: Comparer,
        ignore: Vec<String>,
    }
    impl Explain for Both {
        fn reasons(&self, pair: &Pair) -> Vec<Evidence> {
            self.comparer.reasons(pair)
        }

        fn edits(&self, old: &Item, new: &Item) -> Vec<Edit> {
            track::edits::of_items(old, new, &self.ignore)
        }
    }
    Explainer::new(Both { comparer, ignore: config.compare.ignore.clone() })
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
    let explainer = explainer(comparer, config);
    Ok(ClustersReport { issues, items, pairs, clusters, stories, explainer, seen: Vec::new(), problems })
}

/// One canonical item for each cluster and for each item without duplicates.
///
/// # Errors
/// As [`items`].
pub fn canonical(inputs: &[String], config: &Config, observer: &dyn Observer) -> Result<CanonicalReport> {
    let ItemsReport { items, problems, .. } = self::items(inputs, config, false, observer)?;
    let clusters = {
        let comparer = Comparer::new(&items, &config.compare);
        cluster::decided(&items, &comparer.pairs(observer)?, &comparer.links())
    };
    let canonicals = canonical::canonical(&items, &clusters, &config.rules);
    Ok(CanonicalReport { canonicals, problems })
}

/// Why the items with the ids `a` and `b` belong together, or don't. All items of `inputs` are the corpus at hand.
///
/// # Errors
/// As [`items`], and where an id is unknown.
pub fn explain(inputs: &[String], a: &str, b: &str, config: &Config, observer: &dyn Observer) -> Result<ExplainReport> {
    let ItemsReport { items, problems, .. } = self::items(inputs, config, false, observer)?;
    let names = Names::of(&items);
    let (a, b) = (position(&items, &names, a, inputs)?, position(&items, &names, b, inputs)?);
    let verdict = Comparer::new(&items, &config.compare).compare(a, b);
    let edits = track::edits::of_items(&items[a], &items[b], &config.compare.ignore);
    Ok(ExplainReport { a: items[a].clone(), b: items[b].clone(), verdict, edits, problems })
}

/// Where the item called `name` stands among `items`.
fn position(items: &[Item], names: &Names, name: &str, inputs: &[String]) -> Result<usize> {
    match names.get(name) {
        [] => Err(Error::usage(format!("there is no item {name:?} in {}", inputs.join(", ")))
            .way_out("`nochmal items` lists the ids")),
        [one] => Ok(*one),
        several => {
            let places: Vec<String> = several.iter().map(|&i| items[i].place_id()).collect();
            let what = format!("{name:?} are {} items: {}", several.len(), places.join(", "));
            Err(Error::usage(what).way_out("name one of these"))
        }
    }
}

/// A decisions file with one more decision.
#[derive(Debug)]
pub struct Decided {
    /// Its new content.
    pub text: String,
    /// What was decided before on the two texts.
    pub replaced: Option<bool>,
    /// Inputs and records that could not be read.
    pub problems: Vec<Error>,
}

/// Decides on the items with the given ids: `file` is the decisions file's content so far and its name.
///
/// # Errors
/// As [`explain`], and where the decision can't hold; see [`decisions::decide`].
pub fn decide(
    inputs: &[String],
    (a, b): (&str, &str),
    same: bool,
    (text, file): (&str, &str),
    config: &Config,
    observer: &dyn Observer,
) -> Result<Decided> {
    let ItemsReport { items, problems, .. } = self::items(inputs, config, false, observer)?;
    let names = Names::of(&items);
    let (a, b) = (position(&items, &names, a, inputs)?, position(&items, &names, b, inputs)?);
    let (text, replaced) = decisions::decide((text, file), (&items[a], &items[b]), &config.compare.fields, same)?;
    Ok(Decided { text, replaced, problems })
}

/// Where labels come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gold {
    /// A file's content and name, and the field that holds the label; see [`evaluate::parse`].
    File {
        /// What stands in it.
        text: String,
        /// Its name.
        source: String,
        /// The field of the label.
        field: Option<String>,
    },
    /// A field of the items themselves. It is hidden from every comparison.
    Field(String),
}

/// What is found, held against labels.
///
/// # Errors
/// As [`items`], and where labels can't be used.
pub fn evaluate(
    inputs: &[String],
    gold: &Gold,
    config: &Config,
    options: &evaluate::Options,
    observer: &dyn Observer,
) -> Result<EvaluationReport> {
    let ItemsReport { items, problems, .. } = self::items(inputs, config, false, observer)?;
    let mut compare = config.compare.clone();
    let (labels, strangers, gold) = match gold {
        Gold::File { text, source, field } => {
            let (labels, strangers) = evaluate::parse(text, source, &items, field.as_deref(), options.follow_ups)?;
            (labels, strangers, source.clone())
        }
        Gold::Field(name) => {
            compare.ignore.push(name.clone());
            (Labels::of_field(&items, name)?, 0, format!("field {name}"))
        }
    };
    let comparer = Comparer::new(&items, &compare);
    let evaluation = evaluate::evaluate(&items, &labels, &comparer, options, observer)?;
    Ok(EvaluationReport { items, names: inputs.to_vec(), gold, strangers, evaluation, problems })
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
    problems.retain(Error::is_failure);
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
