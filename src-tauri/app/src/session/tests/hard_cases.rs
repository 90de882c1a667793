//! What a page may ask that nobody would: and what it is told then.

use super::{Day, Desk, places};
use crate::session::Session;
use serde_json::{Value, json};
use std::sync::Arc;

fn digest(s: &Session) -> String {
    s.opened().unwrap().reader().content_digest().unwrap()
}

fn entries(day: &Day) -> u64 {
    day.call("journal", json!({"rows": 1}))["total"].as_u64().unwrap()
}

#[test]
fn an_assessment_says_how_far_it_is_and_one_that_is_stopped_leaves_nothing() {
    let day = Day::with_demo();
    day.session.call("assess", json!({"as_of": "2026-09-30"}), Some("a")).unwrap();
    let told = day.told("progress");
    assert!(told.iter().all(|p| p["job"] == "a" && p["what"] == "Assessing"), "{told:?}");
    assert!(told.iter().any(|p| p["done"] == 25 && p["total"] == 25), "{told:?}");
    let before = (entries(&day), digest(&day.session));
    let stopped = std::thread::scope(|scope| {
        let run = scope.spawn(|| day.session.call("assess", json!({"as_of": "2026-06-30"}), Some("b")));
        while !run.is_finished() {
            day.session.cancel("b");
        }
        run.join().unwrap()
    });
    assert_eq!(stopped.unwrap_err().code, "program/cancelled");
    assert_eq!((entries(&day), digest(&day.session)), before);
    assert_eq!(day.call("workspace", json!({}))["summary"]["assessment"]["as_of"], "2026-09-30");
}

#[test]
fn no_folder_crosses_to_the_window_in_an_answer_or_an_error() {
    let day = Day::with_demo();
    let root = day.root.to_str().unwrap().to_owned();
    let clean = |what: &str, said: String| assert!(!said.contains(&root), "{what}: {said}");
    let error = |what: &str, e: countersign_workbench::Error| clean(what, format!("{} {} {}", e.message, e.hint, e.detail));
    let refused = |name: &str, input: Value| error(name, day.session.call(name, input, None).unwrap_err());

    let note = day.root.join("note.txt");
    std::fs::write(&note, "not a workspace").unwrap();
    day.answer(&note);
    refused("open_workspace", json!({}));
    error("open_path", day.session.open_path(&day.root.join("none.countersign")).unwrap_err());
    day.answer(&day.root.join("inner").join("gone.csv"));
    let queue = day.call("choose_import", json!({"folder": false}));
    refused("import_look", json!({"token": queue["token"]}));
    day.answer(&note);
    refused("attach_official", json!({"id": "nist-csf@2.0"}));
    day.answer(&note);
    refused("verify_pack", json!({"folder": false}));
    day.answer(&note);
    refused("choose_key", json!({}));
    day.answer(&note);
    refused("backup_save", json!({}));
    day.answer(&note);
    refused("pack_save", json!({}));
    day.answer(&day.root.join("no").join("folder").join("t.csv"));
    refused("save_table", json!({"name": "t", "columns": [], "rows": []}));

    let folder = day.root.join("more");
    std::fs::create_dir_all(folder.join("inner")).unwrap();
    std::fs::write(folder.join("inner").join("workflows.csv"), "id,name\nWF-90,One\n,Two\n").unwrap();
    day.answer(&folder);
    let queue = day.call("choose_import", json!({"folder": true}));
    clean("queue", queue.to_string());
    clean("look", day.call("import_look", json!({"token": queue["token"]})).to_string());
    let applied = day.call("import_apply", json!({"token": queue["token"]}));
    clean("apply", applied.to_string());
    clean("rejected", day.call("rejected", json!({"id": applied["batch"]})).to_string());
    day.answer(&day.root.join("pack.zip"));
    clean("pack", day.call("pack_save", json!({})).to_string());
    day.answer(&day.root.join("copy.countersign"));
    clean("backup", day.call("backup_save", json!({})).to_string());
    for name in ["start", "workspace", "overview", "batches", "journal", "evidence", "citations", "requests", "frameworks"] {
        let input = if matches!(name, "journal" | "evidence") { json!({"rows": 1000}) } else { json!({}) };
        clean(name, day.call(name, input).to_string());
    }
    for (event, said) in day.desk.told.lock().unwrap().iter() {
        clean(event, said.to_string());
    }
}

