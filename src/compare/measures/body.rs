use super::{Law, Measure, Meeting};
use crate::compare::terms::shared;

/// Weighted: what all items say says nothing.
pub(super) const MEASURE: Measure = Measure {
    name: "body",
    about: "share of the shorter body's words that stand in the longer, rare words weighing more",
    law: Law::Similarity,
    value,
    detail,
};

fn value(m: &Meeting) -> Option<f64> {
    let (a, b) = (m.rarity.sum(m.a.body.iter().copied()), m.rarity.sum(m.b.body.iter().copied()));
    (a.min(b) > 0.0).then(|| m.rarity.sum(shared(&m.a.body, &m.b.body)) / a.min(b))
}

fn detail(m: &Meeting) -> String {
    m.listed("shared", shared(&m.a.body, &m.b.body))
}
