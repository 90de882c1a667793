//! A person's day at the window, without the window.

use super::{Places, Session};
use crate::host::{Choose, Host};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

mod comparing;
mod hard_cases;
mod reviews;

/// Surroundings that answer dialogs from a list and remember what the window was told.
#[derive(Default)]
struct Desk {
    answers: Mutex<VecDeque<Option<Vec<PathBuf>>>>,
    told: Mutex<Vec<(String, Value)>>,
}

impl Host for Desk {
    fn now(&self) -> String {
        "2026-10-05T09:00:00Z".to_owned()
    }
    fn actor(&self) -> String {
        "analyst".to_owned()
    }
    fn emit(&self, event: &str, payload: Value) {
        self.told.lock().unwrap().push((event.to_owned(), payload));
    }
    fn choose(&self, _: &Choose) -> Option<Vec<PathBuf>> {
        self.answers.lock().unwrap().pop_front().expect("a dialog nobody expected")
    }
}

struct Day {
    _folder: tempfile::TempDir,
    root: PathBuf,
    desk: Arc<Desk>,
    session: Session,
}

impl Day {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_owned();
        let desk = Arc::new(Desk::default());
        let session = Session::new(places(&root), Arc::clone(&desk) as Arc<dyn Host>);
        Self { _folder: folder, root, desk, session }
    }

    fn with_demo() -> Self {
        let day = Self::new();
        day.call("open_demo", json!({}));
        day
    }

    fn answer(&self, path: &Path) {
        self.desk.answers.lock().unwrap().push_back(Some(vec![path.to_owned()]));
    }

    fn cancel_dialog(&self) {
        self.desk.answers.lock().unwrap().push_back(None);
    }

    fn call(&self, name: &str, input: Value) -> Value {
        self.session.call(name, input, None).unwrap_or_else(|e| panic!("{name}: {} {}", e.code, e.message))
    }

    fn refused(&self, name: &str, input: Value) -> String {
        self.session.call(name, input, None).unwrap_err().code.to_owned()
    }

    fn told(&self, event: &str) -> Vec<Value> {
        self.desk.told.lock().unwrap().iter().filter(|(e, _)| e == event).map(|(_, p)| p.clone()).collect()
    }
}

fn places(root: &Path) -> Places {
    Places { config: root.join("config"), data: root.join("data"), presets: Some(root.join("presets")) }
}

#[test]
fn the_demo_is_one_call_away_and_stays_on_the_list() {
    let day = Day::with_demo();
    let overview = day.call("overview", json!({}));
    assert_eq!(overview["workflows"], 25);
    let start = day.call("start", json!({}));
    assert_eq!(start["open"]["summary"]["organisation"], "Brackwater Mutual");
    assert_eq!(start["recent"][0]["file"], "demo.countersign");
    assert!(!start.to_string().contains(day.root.to_str().unwrap()), "a path crosses to the window");
    let again = Session::new(places(&day.root), Arc::new(Desk::default()));
    let recent = again.call("start", json!({}), None).unwrap();
    assert_eq!(recent["recent"][0]["organisation"], "Brackwater Mutual");
    let id = recent["recent"][0]["id"].clone();
    let opened = again.call("open_workspace", json!({ "recent": id }), None).unwrap();
    assert_eq!(opened["read_only"], "workspace/in-use", "the first session has it open for writing");
    assert_eq!(again.call("assess", json!({"as_of": "2026-09-30"}), None).unwrap_err().code, "workspace/in-use");
    assert_eq!(again.call("overview", json!({}), None).unwrap()["workflows"], 25);
}

#[test]
fn what_was_open_is_open_again_unless_it_was_closed() {
    let day = Day::with_demo();
    let later = || Session::new(places(&day.root), Arc::new(Desk::default()));
    let next = later();
    next.resume();
    assert_eq!(next.call("start", json!({}), None).unwrap()["open"]["file"], "demo.countersign");
    day.call("close_workspace", json!({}));
    let after = later();
    after.resume();
    assert_eq!(after.call("start", json!({}), None).unwrap()["open"], Value::Null);
    assert_eq!(after.recent().len(), 1);
}

