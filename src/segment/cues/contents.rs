//! The table of contents: a run of short lines that return, in order, as headings further down.

mod index;

use std::ops::Range;

use self::index::Index;
pub(in crate::segment) use self::index::Kept;
use super::section::over_list;
use super::{Cue, Scene};
use crate::segment::Map;
use crate::segment::lexicon::Hint;
use crate::segment::order::longest_ordered;
use crate::segment::state::State;
use crate::segment::text;
use crate::segment::text::Marker;
use crate::segment::unit::{Shape, Unit};
use crate::segment::votes::Votes;

pub(super) const CUE: Cue = Cue {
    name: "table of contents",
    description: "short lines that return in order as headings, or at the end of longer lines",
    vote,
};

/// One promise of a table of contents.
#[derive(Clone, Debug)]
pub(in crate::segment) struct Promise {
    /// The unit that makes it.
    pub unit: usize,
    /// Where it is kept.
    pub kept: Option<Kept>,
}

/// The tables of contents of a document.
#[derive(Debug, Default)]
pub(in crate::segment) struct Contents {
    /// Promises in order.
    pub promises: Vec<Promise>,
    /// In order.
    tables: Vec<Table>,
    kept: Map<usize, usize>,
}

/// One table of contents.
#[derive(Debug)]
struct Table {
    /// The units that it takes up.
    units: Range<usize>,
    /// Where the first of what it promises begins.
    first: usize,
}

/// Units below a promised heading whose words are counted.
const MOST_UNITS: usize = 8;
/// Units and words of a picture between a section's name and its first title: what it shows, and its credit.
const MOST_PICTURE: usize = 2;
const LONGEST_PICTURE: usize = 15;

/// Returning lines that make a table.
const FEWEST: usize = 3;

impl Contents {
    /// Looks for tables of contents in `units`. Linear: headings are looked up by the hash of their last words.
    pub(in crate::segment) fn find(units: &[Unit]) -> Self {
        let index = Index::read(units);
        let mut contents = Contents::default();
        let mut at = 0;
        while at < units.len() {
            let end = run_end(units, at);
            if end - at >= FEWEST {
                contents.take(units, at..end, &index);
            }
            at = end.max(at + 1);
        }
        contents
    }

    /// Whether the unit is part of a table.
    pub(in crate::segment) fn holds(&self, unit: usize) -> bool {
        let after = self.tables.partition_point(|t| t.units.end <= unit);
        self.tables.get(after).is_some_and(|t| t.units.contains(&unit))
    }

    /// The promise that `unit` keeps.
    pub(in crate::segment) fn kept_at(&self, unit: usize) -> Option<Kept> {
        self.kept.get(&unit).and_then(|p| self.promises[*p].kept)
    }

    /// Words that stand between a promised heading and the next one in the middle of all.
    fn usual_words(&self, units: &[Unit]) -> usize {
        let mut words: Vec<usize> = (self.promises.iter().filter_map(|p| p.kept))
            .map(|kept| self.below(units, kept.unit).map(|i| units[i].words).take(MOST_UNITS).sum())
            .collect();
        words.sort_unstable();
        words.get(words.len() / 2).copied().unwrap_or(0)
    }

    /// What stands between a promised heading and the next one.
    fn below<'u>(&'u self, units: &'u [Unit], heading: usize) -> impl Iterator<Item = usize> + 'u {
        let promised = |i: &usize| self.kept_at(*i).is_none_or(|k| k.topic_above);
        (heading + 1..units.len()).take_while(promised).filter(|i| units[*i].shape != Shape::Rule)
    }

    /// A promised heading right above another one is its section's, and so is a short name with no more than a picture's
    /// words between, where promised headings have `usual` words below them.
    fn names_section(&self, units: &[Unit], heading: usize, usual: usize) -> bool {
        let plain = |i: usize| {
            let unit = &units[i];
            unit.marker == Marker::None
                && unit.date.is_none()
                && unit.marks.links.is_empty()
                && unit.shape != Shape::Url
        };
        let (mut count, mut words) = (0, 0);
        for i in self.below(units, heading).take(MOST_PICTURE + 1) {
            (count, words) = (count + 1, words + units[i].words);
            if count > MOST_PICTURE || words > LONGEST_PICTURE || !plain(i) {
                return false;
            }
        }
        let last = heading + 1 + count >= units.len();
        !last && (count == 0 || units[heading].words <= MOST_NAMED && usual >= 2 * LONGEST_PICTURE)
    }

