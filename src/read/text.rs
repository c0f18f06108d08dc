//! Plain text: one line a line.

use std::ops::Range;

use super::charset::{decode, mark_len};
use super::limits::reached;
use super::{Options, Raw, Sink, document};
use crate::error::Result;
use crate::model::{Format, Line};

pub(super) fn read(raw: Raw, options: &Options, sink: &mut Sink) -> Result<()> {
    let (source, text) = decode(raw, None, options)?;
    let lines = lines(&source, &text, options.limits.lines)?;
    sink.documents.push(document(source, Format::Text, text, lines));
    Ok(())
}

/// The lines of `text` that show something. Blank ones are left out: the gap in [`Line::number`] tells of them.
pub(super) fn lines(source: &str, text: &str, most: usize) -> Result<Vec<Line>> {
    let mut lines = Vec::with_capacity((text.len() / USUAL).min(most));
    let mut start = mark_len(text);
    for (number, end) in (1..).zip(ends(text)) {
        let line = text[start..end].trim_end_matches('\r');
        if line.contains(|c: char| !c.is_whitespace()) {
            if lines.len() == most {
                return Err(reached(source, "lines", format!("has more than {most} lines")).at_line(u64::from(number)));
            }
            lines.push(Line { span: start..start + line.len(), number, ..Line::default() });
        }
        start = end + 1;
    }
    if lines.iter().filter(|line| text[line.span.clone()].starts_with('>')).count() * 2 > lines.len() {
        unquote(text, &mut lines);
    }
    Ok(lines)
}

/// Takes the quote marks off a forwarded text: what most lines begin with is not what they say.
fn unquote(text: &str, lines: &mut Vec<Line>) {
    for line in lines.iter_mut() {
        let whole = &text[line.span.clone()];
        let shown = whole.trim_start_matches('>');
        if shown.len() < whole.len() {
            line.shown = Some(shown.strip_prefix(' ').unwrap_or(shown).into());
        }
    }
    lines.retain(|line| line.shown.as_ref().is_none_or(|shown| shown.contains(|c: char| !c.is_whitespace())));
}

/// Bytes that a line has in the mean: with room for so many lines their list hardly ever has to move.
const USUAL: usize = 48;

/// Where the lines end: at line feeds, in a text without any at carriage returns, and at the text's end.
fn ends(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let end = if memchr::memchr(b'\n', bytes).is_some() { b'\n' } else { b'\r' };
    let rest = if bytes.last() == Some(&end) { None } else { Some(bytes.len()) };
    memchr::memchr_iter(end, bytes).chain(rest)
}

/// `range` of `text` without any of `ends` at its ends.
pub(super) fn trimmed(text: &str, range: Range<usize>, ends: &[char]) -> Range<usize> {
    let part = text.get(range.clone()).unwrap_or("");
    let start = range.start + part.len() - part.trim_start_matches(ends).len();
    start..start.max(range.start + part.trim_end_matches(ends).len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(u32, &str)> {
        lines("a", text, 100).unwrap().into_iter().map(|l| (l.number, &text[l.span])).collect()
    }

    #[test]
    fn keeps_every_visible_line_with_its_number() {
        assert_eq!(shown("eins\n\n  zwei \r\ndrei"), [(1, "eins"), (3, "  zwei "), (4, "drei")]);
        assert_eq!(shown("\u{feff}eins\rzwei\r"), [(1, "eins"), (2, "zwei")]);
        assert_eq!(shown("\u{feff}"), []);
    }

    #[test]
    fn a_forwarded_text_is_shown_without_its_quote_marks() {
        let text = "Zur Kenntnis:\n> Neues Amt\n>\n>> Es zieht\n>  um.\n";
        let lines = lines("a", text, 100).unwrap();
        let shown: Vec<_> =
            lines.iter().map(|l| (l.number, l.shown.as_deref().unwrap_or(&text[l.span.clone()]))).collect();
        assert_eq!(shown, [(1, "Zur Kenntnis:"), (2, "Neues Amt"), (4, "Es zieht"), (5, " um.")]);
    }

    #[test]
    fn counts_lines_against_the_limit() {
        assert!(lines("a", "1\n2\n3", 3).is_ok());
        assert_eq!(lines("a", "1\n2\n3\n4", 3).unwrap_err().position().line, Some(4));
    }
}
