//! Records in memory: as they come, before they are part of an index.

use std::ops::Range;

use super::rows::{Row, Rows, Source, known};
use crate::error::{Error, Result};
use crate::fingerprint::Shingler;
use crate::model::Known;

/// Shingle sets one after the other.
#[derive(Clone, Debug, Default)]
pub struct Sets {
    hashes: Vec<u64>,
    ends: Vec<usize>,
    keys: Vec<u32>,
}

impl Sets {
    /// Appends the shingle set of `text`. O(n log n) for n words.
    pub fn push(&mut self, shingler: &mut Shingler, text: &str) {
        let start = self.hashes.len();
        let key = shingler.push_distinct(text, &mut self.hashes);
        self.hashes[start..].sort_unstable();
        self.ends.push(self.hashes.len());
        self.keys.push(key as u32);
    }

    /// Appends the set of `hashes`; `key` is one of the text, as [`Shingler::push_distinct`] gives it.
    pub fn push_set(&mut self, hashes: &[u64], key: u64) {
        let mut set = hashes.to_vec();
        set.sort_unstable();
        set.dedup();
        self.hashes.extend(set);
        self.ends.push(self.hashes.len());
        self.keys.push(key as u32);
    }

    /// Number of sets.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The set at `at`, ascending.
    pub fn set(&self, at: usize) -> &[u64] {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.hashes[start..self.ends[at]]
    }

    pub(super) fn key(&self, at: usize) -> u32 {
        self.keys[at]
    }

    /// Number of all hashes.
    pub(super) fn hashes(&self) -> usize {
        self.hashes.len()
    }

    fn append(&mut self, more: Sets) {
        let before = self.hashes.len();
        self.hashes.extend(more.hashes);
        self.ends.extend(more.ends.iter().map(|end| end + before));
        self.keys.extend(more.keys);
    }
}

/// Records with their sets, names and places, and their texts where these are kept.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    pub(super) sets: Sets,
    /// For each record: its source, its number there, and where its name ends.
    places: Vec<(u32, u64, usize)>,
    names: String,
    sources: Vec<Source>,
    texts: Vec<u8>,
    text_ends: Vec<usize>,
}

/// Hashes of a batch that is worth a segment: 64 MiB. A delivery that has more becomes part of the index batch by batch.
const FULL: usize = 8 << 20;

impl Batch {
    /// Records that follow come from `source`.
    pub fn source(&mut self, source: Source) {
        if self.sources.last() != Some(&source) {
            self.sources.push(source);
        }
    }

    /// Appends a record with `text`: its own name, empty where it has none, and its number in the source, 0 where the source
    /// is one record. With `keep_text` the text is kept, packed.
    pub fn push(
        &mut self,
        shingler: &mut Shingler,
        name: &str,
        number: u64,
        text: &str,
        keep_text: bool,
    ) -> Result<()> {
        self.sets.push(shingler, text);
        self.place(name, number);
        if keep_text {
            let packed = zstd::bulk::compress(text.as_bytes(), 0).map_err(|e| Error::io("a text", &e))?;
            self.texts.extend_from_slice(&packed);
            self.text_ends.push(self.texts.len());
        }
        Ok(())
    }

    /// Appends a record of which only the shingle set is known.
    pub fn push_set(&mut self, name: &str, number: u64, hashes: &[u64], key: u64) {
        self.sets.push_set(hashes, key);
        self.place(name, number);
    }

    fn place(&mut self, name: &str, number: u64) {
        if self.sources.is_empty() {
            self.sources.push(Source::default());
        }
        self.names.push_str(name);
        self.places.push((self.sources.len() as u32 - 1, number, self.names.len()));
    }

    /// Adds `by` to the records' numbers.
    pub fn renumber(&mut self, by: u64) {
        self.places.iter_mut().for_each(|place| place.1 += by);
    }

    /// Appends all of `more`.
    pub fn append(&mut self, more: Batch) {
        let joined = usize::from(!more.sources.is_empty() && self.sources.last() == more.sources.first());
        let (sources, names, texts) = (self.sources.len() - joined, self.names.len(), self.texts.len());
        self.sets.append(more.sets);
        let moved = |(source, number, end): &(u32, u64, usize)| (source + sources as u32, *number, end + names);
        self.places.extend(more.places.iter().map(moved));
        self.names.push_str(&more.names);
        self.sources.extend(more.sources.into_iter().skip(joined));
        self.texts.extend(more.texts);
        self.text_ends.extend(more.text_ends.iter().map(|end| end + texts));
    }

    /// Number of records.
    pub fn len(&self) -> usize {
        self.sets.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }

    /// Whether it holds enough to be added before more is read.
    pub fn is_full(&self) -> bool {
        self.sets.hashes() + self.texts.len() / 8 >= FULL
    }

    /// The records' sets.
    pub fn sets(&self) -> &Sets {
        &self.sets
    }

    /// Feeds names and sets of all records to `hasher`.
    pub(super) fn digest(&self, hasher: &mut blake3::Hasher) {
        let mut bytes = Vec::new();
        for at in 0..self.len() {
            let Row { set, key, name, .. } = self.row(at, 0);
            bytes.clear();
            bytes.extend_from_slice(&[name.len() as u32, key, set.len() as u32].map(u32::to_le_bytes).concat());
            bytes.extend_from_slice(name.as_bytes());
            set.iter().for_each(|hash| bytes.extend_from_slice(&hash.to_le_bytes()));
            hasher.update(&bytes);
        }
    }

    fn row(&self, at: usize, delivery: u64) -> Row<'_> {
        let (source, number, end) = self.places[at];
        let start = at.checked_sub(1).map_or(0, |before| self.places[before].2);
        let (set, key, name) = (self.sets.set(at), self.sets.key(at), &self.names[start..end]);
        Row { set, key, delivery, source: (0, u64::from(source)), number, name }
    }

    pub(super) fn stored(&self, at: usize, delivery: u64) -> Known {
        let row = self.row(at, delivery);
        known(&row, self.sources[row.source.1 as usize].clone())
    }
}

/// Some records of a batch, of one delivery.
pub(super) struct Picked<'a> {
    pub batch: &'a Batch,
    pub picked: Vec<u32>,
    pub delivery: u64,
}

impl Rows for Picked<'_> {
    fn len(&self) -> usize {
        self.picked.len()
    }

    fn visit(&self, range: Range<usize>, show: &mut dyn FnMut(Row<'_>) -> Result<()>) -> Result<()> {
        self.picked[range].iter().try_for_each(|&at| show(self.batch.row(at as usize, self.delivery)))
    }

    fn texts(&self, range: Range<usize>, show: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let ends = &self.batch.text_ends;
        self.picked[range].iter().try_for_each(|&at| {
            let start = (at as usize).checked_sub(1).map_or(0, |before| ends[before]);
            show(&self.batch.texts[start..ends[at as usize]])
        })
    }

    fn source(&self, place: (usize, u64)) -> Result<Source> {
        Ok(self.batch.sources[place.1 as usize].clone())
    }
}
