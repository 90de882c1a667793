//! Registers, profiles and tickets: recognised by what stands in them, read without making anything up.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout, reason = "tests")]

mod common;

use common::{Kept, one, planned, refused, write};
use countersign_core::record::Record;
use countersign_core::tables::Table;
use countersign_import::Options;
use std::path::PathBuf;

fn of(kept: &Kept, table: Table) -> Vec<&Record> {
    kept.records.iter().filter(|r| r.table == table).collect()
}

fn preset(kept: &Kept) -> &str {
    kept.heads[0].detected.preset.as_deref().unwrap_or("none")
}

#[test]
fn a_register_of_agents_gives_workflows_identities_tools_and_grants() {
    let kept = one(
        "agents.csv",
        "Agent ID,Agent Name,Owner,Autonomy Level,Tools/APIs Accessible,Memory Type,Handles PII,Last Review Date,Runtime Status\n\
         A-1,Clerk,Ann,Supervised,\"Ledger (write, capped), mail (read)\",Session-only,Yes,2026-06-01,Active\n\
         A-2,Guard,,High,N/A,,No,,Pilot\n",
    );
    assert_eq!(preset(&kept), "agent-register");
    let workflow = kept.records.iter().find(|r| r.table == Table::Workflows && r.key == "A-1").unwrap();
    assert_eq!(
        (workflow.get("memory"), workflow.get("data_classes"), workflow.get("tools")),
        (Some("session"), Some("pii"), Some("Ledger;mail"))
    );
    assert_eq!(
        (workflow.get("human_gate"), workflow.get("criticality"), workflow.extra("Autonomy Level")),
        (None, None, Some("Supervised"))
    );
    let grants: Vec<_> = of(&kept, Table::Grants)
        .into_iter()
        .map(|g| (g.get("resource").unwrap(), g.get("permission").unwrap(), g.get("conditions")))
        .collect();
    assert_eq!(grants, [("Ledger", "write", Some("capped")), ("mail", "read", None)]);
    // What the second row does not know stays unknown.
    let second = kept.records.iter().find(|r| r.table == Table::Workflows && r.key == "A-2").unwrap();
    for column in ["owner", "memory", "data_classes", "tools", "lifecycle", "last_reviewed"] {
        assert_eq!(second.get(column), None, "{column}");
    }
    assert_eq!(of(&kept, Table::Reviews).len(), 1);
}

#[test]
fn controls_tests_evidence_and_exceptions_are_read_from_their_registers() {
    let kept = one(
        "our controls.csv",
        "control_id,control_name,owner,test_frequency,status\nC-1,Reviews,Ann,Annual,Active\nC-2,Backups,Bo,Monthly,Needs Improvement\nC-3,Plans,Bo,N/A,Planned\n",
    );
    assert_eq!(preset(&kept), "control-register");
    let claims: Vec<_> = kept.records.iter().map(|r| (r.get("claim"), r.get("frequency"))).collect();
    assert_eq!(claims, [(Some("implemented"), None), (None, None), (Some("planned"), None)]);

    let kept = one(
        "tested.csv",
        "test_id,control_id,test_date,tester,result,issues_found\nT-1,C-1,2026-01-15,Ann,Pass,\nT-2,C-1,2026-01-16,Ann,Pass with Observation,late\n\
         T-3,C-2,2026-01-17,Ann,Fail,\nT-4,C-2,,Ann,Not tested,\nT-5,C-2,,Ann,N/A,\n",
    );
    assert_eq!(preset(&kept), "control-test-register");
    let results: Vec<_> = kept.records.iter().map(|r| r.get("result")).collect();
    assert_eq!(results, [Some("effective"), Some("deviation"), Some("ineffective"), None, None]);

    let kept =
        one("list.csv", "evidence_id,control_id,evidence_name,source_system,last_collected_date\nE-1,C-1,Minutes,Archive,2026-01-10\n");
    assert_eq!(preset(&kept), "evidence-register");
    assert_eq!(
        (kept.record("E-1").get("controls"), kept.record("E-1").get("kind"), kept.record("E-1").get("tier")),
        (Some("C-1"), None, None)
    );

    let kept = one(
        "waivers.csv",
        "exception_id,policy_id,business_justification,impacted_system,requested_by,existing_controls,expiry_date,status\nX-1,P-1,old system,Desk,Ann,passwords,2026-06-15,active\n",
    );
    assert_eq!(preset(&kept), "exception-register");
    let exception = kept.record("X-1");
    // Without its system the exception would hold for every workflow; active is not approved; what exists anyway compensates nothing.
    assert_eq!((exception.get("workflow"), exception.get("status"), exception.get("approved_by")), (Some("Desk"), Some("active"), None));
    assert_eq!(exception.get("compensating_controls"), None);
}

