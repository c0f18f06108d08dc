//! Reports to make pages of: a town's newsletters, a hostile one, a large one. All texts are the project's own.

use nochmal::model::{
    Audit, Change, Cluster, ClustersReport, Date, Diff, DiffReport, DiffStep, Edit, Evidence, Explain, ExplainReport,
    Explainer, Fate, Field, Finding, Issue, Item, ItemsReport, Member, Pair, Relation, Removal, Report, Verdict,
};
use nochmal::track::edits::edits;
use nochmal::track::facts::facts;

const DAYS: [&str; 6] = ["2025-01-07", "2025-01-21", "2025-02-04", "2025-02-18", "2025-03-11", "2025-04-01"];

fn date(text: &str) -> Option<Date> {
    text.parse().ok()
}

/// Item `n` of issue `issue` (from 0).
fn item(issue: usize, n: u32, topic: &str, title: &str, body: &str) -> Item {
    Item {
        id: format!("brief-{}#{n}", DAYS[issue]),
        source: format!("brief-{}.txt", DAYS[issue]),
        issue_date: date(DAYS[issue]),
        n,
        topic: (!topic.is_empty()).then(|| topic.to_owned()),
        title: Some(title.to_owned()),
        url: Some(format!("https://stadtbrief.example/{issue}/{n}")),
        body: body.to_owned(),
        lines: [n * 7, n * 7 + 4],
        cue: "blank line and date stamp".to_owned(),
        confidence: 0.97,
        ..Item::default()
    }
}

fn reason(measure: &str, value: f64, weight: f64, detail: &str) -> Evidence {
    Evidence { measure: measure.to_owned(), value, weight, detail: detail.to_owned() }
}

fn reasons() -> Vec<Evidence> {
    vec![
        reason("prior", 0.02, -3.9, "one pair in fifty among candidates of one season"),
        reason("rare words", 0.81, 4.2, "shared: hafenbahn, querspange, bauabschnitt"),
        reason("body", 0.74, 2.6, "71 of 96 three-word shingles"),
        reason("title", 0.60, 1.1, "shared: hafenbahn, brücke"),
        reason("numbers", 0.50, -0.7, "changed: 48 → 52; shared: 2027"),
        reason("date distance", 0.88, 0.4, "14 days apart"),
    ]
}

const BRIDGE: &str = "Die Brücke über die Hafenbahn wird länger gesperrt als geplant. Statt im Mai rollen Busse und Räder frühestens \
    im August 2027 wieder über die Querspange. Grund ist der Baugrund: Am östlichen Widerlager fanden die Bohrtrupps Torf, \
    der jetzt ausgetauscht werden muss. Die Umleitung über den Lindenring bleibt, der Takt der Linie 7 wird an Schultagen \
    verdichtet. Für den zweiten Bauabschnitt rechnet das Tiefbauamt nun mit 48 Millionen Euro.";

fn marked(old: &Item, new: &Item) -> Vec<Edit> {
    let both = |field| (old.get(field).unwrap_or_default(), new.get(field).unwrap_or_default());
    [Field::Topic, Field::Title, Field::Body]
        .into_iter()
        .map(|f| (f, both(f)))
        .filter(|(_, (a, b))| a != b)
        .flat_map(|(f, (a, b))| edits(f, &a, &b))
        .collect()
}

/// Gives each pair the same reasons.
struct Told;

impl Explain for Told {
    fn reasons(&self, _: &Pair) -> Vec<Evidence> {
        reasons()
    }

    fn edits(&self, old: &Item, new: &Item) -> Vec<Edit> {
        marked(old, new)
    }
}

fn change(fate: Fate, old: Option<usize>, new: Option<usize>) -> Change {
    Change { fate, old, new, score: if old.is_some() && new.is_some() { 1.0 } else { 0.0 }, ..Change::default() }
}

/// A change between two items whose texts differ.
fn edited(fate: Fate, at: (usize, usize), old: &[Item], new: &[Item], score: f64) -> Change {
    let (a, b) = (&old[at.0], &new[at.1]);
    Change {
        edits: marked(a, b),
        facts: facts(&a.whole_text(), &b.whole_text()),
        evidence: reasons(),
        score,
        ..change(fate, Some(at.0), Some(at.1))
    }
}

