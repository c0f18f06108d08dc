//! What several issues of one newsletter teach of each other.
//!
//! Issues belong together when they share lines that are no items: mastheads, section headings, closers, imprints. Within
//! such a group a line that stands in most issues is furniture or a section's heading, and a title that is sure in one
//! issue pins the same line in the next. Issues of other newsletters share no such lines and learn nothing.

use super::Map;
use super::decode::Decoded;
use super::state::State;
use super::unit::Unit;

/// What a line turned out to be in other issues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taught {
    /// An item's title.
    Title,
    /// A section's heading.
    Section,
    /// Furniture: it stands in most issues.
    Furniture,
}

type Table<V> = Map<u64, V>;

/// Lines known from other issues, by the hash of their words.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    lines: Table<Taught>,
}

impl Known {
    /// What the line with this hash is known as.
    pub(super) fn of(&self, echo: u64) -> Option<Taught> {
        if echo == 0 || self.lines.is_empty() { None } else { self.lines.get(&echo).copied() }
    }

    /// Whether it says anything that `issue` didn't find by itself.
    pub(super) fn corrects(&self, issue: &Seen) -> bool {
        issue.lines.iter().any(|(echo, taken)| match self.of(*echo) {
            Some(Taught::Title) => *taken != Taken::Item && *taken != Taken::SureItem,
            Some(Taught::Section) => *taken != Taken::Section,
            Some(Taught::Furniture) => matches!(taken, Taken::Item | Taken::SureItem),
            None => false,
        })
    }
}

/// What a line was taken for in one issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Taken {
    Item,
    SureItem,
    Section,
    Frame,
    Text,
}

/// The short lines of one issue, each once, with what they were taken for.
#[derive(Debug, Default)]
pub(super) struct Seen {
    lines: Vec<(u64, Taken)>,
}

impl Seen {
    /// What the decoding of one issue found.
    pub(super) fn read(units: &[Unit], decoded: &Decoded) -> Self {
        let mut lines: Vec<(u64, Taken)> = units
            .iter()
            .zip(decoded.states.iter().zip(&decoded.sure))
            .filter(|(unit, _)| unit.echo != 0)
            .map(|(unit, (state, sure))| {
                let taken = match state {
                    state if state.heads() && *sure >= SURE => Taken::SureItem,
                    state if state.heads() => Taken::Item,
                    State::Section => Taken::Section,
                    State::Furniture | State::Contents | State::Closer | State::Imprint => Taken::Frame,
                    _ => Taken::Text,
                };
                (unit.echo, taken)
            })
            .collect();
        lines.sort_by_key(|(echo, _)| *echo);
        lines.dedup_by_key(|(echo, _)| *echo);
        Seen { lines }
    }

    fn frame(&self) -> impl Iterator<Item = u64> {
        self.lines.iter().filter(|(_, t)| matches!(t, Taken::Section | Taken::Frame)).map(|(echo, _)| *echo)
    }
}

/// A title that pins a border elsewhere must be surer than most.
const SURE: f32 = 0.9;
/// Frame lines that two issues of one newsletter share at least; two strangers share "Impressum" and "Read more".
const SHARED: usize = 3;
/// Issues from which on "in most of them" means something.
const FEWEST: usize = 3;

/// For each issue the number of its newsletter, and what each newsletter's issues teach. Linear in the lines.
pub(super) fn learn(issues: &[Seen]) -> (Vec<usize>, Vec<Known>) {
    let groups = groups(issues);
    let most = groups.iter().max().map_or(0, |g| g + 1);
    let mut sizes = vec![0usize; most];
    let mut counts: Vec<Table<Count>> = vec![Table::default(); most];
    for (issue, group) in issues.iter().zip(&groups) {
        sizes[*group] += 1;
        for (echo, taken) in &issue.lines {
            counts[*group].entry(*echo).or_default().add(*taken);
        }
    }
    let known = counts
        .into_iter()
        .zip(&sizes)
        .map(|(table, size)| Known {
            lines: table.into_iter().filter_map(|(echo, c)| Some((echo, c.taught(*size)?))).collect(),
        })
        .collect();
    (groups, known)
}

#[derive(Clone, Debug, Default)]
struct Count {
    all: usize,
    items: usize,
    sure: usize,
    sections: usize,
}

impl Count {
    fn add(&mut self, taken: Taken) {
        self.all += 1;
        self.items += usize::from(matches!(taken, Taken::Item | Taken::SureItem));
        self.sure += usize::from(taken == Taken::SureItem);
        self.sections += usize::from(taken == Taken::Section);
    }

