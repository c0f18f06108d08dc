//! Pieces that several pages are made of. A piece is a template; what it shows from outside is a [`Text`].

use std::fmt;

use askama::Template;
use askama::filters::HtmlSafe;

use super::super::safe;
use crate::model::{Edit, Evidence, Fact, Field, Item, Kind, Op};

/// Text from outside: control characters and those that reorder what is read are taken out. Escaped by the template.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Text(String);

impl Text {
    /// On one line.
    pub fn line(text: &str) -> Self {
        Text(safe::terminal(text).into_owned())
    }

    /// With its line ends.
    pub fn lines(text: &str) -> Self {
        Text(text.split('\n').map(safe::terminal).collect::<Vec<_>>().join("\n"))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A language tag for the `lang` attribute; the empty one says "unknown", so that it isn't read out as English.
pub(super) fn language(tag: Option<&str>) -> String {
    tag.filter(|t| t.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')).unwrap_or("").to_owned()
}

/// An item's heading, as a link where it has an address that may be one.
#[derive(Template)]
#[template(path = "title.html")]
pub(super) struct Title {
    topic: Option<Text>,
    title: Text,
    url: Option<String>,
    lang: String,
}

impl HtmlSafe for Title {}

impl Title {
    pub fn new(item: &Item, lang: Option<&str>) -> Self {
        let bare = Item { topic: None, ..item.clone() };
        Title {
            topic: item.topic.as_deref().filter(|_| item.title.is_some()).map(Text::line),
            title: Text::line(&if item.title.is_some() { bare.heading() } else { item.heading() }),
            url: item.url.clone().filter(|url| safe::linkable(url)),
            lang: language(lang),
        }
    }
}

/// Where and when an item stands: its issue's day, its own ("of 2025-06-05", an event "on" it), "003.txt:94", its place.
pub(super) fn whereabouts(item: &Item) -> Vec<Text> {
    let mut parts = Vec::new();
    let own = item.date.map(|d| match item.end_date {
        Some(end) if end != d => format!("{d} – {end}"),
        _ => d.to_string(),
    });
    let own = own.map(|own| format!("{} {own}", if item.kind == Kind::Event { "on" } else { "of" }));
    parts.extend(item.issue_date.map(|d| d.to_string()).into_iter().chain(own));
    parts.push(match item.lines[0] {
        0 => format!("{} {}", item.source, item.id),
        first => format!("{}:{first}", item.source),
    });
    parts.extend(item.place.clone());
    parts.iter().map(|p| Text::line(p)).collect()
}

/// A stretch of a marked text.
pub(super) struct Piece {
    op: Op,
    text: Text,
    /// For a long stretch that stayed: its middle and its end, which can be folded away.
    fold: Option<(Text, Text)>,
}

/// The word marks of one field.
#[derive(Template)]
#[template(path = "marks.html")]
pub(super) struct Marks {
    field: &'static str,
    pieces: Vec<Piece>,
    lang: String,
}

impl HtmlSafe for Marks {}

/// Characters of an unchanged stretch that stay in sight beside a change: about one line of a phone twice.
const CONTEXT: usize = 90;

impl Marks {
    /// The fields that differ, in their order.
    pub fn of(edits: &[Edit], lang: Option<&str>) -> Vec<Marks> {
        let fields = Field::ALL.into_iter().map(|f| (f, edits.iter().filter(|e| e.field == f).collect::<Vec<_>>()));
        fields
            .filter(|(_, edits)| edits.iter().any(|e| e.op != Op::Equal))
            .map(|(field, edits)| Marks {
                field: field.name(),
                pieces: edits.iter().map(|e| Piece::new(e)).collect(),
                lang: language(lang),
            })
            .collect()
    }

    pub fn is(&self, field: Field) -> bool {
        self.field == field.name()
    }
}

impl Piece {
    fn new(edit: &Edit) -> Self {
        let whole = |fold| Piece { op: edit.op, text: Text::lines(&edit.text), fold };
        if edit.op != Op::Equal || edit.text.chars().count() <= 3 * CONTEXT {
            return whole(None);
        }
        let space = |c: char| c.is_whitespace();
        let at = |n: usize| edit.text.char_indices().nth(n).map_or(edit.text.len(), |(i, _)| i);
        let (head, tail) = (at(CONTEXT), at(edit.text.chars().count() - CONTEXT));
        let Some(head) = edit.text[..head].rfind(space) else { return whole(None) };
        let Some(tail) = edit.text[tail..].find(space).map(|i| tail + i) else { return whole(None) };
        Piece {
            op: edit.op,
            text: Text::lines(&edit.text[..head]),
            fold: Some((Text::lines(&edit.text[head..tail]), Text::lines(&edit.text[tail..]))),
        }
    }
}

/// Facts that changed.
#[derive(Template)]
#[template(path = "facts.html")]
pub(super) struct Facts {
    facts: Vec<FactLine>,
}

impl HtmlSafe for Facts {}

struct FactLine {
    kind: Text,
    old: Text,
    new: Text,
}

impl Facts {
    pub fn of(facts: &[Fact]) -> Self {
        let line = |f: &Fact| FactLine { kind: Text::line(&f.kind), old: Text::line(&f.old), new: Text::line(&f.new) };
        Facts { facts: facts.iter().map(line).collect() }
    }
}

/// From prior to verdict: one bar a reason, each beginning where the one before ends.
#[derive(Template)]
#[template(path = "waterfall.html")]
pub(super) struct Waterfall {
    rows: Vec<Reason>,
    /// Where no doubt leans either way, in percent of the width.
    zero: String,
    sum: String,
    score: String,
    verdict: &'static str,
}

impl HtmlSafe for Waterfall {}

struct Reason {
    measure: Text,
    value: String,
    weight: String,
    against: bool,
    x: String,
    width: String,
    detail: Text,
}

impl Waterfall {
    /// `None` where there are no reasons.
    pub fn new(evidence: &[Evidence], verdict: &'static str, score: f64) -> Option<Self> {
        if evidence.is_empty() {
            return None;
        }
        let mut ends = vec![0.0];
        for reason in evidence {
            ends.push(ends[ends.len() - 1] + finite(reason.weight));
        }
        let low = ends.iter().copied().fold(0.0, f64::min);
        let span = (ends.iter().copied().fold(0.0, f64::max) - low).max(1e-9);
        let percent = |x: f64| format!("{:.1}", (x - low) / span * 100.0);
        let rows = evidence.iter().zip(ends.windows(2)).map(|(reason, step)| Reason {
            measure: Text::line(&reason.measure),
            value: format!("{:.2}", reason.value),
            weight: signed(reason.weight),
            against: reason.weight < 0.0,
            x: percent(step[0].min(step[1])),
            width: format!("{:.1}", ((step[1] - step[0]).abs() / span * 100.0).max(0.5)),
            detail: Text::line(&reason.detail),
        });
        Some(Waterfall {
            rows: rows.collect(),
            zero: percent(0.0),
            sum: signed(ends[ends.len() - 1]),
            score: format!("{score:.2}"),
            verdict,
        })
    }
}

fn finite(x: f64) -> f64 {
    if x.is_finite() { x } else { 0.0 }
}

/// "+1.20" or "−0.35", with a real minus.
fn signed(x: f64) -> String {
    format!("{:+.2}", x).replace('-', "−")
}
