//! Results of scanners: one test for each result, and none where nothing was found out.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout, reason = "tests")]

mod common;

use common::{Kept, one, planned};
use countersign_core::record::Record;
use countersign_core::tables::Table;
use countersign_import::Options;
use std::path::PathBuf;

fn tests(kept: &Kept) -> Vec<&Record> {
    kept.records.iter().filter(|r| r.table == Table::ControlTests).collect()
}

fn results(kept: &Kept) -> Vec<(&str, Option<&str>)> {
    tests(kept).into_iter().map(|t| (t.key.as_str(), t.get("result"))).collect()
}

fn preset(kept: &Kept) -> &str {
    kept.heads[0].detected.preset.as_deref().unwrap_or("none")
}

#[test]
fn every_result_of_every_run_is_a_test_of_its_own_tool_and_points_to_the_file() {
    let sarif = r#"{"version":"2.1.0","$schema":"s","runs":[
        {"results":[{"ruleIndex":0,"message":{"text":"m"}},{"ruleId":"R9","kind":"notApplicable"}],"tool":{"driver":{"name":"First One","rules":[{"id":"R1"}]}}},
        {"tool":{"driver":{"name":"Second","rules":[{"id":"R2"}]}},"results":[{"ruleIndex":0,"kind":"pass"},{"message":{"text":"no rule"}}]}]}"#;
    let kept = one("scan.golden", sarif);
    assert_eq!(preset(&kept), "sarif");
    assert_eq!(results(&kept), [("first-one:R1", Some("ineffective")), ("first-one:R9", None), ("second:R2", Some("effective"))]);
    assert_eq!(kept.rejected.len(), 1);
    assert_eq!(tests(&kept)[0].get("evidence"), Some("scan.golden"));
    let evidence = kept.records.iter().find(|r| r.table == Table::Evidence).unwrap();
    assert_eq!((evidence.get("file"), evidence.get("kind"), evidence.get("tier")), (Some("scan.golden"), Some("test_result"), Some("R4")));
    assert!(!kept.records.iter().any(|r| r.table == Table::Controls));
}

#[test]
fn a_row_of_prowler_is_a_test_and_manual_is_no_result() {
    let csv = "AUTH_METHOD;TIMESTAMP;FINDING_UID;CHECK_ID;CHECK_TITLE;STATUS;STATUS_EXTENDED;MUTED;SEVERITY;RESOURCE_UID;COMPLIANCE\n\
        p;2026-02-14 14:27:03;f1;bucket_public;Buckets;FAIL;is public;False;high;arn:aws:s3:::b;A: 1 | B: 2\n\
        p;2026-02-14 14:27:03;f2;contacts;Contacts;MANUAL;look;False;low;arn:aws:iam::1:root;\n\
        p;2026-02-14 14:27:03;f3;keys;Keys;PASS;fine;True;low;arn:aws:iam::1:root;\n";
    let kept = one("out.csv", csv);
    assert_eq!(preset(&kept), "prowler-csv");
    assert_eq!(
        results(&kept),
        [
            ("prowler:bucket_public:arn:aws:s3:::b", Some("ineffective")),
            ("prowler:contacts:arn:aws:iam::1:root", None),
            ("prowler:keys:arn:aws:iam::1:root", Some("effective"))
        ]
    );
    assert_eq!((tests(&kept)[0].extra("SEVERITY"), tests(&kept)[0].extra("COMPLIANCE")), (Some("high"), Some("A: 1 | B: 2")));
}

