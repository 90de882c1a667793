use super::*;
use countersign_core::Fields;
use countersign_core::digest::sha256_hex;
use countersign_core::record::Origin;
use countersign_core::tables::{Table, spec};
use std::collections::BTreeMap;

/// A record of evidence with columns and attributes.
fn evidence(name: &str, values: &[(&str, &str)]) -> Record {
    let spec = spec(Table::Evidence);
    let (mut fields, mut extra) = (Fields::from_iter([(0, name)]), Vec::new());
    for (column, value) in values {
        match spec.position(column) {
            Some(p) => fields.set(u16::try_from(p).unwrap(), value),
            None => extra.push(((*column).to_owned(), (*value).to_owned())),
        }
    }
    Record { extra: extra.into(), ..Record::new(Table::Evidence, name.to_owned(), fields, Origin { file: 1, row: 2 }) }
}

fn found(name: &str, bytes: &[u8], values: &[(&str, &str)]) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("f");
    std::fs::write(&path, bytes).unwrap();
    let all = attributes(&path, &sha256_hex(bytes), bytes.len() as u64, &evidence(name, values)).unwrap();
    let map: BTreeMap<String, String> = all.iter().cloned().collect();
    assert_eq!(map.len(), all.len(), "each is written once");
    map
}

/// The result and what was compared of one check.
fn check(found: &BTreeMap<String, String>, id: &str) -> (String, String) {
    let all: Vec<serde_json::Value> = serde_json::from_str(&found["ipe.checks"]).unwrap();
    let one = all.iter().find(|c| c["id"] == id).unwrap_or_else(|| panic!("{id} in {all:?}"));
    (one["result"].as_str().unwrap().to_owned(), one["compared"].as_str().unwrap().to_owned())
}

fn counts(found: &BTreeMap<String, String>) -> Option<(&str, &str)> {
    Some((found.get("imported_record_count")?.as_str(), found["rejected_record_count"].as_str()))
}

const LOG: &str = "Event ID,Timestamp,Amount\nE-1,2026-04-01T10:00:00Z,1.5\nE-2,2026-04-02T10:00:00Z,2\n,,\nE-4,2026-10-02T10:00:00Z,\n";

#[test]
fn a_list_is_counted_and_checked_against_what_its_record_states() {
    let values = [
        ("kind", "event_log"),
        ("stated_record_count", "3"),
        ("period_from", "2026-04-01"),
        ("period_to", "2026-09-30"),
        ("stated_control_totals", "amount=3.5; hours: 4"),
        ("independent_count", "3"),
        ("independent_count_source", "the ledger"),
    ];
    let of = found("log.csv", LOG.as_bytes(), &values);
    assert_eq!(counts(&of), Some(("3", "0")), "a blank row is none");
    assert_eq!(check(&of, "counts"), ("ok".into(), "stated 3 with 3 read and 0 rejected".into()));
    assert_eq!(check(&of, "independent_count"), ("ok".into(), "stated 3 with 3 counted in the ledger".into()));
    assert_eq!(check(&of, "gaps").0, "differs");
    assert_eq!(check(&of, "duplicates").0, "ok");
    assert_eq!(check(&of, "period").0, "differs");
    assert_eq!(check(&of, "zone").0, "ok");
    assert_eq!(check(&of, "total:amount").0, "ok");
    assert_eq!(check(&of, "total:hours").0, "cannot", "no header says so");
    assert_eq!(check(&of, "overlap").0, "cannot");
    assert_eq!(of["ipe.differs"], "period");
    let list = found("log.csv", LOG.as_bytes(), &[("kind", "access_list"), values[2], values[3]]);
    assert_eq!(check(&list, "period").0, "cannot", "an account may be older than the period of its list");
    assert!(!list.contains_key("ipe.differs"));
}

#[test]
fn what_differs_is_named() {
    let of = found("a.tsv", b"key\tn\nx\t1\nx\tabc\n", &[("stated_record_count", "3"), ("stated_control_totals", "n=1;n=two")]);
    assert_eq!(of["ipe.differs"], "counts;duplicates");
    assert_eq!(check(&of, "total:n").0, "cannot", "a cell is no number");
    let of = found("a.csv", b"key,n\nx,1\ny,1e999\n", &[("stated_control_totals", "n=1")]);
    assert_eq!(check(&of, "total:n").0, "cannot");
    let of = found("a.csv", b"key,n\nx,1\ny,2\n", &[("stated_control_totals", "n=4")]);
    assert_eq!(of["ipe.differs"], "total:n");
}

