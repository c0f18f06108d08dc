//! Where answer and labels disagree most: to be read, not counted.

use std::collections::{BTreeMap, BTreeSet};

use super::Labels;
use crate::compare::Comparer;
use crate::model::{Case, Evaluation, Pair, Relation};

/// Fills in misses and false links of clusters; `of` names the group of each item.
pub(super) fn of_clusters(
    evaluation: &mut Evaluation,
    comparer: &Comparer,
    labels: &Labels,
    pairs: &[Pair],
    of: &[usize],
    wanted: usize,
) {
    // One case for each merge that is missing: a label's first item beside one of each other group that has some of it.
    let mut apart: BTreeMap<(usize, usize), (usize, usize)> = BTreeMap::new();
    for list in labels.together() {
        let first = list[0];
        for &other in list.iter().filter(|&&other| of[other] != of[first]) {
            apart.entry((of[first].min(of[other]), of[first].max(of[other]))).or_insert((first, other));
        }
    }
    let mut missed: Vec<(f64, (usize, usize))> =
        apart.into_values().map(|(a, b)| (comparer.similarity(a, b), (a, b))).collect();
    missed.sort_by(|x, y| x.0.total_cmp(&y.0).then(x.1.cmp(&y.1)));
    evaluation.misses = cases(comparer, missed.into_iter().map(|(_, pair)| pair).take(wanted));
    // Identical texts under two labels are the labels' matter; they are counted apart.
    let judged = |p: &&Pair| p.relation.joins() && p.relation != Relation::Identical;
    let mut wrong: Vec<&Pair> = pairs.iter().filter(judged).filter(|p| labels.judge(p.a, p.b) == Some(false)).collect();
    wrong.sort_by(|x, y| y.score.total_cmp(&x.score).then((x.a, x.b).cmp(&(y.a, y.b))));
    let mut seen = BTreeSet::new();
    let new = |pair: &&Pair| seen.insert((of[pair.a], of[pair.b]));
    evaluation.false_links = cases(comparer, wrong.into_iter().filter(new).map(|p| (p.a, p.b)).take(wanted));
}

/// Fills in misses and false links where links alone are the answer.
pub(super) fn of_links(
    evaluation: &mut Evaluation,
    comparer: &Comparer,
    labels: &Labels,
    found: &[(usize, usize)],
    wanted: usize,
) {
    let known: BTreeSet<(usize, usize)> = found.iter().copied().collect();
    evaluation.misses = cases(comparer, labels.same().filter(|pair| !known.contains(pair)).take(wanted));
    let wrong = found.iter().copied().filter(|&(a, b)| labels.judge(a, b) == Some(false));
    evaluation.false_links = cases(comparer, wrong.take(wanted));
}

fn cases(comparer: &Comparer, pairs: impl Iterator<Item = (usize, usize)>) -> Vec<Case> {
    pairs.map(|(a, b)| Case { a, b, verdict: comparer.compare(a, b) }).collect()
}
