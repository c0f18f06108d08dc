//! What the relations must show on real data, one default configuration for all of it; and what they promise anywhere.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use common::{fixture, nochmal, shared, stdout};
use nochmal::compare::{Comparer, Options};
use nochmal::model::{Item, Quiet, Relation};
use rayon::prelude::*;
use serde_json::Value;

/// The line of figures of `eval --format jsonl`.
fn figures(args: &[&str]) -> Value {
    let out = stdout(&[&["eval"], args, &["--format", "jsonl", "--samples", "10", "--worst", "0"]].concat());
    serde_json::from_str(out.lines().next().unwrap()).unwrap()
}

/// Precision, recall and F1 of the outcome called `name`.
fn quality(figures: &Value, name: &str) -> [f64; 3] {
    let outcomes = figures["outcomes"].as_array().unwrap();
    let outcome = outcomes.iter().find(|outcome| outcome["name"] == name).unwrap();
    ["precision", "recall", "f1"].map(|share| outcome["pairs"][share]["value"].as_f64().unwrap())
}

#[test]
fn front_pages_keep_their_floor() {
    let Some(shared) = shared() else { return };
    let mut f1 = Vec::new();
    for (site, floor) in [("heise.de", 0.94), ("faz.net", FAZ), ("zeit.de", ZEIT)] {
        let file = shared.join(format!("frontpages/{site}.jsonl")).display().to_string();
        let figures = figures(&[&file, "--label-field", "story"]);
        scores_keep_their_promise(site, &figures);
        f1.push(quality(&figures, "clusters")[2]);
        assert!(f1[f1.len() - 1] >= floor, "{site}: {f1:?}");
    }
    let mean = f1.iter().sum::<f64>() / 3.0;
    assert!(mean >= MEAN, "{mean}");
}

#[test]
fn newsletters_repeat_and_are_told_on() {
    let Some(shared) = shared() else { return };
    let texts: Vec<String> =
        (0..5).map(|n| shared.join(format!("newsletters/00{n}.txt")).display().to_string()).collect();
    let gold = shared.join("newsletters/relations.gold.jsonl").display().to_string();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let repeats = figures(&[&texts[..], &["--gold", &gold]].concat());
    assert_eq!(quality(&repeats, "links"), [1.0; 3]);
    assert_eq!((repeats["identical"]["links"].as_u64(), repeats["identical"]["right"].as_u64()), (Some(11), Some(11)));
    let told = figures(&[&texts[..], &["--gold", &gold, "--follow-ups"]].concat());
    let (found, right) =
        (told["outcomes"][0]["found"].as_u64().unwrap(), told["outcomes"][0]["right"].as_u64().unwrap());
    assert!(right >= 7 && found - right <= 2, "{right} of 8 and {} others", found - right);
}

#[test]
fn announcements_of_one_template_stay_apart() {
    let Some(shared) = shared() else { return };
    let feed = shared.join("salzkotten/20260727.xml").display().to_string();
    let pairs = stdout(&["pairs", &feed, "--format", "csv"]);
    let wrong = pairs.lines().skip(1).filter(|row| !row.contains(",identical,")).count();
    assert!(wrong <= 2, "{pairs}");
}

