//! The items of all issues, as they were found.

use askama::Template;

use super::super::Style;
use super::super::style::thousands;
use super::page::{Facet, MANY, Scope, Shell, Tags};
use super::parts::{Text, Title, language, whereabouts};
use crate::model::{Audit, Issue, Item, ItemsReport, Kind};

#[derive(Template)]
#[template(path = "items.html")]
pub(super) struct Page {
    shell: Shell,
    groups: Vec<Group>,
}

struct Group {
    title: Text,
    about: Vec<Text>,
    audit: Option<AuditView>,
    cards: Vec<Card>,
}

struct AuditView {
    promised: usize,
    missing: Vec<Text>,
    extra: Vec<Text>,
    retitled: Vec<(Text, Text)>,
}

struct Card {
    n: usize,
    kind: Kind,
    title: Title,
    meta: Vec<Text>,
    tags: Tags,
    body: Text,
    lang: String,
    cue: Text,
    sure: String,
}

const KINDS: [(Kind, &str, &str); 5] = [
    (Kind::Story, "story", "¶"),
    (Kind::Event, "event", "◷"),
    (Kind::Directory, "directory", "☰"),
    (Kind::Editorial, "editorial", "✎"),
    (Kind::Other, "other", "·"),
];

impl Page {
    pub fn new(r: &ItemsReport, style: &Style) -> Self {
        let scope = Scope::of(&r.items);
        let mut groups: Vec<Group> = r.issues.iter().map(|issue| Group::new(issue, &r.items, &scope)).collect();
        if style.review {
            for group in &mut groups {
                group.cards.sort_by(|a, b| r.items[a.n].confidence.total_cmp(&r.items[b.n].confidence));
            }
        }
        let count = |kind| r.items.iter().filter(|i| i.kind == kind).count();
        let facet = |(kind, name, sign)| Facet { key: name, label: name, sign, count: count(kind) };
        let shell = Shell {
            figures: vec![(thousands(r.items.len()), "items"), (thousands(r.issues.len()), "issues")],
            many: r.items.len() > MANY,
            facet: "Kind",
            facets: KINDS.into_iter().map(facet).filter(|f| f.count > 0).collect(),
            scope,
            ..Shell::new("items", Text::line("Items"), &r.problems)
        };
        Page { shell, groups }
    }
}

impl Group {
    fn new(issue: &Issue, items: &[Item], scope: &Scope) -> Self {
        let cards = issue.items.clone().map(|n| Card::new(n, &items[n], issue, scope)).collect();
        let about = [issue.date.map(|d| d.to_string()), issue.number.clone(), issue.language.clone()];
        Group {
            title: Text::line(&issue.source),
            about: about.into_iter().flatten().map(|t| Text::line(&t)).collect(),
            audit: issue.audit.as_ref().map(AuditView::new),
            cards,
        }
    }
}

impl AuditView {
    fn new(audit: &Audit) -> Self {
        let list = |texts: &[String]| texts.iter().map(|t| Text::line(t)).collect();
        AuditView {
            promised: audit.promised,
            missing: list(&audit.missing),
            extra: list(&audit.extra),
            retitled: audit.retitled.iter().map(|(a, b)| (Text::line(a), Text::line(b))).collect(),
        }
    }

    fn clean(&self) -> bool {
        self.missing.is_empty() && self.extra.is_empty() && self.retitled.is_empty()
    }
}

impl Card {
    fn new(n: usize, item: &Item, issue: &Issue, scope: &Scope) -> Self {
        Card {
            n,
            kind: item.kind,
            title: Title::new(item, issue.language.as_deref()),
            meta: whereabouts(item),
            tags: scope.tags([item]),
            body: Text::lines(&item.body),
            lang: language(issue.language.as_deref()),
            cue: Text::line(&item.cue),
            sure: format!("{:.0} %", item.confidence * 100.0),
        }
    }
}
