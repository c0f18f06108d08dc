//! Diffs of generated issues, each item's fate known: F1 of every fate, the laws, the time on long lists.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::collections::{BTreeMap, BTreeSet};

use nochmal::model::{Date, Fate, Item, Removal};
use nochmal::track::{Options, diff};

/// A small seeded generator (SplitMix64), so that every run sees the same issues.
struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ z >> 31) % below as u64) as usize
    }

    /// A word; the first ones of some 900 come up oftener, as in any language.
    fn word(&mut self) -> String {
        let rank = self.next(30) * (1 + self.next(30));
        let parts = ["ba", "ner", "tul", "gos", "mi", "ver", "ched", "ran", "po", "lis"];
        format!("{}{}{}", parts[rank % 10], parts[rank / 10 % 10], parts[rank / 100 % 10])
    }

    fn words(&mut self, n: usize) -> String {
        (0..n).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }

    fn item(&mut self, n: usize) -> Item {
        let (title, from, to) = (5 + self.next(4), 100 + self.next(800), 2 + self.next(60));
        let body = format!("{} {from} {} {to} Prozent {}", self.words(12), self.words(8), self.words(12));
        Item { id: n.to_string(), title: Some(self.words(title)), body, ..Item::default() }
    }
}

fn change_words(text: &str, random: &mut Random) -> String {
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    for _ in 0..3 {
        let at = random.next(words.len());
        words[at] = format!("{}x", random.word());
    }
    words.join(" ")
}

fn change_numbers(text: &str) -> String {
    let bump = |word: &str| word.parse::<u32>().map_or(word.to_owned(), |n| (n + 7).to_string());
    text.split(' ').map(bump).collect::<Vec<_>>().join(" ")
}

/// Two issues and what became of each item: by fate, the ids of the new item or, where it is gone, of the old one.
fn issues(seed: u64) -> (Vec<Item>, Vec<Item>, BTreeMap<Fate, BTreeSet<String>>) {
    let mut random = Random(seed);
    let day = |n: usize| Date::new(2026, 12 - (n / 28) as u8, 28 - (n % 28) as u8);
    let old: Vec<Item> = (0..60).map(|n| Item { date: day(n), ..random.item(n) }).collect();
    let mut fates: BTreeMap<Fate, BTreeSet<String>> = BTreeMap::new();
    let mut new: Vec<Item> = Vec::new();
    for n in 0..6 {
        new.push(Item { id: format!("new{n}"), ..random.item(100 + n) });
        fates.entry(Fate::Added).or_default().insert(format!("new{n}"));
    }
    let mut tell = |fate: Fate, id: &str| {
        fates.entry(fate).or_default().insert(id.to_owned());
    };
    let mut at = 0;
    while at < old.len() {
        let item = &old[at];
        match at % 15 {
            // The tail is gone, and so is one in the middle.
            _ if at >= 54 => tell(Fate::Removed, &item.id),
            3 => tell(Fate::Removed, &item.id),
            5 => {
                tell(Fate::Edited, &item.id);
                new.push(Item { body: change_words(&item.body, &mut random), ..item.clone() });
            }
            7 => {
                tell(Fate::Edited, &item.id);
                new.push(Item { body: change_numbers(&item.body), ..item.clone() });
            }
            9 => {
                let words: Vec<&str> = item.body.split(' ').collect();
                let (first, second) = words.split_at(words.len() / 2);
                tell(Fate::Split, &item.id);
                new.push(Item { body: first.join(" "), ..item.clone() });
                new.push(Item {
                    id: format!("{}b", item.id),
                    title: Some(random.words(4)),
                    body: second.join(" "),
                    ..item.clone()
                });
            }
            11 => {
                let next = &old[at + 1];
                tell(Fate::Merged, &item.id);
                new.push(Item { body: format!("{}\n{}\n{}", item.body, next.heading(), next.body), ..item.clone() });
                at += 1;
            }
            // Laid out anew: other line breaks, capitals, quotation marks, no break spaces.
            1 => {
                tell(Fate::Unchanged, &item.id);
                let body = item.body.replacen(' ', "\n", 3).replacen(' ', "\u{a0}", 2);
                new.push(Item { title: item.title.as_deref().map(str::to_uppercase), body, ..item.clone() });
            }
            _ => {
                tell(Fate::Unchanged, &item.id);
                new.push(item.clone());
            }
        }
        at += 1;
    }
    // Three unchanged items change their places.
    let stay: Vec<usize> = (0..new.len()).filter(|i| fates[&Fate::Unchanged].contains(&new[*i].id)).collect();
    for (from, to) in [(stay[2], 40), (stay[20], 8), (stay[12], 1)] {
        let item = new.remove(from);
        fates.get_mut(&Fate::Unchanged).unwrap().remove(&item.id);
        fates.entry(Fate::Moved).or_default().insert(item.id.clone());
        new.insert(to, item);
    }
    (old, new, fates)
}

