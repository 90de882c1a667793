//! The gap report as files: PDF, XLSX, CSV and JSON. The document comes in as plain data and nothing is decided here;
//! the same document always gives the same bytes.

mod book;
#[cfg(test)]
mod checks;
mod context;
mod display;
mod error;
mod flow;
mod guard;
mod inert;
mod markdown;
mod marks;
mod palette;
pub mod synthetic;
mod tables;
mod tables_csv;
mod templates;
mod typeset;
mod words;
mod writer;
mod xlsx;

use countersign_core::gap_report::GapReport;

pub use error::ReportError;
pub use synthetic::synthetic;
pub use templates::Templates;

/// The report as a PDF: cover, contents, a body of at most thirty pages, and the registers as appendices.
///
/// # Errors
/// When a template is wrong or the file cannot be written.
pub fn pdf(report: &GapReport, templates: &Templates) -> Result<Vec<u8>, ReportError> {
    let (document, set) = book::lay_out(report, templates)?;
    let organisation = inert::one_line(&report.organisation, 200, &Default::default()).into_owned();
    let about = writer::About {
        title: format!("Gap report, {organisation}"),
        subject: "Mapping is a review aid. It is not a certification.".to_owned(),
        made_at: report.basis.assessed_at.clone(),
        tool: format!("Countersign {}", inert::one_line(&report.basis.tool_version, 40, &Default::default())),
    };
    writer::write(&document, &set.fonts, &about)
}

/// The report as a workbook, one sheet per list, with the workflow x requirement grid.
///
/// # Errors
/// When the workbook cannot be written.
pub fn xlsx(report: &GapReport) -> Result<Vec<u8>, ReportError> {
    xlsx::write(report)
}

/// Any table as CSV, written as the report's are.
///
/// # Errors
/// When the rows cannot be written, which memory alone can cause.
pub fn csv_table(columns: &[String], rows: &[Vec<String>]) -> Result<Vec<u8>, ReportError> {
    tables_csv::plain(columns, rows)
}

/// The list of gaps as CSV: UTF-8, all fields quoted, formulas defused.
///
/// # Errors
/// When the table cannot be written.
pub fn csv(report: &GapReport) -> Result<Vec<u8>, ReportError> {
    tables_csv::gaps(report)
}

/// Every list, register and the grid as CSV tables: file name (`workflows.csv`) and bytes.
///
/// # Errors
/// When a table cannot be written.
pub fn csv_tables(report: &GapReport) -> Result<Vec<(String, Vec<u8>)>, ReportError> {
    tables_csv::all(report)
}

/// The report as canonical JSON (`countersign/gap-report@1`).
///
/// # Errors
/// When a value has no JSON form.
pub fn json(report: &GapReport) -> Result<Vec<u8>, ReportError> {
    Ok(countersign_core::digest::canonical_json(report)?.into_bytes())
}
