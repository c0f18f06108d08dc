//! Reading as a user meets it: bad input among good, hostile input, real data.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "a test may fail loudly")]

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use nochmal::error::ErrorKind;
use nochmal::model::{Content, Document, Entry, Format, Line};
use nochmal::read::{Limits, Options, read, read_bytes};

mod common;

fn entries(document: &Document) -> &[Entry] {
    match &document.content {
        Content::Entries(entries) => entries,
        Content::Lines(_) => panic!("{} holds lines", document.source),
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

#[test]
fn each_bad_input_gets_one_sentence_and_the_rest_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    std::fs::create_dir(at("leer")).unwrap();
    std::fs::write(at("leer/bild.png"), b"\x89PNG\r\n\x1a\n\0\0").unwrap();
    std::fs::write(at("leer/.versteckt.txt"), "nicht zu sehen").unwrap();
    std::fs::write(at("latin1.txt"), b"Guten Tag\naus M\xfcnchen").unwrap();
    std::fs::write(at("nichts.txt"), " \n").unwrap();
    std::fs::write(at("zeilen.jsonl"), "{\"title\":\"Eins\"}\n{\"title\":\n{\"title\":\"Drei\"}\n").unwrap();
    std::fs::write(at("tabelle.csv"), "title,body\nEins,a\nZwei\nDrei,b\n").unwrap();
    std::fs::write(at("bild.dat"), b"\0\x01\x02").unwrap();
    std::fs::write(at("akte.pdf"), b"%PDF-1.7 \xff").unwrap();
    let packed = gzip("Guten Tag\n".repeat(50).as_bytes());
    std::fs::write(at("kurz.txt.gz"), &packed[..packed.len() - 10]).unwrap();
    std::fs::write(at("gut.txt"), "Guten Tag").unwrap();
    let names = [
        "fehlt.txt",
        "leer",
        "latin1.txt",
        "nichts.txt",
        "zeilen.jsonl",
        "tabelle.csv",
        "bild.dat",
        "akte.pdf",
        "kurz.txt.gz",
        "gut.txt",
    ];
    let (documents, errors) = read(&names.map(at), &Options::default());
    let seen: Vec<_> =
        errors.iter().map(|e| format!("{:?} {}", e.kind(), e.to_string().replace(&at(""), ""))).collect();
    insta::assert_snapshot!(seen.join("\n"), @r"
    Io fehlt.txt: no such file or folder; check the name
    Input leer: the folder holds no readable texts (1 PNG); name a folder or files with texts
    Input latin1.txt:2, byte 15: is not valid UTF-8; read it with --encoding windows-1252
    Input nichts.txt: is empty; leave it out
    Record zeilen.jsonl:2: is not a JSON object: EOF while parsing a value at column 9; mend the line or take it out
    Record tabelle.csv:3: the row has 1 field, the header 2; quote fields that hold the delimiter
    Input bild.dat: is a binary file; give a text, or force a format with --from
    Input akte.pdf: is a binary file (PDF); give a text, or force a format with --from
    Input kurz.txt.gz: the gzip data ends early; fetch the file again
    ");
    let read: Vec<_> = documents.iter().map(|d| d.source.replace(&at(""), "")).collect();
    assert_eq!(read, ["zeilen.jsonl", "tabelle.csv", "gut.txt"]);
    assert_eq!((entries(&documents[0]).len(), entries(&documents[1]).len()), (2, 2));
}

#[test]
fn folders_are_walked_in_order_of_names_and_wishes_are_heard() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("b")).unwrap();
    for (name, bytes) in [
        ("c.txt", &b"drei"[..]),
        ("b/x.txt", b"zwei"),
        ("a.txt", b"M\xfcll"),
        ("d.txt", b""),
        ("e.gz", &gzip(b"f\xfcnf")),
    ] {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let inputs = [folder.path().to_string_lossy().into_owned()];
    let (documents, errors) = read(&inputs, &Options { encoding: Some("windows-1252".into()), ..Options::default() });
    let said: Vec<_> = errors.iter().map(|e| (e.is_failure(), e.what())).collect();
    assert_eq!(said, [(false, "1 file holds no text and was passed over (1 empty)")]);
    let texts: Vec<_> = documents.iter().map(|d| d.text.as_str()).collect();
    assert_eq!(texts, ["Müll", "zwei", "drei", "fünf"]);
    let options =
        Options { from: Some(Format::Jsonl), fields: vec![("title".into(), "kopf".into())], ..Options::default() };
    let (documents, _) = read_bytes("a.txt", b"{\"kopf\":\"Eins\",\"title\":\"anders\"}".to_vec(), &options);
    assert_eq!(entries(&documents[0])[0].get("title"), Some("Eins"));
    assert_eq!(entries(&documents[0])[0].get("title_2"), Some("anders"));
}

#[test]
fn one_huge_line_is_one_line() {
    let text = "Wort ".repeat(20 << 20);
    let (documents, errors) = read_bytes("a.txt", text.into_bytes(), &Options::default());
    assert!(errors.is_empty() && documents[0].lines().len() == 1 && documents[0].text.len() == 100 << 20);
    let html = format!("<html><p>{}<a href=x>{}</a>", "Wort ".repeat(1 << 20), "&amp;".repeat(1 << 20));
    let (documents, errors) = read_bytes("a.html", html.into_bytes(), &Options::default());
    assert!(errors.is_empty() && documents[0].lines().len() == 1);
}

#[test]
fn depth_costs_nothing() {
    for (open, close) in [
        ("<div>", "</div>"),
        ("<table><tr><td>", "</td></tr></table>"),
        ("<b>", ""),
        ("<ul><li>", ""),
        ("<a href=x>", ""),
    ] {
        let html = format!("<html>{}tief{}<p>danach", open.repeat(10_000), close.repeat(10_000));
        let (documents, errors) = read_bytes("a.html", html.into_bytes(), &Options::default());
        let shown: Vec<_> = documents[0].lines().iter().map(|l| documents[0].shown(l)).collect();
        assert!(errors.is_empty() && shown == ["tief", "danach"], "{open}: {shown:?}");
    }
    for piece in ["> ", "*", "[", "![", "<div>\n\n", "- ", "`", "**a ", "&", "| "] {
        let options = Options { from: Some(Format::Markdown), ..Options::default() };
        let (documents, errors) = read_bytes("a.md", format!("{}x", piece.repeat(10_000)).into_bytes(), &options);
        assert!(errors.is_empty() && documents.len() == 1, "{piece}");
    }
    let feed = format!("<rss><channel><item><title>T</title><description>{}", "<a>".repeat(100_000));
    let (_, errors) = read_bytes("a.xml", feed.into_bytes(), &Options::default());
    assert_eq!(errors.len(), 1);
    let (_, errors) = read_bytes("a.jsonl", "[".repeat(100_000).into_bytes(), &Options::default());
    assert_eq!(errors.len(), 1);
}

/// A mail of `n` parts, each inside the one before.
fn nested_mail(n: usize) -> Vec<u8> {
    let mut mail = String::from("Subject: x\nDate: Mon, 2 Jun 2025 08:00:00 +0200\nMIME-Version: 1.0\n");
    for i in 0..n {
        let _ = write!(mail, "Content-Type: multipart/mixed; boundary=g{i}x\n\n--g{i}x\n");
    }
    mail += "Content-Type: text/plain\n\nGanz innen.\n";
    (0..n).rev().for_each(|i| mail += &format!("--g{i}x--\n"));
    mail.into_bytes()
}

#[test]
fn mails_nest_up_to_the_limit() {
    let (documents, errors) = read_bytes("a.eml", nested_mail(400), &Options::default());
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(documents[0].shown(&documents[0].lines()[0]), "Ganz innen.");
    let (_, errors) = read_bytes("a.eml", nested_mail(1000), &Options::default());
    assert_eq!(errors[0].kind(), ErrorKind::Limit);
    assert_eq!(
        errors[0].to_string(),
        "a.eml: the mail has more than 500 parts (limit \"mail_parts\"); split the input"
    );
    let forwarded = "Subject: x\nFrom: a\nContent-Type: message/rfc822\n\n".repeat(100_000);
    let (_, errors) = read_bytes("a.eml", forwarded.into_bytes(), &Options::default());
    assert_eq!(errors[0].kind(), ErrorKind::Limit);
    let borders = format!("Subject: x\nContent-Type: multipart/mixed; boundary=a\n\n{}", "--a\n\nx\n".repeat(100_000));
    let (_, errors) = read_bytes("a.eml", borders.into_bytes(), &Options::default());
    assert_eq!(errors[0].kind(), ErrorKind::Limit);
}

#[test]
fn bombs_end_at_a_limit() {
    let limits = Limits { bytes: 32 << 20, lines: 1000, ..Limits::default() };
    let options = Options { limits, ..Options::default() };
    let bomb = gzip(&vec![b'a'; 1 << 20]).repeat(64);
    let (documents, errors) = read_bytes("a.txt.gz", bomb, &options);
    assert!(documents.is_empty());
    assert_eq!(errors[0].to_string(), "a.txt.gz: unpacks to more than 32 MiB (limit \"bytes\"); split the input");
    for (name, text) in [("a.txt", "x\n"), ("a.md", "x\n\n"), ("a.html", "<p>x")] {
        let (documents, errors) = read_bytes(name, text.repeat(1001).into_bytes(), &options);
        assert!(documents.is_empty() && errors[0].kind() == ErrorKind::Limit, "{name}");
        assert!(errors[0].to_string().contains("more than 1000 lines (limit \"lines\")"), "{}", errors[0]);
    }
}

fn shown<'a>(document: &'a Document, line: &'a Line) -> (&'a str, &'a nochmal::model::Marks) {
    (document.shown(line), &line.marks)
}

