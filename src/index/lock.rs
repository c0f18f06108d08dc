//! One writer at a time. Readers need no lock: what they have opened stays as it is.

use std::fs::{File, TryLockError};
use std::io::{Read, Write};
use std::path::Path;

use crate::error::{Error, ErrorKind, Result};

use super::files::failed;

/// Name of the lock's file in an index.
pub(super) const NAME: &str = "lock";

/// The right to write. The operating system takes it back however the process ends, so no lock goes stale; the file's text is
/// for people only.
#[derive(Debug)]
pub(super) struct Lock(File);

impl Lock {
    /// Takes the lock of the index at `folder`.
    ///
    /// # Errors
    /// Where another process holds it: which one, on which host, since when.
    pub(super) fn take(folder: &Path) -> Result<Self> {
        let path = folder.join(NAME);
        let open = File::options().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = open.map_err(|e| failed(&path, &e))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // A holder that can't be read is an unknown one.
                let _ = file.take(200).read_to_string(&mut holder);
                let holder = if holder.trim().is_empty() { "another process" } else { holder.trim() };
                return Err(Error::new(ErrorKind::Store, format!("is being written to by {holder}"))
                    .in_source(folder.display().to_string())
                    .way_out("wait until it is done, or end it; reading goes on meanwhile"));
            }
            Err(TryLockError::Error(e)) => return Err(failed(&path, &e)),
        }
        let holder = format!("process {} on {} since {}\n", std::process::id(), host(), super::now());
        // The lock holds without its text, even on a full disk.
        let _ = file.set_len(0).and_then(|()| file.write_all(holder.as_bytes()));
        Ok(Lock(file))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // The text is for people only.
        let _ = self.0.set_len(0);
    }
}

fn host() -> String {
    let named = std::fs::read_to_string("/proc/sys/kernel/hostname").ok().or_else(|| std::env::var("HOSTNAME").ok());
    let named = named.or_else(|| std::env::var("COMPUTERNAME").ok()).unwrap_or_default();
    if named.trim().is_empty() { "this host".to_owned() } else { named.trim().to_owned() }
}
