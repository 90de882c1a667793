//! CT-01, claim without fresh evidence: a control is said to be implemented, and nothing shown for it is of a kind and a reliability
//! that can answer what it covers, held, in the period, fresh, and not found incomplete or inaccurate.

use super::look::Look;
use crate::evidence;
use crate::hit::Hit;
use crate::place::Place;

/// What an artefact has to be for the claim to rest on it.
const WANTED: &str = "at least one of these: its file is held, it is fresh, it is not found incomplete or inaccurate, and its kind and \
                      reliability suit what the control covers";

pub(super) fn test(look: &Look<'_, '_>) -> Option<Hit> {
    let valid = look.supporting.iter().any(|link| {
        let e = link.record;
        let tier = evidence::tier(e);
        look.fresh(e)
            && !evidence::may_have_failed(e)
            && evidence::bytes_held(look.frame.data, e)
            && look.answers(link, |d, e| evidence::accepts(d, e) && (d.min_tier == 0 || tier <= d.min_tier))
    });
    if valid {
        return None;
    }
    let control = look.control.id();
    let text = match look.supporting.len() {
        0 => format!("No evidence in scope is told to support control {control}."),
        1 => format!("The one artefact shown for control {control} falls short of {WANTED}."),
        n => format!("Each of the {n} artefacts shown for control {control} falls short of {WANTED}."),
    };
    let shown = look.supporting.iter().take(5).map(|l| Place::record(l.record));
    Some(look.hit("CT-01", false).saying(text, [Place::cell(look.control.record, "claim")].into_iter().chain(shown).collect()))
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

    #[test]
    fn it_says_what_an_artefact_has_to_be() {
        let mut lab = Lab::default();
        let said = |lab: &Lab| lab.claim("WF-1").hits.iter().find(|h| h.full_code() == "CT-01").map(|h| h.condition[0].text.clone());
        lab.artefact("log.csv", &[("tier", "R5")]);
        let wanted = "at least one of these: its file is held, it is fresh, it is not found incomplete or inaccurate, and its kind and \
                      reliability suit what the control covers.";
        assert_eq!(said(&lab), Some(format!("The one artefact shown for control C-1 falls short of {wanted}")));
        lab.artefact("other.csv", &[("tier", "R5")]);
        assert_eq!(said(&lab), Some(format!("Each of the 2 artefacts shown for control C-1 falls short of {wanted}")));
    }
}
