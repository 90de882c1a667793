//! CT-10, adoption without governance: the share of workflows that use AI grew by at least 0.10 since the period before, while the
//! share with an accountable owner, the share of complete chains, or the share of substantive reviews did not grow at all. It is asked
//! of the programme, not of a claim. Shares that are not told cannot exclude it; without an earlier period there is nothing to compare.

use super::{Signals, exceeds, reaches};
use crate::hit::Hit;
use crate::parameters::Parameters;
use crate::risk::Level;

pub(super) fn test(signals: &Signals, parameters: &Parameters) -> Option<Hit> {
    let a = signals.adoption.as_ref()?;
    let change = |before: Option<f64>, now: Option<f64>| before.zip(now).map(|(b, n)| n - b);
    let rise = change(a.use_before, a.use_now);
    let least = parameters.get("theatre_adoption_rise");
    if rise.is_some_and(|r| !reaches(r, least)) {
        return None;
    }
    let governance = [
        ("workflows with an accountable owner", a.owner_before, a.owner_now),
        ("runs with a complete chain", a.chain_before, a.chain_now),
        ("required reviews that were substantive", a.srs_before, a.srs_now),
    ];
    let still = |(_, b, n): &(&str, Option<f64>, Option<f64>)| change(*b, *n).map(|c| !exceeds(c, 0.0));
    let sure = rise.is_some() && governance.iter().any(|g| still(g) == Some(true));
    if !sure && governance.iter().all(|g| still(g) == Some(false)) {
        return None;
    }
    let mut hit = Hit::new("CT-10", !sure, Level::Medium, "programme");
    hit = hit.saying(format!("The share of workflows that use AI went {}.", moved(a.use_before, a.use_now)), Vec::new());
    for (name, before, now) in governance.iter().filter(|g| still(g) != Some(false)) {
        hit = hit.saying(format!("The share of {name} went {}.", moved(*before, *now)), Vec::new());
    }
    Some(hit)
}

fn moved(before: Option<f64>, now: Option<f64>) -> String {
    let share = |s: Option<f64>| s.map_or_else(|| "a share that is not told".to_owned(), |s| format!("{s:.2}"));
    format!("from {} to {}", share(before), share(now))
}

#[cfg(test)]
mod tests {
    use super::super::Adoption;
    use super::*;

    fn flag(use_now: Option<f64>, owner: Option<f64>, chain: Option<f64>, srs: Option<f64>) -> Option<String> {
        let half = Some(0.5);
        let adoption = Adoption {
            use_before: Some(0.25),
            use_now,
            owner_before: half,
            owner_now: owner,
            chain_before: half,
            chain_now: chain,
            srs_before: half,
            srs_now: srs,
        };
        let signals = Signals::of_adoption(adoption);
        test(&signals, &Parameters::default()).map(|h| h.full_code())
    }

    const MORE: Option<f64> = Some(0.6);
    const SAME: Option<f64> = Some(0.5);

    #[test]
    fn use_that_grows_while_governance_stands_still_is_asked_about() {
        let raised = Some("CT-10".to_owned());
        assert_eq!(flag(Some(0.35), SAME, MORE, MORE), raised);
        assert_eq!(flag(Some(0.35), MORE, SAME, MORE), raised);
        assert_eq!(flag(Some(0.35), MORE, MORE, SAME), raised);
        assert_eq!(flag(Some(0.35), MORE, MORE, Some(0.4)), raised);
        assert_eq!(flag(Some(0.34), SAME, SAME, SAME), None, "use grew by less");
        assert_eq!(flag(Some(0.35), MORE, MORE, Some(0.51)), None, "all three grew with it");
    }

    #[test]
    fn shares_that_are_not_told_cannot_exclude_it() {
        let unsure = Some("CT-10-U".to_owned());
        assert_eq!(flag(None, SAME, MORE, MORE), unsure);
        assert_eq!(flag(Some(0.35), None, MORE, MORE), unsure);
        assert_eq!(flag(None, MORE, MORE, MORE), None);
        assert_eq!(flag(Some(0.35), None, MORE, SAME), Some("CT-10".to_owned()));
        assert!(test(&Signals::default(), &Parameters::default()).is_none(), "no earlier period");
    }

    #[test]
    fn what_is_said_names_what_stood_still() {
        let adoption = Adoption { use_before: Some(0.2), use_now: Some(0.5), owner_before: SAME, owner_now: SAME, ..Adoption::default() };
        let signals = Signals::of_adoption(adoption);
        let hit = test(&signals, &Parameters::default()).unwrap();
        let said: Vec<&str> = hit.condition.iter().map(|s| s.text.as_str()).collect();
        assert_eq!(
            said[..2],
            [
                "The share of workflows that use AI went from 0.20 to 0.50.",
                "The share of workflows with an accountable owner went from 0.50 to 0.50."
            ]
        );
        assert_eq!(said.len(), 4, "the two that are not told stand beside them");
    }
}
