//! Finds what has been said before: splits newsletters into items, finds those that repeat, keeps one of each, and
//! shows what changed.
//!
#![deny(missing_docs)]

pub mod canonical;
#[cfg(feature = "cli")]
pub mod cli;
pub mod cluster;
pub mod compare;
pub mod error;
pub mod fingerprint;
pub mod model;
pub mod normalize;
pub mod read;
pub mod render;
pub mod segment;
pub mod track;
