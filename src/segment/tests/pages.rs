//! Layouts of pages and of mails with markup.

use super::items;
use crate::model::{Item, Kind};

fn titles(items: &[Item]) -> Vec<&str> {
    items.iter().map(|i| i.title.as_deref().unwrap()).collect()
}

#[test]
fn words_in_bold_that_open_each_entry_of_a_list_are_titles() {
    let text = "# Post\n\n## Kurz\n\n- **Schnee** fiel im Tal bis in den Mai hinein.\n- **Neue Bank.** Sie steht am Ufer, aus Eiche.\n\
                - **Der Bäcker** zieht um und nimmt den Ofen mit.\n\n## Wege\n\n- [Der alte Steg](https://a.example/1) ist wieder offen\n\
                - [Die Furt](https://a.example/2), seit gestern gesperrt\n";
    let found = items("a.md", text);
    assert_eq!(titles(&found), ["Schnee", "Neue Bank", "Der Bäcker", "Der alte Steg", "Die Furt"]);
    assert_eq!(
        (found[0].body.as_str(), found[4].body.as_str()),
        ("fiel im Tal bis in den Mai hinein.", "seit gestern gesperrt")
    );
}

#[test]
fn a_list_below_a_titles_text_belongs_to_it_whatever_lists_there_are_elsewhere() {
    let story =
        |n: usize| format!("### Haus {n} bekommt ein Dach\n\nEs ist aus Schiefer und hält nun wieder dicht.\n\n");
    let entry = |n: usize| format!("- [Karte {n} der Stadt](https://a.example/{n})\n");
    let stories: String = (1..7).map(story).collect();
    let text = format!(
        "## Bau\n\n{stories}### Treffen im Mai\n\nWir sahen drei Vorträge. Das Programm:\n\n{}\nDanach gab es Suppe.\n",
        (1..4).map(entry).collect::<String>()
    );
    let found = items("a.md", &text);
    assert_eq!((found.len(), found[6].title.as_deref()), (7, Some("Treffen im Mai")));
    assert!(found[6].body.contains("Karte 3") && found[6].body.ends_with("Suppe."));
}

#[test]
fn the_numbers_of_promised_sections_are_no_words_of_their_names() {
    let story =
        |title: &str| format!("<p><b>{title}</b></p><p>Es geht im Mai los und dauert bis in den Herbst hinein.</p>");
    let names = ["1. Aus dem Amt", "2. Bau und Wege", "3. Feste und Feiern"];
    let list: String = names.iter().map(|n| format!("<p>{n}</p>")).collect();
    let stories = ["Neues Dach", "Neue Tür", "Altes Tor", "Weg am Ufer", "Ball im Saal", "Lauf am See"].map(story);
    let parts: String =
        names.iter().zip(stories.chunks(2)).map(|(n, s)| format!("<p><b>{n}</b></p>{}", s.concat())).collect();
    let found = items("a.html", &format!("<p>Post vom Amt</p><p>Inhalt</p>{list}{parts}"));
    let topics: Vec<_> = found.iter().filter_map(|i| i.topic.as_deref()).collect();
    assert_eq!(
        topics,
        ["Aus dem Amt", "Aus dem Amt", "Bau und Wege", "Bau und Wege", "Feste und Feiern", "Feste und Feiern"]
    );
}

#[test]
fn the_sign_that_links_a_heading_to_itself_is_no_part_of_it() {
    let story = |n: usize| {
        format!("<h3><a href=\"https://a.example/{n}\">Titel Nummer {n}</a></h3><p>Das ist der Text dazu.</p>")
    };
    let text = format!("<h2 id=\"n\">Neues <a href=\"#n\">#</a></h2>{}{}{}", story(1), story(2), story(3));
    let found = items("a.html", &format!("{text}{}", text.replace("Neues", "Altes").replace("Nummer", "Zahl")));
    assert_eq!((found[0].topic.as_deref(), found[5].topic.as_deref()), (Some("Neues"), Some("Altes")));
}

