use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize, de};

/// A calendar day, written as ISO 8601 (`2025-06-05`). Ordered by time.
///
/// Only real days of the years 1 to 9999 exist: [`Date::new`] refuses the 30th of February.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// The day, or `None` where the calendar has no such day.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let real = (1..=9999).contains(&year) && (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
        real.then_some(Date { year, month, day })
    }

    /// The year, 1 to 9999.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> u8 {
        self.day
    }

    /// Days from 1 January of the year 1 on; the difference of two is their distance in days.
    pub fn ordinal(self) -> i64 {
        let y = i64::from(self.year) - 1;
        let before: i64 = (1..self.month).map(|m| i64::from(days_in(self.year, m))).sum();
        y * 365 + y / 4 - y / 100 + y / 400 + before + i64::from(self.day) - 1
    }

    /// Days from `other` to `self`; negative where `other` is later.
    pub fn days_since(self, other: Date) -> i64 {
        self.ordinal() - other.ordinal()
    }
}

fn days_in(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Date {
    type Err = String;

    /// Reads `YYYY-MM-DD`, also at the head of an ISO date-time; other forms are the segmenter's business.
    fn from_str(s: &str) -> Result<Self, String> {
        let bytes = s.as_bytes();
        let number = |range: std::ops::Range<usize>| s.get(range).and_then(|d| d.parse::<u16>().ok());
        let shape = bytes.len() >= 10
            && bytes[4] == b'-'
            && bytes[7] == b'-'
            && bytes[..10].iter().enumerate().all(|(i, b)| i == 4 || i == 7 || b.is_ascii_digit())
            && (bytes.len() == 10 || matches!(bytes[10], b'T' | b't' | b' '));
        if shape
            && let (Some(y), Some(m), Some(d)) = (number(0..4), number(5..7), number(8..10))
            && let Some(date) = Date::new(y, m as u8, d as u8)
        {
            return Ok(date);
        }
        Err(format!("{s:?} is not a date of the form YYYY-MM-DD"))
    }
}

impl Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_calendar() {
        assert!(Date::new(2024, 2, 29).is_some());
        assert!(Date::new(2025, 2, 29).is_none());
        assert!(Date::new(1900, 2, 29).is_none());
        assert!(Date::new(2025, 13, 1).is_none());
        let days = |a: &str, b: &str| a.parse::<Date>().unwrap().days_since(b.parse().unwrap());
        assert_eq!(days("2024-03-01", "2024-02-28"), 2);
        assert_eq!(days("2025-01-01", "2024-12-31"), 1);
        assert_eq!(days("2000-01-01", "1999-01-01"), 365);
    }

    #[test]
    fn reads_what_it_writes() {
        for s in ["2025-06-05", "0001-01-01", "9999-12-31"] {
            assert_eq!(s.parse::<Date>().unwrap().to_string(), s);
        }
        assert_eq!("2025-06-05T10:00:00Z".parse::<Date>().unwrap().to_string(), "2025-06-05");
        for s in ["2025-6-5", "2025-02-30", "2025-06-055", "", "20250605", "+025-06-05"] {
            assert!(s.parse::<Date>().is_err(), "{s}");
        }
    }
}
