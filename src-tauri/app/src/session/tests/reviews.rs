//! What a person decides about exceptions, reviews, mappings and requests, as the page asks for it.

use super::Day;
use serde_json::{Value, json};

fn decided(act: &str, id: Option<&str>) -> Value {
    json!({
        "act": act, "id": id, "requirement": null, "workflow": null, "facets": [], "reason": "Seen on the floor.", "owner": null,
        "severity": null, "from": null, "expires": null, "compensating": [], "triggers": []
    })
}

#[test]
fn every_statement_is_a_batch_that_the_page_can_undo() {
    let day = Day::with_demo();
    let shown = |name: &str, input: Value| day.call(name, input);
    assert_eq!(shown("exceptions", json!({}))["exceptions"].as_array().unwrap().len(), 17);
    let all = json!({"kind": [], "state": [], "text": "", "from": 0, "rows": 5});
    assert_eq!(shown("recertification", all)["rows"].as_array().unwrap().len(), 5);
    assert!(shown("controls_matrix", json!({"framework": ""}))["analysed"].as_bool().unwrap());
    let offered = shown("suggestions", json!({"control": null, "framework": "nist-csf@2.0"}))["suggestions"][0].clone();
    let file = shown("evidence", json!({"rows": 1}))["rows"][0]["file"].clone();
    assert_eq!(shown("evidence_checks", json!({ "file": file }))["record"].as_array().unwrap().len(), 31);
    assert_eq!(shown("request", json!({"id": "RQ-01"}))["line"]["late_days"], 20);

    assert_eq!(day.refused("decide_exception", decided("approve", Some("EX-99"))), "usage/id");
    let batches = |day: &Day| day.call("batches", json!({})).as_array().unwrap().len();
    let before = batches(&day);
    let facets: Vec<Value> = offered["facets"].as_array().unwrap().iter().map(|f| f["id"].clone()).collect();
    let (control, requirement) = (&offered["control"]["id"], &offered["requirement"]);
    let statements = [
        ("decide_exception", decided("close", Some("EX-01"))),
        ("review", json!({"subject_kind": "workflow", "subject": "WF-01", "decision": "attest", "note": ""})),
        ("pass_suggestion", json!({"control": control, "requirement": requirement})),
        ("accept_suggestion", json!({"control": control, "requirement": requirement, "facets": facets})),
        (
            "ask_for_evidence",
            json!({"what": "The log", "requirement": null, "control": null, "period": null, "format": null, "owner": null, "due": null}),
        ),
        ("answer_request", json!({"id": "RQ-01", "status": "received", "reason": "", "evidence": []})),
    ];
    let mut written: Vec<String> = Vec::new();
    for (name, input) in statements {
        let said = day.call(name, input);
        assert!(!said["said"].as_str().unwrap().ends_with('.'), "{said}");
        written.push(said["batch"].as_str().unwrap().to_owned());
    }
    assert_eq!(batches(&day), before + written.len());
    assert_eq!(day.call("request", json!({"id": "RQ-01"}))["said"].as_array().unwrap().len(), 1);
    for batch in written.iter().rev() {
        day.call("undo_batch", json!({ "id": batch }));
    }
    assert_eq!(day.call("request", json!({"id": "RQ-01"}))["said"].as_array().unwrap().len(), 0);
    assert_eq!(day.call("suggestions", json!({"control": null, "framework": "nist-csf@2.0"}))["suggestions"][0], offered);
}
