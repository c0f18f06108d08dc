//! Whole lines that return: labels, furniture and closers do, titles don't.

use std::collections::HashMap;

use super::{Cue, Scene};
use crate::segment::state::State;
use crate::segment::text;
use crate::segment::unit::Unit;
use crate::segment::votes::Votes;

pub(super) const CUE: Cue = Cue {
    name: "repeat",
    description: "a short line that stands word for word nearby once more, or, but for its numbers, below several texts",
    vote,
};

/// Units within which a line counts as returning: issues may be strung together in one file.
const NEAR: usize = 60;

/// Texts that end in a line of the same words, from which on it is a habit.
const FEWEST: usize = 3;

fn vote(scene: &Scene, votes: &mut Votes) {
    whole_lines(scene, votes);
    last_lines(scene.units, votes);
}

/// "Page 112" below one text, "Page 115" below the next: the line that ends an item, its numbers aside.
fn last_lines(units: &[Unit], votes: &mut Votes) {
    let mut ends: HashMap<u64, Vec<usize>, rapidhash::fast::RandomState> = HashMap::default();
    let mut letters = String::new();
    for i in 1..units.len() {
        let unit = &units[i];
        let ends_item = unit.gap == 0 && units.get(i + 1).is_none_or(|n| n.gap > 0);
        if ends_item && unit.is_short() && unit.heading == 0 && units[i - 1].is_text() {
            letters.clear();
            letters.extend(unit.raw.chars().filter(|c| !c.is_ascii_digit()));
            let hash = text::echo(&letters, &mut String::new());
            if hash != 0 && letters.len() < unit.raw.len() {
                ends.entry(hash).or_default().push(i);
            }
        }
    }
    for i in ends.into_values().filter(|same| same.len() >= FEWEST).flatten() {
        votes.add_all(i, &[(State::Closer, 6.0), (State::Title, -5.0), (State::Topic, -5.0), (State::Section, -5.0)]);
    }
}

fn whole_lines(scene: &Scene, votes: &mut Votes) {
    let mut last: HashMap<u64, usize, rapidhash::fast::RandomState> = HashMap::default();
    let mut times = vec![0u8; scene.units.len()];
    for (i, unit) in scene.units.iter().enumerate() {
        if unit.echo == 0 || !unit.is_short() || scene.contents.holds(i) {
            continue;
        }
        if let Some(before) = last.insert(unit.echo, i)
            && i - before <= NEAR
        {
            times[i] = times[i].max(times[before].saturating_add(1));
            times[before] = times[before].max(1);
        }
    }
    for (i, unit) in scene.units.iter().enumerate() {
        let n = f32::from(times[i].min(2));
        if n == 0.0 || unit.date.is_some() {
            continue;
        }
        votes.add_all(
            i,
            &[
                (State::Title, -1.2 * n),
                (State::EventTitle, -0.5 * n),
                (State::Caption, 0.5 * n),
                (State::Topic, 0.3 * n),
            ],
        );
        let after_text = i > 0 && scene.units[i - 1].is_text();
        votes.add(i, State::Closer, if after_text { 1.5 * n } else { 0.0 });
        votes.add(i, State::Furniture, if after_text { 0.3 } else { 0.8 } * n);
    }
}
