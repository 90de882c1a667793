//! Which workbooks are opened, and what is said of those that are not.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly, its helpers too")]

mod common;

use common::{parts, rows};
use countersign_workbook::{Cell, Visible, Workbook};
use rust_xlsxwriter::{Chart, ChartType, Workbook as Writer};

const ONE: &str = "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>";

#[test]
fn thirty_sheets_keep_their_order_and_say_which_are_hidden() {
    let mut writer = Writer::new();
    for n in 0..30 {
        let sheet = writer.add_worksheet();
        sheet.set_name(format!("Sheet & {n}")).unwrap();
        if n % 7 != 3 {
            sheet.write(0, 0, n).unwrap();
        }
        if n == 5 {
            sheet.set_hidden(true);
        }
        if n == 6 {
            sheet.set_very_hidden(true);
        }
    }
    let mut chart = Chart::new(ChartType::Line);
    chart.add_series().set_values("'Sheet & 0'!$A$1:$A$1");
    writer.add_chartsheet().set_name("Picture").unwrap().insert_chart(0, 0, &chart).unwrap();
    let book = Workbook::open(writer.save_to_buffer().unwrap()).unwrap();
    assert_eq!(book.sheets().len(), 31);
    assert_eq!([5, 6, 7].map(|n| book.sheets()[n].visible), [Visible::Hidden, Visible::VeryHidden, Visible::Yes]);
    for n in 0..30 {
        assert_eq!(book.sheets()[n].name, format!("Sheet & {n}"));
        let read = rows(&book, n).unwrap();
        let said: Vec<&str> = read.iter().flat_map(|r| &r.cells).map(|(_, c)| c.text()).collect();
        if n % 7 == 3 { assert!(said.is_empty()) } else { assert_eq!(said, [n.to_string()]) }
    }
    assert!(!book.sheets()[30].has_cells && book.cells(30).err().unwrap().contains("no cells"));
    assert!(book.cells(31).is_err() && book.find("sheet & 7") == Some(7) && book.find("none").is_none());
}

#[test]
fn what_a_sheet_announces_sets_nothing_aside() {
    let inside = format!("<dimension ref=\"A1:XFD1048576\"/>{ONE}");
    let book = parts(&[("S", &inside)]).open().unwrap();
    assert_eq!(book.sheets()[0].last_row, Some(1_048_576));
    assert_eq!(rows(&book, 0).unwrap()[0].cells, [(0, Cell::Number("1".to_owned()))]);
    for odd in ["XFE1", "B2:A1", "A1:ZZZZ99999999999", ""] {
        let inside = format!("<dimension ref=\"{odd}\"/>{ONE}");
        assert_eq!(rows(&parts(&[("S", &inside)]).open().unwrap(), 0).unwrap().len(), 1, "{odd}");
    }
    for count in ["2000001", "99999999999999999999999999"] {
        let strings = format!("<sst uniqueCount=\"{count}\"><si><t>x</t></si></sst>");
        let said = parts(&[("S", ONE)]).with("xl/sharedStrings.xml", strings.as_bytes()).open().unwrap_err();
        assert!(said.contains("announces more than 2000000"), "{said}");
    }
    let formula = "<sheetData><row><c><f t=\"shared\" si=\"18446744073709551615\" ref=\"A1:XFD1048576\">1</f></c></row></sheetData>";
    assert_eq!(rows(&parts(&[("S", formula)]).open().unwrap(), 0).unwrap().len(), 1);
}

#[test]
fn what_is_not_read_is_refused_with_what_to_do() {
    let bomb = vec![b' '; 120 * 1024 * 1024];
    let mut ole = b"\xd0\xcf\x11\xe0".to_vec();
    ole.resize(1024, 0);
    ole.extend("EncryptedPackage\0".encode_utf16().flat_map(u16::to_le_bytes));
    let one = || parts(&[("S", ONE)]);
    let types = b"<Types><Override ContentType=\"application/vnd.ms-excel.sheet.macroEnabled.main+xml\"/></Types>";
    let link = "Target=\"worksheets/sheet0.xml\"";
    for (bytes, why) in [
        (ole.clone(), "remove the password"),
        (ole[..1024].to_vec(), "save its table as .xlsx"),
        (one().with("[Content_Types].xml", types).zip(), "macros"),
        (one().with("xl/vbaProject.bin", b"x").zip(), "macros"),
        (one().with("xl/externalLinks/externalLink1.xml", b"x").zip(), "other workbooks"),
        (one().with("xl/worksheets/sheet0.xml", &bomb).zip(), "out of proportion"),
        (one().swap("xl/_rels/workbook.xml.rels", link, "Target=\"file:///x\" TargetMode=\"External\"").zip(), "another file"),
        (one().swap("xl/_rels/workbook.xml.rels", link, "Target=\"../../x.xml\"").zip(), "is missing"),
        (one().swap("_rels/.rels", "officeDocument\"", "other\"").zip(), "names no workbook"),
        (one().with("_rels/.rels", b"<!DOCTYPE x [<!ENTITY a \"b\">]><x/>").zip(), "document type"),
        (parts(&[("Same", ONE), ("same", ONE)]).zip(), "two sheets are called `same`"),
        (parts(&[]).zip(), "no sheet"),
        (parts(&[("S", ONE)]).with("XL/Workbook.xml", b"x").zip(), "same name"),
        (b"a,b\n1,2\n".to_vec(), "not a workbook"),
    ] {
        let said = Workbook::open(bytes).unwrap_err();
        assert!(said.contains(why), "{why}: {said}");
    }
}

#[test]
fn a_workbook_cut_or_changed_anywhere_is_refused_and_nothing_panics() {
    let mut writer = Writer::new();
    let sheet = writer.add_worksheet();
    sheet.write_row(0, 0, ["Name", "Team", "Risk"]).unwrap();
    sheet.write_row(1, 0, ["one", "two", "three"]).unwrap();
    let whole = writer.save_to_buffer().unwrap();
    for n in (0..whole.len()).step_by(7) {
        assert!(Workbook::open(whole[..n].to_vec()).is_err(), "{n}");
        let mut changed = whole.clone();
        changed[n] ^= 0x55;
        if let Ok(book) = Workbook::open(changed) {
            for sheet in 0..book.sheets().len() {
                let _ = rows(&book, sheet);
                let _ = book.merges(sheet);
            }
        }
    }
    // The same inside the parts, where no checksum helps.
    let inside = "<dimension ref=\"A1:B2\"/><sheetData><row r=\"1\"><c r=\"A1\" s=\"0\" t=\"s\"><v>0</v></c><c r=\"B1\"><f t=\"shared\" si=\"0\" ref=\"B1:B2\">A1</f></c></row></sheetData><mergeCells><mergeCell ref=\"A1:A2\"/></mergeCells>";
    let all = parts(&[("S", inside)]);
    for part in ["xl/worksheets/sheet0.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "_rels/.rels"] {
        let content = all.0.iter().find(|(n, _)| n == part).unwrap().1.clone();
        for n in 0..content.len() {
            for wrong in
                [content[..n].to_vec(), [&content[..n], b"<", &content[n + 1..]].concat(), [&content[..n], b"9", &content[n..]].concat()]
            {
                if let Ok(book) = parts(&[("S", inside)]).with(part, &wrong).open() {
                    let _ = rows(&book, 0);
                    let _ = book.merges(0);
                }
            }
        }
    }
}
