//! The small public types that all stages share. Imports only std, serde and [`crate::error`].

mod canonical;
mod change;
mod cluster;
mod date;
mod document;
mod evaluation;
mod history;
mod item;
mod known;
mod names;
mod observe;
mod pair;
mod report;
mod segment;

pub use canonical::{Canonical, Passage, Provenance};
pub use change::{Change, Diff, Edit, Fact, Fate, Finding, Op, Removal};
pub use cluster::{Cluster, Member};
pub use date::Date;
pub use document::{Content, Document, Entry, Format, Line, Link, Marks};
pub use evaluation::{Agreement, Bin, Candidate, Case, Estimate, Evaluation, Outcome, Quality, Step};
pub use history::{Appearance, Gap, LogLine, Stored, StoredIssue, StoriesReport, StoryHistory, StoryLine, StoryLink};
pub use item::{Field, Item, Kind};
pub use known::{DeliveryInfo, IndexInfo, Known, KnownMatch};
pub use names::Names;
pub use observe::{Observer, Quiet};
pub use pair::{Evidence, Explain, Explainer, Pair, Relation, Verdict};
pub use report::{
    CanonicalReport, ClustersReport, DiffReport, DiffStep, EvaluationReport, ExplainReport, Issue, ItemsReport,
    PairsReport, Report, Seen,
};
pub use segment::{Audit, Role, Segment, Segmentation};
