//! The fields of one item, read from its units.

mod dated;
mod title;

use super::address;
use super::cues::{
    Notes, Scene, bold_lead, cited, closer_at, day, is_byline, is_header, is_told, list_tag, place_line, says_how,
    strong_title, without_link,
};
use super::dates;
use super::group::{Group, Heading, field_below};
use super::lexicon::Hint;
use super::one_line::{dated_inside, divide, event_parts, places_lead, two_cells, unseparated, venue};
use super::rows::is_plain;
use super::state::State;
use super::text::{self, Marker};
use super::topic;
use super::unit::{Shape, Unit, whole};
use crate::model::{Date, Item, Kind};

/// What reading an item needs to know.
pub(super) struct Reading<'a> {
    scene: &'a Scene<'a>,
    date: Option<Date>,
    plain: bool,
    notes: Notes,
    tag: Option<String>,
    /// Entries with addresses below them have no text.
    untold: bool,
    /// Lines of events name the place before the title.
    places_lead: bool,
}

impl<'a> Reading<'a> {
    /// Reads items of `scene`, an issue of `date`.
    pub(super) fn new(scene: &'a Scene<'a>, date: Option<Date>) -> Self {
        let behind_day = |u: &Unit<'a>| u.date.as_ref().filter(|d| !d.bracketed).map(|d| &u.head[d.span.end..]);
        let places_lead = places_lead(scene.units.iter().filter_map(behind_day));
        let (plain, notes, tag) = (is_plain(scene.doc), Notes::read(scene), list_tag(scene.units));
        Reading { scene, date, plain, notes, tag, untold: are_untold(scene), places_lead }
    }

    /// The fields of the item made up of `group`.
    pub(super) fn item(&self, states: &[State], group: &Group, heading: &Heading) -> Item {
        let mut item = Item::default();
        let mut body: Vec<String> = Vec::new();
        for i in group.units.clone() {
            let unit = &self.scene.units[i];
            match states[i] {
                State::Title | State::EventTitle => self.title(&mut item, i, heading, &mut body),
                State::Entry | State::EventLine if self.linked_event(&mut item, unit, &mut body) => {}
                State::Entry => self.entry(&mut item, unit, heading, &mut body),
                State::EventLine => self.event_line(&mut item, unit),
                State::When => self.when(&mut item, unit),
                State::Meta => self.meta(&mut item, unit, &mut body),
                State::Body | State::More | State::Subhead | State::Last => self.paragraph(&mut item, unit, &mut body),
                State::Closer => self.link(&mut item, unit),
                State::Caption if is_header(unit) => self.meta(&mut item, unit, &mut body),
                State::Caption if i < group.head && unit.is_short() => self.dated(&mut item, unit),
                _ => {}
            }
        }
        self.topic(&mut item, states, group, heading);
        if item.url.is_none() {
            item.url = group.units.clone().find_map(|i| first_link(&self.scene.units[i]));
        }
        if item.kind == Kind::Event && !body.is_empty() && !self.is_coming(&item) {
            item.kind = Kind::Story;
        }
        if let Some(day) = &heading.day {
            self.on_day(&mut item, group, day);
        }
        body.retain(|p| !p.is_empty());
        let reached =
            |i: usize| states[i] == State::Body && self.scene.units[i].is_short() && says_how(&self.scene.units[i]);
        if item.date.is_none() && body.len() == 1 && group.units.clone().any(reached) {
            item.kind = Kind::Directory;
        }
        let head = self.scene.units[group.head].head;
        if let Some(answer) = body.first_mut().filter(|_| topic::unlettered(head) != head) {
            *answer = topic::unlettered(answer).to_owned();
        }
        if body.is_empty() && (item.kind == Kind::Event || heading.events) {
            // When and where, told below the title, are all the text that an event has.
            let told = group.units.clone().filter(|i| states[*i] == State::Meta).map(|i| self.scene.units[i].raw);
            body.extend(told.filter(|t| !address::is_url(t)).map(str::to_owned));
        }
        if body.is_empty() {
            // All the text that a notice has are its fields.
            let units = group.units.clone().filter(|i| states[*i] == State::Meta).map(|i| &self.scene.units[i]);
            let told = units.filter(|u| u.labelled && !is_header(u) && address::address_start(u.raw).is_none());
            body.extend(told.map(|u| whole(self.scene.doc, u).split_whitespace().collect::<Vec<_>>().join(" ")));
        }
        item.body = body.join("\n");
        let cited = item.title.as_deref().and_then(|t| self.notes.noted(t));
        if let Some((at, number)) = cited {
            item.url = item.url.take().or_else(|| self.notes.address(number, group.units.end).map(str::to_owned));
            item.title = item.title.map(|t| t[..at].trim_end().to_owned());
        }
        if item.url.is_none() {
            item.url = self.notes.cited(&item.body, group.units.end).map(str::to_owned);
        }
        item
    }

