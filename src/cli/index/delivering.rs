//! `dedupe` and `clusters` with `--index`.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args as ClapArgs;
use serde_json::json;

use crate::error::{Error, ErrorKind};
use crate::index::{Earlier, Keeping};
use crate::model::{ClustersReport, Observer, Relation};
use crate::pipeline::corpus::write::{Outputs, write};
use crate::pipeline::corpus::{Keep, Linkage, Method, RecordKind, write_folder};
use crate::pipeline::index::{self, Checked, Delivered, ItemsConfig, Outlet, Wishes};
use crate::render::rows::RowLayout;

use super::super::Status;
use super::super::files::Files;
use super::super::matching::{Choosing, Closing, Matching, Texts, counted, grouped};
use super::super::output::Session;
use super::super::target::Target;

/// Today's delivery against everything before.
#[derive(ClapArgs, Debug)]
#[command(next_help_heading = "Against all earlier deliveries")]
pub(crate) struct Delivering {
    /// Compare with all records that the index in DIR holds, too, and add the kept ones to it; made where there is none
    #[arg(long, value_name = "DIR")]
    pub index: Option<PathBuf>,
    /// Add all records to the index, those that repeat others included
    #[arg(long, requires = "index")]
    index_all: bool,
    /// Keep the texts in a new index
    #[arg(long, requires = "index")]
    store_text: bool,
    /// Name of the delivery, such as a date; one that the index knows is answered as the first time, and nothing is added
    #[arg(long, value_name = "NAME", requires = "index")]
    delivery: Option<String>,
    /// Write all similar pairs to FILE as CSV, the earlier record first
    #[arg(long, value_name = "FILE", requires = "index")]
    pairs: Option<PathBuf>,
}

/// Where the records of a run go.
struct Results<'a> {
    session: &'a Session,
    removed: Option<&'a PathBuf>,
    rejected: Option<&'a PathBuf>,
    pairs: Option<Target>,
    observer: &'a dyn Observer,
}

impl Outlet for Results<'_> {
    fn wants_pairs(&self) -> bool {
        self.pairs.is_some()
    }

    fn pair(&mut self, earlier: &Earlier, record: &str, relation: Relation) -> Result<(), Error> {
        let Some(out) = &mut self.pairs else { return Ok(()) };
        RowLayout::Csv
            .pair(out, &earlier.stored.id, record, relation, earlier.score)
            .map_err(|e| Error::io("the pairs", &e))
    }

    fn records(&mut self, checked: &Checked) -> Result<(), Error> {
        let target = |path: &PathBuf| Target::create(Some(path), self.session.threads());
        let mut removed = self.removed.map(target).transpose()?;
        let mut rejected = self.rejected.map(target).transpose()?;
        let outputs = Outputs {
            kept: None,
            removed: removed.as_mut().map(|t| t as &mut dyn std::io::Write),
            rejected: rejected.as_mut().map(|t| t as &mut dyn std::io::Write),
        };
        let loaded = &checked.loaded;
        match self.session.output().filter(|path| path.as_os_str() != "-" && loaded.corpus.whole_files()) {
            Some(folder) => write_folder(loaded, checked, folder, outputs, self.observer)?,
            None => {
                let mut kept = Target::create(self.session.output(), self.session.threads())?;
                if write(loaded, checked, Outputs { kept: Some(&mut kept), ..outputs }, self.observer)? {
                    kept.finish()?;
                }
            }
        }
        removed.into_iter().chain(rejected).chain(self.pairs.take()).try_for_each(Target::finish)
    }
}

impl Delivering {
    /// What is read and written besides the records.
    pub fn files(&self, files: Files) -> Files {
        files.reads(&self.index).writes("--pairs", self.pairs.as_ref())
    }

