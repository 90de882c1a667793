//! What an edge between two requirements allows (domain 2.4). A crosswalk never makes a status: it says whose evidence may be looked
//! at, and a person accepts it by mapping the control.

mod offers;

pub use offers::{Gaps, Offer, gaps, offers};

use crate::status::{EditionKind, Status};
use serde::{Deserialize, Serialize};

/// How the source of an edge relates to its target (NIST IR 8477), by the words crosswalk files use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Both ask the same.
    Equal,
    /// The target asks all that the source asks, and more.
    SubsetOf,
    /// The source asks all that the target asks, and more.
    SupersetOf,
    /// Each asks something that the other asks, and something that it does not.
    IntersectsWith,
    /// The source helps to reach the target.
    Supports,
    /// The target helps to reach the source.
    IsSupportedBy,
    /// The two have to do with each other, and no more is said: concept crosswalks, and words nobody explained.
    Related,
    /// What holds for one speaks against the other.
    Contrary,
    /// They were compared and have nothing in common.
    NoRelationship,
}

impl Relation {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Equal,
        Self::SubsetOf,
        Self::SupersetOf,
        Self::IntersectsWith,
        Self::Supports,
        Self::IsSupportedBy,
        Self::Related,
        Self::Contrary,
        Self::NoRelationship,
    ];

    /// The relation a stored word names. `identical` and `equivalent` say `equal`; a word that is not known says only that the two
    /// are related.
    pub fn parse(word: &str) -> Self {
        match word {
            "equal" | "equivalent" | "identical" => Self::Equal,
            "subset_of" => Self::SubsetOf,
            "superset_of" => Self::SupersetOf,
            "intersects_with" => Self::IntersectsWith,
            "supports" => Self::Supports,
            "is_supported_by" => Self::IsSupportedBy,
            "contrary" => Self::Contrary,
            "no_relationship" => Self::NoRelationship,
            _ => Self::Related,
        }
    }

    /// The word it is stored with.
    pub fn word(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::SubsetOf => "subset_of",
            Self::SupersetOf => "superset_of",
            Self::IntersectsWith => "intersects_with",
            Self::Supports => "supports",
            Self::IsSupportedBy => "is_supported_by",
            Self::Related => "related",
            Self::Contrary => "contrary",
            Self::NoRelationship => "no_relationship",
        }
    }

    /// The same edge read from its target to its source.
    #[must_use]
    pub fn inverse(self) -> Self {
        match self {
            Self::SubsetOf => Self::SupersetOf,
            Self::SupersetOf => Self::SubsetOf,
            Self::Supports => Self::IsSupportedBy,
            Self::IsSupportedBy => Self::Supports,
            same => same,
        }
    }

    /// Whether evidence of one end has anything to say about the other.
    pub fn relates(self) -> bool {
        !matches!(self, Self::Contrary | Self::NoRelationship)
    }

    /// The relation as it may be read between lists of two kinds. A threat or a layer is not an outcome: what is done for the one
    /// supports the other, whatever the edge says.
    #[must_use]
    pub fn between(self, source: EditionKind, target: EditionKind) -> Self {
        if source == target || !self.relates() { self } else { Self::Supports }
    }
}

/// Which way an edge is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The status of the source, for the target.
    Forward,
    /// The status of the target, for the source.
    Backward,
}

/// What the status at one end says about the other end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Propagated {
    /// The whole is met, so this part of it is: its evidence may be reused.
    Met,
    /// The same is asked: evidence may be reused, whatever it shows.
    Reuse,
    /// A part is met, so this is met in part at most: its evidence may be reused for that part.
    AtMostPartial,
    /// Evidence may be offered to a person; it says nothing about a status.
    Offer,
    /// A part is not met, so this is not met.
    NotMet,
    /// Nothing.
    Nothing,
}

