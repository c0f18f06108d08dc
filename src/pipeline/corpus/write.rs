//! The second pass: each record goes its way as it came.

use std::io::{self, Write};

use serde::Serialize;

use super::records::Kind;
use super::{Deduped, Loaded};
use crate::error::{Error, Result};
use crate::model::Observer;
use crate::read::corpus::{Chunk, Shape};

/// Where the records go. What has no writer is left out.
#[derive(Default)]
pub struct Outputs<'a> {
    /// Records that stay, and what stands between records; of a file that is one record its name.
    pub kept: Option<&'a mut dyn Write>,
    /// A line of JSON for each record that goes, with its bytes as text under `raw`.
    pub removed: Option<&'a mut dyn Write>,
    /// Records that can't be read, as they came.
    pub rejected: Option<&'a mut dyn Write>,
}

/// A line about a record that goes.
#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    kept_id: &'a str,
    relation: &'static str,
    score: f64,
    source: &'a str,
    record: usize,
    kept_source: &'a str,
    kept_record: usize,
    /// The record without its line end.
    raw: &'a str,
}

/// Streams the inputs of `loaded` again and writes each record where `deduped` says.
///
/// # Errors
/// Where writing fails, an input has changed since it was loaded, tables with different headers would have to go to one
/// output, or the run was stopped.
pub fn write(loaded: &Loaded, deduped: &Deduped, outputs: Outputs<'_>, observer: &dyn Observer) -> Result<()> {
    let mut writer = Writer { loaded, deduped, outputs, part: None, header: None, last: b'\n' };
    let chunks = loaded.corpus.chunks();
    let recycler = chunks.recycler();
    let mut done = 0;
    for chunk in chunks {
        if observer.cancelled() {
            return Err(Error::cancelled());
        }
        done += chunk.bytes().len() as u64;
        observer.progress("writing", done, Some(loaded.bytes));
        writer.chunk(&chunk)?;
        recycler.give(chunk);
    }
    Ok(())
}

struct Writer<'a, 'b> {
    loaded: &'a Loaded,
    deduped: &'a Deduped,
    outputs: Outputs<'b>,
    part: Option<usize>,
    /// The first table's header.
    header: Option<Vec<u8>>,
    /// Last byte of what stays.
    last: u8,
}

impl Writer<'_, '_> {
    fn chunk(&mut self, chunk: &Chunk) -> Result<()> {
        let bytes = chunk.bytes();
        let (spans, records) = (chunk.spans(), self.loaded.records.of_chunk(chunk.number));
        if spans.len() != records.len() {
            let what = "has changed while it was read";
            return Err(Error::input(self.loaded.corpus.source(chunk.part), what).way_out("run it again"));
        }
        let whole = self.loaded.corpus.shape(chunk.part) == Some(Shape::Whole);
        let mut at = 0;
        if self.part != Some(chunk.part) && !whole {
            at = self.begin(chunk, spans.first().map_or(bytes.len(), |span| span.start))?;
        }
        if chunk.continues() {
            return self.rejected(bytes);
        }
        for (span, record) in spans.into_iter().zip(records) {
            self.kept(&bytes[at..span.start])?;
            at = span.end;
            match (self.deduped.removed.get(&record), self.loaded.records.kind(record)) {
                (_, Kind::Rejected) => self.rejected(&bytes[span])?,
                (Some(_), _) => self.removed(record, if whole { b"" } else { &bytes[span] })?,
                (None, _) if whole => {
                    let name = self.loaded.corpus.source(chunk.part).to_owned();
                    self.kept(name.as_bytes())?;
                    self.kept(b"\n")?;
                }
                (None, _) => self.kept(&bytes[span])?,
            }
        }
        self.kept(&bytes[at..])
    }

    /// The first bytes of a part that are no record: a table's header goes out once. Gives where the rest begins.
    fn begin(&mut self, chunk: &Chunk, first: usize) -> Result<usize> {
        self.part = Some(chunk.part);
        if self.last != b'\n' {
            self.kept(b"\n")?;
        }
        let Some(header) = chunk.header() else { return Ok(0) };
        match &self.header {
            None => self.header = Some(header.to_vec()),
            Some(known) if known.trim_ascii_end() == header.trim_ascii_end() => return Ok(first),
            Some(_) => {
                let what = "has other columns than the table before it";
                let source = self.loaded.corpus.source(chunk.part);
                return Err(Error::input(source, what).way_out("dedupe tables of one kind at a time"));
            }
        }
        Ok(0)
    }

    fn kept(&mut self, bytes: &[u8]) -> Result<()> {
        if let (Some(out), Some(&last)) = (&mut self.outputs.kept, bytes.last()) {
            out.write_all(bytes).map_err(|e| failed("the records that stay", &e))?;
            self.last = last;
        }
        Ok(())
    }

    fn rejected(&mut self, bytes: &[u8]) -> Result<()> {
        match &mut self.outputs.rejected {
            Some(out) => out.write_all(bytes).map_err(|e| failed("the rejected records", &e)),
            None => Ok(()),
        }
    }

    fn removed(&mut self, record: usize, raw: &[u8]) -> Result<()> {
        let (Some(out), Some(why)) = (&mut self.outputs.removed, self.deduped.removed.get(&record)) else {
            return Ok(());
        };
        let (records, corpus) = (&self.loaded.records, &self.loaded.corpus);
        let (place, kept) = (records.place(record), records.place(why.by));
        let raw = String::from_utf8_lossy(raw); // records with a text are UTF-8
        let line = Line {
            id: &records.name(record, corpus),
            kept_id: &records.name(why.by, corpus),
            relation: why.relation.name(),
            score: why.score,
            source: corpus.source(place.0),
            record: place.1,
            kept_source: corpus.source(kept.0),
            kept_record: kept.1,
            raw: raw.strip_suffix('\n').unwrap_or(&raw),
        };
        serde_json::to_writer(&mut **out, &line)
            .map_err(io::Error::from)
            .and_then(|()| out.write_all(b"\n"))
            .map_err(|e| failed("the removed records", &e))
    }
}

fn failed(what: &str, why: &io::Error) -> Error {
    if why.kind() == io::ErrorKind::BrokenPipe {
        return Error::new(crate::error::ErrorKind::Cancelled, "the reader of the output has gone");
    }
    Error::io(what, why)
}
