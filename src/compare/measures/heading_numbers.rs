use super::{Law, Measure, Meeting};
use crate::compare::terms::{only, shared};

/// "Part 3" and "part 4" are two, and so are "May 2025" and "May 2026", however alike the rest.
pub(in crate::compare) const MEASURE: Measure = Measure {
    name: "heading numbers",
    about: "1 where each heading has a number, version or month that the other lacks, else 0",
    law: Law::Amount,
    value,
    detail,
};

fn value(m: &Meeting) -> Option<f64> {
    let own = |a: &[u32], b: &[u32]| only(a, b).any(|w| m.lexicon.counts(w));
    let (a, b) = (&m.a.heading, &m.b.heading);
    Some(f64::from(u8::from(own(a, b) && own(b, a))))
}

fn detail(m: &Meeting) -> String {
    let counts = |w: &u32| m.lexicon.counts(*w);
    let (a, b) = (&m.a.heading, &m.b.heading);
    let changed = only(a, b).chain(only(b, a)).filter(counts);
    format!("{}; {}", m.listed("shared", shared(a, b).filter(counts)), m.listed("changed", changed))
}
