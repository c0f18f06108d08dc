//! Entries of feeds and tables → items, one to one.

use super::dates;
use super::issue;
use super::text;
use crate::model::{Date, Document, Entry, Item, Kind, Role, Segment, Segmentation};

/// The document with one item for each of `entries`.
pub(super) fn segmentation(doc: &Document, entries: &[Entry], date: Option<Date>) -> Segmentation {
    let stem = issue::stem(&doc.source);
    let mut segments: Vec<Segment> = Vec::with_capacity(entries.len());
    let mut items = Vec::with_capacity(entries.len());
    let mut at = 0;
    for (n, entry) in entries.iter().enumerate() {
        items.push(item(doc, entry, n, date, &stem));
        let end = entry.span.end.clamp(at, doc.text.len());
        let start = entry.span.start.clamp(at, end);
        if start > at {
            segments.push(Segment { span: at..start, role: Role::Furniture, item: None, reason: "between entries" });
        }
        if end > start {
            segments.push(Segment { span: start..end, role: Role::Body, item: Some(n), reason: REASON });
        }
        at = end;
    }
    if at < doc.text.len() {
        segments.push(Segment {
            span: at..doc.text.len(),
            role: Role::Furniture,
            item: None,
            reason: "between entries",
        });
    }
    let mut sample = String::new();
    for item in items.iter().take(20) {
        sample.extend(item.body.chars().take(300));
        sample.push(' ');
    }
    Segmentation { date, number: None, language: issue::language(&sample), segments, items, audit: None }
}

/// The cue of items that the format itself divides.
pub(crate) const REASON: &str = "entry of the format";

fn item(doc: &Document, entry: &Entry, n: usize, issue_date: Option<Date>, stem: &str) -> Item {
    let mut item = Item {
        id: entry.get("id").map_or_else(|| format!("{stem}#{}", entry.number), |id| text::trim(id).to_owned()),
        source: doc.source.clone(),
        issue_date,
        n: n as u32 + 1,
        span: [entry.span.start, entry.span.end],
        lines: [entry.lines.0, entry.lines.1],
        cue: REASON.to_owned(),
        confidence: 1.0,
        ..Item::default()
    };
    let own = OWN.iter().all(|name| entry.get(name).is_some());
    for (name, value) in &entry.fields {
        let trimmed = text::trim(value);
        if trimmed.is_empty()
            || set(&mut item, name, trimmed, issue_date)
            || own && set_own(&mut item, name, trimmed).is_some()
        {
            continue;
        }
        item.fields.insert(name.clone(), value.clone());
    }
    item
}

/// Sets the field `name`; false where items have no such field or it can't hold the value.
fn set(item: &mut Item, name: &str, value: &str, near: Option<Date>) -> bool {
    let owned = || Some(value.to_owned());
    match name {
        "id" => {}
        "title" => item.title = owned(),
        "topic" => item.topic = owned(),
        "url" => item.url = owned(),
        "place" => item.place = owned(),
        "body" => item.body = value.to_owned(),
        "kind" => match kind(value) {
            Some(kind) => item.kind = kind,
            None => return false,
        },
        "date" | "end_date" => {
            let Some(date) = value.parse().ok().or_else(|| dates::leading(value).and_then(|f| f.resolve(near).0))
            else {
                return false;
            };
            if name == "date" { item.date = Some(date) } else { item.end_date = Some(date) }
        }
        _ => return false,
    }
    true
}

/// What every item has that `nochmal items --format jsonl` wrote, and hardly a record of anyone else.
const OWN: [&str; 6] = ["source", "n", "span", "lines", "cue", "confidence"];

/// Sets the field `name` of an item that was written as JSON: it stands in its issue again, and not in the file of items.
fn set_own(item: &mut Item, name: &str, value: &str) -> Option<()> {
    match name {
        "source" => item.source = value.to_owned(),
        "issue_date" => item.issue_date = Some(value.parse().ok()?),
        "n" => item.n = value.parse().ok()?,
        "span" => item.span = serde_json::from_str(value).ok()?,
        "lines" => item.lines = serde_json::from_str(value).ok()?,
        "cue" => item.cue = value.to_owned(),
        "confidence" => item.confidence = value.parse().ok()?,
        "fields" => item.fields = serde_json::from_str(value).ok()?,
        _ => return None,
    }
    Some(())
}

fn kind(value: &str) -> Option<Kind> {
    Some(match value.to_lowercase().as_str() {
        "story" => Kind::Story,
        "event" => Kind::Event,
        "directory" => Kind::Directory,
        "editorial" => Kind::Editorial,
        "other" => Kind::Other,
        _ => return None,
    })
}
