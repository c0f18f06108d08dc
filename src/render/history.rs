//! Stories for people.

use std::io::{Result, Write};

use super::safe::terminal;
use super::style::Count;
use super::words;
use crate::model::{Appearance, Date, Item, LogLine, Op, Stored, StoriesReport, StoryHistory, StoryLine};

fn day(date: Option<Date>) -> String {
    date.map_or_else(|| NO_DATE.to_owned(), |d| d.to_string())
}

fn day_of(item: &Item) -> String {
    words::day(item).unwrap_or_else(|| NO_DATE.to_owned())
}

const NO_DATE: &str = "no date";

/// All stories as one page for a browser.
pub fn page(report: &StoriesReport, out: &mut dyn Write) -> Result<()> {
    super::html::stories(report, out)
}

/// One story of a list: number, how often, from when to when, heading.
pub fn line(story: &StoryLine, out: &mut dyn Write) -> Result<()> {
    let StoryLine { id, heading, first_seen, last_seen, appearances, wordings } = story;
    let worded = if *wordings > 1 { format!(", {wordings} wordings") } else { String::new() };
    let (first, last) = (day(*first_seen), day(*last_seen));
    let span = if first == last { first } else { format!("{first} to {last}") };
    writeln!(out, "{id:>6}  {appearances:>4}×  {span}  {}{worded}", terminal(heading))
}

/// An item with its story.
pub fn item(stored: &Stored, out: &mut dyn Write) -> Result<()> {
    let Stored { story, item } = stored;
    writeln!(out, "{story:>6}  {}  {}  {}", day_of(item), terminal(&item.source), terminal(&item.heading()))
}

/// A line of the log.
pub fn log(line: &LogLine, out: &mut dyn Write) -> Result<()> {
    writeln!(
        out,
        "{:>6}  story {} {} into {} by {}",
        line.n,
        line.other,
        line.event,
        line.story,
        terminal(&line.source)
    )
}

/// A whole story: appearances with their edits, the ledger of facts, gaps, sources, the text that stands for all.
pub fn story(story: &StoryHistory, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "Story {}: {}", story.id, terminal(&story.canonical.item.heading()))?;
    if !story.formerly.is_empty() {
        let numbers: Vec<String> = story.formerly.iter().map(i64::to_string).collect();
        writeln!(out, "Formerly also {}", numbers.join(", "))?;
    }
    writeln!(out, "\nAppearances")?;
    story.appearances.iter().try_for_each(|one| appearance(one, out))?;
    let facts = || story.appearances.iter().flat_map(|a| a.facts.iter().map(move |fact| (a, fact)));
    if facts().next().is_some() {
        writeln!(out, "\nLedger")?;
    }
    for (at, fact) in facts() {
        let side = |text: &str| if text.is_empty() { "–".to_owned() } else { terminal(text).into_owned() };
        writeln!(out, "  {}  {:<6}  {} → {}", day_of(&at.item), fact.kind, side(&fact.old), side(&fact.new))?;
    }
    for gap in &story.gaps {
        writeln!(out, "\nMissing from {} to {} ({} with issues)", gap.from, gap.to, Count(gap.issues, "day"))?;
    }
    writeln!(out, "\nIn {}", story.sources.iter().map(|s| terminal(s)).collect::<Vec<_>>().join(", "))?;
    writeln!(out, "\n{}", terminal(&story.canonical.item.body))
}

fn appearance(one: &Appearance, out: &mut dyn Write) -> Result<()> {
    let Appearance { item, edits, .. } = one;
    writeln!(out, "  {}  {}  {}", day_of(item), terminal(&item.source), terminal(&item.heading()))?;
    let changed = edits.iter().filter(|e| e.op != Op::Equal);
    for edit in changed {
        let sign = if edit.op == Op::Insert { '+' } else { '-' };
        writeln!(out, "      {sign} {}: {}", edit.field.name(), terminal(edit.text.trim()))?;
    }
    Ok(())
}
