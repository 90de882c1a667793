//! What stands beside the chain of a leaf: the exceptions that name it and accept nothing there.

use crate::explain::{Explainer, Step};
use countersign_core::Record;
use countersign_core::assess::Outcome;
use countersign_core::citation::Resolver;
use countersign_core::status::Status;
use countersign_core::tables::Table;

impl Explainer<'_> {
    /// The exceptions about a requirement, and about a workflow or every one, that have no effect on its outcome, with why. Where it does
    /// not apply there is nothing that they could accept.
    pub fn idle_exceptions(&self, at: usize, workflow: Option<&Record>, outcome: &Outcome, steps: &mut Vec<Step>) {
        let Some(requirement) = self.assessment.requirements.get(at).filter(|_| outcome.status != Status::NotApplicable) else { return };
        let here = |e: &&Record| e.get("workflow").is_none_or(|id| workflow.is_some_and(|w| w.key == id));
        let idle = self.data.rows(Table::Exceptions).iter().filter(|e| outcome.exception.as_ref() != Some(&e.key)).filter(here);
        let idle: Vec<&Record> = idle.collect();
        if idle.is_empty() {
            return;
        }
        let resolver = Resolver::new(self.content(), &self.telling.assessed.frozen.choices);
        let names = |e: &&Record| e.get("requirement").is_some_and(|text| resolver.resolve(text).requirement.as_ref() == Some(requirement));
        for e in idle.into_iter().filter(names) {
            let clauses = self.assessment.exceptions.get(&e.key).map(Vec::as_slice).unwrap_or_default();
            let why = match outcome.status {
                _ if !clauses.is_empty() => clauses.join(", "),
                Status::Met => "nothing is lacking".to_owned(),
                _ => "it does not hold here, does not cover every part that lacks something, or a part is open".to_owned(),
            };
            self.cited(1, "exception", (Table::Exceptions, "reason"), &e.key, &format!("without effect here ({why})"), steps);
        }
    }
}
