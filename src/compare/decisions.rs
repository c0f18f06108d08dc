//! What a person decided once: these two are the same, these two aren't.
//!
//! One line a decision, `same A B` or `different A B`, where A and B are the first 16 hexadecimal digits of the
//! BLAKE3 digests of the items' words. So a decision holds wherever the two texts turn up again, whatever their ids,
//! files and layout, and the file merges well under version control. What follows a `#` is for people.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write;

use super::FieldKind;
use crate::error::{Error, Result};
use crate::fingerprint;
use crate::model::{Field, Item, Kind};

/// Digits of a digest that name a text: 64 bits, so that two among a million different texts share them with a
/// probability of 3 in 10⁸.
const DIGITS: usize = 16;

/// Decisions by the digests of the two texts, the lesser digest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    by_texts: BTreeMap<(String, String), Decision>,
    /// All digests that some decision names.
    known: BTreeSet<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Decision {
    same: bool,
    /// The line it stands in.
    line: usize,
}

/// Positions of items that must, and that must not, stand in one cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// Pairs that must.
    pub must: Vec<(usize, usize)>,
    /// Pairs that must not.
    pub cannot: Vec<(usize, usize)>,
}

impl Decisions {
    /// Reads the lines of a decisions file; `source` names it in errors.
    ///
    /// # Errors
    /// Where a line isn't of the form above, or contradicts others: by itself, or because they chain its two texts
    /// together. The error names all lines concerned.
    pub fn parse(text: &str, source: &str) -> Result<Self> {
        let mut decisions = Decisions::default();
        for (n, line) in text.lines().enumerate() {
            let words: Vec<&str> = line.split('#').next().unwrap_or("").split_whitespace().collect();
            let at = |error: Error| error.in_source(source).at_line(n as u64 + 1);
            match words[..] {
                [] => {}
                [verdict @ ("same" | "different"), a, b] if is_digest(a) && is_digest(b) && a != b => {
                    decisions.known.extend([a.to_owned(), b.to_owned()]);
                    let decision = Decision { same: verdict == "same", line: n + 1 };
                    match decisions.by_texts.insert(key(a, b), decision.clone()) {
                        Some(known) if known.same != decision.same => {
                            let what = format!("decides the opposite of line {}", known.line);
                            return Err(at(Error::usage(what).way_out("remove one of the two")));
                        }
                        _ => {}
                    }
                }
                _ => {
                    let form = format!("`same A B` or `different A B` with digests of {DIGITS} digits");
                    return Err(at(Error::usage(format!("{line:?} is no decision")).way_out(form)));
                }
            }
        }
        match decisions.contradiction() {
            None => Ok(decisions),
            Some((line, chain)) => {
                let chain: Vec<String> = chain.iter().map(usize::to_string).collect();
                let what = format!("parts two texts that lines {} make the same", chain.join(", "));
                Err(Error::usage(what).in_source(source).at_line(line as u64).way_out("remove one of these lines"))
            }
        }
    }

    /// The first line that parts two texts which other lines chain together, and those lines. Linear in the decisions.
    fn contradiction(&self) -> Option<(usize, Vec<usize>)> {
        let mut near = Near::new();
        for ((a, b), decision) in self.by_texts.iter().filter(|(_, decision)| decision.same) {
            near.entry(a).or_default().push((b, decision.line));
            near.entry(b).or_default().push((a, decision.line));
        }
        let chains = chains(&near);
        let together = |a: &str, b: &str| chains.get(a).is_some_and(|chain| chains.get(b) == Some(chain));
        let parting = self.by_texts.iter().filter(|((a, b), decision)| !decision.same && together(a, b));
        let ((a, b), decision) = parting.min_by_key(|(_, decision)| decision.line)?;
        Some((decision.line, chain(&near, a, b)?))
    }

    /// Whether nothing was decided.
    pub fn is_empty(&self) -> bool {
        self.by_texts.is_empty()
    }

    /// Whether some decision names the text with this digest.
    pub fn name(&self, digest: &str) -> bool {
        self.known.contains(digest)
    }

    /// What was decided on the texts with these digests.
    pub fn of(&self, a: &str, b: &str) -> Option<bool> {
        self.by_texts.get(&key(a, b)).map(|decision| decision.same)
    }

    /// The decisions on texts among those with `digests`, as positions of each text's first item.
    pub fn links<'a>(&self, digests: impl IntoIterator<Item = &'a str>) -> Links {
        let mut first: BTreeMap<&str, usize> = BTreeMap::new();
        for (position, digest) in digests.into_iter().enumerate() {
            first.entry(digest).or_insert(position);
        }
        let mut links = Links::default();
        for ((a, b), decision) in &self.by_texts {
            if let (Some(&x), Some(&y)) = (first.get(a.as_str()), first.get(b.as_str())) {
                let list = if decision.same { &mut links.must } else { &mut links.cannot };
                list.push((x.min(y), x.max(y)));
            }
        }
        links
    }
}

