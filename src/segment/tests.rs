//! Laws and layouts of the whole room.

mod around;
mod beside;
mod growth;
mod pages;
mod plain;
mod stopping;

use proptest::prelude::*;

use super::*;
use crate::model::{Item, Kind, Role};
use crate::read;

fn document(name: &str, text: &str) -> Document {
    let (mut docs, errors) = read::read_bytes(name, text.as_bytes().to_vec(), &read::Options::default());
    assert!(errors.is_empty(), "{errors:?}");
    docs.remove(0)
}

fn items(name: &str, text: &str) -> Vec<Item> {
    segment(&document(name, text), &Options::default()).items
}

fn assert_tiles(doc: &Document, segmentation: &Segmentation) {
    let mut at = 0;
    for segment in &segmentation.segments {
        assert_eq!(segment.span.start, at);
        assert!(segment.span.end > at, "an empty segment at {at}");
        at = segment.span.end;
    }
    assert_eq!(at, doc.text.len());
}

proptest! {
    #[test]
    fn segments_tile_any_text(text in "(?s).{0,400}") {
        for name in ["a.txt", "a.md", "a.html"] {
            let (docs, _) = read::read_bytes(name, text.clone().into_bytes(), &read::Options::default());
            for doc in docs {
                assert_tiles(&doc, &segment(&doc, &Options::default()));
            }
        }
    }

    #[test]
    fn segments_tile_texts_of_newsletter_lines(lines in prop::collection::vec(prop::sample::select(LINES), 0..60)) {
        let text = lines.concat();
        let (docs, _) = read::read_bytes("a.txt", text.into_bytes(), &read::Options::default());
        for doc in docs {
            let segmentation = segment(&doc, &Options::default());
            assert_tiles(&doc, &segmentation);
            for item in &segmentation.items {
                prop_assert!(item.span[0] < item.span[1] && item.span[1] <= doc.text.len());
                prop_assert!((0.0..=1.0).contains(&item.confidence));
            }
        }
    }
}

proptest! {
    #[test]
    fn segments_tile_texts_of_pieces(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..80)) {
        let text = pieces.concat();
        for name in ["a.txt", "a.md", "a.html"] {
            let (docs, _) = read::read_bytes(name, text.clone().into_bytes(), &read::Options::default());
            for doc in docs {
                assert_tiles(&doc, &segment(&doc, &Options::default()));
            }
        }
    }
}

/// What cues look for, to be put together in any order.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    "\n", "\n", "\n", "\n\n", "\n\n", "\r\n", " ", " ", " ", "  ", "\t", "\u{a0}", "\u{200b}", "ü", "Ä", "ß", "İ",
    "ﬁ", "…", "🎉", "e\u{301}", "Ulm", "Neues Amt", "zieht um.", "Das Amt ist umgezogen", "und", "in", "mehr",
    "mehr...", "Read more »", "» Zur Meldung", "Weiterlesen", "[mehr]", "(mehr", ":", ": ", ",", ";", ".", ". ", "?",
    "!", "„", "“", "\"", "(", ")", "[", "]", "](", "**", "*", "__", "+++", "===", "---", "-----\n", "======\n", "#",
    "## ", "- ", "• ", "►", "■", ">", "| ", " | ", " · ", " – ", "1. ", "2) ", "[3] ", "(4) ", "[30.10.2024]",
    "(3. Mai 2026)", "12.5.", "12.-14.5., ", "May 3, 2026", "19 Uhr", "Montag, ", "am ", "2026", "Hello ",
    "Liebe Leserin,\n", "Ihre Redaktion", "Foto: ", "Bildquelle", "Von ", "by ", "Subject: ", "From: ", "Date: ",
    "Titel: ", "Ort: ", "Termine", "Inhalt", "Impressum", "abmelden", "unsubscribe", "©", "80686 München", "D-20095 ",
    "+49 89 1234567", "a@b.example", "https://a.example/x", "http://", "www.", "<https://a.example>", "<b>", "</b>",
    "<strong>", "</strong>", "<li>", "<ul>", "<h2>", "</h2>", "<p>", "<a href=\"https://a.example\">", "</a>", "<td>",
    "<tr>", "<table>", "<img alt=\"Bild\">",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "ein langes Wort nach dem anderen ",
];

const LINES: &[&str] = &[
    "\n",
    "\n\n",
    "Liebe Leserinnen,\n",
    "Ulm: Neues Amt\n",
    "NEUES AUS ULM\n",
    "-----\n",
    "=====\n",
    "- eins\n",
    "1. zwei\n",
    "[03.05.2026] Das Amt zieht um. mehr...\n",
    "Das Amt zieht im Mai in ein Haus am Markt.\n",
    "mehr\n",
    "Inhalt\n",
    "https://a.example/x\n",
    "12.05.2026, Ulm\n",
    "3. Mai: Fest, Ulm\n",
    "Impressum\n",
    "89073 Ulm\n",
    "Foto: Amt\n",
    "\u{a0}\n",
    "Read more (\n",
    "https://a.example/y )\n",
    "+++ Eil +++\n",
    "Von Ada Muster\n",
    "Mit freundlichen Grüßen\n",
    "**Fett**\n",
];

