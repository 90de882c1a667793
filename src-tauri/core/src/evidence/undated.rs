//! What is left of a text once its dates are taken away: two files that say the same of two months leave the same (CT-07).
//!
//! Taken away are: `2026-04-30`, `2026/04`, `30.04.2026`, `4/30/2026`, `04/2026`, `20260430`; `30 April 2026`, `April 30, 2026`,
//! `Apr 2026`; `Q2 2026`, `2026-Q2`; times as `10:15`, `10:15:00.123`, with `T` before and `Z` or `+02:00` behind. Bare numbers and
//! bare years stay: they may be amounts. Runs of blanks count as one, and lines are compared without the blanks around them.

use sha2::{Digest, Sha256};

/// The attribute of an evidence record that holds the digest of what is left of its file. Only whoever read the bytes writes it, and
/// only for files that are text; without it, it is not known whether two files say the same.
pub const UNDATED: &str = "undated";

/// The digest of a text without its dates, taken line by line.
#[derive(Clone, Default)]
pub struct Undated(Sha256);

impl Undated {
    /// Adds a line.
    pub fn line(&mut self, line: &str) {
        self.0.update(left(line).as_bytes());
        self.0.update(b"\n");
    }

    /// The digest as lower-case hex.
    pub fn finish(self) -> String {
        crate::digest::hex(&self.0.finalize())
    }
}

/// The digest of a whole text without its dates.
pub fn undated(text: &str) -> String {
    let mut digest = Undated::default();
    text.lines().for_each(|line| digest.line(line));
    digest.finish()
}