#[test]
fn ocsf_asff_and_hdf_are_known_by_their_members() {
    let ocsf = r#"[{"class_uid":2003,"metadata":{"event_code":"c1","product":{"name":"Checker"}},"finding_info":{"uid":"u"},"compliance":{"status":"Pass"},
        "time":1700000000000,"resources":[{"uid":"r1"}]}]"#;
    let kept = one("f.json", ocsf);
    assert_eq!((preset(&kept), results(&kept)), ("ocsf", vec![("checker:c1:r1", Some("effective"))]));

    let asff = r#"{"Findings":[{"SchemaVersion":"2018-10-08","Id":"i","ProductArn":"arn:p","ProductName":"Guard","GeneratorId":"g/1","AwsAccountId":"1",
        "Resources":[{"Id":"arn:r"}],"UpdatedAt":"2026-01-02T03:04:05Z"}]}"#;
    let kept = one("a.json", asff);
    // A threat that was detected passes and fails nothing.
    assert_eq!((preset(&kept), results(&kept)), ("asff", vec![("guard:g/1:arn:r", None)]));

    let hdf = r#"{"platform":{"name":"p","target_id":"host-1"},"version":"1","statistics":{},"profiles":[
        {"name":"base","controls":[{"id":"1","impact":0.5,"code":"","results":[{"status":"passed"}]},{"id":"2","impact":0.5,"code":"","results":[{"status":"skipped"}]}]},
        {"name":"more","controls":[{"id":"1","impact":0.5,"code":"","results":[{"status":"failed"}]}]}]}"#;
    let kept = one("h.json", hdf);
    assert_eq!(
        (preset(&kept), results(&kept)),
        ("hdf", vec![("hdf:base/1:host-1", Some("effective")), ("hdf:base/2:host-1", None), ("hdf:more/1:host-1", Some("ineffective"))])
    );
}

#[test]
fn a_checklist_of_several_guides_is_read_guide_by_guide() {
    let guide = |title: &str, vuln: &str, status: &str| {
        format!(
            "<iSTIG><STIG_INFO><SI_DATA><SID_NAME>title</SID_NAME><SID_DATA>{title}</SID_DATA></SI_DATA></STIG_INFO><VULN><STIG_DATA><VULN_ATTRIBUTE>Vuln_Num</VULN_ATTRIBUTE>\
             <ATTRIBUTE_DATA>{vuln}</ATTRIBUTE_DATA></STIG_DATA><STATUS>{status}</STATUS></VULN></iSTIG>"
        )
    };
    let xml = |inner: &str| {
        format!("<?xml version=\"1.0\"?><CHECKLIST><ASSET><HOST_NAME>h1</HOST_NAME></ASSET><STIGS>{inner}</STIGS></CHECKLIST>")
    };
    let kept = one("one.ckl", xml(&guide("A", "V-1", "Open")));
    assert_eq!((preset(&kept), results(&kept)), ("stig", vec![("stig:V-1:h1", Some("ineffective"))]));
    // Nobody is said to have looked.
    assert_eq!((tests(&kept)[0].get("tester"), tests(&kept)[0].get("tested_at"), tests(&kept)[0].extra("guide")), (None, None, Some("A")));
    let kept = one("two.ckl", xml(&(guide("A", "V-1", "Not_Reviewed") + &guide("B", "V-2", "NotAFinding"))));
    assert_eq!(results(&kept), [("stig:V-1:h1", None), ("stig:V-2:h1", Some("effective"))]);
    assert_eq!(tests(&kept)[1].extra("guide"), Some("B"));
}

