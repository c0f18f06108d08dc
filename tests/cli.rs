//! The command line end to end: what goes wrong is said in one sentence, the rest is done, and the status tells.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::{failure, fixture, nochmal, stdout};
use tempfile::TempDir;

const GOOD: &str = "{\"id\":\"a\",\"title\":\"Neues Freibad\",\"body\":\"Das Freibad am Ufer ist wieder offen.\"}\n";

/// A folder with the named files.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

fn path(folder: &TempDir, name: &str) -> String {
    folder.path().join(name).display().to_string()
}

/// Reads one bad file alone, then beside a good one.
fn bad(name: &str, bytes: &[u8], says: &[&str]) {
    let dir = folder(&[(name, bytes), ("good.jsonl", GOOD.as_bytes())]);
    let (alone, words) = failure(&["items", &path(&dir, name)]);
    assert!(alone == 2 || alone == 3, "{name}: status {alone}");
    assert_eq!(words.lines().count(), 1, "{name}: one sentence, not {words}");
    assert!(words.contains(name), "{words}");
    for part in says {
        assert!(words.contains(part), "{name}: {part:?} is not in {words}");
    }
    let out = nochmal(&["items", &path(&dir, name), &path(&dir, "good.jsonl"), "--format", "jsonl"]);
    assert_eq!(out.status.code(), Some(3), "{name} beside a good file");
    assert!(String::from_utf8(out.stdout).unwrap().contains("Neues Freibad"), "{name}: the rest is done");
}

#[test]
fn a_missing_file() {
    let (status, words) = failure(&["items", "no/such/file.txt"]);
    assert_eq!(status, 2);
    assert_eq!(words.lines().count(), 1, "{words}");
    assert!(words.starts_with("nochmal: no/such/file.txt: no such file or folder"), "{words}");
    let dir = folder(&[("good.jsonl", GOOD.as_bytes())]);
    let out = nochmal(&["items", "no/such/file.txt", &path(&dir, "good.jsonl")]);
    assert_eq!(out.status.code(), Some(3));
}

#[test]
fn a_folder_without_texts() {
    let dir = folder(&[("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0")]);
    let (status, words) = failure(&["items", &dir.path().display().to_string()]);
    assert_eq!(status, 2);
    assert_eq!(words.lines().count(), 1, "{words}");
    assert!(words.contains("no readable texts"), "{words}");
}

#[test]
fn invalid_utf8() {
    bad("latin.txt", b"Gr\xfc\xdfe aus K\xf6ln\n\nZweiter Absatz\n", &["UTF-8", "--encoding"]);
}

#[test]
fn an_empty_file() {
    bad("empty.txt", b"", &["empty"]);
}

#[test]
fn a_broken_jsonl_line() {
    let dir = folder(&[("a.jsonl", format!("{GOOD}{{\"id\":\"b\",\"title\":\n{GOOD}").as_bytes())]);
    let out = nochmal(&["items", &path(&dir, "a.jsonl"), "--format", "jsonl"]);
    let words = String::from_utf8(out.stderr).unwrap();
    assert_eq!(out.status.code(), Some(3), "{words}");
    assert_eq!(words.lines().count(), 1, "{words}");
    assert!(words.contains("a.jsonl:2"), "{words}");
    assert_eq!(String::from_utf8(out.stdout).unwrap().lines().count(), 2, "the other two are read");
}

#[test]
fn a_csv_row_of_the_wrong_length() {
    let rows = b"id,title,body\n1,Eins,Text eins\n2,Zwei\n3,Drei,Text drei\n";
    let dir = folder(&[("a.csv", rows)]);
    let out = nochmal(&["items", &path(&dir, "a.csv"), "--format", "jsonl"]);
    let words = String::from_utf8(out.stderr).unwrap();
    assert_eq!(out.status.code(), Some(3), "{words}");
    assert!(words.contains("a.csv:3"), "{words}");
    assert_eq!(String::from_utf8(out.stdout).unwrap().lines().count(), 2);
}

