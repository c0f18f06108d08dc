//! Adding an issue.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};

use super::{Store, trouble};
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Date, Item};

/// A key that more wordings than this have in common is a form letter's: no evidence, and asking them all would make
/// adding ever slower. Far more than the wordings of any one story.
const COMMON: usize = 256;

/// An issue to add.
#[derive(Debug)]
pub struct NewIssue<'i> {
    /// The document.
    pub source: &'i str,
    /// Its day.
    pub date: Option<Date>,
    /// Its items in order.
    pub items: Vec<NewItem<'i>>,
    /// Whether it takes the place of what is known of the same document and day.
    pub replace: bool,
}

/// What became of an issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was new.
    Added,
    /// Its items are known, in the same order.
    Known,
    /// It took the place of what was known of its document and day.
    Replaced,
    /// Other items are known of its document and day, and it was not to replace them: nothing was changed.
    Differs,
}

/// An item to add, with what it is known by.
#[derive(Debug)]
pub struct NewItem<'i> {
    /// The item.
    pub item: &'i Item,
    /// Equal for items of one wording.
    pub digest: [u8; 32],
    /// Only items that share a key are compared.
    pub keys: Vec<u64>,
}

impl Store {
    /// Adds an issue and says what became of it: one with the same items in the same order, from whatever file,
    /// changes nothing; one of a document and day that are known with other items only changes the store where it is to
    /// replace them. `same` says whether two items are one story; it must depend on them alone and on nothing that
    /// the digest leaves out, then the stories don't depend on the order of adding.
    ///
    /// A story that an item joins to another one becomes part of the older one, and the log says so. For an
    /// issue of k items among n: k (log n + candidates) time, candidates bounded.
    ///
    /// # Errors
    /// Where the store can't be written; nothing of the issue is in it then.
    pub fn add(&mut self, issue: &NewIssue<'_>, same: &dyn Fn(&Item, &Item) -> bool) -> Result<Outcome> {
        let name = self.name.clone();
        let failed = |e: rusqlite::Error| trouble(&name, &e);
        let digest = content(issue.items.iter().map(|e| e.item));
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let known = tx.prepare_cached("SELECT 1 FROM issue WHERE digest = ?").and_then(|mut s| s.exists([digest]));
        if known.map_err(failed)? {
            return Ok(Outcome::Known);
        }
        let date = issue.date.map(|d| d.to_string());
        let former = former(&tx, issue.source, date.as_deref()).map_err(failed)?;
        if !former.is_empty() && !issue.replace {
            return Ok(Outcome::Differs);
        }
        tx.execute(
            "INSERT INTO issue (digest, source, date, items) VALUES (?, ?, ?, ?)",
            params![digest, issue.source, date, issue.items.len() as i64],
        )
        .map_err(failed)?;
        let mut adding = Adding { issue: tx.last_insert_rowid(), tx: &tx, same };
        for entry in &issue.items {
            adding.item(entry).map_err(|e| e.told(&name))?;
        }
        // Last, so that what both hold keeps its story.
        for &issue in &former {
            adding.remove(issue).map_err(|e| e.told(&name))?;
        }
        tx.commit().map_err(failed)?;
        Ok(if former.is_empty() { Outcome::Added } else { Outcome::Replaced })
    }
}

/// The issues of a document and day.
fn former(tx: &Transaction<'_>, source: &str, date: Option<&str>) -> rusqlite::Result<Vec<i64>> {
    let mut ask = tx.prepare_cached("SELECT id FROM issue WHERE date IS ? AND source = ?")?;
    ask.query_map(params![date, source], |row| row.get(0))?.collect()
}

/// BLAKE3 of an issue's items without where they were read from.
pub(super) fn content<'i>(items: impl Iterator<Item = &'i Item>) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    for item in items {
        let bare = Item { id: String::new(), source: String::new(), span: [0; 2], lines: [0; 2], ..item.clone() };
        // Writing into a hasher can't fail, and an item has no keys that JSON couldn't hold.
        let _ = serde_json::to_writer(&mut hasher, &bare);
        hasher.update(b"\n");
    }
    *hasher.finalize().as_bytes()
}

enum Trouble {
    Database(rusqlite::Error),
    Record(serde_json::Error),
}

impl Trouble {
    fn told(self, store: &str) -> Error {
        match self {
            Trouble::Database(e) => trouble(store, &e),
            Trouble::Record(e) => {
                Error::new(ErrorKind::Store, format!("holds an item that can't be read: {e}")).in_source(store)
            }
        }
    }
}

impl From<rusqlite::Error> for Trouble {
    fn from(e: rusqlite::Error) -> Self {
        Trouble::Database(e)
    }
}

impl From<serde_json::Error> for Trouble {
    fn from(e: serde_json::Error) -> Self {
        Trouble::Record(e)
    }
}

struct Adding<'a> {
    tx: &'a Transaction<'a>,
    issue: i64,
    same: &'a dyn Fn(&Item, &Item) -> bool,
}

