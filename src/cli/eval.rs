use std::path::PathBuf;

use clap::Args as ClapArgs;

use crate::error::Error;
use crate::evaluate::Options;
use crate::model::Report;
use crate::pipeline::{self, Gold};

use super::Status;
use super::files::Files;
use super::inputs::{Comparing, Inputs};
use super::output::{Session, Show};

/// Measure what is found against your own labels, and choose a threshold with open eyes.
///
/// Labels are pairs (columns a and b; a column label, same or relation says more) or groups (columns item_id and cluster_id, or
/// the field named with --label-field), as CSV or JSONL; or a field of the records themselves. Ids are those that `nochmal items`
/// prints. Intervals are of 95 %, from samples of whole islands of connected items.
#[derive(ClapArgs, Debug)]
#[command(after_help = "Examples:\n  nochmal eval teasers.jsonl --label-field story\n  \
nochmal eval newsletters/ --gold pairs.csv --format html --output eval.html")]
pub(crate) struct Args {
    #[command(flatten)]
    inputs: Inputs,
    #[command(flatten)]
    comparing: Comparing,
    #[command(flatten)]
    measuring: Measuring,
}

/// What to hold the answer against.
#[derive(ClapArgs, Debug)]
#[command(next_help_heading = "Measuring")]
struct Measuring {
    /// Labels: pairs or groups, CSV or JSONL
    #[arg(long, value_name = "FILE")]
    gold: Option<PathBuf>,
    /// Field that holds the label; without --gold a field of the records themselves, hidden from comparison
    #[arg(long, value_name = "NAME", required_unless_present = "gold")]
    label_field: Option<String>,
    /// Score follow-ups instead of what is the same
    #[arg(long)]
    follow_ups: bool,
    /// Count identical texts as the same whatever their labels say
    #[arg(long)]
    trust_identical: bool,
    /// Count only pairs within one input and between neighbouring ones
    #[arg(long)]
    neighbours: bool,
    /// Misses and false links to show
    #[arg(long, value_name = "N", default_value_t = Options::default().cases)]
    worst: usize,
    /// Samples behind the intervals
    #[arg(long, value_name = "N", default_value_t = Options::default().samples)]
    samples: usize,
    /// Seed of the samples
    #[arg(long, value_name = "N", default_value_t = Options::default().seed)]
    seed: u64,
}

impl Args {
    pub fn files(&self, session: &Session) -> Files {
        Files::default().inputs(&self.inputs, session).comparing(&self.comparing, session).reads(&self.measuring.gold)
    }

    pub fn run(&self, session: &Session) -> Result<Status, Error> {
        let config = session.config.pipeline(&self.inputs.reading, &self.comparing)?;
        let Measuring { gold, label_field, follow_ups, trust_identical, neighbours, worst, samples, seed } =
            &self.measuring;
        let gold = match (gold, label_field) {
            (Some(path), field) => {
                let source = path.display().to_string();
                let text = std::fs::read_to_string(path).map_err(|e| Error::io(&source, &e))?;
                Gold::File { text, source, field: field.clone() }
            }
            (None, field) => Gold::Field(field.clone().unwrap_or_default()),
        };
        let options = Options {
            follow_ups: *follow_ups,
            trust_identical: *trust_identical,
            neighbours: *neighbours,
            cases: *worst,
            samples: *samples,
            seed: *seed,
            candidates: session.all(),
        };
        let report = pipeline::evaluate(&self.inputs.files, &gold, &config, &options, &session.observer())?;
        session.finish(&Report::Evaluation(Box::new(report)), Show::default(), false)
    }
}
