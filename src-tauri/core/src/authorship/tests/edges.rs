//! The edge cases of domain 4a: shares, links, retries, executors, attribution, periods.

use super::bounds::set;
use super::*;

/// A log of one action, with what an analysis makes of it.
fn one(told: &Told<'_>, change: impl FnOnce(&mut Made), look: impl FnOnce(&Action<'_>)) {
    let mut made = organisation();
    told.put(&mut made);
    change(&mut made);
    made.case("WF-1", |c| look(&actions(c)[0]));
}

fn share(change: impl FnOnce(&mut Made)) -> (f64, f64, Option<(u64, u64)>) {
    let mut out = (9.0, 9.0, None);
    one(&Told { added: 50, ..PLAIN }, change, |a| out = (a.share_low, a.share_high, a.machine.zip(a.human)));
    out
}

const EDIT: [(&str, &str); 4] = [("run_id", "R-1"), ("parents", "1-edit"), ("unit", "line"), ("size", "50")];

fn edit(made: &mut Made, values: &[(&str, &str)]) {
    made.event("1-more", "human_edit", "2026-05-01T09:01:00Z", &[&EDIT[..], values].concat());
    set(made, "1-app", "parents", "1-more");
}

#[test]
fn shares_come_from_diffs() {
    assert_eq!(share(|_| {}), (100.0 / 150.0, 100.0 / 150.0, Some((100, 50))));
    assert_eq!(share(|m| set(m, "1-edit", "details", "removed=50")), (0.5, 0.5, Some((50, 50))));
    assert_eq!(share(|m| set(m, "1-edit", "details", "removed=500")), (0.0, 0.0, Some((0, 50))), "not below nothing");
    // By another agent: machine units. By somebody unknown: either.
    assert_eq!(share(|m| edit(m, &[("actor", "gen"), ("actor_kind", "agent")])), (0.75, 0.75, Some((150, 50))));
    assert_eq!(share(|m| edit(m, &[("actor", "al"), ("actor_kind", "human")])), (0.5, 0.5, Some((100, 100))));
    assert_eq!(share(|m| edit(m, &[("actor", "who")])), (0.5, 0.75, None));
    assert_eq!(share(|m| edit(m, &[("actor", "al"), ("actor_kind", "agent")])), (0.5, 0.75, None), "log and register disagree");
    // What another agent removed may have been a person's.
    let removing = |m: &mut Made| edit(m, &[("actor", "gen"), ("actor_kind", "agent"), ("details", "removed=30")]);
    assert_eq!(share(removing), (120.0 / 170.0, 150.0 / 170.0, None));
    // A new draft after the edit may have kept the person's 50.
    let redrafted = |m: &mut Made| {
        let values = [("run_id", "R-1"), ("parents", "1-edit"), ("unit", "line"), ("size", "80"), ("actor", "gen")];
        m.event("1-new", "model_output", "2026-05-01T09:01:00Z", &values);
        set(m, "1-app", "parents", "1-new");
    };
    assert_eq!(share(redrafted), (30.0 / 80.0, 1.0, None));
}

#[test]
fn what_has_no_size_is_open() {
    for (id, column, value) in
        [("1-out", "size", ""), ("1-edit", "size", ""), ("1-edit", "unit", ""), ("1-out", "unit", ""), ("1-edit", "unit", "word")]
    {
        assert_eq!(share(|m| set(m, id, column, value)), (0.0, 1.0, None), "{id} {column}");
    }
    let labelled = |details: &str| {
        let mut out = (9.0, 9.0);
        let told = Told { draft: None, ..PLAIN };
        one(&told, |m| set(m, "1-out", "details", details), |a| out = (a.share_low, a.share_high));
        out
    };
    assert_eq!(labelled("origin=machine"), (1.0, 1.0));
    assert_eq!(labelled("origin=human"), (0.0, 0.0));
    assert_eq!((labelled("origin=mixed"), labelled("")), ((0.0, 1.0), (0.0, 1.0)));
    let edited = share(|m| {
        set(m, "1-out", "size", "");
        set(m, "1-out", "details", "origin=machine");
    });
    assert_eq!(edited, (0.0, 1.0, None), "a person edited it");
    // Sizes of nothing.
    let empty = |details: &str| {
        let mut out = (9.0, 9.0);
        one(&Told { draft: Some(0), ..PLAIN }, |m| set(m, "1-out", "details", details), |a| out = (a.share_low, a.share_high));
        out
    };
    assert_eq!((empty("origin=machine"), empty("origin=human")), ((1.0, 1.0), (0.0, 1.0)));
}

