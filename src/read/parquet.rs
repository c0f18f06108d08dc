//! Apache Parquet: one entry a row, of the columns that can be written as text.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type,
    UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, TimeUnit};
use bytes::Bytes;
use jiff::{Span, Timestamp, civil};
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use parquet::file::metadata::ParquetMetaData;

use super::limits::{reached, size};
use super::reader::Fit;
use super::records::Names;
use super::{Options, Raw, Sink, document};
use crate::error::{Error, Result};
use crate::model::{Content, Document, Entry, Format};

/// Rows decoded at once: few, for one of them may be long.
const BATCH: usize = 64;

/// The magic number at the start.
pub(super) fn sniff(head: &[u8]) -> Fit {
    if head.starts_with(b"PAR1") { Fit::Certain } else { Fit::No }
}

/// A row has no bytes of its own in the file: the document's text is empty, and so are the spans.
pub(super) fn read(raw: Raw, options: &Options, sink: &mut Sink) -> Result<()> {
    let Raw { source, bytes } = raw;
    let mut rows = Rows { entries: Vec::new(), bytes: 0, options };
    // The decoder panics on some damaged pages. The rows before them are whole: they are pushed one by one.
    let taken = quietly(|| catch_unwind(AssertUnwindSafe(|| rows.take_all(Bytes::from(bytes)))));
    if let Err(error) = taken.unwrap_or_else(|_| Err(damaged("a page can't be decoded"))) {
        sink.errors.push(error.in_source(&source));
    }
    let content = Content::Entries(rows.entries);
    sink.documents.push(Document { content, ..document(source, Format::Parquet, String::new(), Vec::new()) });
    Ok(())
}

thread_local! {
    /// Whether this thread is in a decoder whose panics are caught and told as errors.
    static DECODING: Cell<bool> = const { Cell::new(false) };
}

/// Does `work` in a way that [`decoding`] can tell.
pub(super) fn quietly<T>(work: impl FnOnce() -> T) -> T {
    DECODING.set(true);
    let done = work();
    DECODING.set(false);
    done
}

/// Whether a panic of this thread is caught and told as an error: a panic hook need not tell it, too.
pub(super) fn decoding() -> bool {
    DECODING.get()
}

pub(super) fn damaged(why: impl std::fmt::Display) -> Error {
    Error::input("", format!("is no whole Parquet file ({why})")).way_out("write it again")
}

/// The decoder takes it for granted that columns lie in the file.
pub(super) fn check_places(file: &ParquetMetaData) -> Result<()> {
    let columns = file.row_groups().iter().flat_map(|group| group.columns());
    let mut places =
        columns.map(|c| [c.data_page_offset(), c.dictionary_page_offset().unwrap_or(0), c.compressed_size()]);
    if places.any(|place| place.iter().any(|n| *n < 0)) { Err(damaged("a column has no place")) } else { Ok(()) }
}

struct Rows<'a> {
    entries: Vec<Entry>,
    /// Bytes of all values so far: a small file can name one long value many times.
    bytes: u64,
    options: &'a Options,
}

impl Rows<'_> {
    fn take_all(&mut self, file: Bytes) -> Result<()> {
        // Without the writer's own schema every column has the type that the file stores.
        let plain = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(file, plain).map_err(damaged)?;
        check_places(builder.metadata())?;
        for batch in builder.with_batch_size(BATCH).build().map_err(damaged)? {
            self.take(&batch.map_err(damaged)?)?;
        }
        Ok(())
    }

    fn take(&mut self, batch: &RecordBatch) -> Result<()> {
        let schema = batch.schema();
        let columns: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
        let names = Names::new(&self.options.fields).map(&columns);
        let limits = &self.options.limits;
        for row in 0..batch.num_rows() {
            let fields: Vec<(String, String)> = names
                .iter()
                .zip(batch.columns())
                .filter_map(|(name, column)| Some((name.clone(), value(column.as_ref(), row)?)))
                .collect();
            self.bytes += fields.iter().map(|(_, value)| value.len() as u64).sum::<u64>();
            let number = self.entries.len() as u32 + 1;
            let stop = |limit: &str, what: String| Err(reached("", limit, what).at_record(u64::from(number)));
            if self.entries.len() == limits.records {
                return stop("records", format!("has more than {} rows", limits.records));
            }
            if self.bytes > limits.bytes {
                return stop("bytes", format!("holds more than {}", size(limits.bytes)));
            }
            self.entries.push(Entry { span: 0..0, lines: (0, 0), number, fields });
        }
        Ok(())
    }
}

