use clap::Args as ClapArgs;

use crate::error::Error;
use crate::model::Report;
use crate::pipeline;

use super::Status;
use super::inputs::{Comparing, Inputs};
use super::output::{Session, Show};

/// List pairs of items that belong together.
///
/// Each pair has a relation (identical, edited, excerpt, follow-up), a score and its reasons.
#[derive(ClapArgs, Debug)]
#[command(after_help = "Example: nochmal pairs newsletters/ --format csv > pairs.csv")]
pub(crate) struct Args {
    #[command(flatten)]
    inputs: Inputs,
    #[command(flatten)]
    comparing: Comparing,
}

impl Args {
    pub fn run(&self, session: &Session) -> Result<Status, Error> {
        let config = session.config.pipeline(&self.inputs.reading, &self.comparing)?;
        let report = pipeline::pairs(&self.inputs.files, &config, &session.observer())?;
        let found = !report.pairs.is_empty();
        session.finish(&Report::Pairs(report), Show::default(), found)
    }
}
