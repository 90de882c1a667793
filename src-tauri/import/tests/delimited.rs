//! Quirks of delimited files, each with a file of our own.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout, reason = "tests")]

mod common;

use common::{Kept, all, one, one_with, planned, refused, write};
use countersign_core::tables::{Kind, Table, spec};
use countersign_import::{Choice, Continue, FileHead, ImportError, Map, Options, Presets, Rejected, Sink, SinkError, plan, read};

fn utf16(text: &str, little: bool) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(|u: u16| if little { u.to_le_bytes() } else { u.to_be_bytes() }).collect()
}

#[test]
fn every_table_reads_every_column_in_every_delimiter_and_encoding() {
    for table in Table::ALL {
        let spec = spec(*table);
        let sample = |kind: Kind| match kind {
            Kind::Text | Kind::TextOrNone => "caf\u{e9}".to_owned(),
            Kind::List | Kind::ListOrNone => "a;b".to_owned(),
            Kind::Date => "2026-01-02".to_owned(),
            Kind::Integer => "7".to_owned(),
            Kind::YesNo => "yes".to_owned(),
            Kind::One(values) | Kind::Many(values) => values[0].to_owned(),
        };
        for delimiter in [',', ';', '\t', '|'] {
            let d = delimiter.to_string();
            let header = spec.columns.iter().map(|c| c.name).collect::<Vec<_>>().join(&d);
            let row = spec.columns.iter().map(|c| format!("\"{}\"", sample(c.kind))).collect::<Vec<_>>().join(&d);
            let text = format!("{header}\r\n{row}\r\n");
            let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
            let files = [
                ("UTF-8", text.clone().into_bytes()),
                ("UTF-8", format!("\u{feff}{text}").into_bytes()),
                ("UTF-16LE", utf16(&text, true)),
                ("UTF-16BE", utf16(&text, false)),
                ("windows-1252", latin),
            ];
            for (encoding, bytes) in files {
                if encoding == "windows-1252" && !text.contains('\u{e9}') {
                    continue;
                }
                let kept = one(&format!("{table}.csv"), bytes);
                let detected = &kept.heads[0].detected;
                assert_eq!((detected.table, detected.delimiter, detected.encoding.as_deref()), (*table, Some(delimiter), Some(encoding)));
                assert!(
                    kept.rejected.is_empty() && kept.codes().iter().all(|c| matches!(*c, "import/encoding" | "evidence/file-missing")),
                    "{table} {:?}",
                    kept.codes()
                );
                let record = &kept.records[0];
                assert_eq!(record.fields.len(), spec.columns.len(), "{table}");
                assert_eq!((record.origin.file, record.origin.row), (1, 2));
                assert_eq!(record.key.split('\u{1f}').count(), spec.key.len());
            }
        }
    }
}

#[test]
fn a_table_is_told_by_its_headers_however_they_are_written() {
    let kept = one("export-7.txt", "ID;Display;NAME;Business-Unit;ai uses\nW1;x;One;Sales;Draft; \nW2;y;Two;;Code\n");
    assert_eq!(kept.rejected.len(), 0);
    assert_eq!((kept.heads[0].table, kept.heads[0].columns["business_unit"].as_str()), (Table::Workflows, "Business-Unit"));
    assert_eq!(kept.record("W1").get("ai_uses"), Some("draft"));
    assert_eq!(kept.record("W1").extra("Display"), Some("x"));
    assert_eq!(kept.said("import/unknown-column").at.column.as_deref(), Some("Display"));
    assert!(kept.heads[0].detected.why.iter().any(|w| w.contains("headers are those of `workflows`")));
}

#[test]
fn rows_are_counted_as_a_spreadsheet_counts_them() {
    let text = "The inventory,,\n\nid,name,purpose\nW1,One,\"two\nlines\"\n\nW2,Two,x\n,,\n";
    let kept = one("workflows.csv", text);
    assert_eq!(kept.heads[0].detected.header_row, Some(3));
    let rows: Vec<u64> = kept.records.iter().map(|r| r.origin.row).collect();
    assert_eq!(rows, [4, 6]);
    assert_eq!(
        (kept.rejected[0].row, kept.rejected[0].diagnostic.code.as_str(), kept.rejected[0].raw.as_str()),
        (7, "import/missing-key", ",,")
    );
}