#[test]
fn entries_of_a_weekly_newsletter_are_found_again() {
    let Some(shared) = shared() else { return };
    let issues: Vec<String> =
        (725..=784).map(|n| shared.join(format!("perlweekly/{n}.md")).display().to_string()).collect();
    let issues: Vec<&str> = issues.iter().map(String::as_str).collect();
    let how = ["--label-field", "url", "--ignore-field", "url", "--neighbours", "--all"];
    let out =
        stdout(&[&["eval"], &issues[..], &how, &["--format", "jsonl", "--samples", "10", "--worst", "0"]].concat());
    let mut lines = out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let figures = lines.next().unwrap();
    scores_keep_their_promise("weekly", &figures);
    let [precision, ..] = quality(&figures, "links");
    // Between neighbouring issues: an issue that has an address twice has two entries.
    let (mut found, mut known) = (0, 0);
    let candidates: Vec<Value> = lines.map(|mut line| line["candidate"].take()).collect();
    for pair in candidates.iter().filter(|pair| pair["same"] == true) {
        let issue = |id: &Value| id.as_str().unwrap().split('#').next().unwrap().to_owned();
        if issue(&pair["a"]) != issue(&pair["b"]) {
            known += 1;
            let linked = pair["identical"] == true || pair["score"].as_f64() >= figures["threshold"].as_f64();
            found += i32::from(linked);
        }
    }
    let recall = f64::from(found) / f64::from(RETURNING);
    println!("precision {precision:.3}, recall {recall:.3}: {found} of {RETURNING}, {known} of them looked at");
    assert!(precision >= PERL[0] && recall >= PERL[1], "{precision} {recall}");
}

/// What the newsletter's gold calls the same: pairs of entries with one address, by what their texts are. Two parts of a
/// series are two ("part 3" and "part 4"), so recall can't pass 298 of 305.
#[test]
fn what_one_address_holds() {
    let Some(shared) = shared() else { return };
    let gold = std::fs::read_to_string(shared.join("perlweekly/items.gold.jsonl")).unwrap();
    let items: Vec<Value> = gold.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let number = |item: &Value| item["issue"].as_str().unwrap().parse::<i32>().unwrap();
    let words = |item: &Value, field: &str| {
        nochmal::fingerprint::words(&nochmal::normalize::comparable(item[field].as_str().unwrap_or_default()))
    };
    let part = |item: &Value| {
        let title = words(item, "title");
        title.iter().position(|word| word == "part").and_then(|at| title.get(at + 1).cloned())
    };
    let (mut within, mut between, mut identical, mut rewritten, mut parts) = (0, 0, 0, 0, 0);
    for (n, a) in items.iter().enumerate() {
        for b in items[n + 1..].iter().filter(|b| b["url"] == a["url"] && a["url"].is_string()) {
            match number(b) - number(a) {
                0 => within += 1,
                1 => {
                    between += 1;
                    let other = |field| words(a, field) != words(b, field);
                    identical += i32::from(!other("title") && !other("body"));
                    rewritten += i32::from(other("title") && other("body"));
                    parts += i32::from(part(a).is_some() && part(b).is_some() && part(a) != part(b));
                }
                _ => {}
            }
        }
    }
    println!(
        "{within} within an issue; {between} between: {identical} identical, {rewritten} in other words, {parts} of them other parts"
    );
    assert_eq!((within, between, identical, rewritten, parts), (33, RETURNING, 191, 23, 7));
}

/// Pairs of teasers that announce a live report under one heading, and those of them with one address. On one site such a
/// report keeps its address all day, on the other it gets a new one with each headline: no measure can be right on both.
#[test]
fn live_reports_keep_their_address_on_one_site_alone() {
    let Some(shared) = shared() else { return };
    let count = |site: &str| {
        let rows = std::fs::read_to_string(shared.join(format!("frontpages/{site}.jsonl"))).unwrap();
        let mut reports: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for row in rows.lines() {
            let row: Value = serde_json::from_str(row).unwrap();
            let field = |name: &str| row[name].as_str().unwrap().to_lowercase();
            let (title, body) = (field("title"), field("body"));
            if ["liveblog", "live-blog", "ticker"].iter().any(|word| title.contains(word) || body.contains(word)) {
                let title = title.replace("liveblog", "").replace("liveticker", "");
                let heading = title.split(':').map(|part| part.trim_matches([' ', '-'])).find(|part| !part.is_empty());
                reports.entry(heading.unwrap_or_default().to_owned()).or_default().push(field("story"));
            }
        }
        let pairs = |all: &Vec<String>| {
            (1..all.len()).flat_map(|j| (0..j).map(move |i| (i, j))).map(|(i, j)| all[i] == all[j]).collect::<Vec<_>>()
        };
        let pairs: Vec<bool> = reports.values().flat_map(pairs).collect();
        (pairs.iter().filter(|same| **same).count(), pairs.len())
    };
    assert_eq!([count("zeit.de"), count("faz.net")], [(136, 136), (82, 881)]);
}

