//! Events of a list that link their title behind their day, and items that stand under theirs.

use super::{LONGEST_PLACE, Reading, is_address};
use crate::model::{Item, Kind};
use crate::segment::cues::closer_at;
use crate::segment::dates::{self, Found};
use crate::segment::group::Group;
use crate::segment::one_line::unseparated;
use crate::segment::text;
use crate::segment::unit::{Unit, whole};

impl Reading<'_> {
    /// Reads "12 May, Ulm – [Open day](…): tours and cake": what is linked behind day and place is the title. Whether
    /// `unit` is such an event.
    pub(super) fn linked_event(&self, item: &mut Item, unit: &Unit, body: &mut Vec<String>) -> bool {
        let Some(link) = unit.marks.links.first().filter(|l| is_address(&l.url)) else { return false };
        let parts = (unit.raw.get(..link.range.start), unit.raw.get(link.range.clone()));
        let (Some(before), Some(title)) = parts else { return false };
        // The list's sign and a picture stand before the day.
        let before = before.trim_start_matches(|c: char| !c.is_alphanumeric());
        let Some(day) = dates::leading(before).filter(|d| !d.bracketed) else { return false };
        let sign = |c: char| c.is_whitespace() || matches!(c, '–' | '—' | '-' | ':' | '|' | '·' | ',' | '*');
        let place = before[day.span.end..].trim_matches(sign);
        // "12 May: Open day in Ulm – [more](…)" has told its title already.
        let names = place.split_whitespace().count() <= LONGEST_PLACE
            && place.len() < title.len()
            && !place.contains([':', '–', '|'])
            && closer_at(title, self.scene.lexicon).is_none();
        if !before.trim_end_matches([' ', '*']).ends_with(['–', '—', '-', ':', '|', '·']) || !names {
            return false;
        }
        item.kind = Kind::Event;
        (item.date, item.end_date) = day.resolve(self.date);
        item.place = Some(place.to_owned()).filter(|p| !p.is_empty());
        item.url = Some(link.url.clone());
        item.title = Some(self.clean_title(item, title, false));
        let whole = whole(self.scene.doc, unit);
        let behind = self.without_closer(unseparated(whole.get(link.range.end..).unwrap_or("")));
        match set_off(&behind).filter(|_| item.place.is_none()) {
            Some(place) => item.place = Some(place.to_owned()),
            None => body.push(behind),
        }
        true
    }

    /// An item of a programme takes the `day` it stands under, unless it names one of its own.
    pub(super) fn on_day(&self, item: &mut Item, group: &Group, day: &Found) {
        if group.units.clone().any(|i| self.scene.units[i].date.is_some()) {
            return;
        }
        (item.date, item.end_date) = day.resolve(self.date);
        // What lies ahead is to come, what lies behind is told.
        if self.date.is_none_or(|issue| item.date.is_some_and(|day| day > issue)) {
            item.kind = Kind::Event;
        }
    }
}

/// The few words behind a title and a comma, or in brackets behind it: its place.
fn set_off(behind: &str) -> Option<&str> {
    let inner =
        behind.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).or_else(|| behind.strip_prefix(", "))?;
    let words = inner.split_whitespace().count();
    ((1..=LONGEST_PLACE / 2).contains(&words) && !text::ends_sentence(inner)).then_some(inner)
}