    /// Runs `dedupe --index`.
    pub fn dedupe(
        &self,
        session: &Session,
        (texts, choosing): (&Texts, &Choosing),
        (removed, rejected): (Option<&PathBuf>, Option<&PathBuf>),
    ) -> Result<Status, Error> {
        let started = Instant::now();
        let Some(folder) = self.index.clone() else {
            return Err(Error::usage("no index is named").way_out("give --index DIR"));
        };
        plain(&texts.matching, choosing)?;
        let config = texts.config(session)?;
        let keeping = if self.index_all { Keeping::All } else { Keeping::New };
        let wishes = wishes(&texts.matching, self.store_text);
        let target = index::Target { folder, wishes, keeping, name: self.delivery.clone() };
        let observer = session.observer();
        let mut pairs = self.pairs.as_ref().map(|path| Target::create(Some(path), session.threads())).transpose()?;
        if let Some(out) = &mut pairs {
            RowLayout::Csv.pairs_head(out).map_err(|e| Error::io("the pairs", &e))?;
        }
        let mut files = Results { session, removed, rejected, pairs, observer: &observer };
        let delivered = match index::dedupe(texts.compared.files(), &config, &target, &mut files, &observer) {
            // Whoever read the output has gone: the delivery is not added, as nobody has all of it.
            Err(e) if e.kind() == ErrorKind::Cancelled && !observer.cancelled() => return Ok(Status::Done),
            done => done?,
        };
        drop(observer);
        let (found, numbers) = summary(&delivered);
        let any = !delivered.checked.repeats.is_empty();
        let closing = Closing { config: &config, loaded: &delivered.checked.loaded, started, found, numbers, any };
        closing.say(session, texts.matching.report.as_ref())
    }
}

/// An index knows one way to compare.
fn plain(matching: &Matching, choosing: &Choosing) -> Result<(), Error> {
    let without =
        |option: &str| Err(Error::usage(format!("{option} can't be had with --index")).way_out("leave it out"));
    match (matching.method, choosing.linkage, choosing.keep) {
        (Some(Method::Lsh | Method::Digest), ..) => without("--method lsh or digest"),
        (_, Some(Linkage::Single), _) => without("--linkage single"),
        (.., Some(Keep::Longest | Keep::Newest | Keep::Best)) => without("--keep other than first"),
        _ => Ok(()),
    }
}

fn wishes(matching: &Matching, texts: bool) -> Wishes {
    let Matching { measure, threshold, shingle, .. } = *matching;
    Wishes { measure, threshold, shingle, texts }
}

fn summary(delivered: &Delivered) -> (String, serde_json::Value) {
    let Delivered { checked, info, again, index } = delivered;
    let readable = checked.loaded.records.len() - checked.loaded.records.count(RecordKind::Rejected);
    let (removed, kept) = (checked.repeats.len(), readable - checked.repeats.len());
    let by: Vec<(&str, usize)> =
        Relation::ALL.iter().map(|r| (r.name(), checked.count(*r))).filter(|r| r.1 > 0).collect();
    let words: Vec<String> = by.iter().map(|(name, n)| format!("{} {name}", grouped(*n as u64))).collect();
    let mut found = format!("{} kept, {} removed", grouped(kept as u64), grouped(removed as u64));
    if removed > 0 {
        found += &format!(" ({})", words.join(", "));
    }
    let known = if *again { format!("delivery {} was known; ", info.number) } else { String::new() };
    let (records, deliveries) = (counted(index.records, "record"), grouped(index.deliveries));
    let of = if index.deliveries == 1 { "delivery" } else { "deliveries" };
    found += &format!("; {known}the index holds {records} of {deliveries} {of}");
    let removed_by: serde_json::Map<_, _> = by.into_iter().map(|(name, n)| (name.to_owned(), n.into())).collect();
    let numbers = json!({
        "kept": kept, "removed": removed, "removed_by": removed_by, "delivery": info.number, "known": again, "index": index,
    });
    (found, numbers)
}

/// Items against all earlier issues.
#[derive(ClapArgs, Debug)]
#[command(next_help_heading = "Against all earlier issues")]
pub(crate) struct Seeing {
    /// Say of each item where it stood before as the index in DIR knows it, and add the issues to it; made where there is none
    #[arg(long, value_name = "DIR")]
    pub index: Option<PathBuf>,
    /// Add nothing to the index
    #[arg(long, requires = "index")]
    no_add: bool,
}

impl Seeing {
    /// Runs `clusters --index`.
    pub fn clusters(&self, session: &Session, texts: &Texts, folder: PathBuf) -> Result<ClustersReport, Error> {
        if texts.matching.method.is_some() {
            return Err(Error::usage("--method can't be had with --index").way_out("leave it out"));
        }
        let index = ItemsConfig { folder, wishes: wishes(&texts.matching, false), add: !self.no_add };
        let config = texts.items(session)?;
        index::clusters(texts.compared.files(), &config, &index, &session.observer())
    }
}
