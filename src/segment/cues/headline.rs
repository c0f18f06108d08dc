//! The heading of the whole page: the one heading of its level above all others, or the page's own title.

use super::{Cue, Scene};
use crate::segment::state::State;
use crate::segment::text::Marker;
use crate::segment::unit::Unit;
use crate::segment::votes::Votes;
use crate::segment::words;

pub(super) const CUE: Cue =
    Cue { name: "headline", description: "the first heading, above others of a lower level: the issue's own", vote };

/// Units among which it stands.
const TOP: usize = 6;
/// Headings, or dated lines, below it: with fewer it may be the title of one article.
const FEWEST: usize = 3;

fn vote(scene: &Scene, votes: &mut Votes) {
    let units = scene.units;
    let Some(at) = units.iter().take(TOP).position(|u| u.heading > 0 && u.is_short()) else { return };
    let (head, below) = (&units[at], &units[at + 1..]);
    let deeper = below.iter().filter(|u| u.heading > head.heading).count();
    let alone = below.iter().all(|u| u.heading == 0 || u.heading > head.heading);
    let dated = below.iter().filter(|u| begins_with_day(u)).count();
    let own = scene.doc.title.as_deref().is_some_and(|t| words::same_words(t, head.head));
    if alone && (deeper >= FEWEST || own && dated >= FEWEST) {
        votes.add_all(at, &[(State::Furniture, 7.0), (State::Title, -7.0), (State::Entry, -4.0), (State::Topic, -3.0)]);
        let welcome = below.iter().take_while(|u| u.heading == 0 && !begins_with_day(u)).take(TOP).count();
        for i in (0..at).chain(at + 1..=at + welcome) {
            introduces(&units[i], i, votes);
        }
    }
}

/// What stands around it, above the first item: a byline, a date, words of welcome.
fn introduces(unit: &Unit, i: usize, votes: &mut Votes) {
    if unit.is_text() {
        votes.add_all(i, &[(State::Editorial, 2.0), (State::Body, -3.0), (State::Title, -2.0)]);
    } else if unit.is_short() && unit.marker == Marker::None {
        votes.add_all(
            i,
            &[(State::Furniture, 6.0), (State::Title, -3.0), (State::EventLine, -5.0), (State::When, -5.0)],
        );
    }
}

fn begins_with_day(unit: &Unit) -> bool {
    unit.begins_with_day()
}
