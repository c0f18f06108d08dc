use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Date, Item};

/// What a line is in its issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Nothing to read: blank lines, rules, navigation, advertisements' labels.
    Furniture,
    /// The table of contents.
    Contents,
    /// The editor's own words.
    Editorial,
    /// A heading over several items.
    Section,
    /// The first, longer article of a page.
    Lead,
    /// Words that belong to a picture.
    Caption,
    /// A topic above a title.
    Topic,
    /// An item's title.
    Title,
    /// An item's text.
    Body,
    /// The phrase that ends an item ("mehr...").
    Closer,
    /// Date, place or title of an event.
    Event,
    /// A directory entry.
    Directory,
    /// Publisher, address, legal matter, unsubscribing.
    Imprint,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Role::Furniture => "furniture",
            Role::Contents => "contents",
            Role::Editorial => "editorial",
            Role::Section => "section",
            Role::Lead => "lead",
            Role::Caption => "caption",
            Role::Topic => "topic",
            Role::Title => "title",
            Role::Body => "body",
            Role::Closer => "closer",
            Role::Event => "event",
            Role::Directory => "directory",
            Role::Imprint => "imprint",
        };
        f.pad(name)
    }
}

/// A stretch of a document. A document's segments in order give back its text: nothing lost, nothing twice.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// Its bytes in the document's text, line end included.
    pub span: Range<usize>,
    /// What it is.
    pub role: Role,
    /// The item it belongs to: position in [`Segmentation::items`].
    pub item: Option<usize>,
    /// The cue that says so, in words.
    pub reason: &'static str,
}

/// What the table of contents promises, held against what is there.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Audit {
    /// Entries of the table of contents.
    pub promised: usize,
    /// Promised, but not there.
    pub missing: Vec<String>,
    /// There, among the promised ones, but not promised.
    pub extra: Vec<String>,
    /// Promised under another title: (as promised, as it stands).
    pub retitled: Vec<(String, String)>,
}

/// A document divided: all of its bytes, and the items among them.
#[derive(Clone, Debug, Default)]
pub struct Segmentation {
    /// The issue's own date.
    pub date: Option<Date>,
    /// The issue's own number ("#725").
    pub number: Option<String>,
    /// The text's language as ISO 639-1, where it is sure.
    pub language: Option<String>,
    /// All bytes of the document, in order.
    pub segments: Vec<Segment>,
    /// The items, in order.
    pub items: Vec<Item>,
    /// Where there is a table of contents: promise and presence.
    pub audit: Option<Audit>,
}
