//! CT-07, clone: the same bytes, or the same content once dates are taken away, are handed in for two different spans of time.
//!
//! What is left of a file without its dates is compared by its digest, the attribute [`evidence::UNDATED`]. Where that is not told, a
//! clone cannot be excluded when two different files are of exactly the same size: a date that was only replaced leaves the size as
//! it was. The same bytes with a span that is not told cannot be excluded either.

use super::super::frame::may_support;
use super::look::Look;
use crate::evidence;
use crate::hit::Hit;
use crate::place::Place;
use crate::record::Record;
use std::collections::BTreeMap;

pub(super) fn test(look: &Look<'_, '_>) -> Option<Hit> {
    let shown: Vec<&Record> = look.control.evidence.iter().map(|l| l.record).filter(|e| may_support(e)).collect();
    let mut found: Option<(bool, &Record, &Record, &str)> = None;
    let mut note = |unsure: bool, a, b, what| {
        if found.as_ref().is_none_or(|(before, ..)| *before && !unsure) {
            found = Some((unsure, a, b, what));
        }
    };
    for (key, what) in [("sha256", "hold the same bytes"), (evidence::UNDATED, "hold the same content once dates are taken away")] {
        for (a, b) in pairs(&shown, |e| e.extra(key)) {
            match (evidence::covers(a), evidence::covers(b)) {
                (Some(x), Some(y)) if x == y => {}
                (Some(_), Some(_)) => note(false, a, b, what),
                _ => note(true, a, b, what),
            }
        }
    }
    // Two different files of which nothing tells whether they differ by more than their dates.
    let blind = |e: &&Record| e.extra("sha256").is_some() && !matches!(e.extra("bytes"), None | Some("0"));
    let sized: Vec<&Record> = shown.iter().copied().filter(blind).collect();
    for (a, b) in pairs(&sized, |e| e.extra("bytes")) {
        let untold = a.extra(evidence::UNDATED).is_none() || b.extra(evidence::UNDATED).is_none();
        let spans = (evidence::covers(a), evidence::covers(b));
        let same_span = spans.0.is_some() && spans.0 == spans.1;
        if untold && !same_span && a.extra("sha256") != b.extra("sha256") {
            note(true, a, b, "are of the same size, and may differ by their dates alone");
        }
    }
    let (unsure, a, b, what) = found?;
    let text = format!("{} and {} {what}, and are shown for different spans of time.", a.key, b.key);
    Some(look.hit("CT-07", unsure).about(a).about(b).saying(text, vec![Place::cell(a, "period_to"), Place::cell(b, "period_to")]))
}

/// Pairs of records that share a value, enough of them: each with the first that has another span, or none told.
fn pairs<'e>(shown: &[&'e Record], value: impl Fn(&'e Record) -> Option<&'e str>) -> Vec<(&'e Record, &'e Record)> {
    let mut groups: BTreeMap<&str, Vec<&'e Record>> = BTreeMap::new();
    for e in shown {
        if let Some(v) = value(e) {
            groups.entry(v).or_default().push(e);
        }
    }
    let mut found = Vec::new();
    for group in groups.values() {
        let Some(first) = group.first() else { continue };
        found.extend(group.iter().skip(1).map(|e| (*first, *e)));
        // The first may have no span; then two others are still compared with each other.
        if let Some(at) = group.iter().position(|e| evidence::covers(e).is_some()).filter(|at| *at > 0) {
            found.extend(group.get(at).into_iter().flat_map(|one| group.iter().skip(at + 1).map(|e| (*one, *e))));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::lab::Lab;
    use crate::Table::Evidence;

    const JULY: [(&str, &str); 2] = [("period_from", "2026-07-01"), ("period_to", "2026-07-31")];
    const AUGUST: [(&str, &str); 2] = [("period_from", "2026-08-01"), ("period_to", "2026-08-31")];

    fn two(first: &[(&str, &str)], second: &[(&str, &str)]) -> Lab {
        let mut lab = Lab::default();
        lab.artefact("july.csv", first).artefact("august.csv", second);
        lab
    }

    fn clones(lab: &Lab) -> Vec<String> {
        lab.flags("WF-1").into_iter().filter(|f| f.starts_with("CT-07")).collect()
    }

    #[test]
    fn the_same_bytes_for_two_months_are_asked_about() {
        let mut lab = two(&JULY, &AUGUST);
        assert!(clones(&lab).is_empty(), "different bytes");
        lab.extra("july.csv", "sha256", "aa").extra("august.csv", "sha256", "aa");
        assert_eq!(clones(&lab), ["CT-07"]);
        lab.made.set(Evidence, "august.csv", "direction", "context");
        assert!(clones(&lab).is_empty(), "one is not made to support");
        let mut once = two(&JULY, &JULY);
        once.extra("july.csv", "sha256", "aa").extra("august.csv", "sha256", "aa");
        assert!(clones(&once).is_empty(), "the same month handed in twice");
    }

    #[test]
    fn the_same_content_without_its_dates_is_asked_about() {
        let mut lab = two(&JULY, &AUGUST);
        lab.extra("july.csv", "undated", "dd").extra("august.csv", "undated", "ee");
        assert!(clones(&lab).is_empty());
        lab.extra("august.csv", "undated", "dd");
        assert_eq!(clones(&lab), ["CT-07"]);
    }

    #[test]
    fn what_is_not_told_cannot_exclude_a_clone() {
        let mut lab = two(&JULY, &[]);
        lab.extra("july.csv", "sha256", "aa").extra("august.csv", "sha256", "aa");
        for column in ["period_from", "period_to", "collected_at"] {
            lab.made.set(Evidence, "august.csv", column, "");
        }
        assert_eq!(clones(&lab), ["CT-07-U"], "for which span?");
        let mut sized = two(&JULY, &AUGUST);
        sized.extra("july.csv", "bytes", "500").extra("august.csv", "bytes", "500");
        assert_eq!(clones(&sized), ["CT-07-U"]);
        sized.extra("july.csv", "undated", "dd");
        assert_eq!(clones(&sized), ["CT-07-U"], "one of the two is still not told");
        sized.extra("august.csv", "undated", "ee");
        assert!(clones(&sized).is_empty());
        let mut once = two(&JULY, &JULY);
        once.extra("july.csv", "bytes", "500").extra("august.csv", "bytes", "500");
        assert!(clones(&once).is_empty(), "one span");
    }

    #[test]
    fn a_clone_is_found_behind_one_whose_span_is_not_told() {
        let mut lab = two(&JULY, &AUGUST);
        lab.artefact("a-first.csv", &[]);
        for column in ["period_from", "period_to", "collected_at"] {
            lab.made.set(Evidence, "a-first.csv", column, "");
        }
        for file in ["a-first.csv", "july.csv", "august.csv"] {
            lab.extra(file, "sha256", "aa");
        }
        assert_eq!(clones(&lab), ["CT-07"]);
    }
}
