use unicode_normalization::{UnicodeNormalization, is_nfkc};

/// Drops characters that nobody sees: soft hyphens, zero-width and direction marks, variation selectors, controls.
pub(super) fn invisible(text: &str) -> String {
    text.chars().filter(|&c| !is_invisible(c)).collect()
}

fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
        || (c.is_control() && !c.is_whitespace())
}

/// Unicode normalization form KC.
pub(super) fn nfkc(text: &str) -> String {
    if is_nfkc(text) { text.to_owned() } else { text.nfkc().collect() }
}

/// Lower case, again in form KC. A few letters need a second turn (a capital that decomposes into another).
pub(super) fn case(text: &str) -> String {
    let mut text = nfkc(&text.to_lowercase());
    loop {
        let next = nfkc(&text.to_lowercase());
        if next == text {
            return text;
        }
        text = next;
    }
}

/// `"` for all double, `'` for all single quotation marks, apostrophes and primes.
pub(super) fn quotes(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{201c}'..='\u{201f}' | '«' | '»' | '\u{2033}' | '\u{301d}'..='\u{301f}' => '"',
            '\u{2018}'..='\u{201b}' | '‹' | '›' | '\u{2032}' | '´' | '\u{2bc}' => '\'',
            c => c,
        })
        .collect()
}

/// `-` for all dashes, hyphens and the minus sign.
pub(super) fn dashes(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2043}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => '-',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::step_gives;

    #[test]
    fn characters() {
        step_gives!(invisible, "Digi\u{ad}tal\u{200b}" => "Digital", "a\nb\tc\u{7}" => "a\nb\tc");
        step_gives!(nfkc, "ﬁn ２" => "fin 2", "e\u{301}" => "é", "…" => "...");
        step_gives!(case, "STRAẞE" => "straße", "İ" => "i\u{307}", "Kelvin \u{212a}" => "kelvin k");
        step_gives!(quotes, "„a“ »b« “c”" => "\"a\" \"b\" \"c\"", "Knut’s ‚x‘" => "Knut's 'x'");
        step_gives!(dashes, "a – b — c\u{2011}d" => "a - b - c-d");
    }
}
