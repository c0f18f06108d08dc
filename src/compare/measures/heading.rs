use super::{Law, Measure, Meeting};
use crate::compare::measures::share;
use crate::compare::terms::shared;

/// The heading says what an item is about.
pub(super) const MEASURE: Measure = Measure {
    name: "heading",
    about: "share of the shorter heading (topic and title) that stands in the longer, in runs of five characters",
    law: Law::Similarity,
    value,
    detail,
};

fn value(m: &Meeting) -> Option<f64> {
    share(shared(&m.a.heading_grams, &m.b.heading_grams).count(), m.a.heading_grams.len().min(m.b.heading_grams.len()))
}

fn detail(m: &Meeting) -> String {
    m.listed("shared", shared(&m.a.heading, &m.b.heading))
}
