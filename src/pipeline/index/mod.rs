//! What is new against all that an index holds: records against records, questions, and items of issues.
//!
//! [`dedupe`] streams its inputs twice, as without an index: once to find what repeats, batch by batch, and once to let each record go
//! its way as it came. The delivery becomes part of the index after the records' files are in their places: whenever a run is cut short
//! before that, it can be repeated and comes to the same end.

mod items;
mod load;
mod query;

use std::collections::HashMap;
use std::fmt::Display;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::corpus::write::{Line, Verdicts};
use super::corpus::{Config, Loaded};
use crate::error::{Error, Result};
use crate::fingerprint::Shingle;
use crate::index::{Delivery, Earlier, Index, Keeping, Settings, Writer};
use crate::join::{Measure, Similarity};
use crate::model::{DeliveryInfo, IndexInfo, Observer, Relation};
use crate::read::corpus::Corpus;

pub use items::{ItemsConfig, clusters};
pub use query::{Answer, Question, query};

/// Which index a delivery goes to, and how.
#[derive(Clone, Debug)]
pub struct Target {
    /// The index's folder.
    pub folder: PathBuf,
    /// What is asked for; an index that is made because there is none gets these settings, or the usual ones.
    pub wishes: Wishes,
    /// Which records the index keeps.
    pub keeping: Keeping,
    /// The delivery's name: one that the index knows gets the same answer again.
    pub name: Option<String>,
}

/// Settings that are asked for; `None`: the index's own.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wishes {
    /// The measure.
    pub measure: Option<Measure>,
    /// From which score on records are similar: the index's own threshold or above.
    pub threshold: Option<f64>,
    /// What texts are cut into.
    pub shingle: Option<Shingle>,
    /// Whether texts are kept.
    pub texts: bool,
}

impl Wishes {
    /// The settings of a new index: what is asked for, else `usual`.
    fn settings(&self, usual: Settings) -> Result<Settings> {
        let measure = self.measure.unwrap_or(usual.similarity.measure());
        let similarity = Similarity::new(measure, self.threshold.unwrap_or(usual.similarity.threshold()))?;
        Ok(Settings { similarity, shingle: self.shingle.unwrap_or(usual.shingle), texts: self.texts })
    }

    /// Opens the index at `folder` for writing, or makes it.
    fn open(&self, folder: &Path, usual: Settings) -> Result<Writer> {
        let writer = Writer::open(folder, Some(self.settings(usual)?))?;
        self.agree(writer.index(), folder)?;
        Ok(writer)
    }

    /// An error where the index was made with other settings than those that are asked for.
    fn agree(&self, index: &Index, folder: &Path) -> Result<()> {
        let Settings { similarity, shingle, texts } = index.settings();
        let other = |asked: &dyn Display, own: &dyn Display| {
            Err(Error::usage(format!("was made with {own}, and {asked} is asked for"))
                .in_source(folder.display().to_string())
                .way_out("leave the option out, or make another index"))
        };
        match *self {
            Wishes { measure: Some(asked), .. } if asked != similarity.measure() => {
                other(&asked, &similarity.measure())
            }
            Wishes { shingle: Some(asked), .. } if asked != shingle => other(&asked, &shingle),
            Wishes { texts: true, .. } if !texts => other(&"--store-text", &"no texts"),
            _ => Ok(()),
        }
    }
}

/// Where results go, as they come.
pub trait Outlet {
    /// Whether all pairs are wanted.
    fn wants_pairs(&self) -> bool;

    /// A record (by its name) and an earlier one that it is similar to.
    ///
    /// # Errors
    /// Where writing fails.
    fn pair(&mut self, earlier: &Earlier, record: &str, relation: Relation) -> Result<()>;

    /// All is decided; when this returns, the records' files are in their places.
    ///
    /// # Errors
    /// Where writing fails; nothing becomes part of the index then.
    fn records(&mut self, checked: &Checked) -> Result<()>;
}

/// A corpus held against an index.
#[derive(Debug)]
pub struct Checked {
    /// Its records.
    pub loaded: Loaded,
    /// The records that go, each with the earlier one that it repeats.
    pub repeats: HashMap<usize, Earlier>,
    measure: Measure,
}

