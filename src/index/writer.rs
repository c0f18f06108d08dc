//! An index as it is written: by one at a time, one whole state after the other.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::files::{NewFile, failed, sync_folder};
use super::lock::{self, Lock};
use super::manifest::{self, Entry, Manifest, SEGMENT, Settings, segment_path};
use super::order::Order;
use super::reader::Index;
use super::rows::{CHUNK, Rows, known};
use super::segment::{Merged, New, Segment, write};
use super::tiers;
use crate::error::{Error, ErrorKind, Result};
use crate::model::{DeliveryInfo, Observer};

/// The right to write to an index, and its last state.
#[derive(Debug)]
pub struct Writer {
    pub(super) index: Index,
    /// Number of the next segment's file.
    next_file: u64,
    _lock: Lock,
}

/// New segments of a state that is not yet the index's.
pub(super) type Pending = Vec<(Arc<Segment>, NewFile)>;

impl Writer {
    /// Opens the index at `folder` for writing; where there is none and `settings` are given, makes it.
    ///
    /// # Errors
    /// Where another process writes to it, there is none, it is damaged, or the folder holds something else.
    pub fn open(folder: &Path, settings: Option<Settings>) -> Result<Self> {
        let missing = !folder.join(manifest::NAME).exists();
        match settings {
            Some(_) if missing => free(folder)?,
            _ if missing => return Err(Manifest::read(folder).err().unwrap_or_else(Error::cancelled)),
            _ => {}
        }
        let lock = Lock::take(folder)?;
        if let Some(settings) = settings
            && !folder.join(manifest::NAME).exists()
        {
            Manifest::new(settings).write(folder)?;
        }
        let index = Index::open(folder)?;
        let writer = Writer { next_file: index.manifest.next_segment, index, _lock: lock };
        writer.clean();
        Ok(writer)
    }

    /// The last finished state.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// Rewrites the index as one segment whose order is counted anew.
    ///
    /// # Errors
    /// Where reading or writing fails; the index is then as before.
    pub fn compact(&mut self, observer: &dyn Observer) -> Result<()> {
        if self.index.segments.len() < 2 {
            return Ok(());
        }
        let (segment, file) = self.merged(&self.index.segments.clone(), Vec::new(), observer)?;
        self.publish(vec![Arc::clone(&segment)], vec![(segment, file)], self.index.manifest.next_delivery)
    }

    /// Removes the records with these names: their segments are written anew without them. Gives the number of records removed, and
    /// the names that no record has.
    ///
    /// # Errors
    /// Where reading or writing fails; the index is then as before.
    pub fn remove(&mut self, names: &HashSet<String>, observer: &dyn Observer) -> Result<(u64, Vec<String>)> {
        let (mut segments, mut pending, mut removed) = (Vec::new(), Pending::new(), 0);
        let mut unknown = names.clone();
        for segment in self.index.segments.clone() {
            let gone = named(&segment, names)?;
            if gone.is_empty() {
                segments.push(segment);
                continue;
            }
            removed += gone.len() as u64;
            unknown.retain(|name| !gone.iter().any(|(_, known)| known == name));
            let gone = gone.into_iter().map(|(id, _)| id).collect();
            let (segment, file) = self.merged(&[segment], vec![gone], observer)?;
            segments.push(Arc::clone(&segment));
            pending.push((segment, file));
        }
        if removed > 0 {
            self.publish(segments, pending, self.index.manifest.next_delivery)?;
        }
        let mut unknown: Vec<String> = unknown.into_iter().collect();
        unknown.sort_unstable();
        Ok((removed, unknown))
    }

    /// Takes in all that `other` holds, as deliveries behind its own. Records are not compared.
    ///
    /// # Errors
    /// Where the two were made with different settings or have a delivery in common, or reading or writing fails; the index is then as before.
    pub fn merge(&mut self, other: &Index) -> Result<()> {
        if other.settings != self.index.settings {
            return Err(Error::usage("the two indexes were made with different settings")
                .in_source(other.folder.display().to_string())
                .way_out("`nochmal index info` shows them; make one of the two anew"));
        }
        let own = self.index.deliveries()?;
        for theirs in other.deliveries()?.iter().filter(|theirs| theirs.kept > 0) {
            if let Some(ours) = own.iter().find(|ours| ours.brought_the_same(theirs)) {
                let what = format!(
                    "delivery {} is delivery {} of {}",
                    theirs.number,
                    ours.number,
                    self.index.folder.display()
                );
                return Err(Error::usage(what)
                    .in_source(other.folder.display().to_string())
                    .way_out("merge indexes that have no delivery in common"));
            }
        }
        let next = self.index.manifest.next_delivery;
        let moved = next - 1;
        let (mut segments, mut pending) = (self.index.segments.clone(), Pending::new());
        for from in &other.segments {
            let to = self.next_path();
            let (segment, file) = from.copy(&to, from.first_delivery + moved)?;
            let segment = Arc::new(segment);
            segments.push(Arc::clone(&segment));
            pending.push((segment, file));
        }
        self.publish(segments, pending, next + other.manifest.next_delivery - 1)
    }

    pub(super) fn next_path(&mut self) -> PathBuf {
        self.next_file += 1;
        segment_path(&self.index.folder, self.next_file - 1)
    }

