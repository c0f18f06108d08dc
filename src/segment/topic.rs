//! The topic of a title: "Topic: Title", and "TopicTitle" where a page lost the gap between the two.

/// Topic and title of "Topic: Title" and of "TOPIC - Title". The topic is short and the title begins like one.
pub(super) fn colon(text: &str) -> Option<(&str, &str)> {
    if let Some(parts) = dashed(text) {
        return Some(parts);
    }
    let head = &text.as_bytes()[..text.len().min(2 * MOST_BYTES)];
    let at = memchr::memchr_iter(b':', head).find(|i| head.get(i + 1) == Some(&b' '));
    let (topic, title) = match at {
        Some(at) => (text[..at].trim_end(), text[at + 2..].trim_start()),
        None if text.is_ascii() => return None,
        None => text.split_once('：')?,
    };
    let words = topic.split_whitespace().count();
    let fits = (1..=MOST_WORDS).contains(&words)
        && (FEWEST_BYTES..=MOST_BYTES).contains(&topic.len())
        && !topic.contains([',', '.', '?', '!', '„', '"', '“', '(']);
    (fits && !ANSWERS.contains(&topic) && title.chars().any(char::is_alphabetic)).then_some((topic, title))
}

/// What mail programs put before the subject of what is answered or sent on.
pub(super) const ANSWERS: [&str; 7] = ["Re", "RE", "AW", "Aw", "Fwd", "FW", "WG"];

/// A name in capitals parted from the title by a dash: "ULM - Neues Amt".
fn dashed(text: &str) -> Option<(&str, &str)> {
    if !text.chars().filter(|c| c.is_alphabetic()).take(3).all(char::is_uppercase) {
        return None;
    }
    let (topic, title) = text.split_once(" - ").or_else(|| text.split_once(" – "))?;
    let words = topic.split_whitespace().count();
    let small = title.contains(char::is_lowercase) && !topic.contains(char::is_lowercase);
    (small && words <= MOST_LABEL_WORDS + 1 && topic.len() <= MOST_BYTES && !topic.contains([',', '?', '!', ':', '"']))
        .then_some((topic.trim_end(), title.trim_start()))
}

/// The name that a heading gives: without the number, sign or picture before it and the colon behind it.
pub(super) fn bare(heading: &str) -> &str {
    let named = heading.trim_end_matches([':', ' ']);
    let digits = named.bytes().take_while(u8::is_ascii_digit).count();
    // "2. News", "02 | News", "2  News", but not "2 days" or "3D printing".
    let counted = (1..=2).contains(&digits)
        && [". ", ") ", " | ", "  ", " – ", " - "].iter().any(|sign| named[digits..].starts_with(sign));
    let named = if counted { &named[digits..] } else { named };
    // "IV. Dates", "B. Dates"
    let roman = |number: &str| {
        (1..=5).contains(&number.len()) && number.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'))
            || number.len() == 1 && number.bytes().all(|b| b.is_ascii_uppercase())
    };
    let named = named.split_once(". ").filter(|(number, _)| roman(number)).map_or(named, |(_, name)| name);
    let bare = named.trim_start_matches(|c: char| {
        c.is_whitespace()
            || matches!(c, '\u{2000}'..='\u{2bff}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}') && c != '„' && c != '“'
    });
    let bare = if counted { bare.trim_start_matches(['.', ')', '|', '-', ' ']) } else { bare };
    if bare.contains(char::is_alphabetic) { bare } else { heading }
}

/// The text behind one letter and a colon, which count or part things and tell nothing: "Q: What now?".
pub(super) fn unlettered(text: &str) -> &str {
    match text.as_bytes() {
        [letter, b':', b' ', ..] if letter.is_ascii_uppercase() => text[2..].trim_start(),
        _ => text,
    }
}

/// The shortest topic is an abbreviation: "EU".
const FEWEST_BYTES: usize = 2;
/// A topic is a name or a field: the longest of the seen layouts has four words, and half as many more are allowed.
const MOST_WORDS: usize = 6;
/// What six words of a name take up.
const MOST_BYTES: usize = 60;

/// Topic and title of "TopicTitle": the only place where a capital follows a lower-case letter inside a word, with at
/// least four letters before it and three lower-case ones behind.
pub(super) fn glued(text: &str) -> Option<(&str, &str)> {
    let head = &text.as_bytes()[..text.len().min(MOST_BYTES + 2)];
    let joins = |pair: &[u8]| pair[0].is_ascii_lowercase() & pair[1].is_ascii_uppercase();
    if head.is_ascii() && !head.windows(2).fold(false, |found, pair| found | joins(pair)) {
        return None;
    }
    let mut found = None;
    let mut last = ' ';
    for (at, c) in text.char_indices().take(MOST_BYTES + 1) {
        if std::mem::replace(&mut last, c).is_lowercase() && c.is_uppercase() {
            let (before, behind) = (&text[..at], &text[at..]);
            let run = before.chars().rev().take_while(|c| c.is_lowercase()).count();
            let tail = behind.chars().skip(1).take_while(|c| c.is_lowercase()).count();
            let word_start = before.rsplit(char::is_whitespace).next().unwrap_or("").starts_with(char::is_uppercase);
            if run < 3 || tail < 2 || !word_start || found.is_some() {
                return None;
            }
            found = Some((before, behind));
        }
    }
    // The title must go on: "GitHub" or "OpenSource" alone is a name.
    found.filter(|(_, title)| title.split_whitespace().count() >= 2)
}

