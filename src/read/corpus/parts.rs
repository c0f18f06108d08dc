//! Inputs → files, and what each of them holds.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;

use super::Options;
use crate::error::{Error, Result};
use crate::model::Format;
use crate::read::reader::{Fit, HEAD};
use crate::read::readers::{binary, extension};
use crate::read::{csv, json, jsonl, may_name, no_field, sources};

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    Plain,
    /// gzip, also several members one after the other.
    Gzip,
    /// Zstandard, also several frames one after the other.
    Zstd,
}

/// How the records of a file are divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One JSON object a line.
    Lines,
    /// A table with a header and this delimiter.
    Table(u8),
    /// Apache Parquet.
    Columns,
    /// The file is one record.
    Whole,
}

/// One file of the corpus.
#[derive(Debug)]
pub(in crate::read) struct Part {
    pub source: String,
    pub shape: Shape,
    pub packing: Packing,
    pub bytes: u64,
    /// Its name below the folder that was named, or below the one it lies in.
    pub inside: PathBuf,
    place: Place,
}

#[derive(Debug)]
enum Place {
    Path(PathBuf),
    /// Standard input, as it was when it ended.
    Kept(tempfile::TempPath),
}

impl Part {
    /// Where it lies; nothing for standard input.
    pub(super) fn path(&self) -> Option<&Path> {
        match &self.place {
            Place::Path(path) => Some(path),
            Place::Kept(_) => None,
        }
    }

    /// The rows of columns in it.
    #[cfg(feature = "parquet")]
    pub(super) fn table(&self, wishes: &super::Wishes) -> Result<super::columns::Table> {
        let path: &Path = match &self.place {
            Place::Path(path) => path,
            Place::Kept(path) => path,
        };
        super::columns::Table::open(path, wishes).map_err(|e| e.in_source(&self.source))
    }

    /// Its unpacked bytes, from the start.
    pub(super) fn reader(&self) -> Result<Box<dyn Read + Send>> {
        let path: &Path = match &self.place {
            Place::Path(path) => path,
            Place::Kept(path) => path,
        };
        File::open(path).and_then(|file| unpacked(file, self.packing)).map_err(|e| Error::io(&self.source, &e))
    }
}

fn unpacked(file: File, packing: Packing) -> io::Result<Box<dyn Read + Send>> {
    Ok(match packing {
        Packing::Plain => Box::new(file),
        Packing::Gzip => Box::new(MultiGzDecoder::new(io::BufReader::with_capacity(1 << 18, file))),
        Packing::Zstd => Box::new(zstd::Decoder::new(file)?),
    })
}

pub(super) fn open(inputs: &[String], options: &Options) -> (Vec<Part>, Vec<Error>) {
    let (mut parts, mut errors) = (Vec::new(), Vec::new());
    let mut missing = options.wishes.required.clone();
    for input in inputs {
        match sources::expand(input) {
            Ok(found) => {
                errors.extend(found.errors);
                let (before, mut passed) = (parts.len(), Vec::new());
                for file in found.files {
                    match open_one(file, input, inputs.len() > 1, options, &mut missing) {
                        Ok(part) => parts.push(part),
                        // Pictures and empty files in a folder were not asked for one by one.
                        Err(Unusable { nothing: Some(kind), .. }) if found.walked => passed.push(kind),
                        Err(Unusable { error, .. }) => errors.push(error),
                    }
                }
                if found.walked {
                    let nothing = parts.len() == before && errors.is_empty();
                    errors.extend(sources::passed_over(input, &passed, nothing));
                }
            }
            Err(error) => errors.push(error),
        }
    }
    match missing.first().filter(|_| !parts.is_empty()) {
        Some(name) => (Vec::new(), vec![no_field(name)]),
        None => (parts, errors),
    }
}

/// Why a file can't be used; `nothing`: there is no text in it to begin with, but what the word says.
struct Unusable {
    error: Error,
    nothing: Option<&'static str>,
}

impl From<Error> for Unusable {
    fn from(error: Error) -> Self {
        Unusable { error, nothing: None }
    }
}

