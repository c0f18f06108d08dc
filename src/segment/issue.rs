//! What an issue says of itself: its date, number and language.

use super::dates;
use super::lexicon::{Hint, Lexicon};
use crate::model::{Date, Document};

/// Lines at the top in which the issue's own date is looked for.
const TOP: usize = 12;

/// The issue's own date: the document's, or the first full date in its title, its first lines, its file's name. What
/// stands below the greeting, or has a time of day, is of something else.
pub(super) fn date(doc: &Document, lexicon: &Lexicon) -> Option<Date> {
    let full = |text: &str| {
        let found = dates::first(text)?;
        if found.from.year.is_none() || found.to.is_some() || found.bracketed || found.timed {
            return None;
        }
        let found = if found.from.either && day_first(doc) { found.turned() } else { found };
        found.resolve(None).0
    };
    let top = || {
        let head = doc.lines().iter().take(TOP).map(|l| doc.shown(l)).take_while(|l| !is_greeting(l, lexicon));
        head.filter(|l| l.len() < 120).find_map(full)
    };
    let name = || full(&stem(&doc.source).replace('_', "-")).or_else(|| packed(&stem(&doc.source)));
    doc.date.or_else(|| doc.title.as_deref().and_then(full)).or_else(top).or_else(name)
}

fn is_greeting(line: &str, lexicon: &Lexicon) -> bool {
    let first = line.split_whitespace().next().unwrap_or("");
    lexicon.is(first, Hint::Greeting) && line.contains([',', '!'])
}

/// The day in a name such as "news-20260503".
fn packed(name: &str) -> Option<Date> {
    let numbers = name.split(|c: char| !c.is_ascii_digit()).filter(|number| number.len() == 8);
    let days = numbers.filter(|number| number.starts_with("19") || number.starts_with("20"));
    days.filter_map(|d| Date::new(d[..4].parse().ok()?, d[4..6].parse().ok()?, d[6..].parse().ok()?)).next()
}

/// Whether 03/05/2026 is in May: as other dates of the document have it, else as its language does.
fn day_first(doc: &Document) -> bool {
    dates::day_first(&doc.text).unwrap_or_else(|| {
        let sample: String = doc.text.chars().take(4_000).collect();
        language(&sample).is_some_and(|language| language != "en")
    })
}

/// A day to take missing years from: the issue's own, or the first of the month that its first lines name.
pub(super) fn near(doc: &Document, date: Option<Date>) -> Option<Date> {
    // The words may stand on two lines: "for the week of May 1 -\n7, 2026".
    let top: Vec<&str> = doc.lines().iter().take(TOP).map(|l| doc.shown(l)).filter(|l| l.len() < 120).collect();
    date.or_else(|| doc.title.as_deref().and_then(month)).or_else(|| month(&top.join(" ")))
}

/// The first month that is named with its year, days between them allowed.
fn month(text: &str) -> Option<Date> {
    let words: Vec<&str> = text.split_whitespace().map(|w| w.trim_matches(|c: char| !c.is_alphanumeric())).collect();
    let year = |w: &&str| w.parse().ok().filter(|y| (1900..2200).contains(y));
    words.iter().enumerate().find_map(|(i, word)| {
        let month = dates::month(word)?;
        let behind = words[i + 1..].iter().take(DAYS + 1);
        let year = behind.take_while(|w| !w.contains(char::is_alphabetic)).find_map(year)?;
        Date::new(year, month, 1)
    })
}

/// Words between a month and its year: "May 1 - 7, 2026" has three.
const DAYS: usize = 3;

/// The issue's own number: "#725", "Nr. 12", "Ausgabe 5/2026" in its title or first lines.
pub(super) fn number(doc: &Document) -> Option<String> {
    let top = doc.lines().iter().take(TOP).map(|l| doc.shown(l)).filter(|l| l.len() < 120);
    doc.title.as_deref().into_iter().chain(top).find_map(numbered)
}

