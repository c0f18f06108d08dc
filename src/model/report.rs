use serde::Serialize;

use super::{
    Audit, Canonical, Change, Cluster, Date, Diff, Document, Edit, Evaluation, Explainer, Item, Pair, Relation,
    Segmentation, Verdict,
};
use crate::error::Error;

/// What a command found: the whole of what a layout in `render/` gets to see.
#[derive(Debug)]
pub enum Report {
    /// Of `items`.
    Items(ItemsReport),
    /// Of `pairs`.
    Pairs(PairsReport),
    /// Of `clusters`.
    Clusters(ClustersReport),
    /// Of `canonical`.
    Canonical(CanonicalReport),
    /// Of `diff`.
    Diff(DiffReport),
    /// Of `explain`.
    Explain(Box<ExplainReport>),
    /// Of `eval`.
    Evaluation(Box<EvaluationReport>),
}

/// One issue among those read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Issue {
    /// The document.
    pub source: String,
    /// Its own date.
    pub date: Option<Date>,
    /// Its own number.
    pub number: Option<String>,
    /// Its language, ISO 639-1.
    pub language: Option<String>,
    /// Its items: a range of positions in the report's items.
    pub items: std::ops::Range<usize>,
    /// Its table of contents held against its items.
    pub audit: Option<Audit>,
}

/// Items of all inputs, issue by issue.
#[derive(Debug, Default)]
pub struct ItemsReport {
    /// The issues, in order of the inputs.
    pub issues: Vec<Issue>,
    /// All items, issue by issue.
    pub items: Vec<Item>,
    /// Documents with their segments, where the caller asked for them.
    pub divided: Vec<(Document, Segmentation)>,
    /// Inputs and records that could not be read.
    pub problems: Vec<Error>,
}

/// Pairs among items.
#[derive(Debug, Default)]
pub struct PairsReport {
    /// The items that were compared.
    pub items: Vec<Item>,
    /// The pairs, ordered by position.
    pub pairs: Vec<Pair>,
    /// Knows the reasons.
    pub explainer: Explainer,
    /// Inputs and records that could not be read.
    pub problems: Vec<Error>,
}

/// Clusters of items.
#[derive(Debug, Default)]
pub struct ClustersReport {
    /// The issues, in order of the inputs.
    pub issues: Vec<Issue>,
    /// The items that were compared.
    pub items: Vec<Item>,
    /// The pairs that were found, follow-ups included, ordered by position.
    pub pairs: Vec<Pair>,
    /// The clusters, ordered by first member.
    pub clusters: Vec<Cluster>,
    /// Stories: clusters and single items joined by follow-ups, as lists of item positions; two clusters at least.
    pub stories: Vec<Vec<usize>>,
    /// Knows the pairs' reasons, and how members differ from the canonical one.
    pub explainer: Explainer,
    /// Where items stood before, as an index knows it, ordered by item.
    pub seen: Vec<Seen>,
    /// Inputs and records that could not be read.
    pub problems: Vec<Error>,
}

/// An earlier appearance of an item, outside of the inputs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Seen {
    /// The item's position in the report's items.
    #[serde(skip)]
    pub item: usize,
    /// The earlier one's name.
    pub id: String,
    /// The issue or file that it stood in.
    pub source: String,
    /// The issue's date.
    pub date: Option<String>,
    /// Number of the delivery that brought it into the index.
    pub delivery: u64,
    /// How the two belong together.
    pub relation: Relation,
    /// Their score.
    pub score: f64,
}

/// Canonical items.
#[derive(Debug, Default)]
pub struct CanonicalReport {
    /// One for each cluster and one for each item without duplicates, ordered by first member.
    pub canonicals: Vec<Canonical>,
    /// Inputs and records that could not be read.
    pub problems: Vec<Error>,
}

/// Changes from issues to others.
#[derive(Debug, Default)]
pub struct DiffReport {
    /// From one issue to another, each; in order of time.
    pub steps: Vec<DiffStep>,
    /// Inputs and records that could not be read.
    pub problems: Vec<Error>,
}

/// Changes from an old issue to a new one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DiffStep {
    /// The old issue's items.
    pub old: Vec<Item>,
    /// The new issue's items.
    pub new: Vec<Item>,
    /// Names of the old and the new side, for headings.
    pub names: (String, String),
    /// The new issue's language, else the old one's, ISO 639-1.
    pub language: Option<String>,
    /// What changed.
    pub diff: Diff,
}

impl DiffStep {
    /// A change's old and new item.
    pub fn sides(&self, change: &Change) -> (Option<&Item>, Option<&Item>) {
        (change.old.and_then(|i| self.old.get(i)), change.new.and_then(|i| self.new.get(i)))
    }

    /// The item that a change is shown by: the new one, else the old one.
    pub fn shown(&self, change: &Change) -> Option<&Item> {
        let (old, new) = self.sides(change);
        new.or(old)
    }
}

/// Why two items belong together, or don't.
#[derive(Debug)]
pub struct ExplainReport {
    /// One item.
    pub a: Item,
    /// The other.
    pub b: Item,
    /// The verdict with its reasons; `relation` is `None` where they don't belong together.
    pub verdict: Verdict,
    /// Word-level edits from one to the other, all fields.
    pub edits: Vec<Edit>,
    /// Inputs and records that could not be read.
    pub problems: Vec<Error>,
}

/// Answers held against labels.
#[derive(Debug, Default)]
pub struct EvaluationReport {
    /// The items that were compared.
    pub items: Vec<Item>,
    /// The inputs, for headings.
    pub names: Vec<String>,
    /// Where the labels came from.
    pub gold: String,
    /// Rows of labels about items that were not read.
    pub strangers: usize,
    /// What came of it.
    pub evaluation: Evaluation,
    /// Inputs and records that could not be read.
    pub problems: Vec<Error>,
}

impl Report {
    /// Inputs and records that could not be read.
    pub fn problems(&self) -> &[Error] {
        match self {
            Report::Items(r) => &r.problems,
            Report::Pairs(r) => &r.problems,
            Report::Clusters(r) => &r.problems,
            Report::Canonical(r) => &r.problems,
            Report::Diff(r) => &r.problems,
            Report::Explain(r) => &r.problems,
            Report::Evaluation(r) => &r.problems,
        }
    }
}
