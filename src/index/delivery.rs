//! One delivery: batch after batch against all that came before, and then part of the index as a whole, or not at all.

use std::sync::Arc;

use super::batch::{Batch, Picked};
use super::order::Order;
use super::reader::{Found, Index};
use super::segment::Probes;
use super::within::Within;
use super::writer::{Pending, Writer};
use crate::error::{Error, Result};
use crate::join::Similarity;
use crate::model::{DeliveryInfo, Known, Observer};

/// Which records of a delivery the index keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// Those that repeat no earlier record that was kept.
    New,
    /// All, those that repeat others included.
    All,
}

/// An earlier record that a record is similar to.
#[derive(Clone, Debug, PartialEq)]
pub struct Earlier {
    /// The earlier one.
    pub stored: Known,
    /// Their score.
    pub score: f64,
    /// Whether their words are equal.
    pub identical: bool,
}

/// What became of a batch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// For each record of the batch the earlier record that it repeats: the most similar, among equals the earliest.
    pub repeats: Vec<Option<Earlier>>,
    /// Where pairs were asked for: each record of the batch with each earlier record that it is similar to, in order.
    pub pairs: Vec<(usize, Earlier)>,
}

/// A delivery on its way into an index. Dropped without [`Delivery::commit`] it leaves no trace.
#[derive(Debug)]
pub struct Delivery<'w> {
    writer: &'w mut Writer,
    info: DeliveryInfo,
    similarity: Similarity,
    keeping: Keeping,
    pairs: bool,
    /// The delivery of this name that the index has: it gets the same answers again, and nothing is added.
    known: Option<DeliveryInfo>,
    /// Of the records so far.
    content: blake3::Hasher,
    /// Segments of earlier batches.
    pending: Pending,
    /// The last batch, which records of it stay, and its order.
    held: Option<(Batch, Vec<u32>, Order)>,
}

impl Writer {
    /// Begins a delivery: records that reach `threshold` with an earlier one repeat it. With a `name` that the index knows, the
    /// delivery is answered as it was the first time, and nothing is added. With `pairs`, all pairs are listed.
    ///
    /// # Errors
    /// Where the threshold is below the index's own.
    pub fn deliver(
        &mut self,
        name: Option<&str>,
        threshold: f64,
        keeping: Keeping,
        pairs: bool,
    ) -> Result<Delivery<'_>> {
        self.index.allows(threshold)?;
        let similarity = Similarity::new(self.index.settings.similarity.measure(), threshold)?;
        let number = self.index.manifest.next_delivery;
        let mut info = DeliveryInfo { number, name: name.map(str::to_owned), ..DeliveryInfo::default() };
        let known = match name {
            Some(_) => self.index.deliveries()?.into_iter().find(|known| known.name.as_deref() == name),
            None => None,
        };
        info.number = known.as_ref().map_or(number, |known| known.number);
        let (pending, held, content) = Default::default();
        Ok(Delivery { writer: self, info, similarity, keeping, pairs, known, content, pending, held })
    }
}