#[test]
fn a_risk_register_is_no_decision_unless_it_says_who_decided_and_when() {
    let kept =
        one("risks.csv", "risk_id,risk_title,likelihood,impact,treatment_plan,owner,target_date\nR-1,Leak,4,5,harden,Ann,2026-06-30\n");
    assert_eq!((preset(&kept), kept.records.len()), ("risk-register", 1));
    assert_eq!(
        (kept.records[0].table, kept.records[0].get("tier"), kept.records[0].get("file")),
        (Table::Evidence, Some("R5"), Some("risk:R-1"))
    );
    assert!(kept.rejected.is_empty());

    let kept = one(
        "risks.csv",
        "risk_id,likelihood,impact,treatment_plan,accepted_by,decision_date\nR-1,4,5,harden,Ann,2026-06-30\nR-2,4,5,harden,,2026-06-30\n",
    );
    assert_eq!(preset(&kept), "risk-decisions");
    assert_eq!((kept.record("R-1").get("kind"), kept.record("R-1").get("decided_by")), (Some("treatment"), Some("Ann")));
    assert_eq!(kept.rejected.len(), 1);
}

#[test]
fn assessments_of_vendors_are_reviews_without_a_decision() {
    let kept =
        one("vendors.csv", "assessment_id,vendor_id,assessment_date,security_score,next_review_due\nV-1,ACME,2026-01-02,82,2027-01-02\n");
    let review = kept.record("V-1");
    assert_eq!(
        (preset(&kept), review.get("subject"), review.get("due"), review.get("decision")),
        ("vendor-register", Some("ACME"), Some("2027-01-02"), None)
    );
    assert_eq!(review.extra("security_score"), Some("82"));
}

const PROFILE: &str = "ID,Subcategory ID,Subcategory Description,Implementation Description,In Scope? ,Owner,Auditor,Q1 Actual Score,Q1 Target Score,Q1 Testing Status,\
    Q1 Examine,Q1 Interview,Q1 Test,Q1 Observation Date\n\
    GV.OC-01 Ex1,GV.OC-01,d,We do it,Yes,Ann <ann@example.org>,bo@example.org,5,5,Complete,Yes,No,Yes,2026-01-10\n\
    PR.AA-05 Ex1,PR.AA-05,d,We do it,Yes,,,1,5,Not Started,Yes,No,No,\n\
    DE.CM-01 Ex1,DE.CM-01,d,We do it,No,,,0,0,Not Started,No,No,No,\n";

#[test]
fn a_profile_claims_nothing_and_concludes_nothing() {
    let kept = one("profile.csv", PROFILE);
    assert_eq!(preset(&kept), "csf-profile");
    let controls = of(&kept, Table::Controls);
    assert_eq!(
        controls.iter().map(|c| (c.key.as_str(), c.get("claim"))).collect::<Vec<_>>(),
        [("csf:GV.OC-01 Ex1", None), ("csf:PR.AA-05 Ex1", None)]
    );
    let tests = of(&kept, Table::ControlTests);
    assert_eq!(
        tests.iter().map(|t| (t.get("method"), t.get("result"))).collect::<Vec<_>>(),
        [(Some("examine"), None), (Some("test"), None)]
    );
    // Out of scope: said, and rejected, not decided.
    assert_eq!((kept.said("import/no-place").at.row, kept.said("import/nothing-taken").at.row), (Some(4), Some(4)));
    assert!(of(&kept, Table::Decisions).is_empty());
}

