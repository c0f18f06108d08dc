//! The commands for corpora end to end: every format and packing, damage, memory, being stopped, the report.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod common;

use std::fs;
use std::io::Write;
use std::path::Path;

use common::nochmal;
use serde_json::Value;

/// A corpus of records from a seed.
fn corpus(folder: &Path, kind: &str, records: usize) -> String {
    let path = folder.join(format!("{kind}.jsonl")).display().to_string();
    assert!(nochmal(&["bench", "--kind", kind, "--records", &records.to_string(), "--write", &path]).status.success());
    path
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

/// Runs `dedupe` on `bytes` as a file called `name`: exit status, what was said, kept, removed, rejected.
fn dedupe(name: &str, bytes: &[u8]) -> (i32, String, Vec<u8>, Vec<Value>, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let packed = match name.rsplit('.').next() {
        Some("gz") => gzip(bytes),
        Some("zst") => zstd::encode_all(bytes, 1).unwrap(),
        _ => bytes.to_vec(),
    };
    fs::write(path(name), packed).unwrap();
    let (kept, removed, rejected) = (path("kept"), path("removed"), path("rejected"));
    let out = nochmal(&["dedupe", &path(name), "-o", &kept, "--removed", &removed, "--rejected", &rejected]);
    let removed = fs::read_to_string(&removed).unwrap_or_default();
    let removed = removed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let read = |path: &str| fs::read(path).unwrap_or_default();
    (out.status.code().unwrap(), String::from_utf8(out.stderr).unwrap(), read(&kept), removed, read(&rejected))
}

/// Puts lines back into the order of the input; every line must come from somewhere.
fn together(input: &[u8], kept: &[u8], removed: &[Value], rejected: &[u8]) -> Vec<u8> {
    let (mut kept, mut rejected, mut removed, mut whole) = (kept, rejected, removed.iter().peekable(), Vec::new());
    while whole.len() < input.len() {
        let rest = &input[whole.len()..];
        let line = &rest[..rest.iter().position(|b| *b == b'\n').map_or(rest.len(), |at| at + 1)];
        if let Some(after) = kept.strip_prefix(line) {
            (kept, whole) = (after, [whole, line.to_vec()].concat());
        } else if let Some(after) = rejected.strip_prefix(line) {
            (rejected, whole) = (after, [whole, line.to_vec()].concat());
        } else {
            let raw = removed.next().unwrap()["raw"].as_str().unwrap().as_bytes();
            whole.extend_from_slice(raw);
            whole.extend(input[whole.len()..].starts_with(b"\n").then_some(b'\n'));
        }
    }
    assert!(kept.is_empty() && rejected.is_empty() && removed.peek().is_none());
    whole
}

#[test]
fn each_format_is_divided_without_loss_plain_and_packed() {
    let texts = ["the mayor opens the new hall on Friday", "nobody knows what the sea holds in winter"];
    let mut lines = String::new();
    let mut rows = String::from("id,text\r\n");
    for n in 0..40 {
        let text = if n % 3 == 0 {
            texts[n % 2].to_uppercase()
        } else {
            format!("{} number{n} with{n} words{n}", texts[n % 2])
        };
        lines += &format!("{{\"id\": {n},  \"text\": \"{text}\"}}\n");
        rows += &format!("{n},\"{text}, said \"\"{n}\"\"\"\r\n");
        if n == 20 {
            lines += "{\"id\": broken}\n";
            rows += "21,too,many\r\n";
        }
    }
    let tabs = rows.replace(',', "\t");
    for (name, input) in [("in.jsonl", &lines), ("in.csv", &rows), ("in.tsv", &tabs)] {
        for packing in ["", ".gz", ".zst"] {
            let name = format!("{name}{packing}");
            let (status, said, kept, removed, rejected) = dedupe(&name, input.as_bytes());
            assert_eq!(status, 3, "{name}: {said}");
            assert!(!removed.is_empty() && !rejected.is_empty(), "{name}");
            assert!(together(input.as_bytes(), &kept, &removed, &rejected) == input.as_bytes(), "{name}");
            assert_eq!(said.lines().count(), 2, "one problem, one summary: {said}");
        }
    }
}

#[test]
fn records_that_are_not_utf8_are_read_in_the_encoding_asked_for_and_leave_as_they_came() {
    let table = b"id;title;body\r\n1;B\xfccherei;Die B\xfccherei in Peine \xf6ffnet am Samstag bis zum Abend\r\n\
        2;B\xfccherei;Die B\xfccherei in Peine \xf6ffnet am Samstag bis zum Abend\r\n3;Stra\xdfe;Wieder frei\r\n";
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    fs::write(path("in.csv"), table).unwrap();
    let command = ["dedupe", &path("in.csv"), "-o", &path("kept.csv"), "--removed", &path("removed.jsonl")];
    let plain = nochmal(&command);
    let said = String::from_utf8(plain.stderr).unwrap();
    assert!(plain.status.code() == Some(3) && said.contains("--encoding"), "{said}");
    let asked = |encoding| nochmal(&[&command[..], &["--encoding", encoding]].concat());
    assert!(asked("windows-1252").status.success());
    let kept = fs::read(path("kept.csv")).unwrap();
    let first = table.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(i, _)| i + 1).collect::<Vec<_>>();
    assert_eq!(kept, [&table[..first[1]], &table[first[2]..]].concat());
    assert!(fs::read_to_string(path("removed.jsonl")).unwrap().contains("Die Bücherei in Peine öffnet"));
    assert_eq!(asked("utf-16le").status.code(), Some(2));
}

