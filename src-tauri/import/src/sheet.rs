//! One sheet of a workbook, row by row below its header.

use crate::error::ImportError;
use crate::rows::{CELL_LIMIT, Next, Row, Rows, name_headers};
use crate::text::{Pattern, words};
use countersign_workbook::{Cell, Cells, MergedDown, SheetRow, Visible, Workbook};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashSet};

/// Rows at the start of a sheet in which the headers are looked for.
const SEARCHED: usize = 60;
/// Bytes of text at the start of all sheets.
const BEGINNINGS_MOST: usize = 64 << 20;

/// How a sheet begins.
#[derive(Debug)]
pub struct SheetHead {
    /// Its position in the workbook.
    pub sheet: usize,
    /// The name on its tab.
    pub name: String,
    /// Whether it is shown.
    pub visible: Visible,
    /// Its first rows that say something, with their numbers; merged cells as the rows are read.
    pub rows: Vec<(u64, Vec<String>)>,
}

/// How the sheets that have cells begin.
///
/// # Errors
/// A plain sentence that names the sheet that cannot be read.
pub fn beginnings(book: &Workbook) -> Result<Vec<SheetHead>, String> {
    let (mut heads, mut size) = (Vec::new(), 0);
    for (sheet, info) in book.sheets().iter().enumerate().filter(|(_, info)| info.has_cells) {
        let broken = |why: String| format!("the sheet `{}`: {why}", info.name);
        let mut merged = MergedDown::new(book.merges(sheet).map_err(broken)?);
        let mut rows = Vec::new();
        for row in book.cells(sheet).map_err(broken)? {
            let mut row = row.map_err(broken)?;
            if merged.fill(&mut row).map_err(broken)?.own == 0 {
                continue;
            }
            let cells = texts(&row);
            size += cells.iter().map(String::len).sum::<usize>();
            if size > BEGINNINGS_MOST {
                return Err("the sheets begin with more than 64 MB of text; save the sheet that matters as CSV".to_owned());
            }
            rows.push((row.number, cells));
            if rows.len() == SEARCHED {
                break;
            }
        }
        heads.push(SheetHead { sheet, name: info.name.clone(), visible: info.visible, rows });
    }
    Ok(heads)
}

/// The cells of a row by position.
fn texts(row: &SheetRow) -> Vec<String> {
    let mut cells = vec![String::new(); row.cells.last().map_or(0, |(column, _)| column + 1)];
    for (column, cell) in &row.cells {
        if let Some(text) = cells.get_mut(*column) {
            cell.text().clone_into(text);
        }
    }
    cells
}

/// How often something was found, and the row where it was found first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// The first row.
    pub first: u64,
    /// How often.
    pub count: u64,
}

impl Count {
    fn add(&mut self, row: u64, more: u64) {
        if self.count == 0 {
            self.first = row;
        }
        self.count += more;
    }
}

/// The rows of a sheet below its header. A value that is merged over several rows holds for each of them.
pub struct SheetRows {
    book: Workbook,
    cells: Cells,
    merged: MergedDown,
    headers: Vec<String>,
    header_cells: usize,
    /// Columns that take the value above, with that value.
    above: BTreeMap<usize, String>,
    row: Row,
    read: SheetRow,
    number: u64,
    over: bool,
    from_merges: Count,
    from_above: Count,
    hidden: Count,
    uncomputed: BTreeMap<usize, Count>,
}

impl SheetRows {
    /// Opens a sheet and goes to the row below its header. Blank cells of columns whose headers fit `fill_down` take the value above.
    ///
    /// # Errors
    /// A plain sentence when the sheet cannot be read or has no such row.
    pub fn open(book: &Workbook, sheet: usize, header_row: u64, fill_down: &[Pattern]) -> Result<Self, String> {
        let mut cells = book.cells(sheet)?;
        let mut merged = MergedDown::new(book.merges(sheet)?);
        let header = loop {
            let mut row = cells.next().ok_or_else(|| format!("row {header_row} of the sheet is blank"))??;
            merged.fill(&mut row)?;
            if row.number > header_row {
                return Err(format!("row {header_row} of the sheet is blank"));
            }
            if row.number == header_row {
                break row;
            }
        };
        let texts = texts(&header);
        let mut headers = name_headers(texts.iter().map(String::as_str)).0;
        // Cells without a header at the end of the header row are no columns.
        headers.truncate(texts.iter().rposition(|t| !t.trim().is_empty()).map_or(0, |i| i + 1));
        let fits = |header: &String| fill_down.iter().any(|p| p.fits(&words(header)));
        let above = headers.iter().enumerate().filter(|(_, h)| fits(h)).map(|(i, _)| (i, String::new())).collect();
        Ok(Self {
            book: book.clone(),
            cells,
            merged,
            header_cells: headers.len(),
            headers,
            above,
            row: Row::default(),
            read: SheetRow::default(),
            number: header_row,
            over: false,
            from_merges: Count::default(),
            from_above: Count::default(),
            hidden: Count::default(),
            uncomputed: BTreeMap::new(),
        })
    }

