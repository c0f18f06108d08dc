//! An item's title, read from its unit: without date, number, link and what else stands around it.

use super::{Reading, is_address};
use crate::model::{Item, Kind};
use crate::segment::address;
use crate::segment::cues::{is_domain, subject};
use crate::segment::group::Heading;
use crate::segment::one_line::unseparated;
use crate::segment::text::{self, Marker};
use crate::segment::topic;
use crate::segment::unit::{Unit, whole};

impl Reading<'_> {
    /// Reads the title of a heading; text behind a link in it goes to the body.
    pub(super) fn title(&self, item: &mut Item, i: usize, heading: &Heading, body: &mut Vec<String>) {
        let unit = &self.scene.units[i];
        let kept = self.scene.contents.kept_at(i);
        let text = match kept {
            Some(kept) if kept.before > 0 && unit.lines.len() == 1 => &unit.head[kept.before..],
            _ => unit.head,
        };
        let text = self.undated(item, unit, subject(text).unwrap_or(text));
        let untagged = self.tag.as_ref().and_then(|tag| text.contains(tag).then(|| text.replacen(tag, "", 1)));
        let text = untagged.as_deref().unwrap_or(text);
        if let Some(link) = unit.marks.links.first().filter(|l| is_address(&l.url)) {
            item.url = Some(link.url.clone());
        }
        let (title, rest) = self.led_by_link(unit).unwrap_or_else(|| (self.joined(unit, text), String::new()));
        // The site in brackets behind a link says where it leads.
        let site = rest.starts_with('(') && is_domain(&rest);
        if !rest.is_empty() && !site && !self.is_byline(&rest) {
            body.push(rest);
        }
        item.title = Some(self.clean_title(item, &title, heading.numbered));
    }

    /// `text` without the date that stands before it, which becomes the item's: "12 June – Round the lake".
    fn undated<'t>(&self, item: &mut Item, unit: &Unit, text: &'t str) -> &'t str {
        let Some(date) = unit.date.as_ref().filter(|d| !d.bracketed) else { return text };
        // By a sign or a wide gap.
        let parted =
            |before: &str| before.trim_end().ends_with(['–', '—', '-', ':', '|', '·']) || before.ends_with("  ");
        match (text.get(..date.span.end), text.get(date.span.end..)) {
            (Some(before), Some(title)) if parted(before) && !title.trim().is_empty() => {
                (item.date, item.end_date) = date.resolve(self.date);
                item.kind = Kind::Event;
                title
            }
            _ => text,
        }
    }

    /// The head line, the unit's further lines joined to it.
    pub(super) fn joined(&self, unit: &Unit, head: &str) -> String {
        if unit.lines.len() == 1 || unit.heading > 0 && self.plain {
            return head.to_owned();
        }
        let whole = whole(self.scene.doc, unit);
        format!("{head}{}", &whole[unit.raw.len().min(whole.len())..])
    }

    /// A heading whose first words are a link with something else behind: (title, rest).
    pub(super) fn led_by_link(&self, unit: &Unit) -> Option<(String, String)> {
        let link = unit.marks.links.first()?;
        let (shown, rest) = (unit.raw.get(link.range.clone())?, unit.raw.get(link.range.end..)?);
        let behind = rest.trim();
        let sets_off = unit.marker == Marker::Bullet
            || behind.starts_with(['–', '-', '—', ':', '|', '(', '·', ',', '（', '：'])
            || !rest.starts_with(' ')
            || behind.split_whitespace().count() >= 6
            || behind.split_whitespace().count() >= 3 && text::ends_sentence(behind);
        let before = unit.raw[..link.range.start].trim();
        let tagged = before.starts_with('[') && before.ends_with(']') && !before.contains(' ');
        let counted = matches!(unit.marker, Marker::Number(_)) && text::unnumbered(before).is_empty();
        let leads =
            (tagged || counted || link.range.start <= unit.raw.len() - unit.head.len() + 1) && link.range.len() >= 3;
        // "Geographers' club - [The season's programme](…)": who tells it, and what.
        let names = before.ends_with([':', '-', '–', '|']) && before.split_whitespace().count() <= MOST_NAMING;
        if behind.is_empty() && names && link.range.len() >= before.len() {
            return Some((shown.trim().to_owned(), String::new()));
        }
        if tagged && behind.is_empty() {
            return Some((shown.trim().to_owned(), String::new()));
        }
        if leads && made_by(unit) {
            return Some((shown.trim().to_owned(), String::new()));
        }
        if let Some(behind) = self.led_to_link(unit) {
            return Some((shown.trim().to_owned(), behind));
        }
        (leads && !behind.is_empty() && sets_off || leads && self.is_byline(behind))
            .then(|| (shown.trim().to_owned(), unseparated(behind).trim_start_matches(", ").to_owned()))
    }

    /// What stands behind the link of a list's entry that carries its title though it isn't first: a few words and a colon
    /// lead to it ("Worth a look: [The old ferry](…) – a film"), or it stands between signs ("“[Low tide](…)”, a podcast").
    fn led_to_link(&self, unit: &Unit) -> Option<String> {
        let link = unit.marks.links.first().filter(|_| unit.marker == Marker::Bullet)?;
        let (before, shown) =
            (unit.raw.get(unit.head_at()..link.range.start)?.trim(), unit.raw.get(link.range.clone())?);
        let behind = unit.raw.get(link.range.end..)?;
        let signs = !before.is_empty() && !before.contains(char::is_alphanumeric);
        let behind =
            if signs { behind.trim_start_matches(['“', '”', '"', '«', '»', '’', '‘', '\'']) } else { behind }
                .trim_start();
        let told = behind.contains(char::is_alphanumeric);
        let parted = !told || behind.starts_with(['–', '-', '—', '|', '(', '[', ',', '.']) || self.is_byline(behind);
        let words = before.split_whitespace().count();
        let called = before.ends_with(':') && words <= MOST_CALLING && shown.split_whitespace().nth(1).is_some();
        let rest = if told { unseparated(behind).trim_start_matches([',', '.', ' ']) } else { "" };
        (parted && (signs || called)).then(|| rest.to_owned())
    }

    /// `text` without number, time, markup, address and arrows.
    pub(super) fn clean_title(&self, item: &mut Item, text: &str, numbered: bool) -> String {
        let counted = numbered || text.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with('、');
        let text = if counted { text::unnumbered(text) } else { text };
        let text = text::untimed(topic::unlettered(text));
        let (plain, link) =
            if self.plain { address::without_inline_markup(text::last_cell(text)) } else { (text.into(), None) };
        let mut title: &str = &plain;
        if item.url.is_none() {
            item.url = link.filter(|l| is_address(l));
        }
        if let Some(at) = address::address_start(title)
            && at > 0
        {
            if item.url.is_none() {
                item.url = address::address(title).map(str::to_owned);
            }
            title = title[..at]
                .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '<' | '(' | '[' | ':' | '-' | '–' | '|'));
        }
        let mut clean = String::with_capacity(title.len());
        if text::is_single_spaced(title) {
            clean.push_str(title.trim_matches(' '));
        } else {
            for word in title.split_whitespace() {
                if !clean.is_empty() {
                    clean.push(' ');
                }
                clean.push_str(word);
            }
        }
        // What closes a quotation is no arrow.
        let quoted = clean.contains(['«', '‹']);
        clean.truncate(
            clean.trim_end_matches(|c| matches!(c, ' ' | '→' | '↗') || !quoted && matches!(c, '»' | '›')).len(),
        );
        // A dash parted it from an address on the next line.
        for dash in [" -", " –"] {
            while clean.ends_with(dash) {
                clean.truncate(clean.len() - dash.len());
            }
        }
        clean
    }
}

/// "[The old ferry](…) from [Ada Muster](…)": a word and a second link are all that stands behind the first one.
fn made_by(unit: &Unit) -> bool {
    const WORDS: [&str; 10] = ["by", "from", "via", "von", "bei", "par", "de", "di", "van", "door"];
    let [first, second] = &unit.marks.links[..] else { return false };
    let between = unit.raw.get(first.range.end..second.range.start).unwrap_or("").trim();
    let behind = unit.raw.get(second.range.end..).unwrap_or("");
    WORDS.contains(&between) && !behind.contains(char::is_alphanumeric)
}

/// Words that lead to a title, and their colon: a sentence is no more than twice as long.
const MOST_CALLING: usize = 8;
/// Words that name who tells something, and the sign behind them.
const MOST_NAMING: usize = 6;
