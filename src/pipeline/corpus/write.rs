//! The second pass: each record goes its way as it came.

use std::io::{self, Write};

use serde::Serialize;

use super::records::Kind;
use super::{Deduped, Loaded, failed};
use crate::error::{Error, Result};
use crate::model::Observer;
use crate::read::corpus::{Chunk, Shape};
#[cfg(feature = "parquet")]
use crate::read::corpus::{Layout, row_as_json};

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
pub(in crate::pipeline) struct Line<'a> {
    pub id: &'a str,
    pub kept_id: &'a str,
    pub relation: &'static str,
    pub score: f64,
    pub source: &'a str,
    pub record: usize,
    pub kept_source: &'a str,
    /// `None` where the whole source is one record.
    pub kept_record: Option<u64>,
    /// Only where an index knew the record that stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept_delivery: Option<u64>,
    /// The record without its line end.
    pub raw: &'a str,
}

impl Line<'_> {
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer(&mut *out, self)?;
        out.write_all(b"\n")
    }
}

/// Which records go, and what is said of each of them.
pub trait Verdicts {
    /// Whether the record goes.
    fn goes(&self, record: usize) -> bool;

    /// Writes the line about a record that goes; `raw` are its bytes without the line end.
    ///
    /// # Errors
    /// Where writing fails.
    fn line(&self, loaded: &Loaded, record: usize, raw: &str, out: &mut dyn Write) -> io::Result<()>;
}

impl Verdicts for Deduped {
    fn goes(&self, record: usize) -> bool {
        self.removed.contains_key(&record)
    }

    fn line(&self, loaded: &Loaded, record: usize, raw: &str, out: &mut dyn Write) -> io::Result<()> {
        let Some(why) = self.removed.get(&record) else { return Ok(()) };
        let (records, corpus) = (&loaded.records, &loaded.corpus);
        let (place, kept) = (records.place(record), records.place(why.by));
        Line {
            id: &records.name(record, corpus),
            kept_id: &records.name(why.by, corpus),
            relation: why.relation.name(),
            score: why.score,
            source: corpus.source(place.0),
            record: place.1,
            kept_source: corpus.source(kept.0),
            kept_record: Some(kept.1 as u64),
            kept_delivery: None,
            raw,
        }
        .write(out)
    }
}

/// Streams the inputs of `loaded` again and writes each record where `verdicts` say. False where not even an empty result
/// could be written for those that stay: of Parquet files of which none has a readable beginning.
///
/// # Errors
/// Where writing fails, an input has changed since it was loaded, tables with different headers would have to go to one
/// output, or the run was stopped.
pub fn write(loaded: &Loaded, verdicts: &dyn Verdicts, outputs: Outputs<'_>, observer: &dyn Observer) -> Result<bool> {
    if outputs.kept.is_some() {
        one_kind(loaded)?;
    }
    let mut writer = Writer::new(loaded, verdicts, outputs);
    let chunks = loaded.corpus.chunks();
    let recycler = chunks.recycler();
    let mut done = 0;
    for chunk in chunks {
        if observer.cancelled() {
            return Err(Error::cancelled());
        }
        done += chunk.weight();
        observer.progress("writing", done, Some(loaded.bytes));
        writer.chunk(&chunk)?;
        recycler.give(chunk);
    }
    writer.finish()
}

/// An error where lines, tables and columns would have to go to one output.
fn one_kind(loaded: &Loaded) -> Result<()> {
    let kind = |part| {
        loaded.corpus.shape(part).filter(|shape| *shape != Shape::Whole).map(|shape| std::mem::discriminant(&shape))
    };
    let kinds = (0..loaded.corpus.len()).filter_map(|part| Some((part, kind(part)?)));
    let mut first = None;
    for (part, kind) in kinds {
        if *first.get_or_insert(kind) != kind {
            return Err(mixed(loaded.corpus.source(part)));
        }
    }
    Ok(())
}

struct Writer<'a, 'b> {
    loaded: &'a Loaded,
    verdicts: &'a dyn Verdicts,
    outputs: Outputs<'b>,
    part: Option<usize>,
    /// The first table's header.
    header: Option<Vec<u8>>,
    /// Last byte of what stays.
    last: u8,
    /// Whether anything was written that is no row of columns.
    #[cfg(feature = "parquet")]
    lines: bool,
    #[cfg(feature = "parquet")]
    rows: Option<super::columns::Rows>,
}

