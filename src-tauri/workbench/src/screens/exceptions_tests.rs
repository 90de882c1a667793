//! Exceptions, recertification and reviews of a small organisation, with figures worked out by hand.

use crate::screens::made_up::{Desk, at, now};
use crate::screens::*;
use countersign_core::reviews::{RevalidationState, ReviewState};
use countersign_core::risk::Level;
use countersign_core::tables::Table;

const TABLES: [(&str, &str); 7] = [
    ("people", "id,name,kind,active,authority\np.ek,Bo Ek,human,yes,accept:high\np.lee,Ann Lee,human,yes,accept:low\n"),
    ("workflows", "id,name,environment,identities,last_reviewed\nWF-1,Letters,prod,svc-1,2026-01-01\nWF-2,Refunds,prod,svc-2,2026-09-10\n"),
    ("identities", "id,name,kind\nsvc-1,Letters agent,workload\nsvc-2,Refunds agent,workload\n"),
    ("grants", "identity,resource,permission\nsvc-1,crm,read\nsvc-2,ledger,write\n"),
    ("reviews", "id,subject_kind,subject,reviewer,decision,at\nRV-1,identity,svc-1,p.ek,attest,2026-09-08\n"),
    ("context_changes", "workflow,kind,at\nWF-2,model,2026-08-12\nWF-2,model,2026-09-30\nWF-1,prompt,2026-04-20\nWF-1,owner,2026-03-01\n"),
    (
        "exceptions",
        "id,requirement,workflow,facets,reason,owner,requested_by,approved_by,severity,valid_from,expires,break_triggers,renewal_of,status\n\
         EX-1,nist-csf@2.0/PR.AA-05,WF-1,enforced,Team of two,p.lee,p.lee,p.ek,low,2026-05-01,2026-12-31,owner; model,,approved\n\
         EX-2,nist-csf@2.0/PR.AA-05,WF-2,enforced,Team of two,p.lee,p.lee,p.ek,low,2026-05-01,2026-12-31,owner; model,,approved\n\
         EX-3,nist-csf@2.0/ID.AM-01,WF-1,,List under rebuild,p.lee,p.lee,,low,2026-09-01,2026-11-30,,,requested\n\
         EX-4,nist-csf@2.0/PR.AA-05,WF-1,reviewed,Second approver not hired,p.lee,p.lee,p.ek,low,2026-03-01,2026-08-31,,,approved\n\
         EX-5,nist-csf@2.0/PR.AA-05,WF-1,reviewed,Second approver not hired,p.lee,p.lee,p.ek,low,2026-09-01,2026-10-10,,EX-4,approved\n\
         EX-6,nist-csf@2.0/PR.AA-05,WF-1,managed,Old runner,p.lee,p.lee,p.ek,,2026-09-01,2026-12-31,,,approved\n\
         EX-7,PR.AA-99,WF-1,,Cited in haste,p.lee,p.lee,p.ek,low,2026-11-01,2026-12-31,,,approved\n",
    ),
];

fn one<'v>(view: &'v ExceptionsView, id: &str) -> &'v ExceptionView {
    view.exceptions.iter().find(|e| e.id == id).unwrap()
}

/// The clauses of an exception that do not hold, each with whether that is known.
fn wanting(e: &ExceptionView) -> Vec<(&str, Option<bool>)> {
    e.clauses.iter().filter_map(|c| Some((c.code.as_deref()?, c.holds))).collect()
}

