//! The index against the oracle, whatever its records went through.

mod damaged;

use std::collections::HashSet;
use std::fs;

use proptest::prelude::*;

use super::*;
use crate::error::ErrorKind;
use crate::fingerprint::Shingle;
use crate::join::{Measure, Similarity, all_pairs};
use crate::model::Quiet;

fn settings(measure: Measure, threshold: f64) -> Settings {
    let similarity = Similarity::new(measure, threshold).unwrap();
    Settings { similarity, shingle: Shingle::default(), texts: false }
}

fn hash(n: u64) -> u64 {
    n.wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Sets with what makes joins hard: families that differ little, shared boilerplate, equal sets, zero as a hash.
fn corpus(most: usize) -> impl Strategy<Value = Vec<Vec<u64>>> {
    let set = (0u64..6, 1u64..12, 0u64..8, proptest::collection::vec(0u64..200, 0..14)).prop_map(
        move |(family, core, boilerplate, own)| {
            let core = (0..core).map(|n| 1000 + family * 20 + n);
            let mut set: Vec<u64> = core.chain((0..boilerplate).map(|n| 5000 + n)).chain(own).map(hash).collect();
            set.sort_unstable();
            set.dedup();
            set
        },
    );
    proptest::collection::vec(set, 0..most)
}

/// The sets from `from` on as a batch, each named by its number.
fn batch(sets: &[Vec<u64>], from: usize) -> Batch {
    let mut batch = Batch::default();
    batch.source(Source { name: format!("source {from}"), date: None });
    for (at, set) in (from..).zip(sets) {
        batch.push_set(&at.to_string(), (at - from) as u64 + 1, set, 7);
    }
    batch
}

/// Delivers one batch; gives its outcome with the pairs as numbers.
fn deliver(writer: &mut Writer, sets: &[Vec<u64>], from: usize, keeping: Keeping) -> (Outcome, Vec<(u32, u32, f64)>) {
    let threshold = writer.index().settings().similarity.threshold();
    let mut delivery = writer.deliver(None, threshold, keeping, true).unwrap();
    let outcome = delivery.add(batch(sets, from), &Quiet).unwrap();
    delivery.commit(&Quiet).unwrap();
    let number = |earlier: &Earlier| earlier.stored.id.parse::<u32>().unwrap();
    let pairs =
        outcome.pairs.iter().map(|(at, earlier)| (number(earlier), (from + at) as u32, earlier.score)).collect();
    (outcome, pairs)
}

fn oracle(sets: &[Vec<u64>], measure: Measure, threshold: f64) -> Vec<(u32, u32, f64)> {
    let mut pairs: Vec<_> =
        all_pairs(sets, measure, threshold).iter().map(|pair| (pair.a, pair.b, pair.score)).collect();
    pairs.sort_by_key(|pair| (pair.1, pair.0));
    pairs
}

/// What an index answers to each of `sets`: names and scores.
fn answers(index: &Index, sets: &[Vec<u64>]) -> Vec<(usize, u32, f64)> {
    let threshold = index.settings().similarity.threshold();
    let found = index.similar(batch(sets, 0).sets(), threshold, &Quiet).unwrap();
    let mut all: Vec<_> =
        found.iter().map(|f| (f.query, index.stored(f).unwrap().id.parse().unwrap(), f.score)).collect();
    all.sort_by_key(|found| (found.0, found.1));
    all
}

fn all_answers(
    sets: &[Vec<u64>],
    measure: Measure,
    threshold: f64,
    held: impl Fn(u32) -> bool,
) -> Vec<(usize, u32, f64)> {
    let mut all: Vec<_> = (0..sets.len()).filter(|&n| held(n as u32)).map(|n| (n, n as u32, 1.0)).collect();
    for (a, b, score) in oracle(sets, measure, threshold) {
        all.extend(held(b).then_some((a as usize, b, score)));
        all.extend(held(a).then_some((b as usize, a, score)));
    }
    all.sort_by_key(|found| (found.0, found.1));
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    /// One by one or at once: the pairs are those of all pairs, and everything that is held is found again.
    #[test]
    fn any_deliveries_find_all_pairs(
        sets in corpus(50), cuts in proptest::collection::vec(1usize..20, 1..6), percent in 30u32..=100, contained: bool,
    ) {
        let measure = if contained { Measure::Containment } else { Measure::Jaccard };
        let threshold = f64::from(percent) / 100.0;
        let folder = tempfile::tempdir().unwrap();
        let mut writer = Writer::open(folder.path(), Some(settings(measure, threshold))).unwrap();
        let (mut from, mut found) = (0, Vec::new());
        for cut in cuts.iter().cycle() {
            let to = sets.len().min(from + cut);
            found.extend(deliver(&mut writer, &sets[from..to], from, Keeping::All).1);
            from = to;
            if from == sets.len() {
                break;
            }
        }
        prop_assert_eq!(&found, &oracle(&sets, measure, threshold));
        let all = all_answers(&sets, measure, threshold, |_| true);
        prop_assert_eq!(answers(writer.index(), &sets), all.clone());
        writer.compact(&Quiet).unwrap();
        drop(writer);
        let index = Index::open(folder.path()).unwrap();
        prop_assert!(index.info().unwrap().segments <= 1);
        prop_assert_eq!(answers(&index, &sets), all);
        prop_assert!(Index::verify(folder.path(), &Quiet).unwrap().is_empty());
    }

    /// What stays and which earlier record each other one repeats doesn't depend on how deliveries are cut.
    #[test]
    fn any_deliveries_keep_the_same(sets in corpus(50), cut in 1usize..50, percent in 30u32..=100, contained: bool) {
        let measure = if contained { Measure::Containment } else { Measure::Jaccard };
        let outcome = |cut: usize| {
            let folder = tempfile::tempdir().unwrap();
            let threshold = f64::from(percent) / 100.0;
            let mut writer = Writer::open(folder.path(), Some(settings(measure, threshold))).unwrap();
            let mut all = Vec::new();
            for (at, sets) in sets.chunks(cut).enumerate() {
                let repeats = deliver(&mut writer, sets, at * cut, Keeping::New).0.repeats;
                all.extend(repeats.into_iter().map(|r| r.map(|e| (e.stored.id, e.score, e.identical))));
            }
            all
        };
        let at_once = outcome(50);
        // By definition: against all earlier ones that stay, the most similar, among equals the first.
        let pairs = oracle(&sets, measure, f64::from(percent) / 100.0);
        let mut stays = Vec::new();
        for (b, repeats) in at_once.iter().enumerate() {
            let mut best: Option<(String, f64)> = None;
            for pair in pairs.iter().filter(|pair| pair.1 as usize == b && stays[pair.0 as usize]) {
                if best.as_ref().is_none_or(|best| pair.2 > best.1) {
                    best = Some((pair.0.to_string(), pair.2));
                }
            }
            prop_assert_eq!(repeats.as_ref().map(|(id, score, _)| (id.clone(), *score)), best.clone());
            stays.push(best.is_none());
        }
        prop_assert_eq!(outcome(cut), at_once);
    }

    #[test]
    fn removed_records_are_gone_and_merged_ones_are_there(sets in corpus(40), gone in proptest::collection::hash_set(0u32..40, 0..20)) {
        let (measure, threshold) = (Measure::Jaccard, 0.5);
        let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let middle = sets.len() / 2;
        let mut writer = Writer::open(one.path(), Some(settings(measure, threshold))).unwrap();
        deliver(&mut writer, &sets[..middle], 0, Keeping::All);
        let mut other = Writer::open(two.path(), Some(settings(measure, threshold))).unwrap();
        deliver(&mut other, &sets[middle..], middle, Keeping::All);
        writer.merge(other.index()).unwrap();
        prop_assert_eq!(answers(writer.index(), &sets), all_answers(&sets, measure, threshold, |_| true));
        let names: HashSet<String> = gone.iter().map(u32::to_string).collect();
        let (removed, unknown) = writer.remove(&names, &Quiet).unwrap();
        prop_assert_eq!(removed as usize + unknown.len(), gone.len());
        prop_assert_eq!(answers(writer.index(), &sets), all_answers(&sets, measure, threshold, |n| !gone.contains(&n)));
        writer.compact(&Quiet).unwrap();
        prop_assert_eq!(answers(writer.index(), &sets), all_answers(&sets, measure, threshold, |n| !gone.contains(&n)));
        prop_assert!(Index::verify(one.path(), &Quiet).unwrap().is_empty());
    }
}

fn families(records: u64) -> Vec<Vec<u64>> {
    (0..records).map(|n| (0..30).map(|k| hash(n / 3 * 1000 + k + n % 3)).chain([hash(7), hash(8)]).collect()).collect()
}

#[test]
fn many_deliveries_are_merged_and_nothing_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::open(folder.path(), Some(settings(Measure::Jaccard, 0.7))).unwrap();
    let sets = families(90);
    let found: Vec<_> = (0..90).flat_map(|n| deliver(&mut writer, &sets[n..=n], n, Keeping::All).1).collect();
    assert_eq!(found, oracle(&sets, Measure::Jaccard, 0.7));
    let info = writer.index().info().unwrap();
    assert!((info.deliveries, info.records) == (90, 90) && info.segments < 20, "{info:?}");
    let numbers: Vec<u64> = writer.index().deliveries().unwrap().iter().map(|d| d.number).collect();
    assert!(numbers.iter().copied().eq(1..=90));
    let files = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(files, info.segments + 2, "merged segments are removed");
}

