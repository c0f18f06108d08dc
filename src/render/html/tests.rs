use super::super::{Style, layout};
use super::page::Shell;
use super::parts::{Marks, Text, Waterfall};
use super::timeline::{Row, Timeline};
use crate::error::Error;
use crate::model::{
    Case, Change, Diff, DiffReport, DiffStep, Edit, Evaluation, EvaluationReport, Evidence, ExplainReport, Fate, Field,
    Issue, Item, ItemsReport, Op, Outcome, Quality, Relation, Report, Step, Verdict,
};

fn html(report: &Report) -> String {
    let mut out = Vec::new();
    (layout("html").unwrap().write)(report, &Style::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn item(text: &str, url: &str) -> Item {
    Item {
        id: format!("{text}#1"),
        source: text.to_owned(),
        title: Some(text.to_owned()),
        topic: Some(text.to_owned()),
        url: Some(url.to_owned()),
        place: Some(text.to_owned()),
        body: text.to_owned(),
        cue: text.to_owned(),
        ..Item::default()
    }
}

fn edit(op: Op, text: &str) -> Edit {
    Edit { op, text: text.to_owned(), field: Field::Body }
}

/// One report of each kind that has a page, with `text` in every field.
fn reports(text: &str, url: &str) -> Vec<Report> {
    let (a, b) = (item(text, url), item(text, url));
    let evidence = vec![Evidence { measure: text.to_owned(), value: 1.0, weight: 2.0, detail: text.to_owned() }];
    let edits = vec![edit(Op::Delete, text), edit(Op::Insert, text), edit(Op::Equal, text)];
    let problems = || vec![Error::input(text, text)];
    let change = Change {
        fate: Fate::Edited,
        old: Some(0),
        new: Some(0),
        removal: None,
        follows: None,
        old_others: vec![0],
        new_others: vec![0],
        score: 0.5,
        edits: edits.clone(),
        facts: Vec::new(),
        evidence: evidence.clone(),
    };
    let diff = Diff { changes: vec![change], findings: Vec::new() };
    let names = (text.to_owned(), text.to_owned());
    let verdict = Verdict { relation: Some(Relation::Edited), score: 0.5, evidence };
    let case = || Case { a: 0, b: 1, verdict: verdict.clone() };
    let step = |threshold| Step { threshold, links: [0.5; 3], clusters: [0.5; 3] };
    let evaluation = Evaluation {
        outcomes: vec![Outcome { name: "links", found: 1, right: 1, pairs: Quality::default(), groups: None }],
        sweep: vec![step(0.1), step(0.9)],
        misses: vec![case()],
        false_links: vec![case()],
        ..Evaluation::default()
    };
    let evaluation = EvaluationReport {
        items: vec![a.clone(), b.clone()],
        names: vec![text.to_owned()],
        gold: text.to_owned(),
        strangers: 0,
        evaluation,
        problems: problems(),
    };
    let language = Some(text.to_owned());
    let issue =
        Issue { source: text.to_owned(), number: Some(text.to_owned()), language, items: 0..1, ..Issue::default() };
    vec![
        Report::Diff(DiffReport {
            steps: vec![DiffStep { old: vec![a.clone()], new: vec![b.clone()], names, language: None, diff }],
            problems: problems(),
        }),
        Report::Items(ItemsReport {
            issues: vec![issue],
            items: vec![a.clone()],
            divided: Vec::new(),
            problems: problems(),
        }),
        Report::Evaluation(Box::new(evaluation)),
        Report::Explain(Box::new(ExplainReport { a, b, verdict, edits, problems: problems() })),
    ]
}

/// The values of `name` in all tags of `page`.
fn attributes(page: &str, name: &str) -> Vec<String> {
    let marker = format!(" {name}=\"");
    page.split(&marker).skip(1).map(|rest| rest.split('"').next().unwrap_or("").to_owned()).collect()
}

#[test]
fn nothing_from_outside_becomes_markup() {
    let hostile = "</script><script>x()</script><b onload=\"y()\">&amp;\u{202e}'";
    for report in reports(hostile, "javascript:x()") {
        let page = html(&report);
        assert_eq!(page.matches("<script").count(), 1, "{report:?}");
        assert_eq!(page.matches("</script").count(), 1);
        assert!(!page.contains("<b onload"));
        assert!(!page.contains('\u{202e}'));
        assert!(!page.contains("javascript:"));
        assert!(page.contains("&#60;script&#62;x()"));
        assert!(page.contains("&#38;amp;"), "an escaped text is escaped once more, not taken as escaped");
    }
}

#[test]
fn a_page_asks_nothing_of_any_network() {
    for report in reports("Text", "https://example.org/?a=1&b=\"2\"") {
        let page = html(&report);
        assert!(attributes(&page, "src").is_empty());
        assert!(
            attributes(&page, "href").iter().all(|href| href.starts_with('#')),
            "an address with a quote is no link"
        );
    }
    for report in reports("Text", "https://example.org/?a=1&b=2") {
        let page = html(&report);
        let links: Vec<_> = attributes(&page, "href").into_iter().filter(|href| !href.starts_with('#')).collect();
        assert!(!links.is_empty());
        assert!(links.iter().all(|href| href == "https://example.org/?a=1&#38;b=2"), "{links:?}");
        assert_eq!(page.matches("rel=\"noopener noreferrer\"").count(), links.len());
        assert!(!page.contains("@import") && !page.contains("url("), "the style loads nothing");
    }
}

#[test]
fn the_policy_names_the_digests_of_what_stands_in_the_page() {
    use base64::Engine;
    use sha2::{Digest, Sha256};
    let page = html(&reports("Text", "https://example.org")[0]);
    let policy = attributes(&page, "content").into_iter().find(|c| c.starts_with("default-src")).unwrap();
    assert!(policy.starts_with("default-src &#39;none&#39;;"), "{policy}");
    assert!(!policy.contains("unsafe"));
    for (tag, directive) in [("style", "style-src"), ("script", "script-src")] {
        let inside = page.split(&format!("<{tag}>")).nth(1).unwrap().split(&format!("</{tag}>")).next().unwrap();
        let digest = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(inside));
        let named = format!("{directive} &#39;sha256-{digest}&#39;");
        assert!(policy.contains(&named), "{policy} lacks {named}");
    }
    let before = page.split("http-equiv").next().unwrap();
    assert!(!before.contains("<style") && !before.contains("<script"), "the policy comes before what it guards");
    assert!(attributes(&page, "style").is_empty(), "the policy would drop a style attribute");
}

#[test]
fn marks_keep_every_word_and_fold_what_is_far() {
    let long = "Wort und noch ein Wort. ".repeat(40);
    let edits = [edit(Op::Equal, &long), edit(Op::Delete, "alt"), edit(Op::Insert, "neu")];
    let marks = Marks::of(&edits, Some("de")).remove(0).to_string();
    assert!(marks.contains("<del>alt</del><ins>neu</ins>"), "{marks}");
    assert!(marks.contains("<bdi lang=\"de\">"));
    let text: String = marks.replace(" ⋯", "").split('<').filter_map(|tag| tag.split_once('>')).map(|t| t.1).collect();
    assert_eq!(text, format!("body{long}altneu\n").trim_end());
    assert!(Marks::of(&edits[..1], None).is_empty(), "a field without changes has no marks");
}

#[test]
fn a_waterfall_starts_each_bar_where_the_last_one_ended() {
    let reason = |weight| Evidence { measure: "m".to_owned(), value: 0.5, weight, detail: String::new() };
    let drawn = Waterfall::new(&[reason(-2.0), reason(6.0), reason(-1.0)], "edited", 0.95).unwrap().to_string();
    let starts = attributes(&drawn, "x");
    assert_eq!(starts, ["0.0%", "0.0%", "83.3%"], "−2…0, −2…4, 3…4 on an axis from −2 to 4");
    assert_eq!(attributes(&drawn, "x1"), ["33.3%"; 3]);
    assert!(drawn.contains("+3.00"));
    let broken = Waterfall::new(&[reason(f64::NAN), reason(f64::INFINITY)], "edited", 0.5).unwrap().to_string();
    assert!(attributes(&broken, "x").iter().all(|x| x == "0.0%"), "{broken}");
    assert!(Waterfall::new(&[], "edited", 0.5).is_none());
}

#[test]
fn texts_lose_their_controls_and_keep_their_lines() {
    assert_eq!(Text::lines("a\u{202e}b\nc\u{1b}").to_string(), "a\u{fffd}b\nc\u{fffd}");
    assert_eq!(Text::line("a\nb").to_string(), "a b");
}

#[test]
fn the_same_report_gives_the_same_page() {
    let page = || html(&reports("Text", "https://example.org")[0]);
    assert_eq!(page(), page());
    assert!(Shell::new("diff", Text::line(""), &[]).policy().len() > 100);
}

#[test]
fn a_timeline_goes_by_day() {
    let on = |day: &str| Item { issue_date: day.parse().ok(), ..item(day, "") };
    let (early, late, last) = (on("2025-01-01"), on("2025-01-11"), on("2025-01-21"));
    let marks = vec![(&last, "edited"), (&early, "first"), (&late, "excerpt")];
    let drawn = Timeline::new(vec![Row { n: 0, title: "Text".to_owned(), marks, gone: None }]).unwrap().to_string();
    let uses = drawn.split("class=\"rows\"").nth(1).unwrap();
    let xs: Vec<_> = uses.split("<use ").skip(1).map(|u| attributes(u, "x").remove(0)).collect();
    assert_eq!(xs, ["0.00%", "50.00%", "100.00%"]);
    assert_eq!(attributes(uses, "href")[1..], ["#m-first", "#m-excerpt", "#m-edited"]);
    assert!(
        Timeline::new(vec![Row { n: 0, title: String::new(), marks: vec![(&early, "edited")], gone: None }]).is_none()
    );
}

#[test]
fn without_days_a_timeline_goes_by_source() {
    let (a, b) = (item("folder/a.txt", ""), item("folder/b.txt", ""));
    let marks = vec![(&a, "identical"), (&b, "identical")];
    let drawn = Timeline::new(vec![Row { n: 0, title: String::new(), marks, gone: None }]).unwrap().to_string();
    assert!(drawn.contains(">a.txt</text>") && drawn.contains(">b.txt</text>"), "{drawn}");
}
