//! A waterfall from prior to verdict: one line a reason, then the texts with their word marks.

use std::io::{self, Write};

use crate::model::{ExplainReport, Item, Relation};

use super::super::style::{Tone, column, fit};
use super::super::{Style, words};
use super::{day, place};

pub(super) fn write(report: &ExplainReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for (name, item) in [("A", &report.a), ("B", &report.b)] {
        side(name, item, style, out)?;
    }
    let relation = report.verdict.relation.map_or("no relation", Relation::name);
    writeln!(out, "\n{}", style.tone(Tone::Strong, format!("{relation}, {}", words::verdict(&report.verdict))))?;
    let mut sum = 0.0;
    for reason in words::reasons(&report.verdict) {
        sum += reason.weight;
        let bar = bar(reason.weight);
        writeln!(
            out,
            "  {} {:>5.2}  {:>+6.2} {} {:>+6.2}  {}",
            style.tone(Tone::Name, column(&reason.measure, 20)),
            reason.value,
            reason.weight,
            column(&bar, 8),
            sum,
            fit(&reason.detail, style.width.saturating_sub(54).max(20)),
        )?;
    }
    writeln!(out)?;
    for (field, edits) in words::by_field(&report.edits) {
        let label = style.tone(Tone::Name, format!("{}:", field.name()));
        writeln!(out, "{label} {}", style.edits(&edits, usize::MAX / 4))?;
    }
    Ok(())
}

fn side(name: &str, item: &Item, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let head = format!("{name}  {}", fit(&item.heading(), style.width.saturating_sub(3)));
    writeln!(out, "{}", style.tone(Tone::Strong, head))?;
    writeln!(out, "   {}", style.tone(Tone::Faint, format!("{}  {}  {}", item.id, day(item), place(item))))
}

/// A weight as a bar of up to eight signs: `▶` speaks for the relation, `◀` against it.
fn bar(weight: f64) -> String {
    let length = (weight.abs() * 2.0).round().min(8.0) as usize;
    (if weight < 0.0 { "◀" } else { "▶" }).repeat(length)
}
