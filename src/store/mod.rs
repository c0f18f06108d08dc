//! What lasts between runs: issues, items, wordings and stories in one SQLite file. The only room that knows the
//! database.
//!
//! SQLite rather than redb: while one process adds, several others read, each a whole and steady state, which WAL mode
//! gives across processes and redb within one; it brings the full-text index; and a file of it can be opened with any
//! SQLite tool. It costs about 1 MB of binary.
//!
//! An issue is added in one transaction, and is on disk when [`Store::add`] returns: a process that is killed at any
//! moment leaves every reported issue and no half one (law 9).

mod add;
mod query;
mod verify;

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

pub use add::{NewIssue, NewItem, Outcome};

use crate::error::{Error, ErrorKind, Result};

/// Version of the schema, kept in SQLite's `user_version`; its `application_id` says that the file is ours.
const VERSION: i32 = 1;
const APPLICATION: i32 = 0x6e6f_636d;
/// How long a writer waits for another one before it gives up.
const PATIENCE: Duration = Duration::from_secs(30);

/// An open store.
#[derive(Debug)]
pub struct Store {
    db: Connection,
    name: String,
}

impl Store {
    /// Opens the store at `path` for adding and reading, made where there is none. The schema arrives whole or not at all.
    ///
    /// # Errors
    /// Where the file is no store, of another version, or can't be opened.
    pub fn open(path: &Path) -> Result<Store> {
        let name = path.display().to_string();
        let db = Connection::open(path).map_err(|e| trouble(&name, &e))?;
        let mut store = Store { db, name };
        store.set_up(true)?;
        Ok(store)
    }

    /// Opens the store at `path` for reading.
    ///
    /// # Errors
    /// As [`Store::open`], and where there is none.
    pub fn read(path: &Path) -> Result<Store> {
        let name = path.display().to_string();
        if !path.exists() {
            return Err(Error::new(ErrorKind::Store, "there is no store")
                .in_source(name)
                .way_out("`nochmal track add` makes one"));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags).map_err(|e| trouble(&name, &e))?;
        let mut store = Store { db, name };
        store.set_up(false)?;
        store.check(store.db.pragma_update(None, "query_only", true))?;
        Ok(store)
    }

    fn set_up(&mut self, make: bool) -> Result<()> {
        self.check(self.db.busy_timeout(PATIENCE))?;
        let number = |pragma| self.check(self.db.pragma_query_value(None, pragma, |row| row.get::<_, i32>(0)));
        let (application, version) = (number("application_id")?, number("user_version")?);
        let tables: i64 = self.check(self.db.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0)))?;
        if application != APPLICATION && (tables > 0 || !make) {
            return Err(self.error("is no store of nochmal").way_out("name another file with --store"));
        }
        if application == APPLICATION && version != VERSION {
            let what = format!("was made by another version (schema {version}, this one reads {VERSION})");
            return Err(self.error(&what).way_out("add the issues to a new store"));
        }
        if make {
            let _: String =
                self.check(self.db.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0)))?;
            // FULL: what was reported is on disk even when the power fails.
            self.check(self.db.pragma_update(None, "synchronous", "full"))?;
            self.check(self.db.pragma_update(None, "foreign_keys", true))?;
            // Keys scatter over their whole index: 64 MB hold that of a million wordings, and fewer checkpoints write a
            // page once that several issues touched.
            self.check(self.db.pragma_update(None, "cache_size", -64_000))?;
            let _: i64 =
                self.check(self.db.pragma_update_and_check(None, "wal_autocheckpoint", 8192, |row| row.get(0)))?;
        }
        if application != APPLICATION {
            self.make()?;
        }
        Ok(())
    }

    fn make(&mut self) -> Result<()> {
        let name = self.name.clone();
        let failed = |e: rusqlite::Error| trouble(&name, &e);
        let tx = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(failed)?;
        // Another process may have made it while this one waited.
        let made: i32 = tx.pragma_query_value(None, "application_id", |row| row.get(0)).map_err(failed)?;
        if made != APPLICATION {
            tx.execute_batch(include_str!("schema.sql")).map_err(failed)?;
            tx.pragma_update(None, "application_id", APPLICATION).map_err(failed)?;
            tx.pragma_update(None, "user_version", VERSION).map_err(failed)?;
        }
        tx.commit().map_err(failed)
    }

    fn check<T>(&self, result: rusqlite::Result<T>) -> Result<T> {
        result.map_err(|e| trouble(&self.name, &e))
    }

    fn error(&self, what: &str) -> Error {
        Error::new(ErrorKind::Store, what).in_source(&self.name)
    }
}

/// The database's error in our words.
fn trouble(store: &str, error: &rusqlite::Error) -> Error {
    use rusqlite::ErrorCode;
    let of = |what: String| Error::new(ErrorKind::Store, what).in_source(store);
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            of("another process is adding to it".to_owned()).way_out("try again when that one is done")
        }
        Some(ErrorCode::NotADatabase) => {
            of("is no store of nochmal".to_owned()).way_out("name another file with --store")
        }
        Some(ErrorCode::DatabaseCorrupt) => {
            of("is damaged".to_owned()).way_out("restore a copy, or add the issues to a new store")
        }
        Some(ErrorCode::CannotOpen) => of("can't be opened".to_owned()).way_out("check the path and its permissions"),
        Some(ErrorCode::ReadOnly) => of("can't be written".to_owned()).way_out("check its permissions"),
        Some(ErrorCode::DiskFull) => of("there is no room left on the disk".to_owned()),
        _ => of(error.to_string()),
    }
}
