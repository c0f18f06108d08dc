use super::{Law, Measure, Meeting};
use crate::compare::terms::shared;

/// Long editorials share something with everything; the cosine discounts length.
pub(in crate::compare) const MEASURE: Measure = Measure {
    name: "closeness",
    about: "cosine of the two items, each word weighted by its rarity (Salton & Buckley 1988)",
    law: Law::Similarity,
    value,
    detail,
};

fn value(m: &Meeting) -> Option<f64> {
    let square = |words: &mut dyn Iterator<Item = u32>| words.map(|w| m.rarity.weight(w).powi(2)).sum::<f64>();
    let whole = square(&mut m.a.all.iter().copied()) * square(&mut m.b.all.iter().copied());
    (whole > 0.0).then(|| square(&mut shared(&m.a.all, &m.b.all)) / whole.sqrt())
}

fn detail(m: &Meeting) -> String {
    m.listed("shared", shared(&m.a.all, &m.b.all))
}
