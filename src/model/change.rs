use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Evidence, Field};

/// What became of an item from one issue to the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// There as before, in the same place.
    #[default]
    Unchanged,
    /// In the same place, with another text.
    Edited,
    /// The same text, in another place.
    Moved,
    /// Another text in another place.
    MovedEdited,
    /// One old item became several.
    Split,
    /// Several old items became one.
    Merged,
    /// New.
    Added,
    /// Gone.
    Removed,
}

/// How an item went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Removal {
    /// Taken from the middle of a dated list.
    Pulled,
    /// Fallen off the end of a rolling list.
    AgedOut,
}

impl Fate {
    /// All fates, in the order in which a summary names them.
    pub const ALL: [Fate; 8] = [
        Fate::Unchanged,
        Fate::Edited,
        Fate::Moved,
        Fate::MovedEdited,
        Fate::Split,
        Fate::Merged,
        Fate::Added,
        Fate::Removed,
    ];

    /// The fate's name in every output.
    pub fn name(self) -> &'static str {
        match self {
            Fate::Unchanged => "unchanged",
            Fate::Edited => "edited",
            Fate::Moved => "moved",
            Fate::MovedEdited => "moved-edited",
            Fate::Split => "split",
            Fate::Merged => "merged",
            Fate::Added => "added",
            Fate::Removed => "removed",
        }
    }
}

impl fmt::Display for Fate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What happens to a stretch of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Op {
    /// It stays.
    Equal,
    /// It is new.
    Insert,
    /// It goes.
    Delete,
}

/// One stretch of a word-level comparison. The equal and deleted stretches of a field in order are its old text, the
/// equal and inserted ones its new text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edit {
    /// What happens to it.
    pub op: Op,
    /// The stretch.
    pub text: String,
    /// The field it stands in.
    pub field: Field,
}

/// A number, amount, date or name that changed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fact {
    /// "number", "amount", "date", "name".
    pub kind: String,
    /// As it stood; empty where it is new.
    pub old: String,
    /// As it stands; empty where it is gone.
    pub new: String,
}

/// What became of one item. Positions point into the old and the new issue's items.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    /// What became of it.
    pub fate: Fate,
    /// The old item (for merged: the first of [`Change::old_others`] and it).
    pub old: Option<usize>,
    /// The new item.
    pub new: Option<usize>,
    /// How a removed item went, where the list's order tells.
    pub removal: Option<Removal>,
    /// The old item that an added one tells on.
    pub follows: Option<usize>,
    /// Further old items that were merged into the new one.
    pub old_others: Vec<usize>,
    /// Further new items that the old one was split into.
    pub new_others: Vec<usize>,
    /// How alike old and new are, from 0 to 1; 0 where one is missing.
    pub score: f64,
    /// Word-level edits of all fields that changed; empty where nothing did.
    pub edits: Vec<Edit>,
    /// Numbers, amounts, dates and names that changed.
    pub facts: Vec<Fact>,
    /// Why it was matched.
    pub evidence: Vec<Evidence>,
}

impl Change {
    /// The fate's name; where more is known of how the item came or went, "follow-up", "pulled" or "aged-out" instead.
    pub fn outcome(&self) -> &'static str {
        match (self.fate, self.removal) {
            (Fate::Added, _) if self.follows.is_some() => "follow-up",
            (Fate::Removed, Some(Removal::Pulled)) => "pulled",
            (Fate::Removed, Some(Removal::AgedOut)) => "aged-out",
            (fate, _) => fate.name(),
        }
    }
}

/// Something worth knowing about an issue or a comparison besides its changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Short name of the finding ("event-in-the-past", "same-edit", "twice-in-issue").
    pub name: String,
    /// In a sentence.
    pub text: String,
    /// Ids of the items concerned.
    pub items: Vec<String>,
}

/// All changes from one issue to the next, in the order of the new issue, what is gone at its old place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diff {
    /// The changes.
    pub changes: Vec<Change>,
    /// What else was noticed.
    pub findings: Vec<Finding>,
}

impl Diff {
    /// How often each fate occurs; fates that don't are left out.
    pub fn summary(&self) -> BTreeMap<Fate, usize> {
        counted(self.changes.iter().map(|c| c.fate))
    }

    /// How often each outcome occurs that is told apart from its fate: follow-ups among what was added, pulled and
    /// aged out among what was removed.
    pub fn details(&self) -> BTreeMap<&'static str, usize> {
        counted(self.changes.iter().filter(|c| c.outcome() != c.fate.name()).map(Change::outcome))
    }
}

fn counted<K: Ord>(keys: impl Iterator<Item = K>) -> BTreeMap<K, usize> {
    let mut count = BTreeMap::new();
    for key in keys {
        *count.entry(key).or_insert(0) += 1;
    }
    count
}