    fn taught(&self, issues: usize) -> Option<Taught> {
        let usual = issues >= FEWEST && self.all * 2 > issues;
        if self.sections * 2 > self.all && self.all > 1 {
            Some(Taught::Section)
        } else if self.sure > 0 && self.all > 1 && self.items * 2 >= self.all {
            Some(Taught::Title)
        } else if usual && self.items * 2 < self.all {
            Some(Taught::Furniture)
        } else {
            None
        }
    }
}

/// Union-find over issues: neighbours in the list of a frame line's issues that share enough such lines.
fn groups(issues: &[Seen]) -> Vec<usize> {
    let mut last: Table<usize> = Table::default();
    let mut shared: Map<(usize, usize), usize> = Map::default();
    let mut parents: Vec<usize> = (0..issues.len()).collect();
    for (i, issue) in issues.iter().enumerate() {
        for echo in issue.frame() {
            if let Some(before) = last.insert(echo, i)
                && before != i
            {
                let n = shared.entry((before, i)).or_insert(0);
                *n += 1;
                if *n == SHARED {
                    let (a, b) = (root(&mut parents, before), root(&mut parents, i));
                    parents[a.max(b)] = a.min(b);
                }
            }
        }
    }
    (0..issues.len()).map(|i| root(&mut parents, i)).collect()
}

fn root(parents: &mut [usize], mut i: usize) -> usize {
    while parents[i] != i {
        parents[i] = parents[parents[i]];
        i = parents[i];
    }
    i
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Document;
    use crate::read;
    use crate::segment::{Options, segment_all};

    fn seen(lines: &[(u64, Taken)]) -> Seen {
        Seen { lines: lines.to_vec() }
    }

    #[test]
    fn issues_that_share_three_lines_of_their_frame_teach_each_other() {
        let frame = |own: u64, taken| seen(&[(1, Taken::Frame), (2, Taken::Frame), (3, Taken::Section), (own, taken)]);
        let stranger = seen(&[(1, Taken::Frame), (2, Taken::Frame), (9, Taken::SureItem)]);
        let issues = [frame(9, Taken::SureItem), frame(9, Taken::Text), frame(8, Taken::Item), stranger];
        let (groups, known) = learn(&issues);
        assert_eq!(groups, [0, 0, 0, 3]);
        let taught = [1, 3, 8, 9].map(|line| known[0].of(line));
        assert_eq!(taught, [Some(Taught::Furniture), Some(Taught::Section), None, Some(Taught::Title)]);
        assert!(known[3].of(9).is_none() && known[0].corrects(&issues[1]) && !known[0].corrects(&issues[2]));
    }

    const LINE: &str = "Ratgeber und Recht im Haus";

    /// Issues with the line at their end, and one with it above its items.
    fn issues() -> Vec<Document> {
        let titles = [
            ["Turm wird höher", "Weg wird breiter", "Platz wird heller"],
            ["Tor wird weiter", "Weg wird breiter", "Wald wird gepflegt"],
            ["Hafen wird tiefer", "Mühle mahlt Korn", "Fähre fährt wieder"],
            ["Brücke wird gebaut", "Schule wächst weiter", "Bad öffnet früher"],
        ];
        let issue = |n: usize, titles: [&str; 3]| {
            let text = "Dazu hat der Rat am Abend beraten und dann alles beschlossen.";
            let items: String = titles.iter().map(|title| format!("{title}\n{text}\n\n")).collect();
            let (above, below) = if n == 0 { (format!("{LINE}\nalle Termine\n\n"), "") } else { (String::new(), LINE) };
            format!(
                "DER RATSBRIEF\n\n{above}{items}--\nImpressum: Amt Muster, Telefon 0123/45678\nAbmelden oder Adresse \
                 ändern\nDatenschutz und Haftung\n{below}\n"
            )
        };
        let read = |text: String| read::read_bytes("a.txt", text.into_bytes(), &read::Options::default()).0.remove(0);
        titles.into_iter().enumerate().map(|(n, titles)| read(issue(n, titles))).collect()
    }

    #[test]
    fn a_line_in_most_issues_becomes_furniture_and_a_title_of_two_is_known() {
        let docs = issues();
        let divided = |docs: &[Document]| segment_all(docs, &Options::default()).remove(0).items;
        let (alone, together) = (divided(&docs[..1]), divided(&docs));
        assert_eq!(alone[0].title.as_deref(), Some(LINE));
        assert_eq!((alone.len(), together.len()), (4, 3));
        let (before, after) = (&alone[2], &together[1]);
        assert_eq!((before.title.as_deref(), &before.title), (Some("Weg wird breiter"), &after.title));
        assert!(before.cue != "known" && after.cue == "known", "{} {}", before.cue, after.cue);
    }
}
