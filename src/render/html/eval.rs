//! Answers held against labels: figures with intervals, curves, and the cases on which they disagree.

use askama::Template;

use super::curves::Curves;
use super::page::Shell;
use super::parts::{Text, Title, Waterfall, whereabouts};
use crate::model::{Bin, Case, Estimate, Evaluation, EvaluationReport, Item, Relation};

#[derive(Template)]
#[template(path = "eval.html")]
pub(super) struct Page {
    shell: Shell,
    about: Text,
    pairs: Vec<Row>,
    groups: Vec<Row>,
    curves: Vec<Curves>,
    sweep: Vec<SweepRow>,
    calibration: Vec<Row>,
    sections: Vec<Section>,
}

/// A name, counts, and shares with their intervals.
struct Row {
    name: String,
    counts: [String; 2],
    shares: Vec<(String, String)>,
}

struct SweepRow {
    threshold: String,
    note: &'static str,
    cells: Vec<String>,
}

struct Section {
    id: &'static str,
    title: &'static str,
    about: &'static str,
    cases: Vec<Shown>,
}

struct Shown {
    n: usize,
    verdict: String,
    sides: [Side; 2],
    why: Option<Waterfall>,
}

struct Side {
    title: Title,
    meta: Vec<Text>,
    body: Text,
}

impl Page {
    pub fn new(r: &EvaluationReport) -> Self {
        let e = &r.evaluation;
        let figures = vec![
            (e.labelled.to_string(), "items with a label"),
            (e.joined.to_string(), "pairs to find"),
            (e.identical.0.to_string(), "identical pairs"),
            (e.identical.1.to_string(), "of these right by label"),
            (e.unseen.to_string(), "labelled pairs never looked at"),
        ];
        let title = Text::line(&r.names.join(", "));
        let mut cases = e.misses.len() + 1;
        let mut section = |id, title, about, list: &[Case]| {
            cases += list.len();
            Section { id, title, about, cases: list.iter().zip(cases..).map(|(c, n)| shown(n, c, &r.items)).collect() }
        };
        Page {
            shell: Shell { figures, ..Shell::new("eval", title, &r.problems) },
            about: Text::line(&format!("Labels: {}. In brackets: 95 % intervals.", r.gold)),
            pairs: e.outcomes.iter().map(|o| row(o.name, [o.found, o.right], quality(&o.pairs))).collect(),
            groups: e
                .outcomes
                .iter()
                .filter_map(|o| {
                    let g = o.groups.as_ref()?;
                    let mut row = row(o.name, [g.splits, g.merges], quality(&g.bcubed));
                    row.shares.push((format!("{:.3}", g.adjusted_rand), String::new()));
                    Some(row)
                })
                .collect(),
            curves: curves(e),
            sweep: sweep(e),
            calibration: e
                .at_least
                .iter()
                .map(|b| row(&format!("{:.2}", b.from), [b.links, b.right], [b.share]))
                .collect(),
            sections: vec![
                section("misses", "Misses", "Together by label, apart here; the least likely first.", &e.misses),
                section("false", "False links", "Linked here, apart by label; the most likely first.", &e.false_links),
            ],
        }
    }
}

fn quality(q: &crate::model::Quality) -> [Estimate; 3] {
    [q.precision, q.recall, q.f1]
}

fn row(name: &str, counts: [u64; 2], shares: impl IntoIterator<Item = Estimate>) -> Row {
    let share = |e: Estimate| (format!("{:.3}", e.value), format!("({:.3}–{:.3})", e.low, e.high));
    Row {
        name: name.to_owned(),
        counts: counts.map(|n| n.to_string()),
        shares: shares.into_iter().map(share).collect(),
    }
}

fn sweep(e: &Evaluation) -> Vec<SweepRow> {
    let is = |step: f64, t: f64| (step - t).abs() < 1e-9;
    let row = |s: &crate::model::Step| SweepRow {
        threshold: format!("{:.2}", s.threshold),
        note: match (is(s.threshold, e.threshold), e.suggested.is_some_and(|t| is(s.threshold, t))) {
            (true, true) => "in force, suggested",
            (true, false) => "in force",
            (false, true) => "suggested",
            (false, false) => "",
        },
        cells: s.links.iter().chain(&s.clusters).map(|x| format!("{x:.3}")).collect(),
    };
    e.sweep.iter().map(row).collect()
}

fn curves(e: &Evaluation) -> Vec<Curves> {
    if e.sweep.is_empty() {
        return Vec::new();
    }
    let line = |i: usize| e.sweep.iter().map(|s| (s.threshold, s.clusters[i])).collect::<Vec<_>>();
    let mut thresholds = Curves::new("Clusters by threshold", "min score")
        .curve("F1", &line(2))
        .curve("precision", &line(0))
        .curve("recall", &line(1))
        .mark(e.threshold, "in force");
    if let Some(suggested) = e.suggested.filter(|s| (s - e.threshold).abs() > 0.1) {
        thresholds = thresholds.mark(suggested, "suggested");
    }
    let dot = |b: &Bin| (b.score, b.share.value, b.share.low, b.share.high);
    let calibration = Curves::new("Do scores keep their promise? Links that aren't identical", "score")
        .curve("promise", &[(0.0, 0.0), (1.0, 1.0)])
        .dots("share right", &e.calibration.iter().map(dot).collect::<Vec<_>>());
    let path: Vec<(f64, f64)> = e.sweep.iter().map(|s| (s.links[1], s.links[0])).collect();
    let trade = Curves::new("Links: precision against recall", "recall").curve("precision", &path);
    vec![thresholds, calibration, trade]
}

fn shown(n: usize, case: &Case, items: &[Item]) -> Shown {
    let side = |i: usize| {
        let item = &items[i];
        Side { title: Title::new(item, None), meta: whereabouts(item), body: Text::lines(&item.body) }
    };
    let relation = case.verdict.relation.map_or("no relation", Relation::name);
    Shown {
        n,
        verdict: format!("{relation}, score {:.2}", case.verdict.score),
        sides: [side(case.a), side(case.b)],
        why: Waterfall::new(&case.verdict.evidence, relation, case.verdict.score),
    }
}