#[test]
fn a_named_delivery_gets_the_same_answer_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::open(folder.path(), Some(settings(Measure::Jaccard, 0.7))).unwrap();
    let sets = families(9);
    let mut outcomes = Vec::new();
    for (name, from) in [("monday", 0), ("tuesday", 3), ("monday", 0), ("tuesday", 3)] {
        let mut delivery = writer.deliver(Some(name), 0.7, Keeping::New, false).unwrap();
        outcomes.push(delivery.add(batch(&sets[from..from + 6], from), &Quiet).unwrap());
        delivery.commit(&Quiet).unwrap();
    }
    assert_eq!((&outcomes[0], &outcomes[1]), (&outcomes[2], &outcomes[3]));
    assert_eq!(writer.index().info().unwrap().deliveries, 2);
}

#[test]
fn a_known_name_is_for_the_same_records_only_and_no_delivery_is_merged_twice() {
    let folders: [_; 2] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let sets = families(9);
    let [mut writer, mut other] =
        folders.each_ref().map(|f| Writer::open(f.path(), Some(settings(Measure::Jaccard, 0.7))).unwrap());
    let agrees = |writer: &mut Writer, name, range: std::ops::Range<usize>| {
        let mut delivery = writer.deliver(Some(name), 0.7, Keeping::New, false).unwrap();
        // The cut into batches makes no difference.
        for at in range {
            delivery.add(batch(&sets[at..=at], at), &Quiet).unwrap();
        }
        let agrees = delivery.agrees();
        delivery.commit(&Quiet).unwrap();
        agrees.is_ok()
    };
    assert!(agrees(&mut writer, "monday", 0..3) && agrees(&mut writer, "monday", 0..3));
    assert!(!agrees(&mut writer, "monday", 3..6) && !agrees(&mut writer, "monday", 0..2));
    assert!(agrees(&mut other, "today", 3..6));
    writer.merge(other.index()).unwrap();
    let before = writer.index().info().unwrap();
    assert!(writer.merge(other.index()).unwrap_err().to_string().contains("delivery 1 is delivery 2 of"));
    let itself = Index::open(folders[0].path()).unwrap();
    assert!(writer.merge(&itself).is_err());
    assert_eq!(writer.index().info().unwrap(), before);
}

