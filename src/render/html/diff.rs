//! What changed from one issue to the next: one section a fate, what is new first.

use std::collections::HashMap;

use askama::Template;
use askama::filters::HtmlSafe;

use super::super::style::thousands;
use super::super::words::{self, OUTCOMES, Outcome};
use super::chart::{Bar, Slope};
use super::page::{Facet, MANY, Scope, Shell, Tags};
use super::parts::{Facts, Marks, Text, Title, Waterfall, language, whereabouts};
use crate::model::{Change, DiffReport, DiffStep, Fate, Field, Finding, Item};

#[derive(Template)]
#[template(path = "diff.html")]
pub(super) struct Page {
    shell: Shell,
    bar: Bar,
    steps: Vec<StepView>,
}

/// From one issue to another.
struct StepView {
    n: usize,
    /// Its heading, where the page has several.
    title: Option<Text>,
    tally: String,
    seen: Seen,
    groups: Vec<Group>,
}

/// What is seen at a glance: findings, and where the items stood and stand.
#[derive(Template)]
#[template(path = "seen.html")]
struct Seen {
    n: usize,
    findings: Vec<FindingView>,
    slope: Option<Slope>,
}

impl HtmlSafe for Seen {}

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
    lang: String,
    facts: Facts,
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
        let scope = Scope::of(r.steps.iter().flat_map(|step| step.old.iter().chain(&step.new)));
        let mut first = 0;
        let mut steps = Vec::new();
        for (n, step) in r.steps.iter().enumerate() {
            let title = heading(step).filter(|_| r.steps.len() > 1);
            steps.push(StepView::new((n, first), title, step, &scope));
            first += step.diff.changes.len();
        }
        let count = |outcome: &Outcome| {
            let groups = steps.iter().flat_map(|s| &s.groups);
            groups.filter(|g| g.outcome.key == outcome.key).map(|g| g.cards.len()).sum()
        };
        let facets: Vec<Facet> = OUTCOMES
            .iter()
            .map(|o| Facet { key: o.key, label: o.label, sign: o.sign, count: count(o) })
            .filter(|f| f.count > 0)
            .collect();
        let title = match &r.steps[..] {
            [step] => heading(step),
            steps if steps.windows(2).all(|w| w[0].names.1 == w[1].names.0) => {
                Some(Text::line(&format!("{} issues, each against the one before", steps.len() + 1)))
            }
            steps => Some(Text::line(&format!("{} pairs of issues", steps.len()))),
        };
        let marked = |g: &Group| g.cards.iter().any(|c| !c.marks.is_empty());
        let shell = Shell {
            figures: figures(r),
            many: first > MANY,
            facet: "Fate",
            noun: "items",
            marked: steps.iter().any(|s| s.groups.iter().any(marked)),
            scope,
            ..Shell::new("diff", title.unwrap_or_default(), &r.problems)
        };
        Page { bar: Bar::new(&facets), steps, shell: Shell { facets, ..shell } }
    }
}

/// The items on both sides; of a series its issues and changes.
fn figures(r: &DiffReport) -> Vec<(String, &'static str)> {
    if let [step] = &r.steps[..] {
        return vec![(thousands(step.old.len()), "items before"), (thousands(step.new.len()), "items now")];
    }
    let changed = |step: &DiffStep| step.diff.changes.iter().filter(|c| c.fate != Fate::Unchanged).count();
    vec![
        (thousands(r.steps.len()), "comparisons"),
        (thousands(r.steps.iter().map(changed).sum()), "changes"),
        (thousands(r.steps.iter().map(|step| step.diff.findings.len()).sum()), "findings"),
    ]
}

fn heading(step: &DiffStep) -> Option<Text> {
    let (old, new) = words::names(step);
    Some(Text::line(&format!("{old} → {new}")))
}

impl StepView {
    /// `n` is its place among the steps, `first` the number of its first entry.
    fn new((n, first): (usize, usize), title: Option<Text>, step: &DiffStep, scope: &Scope) -> Self {
        let mut groups: Vec<Group> = OUTCOMES.iter().map(|outcome| Group { outcome, cards: Vec::new() }).collect();
        for (n, change) in (first..).zip(&step.diff.changes) {
            let key = change.outcome();
            let group = groups.iter_mut().find(|g| g.outcome.key == key);
            if let (Some(group), Some(card)) = (group, Card::new(n, change, step, scope)) {
                group.cards.push(card);
            }
        }
        groups.retain(|g| !g.cards.is_empty());
        StepView {
            n,
            title,
            tally: words::tally(&step.diff),
            seen: Seen { n, findings: findings(step, first), slope: Slope::new(step, first) },
            groups,
        }
    }
}

impl Card {
    fn new(n: usize, change: &Change, step: &DiffStep, scope: &Scope) -> Option<Self> {
        let (old, new) = step.sides(change);
        let shown = new.or(old)?;
        let lang = step.language.as_deref();
        let marks = Marks::of(&change.edits, lang);
        let told = marks.iter().any(|m| m.is(Field::Body)) || shown.body.is_empty();
        Some(Card {
            n,
            title: Title::new(shown, lang),
            lang: language(lang),
            meta: whereabouts(shown),
            before: old.filter(|_| new.is_some()).map(whereabouts),
            tags: scope.tags(old.into_iter().chain(new)),
            score: (old.is_some() && new.is_some() && change.score < 0.9995).then(|| format!("{:.2}", change.score)),
            body: (!told).then(|| Text::lines(&shown.body)),
            facts: Facts::of(&change.facts),
            others: others(change, step),
            why: Waterfall::new(
                &change.evidence,
                if change.follows.is_some() { "follow-up" } else { "same item" },
                change.score,
            ),
            marks,
        })
    }
}

fn others(change: &Change, step: &DiffStep) -> Vec<Other> {
    let other = |label, item: &Item| Other {
        label,
        title: Title::new(item, step.language.as_deref()),
        meta: whereabouts(item),
    };
    let mut list = Vec::new();
    list.extend(change.follows.map(|i| other("tells on", &step.old[i])));
    list.extend(change.old_others.iter().map(|&i| other("merged with", &step.old[i])));
    list.extend(change.new_others.iter().map(|&i| other("became also", &step.new[i])));
    list
}

/// What else was noticed, each with the entries it speaks of.
fn findings(step: &DiffStep, first: usize) -> Vec<FindingView> {
    let mut entries: HashMap<&str, (usize, &Item)> = HashMap::new();
    for (n, change) in (first..).zip(&step.diff.changes) {
        let (old, new) = step.sides(change);
        for item in old.into_iter().chain(new) {
            entries.insert(&item.id, (n, item));
        }
    }
    let view = |f: &Finding| FindingView {
        text: Text::line(&f.text),
        entries: f
            .items
            .iter()
            .filter_map(|id| entries.get(id.as_str()))
            .map(|(n, item)| (*n, Text::line(&item.heading())))
            .collect(),
    };
    step.diff.findings.iter().map(view).collect()
}
