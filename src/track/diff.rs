//! Two issues → changes.

use std::collections::{BTreeMap, BTreeSet};

use super::edits::edits;
use super::facts::facts;
use super::findings::{of_issue, same_edits};
use super::follow::follows;
use super::likeness::Likeness;
use super::matching::{Match, Matched, matched};
use super::options::Options;
use super::removal::removals;
use crate::model::{Change, Diff, Edit, Evidence, Fate, Field, Item};
use crate::normalize::comparable;

/// What changed from the `old` issue's items to the `new` one's, each list in its own order.
///
/// Items are matched one to one so that their total likeness is greatest, whatever their order; those outside the
/// longest run that kept its order have moved. What differs in layout only (line breaks, markup, case, a phrase that the
/// list hangs behind every text, a section's name) is no edit. O(n) comparisons for n items, except in lists of
/// look-alikes; deterministic; with the sides exchanged the same matches come out, added for removed and split for merged.
pub fn diff(old: &[Item], new: &[Item], options: &Options) -> Diff {
    let matched = matched(old, new, options);
    let mut by_new: BTreeMap<usize, Change> = BTreeMap::new();
    let mut gone: Vec<bool> = vec![true; old.len()];
    for m in &matched.matching.matches {
        gone[m.old] = false;
        by_new.insert(m.new, one_to_one(&matched, m, options));
    }
    for (&a, parts) in &matched.matching.splits {
        gone[a] = false;
        for &b in parts {
            by_new.remove(&b);
        }
        by_new.insert(parts[0], grouped(&matched, Fate::Split, &[a], parts));
    }
    for (&b, parts) in &matched.matching.merges {
        parts.iter().for_each(|&a| gone[a] = false);
        by_new.insert(b, grouped(&matched, Fate::Merged, parts, &[b]));
    }
    let in_split: BTreeSet<usize> = matched.matching.splits.values().flatten().copied().collect();
    let added: Vec<usize> = (0..new.len()).filter(|b| !in_split.contains(b) && !by_new.contains_key(b)).collect();
    let likeness = Likeness::new(&matched.old, &matched.new, &matched.lexicon);
    let follows = follows(&likeness, &matched.lexicon, &added, &options.decided(old, new).apart);
    for b in added {
        let told = follows.get(&b).copied();
        let facts = told.map_or_else(Vec::new, |a| facts(&old[a].whole_text(), &new[b].whole_text()));
        by_new.insert(b, Change { fate: Fate::Added, new: Some(b), follows: told, facts, ..Change::default() });
    }
    let removal = removals(old, |a| gone[a]);
    let removed = (0..old.len())
        .filter(|a| gone[*a])
        .map(|a| Change { fate: Fate::Removed, old: Some(a), removal: removal.get(&a).copied(), ..Change::default() })
        .collect();
    let mut diff = Diff { changes: in_order(by_new, removed, &matched.matching.matches), findings: Vec::new() };
    diff.findings = same_edits(&diff, new);
    diff.findings.extend(of_issue(new));
    diff
}

fn one_to_one(matched: &Matched<'_>, m: &Match, options: &Options) -> Change {
    let (a, b) = (&matched.old.items[m.old], &matched.new.items[m.new]);
    let edits = field_edits(matched, m, options);
    let topics = (a.topic.as_deref(), b.topic.as_deref());
    let other_section = matches!(topics, (Some(x), Some(y)) if x != y
        && matched.old.is_section(x) && matched.new.is_section(y) && options.sees(Field::Topic));
    let moved = !m.in_place || other_section;
    let fate = match (moved, edits.is_empty()) {
        (false, true) => Fate::Unchanged,
        (false, false) => Fate::Edited,
        (true, true) => Fate::Moved,
        (true, false) => Fate::MovedEdited,
    };
    let facts = if edits.is_empty() { Vec::new() } else { facts(&a.whole_text(), &b.whole_text()) };
    let evidence = evidence(matched, m);
    Change { fate, old: Some(m.old), new: Some(m.new), score: m.score, edits, facts, evidence, ..Change::default() }
}

