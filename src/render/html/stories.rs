//! The stories of a store: what each issue brought, how stories went on, which tell on others, and why.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use askama::Template;

use super::super::style::thousands;
use super::chart::{Bar, Columns, Spread};
use super::page::{Facet, MANY, Scope, Shell, Tags};
use super::parts::{Facts, Marks, Text, Title, Waterfall, whereabouts};
use super::timeline::{Row, Timeline};
use crate::model::{Appearance, Date, Fate, Item, StoriesReport, StoryHistory, StoryLink};

/// What a story can be: key, label, sign. The keys are those of fates, so that colours mean the same on all pages.
const KINDS: [(&str, &str, &str); 5] = [
    ("follow-up", "told on", "↪"),
    ("edited", "edited", "~"),
    ("unchanged", "came up again", "="),
    ("added", "seen once", "+"),
    ("removed", "not in the latest issue", "−"),
];

/// Appearances that are in sight before the rest is folded away.
const IN_SIGHT: usize = 5;

#[derive(Template)]
#[template(path = "stories.html")]
pub(super) struct Page {
    shell: Shell,
    bar: Bar,
    columns: Option<Columns>,
    spread: Spread,
    timeline: Option<Timeline>,
    groups: Vec<Group>,
}

struct Group {
    key: &'static str,
    title: &'static str,
    about: &'static str,
    cards: Vec<Card>,
}

struct Card {
    n: usize,
    id: i64,
    formerly: Vec<i64>,
    title: Title,
    kinds: Vec<&'static (&'static str, &'static str, &'static str)>,
    times: usize,
    span: String,
    tags: Tags,
    body: Text,
    ledger: Vec<(String, Facts)>,
    gaps: Vec<String>,
    links: Vec<LinkView>,
    seen: Vec<Seen>,
}

/// A link to another story.
struct LinkView {
    label: &'static str,
    n: usize,
    title: Text,
    why: Option<Waterfall>,
}

/// One appearance.
struct Seen {
    meta: Vec<Text>,
    fate: &'static str,
    reason: Text,
    marks: Vec<Marks>,
}

impl Card {
    fn in_sight(&self) -> &[Seen] {
        &self.seen[..self.seen.len().min(IN_SIGHT)]
    }

    fn folded(&self) -> &[Seen] {
        self.seen.get(IN_SIGHT..).unwrap_or(&[])
    }

    fn is(&self, key: &str) -> bool {
        self.kinds.iter().any(|kind| kind.0 == key)
    }
}

/// The report with what its entries look up.
struct Lookup<'a> {
    report: &'a StoriesReport,
    /// Story → its place on the page.
    place: HashMap<i64, usize>,
    links: HashMap<i64, Vec<&'a StoryLink>>,
    last_issue: Option<Date>,
    scope: Scope,
}

impl Page {
    pub fn new(r: &StoriesReport) -> Self {
        let look = Lookup::new(r);
        let order = look.order();
        let cards: Vec<Card> = order.iter().enumerate().map(|(n, story)| look.card(n, story)).collect();
        let rows = order.iter().enumerate().filter_map(|(n, story)| look.row(n, story, &cards[n])).collect();
        let facets: Vec<Facet> = KINDS
            .iter()
            .map(|&(key, label, sign)| Facet { key, label, sign, count: cards.iter().filter(|c| c.is(key)).count() })
            .filter(|facet| facet.count > 0)
            .collect();
        let appearances = || r.stories.iter().flat_map(|s| &s.appearances);
        let count = |n: usize, noun| (thousands(n), noun);
        let shell = Shell {
            figures: vec![
                count(r.issues.len(), "issues"),
                count(appearances().count(), "items"),
                count(r.stories.len(), "stories"),
                count(r.stories.iter().filter(|s| moments(s).len() > 1).count(), "came up again"),
                count(appearances().filter(|a| a.fate == Fate::Edited).count(), "times edited"),
                count(r.links.len(), "times told on"),
            ],
            many: cards.len() > MANY,
            facet: "Fate",
            noun: "stories",
            marked: cards.iter().any(|c| c.seen.iter().any(|s| !s.marks.is_empty())),
            scope: look.scope,
            ..Shell::new("stories", Text::line(&title(r)), &[])
        };
        Page {
            bar: Bar::new(&shares(&cards)),
            columns: Columns::new(r),
            spread: Spread::new(r.stories.iter().map(|s| moments(s).len())),
            timeline: Timeline::new(rows),
            groups: groups(cards),
            shell: Shell { facets, ..shell },
        }
    }
}

