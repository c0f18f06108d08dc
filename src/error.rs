//! One error for the whole crate: what is wrong, where it stands, and the way out.
//!
//! [`Error`] is one word wide, so `Result<T>` stays cheap. Its `Display` is one sentence that names the
//! source, the record, line or byte, and, where there is one, the way out.

use std::fmt;

/// The crate's result.
pub type Result<T> = std::result::Result<T, Error>;

/// What kind of trouble an [`Error`] is; decides the command's exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ErrorKind {
    /// Arguments or configuration that can't be used.
    Usage,
    /// A whole input that can't be used: missing, binary, not the text it claims to be.
    Input,
    /// One record of an input that can't be used; the others can.
    Record,
    /// Files of a folder that hold no text: worth a word, and no failure.
    PassedOver,
    /// A limit that guards against hostile input was reached.
    Limit,
    /// An index or a store that is damaged, locked or of another version.
    Store,
    /// Reading or writing failed in the operating system.
    Io,
    /// The caller asked to stop.
    Cancelled,
}

/// Where in the input an [`Error`] stands. Everything but the source may be unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// The input as the user named it: a path, `-`, or `box.mbox#3`.
    pub source: String,
    /// Number of the record in the source, from 1.
    pub record: Option<u64>,
    /// Number of the line in the source, from 1.
    pub line: Option<u64>,
    /// Offset of the byte in the source, from 0.
    pub byte: Option<u64>,
}

#[derive(Clone, Debug)]
struct Inner {
    kind: ErrorKind,
    at: Position,
    what: String,
    way_out: Option<String>,
}

/// What went wrong, where, and what to do about it.
#[derive(Clone, Debug)]
pub struct Error(Box<Inner>);

impl Error {
    /// An error of `kind`; `what` is a clause without a full stop.
    pub fn new(kind: ErrorKind, what: impl Into<String>) -> Self {
        Error(Box::new(Inner { kind, at: Position::default(), what: what.into(), way_out: None }))
    }

    /// Arguments that can't be used.
    pub fn usage(what: impl Into<String>) -> Self {
        Self::new(ErrorKind::Usage, what)
    }

    /// An input that can't be used.
    pub fn input(source: impl Into<String>, what: impl Into<String>) -> Self {
        Self::new(ErrorKind::Input, what).in_source(source)
    }

    /// A record that can't be used.
    pub fn record(source: impl Into<String>, what: impl Into<String>) -> Self {
        Self::new(ErrorKind::Record, what).in_source(source)
    }

    /// A failed read or write of `source`.
    pub fn io(source: impl Into<String>, why: &std::io::Error) -> Self {
        let what = match why.kind() {
            std::io::ErrorKind::NotFound => "no such file or folder".to_owned(),
            std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
            std::io::ErrorKind::IsADirectory => "is a folder, not a file".to_owned(),
            std::io::ErrorKind::NotADirectory => "is a file, not a folder, or lies in one".to_owned(),
            std::io::ErrorKind::AlreadyExists => "is there already".to_owned(),
            // The system's number tells a reader nothing.
            _ => why.to_string().split(" (os error").next().unwrap_or_default().to_owned(),
        };
        Self::new(ErrorKind::Io, what).in_source(source)
    }

    /// The caller asked to stop.
    pub fn cancelled() -> Self {
        Self::new(ErrorKind::Cancelled, "stopped before the end")
    }

    /// The same error, standing in `source`.
    #[must_use]
    pub fn in_source(mut self, source: impl Into<String>) -> Self {
        self.0.at.source = source.into();
        self
    }

    /// The same error, at record `n` (from 1).
    #[must_use]
    pub fn at_record(mut self, n: u64) -> Self {
        self.0.at.record = Some(n);
        self
    }

    /// The same error, at line `n` (from 1).
    #[must_use]
    pub fn at_line(mut self, n: u64) -> Self {
        self.0.at.line = Some(n);
        self
    }

    /// The same error, at byte `n` (from 0).
    #[must_use]
    pub fn at_byte(mut self, n: u64) -> Self {
        self.0.at.byte = Some(n);
        self
    }

    /// The same error with a way out, a clause such as "read it with --encoding windows-1252".
    #[must_use]
    pub fn way_out(mut self, hint: impl Into<String>) -> Self {
        self.0.way_out = Some(hint.into());
        self
    }

    /// What kind of trouble it is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether something could not be used that was meant to be.
    pub fn is_failure(&self) -> bool {
        self.kind() != ErrorKind::PassedOver
    }

    /// Where it stands.
    pub fn position(&self) -> &Position {
        &self.0.at
    }

    /// What is wrong, without position and way out.
    pub fn what(&self) -> &str {
        &self.0.what
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { at, what, way_out, .. } = &*self.0;
        if !at.source.is_empty() {
            let name = if at.source == "-" { "standard input" } else { &at.source };
            write!(f, "{}", printable(name))?;
            if let Some(line) = at.line {
                write!(f, ":{line}")?;
            } else if let Some(record) = at.record {
                write!(f, ", record {record}")?;
            }
            if let Some(byte) = at.byte {
                write!(f, ", byte {byte}")?;
            }
            f.write_str(": ")?;
        }
        write!(f, "{}", printable(what))?;
        if let Some(way_out) = way_out {
            write!(f, "; {way_out}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

/// `text` without control characters: file names and messages can carry escape sequences.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_where_what_and_the_way_out() {
        let e = Error::record("a.jsonl", "not a JSON object").at_record(3).at_line(4).way_out("mend the line");
        assert_eq!(e.to_string(), "a.jsonl:4: not a JSON object; mend the line");
        assert_eq!(Error::input("-", "is empty").to_string(), "standard input: is empty");
        assert_eq!(Error::record("x.parquet", "broken").at_record(7).to_string(), "x.parquet, record 7: broken");
    }

    #[test]
    fn is_one_word_wide_and_prints_no_control_characters() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
        assert!(!Error::input("a\u{1b}[31m", "b\nc").to_string().contains(['\u{1b}', '\n']));
    }
}
