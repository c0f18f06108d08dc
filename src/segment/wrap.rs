//! Which lines make one paragraph: the width at which a text was wrapped is read off it.

use std::collections::hash_map::Entry;

use super::Map;
use super::dates;
use super::one_line::{self, capital_lead};
use super::rows::{Row, Shape};
use super::text::{self, Marker, first_word};
use super::words::is_particle;

/// The column at which the document's lines are broken, if they are: the width for which most pairs of adjoining lines
/// satisfy "this line fits, but the next one's first word would not have". One pass with a difference array.
pub(super) fn wrap_width(rows: &[Row]) -> Option<usize> {
    // Mails are broken at 60 to 80 columns; what is narrower or wider is broken for other reasons.
    const NARROWEST: usize = 50;
    const WIDEST: usize = 110;
    let mut change = [0i32; WIDEST + 2];
    let (mut pairs, mut long) = (0i32, 0i32);
    for pair in rows.windows(2) {
        let (this, next) = (&pair[0], &pair[1]);
        long += i32::from(this.text.len() > 2 * WIDEST || this.shape.is_none() && this.columns > WIDEST);
        if next.gap > 0 || this.shape.is_some() || next.shape.is_some() || this.text.len() > 4 * WIDEST {
            continue;
        }
        let length = usize::from(this.indent) + this.columns;
        // Short lines and those that end a sentence stand in wrapped and unwrapped texts alike.
        if length < NARROWEST || this.text.ends_with(['.', '!', '?', ':']) {
            continue;
        }
        pairs += 1;
        let with_next = length + 1 + next.first_columns();
        if (NARROWEST..=WIDEST).contains(&length) {
            change[length] += 1;
            change[with_next.min(WIDEST + 1)] -= 1;
        }
    }
    let mut covered = 0;
    let mut best = (0, 0);
    for (width, delta) in change.iter().enumerate().take(WIDEST + 1) {
        covered += delta;
        if covered > best.0 {
            best = (covered, width);
        }
    }
    // Half of the pairs: in wrapped text nearly all fit but paragraphs' last lines; elsewhere they fit by chance only.
    // Lines wider than any wrapping speak against it.
    (best.0 >= 3 && best.0 * 2 >= pairs && long * 10 <= pairs).then_some(best.1)
}

/// Marks the lines of `rows` that return with something else behind them: a title, promised by a table of contents, may
/// be as wide as the text below it.
pub(super) fn mark_returning(rows: &mut [Row]) {
    let hash = |row: &Row| rapidhash::v3::rapidhash_v3(text::marker(row.text).1.as_bytes());
    let mut seen: Map<u64, (usize, u64)> = Map::default();
    seen.reserve(rows.len());
    let mut ahead = None;
    for i in 0..rows.len() {
        let known = ahead.take();
        if rows[i].columns < FEWEST_COLUMNS || rows[i].shape.is_some() {
            continue;
        }
        ahead = rows.get(i + 1).filter(|next| next.gap == 0).map(hash);
        let behind = ahead.unwrap_or(0);
        match seen.entry(known.unwrap_or_else(|| hash(&rows[i]))) {
            Entry::Vacant(new) => {
                new.insert((i, behind));
            }
            Entry::Occupied(first) => {
                let (first, other) = *first.get();
                if other != behind {
                    (rows[first].returns, rows[i].returns) = (true, true);
                }
            }
        }
    }
}

/// Columns of a line that could seem to go on: shorter ones don't reach the width of a text.
const FEWEST_COLUMNS: usize = 30;

/// Where the unit that begins at `at` ends.
pub(super) fn extent(rows: &[Row], at: usize, wrap: Option<usize>) -> usize {
    let mut end = at + 1;
    if rows[at].shape == Some(Shape::Rule) {
        return end;
    }
    let mut bracket = rows[at].signs.has(b'(') && opens_bracket(rows[at].text);
    while end < rows.len()
        && (bracket && rows[end].gap == 0 && end - at < LONGEST || continues(&rows[at..=end], wrap))
        && !opens_fields(&rows[end..])
    {
        let Row { text, signs, .. } = &rows[end];
        bracket = signs.has(b'(') && opens_bracket(text) || bracket && !signs.has(b')');
        end += 1;
    }
    end
}

/// The first of several lines with a label each.
fn opens_fields(rows: &[Row]) -> bool {
    let labelled = |row: &Row| row.gap == 0 && row.labelled;
    matches!(rows, [first, second, ..] if labelled(first) && labelled(second))
}

/// Lines that an address in brackets may run over.
const LONGEST: usize = 400;

/// A bracket is open at the end, and nothing in it or the beginning of an address.
fn opens_bracket(text: &str) -> bool {
    memchr::memrchr(b'(', text.as_bytes()).is_some_and(|open| {
        let inner = text[open + 1..].trim_start();
        !inner.contains(')') && (inner.is_empty() || inner.starts_with("http"))
    })
}