#[test]
fn an_import_is_seen_before_it_is_written_and_can_be_taken_back() {
    let day = Day::with_demo();
    let file = day.root.join("more.csv");
    std::fs::write(&file, "id,name,owner,business_unit\nWF-90,Fleet quote assistant,,Motor\nWF-91,Letter sorting,,Claims\n").unwrap();
    day.answer(&file);
    let queue = day.call("choose_import", json!({"folder": false}));
    assert_eq!(queue["names"], json!(["more.csv"]));
    let before = day.call("journal", json!({"rows": 1}))["total"].clone();
    let look = day.call("import_look", json!({"token": queue["token"]}));
    let seen = &look["report"]["files"][0];
    assert_eq!((seen["new"].as_u64(), seen["records"].as_u64()), (Some(2), Some(2)), "{look}");
    assert_eq!(seen["added"][0]["name"], "Fleet quote assistant");
    assert_eq!(day.call("journal", json!({"rows": 1}))["total"], before, "a look writes nothing");
    assert_eq!(day.call("workflows", json!({"rows": 1}))["total"], 25);
    let applied = day.call("import_apply", json!({"token": queue["token"]}));
    assert_eq!(day.call("workflows", json!({"rows": 1}))["total"], 27);
    assert!(day.call("workspace", json!({}))["summary"]["changed_since"].as_bool().unwrap());
    assert_eq!(day.refused("import_apply", json!({"token": queue["token"]})), "import/no-queue");
    let undone = day.call("undo_batch", json!({"id": applied["batch"]}));
    assert_eq!(undone["closed"], 2);
    assert_eq!(day.call("workflows", json!({"rows": 1}))["total"], 25);
    let batches = day.call("batches", json!({}));
    assert_eq!(batches[0]["undone"], true);
    assert!(day.told("changed").len() >= 3);
}

#[test]
fn a_table_nobody_knows_is_mapped_seen_and_kept_as_a_preset() {
    let day = Day::with_demo();
    let folder = day.root.join("exports");
    std::fs::create_dir_all(folder.join("hr")).unwrap();
    std::fs::write(folder.join("hr/staff.csv"), "Employee No;Full name;Enabled;Shoe size\nE1;Ada;yes;38\n;Bo;no;41\nE3;Cy;maybe;\n")
        .unwrap();
    std::fs::write(folder.join("zones.json"), "{\"a\":").unwrap();
    day.answer(&folder);
    let token = day.call("choose_import", json!({"folder": true}))["token"].clone();
    // The file that cannot be read does not keep the others from being looked at; nothing is applied with it.
    let look = day.call("import_look", json!({"token": token}));
    assert_eq!((look["report"]["refused"].as_bool(), look["report"]["batch"].is_null()), (Some(true), true), "{look}");
    let columns = day.call("import_columns", json!({"token": token, "file": "hr/staff.csv"}));
    assert_eq!(
        (columns["guessed"].as_bool(), columns["sketch"]["table"].as_str(), columns["delimiter"].as_str()),
        (Some(true), Some("people"), Some(";"))
    );
    assert_eq!(columns["headers"][3]["to"], Value::Null);
    let mut sketch = columns["sketch"].clone();
    sketch["id"] = json!("Staff List");
    let preview = day.call("import_preview", json!({"token": token, "file": "hr/staff.csv", "choice": choice(json!({"sketch": sketch}))}));
    assert_eq!(
        (preview["rows"].as_u64(), preview["rejected"].as_u64(), preview["subjects"][0]["key"].as_str()),
        (Some(3), Some(0), Some("E1")),
        "{preview}"
    );
    assert_eq!(day.refused("import_columns", json!({"token": token, "file": "../demo.countersign"})), "import/no-file");

    let saved = day.call("save_map", json!({"sketch": sketch}));
    assert_eq!(saved["file"], "staff-list.toml");
    let kept = day.call("presets", json!({}));
    assert!(kept.as_array().unwrap().iter().any(|p| p["name"] == "staff-list" && p["yours"] == true), "{kept}");
    assert_eq!(day.refused("save_map", json!({"sketch": {"id": "ai-inventory", "title": "", "table": "tools", "key_prefix": null, "dates": null, "known_by": [], "columns": []}})), "import/preset-name");

    // Known again by the preset; the file that cannot be read is left out.
    let choices = json!({"all": choice(json!({})), "files": {"zones.json": choice(json!({"leave_out": true}))}});
    let applied = day.call("import_apply", json!({"token": token, "choices": choices}));
    assert_eq!(
        (applied["refused"].as_bool(), applied["files"][0]["preset"].as_str(), applied["files"][0]["new"].as_u64()),
        (Some(false), Some("staff-list"), Some(3)),
        "{applied}"
    );
    assert!(applied["files"][0]["diagnostics"].to_string().contains("import/left-out"));
    day.call("undo_batch", json!({"id": applied["batch"]}));
}

