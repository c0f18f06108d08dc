use rapidhash::RapidHashMap;
use rayon::prelude::*;

use super::Options;
use super::records::{FieldKind, Values};
use super::terms::{self, Lexicon};
use crate::fingerprint::words;
use crate::model::{Date, Field, Item, Kind};
use crate::normalize::comparable;
use crate::segment;

/// A sorted set of numbers.
type Set = Box<[u32]>;

/// What the comparer keeps of an item: its words, phrases and grams as sorted sets, ready to be met with another's. Five
/// bytes for each of a teaser's characters, most of them in `grams`.
pub(super) struct Profile {
    /// Half of the BLAKE3 digest of all that is compared as text: equal for items that are identical.
    pub(super) key: [u8; 16],
    /// Words of topic and title.
    pub(super) heading: Set,
    /// Words of the topic alone.
    pub(super) topic: Set,
    /// Words of the title alone.
    pub(super) title: Set,
    /// Words of topic, title and body.
    pub(super) all: Set,
    /// What its heading's parts count with, see [`terms::series_marks`].
    pub(super) series: Box<[Box<str>]>,
    /// The words among `all` that begin with a digit.
    pub(super) numbers: Set,
    /// Words of the heading and of the body as they follow each other, see [`super::measures::slots`].
    pub(super) texts: [Box<[u32]>; 2],
    /// Neighbouring words of the heading, and of the body.
    pub(super) phrases: Set,
    /// Runs of characters of the heading.
    pub(super) heading_grams: Set,
    /// Runs of characters of heading and body.
    pub(super) grams: Set,
    /// A record's further fields, and their words.
    pub(super) values: Values,
    /// Words of these.
    pub(super) value_words: Set,
    /// The number of the issue it stands in, where it stands in one: records of a table don't, unless it is dated.
    pub(super) issue: Option<u32>,
    /// When it was said: its day, else its issue's; of an event its issue's.
    pub(super) day: Option<Date>,
    /// First and last day of an event.
    pub(super) takes_place: Option<(Date, Option<Date>)>,
    /// Where it leads, made comparable.
    pub(super) url: Option<Box<str>>,
    /// Whether it takes place at a date.
    pub(super) event: bool,
}

/// An item's texts made comparable, its words not numbered yet.
struct Texts {
    heading: String,
    body: String,
    values: Values,
    /// The words of topic, title, heading, body and further fields, in order.
    words: [Vec<String>; 5],
    /// Words that are written with a capital, made comparable.
    capital: Vec<String>,
}

impl Texts {
    fn of(item: &Item, options: &Options) -> Self {
        let shown =
            |field: Field| if options.hides(field) { String::new() } else { item.get(field).unwrap_or_default() };
        let (topic, title, body) = (shown(Field::Topic), shown(Field::Title), shown(Field::Body));
        let capital = [&topic, &title, &body].into_iter().flat_map(|text| capital(text)).collect();
        let (topic, title) = (comparable(&topic), comparable(&title));
        // As the reader sees them, and as a layout writes them that has no topics: "Hannover: Fonds".
        let colon = if topic.is_empty() || title.is_empty() { "" } else { ":" };
        let heading = format!("{}{colon}{title}", topic.trim_end_matches(':'));
        let body = comparable(&body);
        let values = values(item, options, heading.is_empty() && body.is_empty());
        let further = values.values().map(|(_, value)| &**value).collect::<Vec<_>>().join(" ");
        let words = [&topic, &title, &heading, &body, &further].map(|text| words(text));
        Texts { heading, body, values, words, capital }
    }

