//! Words of a line of text, held against each other.

use super::lexicon::lower;

/// The two have the same words, whatever their case and what stands between them.
pub(super) fn same_words(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (mut a, mut b) = (words(a), words(b));
    loop {
        match (a.next(), b.next()) {
            (None, None) => return true,
            (Some(x), Some(y)) if x == y || x.eq_ignore_ascii_case(y) => {}
            (Some(x), Some(y)) if !(x.is_ascii() && y.is_ascii()) && x.to_lowercase() == y.to_lowercase() => {}
            _ => return false,
        }
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty())
}

/// Hash of the words of `text` in lower case, whatever stands between them; 0 where there are none. `out` is scratch space.
pub(super) fn echo(text: &str, out: &mut Vec<u8>) -> u64 {
    // No letter takes twice as many bytes in lower case.
    out.clear();
    out.resize(2 * text.len(), 0);
    let (mut len, mut rest) = (0, text);
    loop {
        let beyond = if rest.is_ascii() { None } else { rest.bytes().position(|b| !b.is_ascii()) };
        let ascii = beyond.unwrap_or(rest.len());
        for b in rest[..ascii].bytes() {
            out[len] = FOLDED[usize::from(b & 127)];
            len += usize::from(out[len] != 0);
        }
        let mut chars = rest[ascii..].chars();
        let Some(c) = chars.next() else { return hash(&out[..len]) };
        lower(c, |l| len += if l.is_alphanumeric() { l.encode_utf8(&mut out[len..]).len() } else { 0 });
        rest = chars.as_str();
    }
}

/// Letters in lower case and digits; 0 for what is neither.
static FOLDED: [u8; 128] = {
    let mut table = [0; 128];
    let mut b = 0;
    while b < 128 {
        if (b as u8).is_ascii_alphanumeric() {
            table[b] = (b as u8).to_ascii_lowercase();
        }
        b += 1;
    }
    table
};

fn hash(folded: &[u8]) -> u64 {
    if folded.is_empty() { 0 } else { rapidhash::v3::rapidhash_v3(folded) | 1 }
}

/// The last run of letters and digits in `text`, behind what stands before it.
pub(super) fn last_word(text: &str) -> (&str, &str) {
    let bytes = text.as_bytes();
    let end = bytes.iter().rposition(|b| b.is_ascii_alphanumeric() || !b.is_ascii()).map_or(0, |at| at + 1);
    let start = bytes[..end].iter().rposition(|b| !b.is_ascii_alphanumeric()).map_or(0, |at| at + 1);
    let plain = |b: Option<&u8>| b.is_none_or(u8::is_ascii);
    if plain(bytes[..end].last()) && plain(bytes[..start].last()) {
        return (&text[..start], &text[start..end]);
    }
    let closed = text.trim_end_matches(|c: char| !c.is_alphanumeric());
    let before = closed.trim_end_matches(char::is_alphanumeric);
    (before, &closed[before.len()..])
}

/// A small word inside of names: "Carla van der Example".
pub(super) fn is_particle(word: &str) -> bool {
    matches!(word, "de" | "van" | "von" | "der" | "den" | "di" | "la" | "el" | "da" | "dos")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_last_word() {
        assert_eq!(last_word("zum Rat (neu)."), ("zum Rat (", "neu"));
        assert_eq!(last_word("im Mai – „öffnet“"), ("im Mai – „", "öffnet"));
        assert_eq!((last_word("Ämter"), last_word("–"), last_word("")), (("", "Ämter"), ("", ""), ("", "")));
    }

    #[test]
    fn tells_the_same_words_whatever_stands_between() {
        assert!(same_words("Neues – Amt", "neues AMT!") && same_words("Ämter", "ÄMTER"));
        assert!(!same_words("Neues Amt", "NeuesAmt") && !same_words("Amt", "Amt neu"));
        let mut scratch = Vec::new();
        assert_eq!(echo("Neues – „Ämt-er“ 2", &mut scratch), echo("NEUES ÄMTER2", &mut scratch));
        assert_eq!(echo("– …", &mut scratch), 0);
        assert_ne!(echo("Neues", &mut scratch), echo("Neue", &mut scratch));
    }
}