#[test]
fn batches_of_one_delivery_know_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::open(folder.path(), Some(settings(Measure::Jaccard, 0.7))).unwrap();
    let sets = families(12);
    let mut delivery = writer.deliver(None, 0.7, Keeping::All, true).unwrap();
    let mut pairs = Vec::new();
    for (at, part) in sets.chunks(5).enumerate() {
        let outcome = delivery.add(batch(part, at * 5), &Quiet).unwrap();
        pairs.extend(outcome.pairs.iter().map(|(n, e)| (e.stored.id.parse().unwrap(), (at * 5 + n) as u32, e.score)));
    }
    // Nothing is there before it is committed.
    assert_eq!(Index::open(folder.path()).unwrap().info().unwrap().records, 0);
    assert_eq!(delivery.commit(&Quiet).unwrap().number, 1);
    assert_eq!(pairs, oracle(&sets, Measure::Jaccard, 0.7));
    assert_eq!(Index::open(folder.path()).unwrap().info().unwrap().records, 12);
}

#[test]
fn a_dropped_delivery_leaves_no_trace() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::open(folder.path(), Some(settings(Measure::Jaccard, 0.7))).unwrap();
    let mut delivery = writer.deliver(None, 0.7, Keeping::New, false).unwrap();
    delivery.add(batch(&families(9), 0), &Quiet).unwrap();
    delivery.add(batch(&families(9), 9), &Quiet).unwrap();
    drop(delivery);
    drop(writer);
    let mut names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["lock", "manifest"]);
}

