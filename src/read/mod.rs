//! Bytes → [`Document`]s: files, folders and standard input, whatever they are packed in and however they are encoded.
//!
//! [`READERS`] is the list of formats. Each recognises its format by content; the file's extension only breaks ties, and
//! [`Options::from`] forces one. What can't be read becomes one [`Error`] each, and the rest is still read.
//!
//! Reading takes time and memory linear in the unpacked bytes, and [`Limits`] bound both.

mod charset;
mod csv;
mod dates;
mod feed;
mod html;
mod jsonfeed;
mod jsonl;
mod limits;
mod links;
mod mail;
mod markdown;
mod mbox;
mod readers;
pub mod records;
mod sources;
mod text;
mod unpack;

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::model::{Content, Document, Format, Line};

pub use limits::Limits;
pub use readers::{Fit, READERS, Reader, reader_named};

/// How to read.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The format of every input; `None` recognises it.
    pub from: Option<Format>,
    /// Pairs of an own field name and the input's name for it, as `--field title=headline` says.
    pub fields: Vec<(String, String)>,
    /// The encoding of every input by its WHATWG label ("windows-1252"); `None` goes by byte order mark, declaration, UTF-8.
    pub encoding: Option<String>,
    /// Where reading stops.
    pub limits: Limits,
}

/// One input's bytes with the name the user gave them.
#[derive(Clone, Debug)]
pub(crate) struct Raw {
    /// The name for messages and for [`Document::source`].
    pub(crate) source: String,
    /// The bytes, unpacked.
    pub(crate) bytes: Vec<u8>,
}

/// What a reader has found, and what it could not read.
#[derive(Debug, Default)]
pub(crate) struct Sink {
    pub(crate) documents: Vec<Document>,
    pub(crate) errors: Vec<Error>,
}

/// Reads all `inputs`: files, folders (walked in order of names, hidden files left out) and `-` for standard input.
///
/// Gives the documents in the order of the inputs, and one error for each input or record that can't be used.
/// Works on the current rayon pool, one file a task.
pub fn read(inputs: &[String], options: &Options) -> (Vec<Document>, Vec<Error>) {
    let mut all = Sink::default();
    for input in inputs {
        match sources::expand(input) {
            Ok(found) => all.append(read_sources(input, found, options)),
            Err(error) => all.errors.push(error),
        }
    }
    (all.documents, all.errors)
}

/// Reads one input held in memory; `source` is its name in messages and documents, and its extension breaks ties.
pub fn read_bytes(source: &str, bytes: Vec<u8>, options: &Options) -> (Vec<Document>, Vec<Error>) {
    let mut sink = Sink::default();
    if let Err(error) = read_raw(Raw { source: source.to_owned(), bytes }, options, &mut sink) {
        sink.errors.push(error);
    }
    (sink.documents, sink.errors)
}

fn read_sources(input: &str, found: sources::Found, options: &Options) -> Sink {
    let parts: Vec<Sink> = found
        .files
        .par_iter()
        .map(|file| {
            let mut sink = Sink::default();
            let read = sources::load(file, &options.limits).and_then(|raw| read_raw(raw, options, &mut sink));
            match read {
                Err(error) if !(found.walked && nothing_to_read(&error)) => sink.errors.push(error),
                _ => {}
            }
            sink
        })
        .collect();
    let mut all = Sink { documents: Vec::new(), errors: found.errors };
    parts.into_iter().for_each(|part| all.append(part));
    if found.walked && all.documents.is_empty() && all.errors.is_empty() {
        all.errors.push(
            Error::input(input, "the folder holds no readable texts").way_out("name a folder or files with texts"),
        );
    }
    all
}

const EMPTY: &str = "is empty";
const BINARY: &str = "is a binary file";

/// Pictures and empty files in a folder were not asked for one by one, so they are passed over without a word.
fn nothing_to_read(error: &Error) -> bool {
    error.what().starts_with(EMPTY) || error.what().starts_with(BINARY)
}

fn read_raw(raw: Raw, options: &Options, sink: &mut Sink) -> Result<()> {
    let raw = unpack::unpack(raw, &options.limits)?;
    if raw.bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Error::input(raw.source, EMPTY).way_out("leave it out"));
    }
    let reader = readers::choose(&raw, options)?;
    (reader.read)(raw, options, sink)
}

impl Sink {
    fn append(&mut self, other: Sink) {
        self.documents.extend(other.documents);
        self.errors.extend(other.errors);
    }
}

/// A document of lines without a title or date of its own.
fn document(source: String, format: Format, text: String, lines: Vec<Line>) -> Document {
    Document { source, format, text, title: None, date: None, content: Content::Lines(lines) }
}
