//! Numbers in few bits: seven-bit groups for single ones, Rice codes for ascending lists.
//!
//! A list of n values below 2^w takes about w - log2(n) + 1.5 bits each, within a tenth of a bit of what sets of random hashes
//! hold at least (R. Rice, J. Plaunt, Adaptive Variable-Length Coding, IEEE Trans. Communications 1971). Reading never looks
//! behind the bytes and never asks for more memory than eight times theirs in values.

/// Appends `n` in groups of seven bits, the least first.
pub(super) fn put(mut n: u64, out: &mut Vec<u8>) {
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

/// Appends `text` with its length before it.
pub(super) fn put_text(text: &str, out: &mut Vec<u8>) {
    put(text.len() as u64, out);
    out.extend_from_slice(text.as_bytes());
}

/// Appends ascending distinct `values`, as [`Unpack::list`] reads them.
pub(super) fn put_list(values: &[u64], out: &mut Vec<u8>) {
    let Some(&last) = values.last() else { return };
    // The mean gap is between 2^k and 2^(k+1): Rice's best parameter, or next to it.
    let k = (last / values.len() as u64).max(1).ilog2();
    out.push(k as u8);
    let (mut held, mut bits) = (0u128, 0);
    let mut next = 0;
    for &value in values {
        let gap = value - next;
        next = value.wrapping_add(1);
        let mut quotient = gap >> k;
        while quotient >= 32 {
            bits += 32;
            quotient -= 32;
            flush(&mut held, &mut bits, out);
        }
        held |= 1 << (bits + quotient as u32);
        bits += quotient as u32 + 1;
        flush(&mut held, &mut bits, out);
        held |= u128::from(gap & !(u64::MAX << k)) << bits;
        bits += k;
        flush(&mut held, &mut bits, out);
    }
    if bits > 0 {
        out.push(held as u8);
    }
}

/// Writes whole bytes; fewer than eight bits stay.
fn flush(held: &mut u128, bits: &mut u32, out: &mut Vec<u8>) {
    while *bits >= 8 {
        out.push(*held as u8);
        *held >>= 8;
        *bits -= 8;
    }
}

/// Reads what was put, from the front; `None` where the bytes hold no such thing.
#[derive(Clone, Copy)]
pub(super) struct Unpack<'a>(pub &'a [u8]);

impl<'a> Unpack<'a> {
    pub(super) fn number(&mut self) -> Option<u64> {
        let mut n = 0;
        for shift in (0..64).step_by(7) {
            let byte = *self.bytes(1)?.first()?;
            let part = u64::from(byte & 0x7f);
            n |= part.checked_shl(shift).filter(|moved| moved >> shift == part)?;
            if byte < 0x80 {
                return Some(n);
            }
        }
        None
    }

    /// The next `count` bytes.
    pub(super) fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(head)
    }

    /// The next four bytes as a number, the least first.
    pub(super) fn fixed32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(*self.bytes(4)?.first_chunk()?))
    }

    pub(super) fn text(&mut self) -> Option<&'a str> {
        let length = usize::try_from(self.number()?).ok()?;
        std::str::from_utf8(self.bytes(length)?).ok()
    }

    /// Appends the next `count` ascending distinct values.
    pub(super) fn list(&mut self, count: usize, out: &mut Vec<u64>) -> Option<()> {
        if count == 0 {
            return Some(());
        }
        let k = u32::from(*self.bytes(1)?.first()?);
        // Each value takes more than k bits.
        if k > 63 || count.checked_mul(k as usize + 1)? > self.0.len().checked_mul(8)? {
            return None;
        }
        out.reserve(count);
        let mut bits = Bits { bytes: self.0, at: 0 };
        let mut next = Some(0u64);
        for _ in 0..count {
            let quotient = bits.zeros()?;
            let high = (quotient << k >> k == quotient).then_some(quotient << k)?;
            let value = next?.checked_add(high | bits.take(k))?;
            next = value.checked_add(1);
            out.push(value);
        }
        self.bytes(bits.at.div_ceil(8))?;
        Some(())
    }
}

struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    /// The bits from the current one on: 57 at least, zeros behind the end.
    #[inline]
    fn window(&self) -> u64 {
        let rest = self.bytes.get(self.at / 8..).unwrap_or_default();
        let word = match rest.first_chunk() {
            Some(word) => u64::from_le_bytes(*word),
            None => rest.iter().rev().fold(0, |word, &byte| (word << 8) | u64::from(byte)),
        };
        word >> (self.at % 8)
    }

    /// Number of zero bits before the next one; both are passed.
    #[inline]
    fn zeros(&mut self) -> Option<u64> {
        let mut count = 0;
        loop {
            let zeros = self.window().trailing_zeros() as usize;
            if zeros < 64 {
                self.at += zeros + 1;
                return Some(count + zeros as u64);
            }
            let passed = 64 - self.at % 8;
            self.at += passed;
            count += passed as u64;
            if self.at > self.bytes.len() * 8 {
                return None;
            }
        }
    }

    /// The next `k` bits; zeros behind the end, which [`Unpack::list`] finds out when it passes them.
    #[inline]
    fn take(&mut self, k: u32) -> u64 {
        let part = |bits: &mut Self, k: u32| {
            let value = bits.window() & !(u64::MAX << k);
            bits.at += k as usize;
            value
        };
        if k <= 56 {
            return part(self, k);
        }
        let low = part(self, 32);
        low | (part(self, k - 32) << 32)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn random_hashes_take_what_they_must() {
        let mut hashes: Vec<u64> =
            (1..=100u64).map(|n| n.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23)).collect();
        hashes.sort_unstable();
        let mut bytes = Vec::new();
        put_list(&hashes, &mut bytes);
        assert!(bytes.len() <= 745, "{}", bytes.len());
    }

    proptest! {
        #[test]
        fn what_is_put_comes_back(
            values in proptest::collection::btree_set(prop_oneof![any::<u64>(), 0u64..300, Just(u64::MAX)], 0..80),
            number: u64, text in ".{0,9}",
        ) {
            let values: Vec<u64> = values.into_iter().collect();
            let mut bytes = Vec::new();
            put(number, &mut bytes);
            put_list(&values, &mut bytes);
            put_text(&text, &mut bytes);
            let mut unpack = Unpack(&bytes);
            prop_assert_eq!(unpack.number(), Some(number));
            let mut back = Vec::new();
            prop_assert!(unpack.list(values.len(), &mut back).is_some());
            prop_assert_eq!(back, values);
            prop_assert_eq!(unpack.text(), Some(text.as_str()));
            prop_assert!(unpack.0.is_empty());
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..60), count in 0usize..1000) {
            let mut out = Vec::new();
            if Unpack(&bytes).list(count, &mut out).is_some() {
                prop_assert_eq!(out.len(), count);
                prop_assert!(out.is_sorted_by(|a, b| a < b));
            }
            prop_assert!(out.capacity() <= 64 + bytes.len() * 8);
            let _ = (Unpack(&bytes).number(), Unpack(&bytes).text());
        }
    }
}
