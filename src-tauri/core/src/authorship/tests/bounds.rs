//! Where the bounds of share, class, mismatch and gap lie.

use super::*;

/// Ten plain actions, all of them substantive, of which the second is changed.
fn changed(change: impl FnOnce(&mut Made)) -> (Value, Vec<ReviewClass>, Made) {
    let ids = ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10"];
    let mut made = log(&ids.map(|id| Told { id, ..PLAIN }));
    change(&mut made);
    let classes = reviews(&made);
    (figures(&made), classes, made)
}

pub(super) fn set(made: &mut Made, id: &str, column: &str, value: &str) {
    let position = u16::try_from(crate::tables::spec(Table::Events).position(column).unwrap()).unwrap();
    let event = made.events.iter_mut().find(|e| e.key == id).unwrap();
    if value.is_empty() { event.fields.remove(position) } else { event.fields.set(position, value) }
}

fn second(change: impl FnOnce(&mut Made)) -> ReviewClass {
    changed(change).1[1]
}

#[test]
fn a_clean_log_has_no_drift() {
    let (found, classes, _) = changed(|_| {});
    assert!(classes.iter().all(|c| *c == ReviewClass::Substantive));
    assert_eq!(found["drift_rate"], json!({"low": 0.0, "high": 0.0, "wilson95_of_high": [0.0, 0.278]}));
    assert_eq!((&found["level"], &found["hurried"], &found["linked_by_run"]), (&json!("none"), &json!(0), &json!(0)));
}

#[test]
fn reading_takes_its_time() {
    let after = |seconds: u64, size: &str, unit: &str| {
        let (found, classes, _) = changed(|m| {
            set(m, "02-app", "ts", &time("2026-05-01", 10 + seconds));
            set(m, "02-app", "size", size);
            set(m, "02-app", "unit", unit);
            set(m, "02-exe", "ts", &time("2026-05-01", 5_000));
        });
        (classes[1], found["hurried"] == json!(1))
    };
    use ReviewClass::{Implausible, Procedural, Substantive};
    // 100 lines: 180 s at 2000 an hour, 720 s at 500 an hour.
    assert_eq!(after(179, "100", "line"), (Implausible, false));
    assert_eq!(after(180, "100", "line"), (Substantive, true));
    assert_eq!(after(719, "100", "line"), (Substantive, true));
    assert_eq!(after(720, "100", "line"), (Substantive, false));
    // 600 words: 60 s, 120 s.
    assert_eq!(after(59, "600", "word"), (Implausible, false));
    assert_eq!(after(60, "600", "word"), (Substantive, true));
    assert_eq!(after(120, "600", "word"), (Substantive, false));
    // Nothing takes less than 5 s.
    assert_eq!((after(4, "1", "word").0, after(5, "1", "word").0), (Implausible, Substantive));
    // Without a size of its own, that of the content; without any, it cannot be judged.
    assert_eq!(after(179, "", "").0, Implausible);
    let unknown = |seconds: u64| {
        second(|m| {
            set(m, "02-app", "ts", &time("2026-05-01", 10 + seconds));
            set(m, "02-out", "size", "");
        })
    };
    assert_eq!((unknown(4), unknown(900)), (Implausible, Procedural));
    // Without a unit: too fast for words, too fast for lines only, slow enough for both.
    let either = |seconds: u64| {
        second(|m| {
            set(m, "02-app", "ts", &time("2026-05-01", 10 + seconds));
            set(m, "02-out", "unit", "");
        })
    };
    assert_eq!((either(9), either(10), either(179), either(180)), (Implausible, Procedural, Procedural, Substantive));
}

#[test]
fn a_time_without_an_hour_is_neither_before_nor_after_another_of_its_day() {
    use ReviewClass::{Procedural, Substantive, Unbound};
    let at = |id: &'static str, day: &'static str| {
        let (found, classes, _) = changed(|m| set(m, id, "ts", day));
        (classes[1], found["drift_rate"]["high"] == json!(0.1))
    };
    assert_eq!(at("02-app", "2026-05-01"), (Procedural, true), "how long it took is not known");
    assert_eq!(at("02-out", "2026-05-01"), (Procedural, true));
    assert_eq!(at("02-exe", "2026-05-01"), (Substantive, true), "it may have been before the approval");
    assert_eq!(at("02-exe", "2026-05-02"), (Substantive, false));
    assert_eq!(at("02-exe", "2026-04-30").0, Unbound);
}

