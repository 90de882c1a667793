//! What is concluded is what is analysed, and what is told of it afterwards is what would have been told at once: of every organisation
//! that the tests of the analyses know, of each with single cells blanked, and of many that are thrown together.

use super::*;
use crate::analysis::{Analyses, Analysis, analyse, conclude};
use crate::assess::{Assessment, Basis, Earlier, Frame, assess};
use crate::authorship::tests::{PLAIN, Told, log, ten};
use crate::boundary::tests::{Dice, thrown, troubled};
use crate::boundary::{log_tests, paths::made as flows, tests as boundary};
use crate::catalog::Content;
use crate::chains::tests as chains;
use crate::citation::Resolver;
use crate::findings::{self, FindingLine, tests as made_findings};
use crate::record::Record;
use crate::tables::{Table, spec};
use crate::testing::Made;
use std::collections::BTreeSet;

/// The made-up edition with a kind of finding for every code that the analyses raise.
fn content() -> Content {
    let mut content = made_findings::content();
    let families = [("AD", 1..9), ("CH", 0..12), ("CT", 2..13), ("EB", 0..20), ("SC", 1..2), ("VC", 1..2)];
    for code in families.into_iter().flat_map(|(family, numbers)| numbers.map(move |n| format!("{family}-{n:02}"))) {
        if content.finding(&code).is_none() {
            content.findings.push(made_findings::kind(&code, &[("R-1", &["checked"]), ("R-2", &[])], None));
            content.findings.sort_by(|a, b| a.code.cmp(&b.code));
        }
    }
    content
}

/// The analyses of every workflow, by one of the two ways.
fn analyses<'a>(frame: &Frame<'a>, events: &[Record], by: impl Fn(&Frame<'a>, &'a Record, &[Record]) -> Analysis) -> Analyses {
    let mut all = Analyses::default();
    for w in frame.data.rows(Table::Workflows) {
        let of: Vec<Record> = events.iter().filter(|e| e.get("workflow") == Some(&w.key)).cloned().collect();
        all.put(w.key.clone(), by(frame, w, &of));
    }
    all
}

/// Codes that were told, and how many findings were.
#[derive(Default)]
struct Seen {
    codes: BTreeSet<String>,
    told: usize,
    with_paths: usize,
}

/// Leaves out what only the words of a reviewer's findings are made of, and what no stored assessment keeps.
fn without_spans(analysis: &mut Analysis) {
    for reviewer in &mut analysis.authorship.reviewers {
        (reviewer.span, reviewer.first_batch) = (None, None);
    }
}

/// Assesses an organisation with words and without, and compares.
fn compare(made: &Made, content: &Content, seen: &mut Seen) {
    let (data, choices) = (made.data(), BTreeMap::new());
    let resolver = Resolver::new(content, &choices);
    let editions = content.editions.iter().map(|e| e.id.clone()).collect();
    let basis = Basis { period: made.period, point_in_time: false, editions, parameters: made.parameters.clone() };
    let framed = || Frame::new(&data, content, &resolver, &basis);
    let frame = framed();
    let (mut in_words, without) = (analyses(&frame, &made.events, analyse), analyses(&frame, &made.events, conclude));
    for ((id, told), (of, concluded)) in in_words.iter().zip(without.iter()) {
        let mut bare = told.clone();
        for hit in &mut bare.hits {
            assert!(!hit.condition.is_empty(), "{} says what it rests on", hit.full_code());
            (hit.condition, hit.paths) = (Vec::new(), None);
        }
        without_spans(&mut bare);
        assert_eq!((id, &bare), (of, concluded));
    }
    let assessed =
        |analyses: Analyses| -> Assessment { assess(framed(), content, analyses, &Earlier::default(), &mut |_, _| true).unwrap().0 };
    let mut told = assessed(Analyses::clone(&in_words));
    told.analyses.iter_mut().for_each(|of| without_spans(of));
    let mut concluded = assessed(without);
    for f in &concluded.findings {
        let of_analysis = ["AD-", "CH-", "EB-", "SC-", "VC-"].iter().any(|family| f.code.starts_with(family));
        assert_eq!(f.is_untold(), of_analysis, "{}", f.code);
        assert!(!of_analysis || f.paths.is_none());
    }
    seen.told += concluded.findings.iter().filter(|f| f.is_untold()).count();
    // One at a time, as somebody opens one, and then all of a workflow at once.
    for (at, hits) in in_words.take_hits().into_iter().enumerate() {
        let (workflow, hits) = hits;
        if let Some(f) = concluded.findings.iter().filter(|f| f.workflow.as_deref() == Some(&workflow)).nth(at) {
            let mut one = [f.clone()];
            tell(&workflow, hits.clone(), &mut one);
            assert_eq!(told.findings.iter().find(|f| f.id == one[0].id), Some(&one[0]));
        }
        tell(&workflow, hits, &mut concluded.findings);
    }
    seen.codes.extend(concluded.findings.iter().map(Finding::full_code));
    seen.with_paths += concluded.findings.iter().filter(|f| f.paths.is_some()).count();
    assert_eq!(told.findings, concluded.findings);
    assert_eq!(told, concluded);
}

