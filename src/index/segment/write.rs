//! Records → a new segment's file.

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;

use rayon::prelude::*;

use super::super::bits::{put, put_list, put_text};
use super::super::blobs::SectionOut;
use super::super::files::{NewFile, Out};
use super::super::order::Order;
use super::super::rows::{CHUNK, Rows};
use super::{BITS, BUCKET, DELIVERIES, Foot, HEAD, ORDER, PREFIXES, RECORDS, RESTS, SOURCES, Segment, TEXTS};
use super::{place, prefix, whole};
use crate::error::{Error, Result};
use crate::join::Similarity;
use crate::model::{DeliveryInfo, Observer};

/// Entries that are sorted in memory at a time: 128 MiB. Larger segments are written in several rounds over their records.
const ROUND: u64 = 8 << 20;
/// Hashes of one part of the order.
const ORDER_PART: usize = 4096;

/// What a new segment is made of.
pub(in crate::index) struct New<'a> {
    pub rows: &'a dyn Rows,
    pub order: &'a Order,
    pub similarity: Similarity,
    /// Number of the first delivery that it may hold.
    pub first_delivery: u64,
    pub deliveries: &'a [DeliveryInfo],
    /// Whether there are texts.
    pub texts: bool,
}

/// Writes a segment to `path` and brings it to the disk. The file goes again unless it is kept.
///
/// Takes time near-linear in the hashes; beside 16 bytes a record, memory is bounded.
pub(in crate::index) fn write(path: &Path, new: &New<'_>, observer: &dyn Observer) -> Result<(Segment, NewFile)> {
    let mut out = Out::create(path)?;
    out.put(&HEAD)?;
    let mut writer = Writer { new, foot: Foot::default(), out, observer };
    writer.records()?;
    writer.entries(PREFIXES)?;
    writer.entries(RESTS)?;
    writer.order()?;
    writer.deliveries()?;
    writer.texts()?;
    let Writer { foot, mut out, .. } = writer;
    out.put(&foot.bytes())?;
    let length = out.at();
    let (file, guard) = out.finish()?;
    Ok((Segment::new(path, file, length, foot, new.first_delivery), guard))
}

struct Writer<'a> {
    new: &'a New<'a>,
    foot: Foot,
    out: Out,
    observer: &'a dyn Observer,
}

/// What a task makes of its records: their parts up to the source, where each ends, and their sources.
#[derive(Default)]
struct Encoded {
    bytes: Vec<u8>,
    parts: Vec<(usize, (usize, u64))>,
    hashes: u64,
    entries: [u64; 2],
}

