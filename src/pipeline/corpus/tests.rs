//! From files to files: what stays, what goes, what can't be read, and that nothing is lost or changed.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::model::Quiet;

pub(super) struct Folder(tempfile::TempDir);

impl Folder {
    pub(super) fn new() -> Self {
        Folder(tempfile::tempdir().unwrap())
    }

    pub(super) fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path: PathBuf = self.0.path().join(name);
        let packed = match path.extension().and_then(|e| e.to_str()) {
            Some("gz") => gzip(bytes),
            Some("zst") => zstd::encode_all(bytes, 1).unwrap(),
            _ => bytes.to_vec(),
        };
        std::fs::write(&path, packed).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

pub(super) struct Outcome {
    pub(super) kept: Vec<u8>,
    removed: Vec<Value>,
    rejected: Vec<u8>,
    problems: Vec<String>,
}

pub(super) fn run(inputs: &[String], config: &Config) -> Outcome {
    let mut loaded = load(inputs, config, &Quiet).unwrap();
    let deduped = dedupe(&mut loaded, config, &Quiet).unwrap();
    let (mut kept, mut removed, mut rejected) = (Vec::new(), Vec::new(), Vec::new());
    let outputs = write::Outputs { kept: Some(&mut kept), removed: Some(&mut removed), rejected: Some(&mut rejected) };
    write::write(&loaded, &deduped, outputs, &Quiet).unwrap();
    let removed = removed.split(|b| *b == b'\n').filter(|l| !l.is_empty());
    let removed = removed.map(|line| serde_json::from_slice(line).unwrap()).collect();
    let problems = loaded.problems.iter().map(|p| p.to_string().replace(&inputs[0], "in")).collect();
    Outcome { kept, removed, rejected, problems }
}

/// Takes `piece` off the front of `bytes`, a line end with it.
fn take_off<'a>(bytes: &mut &'a [u8], piece: &[u8]) -> Option<&'a [u8]> {
    let rest = bytes.strip_prefix(piece)?;
    let end = if rest.starts_with(b"\n") { 1 } else { 0 };
    if end == 0 && !rest.is_empty() {
        return None;
    }
    let taken;
    (taken, *bytes) = bytes.split_at(piece.len() + end);
    Some(taken)
}

/// Kept, removed and rejected, put together in order, are the input.
fn assert_whole(input: &[u8], outcome: &Outcome) {
    let (mut kept, mut rejected) = (outcome.kept.as_slice(), outcome.rejected.as_slice());
    let mut removed = outcome.removed.iter();
    let mut next = removed.next();
    let mut rest = input;
    while !rest.is_empty() {
        let line_end = rest.iter().position(|b| *b == b'\n').map_or(rest.len(), |at| at + 1);
        if let Some(after) = kept.strip_prefix(&rest[..line_end]) {
            (kept, rest) = (after, &rest[line_end..]);
        } else if let Some(raw) = next.and_then(|line| line["raw"].as_str())
            && take_off(&mut rest, raw.as_bytes()).is_some()
        {
            next = removed.next();
        } else {
            rejected = rejected.strip_prefix(&rest[..line_end]).expect("a line that went nowhere");
            rest = &rest[line_end..];
        }
    }
    assert!(kept.is_empty() && rejected.is_empty() && next.is_none());
}

const LINES: &str = concat!(
    "{\"id\":\"a\",\"text\":\"The council met on Monday to talk about the new bridge over the river\"}\n",
    "\n",
    "{\"id\":\"b\",\"text\":\"the Council met on Monday, to talk about the new bridge over the river!\"}\r\n",
    "{\"id\":\"c\", \"text\" : \"Something else \\u00e4nd quite different from all of the others in here\"}\n",
    "{\"id\":\"d\",\"text\":\"broken\n",
    "{\"id\":\"e\",\"text\":\"The council met on Monday to talk about the new bridge over the river today\"}\n",
    "{\"id\":\"f\"}\n",
    "[1,2]\n",
    "{\"id\":\"g\",\"text\":\"Something else änd quite different from all of the others in here\"}",
);

