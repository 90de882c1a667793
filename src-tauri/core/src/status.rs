//! Requirement status and the one fold that aggregates it (domain 4f).

use serde::{Deserialize, Serialize};

/// The status of a requirement for one scope, or folded over several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Shown evidence supports the outcome.
    Met,
    /// Not supported, and a valid exception covers every facet that is not.
    AcceptedRisk,
    /// Some facets are supported, others are known not to be.
    Partial,
    /// Nothing can be said yet.
    NotAssessed,
    /// A known failure.
    NotMet,
    /// Does not apply here.
    NotApplicable,
}

impl Status {
    /// All statuses, in the order of the fold.
    pub const ALL: [Status; 6] =
        [Status::Met, Status::AcceptedRisk, Status::Partial, Status::NotAssessed, Status::NotMet, Status::NotApplicable];

    /// The word used in machine formats.
    pub fn word(self) -> &'static str {
        match self {
            Status::Met => "met",
            Status::AcceptedRisk => "accepted_risk",
            Status::Partial => "partial",
            Status::NotAssessed => "not_assessed",
            Status::NotMet => "not_met",
            Status::NotApplicable => "not_applicable",
        }
    }

    /// The word a person reads, which differs for lists of threats and for layers.
    pub fn label(self, kind: EditionKind) -> &'static str {
        match (self, kind) {
            (Status::Met, EditionKind::Threats) => "Treated",
            (Status::AcceptedRisk, EditionKind::Threats) => "Accepted",
            (Status::Partial, EditionKind::Threats) => "Partly treated",
            (Status::NotMet, EditionKind::Threats) => "Untreated",
            (Status::NotApplicable, EditionKind::Layers) => "No component",
            (Status::Met, _) => "Met",
            (Status::AcceptedRisk, _) => "Accepted risk",
            (Status::Partial, _) => "Partial",
            (Status::NotAssessed, _) => "Not assessed",
            (Status::NotMet, _) => "Not met",
            (Status::NotApplicable, _) => "Not applicable",
        }
    }
}

/// What an edition lists, which decides the words for a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum EditionKind {
    /// Outcomes to reach.
    Outcomes,
    /// Threats or risks to treat.
    Threats,
    /// Layers of a system.
    Layers,
}

/// How many of each status; the denominator is always at hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Counts {
    /// Supported.
    pub met: u64,
    /// Covered by a valid exception.
    pub accepted_risk: u64,
    /// Partly supported.
    pub partial: u64,
    /// Nothing can be said yet.
    pub not_assessed: u64,
    /// Known failures.
    pub not_met: u64,
    /// Neutral.
    pub not_applicable: u64,
}

impl Counts {
    /// Counts some statuses.
    pub fn of(statuses: impl IntoIterator<Item = Status>) -> Self {
        let mut counts = Self::default();
        for status in statuses {
            counts.add(status);
        }
        counts
    }

    /// Adds one.
    pub fn add(&mut self, status: Status) {
        match status {
            Status::Met => self.met += 1,
            Status::AcceptedRisk => self.accepted_risk += 1,
            Status::Partial => self.partial += 1,
            Status::NotAssessed => self.not_assessed += 1,
            Status::NotMet => self.not_met += 1,
            Status::NotApplicable => self.not_applicable += 1,
        }
    }

    /// How many of one status.
    pub fn get(&self, status: Status) -> u64 {
        match status {
            Status::Met => self.met,
            Status::AcceptedRisk => self.accepted_risk,
            Status::Partial => self.partial,
            Status::NotAssessed => self.not_assessed,
            Status::NotMet => self.not_met,
            Status::NotApplicable => self.not_applicable,
        }
    }

    /// All of them.
    pub fn total(&self) -> u64 {
        Status::ALL.iter().map(|s| self.get(*s)).sum()
    }

    /// Those that apply: the denominator.
    pub fn applicable(&self) -> u64 {
        self.total() - self.not_applicable
    }

    /// Those that apply and about which something is known.
    pub fn assessed(&self) -> u64 {
        self.applicable() - self.not_assessed
    }

    /// The fold (see [`fold`]) of what was counted.
    pub fn status(&self) -> Status {
        [Status::NotMet, Status::NotAssessed, Status::Partial, Status::AcceptedRisk, Status::Met, Status::NotApplicable]
            .into_iter()
            .find(|s| self.get(*s) > 0)
            .unwrap_or(Status::NotAssessed)
    }
}

/// The fold of several statuses: the worst on `met > accepted_risk > partial > not_assessed > not_met`, with
/// `not_applicable` neutral. Nothing at all is `not_assessed`; everything not applicable is `not_applicable`.
pub fn fold(statuses: impl IntoIterator<Item = Status>) -> Status {
    Counts::of(statuses).status()
}

#[cfg(test)]
mod tests {
    use super::Status::{AcceptedRisk, Met, NotApplicable, NotAssessed, NotMet, Partial};
    use super::*;

    #[test]
    fn worked_examples_of_domain_4f() {
        let mut many = vec![Met; 7];
        many.extend([Partial, Partial, AcceptedRisk, NotAssessed, NotApplicable, NotApplicable, NotApplicable]);
        let counts = Counts::of(many);
        assert_eq!(counts.status(), NotAssessed);
        assert_eq!((counts.met, counts.assessed(), counts.applicable()), (7, 10, 11));
        let mut hundred = vec![Met; 99];
        hundred.push(NotMet);
        assert_eq!(fold(hundred), NotMet);
        assert_eq!(fold([Met, AcceptedRisk]), AcceptedRisk);
        assert_eq!(fold([]), NotAssessed);
        assert_eq!(fold([NotApplicable, NotApplicable]), NotApplicable);
    }

    /// Every multiset of up to three statuses, and every split of it.
    #[test]
    fn the_words_of_machine_formats_are_these() {
        let words = ["met", "accepted_risk", "partial", "not_assessed", "not_met", "not_applicable"];
        assert_eq!(Status::ALL.map(Status::word), words);
    }

    #[test]
    fn the_fold_is_commutative_associative_idempotent_monotone_and_neutral_to_not_applicable() {
        let rank = |s: Status| Status::ALL.iter().position(|x| *x == s).unwrap();
        for a in Status::ALL {
            assert_eq!(fold([a, a]), a);
            assert_eq!(fold([a, NotApplicable]), a);
            for b in Status::ALL {
                assert_eq!(fold([a, b]), fold([b, a]));
                for c in Status::ALL {
                    assert_eq!(fold([fold([a, b]), c]), fold([a, fold([b, c])]));
                    assert_eq!(fold([fold([a, b]), c]), fold([a, b, c]));
                    if a != NotApplicable && b != NotApplicable && rank(a) <= rank(b) {
                        assert!(rank(fold([a, c])) <= rank(fold([b, c])) || c == NotApplicable);
                    }
                }
            }
        }
    }
}