    /// A dated piece with a text is an event if it names a place or lies ahead of the issue; else the date is its own.
    fn is_coming(&self, item: &Item) -> bool {
        item.place.is_some()
            || item.end_date.is_some()
            || self.date.is_some_and(|issue| item.date.is_some_and(|d| d > issue))
    }

    fn is_byline(&self, text: &str) -> bool {
        let words = text.split_whitespace().count();
        words <= 14 && is_byline(self.scene, text) || words <= 5 && text.starts_with("by ")
    }

    fn entry(&self, item: &mut Item, unit: &Unit, heading: &Heading, body: &mut Vec<String>) {
        let text = whole(self.scene.doc, unit);
        let offset = unit.raw.len() - text::marker(unit.raw).1.len();
        let text = text.get(offset..).unwrap_or(&text);
        if let Some(link) = unit.marks.links.iter().find(|l| is_address(&l.url)) {
            item.url = Some(link.url.clone());
        }
        let strong = strong_title(unit).or_else(|| bold_lead(unit));
        let listed = unit.marker == Marker::Bullet && unit.is_text();
        let label = topic::label(unit.head).or_else(|| topic::opener(unit.head)).filter(|_| listed);
        let (title, rest) = if let Some(parts) = self.led_by_link(unit) {
            parts
        } else if let Some((title, rest)) = cited(unit) {
            (title.to_owned(), rest.to_owned())
        } else if let Some((title, _)) = strong {
            let rest = text.split_once(title).map_or("", |(_, rest)| rest);
            (title.to_owned(), unseparated(rest.trim_start_matches(['.', '*', ',', ' '])).to_owned())
        } else if let Some(label) = label {
            let rest = text.split_once(label).map_or("", |(_, rest)| rest.trim_start_matches([':', '.', '*', ' ']));
            (label.to_owned(), rest.to_owned())
        } else if let Some((title, day, rest)) = dated_inside(text) {
            (item.date, item.end_date) = day.resolve(self.date);
            let place = &rest[..address::address_start(rest).unwrap_or(rest.len())];
            let short = place.split_whitespace().count() <= LONGEST_PLACE;
            if short {
                item.kind = Kind::Event;
                let place = place.trim_end_matches([' ', '-', '–', '(', ',']);
                item.place = Some(place.to_owned()).filter(|p| !p.is_empty());
            }
            (title.to_owned(), if short { String::new() } else { rest.to_owned() })
        } else {
            let told = address::without_list(text);
            let whole = self.untold && told.len() < text.len();
            let (title, rest) = match divide(told) {
                _ if whole => (told, ""),
                (_, "") => address::divide(text).unwrap_or((told, "")),
                parts => parts,
            };
            (title.to_owned(), unseparated(rest.trim_start_matches(['.', '*'])).to_owned())
        };
        item.title = Some(self.clean_title(item, &title, heading.numbered));
        if item.url.is_none() {
            item.url = address::address(text).map(str::to_owned);
        }
        let rest = self.without_closer(without_link(unit, &rest));
        self.published(item, &rest);
        if !self.is_byline(&rest) && !address::is_url(&rest) {
            body.push(self.clean_body(&rest));
        }
    }

