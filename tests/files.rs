//! What is read and what is written: no result takes the place of an input or of another result.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod common;

use std::fs;
use std::path::Path;
use std::process::Command;

const RECORDS: &str = "{\"id\":\"a\",\"text\":\"One and two\"}\n{\"id\":\"b\",\"text\":\"one and two\"}\n";

/// Runs the command in `folder`: exit status, standard output, standard error.
fn run(folder: &Path, args: &str) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nochmal"));
    let out = command.args(args.split(' ')).current_dir(folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (out.status.code().unwrap(), text(out.stdout), text(out.stderr))
}

/// A folder with records as `r.jsonl` and as `texts/r.jsonl`, and a text.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("texts")).unwrap();
    fs::create_dir(path("other")).unwrap();
    for name in ["r.jsonl", "texts/r.jsonl", "texts/s.jsonl"] {
        fs::write(path(name), RECORDS).unwrap();
    }
    fs::write(path("a.txt"), "One\n\nA text.\n").unwrap();
    folder
}

/// Everything in `folder`, by name.
fn content(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().flatten();
    let read =
        |entry: walkdir::DirEntry| (entry.path().display().to_string(), fs::read(entry.path()).unwrap_or_default());
    walk.map(read).collect()
}

#[test]
fn no_result_takes_the_place_of_an_input() {
    let folder = folder();
    let dir = folder.path();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("r.jsonl", dir.join("link")).unwrap();
        std::os::unix::fs::symlink("../r.jsonl", dir.join("other/linked.jsonl")).unwrap();
    }
    #[cfg(not(unix))]
    fs::write(dir.join("link"), "").unwrap();
    let before = content(dir);
    let absolute = format!("items r.jsonl -o {}", dir.join("r.jsonl").display());
    let mut all = vec![
        "items a.txt -o a.txt",
        "clusters a.txt r.jsonl -o r.jsonl",
        "pairs r.jsonl -o ./texts/../r.jsonl",
        "pairs r.jsonl --measure jaccard --report r.jsonl",
        "canonical texts -o texts/r.jsonl",
        "diff a.txt r.jsonl -o a.txt",
        "diff a.txt r.jsonl --format patch -o r.jsonl",
        "explain a b r.jsonl -o r.jsonl",
        "eval r.jsonl --gold a.txt -o a.txt",
        "apply a.txt r.jsonl -o a.txt",
        "profile learn a.txt -o a.txt",
        "bench r.jsonl --write r.jsonl",
        "dedupe r.jsonl -o r.jsonl",
        "dedupe r.jsonl --removed r.jsonl",
        "dedupe r.jsonl --rejected r.jsonl",
        "dedupe texts -o texts",
        "dedupe texts --report texts/s.jsonl",
        "dedupe r.jsonl --index seen --pairs r.jsonl",
        "query --index seen r.jsonl -o r.jsonl",
        "track report --store r.jsonl -o r.jsonl",
        "decide same a b r.jsonl --decisions r.jsonl",
        &absolute,
    ];
    if cfg!(unix) {
        all.extend(["items r.jsonl -o link", "items link -o r.jsonl", "items other -o r.jsonl"]);
    }
    for args in all {
        let (status, shown, words) = run(dir, args);
        assert_eq!((status, words.lines().count()), (2, 1), "{args}: {words}");
        assert!(shown.is_empty() && words.contains("is read, so --"), "{args}: {words}");
        assert_eq!(content(dir), before, "{args}");
    }
}

#[test]
fn no_two_results_have_one_file() {
    let folder = folder();
    let before = content(folder.path());
    for args in ["-o y --removed ./y", "--removed y --rejected y", "--report texts/y --rejected texts/../texts/y"] {
        let (status, _, words) = run(folder.path(), &format!("dedupe r.jsonl {args}"));
        assert!(status == 2 && words.contains("name one file; give each its own"), "{args}: {words}");
        assert_eq!(content(folder.path()), before, "{args}");
    }
}

