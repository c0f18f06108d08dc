//! MinHash LSH: candidates by equal bands of signatures, verified exactly. What it finds is true, what it misses it predicts.
//!
//! A. Broder, On the Resemblance and Containment of Documents, SEQUENCES 1997; bands after P. Indyk, R. Motwani, STOC 1998.

use std::borrow::Cow;

use rayon::prelude::*;

use super::sets::{Groups, SetBlock};
use super::survivors::go_on;
use super::table::HashTable;
use super::{Match, Measure, Similarity};
use crate::error::{Error, Result};
use crate::fingerprint::{Bands, minhash};
use crate::model::Observer;

/// Signature values. 128: fewer lose recall or let too many candidates through, more cost time and memory.
const VALUES: usize = 128;
/// Predicted recall at the threshold, where it is lowest.
const RECALL: f64 = 0.98;

/// The bands that [`lsh_join`] uses at `similarity`'s threshold; [`Bands::recall`] predicts what it finds.
pub fn lsh_bands(similarity: Similarity) -> Bands {
    Bands::for_recall(similarity.threshold(), RECALL, VALUES)
}

/// Most of the pairs of groups whose sets are similar (see [`lsh_bands`]) and none that are not, ordered by group.
///
/// All sets are held in memory.
///
/// # Errors
/// Containment, which MinHash does not estimate; and when the observer stops it.
pub fn lsh_join(blocks: &[SetBlock], similarity: Similarity, observer: &dyn Observer) -> Result<(Groups, Vec<Match>)> {
    if similarity.measure() == Measure::Containment {
        return Err(Error::usage("MinHash can't find containment").way_out("use --method exact"));
    }
    let groups = Groups::new(blocks);
    let read = blocks.iter().map(|block| block.hashes.owned()).collect::<Result<Vec<_>>>()?;
    let sets: Vec<&[u64]> = first_sets(blocks, &read, &groups);
    let bands = lsh_bands(similarity);
    let keys = |(group, set): (usize, &&[u64])| -> Vec<(u64, u32)> {
        let signature = minhash(set, bands.values());
        bands.keys(&signature).map(|key| (key, group as u32)).collect()
    };
    let mut buckets: Vec<(u64, u32)> =
        sets.par_iter().enumerate().filter(|(_, set)| !set.is_empty()).flat_map_iter(keys).collect();
    go_on(observer)?;
    buckets.par_sort_unstable();
    let mut candidates: Vec<(u32, u32)> = buckets
        .par_chunk_by(|x, y| x.0 == y.0)
        .flat_map_iter(|bucket| {
            bucket.iter().enumerate().flat_map(|(at, &(_, b))| bucket[..at].iter().map(move |&(_, a)| (a, b)))
        })
        .collect();
    candidates.par_sort_unstable();
    candidates.dedup();
    go_on(observer)?;
    Ok((groups, verify(&sets, &candidates, similarity)))
}

/// Those of `candidates` (pairs of positions in `sets`, ordered) that are similar.
pub fn verify(sets: &[&[u64]], candidates: &[(u32, u32)], similarity: Similarity) -> Vec<Match> {
    let of_one = |pairs: &[(u32, u32)]| -> Vec<Match> {
        let mut table = HashTable::default();
        let left = sets[pairs[0].0 as usize];
        table.fill(left);
        let similar = |&(a, b): &(u32, u32)| {
            let (x, y) = (left.len() as u32, sets[b as usize].len() as u32);
            let common = table.common(sets[b as usize], similarity.needed(x, y))?;
            Some(Match { a, b, score: similarity.score(common, x, y) })
        };
        pairs.iter().filter_map(similar).collect()
    };
    candidates.par_chunk_by(|x, y| x.0 == y.0).flat_map_iter(of_one).collect()
}

/// The first set of each group, out of all hashes of the blocks.
fn first_sets<'a>(blocks: &'a [SetBlock], hashes: &'a [Cow<'_, [u64]>], groups: &Groups) -> Vec<&'a [u64]> {
    let all = blocks.iter().zip(hashes).flat_map(|(block, hashes)| block.divide(hashes));
    let first = |(text, set): (usize, &'a [u64])| groups.begun_by(text).map(|_| set);
    all.enumerate().filter_map(first).collect()
}
