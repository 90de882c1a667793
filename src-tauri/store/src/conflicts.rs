//! Columns that sources disagree on.

use crate::Workspace;
use crate::error::{During, Result, StoreError};
use crate::journal::Seq;
use crate::merged::decode;
use crate::versions::live;
use countersign_core::Table;
use countersign_core::precedence::{self, Conflict, Precedence, Told};
use rusqlite::{ToSql, named_params};

impl Workspace {
    /// The columns that sources disagree on, now or as of a version, by table, key and column, with the value that stands and why.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn conflicts(&self, at: Option<Seq>) -> Result<Vec<Conflict>> {
        self.conflicting(at, "true", named_params! {":at": at})
    }

    /// As [`Workspace::conflicts`] now, of the records of which a row was written after a version: the cost is that of those rows.
    /// In a [`Change::view`](crate::Change::view), `change.seq() - 1` gives those that the change touched.
    ///
    /// # Errors
    /// As [`Workspace::conflicts`].
    pub fn conflicts_since(&self, since: Seq) -> Result<Vec<Conflict>> {
        let now: Option<Seq> = None;
        self.conflicting(None, include_str!("sql/touched_records.sql"), named_params! {":at": now, ":since": since})
    }

    fn conflicting(&self, at: Option<Seq>, touched: &str, params: &[(&str, &dyn ToSql)]) -> Result<Vec<Conflict>> {
        let sql = include_str!("sql/conflicting_records.sql").replace("{live}", live(at)).replace("{touched}", touched);
        let mut statement = self.conn.prepare_cached(&sql).during("look for", "conflicts")?;
        let mut rows = statement.query(params).during("look for", "conflicts")?;
        let (stated, unstated) = (self.precedence(at)?, Precedence::default());
        let mut found: Vec<Conflict> = Vec::new();
        let mut told: Vec<Told> = Vec::new();
        let mut take = |told: &mut Vec<Told>| {
            let sources = told.first().is_some_and(|t| t.record.table == Table::Sources);
            found.extend(if sources { &unstated } else { &stated }.conflicts(told));
        };
        while let Some(row) = rows.next().during("look for", "conflicts")? {
            let name: String = row.get("tbl").during("look for", "conflicts")?;
            let table: Table =
                name.parse().map_err(|detail| StoreError::Value { operation: "read", subject: "a table's name".to_owned(), detail })?;
            let one = decode(table, row)?;
            if told.first().is_some_and(|t| (t.record.table, &t.record.key) != (table, &one.record.key)) {
                take(&mut told);
            }
            precedence::add(&mut told, one);
        }
        take(&mut told);
        // Stable, so columns stay in their order.
        found.sort_by(|x, y| (x.table, &x.key).cmp(&(y.table, &y.key)));
        Ok(found)
    }
}
