use super::*;
use rust_xlsxwriter::Workbook;

fn at(name: &str, bytes: &[u8], choice: &Choice) -> Look {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    look(&path, name, choice, &Presets::builtin().unwrap()).unwrap().unwrap()
}

fn to<'l>(look: &'l Look, header: &str) -> Option<&'l str> {
    look.headers.iter().find(|h| h.header == header).unwrap_or_else(|| panic!("{header}")).to.as_deref()
}

const STAFF: &str = "Report of staff;;;\nmade for us;;;\nEmployee No;Full name;Job title;Enabled\nE1;Ada;Clerk;yes\nE2;Bo;;no\n";

#[test]
fn a_key_in_a_name_is_masked_in_the_map_that_is_made_of_it() {
    let found = at("of AKIAABCDEFGHIJKLMNOP.csv", STAFF.as_bytes(), &Choice::default());
    assert!(!found.sketch.toml().to_uppercase().contains("ABCDEFGHIJ"), "{}", found.sketch.toml());
}

#[test]
fn a_table_that_nothing_knows_is_guessed_below_its_titles() {
    let found = at("staff list.csv", STAFF.as_bytes(), &Choice::default());
    assert_eq!((found.format, found.delimiter, found.header_row), (Format::Delimited, Some(';'), Some(3)));
    assert!(found.guessed && found.mappable && !found.asks_order);
    assert_eq!(found.first_rows[0], (1, ["Report of staff", "", "", ""].map(String::from).into()));
    assert_eq!((to(&found, "Employee No"), to(&found, "Job title")), (Some("id"), Some("roles")));
    let title = found.headers.iter().find(|h| h.header == "Job title").unwrap();
    assert_eq!((title.filled, title.of, title.samples.clone()), (1, 2, vec!["Clerk".to_owned()]));
    assert_eq!((found.sketch.id.as_str(), found.sketch.title.as_str()), ("staff-list", "Columns of staff list"));
    assert!(found.why.contains(&"row 3 looks like the headers".to_owned()), "{:?}", found.why);
    assert!(!found.why.iter().any(|w| w.contains(shape::ANY)), "{:?}", found.why);
    // The sketch is a map by which the file is known and read.
    let map = found.sketch.map().unwrap();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("again.csv");
    std::fs::write(&path, STAFF).unwrap();
    let mut presets = Presets::builtin().unwrap();
    presets.add(map);
    let again = look(&path, "again.csv", &Choice::default(), &presets).unwrap().unwrap();
    assert!(!again.guessed && again.sketch == found.sketch, "{:#?}", again.sketch);
    let sampled = crate::sample(&path, "again.csv", &Choice::default(), &presets, 20).unwrap();
    assert_eq!((sampled.subjects.len(), sampled.rejected), (2, 0));
}

#[test]
fn a_header_row_that_a_person_names_counts() {
    let choice = Choice { header_row: Some(4), ..Choice::default() };
    let found = at("x.csv", STAFF.as_bytes(), &choice);
    assert_eq!((found.header_row, found.headers[1].header.as_str()), (Some(4), "Ada"));
}

#[test]
fn our_own_tables_and_shipped_presets_give_a_map_to_start_from() {
    let own = at("export.csv", b"id,name,kind,active\nP,Ada,human,yes\n", &Choice::default());
    assert!(!own.guessed && own.sketch.table == Table::People && own.sketch.columns.len() == 4);
    let text = "Use Case Name,Agency,Stage of Development,Colour,Next review date\nA,X,Retired,red,3/4/2026\n";
    let known = at("inventory.csv", text.as_bytes(), &Choice::default());
    assert_eq!(
        (known.guessed, known.mappable, to(&known, "Stage of Development"), to(&known, "Colour")),
        (false, true, Some("lifecycle"), None)
    );
    assert_eq!(known.sketch.source.as_deref(), Some("ai-inventory"), "its rows stay rows of that source");
    assert!(known.asks_order);
    let settled = text.replace("3/4/2026\n", "3/4/2026\nB,X,Retired,red,25/4/2026\n");
    assert!(!at("inventory.csv", settled.as_bytes(), &Choice::default()).asks_order);
    // The map that was made of a preset makes the same ids as the preset.
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("inventory.csv");
    std::fs::write(&path, text).unwrap();
    let presets = Presets::builtin().unwrap();
    let keys = |choice: &Choice| {
        crate::sample(&path, "inventory.csv", choice, &presets, 9).unwrap().subjects.into_iter().map(|s| s.record.key).collect::<Vec<_>>()
    };
    let mapped = Choice { map: Some(known.sketch.map().unwrap()), ..Choice::default() };
    assert_eq!(keys(&mapped), keys(&Choice::default()));
}

