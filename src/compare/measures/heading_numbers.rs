use super::{Law, Measure, Meeting};
use crate::compare::measures::share;
use crate::compare::terms::{only, shared};

/// "Part 3" and "part 4" are two, however alike the rest.
pub(in crate::compare) const MEASURE: Measure = Measure {
    name: "heading numbers",
    about: "share of the numbers in the heading with fewer that stand in the other heading",
    law: Law::Similarity,
    value,
    detail,
};

fn value(m: &Meeting) -> Option<f64> {
    let numbers = |heading: &[u32]| heading.iter().copied().filter(|&w| m.lexicon.is_number(w)).collect::<Vec<_>>();
    let (a, b) = (numbers(&m.a.heading), numbers(&m.b.heading));
    share(shared(&a, &b).count(), a.len().min(b.len()))
}

fn detail(m: &Meeting) -> String {
    let number = |w: &u32| m.lexicon.is_number(*w);
    let (a, b) = (&m.a.heading, &m.b.heading);
    let changed = only(a, b).chain(only(b, a)).filter(number);
    format!("{}; {}", m.listed("shared", shared(a, b).filter(number)), m.listed("changed", changed))
}
