//! Rows of columns leave as rows of columns: Parquet with the input's schema, key-value pairs and compression.

use std::io::{self, Write};
use std::ops::Range;
use std::sync::{Arc, Mutex};

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use parquet::arrow::{ARROW_SCHEMA_META_KEY, ArrowWriter};
use parquet::file::metadata::ParquetMetaData;
use parquet::file::properties::WriterProperties;

use crate::error::{Error, ErrorKind, Result};
use crate::read::corpus::Layout;

/// Bytes of a row group that wait in memory; a larger group is ended early.
const WAITING: usize = 32 << 20;

/// Writes rows as Parquet.
pub(super) struct Rows {
    writer: ArrowWriter<Buffer>,
    buffer: Buffer,
    schema: SchemaRef,
}

/// Bytes that the encoder has made. It keeps its writer to itself, so this one has two owners.
#[derive(Clone, Default)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut all = self.0.lock().map_err(|_| io::Error::other("another thread failed"))?;
        all.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Rows {
    /// A file like the one that `layout` describes.
    pub(super) fn new(layout: &Layout) -> Result<Self> {
        let buffer = Buffer::default();
        let properties = Some(properties(&layout.metadata));
        let writer = ArrowWriter::try_new(buffer.clone(), layout.schema.clone(), properties).map_err(unwritten)?;
        Ok(Rows { writer, buffer, schema: layout.schema.clone() })
    }

    /// Whether rows of `batch` can follow those that were written.
    pub(super) fn takes(&self, batch: &RecordBatch) -> bool {
        self.schema.fields() == batch.schema().fields()
    }

    /// Writes `rows` of `batch`.
    pub(super) fn write(&mut self, batch: &RecordBatch, rows: Range<usize>, out: &mut dyn Write) -> Result<()> {
        self.writer.write(&batch.slice(rows.start, rows.len())).map_err(unwritten)?;
        if self.writer.in_progress_size() > WAITING {
            self.writer.flush().map_err(unwritten)?;
        }
        self.drain(out)
    }

    /// Writes what stands at the end of the file.
    pub(super) fn finish(mut self, out: &mut dyn Write) -> Result<()> {
        self.writer.finish().map_err(unwritten)?;
        self.drain(out)
    }

    fn drain(&self, out: &mut dyn Write) -> Result<()> {
        let Ok(mut bytes) = self.buffer.0.lock() else { return Ok(()) };
        out.write_all(&bytes).map_err(|e| super::failed("the records that stay", &e))?;
        bytes.clear();
        Ok(())
    }
}

fn unwritten(why: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::Io, format!("the rows that stay can't be written as Parquet ({why})"))
}