    fn take(&mut self, units: &[Unit], run: Range<usize>, index: &Index) {
        let mut found: Vec<Option<Kept>> = run.clone().map(|i| index.keep(units, i, i + 2)).collect();
        // The table's own heading returns over the next issue's.
        if let Some(at) = found.iter().position(Option::is_some)
            && let Some(own) = found[at].map(|k| k.unit)
            && found[at + 1..].iter().flatten().all(|k| k.unit < own)
        {
            found[at] = None;
        }
        // The first heading may follow the table without anything between: there the table ends.
        let begin = |found: &[Option<Kept>]| found.iter().flatten().map(|k| k.unit - usize::from(k.topic_above)).min();
        let first = begin(&found).unwrap_or(run.end);
        found.truncate(first.clamp(run.start, run.end) - run.start);
        let Some(begin) = begin(&found) else { return };
        let run = run.start..run.start + found.len();
        // The promises are kept in order, and not by a list that lies just as close together.
        let kept: Vec<(usize, usize)> =
            found.iter().enumerate().filter_map(|(n, k)| Some((n, k.as_ref()?.unit))).collect();
        let ordered = longest_ordered(&kept);
        let (Some((from, first)), Some((to, last))) = (ordered.first(), ordered.last()) else { return };
        let (from, to, spread) = (*from, *to, last - first + 1);
        let kept = kept.iter().filter(|(n, _)| (from..=to).contains(n)).count();
        let ordered = ordered.len();
        if ordered < FEWEST || ordered * 3 < kept * 2 || kept * 2 < to + 1 - from || spread * 2 < ordered * 3 {
            return;
        }
        for (unit, kept) in run.clone().zip(found).skip(from).take(to + 1 - from) {
            if let Some(kept) = kept {
                self.kept.insert(kept.unit, self.promises.len());
            }
            self.promises.push(Promise { unit, kept });
        }
        self.tables.push(Table { units: run.start + from..run.start + to + 1, first: begin });
    }
}

/// The run of short lines that begins at `at`.
fn run_end(units: &[Unit], at: usize) -> usize {
    let mut end = at;
    while end < units.len() && units[end].is_short() && units[end].date.as_ref().is_none_or(|d| d.bracketed) {
        end += 1;
    }
    end
}

/// Whether what the table promises are sections: set off, and each with a heading of its own below it, not a text. Below
/// a name of a word or three any other short line or entry will do.
fn lists_sections(scene: &Scene) -> bool {
    let units = scene.units;
    let kept = || scene.contents.promises.iter().filter_map(|p| p.kept).map(|k| k.unit);
    // Signs that set a heading off and its number are no words: "== Data ==", "2. Data".
    let words: usize = kept().map(|i| text::unnumbered(units[i].head).split_whitespace().count()).sum();
    let names = words <= MOST_NAMED * kept().count();
    let heads = |i: &usize| {
        let below = units[i + 1..].iter().find(|u| u.shape != Shape::Rule);
        below.is_some_and(|n| {
            n.marker == Marker::Bullet && (n.is_short() || names)
                || n.shape == Shape::Stamp && names
                || n.is_short() && (names || n.heading > units[*i].heading)
        })
    };
    kept().all(|i| units[i].emphasis || units[i].heading > 0) && kept().filter(heads).count() * 4 >= kept().count() * 3
}

/// Words that names of sections have in the mean.
const MOST_NAMED: usize = 3;

/// The level of headings, if there is one, that are sections' wherever they stand: most of them have lower headings or
/// lists below, not their text.
fn level_of_sections(units: &[Unit]) -> Option<u8> {
    let level = units.iter().map(|u| u.heading).filter(|level| *level > 0).min()?;
    let (mut all, mut over) = (0, 0);
    for (i, _) in units.iter().enumerate().filter(|(_, u)| u.heading == level) {
        let below = units[i + 1..].iter().find(|u| u.shape != Shape::Rule);
        all += 1;
        over += usize::from(below.is_some_and(|n| n.heading > level));
    }
    (all >= FEWEST && over * 2 >= all).then_some(level)
}