fn open_one(
    file: sources::Source,
    input: &str,
    several: bool,
    options: &Options,
    missing: &mut Vec<String>,
) -> std::result::Result<Part, Unusable> {
    let (source, place) = match file {
        sources::Source::Stdin => ("-".to_owned(), Place::Kept(keep(io::stdin().lock())?)),
        sources::Source::File(path) => (path.to_string_lossy().into_owned(), Place::Path(path)),
    };
    let inside = match &place {
        Place::Path(path) => inside(path, Path::new(input), several),
        Place::Kept(_) => PathBuf::new(),
    };
    let mut part = Part { source, shape: Shape::Whole, packing: Packing::Plain, bytes: 0, inside, place };
    let failed = |e: io::Error, part: &Part| Error::io(&part.source, &e);
    let path: &Path = match &part.place {
        Place::Path(path) => path,
        Place::Kept(path) => path,
    };
    let mut file = File::open(path).map_err(|e| failed(e, &part))?;
    part.bytes = file.metadata().map_or(0, |m| m.len());
    let mut magic = Vec::new();
    file.by_ref().take(4).read_to_end(&mut magic).map_err(|e| failed(e, &part))?;
    part.packing = match magic.as_slice() {
        [0x1f, 0x8b, ..] => Packing::Gzip,
        [0x28, 0xb5, 0x2f, 0xfd] => Packing::Zstd,
        _ => Packing::Plain,
    };
    file.rewind().map_err(|e| failed(e, &part))?;
    let mut head = Vec::new();
    let reader = unpacked(file, part.packing).map_err(|e| failed(e, &part))?;
    // What is broken behind the head is found on the way.
    if let Err(why) = reader.take(HEAD as u64).read_to_end(&mut head)
        && head.is_empty()
    {
        let what = format!("can't be unpacked ({why})");
        return Err(Error::input(&part.source, what).way_out("fetch the file again").into());
    }
    if head.iter().all(u8::is_ascii_whitespace) {
        let error = Error::input(&part.source, "is empty").way_out("leave it out");
        return Err(Unusable { error, nothing: Some("empty") });
    }
    #[cfg(feature = "parquet")]
    if head.starts_with(b"PAR1") {
        if part.packing != Packing::Plain {
            return Err(Error::input(&part.source, "is a packed Parquet file").way_out("unpack it first").into());
        }
        part.shape = Shape::Columns;
        missing.clear(); // the names of columns stand at the end of the file
        return Ok(part);
    }
    if let Some(kind) = binary(&head, &crate::read::Options::default()) {
        let shown = if kind.is_empty() { String::new() } else { format!(" ({kind})") };
        let error = Error::input(&part.source, format!("is a binary file{shown}"));
        let nothing = Some(if kind.is_empty() { "binary" } else { kind });
        return Err(Unusable { error: error.way_out("give a text or a file of records"), nothing });
    }
    part.shape = shape(&part.source, &head, options.from)?;
    if part.shape != Shape::Whole {
        missing.retain(|name| !may_name(&head, name));
    }
    Ok(part)
}

/// The name of a file below the folder that was named, with that folder's own name before it where there are several inputs;
/// of a file that was named its last part.
fn inside(path: &Path, input: &Path, several: bool) -> PathBuf {
    let name = |path: &Path| path.file_name().map(PathBuf::from).unwrap_or_default();
    match path.strip_prefix(input) {
        Ok(below) if !below.as_os_str().is_empty() && several => name(input).join(below),
        Ok(below) if !below.as_os_str().is_empty() => below.to_owned(),
        _ => name(path),
    }
}

/// The whole of standard input in a temporary file, so that it can be read twice.
fn keep(mut from: impl Read) -> Result<tempfile::TempPath> {
    let failed = |e: io::Error| Error::io("-", &e);
    let mut file = tempfile::NamedTempFile::new().map_err(failed)?;
    io::copy(&mut from, &mut file).map_err(failed)?;
    Ok(file.into_temp_path())
}

fn shape(source: &str, head: &[u8], from: Option<Format>) -> Result<Shape> {
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return Err(Error::input(source, "is UTF-16").way_out("convert it to UTF-8"));
    }
    let table = || Shape::Table(csv::delimiter(head));
    let head_rest = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    if from == Some(Format::Json) || from.is_none() && json::sniff(head) == Fit::Certain {
        let what = "is JSON that has to be read at once: an array, or objects over several lines";
        return Err(Error::input(source, what).way_out("write one record a line, such as with jq -c '.[]'"));
    }
    Ok(match (from, extension(source).as_str()) {
        (Some(Format::Jsonl), _) | (None, "jsonl" | "ndjson") => Shape::Lines,
        (Some(Format::Csv), _) | (None, "csv") => table(),
        (Some(Format::Tsv), _) | (None, "tsv" | "tab") => Shape::Table(b'\t'),
        (Some(_), _) => Shape::Whole,
        _ if begins_object(head_rest) || jsonl::sniff(head_rest) >= Fit::Likely => Shape::Lines,
        _ if csv::sniff_csv(head_rest) >= Fit::Likely => table(),
        _ if csv::sniff_tsv(head_rest) >= Fit::Likely => Shape::Table(b'\t'),
        _ => Shape::Whole,
    })
}

/// The head is the beginning of one long line that begins an object.
fn begins_object(head: &[u8]) -> bool {
    head.len() >= HEAD - 3 && head.starts_with(b"{\"") && memchr::memchr(b'\n', head).is_none()
}
