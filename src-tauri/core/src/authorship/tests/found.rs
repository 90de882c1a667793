//! Reviewers, levels and hits.

use super::bounds::set;
use super::*;
use crate::hit::Hit;
use crate::place::Place;

fn hits_of(made: &Made) -> Vec<Hit> {
    made.case("WF-1", |c| {
        let (figures, of) = look(c);
        hits(c, &figures, &of)
    })
}

fn find(made: &Made, code: &str) -> Option<Hit> {
    hits_of(made).into_iter().find(|h| h.code == code)
}

fn twenty(change: impl Fn(usize, &mut Told<'_>)) -> Made {
    let ids: Vec<String> = (0..20).map(|n| format!("{n:02}")).collect();
    let mut made = organisation();
    for (n, id) in ids.iter().enumerate() {
        let day = format!("2026-05-{:02}", n + 1);
        let mut told = Told { id, day: &day, ..PLAIN };
        change(n, &mut told);
        told.put(&mut made);
    }
    made
}

#[test]
fn a_review_that_is_only_not_told_to_be_needless_leaves_the_drift_open() {
    // People write and nobody reviews: the rate is 0, and the level rests on the reviews that are required.
    let mut made = twenty(|_, t| (t.draft, t.added, t.approver) = (Some(0), 9, None));
    made.set(Table::Workflows, "WF-1", "effect", "reversible_write").set(Table::Workflows, "WF-1", "human_gate", "none");
    made.set(Table::Workflows, "WF-1", "effect_classes", "money");
    let told = find(&made, "AD-01").unwrap();
    assert_eq!((told.unsure, told.if_true, told.severity), (false, Level::High, Level::High));
    made.set(Table::Workflows, "WF-1", "effect_classes", "");
    let open = find(&made, "AD-01").unwrap();
    assert_eq!((open.unsure, open.if_true, open.severity), (true, Level::High, Level::Medium));
    let said = &open.condition.last().unwrap().text;
    assert!(said.starts_with("None of 20 actions shows a substantive review, and whether one is required is not told: 00-exe,"), "{said}");
    made.set(Table::Workflows, "WF-1", "effect_classes", "none");
    assert_eq!(find(&made, "AD-01"), None, "no effect is of a class that a person reviews");
    let act = |class: &str| {
        [("workflow", "WF-1"), ("name", "a"), ("mode", "human_review"), ("effect_class", class)].map(|(c, v)| (c, v.to_owned()))
    };
    for (class, unsure) in [("", false), ("money", true)] {
        let mut made = made.clone();
        let values = act(class);
        made.put(Table::Actions, &values.iter().filter(|(_, v)| !v.is_empty()).map(|(c, v)| (*c, v.as_str())).collect::<Vec<_>>());
        assert_eq!(find(&made, "AD-01").map(|h| h.unsure), Some(unsure), "an action of {class:?}");
    }
}

#[test]
fn a_clean_log_has_no_hit() {
    assert_eq!(hits_of(&twenty(|_, _| {})), []);
}

#[test]
fn the_level_follows_the_rate_or_a_force() {
    let level = |drifted: usize| figures(&twenty(|n, t| t.approver = if n < drifted { None } else { Some("bo") }))["level"].clone();
    assert_eq!(
        [0, 1, 2, 3, 6, 7, 11, 12].map(level),
        ["none", "low", "low", "moderate", "moderate", "high", "high", "severe"].map(|l| json!(l))
    );
    let forced = |change: &dyn Fn(&mut Made)| {
        let mut made = twenty(|_, _| {});
        change(&mut made);
        let f = figures(&made);
        (f["level"].clone(), f["forced_by"].clone())
    };
    let other = |details: &'static str| {
        move |m: &mut Made| {
            set(m, "03-app", "details", "executors=gen;rationale=Checked against the order 77");
            set(m, "03-exe", "details", details);
        }
    };
    let x2 = (json!("high"), json!(["executor_mismatch_in_production"]));
    assert_eq!(forced(&other("recorded_as=al;environment=prod")), x2);
    assert_eq!(forced(&other("recorded_as=al;environment=test")), (json!("none"), json!([])));
    assert_eq!(forced(&other("recorded_as=al")), (json!("none"), json!([])), "the workflow is in test");
    let untold = |m: &mut Made| {
        other("recorded_as=al")(m);
        m.set(Table::Workflows, "WF-1", "environment", "");
    };
    assert_eq!(forced(&untold), x2, "the environment is not told");
    let not_named = |m: &mut Made| {
        other("recorded_as=al;environment=prod")(m);
        set(m, "03-app", "details", "");
    };
    assert_eq!(forced(&not_named).1, json!([]), "nobody else names executors either");
    let gaps = |n: usize| move |m: &mut Made| (0..n).for_each(|i| set(m, &format!("{i:02}-out"), "actor", "stranger"));
    assert_eq!(forced(&gaps(5)), (json!("high"), json!(["attribution_gap"])));
    assert_eq!(forced(&gaps(4)).1, json!([]));
    // Nobody reviews, but people write: the rate is 0.
    let unread = |required: usize| {
        let mut made = twenty(|_, t| (t.draft, t.added, t.approver) = (Some(0), 9, None));
        made.set(Table::Workflows, "WF-1", "human_gate", "after");
        for n in 0..20 {
            let class = if n < required { "class=money" } else { "class=note" };
            made.event(
                &format!("{n:02}-eff"),
                "effect",
                "2026-05-01T12:00:00Z",
                &[("parents", &format!("{n:02}-exe")), ("actor", "al"), ("details", class)],
            );
        }
        let f = figures(&made);
        (f["level"].clone(), f["forced_by"].clone(), f["substantive_review"].clone())
    };
    assert_eq!(unread(5), (json!("high"), json!(["no_substantive_review"]), json!({"n": 0, "of": 5})));
    assert_eq!(unread(4), (json!("none"), json!([]), json!({"n": 0, "of": 4})));
}

