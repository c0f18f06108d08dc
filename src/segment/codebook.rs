//! The document as its own codebook: what units of each state look like in it, and what that pays in a further decoding.

use super::Map;
use super::state::{STATES, Scores, State};
use super::text::Marker;
use super::trellis::{Lanes, padded};
use super::unit::{Shape, Unit};
use super::votes::Votes;

/// What can be seen of each unit, as numbers to count by.
pub(super) struct Looks {
    /// The look of each unit as a whole, numbered.
    keys: Vec<u32>,
    /// Its place in the document's tree, numbered; 0 where there is none.
    places: Vec<u32>,
    /// Single traits of each unit and its neighbours, as bits.
    traits: Vec<u16>,
    /// All three together, numbered.
    classes: Vec<u32>,
}

/// Traits that are counted.
const TRAITS: usize = 13;

impl Looks {
    /// Reads the looks off `units`.
    pub(super) fn read(units: &[Unit], votes: &Votes) -> Self {
        let places =
            units.iter().map(|u| if u.marks.path == 0 { 0 } else { mix(u.marks.path, u64::from(u.heading) + 1) });
        let places = number(std::iter::once(0).chain(places)).split_off(1);
        let keys = number((0..units.len()).map(|i| look(units, i)));
        let traits: Vec<u16> = (0..units.len()).map(|i| traits(units, votes, i)).collect();
        let class = |i: usize| mix(u64::from(keys[i]) << 32 | u64::from(places[i]), u64::from(traits[i]));
        let classes = number((0..units.len()).map(class));
        Looks { keys, places, traits, classes }
    }

    /// The votes, plus what the codebook says of each unit, its own entry left out. What it says is computed once for
    /// each look, place and set of traits, of which an issue has few, and for each state that such a unit is.
    pub(super) fn adapt(&self, votes: &Votes, states: &[State], scores: &mut [Lanes]) {
        let mut total = [0.0; STATES];
        states.iter().for_each(|s| total[*s as usize] += 1.0);
        let mut looks = Codebook::new(&self.keys, states, &total);
        let mut places = Codebook::new(&self.places, states, &total);
        let mut traits = Traits::new(&self.traits, states, &total);
        // What the codebook adds for each class and state: its number among `adds`, from 1; 0 where it isn't known yet.
        let most = self.classes.iter().max().map_or(0, |class| *class as usize + 1);
        let (mut known, mut adds): (Vec<u32>, Vec<Lanes>) = (vec![0; most * STATES], Vec::new());
        for (i, (state, adapted)) in states.iter().zip(scores).enumerate() {
            let place = &mut known[self.classes[i] as usize * STATES + *state as usize];
            if *place == 0 {
                let mut said = looks.says(self.keys[i] as usize, *state);
                if self.places[i] > 0 {
                    let place = places.says(self.places[i] as usize, *state);
                    said.iter_mut().zip(place).for_each(|(s, p)| *s += p);
                }
                said.iter_mut().zip(traits.say(self.traits[i], *state)).for_each(|(s, t)| *s += t);
                adds.push(padded(&said));
                *place = adds.len() as u32;
            }
            *adapted = padded(votes.of(i));
            for (adapted, said) in adapted.iter_mut().zip(&adds[*place as usize - 1]) {
                *adapted += *said;
            }
        }
    }
}

/// What each state's traits pay.
struct Traits {
    /// What each trait, lacked or had, pays for each state that a unit isn't so far, and for each that it is.
    pays: [[[Scores; 2]; TRAITS]; 2],
    /// What a set of traits pays for each state that the unit itself isn't, and for each that it is.
    known: Map<u16, (Scores, Scores)>,
}

