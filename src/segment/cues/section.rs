//! Headings over several items: usual names, and headings that another heading follows.

use super::entry::has_address;
use super::{Cue, Scene, strong_title};
use crate::segment::lexicon::Hint;
use crate::segment::state::State;
use crate::segment::text::{self, Marker};
use crate::segment::unit::{Shape, Unit};
use crate::segment::votes::Votes;

pub(super) const CUE: Cue = Cue {
    name: "section",
    description: "a heading with another heading or a list below it, or with a usual section name",
    vote,
};

fn vote(scene: &Scene, votes: &mut Votes) {
    let units = scene.units;
    for i in (0..units.len()).filter(|i| over_inner_list(units, *i)) {
        votes.add_all(i, &[(State::Section, 6.0), (State::Title, -4.0), (State::Entry, -4.0)]);
    }
    for i in (1..units.len()).filter(|i| leads_to_list(units, *i)) {
        votes.add_all(i, &[(State::Intro, 6.0), (State::Section, -4.0), (State::Title, -4.0)]);
        votes.add_all(i - 1, &[(State::Section, 3.0), (State::Title, -3.0)]);
    }
    let told = levels_with_text(scene);
    for (i, unit) in units.iter().enumerate().filter(|(_, u)| u.is_short() && u.marker == Marker::None) {
        let named = unit.hint(Hint::Section) + unit.hint(Hint::Events) + unit.hint(Hint::Contents);
        if named > 0 && unit.words <= 8 {
            let share = (named as f32 / unit.words as f32).min(1.0);
            votes.add_all(i, &[(State::Section, 3.0 * share), (State::Title, -1.5 * share)]);
        }
        let Some(next) = units[i + 1..].iter().find(|u| u.shape != Shape::Rule) else { continue };
        let below = if heads_item(next) {
            0.8
        } else if next.is_text() {
            -0.5
        } else {
            0.0
        };
        votes.add(i, State::Section, below);
        let deeper = units[i + 1..].iter().take(3).find(|u| u.heading > 0).is_some_and(|u| u.heading > unit.heading);
        if unit.heading > 0 && deeper {
            votes.add_all(i, &[(State::Section, 2.5), (State::Title, -1.0)]);
        }
        if unit.marks.heading > 0 || unit.emphasis {
            introduces_list(scene, i, told[usize::from(unit.heading).min(LEVELS - 1)], votes);
        }
        if next.begins_with_day() || next.marker == Marker::Bullet && (next.linked || !next.marks.links.is_empty()) {
            votes.add(i, State::Section, 1.0);
        }
    }
}

/// "Here is what is new:" between a heading in bold and its list.
fn leads_to_list(units: &[Unit], i: usize) -> bool {
    let (above, unit) = (&units[i - 1], &units[i]);
    let heads = above.is_short() && above.emphasis && above.heading == 0 && above.marker == Marker::None;
    let plain = !unit.emphasis && unit.heading == 0 && unit.marker == Marker::None && unit.words >= FEWEST_WORDS;
    heads
        && plain
        && unit.tail.ends_with(':')
        && (1..=FEWEST).all(|n| units.get(i + n).is_some_and(|_| is_linked_entry(units, i + n)))
}

/// An entry of a list that is nothing but a link, or opens with one.
fn is_linked_entry(units: &[Unit], i: usize) -> bool {
    let unit = &units[i];
    unit.marker == Marker::Bullet && (unit.linked || is_entry(units, i))
}

/// Entries in bold with nothing behind it, over entries of a list inside the list: "- **Maps**", "  - [Roads](…)".
fn over_inner_list(units: &[Unit], i: usize) -> bool {
    let (unit, next) = (&units[i], units.get(i + 1));
    let deeper = |n: &Unit| n.marks.depth > unit.marks.depth || n.indent > unit.indent;
    unit.marker == Marker::Bullet
        && (unit.is_short() && unit.emphasis && unit.marks.links.is_empty())
        && next.is_some_and(|n| deeper(n) && is_entry(units, i + 1))
}

