//! What a segment is made of, wherever it comes from: a delivery in memory, or segments that are merged.

use std::ops::Range;

use crate::error::Result;
use crate::model::Known;

/// Rows that one task handles: enough that handing out tasks costs nothing, few enough that their sets stay in the cache.
pub(super) const CHUNK: usize = 1024;

/// One record.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    /// Its distinct shingle hashes, ascending.
    pub set: &'a [u64],
    /// Key of its words in order.
    pub key: u32,
    /// Number of its delivery.
    pub delivery: u64,
    /// Its place in [`Rows::source`].
    pub source: (usize, u64),
    /// Its number in the source, from 1; 0 where the source is one record.
    pub number: u64,
    /// Its own name; empty where it has none.
    pub name: &'a str,
}

/// Records in order.
pub(super) trait Rows: Sync {
    fn len(&self) -> usize;

    /// Shows the records of `range` in order.
    fn visit(&self, range: Range<usize>, show: &mut dyn FnMut(Row<'_>) -> Result<()>) -> Result<()>;

    /// Shows the packed texts of the records of `range`, where texts are kept.
    fn texts(&self, range: Range<usize>, show: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()>;

    /// The source that [`Row::source`] means.
    fn source(&self, place: (usize, u64)) -> Result<Source>;
}

/// Where records came from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Source {
    /// The input as its reader named it.
    pub name: String,
    /// The date that all of it bears, such as an issue's.
    pub date: Option<String>,
}

/// What others get to know of a record.
pub(super) fn known(row: &Row<'_>, source: Source) -> Known {
    let id = match (row.name, row.number) {
        ("", 0) => source.name.clone(),
        ("", number) => format!("{}#{number}", source.name),
        (name, _) => name.to_owned(),
    };
    let record = (row.number > 0).then_some(row.number);
    let shingles = row.set.len() as u64;
    Known { id, source: source.name, record, date: source.date, delivery: row.delivery, shingles }
}
