//! The rows of imported files that were left out, as the gap report lists them.

use crate::error::Result;
use crate::gap::Writing;
use countersign_core::SourceRef;
use countersign_core::codes;
use countersign_core::gap_report::RejectedRow;
use countersign_core::words::{counted, grouped, verb};
use countersign_store::{Rejected, Seq, StoredFile};
use std::collections::BTreeMap;

impl Writing<'_> {
    /// Every row that was left out of the files the dataset was read from, by file, sheet and row: those of each file's last reading, which
    /// its counts are of.
    pub fn rejected(&self) -> Result<Vec<RejectedRow>> {
        let mut readings: BTreeMap<Seq, BTreeMap<u32, &StoredFile>> = BTreeMap::new();
        for file in &self.assessed.frozen.files {
            readings.entry(file.read_by).or_default().insert(file.source.id, file);
        }
        let mut rows = Vec::new();
        for (seq, files) in readings {
            let kept = self.bench.workspace.rejected(seq)?;
            rows.extend(kept.into_iter().filter_map(|row| Some(listed(files.get(&row.file)?, row))));
        }
        // Where several reasons stand at one place, they stay in the order in which they were given.
        rows.sort_by(|a, b| place(a).cmp(&place(b)));
        Ok(rows)
    }
}

/// What the rows are ordered by.
fn place(row: &RejectedRow) -> (&str, &str, Option<&str>, Option<u64>) {
    (&row.at.file, &row.sha256, row.at.sheet.as_deref(), row.at.row)
}

fn listed(file: &StoredFile, row: Rejected) -> RejectedRow {
    let table = file.format.get("table").and_then(serde_json::Value::as_str).unwrap_or_default();
    RejectedRow {
        at: SourceRef { file: file.source.name.clone(), sheet: file.source.sheet.clone(), row: Some(row.row), column: row.column },
        sha256: file.source.sha256.clone(),
        table: table.to_owned(),
        hint: codes::find(&row.code).map_or_else(String::new, |code| code.hint.to_owned()),
        code: row.code,
        reason: row.reason,
        raw: row.raw,
    }
}

/// How many rows were rejected and where each is listed; `lines` is the length of the list.
pub(crate) fn said(rows: u64, lines: u64) -> String {
    const WHERE: &str = "in the list of rejected rows; in a pack that is csv/rejected-rows.csv";
    if rows == 0 && lines == 0 {
        return "No row was rejected at import.".to_owned();
    }
    if rows == 0 {
        let (subjects, were) = (counted(lines, "subject"), verb(lines, "was", "were"));
        return format!(
            "No row was rejected as a whole at import; of rows that give several, {subjects} {were} left out. The reason stands {WHERE}."
        );
    }
    let mut text = format!("{} {} rejected at import. ", counted(rows, "row"), verb(rows, "was", "were"));
    text.push_str(verb(rows, "It stands with its reason ", "Each stands with its reason "));
    text.push_str(WHERE);
    text.push('.');
    if lines > rows {
        text.push_str(&format!(
            " It has {} lines: of a row that gives several subjects, each that was left out has its own.",
            grouped(lines)
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_none_and_many_are_said_as_people_say_them() {
        assert_eq!(said(0, 0), "No row was rejected at import.");
        let list = "in the list of rejected rows; in a pack that is csv/rejected-rows.csv.";
        assert_eq!(said(1, 1), format!("1 row was rejected at import. It stands with its reason {list}"));
        assert_eq!(said(1_200, 1_200), format!("1,200 rows were rejected at import. Each stands with its reason {list}"));
        let longer = said(2, 3);
        assert!(longer.starts_with("2 rows were rejected at import.") && longer.contains(" has 3 lines"), "{longer}");
        let parts = "No row was rejected as a whole at import; of rows that give several, 1 subject was left out. The reason stands";
        assert_eq!(said(0, 1), format!("{parts} {list}"));
        // The PDF prints a limit up to this length.
        assert!([said(1_000_000, 2_000_000), said(0, 2_000_000)].iter().all(|text| text.chars().count() <= 320));
    }
}
