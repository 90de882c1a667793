//! EB-00 access is not told: the records that the other checks would look at are missing as a whole. One hit for each kind of record
//! that is missing stands for every code that cannot be excluded without it, as severe as the worst of them. A record that is there
//! and is silent in a field is the matter of the check that needs the field.
//!
//! Where identities or agents are not told, what other checks cannot exclude for want of a whole list (agents, flows, an owner, a review
//! while nothing of its access is told) is told in the same hit: one question, "who and what does it act as?", comes before theirs.

use super::access::Access;
use super::eb05;
use super::found::MOST_FACTS;
use super::severity::Steps;
use crate::case::Case;
use crate::facts::misread;
use crate::hit::{Hit, Said, Subject};
use crate::place::Place;
use crate::registry::Actor;
use crate::risk::Level;
use crate::tables::Table;
use std::collections::BTreeSet;

/// The cause of the hit for what the workflow acts as.
const IDENTITIES: &str = "identities";

/// A code with its base severity.
type Coded = (&'static str, Level);

/// What cannot be excluded while it is not known as what a workflow acts.
const WITHOUT_IDENTITIES: [Coded; 11] = [
    ("EB-01", Level::Medium),
    ("EB-02", Level::High),
    ("EB-03", Level::High),
    ("EB-04", Level::Medium),
    ("EB-08", Level::High),
    ("EB-11", Level::Medium),
    ("EB-12", Level::Medium),
    ("EB-15", Level::Medium),
    ("EB-16", Level::Medium),
    ("EB-18", Level::High),
    ("EB-19", Level::High),
];

/// The same of an identity that is named and is in no inventory.
const WITHOUT_RECORD: [Coded; 4] = [("EB-03", Level::High), ("EB-08", Level::High), ("EB-11", Level::Medium), ("EB-18", Level::High)];

/// The same of an identity without a credential.
const WITHOUT_CREDENTIALS: [Coded; 5] =
    [("EB-01", Level::Medium), ("EB-02", Level::High), ("EB-03", Level::High), ("EB-12", Level::Medium), ("EB-19", Level::High)];

/// The same of an identity without a grant.
const WITHOUT_GRANTS: [Coded; 7] = [
    ("EB-01", Level::Medium),
    ("EB-04", Level::Medium),
    ("EB-08", Level::High),
    ("EB-12", Level::Medium),
    ("EB-15", Level::Medium),
    ("EB-16", Level::Medium),
    ("EB-18", Level::High),
];

pub(super) fn hits(case: &Case<'_, '_>, access: &Access<'_>) -> Vec<Hit> {
    let w = case.workflow;
    let mut hits = Vec::new();
    if !access.ids_told {
        let mut said = Vec::new();
        for (column, untold) in [("identities", "As which identities the workflow acts is not told."), ("agents", eb05::UNTOLD)] {
            if w.get(column).is_none() {
                said.push(Said::new(untold, vec![Place::cell(w, column)]));
            } else if misread(w, column) {
                said.push(Said::new(format!("Part of what is said of its {column} was not understood."), vec![Place::cell(w, column)]));
            }
        }
        hits.push(made(case, IDENTITIES, &WITHOUT_IDENTITIES, &[], said));
    }
    let unknown: Vec<&str> =
        access.unregistered.iter().copied().filter(|id| matches!(case.registry().resolve(id), Actor::Nobody)).collect();
    for (cause, ids, codes, what) in [
        ("records of identities", unknown, &WITHOUT_RECORD[..], "is in no inventory of identities or people"),
        ("credentials", access.without_credentials(), &WITHOUT_CREDENTIALS[..], "has no credential on record"),
        ("grants", access.without_grants(), &WITHOUT_GRANTS[..], "has no grant on record"),
    ] {
        if !ids.is_empty() {
            let mut said: Vec<Said> =
                ids.iter().take(MOST_FACTS).map(|id| Said::new(format!("Identity {id} {what}."), vec![place_of(case, id)])).collect();
            if ids.len() > MOST_FACTS {
                said.push(Said::new(format!("And {} more.", ids.len() - MOST_FACTS), Vec::new()));
            }
            hits.push(made(case, cause, codes, &ids, said));
        }
    }
    hits
}

/// Where an identity that the workflow names can be read: its record, or else the cell that names it.
fn place_of(case: &Case<'_, '_>, id: &str) -> Place {
    let w = case.workflow;
    let column = if w.list("agents").is_some_and(|of| of.contains(&id)) { "agents" } else { "identities" };
    case.data().find(Table::Identities, id).map_or_else(|| Place::cell(w, column), Place::record)
}

fn made(case: &Case<'_, '_>, cause: &str, codes: &[Coded], ids: &[&str], mut said: Vec<Said>) -> Hit {
    let mut hit = Hit::new("EB-00", true, worst(case, codes), cause).about(case.workflow);
    hit.subjects.extend(ids.iter().filter_map(|id| case.data().find(Table::Identities, id)).map(Subject::of));
    said.push(Said::not_looked_at(&codes.iter().map(|(code, _)| *code).collect()));
    hit.condition = said;
    hit
}

/// Tells what cannot be excluded for want of a whole list in the hit for what the workflow acts as, where there is one.
pub(super) fn take_in(hits: &mut Vec<Hit>) {
    let asks = |h: &Hit| h.code == "EB-00" && h.cause == IDENTITIES;
    if !hits.iter().any(|h| h.untold) || !hits.iter().any(asks) {
        return;
    }
    let (others, kept): (Vec<Hit>, Vec<Hit>) = std::mem::take(hits).into_iter().partition(|h| h.untold);
    *hits = kept;
    let Some(hit) = hits.iter_mut().find(|h| asks(h)) else { return };
    let mut codes: BTreeSet<&str> = WITHOUT_IDENTITIES.iter().map(|(code, _)| *code).collect();
    hit.condition.pop();
    for other in others {
        hit.take_in(other);
    }
    codes.extend(hit.stands_for.iter().map(|s| s.code.as_str()));
    let last = Said::not_looked_at(&codes);
    hit.condition.push(last);
}

/// The worst that a hit of these codes would be: what is reached is not told, so it counts as production and as sensitive.
fn worst(case: &Case<'_, '_>, codes: &[Coded]) -> Level {
    let steps = Steps::untold(case);
    let mut worst = Level::Info;
    for (code, base) in codes {
        // Asked only where it could matter: to look for compensating controls takes time.
        if steps.raise(*base) > worst {
            worst = worst.max(steps.level(case, code, *base));
        }
    }
    worst
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boundary::tests::{find, organisation};
    use crate::testing::Made;

    #[test]
    fn a_workflow_that_tells_all_lacks_nothing() {
        let made = organisation();
        assert!(find(&made, "EB-00").is_empty());
    }

    #[test]
    fn identities_that_are_not_told_stand_for_all_that_rests_on_them() {
        for column in ["identities", "agents"] {
            let mut made = organisation();
            made.set(Table::Workflows, "WF-1", column, "");
            let hits = find(&made, "EB-00");
            assert_eq!(hits.len(), 1, "{column}");
            assert_eq!((hits[0].cause.as_str(), hits[0].full_code().as_str()), ("identities", "EB-00-U"));
            assert_eq!((hits[0].if_true, hits[0].severity), (Level::Critical, Level::High));
            let last = &hits[0].condition.last().unwrap().text;
            assert_eq!(
                last,
                "For want of that, EB-01, EB-02, EB-03, EB-04, EB-08, EB-11, EB-12, EB-15, EB-16, EB-18 and EB-19 could not be looked at."
            );
        }
    }

    /// Everything that is found at the boundary of `WF-1`, with its flow and its log.
    fn whole(made: &Made) -> Vec<Hit> {
        made.case("WF-1", |c| {
            let flow = crate::boundary::paths::flow::Flow::of(c);
            crate::boundary::hits(c, &Access::of(c), &flow, crate::boundary::paths::reach::Reach::told(&flow).as_ref())
        })
    }

    /// The organisation with nothing told of the workflow's access.
    fn untold() -> Made {
        let mut made = organisation();
        for column in ["identities", "agents", "owner", "last_reviewed", "effect", "environment", "data_classes"] {
            made.set(Table::Workflows, "WF-1", column, "");
        }
        made
    }

    #[test]
    fn where_nothing_is_told_all_of_it_is_one_question() {
        let hits = whole(&untold());
        assert_eq!(hits.iter().map(Hit::full_code).collect::<Vec<_>>(), ["EB-00-U"]);
        let stands: Vec<(&str, Level)> = hits[0].stands_for.iter().map(|s| (s.code.as_str(), s.if_true)).collect();
        // Neither the environment nor the data are told, so that they count as production and as sensitive.
        assert_eq!(stands, ["EB-05", "EB-09", "EB-10", "EB-11", "EB-13"].map(|code| (code, Level::Critical)));
        let said: Vec<&str> = hits[0].condition.iter().map(|s| s.text.as_str()).collect();
        assert_eq!(
            said,
            [
                "As which identities the workflow acts is not told.",
                "Which agents take part is not told.",
                "No flow of the workflow is told.",
                "Which zones its paths visit is therefore not known.",
                "What is told of its inputs, its data classes and its ways out does not exclude that outside content, private data and a \
                 way out meet.",
                "Who owns the workflow is not told.",
                "When the access of the workflow was last reviewed is not told; a review is due every 365 days in class D0.",
                "For want of that, EB-01, EB-02, EB-03, EB-04, EB-05, EB-08, EB-09, EB-10, EB-11, EB-12, EB-13, EB-15, EB-16, EB-18 and \
                 EB-19 could not be looked at.",
            ]
        );
    }

    #[test]
    fn it_is_as_severe_as_the_worst_that_it_takes_in() {
        let mut made = untold();
        let codes: Vec<&str> = WITHOUT_IDENTITIES.iter().map(|(code, _)| *code).collect();
        made.proven_control("C-1", &[("compensates", &codes.join(";"))]);
        assert_eq!(find(&made, "EB-00")[0].if_true, Level::High, "what rests on identities is compensated");
        let hits = whole(&made);
        assert_eq!((hits.len(), hits[0].if_true, hits[0].severity), (1, Level::Critical, Level::High), "EB-10 is not");
    }

    #[test]
    fn what_is_told_is_looked_at_by_itself() {
        let codes = |table: Table, key: &str, column: &str, value: &str| {
            let mut made = untold();
            made.set(table, key, column, value);
            whole(&made).iter().map(Hit::full_code).collect::<Vec<_>>()
        };
        let w = |column: &str, value: &str| codes(Table::Workflows, "WF-1", column, value);
        assert_eq!(w("owner", "nobody"), ["EB-00-U", "EB-11"], "an owner who is told is looked at");
        assert_eq!(w("last_reviewed", "2020-01-01"), ["EB-00-U", "EB-13"]);
        assert_eq!(w("effect", "none"), ["EB-00-U"], "no path leads to an effect");
        // Of an identity that is told, everything is a question of its own; the agents that are not told stay with the one.
        assert_eq!(w("identities", "I-1"), ["EB-00-U", "EB-11-U", "EB-13-U"]);
        assert_eq!(w("agents", "none"), ["EB-00-U"]);
        let mut told = untold();
        told.set(Table::Workflows, "WF-1", "identities", "none").set(Table::Workflows, "WF-1", "agents", "none");
        assert_eq!(whole(&told).iter().map(Hit::full_code).collect::<Vec<_>>(), ["EB-09-U", "EB-10-U", "EB-11-U", "EB-13-U"]);
        let mut flows = untold();
        flows.put(Table::Flows, &[("workflow", "WF-1"), ("from", "R-1"), ("to", "T-1")]);
        assert!(whole(&flows)[0].stands_for.iter().all(|s| !matches!(s.code.as_str(), "EB-09" | "EB-10")));
    }

    #[test]
    fn no_identities_is_something_told() {
        let mut made = organisation();
        made.set(Table::Workflows, "WF-1", "identities", "none").set(Table::Workflows, "WF-1", "agents", "none");
        assert!(find(&made, "EB-00").is_empty());
    }

    #[test]
    fn missing_records_are_grouped_by_their_kind() {
        let mut made = organisation();
        made.set(Table::Workflows, "WF-1", "identities", "I-1;I-2;I-3");
        made.put(Table::Identities, &[("id", "I-2"), ("kind", "workload"), ("owner", "P-1")]);
        let hits = find(&made, "EB-00");
        assert_eq!(hits.iter().map(|h| h.cause.as_str()).collect::<Vec<_>>(), ["records of identities", "credentials", "grants"]);
        assert_eq!(hits[0].condition[0].text, "Identity I-3 is in no inventory of identities or people.");
        assert_eq!(
            hits[0].condition[0].at,
            [Place::Cell { table: Table::Workflows, key: "WF-1".into(), column: Some("identities".into()) }]
        );
        for hit in &hits[1..] {
            assert_eq!(hit.condition.len(), 3);
            assert!(hit.condition[0].text.starts_with("Identity I-2 ") && hit.condition[1].text.starts_with("Identity I-3 "));
            assert_eq!(hit.subjects.iter().map(|s| s.key.as_str()).collect::<Vec<_>>(), ["WF-1", "I-2"]);
        }
        assert_eq!(
            hits[2].condition[2].text,
            "For want of that, EB-01, EB-04, EB-08, EB-12, EB-15, EB-16 and EB-18 could not be looked at."
        );
        made.put(Table::People, &[("id", "I-3"), ("kind", "human")]);
        assert_eq!(find(&made, "EB-00").len(), 2, "a person is registered");
    }

    #[test]
    fn many_are_counted() {
        let mut made = organisation();
        let ids: Vec<String> = (1..=10).map(|n| format!("I-{n}")).collect();
        made.set(Table::Workflows, "WF-1", "agents", &ids.join(";"));
        let hits = find(&made, "EB-00");
        assert_eq!(hits[0].condition.len(), 10);
        assert_eq!(hits[0].condition[8].text, "And 1 more.");
    }

    #[test]
    fn it_is_as_severe_as_the_worst_that_is_left() {
        let mut made = organisation();
        made.set(Table::Workflows, "WF-1", "agents", "");
        made.proven_control("C-1", &[("compensates", "EB-01;EB-02;EB-03;EB-04;EB-08;EB-11;EB-12;EB-15;EB-16;EB-18")]);
        assert_eq!(find(&made, "EB-00")[0].if_true, Level::Critical, "EB-19 is left");
        made.proven_control("C-2", &[("compensates", "EB-19")]);
        assert_eq!(find(&made, "EB-00")[0].if_true, Level::High);
    }
}