#[test]
fn an_action_without_content_is_of_who_chose_its_parameters() {
    let chosen = |request: &str, call: &[(&str, &str)]| {
        let mut made = organisation();
        made.event("r", "request", "2026-05-01T09:00:00Z", &[("actor", "al"), ("actor_kind", "human"), ("details", request)]);
        made.event("t", "tool_call", "2026-05-01T09:00:01Z", &[&[("parents", "r")], call].concat());
        made.event("x", "execution", "2026-05-01T09:00:02Z", &[("actor", "al"), ("actor_kind", "human"), ("parents", "t")]);
        made.case("WF-1", |c| actions(c).first().map(|a| (a.share_low, a.share_high)).unwrap())
    };
    let (person, agent) = ([("actor", "al"), ("actor_kind", "human")], [("actor", "gen"), ("actor_kind", "agent")]);
    assert_eq!(chosen("origin=human", &person), (0.0, 0.0));
    assert_eq!(chosen("origin=human", &agent), (0.0, 1.0));
    assert_eq!(chosen("origin=machine", &person), (1.0, 1.0));
    assert_eq!(chosen("", &person), (0.0, 1.0));
    for (label, share) in [("machine", (1.0, 1.0)), ("human", (0.0, 0.0)), ("mixed", (0.0, 1.0))] {
        let details = format!("origin={label}");
        assert_eq!(chosen("origin=human", &[&agent[..], &[("details", details.as_str())]].concat()), share, "{label}");
    }
}

#[test]
fn a_lost_link_is_looked_for_in_the_run() {
    // The edit no longer says what it edited: without the draft it would be a person's work alone.
    assert_eq!(share(|m| set(m, "1-edit", "parents", "")), (0.0, 100.0 / 150.0, None));
    assert_eq!(share(|m| set(m, "1-edit", "parents", "gone")), (0.0, 100.0 / 150.0, None));
    one(
        &PLAIN,
        |m| set(m, "1-exe", "parents", ""),
        |a| {
            assert!(a.linked_by_run && a.review == ReviewClass::Substantive && a.share_low == 1.0);
        },
    );
    one(&PLAIN, |_| {}, |a| assert!(!a.linked_by_run));
}

