//! Runtime authorship drift (domain 4a): who made what was carried out, who is on record for it, and what the record of its review
//! can show.
//!
//! An action is an execution, or an output that was delivered without one, with the events it follows from. What is not told is read
//! at its best for the lower bound and at its worst for the upper one; levels are taken from the upper one.

mod action;
mod attribution;
mod book;
mod chain;
mod drift;
mod executor;
mod hits;
mod names;
mod review;
mod reviewers;
mod runs;
mod share;
mod signs;
mod trend;

pub use action::{Action, REVIEWED};
pub use attribution::{Gap, Why};
pub use drift::{Authorship, Bounded, Drift, DriftRate, MachineShare, Part, Range, ReviewClasses};
pub use executor::{Held, Mismatch};
pub use hits::hits;
pub use review::ReviewClass;
pub use reviewers::{Capacity, Reviewer};
pub use trend::{Trend, Verdict};

use crate::case::Case;
use book::Book;
use signs::Rationales;

/// The authorship of a workflow in the period, and its actions in order of time.
pub fn look<'c>(case: &Case<'c, '_>) -> (Authorship, Vec<Action<'c>>) {
    let book = Book::new(case);
    let period = case.period();
    let in_days = |from, to| {
        let decisions = book.decisions(from, to);
        let rationales = Rationales::count(&book, &decisions);
        (book.actions(from, to, &rationales), decisions, rationales)
    };
    let (actions, decisions, rationales) = in_days(period.from, period.to);
    let reviewers = book.reviewers(&decisions, &rationales);
    let days = book.baseline();
    let (before, ..) = in_days(days.0, days.1);
    let part = |of: &[Action<'_>]| {
        let (least, most) = drift::drifted(of, case.parameters());
        (Part { n: most, of: of.len() }, least)
    };
    let trend = trend::trend(part(&before), part(&actions).0, days, case.parameters());
    (drift::figures(&actions, reviewers, trend, case.parameters()), actions)
}

/// The authorship of a workflow in the period.
pub fn analyse(case: &Case<'_, '_>) -> Authorship {
    look(case).0
}

/// The actions of a workflow in the period, in order of time.
pub fn actions<'c>(case: &Case<'c, '_>) -> Vec<Action<'c>> {
    look(case).1
}

#[cfg(test)]
pub(crate) mod tests;
