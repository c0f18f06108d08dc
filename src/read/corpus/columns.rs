//! Parquet: rows of columns, read batch by batch.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::file::metadata::ParquetMetaData;

use super::{Content, Roles, Scratch, Wishes};
use crate::error::{Error, ErrorKind, Result};
use crate::read::parquet::{check_places, damaged, quietly, value};

/// Rows of a batch: many beside what a batch costs, few beside the memory that long texts take.
const BATCH: usize = 512;

/// What a file says of its columns.
#[derive(Debug)]
pub struct Layout {
    /// The file's own description: schema, compression, key-value pairs.
    pub metadata: Arc<ParquetMetaData>,
    /// The columns, with the metadata of the whole: a batch has only that of its columns.
    pub schema: SchemaRef,
    roles: Roles,
}

/// A file on its way into batches.
pub(super) struct Table {
    reader: ParquetRecordBatchReader,
    pub layout: Arc<Layout>,
    rows: u64,
}

impl Table {
    pub(super) fn open(path: &Path, wishes: &Wishes) -> Result<Self> {
        let file = File::open(path).map_err(|e| Error::io("", &e))?;
        let opened = quietly(|| catch_unwind(|| ParquetRecordBatchReaderBuilder::try_new(file)));
        let builder = opened.unwrap_or_else(|_| Err(undecodable())).map_err(damaged)?;
        check_places(builder.metadata())?;
        let schema = builder.schema().clone();
        let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
        let roles = Roles::new(&names, wishes);
        let layout = Arc::new(Layout { metadata: builder.metadata().clone(), schema, roles });
        let reader = builder.with_batch_size(BATCH).build().map_err(damaged)?;
        Ok(Table { reader, layout, rows: 0 })
    }

    /// The next rows. An error is the last thing that comes: what follows it can't be found.
    pub(super) fn next(&mut self) -> Option<Result<RecordBatch>> {
        // The decoder panics on some damaged pages.
        let batch = quietly(|| catch_unwind(AssertUnwindSafe(|| self.reader.next())));
        let batch = match batch.unwrap_or_else(|_| Some(Err(undecodable().into())))? {
            Ok(batch) => batch,
            Err(why) => {
                let what = format!("the rows from {} on can't be decoded ({why}); all before were read", self.rows + 1);
                return Some(Err(Error::new(ErrorKind::Record, what).way_out("write the file again")));
            }
        };
        self.rows += batch.num_rows() as u64;
        Some(Ok(batch))
    }
}

fn undecodable() -> parquet::errors::ParquetError {
    parquet::errors::ParquetError::General("a page is damaged".to_owned())
}

/// What stands in one row.
pub(super) fn content<'a>(batch: &RecordBatch, layout: &Layout, row: usize, scratch: &'a mut Scratch) -> Content<'a> {
    let roles = &layout.roles;
    let text = scratch.join(roles.text.iter().filter_map(|&at| value(batch.column(at).as_ref(), row)));
    let one = |role: Option<usize>| role.and_then(|at| value(batch.column(at).as_ref(), row));
    let (id, date) = (one(roles.id), one(roles.date));
    let filled = batch.columns().iter().filter(|column| !column.is_null(row)).count() as u32;
    scratch.content(text, id, date, filled)
}

/// A row as one JSON object: the fields that can be written as text.
pub fn row_as_json(batch: &RecordBatch, row: usize) -> String {
    let schema = batch.schema();
    let fields = schema.fields().iter().zip(batch.columns());
    let known = fields.filter_map(|(field, column)| Some((field.name().clone(), value(column.as_ref(), row)?.into())));
    serde_json::Value::Object(known.collect()).to_string()
}
