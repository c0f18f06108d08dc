//! Where results and words go: standard output or a file for results, standard error for everything else.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind};
use crate::model::Report;
use crate::render::{self, Style};

use super::Status;
use super::config::Config;
use super::globals::{Globals, When};
use super::pager::Pager;
use super::progress::Bar;
use super::target::Target;

/// The settings of one run, and the threads it may use.
pub(crate) struct Session {
    /// The settings file's content.
    pub config: Config,
    /// Memory to stay within, in bytes.
    pub memory: Option<u64>,
    format: String,
    output: Option<PathBuf>,
    color: When,
    progress: When,
    strict: bool,
    exit_code: bool,
    all: bool,
    pager: bool,
    pool: rayon::ThreadPool,
}

/// Extra wishes of one command for how its report is shown.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Show {
    pub explain: bool,
    pub review: bool,
    pub side_by_side: bool,
}

impl Session {
    /// Reads the settings file and sets up threads and output.
    pub fn new(globals: &Globals) -> Result<Session, Error> {
        if globals.threads == Some(0) {
            return Err(Error::usage("--threads 0 leaves nobody to do the work").way_out("give 1 or more"));
        }
        let config = Config::load(globals.config.as_deref())?;
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(globals.threads.unwrap_or(0))
            .build()
            .map_err(|e| Error::new(ErrorKind::Io, format!("can't start threads: {e}")))?;
        Ok(Session {
            config,
            memory: globals.memory,
            format: globals.format.clone(),
            output: globals.output.clone(),
            color: globals.color,
            progress: globals.progress,
            strict: globals.strict,
            exit_code: globals.exit_code,
            all: globals.all,
            pager: !globals.no_pager,
            pool,
        })
    }

    /// Runs a command on this session's threads.
    pub fn run<T: Send>(&self, work: impl FnOnce(&Session) -> T + Send) -> T {
        self.pool.install(|| work(self))
    }

    /// Shows progress on a terminal while `work` runs; Ctrl-C stops it between two batches.
    pub fn observer(&self) -> Bar {
        let watched = match self.progress {
            When::Auto => io::stderr().is_terminal(),
            When::Always => true,
            When::Never => false,
        };
        Bar::new(watched)
    }

    /// Names each problem on standard error; with `--strict` the first one ends the run.
    pub fn complain_all(&self, problems: &[Error]) -> Result<(), Error> {
        if self.strict
            && let Some(first) = problems.iter().find(|problem| problem.is_failure())
        {
            return Err(first.clone());
        }
        problems.iter().for_each(complain);
        Ok(())
    }

    /// Writes `report` and gives the exit status; `found`: duplicates or changes are in it.
    pub fn finish(&self, report: &Report, show: Show, found: bool) -> Result<Status, Error> {
        self.complain_all(report.problems())?;
        let layout = render::layout(&self.format).ok_or_else(|| unknown_layout(&self.format, report))?;
        if !(layout.takes)(report) {
            return Err(unknown_layout(&self.format, report));
        }
        let style = self.style(show);
        self.write(|out| (layout.write)(report, &style, out))?;
        Ok(self.status(report.problems(), found))
    }

    /// The exit status of a run that ended.
    pub fn status(&self, problems: &[Error], found: bool) -> Status {
        match (problems.iter().any(Error::is_failure), found && self.exit_code) {
            (true, _) => Status::Partly,
            (false, true) => Status::Found,
            (false, false) => Status::Done,
        }
    }

    /// Whether to show what is usually only counted.
    pub fn all(&self) -> bool {
        self.all
    }

    /// The file asked for with `--output`.
    pub fn output(&self) -> Option<&Path> {
        self.output.as_deref()
    }

    /// Number of threads.
    pub fn threads(&self) -> usize {
        self.pool.current_num_threads()
    }

    /// One sentence on standard error that is no complaint.
    pub fn say(&self, sentence: &str) {
        // Nobody is left to tell when standard error is closed.
        let _ = writeln!(io::stderr(), "nochmal: {sentence}");
    }

    /// The layout asked for with `--format`.
    pub fn format(&self) -> &str {
        &self.format
    }

    /// Whether a command that lists things one by one is to write JSON lines.
    pub fn json(&self, command: &str) -> Result<bool, Error> {
        match self.format() {
            "jsonl" => Ok(true),
            "text" => Ok(false),
            other => {
                let what = format!("{command} has no layout {other}");
                Err(Error::usage(what).way_out("take --format text or --format jsonl"))
            }
        }
    }

    /// Writes a list, an element a line of JSON or as `text` shows it; whether there was any.
    pub fn list<T: serde::Serialize>(
        &self,
        all: &[T],
        json: bool,
        text: fn(&T, &mut dyn Write) -> std::io::Result<()>,
    ) -> Result<bool, Error> {
        self.write(|out| {
            for one in all {
                if json {
                    serde_json::to_writer(&mut *out, one)?;
                    writeln!(out)?;
                } else {
                    text(one, out)?;
                }
            }
            Ok(())
        })?;
        Ok(!all.is_empty())
    }

    fn style(&self, show: Show) -> Style {
        let terminal = self.output.is_none() && io::stdout().is_terminal();
        let color = match self.color {
            When::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()),
            When::Always => true,
            When::Never => false,
        };
        // Who reads a pipe or a file wants whole texts.
        let asked = terminal_size::terminal_size().map_or(100, |(w, _)| usize::from(w.0));
        let width = if terminal { asked.max(40) } else { usize::MAX };
        let Show { explain, review, side_by_side } = show;
        Style { color, width, all: self.all, explain, review, side_by_side }
    }

    /// Writes a result to where it belongs: a terminal through a pager. A file appears whole or not at all; a closed
    /// pipe ends quietly.
    pub fn write(&self, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Error> {
        if self.pager
            && self.output.is_none()
            && io::stdout().is_terminal()
            && let Some(pager) = Pager::start()
        {
            return pager.show(fill).map_err(|e| Error::io("the pager", &e));
        }
        let mut target = Target::create(self.output.as_deref(), self.threads())?;
        let name = self.output.as_ref().map_or("standard output".to_owned(), |path| path.display().to_string());
        match fill(&mut target) {
            Err(e) if self.output.is_none() && e.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            Err(e) => Err(Error::io(name, &e)),
            Ok(()) => target.finish(),
        }
    }
}

fn unknown_layout(name: &str, report: &Report) -> Error {
    let names: Vec<&str> = render::LAYOUTS.iter().filter(|l| (l.takes)(report)).map(|l| l.name).collect();
    Error::usage(format!("--format {name} is not to be had here")).way_out(format!("take one of {}", names.join(", ")))
}

/// One sentence on standard error.
pub(crate) fn complain(error: &Error) {
    // Nobody is left to tell when standard error is closed.
    let _ = writeln!(io::stderr(), "nochmal: {error}");
}
