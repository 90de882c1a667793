//! What cells of every kind come out as.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly, its helpers too")]

mod common;

use common::{MAIN, cells_of, parts, refused_sheet, rows, styles};
use countersign_workbook::{Cell, MergedDown, Workbook};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook as Writer};

fn text(t: &str) -> Cell {
    Cell::Text(t.to_owned())
}

#[test]
fn a_written_workbook_is_read_back() {
    let mut writer = Writer::new();
    let sheet = writer.add_worksheet().set_name("Kinds").unwrap();
    let (day, time) = (Format::new().set_num_format("yyyy-mm-dd"), Format::new().set_num_format("hh:mm:ss"));
    let both = Format::new().set_num_format("dd/mm/yyyy hh:mm");
    let bold = Format::new().set_bold();
    sheet.write(0, 0, " a text ").unwrap();
    sheet.write(0, 1, 42).unwrap();
    sheet.write(0, 2, 0.1).unwrap();
    sheet.write(0, 3, true).unwrap();
    sheet.write_with_format(0, 4, ExcelDateTime::parse_from_str("2026-01-31").unwrap(), &day).unwrap();
    sheet.write_with_format(0, 5, ExcelDateTime::parse_from_str("14:30:05").unwrap(), &time).unwrap();
    sheet.write_with_format(0, 6, ExcelDateTime::parse_from_str("2026-01-31T14:30:05").unwrap(), &both).unwrap();
    sheet.write_rich_string(0, 7, &[(&bold, "two"), (&Format::default(), " runs")]).unwrap();
    sheet.write_url_with_text(0, 8, "https://example.org/hidden", "shown").unwrap();
    sheet.write_formula(0, 9, Formula::new("=1+1").set_result("2")).unwrap();
    sheet.write_formula(0, 10, Formula::new("=A1&\"!\"").set_result("a text!")).unwrap();
    sheet.write_blank(0, 11, &bold).unwrap();
    sheet.write(6, 0, "=1+1 \u{6f22}\u{5b57} \u{1f600} <b>&amp;").unwrap();
    let book = Workbook::open(writer.save_to_buffer().unwrap()).unwrap();
    let read = rows(&book, 0).unwrap();
    let first: Vec<(usize, &str)> = read[0].cells.iter().map(|(c, cell)| (*c, cell.text())).collect();
    assert_eq!(
        first,
        [
            (0, " a text "),
            (1, "42"),
            (2, "0.1"),
            (3, "true"),
            (4, "2026-01-31"),
            (5, "14:30:05"),
            (6, "2026-01-31T14:30:05"),
            (7, "two runs"),
            (8, "shown"),
            (9, "2"),
            (10, "a text!"),
        ]
    );
    assert_eq!((read[1].number, read[1].cells.clone()), (7, vec![(0, text("=1+1 \u{6f22}\u{5b57} \u{1f600} <b>&amp;"))]));
    assert_eq!((read[0].number, read.len(), book.sheets()[0].last_row), (1, 2, Some(7)));
}

