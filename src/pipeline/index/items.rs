//! Items of issues against all issues that an index holds.

use std::collections::HashSet;
use std::path::PathBuf;

use super::{Wishes, relation};
use crate::error::Result;
use crate::fingerprint::{Shingle, Shingler, has_words};
use crate::index::{Batch, Earlier, Index, Keeping, Settings, Source, Writer};
use crate::join::{Measure, Similarity};
use crate::model::{ClustersReport, Issue, Item, Observer, Relation, Seen};
use crate::pipeline;

/// Which index items are held against.
#[derive(Clone, Debug)]
pub struct ItemsConfig {
    /// The index's folder.
    pub folder: PathBuf,
    /// What is asked for; an index that is made because there is none gets these settings, or the usual ones.
    pub wishes: Wishes,
    /// Whether the issues become part of the index.
    pub add: bool,
}

/// Half of the runs of three words: what counts as the same text edited (see [`same`](crate::track::history::same)); teasers are too short
/// for more.
fn usual() -> Result<Settings> {
    Ok(Settings { similarity: Similarity::new(Measure::Jaccard, 0.5)?, shingle: Shingle::Word(3), texts: false })
}

/// As [`clusters`](pipeline::clusters), and where the index can't be read or written.
pub fn clusters(
    inputs: &[String],
    config: &pipeline::Config,
    index: &ItemsConfig,
    observer: &dyn Observer,
) -> Result<ClustersReport> {
    let mut report = pipeline::clusters(inputs, config, observer)?;
    let own: HashSet<&str> = report.issues.iter().map(|issue| issue.source.as_str()).collect();
    let mut found = Vec::new();
    if index.add {
        let mut writer = index.wishes.open(&index.folder, usual()?)?;
        for issue in &report.issues {
            found.extend(add(&mut writer, issue, &report.items, observer)?);
        }
    } else {
        let open = Index::open(&index.folder)?;
        index.wishes.agree(&open, &index.folder)?;
        for issue in &report.issues {
            found.extend(look_up(&open, issue, &report.items, observer)?);
        }
    }
    // What stands in the inputs themselves the clusters show.
    found.retain(|seen| !own.contains(seen.source.as_str()));
    report.seen = found;
    Ok(report)
}

/// The items of an issue, and a name made of all that counts in them.
struct Batched {
    batch: Batch,
    name: String,
    /// For each text of the batch its item: what has no words is compared with nothing.
    items: Vec<usize>,
}

fn batch(issue: &Issue, items: &[Item], settings: Settings) -> Result<Batched> {
    let (mut batch, mut shingler) = (Batch::default(), Shingler::new(settings.shingle));
    let mut batched = Vec::new();
    let mut hasher = blake3::Hasher::new();
    batch.source(Source { name: issue.source.clone(), date: issue.date.map(|date| date.to_string()) });
    for (at, number) in issue.items.clone().zip(1..) {
        let text = items[at].whole_text();
        if has_words(&text) {
            batch.push(&mut shingler, &items[at].id, number, &text, settings.texts)?;
            batched.push(at);
        }
        hasher.update(&(text.len() as u64).to_le_bytes()).update(text.as_bytes());
    }
    let name = format!("{} {}", issue.source, &hasher.finalize().to_hex()[..16]);
    Ok(Batched { batch, name, items: batched })
}

fn add(writer: &mut Writer, issue: &Issue, items: &[Item], observer: &dyn Observer) -> Result<Vec<Seen>> {
    let settings = writer.index().settings();
    let Batched { batch, name, items } = batch(issue, items, settings)?;
    // All wordings are kept: what is edited little by little is still found.
    let mut delivery = writer.deliver(Some(&name), settings.similarity.threshold(), Keeping::All, true)?;
    let outcome = delivery.add(batch, observer)?;
    delivery.commit(observer)?;
    let measure = settings.similarity.measure();
    Ok(outcome
        .pairs
        .into_iter()
        .map(|(at, earlier)| {
            let relation = relation(&earlier, measure);
            seen(items[at], earlier, relation)
        })
        .collect())
}

fn look_up(index: &Index, issue: &Issue, items: &[Item], observer: &dyn Observer) -> Result<Vec<Seen>> {
    let settings = index.settings();
    let Batched { batch, items, .. } = batch(issue, items, settings)?;
    let found = index.similar(batch.sets(), settings.similarity.threshold(), observer)?;
    found
        .iter()
        .map(|found| {
            let earlier = Earlier { stored: index.stored(found)?, score: found.score, identical: found.identical };
            let relation = relation(&earlier, settings.similarity.measure());
            Ok(seen(items[found.query], earlier, relation))
        })
        .collect()
}

fn seen(item: usize, Earlier { stored, score, .. }: Earlier, relation: Relation) -> Seen {
    Seen { item, id: stored.id, source: stored.source, date: stored.date, delivery: stored.delivery, relation, score }
}