impl Adding<'_> {
    fn item(&mut self, entry: &NewItem<'_>) -> std::result::Result<(), Trouble> {
        let record = serde_json::to_string(entry.item)?;
        let known = self
            .tx
            .prepare_cached("SELECT id FROM wording WHERE digest = ?")?
            .query_row([entry.digest], |row| row.get::<_, i64>(0))
            .optional()?;
        let wording = match known {
            Some(wording) => wording,
            None => self.wording(entry, &record)?,
        };
        self.tx
            .prepare_cached("INSERT INTO item (issue, wording, record) VALUES (?, ?, ?)")?
            .execute(params![self.issue, wording, record])?;
        let id = self.tx.last_insert_rowid();
        self.tx.prepare_cached("INSERT INTO words (rowid, heading, body) VALUES (?, ?, ?)")?.execute(params![
            id,
            entry.item.heading(),
            entry.item.body
        ])?;
        Ok(())
    }

    /// A wording not seen before: joins the stories of all items that are the same, or begins one.
    fn wording(&mut self, entry: &NewItem<'_>, record: &str) -> std::result::Result<i64, Trouble> {
        let mut stories: BTreeSet<i64> = BTreeSet::new();
        for wording in self.candidates(&entry.keys)? {
            let (story, other): (i64, String) = self
                .tx
                .prepare_cached("SELECT story, item FROM wording WHERE id = ?")?
                .query_row([wording], |row| Ok((row.get(0)?, row.get(1)?)))?;
            if !stories.contains(&story) && (self.same)(entry.item, &serde_json::from_str(&other)?) {
                stories.insert(story);
            }
        }
        let story = match stories.pop_first() {
            Some(oldest) => oldest,
            None => {
                self.tx.prepare_cached("INSERT INTO story DEFAULT VALUES")?.execute([])?;
                self.tx.last_insert_rowid()
            }
        };
        for other in stories {
            self.merge(story, other)?;
        }
        self.tx.prepare_cached("INSERT INTO wording (digest, story, item) VALUES (?, ?, ?)")?.execute(params![
            entry.digest,
            story,
            record
        ])?;
        let wording = self.tx.last_insert_rowid();
        let mut post = self.tx.prepare_cached("INSERT OR IGNORE INTO posting (key, wording) VALUES (?, ?)")?;
        for key in &entry.keys {
            post.execute(params![key.cast_signed(), wording])?;
        }
        Ok(wording)
    }

    fn candidates(&self, keys: &[u64]) -> rusqlite::Result<BTreeSet<i64>> {
        let mut found = BTreeSet::new();
        let mut ask = self.tx.prepare_cached("SELECT wording FROM posting WHERE key = ? LIMIT ?")?;
        for key in keys {
            let wordings: Vec<i64> = ask
                .query_map(params![key.cast_signed(), COMMON as i64 + 1], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            if wordings.len() <= COMMON {
                found.extend(wordings);
            }
        }
        Ok(found)
    }

    /// Takes out an issue whose place another one took. Its lines of the log go to that one; a story that had nothing
    /// else ends, and its number is never given again.
    fn remove(&self, former: i64) -> std::result::Result<(), Trouble> {
        let items: Vec<(i64, i64, String)> = self
            .tx
            .prepare_cached("SELECT id, wording, record FROM item WHERE issue = ?")?
            .query_map([former], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<rusqlite::Result<_>>()?;
        // The index of words holds no texts of its own: it must be told what to forget.
        let mut forget =
            self.tx.prepare_cached("INSERT INTO words (words, rowid, heading, body) VALUES ('delete', ?, ?, ?)")?;
        for (id, _, record) in &items {
            let item: Item = serde_json::from_str(record)?;
            forget.execute(params![id, item.heading(), item.body])?;
        }
        self.tx.execute("UPDATE log SET issue = ? WHERE issue = ?", [self.issue, former])?;
        self.tx.execute("DELETE FROM item WHERE issue = ?", [former])?;
        self.tx.execute("DELETE FROM issue WHERE id = ?", [former])?;
        let wordings: BTreeSet<i64> = items.into_iter().map(|(_, wording, _)| wording).collect();
        self.drop_unused(&wordings)?;
        Ok(())
    }

    /// Drops those of the `wordings` that no item has, and the stories that have no other.
    fn drop_unused(&self, wordings: &BTreeSet<i64>) -> rusqlite::Result<()> {
        let unused = "SELECT story FROM wording WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM item WHERE wording = ?1)";
        let mut ask = self.tx.prepare_cached(unused)?;
        for wording in wordings {
            let Some(story) = ask.query_row([wording], |row| row.get::<_, i64>(0)).optional()? else { continue };
            // Reads all postings: keys lead to wordings, and nothing leads back.
            self.tx.execute("DELETE FROM posting WHERE wording = ?", [wording])?;
            self.tx.execute("DELETE FROM wording WHERE id = ?", [wording])?;
            let ended = "DELETE FROM story WHERE (id = ?1 OR into_story = ?1)
                AND NOT EXISTS (SELECT 1 FROM wording WHERE story = ?1)";
            self.tx.execute(ended, [story])?;
        }
        Ok(())
    }

    fn merge(&self, story: i64, other: i64) -> rusqlite::Result<()> {
        self.tx.execute("UPDATE wording SET story = ?1 WHERE story = ?2", [story, other])?;
        // What was part of the other is now part of this one: one step leads from any number to its story.
        self.tx.execute("UPDATE story SET into_story = ?1 WHERE into_story = ?2 OR id = ?2", [story, other])?;
        self.tx.execute(
            "INSERT INTO log (event, story, other, issue) VALUES ('merged', ?, ?, ?)",
            [story, other, self.issue],
        )?;
        Ok(())
    }
}
