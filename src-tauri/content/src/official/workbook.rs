//! Exports of NIST's CSF Reference Tool. The sheet and its columns are found by their headings.

use super::assemble::{self, Element, Head};
use super::{BY_NOTE, Official, plain};
use calamine::{DataRef, ExcelDateTime, ExcelDateTimeType, Reader, Xlsx};
use countersign_core::catalog::Edition;
use countersign_workbook::Limits;
use std::collections::BTreeMap;
use std::io::Cursor;

const MB: u64 = 1024 * 1024;

/// The limits of domain 7.
pub const LIMITS: Limits =
    Limits { file: 32 * MB, entries: 2_000, entry: 100 * MB, total: 200 * MB, ratio: 100, ratio_from: MB, strings: 2_000_000 };

/// Cells of all sheets together.
const CELLS_MOST: usize = 2_000_000;
/// Bytes of cell text that are kept; one shared text may stand in many cells.
const TEXT_MOST: usize = 64 * 1024 * 1024;
/// Columns a sheet may have, and columns that are looked at.
const COLUMNS_MOST: u32 = 16_384;
const COLUMNS_READ: u32 = 64;
/// Rows in which the headings may stand.
const HEADER_ROWS: usize = 30;

/// Day numbers that are taken for dates: 1900 to 2173.
const DAYS: std::ops::Range<f64> = 1.0..100_000.0;

/// The cells of a sheet by row and column.
type Rows = BTreeMap<u32, BTreeMap<u32, String>>;

/// Reads a workbook whose container was inspected.
pub fn read(bytes: &[u8], edition: &Edition) -> Result<Official, String> {
    let damaged = |e: calamine::XlsxError| format!("it is not a sound .xlsx workbook: {}", plain::short(&e.to_string()));
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut budget = Budget { cells: 0, text: 0 };
    let mut about = Rows::new();
    let mut table = None;
    for name in book.sheet_names() {
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
        let mut rows = Rows::new();
        while let Some(cell) = cells.next_cell().map_err(damaged)? {
            let (row, column) = cell.get_position();
            budget.cell(column)?;
            let text = shown(cell.get_value());
            if column < COLUMNS_READ && !text.is_empty() {
                budget.text(text.len())?;
                rows.entry(row).or_default().insert(column, text);
            }
        }
        match columns(&rows) {
            Some(found) if table.is_none() => table = Some((found, rows)),
            Some(_) => return Err("two sheets have the columns Function, Category and Subcategory".to_owned()),
            None if about.is_empty() => about = rows,
            None => {}
        }
    }
    let Some((columns, rows)) = table else {
        return Err("no sheet has the columns Function, Category and Subcategory; export the whole Core from the Reference Tool".to_owned());
    };
    let elements = elements(&rows, &columns);
    if elements.is_empty() {
        return Err("the sheet with the columns Function, Category and Subcategory has no rows".to_owned());
    }
    assemble::official(head(&about), elements, edition)
}

struct Budget {
    cells: usize,
    text: usize,
}

impl Budget {
    fn cell(&mut self, column: u32) -> Result<(), String> {
        self.cells += 1;
        if self.cells > CELLS_MOST || column >= COLUMNS_MOST {
            return Err(format!("the workbook has more than {CELLS_MOST} cells or {COLUMNS_MOST} columns"));
        }
        Ok(())
    }

    fn text(&mut self, bytes: usize) -> Result<(), String> {
        self.text += bytes;
        if self.text > TEXT_MOST { Err("the workbook holds more than 64 MB of text".to_owned()) } else { Ok(()) }
    }
}

/// A cell as text; a day as `2026-07-15`.
fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(s) => s.clone(),
        DataRef::SharedString(s) => (*s).to_owned(),
        DataRef::DateTimeIso(s) => s.clone(),
        DataRef::DateTime(d) if DAYS.contains(&d.as_f64()) => day(d),
        DataRef::Float(n) => n.to_string(),
        DataRef::Int(n) => n.to_string(),
        _ => String::new(),
    }
}

fn day(date: &ExcelDateTime) -> String {
    let (year, month, day, ..) = date.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}")
}

/// The three columns and the row below their headings.
struct Columns {
    function: u32,
    category: u32,
    subcategory: u32,
    first_row: u32,
}

fn columns(rows: &Rows) -> Option<Columns> {
    rows.iter().take(HEADER_ROWS).find_map(|(row, cells)| {
        let of = |name: &str| cells.iter().find(|(_, t)| t.trim().eq_ignore_ascii_case(name)).map(|(c, _)| *c);
        Some(Columns {
            function: of("function")?,
            category: of("category")?,
            subcategory: of("subcategory")?,
            first_row: row.saturating_add(1),
        })
    })
}

