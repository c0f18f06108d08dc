use super::{Law, Measure, Meeting};

/// Texts that may have a topic's rarest word: a guess at where subjects end and sections begin, not measured.
const FEW: u32 = 20;

/// A place or an organisation over few items is a subject, a section's name over dozens is none.
pub(in crate::compare) const MEASURE: Measure = Measure {
    name: "topic",
    about: "1 where both stand under the same topic, and few others do, else 0",
    law: Law::Amount,
    value,
    detail,
};

fn value(m: &Meeting) -> Option<f64> {
    let few = m.a.topic.iter().any(|&w| m.rarity.count(w) <= FEW);
    Some(f64::from(u8::from(few && m.a.topic == m.b.topic)))
}

fn detail(m: &Meeting) -> String {
    m.listed("topic", m.a.topic.iter().copied())
}
