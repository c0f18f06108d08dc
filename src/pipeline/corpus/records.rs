//! What stays in memory of each record.

use std::borrow::Cow;

use super::Keep;
use crate::error::{Error, Result};
use crate::fingerprint::has_words;
use crate::read::corpus::{Content, Corpus};

/// What a record turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It has a text, and takes part in comparisons.
    Text,
    /// It has no field for a text. It stays and is compared with nothing.
    Bare,
    /// Its text has no words: nothing that could be compared. It stays.
    Blank,
    /// It can't be read.
    Rejected,
}

/// The records of a corpus or of a chunk of it: names, places and what they are ranked by.
#[derive(Debug, Default)]
pub struct Records {
    kinds: Vec<Kind>,
    /// All names, one after the other, and where each ends. An empty name means that the record has none.
    names: String,
    ends: Vec<usize>,
    /// For each text its record.
    texts: Vec<u32>,
    /// For each text what [`Keep`] ranks by; empty where it ranks by order alone.
    ranks: Vec<(u32, i64, i64)>,
    /// For each chunk: its part, and its first record.
    chunks: Vec<(usize, usize)>,
}

impl Records {
    /// Appends a record; gives the text that it is compared by.
    pub(in crate::pipeline) fn push<'a>(&mut self, content: Option<&Content<'a>>, keep: Keep) -> Option<&'a str> {
        let kind = match content {
            None => Kind::Rejected,
            Some(Content { text: None, .. }) => Kind::Bare,
            Some(Content { text: Some(text), .. }) if !has_words(text) => Kind::Blank,
            Some(_) => Kind::Text,
        };
        let text = content.and_then(|content| content.text).filter(|_| kind == Kind::Text);
        if let Some(content) = content {
            self.names.push_str(content.id.unwrap_or_default());
            if let Some(text) = text {
                self.texts.push(self.kinds.len() as u32);
                let length = text.len() as i64;
                match keep {
                    Keep::First => {}
                    Keep::Longest => self.ranks.push((0, length, 0)),
                    Keep::Newest => self.ranks.push((0, date(content), 0)),
                    Keep::Best => self.ranks.push((content.filled, length, date(content))),
                }
            }
        }
        self.ends.push(self.names.len());
        self.kinds.push(kind);
        text
    }

    /// Appends the records of the next chunk.
    pub(in crate::pipeline) fn append(&mut self, part: usize, more: Records) {
        let (records, names) = (self.kinds.len(), self.names.len());
        self.chunks.push((part, records));
        self.kinds.extend(more.kinds);
        self.names.push_str(&more.names);
        self.ends.extend(more.ends.iter().map(|end| end + names));
        self.texts.extend(more.texts.iter().map(|text| text + records as u32));
        self.ranks.extend(more.ranks);
    }

    /// Bytes of memory that they take.
    pub(super) fn bytes(&self) -> u64 {
        let fixed = self.kinds.len() * size_of::<Kind>() + self.ends.len() * size_of::<usize>() + self.texts.len() * 12;
        (fixed + self.names.len() + self.ranks.len() * size_of::<(u32, i64, i64)>()) as u64
    }

    /// Number of records.
    pub fn len(&self) -> usize {
        self.kinds.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// Number of records that can be read and have nothing to compare.
    pub fn without_text(&self) -> usize {
        self.count(Kind::Bare) + self.count(Kind::Blank)
    }

    /// An error where records lack the field that their text is looked for in, all of them.
    pub(in crate::pipeline) fn some_text(&self) -> Result<()> {
        if self.texts.is_empty() && self.count(Kind::Bare) > 0 && self.count(Kind::Blank) == 0 {
            let what = "no record has a field that holds a text";
            return Err(Error::usage(what).way_out("name the field with --text-field"));
        }
        Ok(())
    }

    /// Number of records of a kind.
    pub fn count(&self, kind: Kind) -> usize {
        self.kinds.iter().filter(|k| **k == kind).count()
    }

    /// What the record is.
    pub fn kind(&self, record: usize) -> Kind {
        self.kinds[record]
    }

    /// The record of the text numbered `text`.
    pub fn of_text(&self, text: u32) -> usize {
        self.texts[text as usize] as usize
    }

    /// The number of a record's text.
    pub(super) fn text_of(&self, record: usize) -> Option<u32> {
        self.texts.binary_search(&(record as u32)).ok().map(|text| text as u32)
    }

    /// Number of texts.
    pub fn texts(&self) -> usize {
        self.texts.len()
    }

    /// The records of chunk `number`.
    pub fn of_chunk(&self, number: usize) -> std::ops::Range<usize> {
        let start = |at: usize| self.chunks.get(at).map_or(self.len(), |chunk| chunk.1);
        start(number)..start(number + 1)
    }

    /// The part that a record stands in, and its number there, from 1.
    pub fn place(&self, record: usize) -> (usize, usize) {
        let chunk = self.chunks.partition_point(|chunk| chunk.1 <= record).saturating_sub(1);
        let part = self.chunks.get(chunk).map_or(0, |chunk| chunk.0);
        let first = self.chunks[..=chunk.min(self.chunks.len() - 1)].partition_point(|chunk| chunk.0 < part);
        (part, record - self.chunks[first].1 + 1)
    }

    /// The record's own name; empty where it has none.
    pub(super) fn own_name(&self, record: usize) -> &str {
        let start = record.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.names[start..self.ends[record]]
    }

    /// The record's name: its own, else the file's name and its number in the file.
    pub fn name<'a>(&'a self, record: usize, corpus: &'a Corpus) -> Cow<'a, str> {
        let name = self.own_name(record);
        if !name.is_empty() {
            return Cow::Borrowed(name);
        }
        let (part, number) = self.place(record);
        match corpus.shape(part) {
            Some(crate::read::corpus::Shape::Whole) => Cow::Borrowed(corpus.source(part)),
            _ => Cow::Owned(format!("{}#{number}", corpus.source(part))),
        }
    }

    /// For each text its rank, 0 for the one that stands for all others before any other.
    pub(super) fn rank(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.texts.len() as u32).collect();
        if !self.ranks.is_empty() {
            order.sort_by_key(|&text| std::cmp::Reverse(self.ranks[text as usize]));
        }
        let mut rank = vec![0; order.len()];
        order.iter().zip(0..).for_each(|(&text, at)| rank[text as usize] = at);
        rank
    }
}

