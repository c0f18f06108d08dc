//! A patch: the old issue and the patch give the new one byte for byte, the new one and the patch the old one.
//!
//! ```text
//! nochmal patch 1
//! old <BLAKE3 of the old bytes> <their number>
//! new <BLAKE3 of the new bytes> <their number>
//! @ <offset in old>,<bytes> <offset in new>,<bytes>
//! -a line that goes
//! +a line that comes
//! ```
//!
//! A line stands for itself and its line feed; a backslash at its end says that it has none. Within a line `\\` is a
//! backslash, `\r` a carriage return and `\xNN` a byte that is no printable UTF-8. So a patch is text whatever the issues are.

use similar::{Algorithm, DiffTag, capture_diff_slices};

use crate::error::{Error, ErrorKind, Result};

const MAGIC: &str = "nochmal patch 1";

/// The patch from `old` to `new`, any bytes. O((n + m) d) for n and m lines with d differences.
pub fn make(old: &[u8], new: &[u8]) -> String {
    let head = |name: &str, bytes: &[u8]| format!("{name} {} {}\n", blake3::hash(bytes).to_hex(), bytes.len());
    let mut out = format!("{MAGIC}\n{}{}", head("old", old), head("new", new));
    let (was, is): (Vec<&[u8]>, Vec<&[u8]>) = (lines(old).collect(), lines(new).collect());
    let length = |lines: &[&[u8]]| lines.iter().map(|l| l.len()).sum::<usize>();
    let (mut at_old, mut at_new) = (0, 0);
    for op in capture_diff_slices(Algorithm::Myers, &was, &is) {
        let (gone, come) = (&was[op.old_range()], &is[op.new_range()]);
        if op.tag() != DiffTag::Equal {
            out += &format!("@ {at_old},{} {at_new},{}\n", length(gone), length(come));
            gone.iter().for_each(|line| write_line('-', line, &mut out));
            come.iter().for_each(|line| write_line('+', line, &mut out));
        }
        (at_old, at_new) = (at_old + length(gone), at_new + length(come));
    }
    out
}

/// The new issue, made from the old one.
///
/// # Errors
/// Where `patch` is no patch or is damaged, and where `old` is not the issue that it was made from.
pub fn apply(patch: &str, old: &[u8]) -> Result<Vec<u8>> {
    Patch::read(patch)?.run(old)
}

/// The old issue, made from the new one.
///
/// # Errors
/// As [`apply`].
pub fn revert(patch: &str, new: &[u8]) -> Result<Vec<u8>> {
    let Patch { from, to, hunks, .. } = Patch::read(patch)?;
    let turn = |Hunk { at, gone, to_at, come }| Hunk { at: to_at, gone: come, to_at: at, come: gone };
    Patch { from: to, to: from, hunks: hunks.into_iter().map(turn).collect(), turned: true }.run(new)
}

fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split_inclusive(|b| *b == b'\n')
}

fn write_line(sign: char, line: &[u8], out: &mut String) {
    out.push(sign);
    let (text, open) = match line.strip_suffix(b"\n") {
        Some(text) => (text, false),
        None => (line, true),
    };
    for chunk in text.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\\' => out.push_str("\\\\"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push('\t'),
                // Line and paragraph separators would break a line for some editors.
                c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => {
                    c.encode_utf8(&mut [0; 4]).bytes().for_each(|b| *out += &format!("\\x{b:02x}"));
                }
                c => out.push(c),
            }
        }
        chunk.invalid().iter().for_each(|b| *out += &format!("\\x{b:02x}"));
    }
    out.push_str(if open { "\\\n" } else { "\n" });
}

