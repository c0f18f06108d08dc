//! Small charts, drawn as SVG without a line of script. Lengths across are percentages, so that they fit any screen.

use askama::Template;
use askama::filters::HtmlSafe;

use super::page::Facet;
use super::parts::Text;
use crate::model::{DiffStep, Fate};

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
