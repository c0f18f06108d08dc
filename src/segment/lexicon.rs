//! Words that newsletters use to say what a line is, German and English. They only lend weight: a cue of structure
//! (repetition, markup, order) can outvote them, and a document in which none of them stands is split all the same.

use std::collections::HashMap;

use super::outline::{ENDS, Outlines, ends, is_latin};
use super::signs::Signs;

/// What a word hints at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Hint {
    /// Ends a teaser: "mehr", "read".
    Closer,
    /// Stands between the words of a closer: "zur", "the".
    Glue,
    /// Speaks of a picture.
    Picture,
    /// Navigation, sharing, advertising.
    Furniture,
    /// Legal matter, address, subscription.
    Imprint,
    /// Names a list of events.
    Events,
    /// Names a usual section.
    Section,
    /// Heads a table of contents.
    Contents,
    /// Opens a letter.
    Greeting,
    /// Ends a letter.
    SignOff,
    /// Heads a line of keywords.
    Keywords,
    /// Names where or when something takes place.
    Venue,
    /// Opens a byline.
    Byline,
}

/// How many kinds of hint there are.
pub(super) const HINTS: usize = 13;

/// How often each kind of hint occurs in a text.
pub(super) type Hints = [u8; HINTS];

const WORDS: [(Hint, &str); HINTS] = [
    (
        Hint::Closer,
        "mehr weiter weiterlesen weiterlesen… lesen quelle details näheres link infos info information informationen \
         einzelheiten meldung artikel beitrag eintrag anhören ansehen erfahren hier read more full story article \
         continue reading learn watch listen source here webseite website zur original discuss comments kommentieren \
         originalartikel volltext nachlesen download herunterladen pressemitteilung detail continued \
         lire suite savoir verder meer leggi leer",
    ),
    (
        Hint::Glue,
        "zum zur zu den dem die der das des am auf im in an unter bei the a an on to at of for and und dazu davon \
         darüber about ganzen ganze gesamten vollständigen vollständige kompletten nähere weitere weiteren seite page \
         bitte klicken click jetzt now online it this diesen dieser direkt anmelden anmeldung register view see \
         programm blog post thema thema: entire complete la le les en plus tutto más",
    ),
    (
        Hint::Picture,
        "foto fotos bild bilder bildquelle bildquelle: bildnachweis grafik vektorgrafik screenshot porträt portrait \
         porträtfoto logo abbildung symbolbild symbolfoto photo photos image picture illustration außenansicht \
         luftbild gruppenbild gruppenfoto luftaufnahme aufnahme bildrechte copyright: credit",
    ),
    (
        Hint::Furniture,
        "anzeige anzeigen werbung advertisement advertorial sponsored browser webansicht web-ansicht onlineversion \
         online-version browseransicht facebook twitter linkedin instagram mastodon xing youtube bluesky teilen share \
         tweet empfehlen weiterempfehlen drucken print login archiv archive nach-oben menü menu navigation weiterleiten \
         forward forwarded weitergeleitet subscribe comment like seitenanfang dargestellt angezeigt korrekt",
    ),
    (
        Hint::Imprint,
        "impressum imprint copyright © herausgeber herausgegeben verantwortlich abmelden abbestellen abmeldung austragen \
         unsubscribe datenschutz datenschutzerklärung datenschutzhinweise privacy registergericht amtsgericht \
         registernummer ust-id ust-idnr umsatzsteuer umsatzsteuer-identifikationsnummer telefon telefax tel fax haftung \
         gewährleistung reserved subscribed subscription subscriber non-subscriber abonniert abonnement preferences \
         vorstand geschäftsführer geschäftsführerin vertretungsberechtigt issn handelsregister gmbh disclaimer \
         haftungsausschluss nutzungsbedingungen redistribute postfach mailing verteiler hrb abonnieren newsletter \
         newsletters geschäftsführung e.v e-mail-adresse profil empfänger receiving received joined emails e-mails opt-out unsubscribing bildnachweise bilder: \
         désabonner désinscrire désinscription réservés uitschrijven afmelden",
    ),
    (
        Hint::Events,
        "termine veranstaltungen veranstaltungskalender kalender terminkalender events \
         calendar veranstaltungshinweise veranstaltungstipps meetups conferences konferenzen dates \
         veranstaltungsvorschau terminvorschau upcoming terminhinweise",
    ),
    (
        Hint::Section,
        "news aktuelles meldungen kurzmeldungen nachrichten articles jobs stellenmarkt stellenangebote publikationen \
         veröffentlichungen podcast videos tools releases intern themen rubrik ressort kurz gemeldet überblick weitere \
         aus dem bereich sonstiges vermischtes announcements projects links presse headlines lesetipps \
         panorama kultur wirtschaft politik sport regionales",
    ),
    (
        Hint::Contents,
        "inhalt inhaltsverzeichnis inhaltsübersicht themen übersicht überblick contents topics agenda themenübersicht \
         inside sommaire ausgabe issue heute today",
    ),
    (
        Hint::Greeting,
        "liebe lieber liebes hallo hi hello dear guten sehr geehrte geehrter moin welcome willkommen servus grüezi hey \
         greetings werte verehrte verehrter verehrtes bonjour chers chères salut beste geachte ahoi",
    ),
    (
        Hint::SignOff,
        "grüßen grüße gruß herzlichst herzlich regards cheers sincerely yours editor editors redaktion team wishes \
         freundlichen lg vg mfg besten ihr ihre redakteur redakteurin chefredakteur chefredakteurin herausgeberin lektüre best wünscht wünschen wünsche",
    ),
    (
        Hint::Keywords,
        "stichwörter schlagwörter schlagworte stichworte tags keywords kategorie kategorien categories filed",
    ),
    (
        Hint::Venue,
        "uhr online ort: wo: wann: datum: when: where: location: venue: webinar workshop konferenz tagung messe seminar \
         kongress conference summit pm virtuell digital hybrid zeit: beginn: termin:",
    ),
    (
        Hint::Byline,
        "von by autor author autorin verfasst text: text written posted veröffentlicht published erschienen",
    ),
];

