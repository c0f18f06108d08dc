//! Titles that are numbered on: 1, 2, 3 …

use std::collections::HashSet;

use super::{Cue, Scene};
use crate::segment::state::State;
use crate::segment::text::{self, Marker};
use crate::segment::unit::{Shape, Unit};
use crate::segment::votes::Votes;

pub(super) const CUE: Cue = Cue { name: "numbered", description: "titles that count up through the issue", vote };

fn vote(scene: &Scene, votes: &mut Votes) {
    let runs = runs(scene);
    let counted: HashSet<usize> = runs.iter().flatten().copied().collect();
    for run in runs {
        let adjoining = run.windows(2).filter(|w| w[1] == w[0] + 1).count();
        let listed = adjoining * 2 > run.len() - 1;
        if !listed && run.len() >= LONG {
            others(scene, &run, &counted, votes);
        }
        for i in run {
            if listed {
                votes.add_all(
                    i,
                    &[(State::Entry, 2.0), (State::Contents, 1.0), (State::More, 1.0), (State::Title, -0.5)],
                );
            } else {
                votes.add_all(
                    i,
                    &[(State::Title, 3.0), (State::Entry, 1.5), (State::Subhead, -1.0), (State::Section, 0.5)],
                );
                if scene.units[i].shape == Shape::Sentence {
                    // A title may be a sentence with its full stop.
                    votes.add_all(i, &[(State::Title, 2.5), (State::Body, -1.5), (State::More, -1.5)]);
                }
            }
        }
    }
}

/// Where titles count up, a heading without a number before, between or right behind them is none. Where many such
/// headings stand between them, the numbers are those of sections.
fn others(scene: &Scene, run: &[usize], counted: &HashSet<usize>, votes: &mut Votes) {
    let units = scene.units;
    let (first, last) = (run[0], run[run.len() - 1]);
    let other = |i: &usize| !counted.contains(i) && units[*i].is_short();
    let heads = |i: &usize| other(i) && units.get(i + 1).is_some_and(Unit::is_text);
    if (first..last).filter(heads).count() * 2 <= run.len() {
        for i in (first.saturating_sub(NEAR)..(last + NEAR).min(units.len())).filter(other) {
            votes.add_all(i, &[(State::Title, -4.0), (State::Entry, -2.0)]);
        }
    }
}

/// Titles that count up, from which on it is a habit.
const LONG: usize = 4;
/// Units around them that are looked at.
const NEAR: usize = 12;

/// All units whose number is a list's.
pub(in crate::segment) fn units(scene: &Scene) -> HashSet<usize> {
    runs(scene).into_iter().flatten().collect()
}

/// Positions of units whose numbers count up by one, at least two: from 1, or from any where the year stands behind it.
fn runs(scene: &Scene) -> Vec<Vec<usize>> {
    let mut runs: Vec<Vec<usize>> = Vec::new();
    let mut run: Vec<usize> = Vec::new();
    let mut last = 0;
    for (i, unit) in scene.units.iter().enumerate() {
        let Marker::Number(n) = unit.marker else { continue };
        let opens = n == 1 || text::serial(unit.head).is_some();
        if n == 1 || n != last + 1 {
            if run.len() > 1 {
                runs.push(std::mem::take(&mut run));
            }
            run.clear();
            if !opens {
                last = 0;
                continue;
            }
        }
        run.push(i);
        last = n;
    }
    if run.len() > 1 {
        runs.push(run);
    }
    runs
}
