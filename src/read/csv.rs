//! Tables with a header: comma-, semicolon- or tab-separated values, one entry a row.

use std::ops::Range;

use csv::{ByteRecord, ReaderBuilder};

use super::charset::{decode, mark_len};
use super::limits::{reached, size};
use super::reader::Fit;
use super::records::{Names, any_known};
use super::text::trimmed;
use super::{Options, Raw, Sink, document};
use crate::error::{Error, Result};
use crate::model::{Content, Document, Entry, Format};

/// A header with a known name in it and a second row of as many fields.
pub(super) fn sniff_csv(head: &[u8]) -> Fit {
    sniff(head, delimiter(head))
}

/// The same, parted by tabs.
pub(super) fn sniff_tsv(head: &[u8]) -> Fit {
    sniff(head, b'\t')
}

pub(super) fn read_csv(raw: Raw, options: &Options, sink: &mut Sink) -> Result<()> {
    let delimiter = delimiter(&raw.bytes);
    read(raw, delimiter, Format::Csv, options, sink)
}

pub(super) fn read_tsv(raw: Raw, options: &Options, sink: &mut Sink) -> Result<()> {
    read(raw, b'\t', Format::Tsv, options, sink)
}

fn sniff(head: &[u8], delimiter: u8) -> Fit {
    if memchr::memchr(delimiter, head).is_none() {
        return Fit::Possible;
    }
    let mut rows = builder(delimiter).from_reader(head).into_byte_records();
    let (Some(Ok(header)), Some(Ok(row))) = (rows.next(), rows.next()) else { return Fit::Possible };
    let known = any_known(header.iter().filter_map(|name| std::str::from_utf8(name).ok()));
    if header.len() > 1 && row.len() == header.len() && known { Fit::Likely } else { Fit::Possible }
}

/// The delimiter that the first line holds most of: a comma, or a semicolon as spreadsheets write where commas are decimal.
pub(super) fn delimiter(head: &[u8]) -> u8 {
    let first = head.split(|b| *b == b'\n').next().unwrap_or(head);
    let count = |d: u8| memchr::memchr_iter(d, first).count();
    if count(b';') > count(b',') { b';' } else { b',' }
}

fn builder(delimiter: u8) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder.delimiter(delimiter).has_headers(false).flexible(true);
    builder
}

fn read(raw: Raw, delimiter: u8, format: Format, options: &Options, sink: &mut Sink) -> Result<()> {
    let (source, text) = decode(raw, None, options)?;
    let start = mark_len(&text);
    let mut table = Table {
        source: &source,
        text: &text,
        delimiter,
        options,
        header: Vec::new(),
        names: Vec::new(),
        entries: Vec::new(),
        counted: (start, 1),
    };
    let mut row = ByteRecord::new();
    let mut begin = start;
    // A quote that nobody closes can swallow rows again and again: what may be read twice is bounded.
    let mut again = text.len();
    'again: loop {
        let mut rows = builder(delimiter).from_reader(&text.as_bytes()[begin..]);
        // Reading from memory in which any number of fields is right has no error to give.
        while rows.read_byte_record(&mut row).unwrap_or(false) {
            let from = begin + row.position().map_or(0, |p| p.byte() as usize);
            let to = begin + rows.position().byte() as usize;
            if let Err(error) = table.row(&row, from..to) {
                sink.errors.push(error);
                if table.entries.len() == options.limits.records {
                    break 'again;
                }
                let swallowed = table.swallowed(from..to);
                if let Some((next, left)) = swallowed.and_then(|next| Some((next, again.checked_sub(to - next)?))) {
                    (begin, again) = (next, left);
                    continue 'again;
                }
            }
        }
        break;
    }
    let content = Content::Entries(table.entries);
    sink.documents.push(Document { content, ..document(source, format, text, Vec::new()) });
    Ok(())
}

/// What is wrong with a row of `values` fields under a header of `columns`.
pub(super) fn of_other_width(values: usize, columns: usize) -> Error {
    let fields = if values == 1 { "field" } else { "fields" };
    let what = format!("the row has {values} {fields}, the header {columns}");
    Error::record("", what).way_out("quote fields that hold the delimiter")
}

/// An error where a quote in a row of several lines is open to its end, or closes within a field: then the lines are rows of
/// their own, most likely. Linear.
pub(super) fn check_quotes(row: &[u8], delimiter: u8) -> Result<()> {
    let mut rest = row;
    let mut closed = memchr::memchr(b'\n', row).is_some();
    while closed && !rest.is_empty() {
        if let Some(mut field) = rest.strip_prefix(b"\"") {
            closed = false;
            while let Some(at) = memchr::memchr(b'"', field) {
                let doubled = field.get(at + 1) == Some(&b'"');
                field = &field[at + 1 + usize::from(doubled)..];
                if !doubled {
                    closed = field.first().is_none_or(|next| [delimiter, b'\r', b'\n'].contains(next));
                    break;
                }
            }
            rest = field;
        }
        rest = memchr::memchr(delimiter, rest).map_or(&[], |at| &rest[at + 1..]);
    }
    match closed || memchr::memchr(b'\n', row).is_none() {
        true => Ok(()),
        false => Err(Error::record("", "a quote opens here and is not closed")
            .way_out("close it, or double each quote in the field")),
    }
}

