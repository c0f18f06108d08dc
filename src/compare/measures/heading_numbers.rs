use super::{Law, Measure, Meeting};
use crate::compare::terms::{only, shared};

/// "Part 3" and "part 4" are two, and so are "May 2025" and "May 2026", however alike the rest.
pub(in crate::compare) const MEASURE: Measure = Measure {
    name: "heading numbers",
    about: "0 where each heading has numbers, versions or months that the other lacks, 1 where one has all of the other's",
    law: Law::Similarity,
    value,
    detail,
};

fn value(m: &Meeting) -> Option<f64> {
    let counts = |words: &[u32]| words.iter().copied().filter(|&w| m.lexicon.counts(w)).collect::<Vec<u32>>();
    let (a, b) = (counts(&m.a.heading), counts(&m.b.heading));
    let alone = |a: &[u32], b: &[u32]| only(a, b).next().is_some();
    (!a.is_empty() && !b.is_empty()).then(|| f64::from(u8::from(!(alone(&a, &b) && alone(&b, &a)))))
}

fn detail(m: &Meeting) -> String {
    let counts = |w: &u32| m.lexicon.counts(*w);
    let (a, b) = (&m.a.heading, &m.b.heading);
    let changed = only(a, b).chain(only(b, a)).filter(counts);
    format!("{}; {}", m.listed("shared", shared(a, b).filter(counts)), m.listed("changed", changed))
}
