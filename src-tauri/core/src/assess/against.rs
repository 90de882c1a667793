//! Which findings speak against which parts of which requirements (domain 4f.3): an open finding of at least high severity makes a part
//! fail, and a claim that covers it cannot stand (CT-12).
//!
//! There are few distinct citations (a code on a part of a requirement) and many workflows, so that each workflow holds a set of bits:
//! two workflows with the same bits on a requirement have the same outcome there.

use crate::risk::Level;
use std::collections::BTreeMap;

/// How many distinct citations can be told apart.
const BITS: usize = 1024;
const WORDS: usize = BITS / 64;

/// The words of a set of citations that are not empty, with their positions.
pub type Bearing = Vec<(usize, u64)>;

/// Some of the citations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cites([u64; WORDS]);

impl Cites {
    fn insert(&mut self, at: usize) {
        if let Some(word) = self.0.get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
    }

    fn contains(&self, at: usize) -> bool {
        self.0.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    /// Whether one of them found no place of its own, so that they do not tell alike from unlike.
    pub fn overflow(&self) -> bool {
        self.contains(BITS - 1)
    }

    /// One of the words that hold them.
    pub fn word(&self, at: usize) -> u64 {
        self.0.get(at).copied().unwrap_or(0)
    }

    /// All of the words that hold them.
    pub fn all_words(&self) -> [u64; WORDS] {
        self.0
    }

    /// The words that hold any, with their positions.
    pub fn words(&self) -> Bearing {
        self.0.iter().copied().enumerate().filter(|(_, word)| *word != 0).collect()
    }

    /// Those in both.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        let mut both = [0; WORDS];
        for ((slot, a), b) in both.iter_mut().zip(self.0).zip(other.0) {
            *slot = a & b;
        }
        Self(both)
    }

    /// Those in either.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        let mut either = [0; WORDS];
        for ((slot, a), b) in either.iter_mut().zip(self.0).zip(other.0) {
            *slot = a | b;
        }
        Self(either)
    }
}

/// One kind of citation: a code that speaks against a part of a requirement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cite {
    /// The requirement's position in the frame.
    pub requirement: usize,
    /// The facet; all of them when the finding names none.
    pub facet: Option<String>,
    /// The finding's code with its variant: `EB-02`, `EB-10-U`.
    pub code: String,
    /// Whether the condition cannot be excluded, rather than being shown.
    pub unsure: bool,
}

/// The findings of at least high severity, by what they cite. A finding that cannot be excluded counts with the severity it would have.
#[derive(Clone, Debug, Default)]
pub struct Against {
    cites: Vec<Cite>,
    places: BTreeMap<Cite, usize>,
    by_workflow: BTreeMap<String, Cites>,
    everywhere: Cites,
    by_requirement: BTreeMap<usize, Cites>,
}

impl Against {
    /// Notes that a finding cites a part of a requirement, in one workflow or, without one, everywhere. Below high it has no effect.
    pub fn put(&mut self, cite: Cite, workflow: Option<&str>, if_true: Level) {
        if if_true < Level::High {
            return;
        }
        let at = self.place(cite);
        match workflow {
            Some(w) => self.mark(w, [at]),
            None => self.everywhere.insert(at),
        }
    }

    /// The place of a citation, which it is given when it is new.
    pub fn place(&mut self, cite: Cite) -> usize {
        match self.places.get(&cite) {
            Some(at) => *at,
            // One bit is left for all that find no room: it concerns every requirement, so that nothing is lost.
            None if self.cites.len() >= BITS - 1 => BITS - 1,
            None => {
                let at = self.cites.len();
                self.by_requirement.entry(cite.requirement).or_default().insert(at);
                self.places.insert(cite.clone(), at);
                self.cites.push(cite);
                at
            }
        }
    }

    /// Notes that findings of at least high severity in a workflow cite what has these places.
    pub fn mark(&mut self, workflow: &str, places: impl IntoIterator<Item = usize>) {
        let of = match self.by_workflow.get_mut(workflow) {
            Some(of) => of,
            None => self.by_workflow.entry(workflow.to_owned()).or_default(),
        };
        for at in places {
            of.insert(at);
        }
    }

