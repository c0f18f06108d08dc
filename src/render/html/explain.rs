//! Why two items belong together: both, the way from prior to verdict, and what differs.

use askama::Template;

use super::super::words;
use super::page::Shell;
use super::parts::{Marks, Text, Title, Waterfall, whereabouts};
use crate::model::{ExplainReport, Item, Relation};

#[derive(Template)]
#[template(path = "explain.html")]
pub(super) struct Page {
    shell: Shell,
    sides: [Side; 2],
    relation: Option<Relation>,
    said: String,
    why: Option<Waterfall>,
    marks: Vec<Marks>,
}

struct Side {
    name: &'static str,
    title: Title,
    meta: Vec<Text>,
    body: Text,
}

impl Page {
    pub fn new(r: &ExplainReport) -> Self {
        let verdict = r.verdict.relation.map_or("no relation", Relation::name);
        let side = |name, item: &Item| Side {
            name,
            title: Title::new(item, None),
            meta: whereabouts(item),
            body: Text::lines(&item.body),
        };
        let marks = Marks::of(&r.edits, None);
        Page {
            shell: Shell {
                marked: !marks.is_empty(),
                ..Shell::new("explain", Text::line(&format!("{} ~ {}", r.a.id, r.b.id)), &r.problems)
            },
            sides: [side("A", &r.a), side("B", &r.b)],
            relation: r.verdict.relation,
            said: words::verdict(&r.verdict),
            why: Waterfall::new(words::reasons(&r.verdict), verdict, words::weighed(&r.verdict)),
            marks,
        }
    }
}
