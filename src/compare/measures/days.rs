use super::{Law, Measure, Meeting};

/// Days from which on the gap says no more.
const YEAR: f64 = 365.0;

/// So many days are taken to lie between two issues that don't tell their dates: most come by the week, and the same day
/// it hardly is.
const BETWEEN_ISSUES: f64 = 7.0;

/// A wording is used for days; the next year's notice comes in a year.
pub(in crate::compare) const MEASURE: Measure = Measure {
    name: "days",
    about: "1 for the same day, falling with the logarithm of the days between, 0 from a year on",
    law: Law::Similarity,
    value,
    detail,
};

fn value(m: &Meeting) -> Option<f64> {
    let days = match (m.a.day, m.b.day) {
        (Some(a), Some(b)) => a.days_since(b).unsigned_abs() as f64,
        _ if m.a.issue? != m.b.issue? => BETWEEN_ISSUES,
        _ => return None,
    };
    Some((1.0 - days.ln_1p() / YEAR.ln_1p()).max(0.0))
}

fn detail(m: &Meeting) -> String {
    match (m.a.day, m.b.day) {
        (Some(a), Some(b)) => format!("{} days apart", a.days_since(b).abs()),
        _ => "two issues, a week apart as it were".into(),
    }
}