#[test]
fn lines_go_their_ways_as_they_came() {
    let folder = Folder::new();
    for name in ["in.jsonl", "in.jsonl.gz", "in.jsonl.zst"] {
        for mark in ["", "\u{feff}"] {
            let input = format!("{mark}{LINES}");
            let outcome = run(&[folder.file(name, input.as_bytes())], &Config::new().unwrap());
            assert_whole(input.as_bytes(), &outcome);
            let told =
                |line: &Value| format!("{}>{} {} {}", line["id"], line["kept_id"], line["relation"], line["score"]);
            let removed: Vec<String> = outcome.removed.iter().map(told).collect();
            let expected =
                [r#""b">"a" "identical" 1.0"#, r#""e">"a" "edited" 0.9090909090909092"#, r#""g">"c" "identical" 1.0"#];
            assert_eq!(removed, expected);
            let expected = [
                "in:5: is not a JSON object: EOF while parsing a string; mend the line or take it out",
                "in:8: is not a JSON object: invalid type: sequence, expected a map; mend the line or take it out",
            ];
            assert_eq!(outcome.problems, expected);
        }
    }
}

#[test]
fn tables_keep_header_quotes_and_line_ends() {
    let table = "id,title,body\r\n1,\"One, two\",\"first\r\nsecond \"\"third\"\" fourth\"\r\n2,\"One, two\",\"first second third fourth\"\r\n\
                 3,too,many,fields\r\n4,\"5\" pipe,and some other words that follow it\r\n";
    let folder = Folder::new();
    for (name, delimiter) in [("a.csv", ','), ("a.csv.gz", ','), ("a.tsv", '\t'), ("b.csv", ';')] {
        let table = table.replace("One, two", "One; two").replace(',', &delimiter.to_string());
        let outcome = run(&[folder.file(name, table.as_bytes())], &Config::new().unwrap());
        assert_whole(table.as_bytes(), &outcome);
        assert_eq!(outcome.removed.len(), 1, "{name}");
        assert_eq!((&outcome.removed[0]["id"], &outcome.removed[0]["kept_id"]), (&json!("2"), &json!("1")));
        assert!(outcome.kept.starts_with(b"id"));
        let rejected = String::from_utf8(outcome.rejected).unwrap();
        assert!(
            rejected.starts_with('3') && outcome.problems[0].contains("in:5: the row has 4 fields"),
            "{:?}",
            outcome.problems
        );
    }
}

#[test]
fn many_files_are_one_corpus() {
    let folder = Folder::new();
    let line = |id: &str, text: &str| format!("{{\"id\":\"{id}\",\"body\":\"{text}\"}}");
    let one = folder.file("1.jsonl", line("a", "guten Tag auch").as_bytes());
    let two = folder.file("2.jsonl.gz", format!("{}\n{}\n", line("b", "Guten Tag auch"), line("c", "neu")).as_bytes());
    let outcome = run(&[one, two], &Config::new().unwrap());
    assert_eq!(
        String::from_utf8(outcome.kept).unwrap(),
        format!("{}\n{}\n", line("a", "guten Tag auch"), line("c", "neu"))
    );
    let head = folder.file("1.csv", b"id,text\n1,a\n2,b\n");
    let same = folder.file("2.csv", b"id,text\n3,a\n4,c\n");
    let outcome = run(&[head.clone(), same], &Config::new().unwrap());
    assert_eq!(outcome.kept, b"id,text\n1,a\n2,b\n4,c\n");
    let other = folder.file("3.csv", b"id,body\n3,a\n");
    let mut loaded = load(&[head, other], &Config::new().unwrap(), &Quiet).unwrap();
    let deduped = dedupe(&mut loaded, &Config::new().unwrap(), &Quiet).unwrap();
    let mut kept = Vec::new();
    let outputs = write::Outputs { kept: Some(&mut kept), ..Default::default() };
    let error = write::write(&loaded, &deduped, outputs, &Quiet).unwrap_err();
    assert!(error.what().contains("other columns"), "{error}");
    let lines = folder.file("4.jsonl", line("d", "ganz anders").as_bytes());
    let mut loaded = load(&[folder.file("5.csv", b"id,text\n5,b\n"), lines], &Config::new().unwrap(), &Quiet).unwrap();
    let deduped = dedupe(&mut loaded, &Config::new().unwrap(), &Quiet).unwrap();
    let mut kept = Vec::new();
    let outputs = write::Outputs { kept: Some(&mut kept), ..Default::default() };
    let error = write::write(&loaded, &deduped, outputs, &Quiet).unwrap_err();
    assert!(error.what().contains("another kind") && kept.is_empty(), "{error}");
}

#[test]
fn a_folder_of_texts_is_a_list_of_names() {
    let folder = Folder::new();
    let first = folder.file("a.txt", "Ein Text, der wiederkehrt.\n".as_bytes());
    folder.file("b.txt", "ein Text der wiederkehrt".as_bytes());
    let third = folder.file("c.md", "# Etwas anderes\n".as_bytes());
    folder.file("picture.png", b"\x89PNG\r\n\x1a\n\0");
    let outcome = run(&[folder.0.path().to_str().unwrap().to_owned()], &Config::new().unwrap());
    assert_eq!(String::from_utf8(outcome.kept).unwrap(), format!("{first}\n{third}\n"));
    assert!(outcome.problems[0].contains("1 file holds no text and was passed over (1 PNG)"), "{:?}", outcome.problems);
    assert_eq!((outcome.problems.len(), outcome.removed.len()), (1, 1));
}

#[test]
fn packings_cut_short_and_bytes_that_are_no_text() {
    let folder = Folder::new();
    let mut noise = 7u64;
    let mut line = |n: usize| {
        noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        format!("{{\"id\":{n},\"text\":\"{noise:x} {:x}\"}}\n", noise.rotate_left(17))
    };
    let text: String = (0..20_000).map(&mut line).collect();
    for name in ["in.jsonl.gz", "in.jsonl.zst"] {
        let packed =
            if name.ends_with("gz") { gzip(text.as_bytes()) } else { zstd::encode_all(text.as_bytes(), 1).unwrap() };
        let path = folder.file("cut", &packed[..packed.len() * 2 / 3]);
        let outcome = run(&[path], &Config { read: lines_only(), ..Config::new().unwrap() });
        let read = [outcome.kept.as_slice(), &outcome.rejected].concat();
        assert!(text.as_bytes().starts_with(&read) && outcome.kept.len() > text.len() / 3);
        assert!(outcome.problems.len() == 1 && outcome.problems[0].contains("data"), "{:?}", outcome.problems);
    }
    let bad = b"{\"text\":\"one\"}\n{\"text\":\"t\xffwo\"}\n{\"text\":\"three\"}\n";
    let outcome = run(&[folder.file("bad.jsonl", bad)], &Config::new().unwrap());
    assert_eq!(outcome.rejected, b"{\"text\":\"t\xffwo\"}\n");
    assert_eq!(
        outcome.problems,
        ["in:2: is not UTF-8 at byte 10 of the record; name its --encoding, such as windows-1252"]
    );
    assert_whole(bad, &outcome);
}

fn lines_only() -> Options {
    Options { from: Some(crate::model::Format::Jsonl), ..Options::default() }
}

#[test]
fn a_record_beyond_the_limit_is_rejected_whole() {
    let folder = Folder::new();
    let mut config = Config::new().unwrap();
    config.read.limits.record = 3 << 20;
    let long = format!("{{\"text\":\"{}\"}}\n", "long ".repeat(2 << 20));
    let input = format!("{{\"text\":\"one\"}}\n{long}{{\"text\":\"two\"}}\n");
    let outcome = run(&[folder.file("long.jsonl", input.as_bytes())], &config);
    assert_eq!(outcome.kept, b"{\"text\":\"one\"}\n{\"text\":\"two\"}\n");
    assert!(outcome.rejected == long.as_bytes());
    assert_eq!(outcome.problems, ["in:2: the record is longer than 3 MiB (limit \"record\"); split it"]);
}

#[test]
fn keep_rules_choose() {
    let folder = Folder::new();
    let record = |id: &str, text: &str, date: &str, place: &str| {
        json!({"id": id, "text": text, "date": date, "place": place}).to_string() + "\n"
    };
    let input = record("old", "words and words and words", "2020-01-01", "")
        + &record("long", "words; and words; and words...", "2021-01-01", "")
        + &record("new", "words and words and words", "31.12.2022", "")
        + &record("full", "words and words and words", "2019-01-01", "Here");
    let path = folder.file("in.jsonl", input.as_bytes());
    for (keep, id) in [(Keep::First, "old"), (Keep::Longest, "long"), (Keep::Newest, "new"), (Keep::Best, "full")] {
        let outcome = run(std::slice::from_ref(&path), &Config { keep, ..Config::new().unwrap() });
        let kept: Value = serde_json::from_slice(&outcome.kept).unwrap();
        assert_eq!((kept["id"].as_str(), outcome.removed.len()), (Some(id), 3), "{keep}");
    }
}

#[test]
fn chains_are_clusters_only_with_single_linkage() {
    let folder = Folder::new();
    let words: Vec<String> = (0..200).map(|n| format!("w{n}")).collect();
    // Each shares 50 of 60 words with the next.
    let input: String =
        (0..14).map(|n| json!({"id": n, "text": words[n * 10..n * 10 + 60].join(" ")}).to_string() + "\n").collect();
    let path = folder.file("in.jsonl", input.as_bytes());
    let similarity = Similarity::new(Measure::Jaccard, 0.7).unwrap();
    let config = Config { similarity, shingle: Shingle::Word(1), ..Config::new().unwrap() };
    let single = Config { linkage: Linkage::Single, ..config.clone() };
    let mut loaded = load(std::slice::from_ref(&path), &single, &Quiet).unwrap();
    let chained = clusters(&mut loaded, &single, &Quiet).unwrap();
    assert_eq!((chained.len(), chained[0].members.len()), (1, 14));
    assert!((chained[0].weakest - 50.0 / 70.0).abs() < 1e-12);
    let mut loaded = load(&[path], &config, &Quiet).unwrap();
    let stars = clusters(&mut loaded, &config, &Quiet).unwrap();
    assert!(stars.iter().all(|star| star.members.len() <= 3 && star.weakest >= 0.7));
    assert_eq!(stars.iter().map(|star| star.members.len()).sum::<usize>(), 14);
}

#[test]
fn methods_agree_where_they_can() {
    let folder = Folder::new();
    let path = folder.file("in.jsonl", LINES.as_bytes());
    let found = |method| {
        let config = Config { method, ..Config::new().unwrap() };
        let mut loaded = load(std::slice::from_ref(&path), &config, &Quiet).unwrap();
        let pairs = pairs(&mut loaded, &config, &Quiet).unwrap();
        let mut all = BTreeSet::new();
        let shown: std::result::Result<(), ()> = pairs.for_each(&loaded, |a, b, relation, _| {
            all.insert((loaded.name(a).into_owned(), loaded.name(b).into_owned(), relation));
            Ok(())
        });
        assert!(shown.is_ok() && pairs.count() == all.len() as u64);
        all
    };
    assert_eq!(found(Method::Exact).len(), 4);
    assert_eq!(found(Method::Lsh), found(Method::Exact));
    let digest = found(Method::Digest);
    assert!(digest.iter().all(|pair| pair.2 == Relation::Identical && found(Method::Exact).contains(pair)));
    assert_eq!(digest.len(), 2);
}

#[test]
fn a_wrong_text_field_is_said_at_once() {
    let folder = Folder::new();
    let mut config = Config::new().unwrap();
    config.read.wishes.text = vec!["txt".to_owned()];
    let error = load(&[folder.file("in.jsonl", b"{\"text\":\"a\"}\n")], &config, &Quiet).unwrap_err();
    assert!(error.to_string().contains("--text-field"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn nothing_is_lost_whatever_the_bytes(
        lines in proptest::collection::vec(
            prop_oneof![
                "\\{\"text\":\"[ab] [cd] [ef]\"\\}",
                "\\{\"text\":\"[ab]\",\"id\":[0-9]\\} ?",
                "[{}\":,a ]{0,9}",
                "[ \t\r]{0,2}",
            ],
            0..30,
        ),
        ended: bool,
    ) {
        let input = format!("{{\"text\":\"x\"}}\n{}{}", lines.join("\n"), if ended { "\n" } else { "" });
        let folder = Folder::new();
        let outcome = run(&[folder.file("in.jsonl", input.as_bytes())], &Config::new().unwrap());
        assert_whole(input.as_bytes(), &outcome);
    }

    #[test]
    fn rows_end_where_the_csv_reader_ends_them(table in "[a\",\r\n]{0,60}") {
        let folder = Folder::new();
        let input = format!("id,text\nx,y\n{table}");
        let outcome = run(&[folder.file("in.csv", input.as_bytes())], &Config::new().unwrap());
        let total = outcome.kept.len() + outcome.rejected.len();
        let removed: usize = outcome.removed.iter().map(|line| line["raw"].as_str().unwrap().len()).sum();
        // The line ends of removed rows are not in `raw`.
        prop_assert!(total + removed <= input.len() && total + removed + 2 * outcome.removed.len() >= input.len());
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(input.as_bytes());
        let rows = reader.byte_records().count();
        let loaded = load(&[folder.file("in.csv", input.as_bytes())], &Config::new().unwrap(), &Quiet).unwrap();
        prop_assert_eq!(loaded.records.len() + 1, rows);
    }
}
