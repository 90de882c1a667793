//! Recertification: when the access of workflows, identities and grants was last reviewed, by whom, and when it is due again; and
//! context changes with the review that followed them (domain 4b, EB-13, EB-14).

use crate::assess::Frame;
use crate::dataset::Dataset;
use crate::event::moment;
use crate::facts::Related;
use crate::parameters::Parameters;
use crate::place::Place;
use crate::record::{KEY_SEPARATOR, Record};
use crate::tables::Table;
use crate::variability::Class;
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The last review of a subject that is on record up to the as-of day.
#[derive(Clone, Copy, Debug)]
pub struct Latest<'a> {
    /// The day.
    pub on: NaiveDate,
    /// The row of `reviews`, or the subject's own record when only its column `last_reviewed` tells.
    pub record: &'a Record,
}

impl<'a> Latest<'a> {
    /// Who reviewed; a subject's own column does not say.
    pub fn by(&self) -> Option<&'a str> {
        self.record.get("reviewer").filter(|_| self.record.table == Table::Reviews)
    }

    /// What was decided: `attest`, `revoke` or `change`.
    pub fn decision(&self) -> Option<&'a str> {
        self.record.get("decision").filter(|_| self.record.table == Table::Reviews)
    }

    /// Where it is told.
    pub fn place(&self) -> Place {
        Place::cell(self.record, if self.record.table == Table::Reviews { "at" } else { "last_reviewed" })
    }
}

/// The rows of `reviews` about a workflow, an identity or a grant. A grant is named by its key, or by the parts of it with `/`, `;`
/// or `|` between them. A row that does not say what kind its subject is is about none.
pub fn about<'a>(related: &Related<'a>, subject: &Record) -> Vec<&'a Record> {
    about_key(related, subject.table, &subject.key)
}

fn about_key<'a>(related: &Related<'a>, table: Table, key: &str) -> Vec<&'a Record> {
    let kind = match table {
        Table::Workflows => "workflow",
        Table::Identities => "identity",
        Table::Grants => "grant",
        _ => return Vec::new(),
    };
    let mut rows = related.reviews_of(key);
    if table == Table::Grants {
        for between in ["/", " / ", ";", "|"] {
            rows.extend(related.reviews_of(&key.replace(KEY_SEPARATOR, between)));
        }
    }
    rows.retain(|r| r.get("subject_kind") == Some(kind));
    rows
}

/// The last review of a workflow, an identity or a grant: a row of `reviews`, or the subject's own column `last_reviewed`, whichever is
/// later. A review after the as-of day, or without a day, is none. Of several on one day the one that takes most away counts.
pub fn latest<'a>(related: &Related<'a>, subject: &'a Record, as_of: NaiveDate) -> Option<Latest<'a>> {
    last_of(&about(related, subject), Some(subject), as_of)
}

/// The same of the reviews that came to a decision. An identity that has no record of its own is named by its key alone.
pub fn latest_decided<'a>(
    related: &Related<'a>,
    (table, key): (Table, &str),
    subject: Option<&'a Record>,
    as_of: NaiveDate,
) -> Option<Latest<'a>> {
    let mut rows = about_key(related, table, key);
    rows.retain(|r| r.get("decision").is_some());
    last_of(&rows, subject, as_of)
}

fn last_of<'a>(rows: &[&'a Record], subject: Option<&'a Record>, as_of: NaiveDate) -> Option<Latest<'a>> {
    let held = |record: &'a Record, column: &str| record.day(column).filter(|d| *d <= as_of).map(|on| Latest { on, record });
    let weight = |l: &Latest<'_>| match l.decision() {
        Some("revoke") => 3,
        Some("change") => 2,
        _ if l.record.table == Table::Reviews => 1,
        _ => 0,
    };
    let own = subject.and_then(|s| held(s, "last_reviewed"));
    rows.iter()
        .filter_map(|r| held(r, "at"))
        .chain(own)
        .max_by(|a, b| (a.on, weight(a), &b.record.key).cmp(&(b.on, weight(b), &a.record.key)))
}

/// When a subject is to be reviewed next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// The last day on which that review is in time.
    pub on: NaiveDate,
    /// Where that is told: the last review that the cycle counts from, the review that is asked for, or the day the register names.
    pub at: Place,
}

