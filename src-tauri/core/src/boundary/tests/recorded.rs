//! What is on record at its limits: exactly as long, exactly as many, named here or there.

use super::super::access::Access;
use super::super::found::MOST_FACTS;
use super::super::paths::reach::Reach;
use super::super::severity::Steps;
use super::{GRANT, codes, find, organisation, troubled};
use crate::hit::{Hit, Said};
use crate::place::Place;
use crate::tables::Table::{Credentials, Events, Grants, Identities, People, Resources, Workflows};
use crate::testing::{Made, row};

/// The columns of a record that a statement points to, and the events.
fn places(said: &Said) -> Vec<String> {
    let of = |p: &Place| match p {
        Place::Cell { column, .. } => column.as_deref().unwrap_or_default().to_owned(),
        Place::Event { id, .. } => id.clone(),
    };
    said.at.iter().map(of).collect()
}

fn text(made: &Made, code: &str) -> String {
    find(made, code)[0].condition[0].text.clone()
}

#[test]
fn the_boundary_is_every_check_in_the_order_of_codes() {
    let mut made = troubled();
    made.put(crate::tables::Table::ContextChanges, &[("workflow", "WF-1"), ("kind", "model"), ("at", "2026-06-10")]);
    made.case("WF-1", |c| {
        let (access, flow) = (Access::of(c), super::super::paths::flow::Flow::of(c));
        let found = super::super::hits(c, &access, &flow, Reach::told(&flow).as_ref());
        assert!(found.windows(2).all(|pair| pair[0].code <= pair[1].code));
        let of_checks = super::super::RECORDS.iter().chain(&super::super::LOGS).map(|(_, check)| check(c, &access).len()).sum::<usize>();
        let of_flow = super::super::eb09::check(c, &access).len() + super::super::eb10::check(c, &access).len();
        assert_eq!(found.len(), of_checks + of_flow);
        for code in ["EB-01", "EB-09", "EB-10", "EB-14", "EB-19"] {
            assert!(found.iter().any(|h| h.code == code), "{code}");
        }
    });
}

#[test]
fn no_more_are_counted_where_all_are_named() {
    let with = |missing: usize| {
        let mut made = organisation();
        let ids: Vec<String> = (0..missing).map(|i| format!("ghost-{i}")).collect();
        made.set(Workflows, "WF-1", "identities", &ids.join(";"));
        find(&made, "EB-00").iter().any(|h| h.condition.iter().any(|s| s.text.contains(" more")))
    };
    assert!(!with(MOST_FACTS) && with(MOST_FACTS + 1));
    let counted = |hits: &[Hit]| hits.iter().any(|h| h.condition.iter().any(|s| s.text.contains(" 0 more")));
    assert!(!counted(&super::all(&troubled())), "nothing more is not counted");
}

#[test]
fn a_long_life_is_read_where_it_is_told_and_where_an_end_should_be() {
    let mut made = organisation();
    made.set(Credentials, "C-1", "ttl_seconds", "90000");
    assert_eq!(places(&find(&made, "EB-01")[0].condition[0]), ["issued_per", "expires_at", "ttl_seconds"]);
}

/// An organisation with a standing grant from 10:00 to 12:00 on a day in May, and runs on that day.
fn granted(runs: &[(&str, &str, &str)]) -> Made {
    let mut made = organisation();
    made.set(Grants, GRANT, "kind", "standing");
    made.set(Grants, GRANT, "granted_at", "2026-05-01T10:00:00Z").set(Grants, GRANT, "expires_at", "2026-05-01T12:00:00Z");
    for (run, from, to) in runs {
        for (end, time) in [("a", from), ("b", to)] {
            let ts = format!("2026-05-01T{time}:00Z");
            made.event(&format!("{run}-{end}"), "tool_call", &ts, &[("run_id", run), ("actor", "I-1"), ("actor_kind", "service")]);
        }
    }
    made
}

#[test]
fn between_two_runs_none_is_in_progress() {
    assert!(codes(&granted(&[("r1", "09:00", "11:00"), ("r2", "11:00", "13:00")]), "EB-01").is_empty());
    assert_eq!(codes(&granted(&[("r1", "09:00", "10:30"), ("r2", "11:30", "13:00")]), "EB-01"), ["EB-01"]);
}

