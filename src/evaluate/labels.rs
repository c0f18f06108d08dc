//! What a person knows: which items belong together. Groups or pairs, from CSV, JSONL or a field of the items.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use crate::cluster::Sets;
use crate::error::{Error, Result};
use crate::model::{Field, Item, Names};

/// Labels by position in the list of items.
#[derive(Clone, Debug, PartialEq)]
pub enum Labels {
    /// For each item its group; items without one are left out of every count.
    Groups(Vec<Option<u32>>),
    /// Pairs known to be the same (or not).
    Pairs {
        /// The lesser position first.
        known: BTreeMap<(usize, usize), bool>,
        /// Whether all other pairs are different; else they are left out of every count.
        closed: bool,
    },
}

/// Columns that name one item of a pair, the other, an item alone, its group, and what is said of a pair.
const FIRST: [&str; 2] = ["a", "id_a"];
const SECOND: [&str; 2] = ["b", "id_b"];
const ITEM: [&str; 2] = ["item_id", "id"];
const GROUP: [&str; 5] = ["cluster_id", "cluster", "story", "label", "group"];
const SAID: [&str; 4] = ["label", "same", "match", "relation"];

/// Words of a label that join two items, and that part them.
const YES: [&str; 7] = ["1", "1.0", "true", "yes", "y", "same", "match"];
const NO: [&str; 7] = ["0", "0.0", "false", "no", "n", "different", "none"];

/// Relations that join two items.
const RELATIONS: [&str; 5] = ["repeat", "duplicate", "identical", "edited", "excerpt"];

/// The name of the relation that tells on.
const FOLLOW_UP: &str = "follow-up";

impl Labels {
    /// The labels that stand in a field of the items themselves.
    ///
    /// # Errors
    /// Where no item has that field.
    pub fn of_field(items: &[Item], name: &str) -> Result<Labels> {
        let value = |item: &Item| match Field::parse(name) {
            Some(field) => item.get(field),
            None => item.fields.get(name).cloned(),
        };
        let groups = numbered(items.iter().map(|item| value(item).filter(|v| !v.is_empty())));
        if groups.iter().all(Option::is_none) {
            let what = format!("no item has a field {name:?}");
            return Err(Error::usage(what).way_out("name the field that holds the label with --label-field"));
        }
        Ok(Labels::Groups(groups))
    }

    /// What the labels say of two items; `None`: nothing.
    pub fn judge(&self, a: usize, b: usize) -> Option<bool> {
        match self {
            Labels::Groups(groups) => Some(groups[a]? == groups[b]?),
            Labels::Pairs { known, closed } => known.get(&(a.min(b), a.max(b))).copied().or(closed.then_some(false)),
        }
    }

    /// Lists of two and more items that all belong together, in order of their first: groups, or pairs.
    pub fn together(&self) -> Vec<Vec<usize>> {
        match self {
            Labels::Pairs { known, .. } => {
                known.iter().filter(|(_, same)| **same).map(|(&(a, b), _)| vec![a, b]).collect()
            }
            Labels::Groups(groups) => {
                let mut members: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
                for (item, group) in groups.iter().enumerate() {
                    group.map(|group| members.entry(group).or_default().push(item));
                }
                let mut lists: Vec<Vec<usize>> = members.into_values().filter(|list| list.len() > 1).collect();
                lists.sort_unstable();
                lists
            }
        }
    }

    /// All pairs that belong together. A group of n items has n (n - 1) / 2 of them, so they are never held at once.
    pub fn same(&self) -> impl Iterator<Item = (usize, usize)> {
        let pairs = |list: Vec<usize>| {
            (0..list.len()).flat_map(move |i| {
                let (a, more) = (list[i], list[i + 1..].to_vec());
                more.into_iter().map(move |b| (a, b))
            })
        };
        self.together().into_iter().flat_map(pairs)
    }

    /// How many pairs belong together.
    pub fn joined_pairs(&self) -> u64 {
        self.together().iter().map(|list| pairs_among(list.len() as u64)).sum()
    }

