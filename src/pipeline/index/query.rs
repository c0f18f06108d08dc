//! Questions to an index.

use std::path::Path;

use super::load;
use crate::error::Result;
use crate::fingerprint::Shingler;
use crate::index::{Found, Index, Sets};
use crate::join::Measure;
use crate::model::{KnownMatch, Observer, Relation};
use crate::pipeline::corpus::{Config, Loaded};

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub enum Question<'a> {
    /// A text.
    Text(&'a str),
    /// The records of some files.
    Files(&'a [String]),
}

/// What came of a question.
#[derive(Debug, Default)]
pub struct Answer {
    /// The best matches of each record that was asked for, best first, among equals the earliest.
    pub matches: Vec<KnownMatch>,
    /// Number of records that were asked for.
    pub asked: usize,
    /// What could not be read.
    pub problems: Vec<crate::error::Error>,
}

/// Which records of the index at `folder` are similar to what is asked for: of each all that reach `threshold` (`None`: the index's own),
/// `limit` at most.
///
/// # Errors
/// Where the threshold is below the index's own, or something can't be read.
pub fn query(
    folder: &Path,
    question: Question<'_>,
    config: &Config,
    (threshold, limit): (Option<f64>, usize),
    observer: &dyn Observer,
) -> Result<Answer> {
    let index = Index::open(folder)?;
    let settings = index.settings();
    let threshold = threshold.unwrap_or(settings.similarity.threshold());
    let mut answer = Answer::default();
    match question {
        Question::Text(text) => {
            let mut sets = Sets::default();
            sets.push(&mut Shingler::new(settings.shingle), text);
            answer.asked = 1;
            answer.matches = matches(&index, &sets, threshold, limit, observer, |_| None)?;
        }
        Question::Files(files) => {
            let (corpus, problems) = load::open(files, config)?;
            let mut loaded = Loaded::without_sets(corpus);
            loaded.problems = problems;
            load::batches(&mut loaded, settings, observer, &mut |corpus, records, batch| {
                let first = answer.asked as u32;
                let name = |text| Some(records.name(records.of_text(first + text as u32), corpus).into_owned());
                answer.matches.extend(matches(&index, batch.sets(), threshold, limit, observer, name)?);
                answer.asked += batch.len();
                Ok(())
            })?;
            answer.problems = loaded.problems;
        }
    }
    Ok(answer)
}

fn matches(
    index: &Index,
    sets: &Sets,
    threshold: f64,
    limit: usize,
    observer: &dyn Observer,
    name: impl Fn(usize) -> Option<String>,
) -> Result<Vec<KnownMatch>> {
    let other = match index.settings().similarity.measure() {
        Measure::Jaccard => Relation::Edited,
        Measure::Containment => Relation::Excerpt,
    };
    let mut found = index.similar(sets, threshold, observer)?;
    // Stable: the earliest stays first among equals.
    found.sort_by(|a, b| a.query.cmp(&b.query).then(b.score.total_cmp(&a.score)));
    let shown = |found: &Found| {
        let relation = if found.identical { Relation::Identical } else { other };
        let (known, text) = (index.stored(found)?, index.text(found)?);
        Ok(KnownMatch { query: name(found.query), score: found.score, relation, known, text })
    };
    found.chunk_by(|a, b| a.query == b.query).flat_map(|one| one.iter().take(limit)).map(shown).collect()
}