    /// What is cited in a workflow; without one, what is cited everywhere.
    pub fn of(&self, workflow: Option<&str>) -> Cites {
        workflow.and_then(|w| self.by_workflow.get(w)).map_or(self.everywhere, |c| c.or(&self.everywhere))
    }

    /// The citations that concern a requirement, in any workflow.
    pub fn concerning(&self, requirement: usize) -> Cites {
        let mut found = self.by_requirement.get(&requirement).copied().unwrap_or_default();
        found.insert(BITS - 1);
        found
    }

    /// The codes among `cites` that speak against a facet of a requirement (without a facet, against any), those that are shown first.
    pub fn codes(&self, cites: &Cites, requirement: usize, facet: Option<&str>) -> Vec<&Cite> {
        let here = self.by_requirement.get(&requirement).copied().unwrap_or_default().and(cites);
        let on = |c: &&Cite| facet.is_none() || c.facet.is_none() || c.facet.as_deref() == facet;
        let mut found: Vec<&Cite> = self.cites.iter().enumerate().filter(|(at, _)| here.contains(*at)).map(|(_, c)| c).filter(on).collect();
        found.sort_by(|a, b| (a.unsure, &a.code).cmp(&(b.unsure, &b.code)));
        found.dedup_by(|a, b| a.code == b.code);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cite(requirement: usize, facet: Option<&str>, code: &str) -> Cite {
        Cite { requirement, facet: facet.map(Into::into), code: code.into(), unsure: code.ends_with("-U") }
    }

    #[test]
    fn a_finding_speaks_against_its_facet_in_its_workflow_from_high_on() {
        let mut a = Against::default();
        a.put(cite(3, Some("enforced"), "EB-02"), Some("WF-1"), Level::High);
        a.put(cite(3, Some("enforced"), "EB-01"), Some("WF-1"), Level::Medium);
        a.put(cite(3, None, "EB-16-U"), Some("WF-2"), Level::Critical);
        a.put(cite(4, None, "CH-03"), None, Level::High);
        let codes = |w: Option<&str>, r: usize, f: Option<&str>| a.codes(&a.of(w), r, f).iter().map(|c| c.code.clone()).collect::<Vec<_>>();
        assert_eq!(codes(Some("WF-1"), 3, Some("enforced")), ["EB-02"]);
        assert!(codes(Some("WF-1"), 3, Some("policy")).is_empty());
        assert_eq!(codes(Some("WF-1"), 3, None), ["EB-02"]);
        assert_eq!(codes(Some("WF-2"), 3, Some("policy")), ["EB-16-U"]);
        assert_eq!(codes(Some("WF-3"), 4, None), ["CH-03"]);
        assert_eq!(codes(None, 4, Some("outcome")), ["CH-03"]);
        assert!(codes(None, 3, None).is_empty());
    }

    #[test]
    fn what_finds_no_place_of_its_own_is_told() {
        let mut a = Against::default();
        for n in 0..BITS + 5 {
            a.put(cite(n, None, "EB-02"), Some(if n < BITS - 1 { "WF-1" } else { "WF-2" }), Level::High);
        }
        assert!(!a.of(Some("WF-1")).overflow() && a.of(Some("WF-2")).overflow());
        assert!(a.of(Some("WF-2")).and(&a.concerning(3)).overflow(), "it concerns every requirement");
    }

    #[test]
    fn two_workflows_are_alike_where_they_are_cited_alike() {
        let mut a = Against::default();
        for w in ["WF-1", "WF-2"] {
            a.put(cite(1, None, "EB-02"), Some(w), Level::High);
        }
        a.put(cite(2, None, "EB-03"), Some("WF-2"), Level::High);
        let on = |w: &str, r: usize| a.of(Some(w)).and(&a.concerning(r));
        assert_eq!(on("WF-1", 1), on("WF-2", 1));
        assert_ne!(on("WF-1", 2), on("WF-2", 2));
        assert_eq!(on("WF-1", 7), on("WF-2", 7));
    }
}