#[test]
fn every_exception_is_shown_clause_by_clause() {
    let mut desk = Desk::new(&TABLES);
    let before = desk.reading().exceptions().unwrap();
    assert!(!before.analysed && before.as_of.is_none());
    assert!(before.exceptions.iter().all(|e| e.clauses.is_empty() && e.triggers.iter().all(|t| t.fired.is_none())));
    let states = |view: &ExceptionsView| view.exceptions.iter().map(|e| (e.id.clone(), e.state)).collect::<Vec<_>>();
    assert!(states(&before).iter().all(|(id, state)| (*state == ExceptionState::Requested) == (id == "EX-3")), "nothing is said to hold");

    desk.assess("2026-09-30");
    let view = desk.reading().exceptions().unwrap();
    assert_eq!((view.analysed, view.as_of.as_deref()), (true, Some("2026-09-30")));
    assert_eq!((view.soon_days, view.most_days, view.renewals_raise), (14, 365, 3));
    let wanted = [
        ("EX-2", ExceptionState::NoEffect),
        ("EX-6", ExceptionState::NoEffect),
        ("EX-3", ExceptionState::Requested),
        ("EX-4", ExceptionState::Ended),
        ("EX-5", ExceptionState::EndsSoon),
        ("EX-7", ExceptionState::NotYet),
        ("EX-1", ExceptionState::Holds),
    ];
    assert_eq!(states(&view), wanted.map(|(id, state)| (id.to_owned(), state)), "those that need a person first");
    assert!(view.exceptions.iter().all(|e| e.clauses.len() == 11));

    let holds = one(&view, "EX-1");
    assert_eq!((holds.label.as_str(), holds.title.as_str()), ("PR.AA-05, NIST CSF 2.0", "Access rights"));
    assert_eq!(holds.facets, ["Systems allow only what the rules allow"]);
    assert_eq!((holds.owner.as_deref(), holds.approved_by.as_deref()), (Some("Ann Lee"), Some("Bo Ek")));
    assert_eq!((holds.days_left, wanting(holds)), (Some(92), vec![]));
    assert!(holds.clauses.iter().all(|c| c.holds == Some(true)));
    let texts: Vec<&str> = holds.clauses.iter().map(|c| c.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "Its status is approved.",
            "Ann Lee asked for it, Bo Ek approved it.",
            "Bo Ek may accept low risk.",
            "Team of two",
            "Ann Lee answers for it.",
            "Its requirement, its facets and its workflow are on record.",
            "It began on 1 May 2026.",
            "It ends on 31 Dec 2026.",
            "It runs 244 days.",
            "Its risk is low: none is asked for.",
            "It watches \"owner; model\"; no such change is on record since it began.",
        ]
    );
    assert!(holds.clauses[0].sources[0].to_string().contains("exceptions.csv"), "{}", holds.clauses[0].sources[0]);

    assert_eq!(wanting(one(&view, "EX-3")), [("EX-STATUS", Some(false)), ("EX-AUTHORITY", None)]);
    let unasked = &one(&view, "EX-3").clauses[1];
    assert_eq!((unasked.holds, unasked.text.as_str()), (None, "Nobody is named as its approver."));
    assert_eq!(wanting(one(&view, "EX-4")), [("EX-EXPIRED", Some(false))]);
    assert_eq!(one(&view, "EX-4").days_left, Some(-30));
    assert_eq!(one(&view, "EX-4").renewed_by.as_deref(), Some("EX-5"));
    let renewal = Renewal { id: "EX-4".into(), from: Some("2026-03-01".into()), expires: Some("2026-08-31".into()) };
    assert_eq!((one(&view, "EX-5").renewals.clone(), one(&view, "EX-5").renewals_told), (vec![renewal], true));
    assert_eq!(wanting(one(&view, "EX-6")), [("EX-AUTHORITY", None), ("EX-NOCOMP", None)], "how severe it is is not told");
    assert_eq!((one(&view, "EX-7").requirement.as_deref(), one(&view, "EX-7").label.as_str()), (None, "PR.AA-99"));
    assert_eq!(wanting(one(&view, "EX-7")), [("EX-SCOPE", None), ("EX-NOT-YET", Some(false))]);
}

/// EX-8 holds for the low risk that it states; what is found of the access of WF-2 is worse, and every part of PR.AA-05 fails there.
#[test]
fn an_exception_that_states_less_than_is_found_says_what_refuses_it() {
    let ex = TABLES[6].1.to_owned() + "EX-8,nist-csf@2.0/PR.AA-05,WF-2,,Small team,p.lee,p.lee,p.ek,low,2026-09-01,2026-12-31,,,approved\n";
    let decisions = "id,kind,subject,workflow,reason,decided_by,at\nD-1,no_control,nist-csf@2.0/PR.AA-05,WF-2,Looked,p.lee,2026-09-02\n";
    let mut tables = TABLES.to_vec();
    tables[6] = ("exceptions", &ex);
    tables.push(("decisions", decisions));
    let mut desk = Desk::new(&tables);
    desk.assess("2026-09-30");
    let view = desk.reading().exceptions().unwrap();
    let refused = one(&view, "EX-8");
    assert_eq!(refused.state, ExceptionState::NoEffect);
    let clause = refused.clauses.iter().find(|c| c.code.as_deref() == Some("EX-NOCOMP")).unwrap();
    assert!(clause.text.starts_with("Exception EX-8 is for low risk; what it covers in WF-2 "), "{}", clause.text);
    assert!(clause.text.contains("severity (") && clause.text.ends_with("and it names no compensating control."), "{}", clause.text);
    assert!(clause.sources.iter().all(|s| s.to_string().contains("exceptions.csv")) && !clause.sources.is_empty());
}

