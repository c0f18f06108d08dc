//! Layouts of plain text: what a mail without markup says by lines, gaps and signs alone.

use super::items;
use crate::model::{Item, Kind};

/// Titles of the items of `text`, and whether `body` is the text of the first.
pub(super) fn titles(text: &str) -> Vec<String> {
    items("a.txt", text).into_iter().filter_map(|i| i.title).collect()
}

pub(super) fn bodies(text: &str) -> Vec<String> {
    items("a.txt", text).into_iter().map(|i| i.body).collect()
}

#[test]
fn lines_of_one_length_underline_what_is_set_off() {
    let rule = "-".repeat(64);
    let item = |title: &str| {
        format!(
            "{title}\n{rule}\nThe river is low this year, and the boats of the {title} stay in the\nharbour until May.\n\n"
        )
    };
    let text: String = ["Old ferry", "Third lock", "New mill", "Upper weir"].map(item).concat();
    assert_eq!(titles(&text), ["Old ferry", "Third lock", "New mill", "Upper weir"]);
    assert!(bodies(&text).iter().all(|b| b.ends_with("until May.")), "{:?}", bodies(&text));
}

#[test]
fn a_day_that_begins_a_wrapped_line_goes_on_with_its_sentence() {
    let text = "Brücke am Mühlbach\n\nDie Arbeiten an der Brücke begannen im Herbst, und sie dauern noch bis zum\n\
                12. Mai. Dann fahren dort wieder Busse, und die Schule hat einen kürzeren Weg\nfür alle Klassen.\n\n\
                Neue Bänke im Stadtpark\n\nDer Verein stellt im Frühling zwanzig Bänke auf, die ersten schon am Montag,\n\
                4. Mai 2026, unter den Linden am Teich. Wer mag, kann eine davon für ein Jahr\nübernehmen und pflegen.\n";
    assert_eq!(titles(text), ["Brücke am Mühlbach", "Neue Bänke im Stadtpark"]);
    assert!(bodies(text)[1].contains("am Montag, 4. Mai 2026, unter den Linden"), "{:?}", bodies(text));
}

#[test]
fn short_lines_below_an_events_title_say_where_it_is() {
    let text = "DATES\n\n10 May 2026\nBoard of the mill\nHall 2\n\n12 May 2026\nWalk along the upper lock\nMeet at the gate\n\
                Bring boots, and something to eat on the way.\n\n14 May 2026\nBoat race\nLower weir\n";
    let found = items("a.txt", text);
    let told: Vec<_> = found.iter().map(|i| (i.title.as_deref().unwrap(), i.place.as_deref())).collect();
    assert_eq!(told[0].0, "Board of the mill");
    assert_eq!(told[1], ("Walk along the upper lock", Some("Meet at the gate")));
    assert_eq!(told[2], ("Boat race", Some("Lower weir")));
    assert_eq!((found.len(), found[1].body.as_str()), (3, "Bring boots, and something to eat on the way."));
}

#[test]
fn labels_of_when_and_where_below_a_title_are_its_details() {
    let item = |n: usize, title: &str| {
        format!(
            "{n}. {title}\n\nDate: {n} June 2026, 7pm\nVenue: Barn {title}\n\nThe choir of the valley sings what the miller wrote. Entry is free.\n\n"
        )
    };
    let text: String = ["Songs of the weir", "An evening of bells", "Tunes for two boats"]
        .iter()
        .zip(1..)
        .map(|(title, n)| item(n, title))
        .collect();
    let head = "Letter of the mill\n\nDear friends,\n\nthe choir sings again this summer, and we hope that many of you come.\n\n";
    let found = items("a.txt", &[head, &text].concat());
    let told: Vec<_> = found.iter().map(|i| (i.title.as_deref().unwrap(), i.date.unwrap().day())).collect();
    assert_eq!(told, [("Songs of the weir", 1), ("An evening of bells", 2), ("Tunes for two boats", 3)]);
}

#[test]
fn a_list_between_two_texts_is_inside_them() {
    let text = "What we learned from four hundred letters\nhttps://a.example/1\nThe worst mistakes of all, in order of pain:\n  \
                1. no stamp\n  2. two stamps\n  3. a wrong town\nThe second one led to the longest talk of the year.\n\n\
                A gate that closes by itself\nhttps://a.example/2\nIt is made of oak and has one spring.\n\n\
                The miller goes to sea\nhttps://a.example/3\nHe comes back in autumn.\n";
    let wanted =
        ["What we learned from four hundred letters", "A gate that closes by itself", "The miller goes to sea"];
    assert_eq!(titles(text), wanted);
}

