//! Votes and grammar → one state a unit: the cheapest description of the issue.
//!
//! Every sequence of states costs what its transitions and the units' votes cost, in nats; Viterbi finds the cheapest
//! (see [`super::trellis`]).
//! Then the document becomes its own codebook: from the first decoding it is counted which look of unit was which state
//! and which state followed which, and the second decoding pays by these counts. So a look that mostly is a title is a
//! title everywhere, and of several templates that would do, the one that describes the whole issue most cheaply wins:
//! the two-part code of the minimum description length principle (Rissanen 1978) by iterated hard decoding.
//! All steps are linear in the number of units.

use super::codebook::{Looks, MOST};
use super::state::{self, STATES, State};
use super::trellis::{Lanes, Matrix, certainty, padded, viterbi};
use super::unit::Unit;
use super::verdict::judge;
use super::votes::Votes;

/// The chosen states with how sure each is.
#[derive(Debug, Default)]
pub(super) struct Decoded {
    /// One state a unit.
    pub states: Vec<State>,
    /// Probability under the model that an item's title stands (or doesn't, as chosen) at the unit.
    pub sure: Vec<f32>,
}

/// Decodes `units` by `votes`.
pub(super) fn decode(units: &[Unit], votes: &Votes) -> Decoded {
    if units.is_empty() {
        return Decoded::default();
    }
    let looks = Looks::read(units, votes);
    let grammar = grammar();
    let mut scores: Vec<Lanes> = (0..units.len()).map(|i| padded(votes.of(i))).collect();
    let mut best = Vec::with_capacity(units.len());
    let mut states = viterbi(&scores, &grammar, &mut best);
    let mut sharpened = grammar;
    let mut verdicts = Vec::new();
    for _ in 0..ROUNDS {
        sharpened = sharpen(&grammar, &states);
        looks.adapt(votes, &states, &mut scores);
        judge(units, &states, &mut verdicts);
        verdicts.iter().for_each(|v| scores[v.unit][v.state as usize] += v.weight);
        states = viterbi(&scores, &sharpened, &mut best);
    }
    let sure = certainty(&mut scores, &sharpened, &states, &mut best);
    Decoded { states, sure }
}

/// Rounds of re-estimation: the second mends what the first counted from its own mistakes.
const ROUNDS: usize = 2;

fn grammar() -> Matrix {
    let mut matrix = [[0.0; STATES]; STATES];
    for (from, row) in State::ALL.into_iter().zip(&mut matrix) {
        for (to, cell) in State::ALL.into_iter().zip(row) {
            *cell = state::follows(Some(from), to);
        }
    }
    matrix
}

/// The grammar, sharpened by how often one state followed another in this document.
fn sharpen(grammar: &Matrix, states: &[State]) -> Matrix {
    let mut counts = [[0.0f32; STATES]; STATES];
    for pair in states.windows(2) {
        counts[pair[0] as usize][pair[1] as usize] += 1.0;
    }
    let mut sharpened = *grammar;
    for (f, row) in sharpened.iter_mut().enumerate() {
        let seen: f32 = counts[f].iter().sum();
        // What the grammar itself would expect, as so many observations.
        let prior: f32 = grammar[f].iter().map(|g| g.exp()).sum();
        for (t, cell) in row.iter_mut().enumerate() {
            let expected = grammar[f][t].exp() / prior;
            let observed = (counts[f][t] + PRIOR * expected) / (seen + PRIOR);
            *cell += (observed / expected).ln().clamp(-MOST, MOST);
        }
    }
    sharpened
}

/// Observations that the grammar counts for: as much as a short issue's items.
const PRIOR: f32 = 8.0;