#[test]
fn a_map_that_lacks_a_column_is_shown_as_it_is() {
    let mut sketch = Sketch::empty("mine", "Mine", Table::Tools);
    sketch.columns = vec![crate::sketch::SketchColumn { to: "id".into(), headers: vec!["Serial".into()], ..Default::default() }];
    let choice = Choice { map: Some(sketch.map().unwrap()), ..Choice::default() };
    let found = at("x.csv", b"Number,Label,Maker\n1,a,b\n", &choice);
    assert!(!found.guessed && found.sketch.id == "mine" && found.sketch.columns[0].headers == ["serial"]);
    assert!(found.why.iter().any(|w| w.contains("no column of this file")), "{:?}", found.why);
}

#[test]
fn each_sheet_can_be_looked_at() {
    let mut book = Workbook::new();
    let mut sheet = |name: &str, rows: &[&[&str]], hidden: bool| {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (r, row) in rows.iter().enumerate() {
            for (c, cell) in row.iter().enumerate() {
                sheet.write_string(u32::try_from(r).unwrap(), u16::try_from(c).unwrap(), *cell).unwrap();
            }
        }
        sheet.set_hidden(hidden);
    };
    sheet("Cover", &[&["Everything we have"]], false);
    sheet("people", &[&["id", "name"], &["P1", "Ada"]], false);
    sheet("Keys", &[&["Key ID", "Account", "Expires on"], &["k1", "svc", "2026-01-01"]], true);
    let bytes = book.save_to_buffer().unwrap();
    let first = at("all.xlsx", &bytes, &Choice::default());
    assert_eq!((first.format, first.sheet.as_deref(), first.guessed), (Format::Workbook, Some("people"), false));
    let parts: Vec<(&str, Option<&str>, bool)> = first.parts.iter().map(|p| (p.name.as_str(), p.known_as.as_deref(), p.hidden)).collect();
    assert_eq!(parts, [("Cover", None, false), ("people", Some("people"), false), ("Keys", None, true)]);
    let keys = at("all.xlsx", &bytes, &Choice { sheet: Some("Keys".into()), ..Choice::default() });
    assert_eq!((keys.sheet.as_deref(), keys.guessed, keys.sketch.table), (Some("Keys"), true, Table::Credentials));
    assert_eq!((to(&keys, "Key ID"), to(&keys, "Expires on")), (Some("id"), Some("expires_at")));
    assert_eq!(keys.first_rows.len(), 2);
}

#[test]
fn lists_of_records_can_be_mapped_and_trees_cannot() {
    let list = at(
        "keys.json",
        br#"{"rows":[{"keyId":"k1","account":"a","expiresOn":"2026-01-01"},{"keyId":"k2","account":"b","note":{"x":{"y":1}}}]}"#,
        &Choice::default(),
    );
    assert!(list.mappable && list.guessed && list.first_rows.is_empty());
    assert_eq!((list.sheet.as_deref(), list.sketch.table, to(&list, "keyId")), (Some("rows"), Table::Credentials, Some("id")));
    let lines = at(
        "keys.jsonl",
        b"{\"keyId\":\"k1\",\"account\":\"a\",\"expiresOn\":\"2026-01-01\"}\n{\"keyId\":\"k2\",\"account\":\"b\"}\n",
        &Choice::default(),
    );
    assert_eq!((lines.format, lines.mappable, lines.sketch.table), (Format::JsonLines, true, Table::Credentials));
    let yaml = at("keys.yaml", b"- keyId: k1\n  account: a\n  expiresOn: 2026-01-01\n- keyId: k2\n  account: b\n", &Choice::default());
    assert_eq!((yaml.mappable, yaml.sketch.table), (true, Table::Credentials));
    let tree = at("thing.yaml", b"some:\n  tree: 1\n  more: 2\n", &Choice::default());
    assert!(!tree.mappable && tree.why.iter().any(|w| w.contains("it is a tree")), "{:?}", tree.why);
}

#[test]
fn what_cannot_be_read_says_why() {
    let dir = tempfile::tempdir().unwrap();
    let presets = Presets::builtin().unwrap();
    for (name, bytes, code) in [
        ("x.pdf", &b"%PDF-1.7"[..], "import/unsupported-format"),
        ("x.json", b"{\"a\":", "import/unreadable-json"),
        ("x.csv", b"", "import/unknown-format"),
    ] {
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let why = look(&path, name, &Choice::default(), &presets).unwrap().unwrap_err();
        assert_eq!(why.code, code, "{name}: {}", why.message);
    }
    let path = dir.path().join("x.xlsx");
    let mut book = Workbook::new();
    book.add_worksheet().write_string(0, 0, "x").unwrap();
    std::fs::write(&path, book.save_to_buffer().unwrap()).unwrap();
    let wrong = look(&path, "x.xlsx", &Choice { sheet: Some("Nowhere".into()), ..Choice::default() }, &presets);
    assert!(matches!(wrong, Err(ImportError::Sheet { .. })), "{wrong:?}");
}
