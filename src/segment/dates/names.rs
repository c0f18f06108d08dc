//! Names of months, German, English, French, Dutch, Italian and Spanish, and of weekdays, the same but Italian.

use crate::segment::outline::Outlines;

/// Bytes of the longest name of a month.
const LONGEST: usize = 11;

/// The letters that `text` begins with.
pub(in crate::segment) fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    &text[..end]
}

/// Words that may stand before a date: prepositions and weekdays.
pub(in crate::segment) fn is_lead_in(word: &str) -> bool {
    #[rustfmt::skip]
    static WORDS: [&str; 72] = [
        "am", "den", "vom", "ab", "bis", "on", "from", "until", "the", "datum", "wann", "termin", "date", "when", "stand",
        "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag",
        "mo", "di", "mi", "do", "fr", "sa", "so",
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
        "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun",
        "le", "du", "op", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
        "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag",
        "el", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo",
    ];
    static OUTLINES: Outlines = Outlines::NONE.with(&WORDS);
    OUTLINES.may_hold(word) && WORDS.iter().any(|w| w.eq_ignore_ascii_case(word))
}

/// The month that `word` names.
pub(crate) fn month(word: &str) -> Option<u8> {
    #[rustfmt::skip]
    static NAMES: [&[&str]; 12] = [
        &["januar", "jan", "january", "jänner", "janvier", "januari", "gennaio", "enero"],
        &["februar", "feb", "february", "feber", "février", "februari", "febbraio", "febrero"],
        &["märz", "mär", "mrz", "march", "mar", "maerz", "mars", "maart", "marzo"],
        &["april", "apr", "avril", "aprile", "abril"],
        &["mai", "may", "mei", "maggio", "mayo"],
        &["juni", "jun", "june", "juin", "giugno", "junio"],
        &["juli", "jul", "july", "juillet", "luglio", "julio"],
        &["august", "aug", "août", "augustus", "agosto"],
        &["september", "sep", "sept", "septembre", "settembre", "septiembre"],
        &["oktober", "okt", "october", "oct", "octobre", "ottobre", "octubre"],
        &["november", "nov", "novembre", "noviembre"],
        &["dezember", "dez", "december", "dec", "décembre", "dicembre", "diciembre"],
    ];
    static OUTLINES: Outlines = {
        let (mut outlines, mut at) = (Outlines::NONE, 0);
        while at < NAMES.len() {
            outlines = outlines.with(NAMES[at]);
            at += 1;
        }
        outlines
    };
    if word.len() > LONGEST || !OUTLINES.may_hold(word) {
        return None;
    }
    let lower = word.to_lowercase();
    NAMES.iter().position(|names| names.contains(&lower.as_str())).map(|i| i as u8 + 1)
}
