//! Bytes → text: byte order mark, then the encoding asked for or declared, else UTF-8.

use encoding_rs::{Encoding, UTF_8};

use super::{Options, Raw};
use crate::error::{Error, Result};

/// The text of `raw`. `declared` is the encoding its format states inside, if any.
///
/// Valid UTF-8 is kept byte for byte, a byte order mark included, so that spans are offsets into the file; it also wins over
/// a declaration or an option that says otherwise, for words that happen to be valid UTF-8 beyond ASCII hardly ever are anything else.
///
/// # Errors
/// An unknown label, or bytes that the encoding doesn't have: for UTF-8 with line and byte.
pub(super) fn decode(raw: Raw, declared: Option<&str>, options: &Options) -> Result<(String, String)> {
    let Raw { source, bytes } = raw;
    let wanted = match &options.encoding {
        Some(label) => Some(named(label)?),
        None => match Encoding::for_bom(&bytes) {
            Some((marked, _)) => Some(marked),
            None => declared.and_then(|d| Encoding::for_label(d.as_bytes())).map(Encoding::output_encoding),
        },
    };
    let text = match wanted {
        Some(encoding) if encoding != UTF_8 && !plainly_utf8(&bytes, encoding) => {
            let (text, _, broken) = encoding.decode(&bytes);
            if broken {
                return Err(Error::input(source, format!("is not valid {}", encoding.name()))
                    .way_out("name another --encoding"));
            }
            text.into_owned()
        }
        _ => String::from_utf8(bytes).map_err(|e| not_utf8(&source, e.as_bytes(), e.utf8_error().valid_up_to()))?,
    };
    Ok((source, text))
}

/// The encoding with the WHATWG label `label`.
///
/// # Errors
/// An unknown label.
pub fn named(label: &str) -> Result<&'static Encoding> {
    Encoding::for_label(label.as_bytes())
        .ok_or_else(|| Error::usage(format!("unknown encoding {label:?}")).way_out("use a name such as windows-1252"))
}

/// True for UTF-8 with non-ASCII characters in it, unless a byte order mark says that it is something else.
pub(super) fn plainly_utf8(bytes: &[u8], declared: &'static Encoding) -> bool {
    !bytes.is_ascii()
        && Encoding::for_bom(bytes).is_none_or(|(e, _)| e != declared)
        && std::str::from_utf8(bytes).is_ok()
}

fn not_utf8(source: &str, bytes: &[u8], at: usize) -> Error {
    let line = 1 + memchr::memchr_iter(b'\n', &bytes[..at]).count() as u64;
    Error::input(source, "is not valid UTF-8")
        .at_line(line)
        .at_byte(at as u64)
        .way_out("read it with --encoding windows-1252")
}

/// `<meta charset=…>` or `<meta http-equiv=… content="…; charset=…">` in the first bytes, as browsers look for it, or
/// the encoding of an XML declaration.
pub(super) fn declared(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let xml = || {
        head.trim_start()
            .strip_prefix("<?xml")?
            .split_once("?>")
            .map(|(declaration, _)| declaration.split_once("encoding"))?
    };
    let meta = || head.split("<meta").skip(1).find_map(|m| m.split('>').next()?.split_once("charset"));
    let (_, value) = xml().or_else(meta)?;
    let value = value.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let label: String = value.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_:.".contains(*c)).collect();
    (!label.is_empty()).then_some(label)
}

/// The start of the text: how many bytes a byte order mark takes.
pub(super) fn mark_len(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8], declared: Option<&str>, encoding: Option<&str>) -> Result<String> {
        let options = Options { encoding: encoding.map(str::to_owned), ..Options::default() };
        decode(Raw { source: "a".into(), bytes: bytes.to_vec() }, declared, &options).map(|(_, text)| text)
    }

    #[test]
    fn goes_by_utf8_then_mark_then_wish_then_declaration() {
        assert_eq!(text(b"M\xfcll", Some("iso-8859-1"), None).unwrap(), "Müll");
        assert_eq!(text(b"M\xfcll", None, Some("windows-1252")).unwrap(), "Müll");
        assert_eq!(text("Müll".as_bytes(), Some("iso-8859-1"), None).unwrap(), "Müll");
        assert_eq!(text("Müll".as_bytes(), None, Some("windows-1252")).unwrap(), "Müll", "for what is not UTF-8");
        assert_eq!(text(b"\xff\xfeM\0\xfc\0", None, None).unwrap(), "Mü");
        assert_eq!(text(b"\xef\xbb\xbfM", Some("iso-8859-1"), None).unwrap(), "\u{feff}M");
        assert_eq!(text(b"\x1b$B%F\x1b(B", Some("iso-2022-jp"), None).unwrap(), "テ");
    }

    #[test]
    fn names_line_and_byte_and_the_way_out() {
        let error = text(b"eins\nzw\xf6lf", None, None).unwrap_err();
        assert_eq!(error.to_string(), "a:2, byte 7: is not valid UTF-8; read it with --encoding windows-1252");
        assert!(text(b"x", None, Some("klingon")).unwrap_err().to_string().contains("klingon"));
        assert!(text(b"\x81\x30", None, Some("gb18030")).is_err());
    }
}