/// For each text those that are the same by one decision, and its line.
type Near<'a> = BTreeMap<&'a str, Vec<(&'a str, usize)>>;

/// For each text a number that it shares with all that decisions chain to it.
fn chains<'a>(near: &Near<'a>) -> BTreeMap<&'a str, usize> {
    let mut chains = BTreeMap::new();
    for (number, &start) in near.keys().enumerate() {
        let mut waiting = vec![start];
        while let Some(at) = waiting.pop() {
            if let Entry::Vacant(new) = chains.entry(at) {
                new.insert(number);
                waiting.extend(near.get(at).into_iter().flatten().map(|(next, _)| *next));
            }
        }
    }
    chains
}

/// The lines of the shortest chain from `from` to `to`.
fn chain(near: &Near, from: &str, to: &str) -> Option<Vec<usize>> {
    let mut before: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
    let mut waiting = VecDeque::from([from]);
    while let Some(at) = waiting.pop_front().filter(|at| *at != to) {
        for &(next, line) in near.get(at).into_iter().flatten() {
            if next != from && !before.contains_key(next) {
                before.insert(next, (at, line));
                waiting.push_back(next);
            }
        }
    }
    let mut lines = Vec::new();
    let mut at = to;
    while at != from {
        let &(earlier, line) = before.get(at)?;
        lines.push(line);
        at = earlier;
    }
    lines.reverse();
    Some(lines)
}

/// The text of a decisions file with one more decision in it, and the verdict that it replaces, if there was one.
/// Decisions stand in order of their digests, so that two people's changes seldom meet; all other lines stay.
///
/// # Errors
/// Where the two items' texts are equal and are to be different, and where the file can't be read or would
/// contradict itself.
pub fn decide(
    (text, source): (&str, &str),
    (a, b): (&Item, &Item),
    declared: &BTreeMap<String, FieldKind>,
    same: bool,
) -> Result<(String, Option<bool>)> {
    let before = Decisions::parse(text, source)?;
    let (x, y) = key(&digest(a, declared), &digest(b, declared));
    if x == y {
        let what = format!("{} and {} have the same words, by which decisions know them", a.id, b.id);
        return Err(Error::usage(what).way_out("declare the fields that tell records apart in nochmal.toml"));
    }
    let plain = |item: &Item| item.heading().replace(['#', '\n', '\r'], " ");
    let verdict = if same { "same" } else { "different" };
    let line = format!("{verdict} {x} {y} # {} ({}) | {} ({})", plain(a), a.id, plain(b), b.id);
    let replaced = before.by_texts.get(&(x.clone(), y.clone()));
    let decides = |line: &str| {
        let mut words = line.split('#').next().unwrap_or("").split_whitespace().skip(1);
        matches!((words.next(), words.next()), (Some(a), Some(b)) if key(a, b) == (x.clone(), y.clone()))
    };
    // Merging two people's files may have written a decision down twice.
    let mut lines: Vec<&str> = text.lines().filter(|line| !decides(line)).collect();
    let at = lines.iter().position(|other| {
        let mut words = other.split_whitespace().skip(1);
        matches!((words.next(), words.next()), (Some(a), Some(b)) if is_digest(a) && is_digest(b) && (a, b) > (&x, &y))
    });
    let at = at.unwrap_or(lines.len());
    lines.insert(at, &line);
    let mut after = String::new();
    for line in lines {
        // Writing to a string can't fail.
        let _ = writeln!(after, "{line}");
    }
    Decisions::parse(&after, source)?;
    Ok((after, replaced.map(|decision| decision.same)))
}

/// The digest by which decisions know an item: of its words, of a record's `declared` fields (of one without text all
/// fields), and of what makes two events with one text two.
pub fn digest(item: &Item, declared: &BTreeMap<String, FieldKind>) -> String {
    let mut text = item.whole_text();
    let bare = text.is_empty();
    if item.kind == Kind::Event {
        [Field::Date, Field::EndDate, Field::Place].iter().filter_map(|f| item.get(*f)).for_each(|value| {
            text.push('\n');
            text.push_str(&value);
        });
    }
    for (name, value) in item.fields.iter().filter(|(name, _)| bare || declared.contains_key(*name)) {
        // Writing to a string can't fail.
        let _ = write!(text, "\n{name} {value}");
    }
    name(&fingerprint::digest(&text))
}

/// The digits by which decisions know a text with this [digest](fingerprint::digest).
pub fn name(digest: &[u8; 32]) -> String {
    blake3::Hash::from(*digest).to_hex()[..DIGITS].to_owned()
}

fn key(a: &str, b: &str) -> (String, String) {
    if a <= b { (a.to_owned(), b.to_owned()) } else { (b.to_owned(), a.to_owned()) }
}

