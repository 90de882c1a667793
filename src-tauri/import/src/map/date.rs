//! Dates as people write them, to `YYYY-MM-DD` or RFC 3339; what has to be assumed is said, what is ambiguous stays unknown.

use super::Assumed;
use serde::{Deserialize, Serialize};

/// Which of the first two numbers of `7/1/2023` is the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// `7/1/2023` is the first of July.
    MonthFirst,
    /// `7/1/2023` is the seventh of January.
    DayFirst,
}

impl Order {
    /// Its name in map files.
    pub fn name(self) -> &'static str {
        match self {
            Order::MonthFirst => "month-first",
            Order::DayFirst => "day-first",
        }
    }
}

/// What became of a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parsed {
    /// It is already in our form.
    Same,
    /// It was rewritten, under these assumptions.
    Read(String, Vec<Assumed>),
    /// Day and month could change places.
    Ambiguous,
    /// It is not a date.
    Bad,
}

/// Reads a date; `order` settles `7/1/2023` when it is known.
pub fn parse(text: &str, order: Option<Order>) -> Parsed {
    if in_our_form(text.as_bytes()) {
        return Parsed::Same;
    }
    if text.len() > 60 {
        return Parsed::Bad;
    }
    if let Some(found) = bare_number(text) {
        return found;
    }
    let (day, time) = split_time(text);
    let mut assumed = Vec::new();
    let date = match read_day(day, order, &mut assumed) {
        Ok(date) => date,
        Err(other) => return other,
    };
    let Some(time) = time else { return Parsed::Read(date, assumed) };
    match read_time(time, &mut assumed) {
        Some(time) => Parsed::Read(format!("{date}T{time}"), assumed),
        None => Parsed::Bad,
    }
}

/// The order that a date can only be read in, as `13/1/2023` is day first.
pub fn proves(text: &str) -> Option<Order> {
    if !text.contains(['/', '-']) || text.len() > 60 || in_our_form(text.as_bytes()) {
        return None;
    }
    let [a, b, c] = numbers(split_time(text).0, &['/', '-'])?;
    match (a.0, b.0) {
        _ if a.1 == 4 || c.1 < 2 => None,
        (13..=31, 1..=12) => Some(Order::DayFirst),
        (1..=12, 13..=31) => Some(Order::MonthFirst),
        _ => None,
    }
}

/// `YYYY-MM-DD`, or RFC 3339 with a capital `T` and `Z`.
fn in_our_form(b: &[u8]) -> bool {
    let digits = |from: usize, n: usize| {
        b.get(from..from + n).filter(|d| d.iter().all(u8::is_ascii_digit)).map(|d| d.iter().fold(0u32, |v, d| v * 10 + u32::from(d - b'0')))
    };
    let mark = |at: usize, c: u8| b.get(at) == Some(&c);
    let (Some(y), Some(m), Some(d)) = (digits(0, 4), digits(5, 2), digits(8, 2)) else { return false };
    if !mark(4, b'-') || !mark(7, b'-') || !real(y, m, d) {
        return false;
    }
    if b.len() == 10 {
        return true;
    }
    let clock = |at: usize| matches!((digits(at, 2), digits(at + 3, 2)), (Some(0..=23), Some(0..=59))) && mark(at + 2, b':');
    if !mark(10, b'T') || !clock(11) || !mark(16, b':') || !matches!(digits(17, 2), Some(0..=60)) {
        return false;
    }
    let mut at = 19;
    if mark(at, b'.') {
        let n = b.iter().skip(at + 1).take_while(|c| c.is_ascii_digit()).count();
        if n == 0 {
            return false;
        }
        at += 1 + n;
    }
    match b.get(at) {
        Some(b'Z') => b.len() == at + 1,
        Some(b'+' | b'-') => b.len() == at + 6 && clock(at + 1),
        _ => false,
    }
}

fn real(y: u32, m: u32, d: u32) -> bool {
    let leap = y.is_multiple_of(4) && (!y.is_multiple_of(100) || y.is_multiple_of(400));
    let days = match m {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => 0,
    };
    (1..=days).contains(&d)
}

fn iso(y: u32, m: u32, d: u32) -> Option<String> {
    ((1900..=2199).contains(&y) && real(y, m, d)).then(|| format!("{y:04}-{m:02}-{d:02}"))
}

