use super::*;
use countersign_core::Table;

struct Desk {
    folder: tempfile::TempDir,
    desk: Workbench,
}

fn now() -> Moment {
    Moment { at: "2026-09-30T10:00:00Z".into(), actor: "p.lee".into() }
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let content = std::sync::Arc::new(countersign_core::catalog::Content::default());
        let desk = Workbench::create_with(&folder.path().join("w.countersign"), "Acme", &now(), content).unwrap();
        Self { folder, desk }
    }

    /// Imports a file or a folder of these files.
    fn import(&mut self, files: &[(&str, &str)]) -> ImportReport {
        let folder = tempfile::tempdir_in(self.folder.path()).unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let paths = match files {
            [(only, _)] => vec![folder.path().join(only)],
            _ => vec![folder.path().to_owned()],
        };
        self.desk.import(&paths, &ImportOptions::default(), &now(), &mut |_, _| true).unwrap()
    }

    fn record(&self, table: Table, key: &str) -> Record {
        self.desk.workspace.record(table, key, None).unwrap().unwrap()
    }

    fn dump(&self) -> String {
        self.desk.workspace.dump().unwrap()
    }
}

const FULL: &str = "id,name,owner,environment,Site\nWF-1,Desk,P-1,prod,north\nWF-2,Mail,P-2,test,south\n";

#[test]
fn an_own_table_with_fewer_columns_leaves_the_others_alone() {
    let mut d = Desk::new();
    d.import(&[("workflows.csv", FULL)]);
    let before = d.dump();
    let narrow = [("workflows.csv", "id,name,owner\nWF-1,Desk,P-9\nWF-2,Mail,\n")];
    let report = d.import(&narrow);
    let changes = &report.files[0].changes;
    let said: Vec<_> = changes.iter().map(|c| (c.key.as_str(), c.fields.iter().map(|f| f.column.as_str()).collect::<Vec<_>>())).collect();
    assert_eq!(said, [("WF-1", vec!["owner"]), ("WF-2", vec!["owner"])], "nothing is said of columns that are not there");
    let (one, two) = (d.record(Table::Workflows, "WF-1"), d.record(Table::Workflows, "WF-2"));
    assert_eq!((one.get("owner"), one.get("environment"), one.extra("Site")), (Some("P-9"), Some("prod"), Some("north")));
    assert_eq!((two.get("owner"), two.get("environment")), (None, Some("test")), "present and empty is unknown");
    assert_ne!(one.origin_of("environment").file, one.origin_of("owner").file, "each column keeps its place");
    let after = d.dump();
    assert_eq!(d.import(&narrow).batch, None, "the same again changes nothing");
    assert_eq!(d.dump(), after);
    d.desk.undo_import(&report.batch.unwrap(), &now()).unwrap();
    assert_eq!(d.dump(), before);
}

#[test]
fn a_full_table_says_again_what_a_narrow_one_left() {
    let mut d = Desk::new();
    d.import(&[("workflows.csv", FULL)]);
    d.import(&[("workflows.csv", "id,name,owner\nWF-1,Desk,P-9\n")]);
    let emptied = FULL.replace("P-1,prod,north", "P-9,,");
    let report = d.import(&[("workflows.csv", &emptied)]);
    let one = d.record(Table::Workflows, "WF-1");
    assert_eq!((one.get("owner"), one.get("environment"), one.extra("Site")), (Some("P-9"), None, None));
    let columns: Vec<_> = report.files[0].changes.iter().flat_map(|c| &c.fields).map(|f| f.column.as_str()).collect();
    assert_eq!(columns, ["environment", "Site"]);
}

#[test]
fn what_was_read_of_a_file_stays_while_its_row_is_read_without_it() {
    let mut d = Desk::new();
    let log = ("log.csv", "Event ID,When\n1,x\n1,y\n");
    let index = "file,kind,ipe_conclusion,title\nlog.csv,event_log,validated,A log\n";
    let report = d.import(&[("evidence.csv", index), log]);
    assert!(report.files.iter().flat_map(|f| &f.diagnostics).any(|d| d.code == "evidence/ipe-contradicted"));
    let of = d.record(Table::Evidence, "log.csv");
    assert_eq!((of.extra("ipe.differs"), of.extra("imported_record_count")), (Some("duplicates"), Some("2")));
    let before = d.dump();
    assert_eq!(d.import(&[("evidence.csv", index), log]).batch, None);
    assert_eq!(d.dump(), before);
    // The index alone: the bytes that were taken are still held.
    let alone = "file,kind,ipe_conclusion,ipe.differs\nlog.csv,event_log,relied_on_itgc,\n";
    let report = d.import(&[("evidence.csv", alone)]);
    let now_is = d.record(Table::Evidence, "log.csv");
    assert_eq!((now_is.get("ipe_conclusion"), now_is.get("title")), (Some("relied_on_itgc"), Some("A log")));
    for header in countersign_core::evidence::READ {
        assert_eq!(now_is.extra(header), of.extra(header), "{header}");
    }
    d.desk.undo_import(&report.batch.unwrap(), &now()).unwrap();
    assert_eq!(d.dump(), before);
}
