//! What the cues say of each unit, summed.

use super::state::{STATES, Scores, State};

/// For each unit and state the log-odds (nats) that all cues together give, and which cue spoke loudest.
#[derive(Debug, Default)]
pub(super) struct Votes {
    sums: Vec<Scores>,
    loudest: Vec<Scores>,
    cues: Vec<[u8; STATES]>,
    cue: u8,
}

/// The votes for one unit.
struct Ballot<'a> {
    sums: &'a mut Scores,
    loudest: &'a mut Scores,
    cues: &'a mut [u8; STATES],
}

impl Ballot<'_> {
    fn add(&mut self, state: usize, weight: f32, cue: u8) {
        self.sums[state] += weight;
        if weight > self.loudest[state] {
            (self.loudest[state], self.cues[state]) = (weight, cue);
        }
    }
}

impl Votes {
    /// No votes yet, for `units` units.
    pub(super) fn new(units: usize) -> Self {
        let none = || vec![[0.0; STATES]; units];
        Votes { sums: none(), loudest: none(), cues: vec![[0; STATES]; units], cue: 0 }
    }

    fn ballot(&mut self, unit: usize) -> Ballot<'_> {
        Ballot { sums: &mut self.sums[unit], loudest: &mut self.loudest[unit], cues: &mut self.cues[unit] }
    }

    /// All votes from here on are cast by the cue with this number.
    pub(super) fn speak(&mut self, cue: usize) {
        self.cue = cue.min(u8::MAX.into()) as u8;
    }

    /// Adds `weight` nats for `unit` being `state`.
    pub(super) fn add(&mut self, unit: usize, state: State, weight: f32) {
        self.add_all(unit, &[(state, weight)]);
    }

    /// Adds each of `votes`.
    #[inline]
    pub(super) fn add_all(&mut self, unit: usize, votes: &[(State, f32)]) {
        let cue = self.cue;
        let mut ballot = self.ballot(unit);
        for (state, weight) in votes {
            ballot.add(*state as usize, *weight, cue);
            if *state == State::Caption {
                // A picture's words look the same before and inside an item.
                ballot.add(State::Figure as usize, *weight, cue);
            }
        }
    }

    /// Adds a vote for each state.
    pub(super) fn add_each(&mut self, unit: usize, votes: &Scores) {
        let cue = self.cue;
        let Ballot { sums, loudest, cues } = self.ballot(unit);
        // One list after the other, many states at a time.
        for state in 0..STATES {
            sums[state] += votes[state];
            cues[state] = if votes[state] > loudest[state] { cue } else { cues[state] };
        }
        for state in 0..STATES {
            loudest[state] = if votes[state] > loudest[state] { votes[state] } else { loudest[state] };
        }
    }

    /// The sum for `unit`.
    pub(super) fn of(&self, unit: usize) -> &Scores {
        &self.sums[unit]
    }

    /// The cue that speaks loudest for `unit` being `state`.
    pub(super) fn reason(&self, unit: usize, state: State) -> usize {
        self.cues[unit][state as usize].into()
    }
}
