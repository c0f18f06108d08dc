//! The facts that changed: numbers, amounts with their units, dates, names.

use std::collections::{HashMap, HashSet};

use super::edits::edits;
use super::mention::{Mention, MentionKind, mentions};
use crate::model::{Edit, Fact, Field, Op};

/// The numbers, amounts, dates and names in which two texts differ, in the order of the old text, what is only in the
/// new one behind.
///
/// A fact that both texts hold, in whatever spelling ("48 Mio. €", "48 Millionen Euro"), has not changed and is not
/// listed. An old and a new one are paired where they stand in the same edit and tell of the same thing (the same unit,
/// the same word behind the number), then by unit alone, so that a text told anew still gives
/// "48-Millionen-Euro → knapp 50 Millionen Euro"; what finds no partner has an empty other side. Like [`edits`], O((n + m) d).
pub fn facts(old: &str, new: &str) -> Vec<Fact> {
    if old == new {
        return Vec::new();
    }
    let (mut gone, mut come) = (mentions(old), mentions(new));
    drop_common(&mut gone, &mut come);
    let script = edits(Field::Body, old, new);
    let (gone, come) = (place(gone, &script, Op::Insert), place(come, &script, Op::Delete));
    let pairs = pair(&gone, &come);
    let text = |side: &str, m: &Placed| side[m.mention.span.0..m.mention.span.1].to_owned();
    let mut out = Vec::new();
    for (i, m) in gone.iter().enumerate() {
        let partner = pairs.get(&i).map(|&j| &come[j]);
        let (mut was, mut is) = (text(old, m), partner.map_or(String::new(), |p| text(new, p)));
        if let Some(p) = partner
            && m.mention.kind == MentionKind::Number
            && m.mention.unit == p.mention.unit
        {
            with_following_word(&mut was, old, m);
            with_following_word(&mut is, new, p);
        }
        out.push(Fact { kind: m.mention.kind.name().to_owned(), old: was, new: is });
    }
    let paired: HashSet<usize> = pairs.into_values().collect();
    for (_, m) in come.iter().enumerate().filter(|(j, _)| !paired.contains(j)) {
        out.push(Fact { kind: m.mention.kind.name().to_owned(), old: String::new(), new: text(new, m) });
    }
    let mut seen = HashSet::new();
    out.retain(|fact| seen.insert(fact.clone()));
    out
}

/// Appends the word behind a number in its line: "31 Schulen → 33 Schulen" says more than "31 → 33".
fn with_following_word(to: &mut String, text: &str, m: &Placed) {
    let rest = text[m.mention.span.1..].lines().next().unwrap_or("");
    let word = rest.trim_start().split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    if !word.is_empty() {
        to.push(' ');
        to.push_str(word);
    }
}

/// Drops from both sides, one for one, what has the same value.
fn drop_common(gone: &mut Vec<Mention>, come: &mut Vec<Mention>) {
    let mut count: HashMap<(MentionKind, String), usize> = HashMap::new();
    for m in come.iter() {
        *count.entry((m.kind, m.value.clone())).or_default() += 1;
    }
    let mut common = HashMap::new();
    let take = |m: &Mention, from: &mut HashMap<(MentionKind, String), usize>| {
        let left = from.get_mut(&(m.kind, m.value.clone())).filter(|n| **n > 0);
        left.map(|n| *n -= 1).is_some()
    };
    gone.retain(|m| {
        let both = take(m, &mut count);
        if both {
            *common.entry((m.kind, m.value.clone())).or_default() += 1;
        }
        !both
    });
    come.retain(|m| !take(m, &mut common));
}

/// A mention with the number of the edit it stands in.
struct Placed {
    mention: Mention,
    edit: usize,
}

/// Gives each mention its edit on one side of the script (`other`: the op that side doesn't have). What lies in no edit
/// only moved, or is there once more or less than before: no changed fact.
fn place(mentions: Vec<Mention>, script: &[Edit], other: Op) -> Vec<Placed> {
    let mut changed: Vec<(usize, usize, usize)> = Vec::new();
    let (mut at, mut number) = (0, 0);
    for edit in script {
        if edit.op == Op::Equal {
            number += 1;
        }
        if edit.op != other {
            if edit.op != Op::Equal {
                changed.push((at, at + edit.text.len(), number));
            }
            at += edit.text.len();
        }
    }
    let edit_of = |m: &Mention| {
        let i = changed.partition_point(|&(_, end, _)| end <= m.span.0);
        changed.get(i).filter(|&&(from, ..)| from < m.span.1).map(|&(.., number)| number)
    };
    mentions.into_iter().filter_map(|mention| edit_of(&mention).map(|edit| Placed { mention, edit })).collect()
}

