//! What a text is compared by: its words, its shingle set, its digest, its MinHash signature.
//!
//! **Words** are the maximal runs of alphanumeric characters after NFKC and lower-casing; a character of a script
//! written without spaces (Han, Hiragana, Katakana, Thai, Lao, Khmer, Myanmar) is a word by itself.
//! "Alphanumeric" is [`char::is_alphanumeric`], that is Unicode's Alphabetic or Numeric. A checker that asks for the
//! general categories L and N instead (Python's `str.isalnum`) sees the same words in Latin, Greek, Cyrillic, Arabic
//! script without vowel points, Han, Kana and Hangul; it cuts at dependent vowel signs (Devanagari, Thai and other Brahmic
//! scripts), which Unicode counts as alphabetic. Lower-casing is [`str::to_lowercase`], with its final sigma.
//!
//! **Shingles** ([`Shingle`]) are windows of n words, or of n characters of the words with one space between words that
//! the text separates. A text with fewer than n has one shingle: all of them. So the empty text has one shingle, the
//! empty one, and equals every other text without words.
//!
//! A shingle is known by a 64-bit hash with fixed constants, frozen with [`SCHEMA`]: two different shingles among n
//! distinct ones share a hash with probability about n²/2⁶⁵ (3·10⁻⁵ for 32 million), and even then a pair's score is
//! off by one shingle only if both of its texts hold one of the two. Hashes are not keyed: texts made to
//! collide can collide; [`digest`] is the cryptographic one.

mod classes;
mod digest;
mod hash;
mod minhash;
mod normal;
mod shingle;

pub use digest::{Digester, digest};
pub use minhash::{Bands, minhash};
pub use normal::{has_words, words};
pub use shingle::{Shingle, Shingler, shingle_set};

/// Version of the bytes that digests, shingle hashes and signatures have. It changes whenever any of them would, and a
/// store that holds another one is not read.
pub const SCHEMA: u32 = 1;

#[cfg(test)]
mod tests {
    use super::*;

    /// Law 8: these values are frozen. A change here needs another [`SCHEMA`], and stores made before can't be read.
    #[test]
    fn fingerprints_are_frozen() {
        let mut lines = format!("schema {SCHEMA}\n");
        for text in ["", "once more", "Zur Meldung: Straße, Donaudampfschifffahrtsgesellschaft 2×!", "東京 abc"] {
            for shingle in [Shingle::Word(1), Shingle::Word(3), Shingle::Char(5)] {
                let set = shingle_set(text, shingle);
                lines += &format!("{shingle} {text:?} {set:016x?} minhash {:016x?}\n", minhash(&set, 3));
            }
            lines += &format!("digest {text:?} {}\n", blake3::Hash::from(digest(text)).to_hex());
        }
        assert_eq!(lines, include_str!("golden.txt"));
    }
}
