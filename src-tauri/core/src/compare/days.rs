//! The period an earlier assessment would have by the day of a later one.

use crate::assess::Basis;
use crate::evidence::Period;
use chrono::{Datelike, Days, NaiveDate};

/// The period of the earlier basis, moved on to the as-of day of the later one: what time alone makes of it. Periods of one kind follow
/// on each other: two single days, two periods of as many whole months, or of as many days. Of another kind, the length of the earlier
/// period is kept. Time does not run backwards: when the later basis has no later as-of day, the earlier period stays as it is.
pub fn carried(before: &Basis, after: &Basis) -> Period {
    let (old, new) = (before.period, after.period);
    if new.as_of <= old.as_of {
        return old;
    }
    let days = |p: Period| (p.to - p.from).num_days();
    let alike = days(old) == days(new) || whole_months(old).is_some_and(|n| whole_months(new) == Some(n));
    if before.point_in_time == after.point_in_time && (before.point_in_time || alike) {
        return new;
    }
    let passed = Days::new(u64::try_from((new.as_of - old.as_of).num_days()).unwrap_or(0));
    let on = |day: NaiveDate| day.checked_add_days(passed).unwrap_or(day);
    Period { from: on(old.from), to: on(old.to), as_of: new.as_of }
}

/// How many calendar months a period covers, when it begins and ends with one.
fn whole_months(p: Period) -> Option<i32> {
    let next = p.to.succ_opt()?;
    let month = |day: NaiveDate| day.year() * 12 + i32::try_from(day.month0()).unwrap_or(0);
    (p.from.day() == 1 && next.day() == 1).then(|| month(next) - month(p.from))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::Parameters;

    fn basis(from: &str, to: &str, point_in_time: bool) -> Basis {
        let day = |d: &str| d.parse().unwrap();
        let period = Period { from: day(from), to: day(to), as_of: day(to) };
        Basis { period, point_in_time, editions: vec![], parameters: Parameters::default() }
    }

    #[test]
    fn a_period_is_moved_on_by_the_days_that_passed_and_keeps_its_kind() {
        for (old, new, carried_from) in [
            // A quarter follows a quarter, and a half a half, though they have not as many days.
            (("2026-04-01", "2026-06-30", false), ("2026-07-01", "2026-09-30", false), "2026-07-01"),
            (("2026-01-01", "2026-06-30", false), ("2026-07-01", "2026-12-31", false), "2026-07-01"),
            (("2026-04-10", "2026-04-20", false), ("2026-05-01", "2026-05-11", false), "2026-05-01"),
            // A year by its age, leap year or not.
            (("2024-02-01", "2025-01-31", true), ("2025-03-01", "2026-02-28", true), "2025-03-01"),
            // A wider period, and a period after a single day: the length of the earlier one.
            (("2026-07-01", "2026-09-30", false), ("2026-01-01", "2026-12-31", false), "2026-10-01"),
            (("2025-10-01", "2026-09-30", true), ("2026-07-01", "2026-12-31", false), "2026-01-01"),
        ] {
            let [a, b] = [old, new].map(|(from, to, point)| basis(from, to, point));
            let found = carried(&a, &b);
            assert_eq!((found.from.to_string().as_str(), found.to, found.as_of), (carried_from, b.period.to, b.period.as_of), "{old:?}");
            // Backwards, and on one and the same day, no time passed.
            assert_eq!(carried(&b, &a), b.period);
        }
        let (a, b) = (basis("2026-07-01", "2026-09-30", false), basis("2026-01-01", "2026-09-30", false));
        assert_eq!(carried(&a, &b), a.period);
    }
}