#[test]
fn a_binary_file() {
    bad("data.bin", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0>\0", &["binary"]);
}

#[test]
fn strict_stops_at_the_first_problem() {
    let dir = folder(&[("empty.txt", b""), ("good.jsonl", GOOD.as_bytes())]);
    let (status, words) = failure(&["items", "--strict", &path(&dir, "empty.txt"), &path(&dir, "good.jsonl")]);
    assert_eq!((status, words.lines().count()), (2, 1), "{words}");
}

#[test]
fn unusable_arguments() {
    for args in [
        &["items"][..],
        &["nonsense"],
        &["items", "x", "--threads", "0"],
        &["items", "x", "--memory", "many"],
        &["items", "x", "--from", "papyrus"],
        &["items", "x", "--field", "title"],
        &["items", &fixture("newsletters"), "--format", "xml"],
        &["items", "x", "--config", "no/such.toml"],
    ] {
        let (status, words) = failure(args);
        assert_eq!(status, 2, "{args:?}: {words}");
        assert!(!words.trim().is_empty(), "{args:?}");
    }
}

#[test]
fn settings_files_are_checked() {
    let dir = folder(&[("a.toml", b"ignore_fields = [\"url\"]\ncolour = true\n")]);
    let (status, words) = failure(&["items", &fixture("newsletters"), "--config", &path(&dir, "a.toml")]);
    assert_eq!(status, 2);
    assert!(words.contains("a.toml:2") && words.contains("colour"), "{words}");
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_nochmal"))
        .args(["items", &fixture("newsletters"), "--format", "jsonl"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let out = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(out.stderr).unwrap(), "");
    assert!(out.status.success());
}

#[test]
fn output_is_the_same_for_any_number_of_threads_and_order_of_files() {
    for command in ["items", "pairs", "clusters", "canonical"] {
        let run = |threads| stdout(&[command, &fixture("newsletters"), "--format", "jsonl", "--threads", threads]);
        assert_eq!(run("1"), run("3"), "{command}");
    }
}

#[test]
fn a_file_is_written_whole() {
    let dir = folder(&[]);
    let target = path(&dir, "items.jsonl");
    stdout(&["items", &fixture("newsletters"), "--format", "jsonl", "--output", &target]);
    let written = fs::read_to_string(&target).unwrap();
    assert_eq!(written, stdout(&["items", &fixture("newsletters"), "--format", "jsonl"]));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left beside it");
    let (status, words) = failure(&["items", &fixture("newsletters"), "--output", "no/such/folder/x"]);
    assert_eq!((status, words.lines().count()), (2, 1), "{words}");
}

#[test]
fn exit_code_tells_of_duplicates_and_changes() {
    let (old, new) = (fixture("newsletters/004.txt"), fixture("newsletters/003.txt"));
    let status = |args: &[&str]| nochmal(args).status.code().unwrap();
    assert_eq!(status(&["clusters", &old, &new]), 0);
    assert_eq!(status(&["clusters", &old, &new, "--exit-code"]), 1);
    assert_eq!(status(&["diff", &old, &new, "--exit-code"]), 1);
    assert_eq!(status(&["diff", &old, &old, "--exit-code"]), 0);
}

#[test]
fn standard_input_is_an_input() {
    let dir = folder(&[("a.jsonl", GOOD.as_bytes())]);
    let out = Command::new(env!("CARGO_BIN_EXE_nochmal"))
        .args(["items", "-", "--format", "jsonl"])
        .stdin(fs::File::open(path(&dir, "a.jsonl")).unwrap())
        .output()
        .unwrap();
    assert!(out.status.success());
    assert!(String::from_utf8(out.stdout).unwrap().contains("\"source\":\"-\""));
}

#[test]
fn a_review_lists_the_doubtful_alone() {
    let feed = stdout(&["items", &fixture("formats/feed.rss2.xml"), "--review"]);
    assert_eq!(feed.lines().count(), 1, "what a feed divides is certain: {feed}");
    assert!(feed.starts_with("None of "), "{feed}");
    let short = stdout(&["items", &fixture("newsletters"), "--review"]);
    let all = stdout(&["items", &fixture("newsletters"), "--review", "--all"]);
    assert!(all.lines().count() > short.lines().count(), "{short}");
    let sure: Vec<f64> = all.lines().filter_map(|l| l.split_once(" %")?.0.trim().parse().ok()).collect();
    assert!(sure.is_sorted(), "the least certain first: {all}");
}

/// A teaser, an event, and a closer at a text's end.
const ISSUE: &str = "Der Stadtbrief\n3. Mai 2026\n\nUlm: Neues Amt am Markt\n[02.05.2026] Das Amt zieht in die Stadt. mehr...\n\n\
                     Marl: Lange Abende\n[03.05.2026] Das Bad bleibt bis acht geöffnet. mehr...\n\nWorms: Kurse im Park\n\
                     [03.05.2026] Wer will, lernt nun unter den Bäumen am Fluss. mehr...\n\nImpressum: Amt Muster, Telefon 0123/45678\n";

#[test]
fn borders_are_shown_with_their_reasons() {
    let dir = folder(&[("a.txt", ISSUE.as_bytes())]);
    let file = path(&dir, "a.txt");
    let bare = |text: String| text.replace(&format!("{}/", dir.path().display()), "");
    // How sure it is changes with every rule.
    let unsure = |line: &str| match line.strip_suffix(" %").and_then(|border| border.rsplit_once(' ')) {
        Some((border, _)) => format!("{border} .. %\n"),
        None => format!("{line}\n"),
    };
    let text = bare(stdout(&["items", "--explain", &file]));
    insta::assert_snapshot!(text.lines().map(unsure).collect::<String>());
    let jsonl = bare(stdout(&["items", "--explain", "--format", "jsonl", &file]));
    let rows: Vec<serde_json::Value> = jsonl.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let texts: String = rows.iter().map(|row| row["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ISSUE, "the segments are the document");
    insta::assert_snapshot!(jsonl);
}

#[test]
fn control_characters_stay_out_of_the_terminal() {
    let hostile = "{\"id\":\"a\",\"title\":\"Rot \\u001b[31m und \\u202e verkehrt\",\"body\":\"x\"}\n";
    let dir = folder(&[("a.jsonl", hostile.as_bytes())]);
    let text = stdout(&["items", &path(&dir, "a.jsonl")]);
    assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text}");
}

/// A terminal's width is for terminals: a pipe gets whole texts, and no padding to a width it doesn't have.
#[test]
fn a_pipe_gets_whole_texts() {
    let title = format!("Neues Freibad {}", "am langen Ufer der stillen Bucht ".repeat(12).trim_end());
    let line = |id: &str, more: &str| {
        format!("{{\"id\":\"{id}\",\"title\":\"{title}\",\"body\":\"Es öffnet im Mai{more}.\"}}\n")
    };
    let dir = folder(&[("a.jsonl", line("a", "").as_bytes()), ("b.jsonl", line("b", " wieder").as_bytes())]);
    for command in ["items", "pairs", "clusters", "canonical", "diff"] {
        let mut args = vec![command, "--all"];
        let files = [path(&dir, "a.jsonl"), path(&dir, "b.jsonl")];
        args.extend(files.iter().map(String::as_str));
        let text = stdout(&args);
        assert!(text.contains(&title), "{command}: {text}");
        assert!(text.lines().all(|line| line.len() < 2 * title.len()), "{command}: {text}");
    }
}

#[test]
fn fields_are_mapped_by_name() {
    let dir =
        folder(&[("a.csv", "Kopf;x\n".as_bytes()), ("b.csv", "nr,kopf,inhalt\n7,Ein Kopf,Ein Inhalt\n".as_bytes())]);
    let text = stdout(&[
        "items",
        &path(&dir, "b.csv"),
        "--format",
        "jsonl",
        "--field",
        "id=nr",
        "--field",
        "title=kopf",
        "--field",
        "body=inhalt",
    ]);
    assert!(text.contains("\"id\":\"7\"") && text.contains("\"title\":\"Ein Kopf\""), "{text}");
}

#[test]
fn every_help_is_short_and_has_an_example() {
    let top = stdout(&["--help"]);
    assert!(top.lines().count() <= 50 && top.contains("Example"), "{top}");
    for command in stdout(&["man", "--list"]).lines() {
        let short = stdout(&[command, "--help"]);
        assert!(short.contains("Example"), "{command} has no example");
        assert!(short.lines().count() <= 70, "{command}: {} lines", short.lines().count());
        assert!(top.contains(command), "{command} is missing from --help");
    }
}

#[test]
fn completions_and_manual_pages_are_made_from_the_command_line() {
    for shell in ["bash", "zsh", "fish"] {
        assert!(stdout(&["completions", shell]).contains("clusters"), "{shell}");
    }
    assert!(stdout(&["man"]).contains(".TH"));
    let page = stdout(&["man", "clusters"]);
    for part in ["nochmal-clusters", "nochmal clusters", "EXAMPLES", "\\-\\-threads", "\\-\\-measure"] {
        assert!(page.contains(part), "{part} is missing from {page}");
    }
    assert!(stdout(&["man", "track", "add"]).contains("\\-\\-replace"));
    assert_eq!(failure(&["man", "nonsense"]).0, 2);
}

#[test]
fn the_demo_says_where_it_wrote() {
    let dir = folder(&[]);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = Command::new("sh")
        .arg("scripts/demo.sh")
        .arg(dir.path())
        .current_dir(root)
        .env("NOCHMAL", env!("CARGO_BIN_EXE_nochmal"))
        .output()
        .unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    for part in ["nochmal clusters", "nochmal diff", "Written:"] {
        assert!(text.contains(part), "{part:?} is missing from {text}");
    }
    let written: Vec<PathBuf> = fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().path()).collect();
    assert!(written.len() >= 4 && written.iter().all(|p| fs::metadata(p).unwrap().len() > 0), "{written:?}");
}

/// On a terminal, which `script` plays, a result goes through the pager that the environment names; elsewhere never.
#[cfg(target_os = "linux")]
#[test]
fn a_terminal_gets_a_pager() {
    let issues = ["004.txt", "003.txt"].map(|name| fixture(&format!("newsletters/{name}")));
    let run = |more: &str| {
        let command = format!("{} diff {} --progress never {more}", env!("CARGO_BIN_EXE_nochmal"), issues.join(" "));
        let done = Command::new("script")
            .args(["-qec", &command, "/dev/null"])
            .env("NOCHMAL_PAGER", "sed s/^/paged:/")
            .stdin(std::process::Stdio::null())
            .output();
        done.ok().map(|done| String::from_utf8_lossy(&done.stdout).into_owned())
    };
    let Some(paged) = run("") else {
        eprintln!("passed over: there is no `script`");
        return;
    };
    assert!(paged.lines().count() > 5 && paged.lines().all(|line| line.contains("paged:")), "{paged}");
    assert!(paged.contains("{+"), "signs stand beside colours: {paged}");
    assert!(!run("--no-pager").unwrap().contains("paged:"));
    assert!(!stdout(&["diff", &issues[0], &issues[1]]).contains("paged:"));
}

#[test]
fn items_as_jsonl_are_read_back_as_what_they_are() {
    let items = stdout(&["items", &fixture("issues"), "--format", "jsonl"]);
    let dir = folder(&[("items.jsonl", items.as_bytes())]);
    let file = path(&dir, "items.jsonl");
    assert_eq!(stdout(&["items", &file, "--format", "jsonl"]), items);
    let pairs = |input: &str| stdout(&["pairs", input, "--format", "csv"]);
    let direct = pairs(&fixture("issues"));
    assert!(direct.lines().count() > 3 && direct == pairs(&file));
}
