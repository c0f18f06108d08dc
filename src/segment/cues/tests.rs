//! Each cue on a text that it decides: with all cues the line is what it should be, without this one it isn't.

use super::CUES;
use crate::model::Role;
use crate::read;
use crate::segment::{Options, Profile, segment};

/// Cue, file name, text (empty: the fixture of that name), how the line begins, what it is.
type Case = (&'static str, &'static str, &'static str, &'static str, Role);

const CASES: &[Case] = &[
    (
        "shape",
        "a.txt",
        "Amt zieht um\n\nDas Amt zieht im Mai in ein Haus am Markt und öffnet dort im Juni.\n",
        "Amt",
        Role::Title,
    ),
    (
        "table of contents",
        "a.txt",
        "Ulm: Neues Amt am Markt\nMarl: Lange Abende\nWorms: Kurse im Park\n\nUlm\nEin Haus mit Giebel. Neues Amt am Markt\n\
         Das Amt zieht im Mai um und liegt dann mitten in der Stadt.\nMarl\nLange Abende\nDas Bürgerbüro öffnet nun bis acht Uhr \
         am Abend.\nWorms\nLeute auf einer Wiese Kurse im Park\nDie Volkshochschule geht bei gutem Wetter nach draußen.\n",
        "Ulm: Neues",
        Role::Contents,
    ),
    (
        "closer",
        "a.txt",
        "Amt zieht um\nDas Amt zieht im Mai in ein Haus am Markt.\nZum Artikel\n\nSchule wächst\nDie Schule bekommt zwei neue \
         Räume im Hof.\nZum Artikel\n",
        "Zum Artikel",
        Role::Closer,
    ),
    (
        "date stamp",
        "a.txt",
        "Der Stadtbrief\n3. Mai 2026\n\nAmt zieht um\n\nDas Amt zieht im Mai in ein Haus am Markt.\n\nSchule wächst\n\nDie Schule \
         bekommt zwei neue Räume im Hof.\n",
        "Der Stadtbrief",
        Role::Furniture,
    ),
    (
        "programme",
        "a.txt",
        "Wochenplan\n\nMontag, 5. Oktober 2026\n\n10.00 Uhr Krabbelgruppe\nGemeindehaus, kleiner Saal\n\n19.30 Uhr Probe des Chors\nNeue \
         Stimmen sind willkommen.\n\nDienstag, 6. Oktober 2026\n\n15.00 Uhr Kreis der Alten\nDiesmal mit Kaffee und Kuchen.\n\n18.00 \
         Uhr Sitzung des Rates\nWir tagen öffentlich.\n",
        "Dienstag",
        Role::Section,
    ),
    (
        "cited",
        "a.md",
        "## Brücke\n\nDie Stadt baut sie bis Mai aus Eiche neu.\n\n## Netz\n\nDer alte Steg am Ufer ist wieder offen - [Bote](https://a.example/1).\n\n\
         Ein Bäcker aus Ulm nimmt seinen Ofen mit - [Film](https://a.example/2).\n\nWarum die Furt gesperrt bleibt und wen das ärgert - \
         [Blog](https://a.example/3).\n",
        "## Netz",
        Role::Section,
    ),
    (
        "repeat",
        "a.txt",
        "Fungi carry water\n\nThreads of soil fungi move water between the roots of plants.\n\nThe Meridian | 5 min read\n\nPhysicists leave \
         start-ups\n\nOne in four of them has already moved on, a survey finds.\n\nThe Post | 7 min read\n\nIsland frees its \
         beetles\n\nThe first of them were seen on the beach this morning.\n\nThe Meridian | 4 min read\n",
        "The Post",
        Role::Closer,
    ),
    (
        "stack",
        "a.txt",
        "Dorfladen öffnet nach dem Umbau wieder\nDer Bote\nDie Regale sind voll, und der Kaffee ist heiß.\n\nFähre bekommt einen \
         neuen Motor für den Winter\nDie Post\nSie fährt nun auch bei starkem Eis.\n\nSchule lernt im Wald und auf der Wiese\nDas \
         Blatt\nDie Klasse zählt Vögel und schreibt sie auf.\n",
        "Die Post",
        Role::Furniture,
    ),
    (
        "closer",
        "a.txt",
        "Amt zieht um\n\nDas Amt zieht im Mai in ein Haus am Markt.\n\nZu den Plänen\n\nSchule wächst\n\nDie Schule bekommt \
         zwei neue Räume im Hof.\n\nZur Rede\n",
        "Zu den Plänen",
        Role::Closer,
    ),
    (
        "caption",
        "a.txt",
        "[Ein Haus im Nebel]\n\nAmt zieht um\n\nDas Amt zieht im Mai in ein Haus am Markt.\n",
        "[Ein",
        Role::Caption,
    ),
    (
        "caption",
        "a.txt",
        "Bildquelle: Stadt Ulm\nAmt zieht um\nDas Amt zieht im Mai in ein Haus am Markt.\n",
        "Bildquelle",
        Role::Caption,
    ),
    (
        "editorial",
        "a.txt",
        "Liebe Leserinnen und Leser,\n\ndiese Woche wird es warm.\n\nIhre Redaktion\n\nAmt zieht um\nDas Amt zieht im Mai um.\n",
        "Liebe",
        Role::Editorial,
    ),
    (
        "imprint",
        "a.txt",
        "Amt zieht um\nDas Amt zieht im Mai in ein Haus am Markt.\n\nImpressum: Amt Muster, Telefon 0123/45678\n",
        "Impressum",
        Role::Imprint,
    ),
    (
        "advert",
        "a.txt",
        "Amt zieht um\nDas Amt zieht im Mai in ein Haus am Markt.\n\n--------------------\nANZEIGE\nFenster aus unserer \
         Werkstatt\nWir kommen in jedes Haus und messen genau.\n--------------------\n\nSchule wächst\nDie Schule bekommt zwei \
         neue Räume im Hof.\n",
        "Fenster",
        Role::Furniture,
    ),
    (
        "markup",
        "a.md",
        "## Das Amt zieht im Mai um, und zwar in das Haus am Markt, das seit vielen Jahren leer gestanden hat und nun für alle wieder \
         geöffnet wird\n\nDort gibt es im Juni ein Fest für alle.\n",
        "## Das Amt",
        Role::Title,
    ),
    (
        "byline",
        "a.txt",
        "Amt zieht um\nVon Ada Muster\nDas Amt zieht im Mai in ein Haus am Markt.\n",
        "Von Ada",
        Role::Furniture,
    ),
    (
        "entry",
        "a.md",
        "- [Das Amt zieht um](https://a.example/1) – Im Mai wird das Haus am Markt bezogen und im Juni geöffnet.\n- [Die Schule \
         wächst](https://a.example/2) – Im Herbst kommen zwei neue Räume im Hof dazu.\n",
        "- [Das Amt",
        Role::Title,
    ),
    (
        "known",
        "a.txt",
        "Amt zieht um\n\nDas Amt zieht im Mai in ein Haus am Markt.\n\nRatgeber und Recht im Haus\n\nWer ein Haus baut, braucht einen \
         Plan.\n",
        "Ratgeber",
        Role::Furniture,
    ),
    (
        "numbered",
        "a.txt",
        "1. Das Amt zieht um.\n\nIm Mai wird das Haus am Markt bezogen, und im Juni gibt es dort ein Fest für alle, die \
         helfen.\n\n2. Die Schule wächst.\n\nIm Herbst kommen zwei neue Räume im Hof dazu, und der Garten wird für die \
         Klassen größer.\n\n3. Der Bus fährt öfter.\n\nAb August kommt auf der Linie drei alle zehn Minuten ein Wagen, auch \
         am Abend und am Sonntag.\n",
        "2. Die Schule",
        Role::Title,
    ),
    (
        "headline",
        "a.md",
        "# Obstwiese\n\nWillkommen zum Brief für alle, die im Juni Bäume gießen.\n\n## Amt zieht um\n\nDas Amt zieht im Mai in ein \
         Haus am Markt.\n\n## Schule wächst\n\nDie Schule bekommt zwei neue Räume.\n\n## Bus fährt öfter\n\nAb August kommt er \
         alle zehn Minuten.\n",
        "# Obstwiese",
        Role::Furniture,
    ),
    ("subtitle", "fixtures/layouts/postcards.html", "", "She is nineteen", Role::Body),
    (
        "stanza",
        "a.txt",
        "Old mills of the upper valley\nAda Example and Bo Sample\nJournal of Water and Wheels\nhttps://a.example/1\n\nWhat the gate \
         keeper wrote\nCleo Model\nLetters from the Archive\nhttps://a.example/2\n\nBridges that were never built\nDan \
         Pattern\nPapers on Roads\nhttps://a.example/3\n",
        "Letters from",
        Role::Furniture,
    ),
    ("dateline", "fixtures/layouts/kommunalticker_web.txt", "", "21.11.2026 | 15:10", Role::Event),
    ("mails", "fixtures/layouts/bibl_digest_at.txt", "", "Hallo in die", Role::Caption),
    ("labels", "fixtures/layouts/digest_list.txt", "", "Date: Tue, 2 Jun 2026 07", Role::Caption),
    ("topic", "fixtures/issues/101.txt", "", "SachsenZusch", Role::Title),
    ("event", "fixtures/issues/100.txt", "", "19.05.2026, Online", Role::Event),
    ("directory", "fixtures/issues/100.txt", "", "34117 Kassel", Role::Directory),
    ("section", "fixtures/issues/103.txt", "", "Weitere Meldungen und Beiträge aus", Role::Section),
    ("blocks", "fixtures/layouts/kalender.html", "", "Schlosshof", Role::Event),
    (
        "notes",
        "a.txt",
        "Amt zieht um\nDas Amt zieht im Mai in ein Haus am Markt.\n[1] https://a.example/1\n\nSchule wächst\nDie Schule bekommt zwei \
         neue Räume im Hof.\n[2] https://a.example/2\n\nBus fährt öfter\nAb August kommt er alle zehn Minuten.\n",
        "[1] https",
        Role::Furniture,
    ),
    (
        "rhythm",
        "a.txt",
        "Rundbrief\n\n\nWerkstatt am Hafen bekommt breite neue Tore\n\nSie schließen von selbst und sind aus Holz.\n\nDer \
         Bau\n\nDie Arbeit dauerte drei Wochen im März.\n\n\nSchule legt hinter dem Hof einen Garten an\n\nDort wachsen nun \
         Bohnen und Kürbisse.\n\nDie Kosten\n\nDer Verein zahlt davon die Hälfte.\n\n\nFähre fährt im Winter nun auch bei \
         Eis\n\nSie hat einen neuen Motor bekommen.\n\nDer Preis\n\nEine Fahrt kostet so viel wie bisher.\n",
        "Die Kosten",
        Role::Body,
    ),
    ("repeat", "fixtures/layouts/amtsblatt.txt", "", "Seite 112", Role::Closer),
];

