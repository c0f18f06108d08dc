use serde::Serialize;

use super::{Canonical, Date, Edit, Evidence, Fact, Fate, Item};

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
    /// How it stood against the appearance before: added (the first one), unchanged or edited.
    pub fate: Fate,
    /// Why it is taken for the same story as an appearance before it; empty for the first one.
    pub reason: String,
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

/// An issue of a store.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StoredIssue {
    /// The document.
    pub source: String,
    /// Its day.
    pub date: Option<Date>,
    /// How many items it holds.
    pub items: u64,
}

/// A story that tells on an older one. Links stories, never merges them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StoryLink {
    /// The newer story.
    pub story: i64,
    /// The older one.
    pub tells_on: i64,
    /// How sure that is, from 0 to 1.
    pub score: f64,
    /// The reasons, strongest first.
    pub evidence: Vec<Evidence>,
}

/// The stories of a store, as a page tells them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StoriesReport {
    /// The store.
    pub name: String,
    /// Its issues in order of time.
    pub issues: Vec<StoredIssue>,
    /// Its stories by number.
    pub stories: Vec<StoryHistory>,
    /// Which of them tell on others.
    pub links: Vec<StoryLink>,
}
