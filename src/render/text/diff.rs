//! What changed, compact: a line for each change, word marks under each edit, what stayed only counted.

use std::io::{self, Write};

use crate::model::{Change, DiffReport, DiffStep, Edit, Fate, Item};

use super::super::Style;
use super::super::style::{Tone, fit};
use super::super::words::{self, Outcome};
use super::{beside, day, place};

pub(super) fn write(report: &DiffReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for (n, step) in report.steps.iter().enumerate() {
        let (old, new) = words::names(step);
        super::heading(style, n == 0, &format!("{old} → {new}"), out)?;
        writeln!(out, "{}\n", words::tally(&step.diff))?;
        let told = |c: &&Change| c.fate != Fate::Unchanged || style.all;
        step.diff.changes.iter().filter(told).try_for_each(|change| write_change(step, change, style, out))?;
        for finding in &step.diff.findings {
            writeln!(out, "{} {}", style.tone(Tone::Name, "!"), fit(&finding.text, style.width.saturating_sub(2)))?;
        }
    }
    Ok(())
}

fn tone(outcome: &str) -> Tone {
    match outcome {
        "added" | "follow-up" => Tone::New,
        "removed" | "pulled" => Tone::Went,
        "unchanged" | "aged-out" => Tone::Faint,
        _ => Tone::Name,
    }
}

fn write_change(step: &DiffStep, change: &Change, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let Some(shown) = step.shown(change) else { return Ok(()) };
    let Outcome { key, sign, .. } = words::outcome(change);
    let whereabouts = match step.sides(change) {
        (Some(old), Some(new)) => format!("{} → {}", place(old), place(new)),
        _ => place(shown),
    };
    let title = fit(&shown.heading(), style.width.saturating_sub(16).max(20));
    writeln!(out, "{} {key:<12} {}", style.tone(tone(key), sign), style.tone(Tone::Strong, title))?;
    writeln!(out, "               {}", style.tone(Tone::Faint, format!("{}  {whereabouts}", day(shown))))?;
    others(step, change, style, out)?;
    if style.side_by_side {
        beside::write(&change.edits, style, out)?;
    } else {
        marks(&change.edits, style, out)?;
    }
    let fact = |f| writeln!(out, "               {}", style.tone(Tone::Name, words::fact(f)));
    change.facts.iter().try_for_each(fact)
}

fn others(step: &DiffStep, change: &Change, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut line = |label: &str, item: &Item| {
        let text =
            format!("{label} {} ({})", fit(&item.heading(), style.width.saturating_sub(30).max(20)), place(item));
        writeln!(out, "               {}", style.tone(Tone::Faint, text))
    };
    if let Some(followed) = change.follows {
        line("tells on", &step.old[followed])?;
    }
    change.old_others.iter().try_for_each(|&i| line("merged with", &step.old[i]))?;
    change.new_others.iter().try_for_each(|&i| line("and", &step.new[i]))
}

fn marks(edits: &[Edit], style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for (field, edits) in words::by_field(edits) {
        let label = style.tone(Tone::Name, format!("{}:", field.name()));
        writeln!(out, "               {label} {}", style.edits(&edits, 30))?;
    }
    Ok(())
}