#[test]
fn one_writer_at_a_time_and_readers_whenever() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::open(folder.path(), Some(settings(Measure::Jaccard, 0.7))).unwrap();
    let error = Writer::open(folder.path(), None).unwrap_err();
    let sentence = error.to_string();
    assert_eq!(error.kind(), ErrorKind::Store);
    assert!(sentence.contains(&format!("written to by process {}", std::process::id())), "{sentence}");
    deliver(&mut writer, &families(6), 0, Keeping::All);
    let before = Index::open(folder.path()).unwrap();
    deliver(&mut writer, &families(6), 6, Keeping::All);
    writer.compact(&Quiet).unwrap();
    drop(writer);
    assert_eq!(before.info().unwrap().records, 6);
    assert!(answers(&before, &families(6)).iter().all(|(_, id, _)| *id < 6), "an open index stays as it was");
    Writer::open(folder.path(), None).unwrap();
}

#[test]
fn leftovers_are_cleaned_up_and_other_folders_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let some = Some(settings(Measure::Jaccard, 0.7));
    deliver(&mut Writer::open(folder.path(), some).unwrap(), &families(6), 0, Keeping::All);
    fs::write(folder.path().join("00000099.seg"), "half a segment").unwrap();
    fs::write(folder.path().join("manifest.tmp"), "half a manifest").unwrap();
    fs::write(folder.path().join("notes.txt"), "mine").unwrap();
    let index = Index::open(folder.path()).unwrap();
    assert_eq!(index.info().unwrap().records, 6);
    drop(Writer::open(folder.path(), None).unwrap());
    assert!(!folder.path().join("00000099.seg").exists() && !folder.path().join("manifest.tmp").exists());
    assert!(folder.path().join("notes.txt").exists());
    let other = tempfile::tempdir().unwrap();
    fs::write(other.path().join("thesis.txt"), "mine").unwrap();
    let error = Writer::open(other.path(), some).unwrap_err().to_string();
    assert!(error.contains("holds other files (thesis.txt)"), "{error}");
    assert!(Writer::open(&other.path().join("none"), None).unwrap_err().to_string().contains("there is no index"));
}

#[test]
fn below_the_threshold_and_from_another_version_there_is_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::open(folder.path(), Some(settings(Measure::Jaccard, 0.7))).unwrap();
    assert!(writer.deliver(None, 0.6, Keeping::New, false).unwrap_err().to_string().contains("0.6 is below"));
    drop(writer);
    let path = folder.path().join("manifest");
    let text = fs::read_to_string(&path).unwrap();
    let (text, _) = text.trim_end().rsplit_once('\n').unwrap();
    let newer = text.replace("\"format\": 1", "\"format\": 2");
    fs::write(&path, format!("{newer}\n{}\n", blake3::hash(newer.as_bytes()).to_hex())).unwrap();
    let sentence = Index::open(folder.path()).unwrap_err().to_string();
    assert!(sentence.contains("another version of nochmal (format 2.1, this one reads 1.1)"), "{sentence}");
}
