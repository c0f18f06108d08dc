//! JSON that is no JSON Lines: an array of records, objects written over several lines one after the other, or one object
//! that holds the array, as `jq` and many interfaces of the web give it: one entry an object.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::charset::{decode, mark_len};
use super::reader::{Fit, HEAD};
use super::records::Names;
use super::{Options, Raw, Sink, document, jsonfeed};
use crate::error::{Error, Result};
use crate::model::{Content, Document, Format};

/// An array that begins with an object; an object whose first line is its brace alone; or one line that is an object around
/// an array of records.
pub(super) fn sniff(head: &[u8]) -> Fit {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let object = |text: &[u8]| {
        let inside = text.strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
        inside.is_some_and(|inside| inside.starts_with(b"\"") || inside.starts_with(b"}"))
    };
    let array = text.strip_prefix(b"[").is_some_and(|inside| object(inside.trim_ascii_start()));
    let mut lines = text.splitn(2, |b| *b == b'\n');
    let (first, rest) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let pretty = first.trim_ascii_end() == b"{" && object(text);
    let wrapper = || {
        let whole = head.len() < HEAD && rest.trim_ascii().is_empty();
        whole && std::str::from_utf8(first).is_ok_and(|line| wrapped(line).is_some())
    };
    let feed = jsonfeed::sniff(head) == Fit::Certain;
    if !feed && (array || pretty || object(text) && wrapper()) { Fit::Certain } else { Fit::No }
}

/// The records in the object `json`: its only member that is an array of objects, unless the object has a text itself.
fn wrapped(json: &str) -> Option<Vec<&RawValue>> {
    let members: BTreeMap<String, &RawValue> = serde_json::from_str(json).ok()?;
    let names: Vec<&str> = members.keys().map(String::as_str).collect();
    if Names::new(&[]).map(&names).iter().any(|name| name == "body") {
        return None;
    }
    let objects = |value: &&&RawValue| {
        value.get().strip_prefix('[').is_some_and(|inside| inside.trim_ascii_start().starts_with('{'))
    };
    let mut arrays = members.values().filter(objects);
    let (array, None) = (arrays.next()?, arrays.next()) else { return None };
    serde_json::from_str(array.get()).ok()
}

pub(super) fn read(raw: Raw, options: &Options, sink: &mut Sink) -> Result<()> {
    let (source, text) = decode(raw, None, options)?;
    let json = &text[mark_len(&text)..];
    let broken = |why: serde_json::Error, what: &str| {
        Error::input(&source, format!("is not {what}: {why}"))
            .at_line(why.line() as u64)
            .way_out("mend it or force --from")
    };
    let items: Vec<&RawValue> = if json.trim_ascii_start().starts_with('[') {
        serde_json::from_str(json).map_err(|why| broken(why, "a JSON array of objects"))?
    } else {
        let objects: std::result::Result<Vec<&RawValue>, _> =
            serde_json::Deserializer::from_str(json).into_iter().collect();
        let objects = objects.map_err(|why| broken(why, "JSON"))?;
        let only = objects.first().filter(|_| objects.len() == 1);
        only.and_then(|object| wrapped(object.get())).unwrap_or(objects)
    };
    let content = Content::Entries(jsonfeed::entries(&source, &text, &items, options, sink));
    sink.documents.push(Document { content, ..document(source, Format::Json, text, Vec::new()) });
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::model::{Content, Format};
    use crate::read::{Options, read_bytes};

    #[test]
    fn objects_of_an_array_are_entries() {
        let text = "[\n  {\"headline\": \"Eins\", \"n\": 1},\n  7,\n  {\"title\": \"Zwei\"}\n]\n";
        let (documents, errors) = read_bytes("a.txt", text.as_bytes().to_vec(), &Options::default());
        assert_eq!(documents[0].format, Format::Json);
        let Content::Entries(entries) = &documents[0].content else { panic!("no entries") };
        let titles: Vec<_> = entries.iter().map(|e| (e.get("title"), e.lines)).collect();
        assert_eq!(titles, [(Some("Eins"), (2, 2)), (Some("Zwei"), (4, 4))]);
        assert_eq!(&text[entries[1].span.clone()], "{\"title\": \"Zwei\"}");
        assert_eq!(errors[0].to_string(), "a.txt:3: the item is no JSON object");
        let (_, errors) = read_bytes("a.json", b"[{\"title\": \"Eins\"},\n".to_vec(), &Options::default());
        assert!(errors[0].to_string().starts_with("a.json:2: is not a JSON array of objects"), "{}", errors[0]);
    }

    #[test]
    fn objects_over_several_lines_and_arrays_in_an_object_are_records() {
        let titles = |name: &str, text: &str| {
            let (documents, errors) = read_bytes(name, text.as_bytes().to_vec(), &Options::default());
            assert!(errors.is_empty(), "{errors:?}");
            let Content::Entries(entries) = &documents[0].content else { panic!("no entries") };
            let found: Vec<String> = entries.iter().map(|e| e.get("title").unwrap_or("-").to_owned()).collect();
            (documents[0].format, found.join(" "))
        };
        let json = |titles: &str| (Format::Json, titles.to_owned());
        assert_eq!(titles("a.json", "{\n  \"title\": \"Eins\"\n}\n{\n  \"title\": \"Zwei\"\n}\n"), json("Eins Zwei"));
        let items = r#"[{"title": "Eins"}, {"title": "Zwei"}]"#;
        assert_eq!(titles("a.json", &format!("{{\"status\": 1, \"items\": {items}}}\n")), json("Eins Zwei"));
        assert_eq!(titles("a", &format!("{{\n\"items\":\n{items}\n}}")), json("Eins Zwei"));
        // A record with a list of its own stays a record, and lines of records stay lines.
        let record = format!("{{\"title\": \"Drei\", \"text\": \"x\", \"links\": {items}}}\n");
        assert_eq!(titles("a.json", &record), (Format::Jsonl, "Drei".to_owned()));
        assert_eq!(titles("a.json", &record.repeat(2)), (Format::Jsonl, "Drei Drei".to_owned()));
        let lines = format!("{{\"items\": {items}}}\n").repeat(2);
        assert_eq!(titles("a.json", &lines), (Format::Jsonl, "- -".to_owned()));
    }

    #[test]
    fn a_text_in_brackets_is_no_array() {
        let (documents, _) =
            read_bytes("a.txt", b"[03.05.2026] In Ulm\n[{] und so weiter".to_vec(), &Options::default());
        assert_eq!(documents[0].format, Format::Text);
    }
}
