//! One line of JSON → its fields, without building values: the text is cut out where it stands.
//!
//! The scanner takes what writers of JSON Lines write and checks it in full; what it does not know it leaves to
//! serde_json, whose word counts.

use std::borrow::Cow;
use std::ops::Range;

use serde::de::IgnoredAny;

/// The fields of one object: ranges of key (without quotes) and value in the line, in order.
pub(super) type Spans = Vec<(Range<usize>, Range<usize>)>;

/// Finds the fields of the object that `line` is. False where the line must be read the slow way, broken or not.
pub(super) fn scan(line: &[u8], fields: &mut Spans) -> bool {
    fields.clear();
    scan_object(line, fields).is_some()
}

fn scan_object(line: &[u8], fields: &mut Spans) -> Option<()> {
    let mut at = expect(line, blanks(line, 0), b'{')?;
    loop {
        at = blanks(line, at);
        let key = at + 1;
        at = string_end(line, at)?;
        let key = key..at - 1;
        at = blanks(line, expect(line, blanks(line, at), b':')?);
        let end = value_end(line, at)?;
        fields.push((key, at..end));
        at = blanks(line, end);
        match line.get(at)? {
            b',' => at += 1,
            b'}' if blanks(line, at + 1) == line.len() => return Some(()),
            _ => return None,
        }
    }
}

fn blanks(line: &[u8], mut at: usize) -> usize {
    while matches!(line.get(at), Some(b' ' | b'\t' | b'\r' | b'\n')) {
        at += 1;
    }
    at
}

fn expect(line: &[u8], at: usize, byte: u8) -> Option<usize> {
    (*line.get(at)? == byte).then_some(at + 1)
}

/// End of the string that begins at `at`, its escapes and the lack of control characters checked.
fn string_end(line: &[u8], at: usize) -> Option<usize> {
    let start = expect(line, at, b'"')?;
    let mut from = start;
    loop {
        from += memchr::memchr2(b'"', b'\\', line.get(from..)?)?;
        if line[from] == b'"' {
            break;
        }
        from += match line.get(from + 1)? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => 2,
            b'u' if line.get(from + 2..from + 6)?.iter().all(u8::is_ascii_hexdigit) => 6,
            _ => return None,
        };
    }
    let control = line[start..from].iter().fold(false, |found, b| found | (*b < b' '));
    (!control).then_some(from + 1)
}

fn value_end(line: &[u8], at: usize) -> Option<usize> {
    if line.get(at)? == &b'"' {
        return string_end(line, at);
    }
    let mut values = serde_json::Deserializer::from_slice(&line[at..]).into_iter::<IgnoredAny>();
    values.next()?.ok()?;
    Some(at + values.byte_offset())
}

/// What a value says as text: strings unescaped, nothing for null, anything else as it is written.
pub(super) fn plain<'a>(value: &'a str, buffer: &'a mut String) -> Option<&'a str> {
    match value.strip_prefix('"').and_then(|v| v.strip_suffix('"')) {
        Some(text) => Some(unescape(text, buffer)),
        None if value == "null" => None,
        None => Some(value),
    }
}

/// The content of a checked string; into `buffer` where it has escapes.
fn unescape<'a>(text: &'a str, buffer: &'a mut String) -> &'a str {
    let Some(mut next) = memchr::memchr(b'\\', text.as_bytes()) else { return text };
    buffer.clear();
    let mut rest = text;
    loop {
        buffer.push_str(&rest[..next]);
        rest = push_escape(&rest[next..], buffer);
        match memchr::memchr(b'\\', rest.as_bytes()) {
            Some(found) => next = found,
            None => break,
        }
    }
    buffer.push_str(rest);
    buffer
}

/// Appends the character that the escape at the start of `text` stands for; gives what follows it.
fn push_escape<'a>(text: &'a str, buffer: &mut String) -> &'a str {
    let simple = match text.as_bytes().get(1) {
        Some(b'n') => '\n',
        Some(b't') => '\t',
        Some(b'r') => '\r',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'u') => return push_unicode(text, buffer),
        Some(&other) => char::from(other),
        None => return "",
    };
    buffer.push(simple);
    &text[2..]
}

