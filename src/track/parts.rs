//! Items that fell apart or grew together: several items of one list whose texts stand in one item of the other.

use std::collections::BTreeMap;

use super::likeness::common;
use super::side::Side;

/// A part has most of its pairs of neighbouring words in the whole; a tenth may be lost at its edges and another to a new title.
const INSIDE: f64 = 0.75;
/// The parts together hold most of the whole, else they are excerpts.
const COVER: f64 = 0.6;
/// A part says something: fewer pairs of words may stand anywhere by chance.
const PAIRS: usize = 6;

/// For each whole (an item of `wholes`) its parts: items of `parts`, two at least, that each stand in it, not on the
/// same words, and together make up most of it. `matched` is the whole's one-to-one partner, which must then be one of the parts;
/// all others must be `free`. Each part is of one whole: the one it stands in most fully.
pub(super) fn parts(
    wholes: &Side<'_>,
    parts: &Side<'_>,
    matched: impl Fn(usize) -> Option<usize>,
    partner: impl Fn(usize) -> Option<usize>,
    near: &[(usize, usize)],
) -> BTreeMap<usize, Vec<usize>> {
    // The best whole of each free part; ties go to the whole that comes first.
    let mut best: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for &(whole, part) in near.iter().filter(|(_, part)| partner(*part).is_none()) {
        let inside = inside(wholes, whole, parts, part);
        if inside > best.get(&part).map_or(0, |b| b.0) {
            best.insert(part, (inside, whole));
        }
    }
    let mut found: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (part, (_, whole)) in best {
        found.entry(whole).or_default().push(part);
    }
    found.retain(|&whole, all| {
        if let Some(first) = matched(whole) {
            if inside(wholes, whole, parts, first) == 0 {
                return false;
            }
            all.push(first);
        }
        all.sort_unstable();
        let mut covered: Vec<u64> = Vec::new();
        // Copies of one part don't make a split: each must bring words of its own.
        all.retain(|&part| {
            let own = common(&wholes.views[whole].pairs, &parts.views[part].pairs);
            let fresh = own.iter().filter(|p| covered.binary_search(p).is_err()).count();
            let brings = fresh as f64 >= own.len() as f64 * INSIDE;
            if brings {
                covered.extend(own);
                covered.sort_unstable();
                covered.dedup();
            }
            brings
        });
        let kept_match = matched(whole).is_none_or(|first| all.contains(&first));
        kept_match && all.len() > 1 && covered.len() as f64 >= wholes.views[whole].pairs.len() as f64 * COVER
    });
    found
}

/// How many of a part's pairs of words stand in the whole; 0 where too few do.
fn inside(wholes: &Side<'_>, whole: usize, parts: &Side<'_>, part: usize) -> usize {
    let (all, some) = (&wholes.views[whole].pairs, &parts.views[part].pairs);
    let shared = common(all, some).len();
    if shared < PAIRS || (shared as f64) < some.len() as f64 * INSIDE { 0 } else { shared }
}