    /// Items that have a label.
    pub fn labelled(&self) -> usize {
        match self {
            Labels::Groups(groups) => groups.iter().flatten().count(),
            Labels::Pairs { known, .. } => {
                let mut items: Vec<usize> = known.keys().flat_map(|&(a, b)| [a, b]).collect();
                items.sort_unstable();
                items.dedup();
                items.len()
            }
        }
    }

    /// The same labels for pairs of items whose sources are the same or neighbours in the list; all others are unknown.
    pub(super) fn of_neighbours(&self, items: &[Item]) -> Labels {
        let mut sources: Vec<(&str, Vec<usize>)> = Vec::new();
        for (at, item) in items.iter().enumerate() {
            match sources.last_mut().filter(|(source, _)| *source == item.source) {
                Some((_, members)) => members.push(at),
                None => sources.push((&item.source, vec![at])),
            }
        }
        let mut known = BTreeMap::new();
        for (n, (_, here)) in sources.iter().enumerate() {
            let next = sources.get(n + 1).map_or(&[][..], |(_, members)| members);
            for (i, &a) in here.iter().enumerate() {
                let partners = here[i + 1..].iter().chain(next);
                known.extend(partners.filter_map(|&b| Some(((a, b), self.judge(a, b)?))));
            }
        }
        Labels::Pairs { known, closed: false }
    }

    /// The same labels, with the groups of each of `pairs` joined to one. Labelled pairs are left as they are.
    pub(super) fn joined(&self, pairs: impl Iterator<Item = (usize, usize)>) -> Labels {
        let Labels::Groups(groups) = self else { return self.clone() };
        let mut sets = Sets::new(groups.iter().flatten().max().map_or(0, |&g| g as usize + 1));
        for (a, b) in pairs {
            if let (Some(a), Some(b)) = (groups[a], groups[b]) {
                sets.join(a as usize, b as usize);
            }
        }
        Labels::Groups(groups.iter().map(|group| group.map(|g| sets.root(g as usize) as u32)).collect())
    }
}

/// How many pairs `n` items make.
pub(super) fn pairs_among(n: u64) -> u64 {
    n * n.saturating_sub(1) / 2
}

/// Numbers for equal values, in order of first sight.
fn numbered(values: impl Iterator<Item = Option<String>>) -> Vec<Option<u32>> {
    let mut known: HashMap<String, u32> = HashMap::new();
    values
        .map(|value| {
            let next = known.len() as u32;
            value.map(|v| *known.entry(v).or_insert(next))
        })
        .collect()
}

/// Reads labels: JSON objects one a line, or CSV with a header.
///
/// Rows with the fields `a` and `b` are pairs. They are the same, unless a field `label`, `same` or `match` says no;
/// where one says no, pairs that aren't listed count as unknown, else as different. A `relation` chooses: rows with
/// "follow-up" are read where `follow_ups` asks for them, all others where it doesn't. Rows with `item_id` or `id` and a
/// group (`label_field`, else the first of `cluster_id`, `cluster`, `story`, `label`, `group`) are groups.
/// Rows about items that aren't among `items` are passed over; their number is the second result.
///
/// # Errors
/// Where a row is none of these, or no row is about the items.
pub fn parse(
    text: &str,
    source: &str,
    items: &[Item],
    label_field: Option<&str>,
    follow_ups: bool,
) -> Result<(Labels, usize)> {
    let rows = if text.trim_start().starts_with('{') { json(text, source)? } else { csv(text, source)? };
    let names = Names::of(items);
    let pairs = rows.first().is_some_and(|row| row.get(&FIRST).is_some() && row.get(&SECOND).is_some());
    let (labels, used) =
        if pairs { of_pairs(&rows, &names, follow_ups)? } else { of_groups(&rows, items.len(), &names, label_field)? };
    if used == 0 {
        let what = "no row is about an item that was read";
        return Err(Error::input(source, what).way_out("its ids must be those that `nochmal items` prints"));
    }
    Ok((labels, rows.len() - used))
}

