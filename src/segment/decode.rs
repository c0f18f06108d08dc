//! Votes and grammar → one state a unit: the cheapest description of the issue.
//!
//! Every sequence of states costs what its transitions and the units' votes cost, in nats; Viterbi finds the cheapest.
//! Then the document becomes its own codebook: from the first decoding it is counted which look of unit was which state
//! and which state followed which, and the second decoding pays by these counts. So a look that mostly is a title is a
//! title everywhere, and of several templates that would do, the one that describes the whole issue most cheaply wins:
//! the two-part code of the minimum description length principle (Rissanen 1978) by iterated hard decoding.
//! All steps are linear in the number of units.

use super::codebook::{Looks, MOST};
use super::state::{self, NEVER, STATES, Scores, State};
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
    let mut states = viterbi(&scores, &grammar);
    let mut sharpened = grammar;
    for _ in 0..ROUNDS {
        sharpened = sharpen(&grammar, &states);
        scores = looks.adapt(votes, &states);
        template::adjust(units, &states, &mut scores);
        states = viterbi(&scores, &sharpened);
    }
    let sure = certainty(scores, &sharpened, &states);
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

/// The best sequence of states. Back pointers are kept as bytes: 20 a unit.
fn viterbi(scores: &[Scores], grammar: &Matrix) -> Vec<State> {
    let mut best: Scores = std::array::from_fn(|s| start(s) + scores[0][s]);
    let mut back: Vec<[u8; STATES]> = Vec::with_capacity(scores.len());
    back.push([0; STATES]);
    for unit in &scores[1..] {
        let mut reached = [f32::MIN; STATES];
        let mut from = [0u32; STATES];
        // Without branches, and in numbers of one width: this is most of the decoding's time.
        for (f, row) in grammar.iter().enumerate() {
            for to in 0..STATES {
                let score = best[f] + row[to];
                let better = score > reached[to];
                reached[to] = if better { score } else { reached[to] };
                from[to] = if better { f as u32 } else { from[to] };
            }
        }
        for to in 0..STATES {
            best[to] = reached[to] + unit[to];
        }
        // Sums stay small on long issues: only differences matter.
        let top = best.iter().copied().fold(f32::MIN, f32::max);
        best.iter_mut().for_each(|b| *b -= top);
        back.push(from.map(|f| f as u8));
    }
    let mut state = (0..STATES).max_by(|a, b| best[*a].total_cmp(&best[*b])).unwrap_or(0);
    let mut states = vec![State::Furniture; scores.len()];
    for (slot, from) in states.iter_mut().zip(&back).rev() {
        *slot = State::ALL[state];
        state = from[state].into();
    }
    states
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
/// Forward-backward: how probable it is that a title stands at each unit where the decoding put one (or none).
fn certainty(mut scores: Vec<Scores>, grammar: &Matrix, states: &[State]) -> Vec<f32> {
    let odds: Matrix = grammar.map(|row| row.map(|g| (g / COOL).exp()));
    let mut turned: Matrix = [[0.0; STATES]; STATES];
    (0..STATES).for_each(|f| (0..STATES).for_each(|t| turned[t][f] = odds[f][t]));
    for unit in &mut scores {
        let top = unit.iter().copied().fold(f32::MIN, f32::max);
        *unit = unit.map(|s| ((s - top) / COOL).exp());
    }
    let mut forward: Vec<Scores> = Vec::with_capacity(scores.len());
    for emitted in &scores {
        let mut here = [0.0f32; STATES];
        match forward.last() {
            None => (0..STATES).for_each(|s| here[s] = (start(s).max(NEVER) / COOL).exp()),
            Some(before) => spread(before, &odds, &mut here),
        }
        forward.push(scaled(product(&here, emitted)));
    }
    let mut behind = [1.0f32 / STATES as f32; STATES];
    let mut sure = vec![0.0; scores.len()];
    for i in (0..scores.len()).rev() {
        let joint = scaled(product(&forward[i], &behind));
        let heads: f32 = (0..STATES).filter(|s| State::ALL[*s].heads()).map(|s| joint[s]).sum();
        sure[i] = if states[i].heads() { heads } else { 1.0 - heads };
        let weighted = product(&behind, &scores[i]);
        behind = [0.0; STATES];
        spread(&weighted, &turned, &mut behind);
        behind = scaled(behind);
    }
    sure
}

/// Adds to `to` what each state of `from` passes on by its row of `odds`.
fn spread(from: &Scores, odds: &Matrix, to: &mut Scores) {
    for (share, row) in from.iter().zip(odds) {
        (0..STATES).for_each(|t| to[t] += share * row[t]);
    }
}

fn product(a: &Scores, b: &Scores) -> Scores {
    std::array::from_fn(|s| a[s] * b[s])
}

fn scaled(scores: Scores) -> Scores {
    let sum: f32 = scores.iter().sum();
    scores.map(|x| x / sum.max(f32::MIN_POSITIVE))
}

/// Cues overlap (a heading is also short and set apart), so their sum overstates; dividing all nats by this before they
/// become probabilities made the stated confidence match the share that was right, see docs/segmentation.md.
const COOL: f32 = 2.0;