#[test]
fn a_mail_reads_like_its_html() {
    let Some(shared) = common::shared() else { return };
    for issue in ["725", "750", "784"] {
        let html = std::fs::read_to_string(shared.join(format!("perlweekly/{issue}.html"))).unwrap();
        let mail = common::mail_of(&html);
        let (page, _) = read_bytes("a.html", html.into_bytes(), &Options::default());
        let (mail, errors) = read_bytes("a.eml", mail.into_bytes(), &Options::default());
        assert!(errors.is_empty() && mail[0].format == Format::Mail);
        let page: Vec<_> = page[0].lines().iter().map(|l| shown(&page[0], l)).collect();
        let mail: Vec<_> = mail[0].lines().iter().map(|l| shown(&mail[0], l)).collect();
        assert!(page == mail && page.len() > 50, "{issue}");
    }
}

/// What a mail of these parts shows, line by line.
fn mail_of(headers: &str, parts: &[(&str, &str)]) -> (Vec<String>, Vec<usize>) {
    let mut mail =
        format!("From: a@b.de\nSubject: Brief\nMIME-Version: 1.0\nContent-Type: multipart/{headers}; boundary=x\n\n");
    for (kind, text) in parts {
        mail += &format!("--x\nContent-Type: {kind}\n\n{text}\n");
    }
    let (documents, errors) = read_bytes("a.eml", (mail + "--x--\n").into_bytes(), &Options::default());
    assert!(errors.is_empty() && documents.len() == 1, "{errors:?}");
    let document = &documents[0];
    let lines = document.lines();
    assert!(lines.windows(2).all(|w| w[0].span.end <= w[1].span.start && w[0].number <= w[1].number), "{lines:?}");
    (lines.iter().map(|l| document.shown(l).to_owned()).collect(), lines.iter().map(|l| l.span.start).collect())
}

