//! The list of requests for evidence (domain 1.6): what was asked of whom, by when, what came, and which claims stand without support
//! because it did not.

use crate::assess::{Claim, Frame};
use crate::citation::Citation;
use crate::dataset::Dataset;
use crate::ids::RequirementId;
use crate::record::Record;
use crate::tables::Table;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Whether what was asked for is late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lateness {
    /// It was received or accepted, or it is not due before the as-of day.
    No,
    /// Its due day or its status is not told: it cannot be excluded.
    Perhaps,
    /// It is open, incomplete or rejected after its due day, or cannot be had.
    Yes,
}

/// Whether a request is late at the as-of day. What is due on that day is not late yet.
pub fn lateness(request: &Record, as_of: NaiveDate) -> Lateness {
    let past = request.day("due").map(|due| due < as_of);
    match (request.get("status"), past) {
        (Some("accepted" | "received"), _) => Lateness::No,
        (Some("not_available"), _) | (_, Some(true)) => Lateness::Yes,
        (Some(_), Some(false)) => Lateness::No,
        (Some(_), None) | (None, _) => Lateness::Perhaps,
    }
}

/// Whether a claim counts as unsubstantiated because of a request: it is late, or that cannot be excluded.
pub fn is_overdue(request: &Record, as_of: NaiveDate) -> bool {
    lateness(request, as_of) != Lateness::No
}

/// An artefact that a request names as received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// The file.
    pub file: String,
    /// Whether the workspace has a row of it.
    pub registered: bool,
    /// Whether its bytes are held.
    pub held: bool,
    /// The day it was collected, when that is told.
    pub collected: Option<NaiveDate>,
    /// The controls that rest on it.
    pub controls: Vec<String>,
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Its id.
    pub id: String,
    /// What exactly was asked for.
    pub what: String,
    /// The requirements it is about, as far as they are known.
    pub requirements: Vec<RequirementId>,
    /// The control it is about.
    pub control: Option<String>,
    /// The period asked for, as written.
    pub period: Option<String>,
    /// The format wanted.
    pub format: Option<String>,
    /// Who was asked.
    pub owner: Option<String>,
    /// The day it is due.
    pub due: Option<NaiveDate>,
    /// `open`, `received`, `incomplete`, `accepted`, `rejected`, `not_available`; `None` when it is not told.
    pub status: Option<String>,
    /// Whether it is late.
    pub lateness: Lateness,
    /// Days from the due day to the day the last artefact was collected, where it was received; else to the as-of day. `None` when
    /// that cannot be told.
    pub days_late: Option<i64>,
    /// The artefacts received.
    pub received: Vec<Received>,
    /// Why what came was rejected.
    pub rejection_reason: Option<String>,
    /// What is wanting in the request itself, as sentences.
    pub notes: Vec<String>,
    /// The claims that are unsubstantiated because of it: control, and workflow when the claim is about one.
    pub claims: Vec<(String, Option<String>)>,
}

/// The list, late ones first, then by due day and id.
pub fn list(frame: &Frame<'_>, claims: &[Claim]) -> Vec<Request> {
    let mut cited: BTreeMap<&str, BTreeSet<&RequirementId>> = BTreeMap::new();
    for (Citation { requirement, .. }, record, _) in frame.citations.iter().filter(|(_, r, _)| r.table == Table::Requests) {
        cited.entry(&record.key).or_default().extend(requirement);
    }
    let mut of_control: BTreeMap<&str, Vec<&Claim>> = BTreeMap::new();
    for claim in claims {
        of_control.entry(&claim.control).or_default().push(claim);
    }
    let mut resting: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for control in &frame.controls {
        for link in &control.evidence {
            resting.entry(&link.record.key).or_default().insert(control.id());
        }
    }
    let mut all: Vec<Request> = frame
        .data
        .rows(Table::Requests)
        .iter()
        .map(|r| {
            let requirements = cited.get(r.key.as_str()).cloned().unwrap_or_default();
            let mut line = line(frame.data, r, frame.basis.period.as_of, &resting);
            if line.lateness != Lateness::No {
                let controls = controls_of(frame, r, &requirements);
                let of = controls.into_iter().filter_map(|c| of_control.get(c)).flatten();
                line.claims = of.map(|c| (c.control.clone(), c.workflow.clone())).collect();
            }
            line.requirements = requirements.into_iter().cloned().collect();
            line
        })
        .collect();
    all.sort_by(|a, b| {
        let key = |r: &Request| (std::cmp::Reverse(r.lateness), r.due.is_none(), r.due);
        key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id))
    });
    all
}

