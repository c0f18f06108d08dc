use std::io::Write;
use std::path::Path;

use clap::{Args as ClapArgs, ValueEnum};

use crate::error::Error;
use crate::pipeline;

use super::Status;
use super::config::read_if_there;
use super::files::Files;
use super::inputs::{Comparing, Inputs};
use super::output::Session;
use super::target::Target;

/// Decide once for all that two items are the same, or that they aren't.
///
/// Writes one line into the decisions file (--decisions, else the settings' `decisions`, else nochmal.decisions in this folder),
/// which every comparison reads. A decision holds for the two texts wherever they turn up again, whatever their ids and files.
#[derive(ClapArgs, Debug)]
#[command(after_help = "Example: nochmal decide different 003#13 001#3 newsletters/")]
pub(crate) struct Args {
    /// What they are
    #[arg(value_name = "same|different", hide_possible_values = true)]
    verdict: Verdict,
    /// Id of one item
    #[arg(value_name = "A")]
    a: String,
    /// Id of the other item
    #[arg(value_name = "B")]
    b: String,
    #[command(flatten)]
    inputs: Inputs,
    #[command(flatten)]
    comparing: Comparing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Verdict {
    Same,
    Different,
}

impl Args {
    pub fn files(&self, session: &Session) -> Files {
        Files::default()
            .inputs(&self.inputs, session)
            .writes("--decisions", Some(session.config.decisions_file(&self.comparing)))
    }

    pub fn run(&self, session: &Session) -> Result<Status, Error> {
        let file = session.config.decisions_file(&self.comparing);
        let text = read_if_there(&file)?.unwrap_or_default();
        // What was decided before must not stand in the way of deciding anew.
        let config = session.config.reading(&self.inputs.reading)?;
        let ids = (self.a.as_str(), self.b.as_str());
        let same = self.verdict == Verdict::Same;
        let decided = pipeline::decide(&self.inputs.files, ids, same, (&text, &file), &config, &session.observer())?;
        session.complain_all(&decided.problems)?;
        let mut target = Target::create(Some(Path::new(&file)), 1)?;
        target.write_all(decided.text.as_bytes()).map_err(|e| Error::io(&file, &e))?;
        target.finish()?;
        let name = |same| if same { "the same" } else { "different" };
        let before = match decided.replaced {
            Some(before) if before != same => format!("; before they were {}", name(before)),
            Some(_) => "; that was decided before".to_owned(),
            None => String::new(),
        };
        session.say(&format!("{} and {} are {} ({file}){before}", self.a, self.b, name(same)));
        Ok(session.status(&decided.problems, false))
    }
}
