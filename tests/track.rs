//! Stories over many issues: the store's promises.
#![cfg(feature = "track")]
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use nochmal::model::{Date, Item, Kind, Quiet};
use nochmal::pipeline::{Config, history};
use nochmal::store::{NewIssue, NewItem, Outcome, Store};
use nochmal::track::history::{same, sketch, tell};

/// Issue `n` of a newsletter: three items of its own, two that recur, one of them edited now and then.
fn issue(n: usize) -> (String, Date, Vec<Item>) {
    let date = Date::new(2026, 1 + (n / 28) as u8 % 12, 1 + (n % 28) as u8).unwrap();
    let letter = |k: usize| char::from(b'a' + (k % 26) as u8);
    let word = |k: usize| format!("{}{}{}orn", letter(k), letter(k * 7 + k / 26), letter(k * 11 + k / 5));
    let text = |from: usize| (0..20).map(|i| word(n * 60 + from + i)).collect::<Vec<_>>().join(" ");
    let mut items: Vec<(String, String)> = (0..3).map(|k| (text(k * 20)[..24].to_owned(), text(k * 20))).collect();
    let cost = 40 + n / 4;
    items.push((
        "Stadtwald wird im Herbst gepflegt".into(),
        format!("Im Herbst pflegt die Stadt ihren Wald, es kostet {cost} Mio. Euro und dauert wohl bis zum Frühling."),
    ));
    items.push((
        "Sprechstunde im Rathaus".into(),
        "Jeden ersten Montag im Monat lädt die Bürgermeisterin in ihr Büro ein, alle sind willkommen.".into(),
    ));
    let source = format!("issue-{n:03}.txt");
    let item = |((title, body), k): ((String, String), u32)| Item {
        id: format!("{source}#{k}"),
        source: source.clone(),
        issue_date: Some(date),
        n: k,
        title: Some(title),
        body,
        ..Item::default()
    };
    let items = items.into_iter().zip(1..).map(item).collect();
    (source, date, items)
}

fn add(store: &mut Store, issue: &(String, Date, Vec<Item>)) -> bool {
    put(store, issue, false) == Outcome::Added
}

fn put(store: &mut Store, (source, date, items): &(String, Date, Vec<Item>), replace: bool) -> Outcome {
    let entry = |item| {
        let sketch = sketch(item);
        NewItem { item, digest: sketch.digest, keys: sketch.keys }
    };
    let items = items.iter().map(entry).collect();
    store.add(&NewIssue { source, date: Some(*date), items, replace }, &same).unwrap()
}

fn open(folder: &Path, name: &str) -> Store {
    Store::open(&folder.join(name)).unwrap()
}

/// Which items are together, whatever their story's number.
fn content(store: &Store) -> BTreeSet<Vec<String>> {
    let mut stories: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for stored in store.export().unwrap() {
        stories.entry(stored.story).or_default().push(serde_json::to_string(&stored.item).unwrap());
    }
    stories.into_values().collect()
}

#[test]
fn any_order_gives_the_same_stories_and_the_same_order_the_same_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let issues: Vec<_> = (0..40).map(issue).collect();
    let (mut straight, mut again, mut mixed) =
        (open(folder.path(), "a"), open(folder.path(), "b"), open(folder.path(), "c"));
    for n in 0..issues.len() {
        assert!(add(&mut straight, &issues[n]));
        assert!(add(&mut again, &issues[n]));
        assert!(!add(&mut again, &issues[n / 2]), "a known issue changes nothing");
        assert!(add(&mut mixed, &issues[n * 17 % issues.len()]));
    }
    assert_eq!(straight.export().unwrap(), again.export().unwrap());
    assert_eq!(content(&straight), content(&mixed));
    for store in [&straight, &again, &mixed] {
        assert_eq!(store.verify().unwrap(), [] as [String; 0]);
    }
    let stories = straight.stories().unwrap();
    assert_eq!(stories.len(), 40 * 3 + 2);
    assert_eq!((stories[0].appearances, stories[1].appearances), (40, 40));
}

#[test]
fn a_story_is_told_with_its_ledger() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path(), "a");
    for n in [7, 0, 3, 4] {
        add(&mut store, &issue(n));
    }
    let found = store.search("stadtwald HERBST", 10).unwrap();
    assert_eq!(found.len(), 4);
    let id = found[0].story;
    let story = tell(id, vec![], store.items_of(id).unwrap(), &store.days().unwrap()).unwrap();
    let ledger: Vec<_> =
        story.appearances.iter().flat_map(|a| &a.facts).map(|f| format!("{} → {}", f.old, f.new)).collect();
    assert_eq!(ledger, ["40 Mio. Euro → 41 Mio. Euro"]);
    assert_eq!(story.sources, ["issue-000.txt", "issue-003.txt", "issue-004.txt", "issue-007.txt"]);
    assert_eq!(store.issue(Date::new(2026, 1, 4).unwrap()).unwrap().len(), 5);
    for hostile in ["\"", "AND OR NOT", "a* NEAR(b)", "", "heading:x"] {
        store.search(hostile, 10).unwrap();
    }
}

