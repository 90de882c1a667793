use super::*;
use rust_xlsxwriter::{Format, Formula, Workbook as Writer, Worksheet};
use std::io::{Read, Write};

fn book(fill: impl Fn(&mut Worksheet)) -> Workbook {
    let mut writer = Writer::new();
    fill(writer.add_worksheet());
    Workbook::open(writer.save_to_buffer().unwrap()).unwrap()
}

fn patterns(headers: &[&str]) -> Vec<Pattern> {
    headers.iter().filter_map(|h| Pattern::parse(h)).collect()
}

/// Rows, each with its number.
type Numbered<T> = Vec<(u64, T)>;

/// All that a sheet gives: rows by number and cells, and what was rejected by number and code.
fn all(rows: &mut SheetRows) -> (Numbered<Vec<String>>, Numbered<&'static str>) {
    let (mut read, mut rejected) = (Vec::new(), Vec::new());
    loop {
        match rows.next().unwrap() {
            Next::Row => read.push((rows.row().number, rows.row().cells().map(str::to_owned).collect())),
            Next::Reject { code, .. } => rejected.push((rows.number(), code)),
            Next::End => return (read, rejected),
        }
    }
}

fn cells(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|t| (*t).to_owned()).collect()
}

#[test]
fn a_table_below_titles_and_group_headings_is_read() {
    let plain = Format::new();
    let book = book(|s| {
        s.merge_range(0, 0, 0, 3, "Register of uses", &plain).unwrap();
        s.merge_range(1, 0, 2, 0, "ID", &plain).unwrap();
        s.merge_range(1, 1, 1, 3, "About", &plain).unwrap();
        s.write_row(2, 1, ["Name", "Team", "Name"]).unwrap();
        s.write_row(3, 0, ["a", "one", "blue", "x"]).unwrap();
        s.write(5, 0, "  ").unwrap();
        s.write_row(6, 0, ["b", "two"]).unwrap();
        s.write(6, 5, "a note beside").unwrap();
    });
    let mut rows = SheetRows::open(&book, 0, 3, &[]).unwrap();
    assert_eq!(rows.headers(), ["ID", "Name", "Team", "Name#2"]);
    let (read, rejected) = all(&mut rows);
    let beside = cells(&["b", "two", "", "", "", "a note beside"]);
    assert_eq!(read, [(4, cells(&["a", "one", "blue", "x"])), (7, beside)]);
    assert!(rejected.is_empty() && rows.noticed().is_empty(), "{:?}", rows.noticed());
    assert_eq!(rows.headers(), ["ID", "Name", "Team", "Name#2", "(column 5)", "(column 6)"]);
    assert_eq!((rows.raw(), rows.done()), ("b,two,,,,a note beside".to_owned(), book.bytes().len() as u64));
    assert_eq!(rows.sha256().unwrap().len(), 64);
    assert!(SheetRows::open(&book, 0, 5, &[]).err().unwrap().contains("row 5 of the sheet is blank"));
    assert!(SheetRows::open(&book, 0, 99, &[]).is_err() && SheetRows::open(&book, 1, 1, &[]).is_err());
}

#[test]
fn a_header_over_several_columns_names_only_its_first() {
    let book = book(|s| {
        s.write(0, 0, "Id").unwrap();
        s.merge_range(0, 1, 0, 2, "Contact", &Format::new()).unwrap();
        s.write(0, 3, "Risk").unwrap();
        s.merge_range(0, 4, 0, 6, "Rest", &Format::new()).unwrap();
        s.write_row(1, 0, ["a", "b", "c", "d", "e"]).unwrap();
    });
    let rows = SheetRows::open(&book, 0, 1, &[]).unwrap();
    assert_eq!(rows.headers(), ["Id", "Contact", "(column 3)", "Risk", "Rest"]);
}

#[test]
fn merged_values_hold_downwards_and_are_counted() {
    let plain = Format::new();
    let book = book(|s| {
        s.write_row(0, 0, ["Team", "Name", "Risk"]).unwrap();
        s.merge_range(1, 0, 4, 0, "Blue", &plain).unwrap();
        s.write(1, 1, "one").unwrap();
        s.write(2, 1, "two").unwrap();
        s.write(2, 0, "hidden").unwrap();
        // Each of these is one cell over two rows, so the second row is no record.
        s.merge_range(5, 0, 6, 0, "Red", &plain).unwrap();
        s.merge_range(5, 1, 6, 1, "three", &plain).unwrap();
        s.write(7, 1, "four").unwrap();
    });
    let mut rows = SheetRows::open(&book, 0, 1, &[]).unwrap();
    let (read, _) = all(&mut rows);
    assert_eq!(
        read,
        [
            (2, cells(&["Blue", "one", ""])),
            (3, cells(&["Blue", "two", ""])),
            (6, cells(&["Red", "three", ""])),
            (8, cells(&["", "four", ""])),
        ]
    );
    assert_eq!((rows.from_merges, rows.from_above), (Count { first: 3, count: 1 }, Count::default()));
    let said: Vec<(&str, u64)> = rows.noticed().iter().map(|(code, row, ..)| (*code, *row)).collect();
    assert_eq!(said, [("import/filled-down", 3), ("import/hidden-by-merge", 3)]);
}

