//! How an event says it went. Every analysis reads it here, so that one rejection is a rejection everywhere.

use crate::record::trimmed;

/// How a policy decision or an approval was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decided {
    /// Allowed, or approved.
    Yes,
    /// Denied or rejected, or changes were asked for.
    No,
    /// A person has to approve.
    NeedsApproval,
    /// It is not told, or in words that are not known.
    Untold,
}

/// What the outcome of an event says. Silence says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    /// Of a policy decision or an approval: which way.
    pub decided: Decided,
    /// Of a call, an execution or an effect: whether it did not take place.
    pub not_done: bool,
    /// Of an execution: whether it was called off before anything was tried.
    pub called_off: bool,
    /// Of a call: whether it still waits.
    pub waits: bool,
}

const SILENT: Outcome = Outcome { decided: Decided::Untold, not_done: false, called_off: false, waits: false };
const YES: Outcome = Outcome { decided: Decided::Yes, ..SILENT };
const NO: Outcome = Outcome { decided: Decided::No, ..SILENT };
/// Somebody or something said no, and nothing took place.
const STOPPED: Outcome = Outcome { not_done: true, ..NO };
const ASKS: Outcome = Outcome { decided: Decided::NeedsApproval, ..SILENT };
const FAILED: Outcome = Outcome { not_done: true, ..SILENT };
const OFF: Outcome = Outcome { called_off: true, ..FAILED };
const WAITS: Outcome = Outcome { waits: true, ..SILENT };

/// The words that say something, in any case.
const WORDS: [(&str, Outcome); 29] = [
    ("approved", YES),
    ("allow", YES),
    ("allowed", YES),
    ("permit", YES),
    ("approve", YES),
    ("deny", STOPPED),
    ("denied", STOPPED),
    ("blocked", STOPPED),
    ("rejected", STOPPED),
    ("refused", STOPPED),
    ("block", NO),
    ("reject", NO),
    ("declined", NO),
    ("changes_requested", NO),
    ("needs_approval", ASKS),
    ("failed", FAILED),
    ("failure", FAILED),
    ("error", FAILED),
    ("aborted", FAILED),
    ("skipped", FAILED),
    ("timeout", FAILED),
    ("timed_out", FAILED),
    ("cancelled", OFF),
    ("canceled", OFF),
    ("not_executed", OFF),
    ("pending", WAITS),
    ("proposed", WAITS),
    ("queued", WAITS),
    ("waiting", WAITS),
];

impl Outcome {
    /// What a cell of the column `outcome` says.
    pub fn of(cell: Option<&str>) -> Self {
        let Some(said) = cell.map(trimmed) else { return SILENT };
        WORDS.iter().find(|(word, _)| said.eq_ignore_ascii_case(word)).map_or(SILENT, |(_, says)| *says)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_that_are_known_say_something() {
        let decided = |cell: &str| Outcome::of(Some(cell)).decided;
        assert_eq!([decided("Allow"), decided("approved"), decided("permit")], [Decided::Yes; 3]);
        assert_eq!([decided("changes_requested"), decided(" deny "), decided("block")], [Decided::No; 3]);
        assert_eq!(decided("needs_approval"), Decided::NeedsApproval);
        assert_eq!([decided("maybe"), decided("done"), decided("")], [Decided::Untold; 3]);
        assert_eq!(Outcome::of(None), SILENT);
        let not_done = |cell: &str| Outcome::of(Some(cell)).not_done;
        assert!(["failed", "Denied", "rejected", "timed_out", "canceled"].into_iter().all(not_done));
        assert!(!["rolled_back", "done", "block", "declined", "changes_requested", "pending"].into_iter().any(not_done));
        let off = |cell: &str| Outcome::of(Some(cell)).called_off;
        assert!(off("cancelled") && off("not_executed") && !off("failed") && !off("denied"));
        let waits = |cell: &str| Outcome::of(Some(cell)).waits;
        assert!(waits("pending") && !waits("done") && !waits("needs_approval"));
    }
}
