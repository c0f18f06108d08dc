//! What changed from one issue to the next: one section a fate, what is new first.

use std::collections::HashMap;

use askama::Template;

use super::super::style::thousands;
use super::chart::{Bar, Slope};
use super::page::{Facet, MANY, Scope, Shell, Tags};
use super::parts::{FactLine, Marks, Text, Title, Waterfall, facts, whereabouts};
use crate::model::{Change, DiffReport, Fate, Field, Item, Removal};

/// What a reader wants to know of a change first, in this order; fates told apart by how an item went or came.
pub(super) struct Outcome {
    pub key: &'static str,
    pub label: &'static str,
    pub sign: &'static str,
    pub about: &'static str,
}

const OUTCOMES: [Outcome; 11] = [
    Outcome { key: "added", label: "added", sign: "+", about: "New in this issue." },
    Outcome { key: "follow-up", label: "follow-up", sign: "↪", about: "New, and telling on an old item." },
    Outcome { key: "edited", label: "edited", sign: "~", about: "In the same place, with another text." },
    Outcome { key: "moved-edited", label: "moved and edited", sign: "≈", about: "Another text in another place." },
    Outcome { key: "split", label: "split", sign: "⑂", about: "One old item became several." },
    Outcome { key: "merged", label: "merged", sign: "⊃", about: "Several old items became one." },
    Outcome { key: "pulled", label: "pulled", sign: "×", about: "Gone from the middle of the list." },
    Outcome { key: "removed", label: "removed", sign: "−", about: "Gone." },
    Outcome { key: "moved", label: "moved", sign: "↕", about: "The same text in another place." },
    Outcome { key: "aged-out", label: "aged out", sign: "⌄", about: "Fallen off the end of the list." },
    Outcome { key: "unchanged", label: "unchanged", sign: "=", about: "As before, in the same place." },
];

/// The key of a change's outcome.
pub(super) fn outcome(change: &Change) -> &'static str {
    match (change.fate, change.removal) {
        (Fate::Added, _) if change.follows.is_some() => "follow-up",
        (Fate::Removed, Some(Removal::Pulled)) => "pulled",
        (Fate::Removed, Some(Removal::AgedOut)) => "aged-out",
        (fate, _) => fate.name(),
    }
}

#[derive(Template)]
#[template(path = "diff.html")]
pub(super) struct Page {
    shell: Shell,
    bar: Bar,
    slope: Option<Slope>,
    findings: Vec<FindingView>,
    groups: Vec<Group>,
}

struct Group {
    outcome: &'static Outcome,
    cards: Vec<Card>,
}

struct Card {
    n: usize,
    title: Title,
    meta: Vec<Text>,
    /// Where it stood before, where that is elsewhere.
    before: Option<Vec<Text>>,
    tags: Tags,
    score: Option<String>,
    marks: Vec<Marks>,
    /// Its text, where the marks don't show it.
    body: Option<Text>,
    facts: Vec<FactLine>,
    others: Vec<Other>,
    why: Option<Waterfall>,
}

/// Another item that belongs to a change.
struct Other {
    label: &'static str,
    title: Title,
    meta: Vec<Text>,
}

struct FindingView {
    text: Text,
    /// The entries it speaks of: number and heading.
    entries: Vec<(usize, Text)>,
}

impl Page {
    pub fn new(r: &DiffReport) -> Self {
        let changes = &r.diff.changes;
        let scope = Scope::of(r.old.iter().chain(&r.new));
        let mut groups: Vec<Group> = OUTCOMES.iter().map(|outcome| Group { outcome, cards: Vec::new() }).collect();
        for (n, change) in changes.iter().enumerate() {
            let key = outcome(change);
            let group = groups.iter_mut().find(|g| g.outcome.key == key);
            if let (Some(group), Some(card)) = (group, Card::new(n, change, r, &scope)) {
                group.cards.push(card);
            }
        }
        groups.retain(|g| !g.cards.is_empty());
        let facets: Vec<Facet> = groups
            .iter()
            .map(|g| Facet { key: g.outcome.key, label: g.outcome.label, sign: g.outcome.sign, count: g.cards.len() })
            .collect();
        let (old, new) = &r.names;
        let folder = common_folder(old, new);
        let title = format!("{} → {}", &old[folder..], &new[folder..]);
        let shell = Shell {
            figures: vec![(thousands(r.old.len()), "items before"), (thousands(r.new.len()), "items now")],
            many: changes.len() > MANY,
            facet: "Fate",
            noun: "items",
            scope,
            marked: groups.iter().any(|g| g.cards.iter().any(|c| !c.marks.is_empty())),
            ..Shell::new("diff", Text::line(&title), &r.problems)
        };
        Page {
            bar: Bar::new(&facets),
            slope: Slope::new(r),
            findings: findings(r),
            groups,
            shell: Shell { facets, ..shell },
        }
    }
}

impl Card {
    fn new(n: usize, change: &Change, r: &DiffReport, scope: &Scope) -> Option<Self> {
        let (old, new) = (change.old.map(|i| &r.old[i]), change.new.map(|i| &r.new[i]));
        let shown = new.or(old)?;
        let marks = Marks::of(&change.edits, None);
        let told = marks.iter().any(|m| m.is(Field::Body)) || shown.body.is_empty();
        Some(Card {
            n,
            title: Title::new(shown, None),
            meta: whereabouts(shown),
            before: old.filter(|_| new.is_some()).map(whereabouts),
            tags: scope.tags(old.into_iter().chain(new)),
            score: (old.is_some() && new.is_some() && change.score < 0.9995).then(|| format!("{:.2}", change.score)),
            body: (!told).then(|| Text::lines(&shown.body)),
            facts: facts(&change.facts),
            others: others(change, r),
            why: Waterfall::new(
                &change.evidence,
                if change.follows.is_some() { "follow-up" } else { "same item" },
                change.score,
            ),
            marks,
        })
    }
}

/// Bytes of the folders that both names begin with: the heading does without them.
fn common_folder(a: &str, b: &str) -> usize {
    let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    a.as_bytes()[..same].iter().rposition(|c| *c == b'/').map_or(0, |slash| slash + 1)
}

fn others(change: &Change, r: &DiffReport) -> Vec<Other> {
    let other = |label, item: &Item| Other { label, title: Title::new(item, None), meta: whereabouts(item) };
    let mut list = Vec::new();
    list.extend(change.follows.map(|i| other("tells on", &r.old[i])));
    list.extend(change.old_others.iter().map(|&i| other("merged with", &r.old[i])));
    list.extend(change.new_others.iter().map(|&i| other("became also", &r.new[i])));
    list
}

/// What else was noticed, each with the entries it speaks of.
fn findings(r: &DiffReport) -> Vec<FindingView> {
    let mut entries: HashMap<&str, (usize, &Item)> = HashMap::new();
    for (n, change) in r.diff.changes.iter().enumerate() {
        let sides = [change.old.map(|i| &r.old[i]), change.new.map(|i| &r.new[i])];
        for item in sides.into_iter().flatten() {
            entries.insert(&item.id, (n, item));
        }
    }
    let view = |f: &crate::model::Finding| FindingView {
        text: Text::line(&f.text),
        entries: f
            .items
            .iter()
            .filter_map(|id| entries.get(id.as_str()))
            .map(|(n, item)| (*n, Text::line(&item.heading())))
            .collect(),
    };
    r.diff.findings.iter().map(view).collect()
}
