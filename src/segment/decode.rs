//! Votes and grammar → one state a unit: the cheapest description of the issue.
//!
//! Every sequence of states costs what its transitions and the units' votes cost, in nats; Viterbi finds the cheapest.
//! Then the document becomes its own codebook: from the first decoding it is counted which look of unit was which state
//! and which state followed which, and the second decoding pays by these counts. So a look that mostly is a title is a
//! title everywhere, and of several templates that would do, the one that describes the whole issue most cheaply wins:
//! the two-part code of the minimum description length principle (Rissanen 1978) by iterated hard decoding.
//! All steps are linear in the number of units.

use super::codebook::{Looks, MOST};
use super::state::{self, HEADS, NEVER, STATES, Scores, State};
use super::template;
use super::unit::Unit;
use super::votes::Votes;

/// The chosen states with how sure each is.
#[derive(Debug, Default)]
pub(super) struct Decoded {
    /// One state a unit.
    pub states: Vec<State>,
    /// Probability under the model that an item's title stands (or doesn't, as chosen) at the unit.
    pub sure: Vec<f32>,
}

type Matrix = [Scores; STATES];

/// Decodes `units` by `votes`.
pub(super) fn decode(units: &[Unit], votes: &Votes) -> Decoded {
    if units.is_empty() {
        return Decoded::default();
    }
    let looks = Looks::read(units, votes);
    let grammar = grammar();
    let mut scores: Vec<Scores> = (0..units.len()).map(|i| *votes.of(i)).collect();
    let mut best = Vec::with_capacity(units.len());
    let mut states = viterbi(&scores, &grammar, &mut best);
    let mut sharpened = grammar;
    for _ in 0..ROUNDS {
        sharpened = sharpen(&grammar, &states);
        scores = looks.adapt(votes, &states);
        template::adjust(units, &states, &mut scores);
        states = viterbi(&scores, &sharpened, &mut best);
    }
    let sure = certainty(scores, &sharpened, &states, best);
    Decoded { states, sure }
}

/// Rounds of re-estimation; a third changed nothing on any seen layout.
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

fn start(to: usize) -> f32 {
    state::follows(None, State::ALL[to])
}

/// The best sequence of states. What each state costs best is kept for every unit in `best`; where it came from is asked
/// on the way back only, for the one state that is on it.
fn viterbi(scores: &[Scores], grammar: &Matrix, best: &mut Vec<Scores>) -> Vec<State> {
    best.clear();
    let mut last: Scores = std::array::from_fn(|s| start(s) + scores[0][s]);
    best.push(last);
    for unit in &scores[1..] {
        let mut reached = [f32::MIN; STATES];
        for (from, row) in last.iter().zip(grammar) {
            for to in 0..STATES {
                reached[to] = larger(from + row[to], reached[to]);
            }
        }
        for to in 0..STATES {
            last[to] = reached[to] + unit[to];
        }
        // Sums stay small on long issues: only differences matter.
        let top = last.iter().copied().fold(f32::MIN, larger);
        for score in &mut last {
            *score -= top;
        }
        best.push(last);
    }
    let mut state = (0..STATES).max_by(|a, b| last[*a].total_cmp(&last[*b])).unwrap_or(0);
    let mut states = vec![State::ALL[state]; scores.len()];
    for (slot, before) in states.iter_mut().zip(best.iter()).rev().skip(1) {
        let mut reached = f32::MIN;
        let to = state;
        for (from, (score, row)) in before.iter().zip(grammar).enumerate() {
            if score + row[to] > reached {
                (reached, state) = (score + row[to], from);
            }
        }
        *slot = State::ALL[state];
    }
    states
}

/// The larger one; unlike [`f32::max`] one instruction, as no score is undefined.
fn larger(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
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
            *cell += (ADAPT * (observed / expected).ln()).clamp(-MOST, MOST);
        }
    }
    sharpened
}

