//! What other thresholds would give, and whether scores keep their promise.

use super::tally::{self, Answer};
use super::{Labels, cluster};
use crate::compare::Comparer;
use crate::error::Result;
use crate::model::{Bin, Evaluation, Item, Observer, Pair, Relation, Step};

/// Thresholds lie this far apart.
const STEP: f64 = 0.05;

/// A threshold is suggested from the middle of those whose F1 lies within this of the best: the peak itself is noise.
const LEVEL: f64 = 0.005;

/// Fills in the sweep, the suggestion and the calibration.
pub(super) fn sweep(
    evaluation: &mut Evaluation,
    items: &[Item],
    labels: &Labels,
    comparer: &Comparer,
    observer: &dyn Observer,
) -> Result<()> {
    let pairs: Vec<Pair> = comparer.scored(STEP, observer)?.into_iter().filter(|pair| pair.relation.joins()).collect();
    let mut thresholds: Vec<f64> = (1..20).map(|step| f64::from(step) * STEP).collect();
    thresholds.retain(|threshold| (threshold - comparer.threshold()).abs() > 1e-9);
    thresholds.push(comparer.threshold());
    thresholds.sort_by(f64::total_cmp);
    for threshold in thresholds {
        let kept: Vec<Pair> = pairs.iter().filter(|pair| pair.score >= threshold - 1e-9).cloned().collect();
        let links: Vec<(usize, usize)> = kept.iter().map(|pair| (pair.a, pair.b)).collect();
        let clusters = cluster::decided(items, &kept, &comparer.links());
        let of = tally::groups(items.len(), clusters.iter().map(|c| c.members.iter().map(|m| m.item).collect()));
        evaluation.sweep.push(Step {
            threshold,
            links: tally::plain(&Answer::Links(&links), labels),
            clusters: tally::plain(&Answer::Groups(&of), labels),
        });
    }
    evaluation.suggested = suggested(&evaluation.sweep);
    calibration(evaluation, labels, &pairs);
    Ok(())
}

/// The middle of the stretch of thresholds around the best that are as good.
fn suggested(sweep: &[Step]) -> Option<f64> {
    let f1 = |i: usize| sweep[i].clusters[2];
    let best = (0..sweep.len()).max_by(|&i, &j| f1(i).total_cmp(&f1(j)))?;
    let level = |i: &usize| f1(*i) >= f1(best) - LEVEL;
    let first = (0..best).rev().take_while(level).last().unwrap_or(best);
    let last = (best..sweep.len()).take_while(level).last().unwrap_or(best);
    Some(sweep[usize::midpoint(first, last)].threshold)
}

fn calibration(evaluation: &mut Evaluation, labels: &Labels, pairs: &[Pair]) {
    let judged: Vec<(&Pair, bool)> = pairs.iter().filter_map(|p| Some((p, labels.judge(p.a, p.b)?))).collect();
    let (copies, told): (Vec<_>, Vec<_>) = judged.into_iter().partition(|(p, _)| p.relation == Relation::Identical);
    evaluation.identical = (copies.len() as u64, copies.iter().filter(|(_, same)| *same).count() as u64);
    let bins = (0..10).map(|i| (f64::from(i) / 10.0, f64::from(i + 1) / 10.0));
    evaluation.calibration = bins.map(|(from, to)| bin(&told, from, to)).filter(|bin| bin.links > 0).collect();
    evaluation.at_least = (10..20).map(|i| bin(&told, f64::from(i) * STEP, 1.0)).filter(|bin| bin.links > 0).collect();
}

fn bin(judged: &[(&Pair, bool)], from: f64, to: f64) -> Bin {
    let inside = |score: f64| score >= from && (score < to || to >= 1.0);
    let within: Vec<&(&Pair, bool)> = judged.iter().filter(|(pair, _)| inside(pair.score)).collect();
    let right = within.iter().filter(|(_, same)| *same).count() as u64;
    let links = within.len() as u64;
    let score = within.iter().map(|(pair, _)| pair.score).sum::<f64>() / links.max(1) as f64;
    Bin { from, to, links, right, score, share: tally::wilson(right, links) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_the_middle_of_the_best_stretch() {
        let step = |(i, f): (usize, &f64)| Step { threshold: i as f64, links: [0.0; 3], clusters: [0.0, 0.0, *f] };
        let sweep: Vec<Step> = [0.5, 0.9, 0.901, 0.899, 0.6, 0.9].iter().enumerate().map(step).collect();
        assert_eq!(suggested(&sweep), Some(2.0));
        assert_eq!(suggested(&[]), None);
    }
}
