use clap::Args as ClapArgs;

use crate::error::Error;
use crate::model::Report;
use crate::pipeline;

use super::Status;
use super::files::Files;
use super::inputs::Compared;
use super::output::{Session, Show};

/// Explain why two items belong together, or don't.
///
/// A and B are ids as `nochmal items` prints them; the files they stand in follow.
#[derive(ClapArgs, Debug)]
#[command(after_help = "Example: nochmal explain 003#13 001#3 newsletters/")]
pub(crate) struct Args {
    /// Id of one item
    #[arg(value_name = "A")]
    a: String,
    /// Id of the other item
    #[arg(value_name = "B")]
    b: String,
    #[command(flatten)]
    compared: Compared,
}

impl Args {
    pub fn files(&self, session: &Session) -> Files {
        Files::default().compared(&self.compared, session)
    }

    pub fn run(&self, session: &Session) -> Result<Status, Error> {
        let config = session.config.compared(&self.compared)?;
        let report = pipeline::explain(self.compared.files(), &self.a, &self.b, &config, &session.observer())?;
        let found = report.verdict.relation.is_some();
        session.finish(&Report::Explain(Box::new(report)), Show::default(), found)
    }
}
