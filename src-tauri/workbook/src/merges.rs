//! Ranges of cells that were made one.

use crate::cell::{Cell, reference};
use crate::cells::SheetRow;
use crate::plain::damaged;
use crate::xml::{Xml, attribute};
use quick_xml::events::Event;
use std::collections::BTreeMap;

/// Merged ranges a sheet may have.
const MOST: usize = 1_000_000;

/// Cells that were made one. The first one has the value; what the others hold cannot be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Merge {
    /// The first row, from 1.
    pub first_row: u32,
    /// The last row.
    pub last_row: u32,
    /// The first column, from 0.
    pub first_column: u32,
    /// The last column.
    pub last_column: u32,
}

impl Merge {
    /// Reads `A1:C3`.
    pub(crate) fn parse(range: &str) -> Option<Self> {
        let (first, last) = range.split_once(':').unwrap_or((range, range));
        let ((r1, c1), (r2, c2)) = (reference(first)?, reference(last)?);
        let (rows, columns) = ([r1.min(r2), r1.max(r2)], [c1.min(c2), c1.max(c2)]);
        let [first_row, last_row] = rows.map(|r| u32::try_from(r).unwrap_or(u32::MAX));
        let [first_column, last_column] = columns.map(|c| u32::try_from(c).unwrap_or(u32::MAX));
        Some(Self { first_row, last_row, first_column, last_column })
    }

    /// How many cells it has.
    pub(crate) fn area(&self) -> u64 {
        u64::from(self.last_row - self.first_row + 1) * u64::from(self.last_column - self.first_column + 1)
    }
}

/// The merged ranges of a sheet from top to bottom.
pub fn read(mut xml: Xml) -> Result<Vec<Merge>, String> {
    let mut merges = Vec::new();
    loop {
        match xml.event()? {
            Event::Start(e) if e.local_name().as_ref() == "mergeCell" => {
                let range = attribute(&e, "ref")?.unwrap_or_default();
                let merge = Merge::parse(&range).ok_or_else(|| damaged(&format!("`{range}` is not a range of cells")))?;
                merges.push(merge);
                if merges.len() > MOST {
                    return Err(format!("the sheet has more than {MOST} merged ranges; take the merging away and save it again"));
                }
            }
            Event::Start(e) if e.local_name().as_ref() == "sheetData" => xml.skip()?,
            Event::Eof => break,
            _ => {}
        }
    }
    merges.sort_unstable();
    Ok(merges)
}

/// Gives each row below the first of a merged range the range's value, and takes out what a merge hides.
#[derive(Debug)]
pub struct MergedDown {
    merges: Vec<Merge>,
    next: usize,
    /// Ranges of the row, by their first column, with their value.
    active: BTreeMap<u32, (Merge, Option<Cell>)>,
}

/// What merges did to a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// Cells that got the value of a merged range that began above.
    pub filled: u64,
    /// Cells with a value of their own that a merge hides; it was taken out.
    pub hidden: u64,
    /// Cells of the row's own that say something.
    pub own: u64,
}

impl MergedDown {
    /// Begins at the top of a sheet with these merged ranges, in the order of [`crate::Workbook::merges`].
    pub fn new(merges: Vec<Merge>) -> Self {
        Self { merges, next: 0, active: BTreeMap::new() }
    }