/// What became of each story: edited, only repeated, or seen once. Unlike the facets, each story counts once.
fn shares(cards: &[Card]) -> Vec<Facet> {
    let of = |card: &Card| ["edited", "unchanged", "added"].into_iter().find(|key| card.is(key));
    let share = |&(key, label, sign): &(&'static str, &'static str, &'static str)| Facet {
        key,
        label,
        sign,
        count: cards.iter().filter(|card| of(card) == Some(key)).count(),
    };
    KINDS.iter().map(share).filter(|facet| facet.count > 0).collect()
}

fn title(r: &StoriesReport) -> String {
    let days: BTreeSet<Date> = r.issues.iter().filter_map(|issue| issue.date).collect();
    // A heading must not break within a date.
    let day = |day: &Date| day.to_string().replace('-', "\u{2011}");
    match (days.first(), days.last()) {
        (Some(first), Some(last)) if first != last => format!("Stories from {} to {}", day(first), day(last)),
        (Some(one), _) => format!("Stories of {}", day(one)),
        _ => "Stories".to_owned(),
    }
}

/// The days (without one: the documents) on which a story stood.
fn moments(story: &StoryHistory) -> BTreeSet<String> {
    story.appearances.iter().map(|a| a.item.day().map_or_else(|| a.item.source.clone(), |d| d.to_string())).collect()
}

fn groups(cards: Vec<Card>) -> Vec<Group> {
    let mut groups = [
        ("follow-up", "Told on", "Stories that tell on others, or that others tell on."),
        ("unchanged", "Came up again", "Stories of more than one day, the latest first."),
        ("added", "Seen once", "Stories of one day, the latest first."),
    ]
    .map(|(key, title, about)| Group { key, title, about, cards: Vec::new() });
    for card in cards {
        let at = if card.is("follow-up") { 0 } else { 1 + usize::from(card.is("added")) };
        groups[at].cards.push(card);
    }
    groups.into_iter().filter(|group| !group.cards.is_empty()).collect()
}

impl<'a> Lookup<'a> {
    fn new(report: &'a StoriesReport) -> Self {
        let mut links: HashMap<i64, Vec<&StoryLink>> = HashMap::new();
        for link in &report.links {
            links.entry(link.story).or_default().push(link);
            links.entry(link.tells_on).or_default().push(link);
        }
        let items = report.stories.iter().flat_map(|s| s.appearances.iter().map(|a| &a.item));
        let last_issue = report.issues.iter().filter_map(|issue| issue.date).max();
        let mut look = Lookup { report, place: HashMap::new(), links, last_issue, scope: Scope::of(items) };
        look.place = look.order().iter().enumerate().map(|(n, story)| (story.id, n)).collect();
        look
    }

