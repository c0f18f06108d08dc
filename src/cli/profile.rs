use clap::{Args as ClapArgs, Subcommand};

use crate::error::Error;
use crate::pipeline;

use super::Status;
use super::files::Files;
use super::inputs::{Comparing, Inputs};
use super::output::Session;

/// Write down what is usual in one newsletter.
///
/// A profile is a small TOML file: its section headings, its closers, the lines that belong to no item, the sign that
/// begins its titles, the form of its dates. `--profile FILE` then adds weight to them. Nothing needs one.
#[derive(ClapArgs, Debug)]
#[command(after_help = "Example: nochmal profile learn letters/2026-*.txt -o letters.toml\n         \
nochmal items letters/ --profile letters.toml")]
pub(crate) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Learn a profile from issues that nochmal divides well (see `nochmal items --review`)
    Learn(Learn),
}

#[derive(ClapArgs, Debug)]
struct Learn {
    #[command(flatten)]
    inputs: Inputs,
}

impl Args {
    pub fn files(&self, session: &Session) -> Files {
        let Action::Learn(Learn { inputs }) = &self.action;
        Files::default().inputs(inputs, session)
    }

    pub fn run(&self, session: &Session) -> Result<Status, Error> {
        let Action::Learn(Learn { inputs }) = &self.action;
        let config = session.config.pipeline(&inputs.reading, &Comparing::default())?;
        let (profile, problems) = pipeline::learn_profile(&inputs.files, &config, &session.observer())?;
        session.complain_all(&problems)?;
        session.write(|out| out.write_all(profile.to_toml().as_bytes()))?;
        Ok(session.status(&problems, false))
    }
}
