//! Hostile texts must not cost more than their length: each is divided at one length and at eight times that.

use std::time::{Duration, Instant};

use super::document;
use crate::segment::{Options, segment};

/// What is written, as which file, how many pieces the short text has, and the text of so many.
type Growing = (&'static str, &'static str, usize, fn(usize) -> String);

const GROWING: &[Growing] = &[
    ("labelled lines below a text", "a.txt", 300, |n| {
        format!("Amt zieht um\nDas Amt zieht im Mai in ein Haus am Markt.\n{}", "Alpha: x\nBeta: y\n".repeat(n))
    }),
    ("headings without a text", "a.txt", 2_500, |n| "== Amt ==\n".repeat(n)),
    ("days in a page's frame", "a.html", 1_000, |n| {
        format!("<html><body><nav>{}</nav><p>x</p></body></html>", "<p>1.2.2026</p>".repeat(n))
    }),
    ("brackets that open", "a.txt", 6_000, |n| {
        format!("Amt zieht um\n\n{}\n\n[1] https://a.example/1\n", "[".repeat(n))
    }),
    ("datelines of many forms", "a.txt", 900, |n| {
        (0..n).map(|n| format!("\n{} 3 May 2026\nNeues\n\n", word(n)).repeat(3)).collect()
    }),
    ("credits without a name", "a.txt", 2_000, |n| {
        format!("Ulm: Neues Amt\n\nEin Haus am Markt mit der Nummer 1 {}1", "Foto:".repeat(n))
    }),
];

/// A word of letters alone for each number.
fn word(mut n: usize) -> String {
    let mut word = String::from("q");
    while n > 0 {
        word.push(char::from(b'a' + (n % 26) as u8));
        n /= 26;
    }
    word
}

const TIMES: usize = 8;

#[test]
fn hostile_texts_cost_no_more_than_their_length() {
    let mut worse = Vec::new();
    for (what, name, short, text) in GROWING {
        let docs = [*short, short * TIMES].map(|n| document(name, &text(n)));
        // Other work on the machine only ever adds time: the best of several runs is the text's own, and the first good
        // pair is enough.
        let mut best = [Duration::MAX; 2];
        let linear = (0..4).any(|_| {
            for (doc, best) in docs.iter().zip(&mut best) {
                let begun = Instant::now();
                segment(doc, &Options::default());
                *best = begun.elapsed().min(*best);
            }
            // Near the middle, on a scale of factors, between eight times and its square.
            best[1] < best[0] * (TIMES * 5 / 2) as u32
        });
        if !linear {
            worse.push(format!("{what}: {best:?}"));
        }
    }
    assert!(worse.is_empty(), "{}", worse.join("\n"));
}
