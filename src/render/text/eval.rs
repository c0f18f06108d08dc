//! Answers held against labels: a table of figures, what thresholds would give, and what went wrong, with the reasons.

use std::io::{self, Write};

use crate::model::{Case, Estimate, EvaluationReport, Evidence, Outcome};

use super::super::Style;
use super::super::style::{Count, Tone, column, fit, thousands};
use super::heading;

/// Reasons shown of one case.
const REASONS: usize = 4;

pub(super) fn write(report: &EvaluationReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let e = &report.evaluation;
    let head = format!(
        "{}, {} labelled ({}): {} to find",
        Count(report.items.len(), "item"),
        thousands(e.labelled),
        report.gold,
        Count(e.joined as usize, "pair"),
    );
    heading(style, true, &head, out)?;
    if report.strangers > 0 {
        writeln!(out, "{} about items that were not read", Count(report.strangers, "row"))?;
    }
    figures(&e.outcomes, style, out)?;
    if e.identical.0 > 0 {
        writeln!(out, "{} identical, {} of them right by label", thousands(e.identical.0 as usize), e.identical.1)?;
    }
    if e.unseen > 0 {
        writeln!(out, "{} share no rare word: never looked at", Count(e.unseen as usize, "labelled pair"))?;
    }
    sweep(report, style, out)?;
    calibration(report, style, out)?;
    cases(report, style, "Misses, the least likely first", &e.misses, out)?;
    cases(report, style, "False links, the most likely first", &e.false_links, out)
}

fn figures(outcomes: &[Outcome], style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let titles = ["precision", "recall", "F1"].map(|t| column(t, 21)).join(" ");
    heading(style, false, &format!("{} {:>8} {:>8}  {titles}", column("pairs", 10), "found", "right"), out)?;
    let cells = |estimates: [Estimate; 3]| estimates.map(|e| column(&interval(e), 21)).join(" ");
    for o in outcomes {
        let q = &o.pairs;
        let row = cells([q.precision, q.recall, q.f1]);
        let counts = format!("{:>8} {:>8}", thousands(o.found as usize), thousands(o.right as usize));
        writeln!(out, "{} {counts}  {}", style.tone(Tone::Name, column(o.name, 10)), row.trim_end())?;
    }
    let groups: Vec<_> = outcomes.iter().filter_map(|o| Some((o.name, o.groups.as_ref()?))).collect();
    if groups.is_empty() {
        return Ok(());
    }
    heading(
        style,
        false,
        &format!("{} {:>8} {:>8}  {titles} adj. Rand", column("items", 10), "splits", "merges"),
        out,
    )?;
    for (name, g) in groups {
        let row = cells([g.bcubed.precision, g.bcubed.recall, g.bcubed.f1]);
        let counts = format!("{:>8} {:>8}", thousands(g.splits as usize), thousands(g.merges as usize));
        writeln!(out, "{} {counts}  {row} {:.3}", style.tone(Tone::Name, column(name, 10)), g.adjusted_rand)?;
    }
    let note = "(items: B-cubed. splits and merges: corrections until all is as labelled. in brackets: 95 % intervals)";
    writeln!(out, "{}", style.tone(Tone::Faint, note))
}

fn interval(e: Estimate) -> String {
    format!("{:.3} ({:.3}–{:.3})", e.value, e.low, e.high)
}

fn sweep(report: &EvaluationReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let e = &report.evaluation;
    if e.sweep.is_empty() {
        return Ok(());
    }
    heading(style, false, "min score  links: prec.  recall  F1     clusters: prec.  recall  F1", out)?;
    for step in &e.sweep {
        let [p, r, f] = step.links;
        let [cp, cr, cf] = step.clusters;
        let is = |t: f64| (t - step.threshold).abs() < 1e-9;
        let mark = match (is(e.threshold), e.suggested.is_some_and(is)) {
            (true, true) => "  ← in force, suggested",
            (true, false) => "  ← in force",
            (false, true) => "  ← suggested",
            (false, false) => "",
        };
        let row = format!("{:>9.2}  {p:>12.3}  {r:>6.3}  {f:.3}  {cp:>15.3}  {cr:>6.3}  {cf:.3}", step.threshold);
        writeln!(out, "{row}{}", style.tone(Tone::Strong, mark))?;
    }
    let note = "(suggested: the middle of the thresholds around the best whose clusters are as good, F1 within 0.005)";
    if e.suggested.is_some() { writeln!(out, "{}", style.tone(Tone::Faint, note)) } else { Ok(()) }
}

fn calibration(report: &EvaluationReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let bins = &report.evaluation.at_least;
    if bins.is_empty() {
        return Ok(());
    }
    heading(style, false, "score at least    links  right  share right", out)?;
    for bin in bins {
        let promise = if bin.share.value >= bin.from - 0.05 { "" } else { "  below its promise" };
        let share = interval(bin.share);
        writeln!(out, "{:>14.2}  {:>7}  {:>5}  {share}{promise}", bin.from, bin.links, bin.right)?;
    }
    Ok(())
}

fn cases(report: &EvaluationReport, style: &Style, title: &str, cases: &[Case], out: &mut dyn Write) -> io::Result<()> {
    if cases.is_empty() {
        return Ok(());
    }
    heading(style, false, title, out)?;
    for case in cases {
        let items = [case.a, case.b].map(|i| &report.items[i]);
        let says = case.verdict.relation.map_or_else(|| "no relation".to_owned(), |r| r.to_string());
        writeln!(out, "  {:.2} {says}  {} ~ {}", case.verdict.score, items[0].id, items[1].id)?;
        for item in items {
            let text = format!("{} — {}", item.heading(), item.body);
            writeln!(out, "       {}", fit(&text, style.width.saturating_sub(7)))?;
        }
        let telling = |reason: &&Evidence| reason.weight.abs() >= 0.005;
        for reason in case.verdict.evidence.iter().filter(telling).take(REASONS) {
            let words = format!("{:>+6.2}  {}  {}", reason.weight, column(&reason.measure, 15), reason.detail);
            writeln!(out, "       {}", style.tone(Tone::Faint, fit(&words, style.width.saturating_sub(7))))?;
        }
    }
    Ok(())
}
