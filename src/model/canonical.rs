use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Date, Item};

/// Where a field of a canonical item came from, and why it was chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// The document the value stands in.
    pub source: String,
    /// The item the value was taken from.
    pub item_id: String,
    /// The survivorship rule that chose it ("longest", "earliest", …).
    pub rule: String,
}

/// A sentence of a canonical body, and where it was said first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// The sentence; all passages in order are the body.
    pub text: String,
    /// The document of the first member that has it.
    pub source: String,
    /// That member.
    pub item_id: String,
}

/// The one record that stands for a cluster. Every token in it stands in some member.
///
/// Serializes to the line that `nochmal canonical --format jsonl` prints.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Canonical {
    /// The cluster it stands for; an item without duplicates is its own cluster.
    pub cluster_id: String,
    /// The fields that survived.
    pub item: Item,
    /// For each field that is known: where it came from.
    pub provenance: BTreeMap<String, Provenance>,
    /// For each field that differs between members: the values that did not survive.
    pub variants: BTreeMap<String, Vec<String>>,
    /// The day of the first issue it stood in; where no issue names one, the earliest own day of a member.
    pub first_seen: Option<Date>,
    /// The day of the last one, likewise.
    pub last_seen: Option<Date>,
    /// All documents a member stands in, in order, each once.
    pub sources: Vec<String>,
    /// All addresses that members lead to, in order, each once.
    #[serde(default)]
    pub links: Vec<String>,
    /// The body sentence by sentence, where members have different ones.
    #[serde(default)]
    pub passages: Vec<Passage>,
}