fn is_digest(word: &str) -> bool {
    word.len() == DIGITS && word.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(id: &str, title: &str) -> Item {
        Item { id: id.into(), title: Some(title.into()), ..Item::default() }
    }

    fn decided(text: &str, a: &Item, b: &Item, same: bool) -> Result<(String, Option<bool>)> {
        decide((text, "d"), (a, b), &BTreeMap::new(), same)
    }

    #[test]
    fn one_line_a_decision_and_the_rest_stays() {
        let (a, b, c) = (item("a", "Neues Rathaus"), item("b", "Altes Rathaus"), item("c", "NEUES  Rathaus"));
        let (text, replaced) = decided("# by hand\n", &a, &b, false).unwrap();
        assert!(text.starts_with("# by hand\ndifferent ") && replaced.is_none(), "{text}");
        let (text, replaced) = decided(&text, &b, &c, true).unwrap();
        assert_eq!((text.lines().count(), replaced), (2, Some(false)), "the same two texts: {text}");
        assert!(text.contains("same ") && text.contains("Rathaus (b)"), "{text}");
        let said = decided(&text, &a, &c, false).unwrap_err().to_string();
        assert!(said.contains("same words"), "{said}");
        assert_eq!(
            Decisions::parse(&text, "d").unwrap().of(&digest(&b, &BTreeMap::new()), &digest(&a, &BTreeMap::new())),
            Some(true)
        );
    }

    #[test]
    fn decisions_stand_in_order() {
        let items: Vec<Item> = (0..6).map(|i| item(&i.to_string(), &format!("Meldung {i}"))).collect();
        let mut text = String::new();
        for pair in items.windows(2) {
            text = decided(&text, &pair[0], &pair[1], true).unwrap().0;
        }
        let keys: Vec<String> = text.lines().map(|line| line[5..38].to_owned()).collect();
        assert!(keys.len() == 5 && keys.is_sorted(), "{text}");
    }

    #[test]
    fn refuses_what_it_cannot_read_and_what_contradicts_itself() {
        let [a, b, c] = ["0123456789abcdef", "1123456789abcdef", "2123456789abcdef"];
        let refused = |text: &str| Decisions::parse(text, "d.txt").unwrap_err().to_string();
        assert!(refused("same x y").starts_with("d.txt:1: "));
        let twice = refused(&format!("# by hand\nsame {a} {b}\ndifferent {b} {a}\n"));
        assert!(twice.starts_with("d.txt:3: decides the opposite of line 2"), "{twice}");
        let chained = refused(&format!("same {a} {b}\ndifferent {c} {a}\nsame {b} {c}\n"));
        assert!(chained.starts_with("d.txt:2: parts two texts that lines 1, 3 make the same"), "{chained}");
        assert!(Decisions::parse("\n# nothing\n", "d.txt").unwrap().is_empty());
    }

    #[test]
    fn declared_fields_tell_records_apart() {
        let product = |sku: &str| {
            let fields = BTreeMap::from([("sku".to_owned(), sku.to_owned()), ("seen".to_owned(), sku.to_owned())]);
            Item { fields, ..item(sku, "Wall clock") }
        };
        let (a, b) = (product("A1"), product("B2"));
        let said = decided("", &a, &b, false).unwrap_err().to_string();
        assert!(said.contains("declare the fields"), "{said}");
        let declared = BTreeMap::from([("sku".to_owned(), FieldKind::Id)]);
        let (text, _) = decide(("", "d"), (&a, &b), &declared, false).unwrap();
        let decisions = Decisions::parse(&text, "d").unwrap();
        assert_eq!(decisions.of(&digest(&a, &declared), &digest(&b, &declared)), Some(false));
    }

    #[test]
    fn a_line_that_stands_twice_is_replaced_as_one() {
        let (a, b) = (item("a", "Neues Rathaus"), item("b", "Altes Rathaus"));
        let (once, _) = decided("", &a, &b, true).unwrap();
        let (text, replaced) = decided(&once.repeat(2), &a, &b, false).unwrap();
        assert!(text.lines().count() == 1 && text.starts_with("different ") && replaced == Some(true), "{text}");
    }

    #[test]
    fn long_chains_are_followed_in_one_pass() {
        let name = |i: usize| format!("{i:016x}");
        let chain = |i: usize| format!("same {} {}\ndifferent {} {}\n", name(i), name(i + 1), name(i), name(i + 9_000));
        let text: String = (0..4_000).map(chain).collect();
        assert!(Decisions::parse(&text, "d").is_ok());
        let said =
            Decisions::parse(&format!("{text}different {} {}\n", name(3), name(5)), "d").unwrap_err().to_string();
        assert!(said.starts_with("d:8001: parts two texts that lines 7, 9 make the same"), "{said}");
    }

    #[test]
    fn finds_its_texts_among_others() {
        let [a, b, c] = ["0123456789abcdef", "1123456789abcdef", "2123456789abcdef"];
        let decisions = Decisions::parse(&format!("same {a} {b}\ndifferent {b} {c}\n"), "d").unwrap();
        let links = decisions.links([c, "f", a, a, b]);
        assert_eq!(links, Links { must: vec![(2, 4)], cannot: vec![(0, 4)] });
    }
}
