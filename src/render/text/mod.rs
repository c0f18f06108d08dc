//! Text for people: aligned, coloured where the caller allows it, plain in a pipe. One file a report.

mod beside;
mod canonical;
mod clusters;
mod diff;
mod eval;
mod explain;
mod items;
mod pairs;
mod segments;

use std::io::{self, Write};

use crate::model::{Item, Report};

use super::style::Tone;
use super::{Style, words};

pub(super) fn write(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    match report {
        Report::Items(r) if style.explain => segments::write(r, style, out),
        Report::Items(r) => items::write(r, style, out),
        Report::Pairs(r) => pairs::write(r, style, out),
        Report::Clusters(r) => clusters::write(r, style, out),
        Report::Canonical(r) => canonical::write(r, style, out),
        Report::Diff(r) => diff::write(r, style, out),
        Report::Explain(r) => explain::write(r, style, out),
        Report::Evaluation(r) => eval::write(r, style, out),
    }
}

/// Where an item stands: "003.txt:94"; a record by its id.
fn place(item: &Item) -> String {
    match item.lines[0] {
        0 => format!("{} {}", item.source, item.id),
        first => format!("{}:{first}", item.source),
    }
}

/// When an item stood, or a dash.
fn day(item: &Item) -> String {
    words::day(item).unwrap_or_else(|| "—".to_owned())
}

/// A title line in bold with an empty line before it, but for the first.
fn heading(style: &Style, first: bool, text: &str, out: &mut dyn Write) -> io::Result<()> {
    if !first {
        writeln!(out)?;
    }
    writeln!(out, "{}", style.tone(Tone::Strong, text))
}