/// Among links with a score of s and more the share that is right is s - 0.05 at least, labels as they are.
fn scores_keep_their_promise(set: &str, figures: &Value) {
    for bin in figures["at_least"].as_array().unwrap() {
        let (from, share) = (bin["from"].as_f64().unwrap(), bin["share"]["value"].as_f64().unwrap());
        assert!(share >= from - 0.05, "{set}: {share} are right from {from} on");
    }
}

/// Invitations, road works, updates: undated look-alikes of one template, some of them edited. The first file takes part
/// in choosing the guard's weight, the second doesn't.
#[test]
fn look_alikes_stay_apart() {
    for (file, precision) in [
        ("lookalikes.jsonl", LOOKALIKES[0]),
        ("lookalikes-unseen.jsonl", LOOKALIKES[1]),
        ("teasers.jsonl", LOOKALIKES[2]),
    ] {
        let [p, r, _] = quality(&figures(&[&fixture(file), "--label-field", "story"]), "links");
        assert!(p >= precision && r >= 0.83, "{file}: {p} {r}");
    }
}

/// Items of the real data: front pages and the newest snapshot of a feed.
fn real(shared: &Path, file: &str) -> Vec<Item> {
    let path = shared.join(file).display().to_string();
    let out = stdout(&["items", &path, "--format", "jsonl"]);
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Each pair of `count` items.
fn every_pair(count: usize) -> impl ParallelIterator<Item = (usize, usize)> {
    (0..count).into_par_iter().flat_map_iter(|b| (0..b).map(move |a| (a, b)))
}

/// All accepted pairs by looking at every pair, against those that candidates lead to.
fn candidates_lose_nothing(items: &[Item]) {
    let comparer = Comparer::new(items, &Options::default());
    let found: BTreeSet<(usize, usize)> = comparer.pairs(&Quiet).unwrap().iter().map(|pair| (pair.a, pair.b)).collect();
    let accepted = |&(a, b): &(usize, usize)| comparer.compare(a, b).relation.is_some();
    let all: BTreeSet<(usize, usize)> = every_pair(items.len()).filter(accepted).collect();
    assert_eq!(found, all);
}

#[test]
fn candidates_lose_nothing_that_the_model_accepts() {
    candidates_lose_nothing(&generated(150, 7));
    // Short ones, many of them with a single rare word or none.
    for seed in 0..20 {
        let mut items = generated(40, 100 + seed);
        items.iter_mut().step_by(2).for_each(|item| item.body.clear());
        candidates_lose_nothing(&items);
    }
    let Some(shared) = shared() else { return };
    candidates_lose_nothing(&real(&shared, "frontpages/heise.de.jsonl")[..200]);
    candidates_lose_nothing(&real(&shared, "salzkotten/20250720.xml")[..150]);
}

/// The demand for rare words or phrases in common is part of the model, and costs nothing that the weights alone would
/// take: where a pair scores high enough, it is met.
#[test]
fn no_pair_scores_high_without_being_looked_at() {
    let Some(shared) = shared() else { return };
    let mut scoring = 0;
    for (site, most) in [("heise.de", 692), ("faz.net", 500), ("zeit.de", 500)] {
        let items = &real(&shared, &format!("frontpages/{site}.jsonl"))[..most];
        let comparer = Comparer::new(items, &Options::default());
        let seen = comparer.candidates(&Quiet).unwrap();
        let identical = |a: usize, b: usize| comparer.similarity(a, b) == 1.0;
        let high = |&(a, b): &(usize, usize)| comparer.similarity(a, b) >= comparer.threshold() && !identical(a, b);
        let high: Vec<(usize, usize)> = every_pair(most).filter(high).collect();
        let unseen: Vec<_> = high.iter().filter(|pair| seen.binary_search(pair).is_err()).collect();
        assert!(unseen.is_empty(), "{site}: {unseen:?} of {}", high.len());
        scoring += high.len();
    }
    assert!(scoring > 300, "{scoring}: hardly anything was held against the candidates");
}

/// Numbers from a seed (Steele, Lea & Flood 2014).
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        ((z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 11) as usize % n
    }
}

