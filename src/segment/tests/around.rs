//! What stands around titles and texts: tables of contents, a page's foot, labels.

use super::{document, items};
use crate::model::Role;
use crate::segment::{Options, segment};

#[test]
fn a_label_names_the_place_in_any_language() {
    for (heading, month, label, price) in [
        ("Termine", "Mai", "Ort", "Eintritt"),
        ("Agenda", "mai", "Lieu", "Tarif"),
        ("Agenda", "mai", "Lieu ", "Tarif "),
        ("Agenda", "mei", "Waar", "Prijs"),
        ("Eventi", "maggio", "Dove", "Prezzo"),
    ] {
        let event = |(day, title): (u8, &str)| {
            format!("{day} {month} 2026\n{title} in Ulm\n{label}: Sala Nova\n{price}: 5 euro\n\n")
        };
        let events: String = [(3, "Nord"), (9, "Sud"), (17, "Est"), (23, "Port")].map(event).concat();
        let found = items("a.txt", &format!("{heading}\n\n{events}"));
        assert_eq!(found.len(), 4, "{label}");
        assert!(found.iter().all(|item| item.place.as_deref() == Some("Sala Nova")), "{label}: {found:?}");
    }
}

#[test]
fn a_footer_does_not_move_the_head() {
    let places = ["Amt", "Schule", "Bus", "Bad", "Brücke", "Park", "Hof", "Markt"];
    let story = |place: &&str| {
        format!(
            "<p><b>{place} bekommt neues Dach</b></p><p>Dort gibt es nun viele neue Dinge zu sehen, und alle kommen.</p>"
        )
    };
    let stories: String = places.iter().map(story).collect();
    let walk = "<p><b>Rundgang am Markt</b></p><p>12.06.2026</p><p>Treffen am Brunnen</p>";
    let foot = "<p>Seite über uns</p>".repeat(20);
    for foot in [String::new(), format!("<footer>{foot}</footer>")] {
        assert_eq!(items("a.html", &format!("<html><body>{stories}{walk}{stories}{foot}</body></html>")).len(), 17);
    }
}

#[test]
fn each_table_of_contents_has_its_own_further_references() {
    let table = |a: &str| {
        let names = ["Neues Amt", "Lange Abende", "Kurse im Park"].map(|name| format!("{name} in {a}"));
        let items: String =
            names.iter().map(|n| format!("{n}\nDort gibt es nun viel Neues zu sehen und zu tun.\n\n")).collect();
        format!("Inhalt\n{}\nBriefe an uns aus {a}\nBriefe von uns nach {a}\n\n{items}", names.join("\n"))
    };
    let doc = document("a.txt", &["Ulm", "Marl", "Worms"].map(table).concat());
    let found = segment(&doc, &Options::default());
    let contents: Vec<usize> = found
        .segments
        .iter()
        .filter(|s| s.role == Role::Contents)
        .map(|s| doc.text[s.span.clone()].matches("Briefe").count())
        .collect();
    assert_eq!(contents, [2, 2, 2]);
}
