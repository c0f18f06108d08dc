//! A segment as it is read: nothing but its foot is read before it is asked for.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::super::bits::Unpack;
use super::super::blobs::{AHEAD, Parts};
use super::super::files::{NewFile, Out, check, damaged, failed, read_at};
use super::super::order::Order;
use super::super::rows::{Row, Source, known};
use super::{DELIVERIES, Foot, HEAD, ORDER, RECORDS, SECTIONS, SOURCES, TEXTS};
use crate::error::Result;
use crate::model::{DeliveryInfo, Known};

/// An open segment.
#[derive(Debug)]
pub(in crate::index) struct Segment {
    pub path: PathBuf,
    pub(super) file: File,
    /// Bytes of the file.
    pub length: u64,
    pub foot: Foot,
    /// Number of the first delivery that it may hold; the records' own count from there.
    pub first_delivery: u64,
    order: OnceLock<Order>,
}

/// A record's part as it stands in the file.
pub(super) struct Record<'a> {
    /// Size of the set; its hashes have been appended to the caller's.
    pub key: u32,
    pub delivery: u64,
    pub number: u64,
    pub name: &'a str,
    pub source: u64,
}

impl Segment {
    pub(super) fn new(path: &Path, file: File, length: u64, foot: Foot, first_delivery: u64) -> Self {
        Segment { path: path.to_owned(), file, length, foot, first_delivery, order: OnceLock::new() }
    }

    /// Opens the segment at `path`, which must have `length` bytes, and a foot with this check sum.
    pub(in crate::index) fn open(path: &Path, length: u64, sum: u32, first_delivery: u64) -> Result<Self> {
        let file = File::open(path).map_err(|e| failed(path, &e))?;
        let found = file.metadata().map_err(|e| failed(path, &e))?.len();
        if found != length {
            return Err(damaged(path, format!("it has {found} bytes instead of {length}")));
        }
        let mut bytes = vec![0; Foot::BYTES];
        let mut head = HEAD;
        let at = length.checked_sub(Foot::BYTES as u64).ok_or_else(|| damaged(path, "it has no foot"))?;
        let read = read_at(&file, at, &mut bytes).and_then(|()| read_at(&file, 0, &mut head));
        read.map_err(|e| failed(path, &e))?;
        let foot = Foot::read(&bytes, length).ok_or_else(|| damaged(path, "its foot can't be read"))?;
        if head != HEAD {
            return Err(damaged(path, "its head is that of another file"));
        }
        if sum != check(0, 0, &bytes) {
            return Err(damaged(path, "it is another segment than the one that was written"));
        }
        Ok(Segment::new(path, file, length, foot, first_delivery))
    }

    /// A copy of it at `to`, on disk, whose deliveries count from `first_delivery` on.
    pub(in crate::index) fn copy(&self, to: &Path, first_delivery: u64) -> Result<(Segment, NewFile)> {
        let mut out = Out::create(to)?;
        let mut bytes = vec![0; AHEAD];
        while out.at() < self.length {
            let piece = &mut bytes[..AHEAD.min((self.length - out.at()) as usize)];
            read_at(&self.file, out.at(), piece).map_err(|e| failed(&self.path, &e))?;
            out.put(piece)?;
        }
        let (file, guard) = out.finish()?;
        Ok((Segment::new(to, file, self.length, self.foot, first_delivery), guard))
    }

    /// Check sum by which the manifest knows this segment.
    pub(in crate::index) fn sum(&self) -> u32 {
        check(0, 0, &self.foot.bytes())
    }

