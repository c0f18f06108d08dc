use super::{Law, Measure, Meeting};
use crate::compare::terms::only;

/// The template guard. A cut or an added sentence leaves words over on one side; a filled template leaves rare words over
/// on both.
pub(in crate::compare) const MEASURE: Measure = Measure {
    name: "kept words",
    about: "share of words that were not replaced by others, rare words weighing more",
    law: Law::Similarity,
    value,
    detail,
};

fn value(m: &Meeting) -> Option<f64> {
    let replaced = m.only_a.min(m.only_b);
    (m.shared_weight + replaced > 0.0).then(|| m.shared_weight / (m.shared_weight + replaced))
}

fn detail(m: &Meeting) -> String {
    format!("{} against {}", m.listed("here", only(&m.a.all, &m.b.all)), m.listed("there", only(&m.b.all, &m.a.all)))
}
