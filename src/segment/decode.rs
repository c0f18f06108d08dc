//! Votes and grammar → one state a unit: the cheapest description of the issue.
//!
//! Every sequence of states costs what its transitions and the units' votes cost, in nats; Viterbi finds the cheapest.
//! Then the document becomes its own codebook: from the first decoding it is counted which look of unit was which state
//! and which state followed which, and the second decoding pays by these counts. So a look that mostly is a title is a
//! title everywhere, and of several templates that would do, the one that describes the whole issue most cheaply wins:
//! the two-part code of the minimum description length principle (Rissanen 1978) by iterated hard decoding.
//! All steps are linear in the number of units.

use std::collections::HashMap;

use super::state::{self, NEVER, STATES, State};
use super::template;
use super::text::Marker;
use super::unit::{Shape, Unit};
use super::votes::Votes;

/// The chosen states with how sure each is.
#[derive(Debug, Default)]
pub(super) struct Decoded {
    /// One state a unit.
    pub states: Vec<State>,
    /// Probability under the model that an item's title stands (or doesn't, as chosen) at the unit.
    pub sure: Vec<f32>,
}

type Scores = [f32; STATES];
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
    let sure = certainty(&scores, &sharpened, &states);
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
        let mut from = [0u8; STATES];
        for (f, row) in grammar.iter().enumerate() {
            for to in 0..STATES {
                let score = best[f] + row[to];
                if score > reached[to] {
                    reached[to] = score;
                    from[to] = f as u8;
                }
            }
        }
        for to in 0..STATES {
            best[to] = reached[to] + unit[to];
        }
        // Sums stay small on long issues: only differences matter.
        let top = best.iter().copied().fold(f32::MIN, f32::max);
        best.iter_mut().for_each(|b| *b -= top);
        back.push(from);
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
/// A codebook can't say more than this (nats): it must not outvote a table of contents.
const MOST: f32 = 4.0;
/// Nor can it forbid: what stands once in an issue has no entry in its codebook.
const LEAST: f32 = 2.0;

/// The document as a codebook: what units of each state look like in it.
struct Looks {
    /// The look of each unit as a whole, numbered.
    keys: Vec<u32>,
    /// Its place in the document's tree, numbered; 0 where there is none.
    places: Vec<u32>,
    /// Single traits of each unit and its neighbours, as bits.
    traits: Vec<u16>,
}

/// Traits that are counted.
const TRAITS: usize = 13;

impl Looks {
    fn read(units: &[Unit], votes: &Votes) -> Self {
        let places =
            units.iter().map(|u| if u.marks.path == 0 { 0 } else { mix(u.marks.path, u64::from(u.heading) + 1) });
        Looks {
            places: number(std::iter::once(0).chain(places)).split_off(1),
            keys: number((0..units.len()).map(|i| look(units, i))),
            traits: (0..units.len()).map(|i| traits(units, votes, i)).collect(),
        }
    }

    /// The votes, plus what the codebook says of each unit, its own entry left out.
    fn adapt(&self, votes: &Votes, states: &[State]) -> Vec<Scores> {
        let mut total = [0.0f32; STATES];
        let mut common = [0.0f32; TRAITS];
        let mut having = [[0.0f32; TRAITS]; STATES];
        for (state, bits) in states.iter().zip(&self.traits) {
            total[*state as usize] += 1.0;
            for t in (0..TRAITS).filter(|t| bits >> t & 1 == 1) {
                having[*state as usize][t] += 1.0;
                common[t] += 1.0;
            }
        }
        let all = states.len() as f32;
        let keys = tally(&self.keys, states);
        let places = tally(&self.places, states);
        // What a trait of one unit adds for one state; `own` units of that state are left out.
        let pays = |state: usize, t: usize, has: bool, own: f32| {
            let base = (common[t] + 1.0) / (all + 2.0);
            let held = having[state][t] - if has { own } else { 0.0 };
            let rate = (held + SMOOTH_TRAIT * base) / (total[state] - own + SMOOTH_TRAIT);
            if has { (rate / base).ln() } else { ((1.0 - rate) / (1.0 - base)).ln() }
        };
        let table: Vec<[[f32; 2]; TRAITS]> =
            (0..STATES).map(|s| std::array::from_fn(|t| [pays(s, t, false, 0.0), pays(s, t, true, 0.0)])).collect();
        (0..states.len())
            .map(|i| {
                let mut scores = *votes.of(i);
                let has = |t: usize| self.traits[i] >> t & 1 == 1;
                let look = Counted::new(&keys[self.keys[i] as usize]);
                let place = (self.places[i] > 0).then(|| Counted::new(&places[self.places[i] as usize]));
                for (s, score) in scores.iter_mut().enumerate() {
                    let own = states[i] as usize == s;
                    let single: f32 = if own {
                        (0..TRAITS).map(|t| pays(s, t, has(t), 1.0)).sum()
                    } else {
                        (0..TRAITS).map(|t| table[s][t][usize::from(has(t))]).sum()
                    };
                    let own = f32::from(u8::from(own));
                    let prior = (total[s] - own + 0.5) / (all + 0.5 * STATES as f32);
                    let whole = look.says(s, own, prior) + place.as_ref().map_or(0.0, |p| p.says(s, own, prior));
                    *score += whole + (TRAIT * single).clamp(-LEAST, MOST);
                }
                scores
            })
            .collect()
    }
}

/// What the other units of one look were.
struct Counted<'a> {
    counts: &'a Scores,
    others: f32,
}

impl<'a> Counted<'a> {
    fn new(counts: &'a Scores) -> Self {
        Counted { counts, others: counts.iter().sum::<f32>() - 1.0 }
    }