/// The value of `column` in `row` as text; `None` for nulls and for types that are no text, such as lists.
pub(super) fn value(column: &dyn Array, row: usize) -> Option<String> {
    if column.is_null(row) {
        return None;
    }
    fn number<T: ArrowPrimitiveType>(column: &dyn Array, row: usize) -> Option<T::Native> {
        Some(column.as_primitive_opt::<T>()?.value(row))
    }
    let written = |n: Option<Timestamp>| n.map(|t| t.to_string());
    match column.data_type() {
        DataType::Utf8 => Some(column.as_string_opt::<i32>()?.value(row).to_owned()),
        DataType::LargeUtf8 => Some(column.as_string_opt::<i64>()?.value(row).to_owned()),
        DataType::Utf8View => Some(column.as_string_view_opt()?.value(row).to_owned()),
        DataType::Binary => String::from_utf8(column.as_binary_opt::<i32>()?.value(row).to_vec()).ok(),
        DataType::Dictionary(..) => {
            let dictionary = column.as_any_dictionary_opt()?;
            value(dictionary.values().as_ref(), value(dictionary.keys(), row)?.parse().ok()?)
        }
        DataType::Boolean => Some(column.as_boolean_opt()?.value(row).to_string()),
        DataType::Int8 => number::<Int8Type>(column, row).map(|n| n.to_string()),
        DataType::Int16 => number::<Int16Type>(column, row).map(|n| n.to_string()),
        DataType::Int32 => number::<Int32Type>(column, row).map(|n| n.to_string()),
        DataType::Int64 => number::<Int64Type>(column, row).map(|n| n.to_string()),
        DataType::UInt8 => number::<UInt8Type>(column, row).map(|n| n.to_string()),
        DataType::UInt16 => number::<UInt16Type>(column, row).map(|n| n.to_string()),
        DataType::UInt32 => number::<UInt32Type>(column, row).map(|n| n.to_string()),
        DataType::UInt64 => number::<UInt64Type>(column, row).map(|n| n.to_string()),
        DataType::Float32 => number::<Float32Type>(column, row).map(|n| n.to_string()),
        DataType::Float64 => number::<Float64Type>(column, row).map(|n| n.to_string()),
        DataType::Date32 => {
            let days = Span::new().try_days(number::<Date32Type>(column, row)?).ok()?;
            civil::date(1970, 1, 1).checked_add(days).ok().map(|d| d.to_string())
        }
        DataType::Timestamp(unit, _) => written(match unit {
            TimeUnit::Second => Timestamp::from_second(number::<TimestampSecondType>(column, row)?).ok(),
            TimeUnit::Millisecond => Timestamp::from_millisecond(number::<TimestampMillisecondType>(column, row)?).ok(),
            TimeUnit::Microsecond => Timestamp::from_microsecond(number::<TimestampMicrosecondType>(column, row)?).ok(),
            TimeUnit::Nanosecond => {
                Timestamp::from_nanosecond(number::<TimestampNanosecondType>(column, row)?.into()).ok()
            }
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::{
        ArrayRef, BooleanArray, Date32Array, Int64Array, RecordBatch, StringArray, TimestampMillisecondArray,
    };
    use parquet::arrow::ArrowWriter;
    use proptest::prelude::*;

    use crate::error::ErrorKind;
    use crate::model::Content;
    use crate::read::{Limits, Options, read_bytes};

    fn table() -> Vec<u8> {
        let columns: Vec<(&str, ArrayRef)> = vec![
            ("Titel", Arc::new(StringArray::from(vec![Some("Bad öffnet"), None]))),
            ("n", Arc::new(Int64Array::from(vec![7, 8]))),
            ("neu", Arc::new(BooleanArray::from(vec![true, false]))),
            ("datum", Arc::new(Date32Array::from(vec![20_000, 0]))),
            ("um", Arc::new(TimestampMillisecondArray::from(vec![0, 1]))),
        ];
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        writer.into_inner().unwrap()
    }

    #[test]
    fn a_row_is_an_entry() {
        let (documents, errors) = read_bytes("a", table(), &Options::default());
        assert!(errors.is_empty());
        let Content::Entries(entries) = &documents[0].content else { panic!("no entries") };
        let fields: Vec<_> =
            entries.iter().map(|e| e.fields.iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>()).collect();
        assert_eq!(fields[0], ["title=Bad öffnet", "n=7", "neu=true", "date=2024-10-04", "um=1970-01-01T00:00:00Z"]);
        assert_eq!(fields[1], ["n=8", "neu=false", "date=1970-01-01", "um=1970-01-01T00:00:00.001Z"]);
    }

    #[test]
    fn limits_hold() {
        let options = Options { limits: Limits { records: 1, ..Limits::default() }, ..Options::default() };
        let (documents, errors) = read_bytes("a", table(), &options);
        assert_eq!((documents.len(), errors[0].kind(), errors[0].position().record), (1, ErrorKind::Limit, Some(2)));
    }

    proptest! {
        #[test]
        fn damage_is_an_error_or_another_value(at in any::<prop::sample::Index>(), to in any::<u8>(), cut in any::<prop::sample::Index>()) {
            let mut bytes = table();
            let at = at.index(bytes.len());
            bytes[at] = to;
            read_bytes("a", bytes.clone(), &Options::default());
            bytes.truncate(4 + cut.index(bytes.len() - 4));
            let (_, errors) = read_bytes("a", bytes, &Options::default());
            prop_assert_eq!(errors.len(), 1);
        }
    }
}
