use serde::Serialize;

use super::{Canonical, Date, Edit, Fact, Item};

/// A story in a store's list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StoryLine {
    /// Its number in the store; never changes, never given again.
    pub id: i64,
    /// Heading of its latest appearance.
    pub heading: String,
    /// Day of the first issue it stood in.
    pub first_seen: Option<Date>,
    /// Day of the last one.
    pub last_seen: Option<Date>,
    /// How often it stood somewhere.
    pub appearances: u64,
    /// How many wordings it had.
    pub wordings: u64,
}

/// An item as it stands in a store.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stored {
    /// The story it belongs to.
    pub story: i64,
    /// The item.
    pub item: Item,
}

/// One appearance of a story, and what had changed since the one before.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Appearance {
    /// The item.
    pub item: Item,
    /// Word-level edits since the appearance before; empty where nothing changed.
    pub edits: Vec<Edit>,
    /// Numbers, amounts, dates and names that changed since the appearance before: a line of the story's ledger.
    pub facts: Vec<Fact>,
}

/// Issues in a row that a story was missing from, between two of its appearances.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Gap {
    /// Day of the first issue without it.
    pub from: Date,
    /// Day of the last one.
    pub to: Date,
    /// How many days with issues.
    pub issues: usize,
}

/// How a story went on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StoryHistory {
    /// Its number in the store.
    pub id: i64,
    /// Numbers of stories that turned out to be this one.
    pub formerly: Vec<i64>,
    /// Its appearances in order of time.
    pub appearances: Vec<Appearance>,
    /// Where it was missing in between.
    pub gaps: Vec<Gap>,
    /// All documents it stood in, each once.
    pub sources: Vec<String>,
    /// The record that stands for all of them.
    pub canonical: Canonical,
}

/// Something that befell the stories of a store.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LogLine {
    /// Number of the line, from 1.
    pub n: i64,
    /// "merged": an item showed that two stories are one.
    pub event: String,
    /// The story that stays.
    pub story: i64,
    /// The story that is now part of it.
    pub other: i64,
    /// The issue that brought it about: its document.
    pub source: String,
}
