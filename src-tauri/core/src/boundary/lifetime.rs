//! How long a credential lives.

use crate::event::moment;
use crate::parameters::Parameters;
use crate::record::Record;

/// A day in milliseconds.
pub(super) const DAY: i64 = 86_400_000;

/// How long a credential lives, against the threshold for a long life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Life {
    /// No longer than the threshold.
    Short,
    /// Longer than the threshold.
    Long,
    /// It is issued as standing, and neither an end nor a time to live is recorded.
    Endless,
    /// It cannot be told.
    Untold,
}

impl Life {
    /// Reads a credential. The times of issue and expiry go before a time to live. A time to live alone bounds a credential that is
    /// issued for each task or session anew; one that is standing, or of which that is not told, may be renewed again and again.
    pub fn of(credential: &Record, parameters: &Parameters) -> Self {
        let limit = parameters.credential_long_lived_seconds();
        let ttl = credential.integer("ttl_seconds").filter(|s| *s >= 0).map(|s| if s > limit { Self::Long } else { Self::Short });
        let span = span(credential, limit.saturating_mul(1000));
        let bounded = matches!(credential.get("issued_per"), Some("task" | "session"));
        match (bounded, span, ttl) {
            (true, Some(Self::Short), _) | (true, _, Some(Self::Short)) | (false, Some(Self::Short), _) => Self::Short,
            (_, Some(Self::Long), _) | (_, _, Some(Self::Long)) => Self::Long,
            (false, None, None) if credential.get("issued_per") == Some("standing") && credential.get("expires_at").is_none() => {
                Self::Endless
            }
            _ => Self::Untold,
        }
    }
}

/// The life between issue and expiry, where both are told and tell enough.
fn span(credential: &Record, limit: i64) -> Option<Life> {
    let (from, to) = (bounds(credential.get("issued_at")?)?, bounds(credential.get("expires_at")?)?);
    let (shortest, longest) = (to.0 - from.1, to.1 - from.0);
    if longest < 0 {
        return None;
    }
    Some(if shortest > limit {
        Life::Long
    } else if longest <= limit {
        Life::Short
    } else {
        Life::Untold
    })
}

/// The first and the last moment that a date may mean, in milliseconds since 1970: a day is known to the day only.
pub(super) fn bounds(text: &str) -> Option<(i64, i64)> {
    let at = moment(text)?;
    Some(if text.len() > 10 { (at, at) } else { (at, at.saturating_add(DAY)) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Table;
    use crate::testing::row;

    fn life(per: &str, issued: &str, expires: &str, ttl: &str) -> Life {
        let values = [("id", "C"), ("issued_per", per), ("issued_at", issued), ("expires_at", expires), ("ttl_seconds", ttl)];
        Life::of(&row(Table::Credentials, 1, &values), &Parameters::default())
    }

    #[test]
    fn exactly_a_day_is_short_and_a_second_more_is_long() {
        assert_eq!(life("task", "", "", "86400"), Life::Short);
        assert_eq!(life("session", "", "", "86401"), Life::Long);
        assert_eq!(life("", "2026-09-01T10:00:00Z", "2026-09-02T10:00:00Z", ""), Life::Short);
        assert_eq!(life("standing", "2026-09-01T10:00:00Z", "2026-09-02T10:00:01Z", ""), Life::Long);
        assert_eq!(life("", "2026-09-01T12:00:00+02:00", "2026-09-02T10:00:00Z", ""), Life::Short);
    }

    #[test]
    fn days_alone_are_read_both_ways() {
        assert_eq!(life("", "2026-09-01", "2026-09-01", ""), Life::Short);
        assert_eq!(life("", "2026-09-01", "2026-09-02", ""), Life::Untold);
        assert_eq!(life("task", "2026-09-01", "2026-09-02", "900"), Life::Short);
        assert_eq!(life("", "2026-09-01", "2026-09-02", "90000"), Life::Long);
        assert_eq!(life("", "2026-09-01", "2026-09-03", ""), Life::Untold, "from midnight to midnight it is a day");
        assert_eq!(life("", "2026-09-01", "2026-09-04", ""), Life::Long);
    }

    #[test]
    fn what_is_not_told_is_no_short_life() {
        assert_eq!(life("standing", "2026-01-01", "", ""), Life::Endless);
        assert_eq!(life("standing", "", "2026-12-31", ""), Life::Untold);
        assert_eq!(life("task", "", "", ""), Life::Untold);
        assert_eq!(life("", "", "", ""), Life::Untold);
        assert_eq!(life("", "", "", "900"), Life::Untold, "it may be renewed");
        assert_eq!(life("standing", "", "", "900"), Life::Untold);
        assert_eq!(life("", "", "", "90000"), Life::Long);
        assert_eq!(life("task", "", "", "-1"), Life::Untold);
        assert_eq!(life("", "2026-09-02T10:00:00Z", "2026-09-01T10:00:00Z", ""), Life::Untold, "it ends before it begins");
        assert_eq!(life("", "2026-09-02T10:00:00Z", "2026-09-02T10:00:00Z", ""), Life::Short);
    }

    #[test]
    fn of_two_statements_the_span_decides_for_a_standing_one_and_either_for_a_task() {
        let (from, soon, late) = ("2026-09-01T10:00:00Z", "2026-09-01T11:00:00Z", "2026-11-01T10:00:00Z");
        assert_eq!(life("standing", from, late, "900"), Life::Long);
        assert_eq!(life("standing", from, soon, "90000"), Life::Short);
        assert_eq!(life("task", from, late, "900"), Life::Short);
        assert_eq!(life("task", from, soon, "90000"), Life::Short);
        assert_eq!(life("task", from, late, ""), Life::Long);
    }
}
