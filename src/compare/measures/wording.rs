use super::{Law, Measure, Meeting};
use crate::compare::measures::share;
use crate::compare::terms::shared;

/// Told on means told anew: where whole phrases return, it is an edit or a template.
pub(in crate::compare) const MEASURE: Measure = Measure {
    name: "wording",
    about: "share of the neighbouring word pairs of the shorter item that stand in the other",
    law: Law::Similarity,
    value,
    detail,
};

fn value(m: &Meeting) -> Option<f64> {
    share(shared(&m.a.phrases, &m.b.phrases).count(), m.a.phrases.len().min(m.b.phrases.len()))
}

fn detail(m: &Meeting) -> String {
    format!("{} word pairs in common", shared(&m.a.phrases, &m.b.phrases).count())
}