/// The record's date as a number that grows with it; the least one where it has none: digits of an ISO date, or of
/// what comes close to one, from year to second.
fn date(content: &Content<'_>) -> i64 {
    let Some(date) = content.date else { return i64::MIN };
    let numbers = date.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty());
    let mut fields: Vec<i64> = numbers.take(6).filter_map(|n| n.parse().ok()).collect();
    if fields.len() >= 3 && fields[0] <= 31 && fields[2] > 31 {
        fields.swap(0, 2); // 31.12.2025
    }
    match fields.first() {
        None => i64::MIN,
        Some(_) => {
            (0..6).fold(0, |sum: i64, at| sum.saturating_mul(100).saturating_add(fields.get(at).copied().unwrap_or(0)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Folder, run};
    use super::super::{Config, Method, load, pairs};
    use crate::model::Quiet;

    #[test]
    fn what_has_no_words_stays() {
        let folder = Folder::new();
        let lines = "{\"text\":\"\"}\n{\"text\":\"\"}\n{\"text\":\" \\t\"}\n{\"text\":\"***\"}\n{\"text\":\"***\"}\n{\"text\":null}\n{\"text\":\"a\"}\n";
        let table = "id;text\n1;\n2;\n3;a\n";
        for (name, input) in [("in.jsonl", lines), ("in.csv", table)] {
            for method in [Method::Exact, Method::Lsh, Method::Digest] {
                let (path, config) = (folder.file(name, input.as_bytes()), Config { method, ..Config::new().unwrap() });
                let outcome = run(std::slice::from_ref(&path), &config);
                assert_eq!(String::from_utf8(outcome.kept).unwrap(), input);
                let mut loaded = load(&[path], &config, &Quiet).unwrap();
                assert_eq!((loaded.records.texts(), loaded.records.without_text()), (1, loaded.records.len() - 1));
                assert_eq!(pairs(&mut loaded, &config, &Quiet).unwrap().count(), 0);
            }
        }
    }
}
