//! CT-01, claim without fresh evidence: a control is said to be implemented, and nothing shown for it is of a kind and a reliability
//! that can answer what it covers, held, in the period, fresh, and not found incomplete or inaccurate.

use super::look::Look;
use crate::assess::frame::Linked;
use crate::evidence;
use crate::hit::Hit;
use crate::place::Place;

/// Of how many artefacts it is told what they lack.
const TOLD: usize = 5;

pub(super) fn test(look: &Look<'_, '_>) -> Option<Hit> {
    let found: Vec<(&Linked<'_>, Vec<String>)> = look.supporting.iter().map(|link| (*link, lacks(look, link))).collect();
    if found.iter().any(|(_, lacks)| lacks.is_empty()) {
        return None;
    }
    let control = look.control.id();
    let text = match found.len() {
        0 => format!("No evidence in scope is told to support control {control}."),
        1 => format!("The one artefact shown for control {control} does not bear its claim."),
        n if n > TOLD => format!("None of the {n} artefacts shown for control {control} bears its claim; what the first {TOLD} lack:"),
        n => format!("None of the {n} artefacts shown for control {control} bears its claim."),
    };
    let hit = look.hit("CT-01", false).saying(text, vec![Place::cell(look.control.record, "claim")]);
    Some(found.into_iter().take(TOLD).fold(hit, |hit, (link, lacks)| {
        hit.saying(format!("{}: {}.", link.record.key, lacks.join("; ")), vec![Place::record(link.record)])
    }))
}

/// What keeps an artefact from bearing the claim; nothing where it does.
fn lacks(look: &Look<'_, '_>, link: &Linked<'_>) -> Vec<String> {
    let e = link.record;
    let mut lacks = Vec::new();
    if !evidence::bytes_held(look.frame.data, e) {
        lacks.push("its file is not held".to_owned());
    }
    let age = look.age(e);
    if !age.is_fresh() {
        lacks.push(format!("not fresh ({})", age.text()));
    } else if look.outdated(e) {
        lacks.push("older than the last change of what it governs".to_owned());
    }
    if evidence::may_have_failed(e) {
        let told = e.get("ipe_conclusion").is_some();
        lacks.push(if told { "found incomplete or inaccurate" } else { "whether it is complete and accurate is not told" }.to_owned());
    }
    let tier = evidence::tier(e);
    if !look.answers(link, |_, _| true) {
        lacks.push("about no part that the control covers".to_owned());
    } else if !look.answers(link, evidence::accepts) {
        lacks.push(match e.get("kind") {
            Some(kind) => format!("its kind, {kind}, answers no part that the control covers"),
            None => "its kind is not told".to_owned(),
        });
    } else if !look.answers(link, |d, e| evidence::accepts(d, e) && (d.min_tier == 0 || tier <= d.min_tier)) {
        lacks.push(match e.get("tier") {
            Some(_) => format!("its reliability, R{tier}, is less than is asked"),
            None => "how reliable it is is not told".to_owned(),
        });
    }
    lacks
}

#[cfg(test)]
mod tests {
    use super::super::lab::Lab;

    #[test]
    fn a_claim_without_a_fresh_artefact_is_asked_about() {
        let mut lab = Lab::default();
        assert!(lab.raises("CT-01"), "no evidence at all");
        lab.artefact("log.csv", &[]);
        assert!(!lab.raises("CT-01"));
        for (column, value) in [
            ("kind", "photo"),
            ("kind", ""),
            ("tier", "R5"),
            ("period_to", "2026-05-31"),
            ("ipe_conclusion", "failed"),
            ("workflows", "WF-2"),
            ("direction", "context"),
            ("direction", "contradicts"),
            ("direction", ""),
            ("ipe_conclusion", ""),
            ("tier", ""),
        ] {
            let mut other = lab.clone();
            if column == "period_to" {
                other.made.set(crate::Table::Evidence, "log.csv", "period_from", "2026-05-01");
            }
            other.made.set(crate::Table::Evidence, "log.csv", column, value);
            assert!(other.raises("CT-01"), "{column} {value}");
        }
        let mut gone = lab.clone();
        gone.made.records.iter_mut().for_each(|r| r.extra.clear());
        assert!(gone.raises("CT-01"), "the bytes are not held");
    }

    #[test]
    fn freshness_ends_with_its_last_day() {
        // A monthly control, 45 days: 16 August is 45 days before 30 September.
        for (to, raised) in [("2026-08-16", false), ("2026-08-15", true)] {
            let mut lab = Lab::default();
            lab.artefact("log.csv", &[("period_from", "2026-08-01"), ("period_to", to)]);
            assert_eq!(lab.raises("CT-01"), raised, "{to}");
        }
    }

    /// What is said of C-1 in WF-1.
    fn said(lab: &Lab) -> Vec<String> {
        let hit = lab.claim("WF-1").hits.into_iter().find(|h| h.full_code() == "CT-01").unwrap();
        hit.condition.into_iter().map(|s| s.text).collect()
    }

    #[test]
    fn it_says_of_each_artefact_what_it_lacks() {
        let one = "The one artefact shown for control C-1 does not bear its claim.";
        for (column, value, lacks) in [
            ("kind", "photo", "its kind, photo, answers no part that the control covers"),
            ("kind", "", "its kind is not told"),
            ("tier", "R5", "its reliability, R5, is less than is asked"),
            ("tier", "", "how reliable it is is not told"),
            ("period_to", "2026-05-31", "not fresh (122 of 45 d, 77 days late)"),
            ("ipe_conclusion", "failed", "found incomplete or inaccurate"),
            ("ipe_conclusion", "", "whether it is complete and accurate is not told"),
            ("requirements", "made@1/R-2", "about no part that the control covers"),
        ] {
            let mut lab = Lab::default();
            lab.artefact("log.csv", &[("period_from", "2026-05-01"), (column, value)]);
            let (found, wanted) = (said(&lab), format!("log.csv: {lacks}."));
            assert!(found[0] == one && found[1].contains(lacks), "{column} {value}: {found:?}");
            assert!(column != "period_to" || found[1] == wanted, "{found:?}");
        }
        let mut gone = Lab::default();
        gone.artefact("log.csv", &[("tier", "R5")]);
        gone.made.records.iter_mut().for_each(|r| r.extra.clear());
        assert_eq!(said(&gone), [one, "log.csv: its file is not held; its reliability, R5, is less than is asked."]);
    }

    #[test]
    fn of_many_artefacts_the_first_five_are_told() {
        for (n, first) in
            [(2, "None of the 2 artefacts shown for control C-1 bears its claim."), (6, "bears its claim; what the first 5 lack:")]
        {
            let mut lab = Lab::default();
            for i in 0..n {
                lab.artefact(&format!("log-{i}.csv"), &[("tier", "R5")]);
            }
            let found = said(&lab);
            assert!(found[0].ends_with(first), "{found:?}");
            assert_eq!(found.len(), 1 + n.min(5));
        }
        assert_eq!(said(&Lab::default()), ["No evidence in scope is told to support control C-1."]);
    }
}
