//! Profiles end to end: learned from issues, written to a file, read by the commands that read issues.
#![allow(clippy::unwrap_used, missing_docs, reason = "a test may fail loudly")]

mod common;

use std::path::Path;

fn issue(day: u8, titles: [&str; 3]) -> String {
    let items: String = titles
        .iter()
        .map(|t| {
            format!("{t}\n[0{day}.06.2026] Dazu hat der Rat am Abend beraten und dann beschlossen.\nzum Ratsbrief\n\n")
        })
        .collect();
    format!(
        "DER RATSBRIEF\nNeues aus allen Ortsteilen und Ämtern\n\n{items}Redaktionelle Hinweise liefert das Presseamt\n"
    )
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: String| std::fs::write(folder.path().join(name), text).unwrap();
    write("a.txt", issue(1, ["Brücke wird gebaut", "Schule wächst weiter", "Markt zieht um"]));
    write("b.txt", issue(8, ["Bad öffnet früher", "Bus fährt öfter", "Wald wird gepflegt"]));
    folder
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).display().to_string()
}

#[test]
fn a_profile_is_learned_written_and_taken_by_every_command_that_reads_issues() {
    let folder = folder();
    let at = |name: &str| path(folder.path(), name);
    common::stdout(&["profile", "learn", &at("a.txt"), &at("b.txt"), "-o", &at("rat.toml")]);
    let learned = std::fs::read_to_string(at("rat.toml")).unwrap();
    assert!(learned.contains("[{d}.{m}.{y}]"), "{learned}");
    let plain = common::stdout(&["items", "--format", "jsonl", &at("a.txt")]);
    let told = common::stdout(&["items", "--format", "jsonl", "--profile", &at("rat.toml"), &at("a.txt")]);
    assert_eq!((plain.lines().count(), told.lines().count()), (3, 3), "{plain}\n{told}");
    for command in ["pairs", "clusters", "canonical"] {
        common::stdout(&[command, "--profile", &at("rat.toml"), &at("a.txt"), &at("b.txt")]);
    }
    common::stdout(&["diff", "--profile", &at("rat.toml"), &at("a.txt"), &at("b.txt")]);
    common::stdout(&["explain", "--profile", &at("rat.toml"), "a#1", "b#1", &at("a.txt"), &at("b.txt")]);
}

#[test]
fn a_profile_adds_what_the_issue_alone_does_not_show() {
    let folder = folder();
    let at = |name: &str| path(folder.path(), name);
    // Six digits are a date to those only who know it.
    let text = "Brücke wird gebaut\n260601 Dazu hat der Rat am Abend beraten.\n\nSchule wächst\n260602 Dazu hat der Rat am Tag beraten.\n";
    std::fs::write(at("c.txt"), text).unwrap();
    std::fs::write(at("c.toml"), "dates = [\"26{m}{d} \"]\n").unwrap();
    let without = common::stdout(&["items", "--format", "jsonl", &at("c.txt")]);
    assert!(without.contains("260601 Dazu"), "{without}");
    let with = common::stdout(&["items", "--format", "jsonl", "--profile", &at("c.toml"), &at("c.txt")]);
    assert!(with.contains("\"body\":\"Dazu hat der Rat am Abend beraten.\""), "{with}");
}

#[test]
fn a_bad_profile_is_named_with_its_line() {
    let folder = folder();
    let at = |name: &str| path(folder.path(), name);
    std::fs::write(at("bad.toml"), "closers = [\"mehr\"]\nsektionen = []\n").unwrap();
    let (status, said) = common::failure(&["items", "--profile", &at("bad.toml"), &at("a.txt")]);
    assert_eq!(status, 2);
    assert!(said.contains("bad.toml:2") && said.contains("sektionen"), "{said}");
    let (status, said) = common::failure(&["items", "--profile", &at("none.toml"), &at("a.txt")]);
    assert!(status == 2 && said.contains("none.toml"), "{said}");
}
