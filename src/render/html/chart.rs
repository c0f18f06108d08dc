//! Small charts, drawn as SVG without a line of script. Lengths across are percentages, so that they fit any screen.

use std::collections::HashMap;

use askama::Template;
use askama::filters::HtmlSafe;

use super::super::style::thousands;
use super::page::Facet;
use super::parts::Text;
use super::timeline::short;
use crate::model::{Date, DiffStep, Fate, StoredIssue, StoriesReport};

/// Shares of a whole as one bar.
#[derive(Template)]
#[template(path = "bar.html")]
pub(super) struct Bar {
    parts: Vec<Share>,
    label: String,
}

impl HtmlSafe for Bar {}

struct Share {
    key: &'static str,
    x: String,
    width: String,
    title: String,
}

impl Bar {
    pub fn new(facets: &[Facet]) -> Self {
        let total = facets.iter().map(|f| f.count).sum::<usize>().max(1) as f64;
        let mut before = 0;
        let mut parts = Vec::new();
        for facet in facets {
            parts.push(Share {
                key: facet.key,
                x: format!("{:.2}", before as f64 / total * 100.0),
                width: format!("{:.2}", facet.count as f64 / total * 100.0),
                title: format!("{} {}", facet.count, facet.label),
            });
            before += facet.count;
        }
        let label = parts.iter().map(|p| p.title.as_str()).collect::<Vec<_>>().join(", ");
        Bar { parts, label }
    }
}

/// Where each item stood before and stands now: old order on the left, new order on the right.
#[derive(Template)]
#[template(path = "slope.html")]
pub(super) struct Slope {
    height: usize,
    /// All that stayed, as one path.
    calm: String,
    lines: Vec<Line>,
    old: Text,
    new: Text,
}

impl HtmlSafe for Slope {}

struct Line {
    n: usize,
    key: &'static str,
    path: String,
    dashed: bool,
    title: Text,
}

/// Changes drawn as lines of their own: more can't be told apart on a screen's height.
const LINES: usize = 500;

impl Slope {
    /// `first` is the number of the step's first entry. `None` where nothing but the same old place would be drawn.
    pub fn new(step: &DiffStep, first: usize) -> Option<Self> {
        let rows = step.old.len().max(step.new.len());
        if step.diff.changes.iter().all(|c| matches!(c.fate, Fate::Unchanged | Fate::Edited)) {
            return None;
        }
        // A row is as high as a line of text, as long as the whole fits half a screen.
        let height = (rows * 16).clamp(48, 420);
        let y = |i: usize| (i as f64 + 0.5) / rows as f64 * height as f64;
        let curve = |old: usize, new: usize| {
            let (from, to) = (y(old), y(new));
            format!("M2 {from:.1}C50 {from:.1} 50 {to:.1} 98 {to:.1}")
        };
        let mut calm = String::new();
        let mut lines = Vec::new();
        for (n, change) in (first..).zip(&step.diff.changes) {
            let path = match (change.old, change.new) {
                (Some(old), Some(new)) if change.fate == Fate::Unchanged => {
                    calm.push_str(&curve(old, new));
                    continue;
                }
                (Some(old), Some(new)) => curve(old, new),
                (None, Some(new)) => match change.follows {
                    Some(old) => curve(old, new),
                    None => format!("M98 {:.1}h0", y(new)),
                },
                (Some(old), None) => format!("M2 {:.1}h0", y(old)),
                (None, None) => continue,
            };
            if lines.len() == LINES {
                break;
            }
            let title = step.shown(change).map(|i| i.heading()).unwrap_or_default();
            let key = change.outcome();
            lines.push(Line {
                n,
                key,
                path,
                dashed: key == "follow-up",
                title: Text::line(&format!("{key}: {title}")),
            });
        }
        Some(Slope { height, calm, lines, old: Text::line(&step.names.0), new: Text::line(&step.names.1) })
    }
}

/// What each issue brought: new, edited and unchanged items, stacked, a column an issue.
#[derive(Template)]
#[template(path = "columns.html")]
pub(super) struct Columns {
    parts: Vec<Block>,
    label: String,
    first: Text,
    last: Text,
}

impl HtmlSafe for Columns {}

struct Block {
    key: &'static str,
    x: String,
    width: String,
    y: String,
    height: String,
    title: Text,
}