#[test]
fn every_fate_is_told() {
    let mut counts: BTreeMap<Fate, (usize, usize, usize)> = BTreeMap::new();
    for seed in 0..20 {
        let (old, new, gold) = issues(seed);
        let mut found: BTreeMap<Fate, BTreeSet<String>> = BTreeMap::new();
        for change in diff(&old, &new, &Options::default()).changes {
            let item = change.new.map(|b| &new[b]).or(change.old.map(|a| &old[a])).unwrap();
            found.entry(change.fate).or_default().insert(item.id.clone());
            if change.fate == Fate::Removed {
                let way = if change.old.unwrap() >= 54 { Removal::AgedOut } else { Removal::Pulled };
                assert_eq!(change.removal, Some(way), "{}", item.id);
            }
        }
        for (fate, theirs) in gold {
            let ours = found.remove(&fate).unwrap_or_default();
            let count = counts.entry(fate).or_default();
            *count = (count.0 + ours.intersection(&theirs).count(), count.1 + ours.len(), count.2 + theirs.len());
        }
        assert!(found.is_empty(), "{found:?}");
    }
    for (fate, (hits, ours, theirs)) in counts {
        let f1 = 2.0 * hits as f64 / (ours + theirs) as f64;
        println!("{fate}: {f1:.4}");
        assert!(f1 >= 0.98, "{fate}: F1 {f1}");
    }
}

#[test]
fn an_issue_and_itself_differ_in_nothing() {
    for seed in 0..5 {
        let (issue, ..) = issues(seed);
        let diff = diff(&issue, &issue, &Options::default());
        assert!(diff.changes.iter().all(|c| c.fate == Fate::Unchanged && c.old == c.new && c.edits.is_empty()));
        assert_eq!(diff.changes.len(), issue.len());
    }
}

/// Law 6: what was added is removed the other way, what was split is merged, all else is the same with old and new exchanged.
#[test]
fn the_other_way_mirrors() {
    for seed in 0..10 {
        let (old, new, _) = issues(seed);
        // Copies and near copies make ties.
        let old = [old.clone(), old[..7].to_vec()].concat();
        let key = |c: &nochmal::model::Change, turn: bool| {
            let (old, new) = (
                [vec![c.old], c.old_others.iter().map(|i| Some(*i)).collect()].concat(),
                [vec![c.new], c.new_others.iter().map(|i| Some(*i)).collect()].concat(),
            );
            let fate = match c.fate {
                Fate::Added if turn => Fate::Removed,
                Fate::Removed if turn => Fate::Added,
                Fate::Split if turn => Fate::Merged,
                Fate::Merged if turn => Fate::Split,
                fate => fate,
            };
            if turn { (new, old, fate, c.score.to_bits()) } else { (old, new, fate, c.score.to_bits()) }
        };
        let there: BTreeSet<_> = diff(&old, &new, &Options::default()).changes.iter().map(|c| key(c, false)).collect();
        let back: BTreeSet<_> = diff(&new, &old, &Options::default()).changes.iter().map(|c| key(c, true)).collect();
        assert_eq!(there, back, "seed {seed}");
    }
}

/// Law 6: the old issue and the diff give the new one. Each old and each new item is in exactly one change, and a
/// field's stretches give back both sides.
#[test]
fn nothing_is_lost() {
    for seed in 0..10 {
        let (old, new, _) = issues(seed);
        let changes = diff(&old, &new, &Options::default()).changes;
        let all = |pick: fn(&nochmal::model::Change) -> (Option<usize>, &Vec<usize>)| {
            let mut all: Vec<usize> = changes
                .iter()
                .flat_map(|c| {
                    let (one, more) = pick(c);
                    one.into_iter().chain(more.iter().copied())
                })
                .collect();
            all.sort_unstable();
            all
        };
        assert_eq!(all(|c| (c.old, &c.old_others)), (0..old.len()).collect::<Vec<_>>());
        assert_eq!(all(|c| (c.new, &c.new_others)), (0..new.len()).collect::<Vec<_>>());
    }
}

/// Long lists: the work grows with the items, not with their square.
#[test]
fn long_lists_are_done() {
    let mut random = Random(7);
    let old: Vec<Item> = (0..5000).map(|n| random.item(n)).collect();
    let mut new = old.clone();
    new.rotate_left(1000);
    for item in new.iter_mut().step_by(10) {
        item.body = change_words(&item.body, &mut random);
    }
    let summary = diff(&old, &new, &Options::default()).summary();
    assert_eq!(summary.get(&Fate::Added), None);
    assert_eq!(summary[&Fate::Moved] + summary[&Fate::MovedEdited], 1000);
    assert_eq!(summary.get(&Fate::Edited).unwrap_or(&0) + summary.get(&Fate::MovedEdited).unwrap_or(&0), 500);
}
