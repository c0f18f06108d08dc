//! Which files a run reads and which it writes: a result must not take the place of an input, nor of another result.

use std::fs;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::error::Error;

use super::inputs::{Compared, Comparing, Inputs, Reading};
use super::output::Session;

/// The files of one run, as the user named them.
#[derive(Default)]
pub(crate) struct Files {
    reads: Vec<PathBuf>,
    writes: Vec<(&'static str, PathBuf)>,
}

impl Files {
    /// Files and folders that are read.
    pub fn reads<P: AsRef<Path>>(mut self, paths: impl IntoIterator<Item = P>) -> Self {
        self.reads.extend(paths.into_iter().map(|path| path.as_ref().to_owned()));
        self
    }

    /// A file that `option` has written, where it was given.
    pub fn writes(mut self, option: &'static str, path: Option<impl AsRef<Path>>) -> Self {
        self.writes.extend(path.map(|path| (option, path.as_ref().to_owned())));
        self
    }

    /// What [`Reading`] reads.
    pub fn reading(self, reading: &Reading, session: &Session) -> Self {
        self.reads(&reading.profile).reads(&session.config.profile)
    }

    /// What [`Comparing`] reads.
    pub fn comparing(self, comparing: &Comparing, session: &Session) -> Self {
        self.reads([session.config.decisions_file(comparing)])
    }

    /// What [`Inputs`] reads.
    pub fn inputs(self, inputs: &Inputs, session: &Session) -> Self {
        self.reads(&inputs.files).reading(&inputs.reading, session)
    }

    /// What [`Compared`] reads.
    pub fn compared(self, compared: &Compared, session: &Session) -> Self {
        self.inputs(&compared.inputs, session).comparing(&compared.comparing, session)
    }

    /// An error where a result would take the place of what is read, or of another result. Links, relative names and
    /// folders are seen through; standard input and output, devices and pipes can be shared.
    pub fn check(&self) -> Result<(), Error> {
        let mut taken: Vec<(&str, PathBuf)> = Vec::new();
        for (option, path) in self.writes.iter().filter(|(_, path)| path.as_os_str() != "-") {
            let Some(place) = place(path) else { continue };
            if let Some((other, _)) = taken.iter().find(|(_, known)| *known == place) {
                let what = format!("{other} and {option} name one file");
                return Err(Error::usage(what).in_source(path.display().to_string()).way_out("give each its own"));
            }
            if self.reads.iter().any(|read| holds(read, &place)) {
                let what = format!("is read, so {option} can't write to it");
                return Err(Error::usage(what).in_source(path.display().to_string()).way_out("name another file"));
            }
            taken.push((option, place));
        }
        Ok(())
    }
}

/// Where a result goes, without links; nothing for devices and pipes, which many can write to.
fn place(path: &Path) -> Option<PathBuf> {
    match fs::metadata(path) {
        Ok(about) if !about.is_file() && !about.is_dir() => None,
        Ok(_) => fs::canonicalize(path).ok(),
        Err(_) => {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            Some(fs::canonicalize(folder).ok()?.join(path.file_name()?))
        }
    }
}

/// Whether `read` is the file or folder at `place`, or a folder in which reading comes across it.
fn holds(read: &Path, place: &Path) -> bool {
    let Ok(read) = fs::canonicalize(read) else { return false };
    let below = |folder: &Path| place.strip_prefix(folder).is_ok_and(|inside| !inside.iter().any(hidden));
    if read == place {
        return true;
    }
    if !read.is_dir() || !place.exists() {
        return false;
    }
    let links = WalkDir::new(&read).follow_links(true).into_iter();
    let links = links.filter_entry(|entry| entry.depth() == 0 || !hidden(entry.file_name())).flatten();
    below(&read)
        || links
            .filter(DirEntry::path_is_symlink)
            .filter_map(|link| fs::canonicalize(link.path()).ok())
            .any(|to| to == place || below(&to))
}

fn hidden(name: &std::ffi::OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}
