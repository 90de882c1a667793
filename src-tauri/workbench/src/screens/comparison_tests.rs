//! Two assessments of a small organisation side by side, with figures worked out by hand.

use crate::importing::ImportOptions;
use crate::screens::made_up::{Desk, at};
use crate::screens::*;
use crate::{AssessOptions, Workbench};
use countersign_core::compare::{CauseKind, ChangeKind};
use countersign_core::findings::{Finding, FindingStatus};
use countersign_core::status::Status;

const PEOPLE: &str = "id,name,kind,active,authority\np.ek,Bo Ek,human,yes,accept:high\np.lee,Ann Lee,human,yes,accept:low\n";
const DECISIONS: &str = "id,kind,subject,workflow,reason,decided_by,approved_by,at\n\
     D-1,no_control,nist-csf@2.0/GV.PO-01,WF-1,Nobody wrote it,p.lee,p.ek,2026-05-01\n\
     D-2,no_control,nist-csf@2.0/GV.PO-01,WF-2,Nobody wrote it,p.lee,p.ek,2026-05-01\n\
     D-3,no_control,nist-csf@2.0/GV.PO-02,WF-2,Nobody reads it,p.lee,p.ek,2026-05-01\n";
const EXCEPTIONS: &str = "id,requirement,workflow,facets,reason,owner,requested_by,approved_by,severity,valid_from,expires,status\n\
     EX-1,nist-csf@2.0/GV.PO-01,WF-2,,Team of two,p.lee,p.lee,p.ek,low,2026-04-10,2026-08-31,approved\n\
     EX-2,nist-csf@2.0/GV.PO-02,WF-2,,Policy under rewrite,p.lee,p.lee,p.ek,low,2026-04-10,2026-12-31,approved\n";

fn assess(desk: &mut Desk, from: &str, to: &str) {
    let options =
        AssessOptions { from: Some(from.into()), to: Some(to.into()), frameworks: vec!["nist-csf@2.0".into()], ..AssessOptions::default() };
    desk.bench.assess(&options, &at(to, "p.lee")).unwrap();
}

fn import(desk: &mut Desk, table: &str, text: &str) {
    let path = desk.folder.path().join(format!("{table}.csv"));
    std::fs::write(&path, text).unwrap();
    let report = desk.bench.import(&[path], &ImportOptions::default(), &at("2026-09-29", "p.lee"), &mut |_, _| true).unwrap();
    assert!(!report.refused && report.files.iter().all(|f| f.rejected == 0), "{:#?}", report.files);
}

/// The second quarter, then the third, between which records were edited and one exception ended.
fn two_quarters() -> Desk {
    let mut desk = Desk::new(&[
        ("people", PEOPLE),
        ("workflows", "id,name,environment,owner\nWF-1,Letters,prod,p.lee\nWF-2,Refunds,prod,p.lee\n"),
        ("decisions", DECISIONS),
        ("exceptions", EXCEPTIONS),
    ]);
    assess(&mut desk, "2026-04-01", "2026-06-30");
    // One leaf is known for the first time, one is accepted, one is not accepted any more, one does not apply any more.
    let more = "D-4,no_control,nist-csf@2.0/GV.PO-02,WF-1,Nobody reads it,p.lee,p.ek,2026-08-01\n\
                D-5,not_applicable,nist-csf@2.0/ID.AM-08,WF-1,It ends in October,p.lee,p.ek,2026-08-01\n";
    import(&mut desk, "decisions", &format!("{DECISIONS}{more}"));
    let accepted = "EX-3,nist-csf@2.0/GV.PO-01,WF-1,,Author not hired,p.lee,p.lee,p.ek,low,2026-07-05,2026-12-31,approved\n";
    let text = EXCEPTIONS.replace("2026-12-31,approved", "2026-12-31,revoked");
    import(&mut desk, "exceptions", &format!("{text}{accepted}"));
    assess(&mut desk, "2026-07-01", "2026-09-30");
    desk
}

