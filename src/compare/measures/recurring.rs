use super::{Law, Measure, Meeting};

/// Two months, in days.
const MONTHS: i64 = 60;

/// What one issue lists twice, months apart, comes again (the yearly market), it isn't told on.
pub(in crate::compare) const MEASURE: Measure = Measure {
    name: "recurring",
    about: "1 where both stand in one issue with more than two months between them, 0 where not",
    law: Law::Amount,
    value,
    detail,
};

fn value(m: &Meeting) -> Option<f64> {
    let (a, b) = (m.a.issue.as_ref()?, m.b.issue.as_ref()?);
    let days = m.a.day?.days_since(m.b.day?).abs();
    Some(f64::from(u8::from(a == b && days > MONTHS)))
}

fn detail(m: &Meeting) -> String {
    if value(m) == Some(1.0) {
        "one issue lists both, more than two months apart".into()
    } else {
        "not listed in one issue for days months apart".into()
    }
}
