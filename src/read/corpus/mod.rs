//! Corpora: records by the million, streamed in chunks, never held as a whole.
//!
//! [`Corpus::open`] finds out what the inputs are. [`Corpus::chunks`] gives them piece by piece, as often as wanted and each
//! time the same; one thread reads and unpacks while others take [`Chunk::records`] apart. Each record is seen with its
//! own bytes, so that it can leave as it came: the records' bytes and what stands between them (blank
//! lines, a table's header) are the input, in order.

mod chunks;
#[cfg(feature = "parquet")]
mod columns;
mod fields;
mod json;
mod parts;
mod rows;

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::Limits;
use crate::error::{Error, Result};
use crate::model::Format;

pub use chunks::Chunks;
#[cfg(feature = "parquet")]
pub use columns::{Layout, row_as_json};
pub use fields::{Roles, Wishes};
pub use parts::{Packing, Shape};
pub use rows::Scratch;

/// How to read a corpus.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The format of every input; `None` recognises it.
    pub from: Option<Format>,
    /// What to take from records.
    pub wishes: Wishes,
    /// Where reading stops; [`Limits::record`] bounds a record, and a larger one is rejected.
    pub limits: Limits,
}

/// Inputs that hold records.
#[derive(Debug)]
pub struct Corpus {
    pub(super) parts: Vec<parts::Part>,
    options: Options,
}

impl Corpus {
    /// Finds the files behind `inputs` (folders are walked, `-` is standard input, kept in a temporary file) and what they
    /// hold. Gives one error for each input that can't be used.
    pub fn open(inputs: &[String], options: Options) -> (Self, Vec<Error>) {
        let (parts, errors) = parts::open(inputs, &options);
        (Corpus { parts, options }, errors)
    }

    /// Everything in it, in order.
    pub fn chunks(&self) -> Chunks<'_> {
        Chunks::new(self)
    }

    /// Names of the parts, one for each file.
    pub fn source(&self, part: usize) -> &str {
        self.parts.get(part).map_or("", |part| &part.source)
    }

    /// What the bytes of a record say, one that could be read before.
    pub fn text<'a>(&self, record: &'a [u8]) -> Cow<'a, str> {
        rows::decoded(record, &self.options.wishes).unwrap_or_else(|_| String::from_utf8_lossy(record))
    }

    /// Number of parts.
    pub fn len(&self) -> usize {
        self.parts.len()
    }

    /// Whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// How a part's records are divided.
    pub fn shape(&self, part: usize) -> Option<Shape> {
        self.parts.get(part).map(|part| part.shape)
    }

    /// Whether no part is packed.
    pub fn plain(&self) -> bool {
        self.parts.iter().all(|part| part.packing == Packing::Plain)
    }

    /// Whether each part is a file that is one record.
    pub fn whole_files(&self) -> bool {
        self.parts.iter().all(|part| part.shape == Shape::Whole && part.path().is_some())
    }

    /// Where the file of a part lies and what it is called below the folder that was named, or below the one it lies in;
    /// nothing for standard input.
    pub fn file(&self, part: usize) -> Option<(&Path, &Path)> {
        let part = self.parts.get(part)?;
        Some((part.path()?, &part.inside))
    }

    /// Bytes of all parts as they lie on disk, packed ones packed.
    pub fn bytes(&self) -> u64 {
        self.parts.iter().map(|part| part.bytes).sum()
    }
}

/// Consecutive records of one part.
#[derive(Debug)]
pub struct Chunk {
    /// Its number in the corpus, from 0.
    pub number: usize,
    /// The part it belongs to.
    pub part: usize,
    /// Line of its first byte, from 1.
    first_line: u64,
    pub(super) data: Data,
}

#[derive(Debug)]
pub(super) enum Data {
    /// Whole lines, the first `skip` bytes of which are no records.
    Lines { bytes: Vec<u8>, skip: usize },
    /// Whole rows of a table.
    Rows { bytes: Vec<u8>, skip: usize, header: Arc<Header> },
    /// Rows of columns.
    #[cfg(feature = "parquet")]
    Columns { batch: arrow_array::RecordBatch, layout: Arc<Layout> },
    /// A whole file.
    Whole { bytes: Vec<u8> },
    /// A record that can't be read, and why. Further pieces of it follow as `More`.
    Bad { bytes: Vec<u8>, error: Error },
    /// Bytes that belong to the record before.
    More { bytes: Vec<u8> },
}

/// A table's first row.
#[derive(Debug)]
pub(super) struct Header {
    pub columns: usize,
    pub delimiter: u8,
    pub roles: Roles,
}

