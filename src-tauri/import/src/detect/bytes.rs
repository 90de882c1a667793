//! The first look: known formats that cannot be read, and the encoding of text.

use super::Refusal;
use crate::scan::Scanned;

/// Formats told by their first bytes.
const SIGNATURES: &[(&[u8], &str, &str)] = &[
    (b"\xd0\xcf\x11\xe0", "an Excel 97-2003 workbook (.xls) or another old Office file", "Save it as .xlsx."),
    (b"%PDF", "a PDF", "Put it in an evidence folder, or export the table behind it as CSV."),
    (b"\x1f\x8b", "a gzip archive", "Unpack it first."),
    (b"7z\xbc\xaf", "a 7z archive", "Unpack it first."),
    (b"BZh", "a bzip2 archive", "Unpack it first."),
    (b"\xfd7zXZ", "an xz archive", "Unpack it first."),
    (b"(\xb5/\xfd", "a Zstandard archive", "Unpack it first."),
    (b"Rar!", "a RAR archive", "Unpack it first."),
    (b"\x89PNG", "a PNG image", "Put it in an evidence folder."),
    (b"\xff\xd8\xff", "a JPEG image", "Put it in an evidence folder."),
    (b"GIF8", "a GIF image", "Put it in an evidence folder."),
    (b"SQLite format 3\0", "an SQLite database", "Export its tables as CSV."),
    (b"PAR1", "a Parquet file", "Export it as CSV or JSON Lines."),
    (b"{\\rtf", "an RTF document", "Put it in an evidence folder."),
];

/// What a container of the ZIP family is, by the ending of its name.
fn zip(ending: &str) -> (&'static str, &'static str) {
    match ending {
        "xlsx" => ("an Excel workbook (.xlsx)", "Import it as a table."),
        "xlsm" | "xltm" | "xlam" => ("an Excel workbook that may hold macros (.xlsm)", "Save it as .xlsx."),
        "xlsb" => ("an Excel workbook in binary form (.xlsb)", "Save it as .xlsx."),
        "ods" => ("an OpenDocument spreadsheet", "Save it as .xlsx."),
        "docx" | "docm" | "pptx" | "pptm" | "odt" => ("an Office document", "Put it in an evidence folder, or save its table as CSV."),
        _ => ("a ZIP archive", "Unpack it first."),
    }
}

/// A refusal when the file is of a known format that cannot be read.
pub fn unsupported(sample: &[u8], ending: &str) -> Option<Refusal> {
    let refuse = |what: &str, hint: &str| {
        Some(Refusal { code: "import/unsupported-format", message: format!("this is {what}"), hint: Some(hint.to_owned()) })
    };
    if sample.starts_with(b"PK\x03\x04") || sample.starts_with(b"PK\x05\x06") {
        let (what, hint) = zip(ending);
        return refuse(what, hint);
    }
    if let Some((_, what, hint)) = SIGNATURES.iter().find(|(bytes, _, _)| sample.starts_with(bytes)) {
        return refuse(what, hint);
    }
    if matches!(ending, "xls" | "xlsx" | "xlsm" | "xlsb") {
        return refuse("named like a workbook but holds none", "Save it as .xlsx.");
    }
    None
}

/// A refusal when a text, by the ending of its name, is of a known format that cannot be read.
pub fn unsupported_text(ending: &str) -> Option<Refusal> {
    (ending == "toml").then(|| Refusal::new("import/unsupported-format", "this is TOML"))
}

/// The encoding of a file by its bytes, and why.
pub fn encoding(scanned: &Scanned) -> (&'static str, String) {
    let sample = scanned.sample.as_slice();
    if sample.starts_with(b"\xff\xfe") {
        return ("UTF-16LE", "the file starts with the byte order mark of UTF-16LE".to_owned());
    }
    if sample.starts_with(b"\xfe\xff") {
        return ("UTF-16BE", "the file starts with the byte order mark of UTF-16BE".to_owned());
    }
    let Some((at, byte)) = scanned.not_utf8 else {
        let mark = if sample.starts_with(b"\xef\xbb\xbf") { " and starts with its byte order mark" } else { "" };
        return ("UTF-8", format!("every byte is valid UTF-8{mark}"));
    };
    let mut why = format!("byte 0x{byte:02X} at offset {at} is not UTF-8");
    if scanned.wide > 0 {
        let count = scanned.wide;
        why.push_str(&format!("; {count} other characters would be valid UTF-8 and may look wrong now"));
    }
    ("windows-1252", why)
}

/// Whether a sample holds too many zero bytes to be text of one byte each.
pub fn binary(sample: &[u8]) -> bool {
    sample.iter().filter(|b| **b == 0).count() * 50 > sample.len()
}
