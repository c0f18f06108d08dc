//! The trellis of units and states: its cheapest path, and how probable what the path says is. Rows are padded to whole
//! vectors, so that the compiler takes many states at a time.

use super::state::{self, HEADS, NEVER, STATES, Scores, State};

/// What each state following another costs.
pub(super) type Matrix = [Scores; STATES];

/// States, padded.
const LANES: usize = STATES.next_multiple_of(8);
type Lanes = [f32; LANES];

/// Less than any path costs; finite, so that sums with it are numbers.
const LOWEST: f32 = -1e30;

fn padded(scores: &Scores, pad: f32) -> Lanes {
    let mut lanes = [pad; LANES];
    lanes[..STATES].copy_from_slice(scores);
    lanes
}

fn narrow(lanes: &Lanes) -> Scores {
    let mut scores = [0.0; STATES];
    scores.copy_from_slice(&lanes[..STATES]);
    scores
}

fn start(to: usize) -> f32 {
    state::follows(None, State::ALL[to])
}

/// The best sequence of states. What each state costs best is kept for every unit in `best`; where it came from is asked
/// on the way back only, for the one state that is on it.
pub(super) fn viterbi(scores: &[Scores], grammar: &Matrix, best: &mut Vec<Scores>) -> Vec<State> {
    let Some((first, rest)) = scores.split_first() else { return Vec::new() };
    let rows = grammar.map(|row| padded(&row, LOWEST));
    let mut last = padded(&std::array::from_fn(|s| start(s) + first[s]), LOWEST);
    best.clear();
    best.push(narrow(&last));
    for unit in rest {
        let mut reached = [LOWEST; LANES];
        for from in 0..STATES {
            for to in 0..LANES {
                reached[to] = larger(last[from] + rows[from][to], reached[to]);
            }
        }
        for to in 0..STATES {
            reached[to] += unit[to];
        }
        // Sums stay small on long issues: only differences matter.
        let top = largest(&reached);
        for to in 0..LANES {
            last[to] = reached[to] - top;
        }
        best.push(narrow(&last));
    }
    let state = (0..STATES).max_by(|a, b| last[*a].total_cmp(&last[*b])).unwrap_or(0);
    back(state, grammar, best)
}

/// The path that ends in `state`.
fn back(mut state: usize, grammar: &Matrix, best: &[Scores]) -> Vec<State> {
    let mut states = vec![State::ALL[state]; best.len()];
    for (slot, before) in states.iter_mut().zip(best).rev().skip(1) {
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

/// Forward-backward: how probable it is that a title stands at each unit where the decoding put one (or none). `scores`
/// and `forward` are used up.
pub(super) fn certainty(
    scores: &mut [Scores],
    grammar: &Matrix,
    states: &[State],
    forward: &mut Vec<Scores>,
) -> Vec<f32> {
    let odds: Matrix = grammar.map(|row| row.map(|g| exp(g / COOL)));
    let mut turned: Matrix = [[0.0; STATES]; STATES];
    (0..STATES).for_each(|f| (0..STATES).for_each(|t| turned[t][f] = odds[f][t]));
    let (odds, turned) = (odds.map(|row| padded(&row, 0.0)), turned.map(|row| padded(&row, 0.0)));
    for unit in scores.iter_mut() {
        let top = largest(&padded(unit, LOWEST));
        for score in unit {
            *score = exp((*score - top) / COOL);
        }
    }
    forward.clear();
    let mut here: Scores = std::array::from_fn(|s| exp(larger(start(s), NEVER) / COOL));
    for emitted in scores.iter() {
        if let Some(before) = forward.last() {
            here = narrow(&spread(before, &odds));
        }
        forward.push(scaled(&product(&here, emitted)));
    }
    let mut behind = [1.0f32 / STATES as f32; STATES];
    let mut sure = vec![0.0; scores.len()];
    for i in (0..scores.len()).rev() {
        let joint = product(&forward[i], &behind);
        let heads: f32 = HEADS.iter().map(|s| joint[*s as usize]).sum::<f32>() / total(&joint);
        sure[i] = if states[i].heads() { heads } else { 1.0 - heads };
        behind = scaled(&narrow(&spread(&product(&behind, &scores[i]), &turned)));
    }
    sure
}

/// What each state is passed by all states of `from`, by their rows of `odds`.
fn spread(from: &Scores, odds: &[Lanes; STATES]) -> Lanes {
    let mut to = [0.0; LANES];
    for f in 0..STATES {
        for t in 0..LANES {
            to[t] += from[f] * odds[f][t];
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
    let lanes = padded(scores, 0.0);
    let mut sums = [0.0; 4];
    for at in (0..LANES).step_by(4) {
        for s in 0..4 {
            sums[s] += lanes[at + s];
        }
    }
    larger((sums[0] + sums[1]) + (sums[2] + sums[3]), f32::MIN_POSITIVE)
}

fn scaled(scores: &Scores) -> Scores {
    let share = 1.0 / total(scores);
    let mut scaled = *scores;
    for score in &mut scaled {
        *score *= share;
    }
    scaled
}

/// The larger one; unlike [`f32::max`] one instruction, as no score is undefined.
fn larger(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

fn largest(lanes: &Lanes) -> f32 {
    let mut tops = [LOWEST; 4];
    for at in (0..LANES).step_by(4) {
        for s in 0..4 {
            tops[s] = larger(lanes[at + s], tops[s]);
        }
    }
    larger(larger(tops[0], tops[1]), larger(tops[2], tops[3]))
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

    #[test]
    fn the_cheapest_path_is_found() {
        let mut grammar = [[0.0; STATES]; STATES];
        let mut scores = vec![[-1.0; STATES]; 3];
        // The last unit's favourite costs too much behind the one before it.
        (scores[1][4], scores[2][20], scores[2][7]) = (2.0, 1.0, 0.5);
        grammar[4][20] = -3.0;
        assert_eq!(viterbi(&scores, &grammar, &mut Vec::new())[1..], [State::ALL[4], State::ALL[7]]);
        assert!(viterbi(&[], &grammar, &mut Vec::new()).is_empty());
    }
}
