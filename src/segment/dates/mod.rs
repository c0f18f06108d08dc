//! Dates as newsletters write them, in German, English, French, Italian, Spanish, Portuguese and Dutch: single days,
//! ranges, with or without year, weekday and time.

mod clock;
mod cursor;
mod names;

use std::ops::Range;

use crate::model::Date;

use cursor::Cursor;
pub(crate) use names::month;
pub(super) use names::{is_lead_in, word};

/// A day whose year may be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Day {
    /// The year, where it is written.
    pub year: Option<u16>,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day, 1 to 31.
    pub day: u8,
    /// Month and day may be the other way round: 03/05/2026.
    pub either: bool,
}

/// A date found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// The day, or the first of a range.
    pub from: Day,
    /// The last day of a range.
    pub to: Option<Day>,
    /// A time of day stands with it.
    pub timed: bool,
    /// It stands in brackets.
    pub bracketed: bool,
    /// Its bytes: brackets, weekday, time and the punctuation behind it included.
    pub span: Range<usize>,
}

impl Day {
    /// The same day with the day before the month, where both orders can be.
    fn turned(self) -> Day {
        if self.either { Day { month: self.day, day: self.month, ..self } } else { self }
    }

    /// The calendar day; a missing year is the one that brings it closest to `near`, a little ahead of it. Of two orders
    /// that can be, the one that lies closer to `near`.
    pub(super) fn resolve(self, near: Option<Date>) -> Option<Date> {
        if let Some(year) = self.year {
            let orders = [self, self.turned()].map(|day| Date::new(year, day.month, day.day));
            let away = |date: &Date| near.map_or(0, |near| date.days_since(near).unsigned_abs());
            return orders.into_iter().flatten().min_by_key(away);
        }
        let near = near?;
        // Newsletters announce more than they look back: a day counts as past up to three months behind the issue.
        (near.year().saturating_sub(1)..=near.year() + 1)
            .filter_map(|y| Date::new(y, self.month, self.day))
            .find(|d| d.days_since(near) >= -92)
    }
}

impl Found {
    /// The same date, with the day before the month where both orders can be.
    pub(super) fn turned(self) -> Found {
        Found { from: self.from.turned(), to: self.to.map(Day::turned), ..self }
    }

    /// First and last day, missing years taken from `near`.
    pub(super) fn resolve(&self, near: Option<Date>) -> (Option<Date>, Option<Date>) {
        let to = self.to.and_then(|d| d.resolve(near));
        let from = match (self.from.year, to) {
            // "30.12. - 2.1.2026": the first day lies before the last.
            (None, Some(to)) => {
                let same = Date::new(to.year(), self.from.month, self.from.day);
                same.filter(|d| *d <= to)
                    .or_else(|| Date::new(to.year().saturating_sub(1), self.from.month, self.from.day))
            }
            _ => self.from.resolve(near),
        };
        (from, to.filter(|to| Some(*to) != from))
    }
}

/// The date that `text` begins with, a weekday or "am", "vom", "on" before it allowed.
pub(super) fn leading(text: &str) -> Option<Found> {
    // Most lines are no dates: without a digit near the head nothing more is looked at.
    let head = &text.as_bytes()[..text.len().min(LONGEST_LEAD)];
    if !head.iter().fold(false, |found, b| found | b.is_ascii_digit()) {
        return None;
    }
    let mut c = Cursor::new(text);
    c.spaces();
    let start = c.at;
    let bracket = c.eat_any(&['[', '(']);
    c.lead_in();
    let (from, to) = c.range()?;
    let mut timed = c.time();
    if bracket && !c.eat_any(&[']', ')']) {
        return None;
    }
    timed |= !bracket && c.time();
    c.behind();
    Some(Found { from, to, timed, bracketed: bracket, span: start..c.at })
}

/// The bytes that a time of day takes up at the head of `text`, with the sign behind it: "9 am: ", "10.30 Uhr – ".
pub(super) fn clock(text: &str) -> Option<usize> {
    let mut c = Cursor::new(text);
    let timed = c.time();
    c.behind();
    (timed && c.at < text.len()).then_some(c.at)
}

