//! Shell completions and the manual page, made from the command line itself.

use clap::Args;

use crate::error::Error;

use super::Status;
use super::output::Session;

/// Print completions for a shell.
#[derive(Args, Debug)]
#[command(after_help = "Example: nochmal completions bash > ~/.local/share/bash-completion/completions/nochmal")]
pub(crate) struct Completions {
    /// The shell
    shell: clap_complete::Shell,
}

impl Completions {
    pub fn run(&self, session: &Session, mut command: clap::Command) -> Result<Status, Error> {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut command, "nochmal", &mut text);
        session.write(|out| out.write_all(&text))?;
        Ok(Status::Done)
    }
}

/// Print the manual page of the program or of one of its commands.
#[derive(Args, Debug)]
#[command(after_help = "Example: nochmal man clusters | man -l -")]
pub(crate) struct Man {
    /// A command's page instead of the program's, such as `clusters` or `track add`
    command: Vec<String>,
    /// List the commands that have a page
    #[arg(long, conflicts_with = "command")]
    list: bool,
}

impl Man {
    pub fn run(&self, session: &Session, mut command: clap::Command) -> Result<Status, Error> {
        if self.list {
            let listed = |c: &&clap::Command| !c.is_hide_set() && c.get_name() != "help";
            let names: Vec<String> =
                command.get_subcommands().filter(listed).map(|c| c.get_name().to_owned()).collect();
            session.write(|out| names.iter().try_for_each(|name| writeln!(out, "{name}")))?;
            return Ok(Status::Done);
        }
        // Hands the common options and the full names down.
        command.build();
        let mut page = &command;
        for name in &self.command {
            let unknown = || Error::usage(format!("there is no command {name}")).way_out("see nochmal --help");
            page = page.find_subcommand(name).ok_or_else(unknown)?;
        }
        let mut text = Vec::new();
        clap_mangen::Man::new(page.clone()).render(&mut text).map_err(|e| Error::io("the manual page", &e))?;
        // What clap shows below the options are examples, and a manual page has a place for them.
        let text = String::from_utf8_lossy(&text).replace("\n.SH EXTRA\n", "\n.SH EXAMPLES\n");
        session.write(|out| out.write_all(text.as_bytes()))?;
        Ok(Status::Done)
    }
}
