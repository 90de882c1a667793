//! Exceptions clause by clause, as the assessment judged them.

use crate::error::Result;
use crate::screens::exception_clauses::{CLAUSES, Judged};
use crate::screens::exceptions::{BreakTrigger, Compensating, ExceptionState, ExceptionView, ExceptionsView, Renewal};
use crate::screens::register::person_name;
use crate::screens::{Reading, words};
use countersign_core::Record;
use countersign_core::assess::exception::renewals;
use countersign_core::assess::{Assessment, Frame};
use countersign_core::citation::{Citation, Resolver};
use countersign_core::findings::Finding;
use countersign_core::gap_report::NamedId;
use countersign_core::risk::Level;
use countersign_core::tables::Table;
use std::collections::BTreeMap;

/// What exceptions are held against: the assessment that judged them.
struct Against<'f, 'a> {
    assessment: &'f Assessment,
    frame: &'f Frame<'a>,
    /// The findings about each exception, by its id.
    found: BTreeMap<&'f str, Vec<&'f Finding>>,
}

/// The findings about each exception, by its id.
fn found(findings: &[Finding]) -> BTreeMap<&str, Vec<&Finding>> {
    let mut found: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for f in findings {
        for subject in f.subjects.iter().filter(|s| s.table == Table::Exceptions) {
            found.entry(&subject.key).or_default().push(f);
        }
    }
    found
}

impl Reading {
    /// Every exception with its clauses, those that need a person first.
    ///
    /// # Errors
    /// Never today; the shape of every question is the same.
    pub fn exceptions(&self) -> Result<ExceptionsView> {
        let used = self.assessed.as_ref().map_or(&self.now.parameters, |a| &a.assessment.basis.parameters);
        let rows = self.now.data.rows(Table::Exceptions);
        let mut exceptions: Vec<ExceptionView> = match self.assessed.as_deref() {
            Some(a) => self.with_frame(a, |frame| {
                let assessed = Against { assessment: &a.assessment, frame, found: found(&a.assessment.findings) };
                rows.iter().map(|e| self.exception(e, Some(&assessed), used.get("review_due_soon_days"))).collect()
            }),
            None => rows.iter().map(|e| self.exception(e, None, 0.0)).collect(),
        };
        let urgent = |state: ExceptionState| match state {
            ExceptionState::NoEffect => 0,
            ExceptionState::Requested => 1,
            ExceptionState::Ended => 2,
            ExceptionState::EndsSoon => 3,
            ExceptionState::NotYet => 4,
            ExceptionState::Holds => 5,
        };
        exceptions.sort_by(|a, b| (urgent(a.state), a.days_left, &a.id).cmp(&(urgent(b.state), b.days_left, &b.id)));
        Ok(ExceptionsView {
            analysed: self.assessed.is_some(),
            as_of: self.assessed.as_ref().map(|_| self.as_of().to_string()),
            soon_days: whole(used.get("review_due_soon_days")),
            most_days: whole(used.get("exception_max_days")),
            renewals_raise: u64::try_from(whole(used.get("exception_renewals"))).unwrap_or(0),
            exceptions,
        })
    }

    fn exception(&self, e: &Record, assessed: Option<&Against<'_, '_>>, soon: f64) -> ExceptionView {
        let data = &self.now.data;
        let person = |column: &str| e.get(column).map(|p| person_name(data, p).to_owned());
        // What was changed after the assessment was not judged by it.
        let judged = assessed.and_then(|a| {
            let record = a.frame.data.find(Table::Exceptions, &e.key).filter(|then| then.fields == e.fields)?;
            let found = a.found.get(record.key.as_str()).map_or(&[][..], Vec::as_slice);
            Some(Judged { failing: a.assessment.exceptions.get(&e.key)?, found, frame: a.frame, record })
        });
        let resolver = Resolver::new(&self.content, &self.now.choices);
        let cited: Vec<Citation> = e.list("requirement").unwrap_or_default().into_iter().map(|text| resolver.resolve(text)).collect();
        let label = |c: &Citation| c.requirement.as_ref().map_or_else(|| c.text.clone(), |id| self.cited_as(id).name);
        let first = cited.iter().find_map(|c| self.content.requirement(c.requirement.as_ref()?));
        let titled = |id: &str| first.and_then(|r| r.facets.iter().find(|f| f.id == id)).map_or_else(|| id.to_owned(), |f| f.title.clone());
        let of_citations = cited.iter().filter_map(|c| c.facet.as_deref());
        let days_left = e.day("expires").map(|d| (d - self.as_of()).num_days());
        let state = state(e, judged.as_ref().map(|j| j.failing), days_left, soon);
        let renewals = renewals(data, e);
        let triggers = e.list("break_triggers").unwrap_or_default();
        ExceptionView {
            id: e.key.clone(),
            requirement: first.map(|r| r.id.to_string()),
            label: cited.iter().map(label).collect::<Vec<_>>().join("; "),
            title: first.map_or_else(String::new, |r| r.title.clone()),
            facets: e.list("facets").unwrap_or_default().into_iter().chain(of_citations).map(titled).collect(),
            workflow: e.get("workflow").map(|w| self.workflow_named(w)),
            environment: e.get("environment").map(words::environment),
            reason: e.get("reason").map(str::to_owned),
            severity: e.get("severity").and_then(Level::parse),
            owner: person("owner"),
            requested_by: person("requested_by"),
            approved_by: person("approved_by"),
            from: e.day("valid_from").map(|d| d.to_string()),
            expires: e.day("expires").map(|d| d.to_string()),
            days_left,
            state,
            lead: lead(state).to_owned(),
            clauses: judged.iter().flat_map(|j| CLAUSES.iter().map(move |clause| j.clause(*clause))).collect(),
            compensating: e.list("compensating_controls").unwrap_or_default().into_iter().map(|c| self.compensating(c)).collect(),
            triggers: triggers.into_iter().map(|text| self.trigger(judged.as_ref(), text)).collect(),
            renewals: renewals.before.iter().map(|id| self.renewal(id)).collect(),
            renewals_told: renewals.told,
            renewed_by: data.rows(Table::Exceptions).iter().find(|x| x.get("renewal_of") == Some(&e.key)).map(|x| x.key.clone()),
            source: Some(data.naming_cell(e)),
        }
    }

