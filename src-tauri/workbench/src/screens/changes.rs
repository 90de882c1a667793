//! What would change the status of a leaf. Nothing is promised that the fold does not give: what a step leads to is computed by the
//! same function that makes a status.

use crate::gap_words::{answer_findings, may_answer, starter, step_for};
use crate::screens::why::{Asked, clause, deciding};
use crate::screens::words::{day, number};
use countersign_core::assess::leaf::{Part, status_of_parts};
use countersign_core::assess::{FacetResult, FacetState};
use countersign_core::status::Status;
use countersign_core::tables::Table;

/// How many rules are told in full.
const RULES: usize = 3;

/// One thing to do, with the positions of the parts it is for.
struct Step {
    what: String,
    parts: Vec<usize>,
}

impl Asked<'_> {
    /// What would change it: what changes the status by itself first.
    pub fn changes(&self) -> Vec<String> {
        let o = self.outcome;
        match o.code.as_str() {
            "NO-RULE" => return self.rules_that_would_fire(),
            "NA-DECISION" | "OVERRIDE" | "OVERRIDE-UNTOLD" => {
                let then = o.computed.map_or_else(String::new, |c| format!(": it then reads {}", self.label(c)));
                return vec![format!("Withdraw the decision {}{then}.", o.decision.as_deref().unwrap_or(""))];
            }
            _ => {}
        }
        let states = self.parts();
        // An exception that holds goes on covering what is left.
        let read = |parts: &[Part]| match status_of_parts(parts).0 {
            Status::Partial | Status::NotMet if o.code == "EXCEPTION" => Status::AcceptedRisk,
            status => status,
        };
        let now = read(&states);
        let mut said: Vec<(bool, String)> = Vec::new();
        let steps = self.steps();
        for step in &steps {
            let mut then = states.clone();
            for (_, slot) in then.iter_mut().enumerate().filter(|(i, _)| step.parts.contains(i)) {
                *slot = slot.held();
            }
            let after = read(&then);
            let about = match (o.facets.len(), step.parts.as_slice()) {
                (1, _) => String::new(),
                (_, [one]) => o.facets.get(*one).map_or_else(String::new, |f| format!(" This is for “{}”.", self.title(f))),
                (_, several) => format!(" This is for {} parts.", number(crate::screens::reading::count(several.len()))),
            };
            let leads = match (o.facets.len(), step.parts.len(), after == now) {
                (_, _, true) => String::new(),
                (1, ..) => format!(" If it is then shown to hold, this reads {}.", self.label(after)),
                (_, 1, _) => format!(" If that part is then shown to hold, the whole reads {}.", self.label(after)),
                _ => format!(" If they are then shown to hold, the whole reads {}.", self.label(after)),
            };
            said.push((after == now, format!("{}{about}{leads}", step.what)));
        }
        said.sort_by_key(|(later, _)| *later);
        let mut changes: Vec<String> = said.into_iter().map(|(_, s)| s).collect();
        if steps.len() > 1 {
            let all = if o.facets.len() == 2 { "both".to_owned() } else { format!("all {}", o.facets.len()) };
            changes.push(format!("With {all} parts shown to hold, it reads {}.", self.label(Status::Met)));
        }
        changes.extend(self.by_exception());
        changes
    }

    /// What to do about the parts that lack something; what is the same for several stands once.
    fn steps(&self) -> Vec<Step> {
        let mut steps: Vec<Step> = Vec::new();
        for (i, facet) in self.outcome.facets.iter().enumerate().filter(|(_, f)| f.state != FacetState::Ok) {
            let what = self.step(facet);
            match steps.iter_mut().find(|s| s.what == what) {
                Some(step) => step.parts.push(i),
                None => steps.push(Step { what, parts: vec![i] }),
            }
        }
        steps
    }

    /// What to do about one part.
    fn step(&self, facet: &FacetResult) -> String {
        match facet.code.as_str() {
            "NO-CONTROL" => {
                let decision = self.no_control(&facet.facet).map_or_else(|| "the decision".to_owned(), |d| format!("decision {}", d.key));
                return format!("Put a control in place that answers it, and withdraw {decision} that none exists.");
            }
            "FINDING" | "NOT-EXCLUDED" => return answer_findings(&facet.findings),
            "CONTRADICTED" => return "Resolve the evidence that speaks against it, with a written reason.".to_owned(),
            _ => {}
        }
        let proof = deciding(facet);
        let said = || {
            let starter = starter(&self.reading.content, self.requirement, &[facet.facet.as_str()]);
            step_for(self.requirement, proof, starter)
        };
        let kinds = self.facet(&facet.facet).map(may_answer).filter(|w| !w.is_empty());
        match (proof.map(|p| (p.code.as_str(), p.control.as_str())), kinds) {
            // That risk can be accepted instead is said once, at the end.
            (Some(("TEST-INEFFECTIVE" | "TEST-DEVIATION", control)), _) => format!("Repair {control} and test it again."),
            (Some(("EVIDENCE-NONE" | "EVIDENCE-KIND" | "EVIDENCE-TIER" | "EVIDENCE-NO-BYTES" | "DESIGN-ONLY", _)), Some(kinds)) => {
                format!("{} It may be: {kinds}.", said())
            }
            _ => said(),
        }
    }

    /// What an exception does or could do: only for what fails or is shown in part, and only when nothing is open.
    fn by_exception(&self) -> Option<String> {
        let o = self.outcome;
        if let Some(id) = o.exception.as_deref() {
            let until = self.record(Table::Exceptions, id).and_then(|e| e.day("expires"))?;
            let (without, _) = status_of_parts(&self.parts());
            return Some(format!("From {} on, exception {id} no longer holds: it then reads {}.", day(until), self.label(without)));
        }
        if !matches!(o.status, Status::NotMet | Status::Partial) || o.facets.iter().any(FacetResult::is_open) {
            return None;
        }
        let lacking = || o.facets.iter().filter(|f| matches!(f.state, FacetState::Fail | FacetState::Part));
        let accepted = self.label(Status::AcceptedRisk);
        let covering = self
            .exceptions()
            .into_iter()
            .find(|(_, facets, failing)| !failing.is_empty() && (facets.is_empty() || lacking().all(|f| facets.contains(&f.facet))));
        if let Some((e, _, failing)) = covering {
            let clauses: Vec<&str> = failing.iter().map(|c| clause(c)).collect();
            let why = clauses.join("; ");
            return Some(format!("Or put exception {} in order ({why}): once every clause holds, it reads {accepted}.", e.key));
        }
        let covers = match lacking().count() {
            1 => String::new(),
            n => format!(" that covers {} parts", if n == 2 { "both".to_owned() } else { format!("all {n}") }),
        };
        Some(format!(
            "Or accept the risk by an approved exception with an end date{covers}: once every clause of it holds, it reads {accepted}."
        ))
    }

    /// The conditions of the rules that name it: one of them would have to come true.
    fn rules_that_would_fire(&self) -> Vec<String> {
        let named = self.assessment.named_by.get(self.at).copied().unwrap_or_default();
        let ids = self.assessment.rules.iter().enumerate().filter(|(i, _)| named.contains(*i)).map(|(_, id)| id);
        let rules: Vec<_> = ids.filter_map(|id| self.reading.content.rules.iter().find(|r| r.id == *id)).collect();
        let mut said: Vec<String> =
            rules.iter().take(RULES).map(|r| format!("It applies once {} ({} {}).", r.when.sentence(), r.id, r.title)).collect();
        let more: Vec<&str> = rules.iter().skip(RULES).map(|r| r.id.as_str()).collect();
        if !more.is_empty() {
            said.push(format!("It also applies once {} says so.", more.join(" or ")));
        }
        said
    }
}