/// Two issues with every fate between them.
pub fn diff() -> Report {
    let it = item;
    let old = vec![
        it(0, 1, "Stadtwald", "Spazierweg am Moorsee frei", "Nach dem Sturm sind alle Wege geräumt."),
        it(0, 2, "Hafenbahn", "Brücke erst im Sommer fertig", BRIDGE),
        it(0, 3, "Bücherei", "Längere Öffnungszeiten ab 2025", "Die Bücherei am Markt öffnet freitags bis 20 Uhr."),
        it(0, 4, "", "Wochenmarkt zieht um", "Die Stände stehen bis Ostern auf dem Kirchplatz."),
        it(0, 5, "Schulen", "Neue Mensa und neuer Sportplatz", "Mensa und Sportplatz werden gemeinsam gebaut."),
        it(0, 6, "Rathaus", "Bürgerbüro nimmt Karten", "Gebühren lassen sich bargeldlos zahlen."),
        it(0, 7, "Rathaus", "Termine im Netz", "Termine gibt es rund um die Uhr."),
        it(0, 8, "Radwege", "Lückenschluss am Kanal", "Der Kreis fördert 1,2 Kilometer Radweg mit 480.000 Euro."),
        it(0, 9, "", "Weihnachtsbäume abholen", "Bäume bitte bis 9 Uhr an die Straße legen."),
        it(0, 10, "Musik", "Konzert im Dom entfällt", "Karten werden erstattet."),
        it(0, 11, "Bad", "Warmbadetag am Dienstag", "Das Wasser ist 30 Grad warm."),
    ];
    let new = vec![
        it(
            1,
            1,
            "Hafenbahn",
            "Brücke kommt erst im Herbst",
            &BRIDGE.replace("August 2027", "Oktober 2027").replace("48 Millionen", "gut 52 Millionen"),
        ),
        it(
            1,
            2,
            "Wärmeplan",
            "Fernwärme für die Altstadt",
            "Der Rat hat den Wärmeplan beschlossen. Bis 2032 sollen 900 Häuser ans Netz.",
        ),
        it(1, 3, "Stadtwald", "Spazierweg am Moorsee frei", "Nach dem Sturm sind alle Wege geräumt."),
        it(
            1,
            4,
            "Bücherei",
            "Längere Öffnungszeiten ab 2026",
            "Die Bücherei am Markt öffnet freitags bis 21 Uhr und samstags ab 9 Uhr.",
        ),
        it(1, 5, "Schulen", "Neue Mensa öffnet im Mai", "Die Mensa wird im Mai eröffnet."),
        it(1, 6, "Schulen", "Sportplatz wird erneuert", "Der Sportplatz bekommt eine neue Bahn."),
        it(
            1,
            7,
            "Rathaus",
            "Bürgerbüro: Karten und Termine",
            "Gebühren lassen sich bargeldlos zahlen, Termine gibt es rund um die Uhr.",
        ),
        it(
            1,
            8,
            "Radwege",
            "Bagger am Kanal",
            "Die Bauarbeiten für den Radweg am Kanal haben begonnen; der Kreis gibt nun 510.000 Euro.",
        ),
        it(1, 9, "Bad", "Warmbadetag am Dienstag", "Das Wasser ist 30 Grad warm."),
    ];
    let changes = vec![
        edited(Fate::MovedEdited, (1, 0), &old, &new, 0.91),
        change(Fate::Added, None, Some(1)),
        Change { score: 0.9998, ..change(Fate::Moved, Some(0), Some(2)) },
        edited(Fate::Edited, (2, 3), &old, &new, 0.87),
        Change { removal: Some(Removal::Pulled), ..change(Fate::Removed, Some(3), None) },
        Change { new_others: vec![5], ..edited(Fate::Split, (4, 4), &old, &new, 0.64) },
        Change { old_others: vec![6], ..edited(Fate::Merged, (5, 6), &old, &new, 0.71) },
        Change { follows: Some(7), score: 0.58, evidence: reasons(), ..change(Fate::Added, None, Some(7)) },
        change(Fate::Unchanged, Some(10), Some(8)),
        Change { removal: Some(Removal::AgedOut), ..change(Fate::Removed, Some(8), None) },
        change(Fate::Removed, Some(9), None),
    ];
    let findings = vec![Finding {
        name: "same-edit".to_owned(),
        text: "2025 → 2026 in 2 items".to_owned(),
        items: vec![new[3].id.clone(), new[0].id.clone()],
    }];
    let names = (old[0].source.clone(), new[0].source.clone());
    one_step(DiffStep { old, new, names, language: Some("de".to_owned()), diff: Diff { changes, findings } })
}

