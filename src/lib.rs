//! Finds what has been said before.
#![deny(missing_docs)]

pub mod error;
pub mod model;
pub mod normalize;
