//! Issues against issues: which is compared with which, and what changed.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::path::Path;

use rayon::prelude::*;

use super::{Config, divided, nothing_read, stopped};
use crate::error::{Error, Result};
use crate::model::{DiffReport, DiffStep, Field, Issue, ItemsReport, Observer};
use crate::read;
use crate::track::{self, Options, findings};

/// What changed between issues.
///
/// Two inputs are an old and a new side. With one issue each, the one is compared with the other. Folders: issues whose
/// files are called the same belong together; where none are, the first and the first, the second and the second, in
/// order. One without a partner is compared with nothing: all of it was added or removed. Any other number of inputs is
/// a series: each issue is compared with the one before it.
///
/// The order is that of the issues' dates where all have one, else of their numbers where all have one, else that in
/// which they were given (in a folder: of names).
///
/// # Errors
/// Where a side holds nothing that can be read, a series fewer than two issues, or the run was stopped.
pub fn diff(inputs: &[String], config: &Config, observer: &dyn Observer) -> Result<DiffReport> {
    let (mut documents, mut problems) = (Vec::new(), Vec::new());
    let mut first_side = 0;
    for (at, input) in inputs.iter().enumerate() {
        let (read, unread) = read::read(std::slice::from_ref(input), &config.read);
        if read.is_empty() && inputs.len() == 2 {
            return Err(nothing_read(std::slice::from_ref(input), unread));
        }
        documents.extend(read);
        problems.extend(unread);
        if at == 0 {
            first_side = documents.len();
        }
    }
    if documents.is_empty() {
        return Err(nothing_read(inputs, problems));
    }
    let report = divided(documents, problems, config, false, observer)?;
    let order = in_order(&report.issues);
    let pairs = if inputs.len() == 2 { of_sides(&report.issues, &order, first_side) } else { of_series(&order) };
    if pairs.is_empty() {
        return Err(Error::usage("there is only one issue, and nothing to compare it with").way_out("give two or more"));
    }
    stopped(observer)?;
    let ignore = config.compare.ignore.iter().filter_map(|name| Field::parse(name)).collect();
    let (decisions, fields) = (config.compare.decisions.clone(), config.compare.fields.clone());
    let options = Options { ignore, decisions, fields };
    let steps = pairs.into_par_iter().map(|(old, new)| step(&report, old, new, &options)).collect();
    stopped(observer)?;
    Ok(DiffReport { steps, problems: report.problems })
}

fn step(report: &ItemsReport, old: Option<usize>, new: Option<usize>, options: &Options) -> DiffStep {
    let issue = |at: Option<usize>| at.map(|i| &report.issues[i]);
    let items = |issue: Option<&Issue>| issue.map_or_else(Vec::new, |i| report.items[i.items.clone()].to_vec());
    let name = |issue: Option<&Issue>| issue.map_or_else(|| "nothing".to_owned(), |i| i.source.clone());
    let (old, new) = (issue(old), issue(new));
    let mut step = DiffStep {
        old: items(old),
        new: items(new),
        names: (name(old), name(new)),
        language: [new, old].into_iter().flatten().find_map(|i| i.language.clone()),
        ..DiffStep::default()
    };
    step.diff = track::diff(&step.old, &step.new, options);
    step.diff.findings.extend(new.and_then(|i| i.audit.as_ref()).map(findings::of_audit).unwrap_or_default());
    step
}

/// Positions of issues in order of time.
fn in_order(issues: &[Issue]) -> Vec<usize> {
    let number = |issue: &Issue| -> Option<Vec<u64>> {
        // "5/2026" is the fifth of its year.
        issue.number.as_ref()?.rsplit(['/', '-']).map(|part| part.parse().ok()).collect()
    };
    let mut order: Vec<usize> = (0..issues.len()).collect();
    if issues.iter().all(|i| i.date.is_some()) {
        order.sort_by_key(|&i| issues[i].date);
    } else if issues.iter().all(|i| number(i).is_some()) {
        order.sort_by_key(|&i| number(&issues[i]));
    }
    order
}

type Pair = (Option<usize>, Option<usize>);

fn of_series(order: &[usize]) -> Vec<Pair> {
    order.windows(2).map(|w| (Some(w[0]), Some(w[1]))).collect()
}

/// Old issues (positions below `first`) with new ones.
fn of_sides(issues: &[Issue], order: &[usize], first: usize) -> Vec<Pair> {
    let (old, new): (Vec<usize>, Vec<usize>) = order.iter().partition(|&&i| i < first);
    let called = |name: fn(&Path) -> Option<&OsStr>| -> HashMap<usize, usize> {
        let name = |i: usize| name(Path::new(&issues[i].source));
        let mut by_name: HashMap<_, usize> = new.iter().rev().map(|&j| (name(j), j)).collect();
        old.iter().filter_map(|&i| by_name.remove(&name(i)).map(|j| (i, j))).collect()
    };
    // The same issue in another format is called the same but for its extension.
    let found = [called(Path::file_name), called(Path::file_stem)].into_iter().find(|partner| !partner.is_empty());
    let partner = found.unwrap_or_else(|| old.iter().copied().zip(new.iter().copied()).collect());
    let mut pairs: Vec<Pair> = old.iter().map(|i| (Some(*i), partner.get(i).copied())).collect();
    let alone = |j: &&usize| !partner.values().any(|taken| taken == *j);
    pairs.extend(new.iter().filter(alone).map(|j| (None, Some(*j))));
    let place = |i: usize| order.iter().position(|&at| at == i);
    pairs.sort_by_key(|(old, new)| old.or(*new).and_then(place));
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Date;

    fn issue(source: &str, number: &str, day: Option<u8>) -> Issue {
        Issue {
            source: source.into(),
            number: Some(number.into()).filter(|n: &String| !n.is_empty()),
            date: day.and_then(|d| Date::new(2026, 5, d)),
            ..Issue::default()
        }
    }

    #[test]
    fn dates_stand_above_numbers_and_numbers_above_names() {
        let by_day = [issue("a", "9", Some(3)), issue("b", "8", Some(1)), issue("c", "7", Some(2))];
        assert_eq!(in_order(&by_day), [1, 2, 0]);
        let by_number = [issue("a", "10/2026", None), issue("b", "9/2026", Some(1)), issue("c", "12/2025", None)];
        assert_eq!(in_order(&by_number), [2, 1, 0]);
        assert_eq!(in_order(&[issue("b", "1", None), issue("a", "", Some(1))]), [0, 1], "as given");
    }

    #[test]
    fn sides_meet_by_name_else_in_order() {
        let named = [issue("x/1.txt", "", None), issue("x/2.txt", "", None), issue("y/2.md", "", None)];
        assert_eq!(of_sides(&named, &[0, 1, 2], 2), [(Some(0), None), (Some(1), Some(2))]);
        let others = [issue("x/1.txt", "", None), issue("y/5.txt", "", None), issue("y/6.txt", "", None)];
        assert_eq!(of_sides(&others, &[0, 1, 2], 1), [(Some(0), Some(1)), (None, Some(2))]);
        assert_eq!(of_series(&[2, 0, 1]), [(Some(2), Some(0)), (Some(0), Some(1))]);
    }
}