#[test]
fn damage_is_one_sentence_and_the_rest_is_done() {
    let line = |n: usize| format!("{{\"id\":{n},\"text\":\"sentence number {n} of {}\"}}\n", n * 7919 % 1000);
    let lines: String = (0..5000).map(line).collect();
    let packed = gzip(lines.as_bytes());
    let (status, said, kept, _, rejected) = dedupe("cut.jsonl", &packed[..packed.len() / 2]);
    assert_eq!(status, 3);
    assert!(
        said.contains("the gzip data ends early") && lines.as_bytes().starts_with(&[kept, rejected].concat()),
        "{said}"
    );
    let (status, said, kept, _, rejected) =
        dedupe("bad.jsonl", b"{\"text\":\"one\"}\n{\"text\":\"\xff\"}\n{\"text\":\"two\"}\n");
    assert_eq!((status, kept.len(), rejected.as_slice()), (3, 30, &b"{\"text\":\"\xff\"}\n"[..]));
    assert!(said.contains("bad.jsonl:2: is not UTF-8"), "{said}");
    let mut huge = b"{\"text\":\"one\"}\n{\"text\":\"".to_vec();
    huge.resize(200 << 20, b'x');
    huge.extend_from_slice(b"\"}\n{\"text\":\"two\"}\n");
    let (status, said, kept, _, rejected) = dedupe("huge.jsonl.zst", &huge);
    assert_eq!((status, kept.as_slice()), (3, &b"{\"text\":\"one\"}\n{\"text\":\"two\"}\n"[..]));
    assert!(said.contains("huge.jsonl.zst:2: the record is longer than 64 MiB") && rejected.len() == huge.len() - 30);
}

#[cfg(feature = "parquet")]
#[test]
fn a_parquet_file_cut_short_is_one_sentence_and_leaves_nothing_behind() {
    let (status, said, kept, ..) = dedupe("cut.parquet", b"PAR1 and then nothing that could be a table");
    assert_eq!((status, kept.len()), (3, 0));
    assert!(said.contains("is no whole Parquet file") && !said.contains("panicked"), "{said}");
}

#[test]
fn little_memory_changes_nothing_and_is_said_where_it_is_not_enough() {
    let folder = tempfile::tempdir().unwrap();
    let input = corpus(folder.path(), "half-families", 5000);
    let commands: [&[&str]; 4] = [
        &["pairs", "--threshold", "0.7", "--format", "csv"],
        &["clusters", "--threshold", "0.7", "--linkage", "representative", "--format", "csv"],
        &["dedupe"],
        &["clusters", "--threshold", "0.7", "--linkage", "single", "--format", "csv"],
    ];
    for command in commands {
        let run = |more: &[&str]| nochmal(&[command, &[input.as_str(), "--threads", "2"], more].concat());
        let (free, held) = (run(&[]), run(&["--memory", "1M"]));
        assert!(free.stdout == held.stdout && !held.stdout.is_empty(), "{command:?}");
        let said = String::from_utf8(held.stderr).unwrap();
        assert!(said.contains("--memory 1 MiB was not enough"), "{command:?}: {said}");
    }
}

