use std::io::Write;
use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

use crate::error::{Error, ErrorKind};
use crate::model::Date;
use crate::pipeline::history;
use crate::render::history as show;
use crate::store::{Outcome, Store};

use super::Status;
use super::files::Files;
use super::inputs::{Comparing, Reading};
use super::output::Session;

/// Follow stories over many issues, in a store that grows issue by issue.
#[derive(ClapArgs, Debug)]
#[command(after_help = "Example: nochmal track add newsletters/ && nochmal track stories")]
pub(crate) struct Args {
    /// The store, one SQLite file
    #[arg(long, global = true, value_name = "FILE", default_value = "nochmal.db")]
    store: PathBuf,
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand, Debug)]
enum Task {
    /// Add issues, in any order; one that is known changes nothing
    #[command(after_help = "Example: nochmal track add may/*.txt")]
    Add {
        /// Files or folders
        #[arg(value_name = "FILES", required = true)]
        files: Vec<String>,
        /// Let an issue take the place of what is known of the same file and day (a corrected one)
        #[arg(long)]
        replace: bool,
        #[command(flatten)]
        reading: Reading,
    },
    /// List all stories, those that came up most often first
    #[command(after_help = "Example: nochmal track stories")]
    Stories,
    /// Tell one story: appearances, edits between them, facts over time, gaps, sources
    #[command(after_help = "Example: nochmal track story 7")]
    Story {
        /// Its number
        #[arg(value_name = "ID")]
        id: i64,
    },
    /// Show the issues of a day, each item with its story
    #[command(after_help = "Example: nochmal track issue 2026-05-04")]
    Issue {
        /// The day, YYYY-MM-DD
        #[arg(value_name = "DATE")]
        date: Date,
    },
    /// Find items by words; all must occur
    #[command(after_help = "Example: nochmal track search digitalpakt")]
    Search {
        /// The words
        #[arg(value_name = "WORDS", required = true)]
        words: Vec<String>,
        /// Show this many at most
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
    },
    /// List the stories that turned out to be one
    #[command(after_help = "Example: nochmal track log")]
    Log,
    /// Write one page for a browser: all stories, their timeline, what was edited, which tell on others
    #[command(after_help = "Example: nochmal track report --output stories.html")]
    Report {
        /// Only stories that came up on this day or later, YYYY-MM-DD
        #[arg(long, value_name = "DATE")]
        since: Option<Date>,
    },
    /// Write all items with their stories, one JSON object a line
    #[command(after_help = "Example: nochmal track export > stories.jsonl")]
    Export,
    /// Check that the store is whole
    #[command(after_help = "Example: nochmal track verify")]
    Verify,
}

impl Args {
    pub fn files(&self, session: &Session) -> Files {
        let files = Files::default().reads([&self.store]);
        match &self.task {
            Task::Add { files: issues, reading, .. } => files.reads(issues).reading(reading, session),
            _ => files,
        }
    }

    pub fn run(&self, session: &Session) -> Result<Status, Error> {
        if let Task::Report { since } = &self.task {
            return self.report(session, *since);
        }
        let json = session.json("track")?;
        if let Task::Add { files, replace, reading } = &self.task {
            return self.add(session, files, *replace, reading);
        }
        let store = Store::read(&self.store)?;
        let found = match &self.task {
            Task::Add { .. } | Task::Report { .. } => false,
            Task::Stories => session.list(&store.stories()?, json, show::line)?,
            Task::Story { id } => session.list(&[history::story(&store, *id)?], json, show::story)?,
            Task::Issue { date } => session.list(&store.issue(*date)?, json, show::item)?,
            Task::Search { words, limit } => {
                session.list(&store.search(&words.join(" "), *limit)?, json, show::item)?
            }
            Task::Log => session.list(&store.log()?, json, show::log)?,
            Task::Export => session.list(&store.export()?, true, show::item)?,
            Task::Verify => return self.verify(&store, session),
        };
        Ok(session.status(&[], found))
    }

    fn add(&self, session: &Session, files: &[String], replace: bool, reading: &Reading) -> Result<Status, Error> {
        let config = session.config.pipeline(reading, &Comparing::default())?;
        // Each line is written when its issue is on disk; whoever reads them can rely on that.
        let mut told = |source: &str, outcome: Outcome| {
            let what = match outcome {
                Outcome::Added => "added",
                Outcome::Known => "known",
                Outcome::Replaced => "replaced",
                Outcome::Differs => return,
            };
            let mut out = std::io::stdout().lock();
            // A closed pipe is no reason to stop adding.
            let _ = writeln!(out, "{what} {}", crate::render::safe::terminal(source));
            let _ = out.flush();
        };
        let added = history::add(&self.store, files, &config, replace, &session.observer(), &mut told)?;
        session.complain_all(&added.problems)?;
        Ok(session.status(&added.problems, !added.new.is_empty()))
    }

    /// Always a page: `text` is what --format says where nobody gave it.
    fn report(&self, session: &Session, since: Option<Date>) -> Result<Status, Error> {
        if !["html", "text"].contains(&session.format()) {
            return Err(Error::usage("track report writes HTML").way_out("track export writes JSON lines"));
        }
        let name = self.store.display().to_string();
        let report = history::report(&Store::read(&self.store)?, &name, since, &session.observer())?;
        session.write(|out| show::page(&report, out))?;
        Ok(session.status(&[], !report.stories.is_empty()))
    }

    fn verify(&self, store: &Store, session: &Session) -> Result<Status, Error> {
        let wrong = store.verify()?;
        if let Some(first) = wrong.first() {
            let what = format!(
                "is damaged: {first}{}",
                if wrong.len() > 1 { format!(" (and {} more)", wrong.len() - 1) } else { String::new() }
            );
            return Err(Error::new(ErrorKind::Store, what)
                .in_source(self.store.display().to_string())
                .way_out("restore a copy"));
        }
        session.write(|out| writeln!(out, "{} is whole", self.store.display()))?;
        Ok(Status::Done)
    }
}
