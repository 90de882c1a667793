//! What the window reads about the whole and about one leaf: lead sentences, next steps, evidence over time, what would change a status.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

use countersign_core::assess::leaf::{Part, status_of_parts};
use countersign_core::assess::{FacetResult, FacetState, Outcome};
use countersign_core::status::Status;
use countersign_tests::desk::{Desk, Read, half_year, now};
use countersign_workbench::Workbench;
use countersign_workbench::screens::{LeafView, NextStep, Reading};

/// The sample with a connection of its own.
fn sample() -> (Workbench, &'static Reading) {
    let read = Read::sample();
    (read.bench(), &read.reading)
}

fn step<'a>(steps: &'a [NextStep], kind: &str) -> &'a NextStep {
    steps.iter().find(|s| s.kind == kind).unwrap_or_else(|| panic!("no step {kind} in {steps:#?}"))
}

#[test]
fn the_overview_counts_what_status_counts() {
    let (bench, reading) = sample();
    let assessed = bench.latest().unwrap();
    let status = bench.status_of(&assessed, None, None).unwrap();
    let overview = reading.overview().unwrap();
    assert_eq!(overview.frameworks.len(), status.frameworks.len());
    for (bar, f) in overview.frameworks.iter().zip(&status.frameworks) {
        assert_eq!(
            (&bar.id, bar.counts, bar.status, bar.applicable, bar.assessed),
            (&f.id, Some(f.counts), Some(f.status), f.applicable, f.assessed)
        );
    }
    assert_eq!(overview.claims, Some(status.claims));
    assert_eq!(overview.workflows, status.workflows.total);
    for cell in &overview.classes {
        assert_eq!(cell.workflows, status.workflows.by_class[cell.class.as_str()], "{}", cell.class);
        assert_eq!(cell.drift.iter().map(|d| d.workflows).sum::<u64>(), cell.workflows, "each workflow of {} has one level", cell.class);
    }
    for (at, word) in ["none", "low", "moderate", "high", "severe", "insufficient"].into_iter().enumerate() {
        let counted: u64 = overview.classes.iter().map(|c| c.drift[at].workflows).sum();
        assert_eq!(counted, status.workflows.by_drift.get(word).copied().unwrap_or(0), "{word}");
    }
    assert_eq!(overview.classes.iter().map(|c| c.uncertain).sum::<u64>(), status.workflows.uncertain);
    let csf = status.frameworks[0].counts;
    assert_eq!(overview.lead[0], format!("Shown evidence supports {} of {} applicable NIST CSF outcomes.", csf.met, csf.applicable()));
    assert!(overview.lead[1].ends_with("not assessed yet."), "{:?}", overview.lead);

    let report = bench.gap_report(&assessed, None, None).unwrap();
    assert_eq!(overview.gaps_total, report.gaps.len() as u64);
    let named: Vec<&str> = overview.gaps.iter().map(|g| g.requirement.as_str()).collect();
    assert_eq!(named, report.gaps.iter().take(8).map(|g| g.requirement.as_str()).collect::<Vec<_>>(), "in the order of the gap report");
    for (gap, wanted) in overview.gaps.iter().zip(&report.gaps) {
        assert_eq!(gap.status, wanted.status);
        let affected = if wanted.affected == 0 {
            "the organisation".to_owned()
        } else {
            format!("{} of {} workflows", wanted.affected, overview.workflows)
        };
        assert_eq!(gap.affected, affected);
    }
    let of = |word: &str| report.evidence.iter().filter(|e| e.freshness == word).count() as u64;
    let e = &overview.evidence;
    assert_eq!(
        (e.fresh + e.due_soon, e.stale, e.out_of_period, e.invalid_date, e.cannot_be_aged),
        (of("fresh"), of("stale"), of("out_of_period"), of("invalid_date"), of("cannot_be_aged"))
    );
    assert_eq!(e.total, report.evidence.len() as u64);
    let summary = reading.summary().unwrap();
    assert_eq!(summary.counts.citations_open, status.unresolved_citations as u64);
    assert_eq!((summary.counts.workflows, summary.counts.frameworks, summary.counts.evidence), (overview.workflows, 5, e.total));
    let line = summary.assessment.unwrap();
    assert_eq!((line.number, line.from.as_str(), line.to.as_str(), line.made_by.as_str()), (1, "2026-04-01", "2026-09-30", "p.lee"));
    assert_eq!((line.id, line.snapshot, summary.ruleset), (assessed.id, assessed.snapshot, status.ruleset));
}

