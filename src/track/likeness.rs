//! How alike an old and a new item are, and which pairs are worth asking.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::assign::Edge;
use super::side::{Lexicon, Side, View};

/// Pairs below this are not the same item. On a year of a weekly newsletter, its fates known, F1 of every fate is within
/// 0.01 of its best from 0.50 to 0.58.
const SAME: f64 = 0.54;
/// What a pair must reach that shares an url with further items: the address of a series, a meeting place.
const SAME_AT_ONE_URL: f64 = 0.27;
/// What a pair with different urls must reach: a story that got a new address keeps most of its words.
const SAME_AT_ANOTHER_URL: f64 = 0.8;
/// A heading that says as much as this many words that no other item has counts for half. 2, 3 and 4 do alike.
const TELLING: f64 = 3.0;
/// So many words are enough where one of the two items has nothing but its heading.
const TELLING_ALONE: f64 = 2.0;
/// Titles that count up ("Digest 363", "Digest 364") are never one item on their texts: they are all alike.
const COUNTED: f64 = 0.4;
/// Titles with other dates are so unless most of the rest is the same: an event may be put off.
const DATED: f64 = 0.6;
/// A pair is worth asking when it shares one of the rarest words or pairs of words of an item, this many of each ...
const RARE: usize = 12;
/// ... which not more than so many items of the other list have. Both bound the work to O(n).
const COMMON: usize = 40;
/// Weights are whole numbers, so that sums are exact: a likeness of 1 weighs this much.
const UNIT: f64 = 1e6;

/// Two lists and how rare their words are.
pub(super) struct Likeness<'s> {
    pub old: &'s Side<'s>,
    pub new: &'s Side<'s>,
    rarity: Vec<f64>,
    /// For each word how many items have it, in the list in which more have.
    items: Vec<u32>,
}

