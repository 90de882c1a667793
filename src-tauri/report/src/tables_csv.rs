//! CSV: every field quoted, formulas defused, lines end in LF.

use crate::error::ReportError;
use crate::guard::guard;
use crate::tables::{self, Sheet, Value};
use countersign_core::gap_report::GapReport;

/// The gaps.
pub(crate) fn gaps(report: &GapReport) -> Result<Vec<u8>, ReportError> {
    write(&tables::gaps(report))
}

/// Every table: file name and bytes.
pub(crate) fn all(report: &GapReport) -> Result<Vec<(String, Vec<u8>)>, ReportError> {
    let mut out = Vec::new();
    let frameworks = report.frameworks.iter().map(|f| {
        let mut sheet = tables::framework(f);
        sheet.name = format!("requirements {}", file_word(&f.id));
        sheet
    });
    let sheets = [tables::summary(report), tables::gaps(report)].into_iter().chain(frameworks).chain(tables::lists(report));
    for sheet in sheets {
        let mut name = sheet.file_name();
        while out.iter().any(|(other, _)| *other == name) {
            name.insert(0, '_');
        }
        out.push((name, write(&sheet)?));
    }
    out.push(("grid.csv".to_owned(), grid(report)?));
    Ok(out)
}

/// A table that is not one of the report's.
pub(crate) fn plain(columns: &[String], rows: &[Vec<String>]) -> Result<Vec<u8>, ReportError> {
    let trouble = |source: csv::Error| ReportError::Csv { table: "table".to_owned(), source };
    let mut out = writer();
    for record in std::iter::once(columns).chain(rows.iter().map(Vec::as_slice)) {
        out.write_record(record.iter().map(|cell| guard(cell).into_owned())).map_err(trouble)?;
    }
    out.into_inner().map_err(|e| trouble(e.into_error().into()))
}

/// A framework's id as part of a file name.
fn file_word(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() || ".-_".contains(c) { c.to_ascii_lowercase() } else { '-' }).take(60).collect()
}

fn writer() -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).flexible(true).from_writer(Vec::new())
}

fn write(sheet: &Sheet) -> Result<Vec<u8>, ReportError> {
    let trouble = |source: csv::Error| ReportError::Csv { table: sheet.name.clone(), source };
    let mut out = writer();
    out.write_record(&sheet.columns).map_err(trouble)?;
    for row in &sheet.rows {
        let fields = row.iter().map(|value| match value {
            Value::Text(text) => guard(text).into_owned(),
            Value::Number(n) => n.to_string(),
        });
        out.write_record(fields).map_err(trouble)?;
    }
    out.into_inner().map_err(|e| trouble(e.into_error().into()))
}

/// One row per workflow, one column per requirement, a letter per cell.
fn grid(report: &GapReport) -> Result<Vec<u8>, ReportError> {
    let trouble = |source: csv::Error| ReportError::Csv { table: "grid".to_owned(), source };
    let mut out = writer();
    let head = std::iter::once("Workflow".to_owned()).chain(report.grid.requirements.iter().map(|r| guard(r).into_owned()));
    out.write_record(head).map_err(trouble)?;
    for row in &report.grid.rows {
        // A hyphen begins like a formula; a dash does not.
        let cells = row.cells.chars().map(|c| if c == '-' { "–".to_owned() } else { c.to_string() });
        out.write_record(std::iter::once(guard(&row.workflow).into_owned()).chain(cells)).map_err(trouble)?;
    }
    out.into_inner().map_err(|e| trouble(e.into_error().into()))
}
