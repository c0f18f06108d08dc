//! Words between spaces, found eight bytes at a time.

/// A letter of a script written without spaces: Chinese, Japanese, Thai, Lao, Khmer, Burmese.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{2ffff}')
}

/// Words in `text`, counted up to `most`; it is `plain` if its only white space is spaces and its letters are Latin. Two
/// letters of a script without spaces count for one word.
pub(super) fn count_words(text: &str, plain: bool, most: usize) -> usize {
    if !plain {
        let unspaced = text.chars().filter(|c| is_unspaced(*c)).take(2 * most).count();
        return (text.split_whitespace().take(most).count() + unspaced / 2).min(most);
    }
    let (whole, last) = eights(text);
    let (mut words, mut before) = (0, 0);
    let mut count = |eight: &[u8; 8]| {
        let shown = shown(eight);
        let opened = (shown & !(shown << 8 | before)) >> 7;
        before = shown >> 56;
        // The sum of the eight bytes.
        words += (opened.wrapping_mul(ONES) >> 56) as usize;
    };
    whole.iter().for_each(&mut count);
    count(&last);
    words.min(most)
}

/// Gives the first `most` words of `text`, whose only white space is spaces, to `take`.
pub(super) fn each_word<'t>(text: &'t str, most: usize, mut take: impl FnMut(&'t str)) {
    let (whole, last) = eights(text);
    let (mut before, mut start, mut inside, mut words) = (0, 0, false, 0);
    let mut go_on = |(n, eight): (usize, &[u8; 8])| {
        let shown = shown(eight);
        // Where words begin and end, by turns.
        let mut edges = shown ^ (shown << 8 | before);
        before = shown >> 56;
        while edges != 0 {
            let at = 8 * n + edges.trailing_zeros() as usize / 8;
            edges &= edges - 1;
            if inside {
                take(&text[start..at]);
                words += 1;
                if words == most {
                    return false;
                }
            }
            (start, inside) = (at, !inside);
        }
        true
    };
    if whole.iter().enumerate().all(&mut go_on) {
        go_on((whole.len(), &last));
    }
}

/// The bytes of `text`, eight at a time, and what is left of them with spaces behind it.
fn eights(text: &str) -> (&[[u8; 8]], [u8; 8]) {
    let (whole, rest) = text.as_bytes().as_chunks();
    let mut last = [b' '; 8];
    last[..rest.len()].copy_from_slice(rest);
    (whole, last)
}

/// The highest bit of each byte that is no space.
fn shown(eight: &[u8; 8]) -> u64 {
    let other = u64::from_le_bytes(*eight) ^ (ONES * b' ' as u64);
    (((other & LOW) + LOW) | other) & !LOW
}

/// The lowest bit of each of eight bytes, and all but the highest.
const ONES: u64 = u64::MAX / 255;
const LOW: u64 = ONES * 127;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_are_those_between_spaces(text in "[ a-z.ä…]{0,80}", most in 1usize..12) {
            let mut words = Vec::new();
            each_word(&text, most, |word| words.push(word));
            prop_assert_eq!(&words, &text.split_ascii_whitespace().take(most).collect::<Vec<_>>());
            prop_assert_eq!(count_words(&text, true, most), words.len());
        }
    }

    #[test]
    fn long_texts_are_counted_to_the_end() {
        let text = "a ".repeat(5_000);
        assert_eq!((count_words(&text, true, 64), count_words(&text, true, 9_999)), (64, 5_000));
        assert_eq!(count_words("日本語で書く", false, 64), 4);
    }
}
