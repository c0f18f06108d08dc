//! What a caller may teach of one newsletter: a small TOML file that adds weight, never needed.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::dates::Found;
use super::{forms, text};
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Document, Line, Role, Segmentation};

/// Weights for one newsletter. Each entry adds weight to what a line looks like; none is a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Profile {
    /// Headings over several items, as they stand.
    pub sections: Vec<String>,
    /// Phrases that end an item, as they stand.
    pub closers: Vec<String>,
    /// What a line that begins an item begins with ("+++", "Thema:").
    pub anchors: Vec<String>,
    /// Lines that belong to no item, as they stand.
    pub furniture: Vec<String>,
    /// How the date is written that a text begins with: "[{d}.{m}.{y}]", "{y}{m}{d}".
    pub dates: Vec<String>,
}

impl Profile {
    /// Reads a profile from TOML.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Usage`] where it isn't one; the message names the line.
    pub fn from_toml(text: &str) -> Result<Self> {
        toml::from_str(text).map_err(|e| {
            let what = e.message().lines().next().unwrap_or("not TOML").to_owned();
            let line = e.span().map(|s| text[..s.start.min(text.len())].matches('\n').count() as u64 + 1);
            let error = Error::new(ErrorKind::Usage, format!("not a profile: {what}"))
                .way_out("a profile has the lists sections, closers, anchors, furniture and dates");
            line.map_or(error.clone(), |l| error.at_line(l))
        })
    }

    /// The profile as TOML; [`Profile::from_toml`] reads it back.
    pub fn to_toml(&self) -> String {
        // Lists of strings always have a TOML form.
        toml::to_string_pretty(self).unwrap_or_default()
    }

    pub(super) fn date(&self, text: &str) -> Option<Found> {
        self.dates.iter().find_map(|form| forms::leading(text, form))
    }
}

/// A profile from issues whose segmentations were accepted: section headings, closers and furniture that return, a sign
/// that most titles begin with, the forms of the dates that texts begin with; all as shown, without markup. `docs` and
/// `accepted` run in step, up to the end of the shorter one. Linear in the text.
pub fn learn(docs: &[Document], accepted: &[Segmentation]) -> Profile {
    let mut seen: BTreeMap<(Role, String), u32> = BTreeMap::new();
    let mut signs: BTreeMap<String, u32> = BTreeMap::new();
    let mut dates: BTreeMap<String, u32> = BTreeMap::new();
    let mut titles = 0;
    for (doc, segmentation) in docs.iter().zip(accepted) {
        for segment in &segmentation.segments {
            let mut shown = shown(doc, &segment.span);
            let Some(line) = shown.next() else { continue };
            let sure = segment.item.and_then(|i| segmentation.items.get(i)).is_some_and(|i| i.confidence >= SURE);
            if segment.role == Role::Body
                && sure
                && let Some(form) = forms::form_of(line)
            {
                *dates.entry(form).or_default() += 1;
            }
            if segment.role == Role::Title && sure {
                titles += 1;
                let sign: String = line.chars().take_while(|c| !c.is_alphanumeric() && !c.is_whitespace()).collect();
                *signs.entry(sign).or_default() += 1;
            }
            let counts = matches!(segment.role, Role::Section | Role::Closer | Role::Furniture);
            if counts && line.len() <= LONGEST && shown.next().is_none() {
                *seen.entry((segment.role, line.to_owned())).or_default() += 1;
            }
        }
    }
    let lines = |role: Role| {
        let returning =
            seen.iter().filter(|((r, line), n)| *r == role && **n > 1 && line.contains(char::is_alphabetic));
        returning.map(|((_, line), _)| line.clone()).collect()
    };
    let anchors = signs.iter().filter(|(sign, n)| sign.chars().count() >= 1 && **n * 4 > titles * 3);
    Profile {
        sections: lines(Role::Section),
        closers: lines(Role::Closer),
        furniture: lines(Role::Furniture),
        anchors: anchors.map(|(sign, _)| sign.clone()).collect(),
        dates: dates.into_iter().filter(|(_, n)| *n > 1).map(|(form, _)| form).collect(),
    }
}