#[test]
fn entries_with_addresses_below_them_are_whole_where_hardly_any_has_a_text() {
    let lines = [
        "Karte der Brunnen",
        "Zahlen zum Wald",
        "Pegel seit 1891",
        "Ein Amt zieht um. Was das kostet und wem es nützt.",
        "Räder",
    ];
    let text: String = lines.iter().map(|l| format!("* {l}\n  https://a.example/x\n  https://b.example/y\n")).collect();
    let found = items("a.md", &format!("## Links\n{text}"));
    assert_eq!(titles(&found), lines);
    assert!(found.iter().all(|i| i.body.is_empty() && i.url.as_deref() == Some("https://a.example/x")));
}

#[test]
fn the_full_day_behind_an_entrys_source_is_its_date() {
    let text = "## Presse\n\n- [Der Sand geht](https://a.example/1) – Radio Nord, 3. September 2026\n\
                - [Das Wasser kommt](https://a.example/2) – Blatt, 21. August 2026\n- [Was bleibt](https://a.example/3) – Bote\n";
    let found = items("a.md", text);
    let days: Vec<_> = found.iter().map(|i| i.date.map(|d| d.to_string())).collect();
    assert_eq!(days, [Some("2026-09-03".into()), Some("2026-08-21".into()), None]);
    assert!(found.iter().all(|i| i.kind == Kind::Story));
}

#[test]
fn footnotes_and_what_readers_say_are_no_items() {
    let story = |n: usize| format!("<h3>Titel Nummer {n}</h3><p>Das ist der Text dazu, und er ist lang genug.</p>");
    let stories: String = (1..5).map(story).collect();
    let foot = "<div><a href=\"#anchor-1\">1</a><div><p>Alle Zahlen sind aus dem Rat.</p></div></div>\
                <p>Die Karte ist von 1891. <a href=\"#ref2\">↩</a></p>\
                <h4>Discussion about this post</h4><div><a href=\"https://a.example/@pam\">Pam T.</a></div><p>Das gefällt mir sehr.</p>";
    let found = items("a.html", &format!("<h2>Neues</h2>{stories}{foot}"));
    assert_eq!(found.len(), 4);
    assert!(!found[3].body.contains("Rat") && !found[3].body.contains("1891"));
}

#[test]
fn minutes_of_reading_are_no_text() {
    let story = |(title, minutes, text): (&str, u8, &str)| {
        format!("<h3><a href=\"https://a.example/{minutes}\">{title}</a></h3><span>{minutes} min read</span><br>{text}")
    };
    let stories = [
        ("Das neue Dach", 3, "Es ist aus Schiefer und hält nun dicht."),
        ("Ein alter Steg", 12, "Seit gestern darf man wieder hinüber."),
        ("Wege am Ufer", 5, "Der Rat will sie im Mai mit Sand bestreuen."),
    ];
    let found = items("a.html", &format!("<h2>Bau</h2>{}", stories.map(story).concat()));
    assert_eq!((found.len(), found[0].body.as_str()), (3, "Es ist aus Schiefer und hält nun dicht."));
}

#[test]
fn a_heading_that_leads_elsewhere_is_an_items_though_it_has_a_sections_level() {
    let story = |title: &str| format!("### [{title}](https://a.example)\n\nDas ist der Text dazu, nicht zu kurz.\n\n");
    let (first, more) = (story("Karte der Brunnen"), [story("Karte der Wege"), story("Zahlen zum Wald")].concat());
    let slip = "## [Plan der Stadt](https://b.example)\n\nEr zeigt nun alle Treppen, auch die steilen.\n\n";
    let found = items("a.md", &format!("## Karten\n\n{first}{slip}{more}## Zahlen\n\n{more}"));
    assert_eq!(titles(&found)[..3], ["Karte der Brunnen", "Plan der Stadt", "Karte der Wege"]);
}

#[test]
fn a_row_below_a_row_names_no_columns() {
    let row = |day: &str, title: &str| format!("<tr><td>{day}</td><td><b>{title}</b><br>Rathaus</td></tr>");
    let rows = [
        row("10.02.2026", "Sitzung des Rates"),
        row("14.02.2026", "Tanz im Saal"),
        row("05.03.2026", "Abend zum Plan"),
    ];
    let found = items("a.html", &format!("<h2>Termine</h2><table>{}</table>", rows.concat()));
    assert_eq!(titles(&found), ["Sitzung des Rates", "Tanz im Saal", "Abend zum Plan"]);
}

