//! What stands beside the chain of a leaf: the exceptions about it that accept nothing there.

use crate::explain::{Explainer, Step};
use countersign_core::Record;
use countersign_core::assess::Outcome;
use countersign_core::tables::Table;

impl Explainer<'_> {
    /// The exceptions about a requirement, and about a workflow or every one, that have no effect on its outcome, with why.
    pub fn idle_exceptions(&self, at: usize, workflow: Option<&Record>, outcome: &Outcome, steps: &mut Vec<Step>) {
        // Most requirements have none, and a frame is costly.
        if self.data.rows(Table::Exceptions).is_empty() {
            return;
        }
        let frame = self.frame();
        for (e, why) in frame.idle_exceptions(at, frame.scope_named(workflow.map(|w| w.key.as_str())), outcome) {
            self.cited(1, "exception", (Table::Exceptions, "reason"), &e.key, &format!("without effect here ({why})"), steps);
        }
    }
}
