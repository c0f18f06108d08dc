use super::{Law, Measure, Meeting};
use crate::compare::terms::shared;

/// With and without the topic: one layout has the topic apart, the other within the title.
pub(in crate::compare) const MEASURE: Measure = Measure {
    name: "title",
    about: "share of both titles' words that they have in common, rare words weighing more",
    law: Law::Similarity,
    value,
    detail,
};

fn value(m: &Meeting) -> Option<f64> {
    let overlap = |a: &[u32], b: &[u32]| {
        let both = m.rarity.sum(shared(a, b));
        let whole = m.rarity.sum(a.iter().copied()) + m.rarity.sum(b.iter().copied()) - both;
        (!a.is_empty() && !b.is_empty() && whole > 0.0).then(|| both / whole)
    };
    overlap(&m.a.title, &m.b.title).into_iter().chain(overlap(&m.a.heading, &m.b.heading)).reduce(f64::max)
}

fn detail(m: &Meeting) -> String {
    m.listed("shared", shared(&m.a.heading, &m.b.heading))
}
