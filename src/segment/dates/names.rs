//! Names of months and weekdays: German, English, French, Dutch, Italian, Spanish and Portuguese. Abbreviations that are
//! words of another of these languages ("set", "gen", "mag", "ago") are none here.

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
    static WORDS: [&str; 104] = [
        "am", "den", "vom", "ab", "bis", "on", "from", "until", "the", "datum", "wann", "termin", "date", "when", "stand",
        "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag",
        "mo", "di", "mi", "do", "fr", "sa", "so",
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
        "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun",
        "le", "du", "op", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
        "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag",
        "el", "del", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo", "des", "dès",
        "il", "dal", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica", "van", "vanaf",
        "dia", "em", "segunda", "terça", "quarta",
        "quinta", "sexta", "lun", "mer", "jeu", "ven", "sam", "dim", "ma", "wo", "vr", "za", "zo",
    ];
    static OUTLINES: Outlines = Outlines::NONE.with(&WORDS);
    OUTLINES.may_hold(word) && WORDS.iter().any(|w| w.eq_ignore_ascii_case(word))
}

/// The month that `word` names.
pub(crate) fn month(word: &str) -> Option<u8> {
    #[rustfmt::skip]
    static NAMES: [&[&str]; 12] = [
        &["januar", "jan", "january", "jänner", "janvier", "janv", "januari", "gennaio", "enero", "ene", "janeiro"],
        &["februar", "feb", "february", "feber", "février", "févr", "fév", "februari", "febbraio", "febrero", "fevereiro"],
        &["märz", "mär", "mrz", "march", "mar", "maerz", "mars", "maart", "mrt", "marzo", "março"],
        &["april", "apr", "avril", "avr", "aprile", "abril", "abr"],
        &["mai", "may", "mei", "maggio", "mayo", "maio"],
        &["juni", "jun", "june", "juin", "giugno", "junio", "junho"],
        &["juli", "jul", "july", "juillet", "juil", "luglio", "julio", "julho"],
        &["august", "aug", "août", "augustus", "agosto"],
        &["september", "sep", "sept", "septembre", "settembre", "septiembre", "setembro"],
        &["oktober", "okt", "october", "oct", "octobre", "ottobre", "octubre", "outubro"],
        &["november", "nov", "novembre", "noviembre", "novembro"],
        &["dezember", "dez", "december", "dec", "décembre", "déc", "dicembre", "diciembre", "dic", "dezembro"],
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
