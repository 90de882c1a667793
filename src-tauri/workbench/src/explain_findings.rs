//! A finding as it is explained: its five elements, and each fact of its condition down to the cells.

use crate::error::Result;
use crate::explain::{Explainer, Explanation, Step};
use countersign_core::assess::FacetResult;
use countersign_core::findings::{Finding, FindingStatus, NOT_AGAIN, says_why, words};
use countersign_core::tables::Table;
use std::collections::BTreeMap;

/// How many places of one fact are followed.
const PLACES: usize = 8;

/// How many findings of one code are followed where those of every workflow count.
const OF_EACH: usize = 3;

impl Explainer<'_> {
    /// A finding and what it rests on.
    ///
    /// # Errors
    /// `workspace/failed`.
    pub fn finding(&self, f: &Finding, out: &mut Explanation) -> Result<()> {
        let f = &self.telling.one(f)?;
        let five = words(self.content(), f, self.data);
        out.title = five.title;
        let mut say = |depth: u8, kind: &'static str, code: &str, text: String| {
            out.steps.push(Step { depth, kind, code: code.to_owned(), text, source: None });
        };
        let unsure = if f.unsure { format!(", {} if what is unknown turns out at its worst", f.if_true.word()) } else { String::new() };
        say(0, "finding", &f.full_code(), format!("{} finding{unsure}; {}", f.severity.word(), f.status.label()));
        for line in five.criteria {
            say(1, "criteria", "criteria", line);
        }
        if f.condition.is_empty() {
            say(1, "fact", "condition", NOT_AGAIN.to_owned());
        }
        for said in &f.condition {
            out.steps.push(Step { depth: 1, kind: "fact", code: "condition".to_owned(), text: said.text.clone(), source: None });
            for place in said.at.iter().take(PLACES) {
                let (code, text) = self.placed(place);
                out.steps.push(Step { depth: 2, kind: "fact", code, text, source: Some(place.source(self.data)) });
            }
            if said.at.len() > PLACES {
                out.steps.push(Step {
                    depth: 2,
                    kind: "fact",
                    code: "more".to_owned(),
                    text: format!("and {} more places", said.at.len() - PLACES),
                    source: None,
                });
            }
        }
        let mut say = |depth: u8, kind: &'static str, code: &str, text: String| {
            out.steps.push(Step { depth, kind, code: code.to_owned(), text, source: None });
        };
        if let Some(paths) = &f.paths {
            for (leg, path) in &paths.witness {
                say(1, "path", leg, path.join(" > "));
            }
            for fix in &paths.smallest_fix {
                let edges: Vec<String> = fix.iter().map(|(a, b)| format!("{a} > {b}")).collect();
                say(1, "path", "fix", format!("a proven gate on {} removes it", edges.join(" and ")));
            }
        }
        say(1, "cause", "cause", five.cause);
        say(1, "effect", "effect", five.effect);
        say(1, "recommendation", "recommendation", five.recommendation);
        let owner = f.owner.as_deref().map_or_else(|| "nobody is named to answer it".to_owned(), |o| format!("{o} answers it"));
        say(1, "work", "due", format!("{owner}; due {}, first seen {}", f.due, f.first_seen));
        for e in &f.exceptions {
            let source = self.data.find(Table::Exceptions, e).map(|r| self.data.naming_cell(r));
            let whole = f.status == FindingStatus::Accepted;
            let text = format!("the exception {e} accepts {}", if whole { "the risk" } else { "a part of what it speaks about" });
            out.steps.push(Step { depth: 1, kind: "exception", code: e.clone(), text, source });
        }
        Ok(())
    }

    /// The findings that make a facet fail in a leaf, each with the first fact of its condition and where it stands.
    ///
    /// # Errors
    /// `workspace/failed`.
    pub(crate) fn cited_findings(&self, at: usize, row: Option<usize>, facet: &FacetResult, steps: &mut Vec<Step>) -> Result<()> {
        let Some(requirement) = self.assessment.requirements.get(at) else { return Ok(()) };
        let workflow = row.and_then(|r| self.assessment.rows.get(r)).map(|r| r.workflow.as_str());
        let here = |f: &&Finding| {
            let cites = |(id, part): &(_, Option<String>)| id == requirement && part.as_ref().is_none_or(|p| *p == facet.facet);
            (facet.findings.contains(&f.full_code()) || says_why(f, facet))
                && (f.workflow.is_none() || workflow.is_none() || f.workflow.as_deref() == workflow)
                && f.criteria.iter().any(cites)
        };
        // What was found in any workflow makes the organisation's leaf fail; the first of each code are enough to see why.
        let mut of_code: BTreeMap<String, usize> = BTreeMap::new();
        let mut enough = |f: &Finding| {
            let n = of_code.entry(f.full_code()).or_default();
            *n += 1;
            workflow.is_some() || *n <= OF_EACH
        };
        let cited: Vec<&Finding> = self.assessment.findings.iter().filter(here).filter(|f| enough(f)).collect();
        for f in self.telling.few(&cited)? {
            let said = f.condition.first();
            steps.push(Step {
                depth: 2,
                kind: "finding",
                code: f.full_code(),
                text: format!("{} ({}): {}", f.id, f.severity.word(), said.map_or(NOT_AGAIN, |s| s.text.as_str())),
                source: said.and_then(|s| s.at.first()).map(|p| p.source(self.data)),
            });
        }
        Ok(())
    }
}
