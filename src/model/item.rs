use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::Date;

/// What an item is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A teaser, an article, an announcement.
    #[default]
    Story,
    /// Something that takes place at a date.
    Event,
    /// An entry of a directory: a firm, a product, an address.
    Directory,
    /// The editor's own words to the readers.
    Editorial,
    /// Anything else.
    Other,
}

/// One teaser, story, event or directory entry of an issue, or one record of a corpus.
///
/// Unknown fields are `None`. Serializes to the line that `nochmal items --format jsonl` prints.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Stable identity: the same item in the same issue has it again in every run.
    pub id: String,
    /// The document it stands in.
    pub source: String,
    /// The day of the issue it stands in.
    #[serde(default)]
    pub issue_date: Option<Date>,
    /// Its number in the issue, from 1.
    pub n: u32,
    /// What it is.
    pub kind: Kind,
    /// The topic, place or section named before its title ("Hannover").
    #[serde(default)]
    pub topic: Option<String>,
    /// Its title without the topic.
    #[serde(default)]
    pub title: Option<String>,
    /// The day it is dated, or on which it begins.
    #[serde(default)]
    pub date: Option<Date>,
    /// The day on which it ends.
    #[serde(default)]
    pub end_date: Option<Date>,
    /// Where it takes place.
    #[serde(default)]
    pub place: Option<String>,
    /// Where it leads.
    #[serde(default)]
    pub url: Option<String>,
    /// Its text without date stamp, closer and image captions; paragraphs are parted by a line feed.
    #[serde(default)]
    pub body: String,
    /// Its first byte and the one behind its last in the document's text.
    #[serde(default)]
    pub span: [usize; 2],
    /// Its first and last line, from 1.
    #[serde(default)]
    pub lines: [u32; 2],
    /// The cue that found it.
    #[serde(default)]
    pub cue: String,
    /// How sure the segmenter is of its borders, 0 to 1.
    #[serde(default)]
    pub confidence: f64,
    /// Further fields of a record, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
}

/// A field of an item that can be hidden, compared or chosen by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// [`Item::kind`].
    Kind,
    /// [`Item::topic`].
    Topic,
    /// [`Item::title`].
    Title,
    /// [`Item::body`].
    Body,
    /// [`Item::date`].
    Date,
    /// [`Item::end_date`].
    EndDate,
    /// [`Item::place`].
    Place,
    /// [`Item::url`].
    Url,
}

impl Field {
    /// All fields, in the order in which they are shown.
    pub const ALL: [Field; 8] =
        [Field::Kind, Field::Topic, Field::Title, Field::Body, Field::Date, Field::EndDate, Field::Place, Field::Url];

    /// The field's name in every output.
    pub fn name(self) -> &'static str {
        match self {
            Field::Kind => "kind",
            Field::Topic => "topic",
            Field::Title => "title",
            Field::Body => "body",
            Field::Date => "date",
            Field::EndDate => "end_date",
            Field::Place => "place",
            Field::Url => "url",
        }
    }

    /// The field called `name`.
    pub fn parse(name: &str) -> Option<Field> {
        Field::ALL.into_iter().find(|f| f.name() == name)
    }
}

impl Item {
    /// Below this confidence an item is worth a look: of those at or above it one in a thousand was wrong, of those below
    /// more than one in fifty (docs/segmentation.md, the table of confidence).
    pub const SURE: f64 = 0.98;

    /// Whether its borders may be wrong. What a format itself divides, a feed or a table, never is.
    pub fn is_doubtful(&self) -> bool {
        self.confidence < Self::SURE
    }

    /// What tells it from every other item of one run: its source and its number there. An id may return in other sources.
    pub fn place_id(&self) -> String {
        format!("{}#{}", self.source, self.n)
    }

    /// The day on which it was said: its issue's, else its own. An event's own day is when it takes place.
    pub fn day(&self) -> Option<Date> {
        self.issue_date.or(self.date.filter(|_| self.kind != Kind::Event))
    }

    /// The value of `field` as text, `None` where it is unknown or empty.
    pub fn get(&self, field: Field) -> Option<String> {
        match field {
            Field::Kind => Some(self.kind.to_string()),
            Field::Topic => self.topic.clone(),
            Field::Title => self.title.clone(),
            Field::Body => (!self.body.is_empty()).then(|| self.body.clone()),
            Field::Date => self.date.map(|d| d.to_string()),
            Field::EndDate => self.end_date.map(|d| d.to_string()),
            Field::Place => self.place.clone(),
            Field::Url => self.url.clone(),
        }
    }

    /// Topic and title as a reader would see them: "Hannover: Ein Fonds für die digitale Stadt".
    pub fn heading(&self) -> String {
        match (&self.topic, &self.title) {
            (Some(topic), Some(title)) => format!("{topic}: {title}"),
            (Some(one), None) | (None, Some(one)) => one.clone(),
            (None, None) => self.body.lines().next().unwrap_or("").chars().take(80).collect(),
        }
    }

    /// Everything a reader reads of it, one field a line: what the whole-text measures compare.
    pub fn whole_text(&self) -> String {
        let mut text = String::new();
        for part in [self.topic.as_deref(), self.title.as_deref(), Some(self.body.as_str())].into_iter().flatten() {
            if !text.is_empty() && !part.is_empty() {
                text.push('\n');
            }
            text.push_str(part);
        }
        text
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Kind::Story => "story",
            Kind::Event => "event",
            Kind::Directory => "directory",
            Kind::Editorial => "editorial",
            Kind::Other => "other",
        })
    }
}
