use super::{Law, Measure, Meeting};
use crate::compare::terms::shared;

/// Two texts of one vocabulary share words; two wordings of one text share phrases.
pub(super) const MEASURE: Measure = Measure {
    name: "phrases",
    about: "ln(1 + number of neighbouring word pairs in common)",
    law: Law::Amount,
    value,
    detail,
};

fn value(m: &Meeting) -> Option<f64> {
    Some((shared(&m.a.phrases, &m.b.phrases).count() as f64).ln_1p())
}

fn detail(m: &Meeting) -> String {
    format!("{} word pairs in common", shared(&m.a.phrases, &m.b.phrases).count())
}
