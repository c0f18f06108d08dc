//! CSV: one row an item, a pair, a member of a cluster, a change.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};

use crate::model::{CanonicalReport, ClustersReport, DiffReport, Field, Item, ItemsReport, PairsReport, Report};

use super::{Style, safe, words};

pub(super) fn takes(report: &Report) -> bool {
    !matches!(report, Report::Explain(_) | Report::Evaluation(_))
}

pub(super) fn write(report: &Report, _style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut table = Table { out: csv::Writer::from_writer(out) };
    match report {
        Report::Items(r) => items(r, &mut table)?,
        Report::Pairs(r) => pairs(r, &mut table)?,
        Report::Clusters(r) => clusters(r, &mut table)?,
        Report::Canonical(r) => canonical(r, &mut table)?,
        Report::Diff(r) => diff(r, &mut table)?,
        Report::Explain(_) | Report::Evaluation(_) => {}
    }
    table.out.flush()
}

struct Table<'a> {
    out: csv::Writer<&'a mut dyn Write>,
}

impl Table<'_> {
    fn row<S: AsRef<str>>(&mut self, cells: &[S]) -> io::Result<()> {
        self.out.write_record(cells.iter().map(|c| safe::cell(c.as_ref()).into_owned())).map_err(io::Error::other)
    }
}

const ITEM_COLUMNS: [&str; 13] = [
    "id",
    "source",
    "issue_date",
    "n",
    "kind",
    "topic",
    "title",
    "date",
    "end_date",
    "place",
    "url",
    "body",
    "confidence",
];

fn item_cells(item: &Item) -> Vec<String> {
    let field = |f| item.get(f).unwrap_or_default();
    let mut cells = vec![
        item.id.clone(),
        item.source.clone(),
        item.issue_date.map(|d| d.to_string()).unwrap_or_default(),
        item.n.to_string(),
    ];
    cells.extend(
        [Field::Kind, Field::Topic, Field::Title, Field::Date, Field::EndDate, Field::Place, Field::Url, Field::Body]
            .map(field),
    );
    cells.push(format!("{:.2}", item.confidence));
    cells
}

fn items(report: &ItemsReport, table: &mut Table<'_>) -> io::Result<()> {
    table.row(&ITEM_COLUMNS)?;
    report.items.iter().try_for_each(|item| table.row(&item_cells(item)))
}

fn pairs(report: &PairsReport, table: &mut Table<'_>) -> io::Result<()> {
    table.row(&["a", "b", "relation", "score"])?;
    let mut called: HashMap<&str, usize> = HashMap::new();
    report.items.iter().for_each(|item| *called.entry(&item.id).or_default() += 1);
    // Files of one name in several folders have items of one id.
    let name = |i: usize| match report.items[i].id.as_str() {
        id if called[id] > 1 => Cow::Owned(report.items[i].place_id()),
        id => Cow::Borrowed(id),
    };
    report.pairs.iter().try_for_each(|p| table.row(&[&*name(p.a), &*name(p.b), p.relation.name(), &score(p.score)]))
}

fn clusters(report: &ClustersReport, table: &mut Table<'_>) -> io::Result<()> {
    table.row(&["cluster_id", "item_id", "source", "canonical", "relation", "score"])?;
    for cluster in &report.clusters {
        for member in &cluster.members {
            let item = &report.items[member.item];
            let canonical = if member.item == cluster.canonical { "true" } else { "false" };
            let score = score(words::score_of(cluster, member));
            table.row(&[&cluster.id, &item.id, &item.source, canonical, member.relation.name(), score.as_str()])?;
        }
    }
    Ok(())
}

fn canonical(report: &CanonicalReport, table: &mut Table<'_>) -> io::Result<()> {
    let mut header = vec!["cluster_id", "first_seen", "last_seen", "sources"];
    header.extend(ITEM_COLUMNS);
    table.row(&header)?;
    for c in &report.canonicals {
        let day = |d: Option<crate::model::Date>| d.map(|d| d.to_string()).unwrap_or_default();
        let mut cells = vec![c.cluster_id.clone(), day(c.first_seen), day(c.last_seen), c.sources.join("; ")];
        cells.extend(item_cells(&c.item));
        table.row(&cells)?;
    }
    Ok(())
}

fn diff(report: &DiffReport, table: &mut Table<'_>) -> io::Result<()> {
    table.row(&["fate", "old_id", "new_id", "score", "title", "facts", "outcome"])?;
    let changes = report.steps.iter().flat_map(|step| step.diff.changes.iter().map(move |change| (step, change)));
    for (step, change) in changes {
        let (old, new) = step.sides(change);
        let id = |item: Option<&Item>| item.map(|i| i.id.clone()).unwrap_or_default();
        let facts: Vec<String> = change.facts.iter().map(|f| format!("{} → {}", f.old, f.new)).collect();
        let title = step.shown(change).map(Item::heading).unwrap_or_default();
        table.row(&[
            change.fate.name(),
            &id(old),
            &id(new),
            &score(change.score),
            &title,
            &facts.join("; "),
            change.outcome(),
        ])?;
    }
    Ok(())
}

fn score(score: f64) -> String {
    format!("{score:.4}")
}