#[test]
fn what_was_chosen_for_one_workspace_is_not_used_in_another() {
    let day = Day::with_demo();
    let file = day.root.join("more.csv");
    std::fs::write(&file, "id,name\nWF-90,One\n").unwrap();
    day.answer(&file);
    let queue = day.call("choose_import", json!({"folder": false}));
    let built = day.call("report_build", json!({"framework": "nist-csf@2.0", "format": "json"}));
    day.answer(&day.root.join("other.countersign"));
    day.call("create_workspace", json!({"organisation": "Other"}));
    for name in ["import_look", "import_apply"] {
        assert_eq!(day.refused(name, json!({"token": queue["token"]})), "import/no-queue");
    }
    assert_eq!(day.session.call_bytes("report_bytes", json!({"id": built["token"]})).unwrap_err().code, "report/no-preview");
    assert_eq!(day.call("workflows", json!({"rows": 1}))["total"], 0);
}

#[test]
fn a_workspace_that_can_only_be_read_is_never_written() {
    let day = Day::with_demo();
    let desk = Arc::new(Desk::default());
    let other = Session::new(places(&day.root), Arc::clone(&desk) as Arc<dyn crate::host::Host>);
    other.open_path(&day.root.join("data/demo/demo.countersign")).unwrap();
    let file = day.root.join("more.csv");
    std::fs::write(&file, "id,name\nWF-90,One\n").unwrap();
    let answer = |path: &std::path::Path| desk.answers.lock().unwrap().push_back(Some(vec![path.to_owned()]));
    answer(&file);
    let token = other.call("choose_import", json!({"folder": false}), None).unwrap()["token"].clone();
    let batch = other.call("batches", json!({}), None).unwrap()[0]["id"].clone();
    let before = (entries(&day), digest(&day.session));
    let writes = [
        ("import_look", json!({ "token": token })),
        ("import_apply", json!({ "token": token })),
        ("undo_batch", json!({ "id": batch })),
        ("choose_citation", json!({"text": "a", "requirement": "nist-csf@2.0/PR.AA-05", "why": "b"})),
        ("assess", json!({"as_of": "2026-09-30"})),
        ("set_parameter", json!({"name": "exception_max_days", "value": "10", "why": "x"})),
        ("attach_official", json!({"id": "nist-csf@2.0"})),
        ("pack_save", json!({})),
    ];
    for (name, input) in writes {
        match name {
            "attach_official" => answer(&file),
            "pack_save" => answer(&day.root.join("pack.zip")),
            _ => {}
        }
        assert_eq!(other.call(name, input, None).unwrap_err().code, "workspace/in-use", "{name}");
    }
    assert!(!day.root.join("pack.zip").exists());
    assert_eq!((entries(&day), digest(&day.session)), before);
}

