//! Which letters and signs a text holds, read in one pass. Most questions about a line begin with a sign that it hasn't
//! got, and end there.

/// A set of letters and signs: a bit for each letter, whatever its case, and for each sign of ASCII.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Signs(u64);

/// A digit.
const DIGIT: u64 = 1 << 26;
/// A byte beyond ASCII.
const BEYOND: u64 = 1 << 27;
/// A byte that white space beyond ASCII may begin with.
const BLANK: u64 = 1 << 28;
/// A byte of letters beyond Latin-1.
const LATER: u64 = 1 << 62;
/// A byte of ASCII that isn't shown, such as a tab.
const CONTROL: u64 = 1 << 63;
/// The first of the 33 bits for the signs of ASCII and for space.
const FIRST_SIGN: u32 = 29;

/// The bits of each byte.
static BITS: [u64; 256] = {
    let (mut bits, mut sign) = ([0; 256], FIRST_SIGN);
    let mut byte = 0;
    while byte < 256 {
        bits[byte] = match byte as u8 {
            b @ b'a'..=b'z' => 1 << (b - b'a'),
            b @ b'A'..=b'Z' => 1 << (b - b'A'),
            b'0'..=b'9' => DIGIT,
            0xc2 => BEYOND | BLANK,
            0xe1..=0xe3 => BEYOND | BLANK | LATER,
            0xc4.. => BEYOND | LATER,
            0x80.. => BEYOND,
            b' '..=b'~' => {
                sign += 1;
                1 << (sign - 1)
            }
            _ => CONTROL,
        };
        byte += 1;
    }
    bits
};

impl Signs {
    /// None at all.
    pub(super) const NONE: Signs = Signs(0);

    /// Those of `text`.
    pub(super) const fn of(text: &str) -> Self {
        let (bytes, mut bits, mut at) = (text.as_bytes(), 0, 0);
        while at < bytes.len() {
            bits |= BITS[bytes[at] as usize];
            at += 1;
        }
        Signs(bits)
    }

    /// Whether `sign`, of ASCII, is among them.
    #[inline]
    pub(super) fn has(self, sign: u8) -> bool {
        self.0 & BITS[usize::from(sign)] != 0
    }

    /// Whether all letters and signs of `word` are among them.
    #[inline]
    pub(super) fn spell(self, word: Signs) -> bool {
        self.0 & word.0 == word.0
    }

    /// Whether there may be an address: "https://" or "www." is.
    pub(super) fn may_hold_address(self) -> bool {
        self.has(b':') && self.has(b'/') || self.has(b'w') && self.has(b'.')
    }

    /// Whether there is a digit.
    pub(super) fn has_digit(self) -> bool {
        self.0 & DIGIT != 0
    }

    /// Whether all is ASCII.
    pub(super) fn is_ascii(self) -> bool {
        self.0 & BEYOND == 0
    }

    /// Whether all letters are of Latin-1.
    pub(super) fn is_latin(self) -> bool {
        self.0 & LATER == 0
    }

    /// Whether all white space is spaces.
    pub(super) fn only_spaces(self) -> bool {
        self.0 & (BLANK | CONTROL) == 0
    }
}
