//! The two set measures, and the bounds that follow from a threshold.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result};

/// How similar two shingle sets are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measure {
    /// |A∩B| / |A∪B|.
    Jaccard,
    /// |A∩B| / min(|A|, |B|).
    Containment,
}

impl FromStr for Measure {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "jaccard" => Ok(Measure::Jaccard),
            "containment" => Ok(Measure::Containment),
            _ => Err(Error::usage(format!("'{text}' is no measure of sets")).way_out("write jaccard or containment")),
        }
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Measure::Jaccard => "jaccard",
            Measure::Containment => "containment",
        })
    }
}

/// A measure with the threshold from which on two sets count as similar.
///
/// Scores are quotients of integers, rounded once to `f64`, and held against the threshold as such: 7/10 reaches 0.7.
/// All bounds follow from that same comparison, so that none of them can contradict it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Similarity {
    measure: Measure,
    threshold: f64,
}

impl Similarity {
    /// `threshold` must be above 0 (at 0 everything is similar to everything) and at most 1.
    pub fn new(measure: Measure, threshold: f64) -> Result<Self> {
        if threshold > 0.0 && threshold <= 1.0 {
            return Ok(Similarity { measure, threshold });
        }
        Err(Error::usage(format!("{threshold} is no threshold")).way_out("choose one above 0 and at most 1"))
    }

    /// The measure.
    pub fn measure(&self) -> Measure {
        self.measure
    }

    /// The threshold.
    pub fn threshold(&self) -> f64 {
        self.threshold
    }

    /// Score of two sets of sizes `a` and `b` with `common` elements in common; 0 where one of them is empty.
    #[inline]
    pub fn score(&self, common: u32, a: u32, b: u32) -> f64 {
        if common == 0 {
            return 0.0;
        }
        let of = match self.measure {
            Measure::Jaccard => u64::from(a) + u64::from(b) - u64::from(common),
            Measure::Containment => u64::from(a.min(b)),
        };
        f64::from(common) / of as f64
    }

    /// Least overlap that makes sets of sizes `a` and `b` similar; more than the smaller one where none can.
    #[inline]
    pub fn needed(&self, a: u32, b: u32) -> u32 {
        let (small, sum) = (a.min(b), f64::from(a) + f64::from(b));
        let guess = match self.measure {
            Measure::Jaccard => self.threshold / (1.0 + self.threshold) * sum,
            Measure::Containment => self.threshold * f64::from(small),
        };
        self.least(guess, small, |common| self.score(common, a, b))
    }

    /// Least overlap that a set of size `a` needs with any set (Jaccard) or with any that is no smaller (containment).
    #[inline]
    pub fn needed_by(&self, a: u32) -> u32 {
        self.least(self.threshold * f64::from(a), a, |common| f64::from(common) / f64::from(a))
    }

    /// Size of the smallest set that can be similar to one of size `b`.
    #[inline]
    pub fn smallest_partner(&self, b: u32) -> u32 {
        match self.measure {
            Measure::Jaccard => self.needed_by(b),
            Measure::Containment => 1,
        }
    }

    /// The least number from 1 to `most` whose score reaches the threshold, else `most` + 1; `guess` is off by rounding only.
    #[inline]
    fn least(&self, guess: f64, most: u32, score: impl Fn(u32) -> f64) -> u32 {
        let mut common = (guess.ceil() as u32).clamp(1, most.saturating_add(1));
        while common > 1 && score(common - 1) >= self.threshold {
            common -= 1;
        }
        while common <= most && score(common) < self.threshold {
            common += 1;
        }
        common
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn thresholds_are_checked() {
        for wrong in [0.0, -0.1, 1.01, f64::NAN, f64::INFINITY] {
            assert!(Similarity::new(Measure::Jaccard, wrong).is_err(), "{wrong}");
        }
        assert_eq!("jaccard".parse::<Measure>().unwrap(), Measure::Jaccard);
        assert!("cosine".parse::<Measure>().is_err());
    }

    proptest! {
        #[test]
        fn bounds_are_the_least(a in 1u32..400, b in 1u32..400, percent in 1u32..=100, contained: bool) {
            let measure = if contained { Measure::Containment } else { Measure::Jaccard };
            let s = Similarity::new(measure, f64::from(percent) / 100.0).unwrap();
            let (small, large) = (a.min(b), a.max(b));
            let least = (1..=small).find(|&o| s.score(o, a, b) >= s.threshold());
            prop_assert_eq!(s.needed(a, b), least.unwrap_or(small + 1));
            if let Some(least) = least {
                prop_assert!(s.needed_by(small) <= least);
                prop_assert!(small >= s.smallest_partner(large));
                prop_assert!(contained || s.needed_by(large) <= least);
            }
        }
    }
}