/// Whether the last of `rows` goes on with the sentence of those before it.
fn continues(rows: &[Row], wrap: Option<usize>) -> bool {
    let [first, ..] = rows else { return false };
    let [.., this, next] = rows else { return false };
    if next.shape == Some(Shape::Rule)
        || this.text.ends_with('.') && capital_lead(next.text).is_some()
        || next.gap > 1
        || next.line.marks != this.line.marks
        || this.shape.is_some()
        || next.shape.is_some()
        || this.returns
        || leads_to_page(this.text)
        || this.labelled && next.labelled
    {
        return false;
    }
    let marker = text::marker(next.text).0;
    if !matches!(marker, Marker::None | Marker::Number(_)) || !runs_on(this, next, wrap) {
        return false;
    }
    // What begins with a date is looked for last: it costs most.
    match Some(next.text).filter(|_| next.signs.has_digit()).and_then(dates::leading) {
        Some(day) => {
            wrap.is_some()
                && next.gap == 0
                && (is_open(this.text) || leads_to_day(first, this, &next.text[day.span.end..]))
        }
        None => marker == Marker::None,
    }
}

/// A day that the next line begins with, with `behind` behind it, belongs to the sentence of `this` line, which reaches the
/// text's width. In a list of days each line begins with one, and a line of its own needs a sign that leads to it.
fn leads_to_day(first: &Row, this: &Row, behind: &str) -> bool {
    let leads = this.text.ends_with([',', ':']);
    let alone = !behind.contains(char::is_alphanumeric);
    (leads || !alone) && !text::ends_sentence(this.text) && dates::leading(first.text).is_none()
}

/// "Ada Example, Ben Muster and C. Specimen": who wrote what the line above names.
fn is_names(text: &str) -> bool {
    if !text.starts_with(char::is_uppercase)
        || text.len() > LONGEST_NAMES
        || !text.contains(", ") && !text.contains(" and ")
    {
        return false;
    }
    let name = |part: &str| {
        let words = || part.split_whitespace();
        let named = |w: &str| is_particle(w) || w.starts_with(char::is_uppercase) && !w.ends_with([':', '?', '!']);
        (2..=4).contains(&words().count()) && words().all(named)
    };
    !text.contains(|c: char| c.is_ascii_digit())
        && text.replace(" and ", ", ").replace(" und ", ", ").split(", ").all(name)
}

/// Bytes of a line of names.
const LONGEST_NAMES: usize = 160;

/// A line of a table of contents with its dots and page.
fn leads_to_page(text: &str) -> bool {
    text.ends_with(|c: char| c.is_ascii_digit()) && text.contains("...")
}

/// The text of `this` is not at its end where the line is.
fn runs_on(this: &Row, next: &Row, wrap: Option<usize>) -> bool {
    if let Some(width) = wrap
        && next.gap == 0
    {
        let slack = next.indent.abs_diff(this.indent) <= 4;
        let length = usize::from(this.indent) + this.columns;
        return slack && !is_names(next.text) && (length + 1 + unbroken(next.text) > width || goes_on(this, next));
    }
    goes_on(this, next) || (this.text.ends_with(',') && this.columns > LONGEST_GREETING && next.gap > 0)
}

/// Columns of "Dear friends and supporters of the library,", which ends with a comma and is whole.
const LONGEST_GREETING: usize = 45;

/// Columns of what a line begins with and hardly is broken: a word, or a number with its word.
fn unbroken(text: &str) -> usize {
    let word = first_word(text);
    let number = word.starts_with(|c: char| c.is_ascii_digit()) && word.len() <= 3;
    let next = if number { text.get(word.len() + 1..).map_or("", first_word) } else { "" };
    word.chars().count() + if next.is_empty() { 0 } else { 1 + next.chars().count() }
}

/// The line's last word can't be a sentence's.
pub(super) fn is_open(text: &str) -> bool {
    let last = memchr::memrchr(b' ', text.as_bytes()).map_or(text, |at| &text[at + 1..]);
    matches!(
        last,
        "the"
            | "a"
            | "an"
            | "of"
            | "on"
            | "in"
            | "to"
            | "at"
            | "by"
            | "for"
            | "and"
            | "or"
            | "from"
            | "until"
            | "am"
            | "im"
            | "der"
            | "die"
            | "das"
            | "den"
            | "dem"
            | "des"
            | "vom"
            | "zum"
            | "zur"
            | "bis"
            | "ab"
            | "und"
            | "oder"
            | "mit"
    )
}

/// A line that was broken in the middle of a sentence, perhaps with an empty line between.
fn goes_on(this: &Row, next: &Row) -> bool {
    let word = first_word(next.text);
    let lower = word.len() > 1
        && word.trim_end_matches([',', '.', ';', '?', '!']).chars().all(char::is_lowercase)
        && !next.text.contains("**")
        && !next.text.contains(": ");
    let open = !this.text.ends_with(['.', '!', '?', '…', ':', '"', '“', '*', ')', ']']) && this.text.len() > 30;
    lower && (open || this.text.ends_with("**")) && !one_line::signs_title(next.text)
}
