use std::collections::HashMap;

/// Units that a line names, from the outside in: layouts nest fewer that repeat.
const MOST: usize = 16;

/// An element that may repeat among its siblings.
struct Unit {
    parent: Option<u32>,
    signature: u64,
    ordinal: u32,
    group: u32,
}

/// The elements of a document that may repeat among their siblings, such as table rows.
#[derive(Default)]
pub(super) struct Units {
    units: Vec<Unit>,
    /// Members of each group of siblings with one signature.
    groups: Vec<u32>,
    /// Units of each signature so far.
    ordinals: HashMap<u64, u32>,
}

impl Units {
    /// Adds a unit inside the unit `parent`; `siblings` holds the groups among its parent element's children by signature.
    pub(super) fn add(&mut self, parent: Option<u32>, signature: u64, siblings: &mut HashMap<u64, u32>) -> u32 {
        let group = *siblings.entry(signature).or_insert_with(|| {
            self.groups.push(0);
            self.groups.len() as u32 - 1
        });
        self.groups[group as usize] += 1;
        let ordinal = self.ordinals.entry(signature).or_default();
        *ordinal += 1;
        self.units.push(Unit { parent, signature, ordinal: *ordinal, group });
        self.units.len() as u32 - 1
    }

    /// Signature and number of the units around a line whose innermost unit is given, from the outside in: those that
    /// have siblings of their kind.
    pub(super) fn around(&self, innermost: Option<u32>) -> Vec<(u64, u32)> {
        let up = |unit: &&Unit| unit.parent.map(|n| &self.units[n as usize]);
        let innermost = innermost.map(|n| &self.units[n as usize]);
        let mut around: Vec<_> = std::iter::successors(innermost, up)
            .filter(|unit| self.groups[unit.group as usize] > 1)
            .map(|unit| (unit.signature, unit.ordinal))
            .take(MOST)
            .collect();
        around.reverse();
        around
    }
}
