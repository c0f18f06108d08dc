//! Further fields of records: people, products, publications.
//!
//! The model of Fellegi & Sunter ("A Theory for Record Linkage", JASA 1969): each field adds to the log-odds what its
//! agreement tells. Agreement on a rare value tells more than on a frequent one; how rare it is, is counted in the
//! corpus at hand. What disagreement takes away depends on the field's kind.

use std::collections::BTreeMap;
use std::str::FromStr;

use rapidhash::RapidHashMap;

use super::terms;
use crate::error::Error;
use crate::model::Date;

/// What a record's field holds; decides how two values are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldKind {
    /// Running text.
    #[default]
    Text,
    /// The name of a person, firm or product: spelling varies, parts change places.
    Name,
    /// A number: close ones agree in part.
    Number,
    /// A day.
    Date,
    /// An identifier: it agrees, or it doesn't.
    Id,
    /// One of few values: agreement tells little, disagreement some.
    Category,
}

/// One kind: its name in a configuration, what it is for, and how it is compared.
struct Kind {
    kind: FieldKind,
    name: &'static str,
    about: &'static str,
    /// How far two values agree, from 0 to 1.
    agree: fn(&str, &str) -> f64,
    /// What full disagreement adds to the log-odds: ln of how often the same record differs here over how often two
    /// do. Identifiers are hardly ever mistyped; a text is often shortened.
    against: f64,
}

const KINDS: [Kind; 6] = [
    Kind { kind: FieldKind::Text, name: "text", about: "running text", agree: text, against: -1.5 },
    Kind {
        kind: FieldKind::Name,
        name: "name",
        about: "a name whose spelling and order vary",
        agree: name,
        against: -3.0,
    },
    Kind { kind: FieldKind::Number, name: "number", about: "a number or amount", agree: number, against: -2.0 },
    Kind { kind: FieldKind::Date, name: "date", about: "a day, YYYY-MM-DD", agree: date, against: -2.5 },
    Kind { kind: FieldKind::Id, name: "id", about: "an identifier", agree: exact, against: -4.5 },
    Kind { kind: FieldKind::Category, name: "category", about: "one of few values", agree: exact, against: -1.5 },
];

/// Agreement up to here is chance and tells against; above it, evidence grows to its full weight at 1.
const CHANCE: f64 = 0.6;

/// Values behind the corpus: one value's share is never taken from fewer. Bounds what a single agreement can tell.
const BACKGROUND: f64 = 100.0;

impl FromStr for FieldKind {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        let known = KINDS.iter().find(|kind| kind.name == name).map(|kind| kind.kind);
        known.ok_or_else(|| {
            let all: Vec<String> = KINDS.iter().map(|kind| format!("{} ({})", kind.name, kind.about)).collect();
            Error::usage(format!("{name:?} is no kind of field")).way_out(format!("the kinds are {}", all.join(", ")))
        })
    }
}

impl FieldKind {
    fn row(self) -> &'static Kind {
        KINDS.iter().find(|row| row.kind == self).unwrap_or(&KINDS[0])
    }
}

/// A record's further fields as they are compared: comparable values by name.
pub(super) type Values = BTreeMap<Box<str>, (FieldKind, Box<str>)>;

/// How often each value stands in each field.
#[derive(Default)]
pub(super) struct Frequencies {
    counts: RapidHashMap<(Box<str>, Box<str>), u32>,
    records: f64,
}

/// What one field says of two records.
pub(super) struct Said<'a> {
    pub(super) field: &'a str,
    pub(super) agreement: f64,
    pub(super) weight: f64,
    pub(super) detail: String,
}

impl Frequencies {
    pub(super) fn learn<'a>(records: impl Iterator<Item = &'a Values>) -> Self {
        let mut frequencies = Frequencies::default();
        for values in records.filter(|values| !values.is_empty()) {
            frequencies.records += 1.0;
            for (field, (_, value)) in values {
                *frequencies.counts.entry((field.clone(), value.clone())).or_insert(0) += 1;
            }
        }
        frequencies
    }

    /// What agreement on `value` adds to the log-odds: ln(1 / its share of the records).
    fn tells(&self, field: &str, value: &str) -> f64 {
        let count = self.counts.get(&(field.into(), value.into())).copied().unwrap_or(1);
        ((self.records + BACKGROUND) / (f64::from(count) + 1.0)).ln()
    }

    /// What the fields that both records have say, in order of their names.
    pub(super) fn compare<'a>(&'a self, a: &'a Values, b: &'a Values) -> impl Iterator<Item = Said<'a>> + 'a {
        a.iter().filter_map(|(field, (kind, here))| {
            let (_, there) = b.get(field)?;
            let row = kind.row();
            let agreement = if here == there { 1.0 } else { (row.agree)(here, there) };
            let share = ((agreement - CHANCE) / (1.0 - CHANCE)).clamp(0.0, 1.0);
            let full = self.tells(field, here).min(self.tells(field, there));
            let detail = if here == there { here.to_string() } else { format!("{here} against {there}") };
            Some(Said { field, agreement, weight: row.against + share * (full - row.against), detail })
        })
    }
}

