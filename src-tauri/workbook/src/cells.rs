//! The rows of one sheet, read as its part is inflated.

use crate::cell::{COLUMNS, Cell, ROWS, reference};
use crate::date::{Shape, iso};
use crate::merges::Merge;
use crate::plain::damaged;
use crate::xml::{Xml, attribute, unescaped};
use crate::{Inner, SAVE_AGAIN};
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;
use std::sync::Arc;

/// Bytes of one cell's text that are kept.
pub const CELL_MOST: usize = 1 << 20;
/// Bytes of one row's text that are kept; cells share texts, so a small file may hold large rows.
const ROW_MOST: usize = 64 << 20;
/// Bytes of all cells' text.
const TEXT_MOST: u64 = 2 << 30;
/// Formulas that others repeat, and ranges of one formula, that are remembered; and cells that such a range may have.
const REMEMBERED: usize = 1_000;
const RANGE_MOST: u64 = 100_000;

/// A row with the cells that hold something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetRow {
    /// The row as a spreadsheet program counts it, from 1.
    pub number: u64,
    /// Column (from 0) and cell, from left to right.
    pub cells: Vec<(usize, Cell)>,
}

impl SheetRow {
    /// The cell of a column, when it holds something.
    pub fn cell(&self, column: usize) -> Option<&Cell> {
        let at = self.cells.binary_search_by_key(&column, |(c, _)| *c).ok()?;
        self.cells.get(at).map(|(_, cell)| cell)
    }
}

/// The rows of a sheet that hold something, from top to bottom. After an error there is nothing more.
pub struct Cells {
    xml: Xml,
    book: Arc<Inner>,
    stored: usize,
    row: u64,
    text: u64,
    place: Place,
    formulas: HashMap<String, String>,
    /// Ranges of one formula without values.
    uncomputed: Vec<(Merge, String)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Before,
    Inside,
    After,
}

/// What stands inside a cell element.
#[derive(Default)]
struct Raw {
    formula: Option<String>,
    range: Option<Merge>,
    value: Option<String>,
    length: usize,
}

impl Cells {
    pub(crate) fn new(xml: Xml, book: Arc<Inner>, stored: usize) -> Self {
        Self { xml, book, stored, row: 0, text: 0, place: Place::Before, formulas: HashMap::new(), uncomputed: Vec::new() }
    }

    /// How much of the sheet was read, in bytes of the file as it is stored, and how many there are.
    pub fn done(&self) -> (u64, u64) {
        (self.stored.saturating_sub(self.xml.left()) as u64, self.stored as u64)
    }

    fn read(&mut self) -> Result<Option<SheetRow>, String> {
        while self.place != Place::After {
            let number = match self.xml.event()? {
                Event::Start(e) => match (e.local_name().as_ref(), self.place) {
                    ("sheetData", Place::Before) => {
                        self.place = Place::Inside;
                        continue;
                    }
                    ("row", Place::Inside) => attribute(&e, "r")?.map(|r| r.trim().parse::<u64>().unwrap_or(0)),
                    _ => continue,
                },
                Event::End(e) if e.local_name().as_ref() == "sheetData" => break,
                Event::Eof if self.place == Place::Before => return Err(damaged("a sheet has no cells part")),
                Event::Eof => return Err(damaged("a sheet ends too early")),
                _ => continue,
            };
            let number = number.unwrap_or(self.row + 1);
            if number <= self.row || number > ROWS {
                return Err(damaged("the rows of a sheet are not in order"));
            }
            self.row = number;
            let row = self.row()?;
            if !row.cells.is_empty() {
                return Ok(Some(row));
            }
        }
        self.place = Place::After;
        Ok(None)
    }

    /// The row that was begun.
    fn row(&mut self) -> Result<SheetRow, String> {
        let mut row = SheetRow { number: self.row, cells: Vec::new() };
        let (mut next, mut size) = (0, 0);
        loop {
            let (column, style, kind) = match self.xml.event()? {
                Event::Start(e) if e.local_name().as_ref() == "c" => place(&e, self.row, next)?,
                Event::Start(_) => {
                    self.xml.skip()?;
                    continue;
                }
                Event::End(_) => break,
                Event::Eof => return Err(damaged("a row ends too early")),
                _ => continue,
            };
            if column < next || column >= COLUMNS {
                return Err(damaged("the cells of a row are not in order"));
            }
            next = column + 1;
            let raw = self.raw()?;
            let shape = style.and_then(|s| self.book.shapes.get(s).copied()).unwrap_or(Shape::Number);
            let Some(mut cell) = self.cell(raw, kind.as_deref(), shape)? else { continue };
            let length = cell.text().len();
            if length > CELL_MOST || size + length > ROW_MOST {
                cell = Cell::TooLong(length);
            } else {
                size += length;
            }
            row.cells.push((column, cell));
        }
        self.text += size as u64;
        if self.text > TEXT_MOST {
            return Err("the cells of the sheet hold more than 2 GB of text; split the sheet".to_owned());
        }
        self.spread(&mut row);
        Ok(row)
    }

