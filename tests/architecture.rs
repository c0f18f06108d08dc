//! The plan of the house, held by reading the sources: who may import whom, how long a file may be.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The stages from left to right; each may import the ones to its left.
const STAGES: &[&str] =
    &["read", "segment", "normalize", "fingerprint", "join", "compare", "cluster", "canonical", "track"];

/// Rooms beside the line of stages.
const BESIDE: &[&str] = &["evaluate", "index"];

/// Lines a file may have without its tests: "about 300", with some air.
const FILE_LIMIT: usize = 360;

fn allowed(room: &str) -> BTreeSet<&'static str> {
    let stages = || STAGES.iter().chain(BESIDE).copied();
    let mut rooms: BTreeSet<&str> = BTreeSet::new();
    match room {
        "error" => {}
        "model" => rooms.extend(["error"]),
        "render" | "store" => rooms.extend(["error", "model"]),
        "pipeline" => rooms.extend(stages().chain(["error", "model", "store"])),
        "cli" => rooms.extend(stages().chain(["error", "model", "store", "pipeline", "render"])),
        room if BESIDE.contains(&room) => rooms.extend(STAGES.iter().copied().chain(["error", "model"])),
        stage => {
            let place = STAGES.iter().position(|s| *s == stage).unwrap_or_else(|| panic!("{stage} is not in the plan"));
            rooms.extend(STAGES[..place].iter().copied().chain(["error", "model"]));
        }
    }
    rooms
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn sources() -> Vec<PathBuf> {
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
}

/// The file's lines without its tests and comments.
fn code(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    let text = text.split("\n#[cfg(test)]").next().unwrap_or("");
    text.lines().filter(|l| !l.trim_start().starts_with("//")).map(str::to_owned).collect()
}

/// The room a file belongs to: its first folder under src, or its name.
fn room(path: &Path) -> String {
    let under = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    under.components().next().unwrap().as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

/// The rooms that a line names behind `crate::`.
fn named(line: &str) -> Vec<String> {
    let mut names = Vec::new();
    for used in line.split("crate::").skip(1) {
        let parts: Vec<&str> = match used.strip_prefix('{') {
            Some(group) => group.split('}').next().unwrap_or("").split(',').collect(),
            None => vec![used],
        };
        for part in parts {
            let name: String = part.trim().chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            if name.starts_with(char::is_lowercase) && name != "self" {
                names.push(name);
            }
        }
    }
    names
}

#[test]
fn rooms_import_only_what_the_plan_allows() {
    let mut wrong = Vec::new();
    for path in sources() {
        let room = room(&path);
        if room == "lib" || room == "main" {
            continue;
        }
        let allowed = allowed(&room);
        for name in code(&path).iter().flat_map(|line| named(line)) {
            if name != room && !allowed.contains(name.as_str()) {
                wrong.push(format!("{}: {room} imports {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The files beside this one that it imports from.
fn neighbours(path: &Path) -> Vec<PathBuf> {
    let code = code(path).join("\n");
    let mut names: Vec<&str> = Vec::new();
    let code = code.replace("super::super::", "");
    for used in code.split("super::").skip(1) {
        match used.strip_prefix('{') {
            Some(group) => names.extend(group.split('}').next().unwrap_or("").split([',', '\n']).map(str::trim)),
            None => names.push(used),
        }
    }
    let file = |name: &str| {
        let name = name.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or("");
        path.with_file_name(format!("{name}.rs"))
    };
    names.into_iter().map(file).filter(|file| file != path && file.exists()).collect()
}

#[test]
fn files_of_a_room_import_no_circles() {
    let parts = |path: &PathBuf| path.file_name().is_some_and(|name| name != "mod.rs");
    for path in sources().into_iter().filter(parts) {
        let (mut seen, mut waiting) = (BTreeSet::new(), neighbours(&path));
        while let Some(next) = waiting.pop() {
            if seen.insert(next.clone()) {
                waiting.extend(neighbours(&next));
            }
        }
        assert!(!seen.contains(&path), "{} imports from files that import from it: {seen:#?}", path.display());
    }
}

#[test]
fn model_and_error_need_only_std_and_serde() {
    for path in sources().into_iter().filter(|p| matches!(room(p).as_str(), "model" | "error")) {
        for line in code(&path) {
            if let Some(used) = line.strip_prefix("use ") {
                let first: String = used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let known = ["std", "serde", "crate", "super", "self"].contains(&first.as_str());
                assert!(known, "{}: {line}", path.display());
            }
        }
    }
}

#[test]
fn only_the_store_knows_the_database() {
    for path in sources().into_iter().filter(|p| room(p) != "store") {
        assert!(code(&path).iter().all(|l| !l.contains("rusqlite")), "{}", path.display());
    }
}

#[test]
fn the_library_prints_nothing_and_exits_nothing() {
    const FORBIDDEN: &[&str] =
        &["println!", "eprintln!", "print!(", "dbg!(", "process::exit", "static mut", "todo!(", "unimplemented!("];
    for path in sources().into_iter().filter(|p| !matches!(room(p).as_str(), "cli" | "main")) {
        for line in code(&path) {
            let word = FORBIDDEN.iter().find(|w| line.contains(**w));
            assert!(word.is_none(), "{}: {line}", path.display());
        }
    }
}

#[test]
fn files_stay_short() {
    let count = |p: &Path| {
        let text = fs::read_to_string(p).unwrap();
        text.split("\n#[cfg(test)]").next().unwrap_or("").lines().count()
    };
    let long: Vec<String> = sources()
        .iter()
        .map(|p| (p, count(p)))
        .filter(|(_, n)| *n > FILE_LIMIT)
        .map(|(p, n)| format!("{}: {n} lines", p.display()))
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}
