//! One list of items, prepared for comparing with another: what of each takes part, as text and as numbered words.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::furniture::affixes;
use super::mention::{Mention, MentionKind, mentions};
use super::options::Options;
use crate::fingerprint::words;
use crate::model::{Field, Item};
use crate::normalize::comparable;

/// What of one item takes part.
#[derive(Debug, Default)]
pub(super) struct View {
    /// The part of the body that is no furniture of the list, in bytes.
    pub body: Range<usize>,
    /// Title and body, comparable: equal for items that differ in layout only.
    pub text: String,
    /// Distinct words of the heading and of the body, ascending.
    pub heading_words: Vec<u32>,
    pub body_words: Vec<u32>,
    /// Distinct pairs of neighbouring words, heading and body, ascending.
    pub pairs: Vec<u64>,
    /// Numbers in its title that no word follows: what counts a series ("Digest - 363", "Part 2").
    pub numbers: BTreeSet<String>,
    /// Dates in its title.
    pub dates: BTreeSet<String>,
    pub url: Option<String>,
}

/// One list of items.
#[derive(Debug)]
pub(super) struct Side<'i> {
    pub items: &'i [Item],
    pub views: Vec<View>,
    /// Urls that only one item of the list has.
    pub own_urls: HashMap<String, usize>,
    /// Topics of several items: sections of the list.
    sections: BTreeSet<&'i str>,
}

/// Words by number, in order of first sight.
#[derive(Debug, Default)]
pub(super) struct Lexicon(HashMap<String, u32>);

impl Lexicon {
    fn numbers(&mut self, text: &str) -> Vec<u32> {
        let next = |known: &HashMap<String, u32>| known.len() as u32;
        words(text)
            .into_iter()
            .map(|word| {
                let number = next(&self.0);
                *self.0.entry(word).or_insert(number)
            })
            .collect()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The number of a word that was seen.
    pub(super) fn number(&self, word: &str) -> Option<u32> {
        self.0.get(word).copied()
    }

    /// The words that have at least so many letters.
    pub(super) fn of_length(&self, letters: usize) -> BTreeSet<u32> {
        self.0.iter().filter(|(word, _)| word.chars().count() >= letters).map(|(_, number)| *number).collect()
    }
}

impl<'i> Side<'i> {
    pub(super) fn new(items: &'i [Item], options: &Options, lexicon: &mut Lexicon) -> Self {
        let mut topics: BTreeMap<&str, usize> = BTreeMap::new();
        let mut urls: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, item) in items.iter().enumerate() {
            if let Some(topic) = &item.topic {
                *topics.entry(topic).or_default() += 1;
            }
            if let Some(url) = item.url.as_deref().filter(|_| options.sees(Field::Url)) {
                urls.entry(url).or_default().push(at);
            }
        }
        let sections = topics.into_iter().filter(|(_, n)| *n > 1).map(|(topic, _)| topic).collect();
        let own_urls =
            urls.into_iter().filter(|(_, at)| at.len() == 1).map(|(url, at)| (url.to_owned(), at[0])).collect();
        let mut side = Side { items, views: Vec::new(), own_urls, sections };
        let bodies = bodies(items, options);
        side.views = items.iter().zip(bodies).map(|(item, body)| side.view(item, body, options, lexicon)).collect();
        side
    }

    fn view(&self, item: &Item, body: Range<usize>, options: &Options, lexicon: &mut Lexicon) -> View {
        let topic = item.topic.as_deref().filter(|t| options.sees(Field::Topic) && !self.is_section(t)).unwrap_or("");
        let title = item.title.as_deref().filter(|_| options.sees(Field::Title)).unwrap_or("");
        let text = &item.body[body.clone()];
        let (heading, text) = (comparable(&format!("{topic}\n{title}")), comparable(text));
        let (heading_words, body_words) = (lexicon.numbers(&heading), lexicon.numbers(&text));
        let mut pairs: Vec<u64> = [&heading_words, &body_words]
            .iter()
            .flat_map(|words| words.windows(2))
            .map(|w| u64::from(w[0]) << 32 | u64::from(w[1]))
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        let distinct = |mut words: Vec<u32>| {
            words.sort_unstable();
            words.dedup();
            words
        };
        let found = mentions(title);
        let values = |which: fn(&Mention) -> bool| found.iter().filter(|m| which(m)).map(|m| m.value.clone()).collect();
        View {
            body,
            text: format!("{heading}\n{text}").trim().to_owned(),
            heading_words: distinct(heading_words),
            body_words: distinct(body_words),
            pairs,
            numbers: values(|m| m.kind == MentionKind::Number && m.unit.is_empty()),
            dates: values(|m| m.kind == MentionKind::Date),
            url: item.url.clone().filter(|_| options.sees(Field::Url)),
        }
    }

    /// Whether several items of the list stand under `topic`: then it is their place and no part of their headings.
    pub(super) fn is_section(&self, topic: &str) -> bool {
        self.sections.contains(topic)
    }

    /// The part of an item's body that is no furniture.
    pub(super) fn body(&self, at: usize) -> &'i str {
        &self.items[at].body[self.views[at].body.clone()]
    }
}

/// For each item the part of its body without what the list hangs before and behind all of its texts.
fn bodies(items: &[Item], options: &Options) -> Vec<Range<usize>> {
    if !options.sees(Field::Body) {
        return vec![0..0; items.len()];
    }
    let words: Vec<Vec<(usize, &str)>> = items.iter().map(|item| item.body.unicode_word_indices().collect()).collect();
    let texts: Vec<Vec<&str>> =
        words.iter().filter(|w| !w.is_empty()).map(|w| w.iter().map(|(_, w)| *w).collect()).collect();
    let (before, behind) = affixes(&texts);
    let same = |words: &[(usize, &str)], affix: &[&str]| words.iter().map(|(_, w)| w).eq(affix.iter());
    let part = |(item, words): (&Item, &Vec<(usize, &str)>)| {
        let (mut from, mut to) = (0, item.body.len());
        if let Some((head, rest)) = words.split_at_checked(before.len())
            && !head.is_empty()
            && same(head, &before)
        {
            from = rest.first().map_or(to, |(at, _)| *at);
        }
        if let Some(cut) = words.len().checked_sub(behind.len())
            && !behind.is_empty()
            && same(&words[cut..], &behind)
        {
            to = words[cut].0.max(from);
        }
        let kept = &item.body[from..to];
        from..from + kept.trim_end().len()
    };
    items.iter().zip(&words).map(part).collect()
}
