//! What every reader is: how well it fits the bytes it is given, and how it reads them.

use super::{Options, Raw, Sink};
use crate::error::Result;
use crate::model::Format;

/// How well bytes fit a format, the better the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// They can't be it.
    No,
    /// Nothing speaks against it; the extension may decide.
    Possible,
    /// Something typical of it is there.
    Likely,
    /// It says so itself.
    Certain,
}

/// One input format.
pub struct Reader {
    /// The name for `--from`.
    pub name: &'static str,
    /// What its documents are marked as.
    pub format: Format,
    /// One line for people.
    pub about: &'static str,
    /// Extensions in lower case that break ties.
    pub extensions: &'static [&'static str],
    /// How well the first bytes of an input (at most [`HEAD`]) fit.
    pub(super) sniff: fn(&[u8]) -> Fit,
    /// Reads the whole input into the sink.
    pub(super) read: fn(Raw, &Options, &mut Sink) -> Result<()>,
}

/// Bytes of an input that sniffing looks at.
pub(super) const HEAD: usize = 64 << 10;