fn exact(a: &str, b: &str) -> f64 {
    f64::from(u8::from(a == b))
}

/// Share of five-character runs in common.
fn text(a: &str, b: &str) -> f64 {
    let (a, b) = (terms::grams(a), terms::grams(b));
    let both = terms::shared(&a, &b).count();
    if a.is_empty() || b.is_empty() { 0.0 } else { both as f64 / (a.len() + b.len() - both) as f64 }
}

/// Jaro-Winkler similarity of the words in alphabetical order ("Curie, Marie" is "Marie Curie").
fn name(a: &str, b: &str) -> f64 {
    let sorted = |text: &str| {
        let mut words = crate::fingerprint::words(text);
        words.sort_unstable();
        words.join(" ")
    };
    strsim::jaro_winkler(&sorted(a), &sorted(b))
}

/// 1 for equal numbers, falling to 0 at a tenth of the greater one apart; texts that aren't numbers agree if equal.
fn number(a: &str, b: &str) -> f64 {
    match (a.replace(',', ".").parse::<f64>(), b.replace(',', ".").parse::<f64>()) {
        (Ok(x), Ok(y)) if x.is_finite() && y.is_finite() => {
            let scale = x.abs().max(y.abs());
            if scale == 0.0 { 1.0 } else { (1.0 - 10.0 * (x - y).abs() / scale).max(0.0) }
        }
        _ => exact(a, b),
    }
}

/// 1 for the same day; most of it where day and month changed places or one part differs, as in typing errors.
fn date(a: &str, b: &str) -> f64 {
    let (Ok(x), Ok(y)) = (a.parse::<Date>(), b.parse::<Date>()) else { return exact(a, b) };
    if x == y {
        return 1.0;
    }
    let swapped = x.year() == y.year() && x.day() == y.month() && x.month() == y.day();
    let same = [x.year() == y.year(), x.month() == y.month(), x.day() == y.day()].into_iter().filter(|&s| s).count();
    if swapped || same == 2 { 0.8 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_symmetric_and_give_one_for_equal() {
        let values = ["marie curie", "curie, marie", "12.5", "13", "2025-03-04", "2025-04-03", "x", ""];
        for kind in &KINDS {
            assert_eq!(kind.name.parse::<FieldKind>().unwrap(), kind.kind);
            for a in values {
                assert!(
                    kind.kind == FieldKind::Text || a.is_empty() || (kind.agree)(a, a) == 1.0,
                    "{} {a:?}",
                    kind.name
                );
                for b in values {
                    let (there, back) = ((kind.agree)(a, b), (kind.agree)(b, a));
                    assert!((there - back).abs() < 1e-12 && (0.0..=1.0).contains(&there), "{} {a:?} {b:?}", kind.name);
                }
            }
        }
        assert!("colour".parse::<FieldKind>().unwrap_err().to_string().contains("category"));
    }

    #[test]
    fn each_kind_knows_its_near_misses() {
        assert_eq!(name("curie, marie", "marie curie"), 1.0);
        assert!(name("maria curie", "marie curie") > 0.9 && name("otto hahn", "marie curie") < 0.6);
        assert!(number("100", "99") > 0.8 && number("100", "50") == 0.0);
        assert!(date("2025-03-04", "2025-04-03") > 0.5 && date("2025-03-04", "1999-01-01") == 0.0);
    }

    #[test]
    fn rare_values_tell_more() {
        let record = |city: &str| Values::from([("city".into(), (FieldKind::Category, city.into()))]);
        let records: Vec<Values> = (0..50).map(|i| record(if i < 48 { "berlin" } else { "stade" })).collect();
        let frequencies = Frequencies::learn(records.iter());
        let weight = |a: &Values, b: &Values| frequencies.compare(a, b).map(|said| said.weight).sum::<f64>();
        assert!(weight(&records[48], &records[49]) > weight(&records[0], &records[1]));
        assert!(weight(&records[0], &records[49]) < 0.0);
    }
}