impl Propagated {
    /// What a person may do with it: `reuse` evidence, be offered it (`offer`), be warned (`warn`), or nothing.
    pub fn verb(self) -> Option<&'static str> {
        match self {
            Self::Met | Self::Reuse | Self::AtMostPartial => Some("reuse"),
            Self::Offer => Some("offer"),
            Self::NotMet => Some("warn"),
            Self::Nothing => None,
        }
    }

    /// The same where nothing but an offer may come of it: across a set nobody reviewed, or over more than one edge.
    #[must_use]
    pub fn at_most_offer(self) -> Self {
        if self == Self::Nothing { self } else { Self::Offer }
    }
}

/// What the status at one end of an edge says about the other end. An accepted risk is accepted for one requirement only: of it,
/// nothing but evidence travels.
pub fn propagate(relation: Relation, direction: Direction, status: Status) -> Propagated {
    let relation = if direction == Direction::Forward { relation } else { relation.inverse() };
    match (relation, status) {
        (_, Status::NotAssessed | Status::NotApplicable) | (Relation::Contrary | Relation::NoRelationship, _) => Propagated::Nothing,
        (Relation::Equal, _) => Propagated::Reuse,
        (Relation::SupersetOf, Status::Met) => Propagated::Met,
        (Relation::SubsetOf, Status::Met) => Propagated::AtMostPartial,
        (Relation::SubsetOf, Status::NotMet) => Propagated::NotMet,
        _ => Propagated::Offer,
    }
}

/// The same between lists of two kinds. A threat is treated, never met: at most its evidence is offered or, between two names of one
/// threat, reused.
pub fn propagate_between(
    relation: Relation,
    direction: Direction,
    status: Status,
    (source, target): (EditionKind, EditionKind),
) -> Propagated {
    let found = propagate(relation.between(source, target), direction, status);
    let receives = if direction == Direction::Forward { target } else { source };
    match (receives, found) {
        (EditionKind::Threats, Propagated::Met | Propagated::AtMostPartial) => Propagated::Offer,
        (_, found) => found,
    }
}

/// What two edges in a row amount to: nobody stated that edge, so that the ends are related is all it says, however strong the two
/// are. `None` when one of the two joins nothing.
pub fn composed(first: Relation, second: Relation) -> Option<Relation> {
    (first.relates() && second.relates()).then_some(Relation::Related)
}

#[cfg(test)]
mod tests {
    use super::Direction::{Backward, Forward};
    use super::*;

    const KINDS: [EditionKind; 3] = [EditionKind::Outcomes, EditionKind::Threats, EditionKind::Layers];

    #[test]
    fn each_cell_of_the_propagation_rule() {
        use Propagated::{AtMostPartial, Met, NotMet, Nothing, Offer, Reuse};
        // Met, accepted risk, partial, not assessed, not met, not applicable.
        for (relation, expected) in [
            (Relation::Equal, [Reuse, Reuse, Reuse, Nothing, Reuse, Nothing]),
            (Relation::SupersetOf, [Met, Offer, Offer, Nothing, Offer, Nothing]),
            (Relation::SubsetOf, [AtMostPartial, Offer, Offer, Nothing, NotMet, Nothing]),
            (Relation::IntersectsWith, [Offer, Offer, Offer, Nothing, Offer, Nothing]),
            (Relation::Supports, [Offer, Offer, Offer, Nothing, Offer, Nothing]),
            (Relation::IsSupportedBy, [Offer, Offer, Offer, Nothing, Offer, Nothing]),
            (Relation::Related, [Offer, Offer, Offer, Nothing, Offer, Nothing]),
            (Relation::Contrary, [Nothing; 6]),
            (Relation::NoRelationship, [Nothing; 6]),
        ] {
            for (status, wanted) in Status::ALL.into_iter().zip(expected) {
                assert_eq!(propagate(relation, Forward, status), wanted, "{relation:?} {status:?}");
            }
        }
    }