#[test]
fn scubas_files_meet_in_one_test_for_each_policy() {
    let csv = "\u{feff}Control ID,Requirement,Result,Criticality,Details,OmittedEvaluationResult,IncorrectResult,OriginalResult,Comments\n\
        MS.X.1.1v1,Blocked.<div class='p'><a href='x'>y</a></div>,Warning,Should,d,N/A,N/A,Warning,System.Object[]\nMS.X.1.2v1,r,N/A,Shall/Not-Implemented,d,N/A,N/A,N/A,System.Object[]\n";
    let kept = one("ScubaResults.csv", csv);
    assert_eq!((preset(&kept), results(&kept)), ("scuba", vec![("scuba:MS.X.1.1v1", Some("deviation")), ("scuba:MS.X.1.2v1", None)]));
    assert_eq!((tests(&kept)[0].get("procedure"), tests(&kept)[0].extra("Comments")), (Some("Blocked."), None));

    let raw = r#"[{"PolicyId":"MS.X.1.1v1","RequirementMet":false,"Criticality":"Should","ReportDetails":"d","ActualValue":[]}]"#;
    let kept = one("TestResults.json", raw);
    assert_eq!((preset(&kept), results(&kept)), ("scuba-results", vec![("scuba:MS.X.1.1v1", Some("deviation"))]));

    let report = r#"[{"ReportSummary":{"Date":"05/04/2026 17:15:48 Zone"},"Results":[{"GroupName":"g","Controls":[{"Control ID":"MS.X.1.1v1","Result":"Pass","Criticality":"Shall"}]}],"MetaData":{}}]"#;
    let mut utf16 = vec![0xff, 0xfe];
    utf16.extend(report.encode_utf16().flat_map(u16::to_le_bytes));
    let kept = one("XReport.json", utf16);
    assert_eq!((preset(&kept), results(&kept)), ("scuba-report", vec![("scuba:MS.X.1.1v1", Some("effective"))]));
    // The order of day and month is that of a machine we do not know.
    assert_eq!((tests(&kept)[0].get("tested_at"), tests(&kept)[0].extra("report_date")), (None, Some("05/04/2026 17:15:48 Zone")));

    let config = "ProductNames: [aad]\nM365Environment: commercial\nOmitPolicy:\n  MS.X.1.2v1:\n    Rationale: another product does it\n    Expiration: 2026-12-31\n";
    let kept = one("config.yaml", config);
    assert_eq!(preset(&kept), "scuba-config");
    let exception = kept.record("scuba:omit:MS.X.1.2v1");
    assert_eq!((exception.get("expires"), exception.get("status"), exception.get("approved_by")), (Some("2026-12-31"), None, None));
}

#[test]
fn other_reports_are_known_too() {
    let trivy = r#"{"SchemaVersion":2,"CreatedAt":"2026-01-02T03:04:05Z","ArtifactName":"img","Results":[
        {"Target":"img (os)","Class":"os-pkgs","Vulnerabilities":[{"VulnerabilityID":"CVE-1","PkgName":"p","Severity":"LOW"}]},{"Target":"clean","Class":"lang-pkgs"}]}"#;
    let kept = one("t.json", trivy);
    assert_eq!(
        (preset(&kept), results(&kept)),
        ("trivy", vec![("trivy:CVE-1:img (os):p", Some("ineffective")), ("trivy:lang-pkgs:clean", None)])
    );
    assert_eq!(tests(&kept)[0].get("tested_at"), Some("2026-01-02T03:04:05Z"));

    let score = r#"{"value":[{"id":"x","azureTenantId":"t1","createdDateTime":"2026-01-01T00:00:00Z","controlScores":[
        {"controlName":"a","scoreInPercentage":100,"score":3},{"controlName":"b","scoreInPercentage":0,"score":0}]}]}"#;
    let kept = one("s.json", score);
    assert_eq!(
        (preset(&kept), results(&kept)),
        ("msft-secure-score", vec![("secure-score:a:t1", Some("effective")), ("secure-score:b:t1", None)])
    );

    let kept =
        one("p.csv", "Hostname,CVE ID,Compliance ID,Type,Severity,Packages,Package Version\nh,CVE-1,46,image,low,p,1\nh,,,image,low,p,1\n");
    assert_eq!((preset(&kept), results(&kept), kept.rejected.len()), ("prisma-csv", vec![("prisma:CVE-1:h:p@1", Some("ineffective"))], 1));
}