#[test]
fn a_break_trigger_fires_where_it_belongs_and_nowhere_else() {
    let mut desk = Desk::new(&TABLES);
    desk.assess("2026-09-30");
    let view = desk.reading().exceptions().unwrap();
    let fired = |id: &str| -> Vec<(String, Option<String>, Option<String>)> {
        let shown = |t: &BreakTrigger| (t.text.clone(), t.fired.clone(), t.workflow.as_ref().map(|w| w.id.clone()));
        one(&view, id).triggers.iter().map(shown).collect()
    };
    assert_eq!(fired("EX-1"), [("owner".into(), None, None), ("model".into(), None, None)], "its owner changed before it began");
    let model = ("model".to_owned(), Some("2026-08-12".to_owned()), Some("WF-2".to_owned()));
    assert_eq!(fired("EX-2"), [("owner".into(), None, None), model], "the first change, of the kind it names");
    assert!(one(&view, "EX-2").triggers[1].source.as_ref().unwrap().to_string().contains("context_changes.csv"));
    assert_eq!(wanting(one(&view, "EX-2")), [("EX-TRIGGER", Some(false))]);
    assert_eq!(fired("EX-6"), []);
}

fn decision(act: ExceptionAct, id: Option<&str>) -> ExceptionDecision {
    ExceptionDecision {
        act,
        id: id.map(str::to_owned),
        requirement: None,
        workflow: None,
        facets: vec![],
        reason: "Because.".into(),
        owner: None,
        severity: None,
        from: None,
        expires: None,
        compensating: vec![],
        triggers: vec![],
    }
}

#[test]
fn what_is_decided_about_an_exception_is_a_row_that_can_be_taken_back() {
    let mut desk = Desk::new(&TABLES);
    let wanted = ExceptionDecision {
        requirement: Some("nist-csf@2.0/PR.AA-05".into()),
        workflow: Some("WF-2".into()),
        facets: vec!["policy".into()],
        severity: Some(Level::Low),
        from: Some("2026-10-01".into()),
        expires: Some("2026-12-01".into()),
        triggers: vec!["tool".into()],
        ..decision(ExceptionAct::Request, None)
    };
    let asked = desk.bench.decide_exception(&wanted, &now()).unwrap();
    let id = asked.said.strip_suffix(" is asked for").unwrap().to_owned();
    let record = |desk: &Desk, id: &str| desk.bench.workspace.record(Table::Exceptions, id, None).unwrap().unwrap();
    let row = record(&desk, &id);
    assert_eq!((row.get("requested_by"), row.get("status"), row.get("owner")), (Some("p.lee"), Some("requested"), Some("p.lee")));

    let refused = desk.bench.decide_exception(&decision(ExceptionAct::Approve, Some(&id)), &now()).unwrap_err();
    assert_eq!(refused.code, "usage/self");
    let agreed = desk.bench.decide_exception(&decision(ExceptionAct::Approve, Some(&id)), &at("2026-10-01", "p.ek")).unwrap();
    assert_eq!(agreed.said, format!("{id} is agreed to"));
    desk.assess("2026-10-01");
    let view = desk.reading().exceptions().unwrap();
    assert_eq!((one(&view, &id).state, wanting(one(&view, &id))), (ExceptionState::Holds, vec![]));
    assert_eq!(one(&view, &id).triggers[0].fired, None);

    let renewed = desk.bench.decide_exception(&decision(ExceptionAct::Renew, Some("EX-4")), &now()).unwrap();
    let new = renewed.said.strip_suffix(" is asked for, to renew EX-4").unwrap().to_owned();
    let row = record(&desk, &new);
    assert_eq!((row.get("renewal_of"), row.get("facets"), row.get("approved_by")), (Some("EX-4"), Some("reviewed"), None));
    assert_eq!(row.get("valid_from"), Some("2026-10-01"), "days that have passed are not accepted afterwards");

    let closed = desk.bench.decide_exception(&decision(ExceptionAct::Close, Some(&id)), &now()).unwrap();
    assert_eq!(closed.said, format!("{id} ends on 1 Oct 2026"));
    assert_eq!((record(&desk, &id).get("expires"), record(&desk, &id).get("status")), (Some("2026-10-01"), Some("closed")));
    let refused = desk.bench.decide_exception(&decision(ExceptionAct::Approve, Some(&id)), &at("2026-10-02", "p.ek")).unwrap_err();
    assert_eq!(refused.code, "usage/status", "a closed one is not opened by agreeing to it");
    let closed_late = desk.bench.decide_exception(&decision(ExceptionAct::Close, Some("EX-4")), &now()).unwrap();
    assert_eq!(closed_late.said, "EX-4 is closed");
    assert_eq!(record(&desk, "EX-4").get("expires"), Some("2026-08-31"), "one that has ended does not run longer");
    desk.is_the_same_when_its_files_are_imported_again(&TABLES);

    for batch in [closed_late, closed, renewed, agreed, asked] {
        desk.bench.undo_import(&batch.batch.unwrap(), &now()).unwrap();
    }
    assert!(desk.bench.workspace.record(Table::Exceptions, &id, None).unwrap().is_none());
    assert_eq!(record(&desk, "EX-4").get("status"), Some("approved"));
}