#[test]
fn one_approval_of_many_actions_is_judged_by_the_whole() {
    let class = |actions_of_it: usize, dwell: u64| {
        let mut made = organisation();
        let app =
            [("actor", "bo"), ("actor_kind", "human"), ("outcome", "approved"), ("content_sha256", "aa"), ("details", "checklist=C-1")];
        let ids: Vec<String> = (0..actions_of_it).map(|n| format!("o{n}")).collect();
        for id in &ids {
            let out = [("actor", "gen"), ("actor_kind", "agent"), ("size", "100"), ("unit", "line"), ("content_sha256", "aa")];
            made.event(id, "model_output", &time("2026-05-01", 0), &out);
        }
        made.event("app", "approval", &time("2026-05-01", dwell), &[&app[..], &[("parents", &ids.join(";"))]].concat());
        for (n, id) in ids.iter().enumerate() {
            let values = [("actor", "al"), ("content_sha256", "aa"), ("artefact", ""), ("parents", &format!("app;{id}"))];
            made.event(&format!("x{n}"), "execution", &time("2026-05-01", dwell + 1), &values);
        }
        made.case("WF-1", |c| actions(c)[0].review)
    };
    // 100 lines take 180 s.
    assert_eq!((class(1, 179), class(1, 180)), (ReviewClass::Implausible, ReviewClass::Substantive));
    // Drafts one after the other, of one artefact: the last one is what was read.
    assert_eq!((class(3, 179), class(3, 180)), (ReviewClass::Implausible, ReviewClass::Substantive));
    // Three drafts, each of its own artefact.
    let apart = |dwell: u64, stated: &str| {
        let mut made = organisation();
        let outs: Vec<String> = (0..3).map(|n| format!("o{n}")).collect();
        for (n, id) in outs.iter().enumerate() {
            let artefact = format!("doc-{n}");
            let out = [("actor", "gen"), ("actor_kind", "agent"), ("size", "100"), ("unit", "line"), ("content_sha256", "aa")];
            made.event(id, "model_output", &time("2026-05-01", 0), &[&out[..], &[("artefact", &artefact)]].concat());
        }
        let app =
            [("actor", "bo"), ("actor_kind", "human"), ("outcome", "approved"), ("content_sha256", "aa"), ("details", "checklist=C-1")];
        made.event(
            "app",
            "approval",
            &time("2026-05-01", dwell),
            &[&app[..], &[("parents", &outs.join(";")), ("size", stated), ("unit", "line")]].concat(),
        );
        for n in 0..3 {
            let values = [("actor", "al"), ("content_sha256", "aa"), ("artefact", &format!("doc-{n}")), ("parents", "app")];
            made.event(&format!("x{n}"), "execution", &time("2026-05-01", dwell + 1), &values);
        }
        made.case("WF-1", |c| actions(c).iter().map(|a| a.review).collect::<Vec<_>>())
    };
    assert_eq!((apart(539, ""), apart(540, "")), (vec![ReviewClass::Implausible; 3], vec![ReviewClass::Substantive; 3]));
    assert_eq!(apart(539, "100"), vec![ReviewClass::Implausible; 3], "the stated size is less than all of it");
    assert_eq!(apart(600, "400"), vec![ReviewClass::Implausible; 3], "the stated size is more: 720 s");
}

#[test]
fn a_later_action_takes_from_an_earlier_one_what_it_lacks() {
    let mut made = organisation();
    PLAIN.put(&mut made);
    made.event("2-exe", "execution", "2026-05-01T10:00:00Z", &[("actor", "al"), ("content_sha256", "aa"), ("parents", "1-exe")]);
    let draft = [("parents", "2-exe"), ("actor", "gen"), ("actor_kind", "agent"), ("size", "9"), ("unit", "line")];
    made.event("3-out", "model_output", "2026-05-01T10:00:01Z", &draft);
    made.event("3-exe", "execution", "2026-05-01T10:00:02Z", &[("actor", "al"), ("content_sha256", "cc"), ("parents", "3-out")]);
    made.case("WF-1", |c| {
        let of = actions(c);
        assert_eq!(
            of.iter().map(|a| a.review).collect::<Vec<_>>(),
            [ReviewClass::Substantive, ReviewClass::Substantive, ReviewClass::Unbound]
        );
        assert_eq!((of[1].size, of[2].size), (Some(100), Some(9)));
        assert_eq!((of[1].requester, of[1].reviewer), (Some("al"), Some("bo")));
    });
}

