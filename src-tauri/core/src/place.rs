//! Where something that an analysis says can be read: a cell of a record, or an event.

use crate::dataset::Dataset;
use crate::record::{Origin, Record};
use crate::source::SourceRef;
use crate::tables::Table;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A place an analysis points to. It is kept by key, so that it outlives the records it was found in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Place {
    /// A column of a record; without one, the record as a whole.
    Cell {
        /// The table.
        table: Table,
        /// The record's key.
        key: String,
        /// The column; it may be unknown in the record.
        column: Option<Cow<'static, str>>,
    },
    /// An event of a log.
    Event {
        /// Its id.
        id: String,
        /// The file and the row.
        at: Origin,
        /// The column that says it.
        column: Option<Cow<'static, str>>,
    },
}

impl Place {
    /// A column of a record.
    pub fn cell(record: &Record, column: &'static str) -> Self {
        Self::Cell { table: record.table, key: record.key.clone(), column: Some(Cow::Borrowed(column)) }
    }

    /// A record as a whole.
    pub fn record(record: &Record) -> Self {
        Self::Cell { table: record.table, key: record.key.clone(), column: None }
    }

    /// The place in the user's file. A column that the file has not is read as the cell that names the record, because there the
    /// record is silent.
    pub fn source(&self, data: &Dataset) -> SourceRef {
        match self {
            Self::Cell { table, key, column } => match (data.find(*table, key), column) {
                (None, _) => SourceRef::file(&format!("({table} {key} is not in the workspace)")),
                (Some(r), Some(c)) if data.has_column(r, c) => data.cell(r, Some(c)),
                (Some(r), _) => data.naming_cell(r),
            },
            Self::Event { at, column, .. } => data.event_cell(*at, column.as_deref()),
        }
    }
}