/// Teasers of made-up words; every third repeats an earlier one, edited or cut short.
fn generated(count: usize, seed: u64) -> Vec<Item> {
    const SYLLABLES: [&str; 12] = ["ba", "rie", "ken", "stal", "mo", "lu", "tig", "hei", "na", "dor", "fe", "wes"];
    let mut draw = Random(seed);
    let word = |draw: &mut Random| -> String {
        // The product of two draws makes some words frequent and most of them rare.
        let rank = draw.below(40) * draw.below(60);
        let syllables = [rank % 12, rank / 12 % 12, rank / 144].map(|at| SYLLABLES[at % 12]);
        let mut word = syllables.concat();
        if rank.is_multiple_of(3) {
            word[..1].make_ascii_uppercase();
        }
        word
    };
    let mut items: Vec<Item> = Vec::new();
    for n in 0..count {
        let text = |draw: &mut Random, words: usize| (0..words).map(|_| word(draw)).collect::<Vec<_>>().join(" ");
        let mut item = Item { title: Some(text(&mut draw, 5)), body: text(&mut draw, 18), ..Item::default() };
        if n % 3 == 2 {
            let old = items[draw.below(items.len())].clone();
            let kept: Vec<&str> = old.body.split(' ').take(6 + draw.below(12)).collect();
            item.body = format!("{} {}", kept.join(" "), text(&mut draw, 3));
            item.title = old.title;
        }
        item.id = format!("g{n}");
        items.push(item);
    }
    items
}

/// Rarity is learned from the items at hand; unrelated ones beside them must hardly matter.
#[test]
fn unrelated_items_flip_one_verdict_in_a_hundred_at_most() {
    const TRIALS: usize = 1000;
    let items = generated(120, 3);
    let verdicts = |items: &[Item]| {
        let comparer = Comparer::new(items, &Options::default());
        let found = comparer.pairs(&Quiet).unwrap();
        found.into_iter().map(|p| ((p.a, p.b), p.relation.joins())).collect::<BTreeMap<_, _>>()
    };
    let before = verdicts(&items);
    let close: Vec<(usize, usize)> = before.keys().copied().collect();
    assert!(close.len() >= 20);
    let mut draw = Random(11);
    let (mut trials, mut flips) = (0, 0);
    while trials < TRIALS {
        // One to sixty strangers behind the list, so that positions stay.
        let strangers = generated(1 + draw.below(60), 1000 + trials as u64);
        let with: Vec<Item> = items.iter().cloned().chain(strangers).collect();
        let after = verdicts(&with);
        for &(a, b) in close.iter().take(TRIALS - trials) {
            flips += usize::from(before.get(&(a, b)) != after.get(&(a, b)));
            trials += 1;
        }
    }
    assert!(flips * 100 <= TRIALS, "{flips} of {TRIALS} verdicts flipped");
}

/// Law 5: neither the order of the items nor the number of threads changes what is found.
#[test]
fn order_and_threads_do_not_matter() {
    let items = generated(90, 5);
    let found = |items: &[Item]| {
        let pairs = Comparer::new(items, &Options::default()).pairs(&Quiet).unwrap();
        let named = |p: &nochmal::model::Pair| {
            let (a, b) = (items[p.a].id.clone(), items[p.b].id.clone());
            (a.clone().min(b.clone()), a.max(b), p.relation, (p.score * 1e6).round() as i64)
        };
        pairs.iter().map(named).collect::<BTreeSet<_>>()
    };
    let straight = found(&items);
    assert!(straight.iter().any(|(_, _, relation, _)| *relation == Relation::Edited));
    let mut turned = items.clone();
    turned.reverse();
    turned.rotate_left(31);
    assert_eq!(straight, found(&turned));
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!(straight, alone.install(|| found(&items)));
}

