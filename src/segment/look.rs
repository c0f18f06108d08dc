//! What a piece of text looks like: a heading, a sentence, a paragraph, a day.

use super::dates::Found;
use super::rows::Shape;
use super::text;

/// The look of a unit whose first line is `head` without marker and decoration, and whose last is `tail`; it has `len` bytes,
/// an address in brackets at its end left out, and `words` words, and begins with `date`.
pub(super) fn look(head: &str, tail: &str, len: usize, words: usize, date: Option<&Found>) -> Shape {
    if let Some(date) = date
        && !head[date.span.end..].contains(char::is_alphanumeric)
        && len <= 80
    {
        return Shape::Stamp;
    }
    // Behind a number or a letter a full stop may be theirs, but not at the end of so many words.
    let long = words >= LONG && tail.ends_with('.') && !tail.ends_with("..");
    let full_stop = long || text::ends_sentence(text::without_reference(tail));
    // Headlines rarely pass 20 words, or 170 bytes without marker and address; the longest of the seen layouts has 18.
    if words > 20 || len > 170 {
        return Shape::Para;
    }
    // A teaser cut short ("... bieten Entwicklung, Pflege...") is text too, a word or two behind it that lead on.
    let cut = || words >= 8 && (tail.ends_with("...") || tail.ends_with('…') || leads_on(tail));
    // What goes on behind a semicolon is no heading, however few its words.
    let goes_on = tail.ends_with(';');
    let inner = || words > 8 && (text::has_inner_sentence(head) || text::has_inner_sentence(tail));
    match full_stop || goes_on || cut() || inner() {
        true if words > 14 => Shape::Para,
        true => Shape::Sentence,
        false => Shape::Short,
    }
}

/// Words of a line whose full stop ends a sentence, whatever stands before it.
const LONG: usize = 9;

/// "The council met in the old hall ... more"
fn leads_on(tail: &str) -> bool {
    let behind = ["... ", "… "].iter().find_map(|dots| tail.rsplit_once(dots));
    behind.is_some_and(|(_, words)| words.split_whitespace().count() <= 2)
}