/// Pairs old with new mentions, the surest kind of pair first: same edit and unit, same edit, same unit. Amounts of
/// different units never meet; dates and names only within one edit.
fn pair(gone: &[Placed], come: &[Placed]) -> HashMap<usize, usize> {
    type Key<'m> = (MentionKind, usize, &'m str);
    let keys: [fn(&Placed) -> Option<Key<'_>>; 3] = [
        |m| Some((m.mention.kind, m.edit, m.mention.unit.as_str())),
        |m| (m.mention.kind != MentionKind::Amount).then_some((m.mention.kind, m.edit, "")),
        |m| (!m.mention.unit.is_empty()).then_some((m.mention.kind, usize::MAX, m.mention.unit.as_str())),
    ];
    let mut pairs = HashMap::new();
    let mut used = vec![false; come.len()];
    for key in keys {
        let mut waiting: HashMap<Key<'_>, Vec<usize>> = HashMap::new();
        for (j, m) in come.iter().enumerate().rev().filter(|(j, _)| !used[*j]) {
            if let Some(key) = key(m) {
                waiting.entry(key).or_default().push(j);
            }
        }
        for (i, m) in gone.iter().enumerate() {
            if !pairs.contains_key(&i)
                && let Some(j) = key(m).and_then(|k| waiting.get_mut(&k)).and_then(Vec::pop)
            {
                pairs.insert(i, j);
                used[j] = true;
            }
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(old: &str, new: &str) -> Vec<String> {
        facts(old, new).into_iter().map(|f| format!("{}: {} → {}", f.kind, f.old, f.new)).collect()
    }

    #[test]
    fn pairs_what_tells_of_the_same_thing() {
        assert_eq!(
            shown("Das 48-Millionen-Euro-Paket hilft.", "Nun fließen knapp 50 Millionen Euro, sagt die Stadt."),
            ["amount: 48-Millionen-Euro → knapp 50 Millionen Euro"]
        );
        assert_eq!(
            shown("Am 5. Mai öffnen 31 Schulen.", "Am 6. Juni öffnen 33 Schulen."),
            ["date: 5. Mai → 6. Juni", "number: 31 Schulen → 33 Schulen"]
        );
        assert_eq!(
            shown("Es leitet heute Erna Quast das Amt.", "Es leitet heute Olaf Blume das Amt."),
            ["name: Erna Quast → Olaf Blume"]
        );
    }

    #[test]
    fn spelling_is_no_change_and_units_dont_mix() {
        assert!(shown("Es kostet 48 Mio. €.", "Kosten: 48 Millionen Euro").is_empty());
        for other in ["800 000 Euro", "800\u{a0}000 Euro", "800\u{202f}000\u{202f}Euro", "EUR 800.000"] {
            assert!(shown("Es kostet 800.000 Euro.", &format!("Es kostet {other}.")).is_empty(), "{other}");
        }
        assert_eq!(shown("Heft 325\nViel Freude", "Heft 326\nViel Freude"), ["number: 325 → 326"]);
        assert_eq!(shown("mit 40 Prozent", "mit 40 Euro"), ["amount: 40 Prozent → ", "amount:  → 40 Euro"]);
        assert_eq!(shown("Stand 2025", "Stand 2026"), ["date: 2025 → 2026"]);
    }

    proptest! {
        #[test]
        fn equal_texts_have_none_and_sides_mirror(old in "([0-9]{1,4}|[A-Za-z]{1,5}|Mio|Euro|Mai|[.,:-]| ){0,30}", new in "([0-9]{1,4}|[A-Za-z]{1,5}|Mio|Euro|Mai|[.,:-]| ){0,30}") {
            prop_assert!(facts(&old, &old).is_empty());
            for fact in facts(&old, &new) {
                prop_assert!(!(fact.old.is_empty() && fact.new.is_empty()));
            }
        }
    }
}