    /// The inside of the cell that was begun.
    fn raw(&mut self) -> Result<Raw, String> {
        let mut raw = Raw::default();
        loop {
            let (name, shared, range) = match self.xml.event()? {
                Event::Start(e) if e.local_name().as_ref() == "f" => {
                    let shared = if attribute(&e, "t")?.as_deref() == Some("shared") { attribute(&e, "si")? } else { None };
                    ("f", shared.map(|s| s.into_owned()), attribute(&e, "ref")?.as_deref().and_then(Merge::parse))
                }
                Event::Start(e) if e.local_name().as_ref() == "v" => ("v", None, None),
                Event::Start(e) if e.local_name().as_ref() == "is" => ("is", None, None),
                Event::Start(_) => ("", None, None),
                Event::End(_) => return Ok(raw),
                Event::Eof => return Err(damaged("a cell ends too early")),
                _ => continue,
            };
            match name {
                "f" => {
                    let mut formula = String::new();
                    self.xml.text(&mut formula, CELL_MOST)?;
                    // Cells that share a formula name it by number; the first one has its text.
                    if let Some(number) = &shared {
                        if formula.is_empty() {
                            formula = self.formulas.get(number).cloned().unwrap_or_default();
                        } else if self.formulas.len() < REMEMBERED && formula.len() < 8192 {
                            self.formulas.insert(number.clone(), formula.clone());
                        }
                    }
                    raw.range = range.filter(|_| shared.is_none());
                    raw.formula = Some(formula);
                }
                "v" => raw.length = self.xml.text(raw.value.get_or_insert_default(), CELL_MOST)?,
                "is" => raw.length = self.xml.rich(raw.value.insert(String::new()), CELL_MOST)?,
                _ => self.xml.skip()?,
            }
        }
    }

    /// What the inside means.
    fn cell(&mut self, raw: Raw, kind: Option<&str>, shape: Shape) -> Result<Option<Cell>, String> {
        if raw.length > CELL_MOST {
            return Ok(Some(Cell::TooLong(raw.length)));
        }
        let numeric = matches!(kind, None | Some("n"));
        if let Some(formula) = raw.formula {
            let value = raw.value.as_deref().map(str::trim);
            // An empty text is a value; an empty number is none. A workbook that asks to be computed when it is opened was written by
            // a program that does not compute, and such programs put a 0 where the value belongs.
            let none = match value {
                None => true,
                Some("") => kind != Some("str"),
                Some("0") => numeric && self.book.recalculates,
                Some(_) => false,
            };
            if none {
                if let Some(range) = raw.range.filter(|r| self.uncomputed.len() < REMEMBERED && r.area() <= RANGE_MOST) {
                    self.uncomputed.push((range, formula.clone()));
                }
                return Ok(Some(Cell::Uncomputed(formula)));
            }
        }
        let Some(value) = raw.value else { return Ok(None) };
        let trimmed = value.trim();
        let cell = match kind {
            Some("s") if trimmed.is_empty() => return Ok(None),
            Some("s") => {
                let text = self.book.strings.get(trimmed)?;
                if text.len() > CELL_MOST { Cell::TooLong(text.len()) } else { Cell::Text(text.to_owned()) }
            }
            Some("str" | "inlineStr") => Cell::Text(unescaped(&value).into_owned()),
            Some("e") => Cell::Error(trimmed.to_owned()),
            Some("b") if trimmed == "1" || trimmed.eq_ignore_ascii_case("true") => Cell::Bool(true),
            Some("b") if trimmed == "0" || trimmed.eq_ignore_ascii_case("false") => Cell::Bool(false),
            Some("b") => Cell::Text(value),
            Some("d") => Cell::Date(iso(trimmed, shape)),
            _ if numeric && trimmed.is_empty() => return Ok(None),
            _ if numeric => Cell::number(trimmed, shape, self.book.from_1904),
            _ => return Err(damaged(&format!("a cell has a kind that is not known; {SAVE_AGAIN}"))),
        };
        let empty = matches!(&cell, Cell::Text(t) | Cell::Error(t) | Cell::Date(t) if t.is_empty());
        Ok((!empty).then_some(cell))
    }

    /// Cells that share one formula without values have no value either.
    fn spread(&mut self, row: &mut SheetRow) {
        let number = u32::try_from(row.number).unwrap_or(u32::MAX);
        self.uncomputed.retain(|(range, _)| range.last_row >= number);
        for (range, formula) in self.uncomputed.iter().filter(|(r, _)| r.first_row <= number) {
            let columns = range.first_column..=range.last_column;
            for column in columns.filter_map(|c| usize::try_from(c).ok()) {
                if let Err(at) = row.cells.binary_search_by_key(&column, |(c, _)| *c) {
                    row.cells.insert(at, (column, Cell::Uncomputed(formula.clone())));
                }
            }
        }
    }
}

/// Column, style and kind of a cell element.
fn place(element: &BytesStart<'_>, row: u64, next: usize) -> Result<(usize, Option<usize>, Option<String>), String> {
    let (mut column, mut style, mut kind) = (next, None, None);
    for attribute in element.attributes().with_checks(false) {
        let attribute = attribute.map_err(|e| damaged(&e.to_string()))?;
        match attribute.key.as_ref() {
            "r" => match reference(&attribute.value) {
                Some((r, c)) if r == row => column = c,
                _ => return Err(damaged("a cell does not stand in its row")),
            },
            "s" => style = attribute.value.trim().parse().ok(),
            "t" => kind = Some(attribute.value.into_owned()),
            _ => {}
        }
    }
    Ok((column, style, kind))
}

impl Iterator for Cells {
    type Item = Result<SheetRow, String>;

    fn next(&mut self) -> Option<Self::Item> {
        let read = self.read();
        if read.is_err() {
            self.place = Place::After;
        }
        read.transpose()
    }
}