const FINDING: &str = r#"{"assessment-results":{"metadata":{"oscal-version":"1.1.2","parties":[{"uuid":"p1","name":"Ann"}],
    "responsible-parties":[{"role-id":"assessor","party-uuids":["p1"]}]},"results":[{"uuid":"r","end":"2026-02-02T00:00:00Z",
    "observations":[{"uuid":"o1","methods":["TEST"],"collected":"2026-01-02T00:00:00Z"},{"uuid":"o2","methods":["EXAMINE"]}],
    "findings":[{"uuid":"f1","title":"T","target":{"target-id":"ac-1","status":{"state":"STATE"}},"related-observations":[{"observation-uuid":"o1"}]}]}]}}"#;

#[test]
fn findings_of_an_assessment_are_tests_of_their_target() {
    let kept = one("ar.json", FINDING.replace("STATE", "satisfied"));
    let [test] = tests(&kept)[..] else { panic!("{:?}", kept.records) };
    assert_eq!((preset(&kept), test.key.as_str(), test.get("result")), ("oscal", "oscal:ac-1:f1", Some("effective")));
    assert_eq!(
        (test.get("method"), test.get("tested_at"), test.get("tester")),
        (Some("test"), Some("2026-01-02T00:00:00Z"), Some("oscal:Ann"))
    );
    // The observation that nothing relies on is said.
    assert_eq!(kept.said("import/no-place").at.column.as_deref(), Some("observations"));
    let kept = one("ar.json", FINDING.replace("STATE", "other"));
    assert_eq!((tests(&kept)[0].get("result"), kept.said("import/value-unmapped").at.row), (None, Some(1)));

    let ssp = r#"{"system-security-plan":{"metadata":{"oscal-version":"1.1.2"},"system-characteristics":{"system-name":"Desk"},"control-implementation":{"implemented-requirements":[
        {"uuid":"u","control-id":"au-1","statements":[{"by-components":[{"description":"a","implementation-status":{"state":"implemented"}},{"description":"b"}]}]}]}}}"#;
    let kept = one("ssp.json", ssp);
    let control = kept.record("oscal:Desk/au-1");
    // One part says that it is implemented; the other says nothing.
    assert_eq!((control.get("statement"), control.get("claim"), control.get("requirements")), (Some("a\nb"), None, Some("au-1")));
}

#[test]
fn published_results_are_recognised_and_read_to_the_last_one() {
    let samples = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples");
    if !samples.exists() {
        println!("skipped: no sample files");
        return;
    }
    for (file, preset, rows) in [
        ("prowler/example_output_aws.csv", "prowler-csv", 4),
        ("prowler/example_output_aws.ocsf.json", "ocsf", 5),
        ("sarif/sarif_input.sarif", "sarif", 77),
        ("sarif/trivy-alpine-310.sarif", "sarif", 4),
        ("asff/asff_sample.json", "asff", 18),
        ("hdf/cis-aws-foundations-baseline.json", "hdf", 52),
        ("scuba/AADReport.json", "scuba-report", 30),
        ("scuba/ActionPlan.csv", "scuba", 14),
        ("scuba/ScubaResults.csv", "scuba", 92),
        ("scuba/TestResults.json", "scuba-results", 93),
        ("scuba/scubagear.full_config.yaml", "scuba-config", 1),
        ("stig-ckl/small_ckl_overrides.ckl", "stig", 11),
        ("prisma-csv/prismacloud_sample.csv", "prisma-csv", 94),
        ("msft-secure-score/secureScore.json", "msft-secure-score", 68),
        ("oscal/ifa_assessment-results-example.json", "oscal", 1),
        ("oscal/ifa_assessment-results-example.xml", "oscal", 1),
        ("oscal/ifa_assessment-results-example.yaml", "oscal", 1),
        ("oscal/ssp-example.json", "oscal", 1),
    ] {
        let plan = planned(&[samples.join(file)], &Options::default());
        let [input] = plan.inputs.as_slice() else { panic!("{file}: {:?}", plan.refused) };
        assert_eq!(input.detected.preset.as_deref(), Some(preset), "{file}");
        let summary = countersign_import::read(input, &mut Kept::default()).unwrap();
        assert_eq!((summary.records, summary.rejected), (rows, 0), "{file}");
    }
}
