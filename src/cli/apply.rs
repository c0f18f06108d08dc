use std::io::Read;

use clap::Args as ClapArgs;

use crate::error::Error;
use crate::track::patch;

use super::Status;
use super::files::Files;
use super::output::Session;

/// Make the new issue from the old one and a patch, byte for byte; or the old one from the new one.
///
/// `nochmal diff OLD NEW --format patch` writes the patch.
#[derive(ClapArgs, Debug)]
#[command(after_help = "Example: nochmal apply january.txt january-february.patch > february.txt")]
pub(crate) struct Args {
    /// The issue that the patch was made from; with --reverse the one it leads to
    #[arg(value_name = "ISSUE")]
    issue: String,
    /// The patch, or - for standard input
    #[arg(value_name = "PATCH")]
    patch: String,
    /// Make the old issue from the new one
    #[arg(short, long)]
    reverse: bool,
}

impl Args {
    pub fn files(&self) -> Files {
        Files::default().reads([&self.issue, &self.patch])
    }

    pub fn run(&self, session: &Session) -> Result<Status, Error> {
        let base = bytes(&self.issue)?;
        let patch = String::from_utf8(bytes(&self.patch)?)
            .map_err(|_| Error::input(&self.patch, "is no patch: it is not UTF-8 text"))?;
        let made = if self.reverse { patch::revert(&patch, &base) } else { patch::apply(&patch, &base) };
        let made = made.map_err(|e| e.in_source(&self.patch))?;
        session.write(|out| out.write_all(&made))?;
        Ok(Status::Done)
    }
}

/// All bytes of a file or, for `-`, of standard input.
pub(super) fn bytes(name: &str) -> Result<Vec<u8>, Error> {
    let mut all = Vec::new();
    let read = match name {
        "-" => std::io::stdin().lock().read_to_end(&mut all).map(|_| all),
        path => std::fs::read(path),
    };
    read.map_err(|e| Error::io(name, &e))
}
