//! Checks of evidence and requests for evidence of a small organisation, with figures worked out by hand.

use crate::screens::made_up::{Desk, at, now};
use crate::screens::*;
use countersign_core::tables::Table;

const TABLES: [(&str, &str); 4] = [
    ("people", "id,name,kind,active\np.ek,Bo Ek,human,yes\n"),
    (
        "evidence",
        "file,title,kind,source_system,collected_at,period_from,period_to,controls,stated_record_count,independent_count,independent_count_source,ipe_conclusion,ipe_tested_by,ipe_tested_at\n\
         held.csv,Grants,access_list,console,2026-09-30,2026-04-01,2026-09-30,C-1,3,3,the ledger,validated,p.ek,2026-09-30\n\
         gone.csv,Tickets,ticket,desk,2026-09-30,2026-04-01,2026-09-30,C-1,40,,,,,\n\
         rules.md,Rules,policy,,2026-09-30,,,C-1,,,,,,\n\
         odd.csv,Odd,event_log,desk,2026-09-30,,,C-1,3,3,the ledger,failed,,\n",
    ),
    (
        "controls",
        "id,title,owner,requirements,claim,claimed_by,claimed_at\nC-1,Host list,p.ek,nist-csf@2.0/ID.AM-01,implemented,p.ek,2026-09-01\n",
    ),
    (
        "requests",
        "id,what,requirement,control,owner,due,status,period,format,received_evidence\n\
         RQ-1,Host list of September,nist-csf@2.0/ID.AM-01,,p.ek,2026-09-20,open,September,CSV,\n\
         RQ-2,Review minutes,,C-1,,,received,,,held.csv; lost.pdf\n\
         RQ-3,Drill record,nowhere,,p.ek,2026-12-01,not_available,,,\n",
    ),
];

fn checks(desk: &Desk, file: &str) -> EvidenceChecks {
    desk.reading().evidence_checks(&EvidenceWhich { file: file.to_owned() }).unwrap()
}

#[test]
fn checks_say_what_was_compared_and_what_that_means() {
    let desk = Desk::new(&TABLES);
    let held = checks(&desk, "held.csv");
    assert!(held.needed);
    let named: Vec<(&str, CheckResult, &str)> = held.checks.iter().map(|c| (c.title.as_str(), c.result, c.compared.as_str())).collect();
    assert_eq!(named[0], ("Its rows can be read", CheckResult::Cannot, "its bytes are not held"));
    assert_eq!(named[1].0, "Counts agree");
    assert_eq!(named[1].1, CheckResult::Cannot, "nobody counted the rows");
    assert_eq!(named[2], ("Another source counts as many", CheckResult::Ok, "stated 3 with 3 counted in the ledger"));
    assert_eq!(held.checks[2].sources.len(), 2);
    assert!(held.checks[2].sources.iter().all(|s| s.file == "evidence.csv"), "{:?}", held.checks[2].sources);
    assert_eq!(named.iter().filter(|(_, result, _)| *result == CheckResult::Ok).count(), 1, "what was not looked at does not agree");
    assert_eq!(
        (held.conclusion.as_str(), held.consequence.as_str()),
        ("validated", "Tested to be complete and accurate; on its own it can support met.")
    );
    assert_eq!((held.tested_by.as_deref(), held.tested_at.as_deref()), (Some("Bo Ek"), Some("2026-09-30")));
    assert_eq!(held.record.len(), 31, "every field of the record, told or not");
    let field = |name: &str| held.record.iter().find(|a| a.column == name).unwrap();
    assert_eq!((field("tested_by").value.as_deref(), field("report_name").value.as_deref()), (Some("Bo Ek"), None));
    assert_eq!(field("source_system").source.column.as_deref(), Some("source_system"));

    let gone = checks(&desk, "gone.csv");
    assert_eq!(
        (gone.conclusion.as_str(), gone.consequence.as_str()),
        ("not_tested", "Completeness not established; on its own it cannot support met.")
    );
    assert_eq!(gone.tested_by, None);
    let rules = checks(&desk, "rules.md");
    assert_eq!((rules.needed, rules.checks.len()), (false, 0));
    assert!(rules.consequence.starts_with("It is no list and no export"));
    let odd = checks(&desk, "odd.csv");
    assert_eq!(odd.conclusion, "failed");
    assert!(odd.consequence.ends_with("on its own it cannot support met."), "{}", odd.consequence);
    let by_number = desk.reading().evidence(&EvidenceQuery { rows: 10, ..EvidenceQuery::default() }).unwrap().rows[1].clone();
    assert_eq!(checks(&desk, &by_number.id).record, checks(&desk, &by_number.file).record);
    let unknown = desk.reading().evidence_checks(&EvidenceWhich { file: "none.csv".into() }).unwrap_err();
    assert_eq!(unknown.code, "usage/id");
}

