//! The cells of imported records whose text was not understood, as the gap report lists them: they count as not told.

use crate::gap::Writing;
use countersign_core::gap_report::UnreadCell;
use countersign_core::tables::{Kind, Table, spec};
use countersign_core::words::{counted, verb};

impl Writing<'_> {
    /// Every cell that was not understood and that no other file tells, by table and record.
    pub fn unread(&self) -> Vec<UnreadCell> {
        let data = &self.assessed.frozen.data;
        let of_table = |table: &Table| {
            let spec = spec(*table);
            data.rows(*table).iter().flat_map(|record| {
                record.extra.iter().filter_map(|(header, raw)| {
                    let column = header.strip_prefix("raw.")?.split('#').next()?;
                    // A day that was read on an assumption keeps its text too.
                    let is_day = spec.position(column).and_then(|at| spec.columns.get(at)).is_some_and(|c| c.kind == Kind::Date);
                    if is_day && record.get(column).is_some() {
                        return None;
                    }
                    Some(UnreadCell {
                        at: data.attribute(record, header),
                        table: record.table.name().to_owned(),
                        record: crate::importing::shown_key(&record.key),
                        column: column.to_owned(),
                        raw: raw.clone(),
                    })
                })
            })
        };
        Table::ALL.iter().flat_map(of_table).collect()
    }
}

/// How many cells were not understood, and where each is listed. Those of events are not.
pub(crate) fn said(cells: u64, events: bool) -> Option<String> {
    const EVENTS: &str =
        "Cells of events that were not understood are named at the import and by the command explain, and are not listed here.";
    let they = verb(cells, "It counts as not told and is", "They count as not told and are");
    let text = format!(
        "{} {} not wholly understood at import. {they} in the list of unread cells; in a pack that is csv/unread-cells.csv.",
        counted(cells, "cell"),
        verb(cells, "was", "were")
    );
    match (cells > 0, events) {
        (true, true) => Some(format!("{text} {EVENTS}")),
        (true, false) => Some(text),
        (false, true) => Some(EVENTS.to_owned()),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_is_not_said() {
        assert_eq!(said(0, false), None);
        let one = "1 cell was not wholly understood at import. It counts as not told and is in the list of unread cells; in a pack that is \
                   csv/unread-cells.csv.";
        assert_eq!(said(1, false).unwrap(), one);
        assert!(said(2_000, true).unwrap().starts_with("2,000 cells were not wholly understood at import. They count as not told and are"));
        assert!([said(0, true), said(1_000_000, true)].into_iter().flatten().all(|text| text.contains("events") && text.len() <= 320));
    }
}
