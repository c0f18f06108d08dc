use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Edit, Item};

/// How two items belong together. Ordered from the loosest to the closest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// The same story, told on in a new text. Links stories, never clusters.
    FollowUp,
    /// One is contained in the other, or cut from it.
    Excerpt,
    /// The same item, edited.
    Edited,
    /// The same item: equal after normalization.
    Identical,
}

impl Relation {
    /// All relations, closest first.
    pub const ALL: [Relation; 4] = [Relation::Identical, Relation::Edited, Relation::Excerpt, Relation::FollowUp];

    /// The relation's name in every output.
    pub fn name(self) -> &'static str {
        match self {
            Relation::FollowUp => "follow-up",
            Relation::Excerpt => "excerpt",
            Relation::Edited => "edited",
            Relation::Identical => "identical",
        }
    }

    /// Whether it joins items to one cluster; a follow-up only joins clusters to a story.
    pub fn joins(self) -> bool {
        self != Relation::FollowUp
    }
}

impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// One reason for or against a verdict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Name of the measure that speaks ("title", "rare words", "dates").
    pub measure: String,
    /// What it measured, from 0 to 1 unless its description says otherwise.
    pub value: f64,
    /// What it adds to (or takes from) the verdict, in log-odds.
    pub weight: f64,
    /// In words: which words, numbers, dates.
    pub detail: String,
}

/// Two items that belong together. `a < b` are positions in the list of items that was compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// The item that comes first.
    pub a: usize,
    /// The item that comes later.
    pub b: usize,
    /// How they belong together.
    pub relation: Relation,
    /// How sure or how close, from 0 to 1.
    pub score: f64,
}

/// What can be told of two items when somebody wants to see it. For each pair of a report it would be a kilobyte, most of
/// it never shown.
pub trait Explain: Send + Sync {
    /// Why two items belong together as `pair` says, the strongest reason first.
    fn reasons(&self, pair: &Pair) -> Vec<Evidence>;

    /// Word-level edits that turn one item into the other, of all fields in which they differ for a reader.
    fn edits(&self, old: &Item, new: &Item) -> Vec<Edit>;
}

/// Who explains a report's pairs; nobody, unless set.
#[derive(Clone, Default)]
pub struct Explainer(Option<Arc<dyn Explain>>);

impl Explainer {
    /// Leaves it to `explain`.
    pub fn new(explain: impl Explain + 'static) -> Self {
        Explainer(Some(Arc::new(explain)))
    }

    /// As [`Explain::reasons`]; none where nobody explains.
    pub fn reasons(&self, pair: &Pair) -> Vec<Evidence> {
        self.0.as_ref().map(|explain| explain.reasons(pair)).unwrap_or_default()
    }

    /// As [`Explain::edits`]; none where nobody explains.
    pub fn edits(&self, old: &Item, new: &Item) -> Vec<Edit> {
        self.0.as_ref().map(|explain| explain.edits(old, new)).unwrap_or_default()
    }
}

impl fmt::Debug for Explainer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Explainer" } else { "nobody" })
    }
}

/// The outcome of comparing two items, with its reasons, whatever it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// How they belong together; `None`: they don't.
    pub relation: Option<Relation>,
    /// How sure or how close, from 0 to 1.
    pub score: f64,
    /// The reasons for and against, strongest first.
    pub evidence: Vec<Evidence>,
}
