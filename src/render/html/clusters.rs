//! What recurs: one entry a story, its clusters in it, each with its members, what differs, and why they are one.

use std::collections::{BTreeMap, HashMap};

use askama::Template;
use askama::filters::HtmlSafe;

use super::super::style::thousands;
use super::chart::Bar;
use super::page::{Facet, MANY, Scope, Shell, Tags};
use super::parts::{Marks, Text, Title, Waterfall, whereabouts};
use super::timeline::{Row, Timeline};
use crate::model::{Cluster, ClustersReport, Item, Pair, Relation};

#[derive(Template)]
#[template(path = "clusters.html")]
pub(super) struct Page {
    shell: Shell,
    bar: Bar,
    timeline: Option<Timeline>,
    threads: Vec<Thread>,
}

/// A story, or a cluster that belongs to none.
struct Thread {
    n: usize,
    title: Title,
    relations: Vec<Relation>,
    size: usize,
    tags: Tags,
    parts: Vec<Part>,
}

impl Thread {
    /// Whether it shows what differs between members.
    fn is_marked(&self) -> bool {
        self.parts.iter().flat_map(|part| &part.members).any(|member| !member.marks.is_empty())
    }
}

/// A cluster of a story, or a single item that was linked to it.
struct Part {
    /// Its heading within a story of several.
    title: Option<Title>,
    members: Vec<MemberView>,
    body: Option<Text>,
    lang: String,
    /// What links it to an earlier part.
    link: Option<Waterfall>,
}

/// One appearance.
#[derive(Template)]
#[template(path = "member.html")]
struct MemberView {
    meta: Vec<Text>,
    relation: Relation,
    canonical: bool,
    score: Option<String>,
    marks: Vec<Marks>,
    why: Option<Waterfall>,
}

impl HtmlSafe for MemberView {}

/// Members that are in sight before the rest is folded away: about what fits a screen beside the texts.
const IN_SIGHT: usize = 8;

impl Part {
    fn in_sight(&self) -> &[MemberView] {
        &self.members[..self.members.len().min(IN_SIGHT)]
    }

    fn folded(&self) -> &[MemberView] {
        self.members.get(IN_SIGHT..).unwrap_or(&[])
    }
}

/// Sign beside a relation's name.
fn sign(relation: &Relation) -> &'static str {
    match relation {
        Relation::Identical => "=",
        Relation::Edited => "~",
        Relation::Excerpt => "◖",
        Relation::FollowUp => "↪",
    }
}

/// The report with what its entries look up.
struct Lookup<'a> {
    report: &'a ClustersReport,
    /// Item → its cluster.
    cluster: HashMap<usize, usize>,
    /// Item → its best pair with an earlier item, apart for joining pairs and follow-ups.
    best: HashMap<(usize, bool), &'a Pair>,
    scope: Scope,
}

impl Page {
    pub fn new(r: &ClustersReport) -> Self {
        let look = Lookup::new(r);
        let mut told = vec![false; r.items.len()];
        let mut threads = Vec::new();
        let mut rows = Vec::new();
        let mut add = |items: Vec<usize>| {
            let parts = look.parts(&items);
            rows.push(look.row(threads.len(), &parts));
            threads.push(look.thread(threads.len(), &parts));
        };
        for story in &r.stories {
            story.iter().for_each(|&i| told[i] = true);
            add(story.clone());
        }
        for cluster in &r.clusters {
            if cluster.members.iter().all(|m| !told[m.item]) {
                add(cluster.members.iter().map(|m| m.item).collect());
            }
        }
        let facets = facets(&threads);
        let inside: usize = r.clusters.iter().map(|c| c.members.len()).sum();
        let count = |n: usize, noun| (thousands(n), noun);
        let shell = Shell {
            figures: vec![
                count(r.items.len(), "items"),
                count(r.issues.len(), "issues"),
                count(r.clusters.len(), "clusters"),
                count(inside, "items in them"),
                count(r.stories.len(), if r.stories.len() == 1 { "story told on" } else { "stories told on" }),
                count(r.items.len().saturating_sub(inside), "items said once"),
            ],
            many: threads.len() > MANY,
            facet: "Relation",
            noun: "entries",
            marked: threads.iter().any(Thread::is_marked),
            scope: look.scope,
            ..Shell::new("clusters", Text::line("Said before"), &r.problems)
        };
        Page { bar: Bar::new(&facets), timeline: Timeline::new(rows), threads, shell: Shell { facets, ..shell } }
    }
}

fn facets(threads: &[Thread]) -> Vec<Facet> {
    let facet = |relation: Relation| Facet {
        key: relation.name(),
        label: relation.name(),
        sign: sign(&relation),
        count: threads.iter().filter(|t| t.relations.contains(&relation)).count(),
    };
    Relation::ALL.into_iter().map(facet).filter(|f| f.count > 0).collect()
}

/// A cluster or a single item, with the positions of its members.
enum Piece<'a> {
    Cluster(&'a Cluster),
    Single(usize),
}

impl Piece<'_> {
    fn canonical(&self) -> usize {
        match self {
            Piece::Cluster(c) => c.canonical,
            Piece::Single(i) => *i,
        }
    }

    fn items(&self) -> Vec<usize> {
        match self {
            Piece::Cluster(c) => c.members.iter().map(|m| m.item).collect(),
            Piece::Single(i) => vec![*i],
        }
    }
}

