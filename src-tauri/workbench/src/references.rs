//! What rows name that is not in the workspace. Said, never repaired.

use crate::error::Result;
use crate::importing::ImportedFile;
use countersign_core::record::Record;
use countersign_core::tables::Table;
use countersign_core::{Diagnostic, SourceRef};
use countersign_store::Workspace;
use std::collections::BTreeMap;

/// Columns that name rows of other tables; any of the tables will do.
const REFERENCES: &[(Table, &str, &[Table])] = &[
    (Table::Actions, "workflow", &[Table::Workflows]),
    (Table::Credentials, "identity", &[Table::Identities, Table::People]),
    (Table::Grants, "identity", &[Table::Identities, Table::People]),
    (Table::Grants, "resource", &[Table::Resources]),
    (Table::Flows, "workflow", &[Table::Workflows]),
    (Table::Events, "workflow", &[Table::Workflows]),
    (Table::ContextChanges, "workflow", &[Table::Workflows]),
    (Table::ControlTests, "control", &[Table::Controls]),
    (Table::ControlTests, "evidence", &[Table::Evidence]),
    (Table::ControlTests, "workflow", &[Table::Workflows]),
    (Table::Controls, "scope_workflows", &[Table::Workflows]),
    (Table::Evidence, "controls", &[Table::Controls]),
    (Table::Evidence, "workflows", &[Table::Workflows]),
    (Table::Exceptions, "workflow", &[Table::Workflows]),
    (Table::Exceptions, "compensating_controls", &[Table::Controls]),
    (Table::Decisions, "workflow", &[Table::Workflows]),
    (Table::Requests, "control", &[Table::Controls]),
    (Table::SystemRecords, "workflow", &[Table::Workflows]),
    (Table::Workflows, "identities", &[Table::Identities]),
    (Table::Workflows, "agents", &[Table::Identities]),
    (Table::Workflows, "tools", &[Table::Tools]),
];

/// The names seen in one batch, each with the first row that uses it.
#[derive(Default)]
pub(crate) struct References {
    seen: BTreeMap<(usize, String), (u64, u32)>,
    /// The workflow of the last event: logs name the same one for many rows.
    last: String,
}

impl References {
    /// Remembers what a record names.
    pub fn note(&mut self, record: &Record) {
        if record.table == Table::Events {
            let workflow = record.get("workflow").unwrap_or("");
            if workflow == self.last {
                return;
            }
            workflow.clone_into(&mut self.last);
        }
        for (i, (_, column, _)) in REFERENCES.iter().enumerate().filter(|(_, (table, ..))| *table == record.table) {
            // A list that says `none` names nothing.
            for name in record.list(column).unwrap_or_default() {
                self.seen.entry((i, name.to_owned())).or_insert((record.origin.row, record.origin.file));
            }
        }
    }

    /// Says which of them are not in the workspace once the batch is in.
    pub fn check(self, workspace: &Workspace, files: &mut [ImportedFile]) -> Result<()> {
        let known: BTreeMap<u32, countersign_store::StoredFile> = workspace.files(None)?.into_iter().map(|f| (f.source.id, f)).collect();
        for ((i, name), (row, file)) in self.seen {
            let Some((table, column, targets)) = REFERENCES.get(i) else { continue };
            let mut found = false;
            for target in *targets {
                found |= workspace.record(*target, &name, None)?.is_some();
            }
            if found {
                continue;
            }
            let stored = known.get(&file);
            let at = stored.map_or_else(|| SourceRef::file(table.name()), |f| f.source.cell(row, Some(column)));
            let wanted = targets.iter().map(|t| t.name()).collect::<Vec<_>>().join(" or ");
            let d =
                Diagnostic::new("import/unknown-reference", format!("`{name}` in {table}.{column} is not in {wanted}."), at).about(&name);
            let place = files.iter().position(|f| stored.is_some_and(|s| f.path == s.source.name));
            if let Some(f) = place.and_then(|p| files.get_mut(p)) {
                f.diagnostics.push(d);
            }
        }
        Ok(())
    }
}
