//! Reads all of a segment and holds its parts against each other.

use std::ops::Range;

use rayon::prelude::*;

use super::super::files::damaged;
use super::super::rows::CHUNK;
use super::probe::read_bucket;
use super::{PREFIXES, RECORDS, RESTS, SECTIONS, SOURCES, Segment, TEXTS, place, prefix, whole};
use crate::error::{Error, Result};
use crate::join::Similarity;
use crate::model::Observer;

/// What some records or buckets come to: hashes, and the entries of each index as sums that don't depend on their order.
#[derive(Default)]
struct Sums {
    hashes: u64,
    entries: [u64; 2],
    wrong: Vec<Error>,
}

impl Sums {
    fn add(mut self, more: Sums) -> Sums {
        self.hashes += more.hashes;
        (0..2).for_each(|at| self.entries[at] = self.entries[at].wrapping_add(more.entries[at]));
        self.wrong.extend(more.wrong);
        self
    }
}

/// An entry as a number that sums keep apart.
fn mixed(bucket: u64, entry: u64) -> u64 {
    // The finisher of splitmix64 (Steele, Lea, Flood, OOPSLA 2014), over both.
    let x = (bucket.rotate_left(32) ^ entry).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ (x >> 27) ^ bucket).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

impl Segment {
    /// All that is damaged. Linear time.
    pub(in crate::index) fn verify(&self, similarity: Similarity, observer: &dyn Observer) -> Result<Vec<Error>> {
        if let Err(error) = self.order() {
            return Ok(vec![error]);
        }
        let records = self.all(RECORDS, observer, |ids| self.verify_records(ids, similarity))?;
        let mut found =
            records.add(self.all(SOURCES, observer, |sources| self.each(sources, |n| self.source(n).map(drop)))?);
        let written = std::mem::take(&mut found.entries);
        for section in [PREFIXES, RESTS] {
            found = found.add(self.all(section, observer, |buckets| self.verify_buckets(section, buckets))?);
        }
        found = found.add(self.all(TEXTS, observer, |texts| self.each(texts, |n| self.text(n).map(drop)))?);
        found.wrong.extend(self.deliveries().err());
        found.wrong.extend((0..SECTIONS.len()).filter_map(|section| self.parts(section, false).check_end().err()));
        let wants_texts = self.foot.sections[TEXTS].count;
        let whole_texts = wants_texts == 0 || wants_texts == self.records();
        let agree = found.entries == written && found.hashes == self.foot.hashes && whole_texts;
        if found.wrong.is_empty() && !agree {
            found.wrong.push(damaged(&self.path, "its index does not agree with its records"));
        }
        Ok(found.wrong)
    }

    /// Runs `work` over all parts of a section.
    fn all(&self, section: usize, observer: &dyn Observer, work: impl Fn(Range<u64>) -> Sums + Sync) -> Result<Sums> {
        let count = self.foot.sections[section].count;
        (0..count.div_ceil(CHUNK as u64))
            .into_par_iter()
            .map(|at| {
                if observer.cancelled() {
                    return Err(Error::cancelled());
                }
                Ok(work(at * CHUNK as u64..count.min((at + 1) * CHUNK as u64)))
            })
            .try_reduce(Sums::default, |all, more| Ok(all.add(more)))
    }

    fn each(&self, parts: Range<u64>, check: impl Fn(u64) -> Result<()>) -> Sums {
        Sums { wrong: parts.filter_map(|part| check(part).err()).collect(), ..Sums::default() }
    }

    fn verify_records(&self, ids: Range<u64>, similarity: Similarity) -> Sums {
        let (mut sums, mut parts, mut set, mut arranged) =
            (Sums::default(), self.parts(RECORDS, true), Vec::new(), Vec::new());
        let Ok(order) = self.order() else { return sums };
        let buckets = [PREFIXES, RESTS].map(|section| self.foot.sections[section].count);
        for id in ids {
            match self.record(id, &mut parts, &mut set) {
                Ok(record) if record.source < self.foot.sections[SOURCES].count && !set.is_empty() => {}
                Ok(_) => sums.wrong.push(self.nonsense(RECORDS, id)),
                Err(error) => sums.wrong.push(error),
            }
            let border = prefix(set.len(), similarity);
            order.arrange(&set, border, whole(similarity), &mut arranged);
            let (first, rest) = arranged.split_at(border.min(arranged.len()));
            for (at, hashes) in [first, rest].into_iter().enumerate().filter(|(at, _)| buckets[*at] > 0) {
                let mut placed: Vec<(u64, u64)> = hashes.iter().map(|&hash| place(hash, buckets[at])).collect();
                placed.sort_unstable();
                placed.dedup();
                for (bucket, bits) in placed {
                    let entry = bits << self.foot.id_bits() | id;
                    sums.entries[at] = sums.entries[at].wrapping_add(mixed(bucket, entry));
                }
            }
            sums.hashes += set.len() as u64;
        }
        sums
    }

    fn verify_buckets(&self, section: usize, buckets: Range<u64>) -> Sums {
        let (mut sums, mut parts, mut entries) = (Sums::default(), self.parts(section, true), Vec::new());
        for bucket in buckets {
            entries.clear();
            sums.wrong.extend(read_bucket(self, section, bucket, &mut parts, &mut entries).err());
            let sum = entries.iter().fold(0u64, |sum, &entry| sum.wrapping_add(mixed(bucket, entry)));
            sums.entries[section - PREFIXES] = sums.entries[section - PREFIXES].wrapping_add(sum);
        }
        sums
    }
}
