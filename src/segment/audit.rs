//! A table of contents held against the items that are there.

use super::cues::Scene;
use super::decode::Decoded;
use super::state::State;
use super::text;
use super::wording::Wording;
use crate::model::Audit;

/// What the tables promise, held against the items that are there.
pub(super) fn audit(scene: &Scene, decoded: &Decoded, owners: &[Option<usize>]) -> Option<Audit> {
    let contents = scene.contents;
    if contents.promises.is_empty() {
        return None;
    }
    let text = |i: usize| text::unnumbered(scene.units[i].head);
    let mut audit = Audit { promised: contents.promises.len(), ..Audit::default() };
    let mut kept: Vec<usize> = Vec::new();
    let mut broken: Vec<usize> = Vec::new();
    for promise in &contents.promises {
        match promise.kept {
            Some(k) => kept.push(k.unit),
            None => broken.push(promise.unit),
        }
    }
    kept.sort_unstable();
    let (Some(first), Some(last)) = (kept.first(), kept.last()) else { return Some(audit) };
    // What stands among the promised ones without being promised.
    let extra: Vec<usize> = (*first..*last)
        .filter(|i| decoded.states[*i] == State::Title && owners[*i].is_some() && kept.binary_search(i).is_err())
        .collect();
    let mut free = vec![true; extra.len()];
    for promise in broken {
        let promised = text(promise);
        // Below its table: issues may be strung together in one file.
        let below = extra.partition_point(|i| *i < promise);
        let wording = Wording::new(promised);
        let held = below..extra.len().min(below + MOST_EXTRA);
        match held.into_iter().find(|at| free[*at] && wording.is_like(text(extra[*at]), RETITLED)) {
            Some(at) => {
                free[at] = false;
                audit.retitled.push((promised.to_owned(), text(extra[at]).to_owned()));
            }
            None => audit.missing.push(promised.to_owned()),
        }
    }
    audit.extra = extra.into_iter().zip(free).filter(|(_, free)| *free).map(|(i, _)| text(i).to_owned()).collect();
    Some(audit)
}

/// Items that no table promises, of those below it, that a broken promise is held against: more than one issue has.
const MOST_EXTRA: usize = 64;

/// Share of letters two wordings of one title have in common at least: half may be new.
const RETITLED: f64 = 0.5;
