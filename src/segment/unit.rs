//! Lines → units. A unit is what a reader takes in as one piece: a heading, a paragraph (its hard-wrapped lines joined),
//! a rule, an address. Each unit carries what can be seen of it without knowing its neighbours.

use std::borrow::Cow;
use std::ops::Range;

use super::dates::{self, Found};
use super::lexicon::{Hint, Hints, Lexicon};
use super::text::{self, Marker};
use crate::model::{Document, Format, Line, Marks};

/// The coarse look of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub(super) enum Shape {
    /// A drawn line.
    Rule,
    /// Nothing but an address of the web.
    Url,
    /// Nothing but a date, perhaps with a time.
    Stamp,
    /// Few words without a full stop: what headings look like.
    Short,
    /// One short sentence with its full stop.
    Sentence,
    /// Running text.
    Para,
}

/// How many shapes there are.
pub(super) const SHAPES: usize = 6;

/// One piece of a document.
#[derive(Debug)]
pub(super) struct Unit<'a> {
    /// Its lines: positions in [`Document::lines`].
    pub lines: Range<usize>,
    /// Its first line as shown, trimmed.
    pub raw: &'a str,
    /// `raw` without list marker, decoration and enclosing emphasis.
    pub head: &'a str,
    /// Its last line as shown, trimmed.
    pub tail: &'a str,
    /// Length in bytes as shown.
    pub len: usize,
    /// Words in its first lines, counted to 64.
    pub words: usize,
    /// Empty lines before it, 2 for more.
    pub gap: u8,
    /// Columns before its first character.
    pub indent: u8,
    /// Its look.
    pub shape: Shape,
    /// List marker, if any.
    pub marker: Marker,
    /// Heading level from markup, decoration or underline; 0 for none.
    pub heading: u8,
    /// Set off as a whole: strong, in capitals, decorated, underlined.
    pub emphasis: bool,
    /// The whole unit is one link, or a link and little else.
    pub linked: bool,
    /// The date it begins with.
    pub date: Option<Found>,
    /// Words of the lexicon in it.
    pub hints: Hints,
    /// What the markup says of its first line.
    pub marks: &'a Marks,
    /// Hash of its words in lower case, for short units; 0 for others.
    pub echo: u64,
}

impl Unit<'_> {
    /// How often a kind of hint occurs.
    pub(super) fn hint(&self, hint: Hint) -> usize {
        self.hints[hint as usize].into()
    }

    /// Looks like a heading: few words, no full stop.
    pub(super) fn is_short(&self) -> bool {
        self.shape == Shape::Short
    }

    /// Reads as text: a paragraph or a sentence.
    pub(super) fn is_text(&self) -> bool {
        matches!(self.shape, Shape::Para | Shape::Sentence)
    }
}

/// Divides `doc` into units. Linear in the text.
pub(super) fn units<'a>(doc: &'a Document, lexicon: &Lexicon) -> Vec<Unit<'a>> {
    let lines = doc.lines();
    let rows = rows(doc, lines);
    let wrap = if doc.format == Format::Text || doc.format == Format::Mail { wrap_width(&rows) } else { None };
    let drawn = Drawn::read(&rows);
    let mut units: Vec<Unit<'a>> = Vec::new();
    let mut lower = String::new();
    let mut at = 0;
    while at < rows.len() {
        let end = extent(&rows, at, wrap);
        let mut unit = unit(doc, &rows[at..end], lexicon, &mut lower);
        if unit.shape == Shape::Rule && drawn.underlines(&unit, units.last()) {
            if let Some(above) = units.last_mut() {
                above.lines.end = unit.lines.end;
                above.emphasis = true;
                above.heading = if unit.raw.starts_with('=') { 1 } else { 2 };
            }
        } else {
            if let [.., rule, title] = &mut units[..]
                && unit.shape == Shape::Rule
                && rule.shape == Shape::Rule
                && title.is_short()
                && (title.gap, unit.gap) == (0, 0)
                && rule.raw.chars().next() == unit.raw.chars().next()
            {
                title.emphasis = true;
                title.heading = title.heading.max(1);
            }
            if unit.marks.rule {
                unit.shape = Shape::Rule;
            }
            units.push(unit);
        }
        at = end;
    }
    units
}

/// A line that shows something.
struct Row<'a> {
    index: usize,
    line: &'a Line,
    text: &'a str,
    indent: u8,
    gap: u8,
    shape: Option<Shape>,
}

