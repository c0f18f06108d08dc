//! The two date forms that feeds and mails are required to use.

use crate::model::Date;

/// The day of an ISO 8601 or RFC 822 date ("Fri, 18 Jul 2025 00:00:00 GMT"), as it is written there, without regard to zones.
pub(super) fn day(text: &str) -> Option<Date> {
    text.trim().parse().ok().or_else(|| rfc822(text))
}

fn rfc822(text: &str) -> Option<Date> {
    let rest = text.split_once(',').map_or(text, |(_, rest)| rest);
    let mut words = rest.split(|c: char| c.is_whitespace() || c == '-').filter(|w| !w.is_empty());
    let day = words.next()?.parse().ok()?;
    let month = words.next()?.get(..3)?.to_ascii_lowercase();
    let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let month = months.iter().position(|m| *m == month)? as u8 + 1;
    let year = match words.next()? {
        // RFC 2822, 4.3: two digits mean 1950 to 2049.
        short if short.len() == 2 => short.parse::<u16>().ok().map(|y| if y < 50 { 2000 + y } else { 1900 + y })?,
        year => year.parse().ok()?,
    };
    Date::new(year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_forms() {
        for (text, iso) in [
            ("Fri, 18 Jul 2025 00:00:00 GMT", "2025-07-18"),
            ("1 January 2024 10:00 +0100", "2024-01-01"),
            ("Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06"),
            (" 2025-07-18T23:59:00+02:00 ", "2025-07-18"),
        ] {
            assert_eq!(day(text).unwrap().to_string(), iso);
        }
        for text in ["", "gestern", "Fri, 31 Feb 2025", "Fri, 18", "18 Ju 2025", "18 Jüli 2025"] {
            assert_eq!(day(text), None, "{text}");
        }
    }
}