    /// The parts of a section; `run`: they will be read one after the other.
    pub(super) fn parts(&self, section: usize, run: bool) -> Parts<'_> {
        let ahead = if run { AHEAD } else { 0 };
        Parts::new(&self.file, &self.path, self.foot.sections[section], ahead)
    }

    /// A part of `section` that passed its check but makes no sense all the same.
    pub(super) fn nonsense(&self, section: usize, part: u64) -> crate::error::Error {
        damaged(&self.path, format!("{} {part} makes no sense", SECTIONS[section].trim_end_matches('s')))
    }

    /// The record numbered `id`; its hashes replace what is in `set`.
    pub(super) fn record<'p>(&self, id: u64, parts: &'p mut Parts<'_>, set: &mut Vec<u64>) -> Result<Record<'p>> {
        set.clear();
        let mut unpack = Unpack(parts.part(id)?);
        let mut read = || {
            let size = usize::try_from(unpack.number()?).ok()?;
            unpack.list(size, set)?;
            let key = unpack.fixed32()?;
            let delivery = self.first_delivery.checked_add(unpack.number()?)?;
            let (number, name, source) = (unpack.number()?, unpack.text()?, unpack.number()?);
            unpack.0.is_empty().then_some(Record { key, delivery, number, name, source })
        };
        read().ok_or_else(|| self.nonsense(RECORDS, id))
    }

    /// What is known of the record numbered `id`.
    pub(in crate::index) fn stored(&self, id: u64) -> Result<Known> {
        let (mut parts, mut set) = (self.parts(RECORDS, false), Vec::new());
        let record = self.record(id, &mut parts, &mut set)?;
        let Record { key, delivery, number, name, source } = record;
        let row = Row { set: &set, key, delivery, source: (0, source), number, name };
        Ok(known(&row, self.source(source)?))
    }

    /// A source.
    pub(in crate::index) fn source(&self, number: u64) -> Result<Source> {
        let mut parts = self.parts(SOURCES, false);
        let mut unpack = Unpack(parts.part(number)?);
        let mut read = || {
            let (name, date) = (unpack.text()?.to_owned(), unpack.text()?);
            Some(Source { name, date: (!date.is_empty()).then(|| date.to_owned()) })
        };
        read().ok_or_else(|| self.nonsense(SOURCES, number))
    }

    /// The text of the record numbered `id`, where texts are kept.
    pub(in crate::index) fn text(&self, id: u64) -> Result<Option<String>> {
        if self.foot.sections[TEXTS].count == 0 {
            return Ok(None);
        }
        let mut parts = self.parts(TEXTS, false);
        let text = unpacked(parts.part(id)?).and_then(|bytes| String::from_utf8(bytes).ok());
        text.map(Some).ok_or_else(|| self.nonsense(TEXTS, id))
    }

    /// The deliveries that it holds.
    pub(in crate::index) fn deliveries(&self) -> Result<Vec<DeliveryInfo>> {
        let mut parts = self.parts(DELIVERIES, true);
        let read = |part| {
            let mut info: DeliveryInfo =
                serde_json::from_slice(parts.part(part)?).map_err(|_| self.nonsense(DELIVERIES, part))?;
            info.number =
                info.number.checked_add(self.first_delivery).ok_or_else(|| self.nonsense(DELIVERIES, part))?;
            Ok(info)
        };
        (0..self.foot.sections[DELIVERIES].count).map(read).collect()
    }

    /// The order of its prefixes.
    pub(in crate::index) fn order(&self) -> Result<&Order> {
        if let Some(order) = self.order.get() {
            return Ok(order);
        }
        let mut order = Order::default();
        let (mut parts, mut list) = (self.parts(ORDER, true), Vec::new());
        for part in 0..self.foot.sections[ORDER].count {
            let mut unpack = Unpack(parts.part(part)?);
            list.clear();
            let mut read = || {
                let class = *unpack.bytes(1)?.first()?;
                let count = usize::try_from(unpack.number()?).ok()?;
                unpack.list(count, &mut list)?;
                Some(class)
            };
            let class = read().ok_or_else(|| self.nonsense(ORDER, part))?;
            order.frequent.extend(list.iter().map(|&hash| (hash, class)));
        }
        Ok(self.order.get_or_init(|| order))
    }

    /// Number of records.
    pub(in crate::index) fn records(&self) -> u64 {
        self.foot.records()
    }
}

/// Texts are records of an input, which are bounded; what claims to be longer is damaged.
const TEXT_LIMIT: u64 = 1 << 30;

/// The unpacked text; `None` where it is none. Memory grows with what is really there.
fn unpacked(packed: &[u8]) -> Option<Vec<u8>> {
    use std::io::Read;
    let mut bytes = Vec::new();
    let decoder = zstd::Decoder::with_buffer(packed).ok()?;
    decoder.take(TEXT_LIMIT).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}