#[test]
fn the_summary_and_the_report_say_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let input = corpus(folder.path(), "half-families", 2000);
    let report = folder.path().join("report.json").display().to_string();
    let out = nochmal(&["dedupe", &input, "--report", &report]);
    let said = String::from_utf8(out.stderr).unwrap();
    let report: Value = serde_json::from_str(&fs::read_to_string(&report).unwrap()).unwrap();
    let found = &report["found"];
    let (kept, removed) = (found["kept"].as_u64().unwrap(), found["removed"].as_u64().unwrap());
    assert_eq!((report["records"].as_u64(), kept + removed), (Some(2000), 2000));
    assert_eq!(out.stdout.iter().filter(|b| **b == b'\n').count() as u64, kept);
    let by: u64 = found["removed_by"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum();
    assert_eq!(by, removed);
    let expected = format!("2,000 records read: {},{:03} kept, {removed} removed (", kept / 1000, kept % 1000);
    assert!(said.contains(&expected) && said.contains("clusters, the largest of") && said.contains(" s"), "{said}");
}

#[test]
fn lsh_says_which_recall_to_expect_and_keeps_it() {
    let folder = tempfile::tempdir().unwrap();
    let input = corpus(folder.path(), "half-families", 5000);
    let pairs = |method: &str| {
        let out = nochmal(&["pairs", &input, "--threshold", "0.7", "--method", method, "--format", "csv"]);
        (out.stdout.iter().filter(|b| **b == b'\n').count() as f64 - 1.0, String::from_utf8(out.stderr).unwrap())
    };
    let ((exact, _), (found, said)) = (pairs("exact"), pairs("lsh"));
    let (_, recall) = said.split_once("predicted recall at the threshold ").unwrap();
    let recall: f64 = recall.split(' ').next().unwrap().parse().unwrap();
    // What is predicted holds at the threshold, where it is lowest.
    assert!(found <= exact && 100.0 * found / exact >= recall - 1.0, "{found} of {exact}, {said}");
}

/// Starts the command, waits for it to use a temporary file, sends it what Ctrl-C sends, and gives its exit status.
#[cfg(target_os = "linux")]
fn stopped(folder: &Path, args: &[&str], mut stdin: Option<&[u8]>) -> Option<i32> {
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_nochmal"))
        .args(args)
        .env("TMPDIR", folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut pipe = child.stdin.take();
    let fds = format!("/proc/{}/fd", child.id());
    loop {
        if let (Some(pipe), Some(bytes)) = (&mut pipe, stdin.take()) {
            pipe.write_all(bytes).unwrap();
        }
        assert!(child.try_wait().unwrap().is_none(), "it ended before it could be stopped");
        let open = fs::read_dir(&fds).unwrap().filter_map(|fd| fs::read_link(fd.unwrap().path()).ok());
        if open.into_iter().any(|file| file.starts_with(folder)) {
            break;
        }
        std::thread::yield_now();
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    drop(pipe);
    child.wait().unwrap().code()
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_is_left_behind_after_ctrl_c() {
    let (data, temporary) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let input = corpus(data.path(), "half-families", 30_000);
    let kept = data.path().join("kept.jsonl").display().to_string();
    let spilling = ["dedupe", &input, "--memory", "1M", "-o", &kept];
    assert_eq!(stopped(temporary.path(), &spilling, None), Some(130));
    let line = b"{\"text\":\"a record that comes through a pipe\"}\n".repeat(1000);
    assert_eq!(stopped(temporary.path(), &["dedupe", "-", "-o", &kept], Some(&line)), Some(130));
    assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 0);
    assert_eq!(fs::read_dir(data.path()).unwrap().count(), 1, "the input alone");
}
