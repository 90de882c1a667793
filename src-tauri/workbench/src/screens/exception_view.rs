//! Exceptions clause by clause, as the assessment judged them.

use crate::assessing::Assessed;
use crate::error::Result;
use crate::screens::exceptions::{BreakTrigger, Compensating, ExceptionClause, ExceptionState, ExceptionView, ExceptionsView, Renewal};

use crate::screens::register::person_name;
use crate::screens::{Reading, words};
use countersign_core::Record;
use countersign_core::assess::Frame;
use countersign_core::findings::Finding;
use countersign_core::gap_report::NamedId;
use countersign_core::risk::Level;
use countersign_core::tables::Table;

/// Every clause with what it asks, in the order of an exception's life.
const CLAUSES: [(&str, &str); 11] = [
    ("EX-STATUS", "It is approved"),
    ("EX-SELF", "Who approved it did not ask for it"),
    ("EX-AUTHORITY", "Who approved it may accept a risk of this severity"),
    ("EX-REASON", "It says why"),
    ("EX-OWNER", "Somebody answers for it"),
    ("EX-SCOPE", "What it is for is on record"),
    ("EX-NOT-YET", "It has begun"),
    ("EX-EXPIRED", "It has not ended"),
    ("EX-TOOLONG", "It runs no longer than allowed"),
    ("EX-NOCOMP", "A control that is shown to work makes up for a severe risk"),
    ("EX-TRIGGER", "No change has happened that ends it"),
];

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
                rows.iter().map(|e| self.exception(e, Some((a, frame)), used.get("review_due_soon_days"))).collect()
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

    fn exception(&self, e: &Record, judged: Option<(&Assessed, &Frame<'_>)>, soon: f64) -> ExceptionView {
        let data = &self.now.data;
        let person = |column: &str| e.get(column).map(|p| person_name(data, p).to_owned());
        let resolved =
            countersign_core::citation::Resolver::new(&self.content, &self.now.choices).resolve(e.get("requirement").unwrap_or(""));
        let requirement = resolved.requirement.as_ref().and_then(|id| self.content.requirement(id));
        let facet =
            |id: &str| requirement.and_then(|r| r.facets.iter().find(|f| f.id == id)).map_or_else(|| id.to_owned(), |f| f.title.clone());
        let judged = judged.filter(|(a, _)| a.frozen.data.find(Table::Exceptions, &e.key).is_some_and(|before| before.fields == e.fields));
        let failing = judged.and_then(|(a, _)| a.assessment.exceptions.get(&e.key));
        let days_left = e.day("expires").map(|d| (d - self.as_of()).num_days());
        let state = state(e, failing, days_left, soon);
        let renewals = judged.map(|(_, frame)| frame.renewals(e));
        let triggering = judged.and_then(|(a, frame)| {
            let before = a.frozen.data.find(Table::Exceptions, &e.key)?;
            let about = |f: &&Finding| f.code == "EX-TRIGGER" && f.subjects.iter().any(|s| s.key == before.key);
            let place = a.assessment.findings.iter().find(about)?.condition.first()?.at.get(1)?.clone();
            Some((place.source(frame.data), place))
        });
        ExceptionView {
            id: e.key.clone(),
            requirement: requirement.map(|r| r.id.to_string()),
            label: requirement.map_or_else(|| e.get("requirement").unwrap_or("").to_owned(), |r| self.cited_as(&r.id).name),
            title: requirement.map_or_else(String::new, |r| r.title.clone()),
            facets: e.list("facets").unwrap_or_default().into_iter().map(facet).collect(),
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
            clauses: match (judged, failing) {
                (Some((a, _)), Some(failing)) => CLAUSES.iter().map(|(code, title)| self.clause_of(a, e, failing, (code, title))).collect(),
                _ => Vec::new(),
            },
            compensating: e.list("compensating_controls").unwrap_or_default().into_iter().map(|c| self.compensating(c)).collect(),
            triggers: e
                .list("break_triggers")
                .unwrap_or_default()
                .into_iter()
                .map(|text| BreakTrigger {
                    text: text.to_owned(),
                    fired: triggering.as_ref().and_then(|(_, place)| fired(data, place)),
                    source: triggering.as_ref().map(|(source, _)| source.clone()),
                })
                .collect(),
            renewals: renewals.iter().flat_map(|r| &r.before).map(|id| self.renewal(id)).collect(),
            renewals_told: renewals.is_some_and(|r| r.told),
            renewed_by: data.rows(Table::Exceptions).iter().find(|x| x.get("renewal_of") == Some(&e.key)).map(|x| x.key.clone()),
            source: Some(data.naming_cell(e)),
        }
    }

    fn clause_of(&self, a: &Assessed, e: &Record, failing: &[String], (code, title): (&str, &str)) -> ExceptionClause {
        let fails = failing.iter().any(|f| f == code);
        let about = |f: &&Finding| f.code == code && f.subjects.iter().any(|s| s.table == Table::Exceptions && s.key == e.key);
        let finding = a.assessment.findings.iter().find(about).filter(|_| fails);
        let said = finding.and_then(|f| f.condition.first());
        ExceptionClause {
            title: title.to_owned(),
            holds: if finding.is_some_and(|f| f.unsure) { None } else { Some(!fails) },
            code: fails.then(|| code.to_owned()),
            text: if fails { self.clause(a, e, code) } else { format!("{title}.") },
            sources: said.iter().flat_map(|s| &s.at).map(|p| p.source(&a.frozen.data)).collect(),
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

/// The day of a change of context.
fn fired(data: &countersign_core::dataset::Dataset, place: &countersign_core::place::Place) -> Option<String> {
    match place {
        countersign_core::place::Place::Cell { table, key, .. } => data.find(*table, key)?.day("at").map(|d| d.to_string()),
        countersign_core::place::Place::Event { .. } => None,
    }
}

/// What an exception does: what has passed or not begun goes before what else fails; what nobody judged does nothing.
fn state(e: &Record, failing: Option<&Vec<String>>, days_left: Option<i64>, soon: f64) -> ExceptionState {
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
