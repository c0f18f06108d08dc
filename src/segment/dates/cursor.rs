//! Reads a date off the head of a text, form by form.

use super::Day;
use super::names::{is_lead_in, month, word};

/// A place in a text, moved on by whatever is recognised there.
pub(super) struct Cursor<'a> {
    text: &'a str,
    pub(super) at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Cursor { text, at: 0 }
    }

    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub(super) fn eat(&mut self, s: &str) -> bool {
        let hit = self.rest().starts_with(s);
        self.at += if hit { s.len() } else { 0 };
        hit
    }

    pub(super) fn eat_any(&mut self, of: &[char]) -> bool {
        match self.rest().chars().next().filter(|c| of.contains(c)) {
            Some(c) => {
                self.at += c.len_utf8();
                true
            }
            None => false,
        }
    }

    pub(super) fn eat_word(&mut self, of: &[&str]) -> bool {
        let w = word(self.rest());
        let hit = of.contains(&w);
        self.at += if hit { w.len() } else { 0 };
        hit
    }

    pub(super) fn spaces(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    pub(super) fn number(&mut self, most: usize) -> Option<u16> {
        let digits = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        let n = (1..=most).contains(&digits).then(|| self.rest()[..digits].parse().ok())??;
        self.at += digits;
        Some(n)
    }

    /// Skips "Montag, den", "Mo.,", "am", "vom", "on", "from".
    pub(super) fn lead_in(&mut self) {
        for _ in 0..3 {
            let w = word(self.rest());
            if w.is_empty() || w.len() > 14 || !is_lead_in(w) {
                return;
            }
            self.at += w.len();
            self.eat("-feira");
            while self.eat_any(&['.', ',', ':']) {}
            self.spaces();
        }
    }

    /// Skips what parts a date from the text behind it.
    pub(super) fn behind(&mut self) {
        self.spaces();
        while self.eat_any(&[',', ':', '|', '–', '-', '—', '·', ';', '/']) {
            self.spaces();
        }
    }

    pub(super) fn range(&mut self) -> Option<(Day, Option<Day>)> {
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
                && !self.goes_on_as_time()
            {
                let year = self.year_behind().or(from.year);
                let to = Day { year, day: last as u8, ..from };
                return Some((Day { year, ..from }, Some(to)));
            }
        }
        self.at = before;
        (!open).then_some((from, None))
    }

    /// The number just read is an hour's: "20:30", "20.30", "20 h 30".
    fn goes_on_as_time(&self) -> bool {
        let rest = self.rest();
        rest.starts_with([':', '.']) && rest[1..].starts_with(|c: char| c.is_ascii_digit())
            || ["h", "hs", "Uhr", "uur"].contains(&word(rest.trim_start()))
    }

    /// Eats "-", "bis", "to", "und", "/" between the two ends of a range.
    fn joint(&mut self) -> bool {
        if self.eat_any(&['-', '–', '—', '/', '+', '&']) {
            return true;
        }
        self.eat("t/m") || self.eat_word(&JOINTS)
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
        Some((Day { year: Some(year), month: month as u8, day: day as u8, either: false }, false))
    }

    /// 10.02.2026, 10.2., 10. Februar 2026, 10th of February, 10 de febrero, 10/31/2026, and a bare "21." before a
    /// range's joint.
    fn numeric(&mut self) -> Option<(Day, bool)> {
        let day = self.number(2)?;
        let counts = |end: &&&str| {
            self.rest().strip_prefix(**end).is_some_and(|behind| !behind.starts_with(char::is_alphabetic))
        };
        self.at += ORDINALS.iter().find(counts).map_or(0, |end| end.len());
        let dot = self.eat(".");
        if dot && let Some(month) = self.tight_number() {
            let closed = self.eat(".");
            let year = if closed { self.year_tight() } else { None };
            // Without the second dot ("29.4") only a list's punctuation tells a day from a decimal.
            let plain = closed || self.rest().starts_with([':', ',', '-', '–', '/']);
            return plain.then_some((Day { year, month: month as u8, day: day as u8, either: false }, false));
        }
        if !dot && self.rest().starts_with('/') {
            return self.slashed(day);
        }
        let before = self.at;
        self.spaces();
        if self.eat("of ") || self.eat("de ") {
            self.spaces();
        }
        let w = word(self.rest());
        if let Some(month) = month(w) {
            self.at += w.len();
            self.eat(".");
            let year = self.year_behind();
            return Some((Day { year, month, day: day as u8, either: false }, false));
        }
        self.at = before;
        // A bare day can only open a range whose end names the month.
        let rest = self.rest().trim_start();
        let open = JOINTS.contains(&word(rest))
            || rest.starts_with(['-', '–'])
            || rest.starts_with("t/m")
            || dot && rest.starts_with(['/', '+', '&']);
        open.then_some((Day { year: None, month: 1, day: day as u8, either: false }, true))
    }

    fn slashed(&mut self, first: u16) -> Option<(Day, bool)> {
        self.eat("/");
        let second = self.number(2)?;
        let year = self.eat("/").then(|| self.number(4))??;
        let year = if year < 100 { 2000 + year } else { year };
        // Month first as in the United States, unless that month can't be; what stands around it may know better.
        let (month, day) = if first > 12 { (second, first) } else { (first, second) };
        let either = first.max(second) <= 12;
        Some((Day { year: Some(year), month: month as u8, day: day as u8, either }, false))
    }

    /// February 10, 2026; Feb 10
    fn month_first(&mut self) -> Option<(Day, bool)> {
        let w = word(self.rest());
        let month = month(w)?;
        self.at += w.len();
        self.eat(".");
        self.spaces();
        let day = self.number(2)?;
        ORDINALS.iter().any(|end| self.eat(end));
        let year = self.year_behind();
        Some((Day { year, month, day: day as u8, either: false }, false))
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
        self.eat("de ");
        let year = self.number(4).filter(|y| (1900..2200).contains(y) && self.ends());
        if year.is_none() {
            self.at = before;
        }
        year
    }
}

/// What makes a number a day: "3rd", "1er", "1º".
const ORDINALS: [&str; 6] = ["st", "nd", "rd", "th", "er", "º"];

/// Words between the two ends of a range.
const JOINTS: [&str; 16] =
    ["bis", "to", "und", "until", "till", "and", "through", "et", "au", "en", "tot", "al", "y", "e", "a", "à"];