/// `20240501`, or a count since 1970; `None` when the text is no bare number.
fn bare_number(text: &str) -> Option<Parsed> {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(w, f)| (w, Some(f)));
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || fraction.is_some_and(|f| !digits(f)) {
        return None;
    }
    let value: i64 = whole.parse().ok()?;
    if whole.len() == 8 && fraction.is_none() {
        let v = u32::try_from(value).ok()?;
        return Some(iso(v / 10_000, v / 100 % 100, v % 100).map_or(Parsed::Bad, |d| Parsed::Read(d, vec![])));
    }
    let scale: i64 = match (whole.len(), fraction) {
        (10, _) => 1,
        (13, _) => 1_000,
        (16, None) => 1_000_000,
        (19, None) => 1_000_000_000,
        _ => return Some(Parsed::Bad),
    };
    let nanos = (value % scale) * (1_000_000_000 / scale);
    let part = fraction.filter(|_| scale == 1).map_or(0, |f| format!("{f:0<9}").get(..9).and_then(|f| f.parse().ok()).unwrap_or(0));
    let at = chrono::DateTime::from_timestamp(value / scale, u32::try_from(nanos).unwrap_or(0) + part);
    Some(at.map_or(Parsed::Bad, |at| Parsed::Read(at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true), vec![Assumed::Epoch])))
}

/// The day and, from the first word with a colon on, the time.
fn split_time(text: &str) -> (&str, Option<&str>) {
    let Some(colon) = text.find(':') else { return (text.trim(), None) };
    let before = text.get(..colon).unwrap_or_default();
    let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
    let at = colon - digits;
    let day = text.get(..at).unwrap_or_default();
    (day.trim_end_matches(['T', 't', ' ', ',', '\u{a0}']).trim_start(), text.get(at..).map(str::trim))
}

/// Three numbers with their lengths in digits.
fn numbers(text: &str, separators: &[char]) -> Option<[(u32, usize); 3]> {
    let mut parts = text.split(separators).map(str::trim);
    let mut next = || {
        let part = parts.next().filter(|p| (1..=4).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()))?;
        Some((part.parse().ok()?, part.len()))
    };
    let three = [next()?, next()?, next()?];
    parts.next().is_none().then_some(three)
}

fn year(value: (u32, usize), assumed: &mut Vec<Assumed>) -> Option<u32> {
    match value.1 {
        4 => Some(value.0),
        2 => {
            assumed.push(Assumed::Century);
            Some(2000 + value.0)
        }
        _ => None,
    }
}

fn read_day(text: &str, order: Option<Order>, assumed: &mut Vec<Assumed>) -> Result<String, Parsed> {
    let dots = text.contains('.');
    let Some([a, b, c]) = numbers(text, &['/', '-', '.']) else { return named_month(text, assumed).ok_or(Parsed::Bad) };
    if a.1 == 4 {
        return iso(a.0, b.0, c.0).ok_or(Parsed::Bad);
    }
    let y = year(c, assumed).ok_or(Parsed::Bad)?;
    let (month, day) = match (a.0, b.0) {
        (d, m) if d == m => (m, d),
        (d, m) if dots => {
            assumed.push(Assumed::Dots);
            (m, d)
        }
        (d, m) if d > 12 => (m, d),
        (m, d) if d > 12 => (m, d),
        (first, second) => {
            assumed.push(Assumed::Order);
            match order {
                Some(Order::MonthFirst) => (first, second),
                Some(Order::DayFirst) => (second, first),
                None => return Err(Parsed::Ambiguous),
            }
        }
    };
    iso(y, month, day).ok_or(Parsed::Bad)
}

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/// `11/Jan/26`, `11 January 2026`, `Jan 11, 2026`, `2026-Jan-11`.
fn named_month(text: &str, assumed: &mut Vec<Assumed>) -> Option<String> {
    let parts: Vec<&str> = text.split(['/', '-', ' ', ',', '.']).map(str::trim).filter(|p| !p.is_empty()).collect();
    let [a, b, c] = parts.as_slice() else { return None };
    let month = |t: &str| {
        let t = t.to_ascii_lowercase();
        let at = MONTHS.iter().position(|m| t == *m || (t.len() >= 3 && t.len() <= 4 && m.starts_with(t.as_str())))?;
        u32::try_from(at + 1).ok()
    };
    let number = |t: &str| {
        let t = t.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        (!t.is_empty() && t.len() <= 4 && t.bytes().all(|b| b.is_ascii_digit())).then(|| t.parse().ok().map(|v: u32| (v, t.len())))?
    };
    if let Some(m) = month(a) {
        return iso(year(number(c)?, assumed)?, m, number(b)?.0);
    }
    let m = month(b)?;
    match number(a)? {
        (y, 4) => iso(y, m, number(c)?.0),
        (d, _) => iso(year(number(c)?, assumed)?, m, d),
    }
}

