use super::{Law, Measure, Meeting};
use crate::compare::measures::share;
use crate::compare::terms::{only, shared};

/// An edit keeps most numbers; another item of one template has its own.
pub(in crate::compare) const MEASURE: Measure = Measure {
    name: "numbers",
    about: "share of the numbers of the item with fewer that stand in the other",
    law: Law::Similarity,
    value,
    detail,
};

fn value(m: &Meeting) -> Option<f64> {
    share(shared(&m.a.numbers, &m.b.numbers).count(), m.a.numbers.len().min(m.b.numbers.len()))
}

fn detail(m: &Meeting) -> String {
    let changed = only(&m.a.numbers, &m.b.numbers).chain(only(&m.b.numbers, &m.a.numbers));
    format!("{}; {}", m.listed("shared", shared(&m.a.numbers, &m.b.numbers)), m.listed("changed", changed))
}
