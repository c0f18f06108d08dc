//! What the cues say of each unit, summed.

use super::state::{STATES, State};

/// For each unit and state the log-odds (nats) that all cues together give, and which cue spoke loudest.
#[derive(Debug, Default)]
pub(super) struct Votes {
    scores: Vec<[f32; STATES]>,
    loudest: Vec<[(u8, f32); STATES]>,
    cue: u8,
}

impl Votes {
    /// No votes yet, for `units` units.
    pub(super) fn new(units: usize) -> Self {
        Votes { scores: vec![[0.0; STATES]; units], loudest: vec![[(0, 0.0); STATES]; units], cue: 0 }
    }

    /// All votes from here on are cast by the cue with this number.
    pub(super) fn speak(&mut self, cue: usize) {
        self.cue = cue.min(u8::MAX.into()) as u8;
    }

    /// Adds `weight` nats for `unit` being `state`.
    pub(super) fn add(&mut self, unit: usize, state: State, weight: f32) {
        if state == State::Caption {
            // A picture's words look the same before and inside an item.
            self.add(unit, State::Figure, weight);
        }
        let s = state as usize;
        self.scores[unit][s] += weight;
        let loudest = &mut self.loudest[unit][s];
        if weight > loudest.1 {
            *loudest = (self.cue, weight);
        }
    }

    /// Adds each of `votes`.
    pub(super) fn add_all(&mut self, unit: usize, votes: &[(State, f32)]) {
        for (state, weight) in votes {
            self.add(unit, *state, *weight);
        }
    }

    /// The sum for `unit`.
    pub(super) fn of(&self, unit: usize) -> &[f32; STATES] {
        &self.scores[unit]
    }

    /// The cue that speaks loudest for `unit` being `state`.
    pub(super) fn reason(&self, unit: usize, state: State) -> usize {
        self.loudest[unit][state as usize].0.into()
    }
}