#[test]
fn rejected_runs_and_retries_are_no_actions_and_a_delivered_output_is_one() {
    let mut made = organisation();
    for id in ["1", "2", "3"] {
        Told { id, ..PLAIN }.put(&mut made);
    }
    set(&mut made, "2-exe", "outcome", "rejected");
    set(&mut made, "2-app", "outcome", "rejected");
    set(&mut made, "3-exe", "details", "recorded_as=al;idempotency_key=k");
    let again = [
        ("run_id", "R-3"),
        ("actor", "al"),
        ("content_sha256", "aa"),
        ("parents", "3-app"),
        ("details", "recorded_as=al;idempotency_key=k"),
    ];
    made.event("3-again", "execution", "2026-05-01T12:00:00Z", &again);
    made.event("4-effect", "effect", "2026-05-01T12:00:00Z", &[("run_id", "R-4"), ("actor", "al"), ("details", "class=money")]);
    made.event("1-effect", "effect", "2026-05-01T12:00:00Z", &[("run_id", "R-1"), ("actor", "al"), ("details", "class=money")]);
    made.case("WF-1", |c| {
        let (figures, of) = look(c);
        assert_eq!(of.iter().map(|a| a.id).collect::<Vec<_>>(), ["1-exe", "3-exe", "4-effect"]);
        assert_eq!(of.iter().map(|a| a.effect_class.as_deref()).collect::<Vec<_>>(), [Some("money"), None, Some("money")]);
        let bo = &figures.reviewers[0];
        assert_eq!((bo.id.as_str(), bo.decisions, bo.rejections, bo.challenge_below), ("bo", 3, 1, None));
        assert_eq!((figures.assessable, figures.actions), (false, 3));
        assert_eq!(figures.reason.as_deref(), Some("3 actions are logged in the period; at least 5 are needed."));
    });
    // An execution in spite of a rejection stays.
    set(&mut made, "2-exe", "outcome", "done");
    made.case("WF-1", |c| assert_eq!(actions(c).iter().find(|a| a.id == "2-exe").unwrap().review, ReviewClass::None));
    // An approval that its giver took back is none.
    let back = [("run_id", "R-1"), ("actor", "bo"), ("actor_kind", "human"), ("outcome", "changes_requested"), ("parents", "1-app")];
    made.event("1-back", "approval", &time("2026-05-01", 1_522), &back);
    set(&mut made, "1-exe", "parents", "1-back");
    made.case("WF-1", |c| assert_eq!(actions(c)[0].review, ReviewClass::None));
    for who in ["cy", ""] {
        set(&mut made, "1-back", "actor", who);
        made.case("WF-1", |c| assert_eq!(actions(c)[0].review, ReviewClass::None, "somebody else said no"));
    }
    for word in ["Rejected", "denied", " DECLINED "] {
        set(&mut made, "1-back", "outcome", word);
        made.case("WF-1", |c| assert_eq!(actions(c)[0].review, ReviewClass::None, "{word}"));
    }
    set(&mut made, "1-back", "content_sha256", "zz");
    made.case("WF-1", |c| assert_eq!(actions(c)[0].review, ReviewClass::Substantive, "of another content"));
}

#[test]
fn the_try_that_was_carried_out_stands_for_its_action_in_whichever_run_it_was() {
    let seen = |first: &str, run: &str, hash: &str, key: &str| {
        let mut made = organisation();
        PLAIN.put(&mut made);
        set(&mut made, "1-exe", "details", "recorded_as=al;idempotency_key=k");
        set(&mut made, "1-exe", "outcome", first);
        let details = format!("recorded_as=al;idempotency_key={key}");
        let again = [("run_id", run), ("actor", "gen"), ("content_sha256", hash), ("parents", "1-exe"), ("details", &details)];
        made.event("again", "execution", "2026-05-01T12:00:00Z", &again);
        made.event(
            "eff",
            "effect",
            "2026-05-01T12:00:01Z",
            &[("run_id", run), ("actor", "al"), ("parents", "1-exe"), ("details", "class=money")],
        );
        made.case("WF-1", |c| {
            let all = actions(c);
            assert!(all.iter().all(|a| a.id == "again" && hash == "bb" || a.review == ReviewClass::Substantive), "approved all the same");
            all.iter().map(|a| (a.id.to_owned(), a.effect.is_some())).collect::<Vec<_>>()
        })
    };
    let of = |ids: &[(&str, bool)]| ids.iter().map(|(id, effect)| ((*id).to_owned(), *effect)).collect::<Vec<_>>();
    assert_eq!(seen("failed", "R-1", "aa", "k"), of(&[("again", true)]), "who carried it out is who tried last");
    assert_eq!(seen("done", "R-1", "aa", "k"), of(&[("1-exe", true)]));
    assert_eq!(seen("done", "R-9", "aa", "k"), of(&[("1-exe", true)]), "a retry in another run");
    let both = of(&[("1-exe", true), ("again", false)]);
    assert_eq!((seen("done", "R-1", "bb", "k"), seen("done", "R-1", "aa", "j")), (both.clone(), both));
}

