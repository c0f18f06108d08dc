//! What stands on one line, taken apart: title and text of an entry, place and title of an event.

use std::borrow::Cow;

use super::address;
use super::dates::{self, Found};
use super::lexicon::{Hint, Lexicon};
use super::spacing::count_words;
use super::text;

/// `text` without the sign that parts it from the title before it.
pub(super) fn unseparated(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '–' | '—' | ':' | '|' | '·'))
        .trim_start_matches("- ")
}

/// Title and text of an entry on one line.
pub(super) fn divide(text: &str) -> (&str, &str) {
    if let Some(inner) = text.strip_prefix("**")
        && let Some((title, rest)) = inner.split_once("**")
    {
        return (title.trim_end_matches(':'), unseparated(rest));
    }
    if let Some((title, rest)) = text.strip_prefix("+++").and_then(|inner| inner.split_once("+++")) {
        return (title.trim(), rest.trim());
    }
    if let Some((title, rest)) = text.split_once(" -- ")
        && title.split_whitespace().count() <= LONGEST_TITLE
    {
        return (title, rest);
    }
    if let Some(at) = capital_lead(text) {
        return (&text[..at], text[at..].trim_start());
    }
    for sign in [" – ", " — ", " - ", ": ", " | ", ". ", "? ", "! "] {
        // A full stop behind "Dr" or "St" ends nothing.
        let at = if sign == ". " { text::inner_sentence(text) } else { text.find(sign) };
        if let Some(at) = at
            && at >= 8
            && (is_telling(&text[at + sign.len()..]) || sign == ". " && goes_on(&text[at + 2..]))
        {
            let kept = if matches!(sign, "? " | "! ") { 1 } else { 0 };
            return (&text[..at + kept], &text[at + sign.len()..]);
        }
    }
    (text, "")
}

/// Where the words in capitals end that `text` opens with, before one in small letters: "ADA MUSTER heads the office."
pub(super) fn capital_lead(text: &str) -> Option<usize> {
    let (mut at, mut words, mut letters) = (0, 0, 0);
    for word in text.split(' ') {
        if word.chars().any(char::is_lowercase) || !word.starts_with(char::is_alphabetic) {
            let goes_on = word.starts_with(char::is_lowercase);
            return (goes_on && words >= 2 && letters >= FEWEST_CAPITALS).then(|| at - 1);
        }
        (at, words, letters) =
            (at + word.len() + 1, words + 1, letters + word.chars().filter(|c| c.is_uppercase()).count());
    }
    None
}

/// Letters of such words: fewer are abbreviations.
const FEWEST_CAPITALS: usize = 8;

/// Enough words behind a full stop to be a text.
fn goes_on(text: &str) -> bool {
    text.split_whitespace().nth(3).is_some()
}

/// A text of its own, not the second half of a title: a sentence, or more words than most titles have.
fn is_telling(text: &str) -> bool {
    let text = text[..address::address_start(text).unwrap_or(text.len())].trim_end_matches([' ', '(', '<', '[']);
    let words = count_words(text, false, LONGEST_TITLE);
    words >= 4 && (words == LONGEST_TITLE || text.ends_with(['!', '…', ')']) || text::ends_sentence(text))
}

/// Words of a title.
const LONGEST_TITLE: usize = 12;

/// Place, title and what stands behind the title, of an event line without its date.
pub(super) fn event_parts(rest: &str, dated: bool) -> (Option<&str>, Cow<'_, str>, Option<&str>) {
    let rest = rest.trim();
    if let Some((before, inner)) = rest.split_once("**")
        && let Some((title, behind)) = inner.split_once("**")
    {
        let before = before.trim().trim_end_matches([':', ',', '–', '-']).trim();
        let place = (dated && !before.is_empty()).then_some(before);
        return (place, emphasised(title.trim(), behind.trim_start()), None);
    }
    if let Some((place, title)) = rest.split_once(": ")
        && dated
        && title.split_whitespace().count() >= 2
        && is_place(place)
    {
        return (Some(place), title.into(), None);
    }
    if let Some((title, place)) = named_places(rest) {
        return (None, title.into(), Some(place));
    }
    for sign in [" | ", " – ", " — ", " - ", "; ", ", "] {
        if let Some((title, behind)) = rest.rsplit_once(sign)
            && behind.split_whitespace().count() <= 4
            && (title.split_whitespace().count() >= 2 || dated && title.len() >= LONG_WORD && starts_name(behind))
        {
            return (None, title.into(), Some(behind));
        }
    }
    if let Some((title, place)) = rest.strip_suffix(')').and_then(|inner| inner.rsplit_once(" ("))
        && place.split_whitespace().count() <= 4
        && title.split_whitespace().count() >= 2
        && place.chars().filter(|c| c.is_lowercase()).count() > 1
    {
        return (None, title.into(), Some(place));
    }
    (None, rest.into(), None)
}