#[test]
fn ten_megabytes_in_one_line_are_one_stretch() {
    let text = "wort ".repeat(2_000_000);
    let doc = document("a.txt", &text);
    assert_tiles(&doc, &segment(&doc, &Options::default()));
}

#[test]
fn captions_glued_to_titles_are_freed_by_the_table_of_contents() {
    let text = "Inhalt\nUlm: Neues Amt am Markt\nMarl: Lange Abende\nWorms: Kurse im Park\n\nUlm\nEin Haus mit Giebel. Neues Amt am Markt\n\
                Das Amt zieht im Mai um und liegt dann mitten in der Stadt.\n» Zur Meldung\nMarl\nLange Abende\nDas Bürgerbüro öffnet nun bis acht \
                Uhr am Abend.\n» Zur Meldung\nWorms\nLeute auf einer Wiese Kurse im Park\nDie Volkshochschule geht bei gutem Wetter nach draußen.\n» Zur Meldung\n";
    let doc = document("a.txt", text);
    let found = segment(&doc, &Options::default());
    let titles: Vec<_> = found.items.iter().map(Item::heading).collect();
    assert_eq!(titles, ["Ulm: Neues Amt am Markt", "Marl: Lange Abende", "Worms: Kurse im Park"]);
    assert_eq!(found.items[0].body, "Das Amt zieht im Mai um und liegt dann mitten in der Stadt.");
    let says = |role| found.segments.iter().find(|s| s.role == role).map(|s| doc.text[s.span.clone()].trim());
    assert_eq!(says(Role::Caption), Some("Ein Haus mit Giebel."));
    assert_eq!(says(Role::Title), Some("Neues Amt am Markt"));
    let audit = found.audit.unwrap();
    assert_eq!((audit.promised, audit.missing.len(), audit.extra.len()), (3, 0, 0));
}

#[test]
fn a_heading_with_nothing_of_what_most_items_have_is_none() {
    let teaser = |topic: &str, day: u8| {
        format!("{topic}: Neues Amt am Markt\n\n[0{day}.05.2026] Das Amt in {topic} zieht in die Stadt. mehr...\n\n")
    };
    let long = "Ulm: Neue Brücke\n\n[02.05.2026] Die Brücke über den Bach ist fertig und trägt auch schwere Wagen.\n\nWer sie \
                bezahlt hat\n\nDie Hälfte gab das Land, den Rest die Stadt und ein Verein.\n\nWas noch fehlt\n\nDas Geländer \
                kommt erst im Herbst.\n\n";
    let teasers: String = ["Ulm", "Marl", "Worms", "Kiel", "Gera"].iter().zip(3..).map(|(t, d)| teaser(t, d)).collect();
    let text = format!(
        "Der Stadtbrief\nalles auf einen Blick\n\n{long}{teasers}Das Stadtbüro\nWir sind auch am Samstag da.\n"
    );
    let titles: Vec<String> = items("a.txt", &text).iter().map(|i| i.topic.clone().unwrap_or_default()).collect();
    assert_eq!(titles, ["Ulm", "Ulm", "Marl", "Worms", "Kiel", "Gera"]);
}

#[test]
fn details_below_a_title_are_no_titles() {
    let call = |title: &str, day: u8| {
        format!(
            "CALL: {title}\nUlm, hall {day}\nDeadline: {day} July 2026\n\nTell us what you know of old {title} in the valley, in \
             one page and with two pictures that nobody has seen before. We answer every letter.\n\n"
        )
    };
    let text: String = ["Bridges", "Mills", "Gates"].iter().zip(3..).map(|(t, d)| call(t, d)).collect();
    let found = items("a.txt", &text);
    assert_eq!(found.iter().map(Item::heading).collect::<Vec<_>>(), ["CALL: Bridges", "CALL: Mills", "CALL: Gates"]);
    let page = |n: u8| {
        format!(
            "2026/4{n}  Rule on the use of mill {n}\n         Boats may pass the mill by day.\n         Page 11{n}\n\n"
        )
    };
    let found = items("a.txt", &(1..5).map(page).collect::<String>());
    assert_eq!(found.len(), 4);
    assert!(found.iter().all(|i| i.heading().contains("Rule on")), "{found:?}");
}

#[test]
fn a_closer_at_a_texts_end_is_a_segment_of_its_own() {
    let item = |topic: &str, day: u8| {
        format!("{topic}: Neues Amt am Markt\n[0{day}.05.2026] Das Amt in {topic} zieht in die Stadt. mehr...\n\n")
    };
    let text: String = ["Ulm", "Marl", "Worms", "Kiel"].iter().zip(3..).map(|(topic, day)| item(topic, day)).collect();
    let doc = document("a.txt", &text);
    let found = segment(&doc, &Options::default());
    assert_tiles(&doc, &found);
    let closers: Vec<_> =
        found.segments.iter().filter(|s| s.role == Role::Closer).map(|s| doc.text[s.span.clone()].trim()).collect();
    assert_eq!(closers, ["mehr..."; 4]);
}