#[test]
fn unknown_is_not_no_and_what_was_written_stays() {
    let kept = one(
        "workflows.csv",
        "id,name,retrieval,human_gate,owner,criticality,data_classes,tools\nW1,One,N/A,none,None of the above,no_information,System.Object[],a; b\nW2,Two,,,-,Severe,pii;odd;phi,\n",
    );
    let w1 = kept.record("W1");
    assert_eq!((w1.get("retrieval"), w1.get("human_gate"), w1.get("owner"), w1.get("criticality")), (None, Some("none"), None, None));
    assert_eq!(
        (w1.extra("raw.retrieval"), w1.extra("raw.owner"), w1.extra("raw.data_classes")),
        (Some("N/A"), Some("None of the above"), Some("System.Object[]"))
    );
    assert_eq!(w1.list("tools").unwrap(), ["a", "b"]);
    let w2 = kept.record("W2");
    assert_eq!((w2.get("criticality"), w2.extra("raw.criticality")), (None, Some("Severe")));
    assert_eq!((w2.get("data_classes"), w2.extra("raw.data_classes")), (Some("pii;phi"), Some("pii;odd;phi")));
    assert_eq!((w2.get("retrieval"), w2.extra("raw.retrieval")), (None, None));
    let bad: Vec<_> = kept.diagnostics.iter().filter(|d| d.code == "import/bad-value").map(|d| d.at.to_string()).collect();
    assert_eq!(bad, ["workflows.csv#3:criticality", "workflows.csv#3:data_classes"]);
}

#[test]
fn dates_are_read_when_the_file_proves_their_order_and_unknown_when_not() {
    let proven = one("credentials.csv", "id,identity,issued_at,expires_at\nC1,I,7/1/2023,2024-01-01\nC2,I,7/13/2023,2/3/2024\n");
    assert_eq!(proven.record("C1").get("issued_at"), Some("2023-07-01"));
    assert_eq!(
        (proven.record("C2").get("expires_at"), proven.record("C2").extra("raw.expires_at")),
        (Some("2024-02-03"), Some("2/3/2024"))
    );
    assert!(proven.said("import/date-assumed").message.contains("order of day and month"));
    let unproven = one("credentials.csv", "id,identity,issued_at\nC1,I,7/1/2023\nC2,I,01/2024\n");
    assert_eq!((unproven.record("C1").get("issued_at"), unproven.record("C1").extra("raw.issued_at")), (None, Some("7/1/2023")));
    assert_eq!(unproven.said("import/ambiguous-date").at.to_string(), "credentials.csv#2:issued_at");
    assert_eq!(unproven.said("import/bad-value").at.row, Some(3));
    let clash = one("credentials.csv", "id,identity,issued_at,expires_at\nC1,I,7/1/2023,13/1/2023\nC2,I,7/13/2023,1/2/2023\n");
    assert_eq!((clash.record("C1").get("issued_at"), clash.record("C2").get("expires_at")), (Some("2023-07-01"), Some("2023-02-01")));
    let times = one("context_changes.csv", "workflow,kind,at\nW,model,11/Jan/26 3:22 PM\nW,tool,1712345678\n");
    assert_eq!(times.records[0].get("at"), Some("2026-01-11T15:22:00Z"));
    assert_eq!(times.records[1].key, "W\u{1f}tool\u{1f}2024-04-05T19:34:38Z");
    assert_eq!(times.codes().iter().filter(|c| **c == "import/date-assumed").count(), 3);
}

#[test]
fn faulty_rows_are_rejected_with_their_text_and_the_rest_is_read() {
    let long = "x".repeat((1 << 20) + 1);
    let text =
        format!("id,name,purpose\nW1,One,a\nW2,Two,b,c\n,Three,d\nW4,,e\nW5,Five\nW6,S\0x,f\nW7,Seven,{long}\nW8,\"Eight,g\nW9,Nine,h\n");
    let kept = one("workflows.csv", text);
    let rejected: Vec<(u64, &str)> = kept.rejected.iter().map(|r| (r.row, r.diagnostic.code.as_str())).collect();
    let expected = [
        (3, "import/column-count"),
        (4, "import/missing-key"),
        (5, "import/missing-required"),
        (7, "import/nul-byte"),
        (8, "import/field-too-long"),
        (9, "import/unclosed-quote"),
    ];
    assert_eq!(rejected, expected);
    assert_eq!((kept.rejected[0].raw.as_str(), kept.rejected[5].raw.as_str()), ("W2,Two,b,c", "W8,\"Eight,g"));
    assert!(kept.rejected[4].raw.len() < 70_000 && kept.rejected[4].raw.contains("more bytes"));
    let keys: Vec<&str> = kept.records.iter().map(|r| r.key.as_str()).collect();
    assert_eq!(keys, ["W1", "W5", "W9"]);
    assert_eq!(kept.said("import/short-row").at.row, Some(6));
    assert_eq!(kept.rejected[3].diagnostic.at.column.as_deref(), Some("name"));
}

