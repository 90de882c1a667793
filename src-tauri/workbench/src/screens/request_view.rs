//! One request for evidence in full: what is asked for, what came, what hangs on it, and what people said about it.

use crate::desk::Workbench;
use crate::error::{Error, Result};
use crate::screens::Reading;
use crate::screens::requests::{RequestSaid, RequestState, RequestView};
use crate::screens::words::{names, upper_first};
use countersign_core::Record;
use countersign_core::citation::Resolver;
use countersign_core::evidence::requests::{Lateness, Request, line_of, list};
use countersign_core::gap_report::NamedId;
use countersign_core::record::split_list;
use countersign_core::tables::Table;
use countersign_import::inert;
use serde_json::Value;
use std::collections::BTreeSet;

/// Where a request stands: the word of the table, and how a sentence says it.
const STATES: [(RequestState, &str, &str); 6] = [
    (RequestState::Open, "open", "waits"),
    (RequestState::Received, "received", "is answered"),
    (RequestState::Incomplete, "incomplete", "is answered in part"),
    (RequestState::Accepted, "accepted", "is answered as asked"),
    (RequestState::Rejected, "rejected", "is answered with something else than asked"),
    (RequestState::NotAvailable, "not_available", "cannot be answered: there is no such thing"),
];

impl RequestState {
    /// The word of the table `requests`.
    pub(crate) fn word(self) -> &'static str {
        STATES.iter().find(|(state, ..)| *state == self).map_or("", |(_, word, _)| word)
    }

    /// How a sentence about a request says it.
    pub(crate) fn sentence(self) -> &'static str {
        STATES.iter().find(|(state, ..)| *state == self).map_or("", |(.., sentence)| sentence)
    }
}

impl Workbench {
    /// One request for evidence.
    ///
    /// # Errors
    /// `usage/id` when there is no such request; `workspace/failed`.
    pub fn request(&self, reading: &Reading, id: &str) -> Result<RequestView> {
        let data = &reading.now.data;
        let unknown = || Error::new("usage/id", format!("There is no request `{id}`."), "Choose one of the list.");
        let r = data.find(Table::Requests, id).ok_or_else(unknown)?;
        let own = line_of(data, r, reading.as_of());
        let resolver = Resolver::new(&reading.content, &reading.now.choices);
        let cited = r.list("requirement").unwrap_or_default().into_iter().filter_map(|text| resolver.resolve(text).requirement);
        let control = |id: &str| {
            let title = data.find(Table::Controls, id).and_then(|c| c.get("title")).unwrap_or("");
            NamedId { id: id.to_owned(), name: title.to_owned() }
        };
        let titled = |file: &str| data.find(Table::Evidence, file).and_then(|e| e.get("title")).unwrap_or(file).to_owned();
        Ok(RequestView {
            line: reading.request_line(r),
            requirements: cited.map(|id| reading.cited_as(&id)).collect(),
            control: own.control.as_deref().map(control),
            received: own.received.iter().map(|x| NamedId { id: x.file.clone(), name: titled(&x.file) }).collect(),
            claims: reading.claims_on(&own).iter().map(|id| control(id)).collect(),
            said: self.said_about(id)?,
            period: own.period,
            format: own.format,
            rejection_reason: own.rejection_reason,
            notes: own.notes,
        })
    }

    /// What people said about a request in the window: each statement that changed it, the latest first.
    fn said_about(&self, id: &str) -> Result<Vec<RequestSaid>> {
        let mut said = Vec::new();
        for batch in self.imports()?.into_iter().rev().filter(|b| b.undone_by.is_none()) {
            let files = batch.summary.get("files").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            let stated = |f: &Value| f.get("path").and_then(Value::as_str).is_some_and(|name| name.starts_with("stated-requests-"));
            if !files.iter().any(stated) {
                continue;
            }
            let after = self.workspace.record(Table::Requests, id, Some(batch.seq))?;
            let before = self.workspace.record(Table::Requests, id, Some(batch.seq - 1))?;
            if let Some(after) = after.filter(|a| before.as_ref().is_none_or(|b| b.fields != a.fields)) {
                let on = Self::day(&batch.at).ok().map(|d| d.to_string());
                said.push(RequestSaid { text: sentence(before.as_ref(), &after), by: Some(inert(&batch.actor)), on });
            }
        }
        Ok(said)
    }
}

impl Reading {
    /// The controls with claims that stand without support because of a request, as the assessment saw it; none when it is not late.
    fn claims_on(&self, request: &Request) -> BTreeSet<String> {
        let Some(a) = self.assessed.as_deref().filter(|_| request.lateness != Lateness::No) else { return BTreeSet::new() };
        let lines = self.with_frame(a, |frame| list(frame, &a.assessment.claims));
        lines.into_iter().filter(|line| line.id == request.id).flat_map(|line| line.claims).map(|(control, _)| control).collect()
    }
}

/// What a statement said: that it was asked for, or what came of it.
fn sentence(before: Option<&Record>, after: &Record) -> String {
    if before.is_none() {
        return "It was asked for".to_owned();
    }
    let state = STATES.iter().find(|(_, word, _)| after.get("status") == Some(*word));
    let mut text = state.map_or_else(|| "it was changed".to_owned(), |(.., sentence)| format!("it {sentence}"));
    let files = |r: &Record| r.get("received_evidence").into_iter().flat_map(split_list).map(str::to_owned).collect::<BTreeSet<_>>();
    let had = before.map(files).unwrap_or_default();
    let new: Vec<String> = files(after).into_iter().filter(|f| !had.contains(f)).collect();
    if !new.is_empty() {
        text.push_str(&format!(", with {}", names(&new, 4)));
    }
    let reason = after.get("rejection_reason").filter(|r| before.and_then(|b| b.get("rejection_reason")) != Some(*r));
    if let Some(reason) = reason {
        text.push_str(&format!(": {reason}"));
    }
    upper_first(&text)
}