fn compared(desk: &Desk, which: &ComparisonWhich) -> crate::Result<SideBySide> {
    let reading = desk.reading();
    let (before, after) = reading.pair(which)?;
    desk.bench.side_by_side(&reading, &before, &after, &mut |_, _| true)
}

fn query(found: &SideBySide) -> ChangesQuery {
    let (before, after) = found.ids();
    ChangesQuery { before: before.into(), after: after.into(), kinds: vec![], cause: None, text: String::new(), from: 0, rows: 100 }
}

/// A changed leaf in short: requirement, workflow, before, now, kind, causes.
type Told<'p> = (&'p str, &'p str, Option<Status>, Option<Status>, ChangeKind, Vec<&'p str>);

fn told(page: &ChangesPage) -> Vec<Told<'_>> {
    fn row(r: &ChangeRow) -> Told<'_> {
        let workflow = r.workflow.as_ref().map_or("", |w| w.id.as_str());
        (&r.label, workflow, r.was, r.now, r.change, r.causes.iter().map(|c| c.text.as_str()).collect())
    }
    page.rows.iter().map(row).collect()
}

#[test]
fn each_kind_of_change_is_counted_once_and_the_lines_are_all_leaves() {
    let desk = two_quarters();
    let found = compared(&desk, &ComparisonWhich::default()).unwrap();
    let since = found.since();
    let lines: Vec<(ChangeKind, u64, Option<&str>)> = since.lines.iter().map(|l| (l.kind, l.leaves, l.says.as_deref())).collect();
    // Every requirement of the edition is the organisation's or each workflow's, and stands on both sides.
    let latest = desk.bench.latest().unwrap().assessment;
    let (whole, all) = (latest.organisation.len() as u64, latest.requirements.len() as u64);
    assert_eq!(since.leaves, whole + 2 * (all - whole));
    assert_eq!(
        lines,
        [
            (ChangeKind::Improved, 1, Some("exceptions EX-3 is new")),
            (ChangeKind::Regressed, 1, Some("exceptions EX-2 was changed: status from approved to revoked")),
            (ChangeKind::EvidenceAged, 1, Some("nothing changed but the day")),
            (ChangeKind::NewlyAssessed, 1, Some("decisions D-4 is new")),
            (ChangeKind::Appeared, 1, Some("The rule R60 fires now")),
            (ChangeKind::Gone, 1, Some("decisions D-5 is new")),
            (ChangeKind::Same, since.leaves - 6, None),
        ]
    );
    assert_eq!((since.before.number, since.after.number), (1, 2));
    assert_eq!((since.before.as_of.as_str(), since.after.from.as_str()), ("2026-06-30", "2026-07-01"));
    assert!(since.remarks.is_empty(), "{:?}", since.remarks);
    let page = found.changes(&query(&found)).unwrap();
    assert_eq!((page.total, page.matching), (6, 6));
    use ChangeKind::{Appeared, EvidenceAged, Gone, Improved, NewlyAssessed, Regressed};
    use Status::{AcceptedRisk, NotApplicable, NotAssessed, NotMet};
    assert_eq!(
        told(&page),
        [
            ("GV.RM-04", "WF-1", Some(NotApplicable), Some(NotAssessed), Appeared, vec!["The rule R60 fires now."]),
            ("GV.PO-01", "WF-1", Some(NotMet), Some(AcceptedRisk), Improved, vec!["exceptions EX-3 is new."]),
            ("GV.PO-01", "WF-2", Some(AcceptedRisk), Some(NotMet), EvidenceAged, vec!["The exception EX-1 does not hold any more."]),
            ("GV.PO-02", "WF-1", Some(NotAssessed), Some(NotMet), NewlyAssessed, vec!["decisions D-4 is new."]),
            (
                "GV.PO-02",
                "WF-2",
                Some(AcceptedRisk),
                Some(NotMet),
                Regressed,
                vec!["exceptions EX-2 was changed: status from approved to revoked."]
            ),
            ("ID.AM-08", "WF-1", Some(NotMet), Some(NotApplicable), Gone, vec!["decisions D-5 is new."]),
        ]
    );
    let row = &page.rows[1];
    assert_eq!((row.framework.as_str(), row.requirement.as_str()), ("NIST CSF", "nist-csf@2.0/GV.PO-01"));
    assert_eq!(row.workflow.as_ref().map(|w| w.name.as_str()), Some("Letters"));
    // The window and the command line say the same.
    let report = desk.bench.compare(None, None, None).unwrap();
    assert_eq!((report.counts.total(), report.changes.len() as u64), (since.leaves, page.total));
}

