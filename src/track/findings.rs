//! What is worth knowing about an issue or a comparison besides its changes.

use std::collections::{BTreeMap, BTreeSet};

use super::likeness::{common, merged};
use super::mention::{MentionKind, mentions};
use super::options::Options;
use super::side::{Lexicon, Side};
use crate::model::{Audit, Date, Diff, Finding, Item, Kind, Op};

/// The same substitution is shown once when this many items have it.
const SAME_EDIT: usize = 3;
/// An editorial announces an item when it holds this share of its heading's words ...
const ANNOUNCED: f64 = 0.7;
/// ... and this many of its distinct long words, which no chance brings together.
const ANNOUNCED_WORDS: usize = 2;
/// Shorter words are mostly articles and prepositions.
const LONG: usize = 5;
/// A lead is held against this many dated items at least.
const LIST: usize = 3;

/// Findings about one issue: events that were over on the issue's day, items that the editorial announces, items that
/// stand in it twice, a lead older than all of the list below it.
pub fn of_issue(items: &[Item]) -> Vec<Finding> {
    let mut lexicon = Lexicon::default();
    let side = Side::new(items, &Options::default(), &mut lexicon);
    let mut out = past_events(items);
    out.extend(announced(&side, &lexicon));
    out.extend(twice(&side));
    out.extend(old_lead(items));
    out
}

/// Where a table of contents and what follows it disagree.
pub fn of_audit(audit: &Audit) -> Vec<Finding> {
    let finding = |name: &str, text: String| Finding { name: name.to_owned(), text, items: Vec::new() };
    let missing =
        audit.missing.iter().map(|t| finding("promised-but-missing", format!("{t:?} is promised, but not there")));
    let extra = audit.extra.iter().map(|t| finding("not-promised", format!("{t:?} is there, but not promised")));
    let retitled =
        audit.retitled.iter().map(|(a, b)| finding("retitled", format!("{a:?} is promised, {b:?} is there")));
    missing.chain(extra).chain(retitled).collect()
}

/// Substitutions that several changes share, most frequent first ("2025 → 2026 in 14 items").
pub fn same_edits(diff: &Diff, new: &[Item]) -> Vec<Finding> {
    let mut by_edit: BTreeMap<(&str, &str), BTreeSet<usize>> = BTreeMap::new();
    for change in &diff.changes {
        let Some(at) = change.new else { continue };
        for pair in change.edits.windows(2) {
            if (pair[0].op, pair[1].op) == (Op::Delete, Op::Insert) {
                by_edit.entry((pair[0].text.trim(), pair[1].text.trim())).or_default().insert(at);
            }
        }
    }
    let mut found: Vec<_> = by_edit.into_iter().filter(|(_, items)| items.len() >= SAME_EDIT).collect();
    found.sort_by_key(|(_, items)| std::cmp::Reverse(items.len()));
    let finding = |((old, new_text), at): ((&str, &str), BTreeSet<usize>)| Finding {
        name: "same-edit".to_owned(),
        text: format!("{old} → {new_text} in {} items", at.len()),
        items: at.iter().map(|i| new[*i].id.clone()).collect(),
    };
    found.into_iter().map(finding).collect()
}

/// Events before the issue's day. Only a date that is the event's beyond doubt tells: one from its heading, its first line or
/// a field of its own, not one that its text mentions further down. And where the last event of all takes place on the
/// issue's very day, that day may have been read off the event: nothing is told then.
fn past_events(items: &[Item]) -> Vec<Finding> {
    let last = items.iter().filter(|i| i.kind == Kind::Event && i.date.is_some()).max_by_key(|i| i.date);
    if last.is_some_and(|item| item.date == item.issue_date) {
        return Vec::new();
    }
    let over = |item: &Item| {
        let (end, issue) = (item.end_date.or(item.date)?, item.issue_date?);
        let text = || format!("{}: was over on {end}, the issue is of {issue}", item.heading());
        (item.kind == Kind::Event && end < issue && !is_mentioned_below(item, end)).then(text)
    };
    let finding = |(item, text): (&Item, String)| Finding {
        name: "event-in-the-past".to_owned(),
        text,
        items: vec![item.id.clone()],
    };
    items.iter().filter_map(|item| over(item).map(|text| finding((item, text)))).collect()
}

/// Whether a date stands in the running text of an item, and not at its head.
fn is_mentioned_below(item: &Item, date: Date) -> bool {
    let date = date.to_string();
    let tells = |text: &str| {
        mentions(text).iter().any(|m| m.kind == MentionKind::Date && m.value.len() > 4 && date.ends_with(&m.value))
    };
    let (first, rest) = item.body.trim_start().split_once('\n').unwrap_or((&item.body, ""));
    tells(rest) && !tells(&item.heading()) && !tells(first)
}

fn announced(side: &Side<'_>, lexicon: &Lexicon) -> Vec<Finding> {
    let long = lexicon.of_length(LONG);
    let mut out = Vec::new();
    for (editorial, words) in side.items.iter().zip(&side.views).filter(|(i, _)| i.kind == Kind::Editorial) {
        let said = merged(words);
        for (item, view) in side.items.iter().zip(&side.views).filter(|(i, _)| i.kind != Kind::Editorial) {
            let shared = common(&said, &view.heading_words);
            let telling = shared.iter().filter(|w| long.contains(w)).count();
            if telling >= ANNOUNCED_WORDS && shared.len() as f64 >= ANNOUNCED * view.heading_words.len() as f64 {
                let text = format!("the editorial announces {:?}", item.heading());
                out.push(Finding {
                    name: "announced".to_owned(),
                    text,
                    items: vec![editorial.id.clone(), item.id.clone()],
                });
            }
        }
    }
    out
}

