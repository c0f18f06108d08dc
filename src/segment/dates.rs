//! Dates as newsletters write them, German and English: single days, ranges, with or without year, weekday and time.

use std::ops::Range;

use crate::model::Date;

/// A day whose year may be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Day {
    /// The year, where it is written.
    pub year: Option<u16>,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day, 1 to 31.
    pub day: u8,
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
    /// The calendar day; a missing year is the one that brings it closest to `near`, a little ahead of it.
    pub(super) fn resolve(self, near: Option<Date>) -> Option<Date> {
        if let Some(year) = self.year {
            return Date::new(year, self.month, self.day);
        }
        let near = near?;
        // Newsletters announce more than they look back: a day counts as past up to three months behind the issue.
        (near.year().saturating_sub(1)..=near.year() + 1)
            .filter_map(|y| Date::new(y, self.month, self.day))
            .find(|d| d.days_since(near) >= -92)
    }
}

impl Found {
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
    if !text.bytes().take(LONGEST_LEAD).any(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut c = Cursor { text, at: 0 };
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

/// The first date anywhere in the first bytes of `text`.
pub(super) fn first(text: &str) -> Option<Found> {
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

/// How far into a line a date is looked for (bytes): headers and datelines are short.
const LOOK: usize = 200;

/// Bytes before a date's first digit at most: "Donnerstag, den ", "from Wednesday, September ".
const LONGEST_LEAD: usize = 40;

struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn eat(&mut self, s: &str) -> bool {
        let hit = self.rest().starts_with(s);
        self.at += if hit { s.len() } else { 0 };
        hit
    }

    fn eat_any(&mut self, of: &[char]) -> bool {
        match self.rest().chars().next().filter(|c| of.contains(c)) {
            Some(c) => {
                self.at += c.len_utf8();
                true
            }
            None => false,
        }
    }

    fn spaces(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn number(&mut self, most: usize) -> Option<u16> {
        let digits = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        let n = (1..=most).contains(&digits).then(|| self.rest()[..digits].parse().ok())??;
        self.at += digits;
        Some(n)
    }

    /// Skips "Montag, den", "Mo.,", "am", "vom", "on", "from".
    fn lead_in(&mut self) {
        for _ in 0..3 {
            let w = word(self.rest());
            if w.is_empty() || w.len() > 14 || !is_lead_in(w) {
                return;
            }
            self.at += w.len();
            while self.eat_any(&['.', ',', ':']) {}
            self.spaces();
        }
    }

    /// Skips what parts a date from the text behind it.
    fn behind(&mut self) {
        self.spaces();
        while self.eat_any(&[',', ':', '|', '–', '-', '—', '·', ';', '/']) {
            self.spaces();
        }
    }

    fn range(&mut self) -> Option<(Day, Option<Day>)> {
        let (mut from, open) = self.day()?;
        let before = self.at;
        self.spaces();
        if self.joint() {
            self.spaces();
            self.lead_in();
            if let Some((to, open_end)) = self.day()
                && !open_end
            {
                if open {
                    from = Day { month: to.month, ..from };
                }
                let from =
                    if from.year.is_none() && from.month <= to.month { Day { year: to.year, ..from } } else { from };
                return Some((from, Some(to)));
            }
            // "April 23-26, 2026": the month stands before both days.
            self.at = before;
            self.spaces();
            self.joint();
            self.spaces();
            if !open
                && let Some(last) = self.number(2).filter(|d| (1..=31).contains(d))
                && !(self.rest().starts_with([':', '.']) && self.rest()[1..].starts_with(|c: char| c.is_ascii_digit()))
            {
                let year = self.year_behind().or(from.year);
                let to = Day { year, day: last as u8, ..from };
                return Some((Day { year, ..from }, Some(to)));
            }
        }
        self.at = before;
        (!open).then_some((from, None))
    }

    /// Eats "-", "bis", "to", "und", "/" between the two ends of a range.
    fn joint(&mut self) -> bool {
        if self.eat_any(&['-', '–', '—', '/', '+', '&']) {
            return true;
        }
        let w = word(self.rest());
        let hit = ["bis", "to", "und", "until", "and", "through"].contains(&w);
        self.at += if hit { w.len() } else { 0 };
        hit
    }

    /// One day, and whether its month is still to come ("21." in "21.-23.4.").
    fn day(&mut self) -> Option<(Day, bool)> {
        let start = self.at;
        let found =
            self.iso().or_else(|| self.retry(start, Self::numeric)).or_else(|| self.retry(start, Self::month_first));
        found.filter(|(d, open)| (1..=31).contains(&d.day) && (*open || (1..=12).contains(&d.month)))
    }

    fn retry(&mut self, start: usize, f: impl Fn(&mut Self) -> Option<(Day, bool)>) -> Option<(Day, bool)> {
        self.at = start;
        f(self)
    }

    /// 2026-02-10, 2026/02/10
    fn iso(&mut self) -> Option<(Day, bool)> {
        let year = self.number(4).filter(|y| *y > 1000)?;
        let month = self.eat_any(&['-', '/', '.']).then(|| self.number(2))??;
        let day = self.eat_any(&['-', '/', '.']).then(|| self.number(2))??;
        Some((Day { year: Some(year), month: month as u8, day: day as u8 }, false))
    }

    /// 10.02.2026, 10.2., 10. Februar 2026, 10th of February, 10/31/2026, and a bare "21." before a range's joint.
    fn numeric(&mut self) -> Option<(Day, bool)> {
        let day = self.number(2)?;
        for end in ["st", "nd", "rd", "th"] {
            if self.rest().starts_with(end) && !self.rest()[2..].starts_with(char::is_alphabetic) {
                self.at += 2;
                break;
            }
        }
        let dot = self.eat(".");
        if dot && let Some(month) = self.tight_number() {
            let closed = self.eat(".");
            let year = if closed { self.year_tight() } else { None };
            // Without the second dot ("29.4") only a list's punctuation tells a day from a decimal.
            let plain = closed || self.rest().starts_with([':', ',', '-', '–', '/']);
            return plain.then_some((Day { year, month: month as u8, day: day as u8 }, false));
        }
        if !dot && self.rest().starts_with('/') {
            return self.slashed(day);
        }
        let before = self.at;
        self.spaces();
        if self.eat("of ") {
            self.spaces();
        }
        let w = word(self.rest());
        if let Some(month) = month(w) {
            self.at += w.len();
            self.eat(".");
            let year = self.year_behind();
            return Some((Day { year, month, day: day as u8 }, false));
        }
        self.at = before;
        // A bare day can only open a range whose end names the month.
        let rest = self.rest().trim_start();
        let open = dot && (rest.starts_with(['-', '–', '/', '+', '&']) || ["bis", "und"].contains(&word(rest)))
            || !dot && rest.starts_with(['-', '–']);
        open.then_some((Day { year: None, month: 1, day: day as u8 }, true))
    }

    fn slashed(&mut self, first: u16) -> Option<(Day, bool)> {
        self.eat("/");
        let second = self.number(2)?;
        let year = self.eat("/").then(|| self.number(4))??;
        let year = if year < 100 { 2000 + year } else { year };
        // Month first as in the United States, unless that month can't be.
        let (month, day) = if first > 12 { (second, first) } else { (first, second) };
        Some((Day { year: Some(year), month: month as u8, day: day as u8 }, false))
    }

    /// February 10, 2026; Feb 10
    fn month_first(&mut self) -> Option<(Day, bool)> {
        let w = word(self.rest());
        let month = month(w)?;
        self.at += w.len();
        self.eat(".");
        self.spaces();
        let day = self.number(2)?;
        for end in ["st", "nd", "rd", "th"] {
            if self.eat(end) {
                break;
            }
        }
        let year = self.year_behind();
        Some((Day { year, month, day: day as u8 }, false))
    }

    fn tight_number(&mut self) -> Option<u16> {
        let before = self.at;
        self.spaces();
        let spaced = self.at > before;
        let n = self.number(2).filter(|n| (1..=12).contains(n) && (!spaced || self.rest().starts_with('.')));
        if n.is_none() {
            self.at = before;
        }
        n
    }

    /// The number just read ends here: neither a decimal nor a time goes on.
    fn ends(&self) -> bool {
        !self.rest().starts_with(|c: char| c.is_alphanumeric() || c == '%')
    }

    fn year_tight(&mut self) -> Option<u16> {
        let before = self.at;
        self.spaces();
        let year = self.number(4);
        let fits = year.filter(|y| (1900..2200).contains(y) || (self.at - before == 2 && *y >= 10));
        if fits.is_none() || !self.ends() || self.rest().starts_with("%") {
            self.at = before;
            return None;
        }
        fits.map(|y| if y < 100 { 2000 + y } else { y })
    }

    fn year_behind(&mut self) -> Option<u16> {
        let before = self.at;
        self.eat(",");
        self.spaces();
        let year = self.number(4).filter(|y| (1900..2200).contains(y) && self.ends());
        if year.is_none() {
            self.at = before;
        }
        year
    }

    /// ", 15.30-17.30", " um 19 Uhr", " at 7 pm", " 10:00–12:00 Uhr"
    fn time(&mut self) -> bool {
        let before = self.at;
        self.spaces();
        while self.eat_any(&[',', '|', '–', '-', ';', '/', ':']) {
            self.spaces();
        }
        for w in ["um", "ab", "von", "at", "from"] {
            if word(self.rest()) == w {
                self.at += w.len();
                self.spaces();
            }
        }
        let found = self.clock();
        if !found {
            self.at = before;
        }
        found
    }

    fn clock(&mut self) -> bool {
        let Some(hour) = self.number(2) else { return false };
        let minutes = self.eat_any(&[':', '.']) && self.number(2).is_some();
        let mut sure = minutes && !self.rest().starts_with(|c: char| c == '.' || c.is_ascii_digit());
        let before = self.at;
        self.spaces();
        if self.eat_any(&['-', '–']) || word(self.rest()) == "bis" && self.eat("bis") || self.eat("to ") {
            self.spaces();
            if self.number(2).is_some() {
                if self.eat_any(&[':', '.']) {
                    self.number(2);
                }
            } else {
                self.at = before;
            }
        } else {
            self.at = before;
        }
        let before = self.at;
        self.spaces();
        let unit =
            ["Uhr", "uhr", "h", "a.m", "p.m", "am", "pm", "AM", "PM", "Uhr."].iter().find(|u| word(self.rest()) == **u);
        match unit {
            Some(u) => {
                self.at += u.len();
                sure = true;
            }
            None => self.at = before,
        }
        sure && hour < 25
    }
}

/// The letters that `text` begins with.
fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    &text[..end]
}

fn is_lead_in(word: &str) -> bool {
    const WORDS: &str = " am den vom ab bis on from the datum wann termin date when stand ";
    const DAYS: &str = " montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so monday \
                        tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun ";
    let lower = word.to_lowercase();
    WORDS.split(' ').chain(DAYS.split_whitespace()).any(|w| w == lower && !w.is_empty())
}

/// The month that `word` names.
pub(super) fn month(word: &str) -> Option<u8> {
    const NAMES: [&[&str]; 12] = [
        &["januar", "jan", "january", "jänner"],
        &["februar", "feb", "february", "feber"],
        &["märz", "mär", "mrz", "march", "mar", "maerz"],
        &["april", "apr"],
        &["mai", "may"],
        &["juni", "jun", "june"],
        &["juli", "jul", "july"],
        &["august", "aug"],
        &["september", "sep", "sept"],
        &["oktober", "okt", "october", "oct"],
        &["november", "nov"],
        &["dezember", "dez", "december", "dec"],
    ];
    if !(3..=10).contains(&word.len())
        || !word.starts_with(['J', 'F', 'M', 'A', 'S', 'O', 'N', 'D', 'j', 'f', 'm', 'a', 's', 'o', 'n', 'd'])
    {
        return None;
    }
    let lower = word.to_lowercase();
    NAMES.iter().position(|names| names.contains(&lower.as_str())).map(|i| i as u8 + 1)
}

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
        assert_eq!(first("Ausgabe vom 3. Mai 2026").unwrap().from, Day { year: Some(2026), month: 5, day: 3 });
    }
}