fn rows<'a>(doc: &'a Document, lines: &'a [Line]) -> Vec<Row<'a>> {
    let mut rows: Vec<Row<'a>> = Vec::with_capacity(lines.len());
    let mut last_number = 0;
    for (index, line) in lines.iter().enumerate() {
        let shown = doc.shown(line);
        let text = text::trim(shown);
        if text.is_empty() && !line.marks.rule {
            continue;
        }
        let gap = match doc.format {
            Format::Text | Format::Markdown | Format::Mail if last_number > 0 => {
                line.number.saturating_sub(last_number + 1).min(2) as u8
            }
            _ => 1,
        };
        let indent = shown.bytes().take_while(|b| *b == b' ' || *b == b'\t').count().min(40) as u8;
        let shape = if line.marks.rule || text::is_rule(text) {
            Some(Shape::Rule)
        } else if text::is_url(text) {
            Some(Shape::Url)
        } else {
            None
        };
        rows.push(Row { index, line, text, indent, gap, shape });
        last_number = line.number;
    }
    rows
}

/// The column at which the document's lines are broken, if they are: the width for which most pairs of adjoining lines
/// satisfy "this line fits, but the next one's first word would not have". One pass with a difference array.
fn wrap_width(rows: &[Row]) -> Option<usize> {
    // Mails are broken at 60 to 80 columns; what is narrower or wider is broken for other reasons.
    const NARROWEST: usize = 50;
    const WIDEST: usize = 110;
    let mut change = [0i32; WIDEST + 2];
    let (mut pairs, mut long) = (0i32, 0i32);
    for pair in rows.windows(2) {
        let (this, next) = (&pair[0], &pair[1]);
        long += i32::from(
            this.text.len() > 2 * WIDEST || this.shape.is_none() && this.text.chars().take(WIDEST + 1).count() > WIDEST,
        );
        if next.gap > 0 || this.shape.is_some() || next.shape.is_some() || this.text.len() > 4 * WIDEST {
            continue;
        }
        pairs += 1;
        let length = usize::from(this.indent) + this.text.chars().count();
        let with_next = length + 1 + first_word(next.text).chars().count();
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

fn first_word(text: &str) -> &str {
    text.split(char::is_whitespace).next().unwrap_or("")
}

/// Where the unit that begins at `at` ends.
fn extent(rows: &[Row], at: usize, wrap: Option<usize>) -> usize {
    let mut end = at + 1;
    if rows[at].shape == Some(Shape::Rule) {
        return end;
    }
    let mut bracket = opens_bracket(rows[at].text);
    while end < rows.len()
        && (bracket && rows[end].gap == 0 && end - at < LONGEST || continues(&rows[end - 1], &rows[end], wrap))
    {
        let text = rows[end].text;
        bracket = opens_bracket(text) || bracket && !text.contains(')');
        end += 1;
    }
    end
}

/// Lines that an address in brackets may run over.
const LONGEST: usize = 400;

/// A bracket is open at the end, and nothing in it or the beginning of an address.
fn opens_bracket(text: &str) -> bool {
    text.rfind('(').is_some_and(|open| {
        let inner = text[open + 1..].trim_start();
        !inner.contains(')') && (inner.is_empty() || inner.starts_with("http"))
    })
}

/// Whether `next` goes on with the sentence of `this`.
fn continues(this: &Row, next: &Row, wrap: Option<usize>) -> bool {
    if next.shape == Some(Shape::Rule)
        || next.gap > 1
        || text::marker(next.text).0 != Marker::None
        || next.line.marks != this.line.marks
        || dates::leading(next.text).is_some()
    {
        return false;
    }
    if this.shape.is_some() || next.shape.is_some() {
        return false;
    }
    if let Some(width) = wrap
        && next.gap == 0
    {
        let slack = next.indent.abs_diff(this.indent) <= 4;
        let length = usize::from(this.indent) + this.text.chars().count();
        return slack && length + 1 + first_word(next.text).chars().count() > width;
    }
    // A line that was broken in the middle of a sentence, perhaps with an empty line between.
    let word = first_word(next.text);
    let lower = word.len() > 1
        && word.trim_end_matches([',', '.', ';', '?', '!']).chars().all(char::is_lowercase)
        && !next.text.contains("**")
        && !next.text.contains(": ");
    let open = !this.text.ends_with(['.', '!', '?', '…', ':', '"', '“', '*', ')', ']']) && this.text.len() > 30;
    (lower && (open || this.text.ends_with("**"))) || (this.text.ends_with(',') && this.text.len() > 20 && next.gap > 0)
}

/// How the document uses its drawn lines: to underline headings, or to part things.
struct Drawn {
    underline: bool,
}

impl Drawn {
    fn read(rows: &[Row]) -> Self {
        let (mut fitting, mut all) = (0, 0);
        for pair in rows.windows(2) {
            if pair[1].shape == Some(Shape::Rule) && !pair[1].line.marks.rule && pair[1].gap == 0 {
                all += 1;
                fitting += usize::from(same_length(pair[0].text, pair[1].text));
            }
        }
        // Lines of one fixed length meet a text of that length by chance; underlines do so mostly.
        Drawn { underline: fitting * 2 > all }
    }

    fn underlines(&self, rule: &Unit, above: Option<&Unit>) -> bool {
        self.underline
            && rule.gap == 0
            && !rule.marks.rule
            && above.is_some_and(|a| a.shape != Shape::Rule && a.lines.len() == 1 && same_length(a.raw, rule.raw))
    }
}

fn same_length(text: &str, rule: &str) -> bool {
    text.len() < 400 && text.chars().count().abs_diff(rule.chars().count()) <= 2
}

fn unit<'a>(doc: &'a Document, rows: &[Row<'a>], lexicon: &Lexicon, lower: &mut String) -> Unit<'a> {
    let (first, last) = (&rows[0], &rows[rows.len() - 1]);
    let raw = first.text;
    let (marker, unmarked) = text::marker(raw);
    let plain_text = doc.format == Format::Text || doc.format == Format::Mail;
    let (head, decorated, hashes) =
        if first.shape == Some(Shape::Rule) { (raw, false, 0) } else { text::undecorate(unmarked) };
    let len = rows.iter().map(|r| r.text.len() + 1).sum::<usize>() - 1;
    let marks = &first.line.marks;
    let words = rows.iter().take(8).map(|r| r.text.split_whitespace().take(64).count()).sum::<usize>().min(64);
    let date = if head.starts_with(|c: char| c.is_alphanumeric() || c == '[' || c == '(') {
        dates::leading(head)
    } else {
        None
    };
    let shape = first
        .shape
        .filter(|_| rows.len() == 1 || first.shape != Some(Shape::Url))
        .unwrap_or_else(|| look(head, last.text, len, words, date.as_ref()));
    let hints = lexicon.hints(raw, lower);
    let echo = if len <= 200 && rows.len() == 1 { text::echo(head, lower) } else { 0 };
    let capitals = shape == Shape::Short && text::is_capitals(head);
    let own_link = plain_text && text::inline_link(head).is_some();
    Unit {
        lines: first.index..last.index + 1,
        raw,
        head,
        tail: last.text,
        len,
        words,
        gap: first.gap,
        indent: first.indent,
        shape,
        marker: if marks.list_item && marker == Marker::None { Marker::Bullet } else { marker },
        heading: if marks.heading > 0 { marks.heading } else { hashes },
        emphasis: marks.strong || decorated || capitals,
        linked: own_link || link_share(marks, raw) > 0.8,
        date,
        hints,
        marks,
        echo,
    }
}

fn link_share(marks: &Marks, text: &str) -> f32 {
    let covered: usize = marks.links.iter().map(|l| l.range.len()).sum();
    covered as f32 / text.len().max(1) as f32
}

fn look(head: &str, tail: &str, len: usize, words: usize, date: Option<&Found>) -> Shape {
    if let Some(date) = date
        && !head[date.span.end..].contains(char::is_alphanumeric)
        && len <= 80
    {
        return Shape::Stamp;
    }
    let full_stop = text::ends_sentence(tail);
    // Headlines rarely pass 20 words or 150 letters; the longest of the seen layouts has 18.
    if words > 20 || len > 170 {
        return Shape::Para;
    }
    // A teaser cut short ("... bieten Entwicklung, Pflege...") is text too.
    let cut = words >= 8 && (tail.ends_with("...") || tail.ends_with('…'));
    match full_stop || cut || (words > 8 && text::has_inner_sentence(head)) {
        true if words > 14 => Shape::Para,
        true => Shape::Sentence,
        false => Shape::Short,
    }
}

/// The whole text of `unit` as shown, its lines joined.
pub(super) fn whole<'a>(doc: &'a Document, unit: &Unit<'a>) -> Cow<'a, str> {
    let lines = doc.lines().get(unit.lines.clone()).unwrap_or(&[]);
    if lines.len() == 1 {
        return Cow::Borrowed(unit.raw);
    }
    let mut text = String::with_capacity(unit.len);
    for line in lines {
        let shown = text::trim(doc.shown(line));
        if shown.is_empty() || text::is_rule(shown) {
            continue;
        }
        // A long address broken in two stays one word.
        let joins = text.rsplit(' ').next().is_some_and(|w| w.contains("://"))
            && text.len() > 60
            && !text.ends_with(')')
            && shown.split(' ').nth(1).is_some_and(|w| w.starts_with(')'));
        if !text.is_empty() && !joins {
            text.push(' ');
        }
        text.push_str(shown);
    }
    Cow::Owned(text)
}