    fn says(&self, state: usize, own: f32, prior: f32) -> f32 {
        let share = (self.counts[state] - own + SMOOTH * prior) / (self.others + SMOOTH);
        (share / prior).ln().clamp(-LEAST, MOST)
    }
}

/// Observations that the document's overall mix of states counts for in the codebook of one look.
const SMOOTH: f32 = 1.0;
/// The same for a single trait of a state: a state seen twice says little of its traits.
const SMOOTH_TRAIT: f32 = 3.0;
/// Traits overlap, so none pays out in full.
const TRAIT: f32 = 0.7;

fn tally(keys: &[u32], states: &[State]) -> Vec<Scores> {
    let most = keys.iter().max().map_or(0, |k| *k as usize + 1);
    let mut counts = vec![[0.0; STATES]; most];
    for (key, state) in keys.iter().zip(states) {
        counts[*key as usize][*state as usize] += 1.0;
    }
    counts
}

fn number(keys: impl Iterator<Item = u64>) -> Vec<u32> {
    let mut seen: HashMap<u64, u32, rapidhash::fast::RandomState> = HashMap::default();
    keys.map(|key| {
        let next = seen.len() as u32;
        *seen.entry(key).or_insert(next)
    })
    .collect()
}

/// The look as a whole: shape, markup, place in the tree, the rule above.
fn look(units: &[Unit], i: usize) -> u64 {
    let unit = &units[i];
    let above = i.checked_sub(1).map(|p| &units[p]).filter(|u| u.shape == Shape::Rule);
    let rule = above.map_or(0, |u| u.raw.bytes().next().map_or(1, |b| u64::from(b & 0x3f) + 1));
    let flags = [
        unit.emphasis,
        unit.linked,
        unit.date.is_some(),
        unit.marker != Marker::None,
        unit.marks.caption,
        unit.marks.list_item,
    ];
    let bits = flags.iter().fold(0u64, |bits, flag| bits * 2 + u64::from(*flag));
    let key =
        rule << 32 | bits << 16 | (unit.shape as u64) << 12 | u64::from(unit.heading) << 8 | u64::from(unit.indent / 2);
    mix(key, unit.marks.path)
}

fn traits(units: &[Unit], votes: &Votes, i: usize) -> u16 {
    let unit = &units[i];
    let next = units.get(i + 1);
    let before = i.checked_sub(1).map(|p| &units[p]);
    let stamped = |u: &Unit| u.date.as_ref().is_some_and(|d| d.bracketed);
    let all: [bool; TRAITS] = [
        unit.date.is_some(),
        stamped(unit),
        unit.gap > 0,
        unit.linked || !unit.marks.links.is_empty(),
        unit.emphasis || unit.heading > 0,
        super::topic::colon(unit.head).is_some(),
        unit.words <= 3,
        next.is_some_and(stamped),
        next.is_some_and(Unit::is_text),
        next.is_some_and(|n| n.gap > 0),
        next.is_some_and(|n| n.shape == Shape::Url),
        before.is_some_and(|b| b.shape == Shape::Rule),
        i > 0 && [State::Closer, State::Last].iter().any(|s| votes.of(i - 1)[*s as usize] > 0.0),
    ];
    all.iter().enumerate().fold(0, |bits, (t, has)| bits | u16::from(*has) << t)
}

fn mix(a: u64, b: u64) -> u64 {
    (a ^ b.rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (a >> 31)
}

/// Forward-backward: how probable it is that a title stands at each unit where the decoding put one (or none).
fn certainty(scores: &[Scores], grammar: &Matrix, states: &[State]) -> Vec<f32> {
    let odds: Vec<[f32; STATES]> = grammar.iter().map(|row| row.map(|g| (g / COOL).exp())).collect();
    let emit = |unit: &Scores| -> Scores {
        let top = unit.iter().copied().fold(f32::MIN, f32::max);
        unit.map(|s| ((s - top) / COOL).exp())
    };
    let scaled = |mut v: Scores| {
        let sum: f32 = v.iter().sum();
        v.iter_mut().for_each(|x| *x /= sum.max(f32::MIN_POSITIVE));
        v
    };
    let mut forward: Vec<Scores> = Vec::with_capacity(scores.len());
    for (i, unit) in scores.iter().enumerate() {
        let mut here = [0.0f32; STATES];
        match forward.last() {
            None => (0..STATES).for_each(|s| here[s] = (start(s).max(NEVER) / COOL).exp()),
            Some(before) => {
                for (f, row) in odds.iter().enumerate() {
                    (0..STATES).for_each(|t| here[t] += before[f] * row[t]);
                }
            }
        }
        let e = emit(unit);
        debug_assert!(i == forward.len());
        forward.push(scaled(std::array::from_fn(|s| here[s] * e[s])));
    }
    let mut behind = [1.0f32 / STATES as f32; STATES];
    let mut sure = vec![0.0; scores.len()];
    for i in (0..scores.len()).rev() {
        let joint = scaled(std::array::from_fn(|s| forward[i][s] * behind[s]));
        let heads: f32 = (0..STATES).filter(|s| State::ALL[*s].heads()).map(|s| joint[s]).sum();
        sure[i] = if states[i].heads() { heads } else { 1.0 - heads };
        let e = emit(&scores[i]);
        let weighted: Scores = std::array::from_fn(|s| behind[s] * e[s]);
        behind = scaled(std::array::from_fn(|f| (0..STATES).map(|t| odds[f][t] * weighted[t]).sum()));
    }
    sure
}

/// Cues overlap (a heading is also short and set apart), so their sum overstates; dividing all nats by this before they
/// become probabilities made the stated confidence match the share that was right, see docs/segmentation.md.
const COOL: f32 = 2.0;
