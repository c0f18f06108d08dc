//! How a removed item went: a list in date order that lost its old end let them age out, what went from between was
//! pulled.

use std::collections::BTreeMap;

use crate::model::{Item, Kind, Removal};

/// Fewer dated items are no list in date order.
const DATED: usize = 3;
/// Neighbours may stand against the order (a pinned item, a late entry), one in ten.
const AGAINST: f64 = 0.1;

/// For each removed old item in a dated list how it went. Items of one kind are a list of their own: events are listed
/// apart from stories.
pub(super) fn removals(old: &[Item], removed: impl Fn(usize) -> bool) -> BTreeMap<usize, Removal> {
    let mut lists: BTreeMap<Kind, Vec<usize>> = BTreeMap::new();
    for (at, item) in old.iter().enumerate().filter(|(_, item)| item.date.is_some()) {
        lists.entry(item.kind).or_default().push(at);
    }
    let mut out = BTreeMap::new();
    for mut list in lists.into_values() {
        let steps = |descends: bool| {
            list.windows(2)
                .filter(|w| (old[w[0]].date > old[w[1]].date) == descends && old[w[0]].date != old[w[1]].date)
                .count()
        };
        let (down, up) = (steps(true), steps(false));
        let against = down.min(up) as f64;
        if list.len() < DATED || down + up == 0 || against > AGAINST * (down + up) as f64 {
            continue;
        }
        // From the old end on: as long as all are gone, they aged out.
        if down > up {
            list.reverse();
        }
        let end = list.iter().take_while(|at| removed(**at)).count();
        for (k, at) in list.into_iter().enumerate().filter(|(_, at)| removed(*at)) {
            out.insert(at, if k < end { Removal::AgedOut } else { Removal::Pulled });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Date;

    fn list(days: &[u8]) -> Vec<Item> {
        days.iter().map(|d| Item { date: Date::new(2026, 5, *d), ..Item::default() }).collect()
    }

    #[test]
    fn tails_age_out_and_middles_are_pulled() {
        let news = list(&[20, 18, 18, 11, 9, 3]);
        let gone = [2, 4, 5];
        let all = removals(&news, |at| gone.contains(&at));
        assert_eq!(
            all.into_iter().collect::<Vec<_>>(),
            [(2, Removal::Pulled), (4, Removal::AgedOut), (5, Removal::AgedOut)]
        );
        let events = list(&[3, 9, 11, 20]);
        let all = removals(&events, |at| at == 0 || at == 2);
        assert_eq!(all.into_iter().collect::<Vec<_>>(), [(0, Removal::AgedOut), (2, Removal::Pulled)]);
    }

    #[test]
    fn without_date_order_nobody_can_tell() {
        assert!(removals(&list(&[3, 20, 9, 11, 1]), |_| true).is_empty());
        assert!(removals(&list(&[3, 3, 3]), |_| true).is_empty());
        assert!(removals(&[Item::default(), Item::default()], |_| true).is_empty());
    }
}
