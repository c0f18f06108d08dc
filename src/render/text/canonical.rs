use std::io::{self, Write};

use crate::model::{Canonical, CanonicalReport, Field};

use super::super::Style;
use super::super::style::{Count, Tone, cell, column, fit};

pub(super) fn write(report: &CanonicalReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let (repeated, once): (Vec<_>, Vec<_>) = report.canonicals.iter().partition(|c| c.sources.len() > 1 || style.all);
    for canonical in repeated {
        one(canonical, style, out)?;
    }
    let note =
        if once.is_empty() { String::new() } else { format!(", {} of one source not shown (--all)", once.len()) };
    let total = format!("{}{note}", Count(report.canonicals.len(), "canonical item"));
    writeln!(out, "{}", style.tone(Tone::Strong, total))
}

fn one(c: &Canonical, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", style.tone(Tone::Strong, fit(&c.item.heading(), style.width)))?;
    let seen = match (c.first_seen, c.last_seen) {
        (Some(first), Some(last)) if first != last => format!("seen {first} to {last}, "),
        (Some(day), _) => format!("seen {day}, "),
        _ => String::new(),
    };
    writeln!(out, "  {}", style.tone(Tone::Faint, format!("{seen}in {}", c.sources.join(", "))))?;
    for field in Field::ALL {
        let (Some(value), Some(origin)) = (c.item.get(field), c.provenance.get(field.name())) else { continue };
        if field == Field::Body && !c.passages.is_empty() {
            passages(c, style, out)?;
            continue;
        }
        let why = format!("{} ({})", origin.item_id, origin.rule);
        let room = room(style);
        writeln!(
            out,
            "  {} {}  {}",
            style.tone(Tone::Name, column(field.name(), 8)),
            cell(&value, room),
            style.tone(Tone::Faint, why),
        )?;
        for variant in c.variants.get(field.name()).into_iter().flatten() {
            writeln!(out, "  {} {}", column("", 8), style.tone(Tone::Faint, format!("≠ {}", fit(variant, room))))?;
        }
    }
    writeln!(out)
}

/// The body, each run of sentences under the name of the item that had them first.
fn passages(c: &Canonical, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for (n, run) in c.passages.chunk_by(|x, y| x.item_id == y.item_id).enumerate() {
        let text: String = run.iter().map(|passage| passage.text.as_str()).collect();
        let name = if n == 0 { Field::Body.name() } else { "" };
        let room = room(style);
        let from = style.tone(Tone::Faint, format!("{} (said it first)", run[0].item_id));
        writeln!(out, "  {} {}  {from}", style.tone(Tone::Name, column(name, 8)), cell(&text, room))?;
    }
    for link in &c.links {
        writeln!(
            out,
            "  {} {}",
            column("", 8),
            style.tone(Tone::Faint, format!("→ {}", fit(link, style.width.saturating_sub(14))))
        )?;
    }
    Ok(())
}

/// Columns for a value: what its field's name and its origin leave.
fn room(style: &Style) -> usize {
    match style.width {
        usize::MAX => usize::MAX,
        width => width.saturating_sub(12 + 34).max(24),
    }
}