    /// Digest of the texts as they are read, of a record's fields, and of what makes two events with one text two.
    fn key(&self, item: &Item, options: &Options) -> [u8; 16] {
        let mut hasher = blake3::Hasher::new();
        for text in [&self.heading, &self.body] {
            hasher.update(text.as_bytes()).update(b"\0");
        }
        for (name, (_, value)) in &self.values {
            hasher.update(name.as_bytes()).update(b"=").update(value.as_bytes()).update(b"\0");
        }
        if item.kind == Kind::Event {
            for field in [Field::Date, Field::EndDate, Field::Place].into_iter().filter(|&f| !options.hides(f)) {
                hasher.update(comparable(&item.get(field).unwrap_or_default()).as_bytes()).update(b"\0");
            }
        }
        let mut key = [0; 16];
        hasher.finalize_xof().fill(&mut key);
        key
    }
}

/// A record's further fields: those of a declared kind; all of them, as text, where the record has no other text.
fn values(item: &Item, options: &Options, all: bool) -> Values {
    let kind = |name: &str| options.fields.get(name).copied().or(all.then_some(FieldKind::Text));
    let shown = item.fields.iter().filter(|(name, _)| !options.ignore.contains(name));
    shown
        .filter_map(|(name, value)| {
            let value = comparable(value);
            (!value.is_empty()).then_some((name.as_str().into(), (kind(name)?, value.into())))
        })
        .collect()
}

/// The words of `text` that begin with a capital letter, made comparable.
fn capital(text: &str) -> impl Iterator<Item = String> + '_ {
    // Of a word in ASCII nothing but its case can be evened out.
    let plain = |word: &str| if word.is_ascii() { word.to_ascii_lowercase() } else { comparable(word) };
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.starts_with(char::is_uppercase)).map(plain)
}

/// Items taken at a time: enough to keep all threads busy, few enough that their texts take little memory.
const BATCH: usize = 4096;

/// The profiles of `items`, and the lexicon that numbers their words.
pub(super) fn profiles(items: &[Item], options: &Options) -> (Vec<Profile>, Lexicon) {
    let (mut lexicon, mut issues) = (Lexicon::new(), Issues::default());
    let mut profiles = Vec::with_capacity(items.len());
    let texts_of = |batch: &[Item]| -> Vec<Texts> { batch.par_iter().map(|item| Texts::of(item, options)).collect() };
    let mut batches = items.chunks(BATCH).peekable();
    let mut texts = batches.peek().map(|first| texts_of(first)).unwrap_or_default();
    while let Some(batch) = batches.next() {
        let next = batches.peek().copied().unwrap_or_default();
        // Words are numbered in order, so numbers don't depend on threads; the others make the next batch's texts ready.
        let (numbered, ready) = rayon::join(|| number(batch, &texts, &mut lexicon, &mut issues), || texts_of(next));
        let texts = std::mem::replace(&mut texts, ready);
        let lexicon = &lexicon;
        let profile = |((item, texts), numbered)| Profile::of(item, texts, numbered, options, lexicon);
        profiles.par_extend(batch.par_iter().zip(texts).zip(numbered).map(profile));
    }
    lexicon.close();
    (profiles, lexicon)
}

fn number<'a>(batch: &'a [Item], texts: &[Texts], lexicon: &mut Lexicon, issues: &mut Issues<'a>) -> Vec<Numbered> {
    let of_item = |(item, texts): (&'a Item, &Texts)| {
        texts.capital.iter().for_each(|word| lexicon.see_capital(word));
        Numbered { words: texts.words.each_ref().map(|words| lexicon.numbers(words)), issue: issues.number(item) }
    };
    batch.iter().zip(texts).map(of_item).collect()
}

/// What is numbered in the order of the items.
struct Numbered {
    /// The words of topic, title, heading, body and further fields, in order.
    words: [Vec<u32>; 5],
    issue: Option<u32>,
}

/// Issues by number, in order of first sight.
#[derive(Default)]
struct Issues<'a> {
    numbers: RapidHashMap<(&'a str, Option<Date>), u32>,
}

impl<'a> Issues<'a> {
    /// The number of the issue that `item` stands in, if it stands in one.
    fn number(&mut self, item: &'a Item) -> Option<u32> {
        let in_issue = item.issue_date.is_some() || (item.cue != segment::ENTRY && item.lines[0] > 0);
        let next = self.numbers.len() as u32;
        in_issue.then(|| *self.numbers.entry((&item.source, item.issue_date)).or_insert(next))
    }
}

