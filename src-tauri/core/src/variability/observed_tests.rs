//! Classes raised by made-up logs.

use super::observed::*;
use super::{Class, Interval, classify};
use crate::chains::tests::{Change, organisation, run};
use crate::hit::Hit;
use crate::risk::Level;
use crate::tables::Table;
use crate::testing::Made;

fn seen(made: &Made) -> Observed {
    made.case("WF-1", |c| observe(c.frame, c.workflow, c.trail, c.linked))
}

fn raises(made: &Made) -> Vec<(Class, bool)> {
    seen(made).raised_by.iter().map(|r| (r.class, r.unsure)).collect()
}

fn one(without: &[&str], changes: &[Change<'_>]) -> Vec<(Class, bool)> {
    let mut made = organisation();
    run(&mut made, "r", "2026-06-01", without, changes);
    raises(&made)
}

#[test]
fn a_log_as_declared_raises_nothing_and_few_runs_are_said() {
    let mut made = organisation();
    assert_eq!(seen(&made), Observed::default());
    run(&mut made, "r", "2026-06-01", &[], &[]);
    let seen = seen(&made);
    assert_eq!((seen.raised(), seen.raised_at_worst(), seen.task_types.len()), (None, None, 1));
    assert_eq!(seen.not_judged(), ["1 run is too few to judge how tool paths vary; it raises nothing."]);
    let interval = Interval { low: Class::D1, high: Class::D2 };
    assert_eq!(apply(interval, &seen), interval);
}

#[test]
fn a_tool_outside_the_declared_list_raises_to_d2() {
    let called = |tool: &str| one(&[], &[("tool_call", "details", tool)]);
    assert_eq!(called("tool=T-9"), [(Class::D2, false)]);
    assert_eq!(called("tool=ledger"), [], "declared by its name");
    assert_eq!(called(""), [(Class::D2, true)]);
    let mut made = organisation();
    run(&mut made, "r", "2026-06-01", &[], &[]);
    made.set(Table::Workflows, "WF-1", "tools", "");
    assert_eq!(raises(&made), [(Class::D2, true)]);
    made.set(Table::Workflows, "WF-1", "tool_mode", "none");
    assert_eq!(raises(&made), [(Class::D2, false)], "no tool is declared");
    made.set(Table::Workflows, "WF-1", "tools", "T-8");
    made.records[0].extra.push(("raw.tools".into(), "?".into()));
    assert_eq!(raises(&made), [(Class::D2, true)], "part of the list was not understood");
    let mut outside = organisation();
    run(&mut outside, "r", "2026-10-01", &[], &[("tool_call", "details", "tool=T-9")]);
    assert_eq!(raises(&outside), []);
}

#[test]
fn an_effect_without_the_declared_gate_raises_to_d3() {
    assert_eq!(one(&["approval"], &[]), [(Class::D3, false)]);
    assert_eq!(one(&[], &[("approval", "outcome", "rejected")]), [(Class::D3, false)]);
    assert_eq!(one(&[], &[("approval", "outcome", "")]), [(Class::D3, true)]);
    assert_eq!(one(&["approval"], &[("effect", "outcome", "failed"), ("execution", "outcome", "failed")]), []);
    let late = [("approval", "ts", "2026-06-01T10:30:00Z"), ("execution", "parents", "r-policy_decision")];
    assert_eq!(one(&[], &late), [(Class::D3, false)], "approved after the effect");
    assert_eq!(one(&["approval", "effect"], &[]), [(Class::D3, true)], "carried out, and no effect in the log");
    assert_eq!(one(&["execution"], &[("effect", "parents", "")]), [(Class::D3, false)], "nothing links an approval to it");
    assert_eq!(one(&[], &[("effect", "parents", "")]), []);
    let mut early = organisation();
    run(&mut early, "r", "2026-03-31", &["approval"], &[]);
    assert_eq!(raises(&early), []);
}

#[test]
fn one_effect_and_several_are_spoken_of_as_such() {
    let said = |made: &Made| seen(made).raised_by.iter().map(|r| r.said.text.clone()).collect::<Vec<_>>();
    let mut made = organisation();
    run(&mut made, "r", "2026-06-01", &["approval"], &[]);
    assert_eq!(said(&made), ["1 effect came without the gate that is declared before it."]);
    run(&mut made, "s", "2026-06-02", &["approval"], &[]);
    assert_eq!(said(&made), ["2 effects came without the gate that is declared before them."]);
    let mut open = organisation();
    run(&mut open, "r", "2026-06-01", &[], &[("approval", "outcome", "")]);
    assert_eq!(said(&open), ["1 effect may have come without a gate that is declared before it; what would tell is unknown."]);
}

#[test]
fn a_gate_is_a_persons_yes_to_what_is_executed() {
    let raised = |changes: &[Change<'_>]| one(&[], changes);
    assert_eq!(raised(&[("approval", "actor", "agent-1"), ("approval", "actor_kind", "agent")]), [(Class::D3, false)]);
    assert_eq!(raised(&[("approval", "actor", ""), ("approval", "actor_kind", "")]), [(Class::D3, true)]);
    assert_eq!(raised(&[("approval", "actor_kind", "")]), [], "the register tells");
    assert_eq!(raised(&[("approval", "actor_kind", "service")]), [(Class::D3, true)], "log and register disagree");
    assert_eq!(raised(&[("execution", "content_sha256", "bb")]), [], "it passed the gate with other content: a broken link");
    let unlinked = ("execution", "parents", "");
    assert_eq!(raised(&[unlinked]), []);
    assert_eq!(raised(&[unlinked, ("execution", "content_sha256", "bb")]), [(Class::D3, true)]);
    assert_eq!(raised(&[unlinked, ("execution", "content_sha256", "")]), [(Class::D3, true)]);
    assert_eq!(raised(&[unlinked, ("execution", "content_sha256", ""), ("approval", "content_sha256", "")]), []);
    assert_eq!(one(&["execution"], &[]), [(Class::D3, true)], "the effect follows from the approval itself");
    // A second action of the run, whose effect is not in the log.
    let second = |approved: &str, key: &str| {
        let mut made = organisation();
        run(&mut made, "r", "2026-06-01", &[], &[]);
        let details = format!("idempotency_key={key}");
        let of = [("run_id", "r"), ("actor", "agent-1"), ("content_sha256", approved), ("details", &details)];
        made.event("x2", "execution", "2026-06-01T10:05:30Z", &of);
        raises(&made)
    };
    let again = |made: &mut Made| {
        let of = [("run_id", "r"), ("actor", "agent-1"), ("content_sha256", "aa"), ("details", "idempotency_key=r")];
        made.event("x0", "execution", "2026-06-01T10:04:30Z", &of);
    };
    let mut tried = organisation();
    run(&mut tried, "r", "2026-06-01", &[], &[]);
    again(&mut tried);
    assert_eq!(raises(&tried), [], "a try of the action that had its effect");
    assert_eq!(second("bb", "k"), [(Class::D3, true)]);
    assert_eq!(second("aa", "k"), []);
    assert_eq!(second("bb", "r"), [(Class::D3, true)], "another content is another action");
}

#[test]
fn only_the_gate_that_is_declared_is_missed() {
    let with = |gate: &str, classes: &str, details: &str| {
        let mut made = organisation();
        made.set(Table::Workflows, "WF-1", "human_gate", gate).set(Table::Workflows, "WF-1", "effect_classes", classes);
        run(&mut made, "r", "2026-06-01", &["approval"], &[("effect", "details", details)]);
        raises(&made)
    };
    let money = "record=R-1;class=money";
    assert_eq!(with("after", "money", money), []);
    assert_eq!(with("none", "money", money), []);
    assert_eq!(with("", "money", money), [(Class::D3, true)]);
    assert_eq!(with("before_effect_class", "money;access_change", money), [(Class::D3, false)]);
    assert_eq!(with("before_effect_class", "access_change", money), []);
    assert_eq!(with("before_effect_class", "access_change", "record=R-1"), [(Class::D3, true)]);
    assert_eq!(with("before_effect_class", "", money), [(Class::D3, true)]);
    let mut by_action = organisation();
    by_action.set(Table::Workflows, "WF-1", "human_gate", "before_effect_class").set(
        Table::Workflows,
        "WF-1",
        "effect_classes",
        "access_change",
    );
    by_action.put(Table::Actions, &[("workflow", "WF-1"), ("name", "pay"), ("mode", "human_review"), ("effect_class", "money")]);
    run(&mut by_action, "r", "2026-06-01", &["approval"], &[]);
    assert_eq!(raises(&by_action), [(Class::D3, false)]);
}

/// Runs that call tools along paths, each so many times, for a task.
fn paths(made: &mut Made, prefix: &str, task: &str, paths: &[(&str, usize)]) {
    made.set(Table::Workflows, "WF-1", "tools", "A;B;C;D;E").set(Table::Workflows, "WF-1", "human_gate", "none");
    let mut number = 0;
    for (path, times) in paths {
        for _ in 0..*times {
            let (id, day) = (format!("{prefix}{number}"), format!("2026-06-{:02}", number % 28 + 1));
            number += 1;
            let request = if task.is_empty() { "origin=human".to_owned() } else { format!("task={task}") };
            made.event(&format!("{id}-q"), "request", &format!("{day}T08:00:00Z"), &[("run_id", &id), ("details", &request)]);
            for (step, tool) in path.split('>').filter(|t| !t.is_empty()).enumerate() {
                let details = format!("tool={tool}");
                let ts = format!("{day}T09:{step:02}:00Z");
                made.event(&format!("{id}-{step}"), "tool_call", &ts, &[("run_id", &id), ("details", &details)]);
            }
        }
    }
}

#[test]
fn tool_paths_that_vary_raise_to_d2() {
    let of = |taken: &[(&str, usize)]| {
        let mut made = organisation();
        paths(&mut made, "r", "", taken);
        let seen = seen(&made);
        (seen.raised(), seen.task_types[0].clone())
    };
    let (raised, t) = of(&[("A>B", 14), ("A>C", 4), ("B>A", 2)]);
    assert_eq!((raised, t.runs, t.paths.len()), (Some(Class::D2), 20, 3));
    assert_eq!(format!("{:.3} {:.3} {:.2}", t.entropy, t.normalised, t.modal_share), "1.157 0.730 0.70");
    assert_eq!(t.paths[0], (vec!["A".to_owned(), "B".to_owned()], 14));
    assert_eq!(of(&[("A", 6), ("B", 5), ("C", 4), ("D", 3), ("E", 2)]).0, Some(Class::D2));
    assert_eq!(of(&[("A>B", 13), ("A>C", 4), ("B>A", 2)]).0, None, "nineteen runs");
    assert_eq!(of(&[("A>B", 30)]).0, None, "one path");
    assert_eq!(of(&[("A>B", 16), ("A>C", 4)]).0, None, "most take one path");
    assert_eq!(of(&[("", 10), ("A", 10)]).0, Some(Class::D2), "no call is a path too");
}

#[test]
fn paths_are_judged_for_each_task() {
    let mut made = organisation();
    paths(&mut made, "a", "refund", &[("A", 20)]);
    paths(&mut made, "b", "quote", &[("B", 20)]);
    assert_eq!(raises(&made), [], "each task has its one path");
    let names: Vec<String> = seen(&made).task_types.into_iter().map(|t| t.name).collect();
    assert_eq!(names, ["quote", "refund"]);
    paths(&mut made, "c", "claim", &[("A", 10), ("B", 10)]);
    let text = seen(&made).raised_by[0].said.text.clone();
    assert_eq!(text, "20 runs of the task claim took 2 tool paths: normalised entropy 1.000, most common path 0.50.");
    // A run that does not name its task may belong to any of them.
    let mut untold = organisation();
    paths(&mut untold, "a", "refund", &[("A", 10), ("B", 9)]);
    assert_eq!(raises(&untold), []);
    paths(&mut untold, "b", "", &[("A", 1)]);
    assert_eq!(raises(&untold), [(Class::D2, true)]);
    let text = seen(&untold).raised_by[0].said.text.clone();
    assert_eq!(text, "1 run does not name its task; with it the tool paths of the task refund may vary.");
    let mut near = organisation();
    paths(&mut near, "a", "refund", &[("A", 17), ("B", 2)]);
    paths(&mut near, "b", "", &[("A", 1)]);
    assert_eq!(raises(&near), [], "most take one path whatever the other run did");
    let mut few = organisation();
    paths(&mut few, "a", "refund", &[("A", 9), ("B", 9)]);
    paths(&mut few, "b", "", &[("A", 1)]);
    assert_eq!(raises(&few), []);
}

#[test]
fn observations_lift_the_class_and_never_lower_it() {
    let at = |low: Class, high: Class| Interval { low, high };
    let by = |raises: &[(Class, bool)]| {
        let said = || crate::hit::Said::new("seen", vec![]);
        Observed {
            raised_by: raises.iter().map(|(class, unsure)| Raise { class: *class, unsure: *unsure, said: said() }).collect(),
            task_types: vec![],
        }
    };
    assert_eq!(apply(at(Class::D1, Class::D1), &by(&[(Class::D2, false)])), at(Class::D2, Class::D2));
    assert_eq!(apply(at(Class::D1, Class::D1), &by(&[(Class::D3, true), (Class::D2, false)])), at(Class::D2, Class::D3));
    assert_eq!(apply(at(Class::D3, Class::D3), &by(&[(Class::D2, false)])), at(Class::D3, Class::D3));
    assert_eq!(apply(at(Class::D0, Class::D3), &by(&[(Class::D2, true)])), at(Class::D0, Class::D3));
    let mut made = organisation();
    made.set(Table::Workflows, "WF-1", "parameters", "");
    made.case("WF-1", |c| {
        let v = classify(c.workflow).observed(&by(&[]));
        assert_eq!((v.low, v.high, v.would_lower.as_slice()), (Class::D1, Class::D2, &["parameters".to_owned()][..]));
        let v = classify(c.workflow).observed(&by(&[(Class::D2, false)]));
        assert_eq!((v.low, v.high, v.raised_by.as_slice()), (Class::D2, Class::D2, &["seen".to_owned()][..]));
        assert!(v.would_lower.is_empty(), "the log holds the class up");
    });
    assert_eq!((by(&[(Class::D3, true)]).raised(), by(&[(Class::D3, true)]).raised_at_worst()), (None, Some(Class::D3)));
}

#[test]
fn a_declared_class_below_the_one_found_is_a_condition() {
    let with = |column: &str, value: &str, without: &[&str]| {
        let mut made = organisation();
        made.set(Table::Workflows, "WF-1", column, value);
        run(&mut made, "r", "2026-06-01", without, &[]);
        made.case("WF-1", |c| {
            let seen = observe(c.frame, c.workflow, c.trail, c.linked);
            let raised = crate::case::Case { class: apply(c.class, &seen), ..*c };
            hits(&raised, &seen).iter().map(|h: &Hit| (h.full_code(), h.severity, h.if_true, h.condition.len())).collect::<Vec<_>>()
        })
    };
    let is = |code: &str, printed: Level, facts: usize| vec![(code.to_owned(), printed, Level::Medium, facts)];
    assert_eq!(with("declared_class", "D1", &[]), []);
    assert_eq!(with("declared_class", "D2", &[]), []);
    assert_eq!(with("declared_class", "D0", &[]), is("VC-01", Level::Medium, 2));
    assert_eq!(with("declared_class", "D2", &["approval"]), is("VC-01", Level::Medium, 2));
    assert_eq!(with("declared_class", "D3", &["approval"]), []);
    assert_eq!(with("parameters", "", &[]), is("VC-01-U", Level::Low, 2));
    assert_eq!(with("declared_class", "", &[]), is("VC-01-U", Level::Low, 2));
}

#[test]
fn the_attributes_that_decide_are_named_and_those_that_are_not_told() {
    let said = |changes: &[(&str, &str)]| {
        let mut made = organisation();
        for (column, value) in changes {
            made.set(Table::Workflows, "WF-1", column, value);
        }
        made.case("WF-1", |c| hits(c, &Observed::default()).remove(0).condition)
    };
    let of = |changes: &[(&str, &str)]| said(changes).into_iter().map(|s| s.text).collect::<Vec<_>>();
    assert_eq!(
        of(&[("declared_class", "D0"), ("parameters", "free_form")]),
        [
            "Class D0 is declared; by what is told and logged of it the class is D2.",
            "What raises it: output is generative; parameters are free form."
        ]
    );
    assert_eq!(
        of(&[("declared_class", "D1"), ("parameters", ""), ("memory", "")]),
        [
            "Class D1 is declared; by what is told and logged of it the class is D1 at best and D2 at worst, which governs.",
            "Not told, and able to raise it: parameters, memory."
        ]
    );
    let untold = said(&[("declared_class", ""), ("output", ""), ("memory", "shared")]);
    assert_eq!(untold[0].text, "No class is declared; by what is told and logged of it the class is D2.");
    assert_eq!(untold[1].text, "What raises it: memory is shared.");
    assert_eq!((untold[2].text.as_str(), untold[2].at.len()), ("Not told, and able to raise it: output.", 1));
}

#[test]
fn a_deterministic_workflow_without_a_declared_class_raises_nothing() {
    let mut made = organisation();
    made.set(Table::Workflows, "WF-1", "output", "none").set(Table::Workflows, "WF-1", "declared_class", "");
    made.case("WF-1", |c| assert_eq!(hits(c, &Observed::default()), []));
}

#[test]
fn blanking_a_cell_never_lowers_the_class_at_worst() {
    let mut made = organisation();
    run(&mut made, "r1", "2026-06-01", &["approval"], &[]);
    run(&mut made, "r2", "2026-06-02", &[], &[("tool_call", "details", "tool=T-9")]);
    let high = |made: &Made| made.case("WF-1", |c| apply(c.class, &observe(c.frame, c.workflow, c.trail, c.linked)).high);
    assert_eq!(high(&made), Class::D3);
    let events = crate::tables::spec(Table::Events);
    for at in 0..made.events.len() {
        for column in events.columns.iter().filter(|c| !c.required).map(|c| c.name) {
            let position = events.position(column).unwrap() as u16;
            let mut blank = Made { records: made.records.clone(), events: made.events.clone(), ..Made::default() };
            blank.events[at].fields.remove(position);
            assert_eq!(high(&blank), Class::D3, "{column} of {}", made.events[at].key);
        }
    }
    let told: Vec<String> = made.records[0].named().map(|(c, _)| c.to_owned()).filter(|c| c != "id" && c != "name").collect();
    for column in told {
        let mut blank = Made { records: made.records.clone(), events: made.events.clone(), ..Made::default() };
        blank.set(Table::Workflows, "WF-1", &column, "");
        assert_eq!(high(&blank), Class::D3, "{column}");
    }
}