/// The controls whose claims hang on a request: the one it names, or else those that cover a requirement it names.
fn controls_of<'f>(frame: &'f Frame<'_>, request: &'f Record, requirements: &BTreeSet<&RequirementId>) -> BTreeSet<&'f str> {
    if let Some(control) = request.get("control") {
        return BTreeSet::from([control]);
    }
    let positions = frame.requirements.iter().enumerate().filter(|(_, r)| requirements.contains(&r.id));
    let of = positions.filter_map(|(at, _)| frame.controls_of.get(at)).flatten();
    of.filter_map(|c| frame.controls.get(*c)).map(|c| c.id()).collect()
}

/// One line, as far as its own row and the artefacts it names tell: without the requirements it cites, the controls that rest on what
/// came and the claims that hang on it.
pub fn line_of(data: &Dataset, request: &Record, as_of: NaiveDate) -> Request {
    line(data, request, as_of, &BTreeMap::new())
}

fn line(data: &Dataset, r: &Record, as_of: NaiveDate, resting: &BTreeMap<&str, BTreeSet<&str>>) -> Request {
    let text = |column: &str| r.get(column).map(str::to_owned);
    let received: Vec<Received> = r
        .list("received_evidence")
        .unwrap_or_default()
        .into_iter()
        .map(|file| {
            let e = data.find(Table::Evidence, file);
            Received {
                file: file.to_owned(),
                registered: e.is_some(),
                held: e.is_some_and(|e| super::bytes_held(data, e)),
                collected: e.and_then(|e| e.day("collected_at")),
                controls: resting.get(file).into_iter().flatten().map(|c| (*c).to_owned()).collect(),
            }
        })
        .collect();
    let status = r.get("status");
    let came = matches!(status, Some("accepted" | "received"));
    let until = match came {
        // The last of them decides; one whose day is not told may be the last.
        true if received.is_empty() || received.iter().any(|x| x.collected.is_none()) => None,
        true => received.iter().filter_map(|x| x.collected).max(),
        false => Some(as_of),
    };
    let due = r.day("due");
    Request {
        id: r.key.clone(),
        what: r.get("what").unwrap_or("").to_owned(),
        requirements: Vec::new(),
        control: text("control"),
        period: text("period"),
        format: text("format"),
        owner: text("owner"),
        due,
        status: text("status"),
        lateness: lateness(r, as_of),
        days_late: due.zip(until).map(|(due, until)| (until - due).num_days().max(0)),
        notes: notes(r, &received),
        received,
        rejection_reason: text("rejection_reason"),
        claims: Vec::new(),
    }
}