impl Profile {
    fn of(item: &Item, texts: Texts, numbered: Numbered, options: &Options, lexicon: &Lexicon) -> Self {
        let [topic, title, heading, body, value_words] = numbered.words;
        let event = item.kind == Kind::Event;
        let date = item.date.filter(|_| !options.hides(Field::Date));
        let all = terms::sorted_set(heading.iter().chain(&body).copied().collect());
        let heading_grams = terms::grams(&texts.heading);
        let grams = heading_grams.iter().copied().chain(terms::runs(&texts.body));
        let phrases = terms::phrases(&heading).into_iter().chain(terms::phrases(&body));
        Profile {
            key: texts.key(item, options),
            series: terms::series_marks(&texts.heading).into(),
            numbers: all.iter().copied().filter(|&w| lexicon.is_number(w)).collect(),
            grams: terms::sorted_set(grams.collect()),
            heading_grams,
            phrases: terms::sorted_set(phrases.collect()),
            texts: [heading.as_slice().into(), body.into()],
            heading: terms::sorted_set(heading),
            topic: terms::sorted_set(topic),
            title: terms::sorted_set(title),
            value_words: terms::sorted_set(value_words),
            values: texts.values,
            all,
            issue: numbered.issue,
            day: date.filter(|_| !event).or(item.issue_date),
            takes_place: date.filter(|_| event).map(|date| (date, item.end_date)),
            url: item.url.as_deref().filter(|_| !options.hides(Field::Url)).map(comparable_url),
            event,
        }
    }

    /// All words, those of further fields included, each once.
    pub(super) fn distinct_words(&self) -> impl Iterator<Item = u32> + '_ {
        self.all.iter().copied().chain(terms::only(&self.value_words, &self.all))
    }

    /// Whether there is nothing to compare.
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty() && self.values.is_empty()
    }
}

/// A URL without what doesn't tell where it leads: scheme, "www.", fragment, closing slash, tracking parameters.
fn comparable_url(url: &str) -> Box<str> {
    let url = url.trim();
    let url = url.split_once("://").map_or(url, |(_, rest)| rest);
    let url = url.split('#').next().unwrap_or(url);
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let (host, path) = path.split_once('/').unwrap_or((path, ""));
    let host = host.to_lowercase();
    let mut plain = host.strip_prefix("www.").unwrap_or(&host).to_owned();
    for part in path.split('/').filter(|p| !p.is_empty()) {
        plain.push('/');
        plain.push_str(part);
    }
    let mut sign = '?';
    for parameter in query.split('&').filter(|p| !p.is_empty() && !p.starts_with("utm_")) {
        plain.push(sign);
        plain.push_str(parameter);
        sign = '&';
    }
    plain.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_that_lead_to_one_place_are_equal() {
        for url in ["http://www.Example.org/a/", "https://example.org/a#top", "example.org/a?utm_source=x"] {
            assert_eq!(&*comparable_url(url), "example.org/a");
        }
        assert_ne!(comparable_url("example.org/a?id=1"), comparable_url("example.org/a?id=2"));
        assert_ne!(comparable_url("example.org/A"), comparable_url("example.org/a"));
    }

    #[test]
    fn one_text_at_two_dates_is_two_events_but_one_story() {
        let item =
            |kind, day| Item { kind, title: Some("Lesung".into()), date: Date::new(2026, 3, day), ..Item::default() };
        let keys = |kind| {
            let items = [item(kind, 1), item(kind, 2)];
            let (profiles, _) = profiles(&items, &Options::default());
            (profiles[0].key, profiles[1].key)
        };
        let (a, b) = keys(Kind::Event);
        assert_ne!(a, b);
        let (a, b) = keys(Kind::Story);
        assert_eq!(a, b);
    }
}