#[test]
fn names_below_several_texts_say_who_wrote_them() {
    let item = |title: &str, name: &str| {
        format!(
            "{title}\nhttps://a.example/{}\nIt tells of boats and of the people who mend them.\n{name}\n\n",
            title.len()
        )
    };
    let text = [
        item("How to tar a boat", "Ada Example"),
        item("A rope for every day", "Cleo van Model"),
        item("Winter at the lock", "B. Pattern"),
        item("Who needs an anchor", "Boatworks"),
    ];
    let found = items("a.txt", &text.concat());
    assert!(found.iter().all(|i| i.topic.is_none() && i.body.ends_with("mend them.")), "{found:?}");
    assert_eq!(found.len(), 4);
}

#[test]
fn where_all_events_name_their_place_first_it_is_no_title() {
    let text = "Termine\n\n09.06.2026 | Ulm | Seminar der Müllerinnen und Müller\n11.06.2026 | online | Sprechstunde zum neuen \
                Wehr\n17.06.2026 | Rathaus | Sitzung des Beirats für Boote\n";
    let found = items("a.txt", text);
    let told: Vec<_> = found.iter().map(|i| (i.place.as_deref().unwrap(), i.title.as_deref().unwrap())).collect();
    let wanted = [
        ("Ulm", "Seminar der Müllerinnen und Müller"),
        ("online", "Sprechstunde zum neuen Wehr"),
        ("Rathaus", "Sitzung des Beirats für Boote"),
    ];
    assert_eq!(told, wanted);
}

#[test]
fn a_word_and_a_full_stop_open_the_entries_of_a_list() {
    let text = "KURZ GESAGT\n-----------\n\n- Freibad. Es bleibt bis zum 12. April geschlossen, weil die Pumpe fehlt.\n\n- Stelle. \
                Das Amt sucht eine Gärtnerin für den Park am Mühlbach.\n  https://a.example/stelle\n\n- Glasfaser. Neun von zehn \
                Häusern haben nun einen Anschluss im Keller.\n";
    let found = items("a.txt", text);
    assert_eq!(found.iter().filter_map(|i| i.title.as_deref()).collect::<Vec<_>>(), ["Freibad", "Stelle", "Glasfaser"]);
    assert!(found[0].body.starts_with("Es bleibt bis") && found[1].url.is_some(), "{found:?}");
}

#[test]
fn bullets_that_cite_addresses_below_a_heading_are_items() {
    let text = "** In other news\n------------------------------\n\n* The ministry asks what mills should pay for water \
                (https://a.example/1). It wants to hear from you until May.\n* Our report of the year is out (https://a.example/2)\n\
                * The anglers made a free guide to the flies of the upper river (https://a.example/3), drawn by one of them.\n";
    let found = items("a.txt", text);
    let told: Vec<_> = found.iter().map(|i| i.title.as_deref().unwrap()).collect();
    let wanted = [
        "The ministry asks what mills should pay for water",
        "Our report of the year is out",
        "The anglers made a free guide to the flies of the upper river",
    ];
    assert_eq!(told, wanted);
    assert_eq!(found[0].body, "It wants to hear from you until May.");
}

#[test]
fn an_entry_may_be_a_sentence_as_the_others_have_their_address_below_it() {
    let text = "SHORT BITS\n==========\n\n* The boat builders show their plans for autumn\n  https://a.example/1\n* Someone put a \
                bell on a weir. It rings.\n  https://a.example/2\n* A new keeper for the third lock\n  https://a.example/3\n";
    assert_eq!(titles(text).len(), 3);
    assert_eq!(titles(text)[1], "Someone put a bell on a weir. It rings.");
}

#[test]
fn how_to_reach_the_publisher_is_no_item() {
    let item = |title: &str| format!("{title}\n\nDas Wehr bekommt in diesem Sommer ein neues Tor aus Eiche.\n\n");
    let text = format!(
        "{}{}Gemeinde am Mühlbach\nLange Gasse 1\nTelefon 0555 123400\n\nVerantwortlich: Ada Muster\n\nDieser Brief ist kostenlos. \
         Hier können Sie ihn abbestellen.\n",
        item("Neues Tor"),
        item("Altes Tor")
    );
    assert_eq!(titles(&text), ["Neues Tor", "Altes Tor"]);
}

