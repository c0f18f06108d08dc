//! What several test files need.
#![allow(dead_code, clippy::unwrap_used, reason = "each test file takes its part, and a test may fail loudly")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The folder of real data beside the checkout, or `None` where there is none: say so and pass over.
///
/// In CI it must be there.
pub fn shared() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    if folder.join("DATA.md").exists() {
        return Some(folder);
    }
    assert!(std::env::var_os("CI").is_none(), "the real data must stand beside the checkout in CI");
    eprintln!("passed over: no real data beside the checkout");
    None
}

/// A path under fixtures/.
pub fn fixture(path: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(path).display().to_string()
}

/// Runs the command.
pub fn nochmal<S: AsRef<std::ffi::OsStr>>(args: &[S]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_nochmal")).args(args).output().unwrap()
}

/// Standard output of a run that must succeed.
pub fn stdout<S: AsRef<std::ffi::OsStr>>(args: &[S]) -> String {
    let out = nochmal(args);
    assert!(out.status.success(), "{:?}: {}", out.status, String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

/// Exit status and standard error of a run.
pub fn failure<S: AsRef<std::ffi::OsStr>>(args: &[S]) -> (i32, String) {
    let out = nochmal(args);
    (out.status.code().unwrap(), String::from_utf8(out.stderr).unwrap())
}

/// `text` in quoted-printable, with soft line ends where a mail program would set them.
fn quoted_printable(text: &str) -> String {
    let (mut coded, mut column) = (String::new(), 0);
    for byte in text.bytes() {
        if byte == b'\n' {
            coded.push_str("\r\n");
            column = 0;
            continue;
        }
        if column > 72 {
            coded.push_str("=\r\n");
            column = 0;
        }
        if byte.is_ascii_alphanumeric() {
            coded.push(char::from(byte));
            column += 1;
        } else {
            let _ = write!(coded, "={byte:02X}");
            column += 3;
        }
    }
    coded
}

/// `html` as the richer part of a mail, the way mail programs send it.
pub fn mail_of(html: &str) -> String {
    format!(
        "Subject: Issue\r\nFrom: a@b.de\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nText\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{}\r\n--b--\r\n",
        quoted_printable(html)
    )
}
