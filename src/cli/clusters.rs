use clap::Args as ClapArgs;

use crate::error::Error;
use crate::model::Report;
use crate::pipeline;

use super::Status;
use super::inputs::{Comparing, Inputs};
use super::output::{Session, Show};

/// Show which items recur, where, when, and what differs.
///
/// A cluster holds the items that are identical, edited or cut from one another. Follow-ups link clusters to stories.
#[derive(ClapArgs, Debug)]
#[command(after_help = "Example: nochmal clusters newsletters/2025-*.txt")]
pub(crate) struct Args {
    #[command(flatten)]
    inputs: Inputs,
    #[command(flatten)]
    comparing: Comparing,
}

impl Args {
    pub fn run(&self, session: &Session) -> Result<Status, Error> {
        let config = session.config.pipeline(&self.inputs.reading, &self.comparing)?;
        let report = pipeline::clusters(&self.inputs.files, &config, &session.observer())?;
        let found = !report.clusters.is_empty();
        session.finish(&Report::Clusters(report), Show::default(), found)
    }
}
