//! Exceptions: whether one holds, clause by clause (domain 1.9).

use super::Scope;
use super::frame::{Excepted, Frame};
use crate::dataset::Dataset;
use crate::facts::misread;
use crate::record::Record;
use crate::risk::Level;
use crate::tables::Table;

/// The kinds of context change a trigger may name.
const CHANGES: [&str; 7] = ["environment", "severity", "sensitivity", "model", "tool", "prompt", "owner"];

/// The severity of the risk an exception accepts; an unknown one counts as critical, for unknown never improves a result.
pub(super) fn severity(e: &Record) -> Level {
    e.get("severity").and_then(Level::parse).unwrap_or(Level::Critical)
}

/// Whether a break trigger names a kind of context change; one in words of its own is taken for any change.
pub(crate) fn names_a_change(trigger: &str) -> bool {
    CHANGES.iter().any(|kind| trigger.contains(kind))
}

/// What is known of an approver's authority to accept risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authority {
    /// An active person who may accept risk of the severity.
    Enough,
    /// Known not to suffice.
    Lacking,
    /// It is not told who approved, or what that person may accept.
    NotTold,
}

/// How often an exception was renewed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renewals {
    /// The exceptions it renews, the last one first.
    pub before: Vec<String>,
    /// Whether these are all: the first of them is on record and renews none.
    pub told: bool,
}

/// What an exception renews, over any number of steps. A chain that comes back to itself, or that leads to an exception that is not on
/// record, tells no beginning.
pub fn renewals(data: &Dataset, e: &Record) -> Renewals {
    let mut before: Vec<String> = Vec::new();
    let mut next = e.get("renewal_of");
    while let Some(id) = next {
        if id == e.key || before.iter().any(|b| b == id) {
            return Renewals { before, told: false };
        }
        before.push(id.to_owned());
        match data.find(Table::Exceptions, id) {
            Some(earlier) => next = earlier.get("renewal_of"),
            None => return Renewals { before, told: false },
        }
    }
    Renewals { before, told: true }
}