#[test]
fn an_outcome_is_read_whatever_its_case() {
    let (mut lower, mut upper) = (organisation(), organisation());
    for (made, yes, no, off) in [(&mut lower, "approved", "rejected", "cancelled"), (&mut upper, "Approved", "Denied", "Canceled")] {
        ["1", "2", "3"].iter().for_each(|id| Told { id, ..PLAIN }.put(made));
        set(made, "1-app", "outcome", yes);
        set(made, "2-app", "outcome", no);
        set(made, "2-exe", "outcome", no);
        set(made, "3-exe", "outcome", off);
    }
    let seen = |made: &Made| {
        made.case("WF-1", |c| {
            let bo = &analyse(c).reviewers[0];
            (actions(c).iter().map(|a| (a.id.to_owned(), a.review)).collect::<Vec<_>>(), bo.decisions, bo.rejections)
        })
    };
    assert_eq!(seen(&lower), (vec![("1-exe".to_owned(), ReviewClass::Substantive)], 3, 1));
    assert_eq!(seen(&upper), seen(&lower));
}

#[test]
fn executors_are_those_that_the_approval_names() {
    let flags = |change: &dyn Fn(&mut Made)| {
        let mut out = Mismatch::default();
        one(&PLAIN, |m| change(m), |a| out = a.mismatch);
        out
    };
    use Held::{No, Open, Yes};
    let app = |details: &'static str| move |m: &mut Made| set(m, "1-app", "details", details);
    assert_eq!(flags(&|_| {}), Mismatch { masked: No, executor: No, authority: No });
    assert_eq!(flags(&app("executors=al")).executor, No);
    assert_eq!(flags(&app("executors=gen, Person al")).executor, No);
    assert_eq!(flags(&app("executors=gen,agent")).executor, Yes);
    let untold = |m: &mut Made| {
        app("executors=al")(m);
        set(m, "1-exe", "actor", "");
    };
    assert_eq!(flags(&untold).executor, Open);
    // Without details: open only where other approvals of the log name somebody.
    let elsewhere = |m: &mut Made| {
        app("")(m);
        m.event("z", "approval", "2026-05-02", &[("details", "executors=al")]);
    };
    assert_eq!((flags(&app("")).executor, flags(&elsewhere).executor), (No, Open));
    let demanded = |m: &mut Made| {
        m.event("p", "policy_decision", "2026-05-01T09:00:15Z", &[("parents", "1-out"), ("details", "executors=al")]);
        set(m, "1-app", "parents", "p");
    };
    assert_eq!(flags(&demanded).executor, Yes);
    // A person on record, a machine at work.
    let by = |actor: &'static str, kind: &'static str, details: &'static str| {
        move |m: &mut Made| {
            set(m, "1-exe", "actor", actor);
            set(m, "1-exe", "actor_kind", kind);
            set(m, "1-exe", "details", details);
        }
    };
    assert_eq!(flags(&by("gen", "agent", "recorded_as=al")).masked, Yes);
    assert_eq!(flags(&by("gen", "human", "recorded_as=al")).masked, Yes, "the register knows better");
    assert_eq!(flags(&by("x", "service", "recorded_as=al")).masked, Yes);
    assert_eq!(flags(&by("gen", "agent", "recorded_as=gen")).masked, No);
    assert_eq!(flags(&by("gen", "agent", "environment=test")).masked, No, "the agent is on record itself");
    assert_eq!(flags(&by("gen", "agent", "")).masked, Open);
    assert_eq!(flags(&by("gen", "agent", "recorded_as=nobody")).masked, Open);
    assert_eq!(flags(&by("x", "agent", "recorded_as=x")).masked, No, "not registered, but the log calls it an agent");
    assert_eq!(flags(&by("x", "human", "recorded_as=x")).masked, No);
    assert_eq!(flags(&by("", "", "recorded_as=al")).masked, Open);
    assert_eq!(flags(&by("x", "human", "recorded_as=al")).masked, No);
    // The log calls the actor a person, and the credential is a machine's.
    let with = |actor: &'static str, credential: &'static str, identity: &'static str| {
        flags(&move |m: &mut Made| {
            m.set(Table::Credentials, "CR-S", "identity", identity);
            by(actor, "human", "recorded_as=al")(m);
            set(m, "1-exe", "credential", credential);
        })
        .masked
    };
    assert_eq!((with("al", "CR-S", "shared"), with("x", "CR-S", "shared")), (Open, Open));
    assert_eq!((with("al", "CR-S", ""), with("al", "CR-9", "shared")), (Open, Open), "whose it is is not told");
    assert_eq!((with("al", "CR-S", "bo"), with("al", "", "shared")), (No, No));
    let by_credential = |m: &mut Made| {
        by("", "", "recorded_as=al")(m);
        set(m, "1-exe", "credential", "CR-S");
    };
    assert_eq!(flags(&by_credential).masked, Yes);
}

