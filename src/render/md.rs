//! Markdown for mails and chats. Everything from the inputs is escaped.

use std::io::{self, Write};

use crate::model::{
    CanonicalReport, Change, ClustersReport, DiffReport, DiffStep, Edit, Fate, Item, ItemsReport, Op, Report,
};

use super::safe::{linkable, markdown};
use super::{Style, words};

pub(super) fn takes(report: &Report) -> bool {
    matches!(report, Report::Items(_) | Report::Clusters(_) | Report::Canonical(_) | Report::Diff(_))
}

pub(super) fn write(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    match report {
        Report::Items(r) => items(r, out),
        Report::Clusters(r) => clusters(r, out),
        Report::Canonical(r) => canonical(r, out),
        Report::Diff(r) => diff(r, style, out),
        Report::Pairs(_) | Report::Explain(_) | Report::Evaluation(_) => Ok(()),
    }
}

fn title(item: &Item) -> String {
    match item.url.as_deref().filter(|url| linkable(url)) {
        Some(url) => format!("[{}]({url})", markdown(&item.heading())),
        None => markdown(&item.heading()),
    }
}

fn items(report: &ItemsReport, out: &mut dyn Write) -> io::Result<()> {
    for issue in &report.issues {
        writeln!(out, "## {}\n", markdown(&issue.source))?;
        for item in &report.items[issue.items.clone()] {
            let day = item.date.map(|d| format!("{d} ")).unwrap_or_default();
            writeln!(out, "- {day}**{}**", title(item))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn clusters(report: &ClustersReport, out: &mut dyn Write) -> io::Result<()> {
    for cluster in &report.clusters {
        writeln!(
            out,
            "- **{}** ({}×, {})",
            title(&report.items[cluster.canonical]),
            cluster.members.len(),
            cluster.relation
        )?;
        for member in &cluster.members {
            let item = &report.items[member.item];
            let day = words::day(item).map(|d| format!("{d}, ")).unwrap_or_default();
            let relation = match member.item == cluster.canonical {
                true => "stands for all".to_owned(),
                false => format!("{} {:.2}", member.relation, member.score),
            };
            writeln!(out, "  - {day}{} ({relation})", markdown(&item.source))?;
            let edits = report.explainer.edits(&report.items[cluster.canonical], item);
            for (field, edits) in words::by_field(&edits) {
                writeln!(out, "    - {}: {}", field.name(), marks(&edits))?;
            }
        }
    }
    for story in &report.stories {
        writeln!(out, "- one story, told on")?;
        let mut told: Vec<&Item> = story.iter().map(|&i| &report.items[i]).collect();
        told.sort_by_key(|item| item.day());
        for item in told {
            let day = words::day(item).map(|d| format!("{d}, ")).unwrap_or_default();
            writeln!(out, "  - **{}** ({day}{})", title(item), markdown(&item.source))?;
        }
    }
    for same in report.seen.chunk_by(|a, b| a.item == b.item) {
        writeln!(out, "- **{}**", title(&report.items[same[0].item]))?;
        for seen in same {
            let dated = seen.date.as_ref().map(|date| format!(" of {}", markdown(date))).unwrap_or_default();
            writeln!(
                out,
                "  - seen before in {}{dated} ({} {:.2})",
                markdown(&seen.source),
                seen.relation,
                seen.score
            )?;
        }
    }
    Ok(())
}

fn canonical(report: &CanonicalReport, out: &mut dyn Write) -> io::Result<()> {
    for c in &report.canonicals {
        writeln!(out, "### {}\n", title(&c.item))?;
        if !c.item.body.is_empty() {
            writeln!(out, "{}\n", markdown(&c.item.body))?;
        }
        let origin = c.provenance.get("body").or_else(|| c.provenance.get("title"));
        let origin = origin.map(|p| format!(" Text: {} ({}).", markdown(&p.item_id), markdown(&p.rule)));
        writeln!(out, "*{}.*{}\n", markdown(&c.sources.join(", ")), origin.unwrap_or_default())?;
    }
    Ok(())
}

fn diff(report: &DiffReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for (n, step) in report.steps.iter().enumerate() {
        let (old, new) = words::names(step);
        let gap = if n > 0 { "\n" } else { "" };
        writeln!(out, "{gap}## {} → {}\n\n{}\n", markdown(old), markdown(new), words::tally(&step.diff))?;
        let told = |c: &&Change| c.fate != Fate::Unchanged || style.all;
        step.diff.changes.iter().filter(told).try_for_each(|change| write_change(step, change, out))?;
        if !step.diff.findings.is_empty() {
            writeln!(out, "\nWorth a look:\n")?;
        }
        step.diff.findings.iter().try_for_each(|f| writeln!(out, "- {}", markdown(&f.text)))?;
    }
    Ok(())
}

fn write_change(step: &DiffStep, change: &Change, out: &mut dyn Write) -> io::Result<()> {
    let Some(item) = step.shown(change) else { return Ok(()) };
    writeln!(out, "- **{}**: {}", change.outcome(), title(item))?;
    if let Some(told) = change.follows.and_then(|i| step.old.get(i)) {
        writeln!(out, "  - tells on {}", title(told))?;
    }
    for (field, edits) in words::by_field(&change.edits) {
        writeln!(out, "  - {}: {}", field.name(), marks(&edits))?;
    }
    change.facts.iter().try_for_each(|fact| writeln!(out, "  - {}", markdown(&words::fact(fact))))
}

/// New words bold, gone words struck through; marks must not begin or end with a space.
fn marks(edits: &[&Edit]) -> String {
    let mut text = String::new();
    for edit in edits {
        let sign = match edit.op {
            Op::Equal => "",
            Op::Insert => "**",
            Op::Delete => "~~",
        };
        let inner = edit.text.trim();
        if sign.is_empty() || inner.is_empty() {
            text.push_str(&markdown(&edit.text));
        } else {
            let lead = &edit.text[..edit.text.len() - edit.text.trim_start().len()];
            let tail = &edit.text[edit.text.trim_end().len()..];
            text.push_str(&format!("{}{sign}{}{sign}{}", markdown(lead), markdown(inner), markdown(tail)));
        }
    }
    text
}
