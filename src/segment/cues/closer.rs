//! The phrase that ends a teaser: "mehr...", "» Zur Meldung", "Read more", a short link behind a text.

use super::{Cue, Scene};
use crate::segment::Map;
use crate::segment::address;
use crate::segment::lexicon::{Hint, Lexicon};
use crate::segment::state::State;
use crate::segment::text::{self, Marker};
use crate::segment::unit::{Shape, Unit};
use crate::segment::votes::Votes;

pub(super) const CUE: Cue = Cue {
    name: "closer",
    description: "a phrase that ends a teaser, on a line of its own or at a paragraph's end",
    vote,
};

/// Words a closer has at most.
const MOST_WORDS: usize = 6;

fn vote(scene: &Scene, votes: &mut Votes) {
    let links: Vec<usize> = (2..scene.units.len()).filter(|i| ends_in_address(scene.units, *i)).collect();
    for i in links.iter().filter(|_| links.len() >= FEWEST) {
        votes.add_all(*i, &[(State::Closer, 8.0), (State::Title, -6.0), (State::Entry, -3.0), (State::Topic, -4.0)]);
        votes.add_all(*i, &[(State::Section, -4.0), (State::Furniture, 1.0)]);
    }
    for i in buttons(scene.units).into_iter() {
        votes.add_all(i, &[(State::Closer, 3.5), (State::Section, -4.0), (State::Title, -1.0), (State::Topic, -1.0)]);
    }
    let glued: Vec<usize> =
        (1..scene.units.len()).filter(|i| ends_block(scene.units, *i) || asks(scene.units, *i)).collect();
    for i in glued.iter().filter(|_| glued.len() >= FEWEST) {
        votes.add_all(*i, &[(State::Closer, 5.0), (State::Title, -4.0), (State::Section, -6.0), (State::Topic, -4.0)]);
        votes.add_all(*i, &[(State::Meta, -1.0), (State::More, -1.0)]);
    }
    for (i, unit) in scene.units.iter().enumerate() {
        if let Some(title) = named_again(scene, i) {
            votes.add_all(i, &[(State::Closer, 14.0), (State::Title, -6.0), (State::Topic, -4.0), (State::More, -4.0)]);
            let heads = [(State::Title, 8.0), (State::EventTitle, 8.0), (State::Meta, -6.0), (State::Section, -4.0)];
            votes.add_all(title, &heads);
            let inner = [(State::Title, -6.0), (State::EventTitle, -6.0), (State::Section, -6.0), (State::Topic, -6.0)];
            (title + 1..i).for_each(|j| votes.add_all(j, &inner));
        }
        let after_text = || {
            let above = i.checked_sub(1).map(|above| &scene.units[above]);
            above.is_some_and(|a| a.is_text() || a.marker == Marker::Bullet && !a.linked || is_closer(a, scene.lexicon))
        };
        if is_closer(unit, scene.lexicon) {
            votes.add_all(i, &[(State::Closer, 8.0), (State::Title, -4.0), (State::Topic, -4.0), (State::More, -2.0)]);
            votes.add_all(
                i,
                &[(State::Section, -3.0), (State::EventTitle, -4.0), (State::Body, -2.0), (State::Entry, -4.0)],
            );
        } else if leads_again(scene.units, i) || points_on(scene.units, i) {
            votes.add_all(
                i,
                &[(State::Closer, 8.0), (State::Title, -5.0), (State::Topic, -4.0), (State::Section, -5.0)],
            );
        } else if unit.is_short() && unit.gap == 0 && names_its_item(unit, scene.lexicon) && after_text() {
            votes.add_all(i, &[(State::Closer, 8.0), (State::Title, -5.0), (State::Topic, -4.0), (State::Meta, -2.0)]);
        } else if unit.is_short() && unit.linked && unit.heading == 0 && unit.words <= 9 && after_text() {
            let words = || unit.raw.split_whitespace();
            let speaks = |w: Option<&str>| {
                w.is_some_and(|w| scene.lexicon.is(w.trim_start_matches('['), Hint::Closer) || is_arrow(w))
            };
            let strength = if speaks(words().next()) || speaks(words().last()) || ends_with_closer(unit, scene.lexicon)
            {
                6.0
            } else if scene.units.get(i + 1).is_some_and(|n| n.heading > 0 || n.shape == Shape::Rule) {
                4.0
            } else {
                1.5
            };
            votes.add(i, State::Closer, strength);
        }
        if labels_address(unit) && stands_over_address(scene.units, i) {
            votes.add_all(i, &[(State::Closer, 6.0), (State::Title, -4.0), (State::Entry, -3.0), (State::Topic, -3.0)]);
            votes.add_all(i, &[(State::More, 1.0), (State::Furniture, 2.0), (State::Section, -3.0)]);
        }
        if unit.is_text() && ending(unit.tail, scene.lexicon).is_some() {
            votes.add_all(i, &[(State::Last, 9.0), (State::Body, -1.0), (State::More, -1.0), (State::Title, -3.0)]);
            if i > 0 && scene.units[i - 1].is_short() {
                votes.add(i - 1, State::Title, 1.0);
            }
        }
    }
}

