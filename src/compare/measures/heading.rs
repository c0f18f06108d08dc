use super::{Law, Measure, Meeting};
use crate::compare::measures::share;
use crate::compare::terms::shared;

/// The heading says what an item is about; in runs of characters it forgives inflection and compounds.
pub(in crate::compare) const MEASURE: Measure = Measure {
    name: "heading",
    about: "share of both headings (topic and title) that they have in common, in runs of five characters",
    law: Law::Similarity,
    value,
    detail,
};

fn value(m: &Meeting) -> Option<f64> {
    let both = shared(&m.a.heading_grams, &m.b.heading_grams).count();
    share(both, m.a.heading_grams.len() + m.b.heading_grams.len() - both)
}

fn detail(m: &Meeting) -> String {
    m.listed("shared", shared(&m.a.heading, &m.b.heading))
}