#[test]
fn drift_is_a_hit_from_moderate_on() {
    let hit = |drifted: usize| find(&twenty(|n, t| t.approver = if n < drifted { None } else { Some("bo") }), "AD-01");
    assert_eq!(hit(2), None);
    let levels = [3, 7, 12].map(|n| hit(n).map(|h| (h.severity, h.if_true, h.unsure)).unwrap());
    assert_eq!(levels, [Level::Medium, Level::High, Level::Critical].map(|l| (l, l, false)));
    let seven = hit(7).unwrap();
    assert_eq!(seven.subjects.len(), 1);
    assert!(seven.condition[0].text.starts_with("7 of 20 actions"), "{}", seven.condition[0].text);
    assert!(seven.condition[0].text.ends_with("00-exe, 01-exe, 02-exe, 03-exe, 04-exe and 2 more."));
    assert_eq!(seven.condition[0].at.len(), 5);
    let mut forced = twenty(|_, _| {});
    (0..6).for_each(|i| set(&mut forced, &format!("{i:02}-out"), "actor", "stranger"));
    let forced = find(&forced, "AD-01").unwrap();
    assert_eq!((forced.if_true, forced.condition.len()), (Level::High, 1));
    assert!(forced.condition[0].text.contains("registered identity"));
}

#[test]
fn mismatches_are_one_hit() {
    let with = |app: &str, exe: &str, actor: &str| {
        let mut made = twenty(|_, _| {});
        set(&mut made, "03-app", "details", app);
        set(&mut made, "03-exe", "details", exe);
        set(&mut made, "03-exe", "actor", actor);
        find(&made, "AD-02")
    };
    let named = "executors=gen;rationale=Checked against the order 77";
    let levels = |h: Option<Hit>| h.map(|h| (h.unsure, h.severity, h.if_true)).unwrap();
    assert_eq!(levels(with(named, "recorded_as=al;environment=test", "al")), (false, Level::High, Level::High));
    assert_eq!(levels(with(named, "recorded_as=al;environment=prod", "al")), (false, Level::Critical, Level::Critical));
    assert_eq!(levels(with(named, "recorded_as=al;environment=prod", "")), (true, Level::High, Level::Critical));
    assert_eq!(levels(with(named, "recorded_as=al;environment=test", "")), (true, Level::Medium, Level::High));
    // A person is masked for certain, another executor only maybe.
    let mut both = twenty(|_, _| {});
    set(&mut both, "02-exe", "actor", "gen");
    set(&mut both, "02-exe", "actor_kind", "agent");
    set(&mut both, "03-app", "details", named);
    set(&mut both, "03-exe", "actor", "");
    set(&mut both, "03-exe", "details", "recorded_as=al;environment=prod");
    let hit = find(&both, "AD-02").unwrap();
    assert_eq!((hit.unsure, hit.severity, hit.if_true, hit.cause.as_str()), (false, Level::High, Level::Critical, "executor gen"));
    assert_eq!(
        hit.condition.iter().map(|s| s.text.as_str()).collect::<Vec<_>>(),
        [
            "In 1 of 20 actions a person is on record and an agent or service acted: 02-exe.",
            "In 1 of 20 actions it cannot be excluded that the executor is not among those that the approval names: 03-exe."
        ]
    );
    let mut unread = twenty(|_, _| {});
    unread.set(Table::People, "bo", "authority", "");
    let hit = find(&unread, "AD-02").unwrap();
    assert_eq!((hit.full_code().as_str(), hit.condition[0].at.len()), ("AD-02-U", 5));
    assert!(matches!(&hit.condition[0].at[0], crate::place::Place::Event { id, .. } if id == "00-app"), "the approval");
}

