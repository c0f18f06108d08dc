//! What the template says of the items that don't follow it: which are subheadings, sections, the head and foot,
//! entries of a list inside a text.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::lexicon::Hint;
use super::state::State;
use super::template::{FEWEST, Found, TELLING, Template, found, usual};
use super::text::Marker;
use super::unit::Unit;

/// What the template says of one unit of an item that doesn't follow it.
pub(super) struct Verdict {
    /// The item's heading.
    head: usize,
    /// The unit.
    pub unit: usize,
    /// What it could be.
    pub state: State,
    /// What speaks for that (nats).
    pub weight: f32,
}

/// What is known when an item is judged.
struct Court<'a> {
    units: &'a [Unit<'a>],
    states: &'a [State],
    found: &'a [Found],
    template: &'a Template,
    /// The first and the last item that follow the template.
    first: usize,
    last: usize,
    /// The usual level of titles.
    level: u8,
    /// How many items have titles of each level.
    levels: HashMap<u8, usize>,
    /// Where sections begin, in order.
    sections: Vec<usize>,
    /// How the headings of sections look that begin above the last item that follows the template.
    looks: HashSet<(u8, bool)>,
    /// Where the last section with a heading of each look begins.
    lasts: HashMap<(u8, bool), usize>,
}

/// Renews `verdicts` by the decoding so far. Those that have shown (the heading is none any more) stay.
pub(super) fn judge(units: &[Unit], states: &[State], verdicts: &mut Vec<Verdict>) {
    verdicts.retain(|v| !states[v.head].heads());
    let found = found(units, states);
    let Some(template) = Template::read(&found) else { return };
    let court = Court::new(units, states, &found, &template);
    inner_lists(units, states, &found, verdicts);
    for (n, item) in found.iter().enumerate() {
        let cost = template.cost(item);
        if cost > 0.0 && !counts_on(units, &found, n) {
            court.item(n, cost, verdicts);
        }
    }
}