/// Six issues in which stories recur: as they stood, edited, cut short, told on.
pub fn clusters() -> Report {
    let short = "Die Brücke über die Hafenbahn wird länger gesperrt als geplant.";
    let pool = "Das Freibad bekommt für 3,4 Millionen Euro neue Becken aus Edelstahl. Eröffnet wird im Juni.";
    let heat = "Der Rat hat den Wärmeplan beschlossen. Bis 2032 sollen 900 Häuser ans Netz.";
    let library = "Die Bücherei am Markt öffnet freitags bis 20 Uhr.";
    let told: [(usize, &str, &str, &str); 18] = [
        (0, "Hafenbahn", "Brücke erst im Sommer fertig", BRIDGE),
        (0, "Bücherei", "Längere Öffnungszeiten", library),
        (0, "Freibad", "Neue Becken bis Juni", pool),
        (1, "Hafenbahn", "Brücke erst im Sommer fertig", BRIDGE),
        (1, "Freibad", "Neue Becken bis Juni", pool),
        (1, "Radwege", "Lückenschluss am Kanal", "Der Kreis fördert 1,2 Kilometer Radweg mit 480.000 Euro."),
        (2, "Hafenbahn", "Brücke erst im Sommer fertig", short),
        (2, "Wärmeplan", "Fernwärme für die Altstadt", heat),
        (
            2,
            "Freibad",
            "Neue Becken bis Juni",
            "Das Freibad bekommt für 3,9 Millionen Euro neue Becken aus Edelstahl. Eröffnet wird im Juli.",
        ),
        (3, "Hafenbahn", "Torf im Baugrund", "Der Austausch des Torfs am Widerlager der Querspange hat begonnen."),
        (3, "Wärmeplan", "Fernwärme für die Altstadt", heat),
        (3, "Bücherei", "Längere Öffnungszeiten", library),
        (3, "Radwege", "Bagger am Kanal", "Die Bauarbeiten für den Radweg am Kanal haben begonnen."),
        (4, "Hafenbahn", "Torf im Baugrund", "Der Austausch des Torfs am Widerlager der Querspange hat begonnen."),
        (
            4,
            "Wärmeplan",
            "Fernwärme für Altstadt und Hafen",
            "Der Rat hat den Wärmeplan erweitert. Bis 2032 sollen 1.100 Häuser ans Netz.",
        ),
        (4, "Freibad", "Rutsche gesperrt", "Die Rutsche bleibt vorerst zu."),
        (
            5,
            "Hafenbahn",
            "Brücke wird eröffnet",
            "Am Samstag rollt der erste Bus über die Querspange; 52 Millionen Euro hat sie gekostet.",
        ),
        (5, "Radwege", "Radweg am Kanal fertig", "Der Radweg am Kanal ist offen."),
    ];
    let mut items = Vec::new();
    let mut issues: Vec<Issue> = Vec::new();
    for (n, (issue, topic, title, body)) in told.into_iter().enumerate() {
        let new = item(issue, n as u32 + 1, topic, title, body);
        if issues.len() == issue {
            let language = Some("de".to_owned());
            issues.push(Issue {
                source: new.source.clone(),
                date: new.issue_date,
                language,
                items: n..n,
                ..Issue::default()
            });
        }
        issues[issue].items.end = n + 1;
        items.push(new);
    }
    let cluster = |id: &str, canonical: usize, members: &[(usize, Relation, f64)]| Cluster {
        id: id.to_owned(),
        members: members.iter().map(|&(item, relation, score)| Member { item, relation, score }).collect(),
        canonical,
        relation: members.iter().map(|m| m.1).min().unwrap_or(Relation::Identical),
    };
    use Relation::{Edited, Excerpt, Identical};
    let clusters = vec![
        cluster("hafenbahn", 0, &[(0, Identical, 1.0), (3, Identical, 1.0), (6, Excerpt, 0.83)]),
        cluster("buecherei", 1, &[(1, Identical, 1.0), (11, Identical, 1.0)]),
        cluster("freibad", 2, &[(2, Identical, 1.0), (4, Identical, 1.0), (8, Edited, 0.89)]),
        cluster("waerme", 7, &[(7, Identical, 1.0), (10, Identical, 1.0), (14, Edited, 0.78)]),
        cluster("torf", 9, &[(9, Identical, 1.0), (13, Identical, 1.0)]),
    ];
    let pair = |a, b, relation, score| Pair { a, b, relation, score };
    let pairs = vec![
        pair(0, 6, Excerpt, 0.83),
        pair(0, 9, Relation::FollowUp, 0.71),
        pair(2, 8, Edited, 0.89),
        pair(5, 12, Relation::FollowUp, 0.66),
        pair(7, 14, Edited, 0.78),
        pair(9, 16, Relation::FollowUp, 0.62),
        pair(12, 17, Relation::FollowUp, 0.74),
    ];
    let explainer = Explainer::new(Told);
    let stories = vec![vec![0, 3, 6, 9, 13, 16], vec![5, 12, 17]];
    Report::Clusters(ClustersReport { issues, items, pairs, clusters, stories, explainer, ..ClustersReport::default() })
}