#[test]
fn gaps_are_one_hit() {
    let with = |n: usize| {
        let mut made = twenty(|_, _| {});
        (0..n).for_each(|i| set(&mut made, &format!("{i:02}-out"), "actor", ""));
        find(&made, "AD-03")
    };
    assert_eq!(with(0), None);
    assert_eq!([1, 4, 5].map(|n| with(n).unwrap().if_true), [Level::Medium, Level::Medium, Level::High]);
    let one = with(1).unwrap();
    assert_eq!(one.condition[0].text, "1 of 20 actions has a step without exactly one registered identity: 00-exe.");
    assert_eq!(one.condition[1].text, "In action 00-exe, step model output: the actor is not told.");
    let maybe = |known: usize| {
        let mut made = twenty(|_, _| {});
        made.put(Table::Credentials, &[("id", "CR-1"), ("identity", "gen")]);
        (0..5).for_each(|i| set(&mut made, &format!("{i:02}-exe"), "credential", "CR-1"));
        (0..known).for_each(|i| set(&mut made, &format!("{i:02}-out"), "actor", ""));
        // What an actor used once may have been used again.
        (5..20).for_each(|i| set(&mut made, &format!("{i:02}-exe"), "actor", "di"));
        let hit = find(&made, "AD-03").unwrap();
        (hit.unsure, hit.severity, hit.if_true, hit.condition[0].text.clone())
    };
    let (unsure, severity, if_true, text) = maybe(0);
    assert_eq!((unsure, severity, if_true), (true, Level::Medium, Level::High));
    assert!(text.ends_with("Of 5 it cannot be excluded."), "{text}");
    let (unsure, severity, if_true, _) = maybe(1);
    assert_eq!((unsure, severity, if_true), (false, Level::Medium, Level::High));
}

#[test]
fn self_approvals_are_one_hit() {
    let mut made = twenty(|n, t| t.approver = Some(if n < 2 { "al" } else { "bo" }));
    let hit = find(&made, "AD-04").unwrap();
    assert_eq!((hit.unsure, hit.if_true, hit.cause.as_str(), hit.condition.len()), (false, Level::High, "reviewer al", 1));
    assert!(hit.condition[0].text.ends_with("in 2 of 20 actions: 00-exe, 01-exe."), "{}", hit.condition[0].text);
    // An approval that is not of what was carried out is one's own all the same: its class hides nothing.
    set(&mut made, "01-exe", "content_sha256", "");
    assert_eq!(find(&made, "AD-04").unwrap().condition[0].text, hit.condition[0].text);
    set(&mut made, "05-req", "actor", "");
    let open = find(&made, "AD-04").unwrap().condition;
    let text = "It cannot be excluded that the approver asked for it or operates the agent, in 1 of 20 actions: 05-exe.";
    assert_eq!((open.len(), open[1].text.as_str()), (2, text));
    // No person asked, and the reviewer is among those who operate the workflow.
    let mut scheduled = twenty(|_, t| t.requester = "sched");
    assert_eq!(find(&scheduled, "AD-04"), None);
    scheduled.set(Table::Workflows, "WF-1", "operators", "cy;bo");
    let hit = find(&scheduled, "AD-04").unwrap();
    assert_eq!((hit.full_code().as_str(), hit.severity, hit.if_true), ("AD-04-U", Level::Medium, Level::High));
    let text = "The approver is a listed operator of the workflow, and the log does not tell who operated it, in 20 of 20 actions: 00-exe,";
    assert!(hit.condition[0].text.starts_with(text) && hit.condition.len() == 1, "{:?}", hit.condition);
    let list = Place::cell(scheduled.records.iter().find(|r| r.table == Table::Workflows).unwrap(), "operators");
    assert_eq!(hit.condition[0].at.last(), Some(&list));
    scheduled.set(Table::Workflows, "WF-1", "operators", "cy");
    assert_eq!(find(&scheduled, "AD-04"), None);
    // Somebody else asked: who operated the agent is still not told, until the log says for whom it acted.
    let mut asked = twenty(|_, _| {});
    assert_eq!(find(&asked, "AD-04"), None);
    asked.set(Table::Workflows, "WF-1", "operators", "bo");
    assert_eq!(find(&asked, "AD-04").unwrap().full_code(), "AD-04-U");
    asked.events.iter_mut().filter(|e| e.get("type") == Some("model_output")).for_each(|e| {
        let column = u16::try_from(crate::tables::spec(Table::Events).position("on_behalf_of").unwrap()).unwrap();
        e.fields.set(column, "al");
    });
    assert_eq!(find(&asked, "AD-04"), None);
}