/// Whether what stands behind the days of several events, in two cells each ("12 May | Ulm | Open day at the town hall"),
/// names the place first: titles are the longer ones, by half at least.
pub(super) fn places_lead<'a>(behind_days: impl Iterator<Item = &'a str>) -> bool {
    let (mut lines, mut places, mut titles) = (0, 0, 0);
    for (first, second) in behind_days.filter_map(two_cells) {
        (lines, places, titles) = (lines + 1, places + first.len(), titles + second.len());
    }
    lines >= FEWEST_LINES && titles * 2 >= places * 3
}

/// Lines from which on their order is a habit.
const FEWEST_LINES: usize = 3;

/// The two cells of "Ulm | Open day at the town hall".
pub(super) fn two_cells(text: &str) -> Option<(&str, &str)> {
    text.trim_start_matches(['|', ' ']).split_once(" | ").filter(|(_, second)| !second.contains(" | "))
}

/// "Ulm", "online", "Building C, Room 2.11": what stands before an event's title and a colon.
fn is_place(text: &str) -> bool {
    let name = |part: &str| {
        part.split_whitespace().count() <= 2 && part.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
    };
    matches!(text, "online" | "virtuell" | "digital" | "hybrid") || text.split(", ").all(name)
}

/// Title and place of "Title, Town Hall, Ulm": two names or more behind the title.
fn named_places(rest: &str) -> Option<(&str, &str)> {
    let mut start = rest.len();
    let mut names = 0;
    while let Some(at) = rest[..start].rfind(", ")
        && starts_name(&rest[at + 2..start])
        && rest[..at].split_whitespace().nth(1).is_some()
    {
        (start, names) = (at, names + 1);
    }
    (names >= 2).then(|| (&rest[..start], &rest[start + 2..]))
}

/// Title, day and what stands behind it, of "Title; 12 November, 7 pm; Town Hall": the day is a full one, or timed.
pub(super) fn dated_inside(text: &str) -> Option<(&str, Found, &str)> {
    ["; ", " | ", " – ", " — ", " - ", ", "].iter().find_map(|sign| {
        let (title, behind) = text.split_once(sign)?;
        let day = dates::leading(behind).filter(|d| !d.bracketed && (d.from.year.is_some() || d.timed))?;
        let rest = unseparated(&behind[day.span.end..]);
        (title.len() >= LONG_WORD).then_some((title, day, rest))
    })
}

/// Bytes from which on one word can be an event's whole title: "Familiengottesdienst, Pfarrgarten".
const LONG_WORD: usize = 7;

fn starts_name(text: &str) -> bool {
    text.starts_with(char::is_uppercase) && text.split_whitespace().count() <= 3
}

/// A title in bold whose line was broken: the words behind it in lower case, up to a comma, belong to it.
fn emphasised<'a>(title: &'a str, behind: &str) -> Cow<'a, str> {
    if !behind.starts_with(char::is_lowercase) {
        return title.into();
    }
    let end = behind.find(',').unwrap_or(behind.len());
    format!("{title} {}", &behind[..end]).into()
}

/// The place that a line below an event names: "Ort: Rathaus", "Lieu : Mairie", or a name alone.
pub(super) fn venue<'a>(line: &'a str, lexicon: &Lexicon) -> Option<&'a str> {
    match line.split_once(": ") {
        Some((label, place)) => lexicon.labels(label, Hint::Where).then_some(place),
        None => Some(line).filter(|l| l.split_whitespace().count() <= 4 && !l.contains(|c: char| c.is_ascii_digit())),
    }
}

/// "von Ada Muster, Sprecherin des Rates": who wrote what the line above names.
pub(super) fn signs_title(text: &str) -> bool {
    let Some((name, role)) =
        text.strip_prefix("von ").or_else(|| text.strip_prefix("by ")).and_then(|names| names.split_once(", "))
    else {
        return false;
    };
    let named = name.split(' ').all(|w| w.starts_with(char::is_uppercase));
    named && (2..=4).contains(&name.split(' ').count()) && role.split(' ').count() <= 4 && !text::ends_sentence(role)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_who_signs_a_title() {
        assert!(signs_title("von Ada Muster, Sprecherin des Rates") && signs_title("by Ada M. Example, chief editor"));
        assert!(
            !signs_title("von Ulm, Marl und Worms") && !signs_title("von der Stadt, dem Land und dem Bund getragen.")
        );
    }

    #[test]
    fn finds_the_lead_in_capitals() {
        assert_eq!(divide("ADA MUSTER leitet das Amt."), ("ADA MUSTER", "leitet das Amt."));
        assert!(capital_lead("ADA MUSTER").is_none() && capital_lead("EU UND wir").is_none());
        assert!(capital_lead("").is_none() && capital_lead("MUSTERSTADT baut").is_none());
    }

    #[test]
    fn abbreviations_end_no_title() {
        let (title, text) = divide("Talk with Dr. Kühn on the new ferry. She says more boats will follow soon");
        assert_eq!((title, text), ("Talk with Dr. Kühn on the new ferry", "She says more boats will follow soon"));
    }
}
