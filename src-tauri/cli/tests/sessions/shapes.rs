//! The JSON that other programs rely on.

use crate::desk::Desk;
use serde_json::Value;

const STATUSES: [&str; 6] = ["met", "accepted_risk", "partial", "not_assessed", "not_met", "not_applicable"];

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn sum(counts: &Value) -> u64 {
    assert_eq!(counts.as_object().unwrap().len(), 6);
    STATUSES.iter().map(|s| counts[*s].as_u64().unwrap()).sum()
}

#[test]
fn status_adds_up() {
    let desk = Desk::assessed("status-json");
    let s = desk.run(&["status", "w.countersign", "--json"]).ends(0).json();
    let mut wanted = vec![
        "schema",
        "as_of",
        "period",
        "assessment",
        "snapshot",
        "ruleset",
        "frameworks",
        "findings",
        "claims",
        "workflows",
        "unresolved_citations",
    ];
    wanted.sort_unstable();
    let mut found = keys(&s);
    found.sort_unstable();
    assert_eq!(found, wanted);
    assert_eq!((s["schema"].as_str(), s["as_of"].as_str()), (Some("countersign/status@1"), Some("2026-09-30")));
    assert!(s["snapshot"].as_str().unwrap().starts_with("sha256:"));
    let frameworks = s["frameworks"].as_array().unwrap();
    assert_eq!(frameworks.len(), 5);
    for f in frameworks {
        assert_eq!(sum(&f["counts"]), f["requirements"].as_u64().unwrap());
        assert_eq!(
            f["applicable"].as_u64().unwrap(),
            f["requirements"].as_u64().unwrap() - f["counts"]["not_applicable"].as_u64().unwrap()
        );
        assert!(f.get("requirements_detail").is_none());
        for g in f["groups"].as_array().unwrap() {
            assert!(sum(&g["counts"]) > 0);
        }
    }
    assert_eq!(s["workflows"]["total"], 3);
    assert_eq!(s["unresolved_citations"], 1);
    assert_eq!(desk.run(&["status", "w.countersign", "--json"]).out, desk.run(&["status", "w.countersign", "--json"]).out);

    let one = desk.run(&["status", "w.countersign", "--json", "--framework", "nist-csf@2.0", "--workflow", "WF-1"]).ends(0).json();
    let detail = one["frameworks"][0]["requirements_detail"].as_array().unwrap();
    assert_eq!(detail.len(), 106);
    for r in detail {
        assert!(!r["reasons"].as_array().unwrap().is_empty(), "{r}");
    }
}

#[test]
fn a_gate_closes_on_a_status_and_on_worse_ones() {
    let desk = Desk::assessed("gate");
    let s = desk.run(&["status", "w.countersign", "--json"]).json();
    let any = |status: &[&str]| s["frameworks"].as_array().unwrap().iter().any(|f| status.iter().any(|x| f["counts"][*x] != 0));
    for (gate, worse) in [
        ("not_met", &["not_met"][..]),
        ("not_assessed", &["not_met", "not_assessed"]),
        ("met", &STATUSES[..5]),
        ("not_applicable", &["not_applicable"]),
    ] {
        desk.run(&["status", "w.countersign", "--fail-on", gate]).ends(i32::from(any(worse)));
    }
    desk.run(&["status", "w.countersign", "--fail-on", "not_assessed", "--json"]).ends(1).complains(&["at not_assessed or worse"]);
    desk.run(&["status", "w.countersign", "--fail-on", "bad"]).ends(2);
}

#[test]
fn imports_add_up_and_a_refused_one_still_prints_its_document() {
    let desk = Desk::new("import-json");
    desk.run(&["new", "w.countersign"]).ends(0);
    desk.write("tables/people.csv", "id,name,kind,active\nP-1,Ada,human,yes\n,Nameless,human,yes\nP-3,Chidi,robot,yes\n");
    let done = desk.run(&["import", "w.countersign", "tables", "--json"]).ends(0).json();
    assert_eq!(done["schema"], "countersign/import@1");
    for f in done["files"].as_array().unwrap() {
        let n = |k: &str| f[k].as_u64().unwrap();
        assert_eq!(n("records"), n("new") + n("changed") + n("same") + n("rejected"), "{f}");
    }
    let people = done["files"].as_array().unwrap().iter().find(|f| f["path"].as_str().unwrap().ends_with("people.csv")).unwrap();
    assert_eq!(
        (people["rejected"].as_u64(), people["encoding"].as_str(), people["delimiter"].as_str()),
        (Some(1), Some("UTF-8"), Some(","))
    );
    assert!(people["diagnostics"].as_array().unwrap().iter().any(|d| d["at"]["row"] == 3));

    desk.write("strange.csv", "these,columns,mean\nnothing,to,us\n");
    let refused = desk.run(&["import", "w.countersign", "strange.csv", "--json"]).ends(3).json();
    assert_eq!(
        (refused["schema"].as_str(), refused["batch"].is_null(), refused["refused"].as_bool()),
        (Some("countersign/import@1"), true, Some(true))
    );
    desk.run(&["import", "w.countersign", "strange.csv"]).ends(3).says(&["Refused: nothing was imported."]);

    let missing = desk.run(&["import", "nowhere.countersign", "tables", "--json"]).ends(3).json();
    assert_eq!((missing["schema"].as_str(), missing["code"].as_str()), (Some("countersign/error@1"), Some("workspace/missing")));
    assert!(["message", "hint", "detail"].iter().all(|k| missing[k].is_string()));
}