/// The word lists, ready to look words up.
#[derive(Debug)]
pub(super) struct Lexicon {
    outlines: Outlines,
    /// Each word and its hints as bits, in order of the words' [`ends`].
    words: Vec<(&'static str, u16)>,
    /// For each of them where its words begin.
    starts: Vec<u16>,
}

impl Lexicon {
    /// Builds the table; some hundred words.
    pub(super) fn new() -> Self {
        let mut hints: HashMap<&str, u16, rapidhash::fast::RandomState> = HashMap::default();
        let mut outlines = Outlines::NONE;
        for (hint, list) in WORDS {
            for word in list.split_whitespace() {
                *hints.entry(word).or_default() |= 1 << hint as u8;
                outlines.add(word);
            }
        }
        let mut words: Vec<(&str, u16)> = hints.into_iter().collect();
        let key = |word: &str| ends(word.as_bytes()[0], word.as_bytes()[word.len() - 1]);
        words.sort_unstable_by_key(|(word, _)| (key(word), *word));
        let starts = (0..=ENDS).map(|at| words.partition_point(|(word, _)| key(word) < at) as u16).collect();
        Lexicon { outlines, words, starts }
    }

    /// Counts the hints in the first words of `text`, whose letters and signs are `signs`; `lower` is scratch space.
    pub(super) fn hints(&self, text: &str, signs: Signs, lower: &mut String) -> Hints {
        let mut found = [0; HINTS];
        let latin = signs.is_latin();
        let mut count = |word: &str| {
            let bits = self.bits(word, latin, lower);
            if bits != 0 {
                for (hint, n) in found.iter_mut().enumerate() {
                    *n += u8::from(bits & (1 << hint) != 0);
                }
            }
        };
        if signs.plain_space() {
            text.split_ascii_whitespace().take(MOST_WORDS).for_each(&mut count);
        } else {
            text.split_whitespace().take(MOST_WORDS).for_each(&mut count);
        }
        found
    }

    /// Whether `word` hints at `hint`.
    pub(super) fn is(&self, word: &str, hint: Hint) -> bool {
        self.are(word, [hint])[0]
    }