/// Observations that the grammar counts for: as much as a short issue's items.
const PRIOR: f32 = 8.0;
/// Share of the document's own evidence that is paid out; below 1, since a first decoding's errors are in it.
const ADAPT: f32 = 1.0;
/// Forward-backward: how probable it is that a title stands at each unit where the decoding put one (or none). `forward`
/// is scratch space.
fn certainty(mut scores: Vec<Scores>, grammar: &Matrix, states: &[State], mut forward: Vec<Scores>) -> Vec<f32> {
    let odds: Matrix = grammar.map(|row| row.map(|g| exp(g / COOL)));
    let mut turned: Matrix = [[0.0; STATES]; STATES];
    (0..STATES).for_each(|f| (0..STATES).for_each(|t| turned[t][f] = odds[f][t]));
    for unit in &mut scores {
        let top = unit.iter().copied().fold(f32::MIN, larger);
        for score in unit {
            *score = exp((*score - top) / COOL);
        }
    }
    forward.clear();
    let mut here: Scores = std::array::from_fn(|s| exp(start(s).max(NEVER) / COOL));
    for emitted in &scores {
        if let Some(before) = forward.last() {
            here = spread(before, &odds);
        }
        forward.push(scaled(&product(&here, emitted)));
    }
    let mut behind = [1.0f32 / STATES as f32; STATES];
    let mut sure = vec![0.0; scores.len()];
    for i in (0..scores.len()).rev() {
        let joint = product(&forward[i], &behind);
        let heads: f32 = HEADS.iter().map(|s| joint[*s as usize]).sum::<f32>() / total(&joint);
        sure[i] = if states[i].heads() { heads } else { 1.0 - heads };
        behind = scaled(&spread(&product(&behind, &scores[i]), &turned));
    }
    sure
}

/// What each state is passed by all states of `from`, by their rows of `odds`.
fn spread(from: &Scores, odds: &Matrix) -> Scores {
    let mut to = [0.0; STATES];
    for (share, row) in from.iter().zip(odds) {
        for t in 0..STATES {
            to[t] += share * row[t];
        }
    }
    to
}

fn product(a: &Scores, b: &Scores) -> Scores {
    let mut product = *a;
    for s in 0..STATES {
        product[s] *= b[s];
    }
    product
}

/// The sum; never 0.
fn total(scores: &Scores) -> f32 {
    let (head, rest) = scores.split_at(4);
    let mut sums = [head[0], head[1], head[2], head[3]];
    for chunk in rest.chunks_exact(4) {
        for (sum, score) in sums.iter_mut().zip(chunk) {
            *sum += score;
        }
    }
    let left: f32 = rest.chunks_exact(4).remainder().iter().sum();
    (sums.iter().sum::<f32>() + left).max(f32::MIN_POSITIVE)
}

fn scaled(scores: &Scores) -> Scores {
    let share = 1.0 / total(scores);
    let mut scaled = *scores;
    for score in &mut scaled {
        *score *= share;
    }
    scaled
}

/// e to the power of `x`, which is at most 0, to five digits: 2 to the power of a whole number, put into the exponent's
/// bits, times the Taylor series of the rest. The library's takes a call for each of a unit's states.
fn exp(x: f32) -> f32 {
    /// Adding it leaves no bits for a fraction.
    const WHOLE: f32 = 12_582_912.0;
    let power = larger(x, LEAST) * std::f32::consts::LOG2_E;
    let shifted = power + WHOLE;
    let rest = (power - (shifted - WHOLE)) * std::f32::consts::LN_2;
    let series = [1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0].iter().fold(1.0 / 720.0, |sum, c| sum * rest + c);
    f32::from_bits(series.to_bits().wrapping_add(shifted.to_bits() << 23))
}

/// What lies further below counts as much as nothing, and must not become 0.
const LEAST: f32 = -80.0;

/// Cues overlap (a heading is also short and set apart), so their sum overstates; dividing all nats by this before they
/// become probabilities made the stated confidence match the share that was right, see docs/segmentation.md.
const COOL: f32 = 2.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_are_right_to_five_digits() {
        for n in 0..800 {
            let x = -0.1 * n as f32;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-5, "{x}: {} {}", exp(x), x.exp());
        }
        assert!(exp(-1e30) > 0.0);
    }
}