    /// Applies the merges to the next row. Rows must come from top to bottom, and none with cells may be left out.
    ///
    /// # Errors
    /// When ranges overlap.
    pub fn fill(&mut self, row: &mut SheetRow) -> Result<Filled, String> {
        let number = u32::try_from(row.number).unwrap_or(u32::MAX);
        self.active.retain(|_, (merge, _)| merge.last_row >= number);
        while let Some(merge) = self.merges.get(self.next).copied().filter(|m| m.first_row <= number) {
            self.next += 1;
            if merge.last_row < number {
                continue;
            }
            let before = self.active.range(..=merge.last_column).next_back();
            if before.is_some_and(|(_, (other, _))| other.last_column >= merge.first_column) {
                return Err(damaged("merged ranges overlap"));
            }
            let column = usize::try_from(merge.first_column).unwrap_or(usize::MAX);
            // A range whose first row has no cells at all has no value.
            let value = if merge.first_row == number { row.cell(column).cloned() } else { None };
            self.active.insert(merge.first_column, (merge, value));
        }
        let said = |row: &SheetRow| row.cells.iter().filter(|(_, cell)| !cell.is_blank()).count() as u64;
        let mut done = Filled { own: said(row), ..Filled::default() };
        if self.active.is_empty() {
            return Ok(done);
        }
        row.cells.retain(|(column, cell)| {
            let column = u32::try_from(*column).unwrap_or(u32::MAX);
            let over = self.active.range(..=column).next_back().map(|(_, (merge, _))| merge).filter(|m| m.last_column >= column);
            let hides = over.is_some_and(|m| m.first_row < number || m.first_column < column);
            done.hidden += u64::from(hides && !cell.is_blank());
            !hides
        });
        done.own = said(row);
        for (merge, value) in self.active.values().filter(|(m, _)| m.first_row < number) {
            if let Some(cell) = value {
                row.cells.push((usize::try_from(merge.first_column).unwrap_or(usize::MAX), cell.clone()));
                done.filled += 1;
            }
        }
        if done.filled > 0 {
            row.cells.sort_by_key(|(column, _)| *column);
        }
        Ok(done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: u64, cells: &[(usize, &str)]) -> SheetRow {
        SheetRow { number, cells: cells.iter().map(|(c, t)| (*c, Cell::Text((*t).to_owned()))).collect() }
    }

    fn down(ranges: &[&str]) -> MergedDown {
        let mut merges: Vec<Merge> = ranges.iter().map(|r| Merge::parse(r).unwrap()).collect();
        merges.sort_unstable();
        MergedDown::new(merges)
    }

    #[test]
    fn a_merged_value_holds_for_each_of_its_rows_and_columns_stay_as_they_are() {
        let mut merged = down(&["B2:B4", "A1:C1", "C3:D4"]);
        let mut title = row(1, &[(0, "Title"), (2, "hidden")]);
        assert_eq!(merged.fill(&mut title).unwrap(), Filled { filled: 0, hidden: 1, own: 1 });
        assert_eq!(title, row(1, &[(0, "Title")]));
        let mut first = row(2, &[(0, "1"), (1, "team")]);
        assert_eq!(merged.fill(&mut first).unwrap(), Filled { own: 2, ..Filled::default() });
        let mut second = row(3, &[(0, "2"), (1, "below"), (2, "x")]);
        assert_eq!(merged.fill(&mut second).unwrap(), Filled { filled: 1, hidden: 1, own: 2 });
        assert_eq!(second, row(3, &[(0, "2"), (1, "team"), (2, "x")]));
        let mut third = row(4, &[(0, "3")]);
        assert_eq!(merged.fill(&mut third).unwrap().filled, 2);
        assert_eq!(third, row(4, &[(0, "3"), (1, "team"), (2, "x")]));
        let mut after = row(5, &[(0, "4")]);
        assert_eq!(merged.fill(&mut after).unwrap(), Filled { own: 1, ..Filled::default() });
    }

    #[test]
    fn a_merge_of_nothing_fills_nothing_and_overlaps_are_refused() {
        let mut merged = down(&["A1:A3"]);
        let mut late = row(2, &[(0, "x"), (1, "y")]);
        assert_eq!(merged.fill(&mut late).unwrap(), Filled { filled: 0, hidden: 1, own: 1 });
        assert_eq!(late, row(2, &[(1, "y")]));
        assert!(down(&["A1:C2", "B1:B3"]).fill(&mut row(1, &[])).unwrap_err().contains("overlap"));
        assert!(down(&["A1:C2", "B2:B3"]).fill(&mut row(2, &[])).unwrap_err().contains("overlap"));
        assert!(Merge::parse("A1:").is_none() && Merge::parse("A1:XFE2").is_none());
        assert_eq!(Merge::parse("C3:A1"), Merge::parse("A1:C3"));
    }
}
