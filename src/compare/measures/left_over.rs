use super::{Law, Measure, Meeting};
use crate::compare::terms::only;

/// The longer one may go on; the more it says that the other doesn't, the less likely it is the same.
pub(in crate::compare) const MEASURE: Measure = Measure {
    name: "left over",
    about: "ln(1 + what the words tell that the longer one has alone, in nats)",
    law: Law::Amount,
    value,
    detail,
};

fn value(m: &Meeting) -> Option<f64> {
    Some(m.only_a.max(m.only_b).ln_1p())
}

fn detail(m: &Meeting) -> String {
    let alone = if m.only_a >= m.only_b { only(&m.a.all, &m.b.all) } else { only(&m.b.all, &m.a.all) };
    m.listed("in one only", alone.collect::<Vec<_>>())
}
