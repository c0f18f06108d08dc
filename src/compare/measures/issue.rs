use super::{Law, Measure, Meeting};

/// An issue says a thing once; what looks alike in it are two things. Says nothing of items that stand in no issue.
pub(in crate::compare) const MEASURE: Measure = Measure {
    name: "same issue",
    about: "1 where both stand in the same issue, 0 where in two",
    law: Law::Amount,
    value,
    detail,
};

fn value(m: &Meeting) -> Option<f64> {
    let (a, b) = (m.a.issue.as_ref()?, m.b.issue.as_ref()?);
    Some(f64::from(u8::from(a == b)))
}

fn detail(m: &Meeting) -> String {
    if m.a.issue == m.b.issue { "both stand in one issue".into() } else { "they stand in two issues".into() }
}
