//! Gathers what one check finds: one hit for each cause, and apart from it one for what cannot be excluded there.

use super::severity::Steps;
use crate::case::Case;
use crate::hit::{Hit, Said, Subject};
use crate::place::Place;
use crate::record::Record;
use crate::risk::Level;
use std::collections::BTreeMap;

/// The most statements that a condition holds; of more, the rest is counted.
pub(super) const MOST_FACTS: usize = 8;

/// Whether a predicate holds on what is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    /// It does not.
    No,
    /// It cannot be excluded.
    Open,
    /// It does.
    Yes,
}

#[derive(Default)]
struct Part {
    level: Option<Level>,
    subjects: Vec<Subject>,
    said: Vec<Said>,
    more: usize,
}

/// What a check has found so far.
pub(super) struct Found {
    code: &'static str,
    base: Level,
    /// [`Case::in_words`].
    in_words: bool,
    /// By cause, and within it by whether it is unsure.
    parts: BTreeMap<(String, bool), Part>,
}

impl Found {
    /// Nothing yet.
    pub fn new(case: &Case<'_, '_>, code: &'static str, base: Level) -> Self {
        Self { code, base, in_words: case.in_words, parts: BTreeMap::new() }
    }

    /// Adds one fact about a record, in the circumstances it stands in, to a cause. The worst circumstances of a cause give its severity.
    /// The fact is put into words only where it is printed.
    pub fn add(
        &mut self,
        cause: impl Into<String>,
        unsure: bool,
        steps: Steps,
        about: &Record,
        say: impl FnOnce() -> (String, Vec<Place>),
    ) {
        let part = self.parts.entry((cause.into(), unsure)).or_default();
        part.level = part.level.max(Some(steps.raise(self.base)));
        // All that is said of one record is said at once, so that a repeat can only be of the last.
        if part.subjects.last().is_none_or(|s| s.table != about.table || s.key != about.key) {
            part.subjects.push(Subject::of(about));
        }
        if !self.in_words {
        } else if part.said.len() < MOST_FACTS {
            let (text, at) = say();
            part.said.push(Said::new(text, at));
        } else {
            part.more += 1;
        }
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The hits, by cause, less what a proven control compensates.
    pub fn hits(self, case: &Case<'_, '_>) -> Vec<Hit> {
        if self.parts.is_empty() {
            return Vec::new();
        }
        let compensated = !case.compensating(self.code).is_empty();
        let (code, base) = (self.code, self.base);
        let made = self.parts.into_iter().map(|((cause, unsure), part)| {
            let level = part.level.unwrap_or(base);
            let mut hit = Hit::new(code, unsure, if compensated { level.down() } else { level }, cause);
            hit.subjects = part.subjects;
            hit.condition = part.said;
            if part.more > 0 {
                hit.condition.push(Said::new(format!("And {} more.", part.more), Vec::new()));
            }
            hit
        });
        made.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Table;
    use crate::testing::{Made, row};

    #[test]
    fn one_cause_is_one_hit_with_its_worst_circumstances_and_few_facts() {
        let mut made = Made::default();
        made.put(Table::Workflows, &[("id", "WF-1"), ("name", "w")]);
        made.proven_control("C-1", &[("compensates", "EB-02")]);
        let prod = Steps { production: true, ..Steps::default() };
        for (code, level) in [("EB-01", Level::High), ("EB-02", Level::Medium)] {
            let mut found = made.case("WF-1", |c| Found::new(c, code, Level::Medium));
            assert!(found.is_empty());
            for n in 0..9 {
                let record = row(Table::Tools, n, &[("id", &format!("T-{n}"))]);
                let steps = if n == 3 { prod } else { Steps::default() };
                found.add("one", false, steps, &record, || (format!("Fact {n}."), vec![]));
                found.add("one", false, Steps::default(), &record, || ("Again.".into(), vec![]));
            }
            found.add("one", true, prod, &row(Table::Tools, 9, &[("id", "T-9")]), || ("Untold.".into(), vec![]));
            assert!(!found.is_empty());
            let hits = made.case("WF-1", |c| found.hits(c));
            assert_eq!(
                hits.iter().map(|h| (h.full_code(), h.if_true)).collect::<Vec<_>>(),
                [(code.to_owned(), level), (format!("{code}-U"), level)]
            );
            assert_eq!(hits[1].severity, level.down());
            assert_eq!((hits[0].subjects.len(), hits[0].condition.len()), (9, 9));
            assert_eq!(hits[0].condition[8].text, "And 10 more.");
            assert_eq!(hits[0].condition[7].text, "Again.");
        }
    }

    #[test]
    fn a_verdict_is_worse_the_less_it_excludes() {
        assert!(Verdict::No < Verdict::Open && Verdict::Open < Verdict::Yes);
    }
}