fn read_line(text: &str, number: u64) -> Result<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() + 1);
    let mut rest = text;
    while let Some((plain, escaped)) = rest.split_once('\\') {
        out.extend(plain.as_bytes());
        let code = escaped.get(1..3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        (rest, _) = match (escaped.bytes().next(), code) {
            (None, _) => return Ok(out),
            (Some(b'\\'), _) => (&escaped[1..], out.push(b'\\')),
            (Some(b'r'), _) => (&escaped[1..], out.push(b'\r')),
            (Some(b'x'), Some(byte)) => (&escaped[3..], out.push(byte)),
            _ => return Err(damaged("an escape that doesn't exist", number)),
        };
    }
    out.extend(rest.as_bytes());
    out.push(b'\n');
    Ok(out)
}

fn damaged(what: &str, line: u64) -> Error {
    Error::new(ErrorKind::Input, format!("line {line} of the patch holds {what}")).way_out("make the patch again")
}

/// What one side of a patch must be.
struct Mark {
    digest: String,
    bytes: usize,
}

impl Mark {
    fn fits(&self, bytes: &[u8]) -> bool {
        bytes.len() == self.bytes && blake3::hash(bytes).to_hex().as_str() == self.digest
    }
}

struct Hunk {
    at: usize,
    gone: Vec<u8>,
    to_at: usize,
    come: Vec<u8>,
}

struct Patch {
    from: Mark,
    to: Mark,
    hunks: Vec<Hunk>,
    /// Whether it runs from new to old.
    turned: bool,
}

impl Patch {
    fn read(text: &str) -> Result<Patch> {
        let mut lines = text.split_terminator('\n').zip(1u64..);
        if lines.next().map(|(line, _)| line) != Some(MAGIC) {
            return Err(Error::new(ErrorKind::Input, format!("the patch doesn't begin with {MAGIC:?}")));
        }
        let mut mark = |name: &str| {
            let line = lines.next().map_or("", |(line, _)| line);
            let mut parts = line.split(' ');
            match (parts.next(), parts.next(), parts.next().and_then(|n| n.parse().ok()), parts.next()) {
                (Some(n), Some(digest), Some(bytes), None) if n == name => {
                    Ok(Mark { digest: digest.to_owned(), bytes })
                }
                _ => Err(Error::new(ErrorKind::Input, format!("the patch doesn't say what its {name} side is"))),
            }
        };
        let (from, to) = (mark("old")?, mark("new")?);
        let (mut hunks, mut sizes): (Vec<Hunk>, Vec<(usize, usize)>) = Default::default();
        for (line, number) in lines {
            let (sign, rest) = line.split_at_checked(1).unwrap_or_default();
            match (sign, hunks.last_mut()) {
                ("@", _) => {
                    let [at, gone, to_at, come] = place(rest).ok_or_else(|| damaged("no place", number))?;
                    hunks.push(Hunk { at, gone: Vec::new(), to_at, come: Vec::new() });
                    sizes.push((gone, come));
                }
                ("-", Some(hunk)) => hunk.gone.extend(read_line(rest, number)?),
                ("+", Some(hunk)) => hunk.come.extend(read_line(rest, number)?),
                _ => return Err(damaged("neither a place nor a line of one", number)),
            }
        }
        if hunks.iter().zip(sizes).any(|(h, size)| (h.gone.len(), h.come.len()) != size) {
            return Err(Error::new(ErrorKind::Input, "a part of the patch is missing").way_out("make the patch again"));
        }
        Ok(Patch { from, to, hunks, turned: false })
    }

