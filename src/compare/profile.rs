use rayon::prelude::*;

use super::terms::{self, Lexicon};
use crate::model::{Date, Field, Item, Kind};
use crate::normalize::comparable;

/// What the comparer keeps of an item: its words, phrases and grams as sorted sets, ready to be met with another's.
pub(super) struct Profile {
    /// BLAKE3 digest of all that a reader reads: equal for items that are identical.
    pub(super) key: [u8; 32],
    /// Words of topic and title.
    pub(super) heading: Vec<u32>,
    /// Words of the body.
    pub(super) body: Vec<u32>,
    /// Words of topic, title and body.
    pub(super) all: Vec<u32>,
    /// The words among `all` that begin with a digit.
    pub(super) numbers: Vec<u32>,
    /// Neighbouring words of the heading, and of the body.
    pub(super) phrases: Vec<u32>,
    /// Grams of the heading.
    pub(super) heading_grams: Vec<u32>,
    /// Grams of heading and body.
    pub(super) grams: Vec<u32>,
    /// The issue it stands in, where it stands in one.
    pub(super) issue: Option<(Box<str>, Date)>,
    /// Its day, else its issue's.
    pub(super) day: Option<Date>,
    /// Where it leads, made comparable.
    pub(super) url: Option<Box<str>>,
}

/// Which fields of an item are hidden from comparison.
pub(super) type Hidden<'a> = &'a (dyn Fn(Field) -> bool + Sync);

/// An item's texts made comparable, its words not numbered yet.
struct Texts {
    heading: String,
    body: String,
}

impl Texts {
    fn of(item: &Item, hidden: Hidden) -> Self {
        let field =
            |field: Field| if hidden(field) { String::new() } else { comparable(&item.get(field).unwrap_or_default()) };
        let (topic, title) = (field(Field::Topic), field(Field::Title));
        // As the reader sees them, and as a layout writes them that has no topics: "Hannover: Fonds".
        let colon = if topic.is_empty() || title.is_empty() { "" } else { ":" };
        Texts { heading: format!("{}{colon}{title}", topic.trim_end_matches(':')), body: field(Field::Body) }
    }

    /// Digest of the texts as they are read, and of what makes two events with one text two events.
    fn key(&self, item: &Item, hidden: Hidden) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        for text in [&self.heading, &self.body] {
            hasher.update(text.as_bytes()).update(b"\0");
        }
        if item.kind == Kind::Event {
            for field in [Field::Date, Field::EndDate, Field::Place].into_iter().filter(|&f| !hidden(f)) {
                hasher.update(comparable(&item.get(field).unwrap_or_default()).as_bytes()).update(b"\0");
            }
        }
        hasher.finalize().into()
    }
}

/// The profiles of `items`, and the lexicon that numbers their words.
pub(super) fn profiles(items: &[Item], hidden: Hidden) -> (Vec<Profile>, Lexicon) {
    let mut lexicon = Lexicon::new();
    let mut profiles = Vec::with_capacity(items.len());
    // Texts are made comparable in parallel; words are numbered in order, so numbers don't depend on threads.
    for batch in items.chunks(4096) {
        let texts: Vec<Texts> = batch.par_iter().map(|item| Texts::of(item, hidden)).collect();
        let numbered: Vec<[Vec<u32>; 2]> =
            texts.iter().map(|t| [&t.heading, &t.body].map(|text| lexicon.numbers(text))).collect();
        let lexicon = &lexicon;
        profiles.par_extend(
            batch
                .par_iter()
                .zip(texts)
                .zip(numbered)
                .map(|((item, texts), numbered)| Profile::of(item, &texts, numbered, hidden, lexicon)),
        );
    }
    (profiles, lexicon)
}

impl Profile {
    fn of(item: &Item, texts: &Texts, [heading, body]: [Vec<u32>; 2], hidden: Hidden, lexicon: &Lexicon) -> Self {
        let all = terms::sorted_set(heading.iter().chain(&body).copied().collect());
        let heading_grams = terms::grams(&texts.heading);
        let grams = terms::sorted_set(heading_grams.iter().copied().chain(terms::grams(&texts.body)).collect());
        let phrases = terms::phrases(&heading).into_iter().chain(terms::phrases(&body));
        Profile {
            key: texts.key(item, hidden),
            numbers: all.iter().copied().filter(|&w| lexicon.is_number(w)).collect(),
            phrases: terms::sorted_set(phrases.collect()),
            heading: terms::sorted_set(heading),
            body: terms::sorted_set(body),
            all,
            heading_grams,
            grams,
            issue: item.issue_date.map(|date| (item.source.as_str().into(), date)),
            day: item.date.filter(|_| !hidden(Field::Date)).or(item.issue_date),
            url: item.url.as_deref().filter(|_| !hidden(Field::Url)).map(comparable_url),
        }
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
            let (profiles, _) = profiles(&items, &|_| false);
            (profiles[0].key, profiles[1].key)
        };
        let (a, b) = keys(Kind::Event);
        assert_ne!(a, b);
        let (a, b) = keys(Kind::Story);
        assert_eq!(a, b);
    }
}
