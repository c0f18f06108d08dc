//! Every fuzz target's seeds, replayed, and the same laws on generated input.
#![allow(clippy::unwrap_used, missing_docs, reason = "a test may fail loudly")]

use std::path::{Path, PathBuf};

use nochmal::read::READERS;
use proptest::prelude::*;

#[path = "../fuzz/src/lib.rs"]
mod fuzz;

/// A target's own seeds, and the fixtures of its format: what is read well is the best seed. The segmenter's are all issues.
fn seeds(name: &str, own: &Path) -> Vec<PathBuf> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let listed = |folder: &Path| -> Vec<PathBuf> {
        std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_file()).collect()
    };
    let mut seeds = listed(own);
    let of_format = |p: &PathBuf| p.file_name().is_some_and(|f| f.to_string_lossy().starts_with(&format!("{name}.")));
    seeds.extend(listed(&fixtures.join("formats")).into_iter().filter(of_format));
    if name == "segment" {
        ["layouts", "issues", "newsletters"].iter().for_each(|folder| seeds.extend(listed(&fixtures.join(folder))));
    }
    seeds.sort();
    seeds
}

#[test]
fn seeds_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    for (name, _) in fuzz::TARGETS {
        assert!(folder.join(format!("fuzz_targets/{name}.rs")).exists(), "{name} has no target file");
        let seeds = seeds(name, &folder.join("corpus").join(name));
        assert!(!seeds.is_empty(), "{name} has no seeds");
        for seed in seeds {
            eprintln!("{}", seed.display());
            fuzz::run(name, &std::fs::read(seed).unwrap());
        }
    }
    assert!(READERS.iter().all(|r| fuzz::TARGETS.iter().any(|(name, _)| *name == r.name)), "every reader is fuzzed");
}

/// Pieces that the formats are made of: strung together they reach deeper than random bytes.
const PIECES: &[&str] = &[
    "<p>",
    "</p>",
    "<table>",
    "<tr><td>",
    "</td>",
    "</table>",
    "<a href='https://a.de/?utm_source=x&b=1'>",
    "</a>",
    "<b>",
    "</b>",
    "<br>",
    "<hr>",
    "<img alt='Ein Bild' src=x>",
    "<h2>",
    "</h2>",
    "<li>",
    "<ul>",
    "</ul>",
    "<pre>",
    "</pre>",
    "<div style='display:none'>",
    "<span style='font-size:20px'>",
    "</span>",
    "</div>",
    "<style>.x{display:none}",
    "</style>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<div class=x>",
    "&nbsp;",
    "&amp;",
    "&#10;",
    "\u{200b}",
    "\u{a0}",
    "\n",
    "\n\n",
    "\r\n",
    " ",
    "\t",
    "Wort",
    "Ärger ",
    "# ",
    "- ",
    "> ",
    "**",
    "*",
    "[",
    "](",
    ")",
    "![",
    "`",
    "```\n",
    "---\n",
    "1. ",
    "    ",
    "| a | b |\n|---|---|\n",
    "\\",
    "<rss><channel>",
    "<item>",
    "</item>",
    "<entry>",
    "</entry>",
    "<title>",
    "</title>",
    "<link>",
    "<![CDATA[",
    "]]>",
    "From a@b.de\n",
    "Subject: x\n",
    "Content-Type: text/html\n\n",
    "Content-Type: multipart/mixed; boundary=a\n\n",
    "--a\n",
    "--a--\n",
    "{\"title\":\"x\"}",
    "{",
    "}",
    "\"",
    ",",
    ";",
    "title,body\n",
    "\u{feff}",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn arbitrary_bytes_hold(data in proptest::collection::vec(any::<u8>(), 0..600)) {
        fuzz::TARGETS.iter().for_each(|(_, target)| target(&data));
    }

    #[test]
    fn pieces_hold(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..60)) {
        let data = pieces.concat();
        fuzz::TARGETS.iter().for_each(|(_, target)| target(data.as_bytes()));
    }
}