impl<'a> Court<'a> {
    fn new(units: &'a [Unit<'a>], states: &'a [State], found: &'a [Found], template: &'a Template) -> Self {
        let follows = |f: &Found| template.cost(f) == 0.0;
        let first = found.iter().position(follows).unwrap_or(0);
        let last = found.iter().rposition(follows).unwrap_or(found.len());
        let titles = found.iter().filter(|f| states[f.head] == State::Title);
        let level = usual(titles.map(|f| units[f.head].heading)).unwrap_or(0);
        let mut levels: HashMap<u8, usize> = HashMap::new();
        found.iter().for_each(|f| *levels.entry(units[f.head].heading).or_default() += 1);
        let sections: Vec<usize> = (0..units.len()).filter(|i| states[*i] == State::Section).collect();
        let above = found.get(last).map_or(0, |f| sections.partition_point(|s| *s < f.head));
        let looks = sections[..above].iter().map(|s| look(&units[*s])).collect();
        let lasts = sections.iter().map(|s| (look(&units[*s]), *s)).collect();
        Court { units, states, found, template, first, last, level, levels, sections, looks, lasts }
    }

    fn item(&self, n: usize, cost: f32, verdicts: &mut Vec<Verdict>) {
        let (units, states, item) = (self.units, self.states, &self.found[n]);
        let (head, state) = (item.head, states[item.head]);
        let mut say = |unit, state, weight| verdicts.push(Verdict { head, unit, state, weight });
        let next = self.found.get(n + 1).filter(|next| states[next.head] == State::Title);
        let introduces = next.is_some_and(|next| next.head <= item.end + 2);
        if units[head].gap == 0 && n >= self.first && head > 0 && units[head - 1].is_short() {
            // Right below another short line it is this one's text.
            say(head, State::Body, cost);
            say(head, State::More, cost);
            say(head, state, -cost);
        } else if self.is_frame(n) {
            // A text much longer than the others' is an item of another kind.
            let slight = (2.0 - item.words as f32 / self.template.words.max(1.0)).clamp(0.0, 1.0);
            let cost = if self.is_parted(n) { OUTVOTING } else { 1.0 } * cost * slight;
            let frame = if n > self.last { State::Imprint } else { State::Editorial };
            say(head, state, -cost);
            say(head, State::Furniture, cost);
            (head..item.end).for_each(|inner| say(inner, frame, cost));
        }
        if self.is_unended(n) && self.joined_cost(n) < cost {
            say(head, State::Subhead, OUTVOTING * cost);
            say(head, state, -cost);
        }
        if introduces && self.template.strict && units[head].date.is_none() {
            let cost = cost.min(MOST_SECTION);
            say(head, State::Section, cost);
            (head + 1..item.end).for_each(|inner| say(inner, State::Intro, cost));
        }
    }

    /// Before the first or behind the last that follows the template it is the issue's own head and foot.
    fn is_frame(&self, n: usize) -> bool {
        let level = self.units[self.found[n].head].heading;
        let alone = self.levels.get(&level).is_none_or(|items| *items == 1);
        let above = n < self.first && (level == 0 || alone) && !self.is_in_first_section(n);
        let below = n > self.last
            && (level == 0 || level < self.level)
            && !self.in_section(self.found[self.last].head..self.found[n].head)
            && !self.is_section_of_others(n);
        (above || below) && !has_twin(self.found, n)
    }

    /// Whether a section begins within `behind` with a heading set off as one's above is: what it holds is not the
    /// issue's foot.
    fn in_section(&self, behind: Range<usize>) -> bool {
        let before = self.sections.partition_point(|s| *s < behind.end);
        let opened = self.sections[..before].last().filter(|s| **s >= behind.start).map(|s| &self.units[*s]);
        opened.is_some_and(|s| s.hint(Hint::Imprint) == 0 && look(s) != (0, false) && self.looks.contains(&look(s)))
    }

    /// What follows the item before it without more of a gap, and looks like it, may be one, too.
    fn is_parted(&self, n: usize) -> bool {
        let Some(before) = n.checked_sub(1).map(|m| &self.found[m]) else { return true };
        let (head, above) = (&self.units[self.found[n].head], &self.units[before.head]);
        let look = |u: &Unit| (u.heading, u.emphasis, u.linked, u.raw.chars().next().filter(|c| !c.is_alphabetic()));
        n < self.first || before.end != self.found[n].head || head.gap > above.gap || look(head) != look(above)
    }

    /// Stands in a text that goes on: a subheading, of a lower level than the title.
    fn is_unended(&self, n: usize) -> bool {
        let Some(before) = n.checked_sub(1).map(|m| &self.found[m]) else { return false };
        let (head, level) = (self.found[n].head, |i: usize| self.units[i].heading);
        // A subheading leads nowhere.
        before.end == head
            && !self.units[head].linked
            && matches!(self.states[head - 1], State::Body | State::More)
            && (level(head) == 0 || level(head) > level(before.head))
    }
}

impl Court<'_> {
    /// What speaks against the item and those that it adjoins, taken for one: parts of an article have together what
    /// items have, short items of another kind don't.
    fn joined_cost(&self, n: usize) -> f32 {
        let adjoins = |m: &usize| self.found.get(m + 1).is_some_and(|next| self.found[*m].end == next.head);
        let above = (0..n).rev().take(MOST_PARTS).take_while(adjoins).count();
        let below = (n..self.found.len()).take(MOST_PARTS).take_while(adjoins).count();
        let mut joined = Found { ..self.found[n] };
        for part in &self.found[n - above..=n + below] {
            joined.traits.iter_mut().zip(part.traits).for_each(|(has, too)| *has |= too);
        }
        self.template.cost(&joined)
    }

    /// Behind the last item that follows the template a section begins with several others, each with its text, and none
    /// of them speaks of the publisher.
    fn is_section_of_others(&self, n: usize) -> bool {
        let head = self.found[n].head;
        let next = self.sections.partition_point(|s| *s < head);
        let Some(opened) = self.sections[..next].last().filter(|s| **s >= self.found[self.last].end) else {
            return false;
        };
        let end = self.sections.get(next).copied().unwrap_or(self.units.len());
        let within = &self.found[self.found.partition_point(|f| f.head < *opened)..];
        let within = within.iter().take_while(|f| f.head < end).take(FEWEST);
        let first = |f: &Found| &self.units[f.head..f.end.min(f.head + MOST_PARTS)];
        let own = |f: &&Found| first(f).iter().any(Unit::is_text) && !first(f).iter().any(frames);
        !frames(&self.units[*opened]) && within.filter(own).count() + 1 >= FEWEST
    }

    /// A section with a heading set off as a later one's is has begun, and an item stands in it.
    fn is_in_first_section(&self, n: usize) -> bool {
        let head = self.found[n].head;
        let opened = self.sections[..self.sections.partition_point(|s| *s < head)].last();
        let opened = opened.filter(|s| n > 0 && self.found[n - 1].head > **s).map(|s| look(&self.units[*s]));
        opened.is_some_and(|look| look != (0, false) && self.lasts.get(&look).is_some_and(|last| *last > head))
    }
}

