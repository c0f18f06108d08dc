//! An index as it is read.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::batch::Sets;
use super::manifest::{self, Entry, Manifest, Settings};
use super::rows::{Rows, known};
use super::segment::{Merged, Probes, Segment, similar};
use crate::error::{Error, ErrorKind, Result};
use crate::model::{DeliveryInfo, IndexInfo, Known, Observer};

/// An open index: one whole state of it, which stays as it is while writers go on.
#[derive(Clone, Debug)]
pub struct Index {
    pub(super) folder: PathBuf,
    pub(super) manifest: Manifest,
    pub(super) settings: Settings,
    pub(super) segments: Vec<Arc<Segment>>,
}

/// A record of the index that is similar to one that was asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// Which of the sets asked.
    pub query: usize,
    /// Their score.
    pub score: f64,
    /// Whether their words are equal.
    pub identical: bool,
    segment: u32,
    id: u32,
}

/// Opening is tried again where a writer has replaced what the manifest named meanwhile.
const TRIES: usize = 20;

impl Index {
    /// Opens the index at `folder`. Reads the manifest and each segment's foot, so it takes the same time at any size.
    ///
    /// # Errors
    /// Where there is none, it is damaged, or it was made by another version.
    pub fn open(folder: &Path) -> Result<Self> {
        for _ in 0..TRIES {
            let (manifest, settings) = Manifest::read(folder)?;
            match open_all(folder, &manifest.segments) {
                Ok(segments) => return Ok(Index { folder: folder.to_owned(), manifest, settings, segments }),
                Err(error) if Manifest::read(folder)?.0 == manifest => return Err(error),
                Err(_) => {}
            }
        }
        Err(Error::new(ErrorKind::Store, "changes faster than it can be opened")
            .in_source(folder.display().to_string())
            .way_out("try again"))
    }

    /// What was fixed when it was made.
    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// All records that reach `threshold` with one of `sets`, ordered by set, then from the earliest record on.
    ///
    /// # Errors
    /// Where `threshold` is below the index's own: what lies between could not be found. Where a part that is read is damaged.
    pub fn similar(&self, sets: &Sets, threshold: f64, observer: &dyn Observer) -> Result<Vec<Found>> {
        self.allows(threshold)?;
        self.probed(&Probes::new(sets, self.settings.similarity), threshold, None, observer)
    }

    /// As [`Index::similar`], of deliveries before `before` only, where there is one.
    pub(super) fn probed(
        &self,
        probes: &Probes<'_>,
        threshold: f64,
        before: Option<u64>,
        observer: &dyn Observer,
    ) -> Result<Vec<Found>> {
        let mut all = Vec::new();
        for (at, segment) in (0..).zip(&self.segments) {
            let hits = similar(segment, probes, before, observer)?;
            all.extend(hits.into_iter().filter(|hit| hit.score >= threshold).map(|hit| Found {
                query: hit.query as usize,
                score: hit.score,
                identical: hit.identical,
                segment: at,
                id: hit.id,
            }));
        }
        all.sort_by_key(|found| found.query);
        Ok(all)
    }

    /// An error where the index can't answer at `threshold`.
    pub(super) fn allows(&self, threshold: f64) -> Result<()> {
        let own = self.settings.similarity.threshold();
        if threshold >= own {
            return Ok(());
        }
        Err(Error::usage(format!("the index finds what reaches {own}, and {threshold} is below"))
            .in_source(self.folder.display().to_string())
            .way_out(format!("ask for {own} or more, or make an index with the lower threshold")))
    }

    /// What is known of a record that was found.
    ///
    /// # Errors
    /// Where it is damaged.
    pub fn stored(&self, found: &Found) -> Result<Known> {
        self.segments[found.segment as usize].stored(u64::from(found.id))
    }

    /// The text of a record that was found; `None` where texts are not kept.
    ///
    /// # Errors
    /// Where it is damaged.
    pub fn text(&self, found: &Found) -> Result<Option<String>> {
        self.segments[found.segment as usize].text(u64::from(found.id))
    }

    /// All finished deliveries, in order.
    ///
    /// # Errors
    /// Where they are damaged.
    pub fn deliveries(&self) -> Result<Vec<DeliveryInfo>> {
        let all: Vec<Vec<DeliveryInfo>> =
            self.segments.iter().map(|segment| segment.deliveries()).collect::<Result<_>>()?;
        Ok(all.concat())
    }

    /// What it holds, in numbers.
    ///
    /// # Errors
    /// Where it is damaged.
    pub fn info(&self) -> Result<IndexInfo> {
        let sum = |count: fn(&Segment) -> u64| self.segments.iter().map(|segment| count(segment)).sum::<u64>();
        let (records, shingles) = (sum(Segment::records), sum(|segment| segment.foot.hashes));
        let manifest = std::fs::metadata(self.folder.join(manifest::NAME)).map_or(0, |meta| meta.len());
        let bytes = manifest + sum(|segment| segment.length);
        Ok(IndexInfo {
            measure: self.settings.similarity.measure().to_string(),
            threshold: self.settings.similarity.threshold(),
            shingle: self.settings.shingle.to_string(),
            texts: self.settings.texts,
            deliveries: self.deliveries()?.len() as u64,
            records,
            shingles,
            segments: self.segments.len(),
            bytes,
            bytes_per_record: bytes as f64 / records.max(1) as f64,
            bytes_per_hash_byte: bytes as f64 / (shingles * 8).max(1) as f64,
        })
    }

    /// Shows all records in order: what is known of each, its hashes, and its text where texts are kept.
    ///
    /// # Errors
    /// Where they are damaged, and what `show` gives.
    pub fn each(&self, mut show: impl FnMut(Known, &[u64], Option<String>) -> Result<()>) -> Result<()> {
        for segment in &self.segments {
            let (rows, mut id) = (Merged::new(vec![segment], Vec::new()), 0);
            rows.visit(0..rows.len(), &mut |row| {
                let stored = known(&row, rows.source(row.source)?);
                id += 1;
                show(stored, row.set, segment.text(id - 1)?)
            })?;
        }
        Ok(())
    }

    /// All that is damaged in the index at `folder`: the manifest and each segment are read whole.
    ///
    /// # Errors
    /// Where there is no index, or the run was stopped.
    pub fn verify(folder: &Path, observer: &dyn Observer) -> Result<Vec<Error>> {
        let (manifest, settings) = match Manifest::read(folder) {
            Err(error) if folder.join(manifest::NAME).exists() => return Ok(vec![error]),
            read => read?,
        };
        let mut wrong = Vec::new();
        for entry in &manifest.segments {
            match open_one(folder, entry) {
                Ok(segment) => wrong.extend(segment.verify(settings.similarity, observer)?),
                Err(error) => wrong.push(error),
            }
        }
        Ok(wrong)
    }
}

fn open_one(folder: &Path, entry: &Entry) -> Result<Arc<Segment>> {
    Segment::open(&folder.join(&entry.file), entry.bytes, entry.sum, entry.first_delivery).map(Arc::new)
}

fn open_all(folder: &Path, entries: &[Entry]) -> Result<Vec<Arc<Segment>>> {
    entries.iter().map(|entry| open_one(folder, entry)).collect()
}
