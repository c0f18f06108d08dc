use std::io::{self, Write};

use crate::model::{Issue, Item, ItemsReport, Kind};

use super::super::Style;
use super::super::style::{Count, Tone, column, fit, widest};
use super::heading;

pub(super) fn write(report: &ItemsReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if style.review {
        return review(report, style, out);
    }
    for (i, issue) in report.issues.iter().enumerate() {
        let items = &report.items[issue.items.clone()];
        heading(style, i == 0, &title(issue, items.len()), out)?;
        let topics = widest(items.iter().filter_map(|item| item.topic.as_deref()), style.width / 4);
        items.iter().try_for_each(|item| row(item, topics, style, out))?;
        audit(issue, style, out)?;
    }
    let total = format!("{} in {}", Count(report.items.len(), "item"), Count(report.issues.len(), "issue"));
    writeln!(out, "\n{}", style.tone(Tone::Strong, total))
}

fn title(issue: &Issue, items: usize) -> String {
    let mut title = issue.source.clone();
    for part in [&issue.number, &issue.date.map(|d| d.to_string())].into_iter().flatten() {
        title.push_str(&format!(" · {part}"));
    }
    format!("{title} · {}", Count(items, "item"))
}

fn row(item: &Item, topics: usize, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let used = 5 + 2 + 10 + 2 + topics + 2;
    let mut title = item.title.clone().unwrap_or_else(|| item.heading());
    if item.kind != Kind::Story {
        let place = item.place.as_ref().map(|p| format!(", {p}")).unwrap_or_default();
        title.push_str(&format!("  ({}{place})", item.kind));
    }
    let title = fit(&title, style.width.saturating_sub(used).max(20));
    let lines = style.tone(Tone::Faint, format_args!("{:>5}", item.lines[0]));
    let day = item.date.map(|d| d.to_string()).unwrap_or_default();
    let day = style.tone(Tone::Faint, column(&day, 10));
    let topic = style.tone(Tone::Name, column(item.topic.as_deref().unwrap_or(""), topics));
    let gap = if topics == 0 { "" } else { "  " };
    writeln!(out, "{lines}  {day}  {topic}{gap}{title}")
}

/// What the table of contents promises and the issue lacks, or the other way round.
fn audit(issue: &Issue, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let Some(audit) = &issue.audit else { return Ok(()) };
    let clean = audit.missing.is_empty() && audit.extra.is_empty() && audit.retitled.is_empty();
    let verdict = if clean { "all there" } else { "not as promised" };
    let line = format!("table of contents: {}, {verdict}", Count(audit.promised, "entry"));
    writeln!(out, "       {}", style.tone(Tone::Faint, line))?;
    for missing in &audit.missing {
        writeln!(out, "       missing   {}", fit(missing, style.width))?;
    }
    for extra in &audit.extra {
        writeln!(out, "       extra     {}", fit(extra, style.width))?;
    }
    for (promised, found) in &audit.retitled {
        writeln!(out, "       retitled  {} → {}", fit(promised, style.width), fit(found, style.width))?;
    }
    Ok(())
}

/// The doubtful items, the least certain first, each with the cue that found it; all items if asked for.
fn review(report: &ItemsReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut order: Vec<&Item> = report.items.iter().filter(|i| style.all || i.is_doubtful()).collect();
    order.sort_by(|a, b| a.confidence.total_cmp(&b.confidence));
    for item in order {
        // Cut, not rounded: what is doubtful doesn't read as certain.
        let sure = format!("{:>4.0} %", (item.confidence * 100.0).floor());
        writeln!(
            out,
            "{}  {}  {}",
            style.tone(Tone::Strong, sure),
            fit(&item.heading(), style.width.saturating_sub(40).max(20)),
            style.tone(Tone::Faint, format!("{}:{}-{}  {}", item.source, item.lines[0], item.lines[1], item.cue)),
        )?;
    }
    let doubtful = report.items.iter().filter(|i| i.is_doubtful()).count();
    let below = format!("below {:.0} % confidence", Item::SURE * 100.0);
    let total = Count(report.items.len(), "item");
    let verdict = match doubtful {
        0 => format!("None of {total} is doubtful ({below})."),
        n => format!("{n} of {total} doubtful ({below})."),
    };
    writeln!(out, "{}", style.tone(Tone::Strong, verdict))
}
