//! CT-08, burst: of at least five artefacts for a control that operates monthly or more often, so many as 60 % were captured in the
//! last tenth of the period, after it though they are about it, or after they were asked for. The tail's days are a tenth of the period's, rounded to the nearest (a half
//! to the even one).
//!
//! The day of a request is the attribute `requested_at` of its row; without it, its due day: what came after that came after the
//! request as well. An artefact whose day of capture is not told was captured on or after the last day it covers: it may be late.

use super::super::frame::may_support;
use super::look::Look;
use super::{count, reaches};
use crate::evidence::Period;
use crate::hit::Hit;
use crate::place::Place;
use crate::record::{Record, parse_day};
use chrono::{Days, NaiveDate};

/// The first day of the tail of a period; `None` when it has none.
pub(super) fn tail_begins(period: Period, share: f64) -> Option<NaiveDate> {
    let length = (period.to - period.from).num_days() + 1;
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "day counts of one period")]
    let days = (length as f64 * share).round_ties_even() as u64;
    period.to.checked_sub_days(Days::new(days.checked_sub(1)?))
}

/// What is known of when an artefact was captured.
enum Captured {
    Early,
    Late,
    Unknown,
    /// Outside the days looked at.
    Elsewhere,
}

pub(super) fn test(look: &Look<'_, '_>) -> Option<Hit> {
    let frequency = look.control.record.get("frequency");
    if !matches!(frequency, None | Some("continuous" | "per_event" | "daily" | "weekly" | "monthly")) {
        return None;
    }
    let p = look.frame.basis.period;
    let tail = tail_begins(p, look.threshold("theatre_burst_tail"));
    let asked = look.frame.requests.get(look.control.id()).into_iter().flatten().filter_map(|r| asked_by(r)).min();
    let late = |day: NaiveDate| tail.is_some_and(|t| day >= t) || asked.is_some_and(|a| day >= a);
    let captured = |e: &Record| match (e.day("collected_at"), e.day("period_to")) {
        (Some(at), _) if at < p.from => Captured::Elsewhere,
        (Some(at), _) if at > p.to.max(p.as_of) => if_about(e, p),
        (Some(at), _) if late(at) => Captured::Late,
        (Some(_), _) => Captured::Early,
        (None, Some(to)) if to < p.from || to > p.to.max(p.as_of) => Captured::Elsewhere,
        (None, Some(to)) if late(to) => Captured::Late,
        (None, _) => Captured::Unknown,
    };
    let (mut early, mut after, mut unknown) = (0_u64, Vec::new(), 0_u64);
    for e in look.control.evidence.iter().map(|l| l.record).filter(|e| may_support(e)) {
        match captured(e) {
            Captured::Early => early += 1,
            Captured::Late => after.push(e),
            Captured::Unknown => unknown += 1,
            Captured::Elsewhere => {}
        }
    }
    let fewest = look.threshold("theatre_burst_min_artefacts").max(look.threshold("theatre_small_number"));
    let share = look.threshold("theatre_burst_share");
    let is_burst = |n: f64, of: f64| reaches(of, fewest) && n > 0.0 && reaches(n, share * of);
    let sure_of = count(early) + count(after.len()) + count(unknown);
    let sure = frequency.is_some() && is_burst(count(after.len()), sure_of);
    if !sure && !is_burst(count(after.len()) + count(unknown), sure_of) {
        return None;
    }
    let text = format!(
        "{} of the {} artefacts of control {} were captured in the last days of the period{} or after they were asked for{}.",
        after.len(),
        early + u64::try_from(after.len()).unwrap_or(u64::MAX) + unknown,
        look.control.id(),
        if after.iter().any(|e| e.day("collected_at").is_some_and(|at| at > p.to.max(p.as_of))) { ", after it," } else { "" },
        if unknown == 0 { String::new() } else { format!("; of {unknown} the day is not told") }
    );
    Some(look.hit("CT-08", !sure).saying(text, after.iter().take(5).map(|e| Place::cell(e, "collected_at")).collect()))
}

/// What was captured after the period is late when it tells that it is about days of it.
fn if_about(e: &Record, p: Period) -> Captured {
    let (from, to) = (e.day("period_from").or(e.day("period_to")), e.day("period_to"));
    match from.zip(to) {
        Some((from, to)) if from <= p.to && to >= p.from => Captured::Late,
        _ => Captured::Elsewhere,
    }
}

/// The first day on which something is known to come after a request.
fn asked_by(request: &Record) -> Option<NaiveDate> {
    let told = request.extra("requested_at").and_then(parse_day);
    told.or_else(|| request.day("due").and_then(|d| d.succ_opt()))
}