#[test]
fn a_decision_about_an_exception_that_says_too_little_is_refused() {
    let mut desk = Desk::new(&TABLES);
    let asked = ExceptionDecision { requirement: Some("nist-csf@2.0/PR.AA-05".into()), ..decision(ExceptionAct::Request, None) };
    let mut code = |change: &dyn Fn(&mut ExceptionDecision)| {
        let mut d = asked.clone();
        change(&mut d);
        desk.bench.decide_exception(&d, &now()).unwrap_err().code
    };
    assert_eq!(code(&|d| d.reason = " ".into()), "usage/reason");
    assert_eq!(code(&|d| d.requirement = None), "usage/id");
    assert_eq!(code(&|d| d.requirement = Some("PR.AA-99".into())), "usage/id");
    assert_eq!(code(&|d| d.workflow = Some("WF-9".into())), "usage/id");
    assert_eq!(code(&|d| d.compensating = vec!["C-9".into()]), "usage/id");
    assert_eq!(code(&|d| d.facets = vec!["none".into()]), "usage/facet");
    assert_eq!(code(&|d| d.expires = Some("soon".into())), "usage/date");
    assert_eq!(code(&|d| (d.from, d.expires) = (Some("2026-10-02".into()), Some("2026-10-01".into()))), "usage/date");
    assert_eq!(code(&|d| d.id = Some("EX-1".into())), "usage/id", "there is one of that id already");
    for act in [ExceptionAct::Approve, ExceptionAct::Renew, ExceptionAct::Close] {
        assert_eq!(code(&|d| (d.act, d.id) = (act, None)), "usage/id");
        assert_eq!(code(&|d| (d.act, d.id) = (act, Some("EX-99".into()))), "usage/id");
    }
    assert!(desk.bench.imports().unwrap().len() == 1, "nothing was written");
}

const ALL: RecertificationQuery = RecertificationQuery { kind: vec![], state: vec![], text: String::new(), from: 0, rows: 100 };

