use super::{Law, Measure, Meeting};
use crate::compare::terms::shared;

/// As own phrases, word by word: what is left of a text whose words were put in another order.
pub(in crate::compare) const MEASURE: Measure = Measure {
    name: "own words",
    about: "ln(1 + sum over shared words of 1 / number of other texts that have it)",
    law: Law::Amount,
    value,
    detail,
};

fn value(m: &Meeting) -> Option<f64> {
    let own: f64 = shared(&m.a.all, &m.b.all).map(|p| 1.0 / m.rarity.count(p).saturating_sub(1).max(1) as f64).sum();
    Some(own.ln_1p())
}

fn detail(m: &Meeting) -> String {
    let own = shared(&m.a.all, &m.b.all).filter(|&p| m.rarity.count(p) <= 2).count();
    format!("{own} words in common that no other text has")
}