#[test]
fn the_gap_is_shown_by_the_first_run_after_the_grant_became_active() {
    let shown = |runs: &[(&str, &str, &str)]| places(&find(&granted(runs), "EB-01")[0].condition[0]);
    let three = [("r1", "08:00", "09:00"), ("r2", "10:30", "10:40"), ("r3", "11:00", "11:10")];
    assert_eq!(shown(&three), ["kind", "r2-a"]);
    // A run that begins with the grant is not after it.
    let begins = [("r1", "10:00", "10:10"), ("r2", "10:30", "10:40"), ("r3", "11:00", "11:10")];
    assert_eq!(shown(&begins), ["kind", "r2-a"]);
    assert_eq!(shown(&three[..1]), ["kind", "r1-a"], "the last one where none is after it");
}

#[test]
fn only_a_revocation_after_an_issue_ends_it() {
    let with = |revoked: &str| {
        let mut made = organisation();
        made.set(Credentials, "C-1", "ttl_seconds", "90000");
        made.event("issue", "credential_issue", "2026-05-01T10:00:00Z", &[("run_id", "r"), ("actor", "I-1"), ("credential", "C-1")]);
        made.event("work", "tool_call", "2026-05-01T11:00:00Z", &[("run_id", "r"), ("actor", "I-1")]);
        made.event("revoke", "credential_revoke", revoked, &[("run_id", "r"), ("actor", "I-1"), ("credential", "C-1")]);
        codes(&made, "EB-01")
    };
    assert!(with("2026-05-01T11:00:01Z").is_empty());
    assert_eq!(with("2026-05-01T09:00:00Z"), ["EB-01"]);
}

#[test]
fn who_shares_a_credential_is_named_where_it_is_told() {
    let mut made = organisation();
    made.put(Workflows, &[("id", "WF-2"), ("name", "other")]);
    made.set(Credentials, "C-1", "workload_claim", "").set(Credentials, "C-1", "holders", "WF-1;WF-2");
    assert_eq!(codes(&made, "EB-02"), ["EB-02-U"]);
    assert!(text(&made, "EB-02").contains("Triage, other;"), "{}", text(&made, "EB-02"));
    made.set(Credentials, "C-1", "holders", "");
    assert_eq!(codes(&made, "EB-02"), ["EB-02-U"]);
    assert!(!text(&made, "EB-02").contains("other;"));
}

#[test]
fn a_person_whose_credential_is_used_is_told_whether_the_workflow_names_the_person_or_not() {
    let mut made = organisation();
    let held = |made: &mut Made, identity: &str| {
        made.put(Credentials, &[("id", "C-9"), ("identity", identity), ("holders", "WF-1"), ("downscoped", "no"), ("issued_per", "task")]);
    };
    held(&mut made, "ghost");
    assert_eq!(codes(&made, "EB-03"), ["EB-03-U"], "whose it is is not known, and the workflow does not name it");
    made.set(Workflows, "WF-1", "identities", "I-1;ghost");
    assert!(codes(&made, "EB-03").is_empty(), "that its record is missing is told once");
    let mut of_person = organisation();
    held(&mut of_person, "P-1");
    assert_eq!(codes(&of_person, "EB-03"), ["EB-03"]);
    of_person.set(Workflows, "WF-1", "identities", "I-1;P-1");
    assert_eq!(codes(&of_person, "EB-03"), ["EB-03"], "a person is in no inventory of identities");
}

#[test]
fn what_is_not_told_of_an_environment_is_what_is_said() {
    let said = |resource: &str, declared: &str, home: &str| {
        let mut made = organisation();
        made.set(Resources, "R-1", "environment", resource).set(Workflows, "WF-1", "declared_environments", declared);
        made.set(Identities, "I-1", "home_environment", home);
        assert_eq!(codes(&made, "EB-08"), ["EB-08-U"]);
        text(&made, "EB-08")
    };
    let (home, declared, stands) = (said("test", "dev", ""), said("test", "", "dev"), said("", "dev", "dev"));
    assert!(home.contains("at home") && !declared.contains("at home") && !stands.contains("at home"));
    assert!(declared.contains("declare") && !home.contains("declare") && !stands.contains("declare"));
    assert!(!stands.contains("reaches"), "what a grant says of itself is not what it reaches");
    // A grant that names production without its resource: neither is known.
    let mut both = organisation();
    both.set(Resources, "R-1", "environment", "").set(Identities, "I-1", "home_environment", "");
    assert!(!text(&both, "EB-08").contains("reaches"), "{}", text(&both, "EB-08"));
}

#[test]
fn an_owner_who_is_several_is_not_one_who_is_nobody() {
    let mut made = organisation();
    made.set(Workflows, "WF-1", "owner", "Ann Lee");
    let nobody = text(&made, "EB-11");
    made.put(People, &[("id", "P-8"), ("name", "Ann Lee"), ("kind", "human"), ("active", "yes")]);
    made.put(People, &[("id", "P-9"), ("name", "Ann Lee"), ("kind", "human"), ("active", "yes")]);
    let several = text(&made, "EB-11");
    assert!(several.contains("more than one") && !nobody.contains("more than one"), "{nobody} {several}");
}

