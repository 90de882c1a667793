//! What an action tells besides its class: who had it done, where it ran, what it rests on, and which approvals are of it.

use super::*;
use crate::event::{Kind, Unit};
use crate::testing::varied;

fn told<R>(change: impl FnOnce(&mut Made), look: impl FnOnce(&Action<'_>) -> R) -> R {
    let mut out = None;
    one(&PLAIN, change, |a| out = Some(look(a)));
    out.unwrap()
}

#[test]
fn an_action_was_done_for_whom_its_steps_name_or_else_for_who_prompted_it() {
    let operator = |change: &dyn Fn(&mut Made)| told(change, |a| a.operator.map(str::to_owned));
    assert_eq!(operator(&|_| {}), None);
    assert_eq!(operator(&|m| set(m, "1-exe", "on_behalf_of", "cy")).as_deref(), Some("cy"));
    assert_eq!(operator(&|m| set(m, "1-out", "on_behalf_of", "cy")).as_deref(), Some("cy"));
    assert_eq!(operator(&|m| set(m, "1-app", "on_behalf_of", "cy")), None, "who approves does so for nobody");
    let prompted = |actor: &'static str, kind: &'static str| {
        operator(&|m: &mut Made| {
            m.event("1-ask", "prompt", &time("2026-05-01", 5), &[("run_id", "R-1"), ("actor", actor), ("actor_kind", kind)]);
            set(m, "1-out", "parents", "1-ask");
        })
    };
    assert_eq!(prompted("di", "human").as_deref(), Some("di"));
    assert_eq!(prompted("agent", "agent"), None, "a machine's prompt is nobody's");
}

#[test]
fn an_action_is_followed_when_actor_review_and_content_are_told() {
    let linked = |change: &dyn Fn(&mut Made)| told(change, |a| a.linked);
    assert!(linked(&|_| {}));
    assert!(!linked(&|m| set(m, "1-exe", "actor", "")));
    assert!(linked(&|m| set(m, "1-exe", "content_sha256", "")), "the draft is its content");
    // Without a draft the hash tells what was carried out; without both nothing does.
    let without = |sha: &'static str| {
        linked(&|m: &mut Made| {
            set(m, "1-app", "parents", "1-req");
            set(m, "1-exe", "content_sha256", sha);
        })
    };
    assert!(without("aa") && !without(""));
}

#[test]
fn an_execution_was_where_it_says_else_where_its_workflow_runs() {
    let production = |own: &'static str, workflow: &'static str| {
        told(
            |m| {
                set(m, "1-exe", "details", own);
                m.set(Table::Workflows, "WF-1", "environment", workflow);
            },
            |a| a.production,
        )
    };
    use Held::{No, Open, Yes};
    assert_eq!((production("environment=prod", "test"), production("environment=test", "prod")), (Yes, No));
    assert_eq!((production("recorded_as=al", "prod"), production("recorded_as=al", "test")), (Yes, No));
    assert_eq!(production("recorded_as=al", ""), Open);
    assert_eq!(production("", "test"), Open, "an execution without details may have been elsewhere");
}

#[test]
fn who_is_on_record_is_told_by_the_execution() {
    let record = |details: &'static str| {
        told(|m| set(m, "1-exe", "details", details), |a| (a.recorded_as.as_deref().map(str::to_owned), a.recorded_human))
    };
    assert_eq!(record("recorded_as=cy"), (Some("cy".to_owned()), Held::Yes));
    assert_eq!(record("environment=test"), (None, Held::Yes), "the person who acted is on record");
    assert_eq!(record("recorded_as= ;environment=test"), (None, Held::Yes), "a blank names nobody");
}

