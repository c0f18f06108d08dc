//! Finds what has been said before: splits newsletters into items, finds those that repeat, keeps one of each, and
//! shows what changed.
//!
//! # The tour
//!
//! Data flows one way, one room a stage:
//!
//! | stage | takes → gives |
//! | --- | --- |
//! | [`read`] | bytes → [`Document`](model::Document)s |
//! | [`segment`] | document → all of its bytes in segments, [`Item`](model::Item)s among them |
//! | [`normalize`] | text → comparable text |
//! | [`fingerprint`] | text → words, shingles, digests, MinHash |
//! | [`compare`] | items → [`Pair`](model::Pair)s with relation, score and evidence |
//! | [`cluster`] | pairs → [`Cluster`](model::Cluster)s and stories |
//! | [`canonical`] | cluster → [`Canonical`](model::Canonical) item with provenance |
//! | [`evaluate`] | answers and labels → [`Evaluation`](model::Evaluation) |
//! | [`track`] | two issues → [`Change`](model::Change)s |
//! | [`render`] | report → text, JSONL, CSV, Markdown, HTML |
//!
//! [`pipeline`] runs them in order:
//!
//! ```
//! use nochmal::{model::Quiet, pipeline};
//!
//! let issues = [concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/newsletters").to_owned()];
//! let report = pipeline::clusters(&issues, &pipeline::Config::default(), &Quiet)?;
//! for cluster in &report.clusters {
//!     println!("{}× {}", cluster.members.len(), report.items[cluster.canonical].heading());
//! }
//! # assert!(!report.clusters.is_empty());
//! # Ok::<(), nochmal::error::Error>(())
//! ```
//!
//! Nothing here prints, exits or keeps global state. Work is done on the rayon pool that the caller runs it in
//! (`pool.install(|| …)`), and a [`model::Observer`] hears of progress and can stop a run.
#![deny(missing_docs)]

pub mod canonical;
#[cfg(feature = "cli")]
pub mod cli;
pub mod cluster;
pub mod compare;
pub mod error;
pub mod evaluate;
pub mod fingerprint;
#[cfg(feature = "index")]
pub mod index;
pub mod join;
pub mod model;
pub mod normalize;
pub mod pipeline;
pub mod read;
pub mod render;
pub mod segment;
#[cfg(feature = "track")]
pub mod store;
pub mod track;