impl Traits {
    fn new(traits: &[u16], states: &[State], total: &Scores) -> Self {
        let mut common = [0.0f32; TRAITS];
        let mut having = [[0.0f32; TRAITS]; STATES];
        for (state, bits) in states.iter().zip(traits) {
            for t in (0..TRAITS).filter(|t| bits >> t & 1 == 1) {
                having[*state as usize][t] += 1.0;
                common[t] += 1.0;
            }
        }
        let all = states.len() as f32;
        // What a trait of one unit adds for one state; `own` units of that state are left out.
        let pays = |s: usize, t: usize, has: bool, own: f32| {
            let base = (common[t] + 1.0) / (all + 2.0);
            let held = having[s][t] - if has { own } else { 0.0 };
            let rate = (held + SMOOTH_TRAIT * base) / (total[s] - own + SMOOTH_TRAIT);
            if has { (rate / base).ln() } else { ((1.0 - rate) / (1.0 - base)).ln() }
        };
        let each = |t, own| [false, true].map(|has| std::array::from_fn(|s| pays(s, t, has, own)));
        let pays = [0.0, 1.0].map(|own| std::array::from_fn(|t| each(t, own)));
        Traits { pays, known: Map::default() }
    }

    fn say(&mut self, bits: u16, own: State) -> Scores {
        let (others, selves) = match self.known.get(&bits) {
            Some(known) => known,
            None => {
                let paid = (self.paid(bits, 0), self.paid(bits, 1));
                self.known.entry(bits).or_insert(paid)
            }
        };
        let mut said = *others;
        said[own as usize] = selves[own as usize];
        said
    }

    fn paid(&self, bits: u16, own: usize) -> Scores {
        let mut paid = [0.0; STATES];
        for (t, pays) in self.pays[own].iter().enumerate() {
            let pays = &pays[usize::from(bits >> t & 1)];
            for s in 0..STATES {
                paid[s] += pays[s];
            }
        }
        paid.map(|single| (TRAIT * single).clamp(-LEAST, MOST))
    }
}

/// What the units of each look were.
struct Codebook<'a> {
    counts: Vec<Scores>,
    /// How many units have each look.
    sums: Vec<f32>,
    total: &'a Scores,
    all: f32,
    known: Vec<Option<Scores>>,
}

impl<'a> Codebook<'a> {
    fn new(keys: &[u32], states: &[State], total: &'a Scores) -> Self {
        let counts = tally(keys, states);
        let sums = counts.iter().map(|c| c.iter().sum()).collect();
        Codebook { known: vec![None; counts.len()], counts, sums, total, all: states.len() as f32 }
    }

    /// What the other units of one look say of a unit that is `own` so far.
    fn says(&mut self, key: usize, own: State) -> Scores {
        let mut said = match self.known[key] {
            Some(said) => said,
            None => {
                let said = std::array::from_fn(|s| self.share(key, s, 0.0));
                *self.known[key].insert(said)
            }
        };
        said[own as usize] = self.share(key, own as usize, 1.0);
        said
    }

    fn share(&self, key: usize, state: usize, own: f32) -> f32 {
        let prior = (self.total[state] - own + 0.5) / (self.all + 0.5 * STATES as f32);
        let others = self.sums[key] - 1.0;
        let share = (self.counts[key][state] - own + SMOOTH * prior) / (others + SMOOTH);
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
    let mut seen: Map<u64, u32> = Map::default();
    let mut last = None;
    let mut number = |key| {
        let next = seen.len() as u32;
        *seen.entry(key).or_insert(next)
    };
    keys.map(|key| {
        // Neighbours often are alike.
        let (_, known) = last.filter(|(before, _)| *before == key).unwrap_or_else(|| (key, number(key)));
        last = Some((key, known));
        known
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
    let stamped = |u: &Unit| u.is_stamped();
    let all: [bool; TRAITS] = [
        unit.date.is_some(),
        stamped(unit),
        unit.gap > 0,
        unit.linked || !unit.marks.links.is_empty(),
        unit.emphasis || unit.heading > 0,
        unit.topical,
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

pub(super) fn mix(a: u64, b: u64) -> u64 {
    (a ^ b.rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (a >> 31)
}

/// A codebook can't say more than this (nats): it must not outvote a table of contents.
pub(super) const MOST: f32 = 4.0;
/// Nor can it forbid: what stands once in an issue has no entry in its codebook.
const LEAST: f32 = 2.0;