impl Delivery<'_> {
    /// Whether the index knows this delivery already.
    pub fn again(&self) -> bool {
        self.known.is_some()
    }

    /// To be asked when all batches are added: whether this is the delivery that the index knows by its name.
    ///
    /// # Errors
    /// Where the known one brought other records.
    pub fn agrees(&self) -> Result<()> {
        let Some(known) = &self.known else { return Ok(()) };
        let other = known.content.as_ref().is_some_and(|content| *content != self.content());
        if !other && known.read == self.info.read {
            return Ok(());
        }
        let name = known.name.as_deref().unwrap_or_default();
        Err(Error::usage(format!("delivery {name} of {} brought other records", known.when))
            .in_source(self.writer.index.folder.display().to_string())
            .way_out("give this one another --delivery name"))
    }

    /// Half of a digest: enough, as nobody gains by a collision.
    fn content(&self) -> String {
        self.content.finalize().to_hex()[..32].to_owned()
    }

    /// Compares a batch with all that came before, and within itself.
    ///
    /// # Errors
    /// Where reading or writing fails, or the run was stopped. The delivery can then only be dropped.
    pub fn add(&mut self, batch: Batch, observer: &dyn Observer) -> Result<Outcome> {
        self.flush(&[], observer)?;
        let threshold = self.similarity.threshold();
        let before = self.again().then_some(self.info.number);
        let probes = Probes::new(batch.sets(), self.writer.index.settings.similarity);
        let known = self.writer.index.probed(&probes, threshold, before, observer)?;
        // What this delivery has brought so far is searched like an index of its own.
        let own = Index {
            segments: self.pending.iter().map(|(segment, _)| Arc::clone(segment)).collect(),
            ..self.writer.index.clone()
        };
        let fresh = own.probed(&probes, threshold, None, observer)?;
        drop(probes);
        let everything =
            Picked { picked: (0..batch.len() as u32).collect(), batch: &batch, delivery: self.info.number };
        let (order, counts) = Order::of(&everything, batch.sets().hashes() as u64)?;
        let mut within = Within::new(batch.sets(), &order, &counts, self.similarity);
        let (mut outcome, mut kept) = (Outcome::default(), Vec::new());
        let mut known = Runs { all: &known, index: &self.writer.index };
        let mut fresh = Runs { all: &fresh, index: &own };
        for record in 0..batch.len() as u32 {
            let mut best = Best::default();
            for run in [&mut known, &mut fresh] {
                for found in run.of(record as usize) {
                    let earlier = || run.index.stored(found).map(|stored| (stored, found.score, found.identical));
                    best.see(found.score, self.pairs, record, &mut outcome.pairs, earlier)?;
                }
            }
            for (other, score) in within.similar(record, self.pairs) {
                let stored = || batch.stored(other as usize, self.info.number);
                let earlier = || Ok((stored(), score, within.identical(record, other, score)));
                best.see(score, self.pairs, record, &mut outcome.pairs, earlier)?;
            }
            if best.0.is_none() || self.keeping == Keeping::All {
                within.take(record);
                kept.push(record);
            }
            outcome.repeats.push(best.0);
        }
        batch.digest(&mut self.content);
        self.info.read += batch.len() as u64;
        self.info.kept += kept.len() as u64;
        self.info.repeats += outcome.repeats.iter().flatten().count() as u64;
        self.held = Some((batch, kept, order));
        Ok(outcome)
    }

    /// Writes the last batch.
    fn flush(&mut self, deliveries: &[DeliveryInfo], observer: &dyn Observer) -> Result<()> {
        let held = self.held.take();
        let (batch, picked, order) = match held {
            Some((_, picked, _)) if picked.is_empty() && deliveries.is_empty() => return Ok(()),
            None if deliveries.is_empty() => return Ok(()),
            held => held.unwrap_or_default(),
        };
        let rows = Picked { batch: &batch, picked, delivery: self.info.number };
        let (segment, file) = self.writer.segment((&rows, &order), (self.info.number, deliveries), observer)?;
        self.pending.push((segment, file));
        Ok(())
    }

    /// Makes the delivery part of the index, without asking whether it [agrees](Delivery::agrees): all of it is on disk when this returns. A delivery without a name that brings nothing
    /// new leaves the index as it is.
    ///
    /// # Errors
    /// Where writing fails, or the run was stopped; nothing of the delivery is then in the index.
    pub fn commit(mut self, observer: &dyn Observer) -> Result<DeliveryInfo> {
        let mut info = std::mem::take(&mut self.info);
        info.when = super::now();
        info.content = Some(self.content());
        if self.again() || (info.kept == 0 && info.name.is_none()) {
            return Ok(info);
        }
        self.info.number = info.number;
        self.flush(std::slice::from_ref(&info), observer)?;
        self.writer.add(self.pending, info.number + 1, observer)?;
        Ok(info)
    }
}

/// What was found, taken set by set.
struct Runs<'a> {
    all: &'a [Found],
    index: &'a Index,
}

impl<'a> Runs<'a> {
    fn of(&mut self, query: usize) -> &'a [Found] {
        let (mine, rest) = self.all.split_at(self.all.partition_point(|found| found.query <= query));
        self.all = rest;
        mine
    }
}

/// The earlier record that stands for one: the most similar, among equals the first that is seen.
#[derive(Default)]
struct Best(Option<Earlier>);

impl Best {
    fn see(
        &mut self,
        score: f64,
        pairs: bool,
        record: u32,
        all: &mut Vec<(usize, Earlier)>,
        earlier: impl Fn() -> Result<(Known, f64, bool)>,
    ) -> Result<()> {
        let better = self.0.as_ref().is_none_or(|best| score > best.score);
        if !better && !pairs {
            return Ok(());
        }
        let (stored, score, identical) = earlier()?;
        let earlier = Earlier { stored, score, identical };
        if pairs {
            all.push((record as usize, earlier.clone()));
        }
        if better {
            self.0 = Some(earlier);
        }
        Ok(())
    }
}