#[test]
fn an_action_rests_on_its_chain_and_its_effect() {
    let ids = |change: &dyn Fn(&mut Made)| {
        let mut made = organisation();
        PLAIN.put(&mut made);
        change(&mut made);
        made.case("WF-1", |c| {
            let of = actions(c);
            let last = of.last().unwrap();
            last.events.iter().map(|p| c.trail.get(*p).unwrap().id.to_owned()).collect::<Vec<_>>()
        })
    };
    let chain = ["1-req", "1-out", "1-app", "1-exe"];
    assert_eq!(ids(&|_| {}), chain);
    let with_effect = ids(&|m| {
        m.event("1-eff", "effect", "2026-05-01T12:00:00Z", &[("parents", "1-exe"), ("actor", "al")]);
    });
    assert_eq!(with_effect, [&chain[..], &["1-eff"]].concat());
    // An action that follows from another one rests on what that one rests on.
    let after = ids(&|m| {
        m.event("2-exe", "execution", "2026-05-01T12:00:00Z", &[("actor", "al"), ("content_sha256", "aa"), ("parents", "1-exe")]);
    });
    assert_eq!(after, [&chain[..], &["2-exe"]].concat());
    // Without links it is the run since the action before, all of it.
    let unlinked = ids(&|m| {
        for id in ["1-out", "1-app", "1-exe"] {
            set(m, id, "parents", "");
        }
    });
    assert_eq!(unlinked, chain);
}

#[test]
fn what_a_whole_chain_does_not_name_is_not_its_content() {
    let stray = [("run_id", "R-1"), ("actor", "al"), ("actor_kind", "human"), ("unit", "line"), ("size", "50")];
    let share = |change: &dyn Fn(&mut Made)| {
        told(
            |m| {
                m.event("1-stray", "human_edit", &time("2026-05-01", 12), &stray);
                change(m);
            },
            |a| (a.share_low, a.share_high),
        )
    };
    assert_eq!(share(&|_| {}), (1.0, 1.0));
    assert!(share(&|m| set(m, "1-out", "parents", "")).0 < 1.0, "a lost link leaves open what belongs to it");
}

#[test]
fn content_of_another_artefact_is_left_out_unless_nothing_else_is_there() {
    let size = |of_action: &'static str, of_draft: &'static str, of_edit: &'static str| {
        let mut made = organisation();
        Told { added: 50, ..PLAIN }.put(&mut made);
        for (id, artefact) in [("1-exe", of_action), ("1-out", of_draft), ("1-edit", of_edit)] {
            set(&mut made, id, "artefact", artefact);
        }
        made.case("WF-1", |c| actions(c)[0].size)
    };
    assert_eq!(size("doc", "doc", "doc"), Some(150));
    assert_eq!(size("doc", "doc", "note"), Some(100), "the edit is of a note");
    assert_eq!(size("doc", "note", "note"), Some(150), "nothing else is there");
    assert_eq!(size("", "note", ""), Some(150), "an action that names nothing rests on all of it");
}

#[test]
fn an_approval_beside_the_chain_is_of_the_action_when_it_names_it() {
    let beside = |change: &dyn Fn(&mut Made)| {
        told(
            |m| {
                // The chain of the action goes past the approval, which stands in the same run.
                set(m, "1-exe", "parents", "1-out");
                set(m, "1-app", "parents", "");
                change(m);
            },
            |a| (a.review, a.approval.is_some()),
        )
    };
    use ReviewClass::{None, Substantive, Unbound};
    assert_eq!(beside(&|_| {}), (Substantive, true), "the same content");
    let hash = |m: &mut Made| set(m, "1-app", "content_sha256", "ff");
    assert_eq!(beside(&hash), (None, false), "of other content, and nothing else tells");
    let silent = |m: &mut Made| ["1-app", "1-exe"].into_iter().for_each(|id| set(m, id, "content_sha256", ""));
    assert_eq!(beside(&silent), (None, false), "neither tells what it is about");
    let artefact = |m: &mut Made| {
        hash(m);
        ["1-app", "1-exe"].into_iter().for_each(|id| set(m, id, "artefact", "doc"));
    };
    assert_eq!(beside(&artefact), (Unbound, true), "of the same artefact, but not as approved");
    let refused = |m: &mut Made| set(m, "1-app", "outcome", "rejected");
    assert_eq!(beside(&refused), (None, false));
    let after = |parents: &'static str| {
        beside(&move |m: &mut Made| {
            hash(m);
            set(m, "1-app", "ts", &time("2026-05-01", 1_530));
            set(m, "1-app", "parents", parents);
        })
    };
    assert_eq!((after("1-exe"), after("1-req")), ((Unbound, true), (None, false)), "an approval after the fact may name it");
}

