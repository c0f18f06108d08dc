//! What was read before, on disk: the shingle sets of all records so far, searched exactly, growing delivery by delivery.
//!
//! An [`Index`] is a folder of immutable segments and a manifest that names them. A [`Writer`] (one at a time) writes a delivery as
//! new segments beside the others, and one replacement of the manifest makes all of it visible; whatever happens before that has not
//! happened. Readers need no lock and see one state from opening on. What is read is checked as it is read, so opening costs the
//! same at any size, and a damaged part is an error and never a wrong answer.
//!
//! Exactness is that of [`join`](crate::join): the same hashes, bounds and scores; see `docs/index.md` for the format and the
//! argument.

mod batch;
mod bits;
mod blobs;
mod delivery;
mod files;
mod lock;
mod manifest;
mod order;
mod reader;
mod rows;
mod segment;
mod tiers;
mod within;
mod writer;

pub use batch::{Batch, Sets};
pub use delivery::{Delivery, Earlier, Keeping, Outcome};
pub use manifest::Settings;
pub use reader::{Found, Index};
pub use rows::Source;
pub use writer::Writer;

/// The time now, RFC 3339, to the second.
fn now() -> String {
    let seconds = jiff::Timestamp::now().as_second();
    jiff::Timestamp::from_second(seconds).map_or_else(|_| String::new(), |time| time.to_string())
}

#[cfg(test)]
mod tests;
