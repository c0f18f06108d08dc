//! A part's bytes → chunks that end where a record ends.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::sync::{Arc, Mutex};

use super::parts::{Packing, Part, Shape};
use super::{Chunk, Corpus, Data, Header, Roles, rows};
use crate::error::{Error, ErrorKind, Result};

/// Bytes of a chunk: large beside what it costs to hand one to a thread, small beside the caches and the memory that
/// all threads' chunks take together.
const TARGET: usize = 1 << 20;

/// All chunks of a corpus, in order.
pub struct Chunks<'a> {
    corpus: &'a Corpus,
    part: usize,
    number: usize,
    open: Option<Open>,
    ready: VecDeque<Chunk>,
    /// Buffers to use again: fresh memory costs more than reading.
    spare: Arc<Mutex<Vec<Vec<u8>>>>,
}

/// Gives a chunk's buffer back for the next one.
#[derive(Clone)]
pub struct Recycler(Arc<Mutex<Vec<Vec<u8>>>>);

impl Recycler {
    /// Takes `chunk` apart.
    pub fn give(&self, chunk: Chunk) {
        if let (Data::Lines { bytes, .. } | Data::Rows { bytes, .. }, Ok(mut spare)) = (chunk.data, self.0.lock()) {
            spare.push(bytes);
        }
    }
}

impl<'a> Chunks<'a> {
    pub(super) fn new(corpus: &'a Corpus) -> Self {
        Chunks { corpus, part: 0, number: 0, open: None, ready: VecDeque::new(), spare: Arc::default() }
    }

    /// Where chunks that are done with can leave their buffers.
    pub fn recycler(&self) -> Recycler {
        Recycler(Arc::clone(&self.spare))
    }

    fn buffer(&self) -> Vec<u8> {
        let mut buffer = self.spare.lock().ok().and_then(|mut spare| spare.pop()).unwrap_or_default();
        buffer.clear();
        buffer
    }

    fn emit(&mut self, first_line: u64, data: Data) {
        self.ready.push_back(Chunk { number: self.number, part: self.part, first_line, data });
        self.number += 1;
    }

    /// Opens the next part, or reads on in the open one.
    fn read_on(&mut self) {
        let Some(mut open) = self.open.take() else {
            let part = &self.corpus.parts[self.part];
            match Open::new(part, self.corpus) {
                Ok(open) => self.open = Some(open),
                Err(error) => {
                    self.emit(1, Data::Bad { bytes: Vec::new(), error });
                    self.part += 1;
                }
            }
            return;
        };
        let end = open.advance(self);
        if end {
            self.part += 1;
        } else {
            self.open = Some(open);
        }
    }
}

impl Iterator for Chunks<'_> {
    type Item = Chunk;

    fn next(&mut self) -> Option<Chunk> {
        while self.ready.is_empty() && self.part < self.corpus.parts.len() {
            self.read_on();
        }
        self.ready.pop_front()
    }
}

/// A part that is being read.
enum Open {
    Bytes(Box<Cutter>),
    #[cfg(feature = "parquet")]
    Columns(Box<super::columns::Table>, u64),
}

impl Open {
    fn new(part: &Part, corpus: &Corpus) -> Result<Self> {
        #[cfg(feature = "parquet")]
        if part.shape == Shape::Columns {
            return Ok(Open::Columns(Box::new(part.table(&corpus.options.wishes)?), 1));
        }
        let _ = corpus;
        Ok(Open::Bytes(Box::new(Cutter::new(part.reader()?, part.shape, part.packing))))
    }

    /// Emits what comes next. True at the end of the part.
    fn advance(&mut self, to: &mut Chunks<'_>) -> bool {
        match self {
            Open::Bytes(cutter) => cutter.advance(to),
            #[cfg(feature = "parquet")]
            Open::Columns(table, row) => match table.next() {
                None => true,
                Some(Ok(batch)) => {
                    let rows = batch.num_rows() as u64;
                    to.emit(*row, Data::Columns { batch, layout: table.layout.clone() });
                    *row += rows;
                    false
                }
                Some(Err(error)) => {
                    let error = error.in_source(to.corpus.source(to.part));
                    to.emit(*row, Data::Bad { bytes: Vec::new(), error });
                    true
                }
            },
        }
    }
}

/// One part on its way into chunks.
struct Cutter {
    input: Box<dyn Read + Send>,
    shape: Shape,
    packing: Packing,
    /// Bytes behind the last record's end.
    rest: Vec<u8>,
    line: u64,
    header: Option<Arc<Header>>,
    begun: bool,
    /// Inside a record that is too long.
    skipping: bool,
}

impl Cutter {
    fn new(input: Box<dyn Read + Send>, shape: Shape, packing: Packing) -> Self {
        Cutter { input, shape, packing, rest: Vec::new(), line: 1, header: None, begun: false, skipping: false }
    }

