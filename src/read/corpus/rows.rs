//! Bytes → records: lines of JSON, rows of a table, whole files.

use std::borrow::Cow;
use std::ops::Range;

use serde_json::{Map, Value};

use super::json::{self, Spans};
use super::{Content, Header, Record, Roles, Wishes};
use crate::error::{Error, ErrorKind, Result};
use crate::read::csv::{check_quotes, of_other_width};
use crate::read::limits::size;

/// Buffers that are used from record to record. One for each thread.
#[derive(Debug, Default)]
pub struct Scratch {
    spans: Spans,
    /// Keys of the last record, and what they mean.
    keys: Vec<u8>,
    roles: Roles,
    text: String,
    id: String,
    part: String,
    row: csv::ByteRecord,
}

impl Scratch {
    /// Joins the values of a text's fields; whether there were any.
    #[cfg(feature = "parquet")]
    pub(super) fn join(&mut self, values: impl Iterator<Item = String>) -> bool {
        self.text.clear();
        let mut found = false;
        values.for_each(|value| join(&mut self.text, &value, &mut found));
        found
    }

    /// The joined text, where `text` says that there is one, with what else was found.
    #[cfg(feature = "parquet")]
    pub(super) fn content(&mut self, text: bool, id: Option<String>, date: Option<String>, filled: u32) -> Content<'_> {
        (self.id, self.part) = (id.unwrap_or_default(), date.unwrap_or_default());
        fn some(text: &str) -> Option<&str> {
            (!text.is_empty()).then_some(text)
        }
        let text = text.then_some(self.text.as_str());
        Content { id: some(&self.id), text, date: some(&self.part), filled }
    }
}

pub(super) fn too_long(limit: usize) -> Error {
    let what = format!("the record is longer than {} (limit \"record\")", size(limit as u64));
    Error::new(ErrorKind::Limit, what).way_out("split it")
}

/// What `bytes` say: as UTF-8, or else in the encoding that was asked for.
///
/// # Errors
/// Bytes that neither has.
pub(super) fn decoded<'a>(bytes: &'a [u8], wishes: &Wishes) -> Result<Cow<'a, str>> {
    match (std::str::from_utf8(bytes), wishes.encoding) {
        (Ok(text), _) => Ok(Cow::Borrowed(text)),
        (Err(e), None) => Err(Error::record("", format!("is not UTF-8 at byte {} of the record", e.valid_up_to()))
            .way_out("name its --encoding, such as windows-1252")),
        (Err(_), Some(encoding)) => encoding
            .decode_without_bom_handling_and_without_replacement(bytes)
            .ok_or_else(|| Error::record("", format!("is neither UTF-8 nor {}", encoding.name()))),
    }
}

/// Lines that are not blank, line ends included. A blank line belongs to no record.
pub(super) fn line_spans(bytes: &[u8], skip: usize) -> impl Iterator<Item = Range<usize>> {
    let mut start = skip;
    let ends = memchr::memchr_iter(b'\n', &bytes[skip..]).map(move |at| skip + at + 1);
    let last = (bytes.last() != Some(&b'\n')).then_some(bytes.len());
    ends.chain(last)
        .map(move |end| std::mem::replace(&mut start, end)..end)
        .filter(|span| bytes[span.start] == b'{' || !bytes[span.clone()].trim_ascii().is_empty())
}

