//! What changed, compact: a line for each change, word marks under each edit, what stayed only counted.

use std::io::{self, Write};

use crate::model::{Change, DiffReport, Edit, Fate, Field, Item, Op, Removal};

use super::super::Style;
use super::super::style::{Tone, fit};
use super::{day, place};

pub(super) fn write(report: &DiffReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let (old, new) = &report.names;
    writeln!(out, "{}", style.tone(Tone::Strong, format!("{old} → {new}")))?;
    writeln!(out, "{}\n", summary(report))?;
    for change in &report.diff.changes {
        if change.fate != Fate::Unchanged || style.all {
            write_change(report, change, style, out)?;
        }
    }
    for finding in &report.diff.findings {
        writeln!(out, "{} {}", style.tone(Tone::Name, "!"), fit(&finding.text, style.width.saturating_sub(2)))?;
    }
    Ok(())
}

/// "11 unchanged · 4 added · 5 removed (1 pulled, 4 aged out)".
fn summary(report: &DiffReport) -> String {
    let counts = report.diff.summary();
    let of = |removal| report.diff.changes.iter().filter(|c| c.removal == Some(removal)).count();
    let follow_ups = report.diff.changes.iter().filter(|c| c.follows.is_some()).count();
    let mut parts = Vec::new();
    for fate in Fate::ALL {
        let n = counts.get(&fate).copied().unwrap_or(0);
        let detail: Vec<String> = match fate {
            Fate::Removed => vec![(of(Removal::Pulled), "pulled"), (of(Removal::AgedOut), "aged out")],
            Fate::Added => vec![(follow_ups, "telling on an old one")],
            _ => vec![],
        }
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, name)| format!("{n} {name}"))
        .collect();
        let detail = if detail.is_empty() { String::new() } else { format!(" ({})", detail.join(", ")) };
        if n > 0 {
            parts.push(format!("{n} {fate}{detail}"));
        }
    }
    if parts.is_empty() { "nothing to compare".to_owned() } else { parts.join(" · ") }
}

fn sign(fate: Fate) -> (&'static str, Tone) {
    match fate {
        Fate::Unchanged => ("=", Tone::Faint),
        Fate::Edited => ("~", Tone::Name),
        Fate::Moved => (">", Tone::Name),
        Fate::MovedEdited => ("≈", Tone::Name),
        Fate::Split => ("<", Tone::Name),
        Fate::Merged => ("&", Tone::Name),
        Fate::Added => ("+", Tone::New),
        Fate::Removed => ("-", Tone::Strong),
    }
}

fn write_change(r: &DiffReport, change: &Change, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let old = change.old.map(|i| &r.old[i]);
    let new = change.new.map(|i| &r.new[i]);
    let Some(shown) = new.or(old) else { return Ok(()) };
    let (mark, tone) = sign(change.fate);
    let fate = match change.removal {
        Some(Removal::Pulled) => "pulled".to_owned(),
        Some(Removal::AgedOut) => "aged out".to_owned(),
        None => change.fate.to_string(),
    };
    let whereabouts = match (old, new) {
        (Some(old), Some(new)) => format!("{} → {}", place(old), place(new)),
        _ => place(shown),
    };
    let title = fit(&shown.heading(), style.width.saturating_sub(16).max(20));
    writeln!(out, "{} {:<12} {}", style.tone(tone, mark), fate, style.tone(Tone::Strong, title))?;
    writeln!(out, "               {}", style.tone(Tone::Faint, format!("{}  {whereabouts}", day(shown))))?;
    others(r, change, style, out)?;
    if style.side_by_side {
        beside(&change.edits, style, out)?;
    } else {
        marks(&change.edits, style, out)?;
    }
    for fact in &change.facts {
        let line = match (fact.old.as_str(), fact.new.as_str()) {
            ("", new) => format!("{}: new {new}", fact.kind),
            (old, "") => format!("{}: no longer {old}", fact.kind),
            (old, new) => format!("{}: {old} → {new}", fact.kind),
        };
        writeln!(out, "               {}", style.tone(Tone::Name, line))?;
    }
    Ok(())
}

fn others(r: &DiffReport, change: &Change, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut line = |label: &str, item: &Item| {
        let text = format!("{label} {} ({})", fit(&item.heading(), 70), place(item));
        writeln!(out, "               {}", style.tone(Tone::Faint, text))
    };
    if let Some(followed) = change.follows {
        line("tells on", &r.old[followed])?;
    }
    change.old_others.iter().try_for_each(|&i| line("merged with", &r.old[i]))?;
    change.new_others.iter().try_for_each(|&i| line("and", &r.new[i]))
}

fn by_field(edits: &[Edit]) -> impl Iterator<Item = (Field, Vec<Edit>)> {
    Field::ALL
        .into_iter()
        .map(|f| (f, edits.iter().filter(|e| e.field == f).cloned().collect::<Vec<_>>()))
        .filter(|(_, edits)| edits.iter().any(|e| e.op != Op::Equal))
}

fn marks(edits: &[Edit], style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for (field, edits) in by_field(edits) {
        let label = style.tone(Tone::Name, format!("{}:", field.name()));
        writeln!(out, "               {label} {}", style.edits(&edits, 30))?;
    }
    Ok(())
}

/// Old text on the left, new text on the right, wrapped to half the width each.
fn beside(edits: &[Edit], style: &Style, out: &mut dyn Write) -> io::Result<()> {
    use super::super::style::column;
    let half = style.width.saturating_sub(3).max(40) / 2;
    for (field, edits) in by_field(edits) {
        writeln!(out, "  {}", style.tone(Tone::Name, format!("{}:", field.name())))?;
        let side =
            |gone: Op| -> String { edits.iter().filter(|e| e.op != gone).map(|e| e.text.as_str()).collect::<String>() };
        let (left, right) = (wrap(&side(Op::Insert), half), wrap(&side(Op::Delete), half));
        for i in 0..left.len().max(right.len()) {
            let cell = |lines: &[String]| lines.get(i).cloned().unwrap_or_default();
            writeln!(out, "{} │ {}", column(&cell(&left), half), cell(&right))?;
        }
    }
    Ok(())
}

/// `text` broken at spaces into lines of at most `width` columns.
fn wrap(text: &str, width: usize) -> Vec<String> {
    use unicode_width::UnicodeWidthStr;
    let text = super::super::safe::terminal(text);
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.len() - 1;
        if !lines[last].is_empty() && lines[last].width() + 1 + word.width() > width {
            lines.push(word.to_owned());
        } else {
            if !lines[last].is_empty() {
                lines[last].push(' ');
            }
            lines[last].push_str(word);
        }
    }
    lines
}
