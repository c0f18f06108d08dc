//! Bytes → [`Document`]s: files, folders and standard input, whatever they are packed in and however they are encoded.
//!
//! [`READERS`] is the list of formats. Each recognises its format by content; the file's extension only breaks ties, and
//! [`Options::from`] forces one. What can't be read becomes one [`Error`] each, and the rest is still read.
//!
//! Reading takes time and memory linear in the unpacked bytes, and [`Limits`] bound both.

mod charset;
pub mod corpus;
mod csv;
mod dates;
mod feed;
mod html;
mod json;
mod jsonfeed;
mod jsonl;
mod limits;
mod links;
mod mail;
mod markdown;
mod mbox;
#[cfg(feature = "parquet")]
mod parquet;
mod reader;
mod readers;
pub mod records;
mod sources;
mod text;
mod unpack;

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::model::{Content, Document, Format, Line};

pub use charset::named as encoding_named;
pub use limits::Limits;
pub use reader::{Fit, Reader};
use readers::Unreadable;
pub use readers::{READERS, reader_named};

/// How to read.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The format of every input; `None` recognises it.
    pub from: Option<Format>,
    /// Pairs of an own field name and the input's name for it, as `--field title=headline` says.
    pub fields: Vec<(String, String)>,
    /// Fields that some record must have, by the input's or the own name: an answer without them is none.
    pub required: Vec<String>,
    /// The encoding of inputs that are not UTF-8, by its WHATWG label ("windows-1252"); `None` goes by byte order mark,
    /// declaration, UTF-8.
    pub encoding: Option<String>,
    /// Where reading stops.
    pub limits: Limits,
}

/// Whether this thread is in a decoder whose panics are caught and told as errors: a panic hook should keep quiet then.
pub fn catches_panics() -> bool {
    #[cfg(feature = "parquet")]
    return parquet::decoding();
    #[cfg(not(feature = "parquet"))]
    false
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
    /// Kinds of the files in folders that hold no text.
    pub(crate) passed: Vec<&'static str>,
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

/// An error where none of `documents` has a field that is [required](Options::required).
///
/// # Errors
/// As said.
pub fn check_fields(documents: &[Document], options: &Options) -> Result<()> {
    match options.required.iter().find(|name| !documents.iter().any(|document| may_have(document, name))) {
        Some(name) => Err(no_field(name)),
        None => Ok(()),
    }
}

fn no_field(name: &str) -> Error {
    let way_out = if name.contains(',') { "give each its own option" } else { "see how it is spelt in the input" };
    Error::usage(format!("no input has a field {name:?}")).way_out(way_out)
}

/// Whether records of `document` have the field, or may have it: of Parquet the input's names are not known any more.
fn may_have(document: &Document, name: &str) -> bool {
    let Content::Entries(entries) = &document.content else { return false };
    document.format == Format::Parquet
        || may_name(document.text.as_bytes(), name)
        || entries.iter().any(|entry| entry.fields.iter().any(|(own, _)| own == name))
}

/// Whether a field called `name` may be named in `bytes`; names that can be written in several ways always may.
fn may_name(bytes: &[u8], name: &str) -> bool {
    !name.is_ascii() || name.contains(['"', '\\']) || memchr::memmem::find(bytes, name.as_bytes()).is_some()
}

/// Reads one input held in memory; `source` is its name in messages and documents, and its extension breaks ties.
pub fn read_bytes(source: &str, bytes: Vec<u8>, options: &Options) -> (Vec<Document>, Vec<Error>) {
    let mut sink = Sink::default();
    if let Err(error) = read_raw(Raw { source: source.to_owned(), bytes }, true, options, &mut sink) {
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
            let read =
                sources::load(file, &options.limits).and_then(|raw| read_raw(raw, !found.walked, options, &mut sink));
            sink.errors.extend(read.err());
            sink
        })
        .collect();
    let mut all = Sink { errors: found.errors, ..Sink::default() };
    parts.into_iter().for_each(|part| all.append(part));
    if found.walked {
        let nothing = all.documents.is_empty() && all.errors.is_empty();
        all.errors.extend(sources::passed_over(input, &all.passed, nothing));
    }
    all
}

/// Reads one input. One that was `named` must hold text; in a folder, pictures and empty files were not asked for one by
/// one and are passed over, which is said of all of them together.
fn read_raw(raw: Raw, named: bool, options: &Options, sink: &mut Sink) -> Result<()> {
    let raw = unpack::unpack(raw, &options.limits)?;
    match readers::choose(&raw, options) {
        Ok(reader) => (reader.read)(raw, options, sink),
        Err(Unreadable::Usage(error)) => Err(error),
        Err(why) if !named => {
            sink.passed.push(why.kind());
            Ok(())
        }
        Err(Unreadable::Empty) => Err(Error::input(raw.source, "is empty").way_out("leave it out")),
        Err(Unreadable::Binary(kind)) => {
            let what =
                if kind.is_empty() { "is a binary file".to_owned() } else { format!("is a binary file ({kind})") };
            Err(Error::input(raw.source, what).way_out("give a text, or force a format with --from"))
        }
    }
}

impl Sink {
    fn append(&mut self, other: Sink) {
        self.documents.extend(other.documents);
        self.errors.extend(other.errors);
        self.passed.extend(other.passed);
    }
}

/// A document of lines without a title or date of its own.
fn document(source: String, format: Format, text: String, lines: Vec<Line>) -> Document {
    Document { source, format, text, title: None, date: None, content: Content::Lines(lines) }
}