/// Speaks of the publisher or of what is done with the issue.
fn frames(unit: &Unit) -> bool {
    unit.hint(Hint::Imprint) + unit.hint(Hint::Furniture) > 0
}

/// Adjoining items that are looked at in each direction, and units of an item.
const MOST_PARTS: usize = 8;

/// Its number goes on with that of the item before it, or the one behind it goes on with its own.
fn counts_on(units: &[Unit], found: &[Found], n: usize) -> bool {
    let number = |m: usize| match units[found.get(m)?.head].marker {
        Marker::Number(number) => Some(number),
        _ => None,
    };
    let goes_on = |m: usize| number(m).zip(number(m + 1)).is_some_and(|(this, next)| next == this + 1);
    goes_on(n) || n > 0 && goes_on(n - 1)
}

/// A short list right below a title's text, where most items are titles with a text: it belongs to that text.
fn inner_lists(units: &[Unit], states: &[State], found: &[Found], verdicts: &mut Vec<Verdict>) {
    let titles = found.iter().filter(|f| states[f.head] == State::Title).count();
    if titles < FEWEST {
        return;
    }
    let is_entry = |f: &Found| states[f.head] == State::Entry && units[f.head].marker != Marker::None;
    let mut n = 0;
    while n < found.len() {
        let list = found[n..].iter().take_while(|f| is_entry(f)).count();
        let inside = n > 0 && found[n - 1].end == found[n].head && states[found[n].head - 1].follows();
        let titled = titles * 3 >= (found.len() - list) * 2;
        if inside && titled && (1..=MOST_INNER).contains(&list) {
            // A heading's mark tells a title from an entry, so what stands below is in its text for sure.
            let weight = if units[found[n - 1].head].heading > 0 { 2.0 * INNER } else { INNER };
            for entry in &found[n..n + list] {
                let (head, unit) = (entry.head, entry.head);
                verdicts.push(Verdict { head, unit, state: State::More, weight });
                verdicts.push(Verdict { head, unit, state: states[head], weight: -weight });
            }
        }
        n += list.max(1);
    }
}

/// Entries of a list inside a text.
const MOST_INNER: usize = 6;
/// As much as a link in a list says for an item of its own (nats).
const INNER: f32 = 4.0;

fn look(unit: &Unit) -> (u8, bool) {
    (unit.heading, unit.emphasis)
}

/// Whether the item beside it has the same traits, and telling ones: a second kind of item, a directory's, begins.
fn has_twin(found: &[Found], n: usize) -> bool {
    let traits = found[n].traits;
    let beside = [n.checked_sub(1), Some(n + 1)].into_iter().flatten().filter_map(|m| found.get(m));
    traits[..TELLING].contains(&true) && beside.into_iter().any(|f| !f.dated && f.traits == traits)
}

/// What speaks for a section's heading doesn't grow with the traits of an item that it lacks.
const MOST_SECTION: f32 = 3.0;
/// The codebook has learned the other way from such an item.
const OUTVOTING: f32 = 2.0;
