//! The model: log-odds that two items are the same, as a sum over measures. Each weight can be read, and each verdict
//! is the sum of its reasons. docs/relations.md tells how they were chosen.

use super::measures::{
    Measure, Meeting, closeness, days, event_day, issue, left_over, numbers, own_phrases, own_words, recurring,
    replaced, series, slots, subject, support, text, title, topic, url, wording,
};
use crate::model::{Evidence, Relation};

/// What a measure adds to the log-odds where it has a value: `zero + slope * value`.
struct Weight {
    measure: Measure,
    zero: f64,
    slope: f64,
}

const fn weight(measure: Measure, zero: f64, slope: f64) -> Weight {
    Weight { measure, zero, slope }
}

/// A question about two items, answered in log-odds.
struct Question {
    /// Log-odds of two items that share a rare word, before anything is measured.
    prior: f64,
    weights: &'static [Weight],
}

/// Are they the same item? Weights as `scripts/fit.py` prints them, but for `url`, which is set by hand: labels are made of
/// URLs, it would know the answer. Those at 0 add nothing: others say the same, but a reader wants to see them.
const SAME: Question = Question {
    prior: -0.74,
    weights: &[
        weight(text::MEASURE, 0.0, 4.16),
        weight(title::MEASURE, 0.0, 2.76),
        weight(own_phrases::MEASURE, 0.0, 1.72),
        weight(left_over::MEASURE, 0.0, -1.38),
        weight(days::MEASURE, -2.13, 2.13),
        weight(issue::MEASURE, 0.0, -14.40),
        weight(series::MEASURE, 0.0, -11.16),
        weight(slots::MEASURE, 0.0, -3.78),
        weight(url::MEASURE, -0.5, 3.5),
        weight(event_day::MEASURE, 0.0, 0.0),
        weight(replaced::MEASURE, 0.0, 0.0),
        weight(numbers::MEASURE, 0.0, 0.0),
    ],
};

/// Does one tell on the other? Set by hand on the few labels there are, see docs/relations.md.
const FOLLOWS: Question = Question {
    prior: -10.5,
    weights: &[
        weight(subject::MEASURE, 0.0, 0.6),
        weight(topic::MEASURE, 0.0, 2.7),
        weight(own_words::MEASURE, 0.0, 1.0),
        weight(issue::MEASURE, 0.0, -1.2),
        weight(recurring::MEASURE, 0.0, -8.0),
        weight(wording::MEASURE, 0.0, 0.0),
        weight(support::MEASURE, 0.0, 0.35),
        weight(closeness::MEASURE, 0.0, 8.0),
    ],
};

/// Log-odds of two records without text, before any field is looked at: a thousand candidates to a duplicate.
const RECORDS: f64 = -7.0;

/// No two texts that aren't identical are the same with a greater probability than this, whatever the measures say: of pairs
/// in which all speaks for it, this share is the same on the set where it is least, see docs/relations.md.
const CERTAIN: f64 = 0.9;

/// Items at or above this probability are the same. Picked on the development sets, together with the average from which
/// on clusters join; from 0.30 to 0.37 F1 stays within 0.01.
pub(super) const ACCEPTED: f64 = 0.357;

/// Items at or above this probability tell on each other.
const FOLLOWED: f64 = 0.5;

/// A follow-up takes at most this share of its word pairs from the other: the labelled ones take 0.17 at most. Set by
/// hand above that.
const NEW_TEXT: f64 = 0.25;

/// Nor is it as close as this: the labelled ones reach 0.33. Set by hand above that, against a feed's templates.
const NEW_WORDS: f64 = 0.45;

/// The least share of words, by rarity, that the item with fewer must find in the other.
const LEAST_SHARED: f64 = 0.2;

/// From this share of the shorter item's words on, it is contained in the longer one …
const CONTAINED: f64 = 0.9;

/// … which must then have this many times its weight.
const LONGER: f64 = 1.25;

impl Question {
    /// For each weight whose measure has a value: the weight, the value, and what it adds.
    fn reasons<'a>(&self, meeting: &'a Meeting) -> impl Iterator<Item = (&'static Weight, f64, f64)> + 'a {
        self.weights.iter().filter_map(|weight| {
            let value = (weight.measure.value)(meeting)?;
            Some((weight, value, weight.zero + weight.slope * value))
        })
    }

    fn log_odds(&self, meeting: &Meeting) -> f64 {
        self.prior + self.reasons(meeting).map(|(_, _, adds)| adds).sum::<f64>()
    }

    fn evidence(&self, meeting: &Meeting) -> Vec<Evidence> {
        let prior = Evidence {
            measure: "prior".into(),
            value: 0.0,
            weight: self.prior,
            detail: "two items that share a rare word, before anything is measured".into(),
        };
        let reason = |(weight, value, adds): (&Weight, f64, f64)| Evidence {
            measure: weight.measure.name.to_owned(),
            value,
            weight: adds,
            detail: (weight.measure.detail)(meeting),
        };
        std::iter::once(prior).chain(self.reasons(meeting).map(reason)).collect()
    }
}

