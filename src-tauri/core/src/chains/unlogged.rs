//! CH-00 nothing is logged: no event of a workflow is on record. What cannot be excluded for want of a log alone (CH-05, CH-06, AD-06)
//! is then one question: where is it recorded what it does?

use crate::case::Case;
use crate::hit::{Hit, Said};
use crate::place::Place;
use crate::risk::Level;

/// Tells what cannot be excluded for want of a log in one hit, where no event of the workflow is on record.
pub fn take_in(case: &Case<'_, '_>, hits: Vec<Hit>) -> Vec<Hit> {
    if !case.trail.events().is_empty() || !hits.iter().any(|h| h.untold) {
        return hits;
    }
    let w = case.workflow;
    let (others, mut kept): (Vec<Hit>, Vec<Hit>) = hits.into_iter().partition(|h| h.untold);
    let mut one = Hit::new("CH-00", true, Level::Info, "no log").about(w);
    one = one.saying("No event of the workflow is on record.", vec![Place::record(w)]);
    for other in others {
        one.take_in(other);
    }
    let last = Said::not_looked_at(&one.stands_for.iter().map(|s| s.code.as_str()).collect());
    one.condition.push(last);
    kept.push(one);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authorship;
    use crate::chains::tests::{organisation, run};
    use crate::chains::{analyse, hits, runs};
    use crate::tables::Table;
    use crate::testing::Made;

    fn found(made: &Made) -> Vec<Hit> {
        made.case("WF-1", |c| {
            let all = runs(c);
            let mut found = hits(c, &analyse(c, &all), &all);
            let (authorship, actions) = authorship::look(c);
            found.extend(authorship::hits(c, &authorship, &actions));
            take_in(c, found)
        })
    }

    fn codes(made: &Made) -> Vec<String> {
        found(made).iter().map(Hit::full_code).collect()
    }

    #[test]
    fn without_an_event_all_that_a_log_would_tell_is_one_question() {
        let mut made = organisation();
        made.set(Table::Workflows, "WF-1", "logged_links", "");
        let hits = found(&made);
        assert_eq!(hits.iter().map(Hit::full_code).collect::<Vec<_>>(), ["CH-00-U"]);
        let hit = &hits[0];
        let stands: Vec<(&str, Level)> = hit.stands_for.iter().map(|s| (s.code.as_str(), s.if_true)).collect();
        assert_eq!(stands, [("CH-05", Level::Medium), ("CH-06", Level::Medium), ("AD-06", Level::High)]);
        assert_eq!((hit.if_true, hit.severity), (Level::High, Level::Medium));
        assert_eq!(hit.condition[0].text, "No event of the workflow is on record.");
        assert_eq!(hit.condition.last().unwrap().text, "For want of that, AD-06, CH-05 and CH-06 could not be looked at.");
    }

    #[test]
    fn what_the_register_says_of_the_log_is_looked_at_by_itself() {
        let mut made = organisation();
        made.set(Table::Workflows, "WF-1", "logged_links", "request");
        assert_eq!(codes(&made), ["CH-06", "CH-00-U"]);
        // What only advises needs no list of effects and has no author to be asked for.
        made.set(Table::Workflows, "WF-1", "effect", "advisory").set(Table::Workflows, "WF-1", "logged_links", "");
        let hits = found(&made);
        assert_eq!((hits.len(), hits[0].code.as_str(), hits[0].if_true), (1, "CH-00", Level::Medium));
    }

    #[test]
    fn one_event_brings_the_questions_about_the_log_back() {
        let mut made = organisation();
        made.set(Table::Workflows, "WF-1", "logged_links", "");
        run(&mut made, "r", "2026-06-01", &[], &[]);
        let codes = codes(&made);
        assert!(!codes.iter().any(|c| c.starts_with("CH-00")), "{codes:?}");
        for code in ["CH-05-U", "CH-06-U", "AD-06-U"] {
            assert!(codes.iter().any(|c| c == code), "{code}: {codes:?}");
        }
    }
}
