//! What can go wrong while a report is written.

/// A report that could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A template is missing, does not parse, or names a component that does not exist.
    #[error("report template {template}: {reason}")]
    Template {
        /// The template's file name.
        template: String,
        /// What is wrong with it, with the line when it is known.
        reason: String,
    },
    /// A template folder could not be read.
    #[error("reading the report template {path}")]
    ReadTemplate {
        /// The file's name.
        path: String,
        /// The failure underneath.
        source: std::io::Error,
    },
    /// A font that travels in the program could not be read.
    #[error("reading the font {name}")]
    Font {
        /// The font's name.
        name: String,
    },
    /// The PDF could not be written.
    #[error("writing the PDF: {reason}")]
    Pdf {
        /// What the writer said.
        reason: String,
    },
    /// The workbook could not be written.
    #[error("writing the workbook")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// A CSV table could not be written.
    #[error("writing the CSV table {table}")]
    Csv {
        /// The table's name.
        table: String,
        /// The failure underneath.
        source: csv::Error,
    },
    /// The JSON form could not be written.
    #[error("writing the report as JSON")]
    Json(#[from] serde_json::Error),
}
