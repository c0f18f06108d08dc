//! Report → text, JSON lines, CSV, Markdown, HTML, a picture. One file a layout, no decisions: what is shown was found by others.
//!
//! A new layout is one file and one line of [`LAYOUTS`].

mod csv;
pub mod history;
mod html;
mod jsonl;
pub mod known;
mod md;
pub mod rows;
pub mod safe;
mod style;
mod svg;
mod text;
mod words;

use std::io::{self, Write};

pub use style::Style;

use crate::model::Report;

/// A way to write reports.
pub struct Layout {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is for, in one line.
    pub about: &'static str,
    /// Whether this kind of report has this layout.
    pub takes: fn(&Report) -> bool,
    /// Writes a report.
    pub write: fn(&Report, &Style, &mut dyn Write) -> io::Result<()>,
}

/// All layouts; the first is the default.
pub const LAYOUTS: &[Layout] = &[
    Layout { name: "text", about: "for people: aligned, coloured on a terminal", takes: |_| true, write: text::write },
    Layout { name: "jsonl", about: "one JSON object a line", takes: |_| true, write: jsonl::write },
    Layout { name: "csv", about: "a table with a header", takes: csv::takes, write: csv::write },
    Layout { name: "md", about: "Markdown for mails and chats", takes: md::takes, write: md::write },
    Layout { name: "html", about: "one page that opens from disk", takes: html::takes, write: html::write },
    Layout { name: "svg", about: "a picture for documents", takes: svg::takes, write: svg::write },
];

/// The layout called `name`.
pub fn layout(name: &str) -> Option<&'static Layout> {
    LAYOUTS.iter().find(|l| l.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layouts_have_unique_names_and_a_description() {
        for (i, one) in LAYOUTS.iter().enumerate() {
            assert!(!one.about.is_empty() && !one.about.ends_with('.'));
            assert!(LAYOUTS[..i].iter().all(|other| other.name != one.name), "{}", one.name);
        }
    }
}
