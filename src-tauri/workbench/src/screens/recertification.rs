//! The recertification: what has to be looked at again, and the reviews that followed changes of context.

use crate::assessing::Assessed;
use crate::error::Result;
use crate::screens::Reading;
use crate::screens::exceptions::{
    DecisionTally, RecertificationPage, RecertificationQuery, RevalidationLine, ReviewDecision, ReviewLine, ReviewTally, ReviewedKind,
};
use crate::screens::links::{has_words, words_of};
use crate::screens::reading::count;
use crate::screens::register::person_name;
use countersign_core::reviews::{self, Recertification, Revalidation, ReviewState};
use countersign_core::rule::plain;
use countersign_core::tables::Table;

/// What was found of an assessment, once.
pub(crate) struct Recertified {
    subjects: Vec<Recertification>,
    changes: Vec<Revalidation>,
}

const KINDS: [ReviewedKind; 3] = [ReviewedKind::Workflow, ReviewedKind::Identity, ReviewedKind::Grant];
const STATES: [ReviewState; 5] = [ReviewState::Overdue, ReviewState::Never, ReviewState::Unknown, ReviewState::DueSoon, ReviewState::Ok];
const DECISIONS: [ReviewDecision; 3] = [ReviewDecision::Attest, ReviewDecision::Change, ReviewDecision::Revoke];

impl Reading {
    /// A page of what has to be looked at again, the most urgent first, as the assessment found it.
    ///
    /// # Errors
    /// Never today; the shape of every question is the same.
    pub fn recertification(&self, query: &RecertificationQuery) -> Result<RecertificationPage> {
        let Some(a) = self.assessed.as_deref() else {
            return Ok(RecertificationPage {
                analysed: false,
                as_of: None,
                total: 0,
                matching: 0,
                from: query.from,
                rows: Vec::new(),
                tally: Vec::new(),
                decided: Vec::new(),
                revalidations: Vec::new(),
            });
        };
        let found = self.recertified.get_or_init(|| {
            self.with_frame(a, |frame| Recertified {
                subjects: reviews::recertifications(frame, &|w| frame.class_of(w).high),
                changes: reviews::revalidations(frame, &|w| frame.class_of(w).high),
            })
        });
        let words = words_of(&query.text);
        let fits = |r: &&Recertification| {
            (query.kind.is_empty() || query.kind.contains(&kind(r.table)))
                && (query.state.is_empty() || query.state.contains(&r.state))
                && (words.is_empty() || has_words(&self.searched(a, r), &words))
        };
        let matching: Vec<&Recertification> = found.subjects.iter().filter(fits).collect();
        let tally = KINDS.iter().flat_map(|k| STATES.iter().map(move |s| (*k, *s)));
        let counted = |k: ReviewedKind, s: ReviewState| found.subjects.iter().filter(|r| kind(r.table) == k && r.state == s).count();
        let period = a.assessment.basis.period;
        let in_period = |r: &&Recertification| r.last.is_some_and(|d| period.from <= d && d <= period.as_of);
        let with =
            |d: ReviewDecision| found.subjects.iter().filter(in_period).filter(|r| decision(r.decision.as_deref()) == Some(d)).count();
        Ok(RecertificationPage {
            analysed: true,
            as_of: Some(period.as_of.to_string()),
            total: count(found.subjects.len()),
            matching: count(matching.len()),
            from: query.from,
            rows: crate::screens::links::page(&matching, query.from, query.rows).iter().map(|r| self.review_line(a, r)).collect(),
            tally: tally
                .map(|(kind, state)| ReviewTally { kind, state, subjects: count(counted(kind, state)) })
                .filter(|t| t.subjects > 0)
                .collect(),
            decided: DECISIONS
                .into_iter()
                .map(|decision| DecisionTally { decision, subjects: count(with(decision)) })
                .filter(|t| t.subjects > 0)
                .collect(),
            revalidations: found.changes.iter().map(|r| self.revalidation_line(a, r)).collect(),
        })
    }

    fn searched(&self, a: &Assessed, r: &Recertification) -> String {
        let line = self.review_line(a, r);
        let workflows: Vec<&str> = line.workflows.iter().flat_map(|w| [w.id.as_str(), w.name.as_str()]).collect();
        [line.subject.as_str(), &line.name, line.reviewer.as_deref().unwrap_or(""), &workflows.join("\n")].join("\n").to_lowercase()
    }

    fn review_line(&self, a: &Assessed, r: &Recertification) -> ReviewLine {
        let data = &a.frozen.data;
        let as_of = a.assessment.basis.period.as_of;
        let record = data.find(r.table, &r.subject);
        let told = |column: &str| record.and_then(|s| s.get(column)).unwrap_or("");
        let name = match r.table {
            Table::Grants => format!("{}: {} on {}", told("identity"), plain(told("permission")), told("resource")),
            _ if told("name").is_empty() => r.subject.clone(),
            _ => told("name").to_owned(),
        };
        ReviewLine {
            kind: kind(r.table),
            subject: r.subject.clone(),
            name,
            workflows: r.workflows.iter().map(|w| self.workflow_named(w)).collect(),
            cycle_days: r.cycle_days,
            last: r.last.map(|d| d.to_string()),
            reviewer: r.reviewer.as_deref().map(|p| person_name(data, p).to_owned()),
            decision: decision(r.decision.as_deref()),
            due: r.due.map(|d| d.to_string()),
            late_by: r.due.filter(|d| *d < as_of).map(|d| (as_of - d).num_days()),
            state: r.state,
            source: r.at.source(data),
        }
    }

    fn revalidation_line(&self, a: &Assessed, r: &Revalidation) -> RevalidationLine {
        let data = &a.frozen.data;
        RevalidationLine {
            workflow: self.workflow_named(&r.workflow),
            what: format!("the {}", plain(&r.kind)),
            changed: r.changed.to_string(),
            due: r.due.to_string(),
            reviewed: r.reviewed.map(|d| d.to_string()),
            reviewer: r.reviewer.as_deref().map(|p| person_name(data, p).to_owned()),
            state: r.state,
            sources: r.at.iter().map(|p| p.source(data)).collect(),
        }
    }
}

fn kind(table: Table) -> ReviewedKind {
    match table {
        Table::Workflows => ReviewedKind::Workflow,
        Table::Identities => ReviewedKind::Identity,
        _ => ReviewedKind::Grant,
    }
}

fn decision(word: Option<&str>) -> Option<ReviewDecision> {
    match word? {
        "attest" => Some(ReviewDecision::Attest),
        "change" => Some(ReviewDecision::Change),
        "revoke" => Some(ReviewDecision::Revoke),
        _ => None,
    }
}