/// The items of the six issues, one of which promises more than it holds.
pub fn items() -> Report {
    let Report::Clusters(ClustersReport { mut issues, items, .. }) = clusters() else { unreachable!("made above") };
    issues[0].audit = Some(Audit { promised: 4, missing: vec!["Kita: Neue Gruppe".to_owned()], ..Audit::default() });
    Report::Items(ItemsReport { issues, items, ..ItemsReport::default() })
}

/// One pair with its reasons.
pub fn explain() -> Report {
    let a = item(0, 2, "Hafenbahn", "Brücke erst im Sommer fertig", BRIDGE);
    let longer = BRIDGE.replace("August 2027", "Oktober 2027").replace("48 Millionen", "gut 52 Millionen");
    let b = item(1, 1, "Hafenbahn", "Brücke kommt erst im Herbst", &longer);
    let verdict = Verdict { relation: Some(Relation::Edited), score: 0.97, evidence: reasons() };
    Report::Explain(Box::new(ExplainReport { edits: marked(&a, &b), a, b, verdict, problems: Vec::new() }))
}

fn one_step(step: DiffStep) -> Report {
    Report::Diff(DiffReport { steps: vec![step], problems: Vec::new() })
}

/// What a newsletter could try: markup, scripts, links that run, styles, controls that reorder text.
pub const HOSTILE: [&str; 8] = [
    "<script>window.hit = 1</script>",
    "</script><script>window.hit = 2</script>",
    "\"><img src=x onerror=window.hit=3>",
    "<style>* { display: none !important }</style></style>",
    "Rechnung\u{202e}fdp.exe \u{2066}isoliert",
    "<a href=\"javascript:window.hit=4\">hier</a>",
    "<!-- --><iframe src=\"https://evil.example/\"></iframe>",
    "&lt;svg/onload=window.hit=5&gt; {{ 7 * 7 }} \u{1b}[31m",
];

/// Every field of every item is hostile.
pub fn hostile() -> Report {
    let make = |n: usize, text: &str| Item {
        id: format!("{text}{n}"),
        source: format!("a {text}.txt"),
        place: Some(text.to_owned()),
        topic: Some(text.to_owned()),
        title: Some(text.to_owned()),
        url: Some(
            [
                "javascript:window.hit=6",
                " java\nscript:window.hit=7",
                "https://x.example/\" onclick=\"window.hit=8",
                "data:text/html,<script>window.hit=9</script>",
            ][n % 4]
                .to_owned(),
        ),
        body: HOSTILE.join("\n"),
        cue: text.to_owned(),
        ..item(0, n as u32 + 1, "", "", "")
    };
    let old: Vec<Item> = HOSTILE.iter().enumerate().map(|(n, t)| make(n, t)).collect();
    let new: Vec<Item> = HOSTILE.iter().rev().enumerate().map(|(n, t)| make(n + 8, t)).collect();
    let mut changes: Vec<Change> = (0..8).map(|n| edited(Fate::Edited, (n, n), &old, &new, 0.5)).collect();
    for change in &mut changes {
        change.evidence = HOSTILE.iter().map(|t| reason(t, f64::NAN, f64::INFINITY, t)).collect();
    }
    let text = HOSTILE.join(" ");
    let findings = vec![Finding { name: text.clone(), text: text.clone(), items: vec![old[0].id.clone()] }];
    let names = (text.clone(), text);
    let problems = vec![nochmal::error::Error::input(HOSTILE[0], HOSTILE[1])];
    let step = DiffStep { old, new, names, language: None, diff: Diff { changes, findings } };
    Report::Diff(DiffReport { steps: vec![step], problems })
}

/// `n` items of two issues: every tenth edited, every fiftieth new, the rest as they stood.
pub fn large(n: usize) -> Report {
    let body =
        |i: usize, word: &str| format!("Meldung {i} aus dem Bezirk {} {word} Bauplatz {}.", i % 97, i * 31 % 1009);
    let old: Vec<Item> =
        (0..n).map(|i| item(0, i as u32, "Bezirk", &format!("Nachricht {i}"), &body(i, "zum"))).collect();
    let word = |i: usize| if i.is_multiple_of(10) { "vom" } else { "zum" };
    let new: Vec<Item> =
        (0..n).map(|i| item(1, i as u32, "Bezirk", &format!("Nachricht {i}"), &body(i, word(i)))).collect();
    let changes = (0..n)
        .map(|i| match i {
            i if i % 50 == 1 => change(Fate::Added, None, Some(i)),
            i if i.is_multiple_of(10) => edited(Fate::Edited, (i, i), &old, &new, 0.9),
            i => change(Fate::Unchanged, Some(i), Some(i)),
        })
        .collect();
    let names = ("alt".to_owned(), "neu".to_owned());
    one_step(DiffStep { old, new, names, language: None, diff: Diff { changes, findings: Vec::new() } })
}