#[test]
fn authority_is_what_the_register_gives() {
    let held = |authority: &'static str, class: &'static str, classes: &'static str| {
        let mut out = Held::No;
        let change = |m: &mut Made| {
            m.set(Table::People, "bo", "authority", authority);
            m.set(Table::Workflows, "WF-1", "effect_classes", classes);
            let details = format!("class={class}");
            m.event("e", "effect", "2026-05-01T10:00:00Z", &[("parents", "1-exe"), ("actor", "al"), ("details", &details)]);
        };
        one(&PLAIN, change, |a| out = a.mismatch.authority);
        out
    };
    use Held::{No, Open, Yes};
    assert_eq!((held("money", "money", ""), held("money", "prod_change", "money"), held("none", "money", "")), (No, Yes, Yes));
    assert_eq!(held("", "money", ""), Open);
    assert_eq!((held("money", "", "money"), held("money", "", "money;prod_change"), held("money", "", "prod_change")), (No, Open, Yes));
    assert_eq!((held("money", "", ""), held("", "", "money")), (Open, Open));
    one(
        &PLAIN,
        |m| {
            m.set(Table::Workflows, "WF-1", "effect", "advisory").set(Table::People, "bo", "authority", "none");
        },
        |a| assert_eq!(a.mismatch.authority, No, "there is nothing to approve"),
    );
    one(&PLAIN, |m| set(m, "1-app", "actor", "stranger"), |a| assert_eq!(a.mismatch.authority, Open));
}

#[test]
fn every_effect_of_an_action_is_looked_at() {
    let change = |m: &mut Made| {
        m.set(Table::Workflows, "WF-1", "human_gate", "after").set(Table::People, "bo", "authority", "note");
        for (id, class, actor) in [("e1", "class=note", "al"), ("e2", "class=money", "stranger")] {
            m.event(id, "effect", "2026-05-01T10:00:00Z", &[("parents", "1-exe"), ("actor", actor), ("details", class)]);
        }
    };
    one(&PLAIN, change, |a| {
        assert_eq!((a.effect_class.as_deref(), a.review_required, a.mismatch.authority), (Some("note"), true, Held::Yes));
        assert_eq!(a.gaps.iter().map(|g| (g.step, g.why)).collect::<Vec<_>>(), [(crate::event::Kind::Effect, Why::NotRegistered)]);
    });
}