#[test]
fn a_long_greeting_is_cut_between_letters() {
    let text = format!("Hello {}ü and so on it goes\n", "x".repeat(73));
    assert!(!text.is_char_boundary(80));
    items("a.txt", &text);
}

#[test]
fn a_date_behind_decoration_is_cut_where_it_ends() {
    let head = "Neues Amt\n";
    for sign in ["►", "■■■ ", "== ", "+++ ", "** "] {
        let text =
            format!("{head}{sign}[30.10.2025]üü In Ulm zieht das Amt um, und mit ihm ziehen alle anderen Ämter.\n\n");
        items("a.txt", &text.repeat(4));
    }
}

#[test]
fn entries_become_items_one_to_one() {
    let jsonl = "{\"id\":\"x1\",\"title\":\"Neues Amt\",\"body\":\"Es zieht um.\",\"date\":\"2026-05-03\",\"author\":\"Ada\"}\n{\"title\":\"Zweites\"}\n";
    let found = items("f.jsonl", jsonl);
    assert_eq!(found.len(), 2);
    assert_eq!((found[0].id.as_str(), found[1].id.as_str()), ("x1", "f#2"));
    assert_eq!(found[0].fields["author"], "Ada");
    assert_eq!(found[0].date.unwrap().to_string(), "2026-05-03");
    assert_eq!(found[0].kind, Kind::Story);
}

#[test]
fn what_is_linked_behind_a_day_is_the_title() {
    let text = "# Termine\n\n- **9. Mai 2026, Ulm** – [Tag der offenen Tür](https://a.example/tuer): Führungen und Kuchen.\n\
                - 📍 **16. Mai 2026**, Marl: [Kurs im Stadtpark](https://a.example/kurs)\n\
                - **23. Mai 2026, Worms** – [Lesung am Abend](https://a.example/lesung)\n";
    let found = items("a.md", text);
    let told: Vec<_> = found.iter().map(|i| (i.title.as_deref().unwrap(), i.place.as_deref().unwrap())).collect();
    assert_eq!(told, [("Tag der offenen Tür", "Ulm"), ("Kurs im Stadtpark", "Marl"), ("Lesung am Abend", "Worms")]);
    assert_eq!((found[0].kind, found[0].body.as_str()), (Kind::Event, "Führungen und Kuchen."));
}

#[test]
fn a_label_over_a_list_inside_a_list_is_a_section() {
    let text = "# Links\n\n- **Daten**\n  - [Pegel von gestern](https://a.example/1): alle Flüsse.\n\
                  - [Straßen von früher](https://a.example/2): jede Gasse.\n- **Karten**\n\
                  - [Uhren und Züge](https://a.example/3): auf einem Blatt.\n\
                  - [Farben für alle](https://a.example/4): ohne Rot.\n";
    let found = items("a.md", text);
    let topics: Vec<_> = found.iter().map(|i| i.topic.as_deref().unwrap()).collect();
    assert_eq!(topics, ["Daten", "Daten", "Karten", "Karten"]);
}

#[test]
fn a_text_without_structure_has_no_items() {
    assert!(items("a.txt", "-----\n").is_empty());
    assert!(
        items("a.txt", "Das ist ein Satz, und dann folgt noch einer. Mehr steht hier nicht geschrieben.\n").is_empty()
    );
}

#[test]
fn several_issues_come_out_as_single_ones_unless_they_are_siblings() {
    let docs: Vec<Document> =
        ["100", "103", "104"].iter().map(|n| document(&format!("{n}.txt"), &fixture(n))).collect();
    let together = segment_all(&docs, &Options::default());
    for (doc, found) in docs.iter().zip(&together) {
        assert_tiles(doc, found);
        assert_eq!(found.items, segment(doc, &Options::default()).items, "{}", doc.source);
    }
}

fn fixture(name: &str) -> String {
    std::fs::read_to_string(format!("{}/fixtures/issues/{name}.txt", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[test]
fn a_profile_is_learned_and_used() {
    let doc = document("103.txt", &fixture("103"));
    let found = segment(&doc, &Options::default());
    let profile = profile::learn(&[doc.clone(), doc.clone()], &[found.clone(), found.clone()]);
    assert!(profile.furniture.iter().chain(&profile.sections).any(|l| l.contains("Politik")), "{profile:?}");
    let again = segment(&doc, &Options { profile: Some(profile), ..Options::default() });
    assert_eq!(again.items.len(), found.items.len());
}

#[test]
fn every_cue_has_its_own_name_and_one_line_of_description() {
    let mut names: Vec<_> = cues::CUES.iter().map(|c| c.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), cues::CUES.len());
    assert!(cues::CUES.iter().all(|c| !c.description.is_empty() && !c.description.contains('\n')));
}

#[test]
fn every_cue_is_described_in_the_docs() {
    let docs = include_str!("../../docs/segmentation.md");
    for (name, description) in cue_names() {
        let row = format!("| {name} | {description} |");
        assert!(docs.contains(&row), "docs/segmentation.md lacks {row}");
    }
}