#[test]
fn hidden_characters_and_keys_do_not_travel() {
    let key = "AKIAABCDEFGHIJKLMNOP";
    let text = format!(
        "id,name,purpose,note\nW1,pay\u{202e}fdp,\u{feff}start,\"token {key}\"\nW2,T\u{200b}wo,Bearer abcdef0123456789,\"-----BEGIN PRIVATE KEY-----\nMIIabc\n-----END PRIVATE KEY-----\"\n,x-api-key: hunter22,,{key}\n"
    );
    let kept = one("workflows.csv", text);
    assert_eq!(kept.record("W1").get("name"), Some("pay<U+202E>fdp"));
    assert_eq!(kept.record("W1").get("purpose"), Some("start"));
    assert_eq!(kept.said("import/bom-in-cell").at.to_string(), "workflows.csv#2:purpose");
    assert_eq!(kept.codes().iter().filter(|c| **c == "import/control-character").count(), 1);
    assert!(kept.said("import/control-character").message.starts_with("2 control"));
    assert_eq!(kept.codes().iter().filter(|c| **c == "secret/masked").count(), 5);
    let everything = format!("{:?} {:?} {:?}", kept.records, kept.rejected, kept.diagnostics);
    for secret in ["ABCDEFGH", "abcdef0123456789", "MIIabc", "hunter22"] {
        assert!(!everything.contains(secret), "{secret} travelled");
    }
    assert!(kept.record("W1").extra("note").unwrap().starts_with("token AKIA[masked]"));
}

#[test]
fn repeated_headers_are_numbered_and_text_is_left_as_text() {
    let kept = one("workflows.csv", "id,name,other,other,\u{5099}\u{8003}\nW1,=1+1,\"<b>a</b>\",@b,\u{1f916} \u{5be9}\u{67fb}\n");
    assert_eq!(kept.said("import/duplicate-header").at.column.as_deref(), Some("other#2"));
    let w = kept.record("W1");
    assert_eq!(
        (w.get("name"), w.extra("other"), w.extra("other#2"), w.extra("\u{5099}\u{8003}")),
        (Some("=1+1"), Some("<b>a</b>"), Some("@b"), Some("\u{1f916} \u{5be9}\u{67fb}"))
    );
}

#[test]
fn windows_bytes_in_a_file_said_to_be_utf8_are_read_as_windows_1252() {
    let kept = one("workflows.csv", b"id,name\nW1,Caf\xe9 \x96 it\x92s\n");
    assert_eq!(kept.record("W1").get("name"), Some("Caf\u{e9} \u{2013} it\u{2019}s"));
    assert!(kept.said("import/encoding").message.contains("byte 0xE9 at offset 14"));
}

#[test]
fn semicolons_between_cells_and_bars_inside_them() {
    let kept = one("controls.csv", "sep=;\nid;title;requirements;owner\nC1;One, or two;ASI01|ASI02;P\nC2;Two, three;\"A;B\";P\n");
    assert_eq!((kept.heads[0].detected.delimiter, kept.heads[0].detected.header_row), (Some(';'), Some(2)));
    assert_eq!(kept.record("C1").get("requirements"), Some("ASI01|ASI02"));
    assert_eq!(kept.record("C2").list("requirements").unwrap(), ["A", "B"]);
}

#[test]
fn guesses_can_be_overridden() {
    let map = Map::parse(
        "m",
        "id='m'\ntitle='M'\ntable='people'\n[[column]]\nto='id'\nheaders=['key']\n[[column]]\nto='name'\nheaders=['*called']\n",
    )
    .unwrap();
    let options = Options {
        choice: Choice { map: Some(map), delimiter: Some('~'), encoding: Some("latin1".into()), ..Choice::default() },
        ..Options::default()
    };
    let kept = one_with("any.dat", b"Key~Is called\nP1~Zo\xeb\n", &options);
    assert_eq!(
        (kept.record("P1").get("name"), kept.heads[0].detected.encoding.as_deref(), kept.heads[0].detected.preset.as_deref()),
        (Some("Zo\u{eb}"), Some("windows-1252"), Some("m"))
    );
    let tabled = one_with(
        "x.csv",
        "id,name\na,b\n",
        &Options { choice: Choice { table: Some(Table::Tools), ..Choice::default() }, ..Options::default() },
    );
    assert_eq!(tabled.records[0].table, Table::Tools);
    let dir = tempfile::tempdir().unwrap();
    let path = [write(dir.path(), "zones.csv", "id,rank\na,1\n")];
    let presets = Presets::builtin().unwrap();
    let fails = |options: Options| plan(&path, &options, &presets).unwrap_err();
    assert!(matches!(
        fails(Options { choice: Choice { encoding: Some("klingon".into()), ..Choice::default() }, ..Options::default() }),
        ImportError::Encoding { .. }
    ));
    assert!(matches!(
        fails(Options { choice: Choice { delimiter: Some('"'), ..Choice::default() }, ..Options::default() }),
        ImportError::Delimiter { .. }
    ));
    assert!(matches!(
        fails(Options { choice: Choice { preset: Some("nope".into()), ..Choice::default() }, ..Options::default() }),
        ImportError::UnknownPreset { .. }
    ));
    assert!(matches!(
        fails(Options { choice: Choice { sheet: Some("One".into()), ..Choice::default() }, ..Options::default() }),
        ImportError::Sheet { .. }
    ));
}

