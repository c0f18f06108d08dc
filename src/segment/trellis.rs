//! The trellis of units and states: its cheapest path, and how probable what the path says is. Rows are padded to whole
//! vectors, so that the compiler takes many states at a time; eight where the processor has AVX2, else four.

use super::state::{self, HEADS, NEVER, STATES, Scores, State};

/// What each state following another costs.
pub(super) type Matrix = [Scores; STATES];

/// States, padded.
const LANES: usize = STATES.next_multiple_of(8);

/// One number a state, and [`LOWEST`] or 0 behind them.
pub(super) type Lanes = [f32; LANES];

/// Less than any path costs; finite, so that sums with it are numbers.
const LOWEST: f32 = -1e30;

/// `scores` as the trellis takes them: no path leads where there is no state.
#[inline(always)]
pub(super) fn padded(scores: &Scores) -> Lanes {
    with(scores, LOWEST)
}

#[inline(always)]
fn with(scores: &Scores, pad: f32) -> Lanes {
    let mut lanes = [pad; LANES];
    lanes[..STATES].copy_from_slice(scores);
    lanes
}

fn start(to: usize) -> f32 {
    state::follows(None, State::ALL[to])
}

/// The best sequence of states. What each state costs best is kept for every unit in `best`; where it came from is asked
/// on the way back only, for the one state that is on it.
pub(super) fn viterbi(scores: &[Lanes], grammar: &Matrix, best: &mut Vec<Lanes>) -> Vec<State> {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        #[target_feature(enable = "avx2")]
        fn wide(scores: &[Lanes], grammar: &Matrix, best: &mut Vec<Lanes>) -> Vec<State> {
            plain_viterbi(scores, grammar, best)
        }
        // SAFETY: the processor was just asked. It is the same code, compiled for it, and sums in the same order.
        return unsafe { wide(scores, grammar, best) };
    }
    plain_viterbi(scores, grammar, best)
}

#[inline(always)]
fn plain_viterbi(scores: &[Lanes], grammar: &Matrix, best: &mut Vec<Lanes>) -> Vec<State> {
    let Some((first, rest)) = scores.split_first() else { return Vec::new() };
    let rows = grammar.map(|row| padded(&row));
    let mut last = padded(&std::array::from_fn(|s| start(s) + first[s]));
    best.clear();
    best.push(last);
    for unit in rest {
        let mut reached = [LOWEST; LANES];
        for first in (0..STATES).step_by(AT_ONCE) {
            for from in first..first + AT_ONCE {
                for to in 0..LANES {
                    reached[to] = larger(last[from] + rows[from][to], reached[to]);
                }
            }
        }
        for to in 0..LANES {
            reached[to] += unit[to];
        }
        // Sums stay small on long issues: only differences matter.
        let top = largest(&reached);
        for to in 0..LANES {
            last[to] = reached[to] - top;
        }
        best.push(last);
    }
    let state = (0..STATES).max_by(|a, b| last[*a].total_cmp(&last[*b])).unwrap_or(0);
    back(state, grammar, best)
}

/// States whose rows are taken between two looks at how many there are: a divisor of [`STATES`].
const AT_ONCE: usize = 3;

/// The path that ends in `state`.
#[inline(always)]
fn back(mut state: usize, grammar: &Matrix, best: &[Lanes]) -> Vec<State> {
    let turned = turned(grammar).map(|row| padded(&row));
    let mut states = vec![State::ALL[state]; best.len()];
    for (slot, before) in states.iter_mut().zip(best).rev().skip(1) {
        let mut reached = *before;
        for from in 0..LANES {
            reached[from] += turned[state][from];
        }
        state = first(&reached, largest(&reached));
        *slot = State::ALL[state];
    }
    states
}

/// Rows as columns.
fn turned(matrix: &Matrix) -> Matrix {
    std::array::from_fn(|to| std::array::from_fn(|from| matrix[from][to]))
}

/// Forward-backward: how probable it is that a title stands at each unit where the decoding put one (or none). `scores`
/// and `forward` are used up.
pub(super) fn certainty(
    scores: &mut [Lanes],
    grammar: &Matrix,
    states: &[State],
    forward: &mut Vec<Lanes>,
) -> Vec<f32> {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        #[target_feature(enable = "avx2")]
        fn wide(scores: &mut [Lanes], grammar: &Matrix, states: &[State], forward: &mut Vec<Lanes>) -> Vec<f32> {
            plain_certainty(scores, grammar, states, forward)
        }
        // SAFETY: as above.
        return unsafe { wide(scores, grammar, states, forward) };
    }
    plain_certainty(scores, grammar, states, forward)
}