    /// Makes the cells of a row a row of ours.
    fn lay_out(&mut self, row: &SheetRow) -> Next {
        let wrong = |code, column: Option<&String>, reason| Next::Reject { code, column: column.cloned(), reason };
        let last = row.cells.iter().rfind(|(_, cell)| !cell.is_blank()).map_or(0, |(column, _)| column + 1);
        self.name_up_to(last);
        for (column, cell) in &row.cells {
            let header = self.headers.get(*column);
            match cell {
                Cell::TooLong(bytes) if *bytes > CELL_LIMIT => {
                    return wrong("import/field-too-long", header, format!("a cell of {bytes} bytes is longer than {CELL_LIMIT}"));
                }
                Cell::TooLong(_) => {
                    return wrong("import/field-too-long", header, "the cells of the row hold more than 64 MB of text".to_owned());
                }
                cell if cell.text().contains('\0') => {
                    return wrong("import/nul-byte", header, "the row holds a NUL character".to_owned());
                }
                _ => {}
            }
        }
        self.row.start(row.number);
        let mut cells = row.cells.iter().peekable();
        for column in 0..last.max(self.header_cells) {
            let cell = cells.next_if(|(c, _)| *c == column).map(|(_, cell)| cell);
            if let Some(Cell::Uncomputed(_)) = cell {
                self.uncomputed.entry(column).or_default().add(row.number, 1);
            }
            let text = cell.map_or("", Cell::text);
            match self.above.get_mut(&column) {
                Some(above) if cell.is_none_or(Cell::is_blank) => {
                    if !above.is_empty() {
                        self.from_above.add(row.number, 1);
                    }
                    self.row.push(above);
                }
                Some(above) => {
                    text.clone_into(above);
                    self.row.push(text);
                }
                None => self.row.push(text),
            }
        }
        Next::Row
    }

    /// Gives the columns beside the table names, so that nothing in them is lost.
    fn name_up_to(&mut self, width: usize) {
        if width <= self.headers.len() {
            return;
        }
        let known: HashSet<String> = self.headers.iter().cloned().collect();
        for column in self.headers.len()..width {
            let mut name = format!("(column {})", column + 1);
            while known.contains(&name) {
                name.push_str("#2");
            }
            self.headers.push(name);
        }
    }
}

impl Rows for SheetRows {
    fn headers(&self) -> &[String] {
        &self.headers
    }

    fn next(&mut self) -> Result<Next, ImportError> {
        while !self.over {
            let filled = match self.cells.next() {
                None => break,
                Some(Ok(read)) => {
                    self.number = read.number;
                    let mut row = read.clone();
                    self.read = read;
                    self.merged.fill(&mut row).map(|done| (row, done))
                }
                Some(Err(why)) => {
                    self.number += 1;
                    self.read = SheetRow::default();
                    Err(why)
                }
            };
            match filled {
                Ok((row, done)) => {
                    self.hidden.add(row.number, done.hidden);
                    if done.own == 0 {
                        continue;
                    }
                    self.from_merges.add(row.number, done.filled);
                    return Ok(self.lay_out(&row));
                }
                Err(reason) => {
                    self.over = true;
                    return Ok(Next::Reject { code: "import/unreadable-sheet", column: None, reason });
                }
            }
        }
        self.over = true;
        Ok(Next::End)
    }

    fn row(&self) -> &Row {
        &self.row
    }

    fn number(&self) -> u64 {
        self.number
    }

    /// The row's own cells, written as CSV; a formula without a value as the formula.
    fn raw(&self) -> String {
        let mut out = String::new();
        let mut at = 0;
        for (column, cell) in &self.read.cells {
            out.extend(std::iter::repeat_n(',', column - at));
            at = *column;
            let formula;
            let text = match cell {
                Cell::Uncomputed(f) => {
                    formula = format!("={f}");
                    &formula
                }
                cell => cell.text(),
            };
            if text.contains(['"', ',', '\n', '\r']) {
                out.push('"');
                out.push_str(&text.replace('"', "\"\""));
                out.push('"');
            } else {
                out.push_str(text);
            }
        }
        out
    }

    fn done(&self) -> u64 {
        let (read, stored) = self.cells.done();
        let file = self.book.bytes().len() as u64;
        if self.over { file } else { file.saturating_mul(read) / stored.max(1) }
    }

    fn noticed(&self) -> Vec<(&'static str, u64, Option<String>, String)> {
        let mut said = Vec::new();
        let mut note = |code, found: Count, column: Option<&String>, what: &str| {
            if found.count > 0 {
                said.push((code, found.first, column.cloned(), format!("{} {what}; the first is in this row", found.count)));
            }
        };
        note("import/filled-down", self.from_merges, None, "cells took the value of the merged range they belong to");
        note("import/filled-down", self.from_above, None, "blank cells took the value of the row above");
        note("import/hidden-by-merge", self.hidden, None, "values under merged ranges were left out");
        for (column, found) in &self.uncomputed {
            note("import/formula-without-value", *found, self.headers.get(*column), "formulas of this column have no value in the file");
        }
        said
    }

    fn sha256(&mut self) -> Result<String, ImportError> {
        Ok(Sha256::digest(self.book.bytes()).iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

#[cfg(test)]
mod tests;
