//! What several layouts say in the same words.

use crate::model::{Change, Diff, DiffStep, Edit, Fact, Fate, Field, Op};

/// What a reader wants to know of a change first, in this order; fates told apart by how an item went or came.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outcome {
    pub key: &'static str,
    pub label: &'static str,
    pub sign: &'static str,
    pub about: &'static str,
}

/// All outcomes, in that order.
pub(super) const OUTCOMES: [Outcome; 11] = [
    Outcome { key: "added", label: "added", sign: "+", about: "New in this issue." },
    Outcome { key: "follow-up", label: "follow-up", sign: "↪", about: "New, and telling on an old item." },
    Outcome { key: "edited", label: "edited", sign: "~", about: "In the same place, with another text." },
    Outcome { key: "moved-edited", label: "moved and edited", sign: "≈", about: "Another text in another place." },
    Outcome { key: "split", label: "split", sign: "⑂", about: "One old item became several." },
    Outcome { key: "merged", label: "merged", sign: "⊃", about: "Several old items became one." },
    Outcome { key: "pulled", label: "pulled", sign: "×", about: "Gone from the middle of the list." },
    Outcome { key: "removed", label: "removed", sign: "−", about: "Gone." },
    Outcome { key: "moved", label: "moved", sign: "↕", about: "The same text in another place." },
    Outcome { key: "aged-out", label: "aged out", sign: "⌄", about: "Fallen off the end of the list." },
    Outcome { key: "unchanged", label: "unchanged", sign: "=", about: "As before, in the same place." },
];

/// How a change is shown.
pub(super) fn outcome(change: &Change) -> &'static Outcome {
    // Every name that a change gives is in the table; a test holds that.
    OUTCOMES.iter().find(|o| o.key == change.outcome()).unwrap_or(&OUTCOMES[OUTCOMES.len() - 1])
}

/// "11 unchanged · 4 added (1 follow-up) · 5 removed (1 pulled, 4 aged-out)".
pub(super) fn tally(diff: &Diff) -> String {
    let (fates, details) = (diff.summary(), diff.details());
    let part = |fate: Fate| {
        let n = fates.get(&fate).filter(|n| **n > 0)?;
        let of_fate = |name: &str| (fate == Fate::Added) == (name == "follow-up");
        let shown: Vec<String> = match fate {
            Fate::Added | Fate::Removed => {
                details.iter().filter(|(name, _)| of_fate(name)).map(|(name, n)| format!("{n} {name}")).collect()
            }
            _ => Vec::new(),
        };
        let shown = if shown.is_empty() { String::new() } else { format!(" ({})", shown.join(", ")) };
        Some(format!("{n} {fate}{shown}"))
    };
    let parts: Vec<String> = Fate::ALL.into_iter().filter_map(part).collect();
    if parts.is_empty() { "nothing to compare".to_owned() } else { parts.join(" · ") }
}

/// "amount: 48 Millionen Euro → 50 Millionen Euro".
pub(super) fn fact(fact: &Fact) -> String {
    match (fact.old.as_str(), fact.new.as_str()) {
        ("", new) => format!("{}: new {new}", fact.kind),
        (old, "") => format!("{}: no longer {old}", fact.kind),
        (old, new) => format!("{}: {old} → {new}", fact.kind),
    }
}

/// The edits of each field that differs, in the order of fields.
pub(super) fn by_field(edits: &[Edit]) -> impl Iterator<Item = (Field, Vec<&Edit>)> {
    Field::ALL
        .into_iter()
        .map(|f| (f, edits.iter().filter(|e| e.field == f).collect::<Vec<_>>()))
        .filter(|(_, edits)| edits.iter().any(|e| e.op != Op::Equal))
}

/// The names of a step's sides without the folders that both begin with.
pub(super) fn names(step: &DiffStep) -> (&str, &str) {
    let (old, new) = &step.names;
    let same = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    let folder = old.as_bytes()[..same].iter().rposition(|c| *c == b'/').map_or(0, |slash| slash + 1);
    (&old[folder..], &new[folder..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Removal;

    #[test]
    fn every_outcome_is_in_the_table_and_the_tally_tells_it() {
        let change = |fate, removal, follows| Change { fate, removal, follows, ..Change::default() };
        let mut changes: Vec<Change> = Fate::ALL.into_iter().map(|fate| change(fate, None, None)).collect();
        changes.push(change(Fate::Added, None, Some(0)));
        changes.push(change(Fate::Removed, Some(Removal::Pulled), None));
        changes.push(change(Fate::Removed, Some(Removal::AgedOut), None));
        for change in &changes {
            assert_eq!(outcome(change).key, change.outcome());
        }
        let diff = Diff { changes, findings: Vec::new() };
        assert_eq!(
            tally(&diff),
            "1 unchanged · 1 edited · 1 moved · 1 moved-edited · 1 split · 1 merged · 2 added (1 follow-up) · \
             3 removed (1 aged-out, 1 pulled)"
        );
        assert_eq!(tally(&Diff::default()), "nothing to compare");
    }

    #[test]
    fn names_lose_the_folders_they_share() {
        let of = |old: &str, new: &str| DiffStep { names: (old.into(), new.into()), ..DiffStep::default() };
        assert_eq!(names(&of("a/b/725.txt", "a/b/726.txt")), ("725.txt", "726.txt"));
        assert_eq!(names(&of("a/1", "b/1")), ("a/1", "b/1"));
    }
}