    /// The full date that ends the few words behind an entry's title: where and when it was published.
    fn published(&self, item: &mut Item, behind: &str) {
        if item.date.is_none()
            && behind.split_whitespace().count() <= LONGEST_PLACE
            && let Some(date) = dates::first(behind).filter(|d| d.from.year.is_some() && !d.timed)
            && !behind[date.span.end..].contains(char::is_alphanumeric)
        {
            (item.date, item.end_date) = date.resolve(self.date);
        }
    }

    fn event_line(&self, item: &mut Item, unit: &Unit) {
        item.kind = Kind::Event;
        let text = whole(self.scene.doc, unit);
        let offset = unit.raw.len() - unit.head.len();
        let line = text.get(offset..).unwrap_or(&text);
        let mut rest = line;
        if let Some(date) = dates::leading(line) {
            (item.date, item.end_date) = date.resolve(self.date);
            rest = &line[date.span.end..];
        } else if let Some(behind) = dates::clock(line) {
            (item.date, rest) = (self.date, &line[behind..]);
        }
        if let Some(link) = unit.marks.links.first().filter(|l| is_address(&l.url)) {
            item.url = Some(link.url.clone());
        }
        if let Some(at) = address::address_start(rest) {
            item.url = item.url.take().or_else(|| address::address(rest).map(str::to_owned));
            rest = rest[..at].trim_end_matches([' ', '<', '(', '[', ':', '-', '–', '|']);
        }
        let linked = unit.marks.links.first().and_then(|l| unit.raw.get(l.range.clone()));
        let linked = linked.filter(|l| rest.trim().ends_with(l)).map(|title| (None, title.into(), None));
        let celled =
            two_cells(rest).filter(|_| self.places_lead).map(|(place, title)| (Some(place), title.into(), None));
        let (place, title, behind) = linked.or(celled).unwrap_or_else(|| event_parts(rest, unit.date.is_some()));
        item.title = Some(self.clean_title(item, &title, false));
        item.place = place.or(behind).map(str::to_owned);
    }

    fn when(&self, item: &mut Item, unit: &Unit) {
        item.kind = Kind::Event;
        let Some(date) = day(unit) else { return };
        (item.date, item.end_date) = date.resolve(self.date);
        let place = unit.head.get(date.span.end..).unwrap_or("").trim();
        if !place.is_empty() && unit.date.is_some() {
            item.place = Some(place.to_owned());
        }
    }

    fn meta(&self, item: &mut Item, unit: &Unit, body: &mut Vec<String>) {
        if item.kind == Kind::Event && is_told(self.scene, unit) {
            body.push(unit.raw.to_owned());
        }
        if item.url.is_none() {
            item.url = address::address(unit.raw).map(str::to_owned).or_else(|| first_link(unit));
        }
        if place_line(unit.head) {
            item.kind = Kind::Directory;
            item.place = Some(unit.head.to_owned());
        }
        if item.kind == Kind::Event && item.place.is_none() && unit.is_short() && unit.date.is_none() {
            item.place = venue(unit.head, self.scene.lexicon).map(str::to_owned);
        }
        // A label of a deadline or a price is not one of when it is.
        if unit.label().is_some_and(|label| !self.scene.lexicon.labels(label, Hint::When)) {
            return;
        }
        if let Some(date) = unit.date.clone().or_else(|| if unit.is_short() { dates::first(unit.head) } else { None })
            && item.date.is_none()
        {
            (item.date, item.end_date) = date.resolve(self.date);
            // When it was sent or written is no appointment.
            if (date.timed || item.end_date.is_some()) && !is_header(unit) && !is_byline(self.scene, unit.head) {
                item.kind = Kind::Event;
            }
        }
    }

    /// The full date in a line above the title: "No. 31 of 3 May 2026".
    fn dated(&self, item: &mut Item, unit: &Unit) {
        if let Some(date) = dates::first(unit.head).filter(|d| d.from.year.is_some()) {
            (item.date, item.end_date) = date.resolve(self.date);
        }
    }

