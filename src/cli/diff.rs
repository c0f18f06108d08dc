use clap::Args as ClapArgs;

use crate::error::Error;
use crate::model::{Fate, Report};
use crate::pipeline;
use crate::track::patch;

use super::Status;
use super::apply::bytes;
use super::files::Files;
use super::inputs::{Comparing, Reading};
use super::output::{Session, Show};

/// Show what changed from one issue to the next.
///
/// Compares items, not lines: unchanged, edited (with word marks), moved, split, merged, added, removed. Two folders are
/// compared issue by issue: files of the same name, else one after the other. One folder, or three issues and more, are a
/// series: each is compared with the one before it, in order of dates, else of numbers, else of names.
#[derive(ClapArgs, Debug)]
#[command(
    after_help = "Examples:\n  nochmal diff january.txt february.txt\n  nochmal diff 2026/*.txt --format html --output year.html"
)]
pub(crate) struct Args {
    /// The older and the newer issue, or two folders of issues, or a series of issues
    #[arg(value_name = "OLD NEW", required = true)]
    issues: Vec<String>,
    /// Show old and new text beside each other
    #[arg(long)]
    side_by_side: bool,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    comparing: Comparing,
}

impl Args {
    pub fn files(&self, session: &Session) -> Files {
        Files::default().reads(&self.issues).reading(&self.reading, session).comparing(&self.comparing, session)
    }

    pub fn run(&self, session: &Session) -> Result<Status, Error> {
        if self.side_by_side && session.format() != "text" {
            let way_out = "it is for --format text; a page of --format html shows both";
            return Err(Error::usage("--side-by-side changes nothing here").way_out(way_out));
        }
        if session.format() == "patch" {
            return self.patch(session);
        }
        let config = session.config.pipeline(&self.reading, &self.comparing)?;
        let report = pipeline::diff(&self.issues, &config, &session.observer())?;
        let found = report.steps.iter().flat_map(|s| &s.diff.changes).any(|c| c.fate != Fate::Unchanged);
        let show = Show { side_by_side: self.side_by_side, ..Show::default() };
        session.finish(&Report::Diff(report), show, found)
    }

    /// A patch is about the two files' bytes, whatever stands in them.
    fn patch(&self, session: &Session) -> Result<Status, Error> {
        let [old, new] = &self.issues[..] else {
            return Err(Error::usage("a patch leads from one file to another").way_out("name two"));
        };
        let (old, new) = (bytes(old)?, bytes(new)?);
        session.write(|out| out.write_all(patch::make(&old, &new).as_bytes()))?;
        Ok(session.status(&[], old != new))
    }
}