#[test]
fn next_steps_carry_true_counts_in_a_fixed_order() {
    let (bench, reading) = sample();
    let steps = reading.overview().unwrap().next;
    let kinds: Vec<&str> = steps.iter().map(|s| s.kind.as_str()).collect();
    let order = ["import", "assess", "citations", "requests", "exceptions", "evidence", "owners", "identities", "reviews", "open"];
    assert!(kinds.iter().map(|k| order.iter().position(|o| o == k).unwrap()).is_sorted(), "{kinds:?}");
    assert!(!kinds.contains(&"assess"), "nothing changed since");
    for s in &steps {
        assert!(s.question.ends_with('?') && s.detail.ends_with('.') && !s.verb.is_empty() && !s.place.is_empty(), "{s:#?}");
    }
    let assessed = bench.latest().unwrap();
    let failing: Vec<&String> = assessed.assessment.exceptions.iter().filter(|(_, c)| !c.is_empty()).map(|(id, _)| id).collect();
    let exceptions = step(&steps, "exceptions");
    assert!(failing.iter().take(3).all(|id| exceptions.detail.contains(id.as_str())), "{exceptions:#?} {failing:?}");
    assert_eq!(exceptions.place, "exceptions");
    // RQ-01 and RQ-02 are overdue, RQ-03 cannot be had; later rows of the register are read from it.
    let data = &Read::sample().data;
    let late = data.rows(countersign_core::Table::Requests).iter().filter(|r| match r.get("status") {
        Some("not_available") => true,
        Some("accepted" | "received") => false,
        _ => r.get("due").is_some_and(|d| d < "2026-09-30"),
    });
    let late = late.count();
    let words = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    assert!(late > 1 && step(&steps, "requests").question.contains(words[late]), "{late} {steps:#?}");
    let evidence = reading.overview().unwrap().evidence;
    assert!(step(&steps, "evidence").detail.starts_with(&format!("{} of {} ", evidence.stale, evidence.total)), "{evidence:?}");
}

#[test]
fn an_empty_workspace_asks_for_workflows_and_an_unassessed_one_for_an_assessment() {
    let mut desk = Desk::empty();
    let overview = desk.bench.reading(&now()).unwrap().overview().unwrap();
    assert_eq!(overview.next.iter().map(|s| (s.kind.as_str(), s.place.as_str())).collect::<Vec<_>>(), [("import", "import")]);
    assert!(overview.timeline.is_empty() && overview.claims.is_none() && overview.frameworks.iter().all(|f| f.counts.is_none()));
    let file = desk.folder.path().join("workflows.csv");
    std::fs::write(&file, "id,name,owner,identity_mode,next_review\nWF-1,Alone,,,2026-09-01\n").unwrap();
    assert!(!desk.import(&file).refused);
    let reading = desk.bench.reading(&now()).unwrap();
    assert_eq!(reading.summary().unwrap().unassessed.as_deref(), Some("assess/none"));
    let overview = reading.overview().unwrap();
    assert_eq!(overview.lead, ["The inventory holds 1 workflow.", "Nothing is assessed yet."]);
    let asked: Vec<&str> = overview.next.iter().map(|s| s.question.as_str()).collect();
    assert_eq!(asked, ["Where does it stand?", "Who is accountable for WF-1?", "What does WF-1 act as?", "Who reviews WF-1?"]);
    desk.assess();
    let other = desk.folder.path().join("people.csv");
    std::fs::write(&other, "id,name,kind,active\nP-1,Ada,human,yes\n").unwrap();
    desk.import(&other);
    let overview = desk.bench.reading(&now()).unwrap().overview().unwrap();
    assert_eq!(overview.next[0].detail, "Since the assessment of 30 Sep 2026: 1 import.");
    assert_eq!(
        overview.lead[0],
        "Shown evidence supports 0 of 0 applicable NIST CSF outcomes."
            .replace("of 0", &format!("of {}", overview.frameworks[0].applicable))
    );
}

#[test]
fn evidence_over_time_agrees_with_the_register_on_the_as_of_day_and_only_falls_after_it() {
    let (_, reading) = sample();
    let overview = reading.overview().unwrap();
    let points = &overview.timeline;
    assert!((2..=120).contains(&points.len()), "{}", points.len());
    assert_eq!((points[0].day.as_str(), points.last().unwrap().day.as_str()), ("2026-04-01", "2026-12-29"));
    let at = points.iter().find(|p| p.day == "2026-09-30").unwrap();
    assert_eq!(
        (at.on_file, at.fresh, at.projected),
        (overview.evidence.total, overview.evidence.fresh + overview.evidence.due_soon, false)
    );
    for pair in points.windows(2) {
        assert!(pair[0].day < pair[1].day && pair[0].on_file <= pair[1].on_file && pair[1].fresh <= pair[1].on_file);
        if pair[1].projected {
            assert!(pair[1].fresh <= pair[0].fresh && pair[1].on_file == at.on_file, "nothing new arrives: {pair:?}");
        }
    }
}

/// Every leaf of the sample, with the outcome that it shows.
fn leaves(mut visit: impl FnMut(&LeafView, &Outcome)) {
    let (bench, reading) = sample();
    let assessed = bench.latest().unwrap();
    let a = &assessed.assessment;
    for (at, r) in a.requirements.iter().enumerate() {
        if a.organisation.contains_key(&at) {
            visit(&reading.leaf(&r.to_string(), None).unwrap(), a.outcome(at, None).unwrap());
            continue;
        }
        for (row, of) in a.rows.iter().enumerate() {
            visit(&reading.leaf(&r.to_string(), Some(&of.workflow)).unwrap(), a.outcome(at, Some(row)).unwrap());
        }
    }
}

