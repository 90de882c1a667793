//! What people decided about findings: decisions of the kind `treatment` whose subject is the finding's id.

use super::{Finding, FindingStatus, is_id};
use crate::assess::Frame;
use crate::event::detail;
use crate::facts::misread;
use crate::record::{Record, parse_day, split_list};
use crate::risk::{Level, level_of_risk};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What people decided about one finding. It stands beside what was computed and takes nothing of it away.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// Ids of the decisions, in the order they were taken.
    pub decisions: Vec<String>,
    /// The reason given last: the management response.
    pub text: String,
    /// Who gave it.
    pub by: Option<String>,
    /// The owner named.
    pub owner: Option<String>,
    /// The day named.
    pub due: Option<NaiveDate>,
    /// The status said.
    pub said: Option<String>,
    /// A rating by a person, printed beside the computed severity, which governs.
    pub rated: Option<Rated>,
    /// What was written and could not be understood.
    pub not_understood: Vec<String>,
}

/// A person's rating of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rated {
    /// How likely harm is.
    pub likelihood: Level,
    /// How bad it would be.
    pub impact: Level,
    /// The level of risk that the two amount to.
    pub level: Level,
}

/// How a decision rates a risk. A rating counts when somebody stands behind it beside the one who gave it.
pub(crate) fn rated(d: &Record) -> Option<Rated> {
    let rating = |column| d.get(column).and_then(Level::parse);
    let (likelihood, impact) = (rating("likelihood")?, rating("impact")?);
    let approved = d.get("approved_by").is_some_and(|a| Some(a) != d.get("decided_by"));
    approved.then(|| Rated { likelihood, impact, level: level_of_risk(likelihood, impact) })
}

/// The most severe rating that a decision may give, whoever stands behind it: of likelihood and impact, the one that is not told counts as the
/// worst. `None` where it tells neither.
pub(crate) fn rated_up_to(d: &Record) -> Option<Rated> {
    let told = ["likelihood", "impact"].iter().any(|column| d.get(column).is_some() || misread(d, column));
    let rating = |column| d.get(column).and_then(Level::parse).unwrap_or(Level::Critical);
    let (likelihood, impact) = (rating("likelihood"), rating("impact"));
    told.then(|| Rated { likelihood, impact, level: level_of_risk(likelihood, impact) })
}

/// The words a status may be said with.
const SAID: [&str; 4] = ["open", "in_progress", "accepted", "resolved"];

/// Decisions by the finding they are about.
pub(super) struct Treatments<'a>(BTreeMap<&'a str, Vec<&'a Record>>);

impl<'a> Treatments<'a> {
    /// Gathers the decisions taken up to the as-of day.
    pub(super) fn new(frame: &Frame<'a>) -> Self {
        let mut by_finding: BTreeMap<&'a str, Vec<&'a Record>> = BTreeMap::new();
        for d in frame.decisions("treatment") {
            for id in d.record.get("subject").into_iter().flat_map(split_list).filter(|s| is_id(s)) {
                let of = by_finding.entry(id).or_default();
                if !of.iter().any(|r| r.key == d.record.key) {
                    of.push(d.record);
                }
            }
        }
        Self(by_finding)
    }

    /// Writes what was decided into a finding.
    pub(super) fn apply(&self, finding: &mut Finding) {
        let mut response = Response::default();
        for d in self.0.get(finding.id.as_str()).into_iter().flatten() {
            if d.get("workflow").is_none_or(|w| Some(w) == finding.workflow.as_deref()) {
                response.take(d);
            }
        }
        if response.decisions.is_empty() {
            return;
        }
        if let Some(owner) = &response.owner {
            finding.owner = Some(owner.clone());
        }
        if let Some(due) = response.due {
            finding.due = due;
        }
        // A valid exception is more than a word.
        if finding.status != FindingStatus::Accepted {
            finding.status = match response.said.as_deref() {
                Some("in_progress") => FindingStatus::InProgress,
                Some("accepted") => FindingStatus::SaidAccepted,
                Some("resolved") => FindingStatus::SaidResolved,
                _ => FindingStatus::Open,
            };
        }
        finding.response = Some(Box::new(response));
    }
}

impl Response {
    /// Adds a decision; what it says takes the place of what an earlier one said.
    fn take(&mut self, d: &Record) {
        self.decisions.push(d.key.clone());
        self.text = d.get("reason").unwrap_or("").to_owned();
        self.by = d.get("decided_by").map(str::to_owned);
        let value = d.get("value").unwrap_or("").trim();
        if value.contains('=') {
            if let Some(owner) = detail(value, "owner").filter(|o| !o.is_empty()) {
                self.owner = Some(owner.into_owned());
            }
            if let Some(due) = detail(value, "due") {
                match parse_day(&due) {
                    Some(day) => self.due = Some(day),
                    None => self.not_understood.push(format!("due={due}")),
                }
            }
            if let Some(status) = detail(value, "status") {
                self.say(&status);
            }
        } else if !value.is_empty() {
            self.say(value);
        }
        self.rated = rated(d).or(self.rated);
    }

    fn say(&mut self, status: &str) {
        let word = status.trim().to_ascii_lowercase().replace([' ', '-'], "_");
        if SAID.contains(&word.as_str()) {
            self.said = Some(word);
        } else {
            self.not_understood.push(status.to_owned());
        }
    }
}
