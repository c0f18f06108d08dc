//! Numbers, amounts, dates and names in a text, each with a value that is the same however it is written.
//!
//! [`words`] holds the words it reads by; a language is added by adding its words there.

mod words;

use unicode_segmentation::UnicodeSegmentation;

use words::{ABOUT, BEFORE_DAYS, BEFORE_NAMES, MONTHS, SCALES, SIGNS, UNITS, is_in};

/// What a [`Mention`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum MentionKind {
    Amount,
    Number,
    Date,
    Name,
}

impl MentionKind {
    pub(super) fn name(self) -> &'static str {
        match self {
            MentionKind::Amount => "amount",
            MentionKind::Number => "number",
            MentionKind::Date => "date",
            MentionKind::Name => "name",
        }
    }
}

/// One mention of a fact.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mention {
    pub kind: MentionKind,
    /// First byte and the one behind the last.
    pub span: (usize, usize),
    /// Equal for mentions of the same thing: "48 Mio. €" and "48 Millionen Euro".
    pub value: String,
    /// An amount's unit, a number's following word; else empty. Mentions of one unit tell of the same thing.
    pub unit: String,
}

/// Where more of a text's words are capitalised than this, capitals tell nothing of names (headlines in title case).
/// German prose has about 0.4, English headlines about 0.8.
const TITLE_CASE: f64 = 0.6;

/// All mentions in `text`, in order, none overlapping. O(n).
pub(super) fn mentions(text: &str) -> Vec<Mention> {
    // Unicode's word boundaries take a narrow no-break space for part of a word. A thin space has as many bytes.
    let text = &text.replace('\u{202f}', "\u{2009}");
    let mut tokens: Vec<Token> = Vec::new();
    let (mut first, mut gap) = (true, 0);
    for (at, token) in text.split_word_bound_indices() {
        if token.trim().is_empty() {
            first |= token.contains('\n');
            gap += token.chars().count();
        } else {
            tokens.push(Token { at, first, gap, text: token, lower: token.to_lowercase() });
            (first, gap) = (false, 0);
        }
    }
    let (capital, words) =
        tokens.iter().filter(|t| t.is_word()).fold((0, 0), |(c, n), t| (c + t.capital() as usize, n + 1));
    let reader = Reader { tokens: &tokens, title_case: capital as f64 > words as f64 * TITLE_CASE };
    let (mut out, mut i) = (Vec::new(), 0);
    while i < tokens.len() {
        let found = reader.date(i).or_else(|| reader.number(i)).or_else(|| reader.name(i));
        i = match found {
            Some((mention, next)) => {
                out.push(mention);
                next
            }
            None => i + 1,
        };
    }
    out
}

struct Token<'t> {
    at: usize,
    /// Whether it begins a line.
    first: bool,
    /// Spaces before it.
    gap: usize,
    text: &'t str,
    lower: String,
}

impl Token<'_> {
    fn end(&self) -> usize {
        self.at + self.text.len()
    }
    fn is_word(&self) -> bool {
        self.text.starts_with(char::is_alphabetic)
    }
    fn capital(&self) -> bool {
        self.text.starts_with(char::is_uppercase)
    }
    /// A whole number of at most `digits` digits.
    fn whole(&self, digits: usize) -> Option<u32> {
        let plain = self.text.len() <= digits && self.text.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| self.text.parse().ok()).flatten()
    }
    /// In the form of a year.
    fn year(&self) -> Option<u32> {
        (self.text.len() == 4).then(|| self.whole(4)).flatten().filter(|y| (1900..2100).contains(y))
    }
}

struct Reader<'t> {
    tokens: &'t [Token<'t>],
    title_case: bool,
}

type Found = Option<(Mention, usize)>;

