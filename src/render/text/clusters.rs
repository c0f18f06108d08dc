//! Clusters at a glance: how often, where and when each item stood, and what differs.

use std::io::{self, Write};

use crate::model::{Cluster, ClustersReport, Edit, Field, Member};

use super::super::safe::terminal;
use super::super::style::{Count, Tone, column, fit, widest};
use super::super::{Style, words};
use super::{day, place};

pub(super) fn write(report: &ClustersReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for cluster in &report.clusters {
        write_cluster(report, cluster, style, out)?;
    }
    stories(report, style, out)?;
    seen(report, style, out)?;
    let inside: usize = report.clusters.iter().map(|c| c.members.len()).sum();
    let total = format!(
        "{} in {}: {} with {}, {} once{}",
        Count(report.items.len(), "item"),
        Count(report.issues.len(), "issue"),
        Count(report.clusters.len(), "cluster"),
        Count(inside, "member"),
        report.items.len() - inside,
        told(report),
    );
    writeln!(out, "{}", style.tone(Tone::Strong, total))
}

/// What the closing line says of stories and of items that were seen before.
fn told(r: &ClustersReport) -> String {
    let mut told = match r.stories.len() {
        0 => String::new(),
        n => format!(", {} told on", Count(n, "story")),
    };
    match r.seen.chunk_by(|a, b| a.item == b.item).count() {
        0 => {}
        n => told += &format!(", {n} seen before"),
    }
    told
}

fn write_cluster(r: &ClustersReport, cluster: &Cluster, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let head = format!("{:>3}×", cluster.members.len());
    let canonical = &r.items[cluster.canonical];
    let title = fit(&canonical.heading(), style.width.saturating_sub(6 + 24).max(20));
    let dated = canonical.date.map(|d| format!("  of {d}")).unwrap_or_default();
    writeln!(
        out,
        "{}  {}{}  {}",
        style.tone(Tone::Strong, head),
        style.tone(Tone::Strong, title),
        style.tone(Tone::Faint, dated),
        cluster.relation,
    )?;
    let places: Vec<String> = cluster.members.iter().map(|m| place(&r.items[m.item])).collect();
    let width = widest(places.iter().map(String::as_str), style.width / 2);
    let mut above = Vec::new();
    for (member, place) in cluster.members.iter().zip(&places) {
        write_member(r, cluster, member, &column(place, width), style, out)?;
        let marks = marks(r, cluster, member, style);
        if !marks.is_empty() && marks == above {
            writeln!(out, "                  {}", style.tone(Tone::Faint, "differs as the one above"))?;
        } else {
            marks.iter().try_for_each(|mark| writeln!(out, "                  {mark}"))?;
        }
        above = marks;
    }
    writeln!(out)
}

/// What differs from the canonical member, a line a field.
fn marks(r: &ClustersReport, cluster: &Cluster, member: &Member, style: &Style) -> Vec<String> {
    let edits = r.explainer.edits(&r.items[cluster.canonical], &r.items[member.item]);
    let line = |(field, marks): (Field, Vec<&Edit>)| {
        format!("{} {}", style.tone(Tone::Name, format!("{}:", field.name())), style.edits(&marks, 30))
    };
    words::by_field(&edits).map(line).collect()
}

fn write_member(
    r: &ClustersReport,
    cluster: &Cluster,
    member: &Member,
    place: &str,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let relation = match member.item == cluster.canonical {
        true => "stands for all".to_owned(),
        false if member.score >= 0.9995 => member.relation.to_string(),
        false => format!("{} {:.2}", member.relation, member.score),
    };
    let when = column(&r.items[member.item].issue_date.map_or_else(|| "—".to_owned(), |d| d.to_string()), 10);
    writeln!(out, "      {when}  {place}  {}", style.tone(Tone::Faint, relation))
}

/// Where items stood before, as an index knows it.
fn seen(r: &ClustersReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for same in r.seen.chunk_by(|a, b| a.item == b.item) {
        let item = &r.items[same[0].item];
        let title = fit(&item.heading(), style.width.saturating_sub(6).max(20));
        writeln!(out, "      {}  {}", style.tone(Tone::Strong, title), style.tone(Tone::Faint, place(item)))?;
        for seen in same {
            let source = terminal(&seen.source);
            let dated = seen.date.as_ref().map(|date| format!(" of {}", terminal(date))).unwrap_or_default();
            let score = if seen.score >= 0.9995 { String::new() } else { format!(" {:.2}", seen.score) };
            let relation = style.tone(Tone::Faint, format!("{}{score}", seen.relation));
            writeln!(out, "          seen before in {source}{dated}  {relation}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn stories(r: &ClustersReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for story in &r.stories {
        let head = format!("{:>3}→", story.len());
        writeln!(out, "{}  {}", style.tone(Tone::Strong, head), style.tone(Tone::Faint, "one story, told on"))?;
        let mut told: Vec<_> = story.iter().map(|&i| &r.items[i]).collect();
        told.sort_by_key(|item| item.day());
        let days: Vec<String> = told.iter().map(|item| day(item)).collect();
        let width = widest(days.iter().map(String::as_str), style.width);
        for (item, day) in told.into_iter().zip(&days) {
            let title = fit(&item.heading(), style.width.saturating_sub(40).max(20));
            writeln!(out, "      {}  {}  {}", column(day, width), title, style.tone(Tone::Faint, place(item)))?;
        }
        writeln!(out)?;
    }
    Ok(())
}