#[test]
fn the_parts_of_a_mail_stand_in_their_order_each_as_what_it_is() {
    let text = "Rathaus am Samstag offen\n\nDas Rathaus hat am Samstag ge\u{f6}ffnet.";
    let footer = "<html><p>Gepr\u{fc}ft auf Viren</p></html>";
    let kinds = ["text/plain; charset=utf-8", "text/html; charset=utf-8"];
    let shown = ["Rathaus am Samstag offen", "Das Rathaus hat am Samstag ge\u{f6}ffnet.", "Gepr\u{fc}ft auf Viren"];
    assert_eq!(mail_of("mixed", &[(kinds[0], text), (kinds[1], footer)]).0, shown);
    assert_eq!(mail_of("mixed", &[(kinds[1], footer), (kinds[0], text)]).0, [shown[2], shown[0], shown[1]]);
    assert_eq!(mail_of("alternative", &[(kinds[0], text), (kinds[1], footer)]).0, shown[2..]);
    assert_eq!(mail_of("alternative", &[(kinds[0], text), (kinds[1], "<p> </p>")]).0, shown[..2]);
}

#[test]
fn a_mail_attached_to_a_mail_is_read_behind_it() {
    let inner = "Subject: Ausgabe 7\nFrom: c@d.de\nContent-Type: text/html\n\n<h2>Erste Meldung</h2><p>Ihr Text.</p>";
    let parts = [("text/plain", "Zur Kenntnis."), ("message/rfc822", inner)];
    assert_eq!(mail_of("mixed", &parts).0, ["Zur Kenntnis.", "Erste Meldung", "Ihr Text."]);
    assert_eq!(mail_of("mixed", &parts[1..]).0, ["Erste Meldung", "Ihr Text."]);
    let second = ("message/rfc822", "Subject: Ausgabe 8\nFrom: c@d.de\n\nZweite Meldung");
    assert_eq!(mail_of("digest", &[parts[1], second]).0, ["Erste Meldung", "Ihr Text.", "Zweite Meldung"]);
}

