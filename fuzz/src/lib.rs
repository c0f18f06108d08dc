//! What the fuzz targets do with their bytes. The project's tests include this file and run every seed through it.

use std::ops::Range;

use nochmal::model::{Content, Document, Line, Segmentation};
use nochmal::read::{Limits, Options, read_bytes, reader_named};
use nochmal::segment::{self, segment_all};

/// What one target does.
pub type Target = (&'static str, fn(&[u8]));

/// All targets; each has a file in `fuzz_targets/` and seeds in `corpus/`.
pub const TARGETS: &[Target] = &[
    ("any", |data| read_as(None, data)),
    ("text", |data| read_as(Some("text"), data)),
    ("markdown", |data| read_as(Some("markdown"), data)),
    ("html", |data| read_as(Some("html"), data)),
    ("mail", |data| read_as(Some("mail"), data)),
    ("mbox", |data| read_as(Some("mbox"), data)),
    ("feed", |data| read_as(Some("feed"), data)),
    ("jsonfeed", |data| read_as(Some("jsonfeed"), data)),
    ("jsonl", |data| read_as(Some("jsonl"), data)),
    ("csv", |data| read_as(Some("csv"), data)),
    ("tsv", |data| read_as(Some("tsv"), data)),
    ("json", |data| read_as(Some("json"), data)),
    ("parquet", |data| read_as(Some("parquet"), data)),
    ("segment", divide),
];

/// Runs the target called `name`.
pub fn run(name: &str, data: &[u8]) {
    for (_, target) in TARGETS.iter().filter(|(target, _)| *target == name) {
        target(data);
    }
}

/// Reads `data` as the format called `format`, and checks what every document must keep.
pub fn read_as(format: Option<&str>, data: &[u8]) {
    let from = format.and_then(reader_named).map(|reader| reader.format);
    let options = Options { from, limits: Limits { bytes: 1 << 24, ..Limits::default() }, ..Options::default() };
    let (documents, errors) = read_bytes("input", data.to_vec(), &options);
    assert!(!documents.is_empty() || !errors.is_empty() || data.is_empty(), "nothing was read, and nothing was said");
    for error in &errors {
        assert!(error.position().source.starts_with("input"), "{error} names no source");
    }
    documents.iter().for_each(check);
}

/// Reads `data` as what it looks like and divides it, once by itself and once with the profile that it taught: segments tile
/// the text, items lie in it. A byte that no text has parts documents, which may be siblings.
pub fn divide(data: &[u8]) {
    let options = Options { limits: Limits { bytes: 1 << 24, ..Limits::default() }, ..Options::default() };
    let read = |part: &[u8]| read_bytes("input", part.to_vec(), &options).0;
    let documents: Vec<Document> = data.split(|byte| *byte == 0xff).flat_map(read).collect();
    let divided = segment_all(&documents, &segment::Options::default());
    documents.iter().zip(&divided).for_each(|(document, found)| check_tiles(document, found));
    let profile = segment::profile::learn(&documents, &divided);
    assert!(
        segment::Profile::from_toml(&profile.to_toml()).is_ok_and(|again| again == profile),
        "{profile:?} is not read back"
    );
    let told = segment_all(&documents, &segment::Options { profile: Some(profile), ..segment::Options::default() });
    documents.iter().zip(&told).for_each(|(document, found)| check_tiles(document, found));
}

fn check_tiles(document: &Document, segmentation: &Segmentation) {
    let mut end = 0;
    for segment in &segmentation.segments {
        assert!(segment.span.start == end && end < segment.span.end, "{:?} comes after {end}", segment.span);
        end = segment.span.end;
    }
    assert!(end == document.text.len(), "{end} of {} bytes are in segments", document.text.len());
    for item in &segmentation.items {
        assert!(document.text.get(item.span[0]..item.span[1]).is_some(), "{:?} is no span", item.span);
        assert!((0.0..=1.0).contains(&item.confidence), "confidence {}", item.confidence);
    }
}

/// Spans are in order, disjoint, on borders of characters and inside the text; links lie in what is shown.
pub fn check(document: &Document) {
    let text = &document.text;
    match &document.content {
        Content::Lines(lines) => {
            ordered(text, lines.iter().map(|line| line.span.clone()));
            assert!(lines.is_sorted_by_key(|line| line.number), "line numbers run on");
            lines.iter().for_each(|line| check_line(document, line));
        }
        Content::Entries(entries) => {
            ordered(text, entries.iter().map(|entry| entry.span.clone()));
            assert!((1..).zip(entries).all(|(n, entry)| entry.number == n), "entries are numbered");
            assert!(entries.iter().all(|entry| entry.lines.0 <= entry.lines.1));
        }
    }
}

fn check_line(document: &Document, line: &Line) {
    let shown = document.shown(line);
    assert!(line.marks.rule == shown.trim().is_empty(), "{line:?} shows nothing");
    assert!(!document.text[line.span.clone()].contains('\n') || line.shown.is_some(), "{line:?} is more than a line");
    for link in &line.marks.links {
        assert!(shown.get(link.range.clone()).is_some_and(|text| !text.is_empty()), "{line:?} has a link without text");
    }
}

fn ordered(text: &str, spans: impl Iterator<Item = Range<usize>>) {
    let mut end = 0;
    for span in spans {
        assert!(end <= span.start && text.get(span.clone()).is_some(), "{span:?} comes after {end}");
        end = span.end;
    }
}
