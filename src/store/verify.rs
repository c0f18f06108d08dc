//! Whether a store is whole.

use std::collections::BTreeMap;

use super::add::content;
use super::{Store, query};
use crate::error::Result;
use crate::model::Item;

impl Store {
    /// What is wrong with the store, a sentence each; empty for a whole one. Reads everything.
    ///
    /// # Errors
    /// Where the store can't be read at all.
    pub fn verify(&self) -> Result<Vec<String>> {
        let text = |row: &rusqlite::Row<'_>| row.get::<_, String>(0);
        let mut wrong = self.rows("PRAGMA integrity_check", [], text)?;
        wrong.retain(|line| line != "ok");
        let counts = [
            ("SELECT count(*) FROM pragma_foreign_key_check", "rows name something that isn't there"),
            (
                "SELECT count(*) FROM wording JOIN story ON story.id = wording.story WHERE into_story IS NOT NULL",
                "wordings belong to a story that is part of another",
            ),
            (
                "SELECT count(*) FROM story s WHERE into_story IS NULL AND NOT EXISTS (SELECT 1 FROM wording WHERE story = s.id)",
                "stories have no wording",
            ),
            (
                "SELECT count(*) FROM wording w WHERE NOT EXISTS (SELECT 1 FROM item WHERE wording = w.id)",
                "wordings have no item",
            ),
            ("SELECT abs((SELECT count(*) FROM item) - (SELECT count(*) FROM words))", "items can't be searched for"),
        ];
        for (sql, what) in counts {
            let count = self.rows(sql, [], |row| row.get::<_, i64>(0))?;
            wrong.extend(count.into_iter().filter(|n| *n > 0).map(|n| format!("{n} {what}")));
        }
        wrong.extend(self.contents()?);
        Ok(wrong)
    }

    /// Issues that don't hold what was added.
    fn contents(&self) -> Result<Vec<String>> {
        let mut items: BTreeMap<i64, Vec<Item>> = BTreeMap::new();
        for (issue, item) in
            self.rows("SELECT issue, record FROM item ORDER BY id", [], |row| Ok((row.get(0)?, query::item(row, 1)?)))?
        {
            items.entry(issue).or_default().push(item);
        }
        let issues = self.rows("SELECT id, source, digest, items FROM issue ORDER BY id", [], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, [u8; 32]>(2)?, row.get::<_, i64>(3)?))
        })?;
        let broken = |(id, _, digest, count): &(i64, String, [u8; 32], i64)| {
            let found = items.get(id).map_or(&[][..], Vec::as_slice);
            found.len() as i64 != *count || content(found.iter()) != *digest
        };
        Ok(issues
            .iter()
            .filter(|i| broken(i))
            .map(|(_, source, ..)| format!("the issue {source} is not as it was added"))
            .collect())
    }
}