#[test]
fn every_leaf_says_why_and_promises_no_more_than_the_fold_gives() {
    let (mut seen, mut of) = (0, std::collections::BTreeMap::<Status, u32>::new());
    leaves(|leaf, outcome| {
        seen += 1;
        *of.entry(leaf.status).or_default() += 1;
        assert!(!leaf.why.is_empty() && !leaf.line.is_empty() && leaf.why.ends_with('.'), "{leaf:#?}");
        for text in leaf.changes.iter().chain([&leaf.why]).chain(leaf.facets.iter().map(|f| &f.line)) {
            assert!(!text.is_empty() && !text.contains("  ") && !text.contains(": ."), "{text:?}\n{leaf:#?}");
        }
        if leaf.status == Status::Met {
            assert!(leaf.changes.is_empty() || leaf.computed.is_some(), "{leaf:#?}");
        } else {
            assert!(!leaf.changes.is_empty(), "{leaf:#?}");
        }
        // What "if it is then shown to hold" promises is what the fold gives when some of the parts that lack something hold.
        let parts: Vec<Part> = outcome.facets.iter().zip(&leaf.facets).map(|(f, shown)| f.part(shown.essential)).collect();
        let lacking: Vec<usize> = (0..parts.len()).filter(|i| parts[*i].state != FacetState::Ok).collect();
        let reachable: std::collections::BTreeSet<String> = (1..1_u32 << lacking.len())
            .map(|some| {
                let mut then = parts.clone();
                for (bit, i) in lacking.iter().enumerate().filter(|(bit, _)| some >> bit & 1 == 1) {
                    assert!(bit < 32);
                    then[*i] = then[*i].held();
                }
                format!("reads {}.", status_of_parts(&then).0.label(leaf.kind))
            })
            .collect();
        for promise in leaf.changes.iter().filter(|c| c.contains("then shown to hold")) {
            assert!(reachable.iter().any(|r| promise.ends_with(r.as_str())), "{promise}\n{reachable:?}");
        }
        if outcome.facets.iter().any(FacetResult::is_open) {
            assert!(
                leaf.changes.iter().all(|c| !c.contains("accept the risk") && !c.contains("put exception")),
                "open parts are accepted by nobody: {leaf:#?}"
            );
        }
        // Every part that has a status rests on a cell, unless nothing is named for it.
        for f in leaf.facets.iter().filter(|f| f.state != Some(FacetState::Open)) {
            assert!(f.source.is_some() || f.line.contains("speaks against"), "{f:#?}");
        }
    });
    assert!(seen > 3_000 && of.len() >= 5, "{seen} {of:?}");
}

#[test]
fn leaves_of_the_sample_read_as_worked_out_by_hand() {
    let (_, reading) = sample();
    let leaf = |r: &str, w: &str| reading.leaf(r, Some(w)).unwrap();
    // EX-02 expired on 2026-08-31; EX-03 was approved by who asked for it.
    let expired = leaf("nist-csf@2.0/PR.AT-02", "WF-03");
    assert!(expired.why.contains("Exception EX-02 does not hold") && expired.why.contains("has expired"), "{expired:#?}");
    let own = leaf("nist-csf@2.0/PR.AT-02", "WF-07");
    assert!(own.why.contains("Exception EX-03 does not hold") && own.why.contains("who asked for it approved it"), "{own:#?}");
    // EX-01 holds for the supplier contract of WF-16.
    let accepted = leaf("nist-csf@2.0/GV.SC-05", "WF-16");
    assert_eq!(accepted.status, Status::AcceptedRisk);
    assert!(accepted.why.starts_with("Exception EX-01, valid to 31 Jan 2027, covers"), "{}", accepted.why);
    // A bare id is understood; one that no framework has is not; a workflow has to be named.
    assert_eq!(leaf("PR.AC-4", "WF-03").label, "PR.AA-05");
    assert_eq!(reading.leaf("PR.ZZ-99", Some("WF-03")).unwrap_err().code, "usage/id");
    assert_eq!(reading.leaf("nist-csf@2.0/PR.AA-05", None).unwrap_err().code, "usage/workflow");
    assert_eq!(reading.leaf("nist-csf@2.0/PR.AA-05", Some("WF-99")).unwrap_err().code, "usage/workflow");
}

#[test]
fn many_connections_share_one_content() {
    let (bench, _) = sample();
    let other = Workbench::open_with(&Read::sample().workspace(), false, bench.shared_content()).unwrap();
    assert!(std::sync::Arc::ptr_eq(&bench.shared_content(), &other.shared_content()));
    assert_eq!(other.latest().unwrap().id, bench.latest().unwrap().id);
    let made = Read::sample().folder.path().join("other.countersign");
    let mut made = Workbench::create_with(&made, "Other", &now(), bench.shared_content()).unwrap();
    assert_eq!(made.organisation().unwrap(), "Other");
    assert!(made.assess(&half_year(), &now()).is_ok());
}