    #[test]
    fn an_edge_followed_back_is_its_inverse_followed_on() {
        for relation in Relation::ALL {
            assert_eq!(relation.inverse().inverse(), relation);
            assert_eq!(relation.inverse().relates(), relation.relates());
            for status in Status::ALL {
                assert_eq!(propagate(relation, Backward, status), propagate(relation.inverse(), Forward, status));
            }
        }
        // Not met travels against the inclusion: from the part to the whole.
        assert_eq!(propagate(Relation::SupersetOf, Backward, Status::NotMet), Propagated::NotMet);
        assert_eq!(propagate(Relation::SupersetOf, Backward, Status::Met), Propagated::AtMostPartial);
        assert_eq!(propagate(Relation::SupersetOf, Forward, Status::NotMet), Propagated::Offer);
    }

    #[test]
    fn words_come_back_and_what_is_not_known_only_relates() {
        for relation in Relation::ALL {
            assert_eq!(Relation::parse(relation.word()), relation);
        }
        assert_eq!(Relation::parse("equivalent"), Relation::Equal);
        assert_eq!(Relation::parse("identical"), Relation::Equal);
        assert_eq!(Relation::parse("equal-to"), Relation::Related);
        assert_eq!(Relation::parse(""), Relation::Related);
    }

    #[test]
    fn between_an_outcome_and_a_threat_only_support_is_left_and_a_threat_is_never_met() {
        for relation in Relation::ALL {
            for a in KINDS {
                for b in KINDS {
                    let read = relation.between(a, b);
                    assert_eq!(read, if a == b || !relation.relates() { relation } else { Relation::Supports });
                    for direction in [Forward, Backward] {
                        for status in Status::ALL {
                            let found = propagate_between(relation, direction, status, (a, b));
                            let receives = if direction == Forward { b } else { a };
                            if a != b {
                                assert!(matches!(found, Propagated::Offer | Propagated::Nothing), "{relation:?} {a:?} {b:?}");
                            }
                            if receives == EditionKind::Threats {
                                assert!(!matches!(found, Propagated::Met | Propagated::AtMostPartial));
                            } else if a == b {
                                assert_eq!(found, propagate(relation, direction, status));
                            }
                        }
                    }
                }
            }
        }
        let threats = (EditionKind::Threats, EditionKind::Threats);
        assert_eq!(propagate_between(Relation::Equal, Forward, Status::Met, threats), Propagated::Reuse);
        assert_eq!(propagate_between(Relation::SubsetOf, Forward, Status::NotMet, threats), Propagated::NotMet);
    }

    #[test]
    fn composition_never_strengthens() {
        for first in Relation::ALL {
            for second in Relation::ALL {
                let Some(relation) = composed(first, second) else {
                    assert!(!first.relates() || !second.relates());
                    continue;
                };
                assert!(first.relates() && second.relates());
                for direction in [Forward, Backward] {
                    for status in Status::ALL {
                        let found = propagate(relation, direction, status);
                        assert!(matches!(found, Propagated::Offer | Propagated::Nothing), "{first:?} {second:?} {status:?}");
                        assert_eq!(found, found.at_most_offer());
                    }
                }
                // Nor does a third edge.
                for third in Relation::ALL.into_iter().filter(|r| r.relates()) {
                    assert_eq!(composed(relation, third), Some(Relation::Related));
                }
            }
        }
    }

    #[test]
    fn each_verb_says_what_a_person_may_do() {
        use Propagated::{AtMostPartial, Met, NotMet, Nothing, Offer, Reuse};
        let verbs = [Met, Reuse, AtMostPartial, Offer, NotMet, Nothing].map(Propagated::verb);
        assert_eq!(verbs, [Some("reuse"), Some("reuse"), Some("reuse"), Some("offer"), Some("warn"), None]);
        assert_eq!(Met.at_most_offer(), Offer);
        assert_eq!(NotMet.at_most_offer(), Offer);
        assert_eq!(Nothing.at_most_offer(), Nothing);
    }
}