/// An item that is like two stories makes them one; the younger number leads to the older story for ever.
#[test]
fn merges_are_logged_and_numbers_stay() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path(), "a");
    let first = "eins zwei drei vier fuenf sechs sieben acht neun zehn elf zwoelf dreizehn";
    let second = "rot gelb blau gruen weiss grau braun rosa lila schwarz beige oliv tuerkis";
    let one = |n: u32, body: String| {
        let item = Item { n, source: format!("{n}"), title: Some("Bericht".into()), body, ..Item::default() };
        (format!("{n}"), Date::new(2026, 1, n as u8).unwrap(), vec![item])
    };
    add(&mut store, &one(1, first.into()));
    add(&mut store, &one(2, second.into()));
    assert_eq!(store.stories().unwrap().len(), 2);
    add(&mut store, &one(3, format!("{first} {second}")));
    assert_eq!(store.stories().unwrap().len(), 1);
    let log = store.log().unwrap();
    assert_eq!((log.len(), log[0].story, log[0].other, log[0].source.as_str()), (1, 1, 2, "3"));
    assert_eq!(store.resolve(2).unwrap(), Some((1, vec![2])));
    assert_eq!(store.resolve(9).unwrap(), None);
    add(&mut store, &one(4, "ganz andere Worte stehen hier und sonst nirgends in dieser Welt".into()));
    assert!(store.resolve(3).unwrap().is_some(), "numbers go on, none is given again");
    assert_eq!(store.verify().unwrap(), [] as [String; 0]);
}

/// A corrected issue changes nothing by itself; told to, it takes the place of the one it corrects, and nothing of that is left.
#[test]
fn a_corrected_issue_takes_the_place_of_the_wrong_one() {
    let folder = tempfile::tempdir().unwrap();
    let (mut store, mut fresh) = (open(folder.path(), "a"), open(folder.path(), "b"));
    let (wrong, other) = (issue(3), issue(4));
    let mut right = wrong.clone();
    right.2[0].body += " Berichtigt.";
    right.2[1].title = Some("Zaunkönig brütet am Wehr".into());
    right.2[1].body = "Ein Zaunkönig brütet unter dem Wehr und stört sich an nichts.".into();
    right.2.remove(4);
    assert!(add(&mut store, &wrong) && add(&mut store, &other));
    let before = store.export().unwrap();
    assert_eq!(put(&mut store, &right, false), Outcome::Differs);
    assert_eq!(store.export().unwrap(), before);
    let edited = store.search(&before[0].item.body, 1).unwrap()[0].story;
    assert_eq!(put(&mut store, &right, true), Outcome::Replaced);
    assert_eq!(put(&mut store, &right, true), Outcome::Known);
    assert!(add(&mut fresh, &other) && add(&mut fresh, &right));
    assert_eq!(content(&store), content(&fresh));
    assert_eq!(store.verify().unwrap(), [] as [String; 0]);
    assert_eq!(store.search("berichtigt", 9).unwrap()[0].story, edited, "an edited item keeps its story");
    assert_eq!(store.search(&wrong.2[1].body, 9).unwrap(), [], "what is gone isn't found");
    assert_eq!(put(&mut store, &wrong, true), Outcome::Replaced);
    assert!(add(&mut fresh, &issue(5)) && add(&mut store, &issue(5)));
    assert_eq!(content(&store).len(), 2 + 3 * 3);
}

/// Where an issue has no date, its items' own days tell when a story came up, an event's never.
#[test]
fn stories_have_the_days_of_their_appearances() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path(), "a");
    let own = Date::new(2026, 2, 3);
    let of = |title: &str, kind| Item { title: Some(title.into()), date: own, kind, ..Item::default() };
    let items = [of("Zaunkönig am Wehr", Kind::Story), of("Lesung im Turm", Kind::Event)];
    let entry = |item| NewItem { item, digest: sketch(item).digest, keys: sketch(item).keys };
    let undated = NewIssue { source: "a", date: None, items: items.iter().map(entry).collect(), replace: false };
    store.add(&undated, &same).unwrap();
    let days: Vec<_> = store.stories().unwrap().into_iter().map(|s| (s.first_seen, s.last_seen)).collect();
    assert_eq!(days, [(own, own), (None, None)]);
}

