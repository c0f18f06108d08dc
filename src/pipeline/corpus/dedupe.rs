//! Which records go, and which stand for them.

use std::collections::HashMap;

use super::clusters::stars;
use super::{Config, Loaded};
use crate::error::Result;
use crate::model::{Observer, Relation};

/// Why a record goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Removed {
    /// The record that stands for it.
    pub by: usize,
    /// How they belong together.
    pub relation: Relation,
    /// With [`Linkage::Representative`](super::Linkage): their score; with [`Linkage::Single`](super::Linkage): that of its best
    /// link into the cluster.
    pub score: f64,
}

/// A corpus divided.
#[derive(Debug, Default)]
pub struct Deduped {
    /// For each record that goes, why.
    pub removed: HashMap<usize, Removed>,
    /// Number of records that others stand behind.
    pub clusters: usize,
    /// Records of the largest cluster, its representative among them.
    pub largest: usize,
    /// Clusters that chains hold together: a record of each, their size and their weakest link.
    pub chained: Vec<(usize, usize, f64)>,
}

impl Deduped {
    /// Number of records that go by this relation.
    pub fn count(&self, relation: Relation) -> usize {
        self.removed.values().filter(|removed| removed.relation == relation).count()
    }
}

/// Decides for each record whether it stays. Takes the shingle sets out of `loaded`.
///
/// With [`Linkage::Representative`](super::Linkage) nobody goes unless a record that stays is similar at or above the threshold.
/// Records without a text stay.
///
/// # Errors
/// As [`pairs`](super::pairs).
pub fn dedupe(loaded: &mut Loaded, config: &Config, observer: &dyn Observer) -> Result<Deduped> {
    let mut deduped = Deduped::default();
    for cluster in stars(loaded, config, observer)? {
        deduped.clusters += 1;
        deduped.largest = deduped.largest.max(cluster.members.len());
        if let Some(weakest) = cluster.chained(config) {
            deduped.chained.push((cluster.canonical, cluster.members.len(), weakest));
        }
        for member in cluster.members.iter().filter(|member| member.record != cluster.canonical) {
            let why = Removed { by: cluster.canonical, relation: member.relation, score: member.score };
            deduped.removed.insert(member.record, why);
        }
    }
    Ok(deduped)
}