impl Writer<'_> {
    /// Runs `work` over the records, some chunks at a time, and `take` over what comes of it, in order.
    fn chunks<T: Send>(
        &mut self,
        work: impl Fn(Range<usize>) -> Result<T> + Sync,
        mut take: impl FnMut(&mut Self, T) -> Result<()>,
    ) -> Result<()> {
        let rows = self.new.rows.len();
        let stretch = CHUNK * rayon::current_num_threads() * 4;
        for from in (0..rows).step_by(stretch) {
            if self.observer.cancelled() {
                return Err(Error::cancelled());
            }
            let done: Vec<T> = (from..rows.min(from + stretch))
                .into_par_iter()
                .step_by(CHUNK)
                .map(|at| work(at..rows.min(at + CHUNK).min(from + stretch)))
                .collect::<Result<_>>()?;
            done.into_iter().try_for_each(|one| take(self, one))?;
        }
        Ok(())
    }

    fn records(&mut self) -> Result<()> {
        let New { rows, similarity, first_delivery, .. } = *self.new;
        let encode = |range: Range<usize>| {
            let mut done = Encoded::default();
            rows.visit(range, &mut |row| {
                let out = &mut done.bytes;
                put(row.set.len() as u64, out);
                put_list(row.set, out);
                out.extend_from_slice(&row.key.to_le_bytes());
                put(row.delivery - first_delivery, out);
                put(row.number, out);
                put_text(row.name, out);
                done.parts.push((out.len(), row.source));
                let indexed = prefix(row.set.len(), similarity) as u64;
                done.hashes += row.set.len() as u64;
                done.entries[0] += indexed;
                done.entries[1] += if whole(similarity) { row.set.len() as u64 - indexed } else { 0 };
                Ok(())
            })?;
            Ok(done)
        };
        let mut section = SectionOut::begin(RECORDS as u64, &self.out);
        let mut sources = Sources::default();
        let mut part = Vec::new();
        self.chunks(encode, |writer, done| {
            let mut start = 0;
            for (end, source) in done.parts {
                part.clear();
                part.extend_from_slice(&done.bytes[start..end]);
                put(sources.number(source, rows)?, &mut part);
                section.part(&part, &mut writer.out)?;
                start = end;
            }
            writer.foot.hashes += done.hashes;
            (0..2).for_each(|at| writer.foot.entries[at] += done.entries[at]);
            Ok(())
        })?;
        self.foot.sections[RECORDS] = section.end(&mut self.out)?;
        self.section(SOURCES, sources.parts.iter())
    }

    /// The inverted index over the prefixes, or over what is behind them; in rounds over ranges of the hashes.
    fn entries(&mut self, section: usize) -> Result<()> {
        let New { rows, order, similarity, .. } = *self.new;
        let entries = self.foot.entries[section - PREFIXES];
        let buckets = entries.div_ceil(BUCKET);
        let id_bits = self.foot.id_bits();
        let mut parts = SectionOut::begin(section as u64, &self.out);
        let rounds = entries.div_ceil(ROUND);
        for round in 0..rounds {
            let mine = buckets * round / rounds..buckets * (round + 1) / rounds;
            let find = |range: Range<usize>| {
                let (mut found, mut arranged, mut id) = (Vec::new(), Vec::new(), range.start as u64);
                rows.visit(range, &mut |row| {
                    let border = prefix(row.set.len(), similarity);
                    order.arrange(row.set, border, section == RESTS, &mut arranged);
                    let hashes = if section == RESTS { &arranged[border..] } else { &arranged[..] };
                    let placed = hashes.iter().map(|&hash| place(hash, buckets));
                    let placed = placed.filter(|(bucket, _)| mine.contains(bucket));
                    found.extend(placed.map(|(bucket, bits)| (bucket as u32, bits << id_bits | id)));
                    id += 1;
                    Ok(())
                })?;
                Ok(found)
            };
            let mut all: Vec<(u32, u64)> = Vec::new();
            self.chunks(find, |_, found| {
                all.extend(found);
                Ok(())
            })?;
            all.par_sort_unstable();
            let (mut rest, mut bytes, mut list) = (&all[..], Vec::new(), Vec::new());
            for bucket in mine {
                let (head, tail) = rest.split_at(rest.partition_point(|entry| u64::from(entry.0) <= bucket));
                rest = tail;
                list.clear();
                list.extend(head.iter().map(|entry| entry.1));
                // A record can have two hashes with the same bits.
                list.dedup();
                bytes.clear();
                put(list.len() as u64, &mut bytes);
                put_list(&list, &mut bytes);
                parts.part(&bytes, &mut self.out)?;
            }
        }
        self.foot.sections[section] = parts.end(&mut self.out)?;
        Ok(())
    }

    fn order(&mut self) -> Result<()> {
        let mut frequent: Vec<(u8, u64)> =
            self.new.order.frequent.iter().map(|(&hash, &class)| (class, hash)).collect();
        frequent.sort_unstable();
        let parts: Vec<Vec<u8>> = frequent
            .chunk_by(|a, b| a.0 == b.0)
            .flat_map(|class| class.chunks(ORDER_PART))
            .map(|part| {
                let hashes: Vec<u64> = part.iter().map(|(_, hash)| *hash).collect();
                let mut bytes = vec![part[0].0];
                put(hashes.len() as u64, &mut bytes);
                put_list(&hashes, &mut bytes);
                bytes
            })
            .collect();
        self.section(ORDER, parts.iter())
    }

    fn deliveries(&mut self) -> Result<()> {
        let first = self.new.first_delivery;
        let json = |info: &DeliveryInfo| {
            let relative = DeliveryInfo { number: info.number - first, ..info.clone() };
            serde_json::to_vec(&relative).map_err(|e| Error::io("a delivery", &e.into()))
        };
        let parts: Vec<Vec<u8>> = self.new.deliveries.iter().map(json).collect::<Result<_>>()?;
        self.section(DELIVERIES, parts.iter())
    }

    fn section<'b>(&mut self, number: usize, parts: impl Iterator<Item = &'b Vec<u8>>) -> Result<()> {
        let mut section = SectionOut::begin(number as u64, &self.out);
        for part in parts {
            section.part(part, &mut self.out)?;
        }
        self.foot.sections[number] = section.end(&mut self.out)?;
        Ok(())
    }

    fn texts(&mut self) -> Result<()> {
        let mut section = SectionOut::begin(TEXTS as u64, &self.out);
        if self.new.texts {
            let out = &mut self.out;
            self.new.rows.texts(0..self.new.rows.len(), &mut |text| section.part(text, out))?;
        }
        self.foot.sections[TEXTS] = section.end(&mut self.out)?;
        Ok(())
    }
}

/// Sources in order of their first records.
#[derive(Default)]
struct Sources {
    numbers: HashMap<(usize, u64), u64>,
    /// By name and date: parts that are merged may have sources in common.
    same: HashMap<Vec<u8>, u64>,
    parts: Vec<Vec<u8>>,
}

impl Sources {
    fn number(&mut self, place: (usize, u64), rows: &dyn Rows) -> Result<u64> {
        if let Some(number) = self.numbers.get(&place) {
            return Ok(*number);
        }
        let source = rows.source(place)?;
        let mut bytes = Vec::new();
        put_text(&source.name, &mut bytes);
        put_text(source.date.as_deref().unwrap_or_default(), &mut bytes);
        let next = self.parts.len() as u64;
        let number = *self.same.entry(bytes.clone()).or_insert(next);
        if number == next {
            self.parts.push(bytes);
        }
        self.numbers.insert(place, number);
        Ok(number)
    }
}

const _: () = assert!(BITS + 32 < 64, "an entry fits into 64 bits");