/// Compression column by column, length of row groups and key-value pairs as in the input.
fn properties(metadata: &ParquetMetaData) -> WriterProperties {
    let mut properties = WriterProperties::builder();
    if let Some(group) = metadata.row_groups().first() {
        for column in group.columns() {
            properties = properties.set_column_compression(column.column_path().clone(), column.compression());
        }
    }
    let longest = metadata.row_groups().iter().map(|group| group.num_rows()).max();
    if let Some(rows) = longest.and_then(|rows| usize::try_from(rows).ok()).filter(|rows| *rows > 0) {
        properties = properties.set_max_row_group_row_count(Some(rows));
    }
    // The writer adds the schema itself.
    let pairs = metadata.file_metadata().key_value_metadata().map(|pairs| {
        let own = pairs.iter().filter(|pair| pair.key != ARROW_SCHEMA_META_KEY);
        own.cloned().collect()
    });
    properties.set_key_value_metadata(pairs).build()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use arrow_array::cast::AsArray;
    use arrow_array::types::Int32Type;
    use arrow_array::{ArrayRef, DictionaryArray, Int64Array, ListArray, StringArray};
    use arrow_schema::Schema;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    use parquet::basic::Compression;
    use parquet::file::metadata::KeyValue;

    use super::super::{Config, Deduped, Loaded, dedupe, load, write};
    use super::*;
    use crate::model::Quiet;

    const TEXTS: [&str; 5] = [
        "The bridge over the river stays closed until the end of the summer",
        "Another matter that nobody has written about in these pages before",
        "the BRIDGE over the river stays closed, until the end of the summer!",
        "A third one about the new timetable of the trains to the coast",
        "Another matter that nobody has written about in these pages before",
    ];

    /// A table with a dictionary, a list and metadata of its own.
    fn table(compression: Compression) -> Vec<u8> {
        let topics: DictionaryArray<Int32Type> = ["town", "town", "town", "rail", "town"].into_iter().collect();
        let lists = ListArray::from_iter_primitive::<Int32Type, _, _>((0..5).map(|n| Some(vec![Some(n), None])));
        let columns: Vec<(&str, ArrayRef)> = vec![
            ("id", Arc::new(Int64Array::from(vec![10, 11, 12, 13, 14]))),
            ("topic", Arc::new(topics)),
            ("text", Arc::new(StringArray::from(TEXTS.to_vec()))),
            ("numbers", Arc::new(lists)),
        ];
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let about = HashMap::from([("made by".to_owned(), "a test".to_owned())]);
        let schema = Schema::new_with_metadata(batch.schema().fields().clone(), about);
        let batch = batch.with_schema(Arc::new(schema)).unwrap();
        let own = KeyValue::new("origin".to_owned(), "somewhere".to_owned());
        let properties = WriterProperties::builder()
            .set_compression(compression)
            .set_max_row_group_row_count(Some(2))
            .set_key_value_metadata(Some(vec![own]));
        let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties.build())).unwrap();
        writer.write(&batch).unwrap();
        writer.into_inner().unwrap()
    }

    /// Kept, removed, and whether there is anything to keep.
    fn run(inputs: &[&[u8]]) -> (Result<bool>, Vec<u8>, Vec<serde_json::Value>, Loaded) {
        let folder = tempfile::tempdir().unwrap();
        let name = |(at, bytes): (usize, &&[u8])| {
            let path = folder.path().join(format!("{at}"));
            std::fs::write(&path, bytes).unwrap();
            path.display().to_string()
        };
        let inputs: Vec<String> = inputs.iter().enumerate().map(name).collect();
        let config = Config::new().unwrap();
        let mut loaded = load(&inputs, &config, &Quiet).unwrap();
        let deduped: Deduped = dedupe(&mut loaded, &config, &Quiet).unwrap();
        let (mut kept, mut removed) = (Vec::new(), Vec::new());
        let outputs = write::Outputs { kept: Some(&mut kept), removed: Some(&mut removed), rejected: None };
        let written = write::write(&loaded, &deduped, outputs, &Quiet);
        let removed = removed.split(|b| *b == b'\n').filter(|line| !line.is_empty());
        let removed = removed.map(|line| serde_json::from_slice(line).unwrap()).collect();
        (written, kept, removed, loaded)
    }

    fn ids(parquet: Vec<u8>) -> Vec<i64> {
        let reader = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(parquet)).unwrap().build().unwrap();
        let id = |batch: RecordBatch| batch.column(0).as_primitive::<arrow_array::types::Int64Type>().values().to_vec();
        reader.flat_map(|batch| id(batch.unwrap())).collect()
    }

    #[test]
    fn rows_that_stay_leave_with_schema_compression_and_metadata() {
        for compression in [Compression::SNAPPY, Compression::UNCOMPRESSED, Compression::ZSTD(Default::default())] {
            let input = table(compression);
            let (written, kept, removed, loaded) = run(&[&input]);
            assert!(written.unwrap() && loaded.problems.is_empty());
            let told: Vec<String> =
                removed.iter().map(|r| format!("{}>{} {}", r["id"], r["kept_id"], r["raw"])).collect();
            assert_eq!(removed.len(), 2, "{told:?}");
            assert!(
                told[0].starts_with("\"12\">\"10\"")
                    && told[0].contains("town")
                    && told[1].starts_with("\"14\">\"11\"")
            );
            let open =
                |bytes: &[u8]| ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes.to_vec())).unwrap();
            let (before, after) = (open(&input), open(&kept));
            assert_eq!(before.schema(), after.schema());
            let about = |b: &ParquetRecordBatchReaderBuilder<bytes::Bytes>| {
                let pairs = b.metadata().file_metadata().key_value_metadata().unwrap().iter();
                pairs.map(|pair| pair.key.clone()).collect::<std::collections::BTreeSet<_>>()
            };
            assert_eq!(about(&before), about(&after));
            assert_eq!(after.metadata().row_group(0).column(2).compression(), compression);
            assert_eq!(after.metadata().row_group(0).num_rows(), 2);
            assert_eq!(ids(kept), [10, 11, 13]);
        }
    }

    #[test]
    fn what_is_cut_short_or_of_another_kind_is_said() {
        let input = table(Compression::SNAPPY);
        let (written, kept, _, loaded) = run(&[&input[..input.len() / 2]]);
        assert!(!written.unwrap() && kept.is_empty());
        assert!(loaded.problems.len() == 1 && loaded.problems[0].what().contains("no whole Parquet file"));
        let (written, kept, removed, loaded) = run(&[&input, &input[..input.len() - 9], &input]);
        assert!(written.unwrap() && removed.len() == 7 && loaded.problems.len() == 1);
        assert_eq!(ids(kept), [10, 11, 13]);
        let (written, ..) = run(&[&input, b"{\"text\":\"a line\"}\n"]);
        assert!(written.unwrap_err().what().contains("of another kind"), "mixed");
    }

    #[test]
    fn damage_is_said_whatever_the_byte() {
        let input = table(Compression::ZSTD(Default::default()));
        for at in 4..input.len() {
            let mut damaged = input.clone();
            damaged[at] ^= 0x55;
            let (_, _, removed, loaded) = run(&[&damaged]);
            assert!(removed.len() <= 5 && loaded.records.len() <= 6, "{at}");
        }
    }
}