#[test]
fn readers_see_a_steady_state_beside_a_writer() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = open(folder.path(), "a");
    add(&mut writer, &issue(1));
    let reader = Store::read(&folder.path().join("a")).unwrap();
    for n in 2..6 {
        add(&mut writer, &issue(n));
        assert_eq!(reader.export().unwrap().len(), n * 5);
    }
}

#[test]
fn what_is_no_store_is_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x");
    assert!(Store::read(&path).unwrap_err().to_string().contains("there is no store"));
    std::fs::write(
        &path,
        "just some text that is long enough to be looked at by the database as a header, is it not? yes",
    )
    .unwrap();
    assert!(Store::open(&path).unwrap_err().to_string().contains("is no store of nochmal"));
}

/// The time to add an issue doesn't grow with the store: counted in what the database reads, not in seconds.
#[test]
fn adding_asks_no_more_of_a_large_store() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path(), "a");
    let asked = std::cell::Cell::new(0u64);
    let mut early = 0;
    for n in 0..200 {
        let (source, date, items) = issue(n);
        let entry = |item| {
            let sketch = sketch(item);
            NewItem { item, digest: sketch.digest, keys: sketch.keys }
        };
        let counting = |a: &Item, b: &Item| {
            asked.set(asked.get() + 1);
            same(a, b)
        };
        store
            .add(
                &NewIssue {
                    source: &source,
                    date: Some(date),
                    items: items.iter().map(entry).collect(),
                    replace: false,
                },
                &counting,
            )
            .unwrap();
        if n == 99 {
            early = asked.get();
        }
    }
    assert!(asked.get() <= 3 * early.max(1), "{} comparisons for the first hundred, {} in all", early, asked.get());
}

/// A year of a weekly newsletter, each issue as text, HTML and Markdown: straight, mixed up, in one go and in many.
#[test]
fn real_issues_in_any_order() {
    let Some(shared) = common::shared() else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut files: Vec<String> = std::fs::read_dir(shared.join("perlweekly"))
        .unwrap()
        .map(|f| f.unwrap().path().display().to_string())
        .filter(|f| !f.ends_with(".jsonl"))
        .collect();
    files.sort();
    assert_eq!(files.len(), 180);
    let add = |name: &str, files: &[String]| {
        let added =
            history::add(&folder.path().join(name), files, &Config::default(), false, &Quiet, &mut |_, _| {}).unwrap();
        added.new.len()
    };
    assert_eq!(add("all", &files), files.len());
    assert_eq!(add("all", &files), 0);
    for file in &files {
        add("single", std::slice::from_ref(file));
    }
    let mixed: Vec<String> = (0..files.len()).map(|n| files[n * 77 % files.len()].clone()).collect();
    assert_eq!(add("mixed", &mixed), files.len());
    let store = |name: &str| Store::read(&folder.path().join(name)).unwrap();
    assert!(
        store("all").export().unwrap() == store("single").export().unwrap(),
        "one by one gives another store than all at once"
    );
    assert!(content(&store("all")) == content(&store("mixed")), "another order gives other stories");
    assert_eq!(store("mixed").verify().unwrap(), [] as [String; 0]);
}

/// Stories that tell on others are linked and stay apart; the links are the same whatever the order of adding.
#[test]
fn follow_ups_link_stories() {
    let folder = tempfile::tempdir().unwrap();
    let issue = |name: &str| common::fixture(&format!("newsletters/{name}.txt"));
    let links = |name: &str, order: &[&str]| {
        let path = folder.path().join(name);
        let files: Vec<String> = order.iter().map(|n| issue(n)).collect();
        history::add(&path, &files, &Config::default(), false, &Quiet, &mut |_, _| {}).unwrap();
        let report = history::report(&Store::read(&path).unwrap(), "store", None, &Quiet).unwrap();
        assert!(report.links.iter().all(|link| link.story != link.tells_on && !link.evidence.is_empty()));
        let heading = |id: i64| report.stories.iter().find(|s| s.id == id).unwrap().canonical.item.heading();
        let told: BTreeSet<(String, String)> =
            report.links.iter().map(|l| (heading(l.story), heading(l.tells_on))).collect();
        (report.stories.len(), told)
    };
    let straight = links("a", &["000", "001", "002", "003", "004"]);
    assert_eq!(straight, links("b", &["003", "001", "004", "000", "002"]));
    assert!(straight.1.iter().any(|(new, old)| new.starts_with("Hannover") && old.starts_with("Hannover")));
}
