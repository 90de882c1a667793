//! Stored bytes read again: rows around a row, the beginning of a text, and nothing that could hurt.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

use countersign_import::{How, RawRows, as_table, beginning, inert, known_as, raw_rows, raw_value};

fn csv(text: &str) -> RawRows {
    around(text.as_bytes(), &How { format: "csv".into(), delimiter: Some(','), header_row: Some(1), ..How::default() }, 3..=5)
}

fn around(bytes: &[u8], how: &How, wanted: std::ops::RangeInclusive<u64>) -> RawRows {
    raw_rows("x.csv", Box::new(bytes), how, wanted, true).unwrap()
}

#[test]
fn rows_around_a_row_are_those_a_spreadsheet_counts() {
    let found = csv("id,say\n1,\"two\nlines\"\n\n3,c\n4,AKIAABCDEFGHIJKLMNOP\n5,e\u{202e}x\n6,f\n");
    assert_eq!(found.columns, ["id", "say"]);
    let rows: Vec<(u64, &str)> = found.rows.iter().map(|(n, c)| (*n, c[1].as_str())).collect();
    assert_eq!(rows[0], (4, "c"));
    assert!(rows[1].1.starts_with("AKIA[masked]"), "{rows:?}");
    assert!(found.more);
    assert_eq!(found.sha256.unwrap().len(), 64);
    // The row before the blank one, and a row that is none.
    let whole = csv("id,say\n1,a\n2,b\n3,c,too,many\n\"never closed\n5,e\n");
    assert_eq!(whole.rows[0], (3, vec!["2".into(), "b".into()]));
    assert_eq!(whole.rows[1], (4, vec!["3".into(), "c".into(), "too".into(), "many".into()]));
    assert_eq!(whole.rows[2].0, 5);
    assert!(whole.rows[2].1[0].starts_with("\"never closed"), "{whole:?}");
}

#[test]
fn records_of_json_have_their_keys_as_columns() {
    let json = |sheet: Option<&str>| How { format: "json".into(), sheet: sheet.map(str::to_owned), ..How::default() };
    let found = around(br#"[{"id":"a","x":1},{"id":"b"},{"id":"c","y":["p","q"]}]"#, &json(None), 2..=3);
    assert_eq!(found.columns, ["id", "x", "y"]);
    assert_eq!(found.rows, [(2, vec!["b".into(), String::new(), String::new()]), (3, vec!["c".into(), String::new(), "p;q".into()])]);
    let found = around(br#"{"tools":[{"id":"t"}],"zones":[{"id":"z"}]}"#, &json(Some("zones")), 1..=1);
    assert_eq!(found.rows, [(1, vec!["z".to_owned()])]);
    assert!(raw_rows("x", Box::new(&b"{broken"[..]), &json(None), 1..=1, true).is_err());
    let lines = How { format: "jsonl".into(), ..How::default() };
    let found = around(b"{\"id\":1}\n\nnonsense\n{\"id\":4}\n", &lines, 3..=4);
    assert_eq!(found.rows, [(3, vec!["nonsense".to_owned()]), (4, vec!["4".to_owned()])]);
    let toml = How { format: "toml".into(), ..How::default() };
    let found = around(b"kind = \"policy\"\ncontrols = [\"A\", \"B\"]\n", &toml, 0..=4);
    assert_eq!((found.columns.as_slice(), found.rows[0].1[0].as_str()), (["controls".to_owned(), "kind".to_owned()].as_slice(), "A;B"));
    assert_eq!(around(b"\x00\x01", &How { format: "file".into(), ..How::default() }, 1..=9), RawRows::default());
}

#[test]
fn other_encodings_are_read_as_they_were() {
    let mut utf16 = vec![0xff, 0xfe];
    utf16.extend("id,n\n1,\u{e9}\n".encode_utf16().flat_map(u16::to_le_bytes));
    let how = How { format: "csv".into(), encoding: Some("UTF-16LE".into()), delimiter: Some(','), header_row: Some(1), sheet: None };
    assert_eq!(around(&utf16, &how, 2..=2).rows, [(2, vec!["1".into(), "\u{e9}".into()])]);
    let how = How { encoding: Some("windows-1252".into()), ..how };
    assert_eq!(around(b"id,n\n1,\x92\n", &how, 2..=2).rows, [(2, vec!["1".into(), "\u{2019}".into()])]);
}

#[test]
fn the_beginning_of_a_text_is_inert_and_bytes_that_are_none_have_none() {
    let html = b"<script>alert(1)</script>\n<svg onload=x>\xe2\x80\xae\n-----BEGIN PRIVATE KEY-----\nMIIE\n";
    let found = beginning(html, true).unwrap();
    assert_eq!(found.encoding, "UTF-8");
    assert!(found.text.starts_with("<script>alert(1)</script>\n<svg onload=x><U+202E>"), "{}", found.text);
    assert!(!found.text.contains("MIIE"));
    assert_eq!(beginning(b"caf\xe9", true).unwrap().encoding, "windows-1252");
    // A character cut by the end of what was looked at is no other encoding.
    assert_eq!(beginning(b"caf\xc3", false).unwrap().text, "caf");
    assert_eq!(beginning(b"caf\xc3", true).unwrap().encoding, "windows-1252");
    assert_eq!(beginning(b"a\0b\0c\0", true), None);
    assert_eq!(beginning(b"", true).unwrap().text, "");
    assert_eq!(inert("a\u{2066}b sk-proj-a1b2c3d4e5f6g7h8").split('~').next().unwrap(), "a<U+2066>b sk-[masked]");
}

#[test]
fn a_table_is_told_by_its_name_and_what_is_known_by_its_first_bytes() {
    assert_eq!(as_table("a/b.CSV", b"a;b\n1;2\n3;4\n", true).unwrap().delimiter, Some(';'));
    assert_eq!(as_table("b.tsv", b"one\n", true).unwrap().delimiter, Some('\t'));
    assert_eq!(as_table("b.txt", b"a,b\n1,2\n", true), None);
    assert_eq!(as_table("b.csv", b"\0\0\0\0", true), None);
    assert_eq!(known_as("x.xlsx", b"PK\x03\x04rest").unwrap(), "an Excel workbook (.xlsx)");
    assert_eq!(known_as("x.txt", b"plain"), None);
}

#[test]
fn a_value_that_its_name_says_is_a_key_is_masked() {
    let how = How { format: "json".into(), sheet: Some("servers/*".into()), ..How::default() };
    let bytes = br#"{"servers":{"a":{"headers":{"x-api-key":"hunter22","plain":"hello"}}}}"#;
    let at = |path: &str| raw_value("m.json", Box::new(&bytes[..]), &how, 1, path).unwrap();
    assert_eq!(at("headers/x-api-key").as_deref(), Some("[masked]"));
    assert_eq!(at("headers/plain").as_deref(), Some("hello"));
    assert_eq!(at("headers/none"), None);
}