#[test]
fn odd_questions_are_answered_or_refused_and_nothing_falls_over() {
    let day = Day::with_demo();
    let huge = json!({"from": u64::MAX, "rows": u64::MAX});
    for name in ["workflows", "controls", "evidence"] {
        assert_eq!(day.call(name, huge.clone())["rows"], json!([]), "{name}");
    }
    assert_eq!(day.call("journal", huge.clone())["entries"], json!([]));
    let matrix = day.call("matrix", json!({"framework": "nist-csf@2.0", "workflows": huge}));
    assert_eq!((matrix["rows"].clone(), matrix["total"].clone()), (json!([]), json!(25)));
    let reader = day.session.opened().unwrap();
    let page = serde_json::from_value(huge.clone()).unwrap();
    assert!(reader.reader().first_workflows(&page).unwrap().rows.is_empty());
    for id in ["", "/", "../../etc/passwd", "a/b", "nist-csf@2.0/", "@", "%2F", "\u{0}", "\u{202e}", "WF-01/..", "nist-csf@2.0"] {
        for (name, code) in [("control", "usage/id"), ("artefact", "usage/id"), ("preview", "usage/id"), ("workflow", "usage/workflow")] {
            assert_eq!(day.refused(name, json!({ "id": id })), code, "{name} {id:?}");
        }
        for workflow in [Value::Null, json!(""), json!("WF-01"), json!("x/y")] {
            let both = json!({"id": id, "workflow": workflow});
            assert_eq!(day.refused("leaf", both.clone()), "usage/id", "{id:?}");
            let _ = day.session.call("explain", both, None);
        }
        assert_eq!(day.refused("requirement", json!({ "id": id })), "usage/id", "{id:?}");
        assert_eq!(day.refused("cell", json!({"file": id, "row": u64::MAX, "column": id})), "usage/id", "{id:?}");
        assert_eq!(day.refused("rejected", json!({ "id": id })), "import/unknown-batch");
        assert_eq!(day.refused("undo_batch", json!({ "id": id })), "import/unknown-batch");
        assert_eq!(day.refused("import_apply", json!({ "token": id })), "import/no-queue");
        day.call("find", json!({ "text": id }));
        day.call("workflows", json!({"text": id, "class": [id], "unit": [id], "rows": 5}));
    }
    for row in [0, 1, 2, 7, u64::MAX - 1, u64::MAX] {
        let cell = day.call("cell", json!({"file": "workflows.csv", "row": row, "column": "no such column"}));
        assert!(cell["value"].is_null() && cell["note"].as_str().unwrap().contains("no column"), "{cell}");
    }
}

#[test]
fn every_refusal_has_its_code() {
    let day = Day::with_demo();
    for name in ["workflows", "controls", "evidence"] {
        assert_eq!(day.refused(name, json!({"sort": "colour"})), "usage/sort");
    }
    assert_eq!(day.refused("assess", json!({"from": "2026-04-01"})), "usage/date");
    assert_eq!(day.refused("assess", json!({"as_of": "2026-02-30"})), "usage/date");
    assert_eq!(day.refused("framework_tree", json!({"id": "x@1"})), "usage/framework");
    assert_eq!(day.refused("matrix", json!({"framework": ""})), "usage/framework");
    assert_eq!(day.refused("report_build", json!({"format": "docx"})), "usage/format");
    assert_eq!(day.refused("report_build", json!({"format": "pdf", "workflow": "WF-99"})), "usage/workflow");
    assert_eq!(day.refused("set_parameter", json!({"name": "exception_max_days", "value": "10", "why": " "})), "usage/why");
    assert_eq!(day.refused("set_parameter", json!({"name": "exception_max_days", "value": "x", "why": "y"})), "usage/threshold");
    assert_eq!(day.refused("open_workspace", json!({"recent": "none"})), "workspace/missing");
    assert_eq!(
        day.refused("choose_citation", json!({"text": "no such text", "requirement": "nist-csf@2.0/PR.AA-05", "why": "y"})),
        "citation/unknown"
    );
    let bytes = |id: &str| day.session.call_bytes("artefact_bytes", json!({ "id": id })).unwrap_err().code;
    assert_eq!(bytes("no such file"), "usage/id");
    let rows = day.call("evidence", json!({"rows": 1000}))["rows"].clone();
    let table = rows.as_array().unwrap().iter().find(|r| r["file"].as_str().unwrap().ends_with(".csv")).unwrap();
    assert_eq!(bytes(table["file"].as_str().unwrap()), "evidence/not-drawn");
    let batch = day.call("batches", json!({}))[0]["id"].clone();
    day.call("undo_batch", json!({ "id": batch }));
    assert_eq!(day.refused("undo_batch", json!({ "id": batch })), "import/already-undone");

    let blocked = Day::new();
    std::fs::write(blocked.root.join("config"), "a file where the folder should be").unwrap();
    let prefs = blocked.call("start", json!({}))["prefs"].clone();
    assert_eq!(blocked.refused("set_prefs", prefs), "program/preferences");
}

