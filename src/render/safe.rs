//! Text from outside made harmless for where it is shown.

use std::borrow::Cow;

/// `text` for a terminal or a log: line ends become spaces, all other control characters and the invisible ones that
/// reorder text are shown as `�`.
pub fn terminal(text: &str) -> Cow<'_, str> {
    // Bytes that such a character neither is nor begins with.
    let harmless = |b: u8| (b >= b' ') & (b != 0x7f) & (b != 0xc2) & (b != 0xe2) & (b < 0xf3);
    let plain = text.bytes().fold(true, |plain, b| plain & harmless(b));
    if plain || !text.chars().any(|c| c.is_control() || reorders(c)) {
        return Cow::Borrowed(text);
    }
    let shown = |c: char| match c {
        '\n' | '\t' | '\r' => ' ',
        c if c.is_control() || reorders(c) => '\u{fffd}',
        c => c,
    };
    Cow::Owned(text.chars().map(shown).collect())
}

/// `text` for a cell of a table: a spreadsheet must not take it for a formula, so a leading `=`, `+`, `-`, `@`, tab or
/// carriage return gets an apostrophe before it. A lone sign is left alone, and so is a plain number. Control characters
/// but tabs and line ends are shown as `�`.
pub fn cell(text: &str) -> Cow<'_, str> {
    let risky = matches!(text.as_bytes(), [b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r', _, ..]);
    let obeyed = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    let text = if text.contains(obeyed) { Cow::Owned(text.replace(obeyed, "\u{fffd}")) } else { Cow::Borrowed(text) };
    if risky && text.parse::<f64>().is_err() { Cow::Owned(format!("'{text}")) } else { text }
}

/// `text` for Markdown: what would be markup is escaped, line ends become spaces.
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in terminal(text).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Whether an address may become a link: web and mail addresses only, so that no script runs.
pub fn linkable(url: &str) -> bool {
    let lower: String = url.chars().take(8).collect::<String>().to_ascii_lowercase();
    ["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme))
        && !url.chars().any(|c| c.is_control() || c.is_whitespace() || matches!(c, '<' | '>' | '"' | '(' | ')'))
}

/// Characters that are not seen and change the order or the look of what is: bidirectional controls and tags.
fn reorders(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminals_get_no_control_characters() {
        assert_eq!(terminal("a\u{1b}[31mb\nc\u{202e}d\u{7}"), "a�[31mb c�d�");
        assert!(matches!(terminal("Käpt’n"), Cow::Borrowed(_)));
    }

    #[test]
    fn cells_start_no_formula() {
        for bad in ["=1+1", "+49 30", "-a", "@x", "\tx", "\r="] {
            assert!(cell(bad).starts_with('\''), "{bad:?}");
        }
        assert_eq!(cell("a\u{1b}[31m\nb\tc\0"), "a\u{fffd}[31m\nb\tc\u{fffd}");
        for good in ["-", "-3.5", "+1", "a=b", ""] {
            assert_eq!(cell(good), good);
        }
    }

    #[test]
    fn only_web_and_mail_addresses_become_links() {
        assert!(linkable("https://example.org/a?b=c"));
        assert!(linkable("HTTP://example.org"));
        for bad in ["javascript:alert(1)", " javascript:x", "data:text/html,x", "https://a b", "https://a\">", ""] {
            assert!(!linkable(bad), "{bad}");
        }
    }
}