#[test]
fn an_encoding_reaches_the_parts_of_a_mail_that_name_none() {
    let mail = |kind: &str| {
        format!(
            "From: a@b.de\nSubject: x\nContent-Type: {kind}\nContent-Transfer-Encoding: quoted-printable\n\nB=FCro\n"
        )
    };
    let options = Options { encoding: Some("windows-1252".into()), ..Options::default() };
    for kind in ["text/plain", "text/plain; charset=iso-8859-1"] {
        let (documents, errors) = read_bytes("a.eml", mail(kind).into_bytes(), &options);
        assert!(errors.is_empty() && documents[0].text.trim() == "Büro", "{kind}: {:?}", documents[0].text);
    }
}

#[test]
fn a_feed_gives_all_of_its_items() {
    let Some(shared) = common::shared() else { return };
    let folder = shared.join("salzkotten");
    let (documents, errors) =
        read(&[folder.to_string_lossy().into_owned()], &Options { from: None, ..Options::default() });
    assert!(
        errors.iter().all(|e| Path::new(&e.position().source).extension().is_none_or(|x| x != "xml")),
        "{errors:?}"
    );
    let feeds: Vec<_> = documents.iter().filter(|d| d.format == Format::Feed).collect();
    assert!(!feeds.is_empty());
    for feed in feeds {
        let found = entries(feed);
        assert_eq!(found.len(), feed.text.matches("<item>").count(), "{}", feed.source);
        for entry in found {
            assert!(["title", "url", "date"].iter().all(|name| entry.get(name).is_some()), "{entry:?}");
            let raw = &feed.text[entry.span.clone()];
            assert!(raw.starts_with("<item>") && raw.ends_with("</item>"));
            assert_eq!(raw.matches('\n').count() as u32, entry.lines.1 - entry.lines.0);
        }
    }
}