#[test]
fn a_table_of_an_older_assessment_says_so() {
    let day = Day::with_demo();
    let file = day.root.join("workflows.csv");
    std::fs::write(&file, "id,name,owner\nWF-90,One,\n").unwrap();
    day.answer(&file);
    let queue = day.call("choose_import", json!({"folder": false}));
    day.call("import_apply", json!({"token": queue["token"]}));
    let out = day.root.join("out.csv");
    day.answer(&out);
    day.call("export_workflows", json!({"flags": ["no_owner"]}));
    let text = std::fs::read_to_string(&out).unwrap();
    assert!(text.contains("no owner on record") && text.contains("the workspace changed after the assessment"), "{text}");
    assert!(text.lines().next().unwrap().contains("nist-csf@2.0: met"), "{text}");
    assert!(text.lines().any(|l| l.contains("WF-90") && l.contains("not computed")), "{text}");
}

#[test]
fn a_name_with_a_stop_in_it_is_still_the_name_of_a_workspace() {
    let day = Day::new();
    for (asked, made) in [("acme 1.2", "acme 1.2.countersign"), ("b.countersign", "b.countersign")] {
        day.answer(&day.root.join(asked));
        assert_eq!(day.call("create_workspace", json!({"organisation": "Acme"}))["file"], made);
    }
}

#[cfg(unix)]
#[test]
fn what_is_saved_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let day = Day::new();
    let out = day.root.join("t.csv");
    std::fs::write(&out, "earlier").unwrap();
    day.answer(&out);
    day.call("save_table", json!({"name": "t", "columns": ["a"], "rows": []}));
    assert_eq!(std::fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_first_reading_that_comes_late_never_replaces_a_newer_one() {
    let day = Day::with_demo();
    day.call("overview", json!({}));
    let opened = day.session.opened().unwrap();
    let late = opened.reader().reading(&day.session.now()).unwrap();
    day.call("assess", json!({"as_of": "2026-06-30"}));
    opened.settle_first(Ok(late));
    assert_eq!(day.call("workspace", json!({}))["summary"]["assessment"]["as_of"], "2026-06-30");
}

#[test]
fn rows_that_nobody_sifted_never_pass_for_an_answer() {
    let day = Day::with_demo();
    day.call("close_workspace", json!({}));
    let recent = day.call("start", json!({}))["recent"][0]["id"].clone();
    day.call("open_workspace", json!({ "recent": recent }));
    // Asked at once, while the workspace is still being read.
    let found = day.call("workflows", json!({"text": "no workflow is called that", "rows": 10}));
    assert_eq!((found["matching"].clone(), found["rows"].clone()), (json!(0), json!([])));
}

#[test]
fn what_a_dialog_gave_is_refused_with_its_code() {
    let day = Day::with_demo();
    let file = |name: &str, text: &str| {
        let path = day.root.join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    day.answer(&file("note.txt", "a text of more than a hundred bytes, which no database would begin with, whoever wrote it and why"));
    assert_eq!(day.refused("open_workspace", json!({})), "workspace/foreign");
    day.answer(&day.root.join("data/demo/demo.countersign"));
    assert_eq!(day.refused("create_workspace", json!({"organisation": "Acme"})), "workspace/exists");
    let folder = day.root.join("tables");
    std::fs::create_dir_all(&folder).unwrap();
    day.answer(&folder);
    day.call("save_templates", json!({}));
    day.answer(&folder);
    assert_eq!(day.refused("save_templates", json!({})), "templates/exists");
    day.answer(&day.root.join("gone.json"));
    assert_eq!(day.refused("attach_official", json!({"id": "nist-csf@2.0"})), "catalog/unreadable");
    let mut batches = Vec::new();
    for name in ["One", "Two"] {
        day.answer(&file("workflows.csv", &format!("id,name\nWF-90,{name}\n")));
        let queue = day.call("choose_import", json!({"folder": false}));
        batches.push(day.call("import_apply", json!({"token": queue["token"]}))["batch"].clone());
    }
    assert_eq!(day.refused("undo_batch", json!({ "id": batches[0] })), "import/undo-conflict");
}