#[cfg(test)]
mod tests {
    use super::super::lab::Lab;
    use super::*;
    use crate::Table::{Controls, Evidence, Requests};

    fn captured(days: &[&str]) -> Lab {
        let mut lab = Lab::default();
        for (i, day) in days.iter().enumerate() {
            lab.artefact(&format!("{i}.csv"), &[("collected_at", day)]);
        }
        lab
    }

    #[test]
    fn sixty_percent_of_five_in_the_tail_are_a_burst() {
        assert!(captured(&["2026-05-02", "2026-06-30", "2026-09-13", "2026-09-20", "2026-09-28"]).raises("CT-08"));
        assert!(
            !captured(&["2026-05-02", "2026-06-30", "2026-09-12", "2026-09-20", "2026-09-28"]).raises("CT-08"),
            "the tail begins on 13"
        );
        assert!(!captured(&["2026-09-13", "2026-09-20", "2026-09-28", "2026-09-29"]).raises("CT-08"), "four are too few");
        let out = ["2026-03-31", "2026-09-13", "2026-09-20", "2026-09-28", "2026-09-29"];
        assert!(!captured(&out).raises("CT-08"), "one is of another period");
    }

    #[test]
    fn what_is_about_the_period_and_was_captured_after_it_is_late() {
        let days = ["2026-10-02"; 6];
        let lab = captured(&days);
        assert!(lab.raises("CT-08"));
        assert!(lab.claim("WF-1").hits.iter().any(|h| h.code == "CT-08" && h.condition[0].text.contains(", after it,")));
        let mut next = lab.clone();
        for i in 0..6 {
            let file = format!("{i}.csv");
            next.made.set(Evidence, &file, "period_from", "2026-10-01").set(Evidence, &file, "period_to", "2026-10-02");
        }
        assert!(!next.raises("CT-08"), "it is about the days after");
    }

    #[test]
    fn a_control_that_operates_less_often_has_no_burst() {
        let days = ["2026-09-20"; 5];
        for (frequency, flag) in [("monthly", "CT-08"), ("daily", "CT-08"), ("per_event", "CT-08"), ("", "CT-08-U")] {
            let mut lab = captured(&days);
            lab.made.set(Controls, "C-1", "frequency", frequency);
            assert!(lab.raises(flag), "{frequency}");
        }
        let mut quarterly = captured(&days);
        quarterly.made.set(Controls, "C-1", "frequency", "quarterly");
        assert!(quarterly.flags("WF-1").iter().all(|f| !f.starts_with("CT-08")));
    }

    #[test]
    fn what_came_after_a_request_is_late() {
        let days = ["2026-05-02", "2026-06-01", "2026-07-02", "2026-07-03", "2026-07-04"];
        assert!(!captured(&days).raises("CT-08"));
        for (due, raised) in [("2026-07-01", true), ("2026-07-02", false)] {
            let mut lab = captured(&days);
            lab.made.put(Requests, &[("id", "RQ-1"), ("control", "C-1"), ("what", "logs"), ("due", due), ("status", "accepted")]);
            assert_eq!(lab.raises("CT-08"), raised, "{due}");
            lab.made.records.last_mut().unwrap().extra.push(("requested_at".into(), "2026-07-02".into()));
            assert!(lab.raises("CT-08"), "the day it was asked for is told");
        }
    }

    #[test]
    fn a_day_of_capture_that_is_not_told_may_be_late() {
        let mut lab = captured(&["2026-05-02", "2026-06-30", "2026-09-14", "2026-09-20", "2026-09-28"]);
        lab.made.set(Evidence, "4.csv", "collected_at", "").set(Evidence, "4.csv", "period_to", "2026-07-31");
        assert!(lab.raises("CT-08-U"));
        lab.made.set(Evidence, "4.csv", "period_to", "2026-09-30");
        assert!(lab.raises("CT-08"), "it covers a day of the tail, so it was captured in it");
        lab.made.set(Evidence, "4.csv", "period_to", "");
        assert!(lab.raises("CT-08-U"));
    }

    #[test]
    fn the_tail_is_a_tenth_rounded_to_the_even_half() {
        let day = |d: &str| d.parse::<NaiveDate>().unwrap();
        for (from, to, tail) in [
            ("2026-04-01", "2026-09-30", Some("2026-09-13")),
            ("2026-01-01", "2026-12-31", Some("2026-11-26")),
            ("2026-09-01", "2026-09-30", Some("2026-09-28")),
            ("2026-09-30", "2026-09-30", None),
        ] {
            let period = Period { from: day(from), to: day(to), as_of: day(to) };
            assert_eq!(tail_begins(period, 0.1), tail.map(day), "{from}");
        }
    }
}