#[test]
fn an_opening_starts_the_clock() {
    let open = |actor: &str, at: u64, parents: &str, run: &str| {
        second(|m| {
            let values = [("actor", actor), ("actor_kind", "human"), ("parents", parents), ("run_id", run)];
            m.event("02-open", "review_open", &time("2026-05-01", at), &values);
        })
    };
    // The approval is 1520 s after the start; 100 lines need 180 s.
    assert_eq!(open("bo", 1_341, "", "R-02"), ReviewClass::Implausible);
    assert_eq!(open("bo", 1_340, "", "R-02"), ReviewClass::Substantive);
    assert_eq!(open("bo", 1_341, "02-out", ""), ReviewClass::Implausible, "linked to the draft only");
    assert_eq!(open("cy", 1_341, "", "R-02"), ReviewClass::Substantive, "somebody else opened it");
    assert_eq!(open("", 1_341, "", "R-02"), ReviewClass::Implausible, "it may have been the reviewer");
    assert_eq!(open("bo", 1_524, "02-out", ""), ReviewClass::Substantive, "after the approval");
}

#[test]
fn engagement_needs_a_sign() {
    let plain = |m: &mut Made| set(m, "02-app", "details", "rationale=ok");
    let with = |id: &'static str, kind: &'static str, values: &'static [(&'static str, &'static str)]| {
        second(|m| {
            plain(m);
            m.event(id, kind, &time("2026-05-01", 15), &[&[("run_id", "R-02")], values].concat());
        })
    };
    use ReviewClass::{Procedural, Substantive, Unbound};
    assert_eq!(second(plain), Procedural);
    assert_eq!(second(|m| set(m, "02-app", "details", "rationale=Nineteen characters.")), Substantive);
    assert_eq!(second(|m| set(m, "02-app", "details", "rationale=Nineteen characters")), Procedural, "19 characters");
    assert_eq!(with("c", "review_comment", &[("actor", "bo"), ("details", "text_length=20")]), Substantive);
    assert_eq!(with("c", "review_comment", &[("actor", "bo"), ("details", "text_length=19")]), Procedural);
    assert_eq!(with("c", "review_comment", &[("actor", "cy"), ("details", "text_length=90")]), Procedural);
    assert_eq!(with("c", "review_comment", &[("actor", "bo"), ("details", "source=diff")]), Substantive);
    assert_eq!(with("c", "review_comment", &[("actor", "bo"), ("details", "checklist=C-7")]), Substantive);
    assert_eq!(with("o", "review_open", &[("actor", "bo"), ("details", "source=order")]), Substantive);
    assert_eq!(with("o", "review_open", &[("actor", "bo")]), Procedural);
    assert_eq!(with("o", "review_open", &[("details", "source=order")]), Procedural);
    assert_eq!(with("a", "approval", &[("actor", "bo"), ("outcome", "rejected")]), Substantive);
    assert_eq!(with("a", "approval", &[("actor", "bo"), ("outcome", "changes_requested")]), Substantive);
    assert_eq!(with("a", "approval", &[("actor", "cy"), ("outcome", "rejected")]), Procedural);
    let call = |values: &'static [(&'static str, &'static str)]| with("t", "tool_call", values);
    assert_eq!(call(&[("actor", "bo"), ("details", "tool=tests;access=read"), ("outcome", "done")]), Substantive);
    assert_eq!(call(&[("actor", "bo"), ("details", "tool=ci;access=execute;test_run=88")]), Substantive);
    assert_eq!(call(&[("actor", "bo"), ("details", "tool=tests;access=read"), ("outcome", "failed")]), Procedural);
    assert_eq!(call(&[("actor", "bo"), ("details", "tool=deploy;access=write")]), Procedural, "it may be what was approved");
    assert_eq!(call(&[("actor", "bo"), ("actor_kind", "human")]), Procedural, "what it did is not told");
    assert_eq!(with("c", "review_comment", &[("actor", "bo"), ("details", "checklist=No")]), Procedural);
    assert_eq!(with("o", "review_open", &[("actor", "bo"), ("details", "source=none")]), Procedural);
    assert_eq!(with("t", "tool_call", &[("actor", "cy"), ("actor_kind", "human")]), Procedural);
    assert_eq!(second(|m| set(m, "02-app", "details", "rationale=ok;test_run=T-9")), Substantive);
    // An edit by the reviewer: at least one unit and one in a hundred.
    let edit = |size: &str, added: &str, removed: &'static str| {
        second(|m| {
            plain(m);
            set(m, "02-app", "size", size);
            set(m, "02-app", "unit", "word");
            let values =
                [("actor", "bo"), ("actor_kind", "human"), ("size", added), ("unit", "line"), ("details", removed), ("parents", "02-out")];
            m.event("02-own", "human_edit", &time("2026-05-01", 15), &[&[("run_id", "R-02")], &values[..]].concat());
        })
    };
    assert_eq!((edit("300", "3", ""), edit("300", "2", ""), edit("300", "2", "removed=1")), (Substantive, Procedural, Substantive));
    assert_eq!((edit("10", "1", ""), edit("10", "0", "")), (Substantive, Procedural));
    let late = second(|m| {
        let values = [("run_id", "R-02"), ("actor", "bo"), ("actor_kind", "human"), ("size", "9"), ("unit", "line"), ("parents", "02-app")];
        m.event("02-late", "human_edit", &time("2026-05-01", 1_522), &values);
        set(m, "02-exe", "parents", "02-late");
    });
    assert_eq!(late, Unbound, "changed after the approval");
}

