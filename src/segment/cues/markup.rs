//! What markup or its imitation says: heading levels, emphasis, whole-line links.

use super::{Cue, Scene, is_byline};
use crate::segment::state::State;
use crate::segment::text::Marker;
use crate::segment::unit::{Shape, Unit};
use crate::segment::votes::Votes;

pub(super) const CUE: Cue = Cue { name: "markup", description: "heading levels, emphasis, lines that are links", vote };

/// Headings from which on a document is taken to mark its titles.
const FEWEST: usize = 3;

/// Lines of details that a heading may have between itself and its text: day, place, byline, labels. A bound, so that
/// a page of nothing but bylines takes linear time.
const DETAILS: usize = 8;

fn vote(scene: &Scene, votes: &mut Votes) {
    let marked = scene.units.iter().filter(|u| u.marks.heading > 0).count() >= FEWEST || are_underlined(scene.units);
    let articles = level_of_articles(scene.units);
    let (mut article, mut bare) = (false, false);
    for (i, unit) in scene.units.iter().enumerate() {
        if unit.heading > 0 {
            // A heading with its text right below it is a title, not a section's.
            bare = opens_bare(scene, i);
            let mut below = scene.units[i + 1..].iter().take(DETAILS + 1);
            article = below.find(|n| !is_detail(scene, n)).is_some_and(Unit::is_text);
            if articles.is_some_and(|level| unit.heading > level) && !unit.linked {
                votes.add_all(i, &[(State::Subhead, 5.0), (State::Title, -4.0), (State::Section, -2.0)]);
            }
        } else if marked && article && unit.is_short() && unit.emphasis && !unit.linked && scene.units[i - 1].is_text()
        {
            votes.add_all(i, &[(State::Subhead, 3.0), (State::Title, -2.0), (State::Section, -2.0)]);
        }
        let counted = matches!(unit.marker, Marker::Number(_));
        if marked && !bare && unit.is_short() && unit.heading == 0 && !unit.emphasis && !unit.linked && !counted {
            // Where titles are marked, a line without any mark is text.
            votes.add_all(i, &[(State::Title, -3.0), (State::More, 0.7), (State::Topic, -0.5)]);
        }
        if marked && unit.is_text() && unit.heading == 0 && !unit.emphasis && !unit.linked && !counted {
            votes.add(i, State::Title, -3.0);
        }
        if (marked || unit.marks.path != 0) && unit.is_text() && !unit.marks.caption {
            votes.add(i, State::Caption, -1.5);
        }
        if unit.heading > 0 {
            votes.add_all(i, &[(State::Title, 2.0), (State::Section, 2.0), (State::Body, -4.0), (State::More, -4.0)]);
            votes.add_all(
                i,
                &[(State::Caption, -3.0), (State::Editorial, -2.0), (State::Closer, -3.0), (State::Subhead, 0.5)],
            );
            votes.add_all(
                i,
                &[(State::Furniture, -0.5), (State::EventTitle, 1.0), (State::Entry, -1.0), (State::EventLine, -1.0)],
            );
            if unit.linked && scene.units.get(i + 1).is_some_and(|n| n.is_text() && n.marker == Marker::None) {
                // A section's leads nowhere.
                votes.add_all(i, &[(State::Title, 1.0), (State::Section, -2.5)]);
            }
            if !unit.is_short() {
                // A heading may be long, and a heading with its text on one line is an item by itself.
                votes.add_all(i, &[(State::Title, 3.0), (State::Entry, 3.0)]);
            }
        } else if unit.emphasis && unit.is_short() {
            votes.add_all(
                i,
                &[(State::Title, 1.2), (State::Section, 1.0), (State::Topic, 0.4), (State::EventTitle, 0.7)],
            );
            votes.add_all(i, &[(State::Body, -1.0), (State::More, -1.0), (State::Caption, -1.0)]);
        }
        if unit.linked && unit.is_short() && unit.marker == Marker::None {
            votes.add_all(
                i,
                &[(State::Title, 0.7), (State::Entry, 1.2), (State::Furniture, 0.5), (State::Caption, -1.0)],
            );
            votes.add_all(
                i,
                &[(State::Body, -1.5), (State::Topic, -0.7), (State::Subhead, -2.0), (State::Section, -0.7)],
            );
        }
        if unit.marks.list_item {
            votes.add_all(i, &[(State::Section, -1.0), (State::Editorial, 0.3)]);
        }
    }
}

/// A heading right above an unmarked short line with its text: the titles of this section are unmarked.
fn opens_bare(scene: &Scene, i: usize) -> bool {
    let plain = |u: &Unit| u.is_short() && u.heading == 0 && !u.emphasis && !u.labelled && u.marker == Marker::None;
    matches!(&scene.units[i + 1..], [title, text, ..]
        if title.gap > 0 && text.gap == 0 && plain(title) && text.is_text() && !is_detail(scene, title))
}

/// Whether a plain text underlines its titles, not its sections alone: most headings have their text below them, an address
/// or a lower heading between allowed.
fn are_underlined(units: &[Unit]) -> bool {
    let (mut all, mut over) = (0, 0);
    let mut text_below = false;
    for unit in units.iter().rev() {
        if unit.heading > 0 {
            all += 1;
            over += usize::from(text_below);
        } else if unit.shape != Shape::Url {
            text_below = unit.is_text();
        }
    }
    all > FEWEST && over * 4 >= all * 3
}

/// The highest level of several headings if they have their text right below them, and more of them than of lower ones:
/// these are titles, and lower headings are inside their texts.
fn level_of_articles(units: &[Unit]) -> Option<u8> {
    let mut headings = [0; 8];
    let mut with_text = [0; 8];
    for (i, unit) in units.iter().enumerate().filter(|(_, u)| u.heading > 0) {
        let level = usize::from(unit.heading).min(7);
        headings[level] += 1;
        with_text[level] += usize::from(units.get(i + 1).is_some_and(Unit::is_text));
    }
    let level = (1..8).find(|level| headings[*level] >= FEWEST)?;
    let deeper: usize = headings[level + 1..].iter().sum();
    (with_text[level] == headings[level] && deeper < headings[level]).then_some(level as u8)
}

/// What may stand between a title and its text: a date, a byline, a picture's words.
fn is_detail(scene: &Scene, unit: &Unit) -> bool {
    unit.marks.caption || unit.date.is_some() && unit.is_short() || is_byline(scene, unit.head)
}
