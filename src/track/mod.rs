//! What changed from one issue to the next, and how a story went on.
//!
//! [`diff`] matches two issues' items and names each one's fate; [`edits::edits`] marks a text's changes word by word;
//! [`facts::facts`] lists the numbers, amounts, dates and names among them.

mod assign;
mod diff;
pub mod edits;
pub mod facts;
mod furniture;
mod likeness;
mod matching;
mod mention;
mod options;
mod order;
mod parts;
mod removal;
mod side;

pub use diff::diff;
pub use options::Options;
