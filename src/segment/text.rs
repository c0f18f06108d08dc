//! Small questions about a line of text.

/// A list marker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) enum Marker {
    /// None.
    #[default]
    None,
    /// "-", "*", "•".
    Bullet,
    /// "3." or "3)"; may also be an ordinal, so the text keeps it until its neighbours confirm the list.
    Number(u16),
    /// "[3]".
    Note(u16),
}

/// `text` without white space and zero-width characters at its ends.
pub(super) fn trim(text: &str) -> &str {
    let text = text.trim_ascii();
    let whole = |b: Option<&u8>| b.is_some_and(u8::is_ascii_graphic);
    if whole(text.as_bytes().first()) && whole(text.as_bytes().last()) {
        return text;
    }
    text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}' | '\u{ad}' | '\u{34f}')
    })
}

/// A line drawn with punctuation: "----", "* * *", "=====", "+++", "~~~".
pub(super) fn is_rule(text: &str) -> bool {
    let mut drawn = 0;
    for c in text.chars() {
        match c {
            '-' | '=' | '*' | '_' | '+' | '~' | '#' | '–' | '—' | '─' | '━' | '═' | '┌' | '└' | '├' | '.' | '·'
            | '•' | '<' | '>' | '|' | '/' | '\\' => drawn += 1,
            ' ' | '\u{a0}' | '\t' => {}
            _ => return false,
        }
    }
    drawn >= 3
}

/// The list marker of `text`, and the text behind it where the marker is sure.
pub(super) fn marker(text: &str) -> (Marker, &str) {
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return (Marker::None, text) };
    match first {
        '-' | '*' | '•' | '·' | '–' | '▪' | '■' | '●' | '‣' | '▸' | '►' | '◦' | '○' | '➜' | '➤' | '▶' | '+' | '→'
        | '>' | '»' | '✓' | '✔' => {
            let rest = chars.as_str();
            let strong = matches!(first, '•' | '▪' | '■' | '●' | '‣' | '▸' | '►' | '◦' | '○' | '➜' | '➤' | '▶');
            if first != '»' && (rest.starts_with([' ', '\t', '\u{a0}']) || strong) && !is_rule(text) {
                return (Marker::Bullet, trim(rest));
            }
        }
        '0'..='9' => {
            if let Some((n, rest)) = leading_number(text) {
                if serial(text).is_some() {
                    return (Marker::Number(n), text);
                }
                if rest.starts_with(" : http") {
                    return (Marker::Note(n), text);
                }
                let parted = rest.starts_with(['.', ')', ':']) && rest[1..].starts_with([' ', '\t', '\u{a0}']);
                if parted || rest.starts_with('、') {
                    return (Marker::Number(n), text);
                }
            }
        }
        '(' | '[' => {
            if let Some((n, rest)) = leading_number(chars.as_str())
                && rest.starts_with([')', ']'])
            {
                return (if first == '[' { Marker::Note(n) } else { Marker::Number(n) }, text);
            }
        }
        _ => {}
    }
    (Marker::None, text)
}

fn leading_number(text: &str) -> Option<(u16, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let n = (1..=3).contains(&digits).then(|| text[..digits].parse().ok())??;
    Some((n, &text[digits..]))
}

/// The text behind a number counted through the year: "172/2026  Title".
pub(super) fn serial(text: &str) -> Option<&str> {
    let year = leading_number(text)?.1.strip_prefix('/')?;
    let (year, rest) = (year.get(..4)?, year.get(4..)?);
    (year.starts_with(['1', '2'])
        && year.bytes().all(|b| b.is_ascii_digit())
        && rest.starts_with([' ', '\t', '\u{a0}']))
    .then(|| trim(rest))
}

/// `text` without a confirmed number before it: "3. Title", "(3) Title", "3) Title".
pub(super) fn unnumbered(text: &str) -> &str {
    if let Some(rest) = serial(text) {
        return rest;
    }
    let open = text.strip_prefix(['(', '[']).unwrap_or(text);
    match leading_number(open) {
        Some((_, rest)) => trim(rest.trim_start_matches(['.', ')', ']', ':', '、'])),
        None => text,
    }
}

