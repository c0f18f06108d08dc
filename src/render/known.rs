//! What an index tells, for people.

use std::io::{Result, Write};

use super::safe::terminal;
use crate::model::{DeliveryInfo, IndexInfo, KnownMatch};

/// A similar record: score, relation, name, where it stood and which delivery brought it.
pub fn found(found: &KnownMatch, out: &mut dyn Write) -> Result<()> {
    let KnownMatch { query, score, relation, known, text } = found;
    let asked = query.as_ref().map(|name| format!("{}  ~  ", terminal(name))).unwrap_or_default();
    let place = match known.record {
        Some(number) => format!("{}, record {number}", terminal(&known.source)),
        None => terminal(&known.source).into_owned(),
    };
    let date = known.date.as_ref().map(|date| format!(" of {}", terminal(date))).unwrap_or_default();
    let (id, delivery) = (terminal(&known.id), known.delivery);
    writeln!(out, "{score:.3}  {relation:<9}  {asked}{id}  in {place}{date}, delivery {delivery}")?;
    match text {
        Some(text) => writeln!(out, "       {}", terminal(&text.split_whitespace().collect::<Vec<_>>().join(" "))),
        None => Ok(()),
    }
}

/// A delivery.
pub fn delivery(info: &DeliveryInfo, out: &mut dyn Write) -> Result<()> {
    let DeliveryInfo { number, when, name, read, kept, repeats, .. } = info;
    let name = name.as_ref().map(|name| format!("  {}", terminal(name))).unwrap_or_default();
    writeln!(out, "{number:>6}  {when}  {read} read, {repeats} repeat others, {kept} kept{name}")
}

/// An index in numbers.
pub fn info(info: &IndexInfo, out: &mut dyn Write) -> Result<()> {
    let IndexInfo { measure, threshold, shingle, texts, deliveries, records, shingles, segments, bytes, .. } = info;
    let kept = if *texts { "kept" } else { "not kept" };
    writeln!(out, "finds       {measure} of {threshold} or more, on {shingle}; texts are {kept}")?;
    writeln!(out, "deliveries  {deliveries}")?;
    writeln!(out, "records     {records}")?;
    writeln!(out, "shingles    {shingles}")?;
    writeln!(out, "segments    {segments}")?;
    let (record, hash) = (info.bytes_per_record, info.bytes_per_hash_byte);
    writeln!(out, "bytes       {bytes}: {record:.1} a record, {hash:.3} for each byte of shingle hashes")
}