    fn paragraph(&self, item: &mut Item, unit: &Unit, body: &mut Vec<String>) {
        let text = whole(self.scene.doc, unit);
        let mut rest: &str = &text;
        if unit.marker == Marker::None
            && let Some(date) = &unit.date
            && date.bracketed
            && item.date.is_none()
        {
            (item.date, item.end_date) = date.resolve(self.date);
            rest = text.get(unit.head_at() + date.span.end..).unwrap_or(&text);
        }
        if unit.shape == Shape::Url {
            item.url = item.url.take().or_else(|| address::address(&text).map(str::to_owned));
            return;
        }
        let rest = self.without_closer(without_link(unit, rest));
        body.push(self.clean_body(&rest));
    }

    fn without_closer(&self, text: &str) -> String {
        match closer_at(text, self.scene.lexicon) {
            Some(at) => text[..at].trim_end().to_owned(),
            None => text.trim().to_owned(),
        }
    }

    fn clean_body(&self, text: &str) -> String {
        if self.plain { address::without_bracketed_addresses(text) } else { text.to_owned() }
    }

    fn link(&self, item: &mut Item, unit: &Unit) {
        if item.url.is_none() {
            let inline = address::inline_link(unit.head).map(|(_, url)| url.to_owned()).filter(|u| is_address(u));
            item.url = first_link(unit).or(inline).or_else(|| address::address(unit.raw).map(str::to_owned));
        }
    }

    fn topic(&self, item: &mut Item, states: &[State], group: &Group, heading: &Heading) {
        let title = item.title.clone().unwrap_or_default();
        let kicker = (group.units.start..group.head).rev().find(|i| states[*i] == State::Topic);
        if item.kind == Kind::Directory && item.place.is_some() {
            return;
        }
        if heading.split
            && let Some((topic, rest)) = topic::colon(&title)
        {
            item.topic = Some(topic.to_owned());
            item.title = Some(rest.to_owned());
        } else if let Some(kicker) = kicker.or_else(|| field_below(self.scene.units, states, group.head)) {
            self.name(item, self.scene.units[kicker].head);
        } else if heading.section.is_none()
            && states[group.head] == State::Title
            && let Some((topic, rest)) = topic::glued(&title)
        {
            item.topic = Some(topic.to_owned());
            item.title = Some(rest.to_owned());
        } else if let Some(section) = heading.section {
            let section = &self.scene.units[section];
            self.name(item, &self.joined(section, section.head));
        }
    }

    /// Sets the topic to what `line` names. A date behind it is the item's.
    fn name(&self, item: &mut Item, line: &str) {
        let mut name = topic::bare(line);
        if let Some(date) = dates::first(name).filter(|d| d.from.year.is_some() && d.to.is_none())
            && name[date.span.end..].trim().is_empty()
        {
            let before = name[..date.span.start].trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')');
            if !before.is_empty() {
                name = before;
                if item.date.is_none() {
                    (item.date, item.end_date) = date.resolve(self.date);
                }
            }
        }
        item.topic = Some(name.to_owned());
    }
}

/// Whether hardly any of the entries that addresses end is a title with a text: then none is.
fn are_untold(scene: &Scene) -> bool {
    let texts = scene.units.iter().filter(|u| u.marker == Marker::Bullet).map(|u| whole(scene.doc, u));
    let (mut all, mut bare) = (0, 0);
    for text in texts {
        let told = address::without_list(&text);
        all += usize::from(told.len() < text.len());
        bare += usize::from(told.len() < text.len() && divide(told).1.is_empty());
    }
    all >= FEWEST_UNTOLD && bare * 4 >= all * 3
}

/// Entries that make a habit.
const FEWEST_UNTOLD: usize = 5;

/// Words that name an event's place behind its day; more are a text.
const LONGEST_PLACE: usize = 10;

fn first_link(unit: &Unit) -> Option<String> {
    unit.marks.links.iter().map(|l| l.url.clone()).find(|u| is_address(u))
}

fn is_address(url: &str) -> bool {
    url.len() > 1 && !url.starts_with('#') && !url.starts_with("mailto:")
}
