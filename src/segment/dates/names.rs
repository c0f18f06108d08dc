//! Names of months and weekdays, German and English.

/// The letters that `text` begins with.
pub(in crate::segment) fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    &text[..end]
}

/// Words that may stand before a date: prepositions and weekdays.
pub(super) fn is_lead_in(word: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: [&str; 46] = [
        "am", "den", "vom", "ab", "bis", "on", "from", "the", "datum", "wann", "termin", "date", "when", "stand",
        "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag",
        "mo", "di", "mi", "do", "fr", "sa", "so",
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
        "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun",
    ];
    WORDS.iter().any(|w| w.eq_ignore_ascii_case(word))
}

/// The month that `word` names.
pub(crate) fn month(word: &str) -> Option<u8> {
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