/// Nothing but a time of day, or two: "19:00 Uhr", "10 – 12 Uhr", "7 pm", "all day".
pub(super) fn is_time(text: &str) -> bool {
    if ["ganztägig", "ganztags", "all day"].iter().any(|day| day.eq_ignore_ascii_case(text)) {
        return true;
    }
    let text = ["jeweils ", "täglich ", "ab ", "von ", "from ", "um "]
        .iter()
        .fold(text, |t, w| t.strip_prefix(w).unwrap_or(t));
    let timed = text.contains(':') || text.split_whitespace().any(|w| matches!(w, "Uhr" | "uhr" | "am" | "pm" | "h"));
    timed
        && text.len() <= 24
        && text.starts_with(|c: char| c.is_ascii_digit())
        && text.split(|c: char| c.is_whitespace() || matches!(c, '–' | '-' | ':' | '.')).all(|part| {
            part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit())
                || matches!(part, "Uhr" | "uhr" | "am" | "pm" | "bis" | "to" | "h")
        })
}

/// `text` without a time of day and the sign behind it: "06:25 +++ Title", "7.30 Uhr – Title".
pub(super) fn untimed(text: &str) -> &str {
    let digits = text.bytes().take(3).take_while(u8::is_ascii_digit).count();
    let minutes = match text.as_bytes().get(digits..digits + 3) {
        Some([sign @ (b':' | b'.'), b'0'..=b'5', b'0'..=b'9']) if (1..=2).contains(&digits) => {
            let minutes = &text[digits + 3..];
            // "3.10" may be a version or a day.
            if *sign == b'.' && !minutes.starts_with(" Uhr") {
                return text;
            }
            minutes
        }
        _ => return text,
    };
    let behind = trim(minutes.strip_prefix(" Uhr").unwrap_or(minutes));
    ["+++ ", "– ", "— ", "- ", "| ", "· "].iter().find_map(|sign| behind.strip_prefix(sign)).map_or(text, trim)
}

/// `text` without the signs that set it off as a whole, whether there were any, and how many '#' led it.
pub(super) fn undecorate(text: &str) -> (&str, bool, u8) {
    if text.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return (text, false, 0);
    }
    let hashes = text.bytes().take_while(|b| *b == b'#').count();
    if let Some(styled) = text.strip_prefix("** ").filter(|styled| !styled.contains("**")) {
        // How mailers write a heading, or a link of its size, in plain text.
        return (styled, false, 0);
    }
    let (mut inner, mut decorated, mut level) = (text, false, 0);
    if (1..=6).contains(&hashes) && text[hashes..].starts_with(' ') {
        inner = trim(text[hashes..].trim_end_matches('#'));
        (decorated, level) = (true, hashes as u8);
    }
    for sign in ['+', '*', '=', '-', '~', '_', '>', '<', '|', '#', ':', '/', '►', '◄', '■', '●'] {
        let run = inner.chars().take_while(|c| *c == sign || (*c == ' ' && sign != '|')).filter(|c| *c == sign).count();
        if run == 0 || (run < 2 && !matches!(sign, '*' | '_' | '=' | '■' | '●' | '►' | '|')) {
            continue;
        }
        let head = inner.trim_start_matches([sign, ' ']);
        let closed = head.ends_with(sign) || matches!(sign, '>' | '<') && head.ends_with(['<', '>']);
        let body = trim(head.trim_end_matches([sign, '<', '>']));
        // Emphasis must span the whole: "**a** and **b**" is not set off.
        let spans = closed && !(matches!(sign, '*' | '_') && body.contains(sign));
        if !body.is_empty()
            && (spans || (run >= 2 && !matches!(sign, '*' | '_' | '-')) || matches!(sign, '■' | '●' | '►'))
        {
            // "=== Title ===" is of a lower level than "== Section ==".
            level = if sign == '=' && spans && (2..=6).contains(&run) { run as u8 } else { level };
            (inner, decorated) = (body, true);
            break;
        }
    }
    (inner, decorated, level)
}

