//! Repeated sibling subtrees: the cards, rows and list entries of an HTML page.

use std::collections::HashMap;

use super::{Cue, Scene};
use crate::segment::state::State;
use crate::segment::unit::Unit;
use crate::segment::votes::Votes;

pub(super) const CUE: Cue =
    Cue { name: "blocks", description: "the first line of each of several like-built blocks of the page", vote };

/// Blocks of one build.
#[derive(Default)]
struct Build {
    blocks: u32,
    units: u32,
}

/// Units that the card of one item has at most, in the mean; a larger block may hold sections.
const LARGEST: u32 = 8;

fn vote(scene: &Scene, votes: &mut Votes) {
    if scene.units.iter().all(|unit| unit.marks.blocks.is_empty()) {
        return;
    }
    let mut builds: HashMap<u64, Build, rapidhash::fast::RandomState> = HashMap::default();
    for (i, unit) in scene.units.iter().enumerate() {
        let shared = i.checked_sub(1).map_or(0, |p| shared(&scene.units[p], unit));
        for (level, (signature, _)) in unit.marks.blocks.iter().enumerate() {
            let build = builds.entry(*signature).or_default();
            build.units += 1;
            build.blocks += u32::from(level >= shared);
        }
    }
    for i in 1..scene.units.len() {
        let (before, unit) = (&scene.units[i - 1], &scene.units[i]);
        let shared = shared(before, unit);
        // Blocks of one line each (a table row for every paragraph) part nothing.
        let parts =
            |signature: u64| builds.get(&signature).is_some_and(|b| b.blocks >= 3 && b.units * 2 >= b.blocks * 3);
        let next = scene.units.get(i + 1);
        let left = next.map_or(0, |n| self::shared(unit, n));
        if unit.marks.blocks.get(left..).unwrap_or(&[]).iter().any(|(s, _)| parts(*s)) {
            // What leads to a title doesn't end a block.
            votes.add_all(i, &[(State::Topic, -3.0), (State::Caption, -1.5), (State::When, -2.0)]);
            if shared > 0 && unit.is_short() && !unit.linked && unit.heading == 0 && before.is_short() {
                // The last cell of a row: a place, a price, a source.
                votes.add_all(i, &[(State::Meta, 3.5), (State::Title, -1.0), (State::EventTitle, -1.0)]);
                votes.add_all(i, &[(State::Section, -4.0), (State::Topic, -2.0)]);
            }
        }
        let small =
            |signature: u64| parts(signature) && builds.get(&signature).is_some_and(|b| b.units <= b.blocks * LARGEST);
        if unit.marks.blocks[..shared].iter().any(|(s, _)| small(*s)) {
            // No section begins in the middle of a card.
            votes.add(i, State::Section, -3.0);
        }
        let begins = unit.marks.blocks.get(shared..).unwrap_or(&[]).iter().any(|(s, _)| parts(*s));
        if begins {
            details(scene.units, i, shared, &small, votes);
            for state in
                [State::Title, State::Topic, State::Caption, State::Section, State::Entry, State::When, State::Imprint]
            {
                votes.add(i, state, 1.0);
            }
            for (state, weight) in [
                (State::More, -2.5),
                (State::Body, -1.5),
                (State::Last, -1.5),
                (State::Closer, -1.5),
                (State::Meta, -1.5),
                (State::Subhead, -2.5),
                (State::EventTitle, -2.0),
            ] {
                votes.add(i, state, weight);
            }
        } else if shared > 0 && shared == unit.marks.blocks.len() && parts(unit.marks.blocks[shared - 1].0) {
            votes.add_all(
                i,
                &[
                    (State::Section, -1.0),
                    (State::Entry, -0.5),
                    (State::Title, if before.is_text() { -1.2 } else { -0.2 }),
                ],
            );
        }
    }
}

/// A link and short lines are all there is in the block that begins at `i`: below their link they are its details.
fn details(units: &[Unit], i: usize, outside: usize, small: &impl Fn(u64) -> bool, votes: &mut Votes) {
    let unit = &units[i];
    let Some(level) = (outside..unit.marks.blocks.len()).find(|l| small(unit.marks.blocks[*l].0)) else { return };
    let inside = |u: &&Unit| shared(unit, u) > level;
    let block = units[i + 1..].iter().take_while(inside);
    let plain = |u: &Unit| u.is_short() && !u.linked && u.heading == 0;
    if unit.is_short() && unit.linked && block.clone().all(plain) {
        for j in i + 1..i + 1 + block.count() {
            votes.add_all(j, &[(State::Meta, 6.0), (State::Title, -5.0), (State::Entry, -4.0), (State::Topic, -4.0)]);
        }
    }
}

/// How many enclosing blocks two units have in common.
fn shared(a: &Unit, b: &Unit) -> usize {
    a.marks.blocks.iter().zip(&b.marks.blocks).take_while(|(x, y)| x == y).count()
}