#[test]
fn records_of_three_trades() {
    let dir = tempfile::tempdir().unwrap();
    let run = |name: &str, kinds: &str, rows: &str, same: &[(&str, &str)], apart: &[(&str, &str)]| {
        let path = |file: &str| dir.path().join(file).display().to_string();
        let (csv, toml) = (path(&format!("{name}.csv")), path(&format!("{name}.toml")));
        std::fs::write(&csv, rows).unwrap();
        std::fs::write(&toml, format!("[kinds]\n{kinds}")).unwrap();
        let pairs = stdout(&["pairs", &csv, "--config", &toml, "--format", "csv"]);
        let linked = |a: &str, b: &str| pairs.lines().any(|row| row.starts_with(&format!("{a},{b},")));
        for (a, b) in same {
            assert!(linked(a, b), "{name}: {a} and {b} are the same\n{pairs}");
        }
        for (a, b) in apart {
            assert!(!linked(a, b), "{name}: {a} and {b} are two\n{pairs}");
        }
        let (a, b) = same[0];
        let why = String::from_utf8(nochmal(&["explain", a, b, &csv, "--config", &toml]).stdout).unwrap();
        assert!(why.contains("field "), "{why}");
    };
    run(
        "people",
        "name = \"name\"\nborn = \"date\"\ncity = \"category\"\nmail = \"id\"\n",
        "id,name,born,city,mail\n\
         p1,Hanne Petersen,1978-04-02,Husum,hanne.petersen@example.org\n\
         p2,\"Petersen, Hanne\",1978-02-04,Husum,hanne.petersen@example.org\n\
         p3,Hanno Petersen,1991-11-23,Husum,hp@example.org\n\
         p4,Meike Lorenzen,1978-04-02,Niebüll,meike@example.org\n\
         p5,Ole Carstens,1966-01-30,Husum,ole@example.org\n",
        &[("p1", "p2")],
        &[("p1", "p3"), ("p1", "p4"), ("p3", "p5")],
    );
    run(
        "products",
        "product = \"name\"\nprice = \"number\"\nean = \"id\"\nbrand = \"category\"\n",
        "id,product,price,ean,brand\n\
         a1,Wasserkocher Flut 1.7 l,39.90,4001234000017,Siel\n\
         a2,Wasserkocher Flut 1.7 Liter,39.95,4001234000017,Siel\n\
         a3,Wasserkocher Flut 1.0 l,29.90,4001234000024,Siel\n\
         a4,Toaster Ebbe,39.90,4001234000031,Siel\n",
        &[("a1", "a2")],
        &[("a1", "a3"), ("a1", "a4")],
    );
    run(
        "publications",
        "paper = \"text\"\nauthors = \"name\"\nyear = \"number\"\ndoi = \"id\"\n",
        "id,paper,authors,year,doi\n\
         b1,Tides and their tables in the German Bight,A. Brandt,1987,10.1000/tides.1\n\
         b2,\"Tides, and their tables, in the German Bight\",Anna Brandt,1987,10.1000/tides.1\n\
         b3,Salt marshes of the German Bight,A. Brandt,1993,10.1000/marsh.4\n\
         b4,Dykes before the flood,K. Lüders,1987,10.1000/dykes.2\n",
        &[("b1", "b2")],
        &[("b1", "b3"), ("b1", "b4")],
    );
}

/// F1 of front pages: the bars, which what is reached passes by a pair or two.
const FAZ: f64 = 0.70;
const ZEIT: f64 = 0.42;
const MEAN: f64 = 0.70;
/// Pairs of entries with one address in neighbouring issues of the newsletter.
const RETURNING: i32 = 305;
/// Precision and recall of the newsletter: the bar, and what is reached of 0.977 that can be.
const PERL: [f64; 2] = [0.97, 0.93];
/// Precision among look-alikes. In the third file two items with the same text count as two.
const LOOKALIKES: [f64; 3] = [0.9, 0.95, 0.83];