/// A table on its way into entries.
struct Table<'a> {
    source: &'a str,
    text: &'a str,
    delimiter: u8,
    options: &'a Options,
    header: Vec<String>,
    names: Vec<String>,
    entries: Vec<Entry>,
    /// A byte and the number of its line.
    counted: (usize, u32),
}

impl Table<'_> {
    /// Takes the row that stands at the bytes `at`, line ends around it included.
    fn row(&mut self, row: &ByteRecord, at: Range<usize>) -> Result<()> {
        let span = trimmed(self.text, at, &['\r', '\n']);
        let first = self.line(span.start);
        let values: Vec<&str> = row.iter().map(|v| std::str::from_utf8(v).unwrap_or("")).collect();
        if self.header.is_empty() {
            self.line(span.end);
            self.names = Names::new(&self.options.fields).map(&values);
            self.header = values.into_iter().map(str::to_owned).collect();
            return Ok(());
        }
        self.check(values.len(), &span).map_err(|e| e.in_source(self.source).at_line(u64::from(first)))?;
        let last = self.line(span.end);
        let fields = self.names.iter().cloned().zip(values.into_iter().map(str::to_owned)).collect();
        let number = self.entries.len() as u32 + 1;
        self.entries.push(Entry { span, lines: (first, last), number, fields });
        Ok(())
    }

    /// Where an open quote has swallowed lines, the first of these.
    fn swallowed(&self, at: Range<usize>) -> Option<usize> {
        let span = trimmed(self.text, at, &['\r', '\n']);
        let row = &self.text.as_bytes()[span.clone()];
        let end = memchr::memchr(b'\n', row)?;
        (!self.header.is_empty() && check_quotes(row, self.delimiter).is_err()).then_some(span.start + end + 1)
    }

    fn check(&self, values: usize, span: &Range<usize>) -> Result<()> {
        let (limits, bytes) = (&self.options.limits, span.len());
        if self.entries.len() == limits.records {
            return Err(reached("", "records", format!("has more than {} rows", limits.records)));
        }
        if bytes > limits.record {
            return Err(reached("", "record", format!("the row is longer than {}", size(limits.record as u64))));
        }
        check_quotes(&self.text.as_bytes()[span.clone()], self.delimiter)?;
        if values != self.header.len() {
            return Err(of_other_width(values, self.header.len()));
        }
        Ok(())
    }

    /// The line of the byte `at`, which never goes back.
    fn line(&mut self, at: usize) -> u32 {
        let (from, line) = self.counted;
        let between = self.text.as_bytes().get(from..at).unwrap_or(&[]);
        self.counted = (at, line + memchr::memchr_iter(b'\n', between).count() as u32);
        self.counted.1
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Content, Format};
    use crate::read::{Options, read_bytes};

    #[test]
    fn rows_keep_bytes_lines_and_names() {
        let text = "\u{feff}Titel;Text;Farbe\r\n\"Eins; zwei\";\"mit\nUmbruch\";rot\r\nnur;zwei\r\n\r\nDrei;;blau\r\n";
        let (documents, errors) = read_bytes("a.csv", text.as_bytes().to_vec(), &Options::default());
        let document = &documents[0];
        assert_eq!(document.format, Format::Csv);
        let Content::Entries(entries) = &document.content else { panic!("no entries") };
        let seen: Vec<_> = entries
            .iter()
            .map(|e| (&document.text[e.span.clone()], e.lines, e.get("title"), e.get("body"), e.get("Farbe")))
            .collect();
        assert_eq!(
            seen[0],
            ("\"Eins; zwei\";\"mit\nUmbruch\";rot", (2, 3), Some("Eins; zwei"), Some("mit\nUmbruch"), Some("rot"))
        );
        assert_eq!(seen[1], ("Drei;;blau", (6, 6), Some("Drei"), None, Some("blau")));
        let errors: Vec<_> = errors.iter().map(ToString::to_string).collect();
        assert_eq!(errors, ["a.csv:4: the row has 2 fields, the header 3; quote fields that hold the delimiter"]);
    }

    #[test]
    fn a_quote_that_is_not_closed_costs_one_row() {
        let text = "id,title\n1,Eins\n2,\"Zwei\n3,Drei\n4,\"Vier, und\nmehr\"\n5,Fünf\n6,\"Sechs\n7,Sieben\n";
        let (documents, errors) = read_bytes("a.csv", text.as_bytes().to_vec(), &Options::default());
        let Content::Entries(entries) = &documents[0].content else { panic!("no entries") };
        let seen: Vec<_> = entries.iter().map(|e| (e.get("id").unwrap(), e.lines)).collect();
        assert_eq!(seen, [("1", (2, 2)), ("3", (4, 4)), ("4", (5, 6)), ("5", (7, 7)), ("7", (9, 9))]);
        let errors: Vec<_> = errors.iter().map(ToString::to_string).collect();
        let said = |line| {
            format!("a.csv:{line}: a quote opens here and is not closed; close it, or double each quote in the field")
        };
        assert_eq!(errors, [said(3), said(8)]);
    }

    #[test]
    fn tabs_make_a_tsv() {
        let (documents, errors) = read_bytes("-", b"id\ttitle\n1\tEins, zwei\n".to_vec(), &Options::default());
        assert!(errors.is_empty());
        assert_eq!(documents[0].format, Format::Tsv);
    }
}