#[test]
fn a_day_between_a_text_and_a_title_is_the_titles_where_the_first_one_stands_above_a_title() {
    let event = |day: &str, title: &str| {
        format!(
            "<p><span>{day}</span><br><b><a href=\"https://a.example\">{title}</a></b><br>Bringt ein Heft und Zeit mit.</p>"
        )
    };
    let story = |n: usize| format!("<h3>Titel Nummer {n}</h3><p>Das ist der Text dazu, und er ist lang genug.</p>");
    let (first, second) = (event("13. Oktober 2026", "Kurs für Neue"), event("22. Oktober 2026", "Kurs für Alte"));
    let found = items("a.html", &format!("<h2>Neues</h2>{}{}<h2>Kurse</h2>{first}{second}", story(1), story(2)));
    assert_eq!(found.last().and_then(|i| i.date).map(|d| d.to_string()).as_deref(), Some("2026-10-22"));
}

#[test]
fn lines_with_a_day_in_one_place_above_headings_are_alike_whatever_their_words() {
    let event = |day: &str, title: &str| {
        format!("<div><p class=\"d\"><b>{day}</b></p><h3>{title}</h3><p>Das ist der Text dazu.</p></div>")
    };
    let days = [
        "7. November 2026 bis 11. April 2027",
        "nur noch bis 22. November 2026",
        "am Freitag, 13. November 2026, um 20 Uhr",
    ];
    let parts: String = days.iter().zip(["Rot und Blau", "Das Ende", "Die Weber"]).map(|(d, t)| event(d, t)).collect();
    let found = items("a.html", &format!("<h2>Haus am See</h2>{parts}"));
    let read: Vec<_> = found.iter().map(|i| (i.title.as_deref().unwrap(), i.date.map(|d| d.to_string()))).collect();
    let day = |d: &str| Some(d.to_owned());
    assert_eq!(
        read,
        [("Rot und Blau", day("2026-11-07")), ("Das Ende", day("2026-11-22")), ("Die Weber", day("2026-11-13"))]
    );
}

#[test]
fn words_under_a_heading_of_greeting_are_the_editors() {
    let story = |n: usize| format!("### Titel Nummer {n}\n\nDas ist der Text dazu, und er ist lang genug.\n\n");
    let text = format!(
        "# Die Post\n\n## Intro\n\nZwei Wochen sind herum, und viel ist geschehen.\n\n## Bau\n\n{}{}",
        story(1),
        story(2)
    );
    assert_eq!(titles(&items("a.md", &format!("{text}## Wege\n\n{}{}", story(3), story(4)))).len(), 4);
}

#[test]
fn a_sentence_without_a_mark_is_no_title_where_titles_are_marked() {
    let story = |n: usize| {
        format!("### [Titel Nummer {n}](https://a.example/{n})\n\nDas ist der Text dazu, und er ist lang genug.\n\n")
    };
    let both = |n: usize| format!("{}{}", story(n), story(n + 1));
    let text = format!(
        "## Treffen\n\nIm März sahen wir drei Gruppen.\n\nDie erste will den Steg bauen, sobald das Holz da ist, und sucht Leute.\n\n\
         Die zweite sucht Geld.\n\n## Bau\n\n{}## Wege\n\n{}## Feste\n\n{}",
        both(1),
        both(3),
        both(5)
    );
    assert_eq!(items("a.md", &text)[0].title.as_deref(), Some("Treffen"));
}

#[test]
fn a_link_carries_the_title_behind_words_that_lead_to_it_or_between_signs() {
    let text = "## Netz\n\n- [Der alte Steg](https://a.example/1) – wieder offen, aus Eiche.\n- Ganz groß: [Alle Brücken am \
                Fluss](https://a.example/2)\n- Endlich gesehen: [Das Ufer bei Nacht](https://a.example/3) – ein Film in zwei Teilen.\n- \
                „[Ebbe](https://a.example/4)“, ein Podcast über Häfen.\n- 🧀 [Käse im Käse](https://a.example/5) 🧀\n- [Die \
                Furt](https://a.example/6) von [Ada Muster](https://a.example/7)\n";
    let found = items("a.md", text);
    assert_eq!(
        titles(&found),
        ["Der alte Steg", "Alle Brücken am Fluss", "Das Ufer bei Nacht", "Ebbe", "Käse im Käse", "Die Furt"]
    );
    let bodies: Vec<_> = found.iter().skip(1).map(|i| i.body.as_str()).collect();
    assert_eq!(bodies, ["", "ein Film in zwei Teilen.", "ein Podcast über Häfen.", "", ""]);
}