/// A choice with some members; the others as the window sends them.
fn choice(some: Value) -> Value {
    let mut all = json!({"leave_out": false, "preset": null, "sketch": null, "sheet": null, "encoding": null, "delimiter": null, "header_row": null,
        "table": null, "dates": null, "fill_down": []});
    for (name, value) in some.as_object().unwrap() {
        all[name] = value.clone();
    }
    all
}

#[test]
fn identities_that_may_be_one_are_settled_and_opened_again() {
    let day = Day::with_demo();
    let file = day.root.join("identities.csv");
    std::fs::write(&file, "id,name,kind\nokta:9,Ann,human\ngithub:ann,Ann,human\n").unwrap();
    day.answer(&file);
    let token = day.call("choose_import", json!({"folder": false}))["token"].clone();
    day.call("import_apply", json!({"token": token}));
    let find = |report: &Value| {
        report["pairs"].as_array().unwrap().iter().find(|p| p["a"]["id"] == "github:ann" && p["b"]["id"] == "okta:9").cloned()
    };
    assert_eq!(find(&day.call("joins", json!({}))), None, "a name alone proposes nothing");
    let pair = |same: Value| json!({"a": "okta:9", "b": "github:ann", "same": same, "why": "HR list"});
    assert_eq!(find(&day.call("settle_join", pair(json!(true)))).unwrap()["state"], "same");
    assert_eq!(find(&day.call("settle_join", pair(json!(false)))).unwrap()["state"], "different");
    assert_eq!(find(&day.call("settle_join", pair(Value::Null))), None);
    assert_eq!(day.refused("settle_join", json!({"a": "okta:9", "b": "github:ann", "same": true, "why": " "})), "identities/why");
    let specs = day.call("table_specs", json!({}));
    assert_eq!((specs.as_array().unwrap().len(), specs[2]["columns"][0]["required"].as_bool()), (21, Some(true)));
}

#[test]
fn files_that_are_dropped_wait_under_a_token() {
    let day = Day::with_demo();
    day.session.dropped(vec![day.root.join("secret-folder").join("list.csv")]);
    let told = day.told("dropped");
    assert_eq!(told[0]["queue"]["names"], json!(["list.csv"]));
    assert!(!told[0].to_string().contains("secret-folder"));
    day.session.dropped(Vec::new());
    assert_eq!(day.told("dropped").len(), 1);
}

#[test]
fn a_pack_is_saved_read_back_and_a_tampered_one_names_the_file() {
    let day = Day::with_demo();
    let pack = day.root.join("handed-over.zip");
    day.answer(&pack);
    let saved = day.call("pack_save", json!({}));
    assert_eq!(saved["verified"]["ok"], true);
    assert_eq!(saved["verified"]["root_digest"], saved["report"]["root_digest"]);
    let files: u64 = saved["contents"].as_array().unwrap().iter().map(|f| f["files"].as_u64().unwrap()).sum();
    assert_eq!(Some(files), saved["report"]["files"].as_u64(), "the folders add up to the files of the pack");
    assert_eq!(saved["saved"]["sha256"], countersign_core::digest::sha256_hex(&std::fs::read(&pack).unwrap()));
    let mut bytes = std::fs::read(&pack).unwrap();
    let at = bytes.windows(8).position(|w| w == b"VERIFY.t").unwrap() + 400;
    bytes[at] ^= 1;
    let tampered = day.root.join("tampered.zip");
    std::fs::write(&tampered, bytes).unwrap();
    day.answer(&tampered);
    let found = day.call("verify_pack", json!({"folder": false}));
    assert_eq!(found["ok"], false);
    assert!(found.to_string().contains("VERIFY.txt"), "{found}");
    day.cancel_dialog();
    assert_eq!(day.call("pack_save", json!({})), Value::Null);
    day.answer(&tampered);
    assert_eq!(day.refused("choose_key", json!({})), "pack/refused");
    assert_eq!(day.refused("pack_save", json!({"key": "key-9"})), "pack/no-key");
}