/// The first date anywhere in the first bytes of `text`.
pub(super) fn first(text: &str) -> Option<Found> {
    if !text.bytes().take(LOOK + LONGEST_LEAD).fold(false, |found, b| found | b.is_ascii_digit()) {
        return None;
    }
    let mut previous = ' ';
    for (i, c) in text.char_indices().take_while(|(i, _)| *i < LOOK) {
        let begins = !previous.is_alphanumeric()
            && (c.is_ascii_digit() || c.is_alphabetic() && month(word(&text[i..])).is_some());
        if begins && let Some(mut found) = leading(&text[i..]) {
            found.span = found.span.start + i..found.span.end + i;
            return Some(found);
        }
        previous = c;
    }
    None
}

/// Whether dates with slashes in `text` name the day first, if one of them tells: 25/05/2026, not 05/25/2026.
pub(super) fn day_first(text: &str) -> Option<bool> {
    text.split(|c: char| !c.is_ascii_digit() && c != '/').find_map(|token| {
        let mut numbers = token.split('/').map(|n| n.parse::<u16>().ok());
        let (Some(a), Some(b), Some(_), None) = (numbers.next()?, numbers.next()?, numbers.next()?, numbers.next())
        else {
            return None;
        };
        ((1..=12).contains(&a.min(b)) && (13..=31).contains(&a.max(b))).then_some(a > b)
    })
}

/// How far into a line a date is looked for (bytes): headers and datelines are short.
const LOOK: usize = 200;

/// Bytes before a date's first digit at most: "Donnerstag, den ", "from Wednesday, September ".
const LONGEST_LEAD: usize = 40;

#[cfg(test)]
mod tests {
    use super::*;

    fn near() -> Option<Date> {
        Date::new(2026, 4, 15)
    }

    fn read(text: &str) -> String {
        let Some(found) = leading(text) else { return "-".into() };
        let (from, to) = found.resolve(near());
        let show = |d: Option<Date>| d.map_or("?".into(), |d| d.to_string());
        let rest = &text[found.span.end..];
        format!(
            "{}{} {}|{rest}",
            show(from),
            to.map_or(String::new(), |d| format!("..{d}")),
            if found.timed { "t" } else { "" }
        )
    }

    #[test]
    fn of_two_orders_the_one_near_the_issue() {
        assert_eq!(read("03/05/2026 Walk"), "2026-05-03 |Walk");
        assert_eq!(read("05/03/2026 Walk"), "2026-05-03 |Walk");
        assert_eq!(read("05/25/2026 Walk"), "2026-05-25 |Walk");
        assert_eq!(
            (day_first("on 25/05/2026"), day_first("on 05/25/2026"), day_first("on 05/06/2026 or 1/2")),
            (Some(true), Some(false), None)
        );
    }

    #[test]
    fn reads_german_forms() {
        assert_eq!(read("[30.06.2025] In Kiel"), "2025-06-30 |In Kiel");
        assert_eq!(read("Mittwoch, 11. Februar 2026"), "2026-02-11 |");
        assert_eq!(read("25.02.2026 - 26.02.2026, Berlin"), "2026-02-25..2026-02-26 |Berlin");
        assert_eq!(read("20.4., 15.30-17.30: Treffen"), "2026-04-20 t|Treffen");
        assert_eq!(read("21.-23.4., Berlin: Messe"), "2026-04-21..2026-04-23 |Berlin: Messe");
        assert_eq!(read("23./24.4., Mainz: Forum"), "2026-04-23..2026-04-24 |Mainz: Forum");
        assert_eq!(read("29.4: Technik"), "2026-04-29 |Technik");
        assert_eq!(read("Di, 3. März, 19 Uhr: Lesung"), "2026-03-03 t|Lesung");
        assert_eq!(read("vom 3. bis 5. März 2027 in Ulm"), "2027-03-03..2027-03-05 |in Ulm");
        assert_eq!(read("30.12. – 2.1.2027 Ferien"), "2026-12-30..2027-01-02 |Ferien");
        assert_eq!(read("3.7.26 Sommerfest"), "2026-07-03 |Sommerfest");
        assert_eq!(read("2. Mai"), "2026-05-02 |");
    }

