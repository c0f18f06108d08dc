use std::io::{self, Write};

use crate::model::{PairsReport, Relation};

use super::super::style::{Count, Tone, fit};
use super::super::{Style, words};
use super::{day, place};

/// Reasons shown of a pair.
const REASONS: usize = 2;

pub(super) fn write(report: &PairsReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for pair in &report.pairs {
        let (a, b) = (&report.items[pair.a], &report.items[pair.b]);
        let head = format!("{:<9} {:.2}", pair.relation.name(), pair.score);
        let title = fit(&a.heading(), style.width.saturating_sub(17).max(20));
        writeln!(out, "{}  {title}", style.tone(Tone::Strong, head))?;
        let line = format!("{}  {} ~ {}  {}", day(a), place(a), day(b), place(b));
        writeln!(out, "                {}", style.tone(Tone::Faint, line))?;
        let room = style.width.saturating_sub(16).max(20);
        if a.heading() != b.heading() {
            writeln!(out, "                {}", fit(&b.heading(), room))?;
        }
        let reasons = if pair.relation == Relation::Identical { Vec::new() } else { report.explainer.reasons(pair) };
        for reason in words::because(&reasons, REASONS) {
            let why = format!("{:+.2} {}: {}", reason.weight, reason.measure, reason.detail);
            writeln!(out, "                {}", style.tone(Tone::Faint, fit(&why, room)))?;
        }
    }
    let mut parts = Vec::new();
    for relation in Relation::ALL {
        let n = report.pairs.iter().filter(|p| p.relation == relation).count();
        if n > 0 {
            parts.push(format!("{n} {relation}"));
        }
    }
    let tail = if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) };
    let total = format!("{} among {}{tail}", Count(report.pairs.len(), "pair"), Count(report.items.len(), "item"));
    writeln!(out, "{}", style.tone(Tone::Strong, total))
}
