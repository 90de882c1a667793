//! Several sources, one subject: what each says is kept, one wins with its reason, nothing is forgotten because another export is silent,
//! and an undo takes exactly its own words back.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use countersign_core::tables::Table;
use countersign_tests::desk::{Desk, half_year, now};
use countersign_workbench::{FileChoice, ImportOptions, ImportReport};
use std::path::{Path, PathBuf};

/// A preset of the user's own: accounts of a personnel system.
const PRESET: &str = "# Accounts as the personnel system lists them.\n\nid = \"staff\"\ntitle = \"Accounts of staff\"\nsource = \"staff\"\ntable = \"identities\"\n
[recognise]\nall = [[\"staff account\"], [\"manager\"]]\n
[[column]]\nto = \"id\"\nheaders = [\"staff account\"]\n
[[column]]\nto = \"owner\"\nheaders = [\"manager\"]\n
[[column]]\nto = \"lifecycle\"\nheaders = [\"state\"]\n
[[column]]\nto = \"federation\"\nheaders = [\"sso\"]\n";

struct Case {
    desk: Desk,
    folder: tempfile::TempDir,
}

impl Case {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("presets")).unwrap();
        std::fs::write(folder.path().join("presets/staff.toml"), PRESET).unwrap();
        Self { desk: Desk::empty(), folder }
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    fn import(&mut self, path: &Path) -> ImportReport {
        let options = ImportOptions { presets: Some(self.folder.path().join("presets")), ..ImportOptions::default() };
        self.desk.bench.import(&[path.to_owned()], &options, &now(), &mut |_, _| true).unwrap()
    }

    /// The id that stands for an id in an assessment.
    fn stands_for(&self, id: &str) -> String {
        let assessed = self.desk.bench.look(&half_year(), &now()).unwrap();
        assessed.dataset().canonical(id).to_owned()
    }

    fn identity(&self, id: &str, column: &str) -> Option<String> {
        self.desk.dataset().find(Table::Identities, id).and_then(|r| r.get(column)).map(str::to_owned)
    }
}

#[test]
fn two_sources_disagree_and_one_wins_with_its_reason() {
    let mut case = Case::new();
    let own = case.file("identities.csv", "id,name,owner\nsvc-1,Payer,P-1\nsvc-2,Reader,\n");
    let staff = case.file("accounts.csv", "Staff account,Manager,State,SSO,Desk\nsvc-1,P-9,enabled,magic,7\nsvc-2,P-8,disabled,,\n");
    case.import(&own);
    let before = case.desk.dump();
    let report = case.import(&staff);
    assert_eq!((report.files[0].preset.as_deref(), report.files[0].new), (Some("staff"), 2));
    // The organisation's own table wins where both know, the export fills where it knows nothing.
    assert_eq!(case.identity("svc-1", "owner").as_deref(), Some("P-1"));
    assert_eq!(case.identity("svc-2", "owner").as_deref(), Some("P-8"));
    assert_eq!(case.identity("svc-1", "lifecycle").as_deref(), Some("enabled"));
    assert_eq!(report.conflict_count, 1);
    let conflict = &report.conflicts[0];
    assert_eq!((conflict.key.as_str(), conflict.column.as_str()), ("svc-1", "owner"));
    assert_eq!((conflict.winner.source.as_str(), conflict.winner.value.as_str()), ("tables", "P-1"));
    assert_eq!((conflict.others[0].source.as_str(), conflict.others[0].value.as_str(), conflict.others[0].row), ("staff", "P-9", 2));
    assert!(conflict.why.contains("own tables"), "{}", conflict.why);
    // The value that counts still points to its own cell.
    let data = case.desk.dataset();
    let record = data.find(Table::Identities, "svc-2").unwrap();
    assert_eq!(data.cell(record, Some("owner")).to_string(), "accounts.csv#3:Manager");
    assert_eq!(data.cell(record, Some("name")).to_string(), "identities.csv#3:name");
    // So does a text that was kept as it stood, and an attribute.
    let other = data.find(Table::Identities, "svc-1").unwrap();
    assert_eq!(data.cell(other, Some("lifecycle")).to_string(), "accounts.csv#2:State");
    assert_eq!((other.get("federation"), other.extra("raw.federation")), (None, Some("magic")));
    assert_eq!(data.attribute(other, "raw.federation").to_string(), "accounts.csv#2:SSO");
    assert_eq!(data.attribute(other, "Desk").to_string(), "accounts.csv#2:Desk");
    // A precedence turns it round; without it and without the export everything is as before.
    let sources = case.file("sources.csv", "id,name,precedence\nstaff,Personnel,5\ntables,Own,1\n");
    let stated = case.import(&sources);
    assert_eq!(case.identity("svc-1", "owner").as_deref(), Some("P-9"));
    for batch in [stated.batch.unwrap(), report.batch.unwrap()] {
        case.desk.bench.undo_import(&batch, &now()).unwrap();
    }
    assert_eq!(case.desk.dump(), before);
}

#[test]
fn a_newer_export_says_what_it_no_longer_has_and_keeps_it() {
    let mut case = Case::new();
    let list = |rows: &str| format!("Staff account,Manager,State\n{rows}");
    let first = case.file("june/accounts.csv", &list("a,P-1,on\nb,P-1,on\nc,P-1,on\n"));
    let batch = case.import(&first).batch;
    let second = case.file("july/accounts.csv", &list("a,P-2,on\nb,P-1,on\nd,P-1,on\n"));
    let report = case.import(&second);
    let file = &report.files[0];
    assert_eq!((file.records, file.new, file.changed, file.same, file.rejected), (3, 1, 1, 1, 0));
    assert_eq!((file.missing_count, file.missing[0].key.as_str()), (1, "c"));
    assert_eq!(file.missing[0].batch, batch);
    assert_eq!(case.identity("c", "owner").as_deref(), Some("P-1"), "what an export leaves out is kept");
    // An export of something else misses nothing.
    let other = case.file("contractors.csv", &list("x,P-1,on\ny,P-1,on\n"));
    assert_eq!(case.import(&other).files[0].missing_count, 0);
}

#[test]
fn two_files_of_one_system_say_different_things_at_once() {
    let mut case = Case::new();
    case.file("all/one.csv", "Staff account,Manager,Site\na,P-1,\nb,P-1,\n");
    case.file("all/two.csv", "Staff account,Manager,State\na,P-2,on\na,P-3,on\n");
    let folder = case.folder.path().join("all");
    let report = case.import(&folder);
    let counts: Vec<_> = report.files.iter().map(|f| (f.records, f.new, f.rejected)).collect();
    assert_eq!(counts, [(2, 2, 0), (2, 1, 1)], "the second row of two.csv repeats a key of its own file");
    assert_eq!((report.conflict_count, report.conflicts[0].others[0].source.as_str()), (1, "staff#two.csv"));
    assert_eq!(case.identity("a", "lifecycle").as_deref(), Some("on"));
    assert_eq!(case.import(&folder).batch, None, "the same again changes nothing");
}

#[test]
fn ids_with_one_address_are_proposed_and_a_person_decides() {
    let mut case = Case::new();
    let people = case.file("people.csv", "id,name,email\nP-1,Ann Lee,Ann.Lee@example.com\nP-2,Bo Lee,support@example.com\n");
    let identities = case.file("identities.csv", "id,name,kind\nann.lee@example.com,A. Lee,human\nsupport@example.com,Bo Lee,human\n");
    case.import(&people);
    let report = case.import(&identities);
    assert_eq!(report.open_joins, 1);
    let joins = case.desk.bench.joins().unwrap();
    let pair = &joins.pairs[0];
    assert_eq!((pair.a.id.as_str(), pair.b.id.as_str(), pair.state), ("P-1", "ann.lee@example.com", "proposed"));
    assert_eq!(pair.rule, "e-mail ann.lee@example.com");
    assert_eq!(joins.pairs.len(), 1, "two people with one name, and a shared mailbox, are nobody's proof");
    let code = |e: countersign_workbench::Error| e.code;
    let bench = &mut case.desk.bench;
    assert_eq!(bench.settle_join("P-1", "nobody", Some(true), "x", &now()).map_err(code), Err("identities/unknown"));
    assert_eq!(bench.settle_join("P-1", "ann.lee@example.com", Some(true), " ", &now()).map_err(code), Err("identities/why"));
    bench.settle_join("P-1", "ann.lee@example.com", Some(true), "checked with HR", &now()).unwrap();
    assert_eq!(case.stands_for("ann.lee@example.com"), "P-1");
    let settled = case.desk.bench.joins().unwrap();
    assert_eq!((settled.pairs[0].state, settled.pairs[0].why.as_deref()), ("same", Some("checked with HR")));
    case.desk.bench.settle_join("ann.lee@example.com", "P-1", None, "", &now()).unwrap();
    assert_eq!(case.stands_for("ann.lee@example.com"), "ann.lee@example.com");
}

#[test]
fn an_equal_arn_decides_by_itself_and_a_person_can_say_no() {
    let mut case = Case::new();
    let arn = "arn:aws:iam::123456789012:role/payer";
    let file = case.file("identities.csv", &format!("id,name,arn\nsvc-pay,Payer,{arn}\n{arn},payer role,\n"));
    case.import(&file);
    assert_eq!(case.stands_for("svc-pay"), case.stands_for(arn));
    let joins = case.desk.bench.joins().unwrap();
    assert_eq!((joins.pairs[0].state, joins.pairs[0].by.as_deref()), ("same", Some("rule")));
    case.desk.bench.settle_join("svc-pay", arn, Some(false), "the role was handed over", &now()).unwrap();
    assert_ne!(case.stands_for("svc-pay"), case.stands_for(arn));
}

#[test]
fn a_choice_holds_for_its_file_alone() {
    let mut case = Case::new();
    let odd = case.file("odd.csv", "Who~Boss\na~P-1\n");
    let options = |choice: FileChoice| ImportOptions { files: [("odd.csv".to_owned(), choice)].into(), ..ImportOptions::default() };
    let refused = case.desk.bench.import(std::slice::from_ref(&odd), &ImportOptions::default(), &now(), &mut |_, _| true).unwrap();
    assert!(refused.refused);
    let choice = FileChoice { delimiter: Some("~".into()), table: Some(Table::Identities), ..FileChoice::default() };
    let still = case.desk.bench.import(std::slice::from_ref(&odd), &options(choice), &now(), &mut |_, _| true).unwrap();
    assert!(still.refused && still.files[0].diagnostics[0].message.contains("no column for id"), "{:?}", still.files[0].diagnostics);
}

#[test]
fn a_file_that_was_kept_beside_another_is_still_the_same_when_it_is_read_again_alone() {
    let mut case = Case::new();
    let one = case.file("north.csv", "Staff account,Manager,State\nsvc-1,P-1,enabled\nsvc-2,P-2,enabled\n");
    let two = case.file("south.csv", "Staff account,Manager,State\nsvc-1,P-9,disabled\nsvc-3,P-3,enabled\n");
    let options = ImportOptions { presets: Some(case.folder.path().join("presets")), ..ImportOptions::default() };
    let report = case.desk.bench.import(&[one.clone(), two.clone()], &options, &now(), &mut |_, _| true).unwrap();
    assert_eq!((report.files[0].new, report.files[1].new, report.conflict_count), (2, 2, 2));
    let before = case.desk.dump();
    for again in [&two, &one, &two] {
        let report = case.import(again);
        let file = &report.files[0];
        assert_eq!((report.batch.as_deref(), file.same, file.changed, file.missing_count), (None, 2, 0, 0), "{}", file.path);
    }
    assert_eq!(case.desk.dump(), before);
    // A newer export of it changes its own words and no others.
    let newer = case.file("south.csv", "Staff account,Manager,State\nsvc-1,P-8,disabled\nsvc-3,P-3,enabled\n");
    let report = case.import(&newer);
    assert_eq!((report.files[0].changed, report.files[0].changes[0].fields[0].column.as_str()), (1, "owner"));
    assert_eq!(case.identity("svc-1", "lifecycle").as_deref(), Some("disabled"), "read last");
    assert_eq!(case.import(&one).batch, None);
}

#[test]
fn a_role_that_several_take_on_makes_none_of_them_one() {
    let mut case = Case::new();
    let arn = "arn:aws:iam::123456789012:role/deploy";
    let file = case.file("identities.csv", &format!("id,name,role_arn\nsvc-a,A,{arn}\nsvc-b,B,{arn}\n"));
    case.import(&file);
    assert_eq!((case.stands_for("svc-a"), case.stands_for("svc-b")), ("svc-a".to_owned(), "svc-b".to_owned()));
}

#[test]
fn what_a_person_says_is_different_stays_so_over_a_third_id() {
    let mut case = Case::new();
    let arn = "arn:aws:iam::123456789012:role/payer";
    let file = case.file("identities.csv", &format!("id,name,arn\nsvc-a,A,{arn}\nsvc-b,B,\n{arn},payer role,\n"));
    case.import(&file);
    let bench = &mut case.desk.bench;
    bench.settle_join("svc-a", "svc-b", Some(false), "two teams", &now()).unwrap();
    bench.settle_join("svc-b", arn, Some(true), "asked", &now()).unwrap();
    assert_ne!(case.stands_for("svc-a"), case.stands_for("svc-b"), "the rule gives way to the person");
    let refused = case.desk.bench.settle_join("svc-a", arn, Some(true), "asked", &now());
    assert_eq!(refused.map_err(|e| e.code), Err("identities/contradiction"));
}

#[test]
fn a_batch_that_another_leans_on_is_undone_after_it() {
    let mut case = Case::new();
    let rows = "Staff account,Manager,State\na,P-1,on\n";
    let first = case.file("one.csv", rows);
    let first = case.import(&first).batch.unwrap();
    let second = case.file("two.csv", &format!("{rows}b,P-1,on\n"));
    let second = case.import(&second).batch.unwrap();
    let refused = case.desk.bench.undo_import(&first, &now()).unwrap_err();
    assert_eq!(refused.code, "import/undo-conflict");
    case.desk.bench.undo_import(&second, &now()).unwrap();
    case.desk.bench.undo_import(&first, &now()).unwrap();
    assert_eq!(case.identity("a", "owner"), None);
}

#[test]
fn a_key_in_a_file_is_kept_nowhere() {
    let key = "AKIAABCDEFGHIJKLMNOP";
    let mut case = Case::new();
    let config =
        format!("{{\"mcpServers\": {{\"files\": {{\"command\": \"run\", \"env\": {{\"AWS_KEY\": \"{key}\", \"NOTE\": \"plain\"}}}}}}}}");
    let tools = case.file("mcp.json", &config);
    let people = case.file("people.csv", &format!("id,name,note\nP-1,Ann,{key}\n,{key},\n"));
    for file in [&tools, &people] {
        let report = case.import(file);
        assert!(report.batch.is_some());
        let codes: Vec<&str> = report.files[0].diagnostics.iter().map(|d| d.code.as_str()).collect();
        let said = codes.contains(&"secret/masked") || codes.contains(&"secret/standing-credential");
        assert!(said && codes.contains(&"secret/copy-kept"), "{codes:?}");
    }
    // The places still lead to their cells, in the masked copy.
    let cell = countersign_workbench::screens::CellQuery {
        file: "people.csv".into(),
        row: Some(2),
        column: Some("note".into()),
        ..Default::default()
    };
    let view = case.desk.bench.cell(&cell).unwrap();
    assert!(view.value.unwrap().starts_with("AKIA[masked]") && view.note.unwrap().contains("own bytes are not kept"));
    let workspace = case.desk.workspace();
    drop(case.desk.bench);
    for entry in std::fs::read_dir(workspace.parent().unwrap()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(key.len()).any(|w| w == key.as_bytes()), "the key stands in the workspace");
    }
}

