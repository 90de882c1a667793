//! The workspace at one moment, frozen: its records, choices and parameters, and the digest that names them.

use crate::desk::Workbench;
use crate::error::Result;
use countersign_core::catalog::Content;
use countersign_core::citation::Choice;
use countersign_core::dataset::Dataset;
use countersign_core::digest::{canonical_json, hex};
use countersign_core::parameters::Parameters;
use countersign_core::record::Record;
use countersign_core::tables::Table;
use countersign_store::{AttachedCatalog, SameIds, Seq, StoreError, StoredFile, Workspace};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// The workspace as it was after one journal entry.
pub(crate) struct Snapshot {
    /// Records and files.
    pub data: Dataset,
    /// Files with how they were read.
    pub files: Vec<StoredFile>,
    /// Ids that were accepted as one.
    pub same: SameIds,
    /// People's choices of citations, by text.
    pub choices: BTreeMap<String, Choice>,
    /// Thresholds a person changed in the workspace.
    pub parameters: Parameters,
    /// Attached official catalogs.
    pub attached: Vec<AttachedCatalog>,
    /// Events held, which are not in `data`.
    pub events: u64,
    /// The last journal entry it contains.
    pub seq: Seq,
}

impl Snapshot {
    /// Reads the workspace as of an entry; now, when none is given.
    pub fn read(workspace: &Workspace, at: Option<Seq>) -> Result<Self> {
        let seq = match at {
            Some(seq) => seq,
            None => workspace.head()?.seq,
        };
        let mut records = Vec::new();
        for table in Table::ALL.iter().filter(|t| **t != Table::Events) {
            records.extend(workspace.records(*table, Some(seq))?);
        }
        let mut held = BTreeSet::new();
        for sha in records.iter().filter(|r| r.table == Table::Evidence).filter_map(|r| r.extra("sha256")) {
            if workspace.blob_len(sha)?.is_some() {
                held.insert(sha.to_owned());
            }
        }
        let files = workspace.files(Some(seq))?;
        let choices = crate::resolving::choices(workspace, Some(seq))?;
        let same = crate::importing::same_ids(workspace, Some(seq))?;
        Ok(Self {
            data: Dataset::new(files.iter().map(|f| f.source.clone()).collect(), records, held).with_joins(&same.pairs, &same.own),
            same,
            files,
            choices,
            parameters: parameters(workspace, Some(seq))?,
            attached: workspace.attached(Some(seq))?,
            events: workspace.counts(Some(seq))?.get(&Table::Events).copied().unwrap_or(0),
            seq,
        })
    }

    /// `sha256:…` over every record with its sources, the choices, the joins, the attached catalogs, the basis and the rule set.
    pub fn digest(&self, workspace: &Workspace, basis: &Value, content: &Content) -> Result<String> {
        let mut hash = Sha256::new();
        let mut line = |value: &Value| -> Result<()> {
            hash.update(canonical_json(value)?.as_bytes());
            hash.update(b"\n");
            Ok(())
        };
        line(&json!({"basis": basis, "ruleset": content.ruleset()?}))?;
        for choice in &self.choices {
            line(&json!({"choice": choice}))?;
        }
        for catalog in &self.attached {
            line(&json!({"attached": catalog.edition, "sha256": catalog.sha256}))?;
        }
        for (a, b) in &self.same.pairs {
            line(&json!({"same": [a, b]}))?;
        }
        for file in &self.files {
            line(
                &json!({"read": file.source.name, "sha256": file.source.sha256, "records": file.counts.records, "rejected": file.counts.rejected}),
            )?;
        }
        let names: BTreeMap<u32, Value> =
            self.files.iter().map(|f| (f.source.id, json!([f.source.name, f.source.sha256, f.source.sheet]))).collect();
        for table in Table::ALL.iter().filter(|t| **t != Table::Events) {
            for record in self.data.rows(*table) {
                line(&frozen(record, &names))?;
            }
        }
        let mut failed = None;
        workspace
            .events(Some(self.seq), &mut |event| {
                line(&frozen(event, &names)).map_err(|e| {
                    failed = Some(e);
                    StoreError::Stopped
                })
            })
            .or_else(|e| failed.take().map_or(Err(e.into()), Err))?;
        Ok(format!("sha256:{}", hex(&hash.finalize())))
    }
}

/// The thresholds of the workspace, as of an entry; now, when none is given.
pub(crate) fn parameters(workspace: &Workspace, at: Option<Seq>) -> Result<Parameters> {
    let mut parameters = Parameters::default();
    for (name, value) in workspace.settings(at)? {
        // A threshold of another version that no longer exists changes nothing.
        let _ = parameters.set(&name, &value);
    }
    Ok(parameters)
}

fn frozen(record: &Record, names: &BTreeMap<u32, Value>) -> Value {
    let fields: Map<String, Value> = record.named().map(|(c, v)| (c.to_owned(), Value::from(v))).collect();
    let extra: Map<String, Value> = record.extra.iter().map(|(h, v)| (h.clone(), Value::from(v.as_str()))).collect();
    let mut row = vec![json!([record.table, record.key, fields, extra, names.get(&record.origin.file), record.origin.row])];
    // What was read elsewhere, when the record is merged of several sources.
    row.extend(record.others.iter().map(|(position, origin)| json!([position, names.get(&origin.file), origin.row])));
    if row.len() == 1 { row.swap_remove(0) } else { Value::Array(row) }
}

impl Workbench {
    pub(crate) fn snapshot(&self) -> Result<Snapshot> {
        Snapshot::read(&self.workspace, None)
    }
}
