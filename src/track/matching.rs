//! Which old item is which new one.

use std::collections::{BTreeMap, BTreeSet};

use super::assign::assign;
use super::likeness::Likeness;
use super::options::{Decided, Options};
use super::order::in_place;
use super::parts::parts;
use super::side::{Lexicon, Side};
use crate::model::Item;

/// One old and one new item that are the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Match {
    pub old: usize,
    pub new: usize,
    /// How alike they are, from 0 to 1.
    pub score: f64,
    /// Whether it kept its place among the others.
    pub in_place: bool,
}

/// What belongs together in two lists.
#[derive(Debug, Default)]
pub(super) struct Matching {
    /// One to one, ordered by old item.
    pub matches: Vec<Match>,
    /// Old items by what they were split into.
    pub splits: BTreeMap<usize, Vec<usize>>,
    /// New items by what they were merged from.
    pub merges: BTreeMap<usize, Vec<usize>>,
}

/// Two prepared lists and what belongs together in them.
pub(super) struct Matched<'i> {
    pub old: Side<'i>,
    pub new: Side<'i>,
    pub matching: Matching,
    pub lexicon: Lexicon,
}

/// Matches two lists. Computed in one direction whichever list is the old one, so that the other direction gives the
/// same with the sides exchanged: ties and the last bit of every score included.
pub(super) fn matched<'i>(old: &'i [Item], new: &'i [Item], options: &Options) -> Matched<'i> {
    fn key(items: &[Item]) -> impl Iterator<Item = (&Option<String>, &String, &Option<String>)> {
        items.iter().map(|item| (&item.title, &item.body, &item.url))
    }
    if key(old).le(key(new)) {
        in_order(old, new, options)
    } else {
        let Matched { old: new, new: old, matching, lexicon } = in_order(new, old, options);
        Matched { old, new, matching: mirrored(matching), lexicon }
    }
}

fn in_order<'i>(old: &'i [Item], new: &'i [Item], options: &Options) -> Matched<'i> {
    let mut lexicon = Lexicon::default();
    let decided = options.decided(old, new);
    let old = Side::new(old, options, &mut lexicon);
    let new = Side::new(new, options, &mut lexicon);
    let matching = matching(&Likeness::new(&old, &new, &lexicon), &decided);
    Matched { old, new, matching, lexicon }
}

fn mirrored(matching: Matching) -> Matching {
    let turn = |m: Match| Match { old: m.new, new: m.old, ..m };
    let mut matches: Vec<Match> = matching.matches.into_iter().map(turn).collect();
    matches.sort_unstable_by_key(|m| m.old);
    Matching { matches, splits: matching.merges, merges: matching.splits }
}

fn matching(likeness: &Likeness<'_>, decided: &Decided) -> Matching {
    let mut partner = likeness.identical();
    let mut taken: BTreeSet<usize> = partner.values().copied().collect();
    for &(a, b) in &decided.same {
        if !partner.contains_key(&a) && taken.insert(b) {
            partner.insert(a, b);
        }
    }
    let mut candidates = likeness.candidates();
    candidates.retain(|pair| !decided.apart.contains(pair));
    let open = |a: usize, b: usize| !partner.contains_key(&a) && !taken.contains(&b);
    let assigned = assign(likeness.edges(&candidates, open));
    partner.extend(assigned);
    let (splits, merges) = split_and_merged(likeness, &candidates, &mut partner);
    let order: Vec<usize> = partner.values().copied().collect();
    let score = |pair| if decided.same.contains(&pair) { 1.0 } else { likeness.same(pair.0, pair.1).unwrap_or(0.0) };
    let matches = partner
        .iter()
        .zip(in_place(&order))
        .map(|((&old, &new), in_place)| Match { old, new, score: score((old, new)), in_place })
        .collect();
    Matching { matches, splits, merges }
}

type Groups = BTreeMap<usize, Vec<usize>>;

/// Splits and merges; what is in one is no longer a one-to-one partner. An item is in one of them at most.
fn split_and_merged(
    likeness: &Likeness<'_>,
    candidates: &BTreeSet<(usize, usize)>,
    partner: &mut BTreeMap<usize, usize>,
) -> (Groups, Groups) {
    let back: BTreeMap<usize, usize> = partner.iter().map(|(a, b)| (*b, *a)).collect();
    let (of_old, of_new) = (|a: usize| partner.get(&a).copied(), |b: usize| back.get(&b).copied());
    let forth: Vec<(usize, usize)> = candidates.iter().copied().collect();
    let turned: Vec<(usize, usize)> = candidates.iter().map(|(a, b)| (*b, *a)).collect();
    let splits = parts(likeness.old, likeness.new, of_old, of_new, &forth);
    let mut merges = parts(likeness.new, likeness.old, of_new, of_old, &turned);
    let split_into: BTreeSet<usize> = splits.values().flatten().copied().collect();
    merges.retain(|b, all| !split_into.contains(b) && all.iter().all(|a| !splits.contains_key(a)));
    partner.retain(|a, b| !splits.contains_key(a) && !merges.contains_key(b));
    (splits, merges)
}