#[test]
fn the_recertification_lists_what_is_due_the_most_urgent_first() {
    let mut desk = Desk::new(&TABLES);
    let none = desk.reading().recertification(&ALL).unwrap();
    assert!(!none.analysed && none.rows.is_empty());
    desk.assess("2026-09-30");
    let reading = desk.reading();
    let page = reading.recertification(&ALL).unwrap();
    // Nothing tells the class, so that the shortest cycle of 30 days governs.
    let lines: Vec<(&str, ReviewState, Option<&str>, Option<i64>)> =
        page.rows.iter().map(|l| (l.name.as_str(), l.state, l.due.as_deref(), l.late_by)).collect();
    assert_eq!(
        lines,
        [
            ("Letters", ReviewState::Overdue, Some("2026-01-31"), Some(242)),
            ("Refunds agent", ReviewState::Never, None, None),
            ("svc-1: read on crm", ReviewState::Unknown, None, None),
            ("svc-2: write on ledger", ReviewState::Unknown, None, None),
            ("Letters agent", ReviewState::DueSoon, Some("2026-10-08"), None),
            ("Refunds", ReviewState::DueSoon, Some("2026-10-10"), None),
        ]
    );
    let reviewed = &page.rows[4];
    assert_eq!((reviewed.reviewer.as_deref(), reviewed.decision), (Some("Bo Ek"), Some(ReviewDecision::Attest)));
    assert_eq!((reviewed.workflows[0].id.as_str(), reviewed.cycle_days), ("WF-1", Some(30)));
    assert_eq!(page.tally.iter().map(|t| t.subjects).sum::<u64>(), 6);
    assert_eq!(page.decided, [DecisionTally { decision: ReviewDecision::Attest, subjects: 1 }]);

    let few = reading.recertification(&RecertificationQuery { kind: vec![ReviewedKind::Grant], text: "LEDGER".into(), ..ALL }).unwrap();
    assert_eq!((few.total, few.matching, few.rows[0].name.as_str()), (6, 1, "svc-2: write on ledger"));
    let late = reading.recertification(&RecertificationQuery { state: vec![ReviewState::Overdue], ..ALL }).unwrap();
    assert_eq!(late.rows.iter().map(|l| l.subject.as_str()).collect::<Vec<_>>(), ["WF-1"]);

    // A week after a change of an ordinary workflow, a day of a dynamic one; nothing tells which, so that a day counts. The change of
    // March lies before the period.
    let changes: Vec<(&str, &str, &str, RevalidationState, Option<&str>)> = page
        .revalidations
        .iter()
        .map(|r| (r.workflow.id.as_str(), r.what.as_str(), r.due.as_str(), r.state, r.reviewed.as_deref()))
        .collect();
    assert_eq!(
        changes,
        [
            ("WF-1", "the prompt", "2026-04-21", RevalidationState::Late, Some("2026-09-08")),
            ("WF-2", "the model", "2026-08-13", RevalidationState::Late, Some("2026-09-10")),
            ("WF-2", "the model", "2026-10-01", RevalidationState::Pending, None),
        ]
    );
}

#[test]
fn a_review_is_a_row_that_can_be_taken_back() {
    let mut desk = Desk::new(&TABLES);
    let grant = desk.bench.workspace.records(Table::Grants, None).unwrap()[1].key.clone();
    let mut review = |kind: ReviewedKind, subject: &str, decision: ReviewDecision, note: &str| {
        let said = ReviewSaid { subject_kind: kind, subject: subject.to_owned(), decision, note: note.to_owned() };
        desk.bench.review(&said, &at("2026-09-30", "p.ek"))
    };
    assert_eq!(review(ReviewedKind::Workflow, "WF-9", ReviewDecision::Attest, "").unwrap_err().code, "usage/id");
    assert_eq!(review(ReviewedKind::Identity, "svc-1", ReviewDecision::Change, " ").unwrap_err().code, "usage/reason");
    let attested = review(ReviewedKind::Workflow, "WF-1", ReviewDecision::Attest, "").unwrap();
    assert_eq!(attested.said, "WF-1 is as it should be");
    let revoked = review(ReviewedKind::Grant, &grant, ReviewDecision::Revoke, "Nobody needs it.").unwrap();
    assert!(revoked.said.ends_with("is to be taken away"), "{}", revoked.said);

    desk.assess("2026-09-30");
    let reading = desk.reading();
    let page = reading.recertification(&ALL).unwrap();
    // The register and the head of the workflow know of it too.
    let rows = reading.workflows(&WorkflowQuery { rows: 10, ..WorkflowQuery::default() }).unwrap().rows;
    let row = rows.iter().find(|r| r.id == "WF-1").unwrap();
    assert_eq!((row.next_review.as_deref(), row.review_in_days), (Some("2026-10-30"), Some(30)));
    let view = reading.workflow("WF-1").unwrap();
    let fact = view.header.iter().find(|a| a.column == "next_review").unwrap();
    assert_eq!(fact.value.as_deref(), Some("2026-10-30"));
    assert!(fact.source.file.starts_with("stated-reviews-"), "{:?}", fact.source);
    let line = |subject: &str| page.rows.iter().find(|l| l.subject == subject).unwrap();
    assert_eq!((line("WF-1").state, line("WF-1").due.as_deref()), (ReviewState::Ok, Some("2026-10-30")));
    assert!(line("WF-1").source.file.starts_with("stated-reviews-"));
    assert_eq!((line(&grant).decision, line(&grant).reviewer.as_deref()), (Some(ReviewDecision::Revoke), Some("Bo Ek")));
    desk.is_the_same_when_its_files_are_imported_again(&TABLES);
    for batch in [revoked, attested] {
        desk.bench.undo_import(&batch.batch.unwrap(), &now()).unwrap();
    }
    assert_eq!(desk.bench.workspace.records(Table::Reviews, None).unwrap().len(), 1);
}