/// Why two items are taken for one.
fn evidence(matched: &Matched<'_>, m: &Match) -> Vec<Evidence> {
    let (a, b) = (&matched.old.views[m.old], &matched.new.views[m.new]);
    let because = |measure: &str, value: f64, detail: &str| Evidence {
        measure: measure.to_owned(),
        value,
        // Log-odds; certainty is kept finite.
        weight: (value.clamp(0.01, 0.99) / (1.0 - value.clamp(0.01, 0.99))).ln(),
        detail: detail.to_owned(),
    };
    let mut out = vec![because(
        "likeness",
        m.score,
        if a.text == b.text { "the same text" } else { "words in common, the rarer the more" },
    )];
    if let Some(url) = a.url.as_ref().filter(|url| b.url.as_ref() == Some(url)) {
        out.push(because("url", 1.0, url));
    }
    out
}

/// Edits of all fields that differ in more than layout. A field that only one side knows was found, not written.
fn field_edits(matched: &Matched<'_>, m: &Match, options: &Options) -> Vec<Edit> {
    let (a, b) = (&matched.old.items[m.old], &matched.new.items[m.new]);
    let mut out = Vec::new();
    let mut compare = |field: Field, old: &str, new: &str| {
        if options.sees(field) && old != new && comparable(old) != comparable(new) {
            out.extend(edits(field, old, new));
        }
    };
    if matched.old.views[m.old].text != matched.new.views[m.new].text {
        let section = |t: &str| matched.old.is_section(t) || matched.new.is_section(t);
        let (old_body, new_body) = (matched.old.body(m.old), matched.new.body(m.new));
        match (&a.title, &b.title) {
            (Some(x), Some(y)) => {
                if let (Some(x), Some(y)) = (&a.topic, &b.topic)
                    && !section(x)
                    && !section(y)
                {
                    compare(Field::Topic, x, y);
                }
                compare(Field::Title, x, y);
                compare(Field::Body, old_body, new_body);
            }
            // A title that only one side has stands in the other's text.
            (x, y) => {
                let whole = |title: &Option<String>, body: &str| {
                    format!("{}\n{body}", title.as_deref().unwrap_or("")).trim().to_owned()
                };
                compare(Field::Body, &whole(x, old_body), &whole(y, new_body));
            }
        }
    }
    for field in [Field::Date, Field::EndDate, Field::Place, Field::Url] {
        if let (Some(x), Some(y)) = (a.get(field), b.get(field)) {
            compare(field, &x, &y);
        }
    }
    out
}

fn grouped(matched: &Matched<'_>, fate: Fate, old: &[usize], new: &[usize]) -> Change {
    let text = |items: &[Item], at: &[usize]| at.iter().map(|i| items[*i].whole_text()).collect::<Vec<_>>().join("\n");
    let (was, is) = (text(matched.old.items, old), text(matched.new.items, new));
    Change {
        fate,
        old: Some(old[0]),
        new: Some(new[0]),
        old_others: old[1..].to_vec(),
        new_others: new[1..].to_vec(),
        score: 1.0,
        edits: edits(Field::Body, &was, &is),
        facts: facts(&was, &is),
        ..Change::default()
    }
}

/// The order of the new issue; what is gone behind the item that stood before it and kept its place.
fn in_order(by_new: BTreeMap<usize, Change>, removed: Vec<Change>, matches: &[Match]) -> Vec<Change> {
    let mut behind: BTreeMap<Option<usize>, Vec<Change>> = BTreeMap::new();
    let mut kept = matches.iter().filter(|m| m.in_place).peekable();
    let mut last = None;
    for change in removed {
        while let Some(m) = kept.next_if(|m| Some(m.old) < change.old) {
            last = Some(m.new);
        }
        behind.entry(last).or_default().push(change);
    }
    let mut out = behind.remove(&None).unwrap_or_default();
    for (new, change) in by_new {
        out.push(change);
        out.extend(behind.remove(&Some(new)).unwrap_or_default());
    }
    out
}