#[test]
fn a_conclusion_that_the_rows_contradict_does_not_count() {
    let folder = tempfile::tempdir().unwrap();
    let evidence = folder.path().join("evidence");
    std::fs::create_dir_all(&evidence).unwrap();
    std::fs::write(evidence.join("list.csv"), "id,user\nA-1,x\nA-2,y\nA-2,z\n").unwrap();
    let text =
        "file,title,kind,collected_at,stated_record_count,ipe_conclusion\nevidence/list.csv,Grants,access_list,2026-09-30,5,validated\n";
    std::fs::write(folder.path().join("evidence.csv"), text).unwrap();
    let mut bench = crate::Workbench::create(&folder.path().join("w.countersign"), "Brackwater Mutual", &now()).unwrap();
    let paths = [folder.path().join("evidence.csv"), evidence];
    bench.import(&paths, &crate::importing::ImportOptions::default(), &now(), &mut |_, _| true).unwrap();
    let reading = bench.reading(&now()).unwrap();
    let file = reading.now.data.rows(Table::Evidence)[0].key.clone();
    let found = reading.evidence_checks(&EvidenceWhich { file: file.clone() }).unwrap();
    let result = |title: &str| found.checks.iter().find(|c| c.title == title).map(|c| (c.result, c.compared.clone()));
    assert_eq!(result("Counts agree"), Some((CheckResult::Differs, "stated 5 with 3 read and 0 rejected".into())));
    assert_eq!(result("Nothing stands there twice").unwrap().0, CheckResult::Differs);
    assert_eq!(found.conclusion, "not_tested");
    let said = "It was concluded to be complete and accurate, and checks differ (counts and duplicates); on its own it cannot support met.";
    assert_eq!(found.consequence, said);
    assert_eq!(reading.artefact(&file).unwrap().row.ipe, "not_tested", "the register says the same");
}

#[test]
fn a_request_in_full_says_what_hangs_on_it() {
    let mut desk = Desk::new(&TABLES);
    desk.assess("2026-09-30");
    let reading = desk.reading();
    let one = |id: &str| desk.bench.request(&reading, id).unwrap();
    let lines = reading.requests().unwrap();
    assert_eq!(
        lines.iter().map(|l| (l.id.as_str(), l.late_days)).collect::<Vec<_>>(),
        [("RQ-1", Some(10)), ("RQ-3", None), ("RQ-2", None)]
    );

    let late = one("RQ-1");
    assert_eq!(late.line, lines[0]);
    assert_eq!((late.requirements[0].id.as_str(), late.requirements[0].name.as_str()), ("nist-csf@2.0/ID.AM-01", "ID.AM-01, NIST CSF 2.0"));
    assert_eq!((late.period.as_deref(), late.format.as_deref(), late.control), (Some("September"), Some("CSV"), None));
    assert_eq!(late.claims.iter().map(|c| (c.id.as_str(), c.name.as_str())).collect::<Vec<_>>(), [("C-1", "Host list")]);
    assert!(late.notes.is_empty() && late.said.is_empty() && late.received.is_empty());

    let came = one("RQ-2");
    assert_eq!(came.control.as_ref().unwrap().name, "Host list");
    assert_eq!(
        came.received.iter().map(|f| (f.id.as_str(), f.name.as_str())).collect::<Vec<_>>(),
        [("held.csv", "Grants"), ("lost.pdf", "lost.pdf")]
    );
    assert_eq!(
        came.notes,
        [
            "No due day is told.",
            "Nobody is named who was asked.",
            "The bytes of held.csv are not held.",
            "lost.pdf is named as received and is not in the workspace.",
        ]
    );
    assert!(came.claims.is_empty(), "it came");
    assert!(one("RQ-3").requirements.is_empty(), "what is cited is not known");
    assert_eq!(desk.bench.request(&reading, "RQ-9").unwrap_err().code, "usage/id");
}

