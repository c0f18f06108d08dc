//! Words that newsletters use to say what a line is, German and English. They only lend weight: a cue of structure
//! (repetition, markup, order) can outvote them, and a document in which none of them stands is split all the same.

use std::collections::HashMap;

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
        "mehr weiter weiterlesen weiterlesen… lesen quelle details link infos info information informationen \
         einzelheiten meldung artikel beitrag eintrag anhören ansehen erfahren hier read more full story article \
         continue reading learn watch listen source here webseite website zur original discuss comments kommentieren \
         originalartikel volltext nachlesen download herunterladen pressemitteilung detail continued",
    ),
    (
        Hint::Glue,
        "zum zur zu den dem die der das des am auf im in an unter bei the a an on to at of for and und dazu davon \
         darüber about ganzen ganze gesamten vollständigen vollständige kompletten nähere weitere weiteren seite page \
         bitte klicken click jetzt now online it this diesen dieser direkt anmelden anmeldung register view see \
         programm blog post thema thema: entire complete",
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
         newsletters geschäftsführung e.v e-mail-adresse profil empfänger receiving received joined emails e-mails opt-out unsubscribing bildnachweise bilder:",
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
         inside ausgabe issue heute today",
    ),
    (
        Hint::Greeting,
        "liebe lieber liebes hallo hi hello dear guten sehr geehrte geehrter moin welcome willkommen servus grüezi hey \
         greetings werte",
    ),
    (
        Hint::SignOff,
        "grüßen grüße gruß herzlichst herzlich regards cheers sincerely yours editor editors redaktion team wishes \
         freundlichen besten ihr ihre redakteur redakteurin chefredakteur chefredakteurin herausgeberin lektüre best wünscht wünschen wünsche",
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
    words: HashMap<&'static str, u16, rapidhash::fast::RandomState>,
    /// For each byte the lengths of the words that begin with it, as bits, and of those that end with it: most words of a
    /// text stop here.
    begins: [u64; 256],
    ends: [u64; 256],
}

impl Lexicon {
    /// Builds the table; some hundred words.
    pub(super) fn new() -> Self {
        let mut words = HashMap::default();
        let (mut begins, mut ends) = ([0; 256], [0; 256]);
        for (hint, list) in WORDS {
            for word in list.split_whitespace() {
                *words.entry(word).or_insert(0u16) |= 1 << hint as u8;
                begins[usize::from(word.as_bytes()[0])] |= 1 << word.len();
                ends[usize::from(word.as_bytes()[word.len() - 1])] |= 1 << word.len();
            }
        }
        Lexicon { words, begins, ends }
    }

    /// Counts the hints in the first words of `text`; `lower` is scratch space.
    pub(super) fn hints(&self, text: &str, lower: &mut String) -> Hints {
        let mut found = [0; HINTS];
        let mut count = |word: &str| {
            let bits = self.bits(word, lower);
            if bits != 0 {
                for (hint, n) in found.iter_mut().enumerate() {
                    *n += u8::from(bits & (1 << hint) != 0);
                }
            }
        };
        if text.is_ascii() {
            text.split_ascii_whitespace().take(MOST_WORDS).for_each(&mut count);
        } else {
            text.split_whitespace().take(MOST_WORDS).for_each(&mut count);
        }
        found
    }

    /// Whether `word` hints at `hint`.
    pub(super) fn is(&self, word: &str, hint: Hint) -> bool {
        self.bits(word, &mut String::new()) & (1 << hint as u8) != 0
    }

    fn bits(&self, word: &str, lower: &mut String) -> u16 {
        // Most words have nothing at their ends that would have to go.
        let whole = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
        let bare = if whole(word.as_bytes().first()) && whole(word.as_bytes().last()) {
            word
        } else {
            word.trim_matches(|c: char| !c.is_alphanumeric() && c != '©')
        };
        let labels = word.as_bytes().last() == Some(&b':');
        if bare.len() > LONGEST_WORD || !self.may_hold(bare, labels) {
            return 0;
        }
        fold(bare, lower);
        let mut bits = self.words.get(lower.as_str()).copied().unwrap_or(0);
        if labels {
            lower.push(':');
            bits |= self.words.get(lower.as_str()).copied().unwrap_or(0);
        }
        bits
    }

    /// Whether a word of the lists has this length and these letters at its ends, a colon behind it allowed if it `labels`.
    /// Beyond ASCII the two cases of a letter may differ in both, so nothing is said there.
    fn may_hold(&self, bare: &str, labels: bool) -> bool {
        let [first, .., last] = *bare.as_bytes() else { return !bare.is_empty() };
        let begins = self.begins[usize::from(first.to_ascii_lowercase())];
        let plain = begins & self.ends[usize::from(last.to_ascii_lowercase())];
        plain >> bare.len() & 1 != 0
            || labels && begins & self.ends[usize::from(b':')] & 1 << (bare.len() + 1) != 0
            || !bare.is_ascii()
    }
}

/// Words of a line that are looked at: enough for every short line, little of a long paragraph.
const MOST_WORDS: usize = 24;
/// No word of the lists is longer (bytes), nor is there a bit for longer ones in [`Lexicon`].
const LONGEST_WORD: usize = 48;

/// Writes `text` in lower case into `out`.
pub(super) fn fold(text: &str, out: &mut String) {
    out.clear();
    if text.is_ascii() {
        out.push_str(text);
        out.make_ascii_lowercase();
    } else {
        out.extend(text.chars().flat_map(char::to_lowercase));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_words_whatever_their_case_and_punctuation() {
        let lexicon = Lexicon::new();
        let hints = lexicon.hints("» Zur MELDUNG!", &mut String::new());
        assert_eq!(hints[Hint::Closer as usize], 2);
        assert_eq!(lexicon.hints("Ort: Ulm", &mut String::new())[Hint::Venue as usize], 1);
        assert!(!lexicon.is("ort", Hint::Venue));
    }

    #[test]
    fn every_list_is_sound() {
        for (i, (hint, list)) in WORDS.iter().enumerate() {
            assert_eq!(*hint as usize, i);
            assert!(list.split_whitespace().all(|w| w.len() <= LONGEST_WORD && w.to_lowercase() == w));
        }
    }
}
