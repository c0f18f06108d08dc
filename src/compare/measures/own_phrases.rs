use super::{Law, Measure, Meeting};
use crate::compare::terms::shared;

/// The other half of the template guard: a phrase that ten texts have is their template, one that two have is theirs.
pub(in crate::compare) const MEASURE: Measure = Measure {
    name: "own phrases",
    about: "ln(1 + sum over shared word pairs of 1 / number of other texts that have it)",
    law: Law::Amount,
    value,
    detail,
};

fn value(m: &Meeting) -> Option<f64> {
    let own: f64 = shared(&m.a.phrases, &m.b.phrases)
        .map(|p| 1.0 / m.rarity.phrase_count(p).saturating_sub(1).max(1) as f64)
        .sum();
    Some(own.ln_1p())
}

fn detail(m: &Meeting) -> String {
    let own = shared(&m.a.phrases, &m.b.phrases).filter(|&p| m.rarity.phrase_count(p) <= 2).count();
    format!("{own} word pairs in common that no other text has")
}