fn notes(r: &Record, received: &[Received]) -> Vec<String> {
    let mut said = Vec::new();
    let mut say = |when: bool, text: String| {
        if when {
            said.push(text);
        }
    };
    let status = r.get("status");
    say(status.is_none(), "Its status is not told.".to_owned());
    say(r.day("due").is_none(), "No due day is told.".to_owned());
    say(r.get("owner").is_none(), "Nobody is named who was asked.".to_owned());
    say(r.get("control").is_none() && r.get("requirement").is_none(), "It names no control and no requirement.".to_owned());
    say(
        matches!(status, Some("accepted" | "received")) && received.is_empty(),
        "It is said to have been received, and names no artefact.".to_owned(),
    );
    say(status == Some("rejected") && r.get("rejection_reason").is_none(), "It was rejected without a reason.".to_owned());
    for x in received {
        say(!x.registered, format!("{} is named as received and is not in the workspace.", x.file));
        say(x.registered && !x.held, format!("The bytes of {} are not held.", x.file));
        say(
            status == Some("rejected") && !x.controls.is_empty(),
            format!("{} was rejected, and {} rests on it.", x.file, x.controls.join(", ")),
        );
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Table::{Evidence, Requests};
    use crate::assess::Scope;
    use crate::assess::theatre::lab::Lab;

    fn lab(values: &[(&str, &str)]) -> Lab {
        let mut lab = Lab::default();
        lab.artefact("log.csv", &[]);
        let mut all = vec![("id", "RQ-1"), ("what", "logs of September"), ("owner", "P-8")];
        all.extend(values);
        lab.made.put(Requests, &all);
        lab
    }

    fn lines(lab: &Lab) -> Vec<Request> {
        lab.look(|f, s| {
            let claims: Vec<Claim> = f.controls.iter().map(|c| f.claim(c, Scope::organisation(), s)).collect();
            list(f, &claims)
        })
    }

    #[test]
    fn what_is_past_due_or_cannot_be_had_is_late() {
        for (status, due, late, days) in [
            ("open", "2026-09-29", Lateness::Yes, Some(1)),
            ("open", "2026-09-30", Lateness::No, Some(0)),
            ("incomplete", "2026-09-20", Lateness::Yes, Some(10)),
            ("rejected", "2026-09-20", Lateness::Yes, Some(10)),
            ("rejected", "2026-10-20", Lateness::No, Some(0)),
            ("not_available", "2026-10-20", Lateness::Yes, Some(0)),
            ("not_available", "", Lateness::Yes, None),
            ("open", "", Lateness::Perhaps, None),
            ("", "2026-10-20", Lateness::Perhaps, Some(0)),
            ("", "2026-09-20", Lateness::Yes, Some(10)),
            ("", "", Lateness::Perhaps, None),
            ("received", "2026-09-20", Lateness::No, None),
            ("accepted", "", Lateness::No, None),
        ] {
            let line = lines(&lab(&[("control", "C-1"), ("status", status), ("due", due)])).remove(0);
            assert_eq!((line.lateness, line.days_late), (late, days), "{status} {due}");
            assert_eq!(line.claims.is_empty(), late == Lateness::No, "{status} {due}");
        }
    }

    #[test]
    fn days_late_end_when_the_last_artefact_came() {
        let mut lab = lab(&[("control", "C-1"), ("status", "received"), ("due", "2026-08-21"), ("received_evidence", "log.csv")]);
        assert_eq!(lines(&lab)[0].days_late, Some(10));
        assert_eq!(lines(&lab)[0].received[0].controls, ["C-1"]);
        lab.made.set(Requests, "RQ-1", "due", "2026-09-20");
        assert_eq!(lines(&lab)[0].days_late, Some(0));
        lab.made.set(Evidence, "log.csv", "collected_at", "");
        assert_eq!(lines(&lab)[0].days_late, None);
    }

    #[test]
    fn a_late_request_of_a_requirement_hangs_on_the_claims_of_what_covers_it() {
        let values = [("requirement", "made@1/R-1"), ("status", "open"), ("due", "2026-09-01")];
        let line = lines(&lab(&values)).remove(0);
        assert_eq!(line.claims, [("C-1".to_owned(), None)]);
        assert_eq!(line.requirements[0].to_string(), "made@1/R-1");
        let other = lines(&lab(&[("requirement", "made@1/R-2"), ("status", "open"), ("due", "2026-09-01")])).remove(0);
        assert!(other.claims.is_empty());
        let named = lines(&lab(&[("requirement", "made@1/R-1"), ("control", "C-9"), ("status", "open"), ("due", "2026-09-01")])).remove(0);
        assert!(named.claims.is_empty(), "it is about another control");
    }

    #[test]
    fn what_is_wanting_is_noted() {
        let mut lab = lab(&[("control", "C-1"), ("status", "rejected"), ("due", "2026-10-20"), ("received_evidence", "log.csv;gone.csv")]);
        let line = lines(&lab).remove(0);
        assert_eq!(
            line.notes,
            [
                "It was rejected without a reason.",
                "log.csv was rejected, and C-1 rests on it.",
                "gone.csv is named as received and is not in the workspace."
            ]
        );
        lab.made.set(Requests, "RQ-1", "rejection_reason", "too short").set(Requests, "RQ-1", "received_evidence", "");
        assert!(lines(&lab)[0].notes.is_empty());
        lab.made.set(Requests, "RQ-1", "status", "accepted");
        assert_eq!(lines(&lab)[0].notes, ["It is said to have been received, and names no artefact."]);
        for (column, note) in
            [("status", "Its status is not told."), ("due", "No due day is told."), ("owner", "Nobody is named who was asked.")]
        {
            let mut blank = lab.clone();
            blank.made.set(Requests, "RQ-1", column, "");
            assert!(lines(&blank)[0].notes.contains(&note.to_owned()), "{column}");
        }
        lab.made.set(Requests, "RQ-1", "control", "");
        assert!(lines(&lab)[0].notes.contains(&"It names no control and no requirement.".to_owned()));
    }

    #[test]
    fn late_ones_come_first_then_by_due_day() {
        let mut lab = lab(&[("status", "open"), ("due", "2026-10-02")]);
        for (id, status, due) in
            [("RQ-2", "open", "2026-10-01"), ("RQ-3", "open", "2026-09-10"), ("RQ-4", "open", ""), ("RQ-5", "not_available", "2026-09-01")]
        {
            lab.made.put(Requests, &[("id", id), ("what", "x"), ("status", status), ("due", due)]);
        }
        let ids: Vec<String> = lines(&lab).into_iter().map(|r| r.id).collect();
        assert_eq!(ids, ["RQ-5", "RQ-3", "RQ-4", "RQ-2", "RQ-1"]);
    }
}
