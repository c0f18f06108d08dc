use std::collections::{BTreeMap, BTreeSet};

use crate::compare::FieldKind;
use crate::compare::decisions::{self, Decisions};
use crate::model::{Field, Item};

/// What a comparison of two issues looks at.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Fields that take no part: neither in matching items nor in their edits.
    pub ignore: BTreeSet<Field>,
    /// What a person decided before; it stands above every likeness.
    pub decisions: Decisions,
    /// Kinds of records' further fields: decisions on records go by these, too.
    pub fields: BTreeMap<String, FieldKind>,
}

/// Decisions on an old and a new item, by position.
#[derive(Default)]
pub(super) struct Decided {
    pub same: Vec<(usize, usize)>,
    pub apart: BTreeSet<(usize, usize)>,
}

impl Options {
    /// Whether `field` takes part.
    pub(super) fn sees(&self, field: Field) -> bool {
        !self.ignore.contains(&field)
    }

    /// What was decided on pairs of `old` and `new`.
    pub(super) fn decided(&self, old: &[Item], new: &[Item]) -> Decided {
        let mut decided = Decided::default();
        if self.decisions.is_empty() {
            return decided;
        }
        let named = |items: &[Item]| -> Vec<(usize, String)> {
            let digests = items.iter().map(|item| decisions::digest(item, &self.fields)).enumerate();
            digests.filter(|(_, digest)| self.decisions.name(digest)).collect()
        };
        let there = named(new);
        for (a, here) in named(old) {
            for (b, digest) in &there {
                match self.decisions.of(&here, digest) {
                    Some(true) => decided.same.push((a, *b)),
                    Some(false) => drop(decided.apart.insert((a, *b))),
                    None => {}
                }
            }
        }
        decided
    }
}