#[test]
fn a_rejection_of_the_same_content_after_the_approval_takes_it_back() {
    let later = |values: &'static [(&'static str, &'static str)]| {
        told(
            |m| {
                let app = m.events.iter().find(|e| e.key == "1-app").unwrap().get("content_sha256").unwrap().to_owned();
                let at = time("2026-05-01", 1_522);
                let all = varied(&[("run_id", "R-1"), ("actor", "cy"), ("actor_kind", "human"), ("content_sha256", app.as_str())], values);
                m.event("1-no", "approval", &at, &all);
            },
            |a| a.review,
        )
    };
    use ReviewClass::{None, Substantive};
    assert_eq!(later(&[("outcome", "rejected")]), None);
    assert_eq!(later(&[("outcome", "approved")]), Substantive);
    assert_eq!(later(&[("outcome", "rejected"), ("content_sha256", "ff")]), Substantive, "other content");
    assert_eq!(later(&[("outcome", "rejected"), ("content_sha256", "")]), Substantive, "not said to be of it");
}

#[test]
fn a_decision_that_is_not_told_may_be_anybodys() {
    let open = |column: &'static str, value: &'static str| told(|m| set(m, "1-app", column, value), |a| a.maybe_own);
    assert!(open("outcome", "") && open("actor", ""));
    assert!(!open("outcome", "rejected"), "it is told that nothing was approved");
}

#[test]
fn whoever_operates_the_workflow_may_have_asked_whoever_is_told_to_have() {
    let maybe = |requester: &'static str, operators: &'static str| {
        let mut out = false;
        let change = |m: &mut Made| {
            m.set(Table::Workflows, "WF-1", "operators", operators);
        };
        one(&Told { requester, ..PLAIN }, change, |a| out = a.maybe_own);
        out
    };
    assert!(maybe("sched", "bo") && maybe("al", "bo"), "the reviewer is one of its operators");
    assert!(!maybe("sched", "cy") && !maybe("al", "cy"));
}

#[test]
fn a_review_is_doubtful_when_something_it_needs_is_not_told() {
    let doubtful = |change: &dyn Fn(&mut Made)| told(change, |a| a.review_doubtful);
    assert!(!doubtful(&|_| {}));
    assert!(doubtful(&|m| set(m, "1-req", "actor", "")), "who asked");
    assert!(doubtful(&|m| set(m, "1-app", "actor", "agent")), "log and register disagree on who approved");
    // An approval without details, in a log that knows standing ones, may be one.
    let standing = |m: &mut Made| {
        set(m, "1-app", "details", "");
        m.event("z", "approval", "2026-05-02", &[("details", "standing=yes")]);
    };
    assert!(doubtful(&standing) && !doubtful(&|m| set(m, "1-app", "details", "")));
}

#[test]
fn the_days_of_a_period_end_at_midnight() {
    let counted = |ts: &'static str| {
        let mut made = organisation();
        made.event("x", "execution", ts, &[("actor", "al")]);
        made.case("WF-1", |c| actions(c).len())
    };
    assert_eq!(["2026-03-31T23:59:59Z", "2026-04-01T00:00:00Z"].map(counted), [0, 1]);
    assert_eq!(["2026-09-30T23:59:59Z", "2026-10-01T00:00:00Z"].map(counted), [1, 0]);
}

#[test]
fn only_an_issue_of_the_same_credential_tells_its_workloads_apart() {
    let shared = |kind: &'static str, credential: &'static str| {
        told(
            |m| {
                m.put(Table::Credentials, &[("id", "CR-1"), ("identity", "gen"), ("holders", "WF-1;TL-1")]);
                m.put(Table::Credentials, &[("id", "CR-2"), ("identity", "gen"), ("holders", "WF-1")]);
                set(m, "1-exe", "credential", "CR-1");
                let values = [("run_id", "R-1"), ("actor", "gen"), ("credential", credential), ("details", "workload_claim=yes")];
                m.event("1-issue", kind, &time("2026-05-01", 15), &values);
            },
            |a| a.gaps.iter().any(|g| g.step == Kind::Execution && g.why == Why::SharedCredential),
        )
    };
    assert!(!shared("credential_issue", "CR-1"));
    assert!(shared("credential_issue", "CR-2") && shared("tool_call", "CR-1"));
}

