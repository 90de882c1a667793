//! Exceptions: whether one holds, clause by clause (domain 1.9).

use super::Scope;
use super::frame::{Excepted, Frame};
use crate::record::Record;
use crate::tables::Table;

/// Severities in order; an unknown one counts as critical, for unknown never improves a result.
const SEVERITIES: [&str; 5] = ["info", "low", "medium", "high", "critical"];

/// The kinds of context change a trigger may name.
const CHANGES: [&str; 7] = ["environment", "severity", "sensitivity", "model", "tool", "prompt", "owner"];

fn rank(severity: Option<&str>) -> usize {
    severity.and_then(|s| SEVERITIES.iter().position(|x| *x == s)).unwrap_or(4)
}

impl<'a> Frame<'a> {
    /// The clauses that fail whatever the scope; empty when it holds. Without a scope, triggers and compensating controls are
    /// judged for the workflow the exception names.
    pub fn failing_clauses(&self, e: &'a Record, requirement: Option<usize>, scope: Option<Scope<'_>>) -> Vec<&'static str> {
        let t0 = self.basis.period.as_of;
        let mut failing = Vec::new();
        let mut check = |holds: bool, code: &'static str| {
            if !holds && !failing.contains(&code) {
                failing.push(code);
            }
        };
        check(e.get("status").is_some_and(|s| s.eq_ignore_ascii_case("approved")), "EX-STATUS");
        let (asked, granted) = (e.get("requested_by"), e.get("approved_by"));
        // Without a requester on record, self-approval cannot be excluded; without an approver, the authority is missing.
        check(granted.is_none() || (asked.zip(granted).is_some_and(|(a, g)| !self.same_person(a, g))), "EX-SELF");
        check(granted.is_some_and(|p| self.may_accept(p, e.get("severity"))), "EX-AUTHORITY");
        let (from, until) = (e.day("valid_from"), e.day("expires"));
        check(from.is_some_and(|d| d <= t0), "EX-NOT-YET");
        check(until.is_some_and(|d| t0 < d), "EX-EXPIRED");
        #[allow(clippy::cast_precision_loss, reason = "a number of days")]
        let length = from.zip(until).map(|(f, u)| (u - f).num_days() as f64);
        check(length.is_some_and(|d| d <= self.basis.parameters.get("exception_max_days")), "EX-TOOLONG");
        check(e.get("reason").is_some(), "EX-REASON");
        check(e.get("owner").or(asked).is_some(), "EX-OWNER");
        check(requirement.is_some() && self.names_what_exists(e, requirement), "EX-SCOPE");
        if rank(e.get("severity")) >= 3 {
            check(self.compensated(e, scope), "EX-NOCOMP");
        }
        check(!self.triggered(e, scope), "EX-TRIGGER");
        failing.sort_unstable();
        failing
    }

    /// Whether an exception's scope contains a leaf: requirement, workflow and environment; an empty one means all.
    pub fn exception_covers(&self, e: &Excepted<'a>, requirement: usize, scope: Scope<'_>) -> bool {
        let workflow = e.record.get("workflow").is_none_or(|w| Some(w) == scope.id());
        let environment = e.record.get("environment").is_none_or(|x| scope.workflow.and_then(|w| w.get("environment")) == Some(x));
        e.requirement == Some(requirement) && workflow && environment
    }

    /// Whether the workflow and the facets named exist.
    fn names_what_exists(&self, e: &Record, requirement: Option<usize>) -> bool {
        let workflow = match e.get("workflow").map(|w| self.data.find(Table::Workflows, w)) {
            None => true,
            Some(None) => false,
            Some(Some(w)) => e.get("environment").is_none_or(|x| w.get("environment").is_none_or(|y| x == y)),
        };
        let facets = e.list("facets").unwrap_or_default();
        let known =
            requirement.and_then(|r| self.requirements.get(r)).is_some_and(|r| facets.iter().all(|f| r.facets.iter().any(|x| x.id == *f)));
        workflow && known
    }

    /// Whether an active person may accept risk of a severity: `accept:<severity>` of that rank or above.
    fn may_accept(&self, person: &str, severity: Option<&str>) -> bool {
        let Some(p) = self.data.find(Table::People, person) else { return false };
        let granted = p.list("authority").unwrap_or_default().into_iter().filter_map(|a| a.strip_prefix("accept:")).map(str::trim);
        let enough = granted.filter(|s| SEVERITIES.contains(s)).any(|s| rank(Some(s)) >= rank(severity));
        p.get("kind") == Some("human") && p.yes_no("active") == Some(true) && enough
    }

    /// At least one compensating control is itself effective with fresh evidence.
    fn compensated(&self, e: &Record, scope: Option<Scope<'_>>) -> bool {
        let scope = scope.unwrap_or_else(|| self.scope_named(e.get("workflow")));
        e.list("compensating_controls").unwrap_or_default().into_iter().any(|id| {
            // Proven in its own right: by any test, on operating evidence.
            self.is_proven(id, scope)
        })
    }

    /// A context change the exception names has happened since it began. A trigger in words of its own is taken for any change
    /// unless it names a kind.
    fn triggered(&self, e: &Record, scope: Option<Scope<'_>>) -> bool {
        let triggers: Vec<String> = e.list("break_triggers").unwrap_or_default().into_iter().map(str::to_lowercase).collect();
        let Some(from) = e.day("valid_from").filter(|_| !triggers.is_empty()) else { return false };
        let workflow = scope.and_then(|s| s.id()).or(e.get("workflow"));
        let named = |trigger: &str| CHANGES.iter().any(|kind| trigger.contains(kind));
        self.data.rows(Table::ContextChanges).iter().any(|c| {
            let here = workflow.is_none() || c.get("workflow") == workflow;
            let fires = c.get("kind").is_some_and(|kind| triggers.iter().any(|t| t.contains(kind) || !named(t)));
            here && fires && c.day("at").is_some_and(|at| at >= from && at <= self.basis.period.as_of)
        })
    }

    /// The scope of a workflow by id; the organisation when there is none.
    pub fn scope_named(&self, id: Option<&str>) -> Scope<'a> {
        match id.and_then(|id| self.data.find(Table::Workflows, id)) {
            Some(w) => self.scope_of(w),
            None => Scope::organisation(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::Basis;
    use crate::catalog::Content;
    use crate::citation::Resolver;
    use crate::dataset::Dataset;
    use crate::evidence::Period;
    use crate::parameters::Parameters;
    use crate::record::Origin;
    use crate::tables::spec;
    use std::collections::{BTreeMap, BTreeSet};

    fn row(table: Table, values: &[(&str, &str)]) -> Record {
        let fields = values.iter().map(|(c, v)| (spec(table).position(c).unwrap() as u16, (*v).to_owned())).collect();
        Record { table, key: values[0].1.into(), fields, extra: vec![], origin: Origin { file: 1, row: 2 }, others: vec![] }
    }

    #[test]
    fn nobody_grants_to_themselves_under_another_id_or_their_name() {
        let people = [row(Table::People, &[("id", "P-1"), ("name", "Ann Lee")]), row(Table::People, &[("id", "P-2"), ("name", "Bo Ek")])];
        let day = |d: &str| d.parse().unwrap();
        let period = Period { from: day("2026-01-01"), to: day("2026-06-30"), as_of: day("2026-06-30") };
        let basis = Basis { period, point_in_time: false, editions: vec![], parameters: Parameters::default() };
        let (content, choices) = (Content::default(), BTreeMap::new());
        let resolver = Resolver::new(&content, &choices);
        let plain = Dataset::new(vec![], people, BTreeSet::new());
        let joined =
            plain.clone().with_joins(&[("00u1".into(), "P-1".into()), ("ann@example.com".into(), "00u1".into())], &BTreeSet::new());
        for (asked, granted, alone, with_joins) in [
            ("P-1", "P-2", false, false),
            ("P-1", "P-1", true, true),
            ("P-1", "Ann Lee", true, true),
            ("P-1", "00u1", false, true),
            ("ann@example.com", "P-1", false, true),
            ("ann@example.com", "Ann Lee", false, true),
            ("00u1", "P-2", false, false),
        ] {
            let e = row(Table::Exceptions, &[("id", "EX-1"), ("requested_by", asked), ("approved_by", granted)]);
            for (data, refused) in [(&plain, alone), (&joined, with_joins)] {
                let frame = Frame::new(data, &content, &resolver, &basis);
                assert_eq!(frame.failing_clauses(&e, None, None).contains(&"EX-SELF"), refused, "{asked} asks, {granted} grants");
            }
        }
    }
}