#[test]
fn columns_are_filled_down_only_where_it_was_asked_and_never_over_a_formula() {
    let book = book(|s| {
        s.write_row(0, 0, ["Use case", "Owner", "Name"]).unwrap();
        s.write_row(1, 0, ["A", "ann", "one"]).unwrap();
        s.write(2, 2, "two").unwrap();
        s.write_formula(3, 0, Formula::new("=Z1").set_result(" ")).unwrap();
        s.write(3, 2, "three").unwrap();
        s.write(4, 2, "four").unwrap();
        s.write_formula(5, 0, "=SUM(A1)").unwrap();
        s.write(5, 2, "five").unwrap();
        s.write(6, 2, "six").unwrap();
    });
    let mut rows = SheetRows::open(&book, 0, 1, &patterns(&["Use Case"])).unwrap();
    let (read, _) = all(&mut rows);
    let firsts: Vec<&str> = read.iter().map(|(_, c)| c[0].as_str()).collect();
    // A formula that gives white space is blank; one without a value is not known, and nor is what it would have begun.
    assert_eq!(firsts, ["A", "A", "A", "A", "", ""]);
    assert_eq!(read[1].1, cells(&["A", "", "two"]));
    assert_eq!(rows.from_above, Count { first: 3, count: 3 });
    assert_eq!(rows.uncomputed.get(&0), Some(&Count { first: 6, count: 1 }));
}

#[test]
fn formulas_without_a_value_are_counted_for_each_header() {
    let book = book(|s| {
        s.write_row(0, 0, ["Name", "Score", "Sum"]).unwrap();
        for row in 1..4 {
            s.write(row, 0, "x").unwrap();
            s.write_formula(row, 1, "=SUM(D1:E1)").unwrap();
            s.write_formula(row, 2, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
        }
        s.write_formula(4, 1, "=A1, \"b\"").unwrap();
    });
    let mut rows = SheetRows::open(&book, 0, 1, &[]).unwrap();
    let (read, _) = all(&mut rows);
    assert_eq!(read[0].1, cells(&["x", "", "#DIV/0!"]));
    assert!(crate::text::says_unknown(&read[0].1[2], countersign_core::tables::Kind::Text));
    let said = rows.noticed();
    assert_eq!((said.len(), said[0].0, said[0].1, said[0].2.as_deref()), (1, "import/formula-without-value", 2, Some("Score")));
    assert!(said[0].3.starts_with("4 formulas"), "{}", said[0].3);
    assert_eq!((rows.number(), rows.raw()), (5, ",\"=A1, \"\"b\"\"\"".to_owned()));
}

/// A workbook with a sheet part changed after it was written.
fn changed(from: &str, to: &str, fill: impl Fn(&mut Worksheet)) -> Workbook {
    let mut writer = Writer::new();
    fill(writer.add_worksheet());
    let bytes = writer.save_to_buffer().unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for i in 0..archive.len() {
        let mut part = archive.by_index(i).unwrap();
        let (name, mut content) = (part.name().unwrap().into_owned(), Vec::new());
        part.read_to_end(&mut content).unwrap();
        if name.ends_with("sheet1.xml") {
            let text = String::from_utf8(content).unwrap();
            assert!(text.contains(from), "{text}");
            content = text.replacen(from, to, 1).into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&content).unwrap();
    }
    Workbook::open(out.finish().unwrap().into_inner()).unwrap()
}

#[test]
fn what_cannot_be_a_row_is_rejected() {
    let table = |s: &mut Worksheet| {
        s.write_row(0, 0, ["Name", "Score"]).unwrap();
        s.write(1, 1, 1111).unwrap();
        s.write(2, 1, 2222).unwrap();
        s.write(3, 1, 3333).unwrap();
    };
    let mut x = 1_u32;
    let mut next = |_| {
        x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(b'a' + (x >> 24) as u8 % 26)
    };
    let long: String = (0..=CELL_LIMIT).map(&mut next).collect();
    let cell = "<c r=\"B3\"><v>2222</v></c>";
    let said = |to: &str| all(&mut SheetRows::open(&changed(cell, to, table), 0, 1, &[]).unwrap());
    let (read, rejected) = said(&format!("<c r=\"B3\" t=\"str\"><v>{long}</v></c>"));
    assert_eq!((read.len(), rejected), (2, vec![(3, "import/field-too-long")]));
    let (read, rejected) = said("<c r=\"B3\" t=\"str\"><v>a_x0000_b</v></c>");
    assert_eq!((read.len(), rejected), (2, vec![(3, "import/nul-byte")]));
    let (read, rejected) = said("<c r=\"B3\" t=\"s\"><v>99</v></c>");
    assert_eq!((read.len(), rejected), (1, vec![(3, "import/unreadable-sheet")]));
}

#[test]
fn the_beginnings_of_all_sheets_show_what_the_rows_will_show() {
    let mut writer = Writer::new();
    let first = writer.add_worksheet();
    first.set_name("Read me").unwrap();
    first.write(2, 1, "text").unwrap();
    writer.add_worksheet().set_name("----").unwrap().set_hidden(true);
    let third = writer.add_worksheet();
    third.set_name("Uses").unwrap();
    third.merge_range(0, 0, 1, 0, "ID", &Format::new()).unwrap();
    third.write(1, 1, "Name").unwrap();
    for row in 2..100 {
        third.write(row, 0, row).unwrap();
    }
    let book = Workbook::open(writer.save_to_buffer().unwrap()).unwrap();
    let heads = beginnings(&book).unwrap();
    let shape: Vec<_> = heads.iter().map(|h| (h.sheet, h.name.as_str(), h.visible == Visible::Yes, h.rows.len())).collect();
    assert_eq!(shape, [(0, "Read me", true, 1), (1, "----", false, 0), (2, "Uses", true, 60)]);
    assert_eq!(heads[0].rows, [(3, cells(&["", "text"]))]);
    assert_eq!(heads[2].rows[..3], [(1, cells(&["ID"])), (2, cells(&["ID", "Name"])), (3, cells(&["2"]))]);
}