#[test]
fn days_are_counted_from_1904_when_the_workbook_says_so() {
    let inside = "<sheetData><row><c s=\"1\"><v>0</v></c><c s=\"1\"><v>44895</v></c><c s=\"2\"><v>0.5</v></c></row></sheetData>";
    let made = |from: &str| {
        let book = parts(&[("S", inside)]).with("xl/styles.xml", &styles(&["yyyy-mm-dd", "h:mm"]));
        let book = book.swap("xl/workbook.xml", "<workbookPr/>", from).open().unwrap();
        rows(&book, 0).unwrap()[0].cells.iter().map(|(_, c)| c.text().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(made("<workbookPr date1904=\"1\"/>"), ["1904-01-01", "2026-12-01", "12:00:00"]);
    assert_eq!(made("<workbookPr date1904=\"false\"/>"), ["0", "2022-11-30", "12:00:00"]);
}

#[test]
fn a_formula_without_a_value_is_said_to_be_one() {
    let read = cells_of(concat!(
        "<c><f>SUM(B1:B9)</f></c><c><f>A1</f><v></v></c><c t=\"str\"><f>\"\"</f><v></v></c><c><f>0*1</f><v>0</v></c>",
        "<c><f t=\"shared\" si=\"3\" ref=\"E1:F1\">A1&amp;B1</f></c><c><f t=\"shared\" si=\"3\"/></c><c t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>",
        "<c t=\"str\"><f>A1</f></c>",
    ));
    let uncomputed = |f: &str| Cell::Uncomputed(f.to_owned());
    assert_eq!(
        read,
        [
            (0, uncomputed("SUM(B1:B9)")),
            (1, uncomputed("A1")),
            (3, Cell::Number("0".to_owned())),
            (4, uncomputed("A1&B1")),
            (5, uncomputed("A1&B1")),
            (6, Cell::Error("#DIV/0!".to_owned())),
            (7, uncomputed("A1")),
        ]
    );
    assert_eq!(uncomputed("A1").text(), "");
}

#[test]
fn a_zero_that_a_writer_put_in_place_of_a_value_is_none() {
    let mut writer = Writer::new();
    let sheet = writer.add_worksheet();
    sheet.write_formula(0, 0, "=SUM(B1:C1)").unwrap();
    sheet.write(0, 1, 0).unwrap();
    sheet.write_formula(0, 2, Formula::new("=1+1").set_result("2")).unwrap();
    let book = Workbook::open(writer.save_to_buffer().unwrap()).unwrap();
    let read = rows(&book, 0).unwrap();
    assert!(matches!(&read[0].cells[0].1, Cell::Uncomputed(f) if f == "SUM(B1:C1)"), "{read:?}");
    assert_eq!(read[0].cells[1..], [(1, Cell::Number("0".to_owned())), (2, Cell::Number("2".to_owned()))]);
}

#[test]
fn the_whole_range_of_a_formula_without_values_is_not_known() {
    let inside = "<sheetData><row r=\"1\"><c r=\"A1\"><f t=\"array\" ref=\"A1:B2\">X1:Y2</f></c></row><row r=\"2\"><c r=\"B2\"><v>7</v></c></row><row r=\"3\"><c r=\"A3\"><v>1</v></c></row></sheetData>";
    let read = rows(&parts(&[("S", inside)]).open().unwrap(), 0).unwrap();
    let unknown = |c| (c, Cell::Uncomputed("X1:Y2".to_owned()));
    assert_eq!(read[0].cells, [unknown(0), unknown(1)]);
    assert_eq!(read[1].cells, [unknown(0), (1, Cell::Number("7".to_owned()))]);
    assert_eq!(read[2].cells.len(), 1);
}

#[test]
fn texts_of_every_form_are_read() {
    let strings = format!(
        "<x:sst xmlns:x=\"{MAIN}\"><x:si><x:r><x:t xml:space=\"preserve\">a </x:t></x:r><x:r><x:rPr><x:b/></x:rPr><x:t>b</x:t></x:r><x:rPh sb=\"0\" eb=\"1\"><x:t>reading</x:t></x:rPh><x:phoneticPr fontId=\"1\"/></x:si><x:si/><x:si><x:t>line_x000D_end &#x41;</x:t></x:si><x:si><x:t><![CDATA[<i>]]></x:t></x:si></x:sst>"
    );
    let inside = "<x:sheetData xmlns:x=\"m\"><x:row><x:c t=\"s\"><x:v>0</x:v></x:c><x:c t=\"s\"><x:v>1</x:v></x:c><x:c t=\"s\"><x:v>2</x:v></x:c><x:c t=\"s\"><x:v>3</x:v></x:c><x:c t=\"inlineStr\"><x:is><x:r><x:t>in</x:t></x:r><x:r><x:t>line</x:t></x:r></x:is></x:c><x:c t=\"e\"><x:v>#SPILL!</x:v></x:c><x:c t=\"d\"><x:v>2026-01-31T00:00:00</x:v></x:c><x:c t=\"b\"><x:v>0</x:v></x:c><x:c t=\"n\"><x:v>1e3</x:v></x:c></x:row></x:sheetData>";
    let book = parts(&[("S", inside)]).with("xl/sharedStrings.xml", strings.as_bytes()).open().unwrap();
    let read = rows(&book, 0).unwrap();
    assert_eq!(
        read[0].cells,
        [
            (0, text("a b")),
            (2, text("line\rend A")),
            (3, text("<i>")),
            (4, text("inline")),
            (5, Cell::Error("#SPILL!".to_owned())),
            (6, Cell::Date("2026-01-31".to_owned())),
            (7, Cell::Bool(false)),
            (8, Cell::Number("1000".to_owned())),
        ]
    );
}

#[test]
fn a_text_too_long_is_not_kept_and_shared_texts_do_not_fill_a_row() {
    let long = noise(1_048_577);
    assert_eq!(cells_of(&format!("<c t=\"str\"><v>{long}</v></c><c><v>1</v></c>"))[0].1, Cell::TooLong(1_048_577));
    let shared = format!("<sst><si><t>{}</t></si></sst>", noise(1_000_000));
    let inside = format!("<sheetData><row>{}</row></sheetData>", "<c t=\"s\"><v>0</v></c>".repeat(100));
    let book = parts(&[("S", &inside)]).with("xl/sharedStrings.xml", shared.as_bytes()).open().unwrap();
    let read = rows(&book, 0).unwrap();
    let kept = read[0].cells.iter().filter(|(_, c)| matches!(c, Cell::Text(_))).count();
    assert_eq!((kept, &read[0].cells[99].1), (67, &Cell::TooLong(1_000_000)));
}

/// Letters that do not shrink a hundredfold.
fn noise(n: usize) -> String {
    let mut x = 1_u32;
    let next = |_| {
        x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(b'a' + (x >> 24) as u8 % 26)
    };
    (0..n).map(next).collect()
}

#[test]
fn merges_are_told_and_hold_downwards() {
    let mut writer = Writer::new();
    let sheet = writer.add_worksheet();
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, 2, "A title", &plain).unwrap();
    sheet.write_row(1, 0, ["Team", "Name", "Risk"]).unwrap();
    sheet.merge_range(2, 0, 4, 0, "Blue", &plain).unwrap();
    sheet.write(2, 1, "one").unwrap();
    sheet.write(3, 1, "two").unwrap();
    sheet.write(4, 1, "three").unwrap();
    sheet.write(5, 1, "four").unwrap();
    let book = Workbook::open(writer.save_to_buffer().unwrap()).unwrap();
    let merges = book.merges(0).unwrap();
    assert_eq!(
        merges.iter().map(|m| (m.first_row, m.last_row, m.first_column, m.last_column)).collect::<Vec<_>>(),
        [(1, 1, 0, 2), (3, 5, 0, 0)]
    );
    let mut down = MergedDown::new(merges);
    let mut teams = Vec::new();
    for row in book.cells(0).unwrap() {
        let mut row = row.unwrap();
        down.fill(&mut row).unwrap();
        teams.push((row.number, row.cell(0).map(|c| c.text().to_owned())));
    }
    let blue = Some("Blue".to_owned());
    assert_eq!(teams, [(1, Some("A title".into())), (2, Some("Team".into())), (3, blue.clone()), (4, blue.clone()), (5, blue), (6, None)]);
}

#[test]
fn rows_and_cells_that_stand_in_no_order_are_refused() {
    for (inside, why) in [
        ("<sheetData><row r=\"2\"/><row r=\"2\"/></sheetData>", "rows of a sheet are not in order"),
        ("<sheetData><row r=\"1048577\"/></sheetData>", "rows of a sheet are not in order"),
        ("<sheetData><row r=\"4294967297\"><c r=\"A1\"><v>1</v></c></row></sheetData>", "rows of a sheet are not in order"),
        ("<sheetData><row r=\"1\"><c r=\"B1\"/><c r=\"A1\"/></row></sheetData>", "cells of a row are not in order"),
        ("<sheetData><row r=\"1\"><c r=\"A1\"/><c r=\"A1\"/></row></sheetData>", "cells of a row are not in order"),
        ("<sheetData><row r=\"1\"><c r=\"A2\"/></row></sheetData>", "stand in its row"),
        ("<sheetData><row r=\"1\"><c r=\"ZZZZZZZZZZ1\"/></row></sheetData>", "stand in its row"),
        ("<sheetData><row><c t=\"s\"><v>9</v></c></row></sheetData>", "points to a text"),
        ("<sheetData><row><c t=\"zz\"><v>9</v></c></row></sheetData>", "kind that is not known"),
        ("<sheetData><row><c t=\"str\"><v>&x;</v></c></row></sheetData>", "entity"),
        ("<sheetData><row><c><v>1</v></c>", "sound"),
        ("", "no cells part"),
    ] {
        let said = refused_sheet(inside);
        assert!(said.contains(why) && said.contains("save"), "{inside}: {said}");
    }
}