#[test]
fn every_step_is_of_one_registered_identity() {
    let gaps = |change: &dyn Fn(&mut Made)| {
        let mut out = Vec::new();
        one(&Told { executor: "agent", ..PLAIN }, |m| change(m), |a| out = a.gaps.iter().map(|g| (g.step, g.why, g.held)).collect());
        out
    };
    use crate::event::Kind::{Approval, Effect, Execution, ModelOutput, Request};
    use Held::{Open, Yes};
    assert_eq!(gaps(&|_| {}), []);
    assert_eq!(gaps(&|m| set(m, "1-req", "actor", "")), [(Request, Why::ActorUntold, Yes)]);
    assert_eq!(gaps(&|m| set(m, "1-out", "actor", "x")), [(ModelOutput, Why::NotRegistered, Yes)]);
    let team = |m: &mut Made| {
        m.put(Table::People, &[("id", "T-1"), ("kind", "team")]);
        set(m, "1-app", "actor", "T-1");
    };
    assert_eq!(gaps(&team), [(Approval, Why::NotRegistered, Yes)], "a team is not one person");
    assert_eq!(gaps(&|m| set(m, "1-exe", "credential", "key-9")), [(Execution, Why::MaybeShared, Open)], "not on record");
    assert_eq!(
        gaps(&|m| {
            m.put(Table::Identities, &[("id", "twin"), ("name", "Person bo")]);
            set(m, "1-app", "actor", "Person bo");
        }),
        [(Approval, Why::Several, Yes)]
    );
    assert_eq!(
        gaps(&|m| {
            m.event("1-eff", "effect", "2026-05-01T12:00:00Z", &[("parents", "1-exe")]);
        }),
        [(Effect, Why::ActorUntold, Yes)]
    );
    assert_eq!(
        gaps(&|m| {
            m.event("1-open", "review_open", "2026-05-01T09:00:15Z", &[("run_id", "R-1")]);
        }),
        [],
        "an opening is not a step"
    );
    let credential = |values: &'static [(&'static str, &'static str)]| {
        move |m: &mut Made| {
            m.put(Table::Credentials, &[&[("id", "CR-1"), ("identity", "gen")], values].concat());
            set(m, "1-exe", "credential", "CR-1");
        }
    };
    assert_eq!(gaps(&credential(&[("holders", "WF-1;TL-1")])), [(Execution, Why::SharedCredential, Yes)]);
    assert_eq!(gaps(&credential(&[("holders", "WF-1;TL-1"), ("workload_claim", "no")])), [(Execution, Why::SharedCredential, Yes)]);
    assert_eq!(gaps(&credential(&[("holders", "WF-1;TL-1"), ("workload_claim", "yes")])), []);
    assert_eq!(gaps(&credential(&[("holders", "WF-1")])), []);
    assert_eq!(gaps(&credential(&[("holders", "WF-1;bo")])), [], "a person is not a workload");
    assert_eq!(gaps(&credential(&[])), [(Execution, Why::MaybeShared, Open)]);
    assert_eq!(gaps(&credential(&[("workload_claim", "yes")])), []);
    let claimed = |m: &mut Made| {
        credential(&[("holders", "WF-1;TL-1")])(m);
        let issue = [("run_id", "R-1"), ("actor", "gen"), ("credential", "CR-1"), ("details", "workload_claim=yes")];
        m.event("1-issue", "credential_issue", "2026-05-01T09:00:15Z", &issue);
    };
    assert_eq!(gaps(&claimed), [], "its issue for this run carries the claim");
    // An execution that does not tell its credential, by an actor whose credential is shared.
    let untold = |m: &mut Made| {
        m.put(Table::Credentials, &[("id", "CR-1"), ("identity", "agent"), ("holders", "WF-1;TL-1")]);
    };
    assert_eq!(gaps(&untold), [(Execution, Why::MaybeShared, Open)]);
    let elsewhere = |m: &mut Made| {
        m.event("z", "tool_call", "2026-05-02", &[("actor", "agent"), ("credential", "CR-S")]);
    };
    assert_eq!(gaps(&elsewhere), [(Execution, Why::MaybeShared, Open)]);
}

#[test]
fn a_review_is_required_unless_it_is_told_that_none_is() {
    let told = |values: &[(&str, &str)], class: &str, action: &[(&str, &str)]| {
        let mut out = (false, false);
        let change = |m: &mut Made| {
            for column in ["effect", "effect_classes", "human_gate"] {
                m.set(Table::Workflows, "WF-1", column, values.iter().find(|(c, _)| *c == column).map_or("", |(_, v)| v));
            }
            if !action.is_empty() {
                m.put(Table::Actions, &[&[("workflow", "WF-1"), ("name", "a")], action].concat());
            }
            let details = if class.is_empty() { String::new() } else { format!("class={class}") };
            m.event("e", "effect", "2026-05-01T10:00:00Z", &[("parents", "1-exe"), ("actor", "al"), ("details", &details)]);
        };
        one(&PLAIN, change, |a| out = (a.review_required, a.review_assumed));
        out
    };
    let required = |values: &[(&str, &str)], class: &str, action: &[(&str, &str)]| told(values, class, action).0;
    let after = [("human_gate", "after")];
    assert!(REVIEWED.iter().all(|c| required(&after, c, &[])));
    assert!(!required(&after, "note", &[]) && required(&after, "", &[]), "an untold class may be any");
    assert!(required(&[("human_gate", "after"), ("effect_classes", "note;money")], "", &[]));
    assert!(!required(&[("human_gate", "after"), ("effect_classes", "none")], "", &[]));
    assert!(!required(&[("human_gate", "none"), ("effect", "advisory")], "", &[]));
    assert!(required(&[("human_gate", "none"), ("effect", "reversible_write")], "", &[]));
    assert_eq!(told(&[("human_gate", "before_every_effect")], "note", &[]), (true, false), "for certain");
    assert_eq!(told(&[], "note", &[]), (true, true), "for want of a word that none is");
    assert!(!required(&[("human_gate", "before_effect_class"), ("effect_classes", "money")], "note", &[]));
    assert!(required(&[("human_gate", "before_effect_class")], "note", &[]));
    assert!(required(&after, "note", &[("mode", "human_review")]) && required(&after, "note", &[("mode", "prohibited")]));
    assert!(required(&after, "note", &[("mode", "human_review"), ("effect_class", "note")]));
    assert!(!required(&after, "note", &[("mode", "human_review"), ("effect_class", "money")]));
    assert!(!required(&after, "note", &[("mode", "automatic")]));
}

