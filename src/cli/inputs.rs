use clap::Args;

use crate::error::Error;
use crate::read;

/// What to read, and as what.
#[derive(Args, Debug)]
pub(crate) struct Inputs {
    /// Files, folders, or - for standard input
    #[arg(value_name = "FILES", required = true)]
    pub files: Vec<String>,
    #[command(flatten)]
    pub reading: Reading,
}

/// How inputs are read.
#[derive(Args, Debug)]
#[command(next_help_heading = "Reading")]
pub(crate) struct Reading {
    /// Read all inputs as this format instead of looking at their content
    #[arg(long, value_name = "FORMAT")]
    pub from: Option<String>,
    /// Take OURS from the field THEIRS of a record, such as title=headline
    #[arg(long = "field", value_name = "OURS=THEIRS", value_parser = pair)]
    pub fields: Vec<(String, String)>,
    /// Character encoding of inputs that are not UTF-8, such as windows-1252
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// What is usual in this newsletter, as `nochmal profile learn` writes it; never needed
    #[arg(long, value_name = "FILE")]
    pub profile: Option<String>,
}

/// How items are compared.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Comparing")]
pub(crate) struct Comparing {
    /// Hide a field from every comparison
    #[arg(long = "ignore-field", value_name = "NAME")]
    pub ignore: Vec<String>,
    /// From which score on items are the same, above 0 up to 1 [default: as the model has it, see `nochmal eval`]
    #[arg(long, value_name = "SCORE", value_parser = score)]
    pub min_score: Option<f64>,
    /// What was decided before [default: nochmal.decisions in this folder, if there is one]
    #[arg(long, value_name = "FILE")]
    pub decisions: Option<String>,
}

/// A score on the command line.
pub(crate) fn score(text: &str) -> Result<f64, String> {
    let score = text.parse::<f64>().ok().filter(|score| *score > 0.0 && *score <= 1.0);
    score.ok_or_else(|| "give a score above 0 up to 1, with a point, such as 0.4".to_owned())
}

/// Items that are compared with each other: what nearly every command takes.
#[derive(Args, Debug)]
pub(crate) struct Compared {
    #[command(flatten)]
    pub inputs: Inputs,
    #[command(flatten)]
    pub comparing: Comparing,
}

impl Compared {
    /// The inputs, as they were named.
    pub fn files(&self) -> &[String] {
        &self.inputs.files
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((ours, theirs)) if !ours.is_empty() && !theirs.is_empty() => Ok((ours.to_owned(), theirs.to_owned())),
        _ => Err("write OURS=THEIRS, such as title=headline".to_owned()),
    }
}

impl Reading {
    /// The library's reading options.
    pub fn options(&self) -> Result<read::Options, Error> {
        let from = match &self.from {
            None => None,
            Some(name) => Some(read::reader_named(name).ok_or_else(|| unknown(name))?.format),
        };
        let required = self.fields.iter().map(|(_, theirs)| theirs.clone()).collect();
        Ok(read::Options {
            from,
            fields: self.fields.clone(),
            required,
            encoding: self.encoding.clone(),
            ..Default::default()
        })
    }
}

fn unknown(name: &str) -> Error {
    let names: Vec<&str> = read::READERS.iter().map(|r| r.name).collect();
    Error::usage(format!("--from {name} is no format")).way_out(format!("take one of {}", names.join(", ")))
}
