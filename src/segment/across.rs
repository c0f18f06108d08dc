//! What several issues of one newsletter teach of each other.

use std::collections::HashMap;

/// What a line turned out to be in other issues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taught {
    /// An item's title.
    Title,
    /// A section's heading.
    Section,
    /// Furniture: it stands in the same place in most issues.
    Furniture,
}

/// Lines known from other issues, by the hash of their words.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    lines: HashMap<u64, Taught, rapidhash::fast::RandomState>,
}

impl Known {
    /// What the line with this hash is known as.
    pub(super) fn of(&self, echo: u64) -> Option<Taught> {
        if echo == 0 || self.lines.is_empty() { None } else { self.lines.get(&echo).copied() }
    }
}
