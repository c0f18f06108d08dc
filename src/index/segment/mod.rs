//! A segment: records of consecutive deliveries in one file that never changes.
//!
//! ```text
//! head      16 bytes: what this is, and its format
//! records   a part a record: its set (Rice-coded gaps of ascending hashes), key, delivery, number, name, source
//! prefixes  a part a bucket: which records have a hash of this range in their prefix
//! rests     the same for all other hashes; containment only
//! order     the frequent hashes, class by class
//! sources   names and dates
//! deliveries
//! texts     a part a record, zstd; only where texts are kept
//! foot      counts, places of the sections, check sum
//! ```
//!
//! A bucket holds the hashes of one of equal ranges. An entry is what 13 further bits say of the hash, and the record's number,
//! in one ascending list; the record itself says whether the hash is really its own.

mod merge;
mod probe;
mod read;
mod verify;
mod write;

use super::bits::Unpack;
use super::blobs::Section;
use super::files::check;
use crate::join::{Measure, Similarity};

pub(super) use merge::Merged;
pub(super) use probe::{Probes, common, similar};
pub(super) use read::Segment;
pub(super) use write::{New, write};

/// First bytes of a segment; the last is the format's version.
const HEAD: [u8; 16] = *b"nochmal segment\x01";
/// Names of the sections, by number.
const SECTIONS: [&str; 7] = ["records", "prefixes", "rests", "order", "sources", "deliveries", "texts"];
const RECORDS: usize = 0;
const PREFIXES: usize = 1;
const RESTS: usize = 2;
const ORDER: usize = 3;
const SOURCES: usize = 4;
const DELIVERIES: usize = 5;
const TEXTS: usize = 6;

/// Entries of a bucket, on average: a read costs as much as unpacking some hundred entries.
const BUCKET: u64 = 128;
/// Bits of the hash in an entry. With 128 entries a bucket, one look-up in 64 finds a record that has another hash.
const BITS: u32 = 13;

/// What stands in a segment's foot.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Foot {
    /// Number of hashes of all sets.
    pub hashes: u64,
    /// Entries of the two indexes.
    pub entries: [u64; 2],
    pub sections: [Section; 7],
}

impl Foot {
    /// Bytes of a foot.
    pub(super) const BYTES: usize = 24 + SECTIONS.len() * Section::BYTES + 4;

    fn bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(Self::BYTES);
        [self.hashes, self.entries[0], self.entries[1]].iter().for_each(|n| out.extend_from_slice(&n.to_le_bytes()));
        self.sections.iter().for_each(|section| section.put(&mut out));
        let sum = check(u64::MAX, 0, &out);
        out.extend_from_slice(&sum.to_le_bytes());
        out
    }

    fn read(bytes: &[u8], length: u64) -> Option<Self> {
        let (body, sum) = bytes.split_last_chunk()?;
        if check(u64::MAX, 0, body) != u32::from_le_bytes(*sum) {
            return None;
        }
        let mut unpack = Unpack(body);
        let mut next = || Some(u64::from_le_bytes(*unpack.bytes(8)?.first_chunk()?));
        let mut foot = Foot { hashes: next()?, entries: [next()?, next()?], ..Foot::default() };
        for (id, section) in (0..).zip(&mut foot.sections) {
            *section = Section::read(id, &mut unpack, length - Self::BYTES as u64)?;
        }
        (u32::try_from(foot.records()).is_ok()).then_some(foot)
    }

    /// Number of records.
    pub(super) fn records(&self) -> u64 {
        self.sections[RECORDS].count
    }

    /// Bits that a record's number takes.
    fn id_bits(&self) -> u32 {
        64 - self.records().saturating_sub(1).leading_zeros()
    }
}

/// Where `hash` belongs among `buckets`: its bucket, and the bits of it that an entry holds.
#[inline]
fn place(hash: u64, buckets: u64) -> (u64, u64) {
    let product = u128::from(hash) * u128::from(buckets);
    ((product >> 64) as u64, (product as u64) >> (64 - BITS))
}

/// How long the prefix of an indexed set of `size` hashes is: found by partners of any size (containment: by larger ones).
pub(super) fn prefix(size: usize, similarity: Similarity) -> usize {
    (size + 1).saturating_sub(similarity.needed_by(size as u32) as usize)
}

/// Whether all hashes are indexed: a small set's partner may share its few hashes anywhere.
pub(super) fn whole(similarity: Similarity) -> bool {
    similarity.measure() == Measure::Containment
}
