use super::measures::{MEASURES, Meeting};
use crate::model::{Evidence, Relation};

/// Log-odds that two items with a shared rare word are the same, before anything is measured.
const PRIOR: f64 = -5.24;

/// What each of [`MEASURES`] adds to the log-odds: `zero + slope * value`; nothing where it has no value.
const WEIGHTS: [(&str, f64, f64); MEASURES.len()] = [
    ("text", 0.0, 2.57),
    ("overlap", 0.0, 0.0),
    ("heading", 0.0, 2.55),
    ("title in text", 0.0, 0.0),
    ("body", 0.0, 0.0),
    ("words", 0.0, 0.0),
    ("phrases", 0.0, 0.72),
    ("kept words", 0.0, 0.0),
    ("numbers", 0.0, 0.0),
    ("days", -5.8, 5.8),
    ("same issue", 0.0, -2.0),
    ("url", -0.5, 3.0),
];

/// Items at or above this probability are the same.
pub(super) const ACCEPTED: f64 = 0.35;

/// The least share of words, by rarity, that the item with fewer must find in the other. Holds the candidates together:
/// see `candidates`.
pub(super) const LEAST_SHARED: f64 = 0.2;

/// From this share of the shorter item's words on, it is contained in the longer one …
const CONTAINED: f64 = 0.9;

/// … which must then have this many times its weight.
const LONGER: f64 = 1.25;

/// Probability that the two are the same item.
pub(super) fn probability(meeting: &Meeting) -> f64 {
    let log_odds: f64 = PRIOR + contributions(meeting).map(|(_, _, weight)| weight).sum::<f64>();
    1.0 / (1.0 + (-log_odds).exp())
}

/// The relation of two items that aren't identical, and its score.
pub(super) fn judge(meeting: &Meeting) -> (Option<Relation>, f64) {
    let probability = probability(meeting);
    if probability < ACCEPTED || shared(meeting) < LEAST_SHARED {
        return (None, probability);
    }
    let relation = if is_excerpt(meeting) { Relation::Excerpt } else { Relation::Edited };
    (Some(relation), probability)
}

/// Share of words, by rarity, that the item with fewer finds in the other.
pub(super) fn shared(m: &Meeting) -> f64 {
    let least = m.shared_weight + m.only_a.min(m.only_b);
    if least > 0.0 { m.shared_weight / least } else { 0.0 }
}

fn is_excerpt(m: &Meeting) -> bool {
    let (less, more) = (m.only_a.min(m.only_b), m.only_a.max(m.only_b));
    shared(m) >= CONTAINED && m.shared_weight + more >= LONGER * (m.shared_weight + less)
}

/// The reasons, strongest first.
pub(super) fn evidence(meeting: &Meeting) -> Vec<Evidence> {
    let mut evidence: Vec<Evidence> = contributions(meeting)
        .map(|(i, value, weight)| Evidence {
            measure: MEASURES[i].name.to_owned(),
            value,
            weight,
            detail: (MEASURES[i].detail)(meeting),
        })
        .collect();
    evidence.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
    evidence.insert(
        0,
        Evidence { measure: "prior".into(), value: 0.0, weight: PRIOR, detail: "most items are different".into() },
    );
    evidence
}

/// For each measure that has a value: its position, the value, and what it adds to the log-odds.
fn contributions<'a>(meeting: &'a Meeting) -> impl Iterator<Item = (usize, f64, f64)> + 'a {
    MEASURES.iter().zip(&WEIGHTS).enumerate().filter_map(|(i, (measure, &(_, zero, slope)))| {
        let value = (measure.value)(meeting)?;
        Some((i, value, zero + slope * value))
    })
}
