//! Reads a time of day behind a date.

use super::cursor::Cursor;
use super::names::word;

impl Cursor<'_> {
    /// ", 15.30-17.30", " um 19 Uhr", " at 7 pm", " 10:00–12:00 Uhr"
    pub(super) fn time(&mut self) -> bool {
        let before = self.at;
        self.spaces();
        while self.eat_any(&[',', '|', '–', '-', ';', '/', ':', '·', '•']) {
            self.spaces();
        }
        for _ in 0..2 {
            if self.eat_word(&BEFORE_TIME) {
                self.spaces();
            }
        }
        let found = self.clock();
        if !found {
            self.at = before;
        }
        found
    }

    /// Skips the name of a time zone.
    fn zone(&mut self) {
        const ZONES: [&str; 12] = ["UTC", "GMT", "CET", "CEST", "MEZ", "MESZ", "BST", "EST", "EDT", "PST", "PDT", "ET"];
        let zone = word(self.rest().trim_start());
        if ZONES.contains(&zone) {
            self.spaces();
            self.at += zone.len();
        }
    }

    fn clock(&mut self) -> bool {
        let Some(mut sure) = self.moment() else { return false };
        let before = self.at;
        self.spaces();
        let spans = self.eat_any(&['-', '–']) || self.eat_word(&SPANS);
        self.spaces();
        match self.moment().filter(|_| spans) {
            Some(marked) => sure |= marked,
            None => self.at = before,
        }
        self.zone();
        sure
    }

    /// "19 Uhr", "7 pm", "15.30", and whether it can be nothing but a time.
    fn moment(&mut self) -> Option<bool> {
        let marked = self.hour()?;
        let before = self.at;
        self.spaces();
        if self.eat_word(&["Uhr", "uhr", "uur", "h", "hs", "hrs", "am", "pm", "AM", "PM"])
            || ["a.m", "p.m"].iter().any(|half| self.eat(half))
        {
            let abbreviated = self.rest().starts_with(". ");
            self.at += usize::from(abbreviated);
            return Some(true);
        }
        self.at = before;
        Some(marked)
    }

    /// "19", "15.30", "15:30", "20 h 30", and whether it can be nothing but a time.
    fn hour(&mut self) -> Option<bool> {
        self.number(2).filter(|hour| *hour < 25)?;
        if self.eat_any(&[':', '.']) {
            let minutes = self.number(2).is_some();
            return Some(minutes && !self.rest().starts_with(|c: char| c == '.' || c.is_ascii_digit()));
        }
        let before = self.at;
        self.spaces();
        let marked = self.eat("h") && !self.rest().starts_with(char::is_alphabetic);
        if !marked {
            self.at = before;
            return Some(false);
        }
        let before = self.at;
        self.spaces();
        if self.number(2).is_none() {
            self.at = before;
        }
        Some(true)
    }
}

/// Words between the two ends of a span of time.
const SPANS: [&str; 9] = ["bis", "to", "until", "till", "à", "a", "alle", "tot", "às"];

/// Words before a time of day.
const BEFORE_TIME: [&str; 18] = [
    "um", "ab", "von", "at", "from", "à", "de", "dès", "alle", "dalle", "ore", "a", "las", "om", "van", "vanaf", "às",
    "das",
];