/// Columns that can be told apart on a small screen; more issues share one.
const COLUMNS: usize = 120;
/// Height of the highest column, as in the template.
const HEIGHT: f64 = 120.0;

impl Columns {
    /// `None` for a single issue.
    pub fn new(r: &StoriesReport) -> Option<Self> {
        const STACK: [(&str, &str); 3] = [("added", "new"), ("edited", "edited"), ("unchanged", "as before")];
        let dated = r.issues.iter().all(|issue| issue.date.is_some());
        let name = |date: Option<Date>, source: &str| match date.filter(|_| dated) {
            Some(date) => date.to_string(),
            None => short(source),
        };
        // By document: names may be cut, and two folders may hold files of one name.
        let mut at: HashMap<&str, usize> = HashMap::new();
        let mut issues: Vec<(String, [usize; 3])> = Vec::new();
        let mut order: Vec<&StoredIssue> = r.issues.iter().collect();
        if !dated {
            order.sort_by_key(|issue| &issue.source);
        }
        for issue in order {
            let name = name(issue.date, &issue.source);
            if issues.last().is_none_or(|last| last.0 != name) {
                issues.push((name, [0; 3]));
            }
            at.insert(&issue.source, issues.len() - 1);
        }
        for appearance in r.stories.iter().flat_map(|s| &s.appearances) {
            let kind = STACK.iter().position(|(key, _)| *key == appearance.fate.name()).unwrap_or(2);
            if let Some(&issue) = at.get(appearance.item.source.as_str()) {
                issues[issue].1[kind] += 1;
            }
        }
        let columns: Vec<&[(String, [usize; 3])]> = issues.chunks(issues.len().div_ceil(COLUMNS).max(1)).collect();
        let sum = |column: &[(String, [usize; 3])], kind: usize| column.iter().map(|(_, n)| n[kind]).sum::<usize>();
        let all = |column: &&[(String, [usize; 3])]| (0..3).map(|kind| sum(column, kind)).sum::<usize>();
        let most = columns.iter().map(all).max().unwrap_or(1).max(1) as f64;
        let wide = 100.0 / columns.len() as f64;
        let mut parts = Vec::new();
        for (n, column) in columns.iter().enumerate() {
            let mut top = HEIGHT;
            for (kind, (key, name)) in STACK.iter().enumerate().filter(|(kind, _)| sum(column, *kind) > 0) {
                let count = sum(column, kind);
                let height = count as f64 / most * HEIGHT;
                top -= height;
                parts.push(Block {
                    key,
                    x: format!("{:.2}", n as f64 * wide),
                    width: format!("{:.2}", wide * 0.84),
                    y: format!("{top:.1}"),
                    height: format!("{height:.1}"),
                    title: Text::line(&format!("{}: {count} {name}", column[0].0)),
                });
            }
        }
        let total = |kind| issues.iter().map(|(_, n)| n[kind]).sum::<usize>();
        let label =
            format!("{} issues: {} items new, {} edited, {} as before", issues.len(), total(0), total(1), total(2));
        let ends = (issues.first()?.0.clone(), issues.last()?.0.clone());
        (issues.len() > 1).then(|| Columns { parts, label, first: Text::line(&ends.0), last: Text::line(&ends.1) })
    }
}

/// How many stories came up on how many days.
#[derive(Template)]
#[template(path = "spread.html")]
pub(super) struct Spread {
    rows: Vec<SpreadRow>,
}

impl HtmlSafe for Spread {}

struct SpreadRow {
    days: &'static str,
    stories: String,
    width: String,
}

impl Spread {
    /// Of the number of days of each story.
    pub fn new(days: impl Iterator<Item = usize>) -> Self {
        // Each step is twice as wide as the one before: most stories are short.
        const STEPS: [(usize, &str); 6] =
            [(1, "1"), (2, "2"), (4, "3–4"), (8, "5–8"), (16, "9–16"), (usize::MAX, "17+")];
        let mut count = [0usize; 6];
        for days in days {
            count[STEPS.iter().position(|(most, _)| days <= *most).unwrap_or(5)] += 1;
        }
        let most = count.iter().copied().max().unwrap_or(1).max(1) as f64;
        let row = |((_, days), n): (&(usize, &'static str), &usize)| SpreadRow {
            days,
            stories: thousands(*n),
            width: format!("{:.2}", *n as f64 / most * 100.0),
        };
        Spread { rows: STEPS.iter().zip(&count).map(row).collect() }
    }
}
