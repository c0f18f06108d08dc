//! JSON Feed 1.0 and 1.1: one entry an item.

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::charset::{decode, mark_len};
use super::dates::day;
use super::html::plain;
use super::jsonl::Object;
use super::limits::reached;
use super::reader::Fit;
use super::records::Names;
use super::{Options, Raw, Sink, document};
use crate::error::{Error, Result};
use crate::model::{Content, Document, Entry, Format};

#[derive(Deserialize)]
struct Feed<'a> {
    #[serde(default)]
    title: Option<String>,
    #[serde(borrow)]
    items: Vec<&'a RawValue>,
}

/// The version names the format, near the start.
pub(super) fn sniff(head: &[u8]) -> Fit {
    let object = head.trim_ascii_start().starts_with(b"{");
    let named = || {
        [&b"jsonfeed.org/version"[..], b"jsonfeed.org\\/version"]
            .iter()
            .any(|n| memchr::memmem::find(head, n).is_some())
    };
    if object && named() { Fit::Certain } else { Fit::No }
}

pub(super) fn read(raw: Raw, options: &Options, sink: &mut Sink) -> Result<()> {
    let (source, text) = decode(raw, None, options)?;
    let start = mark_len(&text);
    let feed: Feed<'_> = serde_json::from_str(&text[start..]).map_err(|why| {
        Error::input(&source, format!("is not a JSON feed: {why}"))
            .at_line(why.line() as u64)
            .way_out("mend it or force --from")
    })?;
    let entries = entries(&source, &text, &feed.items, options, sink);
    let (title, content) = (feed.title, Content::Entries(entries));
    sink.documents.push(Document { title, content, ..document(source, Format::JsonFeed, text, Vec::new()) });
    Ok(())
}

/// The objects among `items`, which are slices of `text`; what is none becomes an error.
pub(super) fn entries(source: &str, text: &str, items: &[&RawValue], options: &Options, sink: &mut Sink) -> Vec<Entry> {
    let names = Names::new(&options.fields);
    let (mut entries, mut counted) = (Vec::new(), (0, 1));
    for item in items {
        if entries.len() == options.limits.records {
            sink.errors.push(reached(source, "records", format!("has more than {} entries", entries.len())));
            break;
        }
        let from = item.get().as_ptr() as usize - text.as_ptr() as usize;
        let span = from..from + item.get().len();
        let mut line = |at: usize| {
            counted = (at, counted.1 + memchr::memchr_iter(b'\n', &text.as_bytes()[counted.0..at]).count() as u32);
            counted.1
        };
        let lines = (line(span.start), line(span.end));
        let number = entries.len() as u32 + 1;
        match serde_json::from_str::<Object>(item.get()) {
            Ok(object) => entries.push(Entry { span, lines, number, fields: fields(object, &names) }),
            Err(_) => sink.errors.push(Error::record(source, "the item is no JSON object").at_line(u64::from(lines.0))),
        }
    }
    entries
}

/// An item's fields: the text from its HTML where it has no plain text, the first tag as topic, the date as a day.
fn fields(object: Object, names: &Names) -> Vec<(String, String)> {
    let Object(mut members) = object;
    let texts = members.iter().any(|(name, value)| name == "content_text" && value.is_string());
    for (name, value) in &mut members {
        match value {
            Value::String(html) if name == "content_html" && !texts => {
                *html = plain(html);
                *name = "content_text".to_owned();
            }
            Value::Array(tags) if name == "tags" => {
                let first = tags.drain(..).next().unwrap_or_default();
                *value = first;
                *name = "topic".to_owned();
            }
            _ => {}
        }
    }
    members.retain(|(name, _)| name != "content_html");
    let mut fields = Object(members).fields(names);
    for (name, value) in &mut fields {
        match name.as_str() {
            "date" => *value = day(value).map_or_else(|| std::mem::take(value), |d| d.to_string()),
            "url" => *value = super::links::clean(value),
            _ => {}
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use crate::model::{Content, Format};
    use crate::read::{Options, read_bytes};

    #[test]
    fn items_are_entries() {
        let text = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Amt",
 "items": [{"id": 7, "title": "Bad", "content_html": "<p>Ab <b>acht</b>.</p>", "url": "https://a.de/?utm_source=x",
   "date_published": "2025-06-01T10:00:00Z", "tags": ["Sport", "Ort"]},
  3,
  {"id": "8", "content_text": "Nur Text", "content_html": "<p>x"}]}"#;
        let (documents, errors) = read_bytes("-", text.as_bytes().to_vec(), &Options::default());
        let document = &documents[0];
        assert_eq!((document.format, document.title.as_deref()), (Format::JsonFeed, Some("Amt")));
        let Content::Entries(entries) = &document.content else { panic!("no entries") };
        let first: Vec<_> = ["id", "title", "body", "url", "date", "topic"].iter().map(|n| entries[0].get(n)).collect();
        assert_eq!(
            first,
            [Some("7"), Some("Bad"), Some("Ab acht."), Some("https://a.de/"), Some("2025-06-01"), Some("Sport")]
        );
        assert_eq!(entries[0].lines, (2, 3));
        assert_eq!(
            &text[entries[1].span.clone()],
            r#"{"id": "8", "content_text": "Nur Text", "content_html": "<p>x"}"#
        );
        assert_eq!(entries[1].get("body"), Some("Nur Text"));
        assert_eq!(errors[0].to_string(), "-:4: the item is no JSON object".replace('-', "standard input"));
    }
}
