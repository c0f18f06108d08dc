use super::{Law, Measure, Meeting};
use crate::compare::terms::shared;

/// From this weight on a word counts: in the background it stands in fewer than one of twelve items.
pub(super) const RARE: f64 = 2.5;

/// More words than this tell no more: about three rare ones reach it.
const MOST: f64 = 12.0;

/// One shared name may be chance; a story shares names, numbers and things beside it.
pub(in crate::compare) const MEASURE: Measure = Measure {
    name: "support",
    about: "what the other rare words tell that both have, in nats, up to 12",
    law: Law::Amount,
    value,
    detail,
};

fn value(m: &Meeting) -> Option<f64> {
    let both = |w: &u32| m.a.heading.binary_search(w).is_ok() && m.b.heading.binary_search(w).is_ok();
    let others = shared(&m.a.all, &m.b.all).filter(|w| !both(w) && m.rarity.weight(*w) >= RARE);
    Some(m.rarity.sum(others).min(MOST))
}

fn detail(m: &Meeting) -> String {
    m.listed("both", shared(&m.a.all, &m.b.all).filter(|&w| m.rarity.weight(w) >= RARE))
}
