use crate::error::{Error, ErrorKind};

/// Where reading stops, so that hostile input can't take all memory. Every limit ends in an error that names it.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of one input after unpacking. 512 MiB: far above any issue, and such an input is held in memory whole.
    pub bytes: u64,
    /// Unpacked bytes per packed byte, counted from the first 64 MiB on. 1,000: text packs 3 to 30 times, copies of one text
    /// some hundred times; the best that gzip can do is 1,032.
    pub expansion: u64,
    /// Compressions around each other (a .gz in a .gz). 4: one is usual, two happen.
    pub layers: usize,
    /// Lines of one document. 4 million: a line takes up to about 500 bytes of memory beside its text.
    pub lines: usize,
    /// Open elements of an HTML document; deeper ones are read as if they were not nested. 512, as in browsers.
    pub html_depth: usize,
    /// Parts of one mail, nested ones included. 500: a mail with a hundred attachments stays well below.
    pub mail_parts: usize,
    /// Bytes of one line of JSON or row of a table. 64 MiB: longer ones are files that lost their line ends.
    pub record: usize,
    /// Records, feed entries or messages of one input. 10 million: each takes some hundred bytes beside its text.
    pub records: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            bytes: 512 << 20,
            expansion: 1_000,
            layers: 4,
            lines: 4_000_000,
            html_depth: 512,
            mail_parts: 500,
            record: 64 << 20,
            records: 10_000_000,
        }
    }
}

/// The error for a reached limit: "more than 512 MiB of text (limit: bytes)".
pub(crate) fn reached(source: &str, limit: &str, what: String) -> Error {
    Error::new(ErrorKind::Limit, format!("{what} (limit \"{limit}\")")).in_source(source).way_out("split the input")
}

/// `n` bytes as people write them.
pub(crate) fn size(n: u64) -> String {
    match n {
        n if n >= 1 << 20 => format!("{} MiB", n >> 20),
        n if n >= 1 << 10 => format!("{} KiB", n >> 10),
        n => format!("{n} bytes"),
    }
}
