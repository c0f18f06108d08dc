use std::borrow::Cow;
use std::fmt::{self, Display};

use anstyle::{AnsiColor, Style as Ansi};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::model::{Edit, Op};

use super::safe;

/// How a report is shown. Set from outside: the layouts ask nothing of the terminal themselves.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Whether colour may be used; signs carry the meaning without it.
    pub color: bool,
    /// Columns to fill; `usize::MAX`: nothing is cut, as in a pipe or a file.
    pub width: usize,
    /// Show what is usually only counted (unchanged items, single items).
    pub all: bool,
    /// Show each document with its borders and the reason for each.
    pub explain: bool,
    /// Show the doubtful items: in text these alone (with `all` the others behind them), in other layouts first.
    pub review: bool,
    /// Show old and new beside each other.
    pub side_by_side: bool,
}

impl Default for Style {
    fn default() -> Self {
        Style { color: false, width: 100, all: false, explain: false, review: false, side_by_side: false }
    }
}

/// What a piece of terminal text means. Blue and yellow stay apart for colour-blind eyes, and signs say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    Strong,
    Faint,
    New,
    /// Text that is gone.
    Gone,
    /// What tells of something gone.
    Went,
    Name,
}

impl Tone {
    fn ansi(self) -> Ansi {
        match self {
            Tone::Strong => Ansi::new().bold(),
            Tone::Faint => Ansi::new().dimmed(),
            Tone::New => AnsiColor::Blue.on_default().bold(),
            Tone::Gone => AnsiColor::Yellow.on_default().strikethrough(),
            Tone::Went => AnsiColor::Yellow.on_default().bold(),
            Tone::Name => AnsiColor::Cyan.on_default(),
        }
    }
}

impl Style {
    /// `text` in a tone, its control characters taken off.
    pub(super) fn tone(&self, tone: Tone, text: impl Display) -> String {
        let mut text = text.to_string();
        if let Cow::Owned(harmless) = safe::terminal(&text) {
            text = harmless;
        }
        if self.color {
            let ansi = tone.ansi();
            text = format!("{}{text}{}", ansi.render(), ansi.render_reset());
        }
        text
    }

    /// Word-level edits on one line: `{+new+}`, `[-gone-]`; equal stretches keep `context` characters beside an edit.
    pub(super) fn edits(&self, edits: &[&Edit], context: usize) -> String {
        let mut out = String::new();
        for (i, edit) in edits.iter().enumerate() {
            match edit.op {
                Op::Equal => out.push_str(&shorten(&edit.text, context, i > 0, i + 1 < edits.len())),
                Op::Insert => out.push_str(&self.tone(Tone::New, format!("{{+{}+}}", edit.text))),
                Op::Delete => out.push_str(&self.tone(Tone::Gone, format!("[-{}-]", edit.text))),
            }
        }
        out
    }
}

/// The ends of an equal stretch that touch an edit, cut at spaces; what is left out becomes `…`.
pub(super) fn shorten(text: &str, context: usize, after_edit: bool, before_edit: bool) -> String {
    let text = safe::terminal(text);
    let chars: Vec<char> = text.chars().collect();
    let keep = if after_edit && before_edit { 2 * context } else { context };
    if chars.len() <= keep + 3 {
        return text.into_owned();
    }
    let head_end = chars[..context].iter().rposition(|c| *c == ' ').unwrap_or(context);
    let tail_from = chars.len() - context;
    let tail_start = chars[tail_from..].iter().position(|c| *c == ' ').map_or(tail_from, |p| tail_from + p);
    let head: String = chars[..head_end].iter().collect();
    let tail: String = chars[tail_start..].iter().collect();
    match (after_edit, before_edit) {
        (true, true) => format!("{head} …{tail}"),
        (false, true) => format!("…{tail}"),
        _ => format!("{head} …"),
    }
}

/// `text` cut to `width` columns, with `…` where something was cut.
pub(super) fn fit(text: &str, width: usize) -> String {
    let text = safe::terminal(text);
    if columns(&text) <= width {
        return text.into_owned();
    }
    let mut used = 1;
    let mut fits = |(_, c): &(usize, char)| {
        used += if c.is_ascii() { 1 } else { c.width().unwrap_or(0) };
        used <= width
    };
    let end = text.char_indices().find(|next| !fits(next)).map_or(text.len(), |(at, _)| at);
    let mut out = text[..end].to_owned();
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

/// `text` cut or filled to `width` columns; where nothing is to be cut, as it is.
pub(super) fn cell(text: &str, width: usize) -> String {
    if width > usize::MAX / 2 { safe::terminal(text).into_owned() } else { column(text, width) }
}

/// `text` cut or filled to exactly `width` columns.
pub(super) fn column(text: &str, width: usize) -> String {
    let mut text = fit(text, width);
    text.extend(std::iter::repeat_n(' ', width.saturating_sub(columns(&text))));
    text
}

/// The columns that `text`, without control characters, takes: one a letter in western languages.
fn columns(text: &str) -> usize {
    let western = text.bytes().fold(true, |western, b| western & ((b < 0xc0) | (b == 0xc3)));
    if western { text.bytes().filter(|b| b & 0xc0 != 0x80).count() } else { text.width() }
}

/// The widest of `texts` in columns, at most `limit`.
pub(super) fn widest<'a>(texts: impl IntoIterator<Item = &'a str>, limit: usize) -> usize {
    texts.into_iter().map(UnicodeWidthStr::width).max().unwrap_or(0).min(limit)
}

/// "1 item", "2 items".
pub(super) struct Count(pub usize, pub &'static str);

impl Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Count(n, noun) = self;
        let plural = match (n, noun.strip_suffix('y')) {
            (1, _) => (*noun).to_owned(),
            (_, Some(stem)) => format!("{stem}ies"),
            _ => format!("{noun}s"),
        };
        write!(f, "{} {plural}", thousands(*n))
    }
}

/// `1234567` as "1,234,567".
pub(super) fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fits_columns_and_counts() {
        assert_eq!(fit("Straße frei", 20), "Straße frei");
        assert_eq!(fit("Straße frei", 8), "Straße…");
        assert_eq!(column("ab", 4), "ab  ");
        assert_eq!(Count(1, "story").to_string(), "1 story");
        assert_eq!(Count(12345, "story").to_string(), "12,345 stories");
        assert_eq!(Count(0, "item").to_string(), "0 items");
    }
}