#[test]
fn what_cannot_be_read_is_refused_plainly() {
    for (name, bytes, code, says) in [
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1".as_slice(), "import/unsupported-format", "save its table as .xlsx"),
        ("a.xlsx", b"PK\x03\x04rest", "import/unsupported-format", "save it again as .xlsx"),
        ("a.xlsm", b"PK\x03\x04rest", "import/unsupported-format", "macros"),
        ("a.zip", b"PK\x03\x04rest", "import/unsupported-format", "ZIP"),
        ("a.pdf", b"%PDF-1.7", "import/unsupported-format", "PDF"),
        ("a.yml", b"on: push\n", "import/unknown-format", "on"),
        ("a.yaml", b"a: [1, 2\n", "import/unreadable-yaml", "line"),
        ("a.xml", b"<?xml version='1.0'?>", "import/unsupported-format", "XML"),
        ("b.xml", b"<colours><one/></colours>", "import/unsupported-format", "`colours`"),
        ("a.toml", b"a = 1\n", "import/unsupported-format", "TOML"),
        ("a.bin", b"\0\x01\0\x02\0", "import/unknown-format", "not text"),
        ("a.txt", b"Just a line.\nAnother.\n", "import/no-delimiter", "more than one cell"),
        ("a.csv", b"colour,shape,weight\nred,round,3\n", "import/unknown-format", "colour, shape, weight"),
        ("workflows.csv", b"key,label\nW1,One\n", "import/unknown-format", "no column for id, name"),
        ("b.csv", b"", "import/no-delimiter", ""),
    ] {
        let refusal = refused(name, bytes);
        assert_eq!(refusal.code, code, "{name}: {}", refusal.message);
        assert!(refusal.message.contains(says) && !refusal.hint.is_empty(), "{name}: {}", refusal.message);
    }
}

#[test]
fn many_remarks_of_one_kind_are_counted_after_a_thousand() {
    let rows: String = (0..1500).map(|i| format!("W{i},N,odd\n")).collect();
    let kept = one("workflows.csv", format!("id,name,criticality\n{rows}"));
    let bad: Vec<_> = kept.diagnostics.iter().filter(|d| d.code == "import/bad-value").collect();
    assert_eq!((kept.records.len(), bad.len()), (1500, 1001));
    assert_eq!(bad[1000].message, "500 more of this kind in this file");
}

#[test]
fn a_preset_derives_ids_and_keeps_the_rest() {
    let text = "AI Use Case,Agency,12_Stage of\nDevelopment\n";
    let text = text.replace("12_Stage of\nDevelopment", "\"12_Stage of\nDevelopment\"");
    let rows = "Sort mail,Post,d) Retired \u{2013} no longer used\nSort mail,Post,d) Retired \u{2013} no longer used\nSort mail,Post,Pilot\nRoute,Post,Strange stage\n";
    let kept = one("uses.csv", format!("Published in May,,\n\n{text}{rows}"));
    let head = &kept.heads[0];
    assert_eq!((head.detected.preset.as_deref(), head.detected.header_row), (Some("ai-inventory"), Some(3)));
    assert_eq!(head.columns["lifecycle"], "12_Stage of\nDevelopment");
    let (a, b, c, d) = (&kept.records[0], &kept.records[1], &kept.records[2], &kept.records[3]);
    assert!(a.key.starts_with("wf-") && a.key.len() == 15 && a.key == b.key && a.key != c.key);
    assert_eq!((a.get("lifecycle"), c.get("lifecycle"), d.get("lifecycle")), (Some("retired"), None, None));
    assert_eq!((c.extra("raw.lifecycle"), d.extra("raw.lifecycle")), (Some("Pilot"), Some("Strange stage")));
    assert_eq!(kept.said("import/bad-value").at.row, Some(7));
    assert!(kept.said("import/derived-key").message.starts_with("the ids of 4 rows"));
}

