//! What several layouts say in the same words.

use crate::model::{
    Change, Cluster, Diff, DiffStep, Edit, Evidence, Fact, Fate, Field, Item, Member, Op, Relation, Verdict,
};

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

/// When an item was said: its issue's day. Where that is unknown its own, marked as such: "of 2026-03-04".
pub(super) fn day(item: &Item) -> Option<String> {
    item.issue_date.map(|day| day.to_string()).or_else(|| item.day().map(|day| format!("of {day}")))
}

/// The score of a member as it is shown: to itself the canonical one is identical.
pub(super) fn score_of(cluster: &Cluster, member: &Member) -> f64 {
    if member.item == cluster.canonical { 1.0 } else { member.score }
}

/// Measures by name that say nothing of one pair: what all begin with, and the doubt in all of them.
const OF_ALL: [&str; 2] = ["prior", "doubt"];
/// Stands above all measures, and first.
const DECISION: &str = "decision";

/// The reasons that speak most for a pair, the strongest first; a decision alone, where there is one.
pub(super) fn because(evidence: &[Evidence], most: usize) -> Vec<&Evidence> {
    if let Some(decision) = evidence.first().filter(|e| e.measure == DECISION) {
        return vec![decision];
    }
    let mut found: Vec<&Evidence> =
        evidence.iter().filter(|e| e.weight > 0.0 && !OF_ALL.contains(&e.measure.as_str())).collect();
    found.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    found.truncate(most);
    found
}

/// The score that the reasons of a verdict add up to. Of two that aren't related a comparison gives no more than the
/// threshold; here it is what speaks for a relation all the same.
pub(super) fn score(verdict: &Verdict) -> f64 {
    if verdict.relation.is_some() { verdict.score } else { sum(&verdict.evidence) }
}

/// The score that the [`reasons`] shown add up to: of a decided pair what the measures alone give.
pub(super) fn weighed(verdict: &Verdict) -> f64 {
    if decided(verdict) { sum(reasons(verdict)) } else { score(verdict) }
}

/// The probability to which log-odds add up.
fn sum(evidence: &[Evidence]) -> f64 {
    let log_odds: f64 = evidence.iter().map(|e| e.weight).sum();
    1.0 / (1.0 + (-log_odds).exp())
}

/// What there is to say of a verdict beside its relation.
pub(super) fn verdict(verdict: &Verdict) -> String {
    match verdict.relation {
        _ if decided(verdict) => "as a person decided; what the measures alone say:".to_owned(),
        Some(Relation::Identical) => "score 1.00: there is nothing to weigh".to_owned(),
        None if score(verdict) > verdict.score + 1e-9 => {
            format!("score {:.2}, but too few rare words in common", score(verdict))
        }
        _ => format!("score {:.2}", score(verdict)),
    }
}

/// The reasons that lead to a verdict's score; none for identical items, without the decision for decided ones.
pub(super) fn reasons(verdict: &Verdict) -> &[Evidence] {
    match verdict.relation {
        Some(Relation::Identical) => &[],
        _ => &verdict.evidence[usize::from(decided(verdict))..],
    }
}

fn decided(verdict: &Verdict) -> bool {
    verdict.evidence.first().is_some_and(|e| e.measure == DECISION)
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
    fn verdicts_and_their_reasons_agree() {
        let because =
            |measure: &str, weight| Evidence { measure: measure.into(), value: 1.0, weight, detail: String::new() };
        let reasons_of = |relation, score, evidence| Verdict { relation, score, evidence };
        let weighed = vec![because("prior", -1.0), because("text", 3.0), because("title", 3.5), because("issue", -9.0)];
        let none = reasons_of(None, 0.03, weighed.clone());
        assert_eq!((verdict(&none).as_str(), reasons(&none).len()), ("score 0.03", 4));
        let names =
            |evidence: &[Evidence]| super::because(evidence, 2).iter().map(|e| e.measure.clone()).collect::<Vec<_>>();
        assert_eq!(names(&weighed), ["title", "text"]);
        let decided: Vec<Evidence> = std::iter::once(because("decision", -100.0)).chain(weighed.clone()).collect();
        assert_eq!(names(&decided), ["decision"]);
        let decided = reasons_of(None, 0.38, decided);
        assert!(verdict(&decided).starts_with("as a person decided") && score(&decided) < 1e-9);
        assert_eq!(reasons(&decided)[0].measure, "prior");
        assert!((super::weighed(&decided) - super::weighed(&none)).abs() < 1e-9);
        assert!(reasons(&reasons_of(Some(Relation::Identical), 1.0, weighed)).is_empty());
    }

    #[test]
    fn names_lose_the_folders_they_share() {
        let of = |old: &str, new: &str| DiffStep { names: (old.into(), new.into()), ..DiffStep::default() };
        assert_eq!(names(&of("a/b/725.txt", "a/b/726.txt")), ("725.txt", "726.txt"));
        assert_eq!(names(&of("a/1", "b/1")), ("a/1", "b/1"));
    }
}
