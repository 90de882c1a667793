//! The gap report as files: PDF, XLSX, CSV and JSON. The document comes in as plain data and nothing is decided here;
//! the same document always gives the same bytes.

mod error;
pub mod synthetic;
mod templates;

use countersign_core::gap_report::GapReport;

pub use error::ReportError;
pub use templates::Templates;

/// The report as a PDF: cover, contents, body of at most thirty pages, registers as appendices.
///
/// # Errors
/// When a template is wrong or the file cannot be written.
pub fn pdf(_report: &GapReport, _templates: &Templates) -> Result<Vec<u8>, ReportError> {
    Err(ReportError::Pdf { reason: "not built yet".to_owned() })
}

/// The report as a workbook, one sheet per list, with the workflow x requirement grid.
///
/// # Errors
/// When the workbook cannot be written.
pub fn xlsx(_report: &GapReport) -> Result<Vec<u8>, ReportError> {
    Err(ReportError::Pdf { reason: "not built yet".to_owned() })
}

/// The list of gaps as CSV, all fields quoted.
///
/// # Errors
/// When the table cannot be written.
pub fn csv(_report: &GapReport) -> Result<Vec<u8>, ReportError> {
    Err(ReportError::Pdf { reason: "not built yet".to_owned() })
}

/// Every register and the grid as CSV tables: file name (`workflows.csv`) and bytes.
///
/// # Errors
/// When a table cannot be written.
pub fn csv_tables(_report: &GapReport) -> Result<Vec<(String, Vec<u8>)>, ReportError> {
    Err(ReportError::Pdf { reason: "not built yet".to_owned() })
}

/// The report as canonical JSON (`countersign/gap-report@1`).
///
/// # Errors
/// When a value has no JSON form.
pub fn json(report: &GapReport) -> Result<Vec<u8>, ReportError> {
    Ok(countersign_core::digest::canonical_json(report)?.into_bytes())
}
