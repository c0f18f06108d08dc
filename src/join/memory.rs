//! Hashes that are held in memory, or in a temporary file where memory is short.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::sync::{Arc, Mutex};

use crate::error::{Error, ErrorKind, Result};

/// How much memory a run may take, and where the rest goes.
///
/// The temporary file has no name from the moment on that it exists (on systems that can), so nothing is left of it however
/// the run ends. A quarter of the budget each goes to shingle sets as they are read, to tables, to the sets that are left,
/// and to the index; the records' names and numbers come on top.
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

    /// Bytes for one of the four uses.
    pub fn share(&self) -> Option<u64> {
        self.budget.map(|budget| budget / 4)
    }

    /// In how many rounds a use of `bytes` stays within its share.
    pub(super) fn rounds(&self, bytes: u64) -> u64 {
        self.share().map_or(1, |share| bytes.div_ceil(share.max(1)).clamp(1, 1024))
    }
}

#[derive(Debug, Default)]
struct Spill(Mutex<Option<(File, u64)>>);

/// Hashes written or read at once.
const PIECE: usize = 1 << 13;

impl Spill {
    /// Where `hashes` now stand.
    fn write(&self, hashes: &[u64]) -> io::Result<u64> {
        let mut open = self.0.lock().map_err(|_| io::Error::other("another thread failed"))?;
        let (file, end) = match &mut *open {
            Some(open) => open,
            none => none.insert((tempfile::tempfile()?, 0)),
        };
        let at = *end;
        file.seek(SeekFrom::Start(at))?;
        let mut bytes = Vec::with_capacity(PIECE * 8);
        for piece in hashes.chunks(PIECE) {
            bytes.clear();
            piece.iter().for_each(|hash| bytes.extend_from_slice(&hash.to_le_bytes()));
            file.write_all(&bytes)?;
            *end += bytes.len() as u64;
        }
        Ok(at)
    }

    fn read(&self, at: u64, count: usize, to: &mut Vec<u64>) -> io::Result<()> {
        to.clear();
        to.reserve(count);
        let mut open = self.0.lock().map_err(|_| io::Error::other("another thread failed"))?;
        let Some((file, _)) = &mut *open else { return Err(io::ErrorKind::NotFound.into()) };
        file.seek(SeekFrom::Start(at))?;
        let mut bytes = vec![0; PIECE.min(count) * 8];
        let mut left = count;
        while left > 0 {
            let piece = &mut bytes[..left.min(PIECE) * 8];
            file.read_exact(piece)?;
            let (words, _) = piece.as_chunks::<8>();
            to.extend(words.iter().map(|word| u64::from_le_bytes(*word)));
            left -= words.len();
        }
        Ok(())
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