    /// Reads about one chunk and emits what is whole. True at the end of the part.
    fn advance(&mut self, to: &mut Chunks<'_>) -> bool {
        let mut bytes = to.buffer();
        bytes.append(&mut self.rest);
        let goal = if self.skipping { TARGET } else { bytes.len() + TARGET };
        let (end, failed) = match fill(&mut *self.input, &mut bytes, goal) {
            Ok(()) => (bytes.len() < goal, None),
            Err(why) => (true, Some(self.failed(&why, to))),
        };
        if self.skipping {
            return self.skip(bytes, end, failed, to);
        }
        let limit = to.corpus.options.limits.record;
        let cut = match (end, &failed) {
            (true, None) => bytes.len(),
            _ => self.last_end(&bytes),
        };
        self.rest.extend_from_slice(&bytes[cut..]);
        bytes.truncate(cut);
        if !bytes.is_empty() {
            self.emit_whole(bytes, to);
        }
        if let Some(error) = failed {
            let error = error.at_line(self.line);
            to.emit(self.line, Data::Bad { bytes: std::mem::take(&mut self.rest), error });
        } else if self.rest.len() > limit {
            let error = rows::too_long(limit).in_source(to.corpus.source(to.part)).at_line(self.line);
            to.emit(self.line, Data::Bad { bytes: std::mem::take(&mut self.rest), error });
            self.skipping = true;
        }
        end
    }

    /// Passes the pieces of a record that is too long, up to the next line's end.
    fn skip(&mut self, mut bytes: Vec<u8>, end: bool, failed: Option<Error>, to: &mut Chunks<'_>) -> bool {
        if let Some(at) = memchr::memchr(b'\n', &bytes).filter(|_| self.shape != Shape::Whole) {
            self.rest = bytes.split_off(at + 1);
            self.line += 1;
            self.skipping = false;
        }
        to.emit(self.line, Data::More { bytes });
        if let Some(error) = failed {
            let bytes = std::mem::take(&mut self.rest);
            to.emit(self.line, Data::Bad { bytes, error: error.at_line(self.line) });
        } else if end && !self.rest.is_empty() {
            let rest = std::mem::take(&mut self.rest);
            self.emit_whole(rest, to);
        }
        end
    }

    /// End of the last whole record in `bytes`.
    fn last_end(&self, bytes: &[u8]) -> usize {
        match self.shape {
            Shape::Lines => memchr::memrchr(b'\n', bytes).map_or(0, |at| at + 1),
            Shape::Table(delimiter) => rows::last_row_end(bytes, delimiter),
            Shape::Whole | Shape::Columns => 0,
        }
    }

    /// Emits whole records.
    fn emit_whole(&mut self, bytes: Vec<u8>, to: &mut Chunks<'_>) {
        let lines = match self.shape {
            Shape::Whole | Shape::Columns => 0,
            _ => memchr::memchr_iter(b'\n', &bytes).count() as u64,
        };
        let first_line = self.line;
        self.line += lines;
        let mark = if self.begun || !bytes.starts_with(b"\xef\xbb\xbf") { 0 } else { 3 };
        let first = !std::mem::replace(&mut self.begun, true);
        let data = match self.shape {
            Shape::Lines => Data::Lines { bytes, skip: mark },
            Shape::Whole | Shape::Columns => Data::Whole { bytes },
            Shape::Table(delimiter) => {
                let mut skip = 0;
                if first {
                    skip = self.read_header(&bytes, mark, delimiter, to);
                }
                let header = self.header.clone().unwrap_or_else(|| Arc::new(Header::none(delimiter)));
                Data::Rows { bytes, skip, header }
            }
        };
        to.emit(first_line, data);
    }

    /// Takes the header from the first row; gives where it ends.
    fn read_header(&mut self, bytes: &[u8], mark: usize, delimiter: u8, to: &Chunks<'_>) -> usize {
        let Some(row) = rows::row_spans(bytes, mark, delimiter).next() else { return mark };
        // A header that can't be read names no field; its columns count.
        let line = rows::decoded(&bytes[row.clone()], &to.corpus.options.wishes);
        let names = rows::values(line.as_ref().map_or(&bytes[row.clone()], |line| line.as_bytes()), delimiter);
        let names: Vec<&str> = names.iter().map(|name| std::str::from_utf8(name).unwrap_or("")).collect();
        let roles = Roles::new(&names, &to.corpus.options.wishes);
        self.header = Some(Arc::new(Header { columns: names.len(), delimiter, roles }));
        row.end
    }

    fn failed(&self, why: &io::Error, to: &Chunks<'_>) -> Error {
        let packing = match self.packing {
            Packing::Plain => return Error::io(to.corpus.source(to.part), why),
            Packing::Gzip => "gzip",
            Packing::Zstd => "zstd",
        };
        let what = match why.kind() {
            io::ErrorKind::UnexpectedEof => {
                format!("the {packing} data ends early; all whole records before were read")
            }
            _ => format!("the {packing} data is damaged from here on ({why})"),
        };
        Error::new(ErrorKind::Record, what).in_source(to.corpus.source(to.part)).way_out("fetch the file again")
    }
}

impl Header {
    fn none(delimiter: u8) -> Self {
        Header { columns: 0, delimiter, roles: Roles::default() }
    }
}

/// Appends bytes until there are `goal` or no more.
fn fill(input: &mut dyn Read, bytes: &mut Vec<u8>, goal: usize) -> io::Result<()> {
    let missing = goal.saturating_sub(bytes.len());
    bytes.reserve(missing);
    input.take(missing as u64).read_to_end(bytes).map(|_| ())
}