#[test]
fn catalogues_are_sent_where_they_belong() {
    let catalogue = r#"{"catalog":{"uuid":"u","metadata":{"title":"t","oscal-version":"1.1.2"},"groups":[]}}"#;
    let said = refused("c.json", catalogue);
    assert_eq!(said.code, "import/belongs-elsewhere");
    assert!(said.hint.contains("catalog attach"));
    assert_eq!(
        refused("csf.csv", "Function,Category,Subcategory,Implementation Examples,Informative References\nGOVERN,,,,\n").code,
        "import/belongs-elsewhere"
    );
    assert_eq!(refused("m.json", r#"{"convertedFormat":"olir-x","lanes":["a"],"subcategoryCount":1}"#).code, "import/belongs-elsewhere");
}

#[test]
fn a_dictionary_is_kept_and_gives_no_rows() {
    let kept = one(
        "dictionary.json",
        r#"{"name":{"excel_header":"Name","data_type":"free_text"},"stage":{"excel_header":"Stage","data_type":"choice"}}"#,
    );
    assert_eq!((preset(&kept), kept.records.len(), kept.records[0].table), ("ai-inventory-dictionary", 1, Table::Evidence));
}

#[test]
fn issues_are_notes_of_those_who_wrote_them() {
    let jira = "\u{feff}Summary,Issue key,Issue id,Issue Type,Status,Project key,Reporter,Reporter Id,Created,Custom field (Methods),Custom field (Methods),Custom field (Compliance Requirement)\n\
        \"Two\nlines\",F-1,7,Task,To Do,F,Ann,42:a,11/Jan/26 3:22 PM,Examine,Test,DE.CM-01\nNobody wrote it,F-2,8,Task,To Do,F,,,11/Jan/26 3:22 PM,,,\n";
    let kept = one("issues.csv", jira);
    assert_eq!(preset(&kept), "jira");
    let note = kept.records.iter().find(|r| r.table == Table::Decisions).unwrap();
    assert_eq!(
        (note.get("kind"), note.get("subject"), note.get("decided_by")),
        (Some("reviewer_note"), Some("DE.CM-01"), Some("jira:42:a"))
    );
    assert_eq!((note.get("reason"), note.extra("Custom field (Methods)#2")), (Some("Two\nlines"), Some("Test")));
    assert_eq!(kept.said("import/missing-required").at.row, Some(3));

    let notion = "Summary,Subcategory ID,Issue Key,Issue Type,Status,Reporter,Created,Root Cause\nNo second reader,,F-1,Task,Not Started,Ann,11/Jan/26 3:22 PM,\n";
    let kept = one("findings.csv", notion);
    assert_eq!(preset(&kept), "notion");
    let note = kept.records.iter().find(|r| r.table == Table::Decisions).unwrap();
    assert_eq!((note.get("subject"), note.get("decided_by")), (Some("F-1"), Some("notion:Ann")));
}

#[test]
fn attestations_are_evidence_of_the_lowest_tier() {
    let yaml = "- control_id: C-1\n  explanation: seen\n  frequency: 1d\n  status: passed\n  updated: 2026-03-26T15:20:05Z\n  updated_by: Ann\n\
        - control_id: C-2\n  explanation: not seen\n  frequency: 1d\n  status: N/A\n  updated: 2026-03-26T15:20:05Z\n  updated_by: Ann\n";
    let kept = one("attestations.yaml", yaml);
    assert_eq!(preset(&kept), "attestations");
    let evidence = of(&kept, Table::Evidence)[0];
    assert_eq!((evidence.get("kind"), evidence.get("tier")), (Some("attestation"), Some("R6")));
    let tests: Vec<_> = of(&kept, Table::ControlTests).into_iter().map(|t| (t.get("result"), t.get("method"), t.get("evidence"))).collect();
    assert_eq!(tests, [(Some("effective"), None, Some("attestations.yaml")), (None, None, Some("attestations.yaml"))]);
}

/// Rows and rejected rows of the published registers, by file and sheet.
#[test]
fn published_registers_are_recognised_and_read_to_the_last_row() {
    let samples = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples");
    if !samples.exists() {
        println!("skipped: no sample files");
        return;
    }
    for (file, preset, rows, rejected) in [
        ("ai-agent-register-csv/agent-inventory-register.csv", "agent-register", 3, 0),
        ("grc-registers/control_tests.csv", "control-test-register", 147, 0),
        ("grc-registers/controls.csv", "control-register", 66, 0),
        ("grc-registers/evidence_inventory.csv", "evidence-register", 159, 0),
        ("grc-registers/vendor_assessment.csv", "vendor-register", 46, 0),
        ("exceptions-register/exceptions.csv", "exception-register", 6, 0),
        ("csf-profile/yyyy-mm-dd_CSF_Profile.csv", "csf-profile", 38, 324),
        ("csf-profile/yyyy-mm-dd_CSF_Profile.xlsx", "csf-profile", 38, 324),
        ("jira-csv/JIRA-Assessments.csv", "jira", 12, 0),
        ("jira-csv/JIRA-Findings.csv", "jira", 4, 0),
        ("notion-csv/findings.csv", "notion", 4, 0),
        ("attestations/attestations_xlsxInputFormat.xlsx", "attestations", 9, 0),
        ("attestations/attestations_yamlFormat.yaml", "attestations", 2, 0),
        ("ai-inventory-xlsx/2025_consolidated_COTS_AI_use_cases.xlsx", "ai-inventory", 900, 0),
        ("ai-inventory-xlsx/ai-system-inventory.xlsx", "ai-inventory", 10, 0),
    ] {
        let plan = planned(&[samples.join(file)], &Options::default());
        let [input] = plan.inputs.as_slice() else { panic!("{file}: {:?}", plan.refused) };
        assert_eq!(input.detected.preset.as_deref(), Some(preset), "{file}");
        let summary = countersign_import::read(input, &mut Kept::default()).unwrap();
        assert_eq!((summary.records, summary.rejected), (rows, rejected), "{file}");
    }
}

#[test]
fn a_sheet_with_titles_above_its_headers_is_an_inventory_all_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let path = write(
        dir.path(),
        "register.csv",
        "Register of systems,,,\nas of today,,,\nSystem ID,System Name,Business Owner,Risk Tier\nS-1,Desk,Ann,High\n",
    );
    let plan = planned(&[path], &Options::default());
    assert_eq!(plan.inputs[0].detected.preset.as_deref(), Some("ai-inventory"));
    assert_eq!(plan.inputs[0].detected.header_row, Some(3));
}
