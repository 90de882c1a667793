//! Workbooks made in the test, by a writer or part by part.
#![allow(dead_code, reason = "each test file uses some of it")]

use countersign_workbook::{Cell, SheetRow, Workbook};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
pub const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

/// The parts of a workbook, which a test may change before they are put together.
pub struct Parts(pub Vec<(String, Vec<u8>)>);

/// A workbook of these sheets, each a name and what stands inside its `worksheet` element.
pub fn parts(sheets: &[(&str, &str)]) -> Parts {
    let links = |inner: String| format!("<Relationships xmlns=\"{PACKAGE}\">{inner}</Relationships>");
    let link = |id: &str, kind: &str, target: &str| format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>");
    let (mut named, mut of_book) = (String::new(), link("s", "sharedStrings", "sharedStrings.xml") + &link("f", "styles", "styles.xml"));
    let mut all = Parts(vec![
        ("[Content_Types].xml".into(), b"<Types/>".to_vec()),
        ("_rels/.rels".into(), links(link("a", "officeDocument", "xl/workbook.xml")).into_bytes()),
        ("xl/sharedStrings.xml".into(), format!("<sst xmlns=\"{MAIN}\"><si><t>shared</t></si></sst>").into_bytes()),
        ("xl/styles.xml".into(), styles(&[])),
    ]);
    for (i, (name, inside)) in sheets.iter().enumerate() {
        named.push_str(&format!("<sheet name=\"{name}\" sheetId=\"{}\" r:id=\"r{i}\"/>", i + 1));
        of_book.push_str(&link(&format!("r{i}"), "worksheet", &format!("worksheets/sheet{i}.xml")));
        let sheet = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><worksheet xmlns=\"{MAIN}\">{inside}</worksheet>");
        all.0.push((format!("xl/worksheets/sheet{i}.xml"), sheet.into_bytes()));
    }
    let book = format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><workbookPr/><sheets>{named}</sheets><calcPr/></workbook>");
    all.0.push(("xl/workbook.xml".into(), book.into_bytes()));
    all.0.push(("xl/_rels/workbook.xml.rels".into(), links(of_book).into_bytes()));
    all
}

/// A styles part whose styles from 1 on have these format codes.
pub fn styles(codes: &[&str]) -> Vec<u8> {
    let formats: String = codes.iter().enumerate().map(|(i, c)| format!("<numFmt numFmtId=\"{}\" formatCode=\"{c}\"/>", 164 + i)).collect();
    let cells: String = (0..codes.len()).map(|i| format!("<xf numFmtId=\"{}\"/>", 164 + i)).collect();
    format!(
        "<styleSheet xmlns=\"{MAIN}\"><numFmts>{formats}</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/>{cells}</cellXfs></styleSheet>"
    )
    .into_bytes()
}

impl Parts {
    /// Replaces or adds a part.
    pub fn with(mut self, name: &str, content: &[u8]) -> Self {
        self.0.retain(|(n, _)| n != name);
        self.0.push((name.to_owned(), content.to_vec()));
        self
    }

    /// Changes a text inside a part that must have it.
    pub fn swap(mut self, name: &str, from: &str, to: &str) -> Self {
        let (_, content) = self.0.iter_mut().find(|(n, _)| n == name).unwrap();
        let text = String::from_utf8(std::mem::take(content)).unwrap();
        assert!(text.contains(from), "{from} in {text}");
        *content = text.replace(from, to).into_bytes();
        self
    }

    pub fn zip(&self) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in &self.0 {
            writer.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    pub fn open(&self) -> Result<Workbook, String> {
        Workbook::open(self.zip())
    }
}

/// The rows of a sheet.
pub fn rows(book: &Workbook, sheet: usize) -> Result<Vec<SheetRow>, String> {
    book.cells(sheet)?.collect()
}

/// The cells of the first row of a workbook with one sheet that has this one row inside.
pub fn cells_of(inside: &str) -> Vec<(usize, Cell)> {
    let book = parts(&[("S", &format!("<sheetData><row r=\"1\">{inside}</row></sheetData>"))]).open().unwrap();
    rows(&book, 0).unwrap().into_iter().next().map(|r| r.cells).unwrap_or_default()
}

/// Why a sheet that has this inside cannot be read.
pub fn refused_sheet(inside: &str) -> String {
    parts(&[("S", inside)]).open().and_then(|book| rows(&book, 0)).unwrap_err()
}
