//! Hostile input through the command that splits issues: it ends soon, with a result or with a sentence that names the limit.
#![allow(clippy::unwrap_used, missing_docs, reason = "a test may fail loudly")]

mod common;

use std::io::Write as _;
use std::path::PathBuf;

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Folder(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

fn items(path: &std::path::Path) -> String {
    common::stdout(&["items", "--format", "jsonl", path.to_str().unwrap()])
}

#[test]
fn html_ten_thousand_elements_deep_is_split() {
    let item = |title: &str| format!("<h2>{title}</h2><p>Das Amt zieht im Mai in ein Haus am Markt.</p>");
    let (open, close) = ("<div>".repeat(10_000), "</div>".repeat(10_000));
    let deep = format!("{open}{}{close}{}", item("Amt zieht um"), item("Schule wächst"));
    let found = items(&Folder::new().file("deep.html", deep.as_bytes()));
    assert!(found.contains("\"title\":\"Amt zieht um\"") && found.contains("\"title\":\"Schule wächst\""), "{found}");
}

#[test]
fn one_line_of_a_hundred_megabytes_is_split() {
    let folder = Folder::new();
    let path = folder.file("line.txt", &b"wort ".repeat(20 << 20));
    assert_eq!(items(&path), "");
}

#[test]
fn a_mail_of_a_thousand_parts_inside_each_other_is_named() {
    let mut mail = String::from("From: a@b.de\nSubject: x\n");
    for n in 0..1_000 {
        mail += &format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n");
    }
    mail += "Content-Type: text/plain\n\nAmt zieht um\n\nDas Amt zieht im Mai in ein Haus am Markt.\n";
    let folder = Folder::new();
    let out = common::nochmal(&["items", folder.file("nested.eml", mail.as_bytes()).to_str().unwrap()]);
    let (said, found) = (String::from_utf8(out.stderr).unwrap(), String::from_utf8(out.stdout).unwrap());
    assert!(said.contains("mail_parts") || found.contains("Amt zieht um"), "{said}{found}");
    assert!(matches!(out.status.code(), Some(0 | 2)), "{:?}", out.status);
}

#[test]
fn a_gzip_bomb_is_named_with_its_limit() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let zeros = vec![b' '; 1 << 20];
    (0..300).for_each(|_| packed.write_all(&zeros).unwrap());
    let folder = Folder::new();
    let path = folder.file("bomb.txt.gz", &packed.finish().unwrap());
    let (status, said) = common::failure(&["items", path.to_str().unwrap()]);
    assert_eq!(status, 2);
    assert!(said.contains("like a gzip bomb") && said.contains("expansion"), "{said}");
}