/// Days between two reviews of a workflow: those of its class, or fewer where the workflow says so. It may ask for more than its class
/// does, never for less.
pub fn cycle(parameters: &Parameters, workflow: &Record, class: Class) -> i64 {
    let by_class = parameters.review_cycle(class);
    workflow.integer("review_cycle_days").filter(|own| *own > 0).map_or(by_class, |own| own.min(by_class))
}

/// Whether a workflow is reviewed again and again: of one that is retired there is no access left to look at.
pub fn is_reviewed(workflow: &Record) -> bool {
    workflow.get("lifecycle") != Some("retired")
}

/// The next review of a subject, by the rows of `reviews` about it: one cycle after the last, or earlier, where a review is asked for and
/// not held, or the register names a day after the last one.
fn next_of(subject: &Record, rows: &[&Record], last: Option<Latest<'_>>, cycle: i64, as_of: NaiveDate) -> Option<Next> {
    let by_cycle = last.and_then(|l| Some(Next { on: after(l.on, cycle)?, at: l.place() }));
    let asked = rows.iter().filter(|r| r.day("at").is_none_or(|d| d > as_of));
    let asked = asked.filter_map(|r| Some(Next { on: r.day("due")?, at: Place::cell(r, "due") }));
    let named = subject.day("next_review").filter(|d| last.is_none_or(|l| *d > l.on));
    let named = named.map(|on| Next { on, at: Place::cell(subject, "next_review") });
    by_cycle.into_iter().chain(asked).chain(named).min_by_key(|next| next.on)
}

fn after(on: NaiveDate, days: i64) -> Option<NaiveDate> {
    on.checked_add_days(Days::new(u64::try_from(days).unwrap_or(0)))
}

/// The reviews of workflows that are on record, by workflow: gathered once for whoever asks about many workflows.
#[derive(Debug)]
pub struct OfWorkflows<'a>(BTreeMap<&'a str, Vec<&'a Record>>);

impl<'a> OfWorkflows<'a> {
    /// Looks through the reviews once.
    pub fn new(data: &'a Dataset) -> Self {
        let mut of: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
        for row in data.rows(Table::Reviews).iter().filter(|r| r.get("subject_kind") == Some("workflow")) {
            of.entry(row.get("subject").unwrap_or("")).or_default().push(row);
        }
        Self(of)
    }

    /// When a workflow of a class is to be reviewed next; nothing for one that is retired, or of which nothing tells.
    pub fn next(&self, workflow: &'a Record, class: Class, parameters: &Parameters, as_of: NaiveDate) -> Option<Next> {
        let rows = self.0.get(workflow.key.as_str()).map_or(&[][..], Vec::as_slice);
        let last = last_of(rows, Some(workflow), as_of);
        next_of(workflow, rows, last, cycle(parameters, workflow, class), as_of).filter(|_| is_reviewed(workflow))
    }
}

/// Where a recertification stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ReviewState {
    /// Its day has passed.
    Overdue,
    /// Reviews of its kind are on record, none of them of it.
    Never,
    /// It cannot be said: no review of its kind is on record at all, or nothing tells how often it has to be reviewed.
    Unknown,
    /// Its day is near.
    DueSoon,
    /// Reviewed in time.
    Ok,
}

impl ReviewState {
    /// The words a person reads.
    pub fn label(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Never => "no review on record",
            Self::Unknown => "cannot be said",
            Self::DueSoon => "due soon",
            Self::Ok => "reviewed in time",
        }
    }
}

/// One subject of the recertification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recertification {
    /// The table of the subject: workflows, identities or grants.
    pub table: Table,
    /// Its key.
    pub subject: String,
    /// The workflows that use it (of a workflow, itself), in id order.
    pub workflows: Vec<String>,
    /// At most so many days lie between two reviews: the shortest cycle of these workflows. `None` when no workflow names it.
    pub cycle_days: Option<i64>,
    /// The day of the last review.
    pub last: Option<NaiveDate>,
    /// Who reviewed.
    pub reviewer: Option<String>,
    /// What was decided.
    pub decision: Option<String>,
    /// The last day on which the next review is in time.
    pub due: Option<NaiveDate>,
    /// Where it stands.
    pub state: ReviewState,
    /// Where the last review is told; without one, the subject.
    pub at: Place,
}