impl<'a, 'b> Writer<'a, 'b> {
    fn new(loaded: &'a Loaded, verdicts: &'a dyn Verdicts, outputs: Outputs<'b>) -> Self {
        Writer {
            loaded,
            verdicts,
            outputs,
            part: None,
            header: None,
            last: b'\n',
            #[cfg(feature = "parquet")]
            lines: false,
            #[cfg(feature = "parquet")]
            rows: None,
        }
    }

    /// Ends what is written as columns. False where there was nothing else to write and not even columns were known.
    fn finish(mut self) -> Result<bool> {
        #[cfg(feature = "parquet")]
        if let (Some(rows), Some(out)) = (self.rows.take(), &mut self.outputs.kept) {
            rows.finish(&mut **out)?;
            return Ok(true);
        }
        let corpus = &self.loaded.corpus;
        Ok((0..corpus.len()).any(|part| corpus.shape(part) != Some(Shape::Columns)))
    }

    /// Rows of columns: those that stay leave in runs.
    #[cfg(feature = "parquet")]
    fn columns(&mut self, chunk: &Chunk, batch: &arrow_array::RecordBatch, layout: &Layout) -> Result<()> {
        let first = self.loaded.records.of_chunk(chunk.number).start;
        let stays = |record: usize| self.loaded.records.kind(record) != Kind::Rejected && !self.verdicts.goes(record);
        if let Some(out) = &mut self.outputs.kept {
            if self.lines {
                return Err(mixed(self.loaded.corpus.source(chunk.part)));
            }
            let rows = match &mut self.rows {
                Some(rows) if rows.takes(batch) => rows,
                Some(_) => return Err(other_columns(self.loaded.corpus.source(chunk.part))),
                none => none.insert(super::columns::Rows::new(layout)?),
            };
            let mut from = 0;
            for row in 0..=batch.num_rows() {
                if row == batch.num_rows() || !stays(first + row) {
                    if from < row {
                        rows.write(batch, from..row, &mut **out)?;
                    }
                    from = row + 1;
                }
            }
        }
        for record in (first..first + batch.num_rows()).filter(|record| !stays(*record)) {
            let row = row_as_json(batch, record - first);
            match self.loaded.records.kind(record) {
                Kind::Rejected => self.rejected(format!("{row}\n").as_bytes())?,
                _ => self.removed(record, row.as_bytes())?,
            }
        }
        Ok(())
    }

    fn chunk(&mut self, chunk: &Chunk) -> Result<()> {
        let bytes = chunk.bytes();
        let (spans, records) = (chunk.spans(), self.loaded.records.of_chunk(chunk.number));
        if spans.len() != records.len() {
            let what = "has changed while it was read";
            return Err(Error::input(self.loaded.corpus.source(chunk.part), what).way_out("run it again"));
        }
        #[cfg(feature = "parquet")]
        if let Some((batch, layout)) = chunk.columns() {
            return self.columns(chunk, batch, layout);
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
            match (self.verdicts.goes(record), self.loaded.records.kind(record)) {
                (_, Kind::Rejected) => self.rejected(&bytes[span])?,
                (true, _) => self.removed(record, if whole { b"" } else { &bytes[span] })?,
                (false, _) if whole => {
                    let name = self.loaded.corpus.source(chunk.part).to_owned();
                    self.kept(name.as_bytes())?;
                    self.kept(b"\n")?;
                }
                (false, _) => self.kept(&bytes[span])?,
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
            Some(_) => return Err(other_columns(self.loaded.corpus.source(chunk.part))),
        }
        Ok(0)
    }

    fn kept(&mut self, bytes: &[u8]) -> Result<()> {
        if let (Some(out), Some(&last)) = (&mut self.outputs.kept, bytes.last()) {
            #[cfg(feature = "parquet")]
            if self.rows.is_some() {
                return Err(mixed(self.part.map_or("", |part| self.loaded.corpus.source(part))));
            }
            out.write_all(bytes).map_err(|e| failed("the records that stay", &e))?;
            self.last = last;
            #[cfg(feature = "parquet")]
            {
                self.lines = true;
            }
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
        let Some(out) = &mut self.outputs.removed else { return Ok(()) };
        let raw = self.loaded.corpus.text(raw);
        let raw = raw.strip_suffix('\n').unwrap_or(&raw);
        self.verdicts.line(self.loaded, record, raw, &mut **out).map_err(|e| failed("the removed records", &e))
    }
}

fn other_columns(source: &str) -> Error {
    Error::input(source, "has other columns than the table before it").way_out("dedupe tables of one kind at a time")
}

fn mixed(source: &str) -> Error {
    let what = "holds records of another kind than the inputs before it, and both would go into one output";
    Error::input(source, what).way_out("dedupe files of one kind at a time")
}