/// Headings of a lower level than all that the tables promise are inside its texts.
fn not_promised(scene: &Scene, votes: &mut Votes) {
    let units = scene.units;
    let kept = || scene.contents.promises.iter().filter_map(|p| p.kept).map(|k| k.unit);
    let (Some(first), Some(lowest)) = (kept().min(), kept().map(|i| units[i].heading).max()) else { return };
    if kept().all(|i| units[i].heading > 0) {
        for i in (first..units.len()).filter(|i| units[*i].heading > lowest && !units[*i].linked) {
            votes.add_all(i, &[(State::Subhead, 6.0), (State::Title, -5.0), (State::Section, -4.0)]);
        }
    }
}

/// Where sections are promised as well as titles, a line above a title that isn't promised heads no section.
fn no_section(scene: &Scene, title: usize, votes: &mut Votes) {
    let Some(above) = title.checked_sub(1).filter(|i| scene.units[*i].is_short()) else { return };
    if scene.contents.kept_at(above).is_none() && scene.units[above].heading == 0 {
        votes.add_all(above, &[(State::Section, -6.0), (State::Title, -3.0), (State::Caption, 1.0)]);
    }
}

fn vote(scene: &Scene, votes: &mut Votes) {
    let contents = scene.contents;
    for Table { units: table, first } in &contents.tables {
        for i in table.clone() {
            votes.add_all(i, &[(State::Contents, 14.0), (State::Title, -4.0)]);
        }
        // Its own heading above, and further references below.
        for i in (table.start.saturating_sub(2)..table.start).rev() {
            let unit = &scene.units[i];
            if unit.is_short() && unit.words <= 5 && unit.hint(Hint::Contents) > 0 {
                votes.add_all(i, &[(State::Contents, 9.0), (State::Title, -4.0)]);
            }
        }
        for i in table.end..(*first).min(table.end + 4) {
            if scene.units[i].is_short() {
                votes.add_all(i, &[(State::Contents, 5.5), (State::Furniture, 2.5), (State::Section, 1.0)]);
            }
        }
    }
    let headings = lists_sections(scene);
    let sections = level_of_sections(scene.units);
    if !headings {
        not_promised(scene, votes);
    }
    let kept = || contents.promises.iter().filter_map(|p| p.kept).map(|k| &scene.units[k.unit]);
    // Of headings and other lines, or lines in bold, that are promised alike, those that are fewer are the sections'.
    let headed = kept().filter(|u| u.heading > 0).count();
    let bold = kept().filter(|u| u.heading == 0 && u.emphasis).count();
    let plain = kept().filter(|u| u.heading == 0).count();
    let usual = contents.usual_words(scene.units);
    let mut named = false;
    for kept in contents.promises.iter().filter_map(|p| p.kept) {
        if contents.names_section(scene.units, kept.unit, usual) {
            votes.add_all(kept.unit, &[(State::Section, 9.0), (State::Title, -3.0)]);
            named = true;
            continue;
        }
        if named {
            no_section(scene, kept.unit, votes);
        }
        let level = Some(scene.units[kept.unit].heading);
        let over = match level {
            Some(0) => (1..headed).contains(&bold) && scene.units[kept.unit].emphasis,
            _ => (1..=plain).contains(&headed),
        };
        let listing = level > Some(0) && over_list(scene, kept.unit).is_some();
        if (headings || listing || over || level == sections) && !kept.topic_above {
            votes.add_all(kept.unit, &[(State::Section, 11.0), (State::Title, 3.0), (State::EventTitle, -2.0)]);
            continue;
        }
        let dated = kept.unit > 0 && scene.units[kept.unit - 1].shape == Shape::Stamp;
        let event = if dated { 9.0 } else { 5.0 };
        votes.add_all(kept.unit, &[(State::Title, 9.0), (State::Section, 3.0), (State::EventTitle, event)]);
        if kept.topic_above {
            votes.add_all(kept.unit - 1, &[(State::Topic, 8.0), (State::Title, -6.0)]);
        }
    }
}