/// The longest a cycle may be: what no workflow names is overdue after that in any case.
fn longest(frame: &Frame<'_>) -> i64 {
    [Class::D0, Class::D1, Class::D2, Class::D3].into_iter().map(|c| frame.basis.parameters.review_cycle(c)).max().unwrap_or(0)
}

/// The recertification of all workflows that are not retired, of all identities and of all grants: what is overdue first, then what was
/// never reviewed, each by the day it is due, then by table and key. `class` gives the class that governs a workflow.
pub fn recertifications<'a>(frame: &Frame<'a>, class: &dyn Fn(&'a Record) -> Class) -> Vec<Recertification> {
    let mut cycles: BTreeMap<&'a str, i64> = BTreeMap::new();
    for w in frame.data.rows(Table::Workflows) {
        cycles.insert(&w.key, cycle(&frame.basis.parameters, w, class(w)));
    }
    let mut kinds_reviewed = [Table::Workflows, Table::Identities, Table::Grants].map(|t| (t, false));
    for (table, seen) in &mut kinds_reviewed {
        let kind = match table {
            Table::Workflows => "workflow",
            Table::Identities => "identity",
            _ => "grant",
        };
        *seen = frame.data.rows(Table::Reviews).iter().any(|r| r.get("subject_kind") == Some(kind))
            || frame.data.rows(*table).iter().any(|r| r.day("last_reviewed").is_some());
    }
    let mut out = Vec::new();
    for (table, on_record) in kinds_reviewed {
        for subject in frame.data.rows(table).iter().filter(|r| table != Table::Workflows || is_reviewed(r)) {
            out.push(recertification(frame, &cycles, subject, on_record));
        }
    }
    out.sort_by_cached_key(|r| (r.state, r.due.unwrap_or(NaiveDate::MAX), r.table, r.subject.clone()));
    out
}

fn recertification<'a>(frame: &Frame<'a>, cycles: &BTreeMap<&'a str, i64>, subject: &'a Record, on_record: bool) -> Recertification {
    let as_of = frame.basis.period.as_of;
    let mut workflows: Vec<&str> = match subject.table {
        Table::Workflows => vec![&subject.key],
        Table::Identities => frame.related.users_of(&subject.key).into_iter().map(|w| w.key.as_str()).collect(),
        _ => {
            let users = subject.get("identity").map(|i| frame.related.users_of(i)).unwrap_or_default();
            users.into_iter().map(|w| w.key.as_str()).chain(subject.get("workflow")).collect()
        }
    };
    workflows.sort_unstable();
    workflows.dedup();
    let cycle = workflows.iter().filter_map(|w| cycles.get(w)).min().copied();
    let rows = if on_record { about(&frame.related, subject) } else { Vec::new() };
    let last = last_of(&rows, Some(subject), as_of);
    let due = next_of(subject, &rows, last, cycle.unwrap_or_else(|| longest(frame)), as_of).map(|next| next.on);
    let soon = after(as_of, to_days(frame.basis.parameters.get("review_due_soon_days")));
    let state = match (due, last) {
        (Some(d), _) if d < as_of => ReviewState::Overdue,
        (_, None) if on_record => ReviewState::Never,
        (_, None) => ReviewState::Unknown,
        (_, Some(_)) if cycle.is_none() => ReviewState::Unknown,
        (Some(d), Some(_)) if soon.is_some_and(|s| d <= s) => ReviewState::DueSoon,
        (_, Some(_)) => ReviewState::Ok,
    };
    Recertification {
        table: subject.table,
        subject: subject.key.clone(),
        workflows: workflows.into_iter().map(str::to_owned).collect(),
        cycle_days: cycle,
        last: last.map(|l| l.on),
        reviewer: last.and_then(|l| l.by()).map(str::to_owned),
        decision: last.and_then(|l| l.decision()).map(str::to_owned),
        due,
        state,
        at: last.map_or_else(|| Place::record(subject), |l| l.place()),
    }
}

fn to_days(value: f64) -> i64 {
    #[allow(clippy::cast_possible_truncation, reason = "a saturating cast of a checked, small number")]
    let days = value as i64;
    days
}

/// Whether access was looked at again after a context change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RevalidationState {
    /// No review followed, and the days for it have passed.
    Missing,
    /// A review followed, later than it had to.
    Late,
    /// No review followed yet; there is still time.
    Pending,
    /// A review followed in time.
    InTime,
}

