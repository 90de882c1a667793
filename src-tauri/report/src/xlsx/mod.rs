//! The workbook: the report's lists as sheets, and the grid. Texts are text cells, never formulas.

mod grid;

use crate::error::ReportError;
use crate::guard::guard;
use crate::tables::{self, Sheet, Value};
use countersign_core::gap_report::GapReport;
use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The longest text a cell of a workbook holds, with room for a note.
const LONGEST: usize = 32_000;

/// The most rows a sheet holds.
const ROWS: usize = 1_048_000;

/// Shared cell formats.
pub(super) struct Formats {
    pub head: Format,
    pub text: Format,
    pub number: Format,
    pub title: Format,
}

/// The report as a workbook.
pub(crate) fn write(report: &GapReport) -> Result<Vec<u8>, ReportError> {
    parted(report, ROWS)
}

/// The report as a workbook; a list of more rows than a sheet may hold goes on in another sheet.
fn parted(report: &GapReport, most: usize) -> Result<Vec<u8>, ReportError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(report)?);
    let formats = Formats {
        head: Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Bottom)
            .set_background_color(Color::RGB(0xF4_F2EE))
            .set_border_bottom(FormatBorder::Thin)
            .set_border_bottom_color(Color::RGB(0x8A_8478)),
        text: Format::new().set_text_wrap().set_align(FormatAlign::Top),
        number: Format::new().set_align(FormatAlign::Top).set_num_format("#,##0"),
        title: Format::new().set_bold().set_font_size(14),
    };
    let mut names = BTreeSet::new();
    sheet(&mut workbook, &mut names, &tables::summary(report), &formats, most)?;
    for framework in &report.frameworks {
        sheet(&mut workbook, &mut names, &tables::framework(framework), &formats, most)?;
    }
    sheet(&mut workbook, &mut names, &tables::gaps(report), &formats, most)?;
    for list in tables::lists(report) {
        let last = list.name == "Workflows";
        sheet(&mut workbook, &mut names, &list, &formats, most)?;
        if last {
            grid::write(workbook.add_worksheet(), report, &formats)?;
            names.insert("grid".to_owned());
        }
    }
    Ok(workbook.save_to_buffer()?)
}

/// Who, what and when: never the moment of writing.
fn properties(report: &GapReport) -> Result<DocProperties, ReportError> {
    let stamp = report.basis.assessed_at.get(..19).unwrap_or_default();
    let made = ExcelDateTime::parse_from_str(stamp).or_else(|_| ExcelDateTime::from_ymd(2000, 1, 1))?;
    let text = |text: &str| crate::inert::one_line(text, 200, &BTreeSet::new()).into_owned();
    Ok(DocProperties::new()
        .set_title(format!("Gap report, {}", text(&report.organisation)))
        .set_subject("Mapping is a review aid. It is not a certification.")
        .set_author(format!("Countersign {}", text(&report.basis.tool_version)))
        .set_creation_datetime(&made))
}

fn sheet(workbook: &mut Workbook, names: &mut BTreeSet<String>, table: &Sheet, formats: &Formats, most: usize) -> Result<(), ReportError> {
    // A table without rows has its head all the same.
    let parts = table.rows.len().div_ceil(most.max(1)).max(1);
    for rows in table.rows.chunks(most.max(1)).chain(std::iter::once(&[][..])).take(parts) {
        let out = workbook.add_worksheet();
        out.set_name(sheet_name(&table.name, names))?;
        for (column, title) in (0..).zip(&table.columns) {
            out.write_string_with_format(0, column, *title, &formats.head)?;
            out.set_column_width(column, width(table, usize::from(column)))?;
        }
        for (row, values) in (1..).zip(rows) {
            for (column, value) in (0..).zip(values) {
                match value {
                    Value::Text(text) => text_cell(out, row, column, text, &formats.text)?,
                    Value::Number(n) => {
                        out.write_number_with_format(row, column, *n as f64, &formats.number)?;
                    }
                }
            }
        }
        out.set_freeze_panes(1, 1)?;
        let last = (rows.len() as u32, table.columns.len().saturating_sub(1) as u16);
        out.autofilter(0, 0, last.0, last.1)?;
    }
    Ok(())
}

/// A text as a text cell, defused and cut to what a cell holds.
pub(super) fn text_cell(out: &mut Worksheet, row: u32, column: u16, text: &str, format: &Format) -> Result<(), ReportError> {
    let text = guard(text);
    let long = text.chars().count();
    let text = if long > LONGEST {
        Cow::Owned(format!("{}… ({} more characters)", text.chars().take(LONGEST).collect::<String>(), long - LONGEST))
    } else {
        text
    };
    if !text.is_empty() {
        out.write_string_with_format(row, column, &*text, format)?;
    }
    Ok(())
}

/// Wide enough for most of a column's texts.
fn width(table: &Sheet, column: usize) -> f64 {
    let title = table.columns.get(column).map_or(0, |t| t.len() + 4);
    let texts = table.rows.iter().take(200).filter_map(|row| row.get(column)).map(|value| match value {
        Value::Text(text) => text.chars().count() + 2,
        Value::Number(_) => 6,
    });
    texts.max().unwrap_or(0).max(title.min(16)).clamp(7, 60) as f64
}

/// A name a workbook takes: no reserved characters, 31 at most, not used before.
fn sheet_name(wanted: &str, names: &mut BTreeSet<String>) -> String {
    let clean: String = wanted.chars().map(|c| if "[]:*?/\\'".contains(c) || c.is_control() { ' ' } else { c }).take(28).collect();
    let clean = clean.trim().to_owned();
    let clean = if clean.is_empty() || clean.eq_ignore_ascii_case("history") { "Sheet".to_owned() } else { clean };
    let mut name = clean.clone();
    let mut n = 2;
    while !names.insert(name.to_lowercase()) || name.eq_ignore_ascii_case("grid") {
        name = format!("{} {n}", clean.chars().take(26).collect::<String>());
        n += 1;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Reader, Xlsx, open_workbook_from_rs};

    #[test]
    fn a_list_that_is_longer_than_a_sheet_goes_on_in_the_next() {
        let report = crate::synthetic(3_000);
        assert_eq!((report.rejected.len(), report.workflows.len()), (7, 3_000));
        let mut book: Xlsx<_> = open_workbook_from_rs(std::io::Cursor::new(parted(&report, 3).unwrap())).unwrap();
        let parts: Vec<String> = book.sheet_names().into_iter().filter(|n| n.starts_with("Rejected rows")).collect();
        assert_eq!(parts, ["Rejected rows", "Rejected rows 2", "Rejected rows 3"]);
        let mut texts = Vec::new();
        for part in &parts {
            let range = book.worksheet_range(part).unwrap();
            assert_eq!(range.get_value((0, 8)).unwrap().to_string(), "Raw text");
            texts.extend(range.rows().skip(1).map(|row| row[8].to_string()));
        }
        let wanted: Vec<String> = report.rejected.iter().map(|r| guard(&r.raw).into_owned()).collect();
        assert_eq!(texts, wanted);
    }
}
