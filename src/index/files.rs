//! Files: read at a place, written to the end and on disk before anyone is told, replaced in one step.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind, Result};

/// A failed read or write of `path`, with the way out where there is one.
pub(super) fn failed(path: &Path, why: &io::Error) -> Error {
    let error = Error::io(path.display().to_string(), why);
    match why.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            error.way_out("make room and run it again; the index is as it was before")
        }
        _ => error,
    }
}

/// A file or a part of it that is not as it was written.
pub(super) fn damaged(path: &Path, what: impl AsRef<str>) -> Error {
    Error::new(ErrorKind::Store, format!("is damaged: {}", what.as_ref()))
        .in_source(path.display().to_string())
        .way_out("restore a copy, or make the index anew; `nochmal index verify` names all that is damaged")
}

/// CRC-32 of some bytes as the part numbered `part` of the section `section`: parts that stand in each other's place are
/// found out as well.
pub(super) fn check(section: u64, part: u64, bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(&section.to_le_bytes());
    crc.update(&part.to_le_bytes());
    crc.update(bytes);
    crc.sum()
}

/// Fills `to` from the file's bytes at `at`.
#[cfg(unix)]
pub(super) fn read_at(file: &File, at: u64, to: &mut [u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, to, at)
}

/// Fills `to` from the file's bytes at `at`.
#[cfg(windows)]
pub(super) fn read_at(file: &File, mut at: u64, mut to: &mut [u8]) -> io::Result<()> {
    while !to.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, to, at)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            n => (to, at) = (&mut to[n..], at + n as u64),
        }
    }
    Ok(())
}

/// Makes names that were given or taken in `folder` last.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    // Elsewhere folders can't be opened, and renaming is the file system's business.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Puts a file with `bytes` in the place of `path`, whole or not at all.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let beside = path.with_extension("tmp");
    let folder = path.parent().unwrap_or(Path::new("."));
    let written = File::create(&beside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path)?;
        sync_folder(folder)
    });
    written.map_err(|e| failed(path, &e))
}

/// A new file that goes again unless it is kept.
#[derive(Debug)]
pub(super) struct NewFile {
    path: PathBuf,
    kept: bool,
}

impl NewFile {
    pub(super) fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if !self.kept {
            // What can't be removed is removed by the next writer.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// A file as it is written, from front to end.
pub(super) struct Out {
    file: BufWriter<File>,
    at: u64,
    path: PathBuf,
    new: NewFile,
}

/// Bytes written at once.
const BUFFER: usize = 1 << 18;

impl Out {
    pub(super) fn create(path: &Path) -> Result<Self> {
        let options = File::options().read(true).write(true).create_new(true).open(path);
        let file = BufWriter::with_capacity(BUFFER, options.map_err(|e| failed(path, &e))?);
        let new = NewFile { path: path.to_owned(), kept: false };
        Ok(Out { file, at: 0, path: path.to_owned(), new })
    }

    /// Number of bytes written.
    pub(super) fn at(&self) -> u64 {
        self.at
    }

    pub(super) fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.write_all(bytes).map_err(|e| failed(&self.path, &e))?;
        self.at += bytes.len() as u64;
        Ok(())
    }

    /// Brings everything to the disk.
    pub(super) fn finish(self) -> Result<(File, NewFile)> {
        let Out { file, path, new, .. } = self;
        let file = file.into_inner().map_err(|e| failed(&path, e.error()))?;
        file.sync_all().map_err(|e| failed(&path, &e))?;
        Ok((file, new))
    }
}