/// Links of a few words that in this look stand right below a text each time, and never above one.
fn buttons(units: &[Unit]) -> Vec<usize> {
    let is_link = |u: &Unit| u.linked && u.is_short() && u.heading == 0 && u.words <= MOST_WORDS && u.marks.path != 0;
    let mut looks: Map<(u64, bool), (bool, Vec<usize>)> = Map::default();
    for (i, unit) in units.iter().enumerate().filter(|(_, u)| is_link(u)) {
        let (always, places) = looks.entry((unit.marks.path, unit.emphasis)).or_insert((true, Vec::new()));
        *always &= i > 0 && units[i - 1].is_text() && !units.get(i + 1).is_some_and(Unit::is_text);
        places.push(i);
    }
    let mut found: Vec<usize> = looks
        .into_values()
        .filter(|(always, places)| *always && places.len() > 1)
        .flat_map(|(_, places)| places)
        .collect();
    found.sort_unstable();
    found
}

/// The title that a closer names again: "more on: New bridge", "Continue reading New bridge". A title of some words right
/// below its text tells by itself, where a word is glued to it: "New bridge opens todayMore".
fn named_again(scene: &Scene, i: usize) -> Option<usize> {
    let unit = &scene.units[i];
    let says = unit.hint(Hint::Closer) > 0 && scene.lexicon.is(text::first_word(unit.head), Hint::Closer);
    let below_text = i > 0 && unit.is_short() && unit.heading == 0 && scene.units[i - 1].is_text();
    if !says && !below_text {
        return None;
    }
    let line = unit.head.trim_end_matches(|c: char| !c.is_alphanumeric());
    (i.saturating_sub(LONGEST_TEXT + 1)..i).rev().find(|j| {
        let title = &scene.units[*j];
        let bare = title.head.trim_end_matches(|c: char| !c.is_alphanumeric());
        let words = line.strip_suffix(bare).map(|before| before.split_whitespace().count());
        let led = says && title.words > 1 && words.is_some_and(|n| (1..=MOST_WORDS).contains(&n));
        let behind = || line.find(bare).map(|at| &line[at + bare.len()..]);
        let glued = || behind().is_some_and(|b| b.starts_with(char::is_alphabetic) && !b.contains(' '));
        title.is_short() && (led || below_text && title.words >= LONG_TITLE && glued())
    })
}

/// Words of a title that hardly stands word for word in another line by chance.
const LONG_TITLE: usize = 3;

/// A link of a few words below a text, to where the title above that text leads.
fn leads_again(units: &[Unit], i: usize) -> bool {
    let link = |u: &Unit| u.is_short() && u.linked;
    if !link(&units[i]) || units[i].words > MOST_WORDS || units[i].heading > 0 {
        return false;
    }
    let from = i.saturating_sub(LONGEST_TEXT + 1);
    let title = units[from..i].iter().rposition(link).map(|at| from + at);
    title.filter(|title| units[*title..i].iter().any(Unit::is_text)).is_some_and(|title| {
        let address = target(&units[i]);
        address.is_some() && address == target(&units[title])
    })
}

/// The first address that a unit leads to.
fn target<'a>(unit: &Unit<'a>) -> Option<&'a str> {
    unit.marks.links.first().map(|link| link.url.as_str()).or_else(|| address::address(unit.raw))
}

/// "Platz buchen", "Jetzt bewerben": what the reader is to do, as German buttons say it, between a text and what follows it.
fn asks(units: &[Unit], i: usize) -> bool {
    let unit = &units[i];
    let last = unit.raw.rsplit(' ').next().unwrap_or("");
    let infinitive = last.ends_with("en") && last.chars().all(char::is_lowercase);
    let bare = unit.is_short() && (2..MOST_POINTING).contains(&unit.words) && unit.heading == 0 && !unit.emphasis;
    let told = |above: &Unit| above.is_text() || above.labelled;
    bare && infinitive && i > 0 && told(&units[i - 1]) && !units.get(i + 1).is_some_and(Unit::is_text)
}

/// "Zur Rede", "Zu den Haltestellen": between a text and what follows it, and over no text of its own.
fn points_on(units: &[Unit], i: usize) -> bool {
    let unit = &units[i];
    let bare = unit.is_short() && unit.words <= MOST_POINTING && unit.heading == 0 && !unit.emphasis;
    bare && ["Zur ", "Zum ", "Zu den "].iter().any(|to| unit.raw.starts_with(to))
        && i > 0
        && units[i - 1].is_text()
        && !units.get(i + 1).is_some_and(Unit::is_text)
}