#[test]
fn what_is_asked_and_answered_are_rows_that_can_be_taken_back() {
    let mut desk = Desk::new(&TABLES);
    let asked = EvidenceAsked {
        what: "The log of September".into(),
        requirement: Some("nist-csf@2.0/ID.AM-01".into()),
        control: Some("C-1".into()),
        period: None,
        format: Some("CSV".into()),
        owner: Some("p.ek".into()),
        due: Some("2026-10-14".into()),
    };
    let mut code = |change: &dyn Fn(&mut EvidenceAsked)| {
        let mut a = asked.clone();
        change(&mut a);
        desk.bench.ask_for_evidence(&a, &now()).unwrap_err().code
    };
    assert_eq!(code(&|a| a.what = " ".into()), "usage/reason");
    assert_eq!(code(&|a| a.control = Some("C-9".into())), "usage/id");
    assert_eq!(code(&|a| a.requirement = Some("nowhere".into())), "usage/id");
    assert_eq!(code(&|a| a.due = Some("14 October".into())), "usage/date");
    let written = desk.bench.ask_for_evidence(&asked, &now()).unwrap();
    let id = written.said.strip_suffix(" asks p.ek by 14 Oct 2026").unwrap().to_owned();

    let mut answer = |status: RequestState, reason: &str, evidence: &[&str], day: &str| {
        let evidence = evidence.iter().map(|f| (*f).to_owned()).collect();
        let answer = RequestAnswer { id: id.clone(), status, reason: reason.to_owned(), evidence };
        desk.bench.answer_request(&answer, &at(day, "p.ek"))
    };
    assert_eq!(answer(RequestState::Rejected, "", &[], "2026-10-02").unwrap_err().code, "usage/reason");
    assert_eq!(answer(RequestState::NotAvailable, " ", &[], "2026-10-02").unwrap_err().code, "usage/reason");
    let part = answer(RequestState::Rejected, "The wrong month", &["gone.csv"], "2026-10-02").unwrap();
    assert_eq!(part.said, format!("{id} is answered with something else than asked"));
    let whole = answer(RequestState::Accepted, "", &["held.csv", "gone.csv"], "2026-10-03").unwrap();
    let unknown = RequestAnswer { id: "RQ-9".into(), status: RequestState::Open, reason: String::new(), evidence: vec![] };
    assert_eq!(desk.bench.answer_request(&unknown, &now()).unwrap_err().code, "usage/id");

    let view = desk.bench.request(&desk.reading(), &id).unwrap();
    assert_eq!(
        (view.line.status.as_deref(), view.line.due.as_deref(), view.rejection_reason),
        (Some("accepted"), Some("2026-10-14"), None)
    );
    assert_eq!(view.received.iter().map(|f| f.id.as_str()).collect::<Vec<_>>(), ["gone.csv", "held.csv"]);
    let said: Vec<(&str, Option<&str>, Option<&str>)> =
        view.said.iter().map(|s| (s.text.as_str(), s.by.as_deref(), s.on.as_deref())).collect();
    assert_eq!(
        said,
        [
            ("It is answered as asked, with held.csv", Some("p.ek"), Some("2026-10-03")),
            ("It is answered with something else than asked, with gone.csv: The wrong month", Some("p.ek"), Some("2026-10-02")),
            ("It was asked for", Some("p.lee"), Some("2026-10-01")),
        ]
    );
    desk.is_the_same_when_its_files_are_imported_again(&TABLES);
    desk.bench.undo_import(&whole.batch.unwrap(), &now()).unwrap();
    let view = desk.bench.request(&desk.reading(), &id).unwrap();
    assert_eq!((view.line.status.as_deref(), view.said.len()), (Some("rejected"), 2), "what was taken back was not said");
    desk.bench.undo_import(&part.batch.unwrap(), &now()).unwrap();
    desk.bench.undo_import(&written.batch.unwrap(), &now()).unwrap();
    assert_eq!(desk.bench.request(&desk.reading(), &id).unwrap_err().code, "usage/id");
}
