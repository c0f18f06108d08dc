//! What a caller may teach of one newsletter.

use serde::{Deserialize, Serialize};

/// Weights for one newsletter; nothing needs one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Profile {
    /// Headings over several items, as they stand.
    pub sections: Vec<String>,
    /// Phrases that end an item, as they stand.
    pub closers: Vec<String>,
}

impl Profile {
    pub(super) fn is_section(&self, text: &str) -> bool {
        self.sections.iter().any(|s| s == text)
    }

    pub(super) fn is_closer(&self, text: &str) -> bool {
        self.closers.iter().any(|s| s == text)
    }
}