/// Words of such a line, an address among them.
const MOST_POINTING: usize = 4;

/// Texts that end in a few words above an address, from which on it is a habit.
const FEWEST: usize = 3;
/// Paragraphs between such words and their title.
const LONGEST_TEXT: usize = 6;

/// "Book a seat": a few words that end a block of a title and its text, right below the latter.
fn ends_block(units: &[Unit], i: usize) -> bool {
    let (unit, above) = (&units[i], &units[i - 1]);
    let plain = unit.is_short() && unit.heading == 0 && !unit.emphasis && unit.marks.path == 0 && unit.date.is_none();
    let bare = !unit.signs.has_digit() && !unit.signs.has(b':') && unit.raw.starts_with(char::is_alphabetic);
    let below = above.is_text() && above.gap + unit.gap == 0 && units.get(i + 1).is_none_or(|next| next.gap > 0);
    plain && bare && below && unit.words <= MOST_POINTING
}

/// "See all seven" above an address, with nothing below it, and with a title's text above.
fn ends_in_address(units: &[Unit], i: usize) -> bool {
    let unit = &units[i];
    let closes = unit.is_short() && unit.words <= MOST_WORDS && unit.heading == 0 && !unit.emphasis;
    if !closes || !stands_over_address(units, i) || units.get(i + 2).is_some_and(|n| n.gap == 0) {
        return false;
    }
    let text = units[..i].iter().rev().take(LONGEST_TEXT).take_while(|u| u.is_text()).count();
    (i - text).checked_sub(1).is_some_and(|t| text > 0 && units[t].is_short())
}

fn stands_over_address(units: &[Unit], i: usize) -> bool {
    units.get(i + 1).is_some_and(|n| n.shape == Shape::Url && n.gap == 0 && n.marker == Marker::None)
}

/// "News article:", which above nothing but an address is its label.
fn labels_address(unit: &Unit) -> bool {
    unit.is_short() && unit.heading == 0 && unit.marker == Marker::None && unit.head.ends_with(':')
}

/// "More on: New bridge opens": the words of a closer, a colon, and what there is more on.
fn names_its_item(unit: &Unit, lexicon: &Lexicon) -> bool {
    unit.hint(Hint::Closer) > 0 && unit.label().is_some_and(|label| is_phrase(label, lexicon))
}

fn ends_with_closer(unit: &Unit, lexicon: &Lexicon) -> bool {
    address::inline_link(unit.head)
        .is_some_and(|(shown, _)| shown.split_whitespace().last().is_some_and(|w| lexicon.is(w, Hint::Closer)))
}

fn is_arrow(word: &str) -> bool {
    matches!(word, "»" | "→" | ">" | ">>" | "›" | "⇒" | "➔" | "►" | "➜" | "->" | "=>" | "☞" | "▶")
}

/// The whole unit is a closer.
pub(in crate::segment) fn is_closer(unit: &Unit, lexicon: &Lexicon) -> bool {
    if !unit.is_short() && unit.shape != Shape::Sentence || unit.words > MOST_WORDS || unit.heading > 0 {
        return false;
    }
    if unit.marks.path != 0 && unit.marks.links.is_empty() {
        return false;
    }
    match address::inline_link(unit.head) {
        Some((shown, _)) => is_phrase(shown, lexicon),
        None => unit.hint(Hint::Closer) > 0 && is_phrase(unit.raw, lexicon),
    }
}

/// `text` consists of the words of a closer, at least one of them a strong one.
fn is_phrase(text: &str, lexicon: &Lexicon) -> bool {
    let text = without_size(text);
    let (mut strong, mut all, mut known, mut arrows) = (0, 0, 0, 0);
    // Glue of a further language, and its strong words: "Mehr Meer" is no closer, "Lees meer" is.
    let (mut glue, mut of_further) = (false, false);
    for word in text.split(|c: char| c.is_whitespace() || c == '\u{a0}') {
        if is_arrow(word) {
            arrows += 1;
        } else if word.contains(char::is_alphanumeric) {
            all += 1;
            let [closes, joins, further] = lexicon.are(word, [Hint::Closer, Hint::Glue, Hint::Further]);
            glue |= further && !closes;
            of_further |= further && closes;
            strong += usize::from(closes);
            known += usize::from(closes || joins);
            if all > MOST_WORDS {
                return false;
            }
        }
    }
    (1..=MOST_WORDS).contains(&all)
        && (!glue || of_further)
        && ((strong > 0 && known == all)
            || (arrows > 0 && strong > 0 && all <= 5)
            || (strong > 0 && all - known <= 1 && text.contains("://")))
}

