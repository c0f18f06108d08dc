//! What changed from one issue to the next, and how a story went on.
//!
//! [`edits::edits`] marks a text's changes word by word; [`facts::facts`] lists the numbers, amounts, dates and names
//! among them.

pub mod edits;
pub mod facts;
mod mention;
