//! Asking a store.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, Params, Row, params};

use super::Store;
use crate::error::Result;
use crate::model::{Date, Item, LogLine, Stored, StoredIssue, StoryLine};

/// The day of an appearance, as [`Item::day`] has it: its issue's, else its own, but never an event's.
fn day(issue: &str, item: &str) -> String {
    format!("coalesce({issue}.date, iif({item}.record ->> 'kind' = 'event', NULL, {item}.record ->> 'date'))")
}

impl Store {
    /// All stories, the longest-lived first: those with most appearances, then by number.
    ///
    /// # Errors
    /// Where the store can't be read; so for all questions.
    pub fn stories(&self) -> Result<Vec<StoryLine>> {
        let (any, last) = (day("issue", "item"), day("s", "i"));
        let sql = format!(
            "SELECT story, count(*), min({any}), max({any}), count(DISTINCT wording.id),
                (SELECT record FROM item i JOIN wording w ON w.id = i.wording JOIN issue s ON s.id = i.issue
                 WHERE w.story = wording.story ORDER BY {last} DESC, s.source DESC, i.id DESC LIMIT 1)
            FROM item JOIN wording ON wording.id = item.wording JOIN issue ON issue.id = item.issue
            GROUP BY story ORDER BY count(*) DESC, story"
        );
        self.rows(&sql, [], |row| {
            let item = item(row, 5)?;
            Ok(StoryLine {
                id: row.get(0)?,
                heading: item.heading(),
                first_seen: date(row, 2)?,
                last_seen: date(row, 3)?,
                appearances: row.get::<_, i64>(1)?.unsigned_abs(),
                wordings: row.get::<_, i64>(4)?.unsigned_abs(),
            })
        })
    }

    /// The number under which `story` goes on (its own, or that of the one it is part of), and the numbers that
    /// became part of it; `None` where there never was such a story.
    ///
    /// # Errors
    /// Where the store can't be read.
    pub fn resolve(&self, story: i64) -> Result<Option<(i64, Vec<i64>)>> {
        let sql = "SELECT coalesce(into_story, id) FROM story WHERE id = ?";
        let Some(id) = self.check(self.db.query_row(sql, [story], |row| row.get::<_, i64>(0)).optional())? else {
            return Ok(None);
        };
        let parts = self.rows("SELECT id FROM story WHERE into_story = ? ORDER BY id", [id], |row| row.get(0))?;
        Ok(Some((id, parts)))
    }

    /// Numbers that became part of others: (number, the one under which it goes on).
    ///
    /// # Errors
    /// Where the store can't be read.
    pub fn parts(&self) -> Result<Vec<(i64, i64)>> {
        let sql = "SELECT id, into_story FROM story WHERE into_story IS NOT NULL ORDER BY id";
        self.rows(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// All issues in order of time.
    ///
    /// # Errors
    /// Where the store can't be read.
    pub fn issues(&self) -> Result<Vec<StoredIssue>> {
        let sql = "SELECT source, date, items FROM issue ORDER BY date, source, digest";
        self.rows(sql, [], |row| {
            Ok(StoredIssue { source: row.get(0)?, date: date(row, 1)?, items: row.get::<_, i64>(2)?.unsigned_abs() })
        })
    }

    /// All items of a story, in order of time.
    ///
    /// # Errors
    /// Where the store can't be read.
    pub fn items_of(&self, story: i64) -> Result<Vec<Item>> {
        let sql =
            "SELECT record FROM item JOIN wording ON wording.id = item.wording JOIN issue ON issue.id = item.issue
            WHERE story = ? ORDER BY issue.date, issue.source, item.id";
        self.rows(sql, [story], |row| item(row, 0))
    }

    /// The days of all issues.
    ///
    /// # Errors
    /// Where the store can't be read.
    pub fn days(&self) -> Result<BTreeSet<Date>> {
        let days = self.rows("SELECT DISTINCT date FROM issue WHERE date IS NOT NULL", [], |row| date(row, 0))?;
        Ok(days.into_iter().flatten().collect())
    }

    /// All items of the issues of a day, each with its story, in order.
    ///
    /// # Errors
    /// Where the store can't be read.
    pub fn issue(&self, day: Date) -> Result<Vec<Stored>> {
        let sql = "SELECT story, record FROM item JOIN wording ON wording.id = item.wording JOIN issue ON issue.id = item.issue
            WHERE issue.date = ? ORDER BY issue.source, item.id";
        self.rows(sql, [day.to_string()], stored)
    }

    /// The items in which all of the `words` stand, best first, `limit` at most. Case and accents don't matter.
    ///
    /// # Errors
    /// Where the store can't be read.
    pub fn search(&self, words: &str, limit: usize) -> Result<Vec<Stored>> {
        // Each word in quotation marks: nothing in it is taken for a query language.
        let words: Vec<String> =
            words.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(|w| format!("\"{w}\"")).collect();
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let sql = "SELECT story, record FROM words JOIN item ON item.id = words.rowid
            JOIN wording ON wording.id = item.wording
            WHERE words MATCH ? ORDER BY bm25(words, 4.0, 1.0), item.id LIMIT ?";
        self.rows(sql, params![words.join(" "), limit as i64], stored)
    }

    /// What befell the stories, oldest first.
    ///
    /// # Errors
    /// Where the store can't be read.
    pub fn log(&self) -> Result<Vec<LogLine>> {
        let sql = "SELECT n, event, story, other, source FROM log JOIN issue ON issue.id = log.issue ORDER BY n";
        self.rows(sql, [], |row| {
            Ok(LogLine {
                n: row.get(0)?,
                event: row.get(1)?,
                story: row.get(2)?,
                other: row.get(3)?,
                source: row.get(4)?,
            })
        })
    }

    /// All items with their stories, in an order that doesn't depend on that of adding: by day, document and place.
    ///
    /// # Errors
    /// Where the store can't be read.
    pub fn export(&self) -> Result<Vec<Stored>> {
        let sql = "SELECT story, record FROM item JOIN wording ON wording.id = item.wording JOIN issue ON issue.id = item.issue
            ORDER BY issue.date, issue.source, issue.digest, item.id";
        self.rows(sql, [], stored)
    }

    pub(super) fn rows<T>(
        &self,
        sql: &str,
        of: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let all = || -> rusqlite::Result<Vec<T>> { self.db.prepare_cached(sql)?.query_map(of, read)?.collect() };
        self.check(all())
    }
}

fn stored(row: &Row<'_>) -> rusqlite::Result<Stored> {
    Ok(Stored { story: row.get(0)?, item: item(row, 1)? })
}

/// The item whose JSON stands in a column.
pub(super) fn item(row: &Row<'_>, column: usize) -> rusqlite::Result<Item> {
    let record: String = row.get(column)?;
    serde_json::from_str(&record)
        .map_err(|e| rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(e)))
}

fn date(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Date>> {
    Ok(row.get::<_, Option<String>>(column)?.and_then(|day| day.parse().ok()))
}