impl Reader<'_> {
    fn lower(&self, i: usize) -> &str {
        self.tokens.get(i).map_or("", |t| &t.lower)
    }

    fn found(&self, kind: MentionKind, from: usize, next: usize, value: String, unit: &str) -> Found {
        let span = (self.tokens[from].at, self.tokens[next - 1].end());
        Some((Mention { kind, span, value, unit: unit.to_owned() }, next))
    }

    fn date_of(&self, from: usize, next: usize, day: u32, month: u32, year: Option<u32>) -> Found {
        if day > 31 || !(1..=12).contains(&month) {
            return None;
        }
        let year = year.map_or(String::new(), |y| if y < 100 { format!("20{y:02}-") } else { format!("{y:04}-") });
        let day = if day == 0 { String::new() } else { format!("-{day:02}") };
        self.found(MentionKind::Date, from, next, format!("{year}{month:02}{day}"), "")
    }

    fn date(&self, i: usize) -> Found {
        self.clock(i).or_else(|| self.date_in_digits(i)).or_else(|| self.date_by_month(i)).or_else(|| {
            let year = self.tokens[i].year().filter(|_| self.unit(i + 1).is_none())?;
            self.found(MentionKind::Date, i, i + 1, year.to_string(), "")
        })
    }

    /// "10:30", "10:30 Uhr", "10 Uhr".
    fn clock(&self, i: usize) -> Found {
        let hour = self.tokens[i].whole(2).filter(|h| *h < 25)?;
        let minute = self.tokens.get(i + 2).and_then(|t| (t.text.len() == 2).then(|| t.whole(2)).flatten());
        let (minute, mut next) = match minute {
            Some(m) if self.lower(i + 1) == ":" && m < 60 => (m, i + 3),
            _ if self.lower(i + 1) == "uhr" => (0, i + 1),
            _ => return None,
        };
        if self.lower(next) == "uhr" {
            next += 1;
        }
        self.found(MentionKind::Date, i, next, format!("{hour:02}:{minute:02}"), "")
    }

    /// "24.10.2025", "2025-10-24", "24.10." behind a word like "am".
    fn date_in_digits(&self, i: usize) -> Found {
        let token = &self.tokens[i];
        if let Some(year) = token.year()
            && self.lower(i + 1) == "-"
            && self.lower(i + 3) == "-"
            && let (Some(m), Some(d)) =
                (self.tokens.get(i + 2)?.whole(2), self.tokens.get(i + 4).and_then(|t| t.whole(2)))
        {
            return self.date_of(i, i + 5, d, m, Some(year));
        }
        let parts: Vec<u32> =
            token.text.split('.').map(|p| p.parse().ok().filter(|_| p.len() <= 4)).collect::<Option<_>>()?;
        let behind_am = i > 0 && is_in(BEFORE_DAYS, self.lower(i - 1));
        match parts[..] {
            [d, m, y] if d > 0 && !(100..=1900).contains(&y) => self.date_of(i, i + 1, d, m, Some(y)),
            [d, m] if d > 0 && behind_am && self.lower(i + 1) == "." => self.date_of(i, i + 2, d, m, None),
            _ => None,
        }
    }

    /// "24. Oktober 2025", "24 October", "October 24, 2025", "Oktober 2025".
    fn date_by_month(&self, i: usize) -> Found {
        let month_at =
            |i: usize| self.tokens.get(i).filter(|t| t.capital()).and_then(|t| MONTHS.get(t.lower.as_str()).copied());
        let year_at = |i: usize| self.tokens.get(i).and_then(Token::year);
        let day_at = |i: usize| {
            let word = self.lower(i);
            let digits = ["st", "nd", "rd", "th"].iter().find_map(|s| word.strip_suffix(s)).unwrap_or(word);
            digits.parse::<u32>().ok().filter(|d| (1..=31).contains(d) && digits.len() <= 2)
        };
        if let Some(month) = month_at(i) {
            if let Some(year) = year_at(i + 1) {
                return self.date_of(i, i + 2, 0, month, Some(year));
            }
            let day = day_at(i + 1)?;
            let comma = usize::from(self.lower(i + 2) == ",");
            return match year_at(i + 2 + comma) {
                Some(year) => self.date_of(i, i + 3 + comma, day, month, Some(year)),
                None => self.date_of(i, i + 2, day, month, None),
            };
        }
        let day = day_at(i)?;
        let at = i + 1 + usize::from(self.lower(i + 1) == ".");
        let month = month_at(at)?;
        let dotted = at + 1 + usize::from(self.lower(at + 1) == "." && year_at(at + 2).is_some());
        match year_at(dotted) {
            Some(year) => self.date_of(i, dotted + 1, day, month, Some(year)),
            None => self.date_of(i, at + 1, day, month, None),
        }
    }

    /// The number at `i`, and the token behind it. One space may part groups of three digits: "3 500 000", "3 500,50".
    fn digits(&self, i: usize) -> Option<(String, usize)> {
        let mut digits = self.tokens.get(i)?.lower.clone();
        let (mut next, mut open) = (i + 1, self.tokens[i].whole(3).is_some() && !digits.starts_with('0'));
        while let Some(t) = self.tokens.get(next).filter(|t| open && t.gap == 1 && !t.first) {
            let (group, decimals) = t.text.split_once([',', '.']).unwrap_or((t.text, ""));
            let ends = decimals.is_empty() || (decimals.len() <= 2 && decimals.bytes().all(|b| b.is_ascii_digit()));
            if group.len() != 3 || !group.bytes().all(|b| b.is_ascii_digit()) || !ends {
                break;
            }
            digits.push_str(t.text);
            (next, open) = (next + 1, decimals.is_empty());
        }
        Some((value_of(&digits)?, next))
    }

    fn unit(&self, i: usize) -> Option<&'static str> {
        UNITS.get(self.lower(i)).copied()
    }

    /// "48-Millionen-Euro", "knapp 50 Mio. Euro", "€ 3,5 bn", "31 Schulen", "v5.42.0".
    fn number(&self, i: usize) -> Found {
        let about = usize::from(is_in(ABOUT, self.lower(i)));
        let sign = self.unit(i + about).filter(|_| is_in(SIGNS, self.lower(i + about)));
        let (mut value, mut next) = self.digits(i + about + usize::from(sign.is_some()))?;
        let behind = |i: usize| i + usize::from(matches!(self.lower(i), "-" | "\u{2011}" | "."));
        if let Some(power) = SCALES.get(self.lower(behind(next))) {
            value = scaled(&value, *power);
            next = behind(next) + 1;
        }
        // "Mio." keeps its dot only before a unit; a sentence may end there.
        let unit_at = if self.lower(next) == "." && !matches!(self.lower(next - 1), "mio" | "mrd" | "tsd") {
            next
        } else {
            behind(next)
        };
        if let Some(unit) = sign.or_else(|| self.unit(unit_at)) {
            let next = if sign.is_some() { next } else { unit_at + 1 };
            return self.found(MentionKind::Amount, i, next, format!("{value} {unit}"), unit);
        }
        let following = self.tokens.get(next).filter(|t| t.is_word() && !t.first).map_or("", |t| &t.lower);
        self.found(MentionKind::Number, i, next, value, following)
    }

    fn name(&self, i: usize) -> Found {
        let opens_sentence =
            |i: usize| self.tokens[i].first || matches!(self.lower(i - 1), "." | "!" | "?" | ":" | "„" | "\"" | "“");
        let named = |i: usize| self.tokens.get(i).is_some_and(|t| t.is_word() && t.capital());
        if !named(i) {
            return None;
        }
        let touching = |i: usize| !self.tokens[i].first && self.tokens[i].at <= self.tokens[i - 1].end() + 1;
        let mut next = i + 1;
        while !self.title_case && !opens_sentence(i) && named(next) && touching(next) {
            next += 1;
        }
        let capitals = self.tokens[i].text.chars().filter(|c| c.is_uppercase()).count();
        let place = i > 0 && !self.title_case && is_in(BEFORE_NAMES, self.lower(i - 1));
        if next == i + 1 && capitals < 2 && !place {
            return None;
        }
        let value = self.tokens[i..next].iter().map(|t| t.lower.as_str()).collect::<Vec<_>>().join(" ");
        self.found(MentionKind::Name, i, next, value, "")
    }
}

