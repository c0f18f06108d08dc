use super::{Law, Measure, Meeting};
use crate::compare::terms::shared;

/// More names than this tell no more: two rare ones reach it.
const MOST: f64 = 8.0;

/// A story goes on under its subject: the place, the organisation, the project that both headings name. Names that hundreds
/// of texts have are no subject, and two dates of one event are no story.
pub(in crate::compare) const MEASURE: Measure = Measure {
    name: "subject",
    about: "what the rare names tell that stand in both headings, in nats, up to 8",
    law: Law::Amount,
    value,
    detail,
};

fn value(m: &Meeting) -> Option<f64> {
    let names = shared(&m.a.heading, &m.b.heading).filter(|&w| m.lexicon.is_name(w) && m.rarity.is_rare(w));
    (!m.a.event || !m.b.event).then(|| m.rarity.sum(names).min(MOST))
}

fn detail(m: &Meeting) -> String {
    m.listed("both headings", shared(&m.a.heading, &m.b.heading).filter(|&w| m.lexicon.is_name(w)))
}
