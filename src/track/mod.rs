//! What changed from one issue to the next, and how a story went on.
//!
//! [`diff`] matches two issues' items and names each one's fate; [`edits::edits`] marks a text's changes word by word;
//! [`facts::facts`] lists the numbers, amounts, dates and names among them. [`patch`] is about bytes instead of items.

mod assign;
mod diff;
pub mod edits;
pub mod facts;
pub mod findings;
mod follow;
mod furniture;
pub mod history;
mod likeness;
mod matching;
mod mention;
mod options;
mod order;
mod parts;
pub mod patch;
mod removal;
mod side;

pub use diff::diff;
pub use options::Options;
