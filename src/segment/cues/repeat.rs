//! Whole lines that return: labels, furniture and closers do, titles don't.

use std::collections::HashMap;

use super::{Cue, Scene};
use crate::segment::state::State;
use crate::segment::votes::Votes;

pub(super) const CUE: Cue =
    Cue { name: "repeat", description: "a short line that stands word for word nearby once more", vote };

/// Units within which a line counts as returning: issues may be strung together in one file.
const NEAR: usize = 60;

fn vote(scene: &Scene, votes: &mut Votes) {
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
