//! Mailboxes: one document a message.

use std::borrow::Cow;

use memchr::memmem;

use super::limits::reached;
use super::mail::{document_of, is_header};
use super::reader::Fit;
use super::{Options, Raw, Sink};
use crate::error::Result;
use crate::model::Format;

/// It begins with a postmark and a header line.
pub(super) fn sniff(head: &[u8]) -> Fit {
    if head.starts_with(b"From ") && begins_message(head) { Fit::Certain } else { Fit::No }
}

pub(super) fn read(raw: Raw, options: &Options, sink: &mut Sink) -> Result<()> {
    for (n, message) in (1_u64..).zip(messages(&raw.bytes)) {
        if n > options.limits.records as u64 {
            return Err(reached(&raw.source, "records", format!("has more than {} messages", options.limits.records)));
        }
        let source = format!("{}#{n}", raw.source);
        match document_of(&source, &unquoted(message), Format::Mbox, options) {
            Ok(document) => sink.documents.push(document),
            Err(error) => sink.errors.push(error),
        }
    }
    Ok(())
}

/// The messages of an mbox file without their postmarks.
fn messages(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(bytes);
    std::iter::from_fn(move || {
        let here = rest.take()?;
        let body = memchr::memchr(b'\n', here).map_or(&here[here.len()..], |end| &here[end + 1..]);
        let next = memmem::find_iter(body, b"\nFrom ")
            .map(|i| i + 1)
            .find(|&i| after_blank_line(&body[..i]) && begins_message(&body[i..]));
        rest = next.map(|i| &body[i..]);
        Some(&body[..next.unwrap_or(body.len())])
    })
}

fn after_blank_line(before: &[u8]) -> bool {
    before.ends_with(b"\n\n") || before.ends_with(b"\n\r\n")
}

/// A postmark is followed by a header; a sentence that begins with "From" is not.
fn begins_message(bytes: &[u8]) -> bool {
    bytes.split(|b| *b == b'\n').nth(1).is_some_and(is_header)
}

/// Takes one `>` off lines such as `>From `, with which mbox files quote (the mboxrd rule).
fn unquoted(message: &[u8]) -> Cow<'_, [u8]> {
    let quoted = |line: &[u8]| {
        line.trim_ascii_start().starts_with(b">")
            && line.iter().position(|b| *b != b'>').is_some_and(|i| i > 0 && line[i..].starts_with(b"From "))
    };
    if memmem::find(message, b">From ").is_none() {
        return Cow::Borrowed(message);
    }
    let mut plain = Vec::with_capacity(message.len());
    for line in message.split_inclusive(|b| *b == b'\n') {
        plain.extend_from_slice(&line[usize::from(quoted(line))..]);
    }
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use crate::model::Format;
    use crate::read::{Options, read_bytes};

    #[test]
    fn each_message_is_a_document() {
        let text = "From a@b.de Mon Jun  2 08:00:00 2025\nSubject: Eins\nDate: Mon, 2 Jun 2025 08:00:00 +0200\nFrom: a@b.de\n\nHallo.\n\nFrom the start it rained.\n>From hier an.\n>>From dort.\n\nFrom a@b.de Tue\nSubject: Leer\n\n\nFrom a@b.de Wed\nSubject: Drei\n\nEnde\n";
        let (documents, errors) = read_bytes("box.mbox", text.as_bytes().to_vec(), &Options::default());
        let seen: Vec<_> = documents.iter().map(|d| (d.source.as_str(), d.format, d.title.as_deref())).collect();
        assert_eq!(seen, [("box.mbox#1", Format::Mbox, Some("Eins")), ("box.mbox#3", Format::Mbox, Some("Drei"))]);
        let lines: Vec<_> = documents[0].lines().iter().map(|l| documents[0].shown(l)).collect();
        assert_eq!(lines, ["Hallo.", "From the start it rained.", "From hier an.", ">From dort."]);
        assert_eq!(documents[0].date.unwrap().to_string(), "2025-06-02");
        assert_eq!(errors[0].to_string(), "box.mbox#2: the mail has no text; leave it out");
    }
}