/// One row: its fields by name, and the line it stands in.
struct Row {
    fields: BTreeMap<String, String>,
    line: u64,
    source: String,
}

impl Row {
    fn get(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.fields.get(*name)).map(String::as_str)
    }

    /// The error of a row that lacks the field called `name`.
    fn lacks(&self, name: &str) -> Error {
        let known: Vec<&str> = self.fields.keys().map(String::as_str).collect();
        self.wrong(format!("has no {name}; its fields are {}", known.join(", ")))
    }

    /// The item that it calls `id`, if it was read.
    fn item(&self, names: &Names, id: &str) -> Result<Option<usize>> {
        match names.get(id) {
            [] => Ok(None),
            [one] => Ok(Some(*one)),
            several => {
                let what = format!("{id:?} is the id of {} items", several.len());
                Err(self.wrong(what).way_out("name them by source and number, such as news/003.txt#7"))
            }
        }
    }

    fn wrong(&self, what: String) -> Error {
        Error::record(&self.source, what).at_line(self.line)
    }
}

fn of_pairs(rows: &[Row], names: &Names, follow_ups: bool) -> Result<(Labels, usize)> {
    let (mut known, mut closed, mut used) = (BTreeMap::new(), true, 0);
    for row in rows {
        let item = |fields| row.get(fields).map_or(Ok(None), |id| row.item(names, id));
        let said = row.get(&SAID).unwrap_or("1").trim().to_lowercase();
        used += 1;
        let same = match &*said {
            FOLLOW_UP if follow_ups => true,
            FOLLOW_UP => continue,
            // What repeats is no answer to what is told on; a plain yes is one to either.
            relation if follow_ups && RELATIONS.contains(&relation) => continue,
            yes if YES.contains(&yes) || RELATIONS.contains(&yes) => true,
            no if NO.contains(&no) => false,
            other => {
                let way_out = "say yes or no, same or different, 1 or 0, or the relation";
                return Err(row.wrong(format!("{other:?} is no label of a pair")).way_out(way_out));
            }
        };
        let (Some(a), Some(b)) = (item(&FIRST)?, item(&SECOND)?) else {
            used -= 1;
            continue;
        };
        closed &= same;
        if a != b {
            known.insert((a.min(b), a.max(b)), same);
        }
    }
    Ok((Labels::Pairs { known, closed }, used))
}

fn of_groups(rows: &[Row], items: usize, names: &Names, label_field: Option<&str>) -> Result<(Labels, usize)> {
    let mut groups: Vec<Option<String>> = vec![None; items];
    let mut used = 0;
    for row in rows {
        let id = row.get(&ITEM).ok_or_else(|| row.lacks("item_id (nor a and b)"))?;
        let group = label_field.map_or_else(|| row.get(&GROUP), |name| row.get(&[name]));
        let group = group.ok_or_else(|| row.lacks(label_field.unwrap_or("cluster_id")))?;
        if let Some(item) = row.item(names, id)? {
            used += 1;
            groups[item] = Some(group.to_owned()).filter(|g| !g.is_empty());
        }
    }
    Ok((Labels::Groups(numbered(groups.into_iter())), used))
}

fn json(text: &str, source: &str) -> Result<Vec<Row>> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(n, line)| {
            let line_number = n as u64 + 1;
            let object: BTreeMap<String, Value> = serde_json::from_str(line)
                .map_err(|e| Error::record(source, format!("is no JSON object: {e}")).at_line(line_number))?;
            let plain = |value: Value| match value {
                Value::String(text) => text,
                Value::Null => String::new(),
                other => other.to_string(),
            };
            let fields = object.into_iter().map(|(name, value)| (name, plain(value))).collect();
            Ok(Row { fields, line: line_number, source: source.to_owned() })
        })
        .collect()
}

