use super::{BINARY, Options, Raw, Sink, csv, feed, html, jsonfeed, jsonl, mail, markdown, mbox, text};
use crate::error::{Error, Result};
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

/// All formats; where nothing else decides, the first wins.
pub static READERS: &[Reader] = &[
    Reader {
        name: "text",
        format: Format::Text,
        about: "plain text",
        extensions: &["txt", "text"],
        sniff: |_| Fit::Possible,
        read: text::read,
    },
    Reader {
        name: "markdown",
        format: Format::Markdown,
        about: "Markdown (CommonMark), with front matter and inline HTML",
        extensions: &["md", "markdown", "mdown"],
        sniff: markdown::sniff,
        read: markdown::read,
    },
    Reader {
        name: "html",
        format: Format::Html,
        about: "HTML, pages as well as the HTML of mails",
        extensions: &["html", "htm", "xhtml"],
        sniff: html::sniff,
        read: html::read,
    },
    Reader {
        name: "mail",
        format: Format::Mail,
        about: "one mail (RFC 5322, MIME): its HTML or else its text",
        extensions: &["eml"],
        sniff: mail::sniff,
        read: mail::read,
    },
    Reader {
        name: "mbox",
        format: Format::Mbox,
        about: "a mailbox, one issue a message",
        extensions: &["mbox", "mbx"],
        sniff: mbox::sniff,
        read: mbox::read,
    },
    Reader {
        name: "feed",
        format: Format::Feed,
        about: "RSS 2.0, RSS 1.0 or Atom, one item an entry",
        extensions: &["rss", "atom", "xml", "rdf"],
        sniff: feed::sniff,
        read: feed::read,
    },
    Reader {
        name: "jsonfeed",
        format: Format::JsonFeed,
        about: "JSON Feed, one item an entry",
        extensions: &["json"],
        sniff: jsonfeed::sniff,
        read: jsonfeed::read,
    },
    Reader {
        name: "jsonl",
        format: Format::Jsonl,
        about: "JSON Lines: one object a line, one item each",
        extensions: &["jsonl", "ndjson"],
        sniff: jsonl::sniff,
        read: jsonl::read,
    },
    Reader {
        name: "csv",
        format: Format::Csv,
        about: "comma- or semicolon-separated values with a header, one item a row",
        extensions: &["csv"],
        sniff: csv::sniff_csv,
        read: csv::read_csv,
    },
    Reader {
        name: "tsv",
        format: Format::Tsv,
        about: "tab-separated values with a header, one item a row",
        extensions: &["tsv", "tab"],
        sniff: csv::sniff_tsv,
        read: csv::read_tsv,
    },
];

/// Bytes of an input that sniffing looks at.
pub(super) const HEAD: usize = 64 << 10;

/// The reader called `name`, as `--from` gives it.
pub fn reader_named(name: &str) -> Option<&'static Reader> {
    READERS.iter().find(|r| r.name == name)
}

/// The reader for `raw`: the forced one, else the best fit, the extension breaking ties, then the table's order.
pub(super) fn choose(raw: &Raw, options: &Options) -> Result<&'static Reader> {
    if let Some(format) = options.from {
        let forced = READERS.iter().find(|r| r.format == format);
        return forced.ok_or_else(|| Error::usage(format!("{format:?} can't be read by this build")));
    }
    let head = &raw.bytes[..raw.bytes.len().min(HEAD)];
    if let Some(what) = binary(head, options) {
        return Err(Error::input(&raw.source, what).way_out("give a text, or force a format with --from"));
    }
    let decoded = decoded_head(head);
    let head = decoded.as_deref().map_or(head, str::as_bytes);
    let extension = extension(&raw.source);
    let rank = |r: &Reader| ((r.sniff)(head), r.extensions.contains(&extension.as_str()));
    let mut best = &READERS[0];
    for reader in &READERS[1..] {
        if rank(reader) > rank(best) {
            best = reader;
        }
    }
    Ok(best)
}

/// The head as UTF-8 where it begins with the byte order mark of UTF-16.
fn decoded_head(head: &[u8]) -> Option<String> {
    let (encoding, _) = encoding_rs::Encoding::for_bom(head)?;
    Some(encoding.decode_with_bom_removal(head).0.into_owned())
}

/// The extension of `source` in lower case, that of a packing left out.
fn extension(source: &str) -> String {
    let name = source.rsplit(['/', '\\']).next().unwrap_or(source).to_ascii_lowercase();
    let name = name.trim_end_matches(".gz").trim_end_matches(".zst").trim_end_matches(".zstd");
    name.rsplit_once('.').map_or_else(String::new, |(_, extension)| extension.to_owned())
}

/// First bytes of formats that people drop among texts.
const MAGIC: [(&[u8], &str); 8] = [
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "ZIP, Office document"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\xd0\xcf\x11\xe0", "Outlook or old Office document"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
];

/// What kind of binary file this is, if it is one: a known signature, or a NUL byte in what claims to be no UTF-16.
fn binary(head: &[u8], options: &Options) -> Option<String> {
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Some(format!("{BINARY} ({kind})"));
    }
    let wide = options.encoding.is_some()
        || encoding_rs::Encoding::for_bom(head).is_some_and(|(e, _)| e != encoding_rs::UTF_8);
    (!wide && memchr::memchr(0, head).is_some()).then(|| BINARY.to_owned())
}