    #[test]
    fn reads_english_forms() {
        assert_eq!(read("April 23-26, 2026"), "2026-04-23..2026-04-26 |");
        assert_eq!(read("April 2, 2026"), "2026-04-02 |");
        assert_eq!(read("Tuesday, March 3rd: Talk"), "2026-03-03 |Talk");
        assert_eq!(read("14th of May 2026 - Meetup"), "2026-05-14 |Meetup");
        assert_eq!(read("2026-05-14 10:00 Meetup"), "2026-05-14 t|Meetup");
        assert_eq!(read("12 June, 7 pm, Leeds"), "2026-06-12 t|Leeds");
        assert_eq!(read("June 12-14: Talks"), "2026-06-12..2026-06-14 |Talks");
        assert_eq!(read("June 30 - July 2, 2026"), "2026-06-30..2026-07-02 |");
    }

    #[test]
    fn reads_spanish_forms() {
        assert_eq!(read("5 de noviembre de 2026: Charla"), "2026-11-05 |Charla");
        assert_eq!(read("Jueves, 7 de mayo, Madrid"), "2026-05-07 |Madrid");
        assert_eq!(read("13 y 14 de mayo, Valencia"), "2026-05-13..2026-05-14 |Valencia");
    }

    #[test]
    fn reads_french_italian_portuguese_and_dutch_forms() {
        assert_eq!(read("Vendredi 13 mars 2026 - 20 h 30"), "2026-03-13 t|");
        assert_eq!(read("Samedi 14 mars - 10 h à 16 h, Ulm"), "2026-03-14 t|Ulm");
        assert_eq!(read("Samedi 21 et dimanche 22 mars"), "2026-03-21..2026-03-22 |");
        assert_eq!(read("du 7 au 9 avril : marché"), "2026-04-07..2026-04-09 |marché");
        assert_eq!(read("1er avril 2026"), "2026-04-01 |");
        assert_eq!(read("Giovedì 14 maggio, ore 18.30 – Incontro"), "2026-05-14 t|Incontro");
        assert_eq!(read("Dal 7 al 9 maggio 2026"), "2026-05-07..2026-05-09 |");
        assert_eq!(read("quinta-feira, 7 de maio, às 19h"), "2026-05-07 t|");
        assert_eq!(read("Zaterdag 9 mei, 10.00 - 12.00 uur: Markt"), "2026-05-09 t|Markt");
        assert_eq!(read("4 t/m 6 mei"), "2026-05-04..2026-05-06 |");
        assert_eq!(read("May 5 to 7"), "2026-05-05..2026-05-07 |");
    }

    #[test]
    fn leaves_other_numbers_alone() {
        for text in [
            "3. Interkommunales Treffen",
            "7. Praxistag",
            "2.0 ist da",
            "1.000 Euro",
            "25. Konferenz",
            "48 Millionen",
            "2026 wird gut",
            "Mai war warm",
            "12.30 Uhr",
            "12.5 % mehr",
            "5-7 Tage",
            "5 to 7 days",
            "14 e 15 persone",
            "",
            "[",
        ] {
            assert_eq!(read(text), "-", "{text}");
        }
    }

    #[test]
    fn finds_a_date_inside_a_line() {
        let text = "Issue #725 - 2025-06-16 - On podcasts";
        assert_eq!(&text[first(text).unwrap().span], "2025-06-16 - ");
        assert!(first("Ausgabe 7").is_none());
        assert_eq!(
            first("Ausgabe vom 3. Mai 2026").unwrap().from,
            Day { year: Some(2026), month: 5, day: 3, either: false }
        );
    }
}