#[test]
fn paragraphs_that_each_name_their_source_are_items() {
    let text = "## Netz\n\nDer alte Steg am Ufer ist wieder offen - [Bote](https://a.example/1). Er ist nun aus Eiche.\n\nEin Bäcker aus \
                Ulm nimmt seinen Ofen mit - [Film](https://a.example/2), und [Fotos](https://a.example/3).\n\nWarum die Furt gesperrt \
                bleibt und wen das ärgert - [Blog](https://a.example/4).\n";
    let found = items("a.md", text);
    assert_eq!(
        titles(&found),
        [
            "Der alte Steg am Ufer ist wieder offen",
            "Ein Bäcker aus Ulm nimmt seinen Ofen mit",
            "Warum die Furt gesperrt bleibt und wen das ärgert"
        ]
    );
    assert_eq!(
        (found[0].body.as_str(), found[1].url.as_deref()),
        ("Er ist nun aus Eiche.", Some("https://a.example/2"))
    );
}

#[test]
fn names_that_return_above_headings_are_topics_and_people_in_headings_below_them_details() {
    let post = |place: &str, day: &str, title: &str, who: &str| {
        format!(
            "<div><p><a href=\"https://a.example/{place}\">{place}</a></p><p>{day}</p><h2><a href=\"https://a.example/{who}\">{title}</a></h2>\
             <h6>{who}</h6><p>Das ist der Text dazu, und er ist lang genug.</p><p><strong>41</strong></p></div>"
        )
    };
    let text = [
        post("Garten", "17. November", "Schnecken im Salat", "Ada Muster"),
        post("Küche", "16. November", "Der Teig klebt", "Bo Beispiel"),
        post("Garten", "15. November", "Ein Beet aus Fenstern", "Cleo Muster"),
        post("Küche", "12. November", "Brot ohne Hefe", "Dan Beispiel"),
    ];
    let found = items("a.html", &text.concat());
    assert_eq!(titles(&found), ["Schnecken im Salat", "Der Teig klebt", "Ein Beet aus Fenstern", "Brot ohne Hefe"]);
    assert!(found.iter().all(|i| i.body.ends_with("Das ist der Text dazu, und er ist lang genug.")));
    assert_eq!(found[1].topic.as_deref(), Some("Küche"));
}

#[test]
fn words_in_bold_between_titles_with_links_are_the_editors() {
    let story = |n: usize| {
        format!("### [Titel Nummer {n}](https://a.example/{n})\n\nDas ist der Text dazu, und er ist lang genug.\n\n")
    };
    let part = |n: usize| format!("## Teil {n}\n\n{}{}{}---\n\n", story(n), story(n + 1), story(n + 2));
    let text = format!(
        "**Willkommen zum Brief!** Es ist Herbst, und die Blätter fallen in einer Nacht.\n\n---\n\n{}**Liest jemand \
         mit?** Dann schick diesen Brief doch einfach weiter.\n\n---\n\n{}{}**Danke fürs Lesen!** Bis zum nächsten Sonntag am \
         selben Ort.\n",
        part(1),
        part(4),
        part(7)
    );
    assert_eq!(items("a.md", &text).len(), 9);
}

#[test]
fn a_line_between_a_heading_and_its_list_is_no_heading() {
    let list =
        |n: usize| format!("- [teil_{n}](https://a.example/{n})\n- [teil_{}](https://a.example/{})\n", n + 1, n + 1);
    let text = format!(
        "## Bau\n\n**Neue Teile**\n\nDas sind die neuen Teile:\n\n{}\n**Alte Teile**\n\nDas sind die alten Teile:\n\n{}",
        list(1),
        list(3)
    );
    let topics: Vec<_> = items("a.md", &text).into_iter().filter_map(|i| i.topic).collect();
    assert_eq!(topics, ["Neue Teile", "Neue Teile", "Alte Teile", "Alte Teile"]);
}