/// `3:22 PM`, `15:04:05.123Z`, `15:04 +0200`, as `HH:MM:SS` with a zone.
fn read_time(text: &str, assumed: &mut Vec<Assumed>) -> Option<String> {
    let end = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.')).unwrap_or(text.len());
    let (clock, rest) = text.split_at_checked(end)?;
    let (clock, fraction) = clock.split_once('.').map_or((clock, ""), |(c, f)| (c, f));
    let mut parts = clock.split(':').map(|p| p.parse::<u32>().ok().filter(|_| p.len() <= 2));
    let (mut hour, minute, second) = (parts.next()??, parts.next()??, parts.next().unwrap_or(Some(0))?);
    let mut rest = rest.trim().to_ascii_uppercase();
    for (mark, add) in [("AM", 0), ("PM", 12), ("A.M.", 0), ("P.M.", 12)] {
        if let Some(after) = rest.strip_prefix(mark) {
            if !(1..=12).contains(&hour) {
                return None;
            }
            hour = hour % 12 + add;
            rest = after.trim().to_owned();
            break;
        }
    }
    if parts.next().is_some() || hour > 23 || minute > 59 || second > 60 || fraction.len() > 9 {
        return None;
    }
    let zone = match rest.as_str() {
        "" => {
            assumed.push(Assumed::Utc);
            "Z".to_owned()
        }
        "Z" | "UTC" | "GMT" | "(UTC)" => "Z".to_owned(),
        offset => zone_offset(offset)?,
    };
    let dot = if fraction.is_empty() { "" } else { "." };
    Some(format!("{hour:02}:{minute:02}:{second:02}{dot}{fraction}{zone}"))
}

fn zone_offset(text: &str) -> Option<String> {
    let text = text.strip_prefix("UTC").or_else(|| text.strip_prefix("GMT")).unwrap_or(text).trim();
    let sign = text.chars().next().filter(|c| matches!(c, '+' | '-'))?;
    let digits: String = text.chars().skip(1).filter(|c| *c != ':').collect();
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.as_str(), "0"),
        4 => digits.split_at_checked(2)?,
        _ => return None,
    };
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 14 && minutes <= 59).then(|| format!("{sign}{hours:02}:{minutes:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, order: Option<Order>) -> String {
        match parse(text, order) {
            Parsed::Same => text.to_owned(),
            Parsed::Read(date, assumed) => format!("{date} {assumed:?}"),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn our_own_form_is_left_as_it_is() {
        for text in ["2024-02-29", "2024-05-01T10:00:00Z", "2024-05-01T10:00:00.123456+02:00"] {
            assert_eq!(parse(text, None), Parsed::Same, "{text}");
        }
    }

    #[test]
    fn other_forms_are_read_and_assumptions_named() {
        let us = Some(Order::MonthFirst);
        for (text, order, expected) in [
            ("7/1/2023", us, "2023-07-01 [Order]"),
            ("7/1/2023", Some(Order::DayFirst), "2023-01-07 [Order]"),
            ("7/1/2023", None, "Ambiguous"),
            ("7/13/2023", None, "2023-07-13 []"),
            ("13/7/2023", None, "2023-07-13 []"),
            ("5/5/2023", None, "2023-05-05 []"),
            ("31.12.2024", None, "2024-12-31 [Dots]"),
            ("01/2024", us, "Bad"),
            ("2023-02-29", None, "Bad"),
            ("2024", None, "Bad"),
            ("20240501", None, "2024-05-01 []"),
            ("11/Jan/26 3:22 PM", None, "2026-01-11T15:22:00Z [Century, Utc]"),
            ("Jan 11, 2026", None, "2026-01-11 []"),
            ("11 January 2026 12:05 AM", None, "2026-01-11T00:05:00Z [Utc]"),
            ("2024-05-01 10:00:00", None, "2024-05-01T10:00:00Z [Utc]"),
            ("2024-05-01T10:00:00.5 +0200", None, "2024-05-01T10:00:00.5+02:00 []"),
            ("2024/05/01 10:00 UTC", None, "2024-05-01T10:00:00Z []"),
            ("1712345678", None, "2024-04-05T19:34:38Z [Epoch]"),
            ("1712345678123", None, "2024-04-05T19:34:38.123Z [Epoch]"),
            ("1712345678123456789", None, "2024-04-05T19:34:38.123456789Z [Epoch]"),
            ("1712345678.25", None, "2024-04-05T19:34:38.250Z [Epoch]"),
            ("45000", None, "Bad"),
            ("soon", None, "Bad"),
            ("10:00", None, "Bad"),
        ] {
            assert_eq!(read(text, order), expected, "{text}");
        }
    }

    #[test]
    fn a_day_above_twelve_proves_the_order() {
        assert_eq!(proves("7/13/2023"), Some(Order::MonthFirst));
        assert_eq!(proves("13/7/2023 10:00"), Some(Order::DayFirst));
        assert_eq!(proves("7/1/2023"), None);
        assert_eq!(proves("2023-13-01"), None);
    }
}
