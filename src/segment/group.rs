//! Which units make up one item.

use std::ops::Range;

use super::dates::Found;
use super::state::State;
use super::topic;
use super::unit::Unit;

/// An item's units.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// All its units.
    pub units: Range<usize>,
    /// The one with its title.
    pub head: usize,
}

/// How a heading is to be read.
pub(super) struct Heading {
    /// Divide it at its colon.
    pub split: bool,
    /// Its number is a list's.
    pub numbered: bool,
    /// Its section is one of events.
    pub events: bool,
    /// The unit of the section's heading.
    pub section: Option<usize>,
    /// The day that the section's heading is.
    pub day: Option<Found>,
}

/// The groups that `states` fall into, one a title, in order.
pub(super) fn groups(states: &[State]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (head, _) in states.iter().enumerate().filter(|(_, s)| s.heads()) {
        let floor = groups.last().map_or(0, |g: &Group| g.units.end);
        let mut start = head;
        while start > floor && states[start - 1].leads() {
            start -= 1;
        }
        let mut end = head + 1;
        while end < states.len() && states[end].follows() {
            end += 1;
        }
        groups.push(Group { units: start..end, head });
    }
    groups
}

/// The line right below a title that names its field and kind.
pub(super) fn field_below(units: &[Unit], states: &[State], head: usize) -> Option<usize> {
    let below = Some(head + 1).filter(|i| matches!(states.get(*i), Some(State::Meta | State::Figure)))?;
    topic::is_path(units[below].raw).then_some(below)
}
