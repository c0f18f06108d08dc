use std::collections::BTreeSet;

use crate::model::Field;

/// What a comparison of two issues looks at.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Fields that take no part: neither in matching items nor in their edits.
    pub ignore: BTreeSet<Field>,
}

impl Options {
    /// Whether `field` takes part.
    pub(super) fn sees(&self, field: Field) -> bool {
        !self.ignore.contains(&field)
    }
}