impl<'a> Frame<'a> {
    /// The clauses that fail whatever the scope; empty when it holds. Without a scope, triggers and compensating controls are
    /// judged for the workflow the exception names.
    pub fn failing_clauses(&self, e: &'a Record, requirement: Option<usize>, scope: Option<Scope<'_>>) -> Vec<&'static str> {
        self.failing_clauses_at(e, requirement, scope, Level::Info)
    }

    /// The same for a risk that is at least so severe: an exception that says less of it than is found is judged by what is found.
    pub fn failing_clauses_at(
        &self,
        e: &'a Record,
        requirement: Option<usize>,
        scope: Option<Scope<'_>>,
        at_least: Level,
    ) -> Vec<&'static str> {
        let risk = severity(e).max(at_least);
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
        check(self.authority(granted, risk) == Authority::Enough, "EX-AUTHORITY");
        let (from, until) = (e.day("valid_from"), e.day("expires"));
        check(from.is_some_and(|d| d <= t0), "EX-NOT-YET");
        check(until.is_some_and(|d| t0 < d), "EX-EXPIRED");
        #[allow(clippy::cast_precision_loss, reason = "a number of days")]
        let length = from.zip(until).map(|(f, u)| (u - f).num_days() as f64);
        check(length.is_some_and(|d| d <= self.basis.parameters.get("exception_max_days")), "EX-TOOLONG");
        check(e.reason().is_some(), "EX-REASON");
        check(e.get("owner").or(asked).is_some(), "EX-OWNER");
        check(requirement.is_some() && self.names_what_exists(e, requirement), "EX-SCOPE");
        if risk >= Level::High {
            check(self.compensated(e, scope), "EX-NOCOMP");
        }
        check(!self.triggered(e, scope), "EX-TRIGGER");
        failing.sort_unstable();
        failing
    }

    /// Whether an exception's scope contains a leaf: requirement, workflow and environment; an empty one means all.
    pub fn exception_covers(&self, e: &Excepted<'a>, requirement: usize, scope: Scope<'_>) -> bool {
        let workflow = e.record.get("workflow").is_none_or(|w| Some(w) == scope.id());
        let environment = match e.record.get("environment") {
            // A text that was not understood names one, and not which.
            None => !misread(e.record, "environment"),
            Some(x) => scope.workflow.and_then(|w| w.get("environment")) == Some(x),
        };
        e.requirement == Some(requirement) && workflow && environment
    }

    /// Whether the workflow, the environment and the facets named exist.
    fn names_what_exists(&self, e: &Record, requirement: Option<usize>) -> bool {
        let workflow = match e.get("workflow").map(|w| self.data.find(Table::Workflows, w)) {
            // For every workflow of an environment: one has to run there, or may.
            None => e.get("environment").is_none_or(|x| self.may_run_in(x)),
            Some(None) => false,
            Some(Some(w)) => e.get("environment").is_none_or(|x| w.get("environment").is_none_or(|y| x == y)),
        };
        let facets = e.list("facets").unwrap_or_default();
        let known =
            requirement.and_then(|r| self.requirements.get(r)).is_some_and(|r| facets.iter().all(|f| r.facets.iter().any(|x| x.id == *f)));
        workflow && known && !misread(e, "environment")
    }

    /// Whether a person may accept risk of a severity: active, and given `accept:<severity>` of that level or above.
    pub fn authority(&self, approver: Option<&str>, risk: Level) -> Authority {
        let Some(p) = approver.and_then(|id| self.person(id)) else { return Authority::NotTold };
        let granted = p.list("authority");
        let enough = granted
            .as_ref()
            .is_some_and(|of| of.iter().filter_map(|a| a.strip_prefix("accept:")).filter_map(Level::parse).any(|level| level >= risk));
        match (p.get("kind"), p.yes_no("active")) {
            (Some("human"), Some(true)) if enough => Authority::Enough,
            (Some("human") | None, Some(true) | None) if enough || granted.is_none() => Authority::NotTold,
            _ => Authority::Lacking,
        }
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
        !self.triggering(e, scope).is_empty()
    }

    /// The context changes that make an exception stale.
    pub fn triggering(&self, e: &Record, scope: Option<Scope<'_>>) -> Vec<&'a Record> {
        self.fired_by(e, &e.list("break_triggers").unwrap_or_default(), scope)
    }

    /// The first context change that one of an exception's break triggers stands for; without a scope, of the workflow that the exception
    /// names, or of any.
    pub fn fired(&self, e: &Record, trigger: &str) -> Option<&'a Record> {
        self.fired_by(e, &[trigger], None).into_iter().min_by_key(|c| (c.get("at"), &c.key))
    }

    fn fired_by(&self, e: &Record, triggers: &[&str], scope: Option<Scope<'_>>) -> Vec<&'a Record> {
        let triggers: Vec<String> = triggers.iter().map(|t| t.to_lowercase()).collect();
        let Some(from) = e.day("valid_from").filter(|_| !triggers.is_empty()) else { return Vec::new() };
        let workflow = scope.and_then(|s| s.id()).or(e.get("workflow"));
        let fires = |c: &&Record| {
            let named = c.get("kind").is_some_and(|kind| triggers.iter().any(|t| t.contains(kind) || !names_a_change(t)));
            named && c.day("at").is_some_and(|at| at >= from && at <= self.basis.period.as_of)
        };
        match workflow {
            Some(w) => self.related.changes_of(w).into_iter().filter(fires).collect(),
            None => self.data.rows(Table::ContextChanges).iter().filter(fires).collect(),
        }
    }

    /// The scope of a workflow by id; the organisation when there is none.
    pub fn scope_named(&self, id: Option<&str>) -> Scope<'a> {
        match id.and_then(|id| self.data.find(Table::Workflows, id)) {
            Some(w) => self.scope_of(w),
            None => self.organisation(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::Basis;
    use crate::catalog::Content;
    use crate::citation::Resolver;
    use crate::evidence::Period;
    use crate::parameters::Parameters;
    use crate::record::Origin;
    use crate::tables::spec;
    use std::collections::{BTreeMap, BTreeSet};

    fn row(table: Table, values: &[(&str, &str)]) -> Record {
        let fields = values.iter().map(|(c, v)| (spec(table).position(c).unwrap() as u16, v)).collect();
        Record::new(table, values[0].1.into(), fields, Origin { file: 1, row: 2 })
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

    #[test]
    fn authority_is_an_active_persons_for_the_severity_or_above() {
        use crate::testing::{Made, varied};
        let told = |values: &[(&str, &str)], approver: Option<&str>, risk: Level| {
            let mut made = Made::default();
            let all = varied(
                &[("id", "P-1"), ("name", "Ann Lee"), ("kind", "human"), ("active", "yes"), ("authority", "money; accept:medium")],
                values,
            );
            made.put(Table::People, &all).put(Table::Workflows, &[("id", "WF-1")]);
            made.case("WF-1", |c| c.frame.authority(approver, risk))
        };
        let one = Some("P-1");
        assert_eq!(told(&[], one, Level::Medium), Authority::Enough);
        assert_eq!(told(&[], Some("Ann Lee"), Level::Low), Authority::Enough);
        assert_eq!(told(&[], one, Level::High), Authority::Lacking);
        assert_eq!(told(&[("authority", "accept:high")], one, Level::High), Authority::Enough);
        assert_eq!(told(&[("authority", "high")], one, Level::High), Authority::Lacking);
        assert_eq!(told(&[("authority", "accept:everything")], one, Level::Info), Authority::Lacking);
        assert_eq!(told(&[("active", "no")], one, Level::Low), Authority::Lacking);
        assert_eq!(told(&[("kind", "team")], one, Level::Low), Authority::Lacking);
        // What is not told is not told, and never enough.
        for blank in ["authority", "active", "kind"] {
            assert_eq!(told(&[(blank, "")], one, Level::Low), Authority::NotTold, "{blank}");
        }
        assert_eq!(told(&[("active", "")], one, Level::High), Authority::Lacking, "what is told does not suffice either way");
        assert_eq!(told(&[], None, Level::Low), Authority::NotTold);
        assert_eq!(told(&[], Some("P-9"), Level::Low), Authority::NotTold);
    }

    /// The example of an exception that a change of context makes stale: it holds on the day before the change and not after it.
    #[test]
    fn an_exception_goes_stale_on_the_day_of_a_change_that_it_names() {
        use crate::testing::Made;
        let mut made = Made::default();
        made.put(Table::Workflows, &[("id", "WF-1")])
            .put(Table::People, &[("id", "P-2"), ("kind", "human"), ("active", "yes"), ("authority", "accept:high")])
            .put(
                Table::Exceptions,
                &[
                    ("id", "EX-1"),
                    ("requested_by", "P-1"),
                    ("approved_by", "P-2"),
                    ("severity", "low"),
                    ("valid_from", "2026-05-01"),
                    ("expires", "2026-12-31"),
                    ("break_triggers", "MODEL"),
                    ("status", "Approved"),
                    ("workflow", "WF-1"),
                ],
            )
            .put(Table::ContextChanges, &[("workflow", "WF-1"), ("kind", "model"), ("at", "2026-08-12T10:00:00Z")]);
        let mut stale = |as_of: &str| {
            made.period.as_of = as_of.parse().unwrap();
            made.case("WF-1", |c| {
                let e = c.data().find(Table::Exceptions, "EX-1").unwrap();
                c.frame.failing_clauses(e, None, Some(c.scope())).contains(&"EX-TRIGGER")
            })
        };
        assert_eq!([stale("2026-08-11"), stale("2026-08-12"), stale("2026-09-30")], [false, true, true]);
    }

    #[test]
    fn each_trigger_is_fired_by_its_own_change() {
        use crate::testing::Made;
        let mut made = Made::default();
        let values = [("id", "EX-1"), ("valid_from", "2026-05-01"), ("workflow", "WF-1"), ("break_triggers", "model;Owner;tool")];
        made.put(Table::Workflows, &[("id", "WF-1")]).put(Table::Exceptions, &values);
        for (kind, at) in [("owner", "2026-08-20"), ("model", "2026-08-12"), ("owner", "2026-06-01")] {
            made.put(Table::ContextChanges, &[("workflow", "WF-1"), ("kind", kind), ("at", at)]);
        }
        let fired = |text: &str| {
            made.case("WF-1", |c| {
                let change = c.frame.fired(c.data().find(Table::Exceptions, "EX-1").unwrap(), text);
                change.map(|r| (r.get("kind").unwrap().to_owned(), r.get("at").unwrap().to_owned()))
            })
        };
        let of = |kind: &str, at: &str| Some((kind.to_owned(), at.to_owned()));
        assert_eq!([fired("model"), fired("Owner"), fired("tool")], [of("model", "2026-08-12"), of("owner", "2026-06-01"), None]);
        assert_eq!(fired("a new vendor"), of("owner", "2026-06-01"), "words of its own may stand for any");
    }

    #[test]
    fn an_environment_in_which_nothing_runs_is_no_scope() {
        use crate::assess::theatre::lab::Lab;
        let wrong = |named: &str, runs: &str| {
            let mut lab = Lab::default();
            lab.made.set(Table::Workflows, "WF-2", "environment", runs);
            lab.exception(&[("environment", named)]);
            lab.look(|frame, _| {
                let e = &frame.exceptions[0];
                let fails = frame.failing_clauses(e.record, e.requirement, None).contains(&"EX-SCOPE");
                fails.then(|| crate::findings::clause(frame, e.record, "EX-SCOPE").1.text)
            })
        };
        assert_eq!(wrong("staging", "test").unwrap(), "Exception X-1 is for the environment staging, and no workflow runs there.");
        assert_eq!([wrong("prod", "test"), wrong("test", "test"), wrong("staging", "")], [None, None, None], "one may run there");
    }

    #[test]
    fn the_risk_that_is_found_is_judged_when_it_is_worse_than_the_one_stated() {
        use crate::testing::Made;
        let mut made = Made::default();
        made.put(Table::Workflows, &[("id", "WF-1")])
            .put(Table::People, &[("id", "P-2"), ("kind", "human"), ("active", "yes"), ("authority", "accept:high")])
            .put(Table::Exceptions, &[("id", "EX-1"), ("approved_by", "P-2"), ("severity", "medium")]);
        let has = |level: Level, code: &str| {
            made.case("WF-1", |c| {
                let e = c.data().find(Table::Exceptions, "EX-1").unwrap();
                c.frame.failing_clauses_at(e, None, Some(c.scope()), level).contains(&code)
            })
        };
        assert!(!has(Level::Info, "EX-NOCOMP") && !has(Level::Medium, "EX-NOCOMP") && has(Level::High, "EX-NOCOMP"));
        assert!(!has(Level::High, "EX-AUTHORITY") && has(Level::Critical, "EX-AUTHORITY"));
    }
}
