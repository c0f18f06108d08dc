//! Hashes that are held in memory, or in a temporary file where memory is short.

use std::borrow::Cow;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock};

use crate::error::{Error, ErrorKind, Result};

/// How much memory shingle sets, tables and indexes may take, and where the rest goes.
///
/// The temporary file has no name from the moment on that it exists (on systems that can), so nothing is left of it however
/// the run ends. Of the budget a quarter each goes to a table, to the sets that are left before it is asked, and to those
/// that are left after it; then half of it to the index.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    budget: Option<u64>,
    spill: Arc<Spill>,
}

impl Memory {
    /// At most about `budget` bytes; `None`: as much as it takes.
    pub fn new(budget: Option<u64>) -> Self {
        Memory { budget, spill: Arc::default() }
    }

    /// The same temporary file with another budget.
    #[must_use]
    pub fn with_budget(&self, budget: Option<u64>) -> Self {
        Memory { budget, spill: Arc::clone(&self.spill) }
    }

    /// Bytes for one use of four.
    pub fn share(&self) -> Option<u64> {
        self.budget.map(|budget| budget / 4)
    }

    /// In how many rounds a table of `bytes` stays within its share.
    pub(super) fn rounds(&self, bytes: u64) -> u64 {
        self.share().map_or(1, |share| bytes.div_ceil(share.max(1)).clamp(1, 1024))
    }
}

/// One file for all that does not fit; many threads read and write it at once, each at its own place.
#[derive(Debug, Default)]
struct Spill {
    file: OnceLock<File>,
    /// Where the next list goes.
    end: Mutex<u64>,
}

/// Hashes written or read at once.
const PIECE: usize = 1 << 10;

impl Spill {
    /// Where `hashes` now stand.
    fn write(&self, hashes: &[u64]) -> io::Result<u64> {
        let at = {
            let mut end = self.end.lock().map_err(|_| io::Error::other("another thread failed"))?;
            if self.file.get().is_none() {
                // Nobody else sets it: the lock is held.
                let _ = self.file.set(tempfile::tempfile()?);
            }
            let at = *end;
            *end += hashes.len() as u64 * 8;
            at
        };
        let mut bytes = Vec::with_capacity(PIECE.min(hashes.len()) * 8);
        for (piece, number) in hashes.chunks(PIECE).zip(0..) {
            bytes.clear();
            piece.iter().for_each(|hash| bytes.extend_from_slice(&hash.to_le_bytes()));
            #[allow(clippy::let_unit_value, reason = "a lock on systems that need one")]
            let _turn = self.turn();
            place::write(self.file()?, &bytes, at + number * (PIECE * 8) as u64)?;
        }
        Ok(at)
    }

    fn read(&self, at: u64, count: usize, to: &mut Vec<u64>) -> io::Result<()> {
        to.clear();
        to.reserve(count);
        let mut bytes = [0; PIECE * 8];
        while to.len() < count {
            let piece = &mut bytes[..(count - to.len()).min(PIECE) * 8];
            #[allow(clippy::let_unit_value, reason = "a lock on systems that need one")]
            let _turn = self.turn();
            place::read(self.file()?, piece, at + to.len() as u64 * 8)?;
            let (words, _) = piece.as_chunks::<8>();
            to.extend(words.iter().map(|word| u64::from_le_bytes(*word)));
        }
        Ok(())
    }

    /// Held while the file is used, where only one thread may.
    #[cfg(not(unix))]
    fn turn(&self) -> Option<std::sync::MutexGuard<'_, u64>> {
        self.end.lock().ok()
    }

    #[cfg(unix)]
    fn turn(&self) {}

    fn file(&self) -> io::Result<&File> {
        self.file.get().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

/// Reading and writing at a place, whatever others do with the file meanwhile.
#[cfg(unix)]
mod place {
    use std::fs::File;
    use std::io;
    use std::os::unix::fs::FileExt;

    pub(super) fn read(file: &File, to: &mut [u8], at: u64) -> io::Result<()> {
        file.read_exact_at(to, at)
    }

    pub(super) fn write(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
        file.write_all_at(bytes, at)
    }
}

/// As above, for systems on which a file has one place for all.
#[cfg(not(unix))]
mod place {
    use std::fs::File;
    use std::io::{self, Read, Seek, SeekFrom, Write};

    pub(super) fn read(mut file: &File, to: &mut [u8], at: u64) -> io::Result<()> {
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(to)
    }

    pub(super) fn write(mut file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
        file.seek(SeekFrom::Start(at))?;
        file.write_all(bytes)
    }
}

fn failed(why: &io::Error) -> Error {
    Error::new(ErrorKind::Io, format!("the temporary file can't be used ({why})"))
        .way_out("make room, or set TMPDIR to a folder that has it")
}

/// A list of hashes, here or there.
#[derive(Clone, Debug)]
pub(super) enum Hashes {
    Held(Vec<u64>),
    Spilled { memory: Memory, at: u64, len: usize },
}

impl Default for Hashes {
    fn default() -> Self {
        Hashes::Held(Vec::new())
    }
}

impl Hashes {
    pub(super) fn len(&self) -> usize {
        match self {
            Hashes::Held(hashes) => hashes.len(),
            Hashes::Spilled { len, .. } => *len,
        }
    }

    /// Moves them to the temporary file.
    pub(super) fn spill(&mut self, memory: &Memory) -> Result<()> {
        if let Hashes::Held(hashes) = self {
            let (at, len) = (memory.spill.write(hashes).map_err(|e| failed(&e))?, hashes.len());
            *self = Hashes::Spilled { memory: memory.clone(), at, len };
        }
        Ok(())
    }

    /// Those in `range`, where they are or in `buffer`.
    #[inline]
    pub(super) fn get<'a>(&'a self, range: Range<usize>, buffer: &'a mut Vec<u64>) -> Result<&'a [u64]> {
        match self {
            Hashes::Held(hashes) => Ok(&hashes[range]),
            Hashes::Spilled { memory, at, .. } => {
                let at = at + range.start as u64 * 8;
                memory.spill.read(at, range.len(), buffer).map_err(|e| failed(&e))?;
                Ok(buffer)
            }
        }
    }

    /// All of them, in memory of their own where they are not in memory.
    pub(super) fn owned(&self) -> Result<Cow<'_, [u64]>> {
        let mut buffer = Vec::new();
        match self {
            Hashes::Held(hashes) => Ok(Cow::Borrowed(hashes)),
            Hashes::Spilled { .. } => {
                self.all(&mut buffer)?;
                Ok(Cow::Owned(buffer))
            }
        }
    }

    /// All of them.
    pub(super) fn all<'a>(&'a self, buffer: &'a mut Vec<u64>) -> Result<&'a [u64]> {
        self.get(0..self.len(), buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spilled_comes_back() {
        let memory = Memory::new(Some(1));
        let lists: Vec<Vec<u64>> = (0..5u64).map(|n| (0..n * 9000).map(|h| h * h + n).collect()).collect();
        let mut hashes: Vec<Hashes> = lists.iter().cloned().map(Hashes::Held).collect();
        hashes.iter_mut().for_each(|h| h.spill(&memory).unwrap());
        let mut buffer = Vec::new();
        for (list, hashes) in lists.iter().zip(&hashes) {
            assert_eq!(hashes.all(&mut buffer).unwrap(), list);
            let part = list.len() / 3..list.len() / 2;
            assert_eq!(hashes.get(part.clone(), &mut buffer).unwrap(), &list[part]);
        }
    }
}