fn twice(side: &Side<'_>) -> Vec<Finding> {
    let mut by_text: BTreeMap<&str, Vec<&Item>> = BTreeMap::new();
    for (item, view) in side.items.iter().zip(&side.views).filter(|(_, view)| !view.text.is_empty()) {
        by_text.entry(&view.text).or_default().push(item);
    }
    let mut found: Vec<Vec<&Item>> = by_text.into_values().filter(|items| items.len() > 1).collect();
    found.sort_by_key(|items| items[0].n);
    let finding = |items: Vec<&Item>| Finding {
        name: "twice-in-issue".to_owned(),
        text: format!("{} stands in the issue {} times", items[0].heading(), items.len()),
        items: items.iter().map(|item| item.id.clone()).collect(),
    };
    found.into_iter().map(finding).collect()
}

/// The first story, where it is older than every other dated one. A list with the oldest first has no such lead.
fn old_lead(items: &[Item]) -> Option<Finding> {
    let mut dated = items.iter().filter(|i| i.kind == Kind::Story).filter_map(|i| i.date.map(|d| (i, d)));
    let (lead, date) = dated.next().filter(|(item, _)| item.n <= 2)?;
    let rest: Vec<_> = dated.map(|(_, date)| date).collect();
    let older = rest.len() >= LIST && !rest.is_sorted() && rest.iter().all(|d| date < *d);
    older.then(|| Finding {
        name: "old-lead".to_owned(),
        text: format!("{} is of {date}, older than all {} items below it", lead.heading(), rest.len()),
        items: vec![lead.id.clone()],
    })
}

#[cfg(test)]
mod tests {
    use super::super::diff;
    use super::*;

    fn item(n: u32, kind: Kind, title: &str, body: &str) -> Item {
        Item { id: format!("x#{n}"), n, kind, title: Some(title.into()), body: body.into(), ..Item::default() }
    }

    fn named(findings: Vec<Finding>, name: &str) -> Vec<String> {
        findings.into_iter().filter(|f| f.name == name).map(|f| f.text).collect()
    }

    #[test]
    fn events_that_were_over() {
        let event = |day, end| Item {
            issue_date: Date::new(2026, 5, 10),
            date: Date::new(2026, 5, day),
            end_date: end,
            ..item(1, Kind::Event, "Lesung", "")
        };
        let all = of_issue(&[event(9, None), event(9, Date::new(2026, 5, 10)), event(10, None), event(11, None)]);
        assert_eq!(named(all, "event-in-the-past"), ["Lesung: was over on 2026-05-09, the issue is of 2026-05-10"]);
    }

    #[test]
    fn a_past_event_needs_a_date_of_its_own() {
        let event = |day, body: &str| Item {
            issue_date: Date::new(2026, 5, 10),
            date: Date::new(2026, 5, day),
            ..item(1, Kind::Event, "Lesung", body)
        };
        let told = |items: &[Item]| named(of_issue(items), "event-in-the-past").len();
        assert_eq!(told(&[event(9, "9. Mai, im Hafen\nEintritt frei.")]), 1);
        assert_eq!(told(&[event(9, "Im Hafen.\nAnmeldung bis zum 9. Mai.")]), 0, "a date from the running text");
        assert_eq!(told(&[event(9, "Im Hafen."), event(10, "Im Turm.")]), 0, "the issue's day may be the event's");
    }

    #[test]
    fn announced_twice_and_old() {
        let dated =
            |n, day| Item { date: Date::new(2026, 5, day), ..item(n, Kind::Story, &format!("Meldung {n}"), "Text") };
        let items = [
            Item {
                date: Date::new(2026, 1, 2),
                ..item(1, Kind::Story, "Brücke bekommt neues Geländer", "Ab Mai wird gebaut.")
            },
            item(
                2,
                Kind::Editorial,
                "Liebe Leser",
                "heute: die Brücke bekommt endlich ein neues Geländer. Viel Freude!",
            ),
            dated(3, 9),
            dated(4, 8),
            dated(5, 7),
            item(6, Kind::Story, "MELDUNG 3", "Text"),
        ];
        assert_eq!(named(of_issue(&items), "announced"), ["the editorial announces \"Brücke bekommt neues Geländer\""]);
        assert_eq!(named(of_issue(&items), "twice-in-issue"), ["Meldung 3 stands in the issue 2 times"]);
        assert_eq!(named(of_issue(&items), "old-lead").len(), 1);
        assert!(of_issue(&items[2..5]).is_empty());
    }

    #[test]
    fn one_substitution_in_many_items_is_told_once() {
        let issue = |year: &str| -> Vec<Item> {
            let places = ["Bad Alsen", "Brunn", "Coldewitz"];
            places
                .iter()
                .zip(1..)
                .map(|(p, n)| item(n, Kind::Story, &format!("Markt in {p}"), &format!("Der Plan für {year} in {p}")))
                .collect()
        };
        let (old, new) = (issue("2025"), issue("2026"));
        let diff = diff(&old, &new, &Options::default());
        assert_eq!(named(same_edits(&diff, &new), "same-edit"), ["2025 → 2026 in 3 items"]);
        assert_eq!(diff.findings.len(), 1);
    }

    #[test]
    fn audits_in_words() {
        let audit =
            Audit { promised: 2, missing: vec!["A".into()], extra: vec![], retitled: vec![("B".into(), "C".into())] };
        let texts: Vec<String> = of_audit(&audit).into_iter().map(|f| f.text).collect();
        assert_eq!(texts, ["\"A\" is promised, but not there", "\"B\" is promised, \"C\" is there"]);
    }
}
