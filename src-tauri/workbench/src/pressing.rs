//! Which gaps come first: one order, for the report and for the window.

use countersign_core::assess::Outcome;
use countersign_core::catalog::Requirement;
use countersign_core::status::Status;
use std::cmp::Reverse;

/// Whether a part that decides alone lacks something.
pub(crate) fn lacks_essential(r: &Requirement, o: &Outcome) -> bool {
    o.lacking().iter().any(|f| r.facets.iter().any(|x| x.essential && x.id == f.facet))
}

/// What makes one gap come before another: the status, then how many leaves lack a deciding part, then production, then how many
/// leaves at all, then the order of the frameworks.
pub(crate) struct Pressing {
    /// The status that is folded to.
    pub status: Status,
    /// Leaves of that status that lack a deciding part.
    pub essential: usize,
    /// Leaves of that status in production.
    pub prod: usize,
    /// Leaves of that status.
    pub leaves: usize,
    /// The position of the requirement.
    pub at: usize,
}

impl Pressing {
    #[allow(clippy::type_complexity, reason = "a sort key")]
    pub fn key(&self) -> (u8, Reverse<usize>, Reverse<usize>, Reverse<usize>, usize) {
        let status = match self.status {
            Status::NotMet => 0,
            Status::Partial => 1,
            Status::AcceptedRisk => 2,
            _ => 3,
        };
        (status, Reverse(self.essential), Reverse(self.prod), Reverse(self.leaves), self.at)
    }
}