#[test]
fn a_letter_is_known_by_its_form_in_any_language() {
    let text = "Lettera del mulino\n\nGentili lettori,\n\nla primavera porta molta acqua, e il mulino gira di nuovo \
                tutto il giorno.\n\nAda Esempio\nPresidente del mulino\n\nIl ponte riapre in maggio\n\nDopo due anni di lavori si \
                passa di nuovo a piedi, e i bambini arrivano prima a scuola.\n\nUna barca per la scuola\n\nGli allievi la costruiscono \
                con il maestro, e in giugno la provano sul lago.\n";
    assert_eq!(titles(text), ["Il ponte riapre in maggio", "Una barca per la scuola"]);
}

#[test]
fn a_title_named_again_below_its_text_ends_its_item() {
    let item = |title: &str| {
        format!(
            "{title}\n\nDas Wehr bekommt in diesem Sommer ein neues Tor aus Eiche.\n\nEs kostet wenig.\n\n{title}Mehr\n\n"
        )
    };
    let text = item("Neues Tor für das alte Wehr") + &item("Zwei Boote für die Schule");
    assert_eq!(titles(&text), ["Neues Tor für das alte Wehr", "Zwei Boote für die Schule"]);
    assert!(bodies(&text).iter().all(|b| b.ends_with("Es kostet wenig.")), "{:?}", bodies(&text));
}

#[test]
fn a_table_of_contents_begins_behind_what_returns_elsewhere() {
    let item = |title: &str| {
        format!("{title}\n\nDas Wehr bekommt in diesem Sommer ein neues Tor, sagt der Müller im Amt.\n\n")
    };
    let all = ["Neues Tor aus Eiche", "Altes Boot mit Leck", "Erster Gang der Mühle", "Letzter Tag am See"];
    let text = format!(
        "Ada Muster\n\nIN DIESEM BRIEF\n- {}\n\n{}Für den Inhalt: Ada Muster\n",
        all.join("\n- "),
        all.map(item).concat()
    );
    assert_eq!(titles(&text)[..4], all);
}

#[test]
fn where_most_titles_have_details_below_them_all_second_lines_are_such() {
    let call = |title: &str, detail: &str| {
        format!("{title}\n{detail}\n\nWe pay for boats, ropes and bread. Write one page, and send it by post.\n\n")
    };
    let text = [
        call("Boats for schools", "Closing date: 2 June 2027"),
        call("Ropes for everyone", "Closing date: 4 June 2027"),
        call("Bread for millers", "Apply by 12 June 2027"),
        call("Gates and weirs", "No deadline at all"),
    ];
    assert_eq!(
        titles(&text.concat()),
        ["Boats for schools", "Ropes for everyone", "Bread for millers", "Gates and weirs"]
    );
}

#[test]
fn a_pictures_words_may_stand_between_a_day_and_its_text() {
    let text = "Neues Tor am Wehr\n22. Mai 2026 | Mitteilung\nSchaubild: Wasser der Jahre 2019 bis 2027\nDas Wehr bekommt in diesem \
                Sommer ein neues Tor aus Eiche, und alle Boote fahren wieder.\n\nAltes Boot am See\n20. Mai 2026 | Mitteilung\nDas Boot hat \
                ein Leck, und der Verein sucht jemanden mit Teer und mit einem Nachmittag Zeit.\n";
    assert_eq!(titles(text), ["Neues Tor am Wehr", "Altes Boot am See"]);
}

