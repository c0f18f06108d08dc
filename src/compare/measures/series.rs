use super::{Law, Measure, Meeting};

/// "Part 3" and "part 4" are two, and so are "May 2025" and "May 2026", however alike the rest.
pub(in crate::compare) const MEASURE: Measure = Measure {
    name: "series",
    about: "1 where parts of each heading end with a number, version or month that ends none of the other's, else 0",
    law: Law::Amount,
    value,
    detail,
};

fn value(m: &Meeting) -> Option<f64> {
    let own = |a: &[Box<str>], b: &[Box<str>]| a.iter().any(|mark| !b.contains(mark));
    Some(f64::from(u8::from(own(&m.a.series, &m.b.series) && own(&m.b.series, &m.a.series))))
}

fn detail(m: &Meeting) -> String {
    match (&m.a.series[..], &m.b.series[..]) {
        ([], _) | (_, []) => "no numbers to count with".into(),
        (a, b) => format!("{} against {}", a.join(", "), b.join(", ")),
    }
}
