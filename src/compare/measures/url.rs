use super::{Law, Measure, Meeting};

/// Never learned: where labels are made of URLs, this measure would know the answer.
pub(in crate::compare) const MEASURE: Measure = Measure {
    name: "url",
    about: "1 where both lead to the same page, 0 where to two",
    law: Law::Similarity,
    value,
    detail,
};

fn value(m: &Meeting) -> Option<f64> {
    let (a, b) = (m.a.url.as_ref()?, m.b.url.as_ref()?);
    Some(f64::from(u8::from(a == b)))
}

fn detail(m: &Meeting) -> String {
    let (a, b) = (m.a.url.as_deref().unwrap_or_default(), m.b.url.as_deref().unwrap_or_default());
    if a == b { a.to_owned() } else { format!("{a} against {b}") }
}