    /// Stories as the page lists them: those told on, the latest thread first, in order of time; those that came up again; the rest.
    fn order(&self) -> Vec<&'a StoryHistory> {
        let last = |story: &StoryHistory| story.appearances.last().and_then(|a| a.item.day());
        let mut roots: BTreeMap<i64, i64> = self.links.keys().map(|id| (*id, *id)).collect();
        // A story goes with the oldest that it tells on, over as many steps as it takes; links are few.
        for _ in 0..roots.len() {
            let before = roots.clone();
            for link in &self.report.links {
                let root = before[&link.story].min(before[&link.tells_on]);
                for id in [link.story, link.tells_on] {
                    roots.entry(id).and_modify(|known| *known = root.min(*known));
                }
            }
            if roots == before {
                break;
            }
        }
        let first = |story: &StoryHistory| story.appearances.first().and_then(|a| a.item.day());
        let mut latest: BTreeMap<i64, Option<Date>> = BTreeMap::new();
        for story in &self.report.stories {
            if let Some(root) = roots.get(&story.id) {
                latest.entry(*root).and_modify(|known| *known = last(story).max(*known)).or_insert(last(story));
            }
        }
        let mut order: Vec<&StoryHistory> = self.report.stories.iter().collect();
        order.sort_by_cached_key(|story| match roots.get(&story.id) {
            Some(root) => (0, Reverse(latest[root]), *root, first(story), story.id),
            None => (1 + usize::from(moments(story).len() < 2), Reverse(last(story)), 0, None, story.id),
        });
        order
    }

    fn kinds(&self, story: &StoryHistory) -> Vec<&'static (&'static str, &'static str, &'static str)> {
        let again = moments(story).len() > 1;
        let last = story.appearances.iter().filter_map(|a| a.item.day()).max();
        let is = |key: &str| match key {
            "follow-up" => self.links.contains_key(&story.id),
            "edited" => story.appearances.iter().any(|a| a.fate == Fate::Edited),
            "unchanged" => again,
            "added" => !again,
            _ => again && last < self.last_issue,
        };
        KINDS.iter().filter(|kind| is(kind.0)).collect()
    }

    fn card(&self, n: usize, story: &StoryHistory) -> Card {
        let item = &story.canonical.item;
        let ends = [story.appearances.first(), story.appearances.last()].map(|a| a.and_then(|a| a.item.day()));
        let facts = |a: &Appearance| {
            let when = a.item.day().map_or_else(|| a.item.source.clone(), |d| d.to_string());
            (!a.facts.is_empty()).then(|| (when, Facts::of(&a.facts)))
        };
        Card {
            n,
            id: story.id,
            formerly: story.formerly.clone(),
            title: Title::new(item, None),
            kinds: self.kinds(story),
            times: story.appearances.len(),
            span: match ends {
                [Some(first), Some(last)] if first != last => format!("{first} – {last}"),
                [first, _] => first.map(|d| d.to_string()).unwrap_or_default(),
            },
            tags: self.scope.tags(story.appearances.iter().map(|a| &a.item)),
            body: Text::lines(&item.body),
            ledger: story.appearances.iter().filter_map(facts).collect(),
            gaps: story.gaps.iter().map(gap).collect(),
            links: self
                .links
                .get(&story.id)
                .map_or_else(Vec::new, |l| l.iter().filter_map(|l| self.link(story, l)).collect()),
            seen: story.appearances.iter().map(seen).collect(),
        }
    }

    fn link(&self, story: &StoryHistory, link: &StoryLink) -> Option<LinkView> {
        let newer = link.story == story.id;
        let other = if newer { link.tells_on } else { link.story };
        let told = self.report.stories.binary_search_by_key(&other, |s| s.id).ok()?;
        Some(LinkView {
            label: if newer { "tells on" } else { "told on by" },
            n: *self.place.get(&other)?,
            title: Text::line(&self.report.stories[told].canonical.item.heading()),
            why: Waterfall::new(&link.evidence, "follow-up", link.score).filter(|_| newer),
        })
    }

    /// Its row of the timeline: one mark a day, an edit before a repetition; `None` for a story of one day alone.
    fn row<'i>(&self, n: usize, story: &'i StoryHistory, card: &Card) -> Option<Row<'i>> {
        if card.is("added") && !card.is("follow-up") {
            return None;
        }
        let mut marks: Vec<(&'i Item, &'static str)> = Vec::new();
        for appearance in &story.appearances {
            let mark = (&appearance.item, appearance.fate.name());
            match marks.last_mut().filter(|last| last.0.day().is_some() && last.0.day() == mark.0.day()) {
                Some(last) if appearance.fate == Fate::Edited => *last = mark,
                Some(_) => {}
                None => marks.push(mark),
            }
        }
        let newer = self.links.get(&story.id).is_some_and(|l| l.iter().any(|l| l.story == story.id));
        if let Some(first) = marks.first_mut() {
            first.1 = if newer { "follow-up" } else { "first" };
        }
        let last = story.appearances.iter().filter_map(|a| a.item.day()).max();
        let days = self.report.issues.iter().filter_map(|issue| issue.date);
        let gone = last.filter(|_| card.is("removed")).and_then(|last| days.filter(|d| *d > last).min());
        Some(Row { n, title: story.canonical.item.heading(), marks, gone })
    }
}

fn gap(gap: &crate::model::Gap) -> String {
    let days = if gap.issues == 1 { "1 day".to_owned() } else { format!("{} days", gap.issues) };
    match gap.from == gap.to {
        true => format!("missing on {}", gap.from),
        false => format!("missing from {} to {}, {days} with issues", gap.from, gap.to),
    }
}

fn seen(appearance: &Appearance) -> Seen {
    Seen {
        meta: whereabouts(&Item { date: None, ..appearance.item.clone() }),
        fate: appearance.fate.name(),
        reason: Text::line(&appearance.reason),
        marks: Marks::of(&appearance.edits, None),
    }
}
