use super::{Law, Measure, Meeting};

/// The next meeting of a series is announced in the words of the last one.
pub(in crate::compare) const MEASURE: Measure = Measure {
    name: "event day",
    about: "1 where two events take place on the same days, 0 where on others",
    law: Law::Similarity,
    value,
    detail,
};

fn value(m: &Meeting) -> Option<f64> {
    let (a, b) = (m.a.takes_place.as_ref()?, m.b.takes_place.as_ref()?);
    Some(f64::from(u8::from(a == b)))
}

fn detail(m: &Meeting) -> String {
    match (m.a.takes_place, m.b.takes_place) {
        (Some((a, _)), Some((b, _))) => format!("{} days apart", a.days_since(b).abs()),
        _ => String::new(),
    }
}