/// Shows each line of JSON.
pub(super) fn lines(
    bytes: &[u8],
    skip: usize,
    limit: usize,
    wishes: &Wishes,
    scratch: &mut Scratch,
    visit: &mut dyn FnMut(Record<'_>),
) {
    for raw in line_spans(bytes, skip) {
        let line;
        let content = if raw.len() > limit {
            Err(too_long(limit))
        } else {
            line = decoded(&bytes[raw.clone()], wishes);
            match &line {
                Ok(line) => object(line.trim_ascii_end(), wishes, scratch),
                Err(e) => Err(e.clone()),
            }
        };
        visit(Record { raw, content });
    }
}

fn object<'a>(line: &'a str, wishes: &Wishes, scratch: &'a mut Scratch) -> Result<Content<'a>> {
    if !json::scan(line.as_bytes(), &mut scratch.spans) {
        return slow_object(line, wishes, scratch);
    }
    remember_roles(line, wishes, scratch);
    let Scratch { spans, roles, text, id, part, .. } = scratch;
    let value = |at: usize| &line[spans[at].1.clone()];
    let filled = spans.iter().filter(|(_, v)| !matches!(&line[v.clone()], "null" | "\"\"")).count() as u32;
    let id = roles.id.and_then(|at| json::plain(value(at), id)).filter(|id| !id.is_empty());
    let date = roles.date.map(value).map(|v| v.trim_matches('"'));
    let joined = match roles.text.as_slice() {
        [one] => json::plain(value(*one), text),
        several => {
            text.clear();
            let mut found = false;
            for value in several.iter().map(|&at| value(at)) {
                if let Some(more) = json::plain(value, part) {
                    join(text, more, &mut found);
                }
            }
            found.then_some(text.as_str())
        }
    };
    Ok(Content { id, text: joined, date, filled })
}

/// Fields of the text stand on lines of their own.
fn join(text: &mut String, more: &str, found: &mut bool) {
    if std::mem::replace(found, true) {
        text.push('\n');
    }
    text.push_str(more);
}

/// Works out what the fields mean, where their names differ from the last record's.
fn remember_roles(line: &str, wishes: &Wishes, scratch: &mut Scratch) {
    let bytes = line.as_bytes();
    let mut known = scratch.keys.as_slice();
    let same = scratch.spans.iter().all(|(key, _)| {
        let rest = known.strip_prefix(&bytes[key.clone()]).and_then(|rest| rest.strip_prefix(b"\""));
        known = rest.unwrap_or_default();
        rest.is_some()
    });
    if same && known.is_empty() && !scratch.keys.is_empty() {
        return;
    }
    scratch.keys.clear();
    for (key, _) in &scratch.spans {
        scratch.keys.extend_from_slice(&bytes[key.clone()]);
        scratch.keys.push(b'"'); // stands in no key unescaped
    }
    let columns: Vec<_> = scratch.spans.iter().map(|(at, _)| json::key(line, at)).collect();
    let columns: Vec<&str> = columns.iter().map(AsRef::as_ref).collect();
    scratch.roles = Roles::new(&columns, wishes);
}

/// What the scanner doesn't take: broken, or written in an unusual way.
fn slow_object<'a>(line: &str, wishes: &Wishes, scratch: &'a mut Scratch) -> Result<Content<'a>> {
    let broken = |why: serde_json::Error| {
        let why = why.to_string();
        let why = why.split(" at line ").next().unwrap_or(&why);
        Error::record("", format!("is not a JSON object: {why}")).way_out("mend the line or take it out")
    };
    let object: Map<String, Value> = serde_json::from_str(line).map_err(broken)?;
    let columns: Vec<&str> = object.keys().map(String::as_str).collect();
    let roles = Roles::new(&columns, wishes);
    let value = |at: usize| match object.values().nth(at) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.clone()),
        Some(other) => Some(other.to_string()),
    };
    scratch.text.clear();
    let mut found = false;
    roles.text.iter().filter_map(|&at| value(at)).for_each(|more| join(&mut scratch.text, &more, &mut found));
    scratch.id = roles.id.and_then(value).unwrap_or_default();
    scratch.part = roles.date.and_then(value).unwrap_or_default();
    let filled = object.values().filter(|v| !v.is_null() && v.as_str() != Some("")).count() as u32;
    let some = |text: &'a String| (!text.is_empty()).then_some(text.as_str());
    let text = found.then_some(scratch.text.as_str());
    Ok(Content { id: some(&scratch.id), text, date: some(&scratch.part), filled })
}

/// A file as one record.
pub(super) fn whole<'a>(bytes: &'a [u8], wishes: &Wishes, scratch: &'a mut Scratch) -> Result<Content<'a>> {
    let text = match decoded(bytes, wishes)? {
        Cow::Borrowed(text) => text,
        Cow::Owned(text) => {
            scratch.text = text;
            &scratch.text
        }
    };
    Ok(Content { id: None, text: Some(text), date: None, filled: 1 })
}

