use clap::Args as ClapArgs;

use crate::error::Error;
use crate::model::Report;
use crate::pipeline;

use super::Status;
use super::files::Files;
use super::inputs::{Comparing, Inputs};
use super::output::{Session, Show};

/// Split issues into items.
///
/// Reads newsletters, feeds, mails and records, and prints one item after the other with its topic, title, date, place,
/// link and text.
#[derive(ClapArgs, Debug)]
#[command(after_help = "Example: nochmal items newsletters/ --format jsonl > items.jsonl")]
pub(crate) struct Args {
    #[command(flatten)]
    inputs: Inputs,
    /// Show each document with its borders and the reason for each
    #[arg(long)]
    explain: bool,
    /// Show the doubtful items, the least certain first; with --all the certain ones behind them
    #[arg(long, conflicts_with = "explain")]
    review: bool,
}

impl Args {
    pub fn files(&self, session: &Session) -> Files {
        Files::default().inputs(&self.inputs, session)
    }

    pub fn run(&self, session: &Session) -> Result<Status, Error> {
        let config = session.config.pipeline(&self.inputs.reading, &Comparing::default())?;
        let report = pipeline::items(&self.inputs.files, &config, self.explain, &session.observer())?;
        let show = Show { explain: self.explain, review: self.review, ..Show::default() };
        session.finish(&Report::Items(report), show, false)
    }
}