#[test]
fn a_rationale_that_is_mostly_repeated_is_no_sign() {
    let same = |ids: &[&str]| {
        let (_, classes, _) =
            changed(|m| ids.iter().for_each(|id| set(m, &format!("{id}-app"), "details", "rationale=Looks good to me, as always")));
        classes.iter().filter(|c| **c == ReviewClass::Substantive).count()
    };
    assert_eq!(same(&["01", "02", "03", "04", "05"]), 10, "half of ten");
    assert_eq!(same(&["01", "02", "03", "04", "05", "06"]), 4);
    let mut one = log(&["01", "02", "03", "04", "05"].map(|id| Told { id, approver: Some(if id == "01" { "cy" } else { "bo" }), ..PLAIN }));
    set(&mut one, "02-app", "details", "rationale=ok");
    assert_eq!(one.case("WF-1", |c| actions(c)[0].review), ReviewClass::Substantive, "one rationale alone is not repeated");
}

#[test]
fn what_was_approved_has_to_be_what_was_carried_out() {
    use ReviewClass::{None, Substantive, Unbound};
    for column in ["02-app", "02-exe"] {
        assert_eq!(second(|m| set(m, column, "content_sha256", "")), Unbound);
        assert_eq!(second(|m| set(m, column, "content_sha256", "ff")), Unbound);
    }
    assert_eq!(second(|m| set(m, "02-exe", "content_sha256", "AA")), Substantive, "hashes are not case-sensitive");
    assert_eq!(second(|m| set(m, "02-app", "actor", "")), None);
    assert_eq!(second(|m| set(m, "02-app", "outcome", "")), None);
    assert_eq!(second(|m| set(m, "02-app", "outcome", "rejected")), None);
    assert_eq!(second(|m| set(m, "02-app", "actor", "agent")), Substantive, "log and register disagree: it counts, in doubt");
    assert_eq!(
        second(|m| ["actor", "actor_kind"].into_iter().for_each(|c| set(m, "02-app", c, "agent"))),
        None,
        "an agent reviews nothing"
    );
    // Without a link, an approval after the fact is found by run and artefact.
    let after = |skew: &str, seconds: u64| {
        second(|m| {
            m.put(Table::Sources, &[("id", "any"), ("clock_skew_seconds", skew)]);
            set(m, "02-app", "ts", &time("2026-05-01", 1_525 + seconds));
            set(m, "02-exe", "parents", "02-out");
            set(m, "02-app", "artefact", "doc");
            set(m, "02-exe", "artefact", "doc");
        })
    };
    assert_eq!((after("", 1), after("2", 2), after("2", 3), after("9", 3)), (Unbound, Substantive, Unbound, Unbound));
    assert_eq!(after("", 0), Substantive, "at the same second");
    // The draft after the approval.
    let before = |skew: &str, seconds: u64| {
        second(|m| {
            m.put(Table::Sources, &[("id", "any"), ("clock_skew_seconds", skew)]);
            set(m, "02-app", "ts", &time("2026-05-01", 10 - seconds));
        })
    };
    assert_eq!((before("", 1), before("2", 3), before("9", 3)), (Unbound, Unbound, Unbound));
    assert_eq!(before("2", 2), ReviewClass::Implausible, "tolerated, but there was no time");
    assert_eq!(before("1", 2), Unbound);
    // The approved content, logged again later, is no change.
    let again = second(|m| {
        let values =
            [("run_id", "R-02"), ("actor", "gen"), ("content_sha256", "aa"), ("size", "100"), ("unit", "line"), ("parents", "02-app")];
        m.event("02-again", "model_output", &time("2026-05-01", 1_522), &values);
        set(m, "02-exe", "parents", "02-again");
    });
    assert_eq!(again, Substantive);
}

