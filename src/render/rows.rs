//! Pairs and clusters of records, row by row as they are found: too many to be held in a report.

use std::io::{self, Write};

use serde_json::json;

use super::safe;
use crate::error::{Error, Result};
use crate::model::Relation;

/// A layout of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowLayout {
    /// For people.
    Text,
    /// Columns as for items.
    Csv,
    /// One object a line, keys as the columns.
    Jsonl,
}

/// A cluster as its rows are written.
#[derive(Debug)]
pub struct ClusterRows<'a> {
    /// Its stable name.
    pub id: &'a str,
    /// Its members in order of the input.
    pub members: Vec<MemberRow<'a>>,
    /// The member that stands for the others.
    pub canonical: usize,
    /// Score of its weakest link.
    pub weakest: f64,
}

/// A member of a cluster.
#[derive(Debug)]
pub struct MemberRow<'a> {
    /// Its name.
    pub id: std::borrow::Cow<'a, str>,
    /// The file it stands in.
    pub source: &'a str,
    /// How it belongs to the canonical member.
    pub relation: Relation,
    /// Score of its link.
    pub score: f64,
}

impl RowLayout {
    /// The layout called `name`.
    pub fn named(name: &str) -> Result<Self> {
        match name {
            "text" => Ok(RowLayout::Text),
            "csv" => Ok(RowLayout::Csv),
            "jsonl" => Ok(RowLayout::Jsonl),
            _ => Err(Error::usage(format!("--format {name} is not to be had here")).way_out("take text, csv or jsonl")),
        }
    }

    /// What stands above pairs.
    pub fn pairs_head(self, out: &mut dyn Write) -> io::Result<()> {
        if self == RowLayout::Csv { row(out, &["a", "b", "relation", "score"]) } else { Ok(()) }
    }

    /// One pair.
    pub fn pair(self, out: &mut dyn Write, a: &str, b: &str, relation: Relation, score: f64) -> io::Result<()> {
        match self {
            RowLayout::Text => writeln!(out, "{score:.3}  {relation:<9}  {}  ~  {}", plain(a), plain(b)),
            RowLayout::Csv => row(out, &[a, b, relation.name(), &round(score).to_string()]),
            RowLayout::Jsonl => {
                writeln!(out, "{}", json!({"a": a, "b": b, "relation": relation, "score": round(score)}))
            }
        }
    }

    /// What stands above clusters.
    pub fn clusters_head(self, out: &mut dyn Write) -> io::Result<()> {
        let columns = ["cluster_id", "item_id", "source", "canonical", "relation", "score"];
        if self == RowLayout::Csv { row(out, &columns) } else { Ok(()) }
    }

    /// One cluster.
    pub fn cluster(self, out: &mut dyn Write, cluster: &ClusterRows<'_>) -> io::Result<()> {
        match self {
            RowLayout::Text => text(out, cluster),
            RowLayout::Csv => cluster.members.iter().enumerate().try_for_each(|(at, m)| {
                let canonical = if at == cluster.canonical { "true" } else { "false" };
                row(
                    out,
                    &[
                        cluster.id,
                        &m.id,
                        m.source,
                        canonical,
                        m.relation.name(),
                        &round(score(cluster, at)).to_string(),
                    ],
                )
            }),
            RowLayout::Jsonl => {
                let member = |(at, m): (usize, &MemberRow<'_>)| {
                    let score = round(score(cluster, at));
                    json!({"item_id": m.id, "source": m.source, "relation": m.relation, "score": score})
                };
                let loosest = cluster.members.iter().map(|m| m.relation).min();
                let line = json!({
                    "cluster_id": cluster.id,
                    "size": cluster.members.len(),
                    "relation": loosest,
                    "canonical": cluster.members.get(cluster.canonical).map(|m| json!({"id": m.id, "source": m.source})),
                    "weakest_link": round(cluster.weakest),
                    "members": cluster.members.iter().enumerate().map(member).collect::<Vec<_>>(),
                });
                writeln!(out, "{line}")
            }
        }
    }
}

fn text(out: &mut dyn Write, cluster: &ClusterRows<'_>) -> io::Result<()> {
    writeln!(out, "{}  {} records, weakest link {:.3}", cluster.id, cluster.members.len(), cluster.weakest)?;
    for (at, member) in cluster.members.iter().enumerate() {
        let mark = if at == cluster.canonical { '*' } else { ' ' };
        let (MemberRow { id, source, relation, .. }, score) = (member, score(cluster, at));
        writeln!(out, "  {mark} {score:.3}  {relation:<9}  {}  ({})", plain(id), plain(source))?;
    }
    Ok(())
}

/// The score of the member at `at` as it is shown: to itself the canonical one is identical.
fn score(cluster: &ClusterRows<'_>, at: usize) -> f64 {
    if at == cluster.canonical { 1.0 } else { cluster.members[at].score }
}

/// Scores to six decimals, as in all JSON lines.
fn round(score: f64) -> f64 {
    (score * 1e6).round() / 1e6
}

/// Names without control characters, which a terminal would obey.
fn plain(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

fn row(out: &mut dyn Write, cells: &[&str]) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().buffer_capacity(256).from_writer(out);
    writer.write_record(cells.iter().map(|cell| safe::cell(cell).into_owned()))?;
    writer.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(layout: RowLayout) -> String {
        let mut out = Vec::new();
        layout.pairs_head(&mut out).unwrap();
        layout.pair(&mut out, "a,1", "b", Relation::Edited, 0.75).unwrap();
        layout.clusters_head(&mut out).unwrap();
        let member = |id: &'static str, relation| MemberRow { id: id.into(), source: "x.jsonl", relation, score: 0.75 };
        let members = vec![member("a,1", Relation::Identical), member("b\u{1b}", Relation::Edited)];
        layout.cluster(&mut out, &ClusterRows { id: "c1", members, canonical: 0, weakest: 0.75 }).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn rows_of_each_layout() {
        let text = "0.750  edited     a,1  ~  b\nc1  2 records, weakest link 0.750\n  * 1.000  identical  a,1  (x.jsonl)\n    \
                    0.750  edited     b\u{fffd}  (x.jsonl)\n";
        assert_eq!(rows(RowLayout::Text), text);
        let csv = "a,b,relation,score\n\"a,1\",b,edited,0.75\ncluster_id,item_id,source,canonical,relation,score\n\
                   c1,\"a,1\",x.jsonl,true,identical,1\nc1,b\u{fffd},x.jsonl,false,edited,0.75\n";
        assert_eq!(rows(RowLayout::Csv), csv);
        for line in rows(RowLayout::Jsonl).lines() {
            assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "{line}");
        }
        assert!(RowLayout::named("html").is_err());
    }
}