/// A log of authorship in which something is wrong with every action.
fn drifting() -> Made {
    let mut told = ten();
    told.extend((11..31).map(|n| Told { id: Box::leak(format!("{n}").into_boxed_str()), approver: Some("al"), ..PLAIN }));
    log(&told)
}

/// A log whose runs lack a link each, with a workflow beside it that has none.
fn broken() -> Made {
    let mut made = chains::organisation();
    made.put(Table::Workflows, &[("id", "WF-2"), ("name", "silent"), ("effect", "irreversible_write"), ("identities", "agent-1")]);
    for (n, without) in ["policy_decision", "approval", "effect", "tool_call", "request"].into_iter().enumerate() {
        chains::run(&mut made, &format!("r{n}"), &format!("2026-06-0{}", n + 1), &[without], &[]);
    }
    chains::run(&mut made, "r7", "2026-07-01", &[], &[("approval", "actor", "P-1"), ("execution", "content_sha256", "bb")]);
    made.put(Table::ContextChanges, &[("workflow", "WF-1"), ("kind", "model"), ("at", "2026-06-10"), ("from", "a"), ("to", "b")]);
    made
}

/// Claims, exceptions and an organisation-wide control beside a boundary at which everything is wrong.
fn claimed() -> Made {
    let mut made = troubled();
    made.put(Table::People, &[("id", "P-9"), ("kind", "human"), ("active", "yes"), ("authority", "accept:high")])
        .proven_control("C-1", &[("requirements", "made@1/R-1#kept;made@1/R-2"), ("compensates", "EB-04")])
        .put(Table::Controls, &[("id", "C-2"), ("title", "t"), ("claim", "implemented"), ("requirements", "made@1/R-1#checked")])
        .put(
            Table::Controls,
            &[("id", "C-3"), ("title", "t"), ("claim", "implemented"), ("scope_workflows", "WF-1"), ("requirements", "made@1/R-2")],
        );
    made_findings::exception(&mut made, "EX-1", &[("expires", "2026-05-31")]);
    made_findings::exception(&mut made, "EX-2", &[("renewal_of", "EX-1")]);
    made
}

fn organisations() -> Vec<(&'static str, Made)> {
    vec![
        ("boundary, in order", boundary::organisation()),
        ("boundary, troubled", troubled()),
        ("boundary, with its log", log_tests::made()),
        ("chains, in order", chains::organisation()),
        ("chains, broken", broken()),
        ("authorship", log(&ten())),
        ("authorship, drifting", drifting()),
        ("flows, empty", flows::organisation()),
        ("flows", flows::worked()),
        ("findings", made_findings::organisation()),
        ("claims and exceptions", claimed()),
        ("nothing", Made::default()),
    ]
}

#[test]
fn what_is_told_afterwards_is_what_would_have_been_told_at_once() {
    let (content, mut seen) = (content(), Seen::default());
    for (name, made) in organisations() {
        compare(&made, &content, &mut seen);
        // What is found depends on the thresholds too.
        let mut strict = made.clone();
        for (threshold, value) in [("boundary_unused_days", "1"), ("finding_due_high_days", "1")] {
            strict.parameters.set(threshold, value).unwrap();
        }
        compare(&strict, &content, &mut seen);
        assert!(seen.told > 0 || name == "boundary, in order", "{name}");
    }
    for family in ["AD-", "CH-", "CT-", "EB-", "EX-"] {
        assert!(seen.codes.iter().any(|c| c.starts_with(family)), "{family}: {:?}", seen.codes);
    }
    assert!(seen.codes.len() > 45 && seen.with_paths > 5, "{:?}, {} with paths", seen.codes, seen.with_paths);
}

#[test]
fn with_any_cell_blanked_it_is_still_told_the_same() {
    let (content, mut seen, mut blanked) = (content(), Seen::default(), 0);
    for (_, start) in organisations() {
        for at in 0..start.records.len() {
            let own: &[&str] = spec(start.records[at].table).key;
            for (position, _) in &start.records[at].fields {
                if own.contains(&spec(start.records[at].table).columns[usize::from(position)].name) {
                    continue;
                }
                let mut made = start.clone();
                made.records[at].fields.remove(position);
                compare(&made, &content, &mut seen);
                blanked += 1;
            }
        }
        for at in 0..start.events.len().min(8) {
            for column in ["run_id", "actor", "parents", "outcome", "details", "ts"] {
                let position = u16::try_from(spec(Table::Events).position(column).unwrap()).unwrap();
                let mut made = start.clone();
                made.events[at].fields.remove(position);
                compare(&made, &content, &mut seen);
                blanked += 1;
            }
        }
    }
    assert!(blanked > 700 && seen.told > 20_000, "{blanked} blanked, {} told", seen.told);
}