    /// The same for several hints.
    pub(super) fn are<const N: usize>(&self, word: &str, hints: [Hint; N]) -> [bool; N] {
        let bits = self.bits(word, is_latin(word), &mut String::new());
        hints.map(|hint| bits & (1 << hint as u8) != 0)
    }

    fn bits(&self, word: &str, latin: bool, lower: &mut String) -> u16 {
        let bare = bare(word);
        let [first, .., last] = *bare.as_bytes() else { return self.known(bare) };
        let labels = word.as_bytes().last() == Some(&b':');
        let may_label = labels && self.outlines.hold(first, b':', bare.len() + 1);
        if latin && !may_label && !self.outlines.hold(first, last, bare.len()) {
            return 0;
        }
        let mut bare = bare;
        if !bare.is_ascii() || labels {
            fold(bare, lower);
            bare = lower;
        }
        let bits = self.known(bare);
        if labels {
            lower.push(':');
            return bits | self.known(lower);
        }
        bits
    }

    /// The hints of `word`, in lower case but for letters of ASCII.
    fn known(&self, word: &str) -> u16 {
        let (Some(first), Some(last)) = (word.as_bytes().first(), word.as_bytes().last()) else { return 0 };
        let at = ends(*first, *last);
        let alike = &self.words[usize::from(self.starts[at])..usize::from(self.starts[at + 1])];
        alike.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map_or(0, |(_, bits)| *bits)
    }
}

/// `word` without signs at its ends.
fn bare(word: &str) -> &str {
    let mut bare = word;
    while let [.., last] = bare.as_bytes()
        && last.is_ascii()
        && !last.is_ascii_alphanumeric()
    {
        bare = &bare[..bare.len() - 1];
    }
    while let [first, ..] = bare.as_bytes()
        && first.is_ascii()
        && !first.is_ascii_alphanumeric()
    {
        bare = &bare[1..];
    }
    match bare.as_bytes() {
        // Most words have nothing else at their ends that would have to go.
        [first, .., last] if first.is_ascii() && last.is_ascii() => bare,
        _ => bare.trim_matches(|c: char| !c.is_alphanumeric() && c != '©'),
    }
}

/// Words of a line that are looked at: enough for every short line, little of a long paragraph.
const MOST_WORDS: usize = 24;

/// Writes `text` in lower case into `out`.
pub(super) fn fold(text: &str, out: &mut String) {
    out.clear();
    if text.is_ascii() {
        out.push_str(text);
        return out.make_ascii_lowercase();
    }
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|b| !b.is_ascii()) {
        out.push_str(&rest[..at]);
        let mut chars = rest[at..].chars();
        chars.next().into_iter().for_each(|c| lower(c, |l| out.push(l)));
        rest = chars.as_str();
    }
    out.push_str(rest);
    out.make_ascii_lowercase();
}

/// Gives `c` in lower case to `take`; the letters and signs that texts have most without a look into the tables.
pub(super) fn lower(c: char, mut take: impl FnMut(char)) {
    match c {
        '\u{df}'..='\u{ff}' | '\u{2010}'..='\u{203a}' => take(c),
        _ => c.to_lowercase().for_each(take),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_words_whatever_their_case_and_punctuation() {
        let lexicon = Lexicon::new();
        let hints = lexicon.hints("» Zur MELDUNG!", Signs::of("» Zur MELDUNG!"), &mut String::new());
        assert_eq!(hints[Hint::Closer as usize], 2);
        assert_eq!(lexicon.hints("Ort: Ulm", Signs::of("Ort: Ulm"), &mut String::new())[Hint::Venue as usize], 1);
        assert!(!lexicon.is("ort", Hint::Venue));
        assert!(lexicon.is("MENÜ", Hint::Furniture) && lexicon.is("„Übersicht“", Hint::Contents));
    }

    #[test]
    fn every_list_is_sound() {
        for (i, (hint, list)) in WORDS.iter().enumerate() {
            assert_eq!(*hint as usize, i);
            assert!(list.split_whitespace().all(|w| w.to_lowercase() == w));
        }
    }
}
