//! States and items → segments that tile the document's text.

use super::cues::{CUES, Scene, closer_at};
use super::decode::Decoded;
use super::group::Group;
use super::issue;
use super::state::State;
use super::unit::{Unit, whole};
use super::votes::Votes;
use crate::model::{Date, Document, Item, Kind, Role, Segment, Segmentation};

/// Everything put together: items with identity and place, segments in order.
pub(super) fn segmentation(
    scene: &Scene,
    decoded: &Decoded,
    votes: &Votes,
    (groups, mut items): (Vec<Group>, Vec<Item>),
    date: Option<Date>,
) -> Segmentation {
    let doc = scene.doc;
    let stem = issue::stem(&doc.source);
    let mut owners: Vec<Option<usize>> = vec![None; scene.units.len()];
    for (n, (group, item)) in groups.iter().zip(&mut items).enumerate() {
        group.units.clone().for_each(|i| owners[i] = Some(n));
        let lines = scene.units[group.units.start].lines.start..scene.units[group.units.end - 1].lines.end;
        let (first, last) = (&doc.lines()[lines.start], &doc.lines()[lines.end - 1]);
        item.n = n as u32 + 1;
        item.id = [stem.as_str(), "#", &item.n.to_string()].concat();
        item.source = doc.source.clone();
        item.issue_date = date;
        item.span = [first.span.start, last.span.end];
        item.lines = [first.number, last.number];
    }
    let segments = segments(scene, decoded, votes, &owners, &items);
    let language = issue::language(&sample(scene));
    Segmentation {
        date,
        number: issue::number(doc),
        language,
        segments,
        items,
        audit: super::audit::audit(scene, decoded, &owners),
    }
}

/// Where one unit ends and the next begins: at the next one's line, so that its marker and markup belong to it.
fn border(doc: &Document, unit: &Unit, next: &Unit) -> usize {
    let (from, to) = (doc.lines()[unit.lines.end - 1].span.end, doc.lines()[next.lines.start].span.start);
    let between = doc.text.get(from..to).unwrap_or("");
    if between.ends_with('\n') {
        return to;
    }
    between.rfind('\n').map_or(to, |at| from + at + 1)
}

/// Some text to tell the language by.
fn sample(scene: &Scene) -> String {
    let mut sample = String::new();
    for unit in scene.units.iter().filter(|u| u.is_text()) {
        sample.extend(whole(scene.doc, unit).chars().take(600));
        sample.push(' ');
        if sample.len() > 2_000 {
            break;
        }
    }
    sample
}

/// One segment a unit. What lies between two lines belongs to the one before it; neighbours that are alike become one.
fn segments(scene: &Scene, decoded: &Decoded, votes: &Votes, owners: &[Option<usize>], items: &[Item]) -> Vec<Segment> {
    let doc = scene.doc;
    let mut segments: Vec<Segment> = Vec::new();
    let mut at = 0;
    for (i, unit) in scene.units.iter().enumerate() {
        let end = match scene.units.get(i + 1) {
            Some(next) => border(doc, unit, next),
            None => doc.text.len(),
        };
        let state = decoded.states[i];
        let mut push = |span, role| {
            let reason = CUES[votes.reason(i, state)].name;
            add(&mut segments, Segment { span, role, item: owners[i], reason });
        };
        let role = role(state, owners[i], items);
        match inner(scene, i, state).filter(|(border, _, _)| (at + 1..end).contains(border)) {
            Some((border, before, behind)) => {
                push(at..border, before);
                push(border..end, behind);
            }
            None => push(at..end, role),
        }
        at = end;
    }
    if scene.units.is_empty() && !doc.text.is_empty() {
        segments.push(Segment { span: 0..doc.text.len(), role: Role::Furniture, item: None, reason: "shape" });
    }
    segments
}

/// Adds `segment`, to the one before it where both are alike.
fn add(segments: &mut Vec<Segment>, segment: Segment) {
    match segments.last_mut() {
        Some(last)
            if (last.role, last.item) == (segment.role, segment.item)
                && last.reason == segment.reason
                && segment.role != Role::Title =>
        {
            last.span.end = segment.span.end;
        }
        _ => segments.push(segment),
    }
}

/// A border inside a unit, and what stands before and behind it: a caption glued to a title, a closer at a text's end.
/// Only plain lines show their bytes as they are.
fn inner(scene: &Scene, i: usize, state: State) -> Option<(usize, Role, Role)> {
    let (doc, unit) = (scene.doc, &scene.units[i]);
    if doc.lines()[unit.lines.clone()].iter().any(|line| line.shown.is_some()) {
        return None;
    }
    let offset = |part: &str| part.as_ptr() as usize - doc.text.as_ptr() as usize;
    match state {
        State::Title => {
            let before = scene.contents.kept_at(i).map(|kept| kept.before).filter(|before| *before > 0)?;
            Some((offset(unit.head) + before, Role::Caption, Role::Title))
        }
        State::Last => {
            let at = closer_at(unit.tail, scene.lexicon)?;
            Some((offset(unit.tail) + at, Role::Body, Role::Closer))
        }
        _ => None,
    }
}

fn role(state: State, owner: Option<usize>, items: &[Item]) -> Role {
    match owner.and_then(|o| items.get(o)) {
        Some(item) if item.kind == Kind::Directory && matches!(state, State::Title | State::Meta) => Role::Directory,
        Some(item) if item.kind == Kind::Event && matches!(state, State::Title | State::Meta | State::Entry) => {
            Role::Event
        }
        // A title that came to nothing is a heading.
        None if state.heads() => Role::Section,
        None if state.follows() => Role::Furniture,
        _ => state.role(),
    }
}
