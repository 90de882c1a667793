//! Which links a workflow's runs need, from its class and attributes (domain 4d). What is not told is read at its worst.

use super::link::Need;
use crate::case::Case;
use crate::facts::{acting_as, acting_told, misread};
use crate::record::Record;
use crate::variability::Class;

/// What the runs of one workflow need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Required {
    /// Prompt and model output: a model takes part.
    pub model: Need,
    /// Tool call and policy decision, in a run that carries something out: the workflow works through tools.
    pub tools: Need,
    /// Effect, in a run that carries something out: the workflow writes.
    pub effect: Need,
    /// Approval in every run: a person has to review.
    pub review: Need,
    /// Approval in a run that carries something out: a dynamic workflow writes.
    pub dynamic: Need,
    /// Credentials are issued for one task: said of a credential or a grant; assumed where neither says.
    pub task_access: Need,
}

fn need(told: Option<bool>) -> Need {
    match told {
        Some(true) => Need::Yes,
        Some(false) => Need::No,
        None => Need::Assumed,
    }
}

/// Whether a person has to review before an effect: by an action, by the gate, or by the classes of its effects.
fn review(case: &Case<'_, '_>) -> Option<bool> {
    let w = case.workflow;
    let by_action = case.related().actions_of(&w.key).iter().any(|a| a.get("mode") == Some("human_review"));
    let by_gate = w.get("human_gate").map(|g| g.starts_with("before"));
    let by_effect = w.list("effect_classes").map(|e| !e.is_empty()).filter(|some| *some || !misread(w, "effect_classes"));
    match (by_action, by_gate, by_effect) {
        (true, _, _) | (_, Some(true), _) | (_, _, Some(true)) => Some(true),
        (false, Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

/// Whether a credential is issued for one task.
pub(super) fn is_for_task(credential: &Record) -> Option<bool> {
    credential.get("issued_per").map(|per| per == "task")
}

/// Whether a workflow writes.
pub(crate) fn writes(workflow: &Record) -> Option<bool> {
    workflow.get("effect").map(|e| matches!(e, "reversible_write" | "irreversible_or_external"))
}

impl Required {
    /// What the runs of a case's workflow need.
    pub fn of(case: &Case<'_, '_>) -> Self {
        let w = case.workflow;
        let effect = need(writes(w));
        let dynamic = if case.class.high < Class::D2 {
            Need::No
        } else if case.class.low >= Class::D2 {
            effect
        } else {
            effect.min(Need::Assumed)
        };
        Self {
            model: need(w.get("output").map(|o| o != "none")),
            tools: need(w.get("tool_mode").map(|t| t != "none")),
            effect,
            review: need(review(case)),
            dynamic,
            task_access: Self::task_access(case),
        }
    }

    fn task_access(case: &Case<'_, '_>) -> Need {
        let (w, related) = (case.workflow, case.related());
        let ids = || acting_as(w);
        let holders = || ids().chain(w.list("tools").into_iter().flatten()).chain([w.key.as_str()]);
        let credentials = || ids().flat_map(|id| related.credentials_of(id)).chain(holders().flat_map(|h| related.held_by(h)));
        let grants = || ids().flat_map(|id| related.grants_of(id)).chain(related.grants_for(&w.key));
        let mut told = credentials().map(is_for_task).chain(grants().map(|g| g.get("kind").map(|k| k == "jit"))).collect::<Vec<_>>();
        if !acting_told(w) || ids().any(|id| related.credentials_of(id).is_empty()) {
            told.push(None);
        }
        if told.contains(&Some(true)) {
            Need::Yes
        } else if told.contains(&None) {
            Need::Assumed
        } else {
            Need::No
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Table;
    use crate::testing::Made;

    fn told() -> Made {
        let mut made = Made::default();
        let w = [
            ("id", "WF-1"),
            ("name", "w"),
            ("output", "generative"),
            ("control_flow", "code"),
            ("tool_mode", "none"),
            ("parameters", "template"),
            ("effect", "advisory"),
            ("human_gate", "none"),
            ("scope_growth", "no"),
            ("started_by", "human"),
            ("memory", "none"),
            ("effect_classes", "none"),
            ("identities", "none"),
            ("agents", "none"),
        ];
        made.put(Table::Workflows, &w);
        made
    }

    fn of(made: &Made) -> Required {
        made.case("WF-1", Required::of)
    }

    #[test]
    fn an_advisory_workflow_without_tools_needs_no_more_than_the_model() {
        let (no, yes) = (Need::No, Need::Yes);
        assert_eq!(of(&told()), Required { model: yes, tools: no, effect: no, review: no, dynamic: no, task_access: no });
    }

    #[test]
    fn each_column_asks_for_its_links_and_its_silence_assumes_them() {
        let with = |column: &str, value: &str| of(told().set(Table::Workflows, "WF-1", column, value));
        assert_eq!((with("output", "none").model, with("output", "").model), (Need::No, Need::Assumed));
        assert_eq!((with("tool_mode", "fixed_single").tools, with("tool_mode", "").tools), (Need::Yes, Need::Assumed));
        for write in ["reversible_write", "irreversible_or_external"] {
            assert_eq!((with("effect", write).effect, with("effect", write).dynamic), (Need::Yes, Need::No));
        }
        assert_eq!((with("effect", "").effect, with("effect", "none").effect), (Need::Assumed, Need::No));
        assert_eq!((with("human_gate", "before_effect_class").review, with("human_gate", "").review), (Need::Yes, Need::Assumed));
        assert_eq!((with("effect_classes", "money").review, with("effect_classes", "").review), (Need::Yes, Need::Assumed));
        let mut reviewed = told();
        reviewed.put(Table::Actions, &[("workflow", "WF-1"), ("name", "pay"), ("mode", "human_review")]);
        assert_eq!(of(&reviewed).review, Need::Yes);
        let mut misread = told();
        misread.records[0].extra.push(("raw.effect_classes".into(), "?".into()));
        assert_eq!(of(&misread).review, Need::Assumed);
    }

    #[test]
    fn a_dynamic_workflow_that_writes_needs_approval() {
        let mut made = told();
        made.set(Table::Workflows, "WF-1", "effect", "reversible_write").set(Table::Workflows, "WF-1", "tool_mode", "dynamic");
        assert_eq!(of(&made).dynamic, Need::Yes);
        made.set(Table::Workflows, "WF-1", "tool_mode", "");
        assert_eq!(of(&made).dynamic, Need::Assumed, "dynamic at worst");
        made.set(Table::Workflows, "WF-1", "tool_mode", "dynamic").set(Table::Workflows, "WF-1", "effect", "");
        assert_eq!(of(&made).dynamic, Need::Assumed, "writing at worst");
        made.set(Table::Workflows, "WF-1", "effect", "advisory");
        assert_eq!(of(&made).dynamic, Need::No);
    }

    #[test]
    fn access_for_one_task_is_said_by_a_credential_or_a_grant() {
        let mut made = told();
        made.set(Table::Workflows, "WF-1", "identities", "svc");
        assert_eq!(of(&made).task_access, Need::Assumed, "no credential is known of it");
        made.put(Table::Credentials, &[("id", "C-1"), ("identity", "svc"), ("issued_per", "standing")]);
        assert_eq!(of(&made).task_access, Need::No);
        made.put(Table::Grants, &[("identity", "svc"), ("resource", "r"), ("permission", "read"), ("kind", "jit")]);
        assert_eq!(of(&made).task_access, Need::Yes);
        made.records.pop();
        made.set(Table::Credentials, "C-1", "issued_per", "task");
        assert_eq!(of(&made).task_access, Need::Yes);
        made.set(Table::Credentials, "C-1", "issued_per", "");
        assert_eq!(of(&made).task_access, Need::Assumed);
        made.set(Table::Credentials, "C-1", "issued_per", "session").set(Table::Workflows, "WF-1", "agents", "");
        assert_eq!(of(&made).task_access, Need::Assumed, "an agent may be known that is not told");
    }
}
