use super::{Law, Measure, Meeting};
use crate::compare::measures::share;
use crate::compare::terms::shared;

/// Grams, not words: they forgive inflection, compounds and glued labels.
pub(in crate::compare) const MEASURE: Measure = Measure {
    name: "text",
    about: "share of the shorter text that stands in the longer, in runs of five characters",
    law: Law::Similarity,
    value,
    detail,
};

fn value(m: &Meeting) -> Option<f64> {
    share(shared(&m.a.grams, &m.b.grams).count(), m.a.grams.len().min(m.b.grams.len()))
}

fn detail(m: &Meeting) -> String {
    let (a, b) = (m.a.grams.len(), m.b.grams.len());
    format!("{} of {} runs of five characters", shared(&m.a.grams, &m.b.grams).count(), a.min(b))
}