/// One record as it is seen.
#[derive(Debug)]
pub struct Record<'a> {
    /// Its bytes in [`Chunk::bytes`], line end included; of a row of columns its number in [`Chunk::columns`].
    pub raw: Range<usize>,
    /// What stands in it, or why it can't be read.
    pub content: Result<Content<'a>>,
}

/// What is taken from a record.
#[derive(Clone, Copy, Debug, Default)]
pub struct Content<'a> {
    /// Its name, where it has one.
    pub id: Option<&'a str>,
    /// Its text; `None` where it has no field for it.
    pub text: Option<&'a str>,
    /// Its date as written.
    pub date: Option<&'a str>,
    /// Number of its fields that hold something.
    pub filled: u32,
}

impl Chunk {
    /// The chunk's bytes as they came (for packed parts: unpacked).
    pub fn bytes(&self) -> &[u8] {
        match &self.data {
            Data::Lines { bytes, .. }
            | Data::Rows { bytes, .. }
            | Data::Whole { bytes }
            | Data::Bad { bytes, .. }
            | Data::More { bytes } => bytes,
            #[cfg(feature = "parquet")]
            Data::Columns { .. } => &[],
        }
    }

    /// The chunk's rows of columns, of a part that has them.
    #[cfg(feature = "parquet")]
    pub fn columns(&self) -> Option<(&arrow_array::RecordBatch, &Layout)> {
        match &self.data {
            Data::Columns { batch, layout } => Some((batch, layout)),
            _ => None,
        }
    }

    /// Bytes that it takes in memory.
    pub fn weight(&self) -> u64 {
        match &self.data {
            #[cfg(feature = "parquet")]
            Data::Columns { batch, .. } => batch.get_array_memory_size() as u64,
            _ => self.bytes().len() as u64,
        }
    }

    /// The header of a table, where the chunk begins with it.
    pub fn header(&self) -> Option<&[u8]> {
        match &self.data {
            Data::Rows { bytes, skip, .. } if *skip > 0 => Some(&bytes[..*skip]),
            _ => None,
        }
    }

    /// Whether its bytes belong to a record that began in an earlier chunk.
    pub fn continues(&self) -> bool {
        matches!(self.data, Data::More { .. })
    }

    /// Takes the records apart and shows each to `visit`.
    pub fn records(&self, corpus: &Corpus, scratch: &mut Scratch, visit: &mut dyn FnMut(Record<'_>)) {
        let limit = corpus.options.limits.record;
        let place = |error: Error, at: usize| {
            let before = memchr::memchr_iter(b'\n', &self.bytes()[..at]).count() as u64;
            error.in_source(corpus.source(self.part)).at_line(self.first_line + before)
        };
        let mut seen = |record: Record<'_>| {
            let start = record.raw.start;
            visit(Record { content: record.content.map_err(|e| place(e, start)), ..record });
        };
        match &self.data {
            Data::Lines { bytes, skip } => {
                rows::lines(bytes, *skip, limit, &corpus.options.wishes, scratch, &mut seen);
            }
            Data::Rows { bytes, skip, header } => {
                rows::rows(bytes, *skip, limit, (header, &corpus.options.wishes), scratch, &mut seen);
            }
            #[cfg(feature = "parquet")]
            Data::Columns { batch, layout } => (0..batch.num_rows()).for_each(|row| {
                let content = columns::content(batch, layout, row, scratch);
                let content = if content.text.is_some_and(|text| text.len() > limit) {
                    Err(rows::too_long(limit)
                        .in_source(corpus.source(self.part))
                        .at_record(self.first_line + row as u64))
                } else {
                    Ok(content)
                };
                visit(Record { raw: row..row + 1, content });
            }),
            Data::Whole { bytes } => {
                seen(Record { raw: 0..bytes.len(), content: rows::whole(bytes, &corpus.options.wishes, scratch) })
            }
            Data::Bad { bytes, error } => visit(Record { raw: 0..bytes.len(), content: Err(error.clone()) }),
            Data::More { .. } => {}
        }
    }

    /// The bytes of each record in order, without looking into them. As many as [`Chunk::records`] shows.
    pub fn spans(&self) -> Vec<Range<usize>> {
        match &self.data {
            Data::Lines { bytes, skip } => rows::line_spans(bytes, *skip).collect(),
            Data::Rows { bytes, skip, header } => rows::row_spans(bytes, *skip, header.delimiter).collect(),
            Data::Whole { bytes } | Data::Bad { bytes, .. } => std::iter::once(0..bytes.len()).collect(),
            Data::More { .. } => Vec::new(),
            #[cfg(feature = "parquet")]
            Data::Columns { batch, .. } => (0..batch.num_rows()).map(|row| row..row + 1).collect(),
        }
    }
}