impl<'s> Likeness<'s> {
    pub(super) fn new(old: &'s Side<'s>, new: &'s Side<'s>, lexicon: &Lexicon) -> Self {
        let count = |side: &Side<'_>| {
            let mut count = vec![0u32; lexicon.len()];
            for view in &side.views {
                for word in merged(view) {
                    count[word as usize] += 1;
                }
            }
            count
        };
        // A word counts as often as in the list that has it oftener: what stands once in each list is rare in both.
        let items: Vec<u32> = count(old).into_iter().zip(count(new)).map(|(a, b)| a.max(b)).collect();
        let all = old.items.len().max(new.items.len()).max(1) as f64;
        // Scaled so that a word of one item weighs 1.
        let rarity = |n: &u32| (1.0 + all / f64::from(*n).max(1.0)).ln() / (1.0 + all).ln();
        let rarity = items.iter().map(rarity).collect();
        Likeness { old, new, rarity, items }
    }

    /// How many items of a list have `word`, in the list in which more have it.
    pub(super) fn items(&self, word: u32) -> u32 {
        self.items[word as usize]
    }

    /// What words weigh: each its rarity, a word of one item 1.
    pub(super) fn weight(&self, words: &[u32]) -> f64 {
        words.iter().map(|w| self.rarity[*w as usize]).sum()
    }

    /// How alike the texts of two items are, from 0 to 1. Symmetric.
    ///
    /// Dice's coefficient over their words, each weighing its rarity; or that over their headings alone, as far as these say
    /// something: a body may be rewritten under a telling heading. 1 for equal texts only.
    pub(super) fn text(&self, old: usize, new: usize) -> f64 {
        let (a, b) = (&self.old.views[old], &self.new.views[new]);
        if a.text == b.text {
            return 1.0;
        }
        let (whole, _) = self.dice(&merged(a), &merged(b));
        let (heading, shared) = self.dice(&a.heading_words, &b.heading_words);
        // Where a list shows headings only, no text speaks against them.
        let doubt = if a.body_words.is_empty() || b.body_words.is_empty() { TELLING_ALONE } else { TELLING };
        let score = whole.max(heading * shared / (shared + doubt));
        let differ = |of: fn(&View) -> &BTreeSet<String>| !of(a).is_empty() && !of(b).is_empty() && of(a) != of(b);
        if differ(|v| &v.numbers) {
            score * COUNTED
        } else if differ(|v| &v.dates) {
            score * DATED
        } else {
            score
        }
    }

    /// Dice's coefficient of two ascending word lists, each word weighing its rarity, and how much they share, in
    /// words that no other item has.
    fn dice(&self, a: &[u32], b: &[u32]) -> (f64, f64) {
        let (shared, both) = (self.weight(&common(a, b)), self.weight(a) + self.weight(b));
        (if both > 0.0 { 2.0 * shared / both } else { 0.0 }, shared)
    }

    /// How sure it is that two items are one, from 0 to 1; `None`: they are two. An url that is the item's own on both
    /// sides decides, whatever became of the text.
    pub(super) fn same(&self, old: usize, new: usize) -> Option<f64> {
        let text = self.text(old, new);
        let own = |side: &Side<'_>, view: &View| view.url.as_ref().is_some_and(|url| side.own_urls.contains_key(url));
        let (a, b) = (&self.old.views[old], &self.new.views[new]);
        let least = match (&a.url, &b.url) {
            (Some(x), Some(y)) if x == y && own(self.old, a) && own(self.new, b) => return Some((1.0 + text) / 2.0),
            (Some(x), Some(y)) if x == y => SAME_AT_ONE_URL,
            (Some(_), Some(_)) => SAME_AT_ANOTHER_URL,
            _ => SAME,
        };
        (text >= least).then_some(text)
    }

    /// Pairs worth asking: same text, same own url, or a rare word or pair of words in common. Ascending.
    pub(super) fn candidates(&self) -> BTreeSet<(usize, usize)> {
        let mut found = BTreeSet::new();
        for (url, a) in &self.old.own_urls {
            found.extend(self.new.own_urls.get(url).map(|b| (*a, *b)));
        }
        let word = |view: &View| -> Vec<u64> { merged(view).into_iter().map(u64::from).collect() };
        for keys in [word, |view: &View| view.pairs.clone()] {
            let mut postings: HashMap<u64, Vec<usize>> = HashMap::new();
            for (b, view) in self.new.views.iter().enumerate() {
                for key in keys(view) {
                    postings.entry(key).or_default().push(b);
                }
            }
            for (a, view) in self.old.views.iter().enumerate() {
                let mut rare: Vec<(usize, u64)> =
                    keys(view).into_iter().filter_map(|key| postings.get(&key).map(|p| (p.len(), key))).collect();
                rare.sort_unstable();
                for (_, key) in rare.iter().take(RARE).take_while(|(n, _)| *n <= COMMON) {
                    found.extend(postings[key].iter().map(|b| (a, *b)));
                }
            }
        }
        found
    }

    /// The edges of the assignment. Of equal texts, those in like places weigh a touch more.
    pub(super) fn edges(
        &self,
        candidates: &BTreeSet<(usize, usize)>,
        open: impl Fn(usize, usize) -> bool,
    ) -> Vec<Edge> {
        let place = |at: usize, n: usize| (at * 1000 / n.max(1)) as i64;
        let (n, m) = (self.old.items.len(), self.new.items.len());
        candidates
            .iter()
            .filter(|(a, b)| open(*a, *b))
            .filter_map(|&(a, b)| self.same(a, b).map(|score| (a, b, score)))
            .map(|(a, b, score)| {
                let near = 1000 - place(a, n).abs_diff(place(b, m));
                Edge { a, b, weight: (score * UNIT) as u64 * 1000 + near }
            })
            .collect()
    }

    /// Items with equal texts (and urls, where seen), one to one in order: what stands three times and then twice is
    /// twice unchanged.
    pub(super) fn identical(&self) -> BTreeMap<usize, usize> {
        fn key(view: &View) -> (&str, Option<&str>) {
            (&view.text, view.url.as_deref())
        }
        let mut waiting: HashMap<(&str, Option<&str>), Vec<usize>> = HashMap::new();
        for (b, view) in self.new.views.iter().enumerate().rev() {
            waiting.entry(key(view)).or_default().push(b);
        }
        let known = self.old.views.iter().enumerate().filter(|(_, view)| !view.text.is_empty());
        known.filter_map(|(a, view)| Some((a, waiting.get_mut(&key(view))?.pop()?))).collect()
    }
}

/// All distinct words of an item, ascending.
pub(super) fn merged(view: &View) -> Vec<u32> {
    let mut words = [view.heading_words.as_slice(), &view.body_words].concat();
    words.sort_unstable();
    words.dedup();
    words
}

/// What two ascending lists share.
pub(super) fn common<T: Ord + Copy>(a: &[T], b: &[T]) -> Vec<T> {
    let (mut i, mut j, mut out) = (0, 0, Vec::new());
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                out.push(a[i]);
                i += 1;
                j += 1;
            }
        }
    }
    out
}
