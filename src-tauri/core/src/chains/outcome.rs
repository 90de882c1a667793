//! How an event says it went.

use crate::record::trimmed;

/// How a decision was taken.
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

fn is_one_of(outcome: &str, words: &[&str]) -> bool {
    let outcome = trimmed(outcome);
    words.iter().any(|w| outcome.eq_ignore_ascii_case(w))
}

/// Words that say no.
const NO: &[&str] = &["deny", "denied", "block", "blocked", "rejected", "reject", "refused", "declined", "changes_requested"];

/// What a policy decision or an approval says. Every analysis reads it here, so that one rejection is a rejection everywhere.
pub(crate) fn decided(outcome: Option<&str>) -> Decided {
    match outcome {
        Some(o) if is_one_of(o, &["allow", "allowed", "permit", "approved", "approve"]) => Decided::Yes,
        Some(o) if is_one_of(o, NO) => Decided::No,
        Some(o) if is_one_of(o, &["needs_approval"]) => Decided::NeedsApproval,
        _ => Decided::Untold,
    }
}

/// Whether a call, an execution or an effect says that it did not take place. Silence says nothing.
pub(crate) fn not_done(outcome: Option<&str>) -> bool {
    outcome.is_some_and(|o| {
        is_one_of(
            o,
            &[
                "failed",
                "failure",
                "error",
                "denied",
                "deny",
                "blocked",
                "rejected",
                "refused",
                "cancelled",
                "canceled",
                "aborted",
                "skipped",
                "timeout",
                "timed_out",
                "not_executed",
            ],
        )
    })
}

/// Whether an execution says that it was called off before anything was tried.
pub(crate) fn called_off(outcome: Option<&str>) -> bool {
    outcome.is_some_and(|o| is_one_of(o, &["cancelled", "canceled", "not_executed"]))
}

/// Whether a call says that it still waits.
pub(crate) fn waits(outcome: Option<&str>) -> bool {
    outcome.is_some_and(|o| is_one_of(o, &["pending", "proposed", "queued", "waiting"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_that_are_known_say_something() {
        assert_eq!(decided(Some("Allow")), Decided::Yes);
        assert_eq!(decided(Some("approved")), Decided::Yes);
        assert_eq!(decided(Some("changes_requested")), Decided::No);
        assert_eq!(decided(Some(" deny ")), Decided::No);
        assert_eq!(decided(Some("needs_approval")), Decided::NeedsApproval);
        assert_eq!(decided(Some("maybe")), Decided::Untold);
        assert_eq!(decided(None), Decided::Untold);
        assert!(not_done(Some("failed")) && !not_done(Some("rolled_back")) && !not_done(Some("done")) && !not_done(None));
        assert!(waits(Some("pending")) && !waits(Some("done")) && !waits(None));
    }
}
