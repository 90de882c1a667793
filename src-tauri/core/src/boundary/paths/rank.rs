//! How well guarded a node is: the rank of its zone, of its environment and of its sensitivity, each on its own scale.

use super::flow::{Flow, Node};
use crate::dataset::Dataset;
use crate::tables::Table;

/// A scale on which nodes are ranked. Like is compared with like only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scale {
    /// The zone of a resource, tool or identity.
    Zone,
    /// The environment of a resource; the home environment of an identity.
    Environment,
    /// The sensitivity of a resource.
    Sensitivity,
}

/// The rank of one node on one scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank<'a> {
    /// It has none on this scale.
    Without,
    /// A number.
    Known(i64),
    /// A zone that `zones` does not rank. It equals itself.
    Unranked(&'a str),
    /// It is not told.
    Unknown,
}

impl Scale {
    /// The scales.
    pub const ALL: [Self; 3] = [Self::Zone, Self::Environment, Self::Sensitivity];

    /// What is ranked.
    pub fn word(self) -> &'static str {
        match self {
            Self::Zone => "zone",
            Self::Environment => "environment",
            Self::Sensitivity => "sensitivity",
        }
    }

    /// The column of a node's record that tells it.
    pub fn column(self, node: &Node<'_>) -> &'static str {
        match self {
            Self::Environment if node.resource().is_none() => "home_environment",
            _ => self.word(),
        }
    }

    /// What a node's record says, and whether it should say something.
    fn told<'a>(self, node: &Node<'a>) -> (Option<&'a str>, bool) {
        let identity = node.records.iter().copied().find(|r| r.table == Table::Identities);
        match self {
            Self::Zone => (node.zone(), node.is_zoned()),
            Self::Environment => match (node.resource(), identity) {
                (Some(r), _) => (r.get("environment"), true),
                (None, Some(i)) => (i.get("home_environment"), true),
                (None, None) => (None, node.is_unregistered()),
            },
            Self::Sensitivity => (node.resource().and_then(|r| r.get("sensitivity")), node.may_hold()),
        }
    }

    /// The rank of every node of a flow.
    pub fn ranks<'a>(self, data: &'a Dataset, flow: &Flow<'a>) -> Vec<Rank<'a>> {
        let rank = |node: &Node<'a>| match self.told(node) {
            (None, false) => Rank::Without,
            (None, true) => Rank::Unknown,
            (Some(word), _) => rank_of(data, word).map_or(Rank::Unranked(word), Rank::Known),
        };
        flow.nodes.iter().map(rank).collect()
    }
}

/// The rank of a zone, an environment or a sensitivity: as `zones` says, else the usual order of environments and sensitivities.
pub fn rank_of(data: &Dataset, word: &str) -> Option<i64> {
    if let Some(zone) = data.find(Table::Zones, word) {
        return zone.integer("rank");
    }
    Some(match word {
        "dev" | "public" => 1,
        "test" | "internal" => 2,
        "prod" | "confidential" => 3,
        "restricted" => 4,
        "secrets" => 5,
        _ => return None,
    })
}

impl Rank<'_> {
    /// Whether it is known to be below another.
    pub fn is_below(self, other: Self) -> bool {
        matches!((self, other), (Self::Known(a), Self::Known(b)) if a < b)
    }

    /// Whether it may be below another.
    pub fn may_be_below(self, other: Self) -> bool {
        match (self, other) {
            (Self::Without, _) | (_, Self::Without) => false,
            (Self::Known(a), Self::Known(b)) => a < b,
            (Self::Unranked(a), Self::Unranked(b)) => a != b,
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_ranked_is_known_to_be_below() {
        use Rank::{Known, Unknown, Unranked, Without};
        assert!(Known(1).is_below(Known(2)) && !Known(2).is_below(Known(2)) && !Known(1).is_below(Unknown));
        assert!(!Unranked("a").is_below(Known(9)) && !Without.is_below(Known(9)));
        assert!(Known(1).may_be_below(Known(2)) && !Known(2).may_be_below(Known(2)) && !Known(3).may_be_below(Known(2)));
        assert!(Unranked("a").may_be_below(Unranked("b")) && !Unranked("a").may_be_below(Unranked("a")));
        assert!(Unknown.may_be_below(Known(0)) && Known(9).may_be_below(Unknown) && Unranked("a").may_be_below(Known(0)));
        assert!(!Without.may_be_below(Known(9)) && !Known(0).may_be_below(Without) && !Unknown.may_be_below(Without));
    }
}