#[test]
fn of_organisations_thrown_together_it_is_told_the_same() {
    let (content, mut seen, mut dice) = (content(), Seen::default(), Dice(0x2545_f491_4f6c_dd1d));
    for _ in 0..250 {
        let mut made = thrown(&mut dice);
        // A log with runs, some of them with something missing, in one half of them.
        for n in 0..dice.below(6) {
            let without = dice.of("policy_decision|approval|effect|request|execution|none");
            let actor = dice.of("agent-1|P-1|I-1|ghost");
            chains::run(&mut made, &format!("x{n}"), &format!("2026-0{}-11", 4 + n), &[&without], &[("execution", "actor", &actor)]);
        }
        compare(&made, &content, &mut seen);
    }
    assert!(seen.told > 2_000 && seen.with_paths > 20, "{} told, {} with paths", seen.told, seen.with_paths);
}

/// A finding of WF-1 without words, as an assessment holds it.
fn untold(id: &str, code: &str) -> Finding {
    let made = troubled();
    let content = content();
    let mut f = made.assessed(&content).findings.into_iter().find(|f| f.workflow.as_deref() == Some("WF-1")).unwrap();
    (f.id, f.code, f.condition, f.paths) = (id.to_owned(), code.to_owned(), Vec::new(), None);
    f
}

fn hit(code: &str, cause: &str, text: &str) -> Hit {
    Hit::new(code, false, crate::risk::Level::High, cause).saying(text, Vec::new())
}

#[test]
fn only_what_has_no_words_is_told_and_only_by_its_own_cause() {
    let causes = by_cause("WF-1", vec![hit("EB-01", "a", "A."), hit("EB-01", "b", "B.")], Vec::new());
    let id = |at: usize, digits: usize| format!("F-{}", &causes[at].0[..digits]);
    let hits = || vec![hit("EB-01", "b", "B."), hit("EB-01", "a", "A."), hit("EB-01", "a", "Again."), hit("EB-01", "a", "A.")];
    let said = |f: &Finding| f.condition.iter().map(|s| s.text.clone()).collect::<Vec<_>>();

    let mut of = [untold(&id(0, 10), "EB-01"), untold(&id(1, 10), "EB-01"), untold(&id(0, 10), "EB-02"), untold("F-0000000000", "EB-01")];
    of[1].condition = hit("EB-01", "b", "Kept.").condition;
    tell("WF-1", hits(), &mut of);
    assert_eq!(of.iter().map(said).collect::<Vec<_>>(), [vec!["A.".to_owned(), "Again.".into()], vec!["Kept.".into()], vec![], vec![]]);

    // What an organisation shares, and another workflow's, have other digests.
    let mut elsewhere = [untold(&id(0, 10), "EB-01"), untold(&id(0, 10), "EB-01")];
    (elsewhere[0].workflow, elsewhere[1].workflow) = (None, Some("WF-2".into()));
    tell("WF-1", hits(), &mut elsewhere);
    assert!(elsewhere.iter().all(|f| f.condition.is_empty()));
    assert!(!elsewhere[0].is_untold() && elsewhere[1].is_untold());
}

#[test]
fn a_longer_id_is_told_as_well_and_the_shorter_was_given_first() {
    let digest = |cause: &str| by_cause("WF-1", vec![hit("EB-01", cause, ".")], Vec::new())[0].0.clone();
    let id = |digits: usize| format!("F-{}", &digest("a")[..digits]);
    // Another workflow had the ten digits before.
    let mut long = [untold(&id(11), "EB-01")];
    tell("WF-1", vec![hit("EB-01", "a", "A.")], &mut long);
    assert_eq!(long[0].condition[0].text, "A.");
    // Given both, one cause takes the shorter and leaves the other.
    let mut both = [untold(&id(11), "EB-01"), untold(&id(10), "EB-01")];
    tell("WF-1", vec![hit("EB-01", "a", "A.")], &mut both);
    assert!(both[0].is_untold() && !both[1].is_untold());
}

#[test]
fn what_could_not_be_worked_out_again_says_so() {
    let (made, content) = (troubled(), content());
    let mut f = untold("F-0000000000", "EB-01");
    tell("WF-1", Vec::new(), std::slice::from_mut(&mut f));
    let data = made.data();
    assert_eq!(findings::words(&content, &f, &data).condition, NOT_AGAIN);
    let line = FindingLine::of(&content, &f, &data);
    assert_eq!((line.condition.as_str(), line.sources.len(), line.paths), (NOT_AGAIN, 0, None));
}