#[test]
fn other_names_and_what_many_can_write_to_are_free() {
    let folder = folder();
    for args in [
        "dedupe r.jsonl -o kept --removed removed --rejected rejected --report report",
        "dedupe r.jsonl -o kept --removed - --rejected -",
        "items texts -o texts/items.txt",
        "clusters - r.jsonl -o -",
    ] {
        let (status, _, words) = run(folder.path(), args);
        assert_eq!(status, if args.starts_with("clusters") { 3 } else { 0 }, "{args}: {words}");
    }
    if cfg!(unix) {
        let args = "dedupe r.jsonl -o kept --removed /dev/null --rejected /dev/null";
        assert_eq!(run(folder.path(), args).0, 0);
    }
}

#[test]
fn what_changes_nothing_is_refused_with_what_works() {
    let folder = folder();
    for (args, says) in [
        ("clusters r.jsonl --keep newest", "--keep changes nothing here; it is for whole texts: add --measure"),
        ("clusters r.jsonl --linkage single", "--linkage changes nothing"),
        ("pairs r.jsonl --text-field id", "--text-field changes nothing"),
        ("pairs r.jsonl --id-field text", "--id-field changes nothing"),
        ("pairs r.jsonl --report report", "--report changes nothing"),
        ("clusters r.jsonl --measure jaccard --min-score 0.5", "whole texts have --threshold"),
        ("dedupe r.jsonl --min-score 0.5", "whole texts have --threshold"),
        ("dedupe r.jsonl --method digest --threshold 0.5", "--method digest finds equal texts only"),
        ("dedupe r.jsonl --format svg", "leave --format out"),
        ("diff a.txt r.jsonl --side-by-side --format jsonl", "--side-by-side changes nothing"),
        ("clusters a.txt --index seen --format csv", "seen before"),
    ] {
        let (status, shown, words) = run(folder.path(), args);
        assert_eq!((status, words.lines().count()), (2, 1), "{args}: {words}");
        assert!(shown.is_empty() && words.contains(says), "{args}: {words}");
    }
    assert!(!folder.path().join("seen").exists());
}

#[test]
fn fields_that_no_input_has_are_said() {
    let folder = folder();
    for args in [
        "pairs r.jsonl --ignore-field nix",
        "items r.jsonl a.txt --field title=nix",
        "clusters a.txt --ignore-field nix",
        "dedupe r.jsonl --id-field nix",
        "dedupe r.jsonl --text-field text --text-field nix",
        "pairs r.jsonl --measure jaccard --field body=nix",
    ] {
        let (status, shown, words) = run(folder.path(), args);
        assert!(status == 2 && shown.is_empty() && words.contains("no input has a field \"nix\""), "{args}: {words}");
    }
    for args in ["pairs r.jsonl --ignore-field text --ignore-field url", "items r.jsonl --field title=text"] {
        assert_eq!(run(folder.path(), args).0, 0, "{args}");
    }
}

#[test]
fn files_of_a_folder_that_hold_no_text_are_counted() {
    let folder = folder();
    fs::write(folder.path().join("texts/a.pdf"), "%PDF-1.7 x").unwrap();
    fs::write(folder.path().join("texts/b.pdf"), "%PDF-1.7 y").unwrap();
    fs::write(folder.path().join("texts/empty.txt"), "\n").unwrap();
    for args in ["items texts", "pairs texts --strict", "dedupe texts", "clusters texts --measure jaccard"] {
        let (status, _, words) = run(folder.path(), args);
        let said = "nochmal: texts: 3 files hold no text and were passed over (2 PDF, 1 empty)\n";
        assert!(status == 0 && words.contains(said), "{args}: {words}");
    }
}

#[cfg(feature = "index")]
#[test]
fn a_question_that_looks_like_a_path_is_one() {
    let folder = folder();
    assert_eq!(run(folder.path(), "dedupe r.jsonl --index seen -o kept").0, 0);
    for asked in ["rr.jsonl", "texts/rr", "mo.txt"] {
        let (status, _, words) = run(folder.path(), &format!("query --index seen {asked}"));
        assert!(status == 2 && words.contains(&format!("{asked}: no such file")), "{words}");
    }
    let (status, shown, words) = run(folder.path(), "query --index seen Nothing");
    assert!(status == 0 && shown.is_empty() && words.contains("nothing similar"), "{words}");
}
