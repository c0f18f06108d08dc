//! `items --explain`: the document with its borders, what each stretch is, and why.

use std::io::{self, Write};

use crate::model::ItemsReport;

use super::super::Style;
use super::super::style::{Tone, column, fit};
use super::heading;

pub(super) fn write(report: &ItemsReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for (i, (document, division)) in report.divided.iter().enumerate() {
        heading(style, i == 0, &document.source, out)?;
        let mut inside = None;
        for segment in &division.segments {
            let text = document.text.get(segment.span.clone()).unwrap_or("").trim();
            if text.is_empty() {
                continue;
            }
            if let Some(item) = segment.item.and_then(|i| division.items.get(i))
                && inside != segment.item
            {
                let border = format!("── {} · {} · {:.0} %", item.id, item.cue, item.confidence * 100.0);
                writeln!(out, "{}", style.tone(Tone::Strong, border))?;
            } else if segment.item.is_none() && inside.is_some() {
                writeln!(out, "{}", style.tone(Tone::Faint, "──"))?;
            }
            inside = segment.item;
            let reason = column(segment.reason, 28);
            writeln!(
                out,
                "{} {} {}",
                style.tone(Tone::Name, column(&segment.role.to_string(), 9)),
                style.tone(Tone::Faint, reason),
                fit(text, style.width.saturating_sub(39).max(20)),
            )?;
        }
    }
    Ok(())
}
