//! Old and new text beside each other, each wrapped to half of the width, what differs marked word by word.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::model::{Edit, Op};

use super::super::style::{Tone, shorten};
use super::super::{Style, safe, words};

/// Characters of an unchanged stretch that stay in sight beside a change: about two lines of a column.
const CONTEXT: usize = 80;
/// Columns of both together where nothing says how many there are.
const WIDTH: usize = 160;
/// What stands between the columns.
const BETWEEN: &str = " │ ";

/// The fields of `edits` that differ, old on the left, new on the right.
pub(super) fn write(edits: &[Edit], style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let width = if style.width == usize::MAX { WIDTH } else { style.width };
    let half = width.saturating_sub(BETWEEN.width()).max(40) / 2;
    for (field, edits) in words::by_field(edits) {
        writeln!(out, "  {}", style.tone(Tone::Name, format!("{}:", field.name())))?;
        let column = |gone: Op| wrapped(&edits, gone, half, style);
        let (left, right) = (column(Op::Insert), column(Op::Delete));
        for i in 0..left.len().max(right.len()) {
            let (text, width) = left.get(i).map_or(("", 0), |(text, width)| (text.as_str(), *width));
            let fill = " ".repeat(half.saturating_sub(width));
            let line = format!("{text}{fill}{BETWEEN}{}", right.get(i).map_or("", |(text, _)| text.as_str()));
            writeln!(out, "{}", line.trim_end())?;
        }
    }
    Ok(())
}

/// One side's lines, coloured, with the columns each takes.
fn wrapped(edits: &[&Edit], gone: Op, width: usize, style: &Style) -> Vec<(String, usize)> {
    let mut lines: Vec<(String, usize)> = vec![Default::default()];
    for word in side(edits, gone) {
        let long: usize = word.iter().map(|(text, _)| text.width()).sum();
        let mut last = lines.len() - 1;
        if lines[last].1 > 0 && lines[last].1 + 1 + long > width {
            lines.push(Default::default());
            last += 1;
        } else if lines[last].1 > 0 {
            lines[last].0.push(' ');
            lines[last].1 += 1;
        }
        for (text, tone) in word {
            lines[last].1 += text.width();
            lines[last].0.push_str(&tone.map_or_else(|| text.clone(), |tone| style.tone(tone, &text)));
        }
    }
    lines
}

/// Pieces of a word, each with its tone: a mark may stand against a sign that stayed.
type Word = Vec<(String, Option<Tone>)>;

/// The words of one side; what changed stands in signs.
fn side(edits: &[&Edit], gone: Op) -> Vec<Word> {
    let mut all: Vec<Word> = Vec::new();
    let mut open = false;
    for (at, edit) in edits.iter().enumerate().filter(|(_, e)| e.op != gone) {
        let (text, tone) = match edit.op {
            Op::Equal => (shorten(&edit.text, CONTEXT, at > 0, at + 1 < edits.len()), None),
            op => {
                let text = edit.text.trim();
                let signs = if op == Op::Insert { ("{+", "+}") } else { ("[-", "-]") };
                let signs = if text.is_empty() { ("", "") } else { signs };
                let lead = &edit.text[..edit.text.len() - edit.text.trim_start().len()];
                let tail = &edit.text[edit.text.trim_end().len().max(lead.len())..];
                let text = format!("{lead}{}{text}{}{tail}", signs.0, signs.1);
                let text = safe::terminal(&text).into_owned();
                (text, Some(if op == Op::Insert { Tone::New } else { Tone::Gone }))
            }
        };
        for (n, word) in text.split(char::is_whitespace).enumerate() {
            open &= n == 0;
            if word.is_empty() {
                continue;
            }
            match all.last_mut().filter(|_| open) {
                Some(last) => last.push((word.to_owned(), tone)),
                None => all.push(vec![(word.to_owned(), tone)]),
            }
            open = true;
        }
        open &= !text.ends_with(char::is_whitespace);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Field;
    use crate::track::edits::edits;

    #[test]
    fn columns_hold_their_side_and_nothing_breaks_inside_a_word() {
        let old = "Die Brücke kostet 48 Millionen Euro, gebaut wird ab Mai.";
        let new = "Die Brücke kostet 52 Millionen Euro, gebaut wird ab Juni.";
        let mut out = Vec::new();
        let style = Style { width: 63, ..Style::default() };
        write(&edits(Field::Body, old, new), &style, &mut out).unwrap();
        let shown = String::from_utf8(out).unwrap();
        assert_eq!(
            shown,
            "  body:\n\
             Die Brücke kostet [-48-]       │ Die Brücke kostet {+52+}\n\
             Millionen Euro, gebaut wird ab │ Millionen Euro, gebaut wird ab\n\
             [-Mai-].                       │ {+Juni+}.\n"
        );
    }
}