pub(super) fn numbered(text: &str) -> Option<String> {
    let mut before = "";
    for word in text.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '#' && c != '/');
        let digits = bare.trim_start_matches('#');
        let number = digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.len() <= 9
            && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '/' | '-'));
        let named = [
            "nr",
            "no",
            "ausgabe",
            "issue",
            "heft",
            "vol",
            "number",
            "nummer",
            "edition",
            "folge",
            "weekly",
            "newsletter",
            "n",
            "numéro",
        ]
        .contains(&before.to_lowercase().as_str());
        if number
            && (bare.starts_with('#') || named)
            && !(bare.len() == 4 && !bare.starts_with('#') && bare.starts_with("20"))
        {
            return Some(digits.to_owned());
        }
        before = bare;
    }
    None
}

/// The text's language as ISO 639-1, where the first texts make it sure.
pub(super) fn language(sample: &str) -> Option<String> {
    let info = whatlang::detect(sample)?;
    let code = match info.lang() {
        whatlang::Lang::Deu => "de",
        whatlang::Lang::Eng => "en",
        whatlang::Lang::Fra => "fr",
        whatlang::Lang::Nld => "nl",
        whatlang::Lang::Ita => "it",
        whatlang::Lang::Spa => "es",
        whatlang::Lang::Por => "pt",
        whatlang::Lang::Pol => "pl",
        whatlang::Lang::Dan => "da",
        whatlang::Lang::Swe => "sv",
        _ => return None,
    };
    info.is_reliable().then(|| code.to_owned())
}

/// The file's name without folders and extension; a message's number in its mailbox stays.
pub(super) fn stem(source: &str) -> String {
    let name = source.rsplit(['/', '\\']).next().unwrap_or(source);
    let (name, message) = match name.rsplit_once('#') {
        Some((name, n)) if !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()) => (name, Some(n)),
        _ => (name, None),
    };
    let unpacked = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(name);
    let stem = unpacked.rsplit_once('.').map_or(unpacked, |(stem, _)| if stem.is_empty() { unpacked } else { stem });
    message.map_or_else(|| stem.to_owned(), |n| format!("{stem}#{n}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_names_and_numbers() {
        assert_eq!(stem("a/b/003.txt"), "003");
        assert_eq!(stem("box.mbox#3"), "box#3");
        assert_eq!(stem("feed.xml.gz"), "feed");
        assert_eq!(numbered("Weekly Notes Issue #725 - today"), Some("725".into()));
        assert_eq!(numbered("Rundbrief Nr. 12 vom 3. Mai 2026"), Some("12".into()));
        assert_eq!(numbered("Ausgabe 5/2026"), Some("5/2026".into()));
        assert_eq!(numbered("Newsletter 2026"), None);
    }

    #[test]
    fn an_ambiguous_date_goes_by_its_document() {
        let of = |text: &str| {
            let (mut documents, _) = crate::read::read_bytes("x.txt", text.into(), &Default::default());
            date(&documents.remove(0), &Lexicon::new())
        };
        let (may, march) = (Date::new(2026, 5, 3), Date::new(2026, 3, 5));
        assert_eq!(of("News of 03/05/2026\nNext on 25/05/2026."), may);
        assert_eq!(of("News of 03/05/2026\nNext on 05/25/2026."), march);
        assert_eq!(of("News of 03/05/2026\nThe city has presented a new plan for its schools."), march);
        assert_eq!(of("Lettre du 03/05/2026\nLa ville présente un nouveau plan pour les écoles de la région."), may);
        assert_eq!(of("Weekly\nHello readers,\nthe fair is on 3 May 2026"), None);
        assert_eq!(of("Weekly\n3 May 2026\nHello readers,"), may);
        assert_eq!(packed("news-20260503"), may);
        assert_eq!(packed("news-20261503"), None);
    }

    #[test]
    fn finds_a_month_with_its_year() {
        assert_eq!(month("the week of May 1 - 7, 2026"), Date::new(2026, 5, 1));
        assert_eq!(month("Ausgabe Mai 2026"), Date::new(2026, 5, 1));
        assert_eq!(month("im Mai wie 2026"), None);
    }

    #[test]
    fn tells_the_language() {
        assert_eq!(
            language("Die Stadt hat einen neuen Plan für ihre Schulen vorgestellt und sucht Partner.").as_deref(),
            Some("de")
        );
        assert_eq!(
            language("The city has presented a new plan for its schools and looks for partners.").as_deref(),
            Some("en")
        );
        assert_eq!(language(""), None);
    }
}