#[test]
fn changes_are_sifted_by_kind_by_cause_and_by_words_and_saved_as_they_are_sifted() {
    let desk = two_quarters();
    let found = compared(&desk, &ComparisonWhich::default()).unwrap();
    let ask = |change: &dyn Fn(&mut ChangesQuery)| {
        let mut asked = query(&found);
        change(&mut asked);
        let (head, rows) = found.changes_table(&asked, "Brackwater Mutual");
        let page = found.changes(&asked).unwrap();
        assert!(rows.len() as u64 == page.matching && rows.iter().all(|r| r.len() == head.len()));
        (page, rows)
    };
    let labels = |page: &ChangesPage| page.rows.iter().map(|r| r.label.clone()).collect::<Vec<_>>();
    let (page, rows) = ask(&|q| q.kinds = vec![ChangeKind::Regressed, ChangeKind::EvidenceAged]);
    assert_eq!((page.matching, labels(&page)), (2, vec!["GV.PO-01".to_owned(), "GV.PO-02".to_owned()]));
    assert_eq!(rows[0][3..8], ["WF-2", "Refunds", "accepted_risk", "not_met", "Evidence aged"]);
    assert!(rows[0][9].starts_with("Brackwater Mutual; assessment 2, 2026-07-01 to 2026-09-30"), "{}", rows[0][9]);
    assert!(rows[0][9].ends_with("; Regressed; Evidence aged"), "{}", rows[0][9]);
    let causes = &found.view().causes;
    assert_eq!((causes.len() as u64, found.view().causes_total), (6, 6));
    let lapsed = causes.iter().find(|c| c.kind == CauseKind::ExceptionLapsed).unwrap();
    assert_eq!((lapsed.records.as_slice(), lapsed.leaves), (&["EX-1".to_owned()][..], 1));
    assert_eq!(labels(&ask(&|q| q.cause = Some(lapsed.cause)).0), ["GV.PO-01"]);
    assert_eq!(ask(&|q| (q.cause, q.kinds) = (Some(lapsed.cause), vec![ChangeKind::Improved])).0.matching, 0);
    assert_eq!(labels(&ask(&|q| q.text = "letters ex-3".into()).0), ["GV.PO-01"]);
    assert_eq!(ask(&|q| q.text = "nowhere".into()).0.matching, 0);
    let (second, rows) = ask(&|q| (q.from, q.rows) = (4, 1));
    assert_eq!((second.matching, labels(&second), rows.len()), (6, vec!["GV.PO-02".to_owned()], 6));
}