#[test]
fn the_baseline_ends_with_the_last_review_before_the_period() {
    let days = |change: &dyn Fn(&mut Made)| {
        let mut made = log(&ten());
        change(&mut made);
        let trend = made.case("WF-1", |c| analyse(c).trend.unwrap());
        (trend.baseline_days.0.to_string(), trend.baseline_days.1.to_string())
    };
    let of = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    let previous = of("2025-09-30", "2026-03-31");
    assert_eq!(days(&|_| {}), previous, "as long as the period, just before it");
    let review = |values: &'static [(&'static str, &'static str)]| {
        move |m: &mut Made| {
            m.put(
                Table::Reviews,
                &[&[("id", "RV"), ("subject_kind", "workflow"), ("subject", "WF-1"), ("decision", "attest")], values].concat(),
            );
        }
    };
    assert_eq!(days(&review(&[("at", "2026-02-10")])), of("2025-08-12", "2026-02-10"));
    assert_eq!(days(&review(&[("at", "2026-04-01")])), previous, "in the period");
    assert_eq!(
        days(&|m| {
            m.set(Table::Workflows, "WF-1", "last_reviewed", "2026-01-15");
        })
        .1,
        "2026-01-15"
    );
    assert_eq!(
        days(&|m| {
            m.set(Table::Workflows, "WF-1", "identities", "gen");
            m.put(
                Table::Reviews,
                &[("id", "RV"), ("subject_kind", "identity"), ("subject", "gen"), ("decision", "attest"), ("at", "2026-03-01")],
            );
        })
        .1,
        "2026-03-01"
    );
    let undecided = |m: &mut Made| {
        m.put(Table::Reviews, &[("id", "RV"), ("subject_kind", "workflow"), ("subject", "WF-1"), ("at", "2026-03-01")]);
        m.put(
            Table::Reviews,
            &[("id", "RW"), ("subject_kind", "grant"), ("subject", "WF-1"), ("decision", "attest"), ("at", "2026-03-01")],
        );
    };
    assert_eq!(days(&undecided), previous);
}

#[test]
fn the_period_and_the_baseline_count_their_own_days() {
    let mut made = organisation();
    let many = |made: &mut Made, day: &str, from: usize, drifted: usize| {
        for n in 0..20 {
            let id = format!("{:03}", from + n);
            Told { id: &id, approver: if n < drifted { None } else { Some("bo") }, day, ..PLAIN }.put(made);
        }
    };
    many(&mut made, "2026-03-31", 0, 2);
    many(&mut made, "2026-04-01", 100, 15);
    Told { id: "201", day: "2026-09-30", ..PLAIN }.put(&mut made);
    Told { id: "202", day: "2026-10-01", ..PLAIN }.put(&mut made);
    Told { id: "203", day: "2025-09-29", ..PLAIN }.put(&mut made);
    let trend = &figures(&made)["trend"];
    assert_eq!((&trend["baseline"], &trend["current"]), (&json!({"n": 2, "of": 20}), &json!({"n": 15, "of": 21})));
    assert_eq!(trend["verdict"], json!("increasing"));
    assert_eq!(trend["baseline_days"], json!(["2025-09-30", "2026-03-31"]));
    assert_eq!((&trend["difference"], &trend["interval95"]), (&json!(0.614), &json!([0.321, 0.779])));
}

mod parts;
mod shares;