/// Items of 150 words that one reviewer opens one after the other and approves, a step apart.
fn queue(items: usize, step: u64, size: &str) -> Made {
    let mut made = organisation();
    for n in 0..items {
        let (run, from) = (format!("Q-{n:03}"), n as u64 * step);
        let put = |made: &mut Made, name: &str, kind: &str, at: u64, values: &[(&str, &str)]| {
            made.event(&format!("{n:03}-{name}"), kind, &time("2026-06-01", at), &[&[("run_id", run.as_str())], values].concat());
        };
        put(&mut made, "open", "review_open", from, &[("actor", "bo"), ("actor_kind", "human")]);
        let details = format!("rationale=Compared with the order, number {n}");
        let values =
            [("actor", "bo"), ("actor_kind", "human"), ("outcome", "approved"), ("size", size), ("unit", "word"), ("details", &details)];
        put(&mut made, "app", "approval", from + step, &values);
    }
    made
}

#[test]
fn capacity_is_what_the_time_allows() {
    let of = |items: usize, step: u64, size: &str| queue(items, step, size).case("WF-1", |c| analyse(c).reviewers[0].clone());
    let r = of(40, 18, "150");
    assert_eq!((r.capacity, r.seconds_needed, r.seconds_available), (Capacity::Hurried, Some(600.0), Some(720.0)));
    assert_eq!((of(40, 15, "150").capacity, of(40, 14, "150").capacity), (Capacity::Hurried, Capacity::Impossible));
    assert_eq!((of(40, 30, "150").capacity, of(40, 29, "150").capacity), (Capacity::Possible, Capacity::Hurried));
    assert_eq!((r.median_dwell, r.median_required), (Some(18.0), Some(15.0)));
    assert_eq!((r.decisions, r.rejections, r.rationales, r.same_rationale), (40, 0, 40, Some(0.025)));
    // A day of its own is judged on its own.
    let mut late = queue(40, 14, "150");
    let far = [("actor", "bo"), ("actor_kind", "human"), ("outcome", "approved"), ("size", "1"), ("unit", "word")];
    late.event("far", "approval", "2026-08-01T09:00:00Z", &far);
    assert_eq!(late.case("WF-1", |c| analyse(c).reviewers[0].capacity), Capacity::Impossible);
    // A size that is not told has no bound.
    let mut untold = queue(29, 14, "150");
    (0..20).for_each(|n| set(&mut untold, &format!("{n:03}-app"), "size", ""));
    let r = untold.case("WF-1", |c| analyse(c).reviewers[0].clone());
    assert_eq!((r.capacity, r.maybe_impossible), (Capacity::Possible, true));
    let hit = find(&untold, "AD-05").unwrap();
    assert_eq!((hit.full_code().as_str(), hit.if_true), ("AD-05-U", Level::Medium));
    let mut none = queue(40, 18, "");
    let found = none.case("WF-1", |c| analyse(c).reviewers[0].clone());
    assert_eq!((found.capacity, found.maybe_impossible), (Capacity::Possible, true));
    let flag =
        |made: &Made| made.case("WF-1", |c| crate::analysis::analyse(c.frame, c.workflow, &made.events).analysed.review_capacity_flag);
    assert_eq!(flag(&none), None, "no size is told");
    none = queue(40, 30, "150");
    assert_eq!(flag(&none), Some(false));
    set(&mut none, "007-app", "actor", "");
    assert_eq!(flag(&none), None, "whose it is is not told");
    // One approval alone is judged by its dwell.
    assert_eq!(of(1, 2, "1500").capacity, Capacity::Possible);
}

