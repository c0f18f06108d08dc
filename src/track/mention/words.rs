//! The words that mentions are read by, English and German: one row a meaning, its spellings in lower case.

use std::collections::HashMap;
use std::sync::LazyLock;

type Table<T> = LazyLock<HashMap<&'static str, T>>;

fn table<T: Copy>(rows: &[(T, &'static str)]) -> HashMap<&'static str, T> {
    rows.iter().flat_map(|&(value, words)| words.split(' ').map(move |word| (word, value))).collect()
}

/// Powers of ten. "Billion" is read as in English: 10⁹; German texts write "Milliarde" for it and "Billionen" for 10¹².
pub(super) static SCALES: Table<usize> = LazyLock::new(|| {
    table(&[
        (3, "tausend tsd thousand"),
        (6, "million millionen mio mn"),
        (9, "milliarde milliarden mrd billion bn"),
        (12, "billionen trillion"),
    ])
});

/// Units by their common name.
pub(super) static UNITS: Table<&'static str> = LazyLock::new(|| {
    table(&[
        ("euro", "€ eur euro euros"),
        ("cent", "cent cents"),
        ("dollar", "$ usd dollar dollars"),
        ("pound", "£ gbp pfund"),
        ("franc", "chf franken"),
        ("percent", "% prozent percent"),
        ("points", "prozentpunkte prozentpunkten"),
        ("km", "km kilometer kilometern kilometers"),
        ("m", "m meter metern meters"),
        ("m²", "m² quadratmeter quadratmetern"),
        ("ha", "ha hektar"),
        ("kg", "kg kilogramm"),
        ("t", "t tonnen tonnes"),
        ("l", "l liter litern"),
        ("kwh", "kwh kilowattstunden"),
        ("kw", "kw kilowatt"),
        ("mw", "mw megawatt"),
        ("gw", "gw gigawatt"),
        ("mb", "mb megabyte"),
        ("gb", "gb gigabyte"),
        ("tb", "tb terabyte"),
        ("mbit", "mbit"),
        ("gbit", "gbit gigabit"),
        ("°", "° grad"),
        ("minutes", "minute minuten minutes"),
        ("hours", "stunde stunden hour hours"),
        ("days", "tag tage tagen day days"),
        ("weeks", "woche wochen week weeks"),
        ("months", "monat monate monaten month months"),
        ("years", "jahr jahre jahren year years"),
    ])
});

/// Units that may stand before their number.
pub(super) const SIGNS: &str = "€ $ £ eur usd gbp chf";

/// Months by their number.
pub(super) static MONTHS: Table<u32> = LazyLock::new(|| {
    table(&[
        (1, "januar jänner january jan"),
        (2, "februar february feb"),
        (3, "märz march mar"),
        (4, "april apr"),
        (5, "mai may"),
        (6, "juni june jun"),
        (7, "juli july jul"),
        (8, "august aug"),
        (9, "september sept sep"),
        (10, "oktober october okt oct"),
        (11, "november nov"),
        (12, "dezember december dez dec"),
    ])
});

/// Words before a number that soften it; shown with it, no part of its value.
pub(super) const ABOUT: &str =
    "knapp rund etwa ca circa fast über gut mindestens höchstens about around nearly almost over roughly approximately";

/// Words before a single capitalised word that make it a place or a house.
pub(super) const BEFORE_NAMES: &str = "in aus nach bei from at near";

/// Words before a day and month that part them from a decimal number.
pub(super) const BEFORE_DAYS: &str = "am vom bis ab zum seit dem den der";

/// Whether `word` is in a list.
pub(super) fn is_in(list: &str, word: &str) -> bool {
    list.split(' ').any(|w| w == word)
}
