use std::path::PathBuf;
use std::time::Instant;

use clap::Args as ClapArgs;
use serde_json::json;

use crate::error::{Error, ErrorKind};
use crate::model::{Observer, Relation};
use crate::pipeline::corpus::{self, Deduped, RecordKind, write};

use super::Status;
use super::files::Files;
use super::matching::{Choosing, Closing, Texts, counted, grouped};
use super::output::Session;
use super::target::Target;

/// Drop records that repeat others.
///
/// Kept, removed and rejected records together are the input, byte for byte and in its order. Nobody is removed unless a kept
/// record is similar to it. Of texts that are a file each the names of those that stay are listed; with -o DIR they are copied to a new
/// folder. Parquet stays Parquet.
#[derive(ClapArgs, Debug)]
#[command(after_help = "Examples:\n  nochmal dedupe corpus.jsonl.zst -o kept.jsonl.zst --removed removed.jsonl\n  \
nochmal dedupe today.jsonl --index seen -o new.jsonl")]
pub(crate) struct Args {
    #[command(flatten)]
    texts: Texts,
    #[command(flatten)]
    choosing: Choosing,
    #[cfg(feature = "index")]
    #[command(flatten)]
    delivering: super::index::Delivering,
    /// Write a line of JSON for each removed record to FILE: which record stands for it, relation, score, and its bytes
    #[arg(long, value_name = "FILE")]
    removed: Option<PathBuf>,
    /// Write the records that can't be read to FILE, as they came
    #[arg(long, value_name = "FILE")]
    rejected: Option<PathBuf>,
}

impl Args {
    pub fn files(&self, session: &Session) -> Files {
        let files = Files::default()
            .compared(&self.texts.compared, session)
            .writes("--removed", self.removed.as_ref())
            .writes("--rejected", self.rejected.as_ref())
            .writes("--report", self.texts.matching.report.as_ref());
        #[cfg(feature = "index")]
        let files = self.delivering.files(files);
        files
    }

    pub fn run(&self, session: &Session) -> Result<Status, Error> {
        if !["text", "jsonl", "csv"].contains(&session.format()) {
            let what = format!("dedupe has no layout {}: records leave as they came", session.format());
            return Err(Error::usage(what).way_out("leave --format out"));
        }
        #[cfg(feature = "index")]
        if self.delivering.index.is_some() {
            let files = (self.removed.as_ref(), self.rejected.as_ref());
            return self.delivering.dedupe(session, (&self.texts, &self.choosing), files);
        }
        let started = Instant::now();
        let mut config = self.texts.config(session)?;
        config.keep = self.choosing.keep.unwrap_or(config.keep);
        config.linkage = self.choosing.linkage.unwrap_or(config.linkage);
        let observer = session.observer();
        let mut loaded = corpus::load(self.texts.compared.files(), &config, &observer)?;
        let deduped = corpus::dedupe(&mut loaded, &config, &observer)?;
        let target = |path: &PathBuf| Target::create(Some(path), session.threads());
        let mut removed = self.removed.as_ref().map(target).transpose()?;
        let mut rejected = self.rejected.as_ref().map(target).transpose()?;
        let outputs = write::Outputs {
            kept: None,
            removed: removed.as_mut().map(|t| t as &mut dyn std::io::Write),
            rejected: rejected.as_mut().map(|t| t as &mut dyn std::io::Write),
        };
        match session.output().filter(|path| path.as_os_str() != "-" && loaded.corpus.whole_files()) {
            Some(folder) => corpus::write_folder(&loaded, &deduped, folder, outputs, &observer)?,
            None => {
                let mut kept = Target::create(session.output(), session.threads())?;
                let outputs = write::Outputs { kept: Some(&mut kept), ..outputs };
                match write::write(&loaded, &deduped, outputs, &observer) {
                    Err(e) if e.kind() == ErrorKind::Cancelled && !observer.cancelled() => return Ok(Status::Done),
                    Err(e) => return Err(e),
                    Ok(true) => kept.finish()?,
                    Ok(false) => {}
                }
            }
        }
        removed.into_iter().chain(rejected).try_for_each(Target::finish)?;
        drop(observer);
        deduped.chained.iter().for_each(|chain| warn(session, &loaded, chain));
        let (found, numbers) = summary(&loaded, &deduped);
        let any = !deduped.removed.is_empty();
        let closing = Closing { config: &config, loaded: &loaded, started, found, numbers, any };
        closing.say(session, self.texts.matching.report.as_ref())
    }
}

fn summary(loaded: &corpus::Loaded, deduped: &Deduped) -> (String, serde_json::Value) {
    let readable = loaded.records.len() - loaded.records.count(RecordKind::Rejected);
    let (removed, kept) = (deduped.removed.len(), readable - deduped.removed.len());
    let by: Vec<(&str, usize)> =
        Relation::ALL.iter().map(|r| (r.name(), deduped.count(*r))).filter(|r| r.1 > 0).collect();
    let words: Vec<String> = by.iter().map(|(name, n)| format!("{} {name}", grouped(*n as u64))).collect();
    let mut found = format!("{} kept, {} removed", grouped(kept as u64), grouped(removed as u64));
    if removed > 0 {
        let clusters = counted(deduped.clusters as u64, "cluster");
        found += &format!(" ({}) in {clusters}, the largest of {}", words.join(", "), deduped.largest);
    }
    let removed_by: serde_json::Map<_, _> = by.into_iter().map(|(name, n)| (name.to_owned(), n.into())).collect();
    let chained: Vec<_> = deduped
        .chained
        .iter()
        .map(|&(canonical, size, weakest)| json!({"kept": loaded.name(canonical), "size": size, "weakest_link": weakest}))
        .collect();
    let numbers = json!({
        "kept": kept, "removed": removed, "removed_by": removed_by,
        "clusters": deduped.clusters, "largest": deduped.largest, "chained": chained,
    });
    (found, numbers)
}

/// A giant that chains hold together.
pub(super) fn warn(session: &Session, loaded: &corpus::Loaded, (canonical, size, weakest): &(usize, usize, f64)) {
    session.say(&format!(
        "the cluster of {} has {size} members and hangs by links as weak as {weakest:.3}: its ends may be strangers; \
         --linkage representative keeps those",
        loaded.name(*canonical)
    ));
}