/// Field and kind on a line of their own, parted by a slash: "Environment/Hearing".
pub(super) fn is_path(line: &str) -> bool {
    let Some(slash) = memchr::memchr(b'/', line.as_bytes()) else { return false };
    let (field, kind) = (&line[..slash], &line[slash + 1..]);
    let named =
        |part: &str| part.starts_with(char::is_uppercase) && part.split_whitespace().count() <= MOST_LABEL_WORDS + 1;
    let worded = line.chars().all(|c| c.is_alphabetic() || matches!(c, '/' | '-' | ' ' | ','));
    line.len() <= MOST_BYTES && worded && named(field.trim()) && named(kind.trim())
}

/// The label that `line` begins with: "Deadline: 3 May", "**Ort:** Ulm".
pub(super) fn label(line: &str) -> Option<&str> {
    field(line).map(|(label, _)| label)
}

/// The same, and what stands behind it.
pub(super) fn field(line: &str) -> Option<(&str, &str)> {
    let at = memchr::memchr(b':', line.as_bytes().get(..line.len().min(LONGEST_LABEL))?)?;
    let value = line[at + 1..].strip_prefix(' ')?;
    let label = line[..at].trim_matches('*');
    let plain = label.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | ' '));
    let worded = || !label.is_empty() && label.split_whitespace().count() <= MOST_LABEL_WORDS;
    (plain && worded()).then_some((label, value))
}

/// The words, a full stop behind them, that a text opens with as with a label: "Pool. It is closed until May."
pub(super) fn opener(text: &str) -> Option<&str> {
    let head = text.get(..text.len().min(LONGEST_LABEL)).unwrap_or(text);
    let (opener, _) = head.split_once(". ")?;
    let named = opener.starts_with(char::is_uppercase) && opener.split(' ').count() <= MOST_LABEL_WORDS;
    let plain = opener.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | ' ' | '\''));
    // "St. Ives" and "Dr. Kühn" open nothing.
    let behind = text[opener.len() + 2..].split_whitespace().count();
    (named && plain && opener.chars().count() >= FEWEST_LETTERS && behind >= FEWEST_LETTERS).then_some(opener)
}

/// Letters of such words, and words behind them.
const FEWEST_LETTERS: usize = 4;

/// Bytes and words of a label.
const LONGEST_LABEL: usize = 28;
const MOST_LABEL_WORDS: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_at_the_colon() {
        assert_eq!(colon("Ulm: Neues Amt"), Some(("Ulm", "Neues Amt")));
        assert_eq!(colon("Rat / Kreis: Bericht"), Some(("Rat / Kreis", "Bericht")));
        assert_eq!(colon("ST. ULM - Neues Amt: wer zieht ein?"), Some(("ST. ULM", "Neues Amt: wer zieht ein?")));
        assert_eq!(colon("ULM - NEUES AMT"), None);
        assert_eq!(colon("Q: Was nun?"), None);
        let names = [
            "2  Bund",
            "01 | Umwelt",
            "3. Rat",
            "💡 Ideen",
            "2 Tage",
            "3D-Druck",
            "„Die Woche“",
            "2026",
            "IV. Termine",
            "B. Rat",
        ];
        let bares = ["Bund", "Umwelt", "Rat", "Ideen", "2 Tage", "3D-Druck", "„Die Woche“", "2026", "Termine", "Rat"];
        assert_eq!(names.map(bare), bares);
        assert_eq!((unlettered("Q: Was nun?"), unlettered("Was nun?")), ("Was nun?", "Was nun?"));
        assert!(is_path("Umwelt/Anhörung") && is_path("Bau, Wohnen/Kleine Anfrage"));
        assert!(!is_path("und/oder") && !is_path("24/7") && !is_path("https://a.example"));
        assert_eq!(colon("Um 12:30 Uhr"), None);
        assert_eq!(colon("Sie sagte, was viele denken: Ja"), None);
    }

    #[test]
    fn a_word_and_a_full_stop_open_a_text() {
        assert_eq!(opener("Freibad. Es bleibt bis April geschlossen."), Some("Freibad"));
        assert_eq!(opener("Dr. Kühn spricht über das Wehr."), None);
        assert_eq!(opener("Es regnet heute lange. Danach scheint die Sonne."), None);
        assert_eq!(opener("Freibad. Es bleibt zu."), None);
    }

    #[test]
    fn splits_a_lost_gap() {
        assert_eq!(glued("HessenNeue Mittel für Schulen"), Some(("Hessen", "Neue Mittel für Schulen")));
        assert_eq!(glued("Nord/SüdwestBund wird enger"), Some(("Nord/Südwest", "Bund wird enger")));
        assert_eq!(glued("GitHub ist teuer"), None);
        assert_eq!(glued("eGovernment wird einfach"), None);
        assert_eq!(glued("OpenSource"), None);
    }
}