/// The lines in `span` as shown, trimmed; empty ones left out.
fn shown<'a>(doc: &'a Document, span: &Range<usize>) -> impl Iterator<Item = &'a str> {
    let (from, to) = (span.start, span.end);
    let first = doc.lines().partition_point(|line| line.span.end <= from);
    let lines = doc.lines()[first..].iter().take_while(move |line| line.span.start < to);
    let text = move |line: &'a Line| match &line.shown {
        Some(shown) => &**shown,
        // A border may stand inside a plain line.
        None => doc.text.get(line.span.start.max(from)..line.span.end.min(to)).unwrap_or(""),
    };
    lines.map(text).map(text::trim).filter(|line| !line.is_empty())
}

/// Items that teach a profile are at least as sure as this.
const SURE: f64 = 0.9;
/// Bytes of a line that a profile remembers at most.
const LONGEST: usize = 80;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read;
    use crate::segment::lexicon::Lexicon;
    use crate::segment::{Options, segment_all, unit};

    fn learned(name: &str, issue: impl Fn([&str; 4]) -> String) -> (Vec<Document>, Profile) {
        let issues = [
            ["Brücke wird gebaut", "Schule wächst weiter", "Markt zieht um", "Fähre fährt wieder"],
            ["Bad öffnet früher", "Bus fährt öfter", "Wald wird gepflegt", "Mühle mahlt Korn"],
        ];
        let read = |titles| read::read_bytes(name, issue(titles).into_bytes(), &read::Options::default()).0.remove(0);
        let docs: Vec<Document> = issues.into_iter().map(read).collect();
        let found = segment_all(&docs, &Options::default());
        let profile = learn(&docs, &found);
        (docs, profile)
    }

    #[test]
    fn what_is_learned_is_found_again_in_any_format() {
        let text = "Dazu hat der Rat am Abend beraten und dann beschlossen, was im Mai zu tun ist.";
        let html = |[a, b, c, d]: [&str; 4]| {
            let item = |t| {
                format!(
                    "<h3><a href=\"https://a.example/{t}\">{t}</a></h3>\n<p>{text}</p>\n<p><a href=\"https://a.example/{t}\">Zur Meldung</a></p>\n"
                )
            };
            let (a, b, c, d) = (item(a), item(b), item(c), item(d));
            format!("<h2 class=\"x\">Rat und Kreis</h2>{a}{b}<h2 class=\"x\">Markt und Hafen</h2>{c}{d}")
        };
        let markdown = |[a, b, c, d]: [&str; 4]| {
            let item =
                |t| format!("### [{t}](https://a.example/x)\n\n{text}\n\n[Zur Meldung](https://a.example/x)\n\n");
            format!("## *Rat und Kreis*\n\n{}{}## Markt und Hafen\n\n{}{}", item(a), item(b), item(c), item(d))
        };
        let plain = |[a, b, c, d]: [&str; 4]| {
            let item = |t| format!("{t}\n{text}\nZur Meldung\n\n");
            format!("== Rat und Kreis ==\n\n{}{}== Markt und Hafen ==\n\n{}{}", item(a), item(b), item(c), item(d))
        };
        let all = [learned("a.html", html), learned("a.md", markdown), learned("a.txt", plain)];
        for (docs, profile) in all {
            let lists = || profile.sections.iter().chain(&profile.closers).chain(&profile.furniture);
            assert!(profile.sections.len() == 2 && lists().any(|line| line == "Zur Meldung"), "{profile:?}");
            assert_eq!(profile.anchors, [""; 0]);
            let units = unit::units(&docs[0], &Lexicon::new(), Some(&profile));
            for line in lists() {
                assert!(units.iter().any(|u| u.raw == line), "{line:?} is in no line of {}", docs[0].source);
            }
        }
    }

    #[test]
    fn reads_what_it_writes_and_says_what_is_wrong() {
        let profile =
            Profile { sections: vec!["Aus dem \"Rat\"".into()], anchors: vec!["+++".into()], ..Profile::default() };
        assert_eq!(Profile::from_toml(&profile.to_toml()).unwrap(), profile);
        let error = Profile::from_toml("closers = [\"mehr\"]\nsektionen = []\n").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Usage);
        assert!(error.to_string().contains("sektionen"), "{error}");
        assert_eq!(error.position().line, Some(2));
    }
}