    /// A break trigger, with the first of the changes that it itself means.
    fn trigger(&self, judged: Option<&Judged<'_, '_>>, text: &str) -> BreakTrigger {
        let first = judged.and_then(|j| j.frame.fired(j.record, text));
        BreakTrigger {
            text: text.to_owned(),
            fired: first.and_then(|c| c.day("at")).map(|d| d.to_string()),
            workflow: first.and_then(|c| c.get("workflow")).map(|w| self.workflow_named(w)),
            source: first.zip(judged).map(|(c, j)| j.frame.data.naming_cell(c)),
        }
    }

    fn compensating(&self, id: &str) -> Compensating {
        let links = self.links();
        let at = links.control_rows.iter().position(|c| c.id == id);
        let row = at.and_then(|at| links.control_rows.get(at));
        Compensating {
            control: NamedId { id: id.to_owned(), name: row.map_or_else(String::new, |c| c.title.clone()) },
            effectiveness: row.and_then(|c| c.effectiveness.clone()),
            text: at
                .and_then(|at| links.reasons.get(at))
                .map_or_else(|| "It is not on record.".to_owned(), |r| format!("{}.", words::upper_first(r))),
        }
    }

    fn renewal(&self, id: &str) -> Renewal {
        let record = self.now.data.find(Table::Exceptions, id);
        let day = |column: &str| record.and_then(|r| r.day(column)).map(|d| d.to_string());
        Renewal { id: id.to_owned(), from: day("valid_from"), expires: day("expires") }
    }
}

/// What an exception does: what has passed or not begun goes before what else fails; what nobody judged does nothing.
fn state(e: &Record, failing: Option<&[String]>, days_left: Option<i64>, soon: f64) -> ExceptionState {
    let Some(failing) = failing else {
        return if e.get("approved_by").is_none() { ExceptionState::Requested } else { ExceptionState::NoEffect };
    };
    let fails = |code: &str| failing.iter().any(|f| f == code);
    match days_left {
        _ if failing.is_empty() && days_left.is_some_and(|d| d <= whole(soon)) => ExceptionState::EndsSoon,
        _ if failing.is_empty() => ExceptionState::Holds,
        Some(d) if fails("EX-EXPIRED") && d <= 0 => ExceptionState::Ended,
        _ if fails("EX-STATUS") && e.get("approved_by").is_none() => ExceptionState::Requested,
        _ if fails("EX-NOT-YET") && e.day("valid_from").is_some() => ExceptionState::NotYet,
        _ => ExceptionState::NoEffect,
    }
}

fn lead(state: ExceptionState) -> &'static str {
    match state {
        ExceptionState::Holds => "Every clause holds: the risk is accepted for what it covers.",
        ExceptionState::EndsSoon => "Every clause holds, and its end is near.",
        ExceptionState::Ended => "It has ended: it changes no status any more.",
        ExceptionState::NotYet => "It has not begun: it changes no status yet.",
        ExceptionState::Requested => "It was asked for and nobody has agreed: it changes no status.",
        ExceptionState::NoEffect => "Not every clause is shown to hold: it changes no status.",
    }
}

/// A threshold in days.
#[allow(clippy::cast_possible_truncation, reason = "a saturating cast of a checked, small number")]
fn whole(value: f64) -> i64 {
    value.round() as i64
}
