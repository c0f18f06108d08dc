use serde::Serialize;

use super::Verdict;

/// A share with its 95 % confidence interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Estimate {
    /// As measured.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

/// How right and how complete an answer is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Quality {
    /// Share of what was found that is right; 1 where nothing was found.
    pub precision: Estimate,
    /// Share of what there is that was found; 1 where there is nothing.
    pub recall: Estimate,
    /// Harmonic mean of both.
    pub f1: Estimate,
}

/// How well groups agree with labelled groups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Agreement {
    /// Averaged over items (Bagga & Baldwin 1998).
    pub bcubed: Quality,
    /// Pairs judged alike, beyond chance (Hubert & Arabie 1985); 1 for perfect.
    pub adjusted_rand: f64,
    /// Times that a group must be split …
    pub splits: u64,
    /// … and that two of the pieces must be merged, until all is as labelled.
    pub merges: u64,
}

/// One way to answer which items belong together, held against labels.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcome {
    /// "links", "clusters", "stories" or "follow-ups".
    pub name: &'static str,
    /// Pairs among labelled items that the answer joins.
    pub found: u64,
    /// Those of them that the labels join too.
    pub right: u64,
    /// Over pairs.
    pub pairs: Quality,
    /// Over groups; `None` where labels are pairs or the answer has no groups.
    pub groups: Option<Agreement>,
}

/// What one threshold gives: precision, recall and F1 over pairs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Step {
    /// Links with this score and more.
    pub threshold: f64,
    /// Of the links themselves.
    pub links: [f64; 3],
    /// Of the clusters they make.
    pub clusters: [f64; 3],
}

/// Links whose score lies in a range, and how many of them are right.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bin {
    /// Scores from here …
    pub from: f64,
    /// … to below here (1 included).
    pub to: f64,
    /// Links in that range among labelled items.
    pub links: u64,
    /// Those that are right.
    pub right: u64,
    /// Their mean score.
    pub score: f64,
    /// Share that is right, with Wilson's interval.
    pub share: Estimate,
}

/// Two items on which answer and labels disagree.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Position of one item.
    pub a: usize,
    /// Position of the other.
    pub b: usize,
    /// What the model says of them, and why.
    pub verdict: Verdict,
}

/// A labelled pair that the model looked at, with all that was measured: what weights are fitted on.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Position of one item.
    pub a: usize,
    /// Position of the other.
    pub b: usize,
    /// Whether the labels join them.
    pub same: bool,
    /// Whether their texts are equal after normalization.
    pub identical: bool,
    /// Probability that they are the same item.
    pub score: f64,
    /// What each measure gives, by name; `None` where the items don't say enough.
    pub measures: Vec<(&'static str, Option<f64>)>,
}

/// An answer held against labels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evaluation {
    /// Items that have a label.
    pub labelled: usize,
    /// Pairs that the labels join.
    pub joined: u64,
    /// Pairs that the labels join and no comparison looked at, identical ones left out.
    pub unseen: u64,
    /// Each way to answer.
    pub outcomes: Vec<Outcome>,
    /// What each threshold would give, the lowest first.
    pub sweep: Vec<Step>,
    /// The threshold whose clusters have the best F1.
    pub suggested: Option<f64>,
    /// The threshold in force.
    pub threshold: f64,
    /// Identical pairs, and those of them that are right.
    pub identical: (u64, u64),
    /// Links that are not identical, by score: how often a score keeps its promise.
    pub calibration: Vec<Bin>,
    /// The same for links with a score of 0.5, 0.55, … and more.
    pub at_least: Vec<Bin>,
    /// Pairs that should be together and aren't, the least likely first.
    pub misses: Vec<Case>,
    /// Links that should not be, the most likely first.
    pub false_links: Vec<Case>,
    /// All labelled pairs that were looked at, identical ones included, where the caller wanted them.
    pub candidates: Vec<Candidate>,
}
