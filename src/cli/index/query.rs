//! `query`: which known records are similar.

use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;

use crate::error::Error;
use crate::model::KnownMatch;
use crate::pipeline::corpus::Config;
use crate::pipeline::index::{Question, query};
use crate::read::READERS;
use crate::read::corpus::{Options, Wishes};
use crate::render::known;

use super::super::Status;
use super::super::files::Files;
use super::super::inputs::{Comparing, Reading, score};
use super::super::matching::by_lines;
use super::super::output::Session;

/// Ask an index which records are similar to a text, or to the records of files.
///
/// All records that reach the threshold are found, the most similar first.
#[derive(ClapArgs, Debug)]
#[command(after_help = "Examples:\n  nochmal query --index seen \"Der Stadtrat hat den Haushalt beschlossen\"\n  \
nochmal query --index seen today.jsonl --format jsonl")]
pub(crate) struct Args {
    /// A text, or files of records
    #[arg(value_name = "TEXT|FILE", required = true)]
    asked: Vec<String>,
    /// The index's folder
    #[arg(long, value_name = "DIR")]
    index: PathBuf,
    /// From which score on: the index's own threshold or above
    #[arg(long, value_name = "SCORE", value_parser = score)]
    threshold: Option<f64>,
    /// Show this many for each record at most
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// Field that holds the text; several are joined [default: topic, title and body, as recognised]
    #[arg(long, value_name = "NAME")]
    text_field: Vec<String>,
    /// Field that holds the record's name [default: id, as recognised]
    #[arg(long, value_name = "NAME")]
    id_field: Option<String>,
    #[command(flatten)]
    reading: Reading,
}

impl Args {
    pub fn files(&self, session: &Session) -> Files {
        Files::default().reads(&self.asked).reads([&self.index]).reading(&self.reading, session)
    }

    pub fn run(&self, session: &Session) -> Result<Status, Error> {
        let json = session.json("query")?;
        let read = session.config.pipeline(&self.reading, &Comparing::default())?;
        let (text, id) = (self.text_field.clone(), self.id_field.clone());
        let encoding = read.read.encoding.as_deref().map(by_lines).transpose()?;
        let required = [&text[..], id.as_slice()].concat();
        let wishes = Wishes { text, id, required, renamed: read.read.fields, ignored: read.compare.ignore, encoding };
        let config =
            Config { read: Options { from: read.read.from, wishes, limits: read.read.limits }, ..Config::new()? };
        // What is no file is a text; several arguments must be files, so that a mistyped name is not searched for.
        let question = match self.asked.as_slice() {
            [one] if one != "-" && !Path::new(one).exists() && !like_a_path(one) => Question::Text(one),
            files => Question::Files(files),
        };
        let answer = query(&self.index, question, &config, (self.threshold, self.limit), &session.observer())?;
        session.complain_all(&answer.problems)?;
        if answer.matches.is_empty() {
            session.say("the index knows nothing similar");
        }
        session.list(&answer.matches, json, known::found as fn(&KnownMatch, &mut dyn std::io::Write) -> _)?;
        Ok(session.status(&answer.problems, !answer.matches.is_empty()))
    }
}

/// Whether a question is rather the name of a file: one word with a separator, or an extension that a format has.
fn like_a_path(asked: &str) -> bool {
    let one_word = !asked.contains(char::is_whitespace);
    let extension = Path::new(asked).extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let known = ["gz", "zst"].contains(&extension) || READERS.iter().any(|r| r.extensions.contains(&extension));
    known || one_word && (asked.contains(['/', '\\']))
}