#[test]
fn openings_comments_and_the_handling_of_credentials_are_no_steps() {
    for kind in ["review_open", "review_comment", "credential_issue", "credential_revoke", "tool_call"] {
        let gaps = told(
            |m| {
                m.event("1-x", kind, &time("2026-05-01", 15), &[("run_id", "R-1"), ("parents", "1-out")]);
                set(m, "1-app", "parents", "1-x");
            },
            |a| a.gaps.len(),
        );
        assert_eq!(gaps, usize::from(kind == "tool_call"), "{kind}");
    }
}

#[test]
fn a_machine_is_not_the_person_who_owns_it() {
    let executor = |kind: &'static str| {
        told(
            |m| {
                m.put(Table::Identities, &[("id", "acct"), ("kind", kind), ("owner", "bo")]);
                set(m, "1-app", "details", "executors=bo;rationale=Read against the order 77");
                set(m, "1-exe", "actor", "acct");
                set(m, "1-exe", "actor_kind", "");
            },
            |a| a.mismatch.executor,
        )
    };
    assert_eq!((executor("human"), executor("agent")), (Held::No, Held::Yes));
}

#[test]
fn reading_two_texts_takes_as_long_as_each_of_them_together() {
    let reading = super::super::super::review::Reading::of(&crate::parameters::Parameters::default());
    let need = |size: u64| reading.need(Some(size), Some(Unit::Word));
    let (one, two, both) = (need(600), need(1_200), need(1_800));
    assert_eq!(one.plus(two), both);
    assert_eq!((both.low, both.high, both.plausible), (180.0, 180.0, 360.0));
}

#[test]
fn signs_before_an_approval_are_not_signs_for_the_next_one() {
    let mut made = organisation();
    let bo = [("run_id", "R"), ("actor", "bo"), ("actor_kind", "human")];
    let put = |made: &mut Made, id: &str, kind: &str, at: u64, values: &[(&str, &str)]| {
        made.event(id, kind, &time("2026-05-01", at), &[&bo[..], values].concat());
    };
    let run = |made: &mut Made, n: u64, comment: bool| {
        let (out, app, exe) = (format!("{n}-out"), format!("{n}-app"), format!("{n}-exe"));
        let content =
            [("run_id", "R"), ("actor", "gen"), ("actor_kind", "agent"), ("size", "10"), ("unit", "word"), ("content_sha256", "aa")];
        made.event(&out, "model_output", &time("2026-05-01", n * 1_000), &content);
        if comment {
            put(made, "note", "review_comment", n * 1_000 + 500, &[("details", "text_length=90")]);
        }
        let approved = [("outcome", "approved"), ("content_sha256", "aa"), ("details", "rationale=ok"), ("parents", out.as_str())];
        put(made, &app, "approval", n * 1_000 + 900, &approved);
        let exe_values = [("run_id", "R"), ("actor", "al"), ("actor_kind", "human"), ("content_sha256", "aa"), ("parents", app.as_str())];
        made.event(&exe, "execution", &time("2026-05-01", n * 1_000 + 901), &exe_values);
    };
    run(&mut made, 1, true);
    run(&mut made, 2, false);
    assert_eq!(reviews(&made), [ReviewClass::Substantive, ReviewClass::Procedural]);
}

#[test]
fn a_draft_that_the_reviewer_wrote_is_no_edit_of_it() {
    let class = |m: &mut Made| {
        set(m, "1-app", "details", "rationale=ok");
        set(m, "1-out", "actor", "bo");
        set(m, "1-out", "actor_kind", "human");
    };
    assert_eq!(told(class, |a| a.review), ReviewClass::Procedural);
}

#[test]
fn a_rationale_given_twice_of_two_is_a_repeated_one() {
    let mut made = log(&["01", "02", "03", "04", "05"].map(|id| Told { id, approver: Some(if id < "03" { "cy" } else { "bo" }), ..PLAIN }));
    for id in ["01-app", "02-app"] {
        set(&mut made, id, "details", "rationale=Looks good to me, as always");
    }
    use ReviewClass::{Procedural, Substantive};
    assert_eq!(reviews(&made), [Procedural, Procedural, Substantive, Substantive, Substantive]);
}