/// All letters are capitals, and there are enough of them to mean it.
pub(super) fn is_capitals(text: &str) -> bool {
    let (mut upper, mut lower) = (0, 0);
    for c in text.chars() {
        upper += usize::from(c.is_uppercase());
        lower += usize::from(c.is_lowercase());
        if lower * 12 > text.len() {
            return false;
        }
    }
    // "ß" has no common capital; an abbreviation alone ("AKDB") is no capital heading.
    upper >= 6 && lower * 12 <= upper
}

/// Ends with a full stop that ends a sentence, closing quotes and brackets aside; "..." does not, and neither does the
/// full stop of a quoted name ("Neue Folge von „Die Stunde.“").
pub(super) fn ends_sentence(text: &str) -> bool {
    // Most lines end with a letter, or with one word and its full stop.
    let lettered = |word: &[u8]| word.iter().all(u8::is_ascii_alphanumeric);
    match text.as_bytes() {
        [.., last] if last.is_ascii_alphanumeric() => return false,
        [.., a, b, c, b'.'] if lettered(&[*a, *b, *c]) => return true,
        _ => {}
    }
    let bare = text.trim_end_matches(['"', '“', '”', '»', '«', '\'', ')', '*', ' ']);
    let Some(rest) = bare.strip_suffix('.') else { return bare.ends_with('。') };
    let word = rest.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let ended = !rest.ends_with('.')
        && (word.chars().count() > 2
            || word.len() == 2 && word.chars().all(char::is_lowercase)
            || rest.ends_with([')', '”', '“', '>']));
    let quoted = text.len() > bare.len() && text[bare.len()..].starts_with(['"', '“', '”']);
    let name = quoted
        && rest.rfind(['„', '"', '“']).is_some_and(|open| {
            let before = rest[..open].trim_end();
            !before.is_empty() && !before.ends_with([':', ',', '.', '!', '?'])
        });
    ended && !name
}

/// `text` without a word or two in square brackets at its end: "It moves. [more]", "It moves. [3]".
pub(super) fn without_reference(text: &str) -> &str {
    match text.strip_suffix(']').and_then(|inner| inner.rsplit_once('[')) {
        Some((before, inner)) if inner.split_whitespace().count() <= 2 => before.trim_end(),
        _ => text,
    }
}

/// A sentence ends inside of `text`.
pub(super) fn has_inner_sentence(text: &str) -> bool {
    inner_sentence(text).is_some()
}

/// Where the first sentence inside of `text` ends: at a full stop after a word of three letters, then another word. So
/// "Dr. Kühn" and "St. Ives" go on.
pub(super) fn inner_sentence(text: &str) -> Option<usize> {
    memchr::memchr_iter(b'.', text.as_bytes()).filter(|i| text.as_bytes().get(i + 1) == Some(&b' ')).find(|&i| {
        let letters = text[..i].chars().rev().take(3).filter(|c| c.is_alphabetic()).count();
        letters == 3 && text[i + 2..].starts_with(char::is_alphabetic)
    })
}

/// What stands before the first white space.
pub(super) fn first_word(text: &str) -> &str {
    match text.bytes().position(|b| b <= b' ' || !b.is_ascii()) {
        None => text,
        Some(at) if text.as_bytes()[at] == b' ' => &text[..at],
        Some(_) => text.split(char::is_whitespace).next().unwrap_or(""),
    }
}

/// Whether all white space in `text` is single spaces for sure: no two blanks of ASCII, no byte that white space beyond may
/// begin with.
pub(super) fn is_single_spaced(text: &str) -> bool {
    let bytes = text.as_bytes();
    let beyond = bytes.iter().fold(false, |beyond, b| beyond | (*b == 0xc2) | (0xe1..=0xe3).contains(b));
    let wide = bytes.windows(2).fold(false, |wide, pair| wide | (pair[0] <= b' ') & (pair[1] <= b' '));
    let control = bytes.iter().fold(false, |control, b| control | (*b < b' '));
    !(beyond || wide || control)
}