#[test]
fn findings_that_wait_are_opened_and_closed_and_add_up() {
    let desk = two_quarters();
    let found = compared(&desk, &ComparisonWhich::default()).unwrap();
    // The exception that ended, the one that was revoked, and what has no control: one is accepted now, two no longer are, one is new.
    assert_eq!(found.since().findings, FindingsMoved { before: 7, opened: 5, closed: 1, now: 11 });
    let beside =
        |some: Vec<(String, FindingMove, Option<String>)>| some.into_iter().filter(|(code, ..)| code != "CF-02").collect::<Vec<_>>();
    let bare = |some: &[FindingMoved], how: FindingMove| -> Vec<String> {
        let title = |f: &FindingMoved| f.title.clone().unwrap_or_default().replace("Which control will ", "");
        some.iter().filter(|f| f.code == "CF-02" && f.how == how).map(title).collect()
    };
    let of = |who: &str| format!("{who} have where none was found?");
    assert_eq!(bare(&found.view().opened, FindingMove::Found), [of("Letters")]);
    assert_eq!(bare(&found.view().opened, FindingMove::Uncovered), [of("Refunds"), of("Refunds")]);
    assert_eq!(bare(&found.view().closed, FindingMove::Covered), [of("Letters")]);
    let said = |some: &[FindingMoved]| -> Vec<(String, FindingMove, Option<String>)> {
        some.iter().map(|f| (f.code.clone(), f.how, f.title.clone())).collect()
    };
    assert_eq!(
        beside(said(&found.view().opened)),
        [
            ("EX-EXPIRED".to_owned(), FindingMove::Found, Some("Exception EX-1 has ended: what holds now?".to_owned())),
            ("EX-STATUS".to_owned(), FindingMove::Found, Some("Was exception EX-2 ever approved?".to_owned())),
        ]
    );
    assert!(beside(said(&found.view().closed)).is_empty());
    // Backwards, they are gone, and it is said to be backwards.
    let (before, after) = found.ids();
    let back = compared(&desk, &ComparisonWhich { before: Some(after.into()), after: Some(before.into()) }).unwrap();
    assert_eq!(back.since().findings, FindingsMoved { before: 11, opened: 1, closed: 5, now: 7 });
    assert!(beside(said(&back.view().closed)).iter().all(|(_, how, _)| *how == FindingMove::Gone));
    assert_eq!(bare(&back.view().closed, FindingMove::Covered).len(), 2);
    assert_eq!(back.since().remarks, ["Compared backwards: the assessment compared with was made later."]);
    // One that an exception covers on one side only waits on the other.
    let (mut old, mut new) = (desk.bench.stored(before).unwrap(), desk.bench.stored(after).unwrap());
    let cover = |of: &mut crate::Assessed, workflow: &str| {
        let wanted = |f: &&mut Finding| f.code == "CH-00" && f.workflow.as_deref() == Some(workflow);
        of.assessment.findings.iter_mut().find(wanted).unwrap().status = FindingStatus::Accepted;
    };
    cover(&mut old, "WF-1");
    cover(&mut new, "WF-2");
    let (moved, opened, closed) = desk.bench.findings_moved(&old, &new, "another rule set");
    assert_eq!(moved, FindingsMoved { before: 6, opened: 6, closed: 2, now: 10 });
    let how = |some: &[FindingMoved]| -> Vec<(String, FindingMove, Option<String>)> { said(some) };
    assert!(how(&opened).contains(&("CH-00".to_owned(), FindingMove::Uncovered, None)), "what another rule set found has no words here");
    assert_eq!(beside(how(&closed)), [("CH-00".to_owned(), FindingMove::Covered, None)]);
}

