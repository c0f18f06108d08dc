//! JSON Lines: one object a line, one entry each.

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use super::charset::{decode, mark_len};
use super::limits::{reached, size};
use super::reader::Fit;
use super::records::Names;
use super::text::trimmed;
use super::{Options, Raw, Sink, document};
use crate::error::{Error, Result};
use crate::model::{Content, Document, Entry, Format};

/// The first line is a whole object.
pub(super) fn sniff(head: &[u8]) -> Fit {
    let first = head.trim_ascii_start().split(|b| *b == b'\n').next().unwrap_or(head);
    match first.first() {
        Some(b'{') if serde_json::from_slice::<Object>(first).is_ok() => Fit::Likely,
        _ => Fit::Possible,
    }
}

pub(super) fn read(raw: Raw, options: &Options, sink: &mut Sink) -> Result<()> {
    let (source, text) = decode(raw, None, options)?;
    let names = Names::new(&options.fields);
    let mut entries = Vec::new();
    let mut start = mark_len(&text);
    for (line, end) in (1..).zip(memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()])) {
        let span = trimmed(&text, start..end, &[' ', '\t', '\r']);
        start = end + 1;
        if span.is_empty() {
            continue;
        }
        if entries.len() == options.limits.records {
            sink.errors.push(
                reached(&source, "records", format!("has more than {} records", entries.len()))
                    .at_line(u64::from(line)),
            );
            break;
        }
        let number = entries.len() as u32 + 1;
        match fields(&text[span.clone()], &names, options.limits.record) {
            Ok(fields) => entries.push(Entry { span, lines: (line, line), number, fields }),
            Err(error) => sink.errors.push(error.in_source(&source).at_line(u64::from(line))),
        }
    }
    let content = Content::Entries(entries);
    sink.documents.push(Document { content, ..document(source, Format::Jsonl, text, Vec::new()) });
    Ok(())
}

/// A JSON object with its members in the order in which they stand there.
pub(super) struct Object(pub(super) Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Object;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Object, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Object(members))
            }
        }
        from.deserialize_map(Members)
    }
}

impl Object {
    /// The members as fields, renamed: texts as they are, nulls left out, anything else as JSON.
    pub(super) fn fields(self, names: &Names) -> Vec<(String, String)> {
        let columns: Vec<&str> = self.0.iter().map(|(name, _)| name.as_str()).collect();
        let mapped = names.map(&columns);
        mapped.into_iter().zip(self.0).filter_map(|(name, (_, value))| Some((name, plain(value)?))).collect()
    }
}

/// The fields of one line, renamed.
///
/// # Errors
/// A line that is no JSON object, or longer than `most` bytes.
fn fields(line: &str, names: &Names, most: usize) -> Result<Vec<(String, String)>> {
    if line.len() > most {
        return Err(reached("", "record", format!("the record is longer than {}", size(most as u64))));
    }
    let object: Object = serde_json::from_str(line).map_err(|why| not_json(line, &why))?;
    Ok(object.fields(names))
}

fn plain(value: Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}

fn not_json(line: &str, why: &serde_json::Error) -> Error {
    // serde_json counts lines, too; this is always its first.
    let reason = why.to_string();
    let reason = reason.split(" at line ").next().unwrap_or(&reason);
    let column = line.char_indices().take_while(|(i, _)| i + 1 < why.column()).count() + 1;
    Error::record("", format!("is not a JSON object: {reason} at column {column}"))
        .way_out("mend the line or take it out")
}

#[cfg(test)]
mod tests {
    use crate::error::ErrorKind;
    use crate::model::{Content, Document};
    use crate::read::{Limits, Options, read_bytes};

    fn entries(text: &str, options: &Options) -> (Document, Vec<String>) {
        let (mut documents, errors) = read_bytes("a.jsonl", text.as_bytes().to_vec(), options);
        (documents.remove(0), errors.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_broken_line_leaves_the_others() {
        let text =
            "\u{feff}{\"headline\":\"Eins\",\"n\":3,\"x\":null}\r\n\n{\"title\": \"Zwei\n [1]\n{\"title\":\"Drei\"} \n";
        let (document, errors) = entries(text, &Options::default());
        let Content::Entries(entries) = &document.content else { panic!("no entries") };
        assert_eq!(entries.len(), 2);
        assert_eq!(entries[0].fields, [("title".to_owned(), "Eins".to_owned()), ("n".to_owned(), "3".to_owned())]);
        assert_eq!(&document.text[entries[1].span.clone()], "{\"title\":\"Drei\"}");
        assert_eq!((entries[1].number, entries[1].lines), (2, (5, 5)));
        insta::assert_snapshot!(errors.join("\n"), @r"
        a.jsonl:3: is not a JSON object: EOF while parsing a string at column 15; mend the line or take it out
        a.jsonl:4: is not a JSON object: invalid type: sequence, expected a JSON object at column 1; mend the line or take it out
        ");
    }

    #[test]
    fn limits_hold() {
        let limits = Limits { record: 20, records: 1, ..Limits::default() };
        let options = Options { limits, ..Options::default() };
        let (documents, errors) =
            read_bytes("a.jsonl", b"{\"title\":\"a long one, far too long\"}\n{}\n{}".to_vec(), &options);
        assert_eq!(documents.len(), 1);
        assert!(errors.len() == 2 && errors.iter().all(|e| e.kind() == ErrorKind::Limit), "{errors:?}");
    }
}
