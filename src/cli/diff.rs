use clap::Args as ClapArgs;

use crate::error::Error;
use crate::model::{Fate, Report};
use crate::pipeline;
use crate::track::patch;

use super::Status;
use super::apply::bytes;
use super::inputs::{Comparing, Reading};
use super::output::{Session, Show};

/// Show what changed from one issue to the next.
///
/// Compares items, not lines: unchanged, edited (with word marks), moved, split, merged, added, removed. Folders stand
/// for all issues in them.
#[derive(ClapArgs, Debug)]
#[command(after_help = "Example: nochmal diff january.txt february.txt")]
pub(crate) struct Args {
    /// The older issue: a file, or a folder of issues
    #[arg(value_name = "OLD")]
    old: String,
    /// The newer issue
    #[arg(value_name = "NEW")]
    new: String,
    /// Show old and new text beside each other
    #[arg(long)]
    side_by_side: bool,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    comparing: Comparing,
}

impl Args {
    pub fn run(&self, session: &Session) -> Result<Status, Error> {
        if session.format() == "patch" {
            return self.patch(session);
        }
        let config = session.config.pipeline(&self.reading, &self.comparing)?;
        let report = pipeline::diff(&self.old, &self.new, &config, &session.observer())?;
        let found = report.diff.changes.iter().any(|c| c.fate != Fate::Unchanged);
        let show = Show { side_by_side: self.side_by_side, ..Show::default() };
        session.finish(&Report::Diff(report), show, found)
    }
    /// A patch is about the two files' bytes, whatever stands in them.
    fn patch(&self, session: &Session) -> Result<Status, Error> {
        let (old, new) = (bytes(&self.old)?, bytes(&self.new)?);
        session.write(|out| out.write_all(patch::make(&old, &new).as_bytes()))?;
        Ok(session.status(false, old != new))
    }
}