    fn run(&self, base: &[u8]) -> Result<Vec<u8>> {
        let (from, to) = if self.turned { ("new", "old") } else { ("old", "new") };
        if !self.from.fits(base) {
            let error =
                Error::new(ErrorKind::Input, format!("this is not the {from} issue that the patch was made with"));
            return Err(match self.to.fits(base) {
                true => {
                    error.way_out(format!("it is the {to} one already; the patch runs in the other direction only"))
                }
                false => {
                    error.way_out(format!("take the file with the BLAKE3 digest {}", printable(&self.from.digest)))
                }
            });
        }
        let damaged = || Error::new(ErrorKind::Input, "the patch is damaged: it doesn't fit the issue it names");
        let (mut out, mut at) = (Vec::with_capacity(self.to.bytes.min(base.len() * 2)), 0);
        for hunk in &self.hunks {
            out.extend(base.get(at..hunk.at).ok_or_else(damaged)?);
            at = hunk.at.checked_add(hunk.gone.len()).ok_or_else(damaged)?;
            if base.get(hunk.at..at) != Some(&hunk.gone) || out.len() != hunk.to_at {
                return Err(damaged());
            }
            out.extend(&hunk.come);
        }
        out.extend(base.get(at..).ok_or_else(damaged)?);
        if self.to.fits(&out) { Ok(out) } else { Err(damaged()) }
    }
}

/// " 12,3 12,4" as four numbers.
fn place(text: &str) -> Option<[usize; 4]> {
    let numbers: Vec<usize> = text.trim().split([',', ' ']).map(|n| n.parse().ok()).collect::<Option<_>>()?;
    numbers.try_into().ok()
}

/// The first signs of what claims to be a digest.
fn printable(digest: &str) -> String {
    digest.chars().filter(char::is_ascii_hexdigit).take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn is_text_that_a_person_can_read() {
        let patch = make(b"one\ntwo\r\n\xffend", b"one\ntwo\\\n");
        let body: Vec<&str> = patch.lines().skip(3).collect();
        assert_eq!(body, ["@ 4,9 4,5", "-two\\r", "-\\xffend\\", "+two\\\\"]);
    }

    #[test]
    fn says_what_is_wrong() {
        let patch = make(b"a\nb\n", b"a\nc\n");
        let error = |patch: &str, base: &[u8]| apply(patch, base).unwrap_err().to_string();
        assert!(error(&patch, b"a\nx\n").contains("not the old issue"), "{}", error(&patch, b"a\nx\n"));
        assert!(error(&patch, b"a\nc\n").contains("the new one already"));
        assert!(error("hello", b"").contains("doesn't begin with"));
        assert!(error(&patch.replace("+c", "+d"), b"a\nb\n").contains("damaged"));
        assert!(error(&patch.replace("+c\n", ""), b"a\nb\n").contains("missing"));
        assert!(error(&patch.replace("+c", "+\\q"), b"a\nb\n").contains("line 6"));
        assert!(error(&patch.replace("@ 2", "@ 99999999999999999999"), b"a\nb\n").contains("line 4"));
    }

    proptest! {
        #[test]
        fn there_and_back_on_arbitrary_bytes(old in any::<Vec<u8>>(), new in any::<Vec<u8>>()) {
            let patch = make(&old, &new);
            prop_assert_eq!(apply(&patch, &old).unwrap(), new.clone());
            prop_assert_eq!(revert(&patch, &new).unwrap(), old);
        }

        #[test]
        fn there_and_back_on_lines(old in "([ab\\\\é\u{2028}]{0,2}\r?\n?){0,12}", new in "([ab\\\\é\u{2028}]{0,2}\r?\n?){0,12}") {
            let patch = make(old.as_bytes(), new.as_bytes());
            prop_assert_eq!(apply(&patch, old.as_bytes()).unwrap(), new.as_bytes());
            prop_assert_eq!(revert(&patch, new.as_bytes()).unwrap(), old.as_bytes());
        }

        #[test]
        fn no_patch_makes_it_panic(body in "(@ [0-9]{1,20},[0-9] [0-9],[0-9]\n|[-+@][a\\\\x0-9é]{0,4}\n){0,6}", base in any::<Vec<u8>>()) {
            let head: String = make(&base, b"x").lines().take(3).map(|l| format!("{l}\n")).collect();
            let _ = apply(&format!("{head}{body}"), &base);
            let _ = revert(&format!("{head}{body}"), &base);
            let _ = apply(&body, &base);
        }
    }
}