/// A number's value in plain decimal digits: "3.500", "3,500" and "3500" are one. A version keeps its dots.
fn value_of(text: &str) -> Option<String> {
    let text = text.strip_prefix('v').unwrap_or(text);
    if !text.starts_with(|c: char| c.is_ascii_digit())
        || !text.chars().all(|c| c.is_ascii_digit() || ".,'’".contains(c))
    {
        return None;
    }
    let groups: Vec<&str> = text.split(['.', ',', '\'', '’']).collect();
    let thousands =
        |groups: &[&str]| groups[0].len() <= 3 && groups[0] != "0" && groups[1..].iter().all(|g| g.len() == 3);
    if thousands(&groups) {
        return Some(groups.concat());
    }
    let (fraction, whole) = groups.split_last()?;
    if whole.len() == 1 || (whole.len() > 1 && thousands(whole)) {
        let fraction = fraction.trim_end_matches('0');
        return Some(if fraction.is_empty() { whole.concat() } else { format!("{}.{fraction}", whole.concat()) });
    }
    Some(text.to_owned())
}

/// `value` times ten to the `power`, without rounding: the point is moved.
fn scaled(value: &str, power: usize) -> String {
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    if fraction.contains('.') {
        return format!("{value}e{power}");
    }
    let digits = format!("{fraction:0<power$}");
    let (moved, rest) = digits.split_at(power);
    let point = if rest.is_empty() { "" } else { "." };
    format!("{whole}{moved}{point}{rest}").trim_start_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<String> {
        let show = |m: Mention| format!("{}={}={}", m.kind.name(), &text[m.span.0..m.span.1], m.value);
        mentions(text).into_iter().map(show).collect()
    }

    #[test]
    fn amounts_in_many_spellings_have_one_value() {
        for text in [
            "48 Millionen Euro",
            "48-Millionen-Euro",
            "48 Mio. Euro",
            "48 Mio. €",
            "€48 million",
            "€ 48,000,000",
            "48.000.000 EUR",
            "0,048 Mrd. Euro",
            "48 000 000 Euro",
            "48\u{a0}000\u{a0}000\u{a0}€",
            "48\u{202f}000\u{202f}000\u{202f}€",
            "EUR 48.000.000",
            "eur 48 Mio.",
        ] {
            assert_eq!(mentions(text)[0].value, "48000000 euro", "{text}");
        }
        assert_eq!(values("Es kostet knapp 50 Mio. Euro."), ["amount=knapp 50 Mio. Euro=50000000 euro"]);
        assert_eq!(values("um 3,50 % mehr"), ["amount=3,50 %=3.5 percent"]);
        assert_eq!(values("Es sind 3 Mio. Das reicht."), ["number=3 Mio=3000000"]);
    }

    #[test]
    fn dates_and_times() {
        for text in ["24.10.2025", "24. Oktober 2025", "October 24, 2025", "24 Oct. 2025", "2025-10-24", "24.10.25"] {
            assert_eq!(mentions(text)[0].value, "2025-10-24", "{text}");
        }
        assert_eq!(values("am 24.10. um 18 Uhr"), ["date=24.10.=10-24", "date=18 Uhr=18:00"]);
        assert_eq!(values("im Mai 2026, 10:30 Uhr"), ["date=Mai 2026=2026-05", "date=10:30 Uhr=10:30"]);
        assert_eq!(values("bis 2030"), ["date=2030=2030"]);
    }

    #[test]
    fn numbers_and_versions() {
        assert_eq!(values("31 Schulen und v5.42.0 und 5G"), ["number=31=31", "number=v5.42.0=5.42.0"]);
        assert_eq!(mentions("31 Schulen")[0].unit, "schulen");
        assert_eq!(mentions("Rundbrief 31\nSchulen")[0].unit, "", "a line ends a heading");
        assert_eq!(
            values("3 500,50 Euro, 3  500 und 0228 123 45"),
            [
                "amount=3 500,50 Euro=3500.5 euro",
                "number=3=3",
                "number=500=500",
                "number=0228=0228",
                "number=123=123",
                "number=45=45"
            ]
        );
    }

    #[test]
    fn names_need_more_than_one_capital() {
        assert_eq!(
            values("Die Stadt ehrt heute Erna Quast vom BVKD in Kiel"),
            ["name=Erna Quast=erna quast", "name=BVKD=bvkd", "name=Kiel=kiel"]
        );
        assert!(values("All New Things In Our Town").is_empty(), "title case tells nothing");
    }

    #[test]
    fn odd_input_is_read_without_harm() {
        for text in [
            "1.",
            "€",
            "1..2",
            "99.99.9999",
            "0.0.0",
            "-",
            "1 - - Mio",
            "v",
            "knapp",
            "31.12",
            "am 31.12.",
            "9999999999999999999999 Mio",
            "1.2.3 Mio. Euro",
        ] {
            for m in mentions(text) {
                assert!(text.get(m.span.0..m.span.1).is_some());
            }
        }
    }
}
