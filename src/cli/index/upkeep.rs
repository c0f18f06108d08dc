//! `index`: what an index holds, whether it is whole, and what can be done with it.

use std::collections::HashSet;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{Args as ClapArgs, Subcommand};
use serde_json::json;

use crate::error::{Error, ErrorKind};
use crate::index::{Index, Writer};
use crate::render::known;

use super::super::Status;
use super::super::files::Files;
use super::super::matching::{counted, grouped};
use super::super::output::Session;
use super::super::target::Target;

/// Look after an index of earlier records.
#[derive(ClapArgs, Debug)]
#[command(after_help = "Example: nochmal dedupe today.jsonl --index seen -o new.jsonl && nochmal index info seen")]
pub(crate) struct Args {
    #[command(subcommand)]
    task: Task,
}

/// Which index.
#[derive(ClapArgs, Debug)]
struct Folder {
    /// The index's folder
    #[arg(value_name = "DIR", required_unless_present = "index", conflicts_with = "index")]
    folder: Option<PathBuf>,
    /// The same
    #[arg(long, value_name = "DIR", hide = true)]
    index: Option<PathBuf>,
}

impl Folder {
    fn path(&self) -> PathBuf {
        self.folder.clone().or_else(|| self.index.clone()).unwrap_or_default()
    }
}

#[derive(Subcommand, Debug)]
enum Task {
    /// Say what the index holds; with --all each delivery
    #[command(after_help = "Example: nochmal index info seen")]
    Info(Folder),
    /// Check that every part of the index is whole
    #[command(after_help = "Example: nochmal index verify seen")]
    Verify(Folder),
    /// Add all that the index B holds to the index A; nothing is compared
    #[command(after_help = "Example: nochmal index merge seen other")]
    Merge {
        /// The index that grows
        #[arg(value_name = "A")]
        into: PathBuf,
        /// The index that stays as it is
        #[arg(value_name = "B")]
        from: PathBuf,
    },
    /// Rewrite the index as one segment: questions get faster, and the order of its shingles is counted anew
    #[command(after_help = "Example: nochmal index compact seen")]
    Compact(Folder),
    /// Remove records by their names
    #[command(after_help = "Example: nochmal index remove --index seen r17 today.jsonl#4")]
    Remove {
        /// The index's folder
        #[arg(long, value_name = "DIR")]
        index: PathBuf,
        /// The records' names
        #[arg(value_name = "IDS", required_unless_present = "list")]
        ids: Vec<String>,
        /// Remove the records named in FILE, too, one a line
        #[arg(long, value_name = "FILE")]
        list: Option<PathBuf>,
    },
    /// Write all records, one JSON object a line
    #[command(after_help = "Example: nochmal index export seen > records.jsonl")]
    Export {
        #[command(flatten)]
        folder: Folder,
        /// Write the hashes of each record's shingles, too
        #[arg(long)]
        hashes: bool,
    },
}

impl Args {
    pub fn files(&self) -> Files {
        let files = Files::default();
        match &self.task {
            Task::Info(folder) | Task::Verify(folder) | Task::Compact(folder) | Task::Export { folder, .. } => {
                files.reads([folder.path()])
            }
            Task::Merge { into, from } => files.reads([into, from]),
            Task::Remove { index, list, .. } => files.reads([index]).reads(list),
        }
    }

    pub fn run(&self, session: &Session) -> Result<Status, Error> {
        let json = session.json("index")?;
        match &self.task {
            Task::Info(folder) => info(session, &Index::open(&folder.path())?, json),
            Task::Verify(folder) => verify(session, folder),
            Task::Merge { into, from } => {
                let mut writer = Writer::open(into, None)?;
                let other = Index::open(from)?;
                writer.merge(&other)?;
                let (new, all) = (other.info()?.records, writer.index().info()?.records);
                say(
                    session,
                    format!("{} holds {}, {} of them new", into.display(), counted(all, "record"), grouped(new)),
                )
            }
            Task::Compact(folder) => {
                let mut writer = Writer::open(&folder.path(), None)?;
                let before = writer.index().info()?.segments;
                writer.compact(&session.observer())?;
                let after = writer.index().info()?.segments;
                say(session, format!("{}: {before} segments before, {after} now", folder.path().display()))
            }
            Task::Remove { index, ids, list } => remove(session, index, ids, list.as_ref()),
            Task::Export { folder, hashes } => export(session, &Index::open(&folder.path())?, *hashes),
        }
    }
}

fn say(session: &Session, sentence: String) -> Result<Status, Error> {
    session.write(|out| writeln!(out, "{}", crate::render::safe::terminal(&sentence)))?;
    Ok(Status::Done)
}

fn info(session: &Session, index: &Index, json: bool) -> Result<Status, Error> {
    if session.all() {
        session.list(&index.deliveries()?, json, known::delivery)?;
    } else {
        session.list(&[index.info()?], json, known::info)?;
    }
    Ok(Status::Done)
}

fn verify(session: &Session, folder: &Folder) -> Result<Status, Error> {
    let wrong = Index::verify(&folder.path(), &session.observer())?;
    let Some((last, others)) = wrong.split_last() else {
        return say(session, format!("{} is whole", folder.path().display()));
    };
    // Each is named; the last one ends the run.
    others.iter().for_each(super::super::output::complain);
    Err(last.clone())
}

fn remove(session: &Session, index: &Path, ids: &[String], list: Option<&PathBuf>) -> Result<Status, Error> {
    let mut names: HashSet<String> = ids.iter().cloned().collect();
    if let Some(path) = list {
        let text = std::fs::read_to_string(path).map_err(|e| Error::io(path.display().to_string(), &e))?;
        names.extend(text.lines().filter(|line| !line.is_empty()).map(str::to_owned));
    }
    let (removed, unknown) = Writer::open(index, None)?.remove(&names, &session.observer())?;
    let nobody = |name: &String| {
        Error::new(ErrorKind::Record, format!("no record is named {name:?}"))
            .in_source(index.display().to_string())
            .way_out("`nochmal index export` lists the names")
    };
    let problems: Vec<Error> = unknown.iter().map(nobody).collect();
    session.complain_all(&problems)?;
    say(session, format!("{} removed from {}", counted(removed, "record"), index.display()))?;
    Ok(session.status(&problems, false))
}

fn export(session: &Session, index: &Index, hashes: bool) -> Result<Status, Error> {
    let mut out = BufWriter::new(Target::create(session.output(), session.threads())?);
    let failed = |e: std::io::Error| Error::io("the export", &e);
    let done = index.each(|record, set, text| {
        let mut line = json!(record);
        if hashes {
            line["hashes"] = set.iter().map(|hash| format!("{hash:016x}")).collect();
        }
        if let Some(text) = text {
            line["text"] = text.into();
        }
        writeln!(out, "{line}").map_err(|e| match e.kind() {
            std::io::ErrorKind::BrokenPipe => Error::cancelled(),
            _ => failed(e),
        })
    });
    match done {
        // A closed pipe ends quietly.
        Err(e) if e.kind() == ErrorKind::Cancelled => return Ok(Status::Done),
        done => done?,
    }
    out.into_inner().map_err(|e| failed(e.into_error()))?.finish()?;
    Ok(Status::Done)
}
