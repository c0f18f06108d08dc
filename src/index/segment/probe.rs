//! Which records of a segment are similar to some sets.
//!
//! Prefix filter as in the batch join (see [`join`](crate::join)), with the segment's own order: the buckets that the sets' prefixes
//! fall into are read once each, in order; what they name is verified on the records themselves.

use std::ops::Range;

use rayon::prelude::*;

use super::super::batch::Sets;
use super::super::bits::Unpack;
use super::super::blobs::Parts;
use super::super::order::Order;
use super::{PREFIXES, RECORDS, RESTS, Segment, place, prefix, whole};
use crate::error::{Error, Result};
use crate::join::Similarity;
use crate::model::Observer;

/// Candidates that are held at a time: 64 MiB. Where sets have more, they are asked in smaller groups.
const CANDIDATES: usize = 8 << 20;
/// Look-ups of one task, and candidates of one.
const TASK: usize = 8192;

/// A similar record.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::index) struct Hit {
    /// Which of the sets.
    pub query: u32,
    /// Number of the record in its segment.
    pub id: u32,
    pub score: f64,
    /// The words are equal, too.
    pub identical: bool,
}

/// The record, and which set it may be similar to.
type Candidate = (u32, u32);

/// Look-ups: hash and set, by hash.
type Lookups = Vec<(u64, u32)>;

/// What some sets look up, whatever the segment: made once for all of them.
pub(in crate::index) struct Probes<'a> {
    sets: &'a Sets,
    similarity: Similarity,
    /// The sets' prefixes where no hash is frequent: their first hashes.
    prefixes: Lookups,
    /// Containment: all hashes.
    wholes: Lookups,
}

impl<'a> Probes<'a> {
    /// O(n log n) for n hashes.
    pub(in crate::index) fn new(sets: &'a Sets, similarity: Similarity) -> Self {
        let all = whole(similarity);
        let take = |length: fn(usize, Similarity) -> usize| {
            let mut lookups: Lookups = (0..sets.len())
                .flat_map(|query| {
                    let set = sets.set(query);
                    set[..length(set.len(), similarity)].iter().map(move |&hash| (hash, query as u32))
                })
                .collect();
            lookups.par_sort_unstable();
            lookups
        };
        let wholes = if all { take(|size, _| size) } else { Lookups::new() };
        Probes { sets, similarity, prefixes: take(prefix), wholes }
    }

    /// For sets whose prefixes hold hashes that are frequent in `order`: what stands in their prefixes instead.
    fn replaced(&self, order: &Order, mut touched: Vec<u32>) -> Lookups {
        touched.par_sort_unstable();
        touched.dedup();
        let replace = |&query: &u32| {
            let (set, mut arranged) = (self.sets.set(query as usize), Vec::new());
            let length = prefix(set.len(), self.similarity);
            order.arrange(set, length, false, &mut arranged);
            let behind = set.get(length).copied().unwrap_or(u64::MAX);
            // The others are looked up as usual.
            arranged.retain(|hash| *hash >= behind || order.frequent.contains_key(hash));
            arranged.into_iter().map(|hash| (hash, query)).collect::<Lookups>()
        };
        let mut lookups = touched.par_iter().map(replace).collect::<Vec<_>>().concat();
        lookups.par_sort_unstable();
        lookups
    }
}

/// The records of `segment` that are similar to one of the sets that ask, ordered by set and record; of deliveries before
/// `before` only, where there is one.
pub(in crate::index) fn similar(
    segment: &Segment,
    probes: &Probes<'_>,
    before: Option<u64>,
    observer: &dyn Observer,
) -> Result<Vec<Hit>> {
    if segment.records() == 0 || before.is_some_and(|before| segment.first_delivery >= before) {
        return Ok(Vec::new());
    }
    let mut groups: Vec<Range<usize>> = std::iter::once(0..probes.sets.len()).collect();
    let mut hits = Vec::new();
    while let Some(group) = groups.pop() {
        if observer.cancelled() {
            return Err(Error::cancelled());
        }
        match candidates(segment, probes, group.clone())? {
            Some(candidates) => hits.extend(verify(segment, probes, &candidates, before)?),
            None => {
                let middle = group.start + group.len() / 2;
                groups.extend([group.start..middle, middle..group.end]);
            }
        }
    }
    hits.par_sort_unstable_by_key(|hit| (hit.query, hit.id));
    Ok(hits)
}

/// Who shares an entry; `None` where they are too many to hold, and more than one set asks.
fn candidates(segment: &Segment, probes: &Probes<'_>, queries: Range<usize>) -> Result<Option<Vec<Candidate>>> {
    let order = segment.order()?;
    let mut search = Search { segment, queries, all: Vec::new(), touched: Vec::new() };
    let ordered = if whole(probes.similarity) { RESTS } else { PREFIXES };
    let fit =
        search.look_up(PREFIXES, &probes.wholes, None)? && search.look_up(ordered, &probes.prefixes, Some(order))?;
    let replaced = probes.replaced(order, std::mem::take(&mut search.touched));
    if !fit || !search.look_up(ordered, &replaced, None)? {
        return Ok(None);
    }
    search.all.par_sort_unstable();
    search.all.dedup();
    Ok(Some(search.all))
}

