//! Names on the command line → files, and files → bytes.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::limits::{reached, size};
use super::{Limits, Raw};
use crate::error::{Error, ErrorKind, Result};

/// The files behind one input.
pub(super) struct Found {
    pub(super) files: Vec<Source>,
    pub(super) errors: Vec<Error>,
    /// The input was a folder.
    pub(super) walked: bool,
}

/// One readable thing.
pub(super) enum Source {
    Stdin,
    File(PathBuf),
}

/// The files that `input` names; a folder is walked in order of names without hidden files.
pub(super) fn expand(input: &str) -> Result<Found> {
    if input == "-" {
        return Ok(Found { files: vec![Source::Stdin], errors: Vec::new(), walked: false });
    }
    let about = std::fs::metadata(input).map_err(|e| Error::io(input, &e).way_out("check the name"))?;
    if !about.is_dir() {
        return Ok(Found { files: vec![Source::File(input.into())], errors: Vec::new(), walked: false });
    }
    let mut found = Found { files: Vec::new(), errors: Vec::new(), walked: true };
    let walk = WalkDir::new(input).follow_links(true).sort_by_file_name();
    for entry in walk.into_iter().filter_entry(|e| e.depth() == 0 || !hidden(e)) {
        match entry {
            Ok(entry) if entry.file_type().is_file() => found.files.push(Source::File(entry.into_path())),
            Ok(_) => {}
            Err(error) => found.errors.push(walk_error(input, &error)),
        }
    }
    Ok(found)
}

/// What is said of files in the folder `input` that hold no text, by their kinds; an error where there is `nothing` else.
pub(super) fn passed_over(input: &str, kinds: &[&str], nothing: bool) -> Option<Error> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    kinds.iter().for_each(|kind| *counts.entry(kind).or_default() += 1);
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|&(_, n)| std::cmp::Reverse(n));
    let counts: Vec<String> = counts.iter().map(|(kind, n)| format!("{n} {kind}")).collect();
    let counts = counts.join(", ");
    match (kinds.len(), nothing) {
        (0, true) => Some(Error::input(input, "the folder holds no readable texts")),
        (_, true) => Some(Error::input(input, format!("the folder holds no readable texts ({counts})"))),
        (0, false) => None,
        (1, false) => {
            Some(Error::new(ErrorKind::PassedOver, format!("1 file holds no text and was passed over ({counts})")))
        }
        (n, false) => {
            Some(Error::new(ErrorKind::PassedOver, format!("{n} files hold no text and were passed over ({counts})")))
        }
    }
    .map(|error| if nothing { error.way_out("name a folder or files with texts") } else { error.in_source(input) })
}

fn hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

fn walk_error(input: &str, error: &walkdir::Error) -> Error {
    let at = error.path().map_or_else(|| input.to_owned(), name);
    match error.io_error() {
        Some(why) => Error::io(at, why),
        None => Error::input(at, "a link leads back to a folder around it"),
    }
}

fn name(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// All bytes of `source`, up to the limit.
pub(super) fn load(source: &Source, limits: &Limits) -> Result<Raw> {
    match source {
        Source::Stdin => fill("-".to_owned(), io::stdin().lock(), 0, limits),
        Source::File(path) => {
            let source = name(path);
            let file = File::open(path).map_err(|e| Error::io(&source, &e))?;
            let expected = file.metadata().map_or(0, |m| m.len());
            fill(source, file, expected, limits)
        }
    }
}

fn fill(source: String, from: impl Read, expected: u64, limits: &Limits) -> Result<Raw> {
    let mut bytes = Vec::with_capacity(usize::try_from(expected.min(limits.bytes)).unwrap_or(0));
    from.take(limits.bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(|e| Error::io(&source, &e))?;
    if bytes.len() as u64 > limits.bytes {
        return Err(reached(&source, "bytes", format!("holds more than {}", size(limits.bytes))));
    }
    Ok(Raw { source, bytes })
}
