//! HTML: one self-contained page a report. It opens from disk and asks nothing of any network.
//!
//! Three walls stand between a newsletter and the reader's browser: text reaches a page as [`parts::Text`] only, which
//! loses its control characters and is escaped by the template; an address becomes a link only where
//! [`super::safe::linkable`] allows it; and the page's content-security policy lets nothing run or load but its own
//! style and script, known by their digests.
//!
//! A new page is one file here, one template, and one arm of [`write`].

mod chart;
mod clusters;
mod curves;
mod diff;
mod eval;
mod explain;
mod items;
mod page;
mod parts;
mod stories;
mod timeline;

use std::io::{self, Write};

use askama::Template;

use super::Style;
use crate::model::{Report, StoriesReport};

pub(super) fn takes(report: &Report) -> bool {
    !matches!(report, Report::Pairs(_) | Report::Canonical(_))
}

pub(super) fn write(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    match report {
        Report::Items(r) => page(&items::Page::new(r, style), out),
        Report::Clusters(r) => page(&clusters::Page::new(r), out),
        Report::Diff(r) => page(&diff::Page::new(r), out),
        Report::Explain(r) => page(&explain::Page::new(r), out),
        Report::Evaluation(r) => page(&eval::Page::new(r), out),
        Report::Pairs(_) | Report::Canonical(_) => Ok(()),
    }
}

/// The page of a store's stories.
pub(super) fn stories(report: &StoriesReport, out: &mut dyn Write) -> io::Result<()> {
    page(&stories::Page::new(report), out)
}

fn page(template: &impl Template, out: &mut dyn Write) -> io::Result<()> {
    Template::write_into(template, out)
}

#[cfg(test)]
mod tests;