#[test]
fn the_pair_is_the_latest_with_the_one_before_or_any_two_that_are_stored() {
    let mut desk = Desk::new(&[("people", PEOPLE), ("workflows", "id,name,environment,owner\nWF-1,Letters,prod,p.lee\n")]);
    let refused = |desk: &Desk, which: &ComparisonWhich| compared(desk, which).err().map(|e| e.code);
    assert_eq!(refused(&desk, &ComparisonWhich::default()), Some("assess/none"));
    assess(&mut desk, "2026-01-01", "2026-03-31");
    assert_eq!(refused(&desk, &ComparisonWhich::default()), Some("assess/none-before"));
    assert_eq!(desk.reading().overview().unwrap().before, None);
    assess(&mut desk, "2026-04-01", "2026-06-30");
    assess(&mut desk, "2026-07-01", "2026-09-30");
    let reading = desk.reading();
    let all = reading.assessments().unwrap();
    assert_eq!(
        all.iter().map(|a| (a.number, a.as_of.as_str())).collect::<Vec<_>>(),
        [(3, "2026-09-30"), (2, "2026-06-30"), (1, "2026-03-31")]
    );
    assert_eq!(Some(&all[0]), reading.summary().unwrap().assessment.as_ref(), "the journal tells of the latest what it says itself");
    assert_eq!(reading.overview().unwrap().before.as_ref(), Some(&all[1]));
    let pair = |before: Option<usize>, after: Option<usize>| {
        let id = |at: Option<usize>| at.map(|at| all[at].id.clone());
        let (before, after) = reading.pair(&ComparisonWhich { before: id(before), after: id(after) }).unwrap();
        let at = |id: &str| all.iter().position(|a| a.id == id).unwrap();
        (at(&before), at(&after))
    };
    assert_eq!([pair(None, None), pair(None, Some(1)), pair(Some(2), None), pair(Some(0), Some(2))], [(1, 0), (2, 1), (2, 0), (0, 2)]);
    let which = |id: &str| ComparisonWhich { before: Some(id.into()), after: None };
    assert_eq!(refused(&desk, &which("a-99")), Some("usage/assessment"));
    let same = compared(&desk, &which(&all[0].id)).unwrap();
    assert_eq!((same.view().causes.len(), same.since().remarks.len()), (0, 1));
    let mut asked = 0;
    let stopped = desk.bench.side_by_side(&reading, &all[2].id, &all[0].id, &mut |_, _| {
        asked += 1;
        false
    });
    assert_eq!((stopped.err().map(|e| e.code), asked), (Some("program/cancelled"), 1));
}

/// Stores an assessment anew as if another version had written it.
fn written_by_another(desk: &mut Desk, change: impl Fn(&mut serde_json::Value, &mut Vec<u8>)) {
    let stored = desk.bench.workspace.latest_assessment().unwrap().unwrap();
    let (mut header, mut body) = (stored.about.header, stored.body);
    let assessment: serde_json::Value = serde_json::from_slice(&body).unwrap();
    change(&mut header, &mut body);
    let moment = at("2026-07-01", "p.lee");
    let subject = header["snapshot"].as_str().unwrap().to_owned();
    let mut write = desk.bench.workspace.change(&Workbench::action(&moment, "assess", &subject)).unwrap();
    write.save_assessment("other", &header, &body).unwrap();
    write.commit(&serde_json::json!({"assessment": "other", "basis": assessment["basis"]})).unwrap();
}

#[test]
fn what_another_version_wrote_is_compared_with_a_remark_or_refused() {
    let mut desk = two_quarters();
    written_by_another(&mut desk, |header, body| {
        header["tool_version"] = "0.0.1".into();
        let mut assessment: serde_json::Value = serde_json::from_slice(body).unwrap();
        assessment["ruleset"] = "sha256:other".into();
        *body = serde_json::to_vec(&assessment).unwrap();
    });
    // The latest cannot be shown, so that nothing is compared by itself; any two can be asked for.
    assert_eq!(compared(&desk, &ComparisonWhich::default()).err().map(|e| e.code), Some("assess/other-ruleset"));
    assert_eq!(desk.reading().overview().unwrap().before, None);
    assess(&mut desk, "2026-07-01", "2026-12-31");
    let found = compared(&desk, &ComparisonWhich::default()).unwrap();
    assert_eq!(found.since().before.id, "other");
    let remarks = found.since().remarks.join("\n");
    for part in ["different rule sets", "does not have", "(0.0.1 and "] {
        assert!(remarks.contains(part), "{part}: {remarks}");
    }
    assert!(found.view().closed.iter().all(|f| f.title.is_none()));
    assert_eq!(found.since().lines.iter().map(|l| l.leaves).sum::<u64>(), found.since().leaves);
    // One that is written in another form is not read at all.
    let mut desk = two_quarters();
    written_by_another(&mut desk, |_, body| *body = b"{\"basis\":{}}".to_vec());
    assess(&mut desk, "2026-07-01", "2026-12-31");
    let refused = compared(&desk, &ComparisonWhich::default()).err().unwrap();
    assert_eq!(refused.code, "assess/other-ruleset");
    assert_eq!(desk.reading().overview().unwrap().before.unwrap().id, "other");
}
