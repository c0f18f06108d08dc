use super::{Law, Measure, Meeting};
use crate::compare::measures::share;
use crate::compare::terms::shared;

/// Falls where one text is much longer.
pub(super) const MEASURE: Measure = Measure {
    name: "overlap",
    about: "share of both texts together that they have in common, in runs of five characters",
    law: Law::Similarity,
    value,
    detail,
};

fn value(m: &Meeting) -> Option<f64> {
    let both = shared(&m.a.grams, &m.b.grams).count();
    share(both, m.a.grams.len() + m.b.grams.len() - both)
}

fn detail(m: &Meeting) -> String {
    let both = shared(&m.a.grams, &m.b.grams).count();
    format!("{both} of {} runs of five characters", m.a.grams.len() + m.b.grams.len() - both)
}
