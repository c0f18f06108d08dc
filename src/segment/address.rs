//! Addresses of the web in a line of text, and how mails and Markdown write them.

use std::borrow::Cow;

use super::text;
use crate::model::Marks;

/// Nothing but one web address, brackets and a word before it allowed ("Link: <https://…>").
pub(super) fn is_url(text: &str) -> bool {
    // "[what the text calls it] <https://…>"
    if text.starts_with('[') && text.ends_with('>') && text.contains("] <") {
        return !text.ends_with("] <>");
    }
    let Some(at) = address_start(text) else { return false };
    // Brackets hold the address, whatever it is of: "Read more <https://…>" is no bare one.
    let before = text[..at].trim_end_matches('<').trim();
    let address = text::first_word(&text[at..]);
    let behind = text[at + address.len()..].trim();
    let label = before.trim_matches(|c: char| !c.is_alphanumeric());
    let introduced = label.is_empty() || before.ends_with([':', '>', '→', ']', '»', '.']) || POINTERS.contains(&label);
    behind.trim_matches(|c: char| !c.is_alphanumeric()).is_empty()
        && introduced
        && label.split_whitespace().count() <= 5
        && label.len() <= 40
}

/// Words that only point at the address behind them.
const POINTERS: [&str; 6] = ["See", "see", "Siehe", "siehe", "Link", "Web"];

/// Where the first web address of `text` begins.
pub(super) fn address_start(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let scheme = |at: usize| {
        let starts = ["https", "http"].map(|name| at.checked_sub(name.len()).map(|start| (start, name)));
        starts.into_iter().flatten().find(|(start, name)| bytes[*start..at].eq_ignore_ascii_case(name.as_bytes()))
    };
    memchr::memchr_iter(b':', bytes)
        .filter(|i| bytes[*i..].starts_with(b"://"))
        .find_map(|at| scheme(at).map(|(start, _)| start))
        .or_else(|| {
            let mut hosts = memchr::memchr_iter(b'.', bytes).filter(|i| bytes[..*i].ends_with(b"www")).map(|i| i - 3);
            hosts.find(|&at| at == 0 || !bytes[at - 1].is_ascii_alphanumeric())
        })
}

/// `shown` without the sign at its end that links a heading to itself: "News #".
pub(super) fn without_anchor<'a>(shown: &'a str, marks: &Marks) -> &'a str {
    let anchor = marks.links.last().filter(|l| marks.heading > 0 && l.url.starts_with('#'));
    let Some(range) = anchor.map(|l| l.range.clone()).filter(|r| r.start > 0 && r.end == shown.trim_end().len()) else {
        return shown;
    };
    let sign = shown.get(range.clone()).is_some_and(|s| !s.contains(char::is_alphanumeric));
    if sign { &shown[..range.start] } else { shown }
}

/// The text is one link, and shows where it leads: "example.org/notes".
pub(super) fn shows_own(text: &str, marks: &Marks) -> bool {
    matches!(&marks.links[..], [link] if link.range.len() >= text.len()
        && text.contains('.')
        && !text.contains(' ')
        && link.url.trim_end_matches('/').ends_with(text.trim_end_matches('/')))
}

/// The first web address in `text`, without the punctuation around it.
pub(super) fn address(text: &str) -> Option<&str> {
    let at = address_start(text)?;
    let plain = |b: &u8| b.is_ascii_graphic() && !matches!(b, b'<' | b'>' | b'"' | b'|');
    let from = at + text.as_bytes()[at..].iter().take_while(|b| plain(b)).count();
    let end = text[from..]
        .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '»' | '“' | '|'))
        .map_or(text.len(), |i| from + i);
    let mut found = Some(&text[at..end]).filter(|a| a.len() <= LONGEST_ADDRESS)?;
    let count = |one, other| memchr::memchr2_iter(one, other, found.as_bytes()).count();
    let (opened, mut closed) = (count(b'(', b'['), count(b')', b']'));
    loop {
        let shorter = found.trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '\'']);
        // A closing bracket belongs to the address only where it was opened in it.
        let shorter = match shorter.strip_suffix([')', ']']) {
            Some(s) if opened < closed => {
                closed -= 1;
                s
            }
            _ => shorter,
        };
        if shorter.len() == found.len() {
            return (found.len() > 8).then_some(found);
        }
        found = shorter;
    }
}