    /// Writes a segment of `rows`.
    pub(super) fn segment(
        &mut self,
        (rows, order): (&dyn Rows, &Order),
        (first_delivery, deliveries): (u64, &[DeliveryInfo]),
        observer: &dyn Observer,
    ) -> Result<(Arc<Segment>, NewFile)> {
        let Settings { similarity, texts, .. } = self.index.settings;
        let new = New { rows, order, similarity, first_delivery, deliveries, texts };
        let (segment, file) = write(&self.next_path(), &new, observer)?;
        Ok((Arc::new(segment), file))
    }

    /// Writes consecutive segments as one, without the records that are `gone`.
    fn merged(
        &mut self,
        from: &[Arc<Segment>],
        gone: Vec<Vec<u32>>,
        observer: &dyn Observer,
    ) -> Result<(Arc<Segment>, NewFile)> {
        let first = from.first().map_or(1, |segment| segment.first_delivery);
        let deliveries: Vec<Vec<DeliveryInfo>> =
            from.iter().map(|segment| segment.deliveries()).collect::<Result<_>>()?;
        let rows = Merged::new(from.iter().map(Arc::as_ref).collect(), gone);
        let (order, _) = Order::of(&rows, rows.hashes())?;
        self.segment((&rows, &order), (first, &deliveries.concat()), observer)
    }

    /// Makes the segments of a delivery part of the index, and merges what its size allows.
    pub(super) fn add(&mut self, mut pending: Pending, next_delivery: u64, observer: &dyn Observer) -> Result<()> {
        let added = pending.iter().map(|(segment, _)| segment.foot.hashes).sum();
        let mut segments = self.index.segments.clone();
        segments.extend(pending.iter().map(|(segment, _)| Arc::clone(segment)));
        let mut spent = 0;
        loop {
            let sizes: Vec<u64> = segments.iter().map(|segment| segment.foot.hashes).collect();
            let Some(range) = tiers::next(&sizes, added, spent) else { break };
            spent += sizes[range.clone()].iter().sum::<u64>();
            let (segment, file) = self.merged(&segments[range.clone()], Vec::new(), observer)?;
            segments.splice(range, [Arc::clone(&segment)]);
            pending.push((segment, file));
        }
        self.publish(segments, pending, next_delivery)
    }

    /// Makes `segments` the state of the index. The one moment in which anything becomes visible is the manifest's replacement.
    fn publish(&mut self, segments: Vec<Arc<Segment>>, pending: Pending, next_delivery: u64) -> Result<()> {
        let folder = &self.index.folder;
        sync_folder(folder).map_err(|e| failed(folder, &e))?;
        let entries = segments.iter().map(|segment| Entry::of(segment)).collect();
        let manifest = self.index.manifest.followed_by(next_delivery, self.next_file, entries);
        let written = manifest.write(folder);
        // It may be in its place although the folder could not be brought to the disk: its segments must stay then.
        if written.is_ok() || Manifest::read(folder).is_ok_and(|(found, _)| found == manifest) {
            let needed = |segment: &Segment| segments.iter().any(|one| one.path == segment.path);
            pending.into_iter().filter(|(segment, _)| needed(segment)).for_each(|(_, file)| file.keep());
            self.index.manifest = manifest;
            self.index.segments = segments;
            self.clean();
        }
        written
    }

    /// Removes what no state of the index needs: segments that were merged, and leftovers of runs that were cut short.
    fn clean(&self) {
        let Ok(entries) = fs::read_dir(&self.index.folder) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let known = self.index.manifest.segments.iter().any(|segment| segment.file == name);
            if leftover(&name) && !known {
                // What can't be removed now is removed by the next writer.
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// Whether a file of this name is a segment or a manifest in the making.
fn leftover(name: &str) -> bool {
    name.strip_suffix(SEGMENT).is_some_and(|stem| stem.trim_start_matches(|c: char| c.is_ascii_digit()) == ".")
        || Path::new(name) == Path::new(manifest::NAME).with_extension("tmp")
}

/// Makes the folder of a new index; an error where something else is in it.
fn free(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).map_err(|e| failed(folder, &e))?;
    for entry in fs::read_dir(folder).map_err(|e| failed(folder, &e))?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name != lock::NAME && !leftover(&name) && name != manifest::NAME {
            let what = format!("is no index, and holds other files ({name})");
            return Err(Error::new(ErrorKind::Store, what)
                .in_source(folder.display().to_string())
                .way_out("name a new or an empty folder"));
        }
    }
    Ok(())
}

/// The records with one of these names, ascending.
fn named(segment: &Segment, names: &HashSet<String>) -> Result<Vec<(u32, String)>> {
    let rows = Merged::new(vec![segment], Vec::new());
    let found: Vec<Vec<(u32, String)>> = (0..rows.len())
        .into_par_iter()
        .step_by(CHUNK)
        .map(|from| {
            let (mut found, mut id) = (Vec::new(), from as u32);
            rows.visit(from..rows.len().min(from + CHUNK), &mut |row| {
                let name =
                    if row.name.is_empty() { known(&row, rows.source(row.source)?).id } else { row.name.to_owned() };
                if names.contains(&name) {
                    found.push((id, name));
                }
                id += 1;
                Ok(())
            })?;
            Ok(found)
        })
        .collect::<Result<_>>()?;
    Ok(found.concat())
}
