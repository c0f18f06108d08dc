//! Mails: headers and the richest part that shows text.

use std::borrow::Cow;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::limits::reached;
use super::reader::Fit;
use super::{Limits, Options, Raw, Sink, charset, document, html, text};
use crate::error::{Error, Result};
use crate::model::{Date, Document, Format};

/// Header fields that nearly every mail has some of.
const FIELDS: [&str; 11] = [
    "from",
    "to",
    "subject",
    "date",
    "received",
    "mime-version",
    "message-id",
    "return-path",
    "delivered-to",
    "content-type",
    "list-id",
];

/// It begins with header lines, two of them usual ones.
pub(super) fn sniff(head: &[u8]) -> Fit {
    let mut usual = 0;
    for line in head.split(|b| *b == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() || !is_header(line) && !line.starts_with(b" ") && !line.starts_with(b"\t") {
            break;
        }
        let name = line.split(|b| *b == b':').next().unwrap_or(line);
        usual += usize::from(FIELDS.iter().any(|f| name.eq_ignore_ascii_case(f.as_bytes())));
    }
    if usual > 1 { Fit::Certain } else { Fit::No }
}

/// `name: …` as RFC 5322 has it.
pub(super) fn is_header(line: &[u8]) -> bool {
    let name = line.iter().position(|b| !(33..=126).contains(b) || *b == b':').unwrap_or(0);
    name > 0 && line[name] == b':'
}

pub(super) fn read(raw: Raw, options: &Options, sink: &mut Sink) -> Result<()> {
    sink.documents.push(document_of(&raw.source, &raw.bytes, Format::Mail, options)?);
    Ok(())
}

/// The mail `bytes` as a document: its HTML where that shows any text, else its plain text, else that of the first
/// mail attached to it. Title and date are those of the headers.
///
/// # Errors
/// A mail with more parts than the limit, or without text.
pub(super) fn document_of(source: &str, bytes: &[u8], format: Format, options: &Options) -> Result<Document> {
    check_parts(source, bytes, &options.limits)?;
    let mail =
        MessageParser::default().parse(bytes).ok_or_else(|| Error::input(source, "is no mail: it has no headers"))?;
    let (title, date) = (mail.subject().map(|s| s.split_whitespace().collect::<Vec<_>>().join(" ")), sent(&mail));
    let mut inner = Some(&mail);
    while let Some(mail) = inner {
        if let Some(found) = shown(source, mail, format, options)? {
            return Ok(Document { title, date, ..found });
        }
        inner = mail.attachments().find_map(|part| match &part.body {
            PartType::Message(message) => Some(message),
            _ => None,
        });
    }
    Err(Error::input(source, "the mail has no text").way_out("leave it out"))
}

fn sent(mail: &Message<'_>) -> Option<Date> {
    mail.date().and_then(|d| Date::new(d.year, d.month, d.day))
}

/// The mail's own text, if it shows any.
fn shown(source: &str, mail: &Message<'_>, format: Format, options: &Options) -> Result<Option<Document>> {
    let limits = &options.limits;
    let (mut rich, mut bare): (Vec<Cow<'_, str>>, Vec<Cow<'_, str>>) = (Vec::new(), Vec::new());
    for part in mail.html_bodies().chain(mail.text_bodies()) {
        match &part.body {
            PartType::Html(html) => add(&mut rich, decoded(mail, part, html, options)),
            PartType::Text(text) => add(&mut bare, decoded(mail, part, text, options)),
            _ => {}
        }
    }
    if !rich.is_empty() {
        let document = html::parse(source.to_owned(), rich.join("\n"), format, limits)?;
        if !document.lines().is_empty() {
            return Ok(Some(document));
        }
    }
    let joined = bare.join("\n");
    let lines = text::lines(source, &joined, limits.lines)?;
    Ok((!lines.is_empty()).then(|| document(source.to_owned(), format, joined, lines)))
}

fn add<'a>(texts: &mut Vec<Cow<'a, str>>, text: Cow<'a, str>) {
    if !texts.contains(&text) {
        texts.push(text);
    }
}

/// The text of `part`, which the parser read as `text`: by the encoding that was asked for, where the part names none and
/// is not UTF-8.
fn decoded<'a>(mail: &Message<'_>, part: &MessagePart<'_>, text: &'a str, options: &Options) -> Cow<'a, str> {
    let wanted = options.encoding.as_ref().and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()));
    let named = part.content_type().is_some_and(|kind| kind.has_attribute("charset"));
    let body = mail.raw_message.get(part.offset_body as usize..part.offset_end as usize);
    let (Some(encoding), false, Some(body)) = (wanted, named, body) else { return Cow::Borrowed(text) };
    let bytes = match part.encoding {
        Encoding::None => Some(Cow::Borrowed(body)),
        Encoding::QuotedPrintable => quoted_printable_decode(body).map(Cow::Owned),
        Encoding::Base64 => base64_decode(body).map(Cow::Owned),
    };
    let bytes = bytes.filter(|bytes| !charset::plainly_utf8(bytes, encoding));
    bytes.map_or(Cow::Borrowed(text), |bytes| Cow::Owned(encoding.decode(&bytes).0.into_owned()))
}

/// Parts are counted before they are parsed, by their headers and by lines that may part them: the parser nests them in
/// each other.
fn check_parts(source: &str, bytes: &[u8], limits: &Limits) -> Result<()> {
    let (mut headers, mut borders) = (0, 0);
    for line in bytes.split(|b| *b == b'\n') {
        headers += usize::from(line.get(..12).is_some_and(|name| name.eq_ignore_ascii_case(b"content-type")));
        borders += usize::from(line.starts_with(b"--"));
    }
    // A text may well hold a hundred drawn lines per part; a mail made of nothing but borders has far more.
    if headers > limits.mail_parts || borders / 100 > limits.mail_parts {
        return Err(reached(source, "mail_parts", format!("the mail has more than {} parts", limits.mail_parts)));
    }
    Ok(())
}