fn reader(bytes: &[u8], delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(bytes)
}

/// The values of one row.
pub(super) fn values(row: &[u8], delimiter: u8) -> Vec<Vec<u8>> {
    let mut record = csv::ByteRecord::new();
    // Reading from memory in which any number of fields is right has no error to give.
    let _ = reader(row, delimiter).read_byte_record(&mut record);
    record.iter().map(<[u8]>::to_vec).collect()
}

/// Shows each row of a table.
pub(super) fn rows(
    bytes: &[u8],
    skip: usize,
    limit: usize,
    (header, wishes): (&Header, &Wishes),
    scratch: &mut Scratch,
    visit: &mut dyn FnMut(Record<'_>),
) {
    for raw in row_spans(bytes, skip, header.delimiter) {
        let content =
            if raw.len() > limit { Err(too_long(limit)) } else { row(&bytes[raw.clone()], header, wishes, scratch) };
        visit(Record { raw, content });
    }
}

fn row<'a>(raw: &[u8], header: &Header, wishes: &Wishes, scratch: &'a mut Scratch) -> Result<Content<'a>> {
    let raw = decoded(raw, wishes)?;
    let Scratch { row, text, .. } = scratch;
    // As in `values`.
    let _ = reader(raw.as_bytes(), header.delimiter).read_byte_record(row);
    check_quotes(raw.trim_ascii_end().as_bytes(), header.delimiter)?;
    if row.len() != header.columns {
        return Err(of_other_width(row.len(), header.columns));
    }
    let value = |at: usize| row.get(at).and_then(|v| std::str::from_utf8(v).ok());
    text.clear();
    let mut found = false;
    header.roles.text.iter().filter_map(|&at| value(at)).for_each(|more| join(text, more, &mut found));
    let filled = row.iter().filter(|v| !v.is_empty()).count() as u32;
    let id = header.roles.id.and_then(value).filter(|id| !id.is_empty());
    let date = header.roles.date.and_then(value);
    Ok(Content { id, text: found.then_some(text.as_str()), date, filled })
}

/// Rows with their line ends; blank lines belong to no row. Divides as the csv crate reads: a quote opens at the start of
/// a field only, and a doubled one inside stands for itself.
pub(super) fn row_spans(bytes: &[u8], skip: usize, delimiter: u8) -> impl Iterator<Item = Range<usize>> {
    let mut at = skip;
    std::iter::from_fn(move || {
        while matches!(bytes.get(at), Some(b'\r' | b'\n')) {
            at += 1;
        }
        let start = at;
        if start >= bytes.len() {
            return None;
        }
        at = row_end(bytes, start, delimiter).unwrap_or(bytes.len());
        Some(start..at)
    })
}

/// End of the last row in `bytes` that has one.
pub(super) fn last_row_end(bytes: &[u8], delimiter: u8) -> usize {
    let mut at = 0;
    while let Some(end) = row_end(bytes, at, delimiter) {
        at = end;
    }
    at
}

/// Behind the line end of the row that begins at `at`; `None` where the bytes end first.
fn row_end(bytes: &[u8], mut at: usize, delimiter: u8) -> Option<usize> {
    loop {
        if bytes.get(at) == Some(&b'"') {
            at += 1;
            // A closing quote is one that no other follows.
            loop {
                at += memchr::memchr(b'"', bytes.get(at..)?)? + 1;
                if bytes.get(at)? != &b'"' {
                    break;
                }
                at += 1;
            }
        }
        at += memchr::memchr3(delimiter, b'\n', b'\r', bytes.get(at..)?)?;
        if bytes[at] != delimiter {
            // Both bytes of a Windows line end belong to the row.
            let both = bytes[at] == b'\r' && bytes.get(at + 1)? == &b'\n';
            return Some(at + 1 + usize::from(both));
        }
        at += 1;
    }
}
