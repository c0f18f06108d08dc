//! A section of a segment: many small parts, each found by its number and checked as it is read.
//!
//! The parts stand one after the other, each behind its check sum. Where each begins is told by a table of five-byte
//! numbers in pages of one kibibyte, each page behind its own check sum. So a part costs two small reads wherever it stands, and
//! opening reads none.

use std::fs::File;
use std::path::Path;

use super::bits::Unpack;
use super::files::{Out, check, damaged, failed, read_at};
use crate::error::{Error, ErrorKind, Result};

/// Bytes of a page of the table, its check sum included.
const PAGE: usize = 1024;
/// Bytes of an entry: sections of up to a tebibyte.
const ENTRY: usize = 5;
/// Entries of a page.
const ENTRIES: u64 = ((PAGE - 4) / ENTRY) as u64;
/// Bytes that reading from front to end takes at once: large beside a read's own cost, small beside the caches.
pub(super) const AHEAD: usize = 1 << 18;

/// Where a section stands in its file.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Section {
    /// Its number, part of all check sums.
    pub id: u64,
    data: u64,
    table: u64,
    /// Number of parts.
    pub count: u64,
}

impl Section {
    /// Bytes of its description.
    pub(super) const BYTES: usize = 24;

    pub(super) fn put(&self, out: &mut Vec<u8>) {
        [self.data, self.table, self.count].iter().for_each(|n| out.extend_from_slice(&n.to_le_bytes()));
    }

    /// Reads what [`Section::put`] wrote; `None` where it can't be part of a file of `length` bytes.
    pub(super) fn read(id: u64, unpack: &mut Unpack<'_>, length: u64) -> Option<Self> {
        let mut next = || Some(u64::from_le_bytes(*unpack.bytes(8)?.first_chunk()?));
        let section = Section { id, data: next()?, table: next()?, count: next()? };
        let pages = section.count.checked_add(1)?.div_ceil(ENTRIES);
        let end = section.table.checked_add(pages.checked_mul(PAGE as u64)?)?;
        (section.data <= section.table && end <= length).then_some(section)
    }

    /// Bytes that the parts and their check sums take.
    pub(super) fn bytes(&self) -> u64 {
        self.table - self.data
    }
}

/// Writes a section, part by part.
pub(super) struct SectionOut {
    section: Section,
    starts: Vec<u64>,
}

impl SectionOut {
    pub(super) fn begin(id: u64, out: &Out) -> Self {
        SectionOut { section: Section { id, data: out.at(), table: 0, count: 0 }, starts: Vec::new() }
    }

    pub(super) fn part(&mut self, bytes: &[u8], out: &mut Out) -> Result<()> {
        let (part, start) = (self.starts.len() as u64, out.at() - self.section.data);
        if start >> (ENTRY * 8) > 0 {
            return Err(Error::new(ErrorKind::Limit, "a segment would grow beyond a tebibyte")
                .way_out("divide the records over several indexes"));
        }
        self.starts.push(start);
        out.put(&check(self.section.id, part, bytes).to_le_bytes())?;
        out.put(bytes)
    }

    pub(super) fn end(mut self, out: &mut Out) -> Result<Section> {
        self.section.count = self.starts.len() as u64;
        self.section.table = out.at();
        self.starts.push(out.at() - self.section.data);
        for (number, page) in (0..).zip(self.starts.chunks(ENTRIES as usize)) {
            let mut bytes: Vec<u8> =
                page.iter().flat_map(|start| start.to_le_bytes().into_iter().take(ENTRY)).collect();
            bytes.resize(PAGE - 4, 0);
            out.put(&check(self.section.id, !number, &bytes).to_le_bytes())?;
            out.put(&bytes)?;
        }
        Ok(self.section)
    }
}

/// Reads parts of a section; one for each thread. Fast where parts are asked for in ascending order.
pub(super) struct Parts<'a> {
    file: &'a File,
    path: &'a Path,
    section: Section,
    /// Bytes to read at once, where more parts than one are wanted.
    ahead: usize,
    page: Option<u64>,
    entries: Vec<u8>,
    window: Vec<u8>,
    window_at: u64,
}

impl<'a> Parts<'a> {
    pub(super) fn new(file: &'a File, path: &'a Path, section: Section, ahead: usize) -> Self {
        let (entries, window) = (vec![0; PAGE], Vec::new());
        Parts { file, path, section, ahead, page: None, entries, window, window_at: 0 }
    }

    /// The part numbered `part`, checked.
    pub(super) fn part(&mut self, part: u64) -> Result<&[u8]> {
        if part >= self.section.count {
            return Err(self.damaged(format!("part {part} of section {} is not there", self.section.id)));
        }
        let (start, end) = (self.start(part)?, self.start(part + 1)?);
        if start + 4 > end || end > self.section.bytes() {
            return Err(self.damaged(format!("part {part} of section {} has no place", self.section.id)));
        }
        let from = self.fetch(self.section.data + start, (end - start) as usize)?;
        let unit = &self.window[from..from + (end - start) as usize];
        let (sum, bytes) = unit.split_at(4);
        if sum != check(self.section.id, part, bytes).to_le_bytes() {
            let at = self.section.data + start;
            return Err(self.damaged(format!("a check sum at byte {at} does not agree")));
        }
        Ok(bytes)
    }

    /// Checks the end of the table, which no part may need.
    pub(super) fn check_end(&mut self) -> Result<()> {
        self.start(self.section.count).map(drop)
    }

    fn damaged(&self, what: String) -> crate::error::Error {
        damaged(self.path, what)
    }

    /// Entry of the table.
    fn start(&mut self, entry: u64) -> Result<u64> {
        let page = entry / ENTRIES;
        if self.page != Some(page) {
            self.page = None;
            let at = self.section.table + page * PAGE as u64;
            read_at(self.file, at, &mut self.entries).map_err(|e| failed(self.path, &e))?;
            let (sum, bytes) = self.entries.split_at(4);
            if sum != check(self.section.id, !page, bytes).to_le_bytes() {
                return Err(self.damaged(format!("a check sum at byte {at} does not agree")));
            }
            self.page = Some(page);
        }
        let at = 4 + (entry % ENTRIES) as usize * ENTRY;
        let mut number = [0; 8];
        number[..ENTRY].copy_from_slice(&self.entries[at..at + ENTRY]);
        Ok(u64::from_le_bytes(number))
    }

    /// Where in the window the `count` bytes at `at` now stand. They lie within the section, so within the file.
    fn fetch(&mut self, at: u64, count: usize) -> Result<usize> {
        let inside = at.checked_sub(self.window_at).filter(|from| from + count as u64 <= self.window.len() as u64);
        if let Some(from) = inside {
            return Ok(from as usize);
        }
        let left = (self.section.table - at) as usize;
        self.window.resize(count.max(self.ahead.min(left)), 0);
        self.window_at = at;
        if let Err(why) = read_at(self.file, at, &mut self.window) {
            self.window.clear();
            return Err(failed(self.path, &why));
        }
        Ok(0)
    }
}
