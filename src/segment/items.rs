//! States → items: which units make up one item, and what its fields are.

use std::collections::HashSet;

use super::cues::{CUES, Scene, is_celled, is_day, numbered_units, subject};
use super::dates;
use super::decode::Decoded;
use super::fields::Reading;
use super::group::{Group, Heading, field_below, groups};
use super::lexicon::Hint;
use super::state::State;
use super::unit::Unit;
use super::votes::Votes;
use crate::model::{Date, Item, Kind};

/// The items of a document and the units of each, both in order.
pub(super) fn items(scene: &Scene, decoded: &Decoded, votes: &Votes, date: Option<Date>) -> (Vec<Group>, Vec<Item>) {
    let groups = groups(&decoded.states);
    let sections = sections(&decoded.states, scene.units);
    let issue = headline(&sections, &groups);
    let numbered = numbered_units(scene);
    let splits = splits(scene, &decoded.states, &groups, &sections);
    let reading = Reading::new(scene, date);
    let (mut kept, mut items) = (Vec::with_capacity(groups.len()), Vec::with_capacity(groups.len()));
    for (group, split) in groups.into_iter().zip(splits) {
        let section = sections[group.head];
        let events = section.is_some_and(|s| scene.units[s].hint(Hint::Events) * 2 >= scene.units[s].words);
        let day = section.map(|s| &scene.units[s]).filter(|s| is_day(s)).and_then(|s| s.date.clone());
        let section = section.filter(|s| *s != issue && day.is_none());
        let heading = Heading { split, numbered: numbered.contains(&group.head), events, section, day };
        let mut item = reading.item(&decoded.states, &group, &heading);
        if !stands(&item, scene, &group, &decoded.states) {
            continue;
        }
        if events && item.kind == Kind::Story {
            item.kind = Kind::Event;
        }
        if item.kind == Kind::Event && item.date.is_none() {
            (item.date, item.end_date) = any_date(&item, date);
        }
        item.cue = CUES[votes.reason(group.head, decoded.states[group.head])].name.to_owned();
        item.confidence = confidence(decoded, &group);
        kept.push(group);
        items.push(item);
    }
    (kept, items)
}

/// A date anywhere in an event's text.
fn any_date(item: &Item, near: Option<Date>) -> (Option<Date>, Option<Date>) {
    let found = dates::first(&item.body).or_else(|| item.title.as_deref().and_then(dates::first));
    found.map_or((None, None), |f| f.resolve(near))
}

/// An item needs more than a heading, unless it stands in a list of such, was promised or has details
/// of several cells.
fn stands(item: &Item, scene: &Scene, group: &Group, states: &[State]) -> bool {
    let promised = scene.contents.kept_at(group.head).is_some();
    let listed = matches!(states[group.head], State::Entry | State::EventLine | State::EventTitle);
    // What stands at the very top without a text is the issue's name.
    let text = group.units.clone().any(|i| scene.units[i].is_text());
    let top = || scene.units[..group.units.start].iter().all(|u| u.marks.caption);
    if !text && top() && item.url.is_none() && !promised && !listed {
        return false;
    }
    let detailed = || group.units.clone().any(|i| states[i] == State::Meta && is_celled(&scene.units[i]));
    let titled = item.title.as_ref().is_some_and(|t| t.chars().any(char::is_alphanumeric));
    titled && (!item.body.is_empty() || item.url.is_some() || item.date.is_some() || promised || listed || detailed())
}

/// The certainty of the title and of the next border, the weaker of both, to two digits.
fn confidence(decoded: &Decoded, group: &Group) -> f64 {
    let weakest = group.units.clone().map(|i| decoded.sure[i]).fold(1.0f32, f32::min);
    let behind = decoded.sure.get(group.units.end).copied().unwrap_or(1.0);
    (f64::from(weakest.min(behind)) * 100.0).round() / 100.0
}

/// For each unit the section heading it stands under.
fn sections(states: &[State], units: &[Unit]) -> Vec<Option<usize>> {
    let mut open = None;
    // The open section's level, where it says nothing.
    let mut flat = None;
    // Nothing but what leads to a title has stood below it.
    let mut first = false;
    let mut sections = Vec::with_capacity(states.len());
    for (i, state) in states.iter().enumerate() {
        match state {
            State::Section => open = Some(i),
            // A letter or an imprint ends what was before, but words under a heading introduce its section.
            State::Editorial if open.is_some() && i > 0 && introduces(states[i - 1], &sections) => {}
            State::Editorial | State::Imprint | State::Contents => open = None,
            _ => {}
        }
        // A heading of the same or a higher level that is a title closes the section above it, unless the section's own
        // first title is of its level, too: mailers set all headings alike in plain text.
        if let Some(s) = open
            && state.heads()
            && units[i].heading > 0
            && units[s].heading >= units[i].heading
        {
            flat = if first && units[s].heading == units[i].heading { Some((s, units[i].heading)) } else { flat };
            open = open.filter(|_| flat == Some((s, units[i].heading)));
        }
        first = *state == State::Section || first && (state.leads() || *state == State::Rule);
        sections.push(open);
    }
    sections
}

/// The one heading that stands over all items is the issue's own, and no topic.
fn headline(sections: &[Option<usize>], groups: &[Group]) -> usize {
    let mut over = groups.iter().map(|g| sections[g.head]);
    let first = over.next().flatten();
    first.filter(|s| *s < TOP && over.all(|o| o == Some(*s))).unwrap_or(usize::MAX)
}

/// Units among which an issue's own heading is looked for.
const TOP: usize = 8;

fn introduces(before: State, sections: &[Option<usize>]) -> bool {
    matches!(before, State::Section | State::Intro | State::Editorial) && sections.last().is_some_and(Option::is_some)
}

/// Titles with a colon that make a habit.
const FEWEST_SPLIT: usize = 3;

/// Which titles to divide at their colon: where it is the habit of the section (of the document, outside of sections).
/// Under a section heading the topic is already named, so there the habit must be the majority's.
fn splits(scene: &Scene, states: &[State], groups: &[Group], sections: &[Option<usize>]) -> Vec<bool> {
    let stories = || groups.iter().filter(|g| states[g.head] == State::Title);
    let with = |g: &Group| scene.units[g.head].topical;
    let (all, split) = (stories().count(), stories().filter(|g| with(g)).count());
    // Several sections that hold nearly all items name their topics.
    let within: Vec<u64> = stories().filter_map(|g| sections[g.head]).map(|s| scene.units[s].echo).collect();
    let names: HashSet<u64> = within.iter().copied().collect();
    let sectioned = names.len() >= FEWEST_SECTIONS && within.len() * 4 >= all * 3;
    groups
        .iter()
        .map(|g| {
            let share = split as f32 / all.max(1) as f32;
            let kicker = (g.units.start..g.head).any(|i| states[i] == State::Topic);
            // What a line of its own names already is named again only where nearly all titles do so.
            let named = kicker || field_below(scene.units, states, g.head).is_some();
            let least = match sections[g.head] {
                _ if named => 0.75,
                Some(_) if sectioned => 0.75,
                Some(_) => 0.5,
                None => 0.25,
            };
            // A mail's subject is one title.
            let unit = &scene.units[g.head];
            let whole = unit.labelled && subject(unit.raw).is_some();
            states[g.head] == State::Title && with(g) && share >= least && split >= FEWEST_SPLIT && !whole
        })
        .collect()
}

/// Sections of different names that divide an issue.
const FEWEST_SECTIONS: usize = 3;
