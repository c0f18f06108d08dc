//! Plain text: what stands beside texts, and titles that have none.

use super::items;
use super::plain::{bodies, titles};

#[test]
fn names_behind_a_description_credit_its_picture() {
    let item = |seen: &str, title: &str| {
        format!("{seen}\n\n{title}\n\nThe weir came out in May: {title}, as the oldest say, for the first time.\n\n")
    };
    let text = [
        item("An old mill with a new wheel of oak, seen from the bank. (Ada Rill/Weir Trust)", "The wheel turns again"),
        item("", "Salmon are back"),
        item("A keeper in his boat, with a net and a lamp. (Ben Oar)", "Last keeper of the lock"),
    ]
    .concat();
    assert_eq!(titles(&text), ["The wheel turns again", "Salmon are back", "Last keeper of the lock"]);
}

#[test]
fn sources_below_a_text_are_none_of_it() {
    let item = |n: u8, title: &str| {
        format!(
            "{n}. {title}\n\nBoats wait at the lower lock. Source: Weir Trust\n\nThe weir came out on {n} May, and the salmon swim \
             up the river again.\n\nSources: River Times, Lock Echo\n\n"
        )
    };
    let text = [item(1, "Salmon are back"), item(2, "A wheel of oak"), item(3, "Last keeper of the lock")].concat();
    let alone = |n: u8| format!("The weir came out on {n} May, and the salmon swim up the river again.");
    assert_eq!(bodies(&text), [1, 2, 3].map(alone));
}

#[test]
fn promised_headings_between_rules_are_sections() {
    let rule = "=".repeat(60);
    let item =
        |title: &str| format!("{title}\n\nThe weir came out in May, and the salmon swim up the river again.\n\n");
    let items: String = ["1. Salmon are back", "2. A wheel of oak", "3. Last keeper of the lock"].map(item).concat();
    let text = format!(
        "River post\n\n 1. Salmon are back\n 2. A wheel of oak\n 3. Last keeper of the lock\n 4. People\n\n\
         {rule}\nNEWS\n{rule}\n\n{items}{rule}\n4. PEOPLE\n{rule}\n\n\
         * New face at the lock - Ada Rill keeps it from May on. She\n  comes from the mill.\n\n\
         * A farewell at the mill - Ben Oar leaves after 38 years. He\n  goes to sea.\n\n\
         * Young rower of the year - Congratulations to Cyd Weir, who\n  has won it twice.\n"
    );
    assert_eq!(titles(&text)[3..], ["New face at the lock", "A farewell at the mill", "Young rower of the year"]);
}

#[test]
fn titles_with_nothing_but_details_are_items() {
    let text = "Neues vom Wehr\n\nDas Tor ist dicht, und die Lachse schwimmen wieder den Fluss hinauf.\n\nStellen am Wehr\n\nMüllerin \
                für den Winter\nMühle am Wehr · halbe Tage\n\nSchleusenwart\nWasseramt · ganze Tage · mit Haus\n\nKoch für die \
                Fähre\nFährhaus · nur sonntags\n";
    assert_eq!(titles(text)[1..], ["Müllerin für den Winter", "Schleusenwart", "Koch für die Fähre"]);
}

#[test]
fn what_the_reader_is_to_do_heads_nothing() {
    let item = |title: &str, call: &str| {
        format!("{title}\n\nDas Tor ist dicht, und die Lachse schwimmen wieder den Fluss hinauf.\n\n{call}\n\n")
    };
    let text = [
        item("Boot fährt wieder", "Platz buchen"),
        item("Mühle läuft an", "Jetzt bewerben"),
        item("Bank am See", "Plan zeichnen"),
        item("Fest am Wehr", ""),
    ]
    .concat();
    let found = items("a.txt", &text);
    assert!(found.iter().all(|item| item.topic.is_none()), "{:?}", found);
}

#[test]
fn a_few_words_that_end_a_block_belong_to_it() {
    let item = |title: &str, call: &str| {
        format!("{title}\nDas Tor ist dicht, und die Lachse schwimmen wieder den Fluss hinauf.\n{call}\n\n")
    };
    let text = [
        item("Boot fährt wieder", "Karten im Hafen"),
        item("Mühle läuft an", "Anruf genügt"),
        item("Bank am See", "Lageplan als Bild"),
    ]
    .concat();
    assert_eq!(titles(&text), ["Boot fährt wieder", "Mühle läuft an", "Bank am See"]);
    assert_eq!(bodies(&text), ["Das Tor ist dicht, und die Lachse schwimmen wieder den Fluss hinauf."; 3]);
}
