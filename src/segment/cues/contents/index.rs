//! Where promised headings stand: units by their last words.

use crate::segment::codebook::mix;
use crate::segment::lexicon::fold;
use crate::segment::text;
use crate::segment::topic;
use crate::segment::unit::{Shape, Unit};
use crate::segment::words;

/// Where a promised heading stands.
#[derive(Clone, Copy, Debug)]
pub(in crate::segment) struct Kept {
    /// The unit that carries it.
    pub unit: usize,
    /// Bytes of the unit's head before it: a caption glued to it.
    pub before: usize,
    /// The unit above it carries its topic.
    pub topic_above: bool,
}

/// Units by the hash of their last two words, in order.
pub(super) struct Index {
    tails: Vec<(u64, usize)>,
    /// The same hash by unit.
    own: Vec<u64>,
}

impl Index {
    pub(super) fn read(units: &[Unit]) -> Self {
        let mut tails = Vec::with_capacity(units.len());
        let mut own = vec![0; units.len()];
        let mut lower = String::new();
        for (i, unit) in units.iter().enumerate() {
            let line = || unit.words <= 40 && unit.lines.len() == 1 && !text::ends_sentence(unit.tail);
            if unit.is_short() || unit.shape != Shape::Rule && line() {
                own[i] = tail(text::unnumbered(unit.head), &mut lower);
                tails.push((own[i], i));
            }
        }
        tails.sort_unstable();
        Index { tails, own }
    }

    /// Where behind the table the promise of the unit at `i` is kept.
    pub(super) fn keep(&self, units: &[Unit], i: usize, behind: usize) -> Option<Kept> {
        let promised = text::unnumbered(units[i].head);
        self.find(units, promised, self.own[i], behind).or_else(|| {
            let bare = without_reference(promised)?;
            self.find(units, bare, tail(bare, &mut String::new()), behind)
        })
    }

    fn find(&self, units: &[Unit], promised: &str, hash: u64, behind: usize) -> Option<Kept> {
        if promised.chars().filter(|c| c.is_alphabetic()).take(FEWEST_LETTERS).count() < FEWEST_LETTERS {
            return None;
        }
        let from = self.tails.partition_point(|place| *place < (hash, behind));
        let places = self.tails[from..].iter().take_while(|(h, _)| *h == hash);
        places.take(MOST_TRIES).find_map(|(_, p)| matches(units, *p, promised))
    }
}

/// Letters of a promise at least.
const FEWEST_LETTERS: usize = 4;

/// A promise without what only refers: the place it leads to ("News <#news>"), the author or page in brackets behind
/// it, dots and the page's number.
fn without_reference(promised: &str) -> Option<&str> {
    if let Some((bare, _)) = promised.strip_suffix('>').and_then(|inner| inner.rsplit_once(" <")) {
        return Some(bare.trim_end()).filter(|bare| !bare.is_empty());
    }
    let bare = match (promised.strip_suffix(')'), leader(promised)) {
        (Some(inner), _) => inner.rsplit_once(" (")?.0,
        (None, Some(at)) => promised[..at].trim_end(),
        (None, None) => {
            promised.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches(['.', '…', '·', ' ', '\t', '_'])
        }
    };
    (bare.len() < promised.len() && !bare.is_empty()).then_some(bare)
}

/// Where the dots begin that lead to a page ("....... page 3").
fn leader(promised: &str) -> Option<usize> {
    let first = memchr::memchr(b'.', promised.as_bytes())?;
    let at = first + promised[first..].find("...").or_else(|| promised[first..].find(". . ."))?;
    let page = promised[at..].trim_start_matches(['.', ' ']);
    (page.len() < LONGEST_PAGE && page.ends_with(|c: char| c.is_ascii_digit())).then_some(at)
}

/// Bytes in which a page is named: "Seite 112".
const LONGEST_PAGE: usize = 12;

/// Places tried for one promise: a common tail must not make the search quadratic.
const MOST_TRIES: usize = 8;

fn matches(units: &[Unit], at: usize, promised: &str) -> Option<Kept> {
    let head = units[at].head;
    if words::same_words(text::unnumbered(head), promised) {
        return Some(Kept { unit: at, before: 0, topic_above: false });
    }
    if let Some((topic, title)) = topic::colon(promised) {
        let above = at > 0 && words::same_words(units[at - 1].head, topic);
        if above && let Some(before) = ends_with(head, title) {
            return Some(Kept { unit: at, before, topic_above: true });
        }
    }
    let before = ends_with(head, promised)?;
    Some(Kept { unit: at, before, topic_above: false })
}

/// Where `end` begins in `text`, if `text` ends with it as a whole word.
fn ends_with(text: &str, end: &str) -> Option<usize> {
    let at = text.len().checked_sub(end.len())?;
    let hit = text.get(at..) == Some(end) && (at == 0 || !text[..at].ends_with(char::is_alphanumeric));
    hit.then_some(at)
}

fn tail(text: &str, lower: &mut String) -> u64 {
    let mut hash = 0;
    let mut rest = text;
    for _ in 0..2 {
        let (before, word) = words::last_word(rest);
        if !word.is_empty() {
            fold(word, lower);
            hash = mix(hash, rapidhash::v3::rapidhash_v3(lower.as_bytes()));
        }
        rest = before;
    }
    hash
}