#[test]
fn behind_the_last_teaser_a_section_may_hold_items_without_any_link() {
    let teaser = |title: &str, day: u8, closer: &str| {
        format!(
            "{title}\n\n{day}. Mai 2026\n\nDer Rat hat gestern lange über das Boot geredet. Danach gab es Suppe.\n\n{closer}"
        )
    };
    let more = "Mehr lesen: https://a.example/2\n\n";
    let teasers = [
        teaser("Tor wird breiter", 2, more),
        teaser("Boot wird dicht", 3, ""),
        teaser("Mühle läuft wieder an", 4, more),
        teaser("Bank am See", 5, ""),
    ];
    let notices = [
        "Antrag Kirchgasse 14\nZwei Linden am Bach dürfen gefällt werden, weil sie krank sind.\n\n",
        "Erlaubnis Mühlgasse 3\nDas Dach bekommt ein Fenster nach Süden. Wer dagegen ist, schreibt bis Juni.\n\n",
        "Erlaubnis für das Marktfest\nAm zweiten Samstag im Juni darf auf dem Platz am Wehr gefeiert werden.\n\n",
        "Antrag Bachgasse 7\nDer Zaun soll höher werden als die Hecke der Nachbarn.\n",
    ];
    let text = format!("{}Bekannt gemacht\n\n{}", teasers.concat(), notices.concat());
    let wanted = ["Antrag Kirchgasse 14", "Erlaubnis Mühlgasse 3", "Erlaubnis für das Marktfest", "Antrag Bachgasse 7"];
    assert_eq!(titles(&text)[4..], wanted);
}

#[test]
fn a_section_of_an_underlined_issue_may_have_bare_titles() {
    let rule = "-".repeat(60);
    let item =
        |title: &str| format!("{title}\n{rule}\nThe weir gets a gate of oak this summer, and the boats can go on.\n\n");
    let marked: String =
        ["One more gate", "Second boat", "Third bell", "Fourth bench", "Fifth walk"].map(item).concat();
    let text = format!(
        "{marked}JOBS\n{rule}\n\nKeeper of the upper lock\nFull time, from May, with a house beside the water.\n\nMiller for the \
         winter\nHalf time, from November, and with bread.\n"
    );
    assert_eq!(titles(&text)[5..], ["Keeper of the upper lock", "Miller for the winter"]);
}

#[test]
fn a_sentence_between_a_text_and_its_link_belongs_to_the_text() {
    let item = |title: &str, n: u8| {
        format!(
            "** {title}\n------------------------------\nThe weir came out in May, and the salmon swim up the river again, all of \
             fourteen miles.\n\nOur film shows the last morning.\n\nWatch the film (https://a.example/{n})\n\n"
        )
    };
    let text: String = ["After two hundred years", "What is in the water", "Walk to the sea"]
        .iter()
        .zip(1..)
        .map(|(t, n)| item(t, n))
        .collect();
    assert!(bodies(&text).iter().all(|b| b.ends_with("the last morning.")), "{:?}", bodies(&text));
}

#[test]
fn what_closes_a_quotation_stays_in_the_title() {
    let text = "Appel « Moulins du village »\n\nLe moulin tourne tout le jour, et les enfants y mangent du pain.\n\nPont fermé\n\nIl \
                rouvre en mai, quand le bois sera sec.\n";
    assert_eq!(titles(text)[0], "Appel « Moulins du village »");
    assert!(items("a.txt", text).iter().all(|i: &Item| i.kind == Kind::Story));
}

#[test]
fn a_second_kind_of_items_is_no_frame_of_the_first() {
    let stamped =
        |n: u8| format!("Ulm: Neues Amt {n}\n\n[0{n}.05.2026] Das Amt in Ulm zieht in die Stadt. mehr...\n\n");
    let plain = |n: u8| {
        format!(
            "Haus {n} bekommt ein neues Dach\n\nDort gibt es nun viele neue Dinge zu sehen, und alle kommen gern.\n\n"
        )
    };
    let (few, many): (String, String) = ((1..4).map(stamped).collect(), (10..22).map(plain).collect());
    assert_eq!(items("a.txt", &format!("{few}{many}")).len(), 15);
    let few: String = (1..7).map(stamped).collect();
    assert_eq!(items("a.txt", &format!("{many}{few}")).len(), 18);
}

#[test]
fn hour_and_place_below_a_title_are_no_title() {
    let event =
        |title: &str| format!("{title}\n8pm, The Old Mill\nBring a lamp, a coat and a friend. The bar is open.\n\n");
    let text: String = ["OPEN MIC NIGHT", "REPAIR CAFE", "LIFE DRAWING", "LATE JAZZ"].map(event).concat();
    assert_eq!(titles(&text), ["OPEN MIC NIGHT", "REPAIR CAFE", "LIFE DRAWING", "LATE JAZZ"]);
}
