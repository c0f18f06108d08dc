use super::reader::{Fit, HEAD, Reader};
use super::{Options, Raw, csv, feed, html, json, jsonfeed, jsonl, mail, markdown, mbox, text};
use crate::error::Error;
use crate::model::Format;

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
        name: "json",
        format: Format::Json,
        about: "one JSON array of objects, one item each",
        extensions: &["json"],
        sniff: json::sniff,
        read: json::read,
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
    #[cfg(feature = "parquet")]
    Reader {
        name: "parquet",
        format: Format::Parquet,
        about: "Apache Parquet, one item a row",
        extensions: &["parquet", "pq"],
        sniff: super::parquet::sniff,
        read: super::parquet::read,
    },
];

/// The reader called `name`, as `--from` gives it.
pub fn reader_named(name: &str) -> Option<&'static Reader> {
    READERS.iter().find(|r| r.name == name)
}

/// Why there is no reader for an input.
pub(super) enum Unreadable {
    /// There is nothing in it.
    Empty,
    /// It is no text; the kind of file where it is known.
    Binary(&'static str),
    /// The format that was asked for is not in this build.
    Usage(Error),
}

impl Unreadable {
    /// What it is instead, in a word.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Unreadable::Empty => "empty",
            Unreadable::Binary(kind) if !kind.is_empty() => kind,
            _ => "binary",
        }
    }
}

/// The reader for `raw`: the forced one, else the best fit, the extension breaking ties, then the table's order.
pub(super) fn choose(raw: &Raw, options: &Options) -> std::result::Result<&'static Reader, Unreadable> {
    if raw.bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Unreadable::Empty);
    }
    if let Some(format) = options.from {
        let unknown = || Unreadable::Usage(Error::usage(format!("this build reads no {format:?}")));
        return READERS.iter().find(|r| r.format == format).ok_or_else(unknown);
    }
    let head = &raw.bytes[..raw.bytes.len().min(HEAD)];
    let decoded = decoded_head(head);
    let visible = decoded.as_deref().map_or(head, str::as_bytes);
    let extension = extension(&raw.source);
    let rank = |r: &Reader| ((r.sniff)(visible), r.extensions.contains(&extension.as_str()));
    let mut best = (&READERS[0], rank(&READERS[0]));
    for reader in &READERS[1..] {
        let rank = rank(reader);
        if rank > best.1 {
            best = (reader, rank);
        }
    }
    match binary(head, options) {
        Some(kind) if best.1.0 < Fit::Certain => Err(Unreadable::Binary(kind)),
        _ => Ok(best.0),
    }
}

/// The head as UTF-8 where it begins with the byte order mark of UTF-16.
fn decoded_head(head: &[u8]) -> Option<String> {
    let (encoding, _) = encoding_rs::Encoding::for_bom(head)?;
    Some(encoding.decode_with_bom_removal(head).0.into_owned())
}

/// The extension of `source` in lower case, that of a packing left out.
pub(super) fn extension(source: &str) -> String {
    let name = source.rsplit(['/', '\\']).next().unwrap_or(source).to_ascii_lowercase();
    let name = name.trim_end_matches(".gz").trim_end_matches(".zst").trim_end_matches(".zstd");
    name.rsplit_once('.').map_or_else(String::new, |(_, extension)| extension.to_owned())
}

/// First bytes of formats that people drop among texts.
const MAGIC: [(&[u8], &str); 9] = [
    (b"PAR1", "Parquet"),
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "ZIP or Office document"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\xd0\xcf\x11\xe0", "Outlook or old Office document"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
];

/// What kind of binary file this is, if it is one: a known signature, or a NUL byte in what claims to be no UTF-16.
pub(super) fn binary(head: &[u8], options: &Options) -> Option<&'static str> {
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Some(kind);
    }
    let wide = options.encoding.is_some()
        || encoding_rs::Encoding::for_bom(head).is_some_and(|(e, _)| e != encoding_rs::UTF_8);
    (!wide && memchr::memchr(0, head).is_some()).then_some("")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;
    use crate::model::{Content, Document};
    use crate::read::read_bytes;

    /// The fixtures of `reader`, one for each of its formats' faces.
    fn fixtures(reader: &Reader) -> Vec<(String, Vec<u8>)> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/formats");
        let mut found: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| {
                path.file_name().is_some_and(|n| n.to_string_lossy().starts_with(&format!("{}.", reader.name)))
            })
            .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap()))
            .collect();
        found.sort();
        found
    }

    fn filled(document: &Document) -> bool {
        match &document.content {
            Content::Lines(lines) => lines.len() > 3,
            Content::Entries(entries) => entries.len() > 1 && entries.iter().all(|e| e.get("title").is_some()),
        }
    }

    #[test]
    fn every_format_has_a_name_a_description_and_a_fixture_that_it_knows() {
        let names: BTreeSet<_> = READERS.iter().map(|r| r.name).collect();
        assert_eq!(names.len(), READERS.len(), "names are unique");
        for reader in READERS {
            assert!(!reader.about.is_empty() && !reader.about.contains('\n'), "{}", reader.name);
            assert!(reader_named(reader.name).is_some_and(|r| r.format == reader.format));
            let fixtures = fixtures(reader);
            assert!(!fixtures.is_empty(), "{} has no fixture", reader.name);
            for (name, bytes) in fixtures {
                let (documents, errors) = read_bytes(&name, bytes, &Options::default());
                assert!(errors.is_empty(), "{name}: {errors:?}");
                assert!(!documents.is_empty() && documents.iter().all(filled), "{name}");
                assert!(documents.iter().all(|d| d.format == reader.format), "{name}");
            }
        }
    }

    #[test]
    fn content_goes_before_the_extension() {
        for reader in READERS.iter().filter(|r| !matches!(r.format, Format::Text | Format::Markdown | Format::Csv)) {
            for (name, bytes) in fixtures(reader) {
                let (documents, _) = read_bytes("renamed.txt", bytes, &Options::default());
                assert!(documents.iter().all(|d| d.format == reader.format), "{name}");
            }
        }
    }

    #[test]
    fn extensions_break_ties() {
        let format = |name: &str| read_bytes(name, b"eins, zwei".to_vec(), &Options::default()).0[0].format;
        assert_eq!(format("a"), Format::Text);
        assert_eq!(format("a.MD"), Format::Markdown);
        assert_eq!(format("a.csv.gz"), Format::Csv);
        assert_eq!(format("a.csv/b"), Format::Text);
    }
}