#[test]
fn every_kind_of_list_is_read_in_any_encoding() {
    let json = br#"{"generated":"x","records":[{"id":1},{"id":2,"n":5},7]}"#;
    let of = found("a.json", json, &[("stated_control_totals", "n=5")]);
    assert_eq!(counts(&of), Some(("2", "1")));
    assert_eq!(check(&of, "total:n").0, "ok", "a member that a later record brings");
    assert_eq!(counts(&found("a.jsonl", b"{\"id\":1}\n{\"id\":2}\nnot json\n", &[])), Some(("2", "1")));
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain("id,n\nä,1\nö,2\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(counts(&found("a.csv", &utf16, &[])), Some(("2", "0")));
    let of = found("a.csv", b"id;name\n\xe4;1\n\xf6;2\n\xe4;3\n", &[]);
    assert_eq!((counts(&of), of["ipe.differs"].as_str()), (Some(("3", "0")), "duplicates"));
    assert!(check(&of, "duplicates").1.ends_with("the first is ä"), "{of:?}");
    let preamble = "Access list,,\nexported 2026-04-30,,\nid,name,role\n1,ann,admin\n";
    assert_eq!(counts(&found("a.csv", preamble.as_bytes(), &[])), Some(("1", "0")));
}

#[test]
fn the_one_sheet_with_rows_is_the_list() {
    let book = |sheets: &[(&str, bool)]| {
        let mut book = rust_xlsxwriter::Workbook::new();
        for (name, hidden) in sheets {
            let sheet = book.add_worksheet();
            sheet.set_name(*name).unwrap().set_hidden(*hidden);
            for (row, cells) in [["id", "who"], ["1", "ann"], ["2", "bob"]].iter().enumerate() {
                for (column, cell) in cells.iter().enumerate() {
                    sheet.write(row as u32, column as u16, *cell).unwrap();
                }
            }
        }
        book.save_to_buffer().unwrap()
    };
    let one = found("a.xlsx", &book(&[("list", false), ("notes", true)]), &[]);
    assert_eq!(counts(&one), Some(("2", "0")));
    assert!(!one.contains_key("undated"), "a workbook is no text");
    let two = found("a.xlsx", &book(&[("a", false), ("b", false)]), &[("stated_record_count", "2")]);
    assert_eq!(counts(&two), None);
    assert_eq!(check(&two, "read"), ("cannot".into(), "2 sheets have rows; which of them is the list is not told".into()));
    assert_eq!(check(&two, "counts").0, "cannot");
}

#[test]
fn what_cannot_be_read_is_said_and_contradicts_nothing() {
    for (name, bytes) in [
        ("a.json", &b"{\"setting\":1}"[..]),
        ("a.json", b"{\"a\":[{\"x\":1}],\"b\":[{\"x\":1}]}"),
        ("a.json", b"[{\"x\":"),
        ("a.csv", b""),
        ("a.csv", b"1,2\n3,4\n"),
        ("a.csv", b"a,b\x00\x00\x00\x00\n"),
        ("a.xlsx", b"PK\x03\x04 no workbook"),
        ("a.jsonl", b"%PDF-1.7"),
    ] {
        let of = found(name, bytes, &[("stated_record_count", "40"), ("ipe_conclusion", "validated")]);
        assert_eq!(check(&of, "read").0, "cannot", "{name}");
        assert_eq!((counts(&of), of.get("ipe.differs")), (None, None), "{name}");
    }
    let large = attributes(Path::new("/nowhere"), "", LIMIT + 1, &evidence("a.csv", &[])).unwrap();
    assert!(large[0].1.contains("more than the 67108864"), "{large:?}");
    assert_eq!(attributes(Path::new("/nowhere"), "", LIMIT + 1, &evidence("a.pdf", &[])).unwrap(), []);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("f");
    std::fs::write(&path, "x").unwrap();
    assert!(matches!(attributes(&path, "other", 1, &evidence("a.csv", &[])), Err(ImportError::Changed { .. })));
}

#[test]
fn a_text_has_a_digest_without_its_dates_and_nothing_else_has() {
    let april = found("a.txt", b"Access list, April 2026\r\nann,admin", &[]);
    let may = found("b.txt", b"Access list, May 2026\nann,admin\n", &[]);
    assert_eq!(april["undated"], may["undated"]);
    assert_eq!(april.keys().collect::<Vec<_>>(), ["undated"], "a text is no list");
    assert_eq!(april["undated"], countersign_core::evidence::undated("Access list,  May 2026\nann,admin"));
    let wide: Vec<u8> =
        [0xff, 0xfe].into_iter().chain("Access list, May 2026\nann,admin\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(found("c.txt", &wide, &[])["undated"], may["undated"]);
    for (name, bytes) in [("a.pdf", &b"%PDF-1.7 text"[..]), ("a.png", b"\x89PNG\0\0"), ("a.bin", b"\0\0\0a"), ("a.txt", b"")] {
        assert_eq!(found(name, bytes, &[]), BTreeMap::new(), "{name}");
    }
    let long = vec![b'a'; LONGEST_LINE + (1 << 20)];
    assert_eq!(found("long.txt", &long, &[]), BTreeMap::new());
}

#[test]
fn nothing_of_a_list_stands_readable_as_a_key() {
    let of = found("a.csv", b"id,x\nAKIAABCDEFGHIJKLMNOP,1\nAKIAABCDEFGHIJKLMNOP,2\n", &[]);
    assert!(!of["ipe.checks"].contains("ABCDEFGHIJKLMNOP"), "{of:?}");
    assert!(check(&of, "duplicates").1.contains("AKIA[masked]"));
}
