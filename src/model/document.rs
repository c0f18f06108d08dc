use std::ops::Range;

use super::Date;

/// What a document was read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// Plain text.
    Text,
    /// Markdown (CommonMark).
    Markdown,
    /// HTML.
    Html,
    /// One mail.
    Mail,
    /// A mailbox of many mails.
    Mbox,
    /// RSS 1.0, RSS 2.0 or Atom.
    Feed,
    /// JSON Feed.
    JsonFeed,
    /// One JSON array of objects.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// Comma-separated values with a header.
    Csv,
    /// Tab-separated values with a header.
    Tsv,
    /// Apache Parquet.
    Parquet,
}

/// One input unit as read: a newsletter issue, a mail, a feed snapshot, a file of records.
///
/// Spans everywhere are byte ranges of [`Document::text`]. For a plain UTF-8 file that is the file itself, byte for
/// byte; for a mail it is the decoded part that was chosen; for a compressed file its content.
#[derive(Clone, Debug)]
pub struct Document {
    /// The input as the user named it; a message in a mailbox is `box.mbox#3`.
    pub source: String,
    /// What it was read as.
    pub format: Format,
    /// The decoded text that all spans point into.
    pub text: String,
    /// The title the document gives itself (mail subject, `<title>`, front matter, feed title).
    pub title: Option<String>,
    /// The day the document gives itself (mail date, front matter, feed date); the segmenter looks into the text too.
    pub date: Option<Date>,
    /// What stands in it.
    pub content: Content,
}

/// What stands in a document.
#[derive(Clone, Debug)]
pub enum Content {
    /// Prose for the segmenter: lines in order, not overlapping; what lies between two lines is markup or line ends.
    Lines(Vec<Line>),
    /// Entries that the format itself divides: records of a table, entries of a feed.
    Entries(Vec<Entry>),
}

/// One visible line: a line of a text file, a block of a Markdown or HTML document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// Its bytes in the document's text, markup included, line end left out.
    pub span: Range<usize>,
    /// What a reader sees, where that differs from the bytes (markup, entities).
    pub shown: Option<Box<str>>,
    /// Number of its first source line, from 1.
    pub number: u32,
    /// What the markup says of it.
    pub marks: Marks,
}

/// What a document's markup says of a line; all empty for plain text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    /// Heading level 1 to 6, else 0.
    pub heading: u8,
    /// An entry of a list.
    pub list_item: bool,
    /// The whole line is set strong, or larger than the text around it.
    pub strong: bool,
    /// A horizontal rule or another drawn border (its text is empty).
    pub rule: bool,
    /// The line is an image's replacement text, or a caption element.
    pub caption: bool,
    /// The line stands in the page's navigation or its foot.
    pub frame: bool,
    /// The bytes of the *shown* text that are set in bold at the line's head, signs before them left out.
    pub lead: Range<usize>,
    /// Structural signature: equal for lines that stand in the same kind of place (tags, classes, styles on the path).
    pub path: u64,
    /// How deep the line stands in the document's tree.
    pub depth: u16,
    /// Signature and number of the enclosing repeated block (table row, `<article>`, `<li>`), from the outside in.
    pub blocks: Vec<(u64, u32)>,
    /// Links in the line, in order.
    pub links: Vec<Link>,
}

/// A link in a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The bytes of the *shown* text that the link covers.
    pub range: Range<usize>,
    /// Where it leads, tracking parameters taken off.
    pub url: String,
}

/// One record or feed entry, its fields by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// Its bytes in the document's text.
    pub span: Range<usize>,
    /// First and last source line, from 1.
    pub lines: (u32, u32),
    /// Number in the document, from 1.
    pub number: u32,
    /// Field names and values in source order; names as mapped (`id`, `title`, `body`, `url`, `date`, …).
    pub fields: Vec<(String, String)>,
}

impl Document {
    /// The visible text of `line`, which must be one of this document's.
    pub fn shown<'a>(&'a self, line: &'a Line) -> &'a str {
        match &line.shown {
            Some(text) => text,
            None => self.text.get(line.span.clone()).unwrap_or(""),
        }
    }

    /// The document's lines; empty where it holds entries.
    pub fn lines(&self) -> &[Line] {
        match &self.content {
            Content::Lines(lines) => lines,
            Content::Entries(_) => &[],
        }
    }
}

impl Entry {
    /// The value of the field `name`, if it is there and not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, v)| n == name && !v.trim().is_empty()).map(|(_, v)| v.as_str())
    }
}
