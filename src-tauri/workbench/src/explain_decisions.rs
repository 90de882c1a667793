//! What came of a decision or an exception: in how many leaves it counts, and why not where it has no effect.

use crate::explain::{Explainer, Step};
use countersign_core::Record;
use countersign_core::assess::{Assessment, Outcome};
use countersign_core::words::{grouped, verb};
use std::collections::BTreeMap;

impl Explainer<'_> {
    /// Where a decision counts: what it sets, what it answers, and why it has no effect.
    pub fn came_of_decision(&self, record: &Record, steps: &mut Vec<Step>) {
        let a = self.assessment;
        let is = |id: &String| *id == record.key;
        let sets = |o: &Outcome| o.decision.as_ref().is_some_and(is);
        let answers = |o: &Outcome| o.facets.iter().any(|f| f.decisions.iter().chain(f.proofs.iter().flat_map(|p| &p.decisions)).any(is));
        let mut said: Vec<(&str, String)> = Vec::new();
        match (a.leaves_where(sets), record.get("kind")) {
            (0, _) => {}
            (n, Some("not_applicable")) => said.push(("COUNTS", format!("by it {} not applicable", leaves(n)))),
            (n, _) => said.push(("COUNTS", format!("by it the status of {} set", leaves(n)))),
        }
        if let n @ 1.. = a.leaves_where(answers) {
            said.push(("COUNTS", format!("what is shown in {} rests on it too", in_leaves(n))));
        }
        let mut void: BTreeMap<&str, u64> = BTreeMap::new();
        for (_, code) in a.outcomes.iter().flat_map(|o| &o.flags).filter(|(id, _)| is(id)) {
            let flagged = |o: &Outcome| o.flags.iter().any(|(id, c)| is(id) && c == code);
            void.entry(code).or_insert_with(|| a.leaves_where(flagged));
        }
        said.extend(void.into_iter().map(|(code, n)| (code, format!("without effect in {}: {}", in_leaves(n), why_void(code)))));
        let source = Some(self.data.cell(record, Some("kind")));
        steps.extend(said.into_iter().map(|(code, text)| Step {
            depth: 0,
            kind: "decision",
            code: code.to_owned(),
            text,
            source: source.clone(),
        }));
    }

    /// Whether an exception holds, with what each clause that fails asks, and in how many leaves it accepts the risk.
    pub fn came_of_exception(&self, record: &Record, steps: &mut Vec<Step>) {
        let Some(clauses) = self.assessment.exceptions.get(&record.key) else { return };
        let source = Some(self.data.naming_cell(record));
        let mut step =
            |depth, code: &str, text| steps.push(Step { depth, kind: "exception", code: code.to_owned(), text, source: source.clone() });
        let accepted = accepted_by(self.assessment, &record.key);
        match clauses.as_slice() {
            [] if accepted == 0 => step(0, "CLAUSES", "every clause holds, and it accepts the risk nowhere".to_owned()),
            [] => step(0, "CLAUSES", format!("every clause holds; it accepts the risk in {}", in_leaves(accepted))),
            _ => step(0, "CLAUSES", format!("it does not hold: {}", clauses.join(", "))),
        }
        for code in clauses {
            if let Some(kind) = self.content().finding(code) {
                step(1, code, format!("this clause fails: {}", kind.page.asks));
            }
        }
    }
}

/// In how many leaves an exception accepts the risk.
pub(crate) fn accepted_by(a: &Assessment, exception: &str) -> u64 {
    a.leaves_where(|o| o.exception.as_deref() == Some(exception) && o.computed.is_none())
}

fn in_leaves(n: u64) -> String {
    format!("{} {}", grouped(n), verb(n, "leaf", "leaves"))
}

/// `1 leaf is`, `3 leaves are`.
fn leaves(n: u64) -> String {
    format!("{} {}", in_leaves(n), verb(n, "is", "are"))
}

/// Why a decision has no effect somewhere, by the code that says so.
pub(crate) fn why_void(code: &str) -> &'static str {
    match code {
        "NA-FACET" => "a requirement applies or does not; one part of it cannot be left out",
        "NA-UNSUPPORTED" => {
            "it needs a reason, and an approver who is an active person and known to be neither the decider nor the workflow's owner"
        }
        "OVERRIDE-VALUE" => "an override sets met, partial, not_met or not_assessed; risk is accepted by an exception",
        "OVERRIDE-FACET" => "an override sets the status of the whole requirement, not of a part of it",
        "OVERRIDE-UNSUPPORTED" => {
            "it needs a reason, and to set a better status an approver who is an active person other than the decider"
        }
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_are_counted_as_people_count() {
        assert_eq!((leaves(1), leaves(1_200)), ("1 leaf is".to_owned(), "1,200 leaves are".to_owned()));
    }
}