/// A context change and the review that followed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revalidation {
    /// The workflow.
    pub workflow: String,
    /// What changed: `model`, `tool`, `owner`, ...
    pub kind: String,
    /// The day of the change.
    pub changed: NaiveDate,
    /// The last day on which a review is in time.
    pub due: NaiveDate,
    /// The day of the first review from the change on.
    pub reviewed: Option<NaiveDate>,
    /// Who reviewed.
    pub reviewer: Option<String>,
    /// Where it stands.
    pub state: RevalidationState,
    /// The change, and the review.
    pub at: Vec<Place>,
}

/// The days within which access is re-validated after a change of context (EB-14).
pub fn revalidation_days(frame: &Frame<'_>, class: Class) -> i64 {
    let name = if class >= Class::D2 { "boundary_revalidation_days_dynamic" } else { "boundary_revalidation_days" };
    to_days(frame.basis.parameters.get(name))
}

/// The first review of a workflow at or after a moment: of the workflow itself, or, where that comes earlier, the last of the reviews of
/// each identity that it acts as. A day without a time is taken as the whole day.
pub fn first_since<'a>(frame: &Frame<'a>, workflow: &'a Record, since: &str) -> Option<Latest<'a>> {
    let as_of = frame.basis.period.as_of;
    let day = crate::record::parse_day(since)?;
    let timed = |text: &str| text.len() > 10;
    let follows = |r: &&'a Record| match r.get("at") {
        Some(at) if timed(at) && timed(since) => moment(at) >= moment(since),
        _ => r.day("at").is_some_and(|on| on >= day),
    };
    let first = |subject: &'a Record| {
        let held = about(&frame.related, subject).into_iter().filter(follows).filter_map(|r| Some(Latest { on: r.day("at")?, record: r }));
        let own = subject.day("last_reviewed").filter(|on| *on >= day).map(|on| Latest { on, record: subject });
        held.chain(own).filter(|l| l.on <= as_of).min_by(|a, b| (a.on, &a.record.key).cmp(&(b.on, &b.record.key)))
    };
    let told = workflow.get("identities").is_some() && !crate::facts::misread(workflow, "identities");
    let ids = workflow.list("identities").filter(|ids| told && !ids.is_empty());
    let of_all = ids.and_then(|ids| {
        let each: Option<Vec<Latest<'a>>> = ids.iter().map(|id| first(frame.data.find(Table::Identities, id)?)).collect();
        each?.into_iter().max_by_key(|l| l.on)
    });
    [first(workflow), of_all].into_iter().flatten().min_by_key(|l| l.on)
}

/// The context changes of the period, each with the review that followed: what is missing first, then by workflow and day. Decisions of
/// a policy, which may stand in for a review, are looked at by EB-14 and not here.
pub fn revalidations<'a>(frame: &Frame<'a>, class: &dyn Fn(&'a Record) -> Class) -> Vec<Revalidation> {
    let p = frame.basis.period;
    let mut out = Vec::new();
    for c in frame.data.rows(Table::ContextChanges) {
        let (Some(changed), Some(since)) = (c.day("at").filter(|d| *d >= p.from && *d <= p.as_of), c.get("at")) else { continue };
        let Some(w) = c.get("workflow").and_then(|w| frame.data.find(Table::Workflows, w)) else { continue };
        let days = u64::try_from(revalidation_days(frame, class(w))).unwrap_or(0);
        let due = changed.checked_add_days(Days::new(days)).unwrap_or(changed);
        let review = first_since(frame, w, since);
        let state = match review {
            Some(r) if r.on <= due => RevalidationState::InTime,
            Some(_) => RevalidationState::Late,
            None if p.as_of <= due => RevalidationState::Pending,
            None => RevalidationState::Missing,
        };
        out.push(Revalidation {
            workflow: w.key.clone(),
            kind: c.get("kind").unwrap_or("context").to_owned(),
            changed,
            due,
            reviewed: review.map(|r| r.on),
            reviewer: review.and_then(|r| r.by()).map(str::to_owned),
            state,
            at: [Place::record(c)].into_iter().chain(review.map(|r| r.place())).collect(),
        });
    }
    out.sort_by(|a, b| (a.state, &a.workflow, a.changed, &a.kind).cmp(&(b.state, &b.workflow, b.changed, &b.kind)));
    out
}

#[cfg(test)]
mod tests;
