//! Mails: headers, the parts that show text (of alternatives the richest), and the mails attached.

use std::borrow::Cow;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::limits::reached;
use super::reader::Fit;
use super::{Limits, Options, Raw, Sink, charset, document, html, text};
use crate::error::{Error, Result};
use crate::model::{Content, Date, Document, Format};

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

/// The mail `bytes` as a document: its text, and behind it those of the mails attached to it. Title and date are those of
/// the headers.
///
/// # Errors
/// A mail with more parts than the limit, or without text.
pub(super) fn document_of(source: &str, bytes: &[u8], format: Format, options: &Options) -> Result<Document> {
    check_parts(source, bytes, &options.limits)?;
    let mail =
        MessageParser::default().parse(bytes).ok_or_else(|| Error::input(source, "is no mail: it has no headers"))?;
    let title = mail.subject().map(|s| s.split_whitespace().collect::<Vec<_>>().join(" "));
    let mut whole =
        Document { title, date: sent(&mail), ..document(source.to_owned(), format, String::new(), Vec::new()) };
    let mut open = vec![&mail];
    while let Some(mail) = open.pop() {
        shown(source, mail, format, options)?.into_iter().for_each(|part| append(&mut whole, part));
        let attached = |part| match part {
            &MessagePart { body: PartType::Message(ref mail), .. } => Some(mail),
            _ => None,
        };
        let before = open.len();
        open.extend(mail.attachments().filter_map(attached));
        open[before..].reverse();
    }
    if whole.lines().is_empty() {
        return Err(Error::input(source, "the mail has no text").way_out("leave it out"));
    }
    Ok(whole)
}

/// Puts what `part` shows behind the rest, as it is.
fn append(whole: &mut Document, part: Document) {
    let (Content::Lines(lines), Content::Lines(more)) = (&mut whole.content, part.content) else { return };
    if !whole.text.is_empty() {
        whole.text.push_str("\n\n"); // a blank line tells that something else begins
    }
    let (bytes, number) = (whole.text.len(), whole.text.matches('\n').count() as u32);
    // No block of one part is one of another.
    let blocks = lines.iter().flat_map(|line| &line.marks.blocks).map(|block| block.1 + 1).max().unwrap_or(0);
    whole.text.push_str(&part.text);
    lines.extend(more.into_iter().map(|mut line| {
        line.span = line.span.start + bytes..line.span.end + bytes;
        line.number += number;
        line.marks.blocks.iter_mut().for_each(|block| block.1 += blocks);
        line
    }));
}

fn sent(mail: &Message<'_>) -> Option<Date> {
    mail.date().and_then(|d| Date::new(d.year, d.month, d.day))
}

/// The mail's own parts that show text, in order: of alternatives the HTML, unless no HTML shows anything.
fn shown(source: &str, mail: &Message<'_>, format: Format, options: &Options) -> Result<Vec<Document>> {
    let is_html = |part: &MessagePart<'_>| matches!(part.body, PartType::Html(_));
    let mut rich = false;
    let mut found: Vec<Document> = Vec::new();
    for part in mail.html_bodies() {
        let document = part_of(source, mail, part, format, options)?;
        rich |= document.is_some() && is_html(part);
        add(&mut found, document);
    }
    if !rich {
        found.clear();
        for part in mail.text_bodies().filter(|part| !is_html(part)) {
            add(&mut found, part_of(source, mail, part, format, options)?);
        }
    }
    Ok(found)
}

fn add(found: &mut Vec<Document>, document: Option<Document>) {
    found.extend(document.filter(|document| found.iter().all(|known| known.text != document.text)));
}

/// What `part` shows, as a document of its own.
fn part_of(
    source: &str,
    mail: &Message<'_>,
    part: &MessagePart<'_>,
    format: Format,
    options: &Options,
) -> Result<Option<Document>> {
    let (source, limits) = (source.to_owned(), &options.limits);
    let found = match &part.body {
        PartType::Html(html) => html::parse(source, decoded(mail, part, html, options).into_owned(), format, limits)?,
        PartType::Text(text) => {
            let text = decoded(mail, part, text, options).into_owned();
            let lines = text::lines(&source, &text, limits.lines)?;
            document(source, format, text, lines)
        }
        _ => return Ok(None),
    };
    Ok((!found.lines().is_empty()).then_some(found))
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
