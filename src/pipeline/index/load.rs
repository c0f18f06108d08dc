//! Inputs → batches of records.

use rayon::prelude::*;

use crate::error::{Error, ErrorKind, Result};
use crate::fingerprint::Shingler;
use crate::index::{Batch, Settings, Source};
use crate::model::Observer;
use crate::pipeline::corpus::{Config, Keep, Loaded, Records};
use crate::read::corpus::{Chunk, Corpus, Scratch, Shape};

/// The inputs, and those that can't be used.
///
/// # Errors
/// Where none can be used.
pub(super) fn open(inputs: &[String], config: &Config) -> Result<(Corpus, Vec<Error>)> {
    let (corpus, mut problems) = Corpus::open(inputs, config.read.clone());
    if !corpus.is_empty() {
        return Ok((corpus, problems));
    }
    let nothing = || Error::new(ErrorKind::Input, "there is nothing to read").way_out("name files or folders");
    Err(if problems.is_empty() { nothing() } else { problems.remove(0) })
}

/// What comes of a chunk.
struct Taken {
    part: usize,
    records: Records,
    batch: Batch,
    problems: Vec<Error>,
    bytes: u64,
}

/// Reads the corpus of `loaded` in order, notes its records there, and gives `take` one batch after the other.
///
/// # Errors
/// Where no record has a text, `take` fails, or the run was stopped.
pub(super) fn batches(
    loaded: &mut Loaded,
    settings: Settings,
    observer: &dyn Observer,
    take: &mut dyn FnMut(&Corpus, &Records, Batch) -> Result<()>,
) -> Result<()> {
    let Loaded { corpus, records, problems, bytes, .. } = loaded;
    let corpus: &Corpus = corpus;
    let (mut chunks, mut batch) = (corpus.chunks(), Batch::default());
    let recycler = chunks.recycler();
    // The source that is read, and how many of its records were.
    let mut reading = (0, 0);
    loop {
        let some: Vec<Chunk> = chunks.by_ref().take(rayon::current_num_threads() * 2).collect();
        let end = some.is_empty();
        if observer.cancelled() {
            return Err(Error::cancelled());
        }
        let work = |chunk: Chunk| {
            let taken = take_apart(&chunk, corpus, settings);
            recycler.give(chunk);
            taken
        };
        for mut taken in some.into_par_iter().map(work).collect::<Result<Vec<Taken>>>()? {
            let before = if reading.0 == taken.part { reading.1 } else { 0 };
            reading = (taken.part, before + taken.records.len() as u64);
            if corpus.shape(taken.part) != Some(Shape::Whole) {
                taken.batch.renumber(before + 1);
            }
            batch.append(taken.batch);
            records.append(taken.part, taken.records);
            problems.extend(taken.problems);
            *bytes += taken.bytes;
        }
        observer.progress("reading", *bytes, corpus.plain().then(|| corpus.bytes()));
        if batch.is_full() || (end && !batch.is_empty()) {
            take(corpus, records, std::mem::take(&mut batch))?;
        }
        if end {
            break;
        }
    }
    records.some_text()
}

fn take_apart(chunk: &Chunk, corpus: &Corpus, settings: Settings) -> Result<Taken> {
    let (mut records, mut batch, mut problems) = (Records::default(), Batch::default(), Vec::new());
    let (mut shingler, mut scratch) = (Shingler::new(settings.shingle), Scratch::default());
    let mut failed = None;
    batch.source(Source { name: corpus.source(chunk.part).to_owned(), date: None });
    chunk.records(corpus, &mut scratch, &mut |record| {
        let content = record.content.map_err(|error| problems.push(error)).ok();
        let number = records.len() as u64;
        let Some(text) = records.push(content.as_ref(), Keep::First) else { return };
        let id = content.and_then(|content| content.id).unwrap_or_default();
        failed = failed.take().or(batch.push(&mut shingler, id, number, text, settings.texts).err());
    });
    match failed {
        Some(error) => Err(error),
        None => Ok(Taken { part: chunk.part, records, batch, problems, bytes: chunk.weight() }),
    }
}
