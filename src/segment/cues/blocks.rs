//! Repeated sibling subtrees: the cards, rows and list entries of an HTML page.

use super::{Cue, Scene};
use crate::segment::Map;
use crate::segment::state::State;
use crate::segment::unit::{Shape, Unit};
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
    let mut builds: Map<u64, Build> = Map::default();
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
            votes.add_all(i, &[(State::Topic, -3.0), (State::Caption, -1.5)]);
            // But a day may stand in a cell of its own, in one row with it.
            let row = unit.shape == Shape::Stamp && unit.marks.blocks[..left].iter().any(|(s, _)| parts(*s));
            votes.add(i, State::When, if row { 0.0 } else { -2.0 });
            if shared > 0 && unit.is_short() && !unit.linked && unit.heading == 0 && before.is_short() {
                // The last cell of a row: a place, a price, a source.
                votes.add_all(i, &[(State::Meta, 3.5), (State::Title, -1.0), (State::EventTitle, -1.0)]);
                votes.add_all(i, &[(State::Section, -4.0), (State::Topic, -2.0)]);
            }
            if unit.is_short() && unit.linked && unit.heading == 0 && ends_text(scene.units, i, left) {
                votes.add_all(
                    i,
                    &[(State::Closer, 5.0), (State::Title, -3.0), (State::Entry, -3.0), (State::Section, -4.0)],
                );
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
            header_row(scene.units, i, shared, votes);
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
                (State::EventTitle, if before.shape == Shape::Stamp { 0.0 } else { -2.0 }),
            ] {
                votes.add(i, state, weight);
            }
        } else if shared > 0 && shared == unit.marks.blocks.len() && parts(unit.marks.blocks[shared - 1].0) {
            votes.add_all(
                i,
                &[
                    (State::Section, -1.0),
                    (State::Entry, -0.5),
                    (State::Furniture, if unit.linked { 0.0 } else { -2.0 }),
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
    let plain = |u: &Unit| u.is_short() && !u.linked && u.heading == 0 && u.marks.list_item == unit.marks.list_item;
    let alike = |u: &Unit| u.marks.path == unit.marks.path || u.is_short() && u.emphasis || u.linked;
    let link = unit.is_short() && unit.linked && block.clone().all(plain);
    // The same of a link with its text behind it; more text may follow.
    let led = unit.is_text() && begins_with_link(unit) && !block.clone().any(alike);
    for (j, below) in (i + 1..).zip(block).filter(|_| link || led) {
        votes.add_all(j, &[(State::Title, -5.0), (State::Entry, -4.0), (State::Topic, -4.0)]);
        votes.add_all(j, if plain(below) { &[(State::Meta, 6.0)] } else { &[(State::More, 2.0)] });
    }
}

/// The first row of a table names its columns: short lines without a date above rows that begin with one.
fn header_row(units: &[Unit], i: usize, level: usize, votes: &mut Votes) {
    let Some((row, number)) = units[i].marks.blocks.get(level) else { return };
    if i > 0 && units[i - 1].marks.blocks.get(level).is_some_and(|(before, _)| before == row) {
        return;
    }
    let cells = units[i..].iter().take(MOST_CELLS + 1).take_while(|u| shared(&units[i], u) > level).count();
    let plain = |u: &Unit| u.is_short() && u.date.is_none() && u.marks.links.is_empty();
    let below = |u: &Unit| u.shape == Shape::Stamp && u.marks.blocks.get(level) == Some(&(*row, number + 1));
    if (2..=MOST_CELLS).contains(&cells)
        && units[i..i + cells].iter().all(plain)
        && units.get(i + cells).is_some_and(below)
    {
        (i..i + cells).for_each(|j| {
            votes.add_all(
                j,
                &[(State::Furniture, 8.0), (State::Title, -6.0), (State::EventTitle, -6.0), (State::Section, -4.0)],
            );
        });
    }
}

/// Columns of a table of dates.
const MOST_CELLS: usize = 6;

fn begins_with_link(unit: &Unit) -> bool {
    unit.marks.links.first().is_some_and(|l| l.range.start <= unit.head_at() + 4)
}

/// Whether the block that ends with `i` at the depth `level` has a text above it.
fn ends_text(units: &[Unit], i: usize, level: usize) -> bool {
    let above = units[..i].iter().rev().take(LARGEST as usize);
    above.take_while(|u| shared(u, &units[i]) > level).any(Unit::is_text)
}

/// How many enclosing blocks two units have in common.
fn shared(a: &Unit, b: &Unit) -> usize {
    a.marks.blocks.iter().zip(&b.marks.blocks).take_while(|(x, y)| x == y).count()
}