impl<'a> Lookup<'a> {
    fn new(r: &'a ClustersReport) -> Self {
        let mut cluster = HashMap::new();
        for (n, c) in r.clusters.iter().enumerate() {
            cluster.extend(c.members.iter().map(|m| (m.item, n)));
        }
        let mut best: HashMap<(usize, bool), &Pair> = HashMap::new();
        for pair in &r.pairs {
            let place = best.entry((pair.b, pair.relation.joins())).or_insert(pair);
            if pair.score > place.score {
                *place = pair;
            }
        }
        Lookup { report: r, cluster, best, scope: Scope::of(&r.items) }
    }

    fn item(&self, i: usize) -> &'a Item {
        &self.report.items[i]
    }

    fn language(&self, i: usize) -> Option<&'a str> {
        self.report.issues.iter().find(|issue| issue.items.contains(&i)).and_then(|issue| issue.language.as_deref())
    }

    /// The clusters and single items that `items` belong to, in order of time, then of the input, each once.
    fn parts(&self, items: &[usize]) -> Vec<Piece<'a>> {
        let mut parts: BTreeMap<usize, Piece<'a>> = BTreeMap::new();
        for &i in items {
            match self.cluster.get(&i) {
                Some(&n) => {
                    let cluster = &self.report.clusters[n];
                    let first = cluster.members.iter().map(|m| m.item).min().unwrap_or(i);
                    parts.insert(first, Piece::Cluster(cluster));
                }
                None => {
                    parts.insert(i, Piece::Single(i));
                }
            }
        }
        let mut parts: Vec<Piece<'a>> = parts.into_values().collect();
        let day = |part: &Piece| part.items().into_iter().filter_map(|i| self.item(i).day()).min();
        parts.sort_by_key(|part| (day(part).is_none(), day(part)));
        parts
    }

    fn row(&self, n: usize, parts: &[Piece<'a>]) -> Row<'a> {
        let mut marks = Vec::new();
        for (k, part) in parts.iter().enumerate() {
            let when = |i: &usize| (self.item(*i).day(), *i);
            let told = part.items().into_iter().min_by_key(when).filter(|_| k > 0);
            marks.extend(part.items().into_iter().map(|i| {
                let name = match part {
                    _ if told == Some(i) => Relation::FollowUp.name(),
                    Piece::Cluster(c) if i == c.canonical => c.relation.name(),
                    Piece::Cluster(c) => {
                        c.members.iter().find(|m| m.item == i).map_or("identical", |m| m.relation.name())
                    }
                    Piece::Single(_) => Relation::Identical.name(),
                };
                (self.item(i), name)
            }));
        }
        // The first in time is the first, whatever it is to the others.
        let first = marks.iter_mut().min_by_key(|(item, _)| (item.day(), &item.source));
        if let Some(first) = first {
            first.1 = "first";
        }
        let title = parts.first().map(|p| self.item(p.canonical()).heading()).unwrap_or_default();
        Row { n, title, marks, gone: None }
    }

    fn thread(&self, n: usize, parts: &[Piece<'a>]) -> Thread {
        let items: Vec<usize> = parts.iter().flat_map(Piece::items).collect();
        let mut relations: Vec<Relation> = parts
            .iter()
            .filter_map(|p| if let Piece::Cluster(c) = p { Some(c) } else { None })
            .flat_map(|c| c.members.iter().filter(|m| m.item != c.canonical).map(|m| m.relation))
            .collect();
        if parts.len() > 1 {
            relations.push(Relation::FollowUp);
        }
        relations.sort_unstable_by(|a, b| b.cmp(a));
        relations.dedup();
        let head = parts.first().map_or(0, Piece::canonical);
        Thread {
            n,
            title: Title::new(self.item(head), self.language(head)),
            relations,
            size: items.len(),
            tags: self.scope.tags(items.iter().map(|&i| self.item(i))),
            parts: parts.iter().enumerate().map(|(k, part)| self.part(part, k, parts.len() > 1)).collect(),
        }
    }

    fn part(&self, part: &Piece<'a>, k: usize, story: bool) -> Part {
        let canonical = part.canonical();
        let item = self.item(canonical);
        let lang = self.language(canonical);
        let link =
            part.items().iter().filter_map(|i| self.best.get(&(*i, false))).max_by(|a, b| a.score.total_cmp(&b.score));
        Part {
            title: (story && k > 0).then(|| Title::new(item, lang)),
            members: match part {
                Piece::Single(i) => vec![MemberView::single(self.item(*i))],
                Piece::Cluster(c) => c.members.iter().map(|m| self.member(c, m)).collect(),
            },
            body: Some(&item.body).filter(|b| !b.is_empty()).map(|b| Text::lines(b)),
            lang: super::parts::language(lang),
            link: link
                .filter(|_| k > 0)
                .and_then(|p| Waterfall::new(&self.report.explainer.reasons(p), "follow-up", p.score)),
        }
    }

    fn member(&self, cluster: &Cluster, member: &crate::model::Member) -> MemberView {
        let pair = self.best.get(&(member.item, true)).filter(|p| p.relation != Relation::Identical);
        let edits = self.report.explainer.edits(self.item(cluster.canonical), self.item(member.item));
        MemberView {
            meta: whereabouts(self.item(member.item)),
            relation: member.relation,
            canonical: member.item == cluster.canonical,
            score: (member.score < 0.9995).then(|| format!("{:.2}", member.score)),
            marks: Marks::of(&edits, self.language(member.item)),
            why: pair.and_then(|p| Waterfall::new(&self.report.explainer.reasons(p), p.relation.name(), p.score)),
        }
    }
}

impl MemberView {
    fn single(item: &Item) -> Self {
        let meta = whereabouts(item);
        MemberView { meta, relation: Relation::Identical, canonical: true, score: None, marks: Vec::new(), why: None }
    }
}
