//! What people decide about exceptions, reviews and requests, as rows of the organisation's own tables.

use crate::desk::{Moment, Workbench};
use crate::error::{Error, Result};
use crate::screens::{
    EvidenceAsked, ExceptionAct, ExceptionDecision, RequestAnswer, RequestState, ReviewDecision, ReviewSaid, ReviewedKind, Written,
    day_words,
};
use crate::statements::{day, new_id, reason, told};
use crate::statements_of_mappings::facets_of;
use crate::stating::Statement;
use chrono::Days;
use countersign_core::record::{KEY_SEPARATOR, Record, split_list};
use countersign_core::tables::{Table, spec};

type Values = Vec<(&'static str, String)>;

impl Workbench {
    /// Writes down what a person decides about an exception. Whoever asks for one cannot agree to it.
    ///
    /// # Errors
    /// `usage/id`, `usage/facet`, `usage/self`, `usage/status`, `usage/reason`, `usage/date`; `state/refused`, `workspace/failed`.
    pub fn decide_exception(&mut self, decision: &ExceptionDecision, now: &Moment) -> Result<Written> {
        let known = match told(&decision.id) {
            Some(id) => Some(self.known(Table::Exceptions, id)?),
            None => None,
        };
        let today = Self::day(&now.at)?;
        let (id, mut values, said) = match (decision.act, known) {
            (ExceptionAct::Request, None) => {
                let id = new_id("EX", now, &format!("{decision:?}"));
                let said = format!("{id} is asked for");
                (id, self.asked(decision, now, None)?, said)
            }
            (ExceptionAct::Renew, Some(old)) => {
                let id = new_id("EX", now, &format!("{decision:?}"));
                let said = format!("{id} is asked for, to renew {}", old.key);
                (id, self.asked(decision, now, Some(&old))?, said)
            }
            (ExceptionAct::Approve, Some(old)) => {
                if is_closed(&old) {
                    return Err(Error::new("usage/status", format!("Exception {} is closed.", old.key), "Renew it instead."));
                }
                if old.get("requested_by") == Some(now.actor.as_str()) {
                    let said = format!("Exception {} was asked for by {}.", old.key, now.actor);
                    return Err(Error::new("usage/self", said, "Somebody else has to agree to it."));
                }
                let said = format!("{} is agreed to", old.key);
                (old.key, vec![("status", "approved".to_owned()), ("approved_by", now.actor.clone())], said)
            }
            (ExceptionAct::Close, Some(old)) => {
                // One that has ended already does not run longer by it.
                let end = old.day("expires").map_or(today, |end| end.min(today));
                let said = if end < today { format!("{} is closed", old.key) } else { format!("{} ends on {}", old.key, day_words(end)) };
                (old.key, vec![("status", "closed".to_owned()), ("expires", end.to_string())], said)
            }
            (ExceptionAct::Request, Some(old)) => {
                return Err(Error::new(
                    "usage/id",
                    format!("There is an exception {} already.", old.key),
                    "Renew it, or ask without an id.",
                ));
            }
            (_, None) => return Err(Error::new("usage/id", "No exception is named.", "Choose one of the list.")),
        };
        values.push(("id", id));
        self.written(&[Statement::new(Table::Exceptions, values)], now, said)
    }

    /// Writes down a review of a workflow, an identity or a grant.
    ///
    /// # Errors
    /// `usage/id`, `usage/reason`; `state/refused`, `workspace/failed`.
    pub fn review(&mut self, review: &ReviewSaid, now: &Moment) -> Result<Written> {
        let (table, kind) = match review.subject_kind {
            ReviewedKind::Workflow => (Table::Workflows, "workflow"),
            ReviewedKind::Identity => (Table::Identities, "identity"),
            ReviewedKind::Grant => (Table::Grants, "grant"),
        };
        self.known(table, &review.subject)?;
        let (word, sentence) = match review.decision {
            ReviewDecision::Attest => ("attest", "is as it should be"),
            ReviewDecision::Change => ("change", "has to change"),
            ReviewDecision::Revoke => ("revoke", "is to be taken away"),
        };
        if review.decision != ReviewDecision::Attest {
            reason(&review.note)?;
        }
        let shown = review.subject.replace(KEY_SEPARATOR, "|");
        let values = vec![
            ("id", new_id("RV", now, &format!("{review:?}"))),
            ("subject_kind", kind.to_owned()),
            ("subject", shown),
            ("reviewer", now.actor.clone()),
            ("decision", word.to_owned()),
            ("at", now.at.clone()),
            ("note", review.note.trim().to_owned()),
        ];
        let said = format!("{} {sentence}", crate::importing::shown_key(&review.subject));
        self.written(&[Statement::new(Table::Reviews, values)], now, said)
    }

    /// Asks somebody for evidence.
    ///
    /// # Errors
    /// `usage/reason`, `usage/id`, `usage/date`; `state/refused`, `workspace/failed`.
    pub fn ask_for_evidence(&mut self, asked: &EvidenceAsked, now: &Moment) -> Result<Written> {
        if asked.what.trim().is_empty() {
            return Err(Error::new("usage/reason", "Nothing is asked for.", "Say what exactly is wanted."));
        }
        if let Some(control) = told(&asked.control) {
            self.known(Table::Controls, control)?;
        }
        if let Some(requirement) = told(&asked.requirement) {
            self.cited(requirement)?;
        }
        let id = new_id("RQ", now, &format!("{asked:?}"));
        let mut values = vec![("id", id.clone()), ("what", asked.what.trim().to_owned()), ("status", "open".to_owned())];
        let texts = [
            ("requirement", &asked.requirement),
            ("control", &asked.control),
            ("period", &asked.period),
            ("format", &asked.format),
            ("owner", &asked.owner),
        ];
        values.extend(texts.into_iter().filter_map(|(column, text)| Some((column, told(text)?.to_owned()))));
        let mut said = format!("{id} asks {}", told(&asked.owner).unwrap_or("nobody yet"));
        if let Some(due) = told(&asked.due) {
            let due = day(due)?;
            values.push(("due", due.to_string()));
            said.push_str(&format!(" by {}", day_words(due)));
        }
        self.written(&[Statement::new(Table::Requests, values)], now, said)
    }

    /// Writes down what came of a request.
    ///
    /// # Errors
    /// `usage/id`, `usage/reason`; `state/refused`, `workspace/failed`.
    pub fn answer_request(&mut self, answer: &RequestAnswer, now: &Moment) -> Result<Written> {
        let request = self.known(Table::Requests, &answer.id)?;
        if matches!(answer.status, RequestState::Rejected | RequestState::NotAvailable) {
            reason(&answer.reason)?;
        }
        let mut files: Vec<String> = request.get("received_evidence").into_iter().flat_map(split_list).map(str::to_owned).collect();
        files.extend(answer.evidence.iter().filter(|f| !files.contains(f)).cloned().collect::<Vec<_>>());
        let mut values = vec![
            ("id", request.key.clone()),
            ("status", answer.status.word().to_owned()),
            ("rejection_reason", answer.reason.trim().to_owned()),
        ];
        if !files.is_empty() {
            values.push(("received_evidence", files.join("; ")));
        }
        self.written(&[Statement::new(Table::Requests, values)], now, format!("{} {}", request.key, answer.status.sentence()))
    }
}

/// Whether a person ended an exception.
fn is_closed(e: &Record) -> bool {
    e.get("status").is_some_and(|s| s.eq_ignore_ascii_case("closed"))
}

impl Workbench {
    /// What is stated of an exception that is asked for; one that renews another takes over what is not told anew.
    fn asked(&self, d: &ExceptionDecision, now: &Moment, old: Option<&Record>) -> Result<Values> {
        reason(&d.reason)?;
        let mut values: Values = Vec::new();
        if let Some(old) = old {
            let kept = ["requirement", "workflow", "environment", "facets", "owner", "severity", "compensating_controls", "break_triggers"];
            let columns = spec(Table::Exceptions).columns.iter().filter(|c| kept.contains(&c.name));
            values.extend(columns.filter_map(|c| Some((c.name, old.get(c.name)?.to_owned()))));
            values.push(("renewal_of", old.key.clone()));
        }
        let mut put = |column: &'static str, value: Option<String>| {
            if let Some(value) = value {
                values.retain(|(c, _)| *c != column);
                values.push((column, value));
            }
        };
        let list = |items: &[String]| (!items.is_empty()).then(|| items.join("; "));
        let requirement = told(&d.requirement);
        match requirement {
            Some(text) => facets_of(self.cited(text)?, &d.facets)?,
            None if old.is_none() => return Err(Error::new("usage/id", "No requirement is named.", "Choose one of the list.")),
            None => {}
        }
        if let Some(workflow) = told(&d.workflow) {
            self.known(Table::Workflows, workflow)?;
        }
        for control in &d.compensating {
            self.known(Table::Controls, control)?;
        }
        put("requirement", requirement.map(str::to_owned));
        put("workflow", told(&d.workflow).map(str::to_owned));
        put("facets", list(&d.facets));
        put("reason", Some(d.reason.trim().to_owned()));
        put("owner", told(&d.owner).map(str::to_owned).or_else(|| old.is_none().then(|| now.actor.clone())));
        put("severity", d.severity.map(|l| l.word().to_owned()));
        put("compensating_controls", list(&d.compensating));
        put("break_triggers", list(&d.triggers));
        // A renewal follows what it renews, and accepts nothing for days that have passed without one.
        let today = Self::day(&now.at)?;
        let after = old.and_then(|o| o.day("expires")).and_then(|end| end.checked_add_days(Days::new(1))).map(|next| next.max(today));
        let from = told(&d.from).map(day).transpose()?.or(after);
        let until = told(&d.expires).map(day).transpose()?;
        if from.zip(until).is_some_and(|(from, until)| until < from) {
            return Err(Error::new("usage/date", "It would end before it begins.", "Give a last day after the first."));
        }
        put("valid_from", from.map(|d| d.to_string()));
        put("expires", until.map(|d| d.to_string()));
        put("requested_by", Some(now.actor.clone()));
        put("status", Some("requested".to_owned()));
        Ok(values)
    }
}
