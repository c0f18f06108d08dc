//! What an index of earlier records tells: records, deliveries, numbers.

use serde::{Deserialize, Serialize};

use super::Relation;

/// A record that an index holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Known {
    /// Its name: its own, else its source's with its number there.
    pub id: String,
    /// The input that it came from.
    pub source: String,
    /// Its number in the input, from 1; `None` where the input is one record.
    pub record: Option<u64>,
    /// The date of the input.
    pub date: Option<String>,
    /// Number of the delivery that brought it.
    pub delivery: u64,
    /// Number of its distinct shingles.
    pub shingles: u64,
}

/// One finished delivery.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryInfo {
    /// Its number in the index, from 1.
    pub number: u64,
    /// When it was made part of the index, RFC 3339.
    pub when: String,
    /// The name that it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Digest of the names and the shingle sets of the records that it brought, in order; unknown in an index made by an
    /// earlier version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// Records with a text that it brought.
    pub read: u64,
    /// Of these, the ones that the index keeps.
    pub kept: u64,
    /// Of these, the ones that repeat an earlier record.
    pub repeats: u64,
}

impl DeliveryInfo {
    /// Whether two deliveries are one as far as can be told, whatever their numbers and names.
    pub fn brought_the_same(&self, other: &DeliveryInfo) -> bool {
        match (&self.content, &other.content) {
            (Some(one), Some(other)) => one == other,
            _ => (&self.when, self.read, self.kept) == (&other.when, other.read, other.kept),
        }
    }
}

/// What an index holds, in numbers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IndexInfo {
    /// `jaccard` or `containment`.
    pub measure: String,
    /// From which score on records are similar.
    pub threshold: f64,
    /// What texts are cut into.
    pub shingle: String,
    /// Whether texts are kept.
    pub texts: bool,
    /// Finished deliveries.
    pub deliveries: u64,
    /// Records.
    pub records: u64,
    /// Distinct shingles of each record, added up.
    pub shingles: u64,
    /// Segments.
    pub segments: usize,
    /// Bytes on disk.
    pub bytes: u64,
    /// Bytes on disk for each record.
    pub bytes_per_record: f64,
    /// Bytes on disk for each byte of the shingles' hashes, eight of them a shingle.
    pub bytes_per_hash_byte: f64,
}

/// A record of the index that is similar to what was asked for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KnownMatch {
    /// Name of the record that was asked for; `None` for a text.
    pub query: Option<String>,
    /// Their score.
    pub score: f64,
    /// How they belong together.
    pub relation: Relation,
    /// The index's record.
    #[serde(flatten)]
    pub known: Known,
    /// Its text, where texts are kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}