fn csv(text: &str, source: &str) -> Result<Vec<Row>> {
    let failed = |e: csv::Error| {
        let line = e.position().map_or(1, csv::Position::line);
        Error::record(source, format!("is no CSV: {e}")).at_line(line)
    };
    let mut reader = csv::ReaderBuilder::new().from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let names = reader.headers().map_err(failed)?.clone();
    reader
        .records()
        .map(|record| {
            let record = record.map_err(failed)?;
            let line = record.position().map_or(0, csv::Position::line);
            let fields = names.iter().map(|n| n.trim().to_owned()).zip(record.iter().map(str::to_owned)).collect();
            Ok(Row { fields, line, source: source.to_owned() })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items() -> Vec<Item> {
        ["x", "y", "z"].map(|id| Item { id: id.into(), ..Item::default() }).to_vec()
    }

    fn read(text: &str) -> Labels {
        parse(text, "gold", &items(), None, false).unwrap().0
    }

    #[test]
    fn pairs_alone_close_the_world_and_labels_open_it() {
        let closed = read("a,b\ny,x\n");
        assert_eq!((closed.judge(0, 1), closed.judge(1, 2)), (Some(true), Some(false)));
        let open = read("a,b,label\nx,y,1\ny,z,different\n");
        assert_eq!((open.judge(1, 0), open.judge(2, 1), open.judge(0, 2)), (Some(true), Some(false), None));
        assert_eq!((open.same().collect::<Vec<_>>(), open.labelled()), (vec![(0, 1)], 3));
    }

    #[test]
    fn follow_ups_and_repeats_are_two_questions() {
        let text =
            "{\"a\":\"x\",\"b\":\"y\",\"relation\":\"repeat\"}\n{\"a\":\"y\",\"b\":\"z\",\"relation\":\"follow-up\"}\n";
        assert_eq!(read(text).together(), [[0, 1]]);
        assert_eq!(parse(text, "gold", &items(), None, true).unwrap().0.together(), [[1, 2]]);
    }

    #[test]
    fn groups_come_from_csv_jsonl_and_fields() {
        let expected = Labels::Groups(vec![Some(0), Some(0), None]);
        assert_eq!(read("item_id,cluster_id\nx,c1\ny,c1\nother,c1\n"), expected);
        assert_eq!(read("{\"id\":\"x\",\"story\":7}\n{\"id\":\"y\",\"story\":7}\n"), expected);
        let mut labelled = items();
        for item in &mut labelled[..2] {
            item.fields.insert("story".into(), "u".into());
        }
        assert_eq!(Labels::of_field(&labelled, "story").unwrap(), expected);
        assert!(Labels::of_field(&labelled, "stroy").unwrap_err().to_string().contains("stroy"));
        let joined = Labels::Groups(vec![Some(0), Some(1), Some(2)]).joined([(0, 2)].into_iter());
        assert_eq!(joined, Labels::Groups(vec![Some(0), Some(1), Some(0)]));
    }

    #[test]
    fn what_cannot_be_used_is_said_with_its_line() {
        let refused = |text: &str| parse(text, "gold.csv", &items(), None, false).unwrap_err().to_string();
        assert!(refused("item_id,colour\nx,red\n").starts_with("gold.csv:2: has no cluster_id"));
        assert!(refused("{\"id\":\"x\"\n").starts_with("gold.csv:1: "));
        assert!(refused("a,b\n1,2\n").contains("nochmal items"));
        assert!(refused("").contains("no row"));
        assert!(refused("a,b,label\nx,y,no \ny,z,perhaps\n").starts_with("gold.csv:3: \"perhaps\" is no label"));
        let elsewhere = items().into_iter().map(|item| Item { source: "b".into(), ..item });
        let twice: Vec<Item> = items().into_iter().chain(elsewhere).collect();
        let error = parse("a,b\nx,y\n", "gold.csv", &twice, None, false).unwrap_err().to_string();
        assert!(error.starts_with("gold.csv:2: \"x\" is the id of 2 items"), "{error}");
    }
}