/// "Download (PDF, 4 MB)" without what kind of file it is and how large.
fn without_size(text: &str) -> &str {
    const TELLING: [&str; 9] = ["pdf", "mb", "kb", "mo", "ko", "docx", "xlsx", "zip", "epub"];
    let inner = text.trim_end().strip_suffix(')').and_then(|inner| inner.rsplit_once(" ("));
    let telling = |word: &str| TELLING.iter().any(|kind| kind.eq_ignore_ascii_case(word));
    match inner {
        Some((before, size)) if size.split([' ', ',', ';', '/', '\u{a0}']).any(telling) => before,
        _ => text,
    }
}

/// Where the closer begins that ends the paragraph `text`: behind its last sentence.
pub(in crate::segment) fn ending(text: &str, lexicon: &Lexicon) -> Option<usize> {
    let mut from = text.len().saturating_sub(LONGEST);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let tail = &text[from..];
    // Most paragraphs end with a sentence, and none of its words need be looked at.
    if text::ends_sentence(tail) {
        return None;
    }
    // A closer's own dots ("mehr...") don't end the sentence before it.
    let inner = tail.trim_end_matches(trails);
    let cut = inner.rfind(parts)?;
    let sign = inner[cut..].chars().next()?;
    let start = if matches!(sign, '[' | '(' | '»' | '→' | '>' | '|') { cut } else { cut + sign.len_utf8() };
    let phrase = tail[start..].trim();
    let marked = matches!(sign, '[' | '(' | '»' | '→' | '>' | '|')
        || phrase.len() > inner[start..].trim().len()
        || tail[start..].starts_with([' ', '\u{a0}']);
    (marked && !text::ends_sentence(phrase) && is_phrase(phrase, lexicon)).then_some(from + start)
}

/// What may stand behind a closer.
fn trails(c: char) -> bool {
    matches!(c, '.' | '…' | ' ' | ')' | ']' | '>' | '»' | '→' | '*' | '\u{a0}')
}

/// What parts a closer from the text before it.
fn parts(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '“' | '”' | '"' | ')' | '[' | '(' | '»' | '→' | '|' | '>')
}

/// `text`, with which `unit` ends, without the few linked words behind its last sentence: "Zur Ausschreibung".
pub(in crate::segment) fn without_link<'t>(unit: &Unit, text: &'t str) -> &'t str {
    let link = unit.marks.links.last().filter(|l| unit.lines.len() == 1 && l.range.end == unit.raw.len());
    let Some(shown) = link.and_then(|l| unit.raw.get(l.range.clone())) else { return text };
    let few = shown.split_whitespace().count() <= LINKED && !text::ends_sentence(shown);
    text.strip_suffix(shown).filter(|before| few && text::ends_sentence(before.trim_end())).unwrap_or(text)
}

/// Words of such a link.
const LINKED: usize = 4;

/// Bytes at a paragraph's end in which a closer is looked for.
const LONGEST: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_closers_in_seven_languages() {
        let lexicon = Lexicon::new();
        for phrase in [
            "Zur Meldung »",
            "Download (PDF, 4 MB, barrierefrei)",
            "Read the full article",
            "Lire la suite",
            "> En savoir plus",
            "Leer la noticia completa",
            "Seguir leyendo →",
            "Leggi tutto l'articolo",
            "Lees verder",
            "Lees meer over dit bericht",
            "Leia a notícia",
            "Saiba mais",
            "Meer lezen",
        ] {
            assert!(is_phrase(phrase, &lexicon), "{phrase}");
        }
        for title in [
            "La ville en plus grand",
            "El nuevo puente",
            "Het nieuwe gemeentehuis",
            "Di notte",
            "Mehr Meer",
            "Meer",
            "Mais",
            "Read over",
        ] {
            assert!(!is_phrase(title, &lexicon), "{title}");
        }
    }

    #[test]
    fn finds_the_closer_at_a_paragraphs_end() {
        let lexicon = Lexicon::new();
        let cut = |text: &'static str| ending(text, &lexicon).map_or("", |at| &text[at..]);
        assert_eq!(cut("Das Amt zieht um. mehr..."), " mehr...");
        assert_eq!(cut("Zieht das Amt um? Weiterlesen"), " Weiterlesen");
        assert_eq!(cut("The office moves. Read more »"), " Read more »");
        assert_eq!(cut("The office moves [more]"), "[more]");
        assert_eq!(cut("Das Amt zieht um … mehr"), " mehr");
        assert_eq!(cut("Das Amt zieht um. Es gibt dort mehr."), "");
        assert_eq!(cut("Das Amt zieht um"), "");
    }
}
