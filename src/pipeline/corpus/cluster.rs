//! Records that belong together.

use super::{CHAIN_SIZE, CHAIN_SLACK, Config, Linkage, Loaded};
use crate::model::Relation;

/// Two records or more that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// Stable name: made from its members' own names and words, whatever their order and the files' places.
    pub id: String,
    /// The record that stands for the others.
    pub canonical: usize,
    /// All of them, in order of the input.
    pub members: Vec<Member>,
    /// Score of the weakest link that was needed to hold it together.
    pub weakest: f64,
}

/// A record in a cluster.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Member {
    /// The record.
    pub record: usize,
    /// How it belongs to the cluster (the canonical one: identical).
    pub relation: Relation,
    /// Score of the link that ties it to the canonical record, or, with single linkage, of its best link.
    pub score: f64,
}

impl Cluster {
    /// The weakest link, where the cluster is large and hangs by links close to the threshold: its ends may be strangers.
    pub fn chained(&self, config: &Config) -> Option<f64> {
        let threshold = config.similarity.threshold();
        let slack = threshold + CHAIN_SLACK * (1.0 - threshold);
        let hangs = config.linkage == Linkage::Single && self.members.len() >= CHAIN_SIZE && self.weakest < slack;
        hangs.then_some(self.weakest)
    }
}

/// Twelve hexadecimal digits made from what its records are (their own names and their words), not from where they lie: two of
/// a million clusters share a name with probability below 1 in 500.
pub(super) fn name(loaded: &Loaded, members: impl Iterator<Item = usize>) -> String {
    let key = |record| loaded.records.text_of(record).map_or(0, |text| loaded.keys[text as usize]);
    let mut members: Vec<(&str, u64)> = members.map(|record| (loaded.records.own_name(record), key(record))).collect();
    members.sort_unstable();
    let mut hasher = blake3::Hasher::new();
    for (name, key) in members {
        hasher.update(&(name.len() as u64).to_le_bytes()).update(name.as_bytes()).update(&key.to_le_bytes());
    }
    hasher.finalize().to_hex()[..12].to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::tests::Folder;
    use super::super::{Config, Method, clusters, load};
    use crate::model::Quiet;

    #[test]
    fn names_of_clusters_do_not_hang_on_places() {
        let line = |text: &str| format!("{{\"text\":\"{text}\"}}\n");
        let input = [line("One text of a few words"), line("one text, of a few words"), line("Two"), line("two")];
        for method in [Method::Exact, Method::Digest] {
            let names = |file: &str, lines: Vec<&str>| {
                let (folder, config) = (Folder::new(), Config { method, ..Config::new().unwrap() });
                let mut loaded = load(&[folder.file(file, lines.concat().as_bytes())], &config, &Quiet).unwrap();
                let found = clusters(&mut loaded, &config, &Quiet).unwrap();
                found.into_iter().map(|cluster| cluster.id).collect::<BTreeSet<String>>()
            };
            let here = names("a.jsonl", input.iter().map(String::as_str).collect());
            assert_eq!(here.len(), 2);
            assert_eq!(here, names("b.jsonl", input.iter().rev().map(String::as_str).collect()));
        }
    }
}
