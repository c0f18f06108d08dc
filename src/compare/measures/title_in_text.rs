use super::{Law, Measure, Meeting};
use crate::compare::terms::shared;

/// Finds a teaser that was given a new title out of its own words.
pub(super) const MEASURE: Measure = Measure {
    name: "title in text",
    about: "share of one heading's words that stand anywhere in the other item, rare words weighing more",
    law: Law::Similarity,
    value,
    detail,
};

fn value(m: &Meeting) -> Option<f64> {
    let share = |heading: &[u32], all: &[u32]| {
        let whole = m.rarity.sum(heading.iter().copied());
        (whole > 0.0).then(|| m.rarity.sum(shared(heading, all)) / whole)
    };
    share(&m.a.heading, &m.b.all).into_iter().chain(share(&m.b.heading, &m.a.all)).reduce(f64::max)
}

fn detail(m: &Meeting) -> String {
    let found = shared(&m.a.heading, &m.b.all).chain(shared(&m.b.heading, &m.a.all));
    m.listed("found", crate::compare::terms::sorted_set(found.collect()))
}