/// Measures that take longer than all others together: one meets hundreds of grams, the other lays two texts side by side.
const COSTLY: [&str; 2] = [text::MEASURE.name, slots::MEASURE.name];

/// Whether the probability that the two are the same can reach `least`: all is summed up but what the [`COSTLY`] say, and
/// that is taken as the most they can. `text` is at most 1, `slots` speaks against alone.
fn within_reach(meeting: &Meeting, least: f64) -> bool {
    let is_costly = |weight: &&Weight| COSTLY.contains(&weight.measure.name);
    let value = |weight: &Weight| Some(weight.zero + weight.slope * (weight.measure.value)(meeting)?);
    let others = SAME.weights.iter().filter(|weight| !is_costly(weight)).filter_map(value);
    let most = SAME.weights.iter().filter(is_costly).map(|w| w.zero.max(w.zero + w.slope).max(0.0));
    let fields = meeting.said().map(|said| said.weight);
    // Sums in another order differ in their last digits.
    doubted(probability_of(SAME.prior + others.chain(most).chain(fields).sum::<f64>() + 1e-6)) >= least
}

fn probability_of(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// What remains of a probability when all measures may be mistaken together (the lapse rate of psychometric functions,
/// Wichmann & Hill 2001).
fn doubted(probability: f64) -> f64 {
    CERTAIN * probability
}

/// The doubt as the last addend: with it, reasons add up to the log-odds of the score.
fn doubt(log_odds: f64) -> Evidence {
    let score = doubted(probability_of(log_odds));
    Evidence {
        measure: "doubt".into(),
        value: CERTAIN,
        weight: (score / (1.0 - score)).ln() - log_odds,
        detail: "some pairs are two, whatever the texts say".into(),
    }
}

/// Log-odds that the two are the same item. Records without text are judged by their fields alone.
fn same(meeting: &Meeting) -> f64 {
    let fields: f64 = meeting.said().map(|said| said.weight).sum();
    if meeting.has_text() { SAME.log_odds(meeting) + fields } else { RECORDS + fields }
}

/// Probability that the two are the same item.
pub(super) fn probability(meeting: &Meeting) -> f64 {
    doubted(probability_of(same(meeting)))
}

/// The relation of two items that aren't identical, and its score; from the probability `least` on they are the same.
pub(super) fn judge(meeting: &Meeting, least: f64) -> Option<(Relation, f64)> {
    if !meeting.has_text() || shared(meeting) >= LEAST_SHARED && within_reach(meeting, least) {
        let probability = probability(meeting);
        if probability >= least {
            let relation = if is_excerpt(meeting) { Relation::Excerpt } else { Relation::Edited };
            return Some((relation, probability));
        }
    }
    // Without a common subject the rest never suffices; most candidates end here.
    (subject::MEASURE.value)(meeting).filter(|&subject| subject > 0.0)?;
    let above = |measure: Measure, most: f64| (measure.value)(meeting).is_some_and(|value| value > most);
    if above(wording::MEASURE, NEW_TEXT) || above(closeness::MEASURE, NEW_WORDS) {
        return None;
    }
    let follows = probability_of(FOLLOWS.log_odds(meeting));
    (follows >= FOLLOWED).then_some((Relation::FollowUp, follows))
}

/// The reasons for a verdict, from the prior on, strongest first, the doubt at last; they add up to its log-odds.
pub(super) fn evidence(meeting: &Meeting, relation: Option<Relation>) -> Vec<Evidence> {
    let mut evidence = match relation {
        Some(Relation::FollowUp) => FOLLOWS.evidence(meeting),
        _ if meeting.has_text() => SAME.evidence(meeting),
        _ => vec![Evidence {
            measure: "prior".into(),
            value: 0.0,
            weight: RECORDS,
            detail: "two records that share a rare word".into(),
        }],
    };
    if relation != Some(Relation::FollowUp) {
        evidence.extend(meeting.said().map(|said| Evidence {
            measure: format!("field {}", said.field),
            value: said.agreement,
            weight: said.weight,
            detail: said.detail,
        }));
    }
    evidence[1..].sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()).then_with(|| a.measure.cmp(&b.measure)));
    if relation != Some(Relation::FollowUp) {
        evidence.push(doubt(same(meeting)));
    }
    evidence
}

/// Share of words, by rarity, that the item with fewer finds in the other.
fn shared(m: &Meeting) -> f64 {
    let least = m.shared_weight + m.only_a.min(m.only_b);
    if least > 0.0 { m.shared_weight / least } else { 0.0 }
}

fn is_excerpt(m: &Meeting) -> bool {
    let (less, more) = (m.only_a.min(m.only_b), m.only_a.max(m.only_b));
    shared(m) >= CONTAINED && m.shared_weight + more >= LONGER * (m.shared_weight + less)
}
