//! Segments as the rows of a new one.

use std::ops::Range;

use super::super::rows::{Row, Rows, Source};
use super::read::Record;
use super::{RECORDS, Segment, TEXTS};
use crate::error::Result;

/// Consecutive segments one after the other, without the records that go.
pub(in crate::index) struct Merged<'a> {
    segments: Vec<&'a Segment>,
    /// For each segment the records that go, ascending.
    gone: Vec<Vec<u32>>,
    /// Row at which each segment ends.
    ends: Vec<usize>,
}

impl<'a> Merged<'a> {
    /// `gone`: a list for each segment, ascending, or none at all.
    pub(in crate::index) fn new(segments: Vec<&'a Segment>, mut gone: Vec<Vec<u32>>) -> Self {
        gone.resize(segments.len(), Vec::new());
        let left = |(segment, gone): (&&Segment, &Vec<u32>)| segment.records() as usize - gone.len();
        let mut end = 0;
        let ends = segments.iter().zip(&gone).map(left).map(|left| {
            end += left;
            end
        });
        Merged { ends: ends.collect(), segments, gone }
    }

    /// Number of hashes, those of the records that go included.
    pub(in crate::index) fn hashes(&self) -> u64 {
        self.segments.iter().map(|segment| segment.foot.hashes).sum()
    }

    /// Shows which records of which segment the rows of `range` are.
    fn each(&self, range: Range<usize>, mut show: impl FnMut(usize, Range<u64>) -> Result<()>) -> Result<()> {
        let mut row = range.start;
        while row < range.end {
            let at = self.ends.partition_point(|&end| end <= row);
            let begin = at.checked_sub(1).map_or(0, |before| self.ends[before]);
            let id = self.id(at, row - begin);
            // Up to the next record that goes.
            let gone = &self.gone[at];
            let next = gone.get(gone.partition_point(|&gone| u64::from(gone) <= id));
            let stay = next.map_or(self.segments[at].records(), |&gone| u64::from(gone));
            let end = stay.min(id + (range.end - row) as u64);
            show(at, id..end)?;
            row += (end - id) as usize;
        }
        Ok(())
    }

    /// The record that is number `n` of those that stay.
    fn id(&self, at: usize, n: usize) -> u64 {
        let gone = &self.gone[at];
        // The k-th record to go leaves gone[k] - k before it.
        let (mut low, mut high) = (0, gone.len());
        while low < high {
            let middle = (low + high) / 2;
            if gone[middle] as usize - middle <= n { low = middle + 1 } else { high = middle }
        }
        (n + low) as u64
    }
}

impl Rows for Merged<'_> {
    fn len(&self) -> usize {
        self.ends.last().copied().unwrap_or(0)
    }

    fn visit(&self, range: Range<usize>, show: &mut dyn FnMut(Row<'_>) -> Result<()>) -> Result<()> {
        let mut set = Vec::new();
        self.each(range, |at, ids| {
            let segment = self.segments[at];
            let mut parts = segment.parts(RECORDS, true);
            for id in ids {
                let Record { key, delivery, number, name, source } = segment.record(id, &mut parts, &mut set)?;
                show(Row { set: &set, key, delivery, source: (at, source), number, name })?;
            }
            Ok(())
        })
    }

    fn texts(&self, range: Range<usize>, show: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        self.each(range, |at, ids| {
            let mut parts = self.segments[at].parts(TEXTS, true);
            for id in ids {
                show(parts.part(id)?)?;
            }
            Ok(())
        })
    }

    fn source(&self, place: (usize, u64)) -> Result<Source> {
        self.segments[place.0].source(place.1)
    }
}
