//! Lines → units. A unit is what a reader takes in as one piece: a heading, a paragraph (its hard-wrapped lines joined),
//! a rule, an address. Each unit carries what can be seen of it without knowing its neighbours.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::address;
use super::dates::{self, Found};
use super::lexicon::{Hint, Hints, Lexicon};
use super::look::look;
use super::profile::Profile;
use super::rows::{Row, is_plain, rows, split_day};
pub(super) use super::rows::{SHAPES, Shape};
use super::signs::Signs;
use super::spacing::count_words;
use super::text::{self, Marker};
use super::topic;
use super::words;
use super::wrap::{extent, mark_returning, wrap_width};
use crate::model::{Document, Marks};

/// One piece of a document. What cues ask most stands in its first 64 bytes: a long issue's units are read from memory
/// by each cue.
#[derive(Debug)]
#[repr(C, align(64))]
pub(super) struct Unit<'a> {
    /// Its look.
    pub shape: Shape,
    /// Empty lines before it, 2 for more.
    pub gap: u8,
    /// Columns before its first character.
    pub indent: u8,
    /// Heading level from markup, decoration or underline; 0 for none.
    pub heading: u8,
    /// Set off as a whole: strong, in capitals, decorated, underlined.
    pub emphasis: bool,
    /// The whole unit is one link, or a link and little else.
    pub linked: bool,
    /// It begins with a label.
    pub labelled: bool,
    /// Its head begins with a topic.
    pub topical: bool,
    /// Words of the lexicon in it.
    pub hints: Hints,
    /// List marker, if any.
    pub marker: Marker,
    /// Words in its first lines, counted to 64.
    pub words: usize,
    /// The letters and signs of `raw`.
    pub signs: Signs,
    /// Its first line as shown, trimmed.
    pub raw: &'a str,
    /// Length in bytes as shown.
    pub len: usize,
    /// `raw` without list marker, decoration and enclosing emphasis.
    pub head: &'a str,
    /// What the markup says of its first line.
    pub marks: &'a Marks,
    /// The date it begins with.
    pub date: Option<Found>,
    /// Its lines: positions in [`Document::lines`].
    pub lines: Range<usize>,
    /// Its last line as shown, trimmed.
    pub tail: &'a str,
    /// The letters and signs of `tail`.
    pub tail_signs: Signs,
    /// Hash of its words in lower case, for short units; 0 for others.
    pub echo: u64,
}

impl<'a> Unit<'a> {
    /// How often a kind of hint occurs.
    pub(super) fn hint(&self, hint: Hint) -> usize {
        self.hints[hint as usize].into()
    }

    /// The label that it begins with.
    pub(super) fn label(&self) -> Option<&'a str> {
        if self.labelled { topic::label(self.raw) } else { None }
    }

    /// It begins with a label of when something is, not of a deadline or a price.
    pub(super) fn tells_time(&self) -> bool {
        self.labelled && self.hint(Hint::When) > 0
    }

    /// Where `head` begins in `raw`.
    pub(super) fn head_at(&self) -> usize {
        self.head.as_ptr() as usize - self.raw.as_ptr() as usize
    }

    /// Looks like a heading: few words, no full stop.
    pub(super) fn is_short(&self) -> bool {
        self.shape == Shape::Short
    }

    /// A short line that is neither an entry of a list nor begins with a date.
    pub(super) fn is_plain_line(&self) -> bool {
        self.is_short() && self.date.is_none() && self.marker == Marker::None
    }

    /// It begins with a day, not with a stamp.
    pub(super) fn begins_with_day(&self) -> bool {
        self.date.as_ref().is_some_and(|d| !d.bracketed)
    }

    /// It begins with a day in brackets.
    pub(super) fn is_stamped(&self) -> bool {
        self.date.as_ref().is_some_and(|d| d.bracketed)
    }

    /// Reads as text: a paragraph or a sentence.
    pub(super) fn is_text(&self) -> bool {
        matches!(self.shape, Shape::Para | Shape::Sentence)
    }
}