#[test]
fn a_standing_approval_names_scope_executors_and_end() {
    let with = |details: &str| second(|m| set(m, "02-app", "details", details));
    let full = "standing=yes;scope=nightly;executors=al;expires=2026-06-01;rationale=As agreed for the nightly run";
    assert_eq!(with(full), ReviewClass::Substantive);
    assert_eq!(with(&full.replace("executors=al;", "")), ReviewClass::Unbound);
    assert_eq!(with(&full.replace("expires=2026-06-01;", "")), ReviewClass::Unbound);
    assert_eq!(with(&full.replace("2026-06-01", "2026-04-30")), ReviewClass::Unbound, "ended");
    assert_eq!(with(&full.replace("2026-06-01", "soon")), ReviewClass::Unbound);
    assert_eq!(with(&full.replace("scope=nightly;", "")), ReviewClass::Substantive, "the hash is a scope");
    let no_hash = |details: &str| {
        second(|m| {
            set(m, "02-app", "details", details);
            set(m, "02-app", "content_sha256", "");
            set(m, "02-app", "ts", &time("2026-05-01", 0));
        })
    };
    assert_eq!(no_hash(full), ReviewClass::Procedural, "given before the content: nobody read it");
    assert_eq!(no_hash(&full.replace("scope=nightly;", "")), ReviewClass::Unbound);
}

#[test]
fn the_requester_and_who_operates_the_agent_cannot_review() {
    use ReviewClass::{Own, Substantive};
    assert_eq!(second(|m| set(m, "02-req", "actor", "bo")), Own);
    assert_eq!(second(|m| set(m, "02-exe", "on_behalf_of", "bo")), Own);
    assert_eq!(second(|m| set(m, "02-out", "on_behalf_of", "bo")), Own);
    assert_eq!(second(|m| set(m, "02-app", "on_behalf_of", "bo")), Substantive);
    assert_eq!(second(|m| set(m, "02-exe", "on_behalf_of", "Person bo")), Own, "by name");
    let account = second(|m| {
        m.put(Table::Identities, &[("id", "acct-bo"), ("kind", "human"), ("owner", "bo")]);
        set(m, "02-req", "actor", "acct-bo");
    });
    assert_eq!(account, Own, "a person's account is the person");
    // Who asked is not told: the class stands, but it is not relied on.
    let (found, classes, _) = changed(|m| set(m, "02-req", "actor", ""));
    assert_eq!(classes[1], Substantive);
    assert_eq!((&found["drift_rate"]["low"], &found["drift_rate"]["high"]), (&json!(0.0), &json!(0.1)));
    assert_eq!(found["substantive_review"], json!({"n": 9, "of": 10}));
    // Nor where nothing that was asked is linked: taking a self-approved request out of the log leaves it open.
    let (found, classes, made) = changed(|m| {
        m.events.retain(|e| e.key != "02-req");
        set(m, "02-out", "parents", "");
    });
    assert_eq!((classes[1], &found["drift_rate"]["high"]), (Substantive, &json!(0.1)));
    assert_eq!(found["substantive_review"], json!({"n": 9, "of": 10}));
    assert!(made.case("WF-1", |c| actions(c).iter().any(|a| a.maybe_own)));
}