fn push_unicode<'a>(text: &'a str, buffer: &mut String) -> &'a str {
    let unit = |at: usize| text.get(at..at + 2).filter(|e| *e == "\\u").and_then(|_| text.get(at + 2..at + 6));
    let unit = |at| unit(at).and_then(|hex| u16::from_str_radix(hex, 16).ok());
    let units = [unit(0), unit(6)];
    let (first, second) = (units[0].unwrap_or(0xFFFD), units[1]);
    let pair = second.filter(|low| (0xD800..0xDC00).contains(&first) && (0xDC00..0xE000).contains(low));
    let (c, length) = match pair {
        Some(low) => (0x1_0000 + ((u32::from(first) - 0xD800) << 10) + (u32::from(low) - 0xDC00), 12),
        None => (u32::from(first), 6),
    };
    // A lone half of a pair is no character.
    buffer.push(char::from_u32(c).unwrap_or(char::REPLACEMENT_CHARACTER));
    &text[length..]
}

/// The key as a text.
pub(super) fn key<'a>(line: &'a str, at: &Range<usize>) -> Cow<'a, str> {
    let raw = &line[at.clone()];
    let mut buffer = String::new();
    match memchr::memchr(b'\\', raw.as_bytes()) {
        Some(_) => Cow::Owned(unescape(raw, &mut buffer).to_owned()),
        None => Cow::Borrowed(raw),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, Value, json};

    use super::*;

    fn fast(line: &str) -> Option<Vec<(String, Option<String>)>> {
        let mut spans = Spans::new();
        scan(line.as_bytes(), &mut spans).then(|| {
            let value = |at: &Range<usize>| plain(&line[at.clone()], &mut String::new()).map(str::to_owned);
            spans.iter().map(|(k, v)| (key(line, k).into_owned(), value(v))).collect()
        })
    }

    #[test]
    fn cuts_fields_out() {
        let line = r#" { "id" : 7, "t\u00e4": "a\n\"b\" \ud83d\ude00 \ud83d", "n":null, "x":[1,{"y":"}"}] } "#;
        let found = fast(line).unwrap();
        let show = |(k, v): &(String, Option<String>)| format!("{k}={v:?}");
        assert_eq!(
            found.iter().map(show).collect::<Vec<_>>(),
            [
                "id=Some(\"7\")",
                "tä=Some(\"a\\n\\\"b\\\" 😀 \u{fffd}\")",
                "n=None",
                "x=Some(\"[1,{\\\"y\\\":\\\"}\\\"}]\")"
            ]
        );
    }

    #[test]
    fn takes_nothing_that_is_broken() {
        for line in [
            "",
            "{",
            "[1]",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1",
            "{\"a\":1}x",
            "{\"a\":\"x}",
            "{\"a\":\"\\q\"}",
            "{\"a\":tru}",
            "{\"a\":01}",
            "{\"a\":\"\t\"}",
            "{\"a\":1,}",
            "{\"a\":\"\\u12g4\"}",
            "{a:1}",
            "{\"a\":1 \"b\":2}",
        ] {
            assert!(fast(line).is_none() && serde_json::from_str::<Map<String, Value>>(line).is_err(), "{line}");
        }
    }

    proptest! {
        #[test]
        fn sees_what_serde_sees(text in "\\PC*|[\\x00-\\x20\"\\\\a]*", other in "[a-z\\\\\"]*", number: i64, pretty: bool) {
            let value = json!({"text": text, "other": other, "n": number, "l": [other, number]});
            let line = if pretty { format!("{value:#}") } else { value.to_string() };
            let found: Map<String, Value> =
                fast(&line).unwrap().into_iter().map(|(k, v)| (k, Value::from(v))).collect();
            prop_assert_eq!(&found["text"], &value["text"]);
            prop_assert_eq!(&found["other"], &value["other"]);
            prop_assert_eq!(found.len(), 4);
        }

        #[test]
        fn broken_lines_are_left_to_serde(line in "[{}\\[\\]\":,a1 \\\\n-]{0,24}") {
            if fast(&line).is_some() {
                prop_assert!(serde_json::from_str::<Map<String, Value>>(&line).is_ok());
            }
        }
    }
}
