//! Whether scores keep their promise, as one picture that reads in light and dark.

use std::io::{self, Write};

use askama::Template;

use super::Style;
use super::safe::terminal;
use crate::model::{Bin, EvaluationReport, Report};

pub(super) fn takes(report: &Report) -> bool {
    matches!(report, Report::Evaluation(_))
}

pub(super) fn write(report: &Report, _style: &Style, out: &mut dyn Write) -> io::Result<()> {
    match report {
        Report::Evaluation(r) => Calibration::new(r).write_into(out),
        _ => Ok(()),
    }
}

/// Links with a score of s and more: which share is right, held against s.
#[derive(Template)]
#[template(path = "calibration.svg")]
struct Calibration {
    title: String,
    shares: Vec<(String, String)>,
    promise: String,
    promise_end: String,
    limit: String,
    limit_end: String,
    dots: Vec<Dot>,
    ticks: Vec<(String, String, u64)>,
}

struct Dot {
    x: String,
    y: String,
    low: String,
    high: String,
}

/// Scores from here to 1 are drawn, and shares from 0 to 1.
const FROM: f64 = 0.45;
/// So much below its promise a score is still taken to keep it.
const LIMIT: f64 = 0.05;

fn across(score: f64) -> String {
    format!("{:.1}", 60.0 + (score - FROM) / (1.0 - FROM) * 500.0)
}

fn up(share: f64) -> String {
    format!("{:.1}", 332.0 - share * 290.0)
}

impl Calibration {
    fn new(r: &EvaluationReport) -> Self {
        let dot =
            |b: &Bin| Dot { x: across(b.from), y: up(b.share.value), low: up(b.share.low), high: up(b.share.high) };
        let line = |below: f64| format!("M{} {}L{} {}", across(FROM), up(FROM - below), across(1.0), up(1.0 - below));
        let name = |name: &String| name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned();
        let names: Vec<String> = r.names.iter().map(name).collect();
        let more = if names.len() > 1 { format!(" … ({} inputs)", names.len()) } else { String::new() };
        let first = names.first().map_or("", String::as_str);
        Calibration {
            title: terminal(&format!("Do scores keep their promise? {first}{more}")).into_owned(),
            shares: (0..6).map(|i| f64::from(i) / 5.0).map(|s| (up(s), format!("{s:.1}"))).collect(),
            promise: line(0.0),
            promise_end: up(1.0),
            limit: line(LIMIT),
            limit_end: up(1.0 - LIMIT),
            dots: r.evaluation.at_least.iter().map(dot).collect(),
            ticks: r.evaluation.at_least.iter().map(|b| (across(b.from), format!("{:.2}", b.from), b.links)).collect(),
        }
    }
}
