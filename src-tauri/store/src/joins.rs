//! Which ids of several sources are one person, account or workload: accepted by a person or by an exact key, never by a name.

use crate::error::{During, Result, StoreError};
use crate::journal::Seq;
use crate::versions::live;
use crate::{Change, Workspace};
use countersign_core::Table;
use rusqlite::{OptionalExtension, Row, named_params};
use std::collections::BTreeSet;

/// Tables whose keys are ids that may be joined.
const TABLES: [Table; 6] = [Table::People, Table::Identities, Table::Credentials, Table::Tools, Table::Resources, Table::Workflows];

/// Whether two ids are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinState {
    /// They are one person, account or workload.
    Same,
    /// They are not, and are not proposed again.
    Different,
}

impl JoinState {
    /// The state as it is stored and shown.
    pub fn word(self) -> &'static str {
        match self {
            JoinState::Same => "same",
            JoinState::Different => "different",
        }
    }
}

/// What was said about two ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Join {
    /// The smaller id.
    pub a: String,
    /// The other id.
    pub b: String,
    /// Whether they are one.
    pub state: JoinState,
    /// The key that is equal, for example `e-mail ann@example.com`; `None` when a person says so without one.
    pub rule: Option<String>,
    /// Why.
    pub why: String,
    /// Who says so.
    pub by: String,
}

/// The joins that were accepted, as [`countersign_core::dataset::Dataset::with_joins`] takes them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SameIds {
    /// Pairs of ids that are one.
    pub pairs: Vec<(String, String)>,
    /// Those of the ids that the organisation's own tables hold.
    pub own: BTreeSet<String>,
}

impl Change<'_> {
    /// Says whether two ids, in either order, are one, in place of what was said before. `false` when just this was said before.
    ///
    /// # Errors
    /// [`StoreError::Value`] when they are the same id, or one is empty; when it cannot be written.
    pub fn join(&mut self, join: &Join) -> Result<bool> {
        if join.a == join.b || join.a.is_empty() || join.b.is_empty() {
            let detail = "a join needs two ids".to_owned();
            return Err(StoreError::Value { operation: "join", subject: format!("`{}` and `{}`", join.a, join.b), detail });
        }
        let (a, b) = ordered(&join.a, &join.b);
        let rule = join.rule.as_deref().unwrap_or("");
        let row = [("a", a), ("b", b), ("state", join.state.word()), ("rule", rule), ("why", &join.why), ("by", &join.by)];
        self.replace("joins", &[("a", a), ("b", b)], &row)
    }

    /// Takes back what was said about two ids, in either order. `false` when nothing was.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn forget_join(&mut self, a: &str, b: &str) -> Result<bool> {
        let (a, b) = ordered(a, b);
        self.replace("joins", &[("a", a), ("b", b)], &[])
    }
}

impl Workspace {
    /// What was said about pairs of ids, now or as of a version, by both ids.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn joins(&self, at: Option<Seq>) -> Result<Vec<Join>> {
        let sql = format!("SELECT a, b, state, rule, why, by FROM joins WHERE {} ORDER BY a, b", live(at));
        let mut statement = self.conn.prepare_cached(&sql).during("read", "joins")?;
        let mut rows = statement.query(named_params! {":at": at}).during("read", "joins")?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().during("read", "joins")? {
            let (join, state) = join(row).during("read", "joins")?;
            let state = [JoinState::Same, JoinState::Different].into_iter().find(|s| s.word() == state).ok_or_else(|| {
                let subject = format!("{} and {}", join.a, join.b);
                StoreError::Value { operation: "read join of", subject, detail: format!("`{state}` is not a state") }
            })?;
            found.push(Join { state, ..join });
        }
        Ok(found)
    }

    /// The joins that were accepted, now or as of a version.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn same_ids(&self, at: Option<Seq>) -> Result<SameIds> {
        let joins = self.joins(at)?.into_iter().filter(|j| j.state == JoinState::Same);
        let pairs: Vec<(String, String)> = joins.map(|j| (j.a, j.b)).collect();
        let sql = format!("SELECT 1 FROM records WHERE tbl = :tbl AND key = :key AND source = '' AND {} LIMIT 1", live(at));
        let mut statement = self.conn.prepare_cached(&sql).during("look up", "joined ids")?;
        let mut own = BTreeSet::new();
        for id in pairs.iter().flat_map(|(a, b)| [a, b]) {
            for table in TABLES {
                let params = named_params! {":tbl": table.name(), ":key": id, ":at": at};
                if !own.contains(id) && statement.query_row(params, |_| Ok(())).optional().during("look up", id)?.is_some() {
                    own.insert(id.clone());
                }
            }
        }
        Ok(SameIds { pairs, own })
    }
}

fn ordered<'i>(a: &'i str, b: &'i str) -> (&'i str, &'i str) {
    if a < b { (a, b) } else { (b, a) }
}

/// A join, with its state still to be read.
fn join(row: &Row<'_>) -> rusqlite::Result<(Join, String)> {
    let rule: String = row.get("rule")?;
    let join = Join {
        a: row.get("a")?,
        b: row.get("b")?,
        state: JoinState::Different,
        rule: Some(rule).filter(|r| !r.is_empty()),
        why: row.get("why")?,
        by: row.get("by")?,
    };
    Ok((join, row.get("state")?))
}