#[test]
fn a_report_is_built_held_and_saved() {
    let day = Day::with_demo();
    let built = day.call("report_build", json!({"framework": "nist-csf@2.0", "format": "pdf"}));
    let bytes = day.session.call_bytes("report_bytes", json!({"id": built["token"]})).unwrap();
    assert!(bytes.starts_with(b"%PDF-"));
    assert_eq!(built["sha256"], countersign_core::digest::sha256_hex(&bytes));
    let file = day.root.join("rows.csv");
    day.answer(&file);
    day.call("export_workflows", json!({"text": "claims", "framework": "nist-csf@2.0"}));
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("text \"\"claims\"\""), "the table says what it leaves out");
    let evil = day.root.join("evil.csv");
    day.answer(&evil);
    day.call("save_table", json!({"name": "a/../b", "columns": ["x"], "rows": [["=1+1"]]}));
    assert_eq!(std::fs::read_to_string(&evil).unwrap(), "\"x\"\n\"'=1+1\"\n");
    assert_eq!(day.session.call_bytes("report_bytes", json!({"id": "report-99"})).unwrap_err().code, "report/no-preview");
    day.answer(&day.root.join("no").join("such").join("folder.csv"));
    assert_eq!(day.refused("save_table", json!({"name": "t", "columns": [], "rows": []})), "report/not-written");
}

#[test]
fn a_workspace_is_made_backed_up_and_closed() {
    let day = Day::new();
    assert_eq!(day.refused("overview", json!({})), "workspace/none");
    assert_eq!(day.refused("create_workspace", json!({"organisation": " "})), "usage/organisation");
    let path = day.root.join("acme");
    day.answer(&path);
    let made = day.call("create_workspace", json!({"organisation": "Acme"}));
    assert_eq!(made["file"], "acme.countersign");
    assert_eq!(day.refused("report_build", json!({"format": "pdf"})), "assess/none");
    assert_eq!(day.call("overview", json!({}))["next"][0]["kind"], "import");
    let copy = day.root.join("copy.countersign");
    day.answer(&copy);
    assert!(day.call("backup_save", json!({}))["bytes"].as_u64().unwrap() > 0);
    day.call("close_workspace", json!({}));
    assert_eq!(day.call("workspace", json!({})), Value::Null);
    day.answer(&copy);
    day.answer(&day.root.join("back.countersign"));
    assert_eq!(day.call("restore_backup", json!({}))["file"], "back.countersign");
}

#[test]
fn preferences_are_kept_and_a_broken_file_is_a_new_persons() {
    let day = Day::new();
    let mut prefs = day.call("start", json!({}))["prefs"].clone();
    prefs["theme"] = json!("dark");
    prefs["zoom"] = json!(9.0);
    prefs["actor"] = json!("P. Lee");
    assert_eq!(day.call("set_prefs", prefs.clone())["zoom"], 3.0);
    prefs["actor"] = json!("a\nb");
    assert_eq!(day.refused("set_prefs", prefs), "usage/by");
    let again = Session::new(places(&day.root), Arc::new(Desk::default()));
    assert_eq!(again.prefs().theme, "dark");
    assert_eq!(again.now().actor, "P. Lee");
    std::fs::write(day.root.join("config").join("prefs.json"), "{").unwrap();
    assert_eq!(Session::new(places(&day.root), Arc::new(Desk::default())).prefs().theme, "system");
}

#[test]
fn a_job_says_how_far_it_is_and_can_be_stopped() {
    let day = Day::with_demo();
    let mut text = String::from("event_id,workflow,type,ts\n");
    for i in 0..60_000 {
        text.push_str(&format!("E{i},WF-01,request,2026-05-01T10:00:00Z\n"));
    }
    let file = day.root.join("events.csv");
    std::fs::write(&file, text).unwrap();
    day.answer(&file);
    let queue = day.call("choose_import", json!({"folder": false}));
    day.session.call("import_look", json!({"token": queue["token"]}), Some("look")).unwrap();
    assert!(day.told("progress").iter().all(|p| p["job"] == "look"));
    assert!(!day.told("progress").is_empty());
    let digest = |s: &Session| s.opened().unwrap().reader().content_digest().unwrap();
    let before = digest(&day.session);
    let cancelled = std::thread::scope(|scope| {
        let run = scope.spawn(|| day.session.call("import_apply", json!({"token": queue["token"]}), Some("apply")));
        while !run.is_finished() {
            day.session.cancel("apply");
        }
        run.join().unwrap()
    });
    assert_eq!(cancelled.unwrap_err().code, "import/cancelled");
    assert_eq!(digest(&day.session), before, "a cancelled import leaves nothing");
}

#[test]
fn a_command_that_is_not_there_is_a_bug_said_plainly() {
    let day = Day::new();
    assert_eq!(day.refused("shell", json!({})), "program/command");
    assert_eq!(day.refused("workflow", json!({"nonsense": 1})), "program/command");
    assert_eq!(day.session.call_bytes("start", json!({"id": ""})).unwrap_err().code, "program/command");
}
