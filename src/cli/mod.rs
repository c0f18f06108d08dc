//! The command line: arguments → pipeline configuration → layout; progress and exit status. No logic.
//!
//! One file a command. A new command is one file, one variant of `Command` and one line in `Command::run`.

mod apply;
mod bench;
mod canonical;
mod clusters;
mod config;
mod decide;
mod dedupe;
mod diff;
mod eval;
mod explain;
mod files;
mod generate;
mod globals;
#[cfg(feature = "index")]
mod index;
mod inputs;
mod items;
mod matching;
mod output;
mod pager;
mod pairs;
mod profile;
mod progress;
mod target;
#[cfg(feature = "track")]
mod track;

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use crate::error::{Error, ErrorKind};
use files::Files;
use globals::Globals;
use output::Session;

/// How a command ended; see the exit status in the manual page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// Done.
    Done = 0,
    /// Done, and with `--exit-code`: duplicates or changes were found.
    Found = 1,
    /// Arguments or input that can't be used.
    Unusable = 2,
    /// Done, but some records or inputs could not be read.
    Partly = 3,
}

#[derive(Parser)]
#[command(name = "nochmal", version, about, long_about = LONG, after_help = EXIT, disable_help_flag = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    globals: Globals,
}

const LONG: &str = "Finds what has been said before.\n\nReads newsletters (text, Markdown, HTML, mail, feeds) and corpora \
(JSONL, CSV, Parquet, folders), splits issues into items, and finds those that repeat: word for word, edited, cut \
short, or told on. Complete and exact, and every answer shows its reason.";

const EXIT: &str = "Example: nochmal clusters newsletters/\n\nExit status: 0 done; 1 with --exit-code when duplicates or changes were found; 2 unusable arguments \
or input; 3 done, but some records could not be read (each is named on standard error).";

#[derive(Subcommand)]
enum Command {
    /// Split issues into items
    Items(items::Args),
    /// List pairs of items that belong together
    Pairs(pairs::Args),
    /// Show which items recur, where, when, and what differs
    Clusters(clusters::Args),
    /// Drop records that repeat others
    Dedupe(dedupe::Args),
    /// Give one item per cluster, each field with its source
    Canonical(canonical::Args),
    /// Show what changed from one issue to the next
    Diff(diff::Args),
    /// Explain why two items belong together, or don't
    Explain(explain::Args),
    /// Decide for all runs that two items are the same, or not
    Decide(decide::Args),
    /// Measure what is found against labels
    Eval(eval::Args),
    /// Make the new issue from the old one and a patch
    Apply(apply::Args),
    /// Write down what is usual in one newsletter
    Profile(profile::Args),
    /// Follow stories over many issues
    #[cfg(feature = "track")]
    Track(track::Args),
    /// Measure whole runs beside their floor
    Bench(bench::Args),
    /// Ask an index which known records are similar
    #[cfg(feature = "index")]
    Query(index::Query),
    /// Look after an index of earlier records
    #[cfg(feature = "index")]
    Index(index::Upkeep),
    /// Print shell completions
    #[command(hide = true)]
    Completions(generate::Completions),
    /// Print the manual page
    #[command(hide = true)]
    Man(generate::Man),
}

impl Command {
    /// What the command reads and writes.
    fn files(&self, session: &Session) -> Files {
        match self {
            Command::Items(args) => args.files(session),
            Command::Pairs(args) => args.files(session),
            Command::Clusters(args) => args.files(session),
            Command::Dedupe(args) => args.files(session),
            Command::Canonical(args) => args.files(session),
            Command::Diff(args) => args.files(session),
            Command::Explain(args) => args.files(session),
            Command::Decide(args) => args.files(session),
            Command::Eval(args) => args.files(session),
            Command::Apply(args) => args.files(),
            Command::Profile(args) => args.files(session),
            #[cfg(feature = "track")]
            Command::Track(args) => args.files(session),
            Command::Bench(args) => args.files(),
            #[cfg(feature = "index")]
            Command::Query(args) => args.files(session),
            #[cfg(feature = "index")]
            Command::Index(args) => args.files(),
            Command::Completions(_) | Command::Man(_) => Files::default(),
        }
    }

    fn run(&self, session: &Session) -> Result<Status, Error> {
        match self {
            Command::Items(args) => args.run(session),
            Command::Pairs(args) => args.run(session),
            Command::Clusters(args) => args.run(session),
            Command::Dedupe(args) => args.run(session),
            Command::Canonical(args) => args.run(session),
            Command::Diff(args) => args.run(session),
            Command::Explain(args) => args.run(session),
            Command::Decide(args) => args.run(session),
            Command::Eval(args) => args.run(session),
            Command::Apply(args) => args.run(session),
            Command::Profile(args) => args.run(session),
            #[cfg(feature = "track")]
            Command::Track(args) => args.run(session),
            Command::Bench(args) => args.run(session),
            #[cfg(feature = "index")]
            Command::Query(args) => args.run(session),
            #[cfg(feature = "index")]
            Command::Index(args) => args.run(session),
            Command::Completions(args) => args.run(session, Cli::command()),
            Command::Man(args) => args.run(session, Cli::command()),
        }
    }
}

/// Panics of decoders that are caught and told as errors are not told twice.
fn quiet_decoders() {
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !crate::read::catches_panics() {
            tell(panic);
        }
    }));
}

/// Runs the command with `args` (the program's name first) and gives its exit status.
pub fn run(args: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(e) => {
            // A closed pipe behind --help is no failure.
            let _ = e.print();
            return ExitCode::from(if e.use_stderr() { Status::Unusable as u8 } else { Status::Done as u8 });
        }
    };
    quiet_decoders();
    let status = output::Session::new(&cli.globals).and_then(|session| {
        let settings = cli.globals.config.as_deref().unwrap_or(Path::new(config::SETTINGS));
        cli.command.files(&session).reads([settings]).writes("--output", session.output()).check()?;
        session.run(|session| cli.command.run(session))
    });
    match status {
        Ok(status) => ExitCode::from(status as u8),
        Err(e) if e.kind() == ErrorKind::Cancelled => ExitCode::from(130),
        Err(e) => {
            output::complain(&e);
            ExitCode::from(Status::Unusable as u8)
        }
    }
}