/// The sheet before the table says what the workbook is: `Title`, `Change Log`, `Generated Date`.
fn head(about: &Rows) -> Head {
    let said = |name: &str| {
        about.values().find_map(|cells| {
            let mut texts = cells.values();
            texts.next().filter(|t| t.trim().eq_ignore_ascii_case(name))?;
            texts.next().cloned()
        })
    };
    let generated = said("Generated Date").map(|text| match text.parse::<f64>() {
        Ok(n) if DAYS.contains(&n) => day(&ExcelDateTime::new(n, ExcelDateTimeType::DateTime, false)),
        _ => text,
    });
    let version = [said("Change Log"), generated.map(|d| format!("generated {d}"))];
    Head {
        format: "CSF Reference Tool XLSX",
        title: said("Title").unwrap_or_default(),
        version: version.into_iter().flatten().collect::<Vec<_>>().join(", "),
        oscal_version: None,
        marker: BY_NOTE,
    }
}

fn elements(rows: &Rows, columns: &Columns) -> Vec<Element> {
    let mut out = Vec::new();
    for cells in rows.range(columns.first_row..).map(|(_, cells)| cells) {
        let cell = |column: u32| cells.get(&column).map_or("", |t| t.trim());
        out.extend(headed(cell(columns.function)));
        out.extend(headed(cell(columns.category)));
        numbered(cell(columns.subcategory), &mut out);
    }
    out
}

/// `Organizational Context (GV.OC): The circumstances …`, or `GOVERN (GV)` in the second row that each function has.
fn headed(cell: &str) -> Option<Element> {
    let close = cell.match_indices(')').map(|(at, _)| at).find(|at| {
        let after = cell.get(at + 1..).unwrap_or("").trim_start();
        after.is_empty() || after.starts_with(':')
    })?;
    let (title, id) = cell.get(..close)?.rsplit_once('(')?;
    let text = cell.get(close + 1..).unwrap_or("").trim_start().trim_start_matches(':').trim();
    if id.is_empty() || id.contains(char::is_whitespace) {
        return None;
    }
    Some(element(id, title.trim(), text))
}

/// `GV.OC-01: The organizational mission …`, one or several to a cell, each beginning a line.
fn numbered(cell: &str, out: &mut Vec<Element>) {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in cell.lines() {
        match line.split_once(':').filter(|(id, _)| is_number(id.trim())) {
            Some((id, text)) => found.push((id.trim().to_owned(), text.trim().to_owned())),
            None => {
                if let Some((_, text)) = found.last_mut() {
                    text.push('\n');
                    text.push_str(line);
                }
            }
        }
    }
    out.extend(found.iter().map(|(id, text)| element(id, "", text.trim())));
}

fn is_number(text: &str) -> bool {
    text.len() <= 24
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.ends_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || ['.', '-', ' '].contains(&c))
}

fn element(id: &str, title: &str, text: &str) -> Element {
    let withdrawn = text.trim_start_matches('[').get(..9).is_some_and(|w| w.eq_ignore_ascii_case("withdrawn"));
    let targets = if withdrawn { ids(text) } else { Vec::new() };
    Element {
        id: id.to_owned(),
        title: title.to_owned(),
        text: if withdrawn { String::new() } else { text.to_owned() },
        withdrawn,
        targets,
        ..Element::default()
    }
}

/// The ids in `[Withdrawn: Incorporated into GV.RR-02, GV.SC-02]`; none in `… into other Categories and Functions`.
fn ids(note: &str) -> Vec<String> {
    let words = note.split(|c: char| c.is_whitespace() || [',', ';', '[', ']', ':'].contains(&c)).map(|w| w.trim_end_matches('.'));
    let is_id = |w: &&str| {
        w.len() >= 2
            && w.starts_with(|c: char| c.is_ascii_uppercase())
            && w.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || ['.', '-'].contains(&c))
    };
    words.filter(is_id).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_row_and_its_empty_twin() {
        let whole = headed("GOVERN (GV): The strategy (e.g., appetite): set").unwrap();
        assert_eq!((whole.id.as_str(), whole.title.as_str(), whole.text.as_str()), ("GV", "GOVERN", "The strategy (e.g., appetite): set"));
        let twin = headed("GOVERN (GV)").unwrap();
        assert_eq!((twin.id.as_str(), twin.text.as_str()), ("GV", ""));
        assert!(headed("GOVERN").is_none() && headed("").is_none() && headed("a (b c)").is_none() && headed(")(").is_none());
    }

    #[test]
    fn a_cell_may_hold_several_subcategories() {
        let mut out = Vec::new();
        numbered("GV.OC-01: One\nNote: still one\nGV.OC-02: [Withdrawn: Moved into GV.RM-02]", &mut out);
        assert_eq!(
            out.iter().map(|e| (e.id.as_str(), e.text.as_str())).collect::<Vec<_>>(),
            [("GV.OC-01", "One\nNote: still one"), ("GV.OC-02", "")]
        );
        assert_eq!(out[1].targets, ["GV.RM-02"]);
        assert!(ids("[Withdrawn: Incorporated into other Categories and Functions]").is_empty());
    }
}