#[test]
fn evidence_is_kept_byte_for_byte_and_says_so_and_a_workbook_with_a_key_is_not_kept() {
    let key = "AKIAABCDEFGHIJKLMNOP";
    let mut case = Case::new();
    case.file("proof/evidence.csv", "file,title\nlog.txt,A log\n");
    case.file("proof/log.txt", &format!("started\nwith {key}\n"));
    let folder = case.folder.path().join("proof");
    let report = case.import(&folder);
    let codes =
        |report: &ImportReport| -> Vec<String> { report.files.iter().flat_map(|f| &f.diagnostics).map(|d| d.code.clone()).collect() };
    assert!(codes(&report).iter().any(|c| c == "secret/in-evidence"), "{:?}", codes(&report));
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("People").unwrap();
    for (row, cells) in [["id", "name", "note"], ["P-1", "Ann", key]].iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            sheet.write_string(row as u32, column as u16, *cell).unwrap();
        }
    }
    let path = case.folder.path().join("people.xlsx");
    book.save(&path).unwrap();
    let report = case.import(&path);
    assert!(codes(&report).iter().any(|c| c == "secret/bytes-not-kept"), "{:?}", codes(&report));
    assert_eq!(case.identity("P-1", "name"), None);
    assert_eq!(case.desk.dataset().find(Table::People, "P-1").and_then(|r| r.get("name")), Some("Ann"));
}

#[test]
fn columns_of_several_tables_are_named_with_their_table_once() {
    let mut case = Case::new();
    let gives =
        |table: &str, header: &str| format!("[[gives]]\ntable = \"{table}\"\n[[gives.column]]\nto = \"id\"\nheaders = [\"{header}\"]\n");
    let name = "[[gives.column]]\nto = \"name\"\nheaders = [\"who\"]\n";
    let head = "# Pairs of accounts.\n\nid = \"pairs\"\ntitle = \"Pairs\"\n[recognise]\nall = [[\"left account\"], [\"right account\"]]\n";
    let preset =
        format!("{head}{}{}{}{name}", gives("identities", "left account"), gives("identities", "right account"), gives("people", "who"));
    case.file("presets/pairs.toml", &preset);
    let file = case.file("pairs.csv", "Left account,Right account,Who\na,b,c\n");
    let report = case.import(&file);
    let part = &report.files[0].parts[0];
    assert_eq!(part.tables, ["identities", "people"]);
    let columns: Vec<&str> = part.columns.keys().map(String::as_str).collect();
    assert_eq!(columns, ["identities.id", "people.id", "people.name"]);
    assert_eq!((report.files[0].records, report.files[0].new), (1, 1));
}
