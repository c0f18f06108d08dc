//! Stories over time: issues across by date, stories down, a mark for each appearance.

use std::collections::BTreeMap;

use askama::Template;
use askama::filters::HtmlSafe;

use super::parts::Text;
use crate::model::{Date, Item};

/// One story's appearances.
pub(super) struct Row<'a> {
    /// The entry of the page that tells it.
    pub n: usize,
    pub title: String,
    /// Each appearance with the name of its mark.
    pub marks: Vec<(&'a Item, &'static str)>,
    /// The day of the first issue after its last appearance.
    pub gone: Option<Date>,
}

#[derive(Template)]
#[template(path = "timeline.html")]
pub(super) struct Timeline {
    ticks: Vec<String>,
    labels: Vec<(String, Text)>,
    rows: Vec<RowView>,
    kinds: Vec<&'static str>,
}

impl HtmlSafe for Timeline {}

struct RowView {
    n: usize,
    title: Text,
    from: String,
    to: String,
    marks: Vec<Mark>,
    label: Text,
}

struct Mark {
    x: String,
    kind: &'static str,
    title: Text,
}

/// Percent of the width that two labels keep apart, so that "2025-06-05" has room on a small screen.
const APART: f64 = 22.0;

/// The marks that the template draws.
const KINDS: [&str; 7] = ["first", "identical", "unchanged", "edited", "excerpt", "follow-up", "removed"];

impl Timeline {
    /// `None` where all stands at one moment.
    pub fn new(rows: Vec<Row<'_>>) -> Option<Self> {
        let gone = rows.iter().filter_map(|r| r.gone);
        let axis = Axis::new(rows.iter().flat_map(|r| r.marks.iter().map(|(item, _)| *item)), gone)?;
        let labels = axis.labels();
        let ticks = axis.moments.values().map(|(x, _)| percent(*x)).collect();
        let rows: Vec<RowView> = rows.into_iter().map(|row| axis.row(row)).collect();
        let used = |kind: &&str| rows.iter().any(|r| r.marks.iter().any(|m| m.kind == *kind));
        Some(Timeline { ticks, labels, kinds: KINDS.into_iter().filter(used).collect(), rows })
    }
}

/// Places items on the width: by day where all have one, else by the order of their sources.
struct Axis {
    by_day: bool,
    /// Key of the moment → where it lies in [0,100], and its name.
    moments: BTreeMap<Moment, (f64, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Moment {
    Day(Date),
    Source(String),
}

impl Axis {
    fn new<'a>(items: impl Iterator<Item = &'a Item>, gone: impl Iterator<Item = Date>) -> Option<Self> {
        let items: Vec<&Item> = items.collect();
        let by_day = items.iter().all(|i| i.day().is_some());
        let mut axis = Axis { by_day, moments: BTreeMap::new() };
        for item in items {
            axis.moments.insert(axis.moment(item), (0.0, String::new()));
        }
        axis.moments.extend(gone.filter(|_| by_day).map(|day| (Moment::Day(day), (0.0, String::new()))));
        let first = axis.moments.keys().next()?.clone();
        let last = axis.moments.keys().next_back()?.clone();
        let steps = axis.moments.len().checked_sub(1).filter(|n| *n > 0)?;
        for (i, (moment, (x, name))) in axis.moments.iter_mut().enumerate() {
            (*x, *name) = match (moment, &first, &last) {
                (Moment::Day(d), Moment::Day(first), Moment::Day(last)) => {
                    let span = last.days_since(*first) as f64;
                    (d.days_since(*first) as f64 / span * 100.0, d.to_string())
                }
                (Moment::Source(s), ..) => (i as f64 / steps as f64 * 100.0, short(s)),
                (Moment::Day(d), ..) => (i as f64 / steps as f64 * 100.0, d.to_string()),
            };
        }
        Some(axis)
    }

    fn moment(&self, item: &Item) -> Moment {
        match item.day().filter(|_| self.by_day) {
            Some(day) => Moment::Day(day),
            None => Moment::Source(item.source.clone()),
        }
    }

    fn at(&self, item: &Item) -> f64 {
        self.moments.get(&self.moment(item)).map_or(0.0, |(x, _)| *x)
    }

    /// First and last moment, and those between that have room.
    fn labels(&self) -> Vec<(String, Text)> {
        let mut labels = Vec::new();
        let mut free = 0.0;
        for (x, name) in self.moments.values() {
            if *x >= 100.0 || (*x >= free && *x <= 100.0 - APART) {
                labels.push((percent(*x), Text::line(name)));
                free = x + APART;
            }
        }
        labels
    }

    fn row(&self, row: Row<'_>) -> RowView {
        let mut marks: Vec<(f64, &Item, &'static str)> =
            row.marks.iter().map(|(item, kind)| (self.at(item), *item, *kind)).collect();
        marks.sort_by(|a, b| a.0.total_cmp(&b.0));
        let when = |item: &Item| item.day().map_or_else(|| item.source.clone(), |d| format!("{d} {}", item.source));
        let mut views: Vec<Mark> = marks
            .iter()
            .map(|(x, item, kind)| Mark { x: percent(*x), kind, title: Text::line(&format!("{}: {kind}", when(item))) })
            .collect();
        if let Some(day) = row.gone
            && let Some((x, _)) = self.moments.get(&Moment::Day(day))
        {
            views.push(Mark { x: percent(*x), kind: "removed", title: Text::line(&format!("{day}: removed")) });
        }
        let ends = |m: Option<&(f64, &Item, &str)>| percent(m.map_or(0.0, |m| m.0));
        let label = views.iter().map(|m| m.title.to_string()).collect::<Vec<_>>().join(", ");
        RowView {
            n: row.n,
            title: Text::line(&row.title),
            from: ends(marks.first()),
            to: ends(marks.last()),
            label: Text::line(&label),
            marks: views,
        }
    }
}

/// A file's name without its folders, cut to the length of a date and a bit.
pub(super) fn short(source: &str) -> String {
    let name = source.rsplit(['/', '\\']).next().unwrap_or(source);
    if name.chars().count() <= 14 { name.to_owned() } else { name.chars().take(13).chain(['…']).collect() }
}

fn percent(x: f64) -> String {
    format!("{x:.2}")
}