fn role(case: &Case, without: Vec<String>) -> Role {
    let (_, name, text, line, _) = case;
    let own = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let text = if text.is_empty() { std::fs::read_to_string(own).unwrap() } else { (*text).to_owned() };
    let (docs, errors) = read::read_bytes(name, text.as_bytes().to_vec(), &read::Options::default());
    assert!(errors.is_empty(), "{errors:?}");
    let profile = Profile { furniture: vec!["Ratgeber und Recht im Haus".into()], ..Profile::default() };
    let found = segment(&docs[0], &Options { profile: Some(profile), without });
    let at = text.find(line).unwrap();
    found.segments.iter().find(|s| s.span.contains(&at)).unwrap().role
}

#[test]
fn a_cue_decides_its_text() {
    let names = |mut names: Vec<&'static str>| {
        names.sort_unstable();
        names.dedup();
        names
    };
    let (registered, decided) = (CUES.iter().map(|c| c.name).collect(), CASES.iter().map(|c| c.0).collect());
    assert_eq!(names(registered), names(decided), "every cue has a text, and every text a cue");
    let mut wrong = Vec::new();
    for case in CASES {
        let (with, without) = (role(case, Vec::new()), role(case, vec![case.0.to_owned()]));
        if with != case.4 || without == case.4 {
            wrong.push(format!("{}: with it {with:?}, without it {without:?}, it should be {:?}", case.0, case.4));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