#[test]
fn batches_and_no_rejection_are_a_hit() {
    let batches = |items: usize, step: u64| queue(items, step, "1").case("WF-1", |c| analyse(c).reviewers[0].batches);
    // Five within 60 s.
    assert_eq!((batches(5, 15), batches(5, 16), batches(4, 1)), (1, 0, 0));
    assert_eq!((batches(9, 15), batches(10, 15), batches(40, 5)), (1, 2, 3));
    assert_eq!(find(&queue(29, 12, "1"), "AD-05"), None);
    let hit = find(&queue(30, 12, "1"), "AD-05").unwrap();
    assert_eq!((hit.unsure, hit.if_true, hit.cause.as_str()), (false, Level::Medium, "reviewer bo"));
    assert_eq!(
        hit.condition[0].text,
        "None of 30 decisions of bo from 2026-06-01 09:00:12 UTC to 2026-06-01 09:06:00 UTC was a rejection; 5 times at least 5 approvals came \
         within 60 s, the first time 6 from 2026-06-01 09:00:12 UTC to 2026-06-01 09:01:12 UTC."
    );
    assert_eq!(hit.condition[0].at.len(), 10, "five decisions, which are those of the batch, and five openings");
    assert_eq!(find(&queue(30, 16, "1"), "AD-05"), None, "no batch");
    let mut once = queue(30, 12, "1");
    set(&mut once, "007-app", "outcome", "rejected");
    assert_eq!(find(&once, "AD-05"), None);
    let r = once.case("WF-1", |c| analyse(c).reviewers[0].clone());
    assert_eq!((r.decisions, r.rejections, r.challenge_below_exact), (30, 1, None));
    let r = queue(150, 20, "1").case("WF-1", |c| analyse(c).reviewers[0].clone());
    assert_eq!((r.challenge_below, r.challenge_below_exact.map(crate::stats::rounded)), (Some(0.02), Some(0.02)));
    let impossible = find(&queue(10, 14, "150"), "AD-05").unwrap();
    assert_eq!(
        impossible.condition[0].text,
        "10 approvals of bo, from the first opening on 2026-06-01 09:00:00 UTC to the last approval on 2026-06-01 09:02:20 UTC, are of what takes \
         150 s to read; there were 140 s: 000-app, 001-app, 002-app, 003-app, 004-app and 5 more."
    );
}

#[test]
fn what_cannot_be_assessed_is_said() {
    let mut four = organisation();
    ["1", "2", "3", "4"].iter().for_each(|id| Told { id, ..PLAIN }.put(&mut four));
    let f = figures(&four);
    assert_eq!(
        (&f["assessable"], &f["actions"], &f["level"], &f["drift_rate"], &f["trend"]),
        (&json!(false), &json!(4), &Value::Null, &Value::Null, &Value::Null)
    );
    assert_eq!((&f["review_classes"]["substantive"], &f["machine_share"]), (&json!(4), &Value::Null));
    let hit = find(&four, "AD-06").unwrap();
    assert_eq!((hit.full_code().as_str(), hit.severity, hit.if_true), ("AD-06-U", Level::Medium, Level::High));
    Told { id: "5", ..PLAIN }.put(&mut four);
    assert_eq!((&figures(&four)["assessable"], find(&four, "AD-06")), (&json!(true), None));
    // Three of five can be followed: enough. Two are not.
    set(&mut four, "1-exe", "actor", "");
    set(&mut four, "2-exe", "actor", "");
    assert_eq!(figures(&four)["assessable"], json!(true));
    for column in ["parents", "run_id"] {
        set(&mut four, "3-exe", column, "");
    }
    let f = figures(&four);
    assert_eq!(f["reason"], json!("2 of 5 actions tell actor, approval and content; at least 60 % are needed."));
    assert!(find(&four, "AD-06").is_some() && find(&four, "AD-01").is_none());
    // Nothing is logged.
    let silent = |column: &str, value: &str| {
        let mut made = organisation();
        made.set(Table::Workflows, "WF-1", column, value);
        find(&made, "AD-06").is_some()
    };
    assert!(
        silent("effect", "irreversible_or_external")
            && silent("effect", "")
            && silent("lifecycle", "active")
            && silent("lifecycle", "suspended")
    );
    assert!(
        !silent("effect", "none") && !silent("effect", "advisory") && !silent("lifecycle", "proposed") && !silent("lifecycle", "retired")
    );
    assert_eq!(figures(&organisation())["reason"], json!("No action is logged in the period."));
}

#[test]
fn the_order_of_the_rows_does_not_matter() {
    let made = log(&ten());
    let mut turned = log(&ten());
    turned.events.reverse();
    assert_eq!(figures(&made), figures(&turned));
}

mod places;