/// What is left of a line.
fn left(line: &str) -> String {
    let tokens = tokens(line);
    let mut out = String::with_capacity(line.len());
    let mut rest = tokens.as_slice();
    while let Some((first, tail)) = rest.split_first() {
        let taken = date(rest).or_else(|| time(rest)).unwrap_or(0);
        // Part of a longer word or number is no date.
        let joined = out.ends_with(|c: char| c.is_alphanumeric());
        match rest.get(taken..).filter(|after| taken > 0 && !joined && !after.first().is_some_and(|t| is_wordy(t))) {
            Some(after) => rest = after,
            None => {
                out.push_str(first);
                rest = tail;
            }
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_wordy(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphanumeric())
}

/// Runs of digits, runs of letters, and everything else one by one; blanks as one blank.
fn tokens(line: &str) -> Vec<&str> {
    let class = |c: char| match c {
        c if c.is_ascii_digit() => 0,
        c if c.is_alphabetic() => 1,
        c if c.is_whitespace() => 2,
        _ => 3,
    };
    let mut found = Vec::new();
    let mut start = 0;
    let mut last = None;
    for (at, c) in line.char_indices() {
        let now = class(c);
        if last.is_some_and(|l| l != now || now == 3) {
            found.extend(line.get(start..at));
            start = at;
        }
        last = Some(now);
    }
    found.extend(line.get(start..).filter(|t| !t.is_empty()));
    found.into_iter().map(|t| if t.trim().is_empty() { " " } else { t }).collect()
}

fn number(token: &str, digits: std::ops::RangeInclusive<usize>, range: std::ops::RangeInclusive<u32>) -> bool {
    digits.contains(&token.len()) && token.bytes().all(|b| b.is_ascii_digit()) && token.parse().is_ok_and(|n| range.contains(&n))
}

fn year(token: &str) -> bool {
    number(token, 4..=4, 1900..=2099)
}

fn month(token: &str) -> bool {
    number(token, 1..=2, 1..=12)
}

fn day(token: &str) -> bool {
    number(token, 1..=2, 1..=31)
}

fn month_name(token: &str) -> bool {
    const NAMES: [&str; 12] =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
    let word = token.to_ascii_lowercase();
    NAMES.iter().any(|n| *n == word || (n.get(..3) == Some(word.as_str())) || (word == "sept" && *n == "september"))
}

/// How many tokens a date at the beginning takes, with a time behind it.
fn date(t: &[&str]) -> Option<usize> {
    let n = match t {
        [y, "-", "Q" | "q", q, ..] if year(y) && number(q, 1..=1, 1..=4) => 4,
        [y, " ", "Q" | "q", q, ..] if year(y) && number(q, 1..=1, 1..=4) => 4,
        ["Q" | "q", q, " " | "-" | "/", y, ..] if year(y) && number(q, 1..=1, 1..=4) => 4,
        [y, a @ ("-" | "/"), m, b, d, ..] if year(y) && month(m) && a == b && day(d) => 5,
        [y, "-" | "/", m, ..] if year(y) && month(m) => 3,
        [a, s @ ("-" | "/" | "."), b, r, y, ..] if s == r && day(a) && day(b) && year(y) => 5,
        [m, "/", y, ..] if month(m) && year(y) => 3,
        [d, " ", m, " ", y, ..] if day(d) && month_name(m) && year(y) => 5,
        [m, " ", d, ",", " ", y, ..] if month_name(m) && day(d) && year(y) => 6,
        [m, " ", y, ..] if month_name(m) && year(y) => 3,
        [whole, ..] if number(whole, 8..=8, 19_000_101..=20_991_231) && packed(whole) => 1,
        _ => return None,
    };
    let after = t.get(n..).unwrap_or_default();
    let clock = match after {
        ["T" | "t" | " ", rest @ ..] => time(rest).map(|c| c + 1),
        _ => None,
    };
    Some(n + clock.unwrap_or(0))
}

/// Whether eight digits are a year, a month and a day.
fn packed(token: &str) -> bool {
    let part = |a: usize, b: usize| token.get(a..b).unwrap_or("");
    year(part(0, 4)) && month(part(4, 6)) && day(part(6, 8))
}

/// How many tokens a time at the beginning takes, with its zone.
fn time(t: &[&str]) -> Option<usize> {
    let [h, ":", m, ..] = t else { return None };
    let sixty = |x: &str| number(x, 2..=2, 0..=59);
    if !number(h, 1..=2, 0..=24) || !sixty(m) {
        return None;
    }
    let mut n = 3;
    if let Some([":", s, ..]) = t.get(n..).filter(|r| r.get(1).is_some_and(|s| sixty(s))) {
        n += 1 + usize::from(!s.is_empty());
        if let Some([".", f, ..]) = t.get(n..).filter(|r| r.get(1).is_some_and(|f| f.bytes().all(|b| b.is_ascii_digit()))) {
            n += 1 + usize::from(!f.is_empty());
        }
    }
    match t.get(n..) {
        Some(["Z" | "z", ..]) => n += 1,
        Some(["+" | "-", h, ":", m, ..]) if number(h, 2..=2, 0..=14) && sixty(m) => n += 4,
        _ => {}
    }
    Some(n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times_are_taken_away() {
        for text in [
            "2026-04-30",
            "2026/04/30",
            "2026-04",
            "30.04.2026",
            "4/30/2026",
            "04/2026",
            "20260430",
            "30 April 2026",
            "April 30, 2026",
            "Apr 2026",
            "sept 2026",
            "Q2 2026",
            "2026-Q2",
            "2026 Q2",
            "10:15",
            "2026-04-30T10:15:00Z",
            "2026-04-30 10:15:00.123+02:00",
        ] {
            assert_eq!(left(&format!("as of {text}, 40 rows")), "as of , 40 rows", "{text}");
            assert_eq!(left(text), "", "{text}");
        }
    }

    #[test]
    fn what_is_no_date_stays() {
        for text in [
            "2026 rows",
            "10.0.0.1",
            "v1.2.2026",
            "32.13.2026",
            "99:99",
            "99999999",
            "12345678901",
            "May we",
            "INC-2026-99",
            "A2026-04",
            "2026-041",
            "3/4",
        ] {
            assert_eq!(left(text), text);
        }
    }

    #[test]
    fn two_months_of_one_list_leave_the_same_and_two_lists_do_not() {
        let april = "Access list, April 2026\nexported 2026-04-30T08:00:00Z\nann,admin\n";
        let may = "Access  list, May 2026\r\nexported 2026-05-31T09:30:00Z\r\nann,admin\r\n";
        assert_eq!(undated(april), undated(may));
        assert_ne!(undated(april), undated(&may.replace("admin", "read")));
        assert_ne!(undated("a\nb"), undated("a b"));
    }
}