/// What a delivery came to.
#[derive(Debug)]
pub struct Delivered {
    /// The records.
    pub checked: Checked,
    /// The delivery; its number is the index's next one where nothing was added.
    pub info: DeliveryInfo,
    /// The index knew it.
    pub again: bool,
    /// The index afterwards.
    pub index: IndexInfo,
}

/// How two similar records belong together.
fn relation(earlier: &Earlier, measure: Measure) -> Relation {
    match measure {
        _ if earlier.identical => Relation::Identical,
        Measure::Jaccard => Relation::Edited,
        Measure::Containment => Relation::Excerpt,
    }
}

/// Holds `inputs` against the index and within themselves, and makes them part of it.
///
/// # Errors
/// Where nothing can be read or written, another process writes to the index, it was made with other settings, the delivery's name
/// is that of another delivery, or the run was stopped.
/// The index is then as before.
pub fn dedupe(
    inputs: &[String],
    config: &Config,
    target: &Target,
    outlet: &mut dyn Outlet,
    observer: &dyn Observer,
) -> Result<Delivered> {
    let corpus = load::open(inputs, config)?;
    let usual = Settings { similarity: config.similarity, shingle: config.shingle, texts: false };
    let mut writer = target.wishes.open(&target.folder, usual)?;
    let settings = writer.index().settings();
    let threshold = target.wishes.threshold.unwrap_or(settings.similarity.threshold());
    let mut delivery = writer.deliver(target.name.as_deref(), threshold, target.keeping, outlet.wants_pairs())?;
    let (checked, again) = (check(corpus, settings, &mut delivery, outlet, observer)?, delivery.again());
    delivery.agrees()?;
    outlet.records(&checked)?;
    let info = delivery.commit(observer)?;
    Ok(Delivered { checked, info, again, index: writer.index().info()? })
}

fn check(
    (corpus, problems): (Corpus, Vec<Error>),
    settings: Settings,
    delivery: &mut Delivery<'_>,
    outlet: &mut dyn Outlet,
    observer: &dyn Observer,
) -> Result<Checked> {
    let measure = settings.similarity.measure();
    let mut checked = Checked { loaded: Loaded::without_sets(corpus), repeats: HashMap::new(), measure };
    checked.loaded.problems = problems;
    let mut first = 0;
    let Checked { loaded, repeats, .. } = &mut checked;
    load::batches(loaded, settings, observer, &mut |corpus, records, batch| {
        let texts = batch.len() as u32;
        let outcome = delivery.add(batch, observer)?;
        for (at, earlier) in &outcome.pairs {
            let name = records.name(records.of_text(first + *at as u32), corpus);
            outlet.pair(earlier, &name, relation(earlier, measure))?;
        }
        for (text, earlier) in (first..).zip(outcome.repeats) {
            repeats.extend(earlier.map(|earlier| (records.of_text(text), earlier)));
        }
        first += texts;
        Ok(())
    })?;
    Ok(checked)
}

impl Checked {
    /// Number of records that go by this relation.
    pub fn count(&self, relation: Relation) -> usize {
        self.repeats.values().filter(|earlier| self::relation(earlier, self.measure) == relation).count()
    }
}

impl Verdicts for Checked {
    fn goes(&self, record: usize) -> bool {
        self.repeats.contains_key(&record)
    }

    fn line(&self, loaded: &Loaded, record: usize, raw: &str, out: &mut dyn Write) -> io::Result<()> {
        let Some(earlier) = self.repeats.get(&record) else { return Ok(()) };
        Line {
            id: &loaded.name(record),
            kept_id: &earlier.stored.id,
            relation: relation(earlier, self.measure).name(),
            score: earlier.score,
            source: loaded.source(record),
            record: loaded.records.place(record).1,
            kept_source: &earlier.stored.source,
            kept_record: earlier.stored.record,
            kept_delivery: Some(earlier.stored.delivery),
            raw,
        }
        .write(out)
    }
}
