//! Text → BLAKE3: equality without a doubt.

use super::normal::{GAP, JOINT, write_words};

/// Digests text after text, reusing its buffer. One for each thread.
#[derive(Debug, Default)]
pub struct Digester {
    buffer: Vec<u8>,
}

impl Digester {
    /// BLAKE3 of the words of `text` with one space between them. Linear time.
    pub fn digest(&mut self, text: &str) -> [u8; 32] {
        write_words(text, &mut self.buffer);
        let mut kept = 0;
        for at in 0..self.buffer.len() {
            let byte = self.buffer[at];
            let ends = byte == GAP || byte == JOINT;
            if !ends || (kept > 0 && self.buffer[kept - 1] != GAP) {
                self.buffer[kept] = if ends { GAP } else { byte };
                kept += 1;
            }
        }
        // The padding has left a gap behind the last word.
        *blake3::hash(&self.buffer[..kept.saturating_sub(1)]).as_bytes()
    }
}

/// BLAKE3 of the words of `text` with one space between them: equal for texts that are equal after normalization
/// (NFKC, lower case, punctuation and spacing aside). Its bytes are frozen with [`SCHEMA`](super::SCHEMA).
///
/// ```
/// use nochmal::fingerprint::digest;
/// assert_eq!(digest("Zur Meldung…"), *blake3::hash(b"zur meldung").as_bytes());
/// ```
pub fn digest(text: &str) -> [u8; 32] {
    Digester::default().digest(text)
}

#[cfg(test)]
mod tests {
    use super::super::words;
    use super::*;

    #[test]
    fn is_blake3_of_the_words() {
        for text in ["", "-", "a", " Once,  more! ", "日本 abc語", "ΟΔΟΣ ﬁ é e\u{301}"] {
            assert_eq!(digest(text), *blake3::hash(words(text).join(" ").as_bytes()).as_bytes(), "{text}");
        }
    }
}