/// For each level of headings whether most have a text below them and no list: such a text isn't a list's introduction.
fn levels_with_text(scene: &Scene) -> [bool; LEVELS] {
    let (mut texts, mut lists) = ([0; LEVELS], [0; LEVELS]);
    for (i, unit) in scene.units.iter().enumerate().filter(|(_, u)| u.heading > 0) {
        let level = usize::from(unit.heading).min(LEVELS - 1);
        let listed = over_list(scene, i).is_some();
        lists[level] += usize::from(listed);
        texts[level] += usize::from(!listed && scene.units.get(i + 1).is_some_and(Unit::is_text));
    }
    std::array::from_fn(|level| texts[level] >= FEWEST_TEXTS && texts[level] > 2 * lists[level])
}

/// No heading, and the six levels of HTML.
const LEVELS: usize = 7;
/// Headings with a text, from which on it is a habit.
const FEWEST_TEXTS: usize = 3;

/// A heading over a list of links, or of titles in bold with their text, is a section's, and the text between them
/// introduces it, unless headings of its level are `told` in a text.
fn introduces_list(scene: &Scene, i: usize, told: bool, votes: &mut Votes) {
    // Emphasis alone is a heading only right above its list.
    // Addresses typed into their text; markup says for itself what is a link.
    let cites = |u: &Unit| u.marker == Marker::Bullet && !u.marks.list_item && has_address(u);
    let cited = || scene.units[i + 1..].iter().take(FEWEST).all(cites);
    let introduced = |intro: &usize| (*intro > 0) == (scene.units[i].heading > 0) || *intro == 0 && cited();
    let fits = |intro: &usize| introduced(intro) && !(told && *intro > 0);
    if let Some(intro) = over_list(scene, i).filter(fits) {
        votes.add_all(i, &[(State::Section, 4.0), (State::Title, -2.0)]);
        (i + 1..=i + intro).for_each(|j| votes.add_all(j, &[(State::Intro, 4.0), (State::Body, -2.0)]));
        if intro == 0 && cited() {
            let list = (i + 1..scene.units.len()).take_while(|j| scene.units[*j].marker == Marker::Bullet);
            list.for_each(|j| votes.add_all(j, &[(State::Entry, 4.0), (State::More, -2.0)]));
        }
    }
}

/// How many paragraphs stand between the heading `i` and a list of entries below it, if there is one.
pub(super) fn over_list(scene: &Scene, i: usize) -> Option<usize> {
    let units = scene.units;
    let lists = |j: &usize| is_entry(units, *j);
    let until = || (i + 1..units.len()).take_while(|j| !lists(j) && units[*j].heading == 0);
    let intro = until().take(MOST_INTRO + 1).count();
    // An entry's address may have a line of its own.
    let below = (i + 1 + intro..units.len()).filter(|j| units[*j].shape != Shape::Url || units[*j].gap > 0);
    let list = below.take_while(lists).take(FEWEST).count();
    (intro <= MOST_INTRO && list >= FEWEST).then_some(intro)
}

fn is_entry(units: &[Unit], i: usize) -> bool {
    let unit = &units[i];
    let addressed = || unit.is_short() && units.get(i + 1).is_some_and(|n| n.shape == Shape::Url && n.gap == 0);
    // A name or two of a link point to something ("Code", "Forum"), and tell nothing.
    let linked = || unit.words >= FEWEST_WORDS && unit.marks.links.first().is_some_and(|l| l.range.start <= 4);
    let dated = || unit.begins_with_day();
    let cited = || unit.words >= FEWEST_WORDS && has_address(unit);
    let noted = || unit.is_short() && text::without_reference(unit.tail).len() < unit.tail.len();
    unit.marker == Marker::Bullet
        && (linked() || cited() || addressed() || dated() || noted() || strong_title(unit).is_some())
}

/// Words of a linked entry.
const FEWEST_WORDS: usize = 3;
/// Paragraphs that introduce a list at most, and entries that make one.
const MOST_INTRO: usize = 3;
const FEWEST: usize = 2;

/// Looks like the head of an item: a heading with markup, a link.
fn heads_item(unit: &Unit) -> bool {
    unit.is_short() && (unit.heading > 0 || unit.linked || unit.words >= 3)
}
