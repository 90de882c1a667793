//! The cells of imported records whose text was not understood, as the gap report lists them: they count as not told.

use crate::gap::Writing;
use countersign_core::gap_report::UnreadCell;
use countersign_core::tables::Table;
use countersign_core::words::{counted, verb};

impl Writing<'_> {
    /// Every cell that was not understood and that no other file tells, by table and record.
    pub fn unread(&self) -> Vec<UnreadCell> {
        let data = &self.assessed.frozen.data;
        let of_table = |table: &Table| {
            data.rows(*table).iter().flat_map(|record| {
                record.extra.iter().filter_map(|(header, raw)| {
                    let column = header.strip_prefix("raw.")?.split('#').next()?;
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

/// How many cells were not understood, and where each is listed.
pub(crate) fn said(cells: u64) -> Option<String> {
    let they = verb(cells, "It counts as not told and is", "They count as not told and are");
    let text = format!(
        "{} {} not understood at import. {they} in the list of unread cells; in a pack that is csv/unread-cells.csv.",
        counted(cells, "cell"),
        verb(cells, "was", "were")
    );
    (cells > 0).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_is_not_said() {
        assert_eq!(said(0), None);
        let one = "1 cell was not understood at import. It counts as not told and is in the list of unread cells; in a pack that is \
                   csv/unread-cells.csv.";
        assert_eq!(said(1).unwrap(), one);
        assert!(said(2_000).unwrap().starts_with("2,000 cells were not understood at import. They count as not told and are in"));
    }
}
