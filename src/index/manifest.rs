//! The manifest: what an index is and which segments it has. Replaced in one step, so an index is always one whole state.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::files::{damaged, failed, replace};
use super::segment::Segment;
use crate::error::{Error, ErrorKind, Result};
use crate::fingerprint::{SCHEMA, Shingle};
use crate::join::Similarity;

/// Name of the manifest in an index.
pub(super) const NAME: &str = "manifest";
/// Version of everything that this room writes.
const FORMAT: u32 = 1;
/// Bytes that a manifest may have: far above what thousands of segments take.
const LIMIT: u64 = 16 << 20;

/// What is fixed when an index is made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// The measure and the threshold from which on records are similar.
    pub similarity: Similarity,
    /// What texts are cut into.
    pub shingle: Shingle,
    /// Whether texts are kept.
    pub texts: bool,
}

/// The manifest's content.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Manifest {
    format: u32,
    /// Version of digests and shingle hashes.
    schema: u32,
    measure: String,
    /// As text, which every float reads back exactly.
    threshold: String,
    shingle: String,
    texts: bool,
    /// Number that the next delivery gets.
    pub next_delivery: u64,
    /// Number that the next segment's file gets.
    pub next_segment: u64,
    /// In the order of their deliveries.
    pub segments: Vec<Entry>,
}

/// A segment as the manifest knows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Entry {
    pub file: String,
    pub bytes: u64,
    pub sum: u32,
    pub first_delivery: u64,
}

impl Entry {
    pub(super) fn of(segment: &Segment) -> Self {
        let file = segment.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Entry { file, bytes: segment.length, sum: segment.sum(), first_delivery: segment.first_delivery }
    }
}

/// Name of a segment's file.
pub(super) fn segment_path(folder: &Path, number: u64) -> PathBuf {
    folder.join(format!("{number:08}.{SEGMENT}"))
}

/// Extension of segments.
pub(super) const SEGMENT: &str = "seg";

impl Manifest {
    pub(super) fn new(settings: Settings) -> Self {
        Manifest {
            format: FORMAT,
            schema: SCHEMA,
            measure: settings.similarity.measure().to_string(),
            threshold: settings.similarity.threshold().to_string(),
            shingle: settings.shingle.to_string(),
            texts: settings.texts,
            next_delivery: 1,
            next_segment: 1,
            segments: Vec::new(),
        }
    }

    /// The next state of the same index.
    pub(super) fn followed_by(&self, next_delivery: u64, next_segment: u64, segments: Vec<Entry>) -> Self {
        Manifest { next_delivery, next_segment, segments, ..self.clone() }
    }

    /// Reads the manifest of the index at `folder`.
    pub(super) fn read(folder: &Path) -> Result<(Self, Settings)> {
        let path = folder.join(NAME);
        let mut bytes = Vec::new();
        let read = fs::File::open(&path).and_then(|file| file.take(LIMIT + 1).read_to_end(&mut bytes));
        if let Err(why) = read {
            if why.kind() != std::io::ErrorKind::NotFound {
                return Err(failed(&path, &why));
            }
            return Err(Error::new(ErrorKind::Store, "there is no index")
                .in_source(folder.display().to_string())
                .way_out("`nochmal dedupe FILES --index FOLDER` makes one"));
        }
        let text = checked(&bytes).ok_or_else(|| damaged(&path, "the manifest's check sum does not agree"))?;
        let nonsense = |_| damaged(&path, "the manifest makes no sense");
        let version: Version = serde_json::from_str(text).map_err(nonsense)?;
        version.known(folder)?;
        let manifest: Manifest = serde_json::from_str(text).map_err(nonsense)?;
        let settings = manifest.settings().map_err(|_| damaged(&path, "the manifest's settings make no sense"))?;
        let plain = |entry: &Entry| Path::new(&entry.file).components().count() == 1 && entry.file.ends_with(SEGMENT);
        match manifest.segments.iter().all(plain) {
            true => Ok((manifest, settings)),
            false => Err(damaged(&path, "the manifest names files elsewhere")),
        }
    }

    fn settings(&self) -> Result<Settings> {
        let threshold = self.threshold.parse().map_err(|_| Error::usage("no threshold"))?;
        let similarity = Similarity::new(self.measure.parse()?, threshold)?;
        Ok(Settings { similarity, shingle: self.shingle.parse()?, texts: self.texts })
    }

    /// Makes this the state of the index at `folder`: on disk when it returns.
    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let path = folder.join(NAME);
        let mut text = serde_json::to_string_pretty(self).map_err(|e| failed(&path, &e.into()))?;
        let sum = blake3::hash(text.as_bytes()).to_hex();
        text += &format!("\n{sum}\n");
        replace(&path, text.as_bytes())
    }
}

/// The text before the last line, which is its BLAKE3.
fn checked(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (text, sum) = text.strip_suffix('\n')?.rsplit_once('\n')?;
    (blake3::hash(text.as_bytes()).to_hex().as_str() == sum).then_some(text)
}

/// What every version of the manifest has.
#[derive(Deserialize)]
struct Version {
    format: u32,
    schema: u32,
}

impl Version {
    fn known(&self, folder: &Path) -> Result<()> {
        if (self.format, self.schema) == (FORMAT, SCHEMA) {
            return Ok(());
        }
        let what = format!(
            "was made by another version of nochmal (format {}.{}, this one reads {FORMAT}.{SCHEMA})",
            self.format, self.schema
        );
        Err(Error::new(ErrorKind::Store, what)
            .in_source(folder.display().to_string())
            .way_out("use that version, or make the index anew from the records"))
    }
}
