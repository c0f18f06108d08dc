//! Date forms of a profile: "am {d}ten {m} {y}", where `{d}`, `{m}` and `{y}` stand for day, month and year.

use super::dates::{self, Day, Found};

/// The date that `text` begins with, written as `form` says; it counts as a stamp.
pub(super) fn leading(text: &str, form: &str) -> Option<Found> {
    let (mut day, mut month, mut year) = (None, None, None);
    let (mut rest, mut form) = (text, form);
    while let Some(c) = form.chars().next() {
        let field = form.get(..3).filter(|f| matches!(*f, "{d}" | "{m}" | "{y}"));
        let taken = match field {
            Some("{d}") => number(rest, 2, &mut day)?,
            Some("{y}") => number(rest, 4, &mut year)?,
            Some(_) => month_of(rest, &mut month)?,
            None => rest.starts_with(c).then_some(c.len_utf8())?,
        };
        rest = &rest[taken..];
        form = &form[field.map_or(c.len_utf8(), str::len)..];
    }
    let behind = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | '–' | '-' | '|'));
    let (day, month) = (u8::try_from(day?).ok()?, u8::try_from(month?).ok()?);
    let from = Day { year: year.map(|y| if y < 100 { 2000 + y } else { y }), month, day, either: false };
    let real = (1..=31).contains(&day) && (1..=12).contains(&month);
    real.then(|| Found { from, to: None, timed: false, bracketed: true, span: 0..text.len() - behind.len() })
}

fn number(text: &str, most: usize, into: &mut Option<u16>) -> Option<usize> {
    let digits = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    *into = Some(text[..digits].parse().ok()?);
    Some(digits)
}

fn month_of(text: &str, into: &mut Option<u16>) -> Option<usize> {
    let word = dates::word(text);
    match dates::month(word) {
        Some(month) => {
            *into = Some(month.into());
            Some(word.len())
        }
        None => number(text, 2, into),
    }
}

/// The form of the date that `text` begins with, where it is plain which number is what.
pub(super) fn form_of(text: &str) -> Option<String> {
    let found = dates::leading(text).filter(|d| d.to.is_none() && !d.timed && d.from.year.is_some())?;
    let date = text[found.span].trim_end_matches(|c: char| !c.is_alphanumeric() && !matches!(c, ']' | ')'));
    let mut form = String::new();
    let mut rest = date;
    while let Some(c) = rest.chars().next() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let word = dates::word(rest);
        let (field, len) = match digits {
            4 => ("{y}", 4),
            1 | 2 if form.ends_with("{y}-") || form.contains("{d}") && !form.contains("{m}") => ("{m}", digits),
            1 | 2 if !form.contains("{d}") => ("{d}", digits),
            0 if dates::month(word).is_some() => ("{m}", word.len()),
            _ => (&rest[..c.len_utf8()], c.len_utf8()),
        };
        form.push_str(field);
        rest = &rest[len..];
    }
    // A weekday changes from date to date, and which number of "3/4/2026" is the month is not known.
    let plain = ["{d}", "{m}", "{y}"].iter().all(|f| form.matches(f).count() == 1) && !form.contains('/');
    (plain && leading(date, &form).is_some_and(|again| again.from == found.from)).then_some(form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_dates_by_their_form() {
        let day = |text, form| leading(text, form).map(|f| (f.from.year, f.from.month, f.from.day, text[f.span].len()));
        assert_eq!(day("20260503 | Ulm", "{y}{m}{d}"), Some((Some(2026), 5, 3, 11)));
        assert_eq!(day("am 3ten Mai 2026: Ulm", "am {d}ten {m} {y}"), Some((Some(2026), 5, 3, 18)));
        assert_eq!(day("3/5 Ulm", "{d}/{m}"), Some((None, 5, 3, 4)));
        assert_eq!(day("33.5. Ulm", "{d}.{m}."), None);
        assert_eq!(day("Ulm", "{d}"), None);
        assert_eq!(day("Ä", "{d"), None);
    }

    #[test]
    fn finds_the_form_of_a_date() {
        assert_eq!(form_of("[03.05.2026] In Ulm").as_deref(), Some("[{d}.{m}.{y}]"));
        assert_eq!(form_of("2026-05-03 In Ulm").as_deref(), Some("{y}-{m}-{d}"));
        assert_eq!(form_of("3. Mai 2026 – In Ulm").as_deref(), Some("{d}. {m} {y}"));
        assert_eq!(form_of("May 3, 2026: In Ulm").as_deref(), Some("{m} {d}, {y}"));
        assert_eq!(form_of("3/5/2026 In Ulm"), None);
        assert_eq!(form_of("In Ulm"), None);
    }
}