#[test]
fn every_other_document_names_its_shape() {
    let desk = Desk::assessed("documents");
    let ws = "w.countersign";
    let asked: [(&[&str], &str, &str); 11] = [
        (&["analysis", ws, "--json"], "countersign/analysis@1", "workflows"),
        (&["explain", ws, "WF-1", "--json"], "countersign/explain@1", "steps"),
        (&["explain", ws, "nist-csf@2.0/PR.AT-01", "--json"], "countersign/explain@1", "steps"),
        (&["crosswalk", "nist-csf@2.0", "nist-ai-rmf@1.0", "--json"], "countersign/crosswalk@1", "edges"),
        (&["catalog", "list", "--json"], "countersign/catalog@1", "catalogs"),
        (&["catalog", "show", "nist-csf@2.0", "--json"], "countersign/catalog@1", "requirements"),
        (&["journal", ws, "--verify", "--json"], "countersign/journal@1", "entries"),
        (&["imports", ws, "--json"], "countersign/imports@1", "imports"),
        (&["assess", ws, "--as-of", "2026-06-30", "--json"], "countersign/status@1", "frameworks"),
        (&["status", ws, "--as-of", "2026-07-31", "--json"], "countersign/status@1", "frameworks"),
        (&["pack", ws, "-o", "p.zip", "--json"], "countersign/pack@1", "root_digest"),
    ];
    for (args, schema, member) in asked {
        let document = desk.run(args).ends(0).json();
        assert_eq!(document["schema"], schema, "{args:?}");
        assert!(!document[member].is_null(), "{args:?}");
    }
    let looked = desk.run(&["status", ws, "--as-of", "2026-07-31", "--json"]).json();
    assert!(looked["assessment"].is_null(), "a look is not kept");
    let shown = desk.run(&["catalog", "show", "nist-csf@2.0", "--json"]).json();
    let facets: Vec<&str> = shown["requirements"].as_array().unwrap().iter().find(|r| r["label"] == "PR.AA-05").unwrap()["facets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["id"].as_str().unwrap())
        .collect();
    assert_eq!(facets, ["policy", "managed", "enforced", "reviewed", "least_privilege", "separation_of_duties"]);
}

#[test]
fn two_assessments_are_compared_with_what_accounts_for_each_change() {
    let desk = Desk::assessed("compare");
    let ws = "w.countersign";
    let alone = desk.run(&["compare", ws, "--json"]).ends(3).json();
    assert_eq!((&alone["schema"], &alone["code"]), (&"countersign/error@1".into(), &"assess/none-before".into()));
    desk.run(&["assess", ws, "--as-of", "2027-12-31"]).ends(0);
    let d = desk.run(&["compare", ws, "--json"]).ends(0).json();
    assert_eq!(keys(&d), ["causes", "changes", "counts", "findings_gone", "findings_new", "from", "schema", "to"]);
    assert_eq!((d["from"]["as_of"].as_str(), d["to"]["as_of"].as_str()), (Some("2026-09-30"), Some("2027-12-31")));
    let changes = d["changes"].as_array().unwrap();
    let counts = &d["counts"];
    let all = |counts: &Value| counts.as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum::<u64>();
    assert_eq!(all(counts) - counts["same"].as_u64().unwrap(), changes.len() as u64);
    assert!(!changes.is_empty(), "a year and more passes by: {counts}");
    assert_eq!(counts["regressed"], 0, "nobody changed anything: {counts}");
    let causes = d["causes"].as_array().unwrap();
    for change in changes {
        let why = change["causes"].as_array().unwrap();
        assert!(why.iter().all(|c| causes.get(c.as_u64().unwrap() as usize).is_some()), "{change}");
        assert!(!why.is_empty(), "{change}");
    }
    let counted: u64 = causes.iter().map(|c| c["changes"].as_u64().unwrap()).sum();
    assert_eq!(counted, changes.iter().map(|c| c["causes"].as_array().unwrap().len() as u64).sum::<u64>());
    desk.run(&["compare", ws]).ends(0).says(&["compared with 30 Sep 2026", "to 31 Dec 2027", "What accounts for it"]);
    assert_eq!((d["from"]["to"].as_str(), d["to"]["to"].as_str()), (Some("2026-09-30"), Some("2027-12-31")));
    // One workflow alone; both by their days.
    let one = desk.run(&["compare", ws, "--workflow", "WF-1", "--json"]).ends(0).json();
    assert!(one["changes"].as_array().unwrap().iter().all(|c| c["workflow"] == "WF-1"));
    assert!(all(&one["counts"]) < all(counts));
    let back = desk.run(&["compare", ws, "--from", "2027-12-31", "--to", "2026-09-30", "--json"]).ends(0).json();
    assert_eq!((&back["from"], &back["to"]), (&d["to"], &d["from"]));
    assert_eq!(back["counts"]["evidence_aged"], 0, "nothing ages backwards: {back}");
    // By the beginning of its id, as the pages print it.
    let id = d["from"]["assessment"].as_str().unwrap();
    let begun = desk.run(&["compare", ws, "--from", &id[..8], "--json"]).ends(0).json();
    assert_eq!(begun["from"], d["from"]);
    assert_eq!(desk.run(&["compare", ws, "--from", &id[..7], "--json"]).ends(2).json()["code"], "usage/assessment");
    assert_eq!(desk.run(&["compare", ws, "--from", "2020-01-01", "--json"]).ends(2).json()["code"], "usage/assessment");
    let itself = desk.run(&["compare", ws, "--from", "2027-12-31", "--json"]).ends(2).json();
    assert_eq!(itself["code"], "usage/assessment", "the only one of its day is not compared with itself");
    assert_eq!(desk.run(&["compare", ws, "--workflow", "WF-0", "--json"]).ends(2).json()["code"], "usage/workflow");
}
