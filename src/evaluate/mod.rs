//! Answers held against labels: how right, how complete, how sure, and where they go wrong.
//!
//! What is counted, in one place: *links* are the pairs that the model accepts, *clusters* what they join, *stories*
//! what clusters and follow-ups join. Intervals come from a cluster bootstrap: what is drawn anew are not pairs (they
//! depend on each other) but whole islands, the connected components of found and labelled pairs together.

mod cases;
mod labels;
mod sweep;
mod tally;

pub use labels::{Labels, parse};

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::cluster;
use crate::compare::Comparer;
use crate::error::Result;
use crate::model::{Candidate, Evaluation, Item, Observer, Outcome, Pair, Relation};
use tally::{Answer, Bootstrap};

/// What the caller may say about an evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Score follow-ups instead of what is the same.
    pub follow_ups: bool,
    /// Two items with one text are the same whatever their labels say: labels made of URLs part copies.
    pub trust_identical: bool,
    /// Only pairs within an issue, and between neighbouring ones, count.
    pub neighbours: bool,
    /// Misses and false links to show.
    pub cases: usize,
    /// Samples that the intervals are made of.
    pub samples: usize,
    /// Seed of the samples.
    pub seed: u64,
    /// Keep all labelled pairs with their measures.
    pub candidates: bool,
}

impl Default for Options {
    fn default() -> Self {
        // 1,000 samples: the ends of a 95 % interval then rest on 25 samples each.
        Options {
            follow_ups: false,
            trust_identical: false,
            neighbours: false,
            cases: 5,
            samples: 1000,
            seed: 1,
            candidates: false,
        }
    }
}

/// Holds what the model says of `items` against `labels`.
///
/// Time: that of finding pairs, and of clustering them once for each step of the sweep.
///
/// # Errors
/// Where `observer` wants the run to stop.
pub fn evaluate(
    items: &[Item],
    labels: &Labels,
    comparer: &Comparer,
    options: &Options,
    observer: &dyn Observer,
) -> Result<Evaluation> {
    let pairs = comparer.scored(comparer.threshold(), observer)?;
    let mut labels = Cow::Borrowed(labels);
    if options.trust_identical {
        let identical = pairs.iter().filter(|p| p.relation == Relation::Identical);
        labels = Cow::Owned(labels.joined(identical.map(|p| (p.a, p.b))));
    }
    if options.neighbours {
        labels = Cow::Owned(labels.of_neighbours(items));
    }
    let labels = &*labels;
    let bootstrap = Bootstrap { samples: options.samples, seed: options.seed };
    let mut evaluation = Evaluation {
        labelled: labels.labelled(),
        joined: labels.joined_pairs(),
        threshold: comparer.threshold(),
        ..Evaluation::default()
    };
    if options.follow_ups {
        let found = told_on(&pairs);
        evaluation.outcomes = vec![tally::outcome("follow-ups", &Answer::Links(&found), labels, bootstrap)];
        cases::of_links(&mut evaluation, comparer, labels, &found, options.cases);
        return Ok(evaluation);
    }
    let links: Vec<(usize, usize)> = pairs.iter().filter(|p| p.relation.joins()).map(|p| (p.a, p.b)).collect();
    let clusters = cluster::decided(items, &pairs, &comparer.links());
    let stories = cluster::stories(items.len(), &clusters, &pairs);
    let of_clusters = tally::groups(items.len(), clusters.iter().map(|c| c.members.iter().map(|m| m.item).collect()));
    let of_stories = tally::over(&of_clusters, &stories);
    evaluation.outcomes = answers(&links, &of_clusters, &of_stories, labels, bootstrap);
    sweep::sweep(&mut evaluation, items, labels, comparer, observer)?;
    cases::of_clusters(&mut evaluation, comparer, labels, &pairs, &of_clusters, options.cases);
    let identical = |p: &&Pair| p.relation == Relation::Identical;
    let copies: BTreeSet<(usize, usize)> = pairs.iter().filter(identical).map(|p| (p.a, p.b)).collect();
    let seen = comparer.candidates(observer)?;
    let met = seen.iter().filter(|pair| !copies.contains(pair)).chain(&copies);
    let met = met.filter(|&&(a, b)| labels.judge(a, b) == Some(true)).count() as u64;
    evaluation.unseen = evaluation.joined - met;
    if options.candidates {
        let all = copies.iter().map(|&pair| (pair, true)).chain(seen.into_iter().map(|pair| (pair, false)));
        evaluation.candidates =
            all.filter_map(|((a, b), identical)| candidate(comparer, labels, (a, b), identical)).collect();
    }
    Ok(evaluation)
}

fn answers(
    links: &[(usize, usize)],
    clusters: &[usize],
    stories: &[usize],
    labels: &Labels,
    bootstrap: Bootstrap,
) -> Vec<Outcome> {
    let answers =
        [("links", Answer::Links(links)), ("clusters", Answer::Groups(clusters)), ("stories", Answer::Groups(stories))];
    answers.iter().map(|(name, answer)| tally::outcome(name, answer, labels, bootstrap)).collect()
}

fn told_on(pairs: &[Pair]) -> Vec<(usize, usize)> {
    pairs.iter().filter(|p| p.relation == Relation::FollowUp).map(|p| (p.a, p.b)).collect()
}

fn candidate(comparer: &Comparer, labels: &Labels, (a, b): (usize, usize), identical: bool) -> Option<Candidate> {
    let same = labels.judge(a, b)?;
    Some(Candidate { a, b, same, identical, score: comparer.similarity(a, b), measures: comparer.measured(a, b) })
}