/// `text` without the addresses at its end, and the words that point at them: "New bridge https://… via https://…".
pub(super) fn without_list(text: &str) -> &str {
    let Some(at) = address_start(text).filter(|at| *at > 0) else { return text };
    let (mut addresses, mut words) = (0, 0);
    for word in text[at..].split_whitespace() {
        *(if address_start(word).is_some() { &mut addresses } else { &mut words }) += 1;
    }
    if words < addresses { text[..at].trim_end_matches([' ', '<', '(', '[']) } else { text }
}

/// `[text](address)` that makes up all of `text`, as (text, address).
pub(super) fn inline_link(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('[')?.strip_suffix(')')?;
    let (shown, address) = inner.split_once("](")?;
    (!address.contains("](") && !shown.is_empty()).then_some((shown, address))
}

/// `text` with inline Markdown taken off: "**bold**", "[text](address)"; and the first address.
pub(super) fn without_inline_markup(text: &str) -> (Cow<'_, str>, Option<String>) {
    let marked = memchr::memchr2(b']', b'*', text.as_bytes()).is_some();
    if !marked || !text.contains("](") && !text.contains("**") {
        return (text.into(), None);
    }
    let mut plain = String::with_capacity(text.len());
    let mut first = None;
    let mut rest = text;
    while let Some(at) = rest.find("](") {
        let (Some(open), Some(close)) = (rest[..at].rfind('['), rest[at..].find(')')) else { break };
        plain.push_str(&rest[..open]);
        plain.push_str(&rest[open + 1..at]);
        first = first.or_else(|| Some(rest[at + 2..at + close].to_owned()));
        rest = &rest[at + close + 1..];
    }
    plain.push_str(rest);
    (plain.replace("**", "").into(), first)
}

/// Bytes an address has at most; longer ones are no addresses, and looking further would cost more than linear time.
const LONGEST_ADDRESS: usize = 2_000;

/// What stands before and behind an address in brackets inside of `text`, if that is a text of its own: "The report is out
/// (https://…). It has nine chapters".
pub(super) fn divide(text: &str) -> Option<(&str, &str)> {
    let at = address_start(text)?;
    let before = text[..at].strip_suffix(['(', '<'])?.trim_end();
    let (_, behind) = text[at..].split_once([')', '>'])?;
    let behind = behind.trim_start_matches([' ', '.', ',', ';', ':', '–', '-']);
    (behind.split_whitespace().count() >= FEWEST_WORDS && !before.is_empty()).then_some((before, behind))
}

/// Words behind an address that are more than a closer.
const FEWEST_WORDS: usize = 4;

/// `text` without web addresses in round brackets: how mails set in plain text write their links.
pub(super) fn without_bracketed_addresses(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = memchr::memchr(b'(', rest.as_bytes()) {
        let inner = &rest[open + 1..];
        let spaced = inner.trim_start();
        let close = memchr::memchr(b')', &inner.as_bytes()[..inner.len().min(LONGEST_ADDRESS)]);
        match close {
            Some(close) if spaced.starts_with("http://") || spaced.starts_with("https://") => {
                plain.push_str(rest[..open].trim_end());
                rest = &inner[close + 1..];
            }
            _ => {
                plain.push_str(&rest[..=open]);
                rest = inner;
            }
        }
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn divides_at_an_address_with_a_text_behind_it() {
        let text = "The report is out (https://a.example/r). It has nine long chapters.";
        assert_eq!(divide(text), Some(("The report is out", "It has nine long chapters.")));
        assert_eq!(divide("The report is out (https://a.example/r). More"), None);
        assert_eq!(divide("The report is out"), None);
    }

    #[test]
    fn finds_addresses() {
        assert_eq!(address("(siehe https://a.example/x_(y)/z)."), Some("https://a.example/x_(y)/z"));
        assert_eq!(address("mehr: <https://a.example/x>"), Some("https://a.example/x"));
        assert!(
            is_url("Link: https://a.example/x") && is_url("→ https://a.example") && is_url("[1] https://a.example/")
        );
        assert!(is_url("Link: <https://a.example/x>") && is_url("<https://a.example>"));
        assert!(!is_url("Read more <https://a.example/x>") && !is_url("New bridge <https://a.example/x>"));
        assert_eq!(address("ftp://old.example/x https://new.example/y"), Some("https://new.example/y"));
        assert_eq!(address("Webhttps://a.example/x"), Some("https://a.example/x"));
        assert_eq!(address("http://a.example/)))"), Some("http://a.example/"));
        assert!(!is_url("Wir stehen auf https://a.example bereit") && !is_url("ein Wort"));
        assert_eq!(inline_link("[mehr](https://a.example)"), Some(("mehr", "https://a.example")));
    }
}
