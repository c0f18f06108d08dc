use clap::Args as ClapArgs;

use crate::error::Error;
use crate::model::Report;
use crate::pipeline;

use super::Status;
use super::files::Files;
use super::inputs::Compared;
use super::output::{Session, Show};

/// Give one item per cluster, each field with its source.
///
/// Each field is chosen by a rule (longest, earliest, …) and names the item it came from; the losers stay as variants.
#[derive(ClapArgs, Debug)]
#[command(after_help = "Example: nochmal canonical newsletters/ --format jsonl > canonical.jsonl")]
pub(crate) struct Args {
    #[command(flatten)]
    compared: Compared,
}

impl Args {
    pub fn files(&self, session: &Session) -> Files {
        Files::default().compared(&self.compared, session)
    }

    pub fn run(&self, session: &Session) -> Result<Status, Error> {
        let config = session.config.compared(&self.compared)?;
        let report = pipeline::canonical(self.compared.files(), &config, &session.observer())?;
        let found = report.canonicals.iter().any(|c| c.sources.len() > 1);
        session.finish(&Report::Canonical(report), Show::default(), found)
    }
}
