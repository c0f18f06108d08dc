//! What all pages share: head, policy, figures, filters.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::parts::Text;
use crate::error::Error;
use crate::model::{Date, Item};

const STYLE: &str = include_str!("templates/page.css");
const SCRIPT: &str = include_str!("templates/page.js");

/// Entries that a browser lays out at once without a pause, found by trying on a small machine.
pub(super) const MANY: usize = 300;

/// The frame of a page.
pub(super) struct Shell {
    /// What the page is about, in its heading and in the browser's tab.
    pub title: Text,
    /// The kind of page, above the heading.
    pub kind: &'static str,
    /// Plain figures: number and noun.
    pub figures: Vec<(String, &'static str)>,
    /// What the facets are: "fate", "relation", "kind".
    pub facet: &'static str,
    /// Values to filter by; those that don't occur are left out.
    pub facets: Vec<Facet>,
    /// What one entry of the page's list is called, several of them.
    pub noun: &'static str,
    /// Sources, days and texts to filter by.
    pub scope: Scope,
    /// Whether there are word marks to look at in two ways.
    pub marked: bool,
    /// Whether there are so many entries that those out of sight should not be laid out.
    pub many: bool,
    /// Inputs and records that could not be read.
    pub problems: Vec<Text>,
}

/// One value to filter by.
pub(super) struct Facet {
    pub key: &'static str,
    pub label: &'static str,
    /// A sign that says the same as the colour.
    pub sign: &'static str,
    pub count: usize,
}

impl Shell {
    /// A frame with nothing but its heading and its problems.
    pub fn new(kind: &'static str, title: Text, problems: &[Error]) -> Self {
        Shell {
            title,
            kind,
            figures: Vec::new(),
            facet: "kind",
            facets: Vec::new(),
            noun: "items",
            scope: Scope::default(),
            marked: false,
            many: false,
            problems: problems.iter().map(|p| Text::line(&p.to_string())).collect(),
        }
    }

    pub fn style(&self) -> &'static str {
        STYLE
    }

    pub fn script(&self) -> &'static str {
        SCRIPT
    }

    /// Nothing loads and nothing runs, but this style and this script.
    pub fn policy(&self) -> String {
        let digest = |text: &str| STANDARD.encode(Sha256::digest(text));
        format!(
            "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
            digest(STYLE),
            digest(SCRIPT),
        )
    }

    pub fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }
}

/// The sources and days that a page's entries can be filtered by. Entries name sources by number: names hold spaces.
#[derive(Default)]
pub(super) struct Scope {
    names: Vec<String>,
    pub sources: Vec<Text>,
    pub first: Option<Date>,
    pub last: Option<Date>,
}

impl Scope {
    /// All sources and days of `items`.
    pub fn of<'a>(items: impl IntoIterator<Item = &'a Item>) -> Self {
        let mut scope = Scope::default();
        for item in items {
            scope.names.push(item.source.clone());
            let Some(day) = item.day() else { continue };
            scope.first = Some(scope.first.map_or(day, |d| d.min(day)));
            scope.last = Some(scope.last.map_or(day, |d| d.max(day)));
        }
        scope.names.sort_unstable();
        scope.names.dedup();
        scope.sources = scope.names.iter().map(|n| Text::line(n)).collect();
        scope
    }

    /// What an entry that shows `items` is found by.
    pub fn tags<'a>(&self, items: impl IntoIterator<Item = &'a Item>) -> Tags {
        let mut sources = Vec::new();
        let mut days = Vec::new();
        for item in items {
            sources.extend(self.names.binary_search(&item.source));
            days.extend(item.day());
        }
        sources.sort_unstable();
        sources.dedup();
        days.sort_unstable();
        days.dedup();
        let list = |words: Vec<String>| words.join(" ");
        Tags {
            sources: list(sources.iter().map(usize::to_string).collect()),
            days: list(days.iter().map(Date::to_string).collect()),
        }
    }
}

/// The sources (by number) and days of one entry, parted by spaces.
pub(super) struct Tags {
    pub sources: String,
    pub days: String,
}
