//! What a number means as a day or a time, in the two ways in which workbooks count days.

/// How a number is meant to be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// As a number.
    Number,
    /// As a day.
    Date,
    /// As a time of day.
    Time,
    /// As a day with its time.
    DateTime,
    /// As hours, minutes and seconds that have passed, possibly more than a day.
    Duration,
}

const DAY_MS: i64 = 86_400_000;
/// 9999-12-31, counted from 1900.
const LAST: i64 = 2_958_465;
/// Days from the one beginning to the other.
const BETWEEN: i64 = 1_462;

/// The number as `2026-01-31`, `2026-01-31T14:30:00`, `14:30:00` or hours that have passed; nothing when it is no day and no time.
///
/// A time of day without a day is one whose number is below 1. A day that has a time keeps it, whatever its format shows.
pub fn shown(value: f64, shape: Shape, from_1904: bool) -> Option<String> {
    if shape == Shape::Number || !value.is_finite() || value.abs() > 1e9 {
        return None;
    }
    if shape == Shape::Duration {
        let ms = (value.abs() * DAY_MS as f64).round() as i64;
        let sign = if value < 0.0 && ms > 0 { "-" } else { "" };
        return Some(format!("{sign}{}", clock(ms)));
    }
    if value < 0.0 {
        return None;
    }
    let whole = value.floor();
    let ms = ((value - whole) * DAY_MS as f64).round() as i64;
    let (day, ms) = if ms >= DAY_MS { (whole as i64 + 1, 0) } else { (whole as i64, ms) };
    let no_day = day == 0 && (shape == Shape::Time || !from_1904);
    if no_day {
        // A zero with the format of a day is a zero, not a midnight.
        return (shape == Shape::Time || ms > 0).then(|| clock(ms));
    }
    if day > if from_1904 { LAST - BETWEEN } else { LAST } {
        return None;
    }
    let date = match (from_1904, day) {
        (true, _) => civil(day - 24_107),
        // 1900 has a 29 February in workbooks; it is shown as they show it.
        (false, 60) => "1900-02-29".to_owned(),
        (false, ..60) => civil(day - 25_568),
        (false, _) => civil(day - 25_569),
    };
    Some(if ms > 0 || shape == Shape::DateTime { format!("{date}T{}", clock(ms)) } else { date })
}

fn clock(ms: i64) -> String {
    let (seconds, rest) = (ms / 1000, ms % 1000);
    let text = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if rest == 0 { text } else { format!("{text}.{rest:03}") }
}

/// The date so many days after 1970-01-01.
fn civil(days: i64) -> String {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march + 2) / 5 + 1;
    let month = if march < 10 { march + 3 } else { march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// An ISO date that a cell holds as text, without a midnight that its format does not show.
pub fn iso(text: &str, shape: Shape) -> String {
    let text = text.trim();
    let midnight = text.split_once('T').filter(|(_, t)| t.trim_end_matches(['0', ':', '.', 'Z']).is_empty());
    match midnight {
        Some((day, _)) if shape != Shape::DateTime => day.to_owned(),
        _ => text.strip_prefix('T').unwrap_or(text).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: f64) -> String {
        shown(n, Shape::Date, false).unwrap()
    }

    #[test]
    fn days_are_counted_as_workbooks_count_them() {
        assert_eq!([day(1.0), day(59.0), day(60.0), day(61.0)], ["1900-01-01", "1900-02-28", "1900-02-29", "1900-03-01"]);
        assert_eq!([day(36_526.0), day(45_351.0), day(2_958_465.0)], ["2000-01-01", "2024-02-29", "9999-12-31"]);
        assert_eq!(shown(0.0, Shape::Date, true).unwrap(), "1904-01-01");
        assert_eq!(shown(44_895.0, Shape::Date, true).unwrap(), day(46_357.0));
        assert_eq!(shown(2_957_003.0, Shape::Date, true).unwrap(), "9999-12-31");
        for (n, from_1904) in [(2_958_466.0, false), (2_957_004.0, true), (-1.0, false), (0.0, false), (f64::NAN, false), (1e300, true)] {
            assert_eq!(shown(n, Shape::Date, from_1904), None, "{n}");
        }
    }

    #[test]
    fn times_go_with_their_day_or_without_one() {
        assert_eq!(shown(0.604_166_666_666_667, Shape::Time, false).unwrap(), "14:30:00");
        assert_eq!(shown(45_000.604_166_666_664, Shape::Time, false).unwrap(), "2023-03-15T14:30:00");
        assert_eq!(shown(45_000.604_166_666_664, Shape::Date, false).unwrap(), "2023-03-15T14:30:00");
        assert_eq!(shown(45_000.0, Shape::DateTime, false).unwrap(), "2023-03-15T00:00:00");
        assert_eq!(shown(45_943.541, Shape::DateTime, false).unwrap(), "2025-10-13T12:59:02.400");
        assert_eq!(shown(45_000.999_999_999_9, Shape::Date, false).unwrap(), "2023-03-16");
        assert_eq!(shown(0.0, Shape::Time, true).unwrap(), "00:00:00");
        assert_eq!(shown(2.0625, Shape::Duration, false).unwrap(), "49:30:00");
        assert_eq!(shown(-0.0625, Shape::Duration, true).unwrap(), "-01:30:00");
    }

    #[test]
    fn dates_held_as_text_keep_what_they_say() {
        assert_eq!(iso("2026-01-31T00:00:00.000", Shape::Date), "2026-01-31");
        assert_eq!(iso("2026-01-31T00:00:00", Shape::DateTime), "2026-01-31T00:00:00");
        assert_eq!(iso("2026-01-31T10:00:00Z", Shape::Number), "2026-01-31T10:00:00Z");
        assert_eq!(iso("T10:20:30", Shape::Time), "10:20:30");
    }
}
