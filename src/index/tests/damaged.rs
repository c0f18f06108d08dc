//! Texts and places come back, and what is damaged is found out.

use std::fs;
use std::path::Path;

use super::{Batch, Found, Index, Keeping, Sets, Settings, Source, Writer, hash, settings};
use crate::fingerprint::{Shingle, Shingler};
use crate::join::Measure;
use crate::model::{Known, Quiet};

fn texts() -> Vec<String> {
    (0..40u64).map(|n| (0..40).map(|k| format!("wort{} ", hash(n / 2 * 50 + k + n % 2 * 3) % 5000)).collect()).collect()
}

fn write_texts(folder: &Path) {
    let settings = Settings { texts: true, ..settings(Measure::Jaccard, 0.6) };
    let mut writer = Writer::open(folder, Some(settings)).unwrap();
    let mut shingler = Shingler::new(settings.shingle);
    for (part, texts) in (0..).zip(texts().chunks(10)) {
        let mut batch = Batch::default();
        batch.source(Source { name: format!("part {part}"), date: Some("2026-05-04".into()) });
        texts.iter().zip(1..).for_each(|(text, n)| batch.push(&mut shingler, "", n, text, true).unwrap());
        let mut delivery = writer.deliver(None, 0.6, Keeping::All, false).unwrap();
        delivery.add(batch, &Quiet).unwrap();
        delivery.commit(&Quiet).unwrap();
    }
}

fn query(folder: &Path) -> crate::error::Result<Vec<(usize, Known, String, String)>> {
    let index = Index::open(folder)?;
    let (mut sets, mut shingler) = (Sets::default(), Shingler::new(Shingle::default()));
    texts().iter().for_each(|text| sets.push(&mut shingler, text));
    let shown = |found: &Found| {
        let text = index.text(found)?.unwrap_or_default();
        Ok((found.query, index.stored(found)?, text, found.score.to_string()))
    };
    index.similar(&sets, 0.6, &Quiet)?.iter().map(shown).collect()
}

#[test]
fn texts_and_places_come_back() {
    let folder = tempfile::tempdir().unwrap();
    write_texts(folder.path());
    let found = query(folder.path()).unwrap();
    let own: Vec<_> = found.iter().filter(|(at, stored, ..)| stored.delivery == *at as u64 / 10 + 1).collect();
    assert!(
        own.len() >= 40 && found.iter().all(|(_, stored, text, _)| texts().contains(text) && stored.shingles == 36)
    );
    let (_, stored, ..) = own[0];
    assert_eq!((stored.id.as_str(), stored.record, stored.date.as_deref()), ("part 0#1", Some(1), Some("2026-05-04")));
    assert_eq!(own.iter().filter(|(at, _, text, score)| *text == texts()[*at] && score == "1").count(), 40);
}

/// A flipped bit, a cut, a swap, anywhere: the answer is right or there is a sentence.
#[test]
fn mutated_indexes_answer_rightly_or_fail_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    write_texts(folder.path());
    let right = query(folder.path()).unwrap();
    let mut files: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|path| !path.ends_with("lock"));
    files.sort();
    let whole: Vec<Vec<u8>> = files.iter().map(|path| fs::read(path).unwrap()).collect();
    let mut state = 1u64;
    let mut below = |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) as usize % n
    };
    let (mut failed, mut named) = (0, 0);
    // All 10,000 take the optimised build; see benches/README.md.
    let rounds = std::env::var("NOCHMAL_MUTATIONS").map_or(400, |n| n.parse().unwrap());
    for round in 0..rounds {
        let at = below(files.len());
        let mut bytes = whole[at].clone();
        match round % 6 {
            0 => bytes.truncate(below(bytes.len())),
            1 => bytes.extend((0..below(40)).map(|n| n as u8)),
            2 => (0..8).for_each(|_| bytes[below(whole[at].len())] = below(256) as u8),
            3 => {
                let (from, to) = (below(bytes.len()), below(bytes.len()));
                let piece: Vec<u8> = bytes[from..].iter().take(64).copied().collect();
                piece.iter().zip(&mut bytes[to..]).for_each(|(new, old)| *old = *new);
            }
            4 => bytes.clone_from(&whole[below(files.len())]),
            _ => bytes[below(whole[at].len())] ^= 1 << below(8),
        }
        fs::write(&files[at], &bytes).unwrap();
        match query(folder.path()) {
            Ok(found) => assert!(found == right, "round {round}: a wrong answer"),
            Err(error) => {
                failed += 1;
                assert!(error.to_string().contains("; "), "round {round}: no way out in: {error}");
            }
        }
        let wrong = Index::verify(folder.path(), &Quiet).unwrap_or_else(|error| vec![error]);
        assert!(bytes == whole[at] || !wrong.is_empty(), "round {round}: not named");
        named += usize::from(!wrong.is_empty());
        fs::write(&files[at], &whole[at]).unwrap();
    }
    assert!(named >= rounds * 8 / 10 && failed > rounds / 4, "{named} named, {failed} failed of {rounds}");
}
