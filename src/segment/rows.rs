//! Lines as they were typed, with what can be seen of each by itself.

use super::address;
use super::dates::{self, Found};
use super::signs::Signs;
use super::text::{self, first_word};
use super::topic;
use crate::model::{Document, Format, Line};

/// The coarse look of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub(super) enum Shape {
    /// A drawn line.
    Rule,
    /// Nothing but an address of the web.
    Url,
    /// Nothing but a date, perhaps with a time.
    Stamp,
    /// Few words without a full stop: what headings look like.
    Short,
    /// One short sentence with its full stop.
    Sentence,
    /// Running text.
    Para,
}

/// How many shapes there are.
pub(super) const SHAPES: usize = 6;

/// A line that shows something.
pub(super) struct Row<'a> {
    pub index: usize,
    pub line: &'a Line,
    pub text: &'a str,
    pub signs: Signs,
    /// It begins with a label.
    pub labelled: bool,
    /// Characters of `text`.
    pub columns: usize,
    pub indent: u8,
    pub gap: u8,
    pub shape: Option<Shape>,
    /// It stands elsewhere, too, with something else behind it: it is whole as it is.
    pub returns: bool,
}

impl Row<'_> {
    /// Characters of its first word.
    pub(super) fn first_columns(&self) -> usize {
        let word = first_word(self.text);
        if self.signs.is_ascii() { word.len() } else { word.chars().count() }
    }
}

/// Whether the document is plain text as it was typed; a mail may be that or HTML.
pub(super) fn is_plain(doc: &Document) -> bool {
    let markup = matches!(doc.format, Format::Html | Format::Markdown);
    !markup && doc.lines().iter().all(|line| line.marks.path == 0)
}

pub(super) fn rows<'a>(doc: &'a Document, lines: &'a [Line]) -> Vec<Row<'a>> {
    let mut rows: Vec<Row<'a>> = Vec::with_capacity(lines.len());
    let mut last_number = 0;
    let blank_lines = is_plain(doc) || doc.format == Format::Markdown;
    for (index, line) in lines.iter().enumerate() {
        let shown = doc.shown(line);
        let text = text::trim(address::without_anchor(shown, &line.marks));
        if (text.is_empty() || is_left_over(text)) && !line.marks.rule {
            continue;
        }
        let gap =
            if blank_lines && last_number > 0 { line.number.saturating_sub(last_number + 1).min(2) as u8 } else { 1 };
        let indent = shown.bytes().take_while(|b| *b == b' ' || *b == b'\t').count().min(40) as u8;
        let signs = Signs::of(text);
        let shape = if line.marks.rule || text::is_rule(text) {
            Some(Shape::Rule)
        } else if signs.may_hold_address() && address::is_url(text) || address::shows_own(text, &line.marks) {
            Some(Shape::Url)
        } else {
            None
        };
        let columns = if signs.is_ascii() { text.len() } else { text.chars().count() };
        let labelled = signs.has(b':') && topic::label(text).is_some();
        rows.push(Row { index, line, text, signs, labelled, columns, indent, gap, shape, returns: false });
        last_number = line.number;
    }
    rows
}

/// One or two signs that neither draw a line nor mark a list: "\\\\", "»".
fn is_left_over(text: &str) -> bool {
    text.len() <= 8
        && text.chars().count() <= 2
        && !text
            .chars()
            .any(|c| c.is_alphanumeric() || matches!(c, '-' | '*' | '_' | '~' | '=' | '+' | '#' | '.' | '·' | '•'))
}

/// A day written over several lines or cells: "Fr" and "2.10.2026", "12" and "Juni". How many of `rows` make it up.
pub(super) fn split_day(rows: &[Row]) -> Option<(usize, Found)> {
    let adjoins = |row: &Row| row.gap == 0 || row.line.marks.path != 0;
    if !is_part_of_day(rows[0].text) {
        return None;
    }
    let mut day = rows[0].text.to_owned();
    let mut found = None;
    for (parts, row) in rows.iter().enumerate().take(MOST_PARTS).skip(1) {
        let year = row.text.len() == 4 && row.text.bytes().all(|b| b.is_ascii_digit());
        if !adjoins(row) || row.text.len() > LONGEST_DAY || found.is_some() && !year {
            break;
        }
        day.push(' ');
        day.push_str(row.text);
        if let Some(date) = dates::leading(&day).filter(|date| date.span.end == day.len()) {
            found = Some((parts + 1, date));
        } else if found.is_some() || !is_part_of_day(row.text) {
            break;
        }
    }
    found
}

/// A weekday, a month, or a number that may be a day's, and nothing else.
fn is_part_of_day(text: &str) -> bool {
    if text.len() > LONGEST_NAME {
        return false;
    }
    let bare = text.trim_end_matches(['.', ',']);
    let number = bare.len() <= 2 && bare.bytes().all(|b| b.is_ascii_digit());
    !bare.is_empty() && (number || dates::month(bare).is_some() || dates::is_lead_in(bare))
}

/// Weekday, day, month and year.
const MOST_PARTS: usize = 4;
/// Bytes of a day and its time, and of a weekday.
const LONGEST_DAY: usize = 40;
const LONGEST_NAME: usize = 12;