#[test]
fn a_wildcard_is_read_in_its_own_column() {
    let column = |permission: &str, resource: &str| {
        let mut made = organisation();
        let values =
            [("identity", "I-1"), ("resource", resource), ("permission", permission), ("last_used", "2026-09-29"), ("kind", "jit")];
        made.put(Grants, &values);
        let hits = find(&made, "EB-16");
        places(&hits.iter().find(|h| h.cause.starts_with("wildcards")).unwrap().condition[0])
    };
    assert_eq!((column("*", "R-2"), column("read", "*")), (vec!["permission".to_owned()], vec!["resource".to_owned()]));
}

#[test]
fn a_credential_that_was_only_used_is_active() {
    let mut made = organisation();
    made.set(Workflows, "WF-1", "lifecycle", "retired").set(Credentials, "C-1", "expires_at", "2027-01-01");
    made.event("use", "tool_call", "2026-05-01T10:00:00Z", &[("actor", "I-1"), ("credential", "C-1")]);
    assert_eq!(codes(&made, "EB-19"), ["EB-19"]);
    let active = text(&made, "EB-19");
    made.set(Credentials, "C-1", "expires_at", "");
    let open = text(&made, "EB-19");
    made.set(Workflows, "WF-1", "lifecycle", "");
    let untold = text(&made, "EB-19");
    assert!(active != open && open != untold, "what is known, what is open and what is not told are said apart");
    assert!(!active.contains("not told") && open.contains("expired") && !untold.contains("expired"), "{active} {open} {untold}");
}

#[test]
fn without_an_inventory_nobody_is_said_to_be_missing_from_it() {
    let mut made = organisation();
    made.event("e", "tool_call", "2026-05-01T10:00:00Z", &[("actor", "ghost")]);
    let missing = text(&made, "EB-19");
    made.records.retain(|r| r.table != Identities);
    let hits = find(&made, "EB-19");
    assert!(hits[0].condition.iter().all(|s| s.text != missing), "{missing}");
}

#[test]
fn what_is_not_told_is_production_and_sensitive() {
    let (made, none) = (organisation(), Steps::default());
    assert_eq!(made.case("WF-1", Steps::of), none);
    assert_eq!(made.case("WF-1", Steps::untold), Steps { production: true, sensitive: true, dynamic: false });
    for one in [Steps { production: true, ..none }, Steps { sensitive: true, ..none }, Steps { dynamic: true, ..none }] {
        assert_eq!((none.or(one), one.or(none), one.or(one)), (one, one, one), "a step that either takes is taken");
    }
    assert_eq!(none.or(none), none);
}

#[test]
fn a_review_comes_too_late_for_a_change_before_the_period_as_for_one_in_it() {
    use crate::tables::Table::{ContextChanges, Reviews};
    let found = |at: &str| {
        let mut made = organisation();
        made.set(Workflows, "WF-1", "last_reviewed", "2025-01-01");
        made.put(ContextChanges, &[("workflow", "WF-1"), ("kind", "model"), ("at", at)]);
        let review = [("id", "RV-1"), ("subject_kind", "workflow"), ("subject", "WF-1"), ("decision", "attest"), ("at", "2026-09-20")];
        made.put(Reviews, &review);
        made.case("WF-1", |c| super::super::eb14::check(c, &Access::of(c)).len())
    };
    // The access was used all the time in between.
    assert_eq!((found("2026-04-01T00:00:00Z"), found("2026-03-31T23:59:59Z")), (1, 1));
}

#[test]
fn a_use_at_the_very_moment_of_a_change_is_not_after_it() {
    use crate::tables::Table::ContextChanges;
    let found = |used: &str| {
        let mut made = organisation();
        made.set(Workflows, "WF-1", "last_reviewed", "2025-01-01");
        made.put(ContextChanges, &[("workflow", "WF-1"), ("kind", "model"), ("at", "2026-06-10T10:00:00Z")]);
        made.events.push(row(
            Events,
            2,
            &[("event_id", "e"), ("type", "prompt"), ("ts", "2026-05-01"), ("workflow", "WF-1"), ("actor", "I-1")],
        ));
        made.set(Credentials, "C-1", "last_used", used).set(Grants, GRANT, "last_used", "2026-05-01");
        made.case("WF-1", |c| super::super::eb14::check(c, &Access::of(c)).len())
    };
    assert_eq!((found("2026-06-10T10:00:00Z"), found("2026-06-10T10:00:01Z"), found("2026-06-10")), (0, 1, 1));
}