/// A search for candidates.
struct Search<'a> {
    segment: &'a Segment,
    /// The sets that ask.
    queries: Range<usize>,
    all: Vec<Candidate>,
    /// Sets that have looked up a frequent hash.
    touched: Vec<u32>,
}

impl Search<'_> {
    /// Adds what some look-ups find, but for those of hashes that are frequent in `order`; false where they are too many.
    fn look_up(&mut self, section: usize, lookups: &Lookups, order: Option<&Order>) -> Result<bool> {
        if self.segment.foot.sections[section].count == 0 {
            return Ok(true);
        }
        // Where most buckets are read, better one after the other.
        let run = lookups.len() as u64 * 4 > self.segment.foot.sections[section].count;
        for stretch in lookups.chunks(TASK * 64) {
            let tasks = stretch.par_chunks(TASK).map(|task| self.scan(section, run, task, order));
            for (found, touched) in tasks.collect::<Result<Vec<_>>>()? {
                self.all.extend(found);
                self.touched.extend(touched);
            }
            if self.all.len() > CANDIDATES {
                self.all.par_sort_unstable();
                self.all.dedup();
                if self.all.len() > CANDIDATES && self.queries.len() > 1 {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// The candidates of one task's look-ups, and the sets that looked up a frequent hash.
    fn scan(
        &self,
        section: usize,
        run: bool,
        lookups: &[(u64, u32)],
        order: Option<&Order>,
    ) -> Result<(Vec<Candidate>, Vec<u32>)> {
        let segment = self.segment;
        let mut parts = segment.parts(section, run);
        let (buckets, id_bits) = (segment.foot.sections[section].count, segment.foot.id_bits());
        let (mut found, mut touched, mut entries, mut open) = (Vec::new(), Vec::new(), Vec::new(), None);
        for &(hash, query) in lookups.iter().filter(|lookup| self.queries.contains(&(lookup.1 as usize))) {
            if order.is_some_and(|order| order.frequent.contains_key(&hash)) {
                touched.push(query);
                continue;
            }
            let (bucket, bits) = place(hash, buckets);
            if open != Some(bucket) {
                entries.clear();
                read_bucket(segment, section, bucket, &mut parts, &mut entries)?;
                open = Some(bucket);
            }
            let from = entries.partition_point(|entry| entry >> id_bits < bits);
            let mine = entries[from..].iter().take_while(|entry| *entry >> id_bits == bits);
            found.extend(mine.map(|entry| ((entry & !(u64::MAX << id_bits)) as u32, query)));
        }
        Ok((found, touched))
    }
}

/// Appends the entries of a bucket.
pub(super) fn read_bucket(
    segment: &Segment,
    section: usize,
    bucket: u64,
    parts: &mut Parts<'_>,
    entries: &mut Vec<u64>,
) -> Result<()> {
    let mut unpack = Unpack(parts.part(bucket)?);
    let read = unpack.number().and_then(|count| unpack.list(usize::try_from(count).ok()?, entries));
    read.filter(|()| unpack.0.is_empty()).ok_or_else(|| segment.nonsense(section, bucket))
}

/// Those of `candidates` that are similar.
fn verify(
    segment: &Segment,
    &Probes { sets, similarity, .. }: &Probes<'_>,
    candidates: &[Candidate],
    before: Option<u64>,
) -> Result<Vec<Hit>> {
    let run = candidates.len() as u64 * 4 > segment.records();
    let check = |task: &[Candidate]| {
        let (mut parts, mut set, mut hits) = (segment.parts(RECORDS, run), Vec::new(), Vec::new());
        for same in task.chunk_by(|a, b| a.0 == b.0) {
            let id = same[0].0;
            let record = segment.record(u64::from(id), &mut parts, &mut set)?;
            if before.is_some_and(|before| record.delivery >= before) {
                continue;
            }
            for &(_, query) in same {
                let asked = sets.set(query as usize);
                let needed = similarity.needed(set.len() as u32, asked.len() as u32);
                let Some(common) = common(&set, asked, needed) else { continue };
                let score = similarity.score(common, set.len() as u32, asked.len() as u32);
                let equal = set.len() == asked.len() && common as usize == set.len();
                let identical = equal && record.key == sets.key(query as usize);
                hits.push(Hit { query, id, score, identical });
            }
        }
        Ok(hits)
    };
    let hits: Vec<Vec<Hit>> = candidates.par_chunks(TASK).map(check).collect::<Result<_>>()?;
    Ok(hits.into_iter().flatten().collect())
}

/// How many hashes two ascending sets have in common; `None`, early where possible, where they are fewer than `needed`.
pub(in crate::index) fn common(a: &[u64], b: &[u64], needed: u32) -> Option<u32> {
    let (mut at, mut to, mut common) = (0, 0, 0);
    while at < a.len() && to < b.len() {
        let (x, y) = (a[at], b[to]);
        common += u32::from(x == y);
        at += usize::from(x <= y);
        to += usize::from(y <= x);
        if common as usize + (a.len() - at).min(b.len() - to) < needed as usize {
            return None;
        }
    }
    (common >= needed).then_some(common)
}