/// Divides `doc` into units; `profile` knows further forms of dates. Linear in the text.
pub(super) fn units<'a>(doc: &'a Document, lexicon: &Lexicon, profile: Option<&Profile>) -> Vec<Unit<'a>> {
    let lines = doc.lines();
    let mut rows = rows(doc, lines);
    let plain = is_plain(doc);
    let wrap = if plain { wrap_width(&rows) } else { None };
    if wrap.is_some() {
        mark_returning(&mut rows);
    }
    let drawn = Drawn::read(&rows);
    let mut units: Vec<Unit<'a>> = Vec::with_capacity(rows.len());
    let mut scratch = (String::new(), Vec::new());
    let mut at = 0;
    while at < rows.len() {
        let split = split_day(&rows[at..]);
        let end = split.as_ref().map_or_else(|| extent(&rows, at, wrap), |(parts, _)| at + parts);
        let mut unit = unit(&rows[at..end], (lexicon, profile, plain), &mut scratch);
        if let Some((_, day)) = split {
            (unit.shape, unit.date) = (Shape::Stamp, Some(Found { span: 0..unit.head.len(), ..day }));
        }
        if let Some(day) = units.last_mut()
            && day.shape == Shape::Stamp
            && text::is_time(unit.raw)
        {
            // The time in the cell or on the line behind its day.
            day.lines.end = unit.lines.end;
            (day.tail, day.tail_signs) = (unit.tail, unit.tail_signs);
            at = end;
            continue;
        }
        if unit.shape == Shape::Rule && drawn.underlines(&unit, units.last()) {
            if let Some(above) = units.last_mut() {
                above.lines.end = unit.lines.end;
                above.emphasis = true;
                above.heading = if unit.raw.starts_with(['=', '═', '━']) { 1 } else { 2 };
            }
        } else {
            if let [.., rule, title] = &mut units[..]
                && unit.shape == Shape::Rule
                && rule.shape == Shape::Rule
                && title.is_short()
                && (title.gap, unit.gap) == (0, 0)
                && rule.raw.chars().next() == unit.raw.chars().next()
            {
                title.lines.end = unit.lines.end;
                title.emphasis = true;
                title.heading = title.heading.max(1);
                at = end;
                continue;
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

/// How the document uses its drawn lines: to underline headings, or to part things.
struct Drawn<'a> {
    /// Lines as long as the text above them underline it.
    fitting: bool,
    /// Lines that look like one of these do, whatever stands above them.
    any: HashSet<&'a str>,
}

impl<'a> Drawn<'a> {
    fn read(rows: &[Row<'a>]) -> Self {
        let (mut fitting, mut all) = (0, 0);
        let mut looks: HashMap<&str, (usize, HashSet<&str>)> = HashMap::new();
        for (i, pair) in rows.windows(2).enumerate() {
            if pair[1].shape == Some(Shape::Rule) && !pair[1].line.marks.rule && pair[1].gap == 0 {
                all += 1;
                fitting += usize::from(same_length(pair[0].text, pair[1].text));
                let (below, set_off) = looks.entry(pair[1].text).or_default();
                *below += 1;
                if (i == 0 || pair[0].gap > 0) && heads(&pair[0], rows.get(i + 2)) {
                    set_off.insert(pair[0].text);
                }
            }
        }
        // Lines of one fixed length meet a text of that length by chance; underlines do so mostly. If nearly all of several
        // that look alike stand below a line of their own each time, set off from what is above, they underline it, too; a
        // closer above a parting line would return.
        let underline = |(below, set_off): &(usize, HashSet<&str>)| {
            set_off.len() >= FEWEST_SET_OFF && set_off.len() * 5 >= below * 4
        };
        let any = looks.into_iter().filter(|(_, seen)| underline(seen)).map(|(look, _)| look).collect();
        Drawn { fitting: fitting * 2 > all, any }
    }

    fn underlines(&self, rule: &Unit, above: Option<&Unit>) -> bool {
        let any = || self.any.contains(rule.raw);
        let fits = |a: &Unit| self.fitting && same_length(a.raw, rule.raw) || a.is_short() && any();
        rule.gap == 0
            && !rule.marks.rule
            && above
                .is_some_and(|a| a.shape != Shape::Rule && a.lines.len() == 1 && (fits(a) || a.raw.starts_with("** ")))
    }
}

/// A line above a drawn one, with `below` behind that: a heading over a gap or a text.
fn heads(row: &Row, below: Option<&Row>) -> bool {
    let text = |below: &Row| below.gap > 0 || below.columns >= WIDE || text::ends_sentence(below.text);
    row.shape.is_none() && row.text.len() < 80 && !text::ends_sentence(row.text) && below.is_none_or(text)
}

/// Lines with a rule below them, from which on it is a habit.
const FEWEST_SET_OFF: usize = 3;
/// Columns of a text's line: most headings are shorter.
const WIDE: usize = 50;

fn same_length(text: &str, rule: &str) -> bool {
    text.len() < 400 && text.chars().count().abs_diff(rule.chars().count()) <= 2
}

fn unit<'a>(
    rows: &[Row<'a>],
    (lexicon, profile, plain_text): (&Lexicon, Option<&Profile>, bool),
    scratch: &mut (String, Vec<u8>),
) -> Unit<'a> {
    let (first, last) = (&rows[0], &rows[rows.len() - 1]);
    let raw = first.text;
    let (marker, unmarked) = text::marker(raw);
    let (head, decorated, hashes) =
        if first.shape == Some(Shape::Rule) { (raw, false, 0) } else { text::undecorate(unmarked) };
    let len = rows.iter().map(|r| r.text.len() + 1).sum::<usize>() - 1;
    let marks = &first.line.marks;
    let words = rows
        .iter()
        .take(8)
        .map(|r| count_words(r.text, r.signs.only_spaces() && r.signs.is_latin(), 64))
        .sum::<usize>()
        .min(64);
    let formed = profile.and_then(|p| p.date(head));
    let date = if formed.is_some() {
        formed
    } else if first.signs.has_digit() && head.starts_with(|c: char| c.is_alphanumeric() || c == '[' || c == '(') {
        dates::leading(head)
    } else {
        None
    };
    let bracketed = trailing_address(last.text);
    let shape = first
        .shape
        .filter(|_| rows.len() == 1 || first.shape != Some(Shape::Url))
        .unwrap_or_else(|| look(head, last.text, len - bracketed, words, date.as_ref()));
    let hints = lexicon.hints(raw, first.signs, &mut scratch.0);
    let echo = if len <= 200 && rows.len() == 1 { words::echo(head, &mut scratch.1) } else { 0 };
    let capitals = shape == Shape::Short && text::is_capitals(head);
    let may_part = first.signs.has(b':') || first.signs.has(b'-') || !first.signs.is_ascii();
    let topical = may_part && shape != Shape::Rule && topic::colon(head).is_some();
    let leads = bracketed > 0 && shape == Shape::Short;
    let own_link = plain_text && (leads || address::inline_link(head).is_some());
    Unit {
        lines: first.index..last.index + 1,
        raw,
        signs: first.signs,
        head,
        tail: last.text,
        tail_signs: last.signs,
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
        labelled: first.labelled,
        topical,
        hints,
        marks,
        echo,
    }
}

fn link_share(marks: &Marks, text: &str) -> f32 {
    if marks.links.is_empty() {
        return 0.0;
    }
    let covered: usize = marks.links.iter().map(|l| l.range.len()).sum();
    covered as f32 / text.len().max(1) as f32
}

/// Bytes of the address that `text` ends with in brackets: "New bridge (https://…)", "New bridge<https://…>".
fn trailing_address(text: &str) -> usize {
    if !text.ends_with([')', '>']) {
        return 0;
    }
    let bracketed = |at: &usize| text[..*at].ends_with(['(', '<']) && !text[*at..].contains(' ');
    address::address_start(text).filter(bracketed).map_or(0, |at| text.len() - at)
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
        let joins = text.len() > 60
            && !text.ends_with(')')
            && memchr::memchr(b' ', shown.as_bytes()).is_some_and(|at| shown[at + 1..].starts_with(')'))
            && text.rsplit(' ').next().is_some_and(|w| w.contains("://"));
        if !text.is_empty() && !joins {
            text.push(' ');
        }
        text.push_str(shown);
    }
    Cow::Owned(text)
}
