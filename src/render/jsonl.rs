//! JSON lines: the contracts of items, pairs, clusters, canonical items, diffs and explanations.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};

use crate::model::{
    CanonicalReport, Case, Change, ClustersReport, DiffReport, DiffStep, EvaluationReport, Evidence, ExplainReport,
    Item, ItemsReport, PairsReport, Relation, Report,
};

use super::{Style, words};

pub(super) fn write(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    match report {
        Report::Items(r) => items(r, style, out),
        Report::Pairs(r) => pairs(r, out),
        Report::Clusters(r) => clusters(r, out),
        Report::Canonical(r) => canonical(r, out),
        Report::Diff(r) => diff(r, out),
        Report::Explain(r) => explain(r, out),
        Report::Evaluation(r) => evaluation(r, out),
    }
}

/// Written whole: `out` would be called for every comma.
fn line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut line = Vec::with_capacity(USUAL);
    serde_json::to_writer(&mut line, value)?;
    line.push(b'\n');
    out.write_all(&line)
}

/// Bytes that most lines have at most.
const USUAL: usize = 1 << 10;

fn items(report: &ItemsReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if style.explain {
        return segments(report, out);
    }
    let mut order: Vec<&Item> = report.items.iter().collect();
    if style.review {
        order.sort_by(|a, b| a.confidence.total_cmp(&b.confidence));
    }
    order.into_iter().try_for_each(|item| line(item, out))
}

/// Every segment of every document: the lossless view of the splitting.
fn segments(report: &ItemsReport, out: &mut dyn Write) -> io::Result<()> {
    for (document, division) in &report.divided {
        for segment in &division.segments {
            let id = segment.item.and_then(|i| division.items.get(i)).map(|item| &item.id);
            line(
                &json!({"source": document.source, "span": [segment.span.start, segment.span.end], "role": segment.role,
                    "item": id, "reason": segment.reason, "text": document.text.get(segment.span.clone())}),
                out,
            )?;
        }
    }
    Ok(())
}

fn pairs(report: &PairsReport, out: &mut dyn Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct Row<'a> {
        a: &'a str,
        b: &'a str,
        relation: &'a str,
        score: f64,
        evidence: Vec<Evidence>,
    }
    let id = |i: usize| report.items[i].id.as_str();
    report.pairs.iter().try_for_each(|p| {
        let evidence = report.explainer.reasons(p);
        line(&Row { a: id(p.a), b: id(p.b), relation: p.relation.name(), score: round(p.score), evidence }, out)
    })
}

fn clusters(report: &ClustersReport, out: &mut dyn Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct Row<'a> {
        cluster_id: &'a str,
        size: usize,
        relation: &'a str,
        members: Vec<Value>,
        canonical: &'a Item,
    }
    for cluster in &report.clusters {
        let members = cluster
            .members
            .iter()
            .map(|m| {
                let item = &report.items[m.item];
                json!({"item_id": item.id, "source": item.source, "issue_date": item.issue_date, "lines": item.lines,
                    "relation": m.relation, "score": round(words::score_of(cluster, m))})
            })
            .collect();
        let row = Row {
            cluster_id: &cluster.id,
            size: cluster.members.len(),
            relation: cluster.relation.name(),
            members,
            canonical: &report.items[cluster.canonical],
        };
        line(&row, out)?;
    }
    report.seen.chunk_by(|a, b| a.item == b.item).try_for_each(|same| {
        let item = &report.items[same[0].item];
        line(
            &json!({"item_id": item.id, "source": item.source, "issue_date": item.issue_date, "seen_before": same}),
            out,
        )
    })
}

fn canonical(report: &CanonicalReport, out: &mut dyn Write) -> io::Result<()> {
    report.canonicals.iter().try_for_each(|c| line(c, out))
}

fn diff(report: &DiffReport, out: &mut dyn Write) -> io::Result<()> {
    for step in &report.steps {
        for change in &step.diff.changes {
            line(&change_row(change, step), out)?;
        }
        let fates = step.diff.summary().into_iter().map(|(fate, n)| (fate.name(), n));
        let summary: BTreeMap<&str, usize> = fates.chain(step.diff.details()).collect();
        let (old, new) = &step.names;
        line(&json!({"summary": summary, "findings": step.diff.findings, "old": old, "new": new}), out)?;
    }
    Ok(())
}

fn change_row(change: &Change, step: &DiffStep) -> Value {
    let ids = |positions: &[usize], items: &[Item]| positions.iter().map(|&i| items[i].id.clone()).collect::<Vec<_>>();
    let (old, new) = step.sides(change);
    let mut row = json!({"fate": change.fate, "old": old, "new": new,
        "score": round(change.score), "edits": change.edits, "facts": change.facts});
    if let Some(removal) = change.removal {
        row["removal"] = json!(removal);
    }
    if let Some(old_item) = change.follows {
        row["follows"] = json!(step.old[old_item]);
    }
    if !change.old_others.is_empty() {
        row["old_others"] = json!(ids(&change.old_others, &step.old));
    }
    if !change.new_others.is_empty() {
        row["new_others"] = json!(ids(&change.new_others, &step.new));
    }
    if !change.evidence.is_empty() {
        row["evidence"] = json!(change.evidence);
    }
    row
}

fn explain(report: &ExplainReport, out: &mut dyn Write) -> io::Result<()> {
    let v = &report.verdict;
    // Identical items aren't weighed.
    let evidence = if v.relation == Some(Relation::Identical) { &[] } else { v.evidence.as_slice() };
    line(
        &json!({"a": report.a, "b": report.b, "relation": v.relation, "score": round(words::score(v)), "evidence": evidence,
            "edits": report.edits}),
        out,
    )
}

/// One line of figures, then one for each miss, false link and (where asked for) labelled candidate.
fn evaluation(report: &EvaluationReport, out: &mut dyn Write) -> io::Result<()> {
    let e = &report.evaluation;
    line(
        &json!({"gold": report.gold, "items": report.items.len(), "labelled": e.labelled, "joined": e.joined,
            "unseen": e.unseen, "strangers": report.strangers, "threshold": e.threshold, "suggested": e.suggested,
            "outcomes": e.outcomes, "identical": {"links": e.identical.0, "right": e.identical.1}, "sweep": e.sweep,
            "calibration": e.calibration, "at_least": e.at_least}),
        out,
    )?;
    let id = |i: usize| report.items[i].id.as_str();
    let case = |name: &str, c: &Case, out: &mut dyn Write| {
        let Case { a, b, verdict } = c;
        line(
            &json!({name: {"a": id(*a), "b": id(*b), "relation": verdict.relation, "score": round(verdict.score),
                "evidence": verdict.evidence}}),
            out,
        )
    };
    e.misses.iter().try_for_each(|c| case("miss", c, out))?;
    e.false_links.iter().try_for_each(|c| case("false_link", c, out))?;
    e.candidates.iter().try_for_each(|c| {
        let measures: BTreeMap<&str, Option<f64>> = c.measures.iter().copied().collect();
        line(
            &json!({"candidate": {"a": id(c.a), "b": id(c.b), "same": c.same, "identical": c.identical, "score": round(c.score),
                "measures": measures}}),
            out,
        )
    })
}

/// Scores to six decimals: more is noise, and the last bits would differ between machines.
fn round(score: f64) -> f64 {
    (score * 1e6).round() / 1e6
}
