//! Quirks that real files have, one test each, with files of our own.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly, its helpers too")]

mod common;

use common::{Kept, all, one, one_with, planned, write};
use countersign_core::tables::Table;
use countersign_import::{Choice, Format, Map, Options, Order};
use rust_xlsxwriter::{Format as Look, Formula, Workbook, Worksheet};

fn utf16le(text: &str) -> Vec<u8> {
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

fn sheet(fill: impl Fn(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

fn with(choice: Choice) -> Options {
    Options { choice, ..Options::default() }
}

fn by(map: &str) -> Options {
    with(Choice { map: Some(Map::parse("m", map).unwrap()), ..Choice::default() })
}

/// What was said with a code, as places.
fn places(kept: &Kept, code: &str) -> Vec<String> {
    kept.diagnostics.iter().filter(|d| d.code == code).map(|d| d.at.to_string()).collect()
}

#[test]
fn cp1252_bytes_in_a_file_that_starts_as_utf8() {
    let kept = one("tools.csv", b"\xef\xbb\xbfid,name\nT1,the team\x92s caf\xe9 \x96 \x80 5\nT2,plain\n");
    assert_eq!((kept.heads[0].detected.encoding.as_deref(), kept.heads[0].columns["id"].as_str()), (Some("windows-1252"), "id"));
    assert_eq!(kept.record("T1").get("name"), Some("the team\u{2019}s caf\u{e9} \u{2013} \u{20ac} 5"));
    assert_eq!((kept.records.len(), kept.said("import/encoding").message.contains("byte 0x92 at offset 22")), (2, true));
    let json = one("tools.json", b"[{\"id\":\"T1\",\"name\":\"na\xefve\"}]");
    assert_eq!(json.record("T1").get("name"), Some("na\u{ef}ve"));
}

#[test]
fn utf16le_json_with_a_byte_order_mark() {
    let kept = one("tools.json", utf16le("[{\"id\":\"T1\",\"name\":\"\u{9375} \u{1f511}\"},\r\n {\"id\":\"T2\"}]"));
    let detected = &kept.heads[0].detected;
    assert_eq!((detected.format, detected.encoding.as_deref(), kept.records.len()), (Format::Json, Some("UTF-16LE"), 2));
    assert_eq!(kept.record("T1").get("name"), Some("\u{9375} \u{1f511}"));
    let lines = one("tools.jsonl", utf16le("{\"id\":\"T1\"}\n{\"id\":\"T2\"}\n"));
    assert_eq!((lines.heads[0].detected.format, lines.records[1].origin.row), (Format::JsonLines, 2));
}

#[test]
fn a_byte_order_mark_inside_a_cell() {
    let kept = one("tools.csv", "\u{feff}id,\u{feff}name,provider\n\u{feff}T1,One,\u{feff}\"a, b\"\nT2,Two,x\u{feff}\n");
    assert_eq!((kept.record("T1").get("provider"), kept.record("T2").get("provider")), (Some("a, b"), Some("x")));
    assert_eq!(kept.heads[0].columns["name"], "name");
    assert_eq!(places(&kept, "import/bom-in-cell"), ["tools.csv#2:id", "tools.csv#2:provider", "tools.csv#3:provider"]);
}

#[test]
fn tab_separated_although_named_csv() {
    let kept = one("tools.csv", "id\tname\tneeds\nT1\tOne, or two\ta;b\n");
    assert_eq!((kept.heads[0].detected.delimiter, kept.record("T1").get("name")), (Some('\t'), Some("One, or two")));
    assert!(kept.heads[0].detected.why.iter().any(|w| w.contains("'\\t' gives")), "{:?}", kept.heads[0].detected.why);
}

#[test]
fn semicolons_between_cells_and_bars_between_the_items_of_a_list() {
    let map = "id='m'\ntitle='M'\ntable='controls'\n[[column]]\nto='id'\nheaders=['check']\n[[column]]\nto='title'\nheaders=['name']\n\
               [[column]]\nto='statement'\nheaders=['compliance']\n";
    let text = "CHECK;NAME;COMPLIANCE\nc-1;Keys, and their age;Alpha: 1.4 | Beta: IA-2, IA-5\nc-2;Logs;\"Alpha: 3;1\"\n";
    let kept = one_with("out.csv", text, &by(map));
    assert_eq!((kept.heads[0].detected.delimiter, kept.records.len(), kept.rejected.len()), (Some(';'), 2, 0));
    // A bar is text: only our own mark parts a list, so that nothing is cut apart by a guess.
    assert_eq!(kept.record("c-1").get("statement"), Some("Alpha: 1.4 | Beta: IA-2, IA-5"));
    assert_eq!((kept.record("c-1").get("title"), kept.record("c-2").get("statement")), (Some("Keys, and their age"), Some("Alpha: 3;1")));
    let own = one("controls.csv", "id;title;requirements\nC1;One;ASI01|ASI02\nC2;Two;\"ASI01;ASI02\"\n");
    assert_eq!(own.record("C1").list("requirements").unwrap(), ["ASI01|ASI02"]);
    assert_eq!(own.record("C2").list("requirements").unwrap(), ["ASI01", "ASI02"]);
}

#[test]
fn records_that_span_many_lines() {
    let long = (0..200).map(|i| format!("line {i}, \"\"said\"\"")).collect::<Vec<_>>().join("\r\n");
    let kept = one("tools.csv", format!("id,name,note\r\nT1,One,\"{long}\"\r\nT2,Two,\"\r\n\"\r\nT3,Three,x\r\n"));
    assert_eq!((kept.records.len(), kept.rejected.len()), (3, 0));
    let note = kept.record("T1").extra("note").unwrap();
    assert_eq!((note.lines().count(), note.lines().nth(7)), (200, Some("line 7, \"said\"")));
    let rows: Vec<u64> = kept.records.iter().map(|r| r.origin.row).collect();
    assert_eq!(rows, [2, 3, 4], "a record is a row, however many lines it has");
    assert_eq!(kept.record("T2").extra("note"), None, "a cell of line ends says nothing");
}

#[test]
fn duplicate_headers_are_told_apart_by_position() {
    let kept = one("tools.csv", "id,name,Label,Label,,Label\nT1,One,a,b,c,d\nT2,Two,,b,,\n");
    let t1 = kept.record("T1");
    assert_eq!(
        (t1.extra("Label"), t1.extra("Label#2"), t1.extra("Label#3"), t1.extra("(column 5)")),
        (Some("a"), Some("b"), Some("d"), Some("c"))
    );
    assert_eq!((kept.record("T2").extra("Label"), kept.record("T2").extra("Label#2")), (None, Some("b")));
    assert_eq!(places(&kept, "import/duplicate-header").len(), 2);
    // Of two columns that are both ours the first that is filled counts; what the other says is not lost.
    let twice = one("tools.csv", "id,name,name\nT1,One,Uno\nT2,,Due\n");
    assert_eq!((twice.record("T1").get("name"), twice.record("T1").extra("name#2")), (Some("One"), Some("Uno")));
}

#[test]
fn title_rows_above_the_header() {
    let text = "Register of tools,,\r\nas of 3 May 2026,,\r\n,,\r\nid,name,provider\r\nT1,One,x\r\n";
    let kept = one("tools.csv", text);
    assert_eq!((kept.heads[0].detected.header_row, kept.record("T1").origin.row), (Some(4), 5));
    let book = sheet(|s| {
        s.merge_range(0, 0, 0, 2, "Register of tools", &Look::new()).unwrap();
        s.write(1, 0, "as of 3 May 2026").unwrap();
        s.write_row(3, 0, ["id", "name", "provider"]).unwrap();
        s.write_row(4, 0, ["T1", "One", "x"]).unwrap();
    });
    let kept = one_with("register.xlsx", book, &with(Choice { table: Some(Table::Tools), ..Choice::default() }));
    assert_eq!((kept.heads[0].detected.header_row, kept.record("T1").origin.row), (Some(4), 5));
    // A header row that was named is the one, even when an earlier row would do.
    let asked = with(Choice { header_row: Some(2), ..Choice::default() });
    let kept = one_with("tools.csv", "id,name\nid,name\nT1,One\n", &asked);
    assert_eq!((kept.heads[0].detected.header_row, kept.records.len()), (Some(2), 1));
}

#[test]
fn merged_cells() {
    let plain = Look::new();
    let book = sheet(|s| {
        s.set_name("Grants").unwrap();
        s.merge_range(0, 0, 1, 0, "identity", &plain).unwrap();
        s.merge_range(0, 1, 0, 2, "What it may do", &plain).unwrap();
        s.write_row(1, 1, ["resource", "permission"]).unwrap();
        s.merge_range(2, 0, 4, 0, "svc-a", &plain).unwrap();
        for (row, (resource, permission)) in [("db", "read"), ("db", "write"), ("queue", "read")].into_iter().enumerate() {
            s.write_row(2 + row as u32, 1, [resource, permission]).unwrap();
        }
    });
    let kept = one("book.xlsx", book);
    let keys: Vec<String> = kept.records.iter().map(|r| r.key.replace('\u{1f}', " ")).collect();
    assert_eq!((keys, kept.rejected.len()), (["svc-a db read", "svc-a db write", "svc-a queue read"].map(str::to_owned).to_vec(), 0));
    assert_eq!(kept.said("import/filled-down").at.to_string(), "book.xlsx#Grants!4");
    // What another program left below a merged cell is not seen in a spreadsheet, so it is not taken; it is said.
    let book = sheet(|s| {
        s.set_name("zones").unwrap().write_row(0, 0, ["id", "rank", "note"]).unwrap();
        s.merge_range(1, 2, 2, 2, "both", &plain).unwrap();
        s.write_row(1, 0, ["a", "1"]).unwrap().write_row(2, 0, ["b", "2", "unseen"]).unwrap();
    });
    let kept = one("book.xlsx", book);
    assert_eq!((kept.record("b").extra("note"), kept.said("import/hidden-by-merge").at.row), (Some("both"), Some(3)));
}

#[test]
fn parents_only_on_the_first_row_of_a_block() {
    let text = "identity,resource,permission\nsvc-a,db,read\n,queue,write\nsvc-b,db,read\n,,\n";
    // Nothing is filled by itself: a blank cell may be just that.
    let kept = one("grants.csv", text);
    assert_eq!((kept.records.len(), kept.rejected.len(), kept.rejected[0].diagnostic.code.as_str()), (2, 2, "import/missing-key"));
    let filled = with(Choice { fill_down: vec!["Identity".into()], ..Choice::default() });
    let kept = one_with("grants.csv", text, &filled);
    let keys: Vec<&str> = kept.records.iter().map(|r| r.key.split('\u{1f}').next().unwrap()).collect();
    assert_eq!((keys, kept.said("import/filled-down").at.row), (vec!["svc-a", "svc-a", "svc-b"], Some(3)));
    let book = sheet(|s| {
        for (row, line) in text.lines().enumerate() {
            s.write_row(row as u32, 0, line.split(',')).unwrap();
        }
    });
    let options = with(Choice { fill_down: vec!["identity".into()], table: Some(Table::Grants), ..Choice::default() });
    assert_eq!(one_with("book.xlsx", book, &options).records.len(), 3);
}

#[test]
fn formulas_without_a_cached_value() {
    let book = sheet(|s| {
        s.set_name("credentials").unwrap();
        s.write_row(0, 0, ["id", "identity", "ttl_seconds", "issued_per"]).unwrap();
        for (row, id) in [(1, "C1"), (2, "C2")] {
            s.write_row(row, 0, [id, "svc"]).unwrap();
        }
        s.write_formula(1, 2, "=24*3600").unwrap();
        s.write_formula(2, 2, Formula::new("=60*60").set_result("3600")).unwrap();
        s.write_formula(2, 3, Formula::new("=NA()").set_result("#N/A")).unwrap();
    });
    let kept = one("book.xlsx", book);
    // Not zero, not empty: not known, and it is said.
    assert_eq!((kept.record("C1").get("ttl_seconds"), kept.record("C2").get("ttl_seconds")), (None, Some("3600")));
    assert_eq!((kept.record("C2").get("issued_per"), kept.record("C2").extra("raw.issued_per")), (None, Some("#N/A")));
    let said = kept.said("import/formula-without-value");
    assert_eq!((said.at.row, said.at.column.as_deref()), (Some(2), Some("ttl_seconds")));
}

#[test]
fn a_workbook_of_thirty_sheets_with_divider_sheets() {
    let mut book = Workbook::new();
    for i in 0..30 {
        let sheet = book.add_worksheet();
        match i {
            4 => {
                sheet.set_name("Zones").unwrap().write_row(0, 0, ["id", "rank"]).unwrap();
                sheet.write_row(1, 0, ["z1", "1"]).unwrap();
            }
            17 => {
                sheet.set_name("17. All the tools").unwrap().write(0, 0, "Everything we use").unwrap();
                sheet.write_row(2, 0, ["ID", "Name", "Provider", "Third Party"]).unwrap();
                sheet.write_row(3, 0, ["T1", "One", "x", "yes"]).unwrap();
            }
            _ if i % 5 == 0 => {
                sheet.set_name(format!("--- part {i} ---")).unwrap();
            }
            _ => {
                sheet.set_name(format!("{i}. Notes")).unwrap().write(0, 0, "Some words only").unwrap();
            }
        }
    }
    let kept = one("many.xlsx", book.save_to_buffer().unwrap());
    let read: Vec<(Table, Option<&str>)> = kept.heads.iter().map(|h| (h.table, h.sheet.as_deref())).collect();
    assert_eq!(read, [(Table::Zones, Some("Zones")), (Table::Tools, Some("17. All the tools"))]);
    assert_eq!((kept.record("T1").get("third_party"), kept.record("z1").get("rank")), (Some("yes"), Some("1")));
    assert_eq!(places(&kept, "import/sheet-skipped").len(), 28, "no sheet is left out silently");
}

#[test]
fn a_megabyte_of_json_on_one_line() {
    let records: Vec<_> =
        (0..9_000).map(|i| serde_json::json!({"id": format!("T{i}"), "name": "x".repeat(100), "access": "read"})).collect();
    let text = serde_json::json!({"value": records, "@odata.nextLink": null}).to_string();
    assert!(text.len() > 1 << 20 && !text.contains('\n'));
    let kept = one("tools.json", text);
    assert_eq!((kept.records.len(), kept.rejected.len(), kept.records[8_999].origin.row), (9_000, 0, 9_000));
    assert_eq!((kept.heads[0].sheet.as_deref(), kept.record("T7").get("access")), (Some("value"), Some("read")));
}

#[test]
fn arrays_under_a_wrapper() {
    let map = "id='m'\ntitle='M'\n[recognise]\nkeys=[['eventID']]\n[[gives]]\ntable='events'\n[[gives.column]]\nto='event_id'\n\
               from=['eventID']\n[[gives.column]]\nto='ts'\nfrom=['when']\n[[gives.column]]\nto='type'\ntext='execution'\n";
    for wrapper in ["Records", "value", "Findings", "entries"] {
        let own = one("x.json", format!(r#"{{"next":1,"{wrapper}":[{{"id":"Z","rank":1}}]}}"#));
        assert_eq!((own.heads[0].table, own.heads[0].sheet.as_deref(), own.records.len()), (Table::Zones, Some(wrapper), 1));
        let text = format!(r#"{{"{wrapper}":[{{"eventID":"e1","when":"2026-01-01T00:00:00Z"}},{{"eventID":"e2","when":"2026-01-02"}}]}}"#);
        let kept = one_with("log.json", text, &by(map));
        let rows: Vec<(&str, u64)> = kept.records.iter().map(|r| (r.key.as_str(), r.origin.row)).collect();
        assert_eq!((rows, kept.heads[0].sheet.as_deref()), (vec![("e1", 1), ("e2", 2)], Some(wrapper)));
    }
}

#[test]
fn json_inside_json_three_deep() {
    let map = "id='m'\ntitle='M'\n[recognise]\nkeys=[['Properties/span/id']]\nembedded=['Properties', 'Properties/span', 'Properties/span/more']\n\
               [[gives]]\ntable='tools'\n[[gives.column]]\nto='id'\nfrom=['Properties/span/id']\n[[gives.column]]\nto='name'\nfrom=['Properties/span/more/name']\n";
    let more = serde_json::json!({"name": "search \"the\" web"}).to_string();
    let span = serde_json::json!({"id": "T1", "more": more}).to_string();
    let properties = serde_json::json!({"span": span}).to_string();
    let text = serde_json::json!([{"Properties": properties}]).to_string();
    assert!(text.contains(r#"\\\\\\\""#), "{text}");
    assert_eq!(one_with("spans.json", &text, &by(map)).record("T1").get("name"), Some("search \"the\" web"));
    // The same, wrapped again as a log collector does.
    let wrapped = serde_json::json!({"_raw": serde_json::json!({"_raw": text.trim_matches(['[', ']'])}).to_string(), "host": "h"});
    assert_eq!(one_with("spans.jsonl", format!("{wrapped}\n"), &by(map)).record("T1").get("name"), Some("search \"the\" web"));
}

#[test]
fn times_as_seconds_thousandths_and_billionths_since_1970() {
    let text = "event_id,workflow,type,ts\ns,W,prompt,1760000000\nms,W,prompt,1760000000123\nns,W,prompt,1760000000123456789\nf,W,prompt,1760000000.5\n";
    let kept = one("events.csv", text);
    let ts = |id| kept.record(id).get("ts").unwrap().to_owned();
    assert_eq!(
        [ts("s"), ts("ms"), ts("ns"), ts("f")],
        ["2025-10-09T08:53:20Z", "2025-10-09T08:53:20.123Z", "2025-10-09T08:53:20.123456789Z", "2025-10-09T08:53:20.500Z"]
    );
    assert_eq!(kept.record("ms").extra("raw.ts"), Some("1760000000123"));
    assert!(kept.said("import/date-assumed").message.contains("since 1970"));
    let json = one("events.json", r#"[{"event_id":"a","workflow":"W","type":"prompt","ts":1760000000123}]"#);
    assert_eq!(json.record("a").get("ts"), Some("2025-10-09T08:53:20.123Z"));
}

#[test]
fn dates_that_do_not_say_which_number_is_the_month() {
    let text = "id,identity,issued_at\nC1,I,7/1/2023\n";
    let open = one("credentials.csv", text);
    assert_eq!((open.record("C1").get("issued_at"), open.record("C1").extra("raw.issued_at")), (None, Some("7/1/2023")));
    assert_eq!(open.said("import/ambiguous-date").at.to_string(), "credentials.csv#2:issued_at");
    for (order, day) in [(Order::MonthFirst, "2023-07-01"), (Order::DayFirst, "2023-01-07")] {
        let told = one_with("credentials.csv", text, &with(Choice { order: Some(order), ..Choice::default() }));
        assert_eq!(told.record("C1").get("issued_at"), Some(day));
    }
    let proven = one("credentials.csv", format!("{text}C2,I,25/12/2023\n"));
    assert_eq!(proven.record("C1").get("issued_at"), Some("2023-01-07"));
    assert!(proven.said("import/date-assumed").message.contains("taken from other dates"));
}

#[test]
fn a_month_without_a_day_is_no_date() {
    let kept = one("credentials.csv", "id,identity,issued_at,expires_at\nC1,I,01/2024,Q3 2024\nC2,I,2024-01,2024\n");
    for id in ["C1", "C2"] {
        let record = kept.record(id);
        assert_eq!((record.get("issued_at"), record.get("expires_at")), (None, None), "no day is made up");
        assert!(record.extra("raw.issued_at").is_some_and(|raw| raw.contains("01")) && record.extra("raw.expires_at").is_some());
    }
    assert_eq!(places(&kept, "import/bad-value").len(), 4);
}

#[test]
fn days_and_times_as_programs_write_them() {
    let kept = one(
        "context_changes.csv",
        "workflow,kind,at\nW,model,11/Jan/26 3:22 PM\nW,tool,2026-02-03 04:05:06\nW,owner,2026-02-03T04:05+02:00\n",
    );
    let at: Vec<&str> = kept.records.iter().map(|r| r.get("at").unwrap()).collect();
    assert_eq!(at, ["2026-01-11T15:22:00Z", "2026-02-03T04:05:06Z", "2026-02-03T04:05:00+02:00"]);
    let assumed: Vec<&str> = kept.diagnostics.iter().filter(|d| d.code == "import/date-assumed").map(|d| d.message.as_str()).collect();
    // A time without a zone is read as UTC, and that is said; one with a zone needs no word.
    assert!(assumed.iter().any(|m| m.contains("without a zone") && m.contains("(2 values")), "{assumed:?}");
    assert_eq!(kept.records[1].extra("raw.at"), Some("2026-02-03 04:05:06"));
}

#[test]
fn enumerations_with_a_letter_and_an_explanation() {
    let kept = one(
        "uses.csv",
        "Use Case Name,Agency,Stage of Development\nA,X,d) Retired \u{2013} taken out of service\nB,X,retired\nC,X,a) Something else\n",
    );
    let stages: Vec<Option<&str>> = kept.records.iter().map(|r| r.get("lifecycle")).collect();
    assert_eq!(stages, [Some("retired"), Some("retired"), None]);
    assert_eq!(kept.records[0].extra("raw.lifecycle"), Some("d) Retired \u{2013} taken out of service"));
    assert_eq!(kept.records[2].extra("raw.lifecycle"), Some("a) Something else"));
}

#[test]
fn html_and_formulas_and_templates_are_text() {
    let texts = [
        "<p>One</p>&nbsp;<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "=HYPERLINK(\"http://example.test\",\"x\")",
        "@SUM(A1:A9)",
        "+1+cmd|' /C calc'!A0",
        "{{ 7 * 7 }} ${HOME} %PATH% $(id) `id`",
        "../../etc/passwd",
    ];
    let rows: Vec<[String; 2]> = texts.iter().enumerate().map(|(i, t)| [format!("T{i}"), (*t).to_owned()]).collect();
    let csv: String = rows.iter().map(|[id, t]| format!("{id},\"{}\"\n", t.replace('"', "\"\""))).collect();
    let json: Vec<_> = rows.iter().map(|[id, t]| serde_json::json!({"id": id, "name": t})).collect();
    let yaml: String = json.iter().map(|r| format!("- {r}\n")).collect();
    let book = sheet(|s| {
        s.set_name("tools").unwrap().write_row(0, 0, ["id", "name"]).unwrap();
        for (i, [id, t]) in rows.iter().enumerate() {
            s.write_string(1 + i as u32, 0, id).unwrap().write_string(1 + i as u32, 1, t).unwrap();
        }
    });
    let files = [
        one("tools.csv", format!("id,name\n{csv}")),
        one("tools.json", serde_json::Value::from(json).to_string()),
        one("tools.yaml", yaml),
        one("book.xlsx", book),
    ];
    for kept in files {
        let names: Vec<&str> = kept.records.iter().map(|r| r.get("name").unwrap()).collect();
        assert_eq!(names, texts, "{:?}", kept.heads[0].detected.format);
    }
}

#[test]
fn names_in_any_script_and_with_pictures() {
    let text = "id,name,purpose,\u{5099}\u{8003}\nW1,\u{5ba1}\u{6279}\u{52a9}\u{624b} \u{1f916},,\u{627f}\u{8a8d}\nW2,Пр\u{43e}верка \u{2705},,\nW3,\u{1f468}\u{200d}\u{1f4bb} dev,,\n";
    let kept = one("\u{5de5}\u{5177} \u{1f916}.csv", text);
    assert_eq!(kept.heads[0].name, "\u{5de5}\u{5177} \u{1f916}.csv");
    assert_eq!(kept.record("W1").get("name"), Some("\u{5ba1}\u{6279}\u{52a9}\u{624b} \u{1f916}"));
    assert_eq!(
        (kept.record("W1").extra("\u{5099}\u{8003}"), kept.record("W2").get("name")),
        (Some("\u{627f}\u{8a8d}"), Some("Пр\u{43e}верка \u{2705}"))
    );
    // What joins two pictures cannot be seen, so it is shown.
    assert_eq!(kept.record("W3").get("name"), Some("\u{1f468}<U+200D>\u{1f4bb} dev"));
}

#[test]
fn records_of_one_file_differ_in_shape() {
    let lines = "{\"id\":\"T1\",\"name\":\"One\"}\n{\"name\":\"Two\",\"id\":\"T2\",\"needs\":[\"a\",\"b\"],\"new\":{\"x\":1}}\n{\"id\":\"T3\",\"needs\":\"c\",\"third_party\":true}\n";
    let kept = one("tools.jsonl", lines);
    assert_eq!((kept.records.len(), kept.rejected.len()), (3, 0));
    assert_eq!(
        (kept.record("T1").get("needs"), kept.record("T2").get("needs"), kept.record("T3").get("needs")),
        (None, Some("a;b"), Some("c"))
    );
    assert_eq!((kept.record("T2").extra("new"), kept.record("T3").get("third_party")), (Some("x=1"), Some("yes")));
    let rows = one("tools.csv", "id,name,needs\nT1,One\nT2,Two,a\nT3,Three,b,c\n");
    assert_eq!((rows.records.len(), rows.said("import/short-row").at.row, rows.said("import/column-count").at.row), (2, Some(2), Some(4)));
}

#[test]
fn names_that_repeat_are_no_keys() {
    let text = "Use Case Name,Agency,Stage\nDrafting,Post,Retired\nDrafting,Post,Operation and Maintenance\nDrafting,Rail,Retired\nDrafting,Post,Retired\n";
    let kept = one("uses.csv", text);
    let keys: Vec<&str> = kept.records.iter().map(|r| r.key.as_str()).collect();
    assert_eq!(keys.len(), 4);
    assert!(keys[0] != keys[1] && keys[0] != keys[2] && keys[1] != keys[2], "{keys:?}");
    assert_eq!(keys[0], keys[3], "the same row is the same subject");
    assert!(keys.iter().all(|k| !k.contains("Drafting")), "{keys:?}");
    assert_eq!(kept.said("import/derived-key").at.row, Some(2));
}

#[test]
fn unknown_is_not_no() {
    for said in ["", "N/A", "n/a", "None of the above", "no_information", "System.Object[]", "TBD", "-", "null"] {
        let kept = one(
            "workflows.csv",
            format!("id,name,code_merged,owner,review_cycle_days,last_reviewed,data_classes\nW1,One,{said},{said},{said},{said},{said}\n"),
        );
        let record = kept.record("W1");
        for column in ["code_merged", "owner", "review_cycle_days", "last_reviewed", "data_classes"] {
            assert_eq!(record.get(column), None, "{said:?} in {column}");
            let raw = record.extra(&format!("raw.{column}"));
            assert_eq!(raw, Some(said).filter(|s| !s.is_empty()), "{said:?} in {column}");
        }
        assert!(places(&kept, "import/bad-value").is_empty(), "{said:?}");
    }
    let kept = one("workflows.json", r#"[{"id":"W1","name":"One","code_merged":null,"owner":"","tools":[],"data_classes":["N/A"]}]"#);
    assert_eq!(kept.record("W1").fields.len(), 2, "{:?}", kept.record("W1"));
    // Only the word itself says no, and only where none is a value it is one.
    let kept = one("workflows.csv", "id,name,code_merged,human_gate,business_unit\nW1,One,No,None,None\n");
    let record = kept.record("W1");
    assert_eq!((record.get("code_merged"), record.get("human_gate"), record.get("business_unit")), (Some("no"), Some("none"), None));
}

#[test]
fn citations_are_kept_as_they_are_written() {
    let kept = one("controls.csv", "id,title,requirements\nC1,One,PR.AC-4; a2 ;M1;CSF 2.0 PR.AA-05\n");
    assert_eq!(kept.record("C1").list("requirements").unwrap(), ["PR.AC-4", "a2", "M1", "CSF 2.0 PR.AA-05"]);
}

#[test]
fn keys_are_masked_in_every_format_and_everywhere() {
    let secrets = [
        "AKIAQWERTYUIOPASDFGH",
        "sk-proj-Zx81mMqL02kfjR7vT5",
        "Bearer eyJhbGciOi.kDf9sLq2.x7",
        "x-api-key: 9f8e7d6c5b4a",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKC\n-----END RSA PRIVATE KEY-----",
    ];
    let hidden = ["QWERTYUIOP", "Zx81mMqL", "kDf9sLq2", "9f8e7d6c5b4a", "MIIEowIBAAKC"];
    for (secret, hidden) in secrets.iter().zip(hidden) {
        let quoted = serde_json::to_string(secret).unwrap();
        let book = sheet(|s| {
            s.set_name("tools").unwrap().write_row(0, 0, ["id", "name", "note"]).unwrap();
            s.write_row(1, 0, ["T1", secret, secret]).unwrap();
            s.write_row(2, 0, ["", secret, secret]).unwrap();
        });
        let files = [
            (
                "tools.csv",
                format!("id,name,note,{0}\nT1,\"{secret}\",\"{secret}\",\n,\"{secret}\",,\n", secret.lines().next().unwrap()).into_bytes(),
            ),
            ("tools.json", format!("[{{\"id\":\"T1\",\"name\":{quoted},{quoted}:{quoted}}},{{\"name\":{quoted}}}]").into_bytes()),
            ("tools.jsonl", format!("{{\"id\":\"T1\",\"name\":{quoted}}}\n{{\"name\":{quoted}}}\n{{\"name\" {quoted}}}\n").into_bytes()),
            ("tools.yaml", format!("- {{\"id\": \"T1\", \"name\": {quoted}}}\n- {{\"name\": {quoted}}}\n").into_bytes()),
            ("tools.xlsx", book),
        ];
        for (name, bytes) in files {
            let kept = one(name, bytes);
            assert_eq!(kept.rejected[0].diagnostic.code, "import/missing-key", "{name}");
            assert!(kept.record("T1").get("name").unwrap().contains("[masked]"), "{name}");
            assert!(kept.codes().contains(&"secret/masked"), "{name}");
            let all = format!("{:?} {:?} {:?} {:?}", kept.heads, kept.records, kept.rejected, kept.diagnostics);
            assert!(!all.contains(hidden), "{name}: {hidden} travelled: {all}");
        }
    }
}

#[test]
fn a_name_from_outside_is_never_a_path() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "outside.txt", "not to be taken");
    let names = ["../outside.txt", "..\\outside.txt", "/etc/hostname", "C:\\outside.txt", "a/../../outside.txt", "./", "nul\u{202e}.txt"];
    let rows: String = names.iter().map(|n| format!("{n},other\n")).collect();
    write(dir.path(), "in/evidence.csv", format!("file,kind\n{rows}"));
    for path in [dir.path().join("in"), dir.path().join("in/evidence.csv")] {
        let plan = planned(&[path], &Options::default());
        assert!(plan.evidence.is_empty(), "{:?}", plan.evidence);
        let kept = common::all(&plan);
        assert_eq!(kept.records.len(), names.len());
        assert_eq!(places(&kept, "evidence/file-missing").len(), names.len());
        assert!(kept.records.iter().all(|r| r.extra("sha256").is_none()));
    }
}

#[test]
fn a_file_that_is_named_twice_is_read_once() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "tools.csv", "id,name\nT-1,One\n");
    let path = dir.path().join("tools.csv");
    let plan = planned(&[path.clone(), path], &Options::default());
    assert_eq!((plan.inputs.len(), all(&plan).records.len()), (1, 1));
}

#[test]
fn a_log_of_lines_has_no_sheets_to_choose() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "tools.jsonl", "{\"id\":\"T-1\",\"name\":\"One\"}\n{\"id\":\"T-2\",\"name\":\"Two\"}\n");
    let choice = Choice { sheet: Some("nowhere".into()), ..Choice::default() };
    let options = Options { choice, ..Options::default() };
    let found = countersign_import::plan(&[dir.path().join("tools.jsonl")], &options, &countersign_import::Presets::builtin().unwrap());
    assert!(matches!(found, Err(countersign_import::ImportError::Sheet { .. })), "{found:?}");
}
