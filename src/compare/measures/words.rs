use super::{Law, Measure, Meeting};
use crate::compare::terms::only;

/// Jaccard with the words' rarity as weights.
pub(super) const MEASURE: Measure = Measure {
    name: "words",
    about: "share of all words of both items that they have in common, rare words weighing more",
    law: Law::Similarity,
    value,
    detail,
};

fn value(m: &Meeting) -> Option<f64> {
    let whole = m.shared_weight + m.only_a + m.only_b;
    (whole > 0.0).then(|| m.shared_weight / whole)
}

fn detail(m: &Meeting) -> String {
    m.listed("in one only", only(&m.a.all, &m.b.all).chain(only(&m.b.all, &m.a.all)))
}