/// The text behind the last wide gap (two columns or more, no-break spaces) of a line laid out as a table row. A number
/// before the gap ("2026/41  Bylaw on dogs", "Course 12  Pottery") is no cell of its own; two spaces before a small letter
/// are a slip.
pub(super) fn last_cell(text: &str) -> &str {
    if is_single_spaced(text) {
        return text;
    }
    let (mut blank, mut start, mut lettered) = (0, 0, false);
    for (i, c) in text.char_indices() {
        if c.is_whitespace() {
            blank += 1;
            continue;
        }
        let wide = blank > 2 || blank == 2 && !c.is_lowercase();
        if wide && lettered && !is_number(text[start..i].trim_end()) {
            (start, lettered) = (i, false);
        }
        blank = 0;
        lettered |= c.is_alphabetic();
    }
    &text[start..]
}

/// "Course 12": one word and a number.
fn is_number(cell: &str) -> bool {
    cell.split_once(' ').is_some_and(|(_, number)| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_rules_markers_and_decoration() {
        assert!(is_rule("-----") && is_rule("* * *") && is_rule("===") && !is_rule("--") && !is_rule("- a -"));
        assert_eq!(marker("- Eins"), (Marker::Bullet, "Eins"));
        assert_eq!(marker("•Eins"), (Marker::Bullet, "Eins"));
        assert_eq!(marker("3. Treffen").0, Marker::Number(3));
        assert_eq!(marker("[2] https://a.example").0, Marker::Note(2));
        assert_eq!(marker("» Zur Meldung").0, Marker::None);
        assert_eq!(undecorate("+++ Eilmeldung +++"), ("Eilmeldung", true, 0));
        assert_eq!(undecorate("## Neues"), ("Neues", true, 2));
        assert_eq!(undecorate("**Neues Amt**"), ("Neues Amt", true, 0));
        assert_eq!(undecorate("**Ein** und **zwei**"), ("**Ein** und **zwei**", false, 0));
        assert_eq!((unnumbered("12) Titel"), unnumbered("172/2026  Titel")), ("Titel", "Titel"));
        assert_eq!((marker("172/2026  Titel").0, marker("3/4 Takt").0), (Marker::Number(172), Marker::None));
        assert!(is_time("19:00 Uhr") && is_time("10 – 12 Uhr") && is_time("7:30") && is_time("10.30 to 11.30 am"));
        assert!(!is_time("2. Mai") && !is_time("19") && !is_time("3:1 gewonnen") && !is_time("Uhr"));
        assert_eq!((untimed("06:25 +++ Titel"), untimed("7.30 Uhr – Titel")), ("Titel", "Titel"));
        assert_eq!((untimed("3.10 - Titel"), untimed("7:30 Titel")), ("3.10 - Titel", "7:30 Titel"));
    }

    #[test]
    fn knows_sentences_and_capitals() {
        assert!(ends_sentence("Das Amt zieht um.") && ends_sentence("(Es zieht um.)"));
        assert!(!ends_sentence("Neue Folge von „Die Stunde.“") && ends_sentence("Sie sagt: „Es geht.“"));
        assert!(!ends_sentence("mehr...") && !ends_sentence("Bis 3.") && !ends_sentence("Was nun?"));
        assert!(
            ends_sentence(without_reference("Es zieht um. [mehr]")) && !ends_sentence(without_reference("Umzug [3]"))
        );
        assert!(has_inner_sentence("Es beginnt. Dann endet es"));
        assert!(!has_inner_sentence("Die 25. Tagung von Dr. Klein"));
        assert!(is_capitals("NEUES AUS DEM RATHAUS") && !is_capitals("AKDB") && !is_capitals("Neues"));
    }

    #[test]
    fn reads_the_last_cell() {
        assert_eq!(last_cell("Logo Muster AG \u{a0} Muster AG"), "Muster AG");
        assert_eq!(last_cell("nur ein Feld"), "nur ein Feld");
        assert_eq!(last_cell("Celle: Bad öffnet  wieder"), "Celle: Bad öffnet  wieder");
        assert_eq!(last_cell("2026/41  Neue Satzung"), "2026/41  Neue Satzung");
        assert_eq!(last_cell("Kurs 12  Töpfern"), "Kurs 12  Töpfern");
    }
}
