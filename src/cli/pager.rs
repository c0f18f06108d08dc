//! Long results on a terminal go through a pager, as git's do.

use std::io::{self, BufWriter, Write};
use std::process::{Child, Command, Stdio};

/// A pager that waits for text.
pub(crate) struct Pager(Child);

impl Pager {
    /// Starts `$NOCHMAL_PAGER`, else `$PAGER`, else `less`. `None` where that is empty or `cat`, or can't be started.
    pub fn start() -> Option<Pager> {
        let set = |name| std::env::var(name).ok();
        let command = set("NOCHMAL_PAGER").or_else(|| set("PAGER")).unwrap_or_else(|| "less".to_owned());
        let mut words = command.split_whitespace();
        let program = words.next().filter(|program| *program != "cat")?;
        let mut pager = Command::new(program);
        pager.args(words).stdin(Stdio::piped());
        if set("LESS").is_none() {
            // What fits the screen is just shown, colours are kept, and the text stays when it ends.
            pager.env("LESS", "FRX");
        }
        pager.spawn().ok().map(Pager)
    }

    /// Shows what `fill` writes, and waits until it was read. A reader who quits early ends the writing quietly.
    pub fn show(mut self, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let written = match self.0.stdin.take() {
            Some(stdin) => {
                let mut out = BufWriter::new(stdin);
                fill(&mut out).and_then(|()| out.flush())
            }
            None => Ok(()),
        };
        self.0.wait()?;
        match written {
            Err(e) if e.kind() != io::ErrorKind::BrokenPipe => Err(e),
            _ => Ok(()),
        }
    }
}