/// A sink that stops or fails.
struct Stubborn(bool);
impl Sink for Stubborn {
    fn file(&mut self, _: &FileHead) -> Result<u32, SinkError> {
        Ok(1)
    }
    fn record(&mut self, _: countersign_import::Subject) -> Result<(), SinkError> {
        if self.0 { Err("full".into()) } else { Ok(()) }
    }
    fn rejected(&mut self, _: Rejected) -> Result<(), SinkError> {
        Ok(())
    }
    fn diagnostic(&mut self, _: countersign_core::Diagnostic) -> Result<(), SinkError> {
        Ok(())
    }
    fn progress(&mut self, _: u64, _: u64) -> Continue {
        Continue::No
    }
}

#[test]
fn a_sink_can_stop_and_a_changed_file_is_noticed() {
    let dir = tempfile::tempdir().unwrap();
    let rows: String = (0..50_000).map(|i| format!("W{i},N\n")).collect();
    let path = write(dir.path(), "workflows.csv", format!("id,name\n{rows}"));
    let plan = planned(&[path], &Options::default());
    assert!(matches!(read(&plan.inputs[0], &mut Stubborn(false)), Err(ImportError::Cancelled { .. })));
    assert!(matches!(read(&plan.inputs[0], &mut Stubborn(true)), Err(ImportError::Sink { .. })));
    assert_eq!(all(&plan).records.len(), 50_000);
    write(dir.path(), "workflows.csv", "id,name\nW1,Other\n");
    assert!(matches!(read(&plan.inputs[0], &mut Kept::default()), Err(ImportError::Changed { .. })));
}

#[test]
fn a_quote_too_many_costs_its_own_line_even_in_a_long_file() {
    let rows: String = (0..400_000).map(|i| format!("W{i},plain name {i}\n")).collect();
    let kept = one("workflows.csv", format!("id,name\nA,\"open\n{rows}"));
    assert_eq!((kept.records.len(), kept.rejected.len()), (400_000, 1));
    assert_eq!((kept.said("import/unclosed-quote").at.row, kept.rejected[0].raw.as_str()), (Some(2), "A,\"open"));
}

#[test]
fn a_stage_that_says_nothing_sure_is_told_with_its_count() {
    let text = "Use Case Name,Agency,Stage of Development\nA,X,Implementation and Assessment\nB,X,Implementation and Assessment\nC,X,Operation and Maintenance\n";
    let kept = one("inventory.csv", text);
    let said = kept.said("import/value-unmapped");
    assert_eq!((said.at.row, said.at.column.as_deref()), (Some(2), Some("Stage of Development")));
    assert!(said.message.contains("2 values"), "{}", said.message);
    assert_eq!((kept.records[0].get("lifecycle"), kept.records[2].get("lifecycle")), (None, Some("active")));
}

#[test]
fn what_belongs_elsewhere_is_refused_with_where() {
    let map = |recognise: &str| {
        let text = format!("id='m'\ntitle='A list of outcomes'\nelsewhere='Attach it as a catalog.'\n[recognise]\n{recognise}\n");
        Options { choice: Choice { map: Some(Map::parse("m", &text).unwrap()), ..Choice::default() }, ..Options::default() }
    };
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write_row(0, 0, ["Outcome", "Text", "Level"]).unwrap().write_row(1, 0, ["x", "y", "z"]).unwrap();
    let tables = map("all = [['outcome'], ['text']]");
    let trees = map("keys = [['outcomes']]");
    for (name, bytes, options) in [
        ("list.csv", b"Outcome,Text,Level\nx,y,z\n".to_vec(), &tables),
        ("list.xlsx", book.save_to_buffer().unwrap(), &tables),
        ("list.json", b"{\"outcomes\":[1]}".to_vec(), &trees),
        ("list.jsonl", b"{\"outcomes\":1}\n{\"outcomes\":2}\n".to_vec(), &trees),
        ("list.yaml", b"outcomes: 1\n".to_vec(), &trees),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let plan = planned(&[write(dir.path(), name, bytes)], options);
        assert!(plan.inputs.is_empty(), "{name}");
        let said = &plan.refused[0].diagnostic;
        assert_eq!((said.code.as_str(), said.hint.as_str()), ("import/belongs-elsewhere", "Attach it as a catalog."), "{name}");
        assert!(said.message.contains("A list of outcomes"), "{name}: {}", said.message);
    }
}
