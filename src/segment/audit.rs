//! A table of contents held against the items that are there.

use super::cues::Scene;
use super::decode::Decoded;
use super::state::State;
use super::text;
use super::wording::Wording;
use crate::model::Audit;

/// What the tables promise, held against the items that are there.
pub(super) fn audit(scene: &Scene, decoded: &Decoded, owners: &[Option<usize>]) -> Option<Audit> {
    let contents = scene.contents;
    if contents.promises.is_empty() {
        return None;
    }
    let text = |i: usize| text::unnumbered(scene.units[i].head);
    let mut audit = Audit { promised: contents.promises.len(), ..Audit::default() };
    let mut kept: Vec<usize> = Vec::new();
    let mut broken: Vec<usize> = Vec::new();
    for promise in &contents.promises {
        match promise.kept {
            Some(k) => kept.push(k.unit),
            None => broken.push(promise.unit),
        }
    }
    kept.sort_unstable();
    let (Some(first), Some(last)) = (kept.first(), kept.last()) else { return Some(audit) };
    // What stands among the promised ones without being promised.
    let extra: Vec<usize> = (*first..*last)
        .filter(|i| decoded.states[*i] == State::Title && owners[*i].is_some() && kept.binary_search(i).is_err())
        .collect();
    let mut free = vec![true; extra.len()];
    for promise in broken {
        let promised = text(promise);
        // Below its table: issues may be strung together in one file.
        let below = extra.partition_point(|i| *i < promise);
        let wording = Wording::new(promised);
        let held = below..extra.len().min(below + MOST_EXTRA);
        match held.into_iter().find(|at| free[*at] && wording.is_like(text(extra[*at]), RETITLED)) {
            Some(at) => {
                free[at] = false;
                audit.retitled.push((promised.to_owned(), text(extra[at]).to_owned()));
            }
            None => audit.missing.push(promised.to_owned()),
        }
    }
    audit.extra = extra.into_iter().zip(free).filter(|(_, free)| *free).map(|(i, _)| text(i).to_owned()).collect();
    Some(audit)
}

/// Items that no table promises, of those below it, that a broken promise is held against: more than one issue has.
const MOST_EXTRA: usize = 64;

/// Share of letters two wordings of one title have in common at least: half may be new.
const RETITLED: f64 = 0.5;

#[cfg(test)]
mod tests {
    use crate::model::Audit;
    use crate::read;
    use crate::segment::{Options, segment};

    fn issue(promised: &[&str], there: &[&str]) -> String {
        let text = "Dort gibt es nun viel Neues zu sehen und zu tun, und alle können kommen.";
        let items: String = there.iter().map(|title| format!("{title}\n{text}\n\n")).collect();
        format!("Inhalt\n{}\n\n{items}", promised.join("\n"))
    }

    fn audit(text: String) -> Audit {
        let doc = read::read_bytes("a.txt", text.into_bytes(), &read::Options::default()).0.remove(0);
        segment(&doc, &Options::default()).audit.unwrap()
    }

    const KEPT: [&str; 3] = ["Neues Amt am Markt", "Lange Abende im Bad", "Kurse im Park"];

    #[test]
    fn names_what_is_missing_what_is_extra_and_what_has_another_title() {
        let promised = [KEPT[0], "Alte Mühle mahlt wieder", "Brücke nach Marl", KEPT[1], KEPT[2]];
        let there = [KEPT[0], "Alte Mühle mahlt nun wieder", KEPT[1], "Dorfladen sucht Helfer", KEPT[2]];
        let audit = audit(issue(&promised, &there));
        assert_eq!(audit.promised, 5);
        assert_eq!(audit.missing, ["Brücke nach Marl"]);
        assert_eq!(audit.extra, ["Dorfladen sucht Helfer"]);
        assert_eq!(audit.retitled, [("Alte Mühle mahlt wieder".to_owned(), "Alte Mühle mahlt nun wieder".to_owned())]);
    }

    #[test]
    fn half_of_a_title_may_be_new() {
        let with = |there| audit(issue(&[KEPT[0], "abcdefgh", KEPT[1], KEPT[2]], &[KEPT[0], there, KEPT[1], KEPT[2]]));
        assert_eq!(with("abcdxxxx").retitled.len(), 1);
        assert_eq!(with("abcxxxxx").retitled.len(), 0);
    }

    #[test]
    fn a_table_is_held_against_what_stands_below_it() {
        let second = ["Tor wird weiter", "Wald wird gepflegt", "Hafen wird tiefer"];
        // What the second issue promises and lacks stands in the first without being promised there.
        let extra = "Turm bekommt ein Dach";
        let first = issue(&KEPT, &[KEPT[0], extra, KEPT[1], KEPT[2]]);
        let audit = audit(first + &issue(&[second[0], extra, second[1], second[2]], &second));
        assert_eq!((audit.promised, audit.missing, audit.extra), (7, vec![extra.to_owned()], vec![extra.to_owned()]));
        assert!(audit.retitled.is_empty());
    }
}