#[inline(always)]
fn plain_certainty(scores: &mut [Lanes], grammar: &Matrix, states: &[State], forward: &mut Vec<Lanes>) -> Vec<f32> {
    let odds: Matrix = grammar.map(|row| row.map(|g| exp(g / COOL)));
    let (odds, turned) = (odds.map(|row| with(&row, 0.0)), turned(&odds).map(|row| with(&row, 0.0)));
    for unit in scores.iter_mut() {
        let top = largest(unit);
        for score in unit {
            *score = exp((*score - top) / COOL);
        }
    }
    forward.clear();
    let mut here = with(&std::array::from_fn(|s| exp(larger(start(s), NEVER) / COOL)), 0.0);
    for emitted in scores.iter() {
        if let Some(before) = forward.last() {
            here = spread(before, &odds);
        }
        forward.push(scaled(&product(&here, emitted)));
    }
    let mut behind = with(&[1.0f32 / STATES as f32; STATES], 0.0);
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
#[inline(always)]
fn spread(from: &Lanes, odds: &[Lanes; STATES]) -> Lanes {
    let mut to = [0.0; LANES];
    for f in 0..STATES {
        for t in 0..LANES {
            to[t] += from[f] * odds[f][t];
        }
    }
    // Through memory: else the compiler keeps the lanes in the order of the sums to come, and halves of vectors.
    std::hint::black_box(to)
}

#[inline(always)]
fn product(a: &Lanes, b: &Lanes) -> Lanes {
    let mut product = *a;
    for s in 0..LANES {
        product[s] *= b[s];
    }
    product
}

/// The sum; never 0.
#[inline(always)]
fn total(lanes: &Lanes) -> f32 {
    let mut sums = [0.0; 4];
    for at in (0..LANES).step_by(4) {
        for s in 0..4 {
            sums[s] += lanes[at + s];
        }
    }
    larger((sums[0] + sums[1]) + (sums[2] + sums[3]), f32::MIN_POSITIVE)
}

#[inline(always)]
fn scaled(lanes: &Lanes) -> Lanes {
    let share = 1.0 / total(lanes);
    let mut scaled = *lanes;
    for score in &mut scaled {
        *score *= share;
    }
    scaled
}

/// The larger one; unlike [`f32::max`] one instruction, as no score is undefined.
#[inline(always)]
fn larger(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

#[inline(always)]
fn largest(lanes: &Lanes) -> f32 {
    let mut tops = [LOWEST; 8];
    for at in (0..LANES).step_by(8) {
        for s in 0..8 {
            tops[s] = larger(lanes[at + s], tops[s]);
        }
    }
    for half in [4, 2, 1] {
        for s in 0..half {
            tops[s] = larger(tops[s + half], tops[s]);
        }
    }
    tops[0]
}

/// The first state whose lane is `value`.
#[inline(always)]
fn first(lanes: &Lanes, value: f32) -> usize {
    let mut places = 0u32;
    for (s, lane) in lanes.iter().enumerate() {
        places |= u32::from(*lane == value) << s;
    }
    (places.trailing_zeros() as usize).min(STATES - 1)
}

/// e to the power of `x`, which is at most 0, to five digits: 2 to the power of a whole number, put into the exponent's
/// bits, times the Taylor series of the rest. The library's takes a call for each of a unit's states.
#[inline(always)]
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
    fn wide_vectors_say_the_same() {
        let number = |n: usize| (n as u32).wrapping_mul(0x9e37_79b9) as f32 / 1e9 - 4.0;
        let unit = |i: usize| padded(&std::array::from_fn(|s| number(i * STATES + s)));
        let scores: Vec<Lanes> = (0..50).map(unit).collect();
        let grammar = std::array::from_fn(|f| std::array::from_fn(|t| number(7 * f + t)));
        let (mut wide, mut plain) = (Vec::new(), Vec::new());
        let states = viterbi(&scores, &grammar, &mut wide);
        assert_eq!(states, plain_viterbi(&scores, &grammar, &mut plain));
        assert_eq!(wide, plain);
        let sure = certainty(&mut scores.clone(), &grammar, &states, &mut wide);
        assert_eq!(sure, plain_certainty(&mut scores.clone(), &grammar, &states, &mut plain));
    }

    #[test]
    fn the_cheapest_path_is_found() {
        let mut grammar = [[0.0; STATES]; STATES];
        let mut scores = vec![padded(&[-1.0; STATES]); 3];
        // The last unit's favourite costs too much behind the one before it.
        (scores[1][4], scores[2][20], scores[2][7]) = (2.0, 1.0, 0.5);
        grammar[4][20] = -3.0;
        assert_eq!(viterbi(&scores, &grammar, &mut Vec::new())[1..], [State::ALL[4], State::ALL[7]]);
        assert!(viterbi(&[], &grammar, &mut Vec::new()).is_empty());
    }
}
