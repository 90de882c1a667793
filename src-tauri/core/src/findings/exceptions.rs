//! What exceptions raise (domain 1.9): each failing clause, and the one that has become permanent.

use super::derive::{Raised, own_level};
use crate::assess::exception::{Authority, names_a_change, renewals};
use crate::assess::frame::Frame;
use crate::assess::refused::Refusal;
use crate::catalog::Content;
use crate::facts::misread;
use crate::hit::{Hit, Said};
use crate::place::Place;
use crate::record::Record;
use crate::risk::Level;
use crate::tables::Table;
use std::collections::BTreeMap;

/// The hits of all exceptions, in id order.
pub(super) fn raised(
    frame: &Frame<'_>,
    content: &Content,
    failing: &BTreeMap<String, Vec<String>>,
    refused: &BTreeMap<&str, Refusal>,
) -> Vec<Raised> {
    let renewed = renewed(frame);
    let mut out = Vec::new();
    for (id, clauses) in failing {
        let Some(e) = frame.data.find(Table::Exceptions, id) else { continue };
        // One that was never approved, or no longer is, excuses nothing: what else it lacks is of no weight.
        let void = e.get("status").is_some() && clauses.iter().any(|c| c == "EX-STATUS");
        for code in clauses.iter().filter(|c| !void || *c == "EX-STATUS") {
            let refusal = refused.get(id.as_str()).filter(|r| r.clauses.contains(code.as_str()));
            let (unsure, said) = refusal.map_or_else(|| clause(frame, e, code), |r| refusing(frame, e, code, r));
            let mut level = own_level(content.finding(code));
            let mut hit_said = vec![said];
            if let Some(by) = renewed.get(id.as_str()).filter(|_| code == "EX-EXPIRED") {
                level = Level::Info;
                let text = format!("It was renewed as {}.", by.key);
                hit_said.push(Said::new(text, vec![Place::cell(by, "renewal_of")]));
            }
            let mut hit = Hit::new(code, unsure, level, id.as_str()).about(e);
            hit.condition = hit_said;
            out.push(of(e, hit));
        }
    }
    out.extend(permanent(frame, content));
    out
}

fn of(e: &Record, hit: Hit) -> Raised {
    let mut raised = Raised::new(e.get("workflow").map(str::to_owned), hit);
    raised.owner = e.get("owner").or_else(|| e.get("requested_by")).map(str::to_owned);
    raised
}

/// Exceptions that an approved one, begun by the as-of day, renews: each with the first of these.
fn renewed<'a>(frame: &Frame<'a>) -> BTreeMap<&'a str, &'a Record> {
    let mut map = BTreeMap::new();
    for e in frame.data.rows(Table::Exceptions) {
        let begun = e.day("valid_from").is_some_and(|d| d <= frame.basis.period.as_of);
        if let Some(before) = e.get("renewal_of").filter(|_| begun && is_approved(e) == Some(true)) {
            map.entry(before).or_insert(e);
        }
    }
    map
}

fn is_approved(e: &Record) -> Option<bool> {
    e.get("status").map(|s| s.eq_ignore_ascii_case("approved"))
}

/// One that was renewed so often that it has become permanent, or that may have been: one finding for each chain of renewals.
fn permanent(frame: &Frame<'_>, content: &Content) -> Vec<Raised> {
    let most = frame.basis.parameters.get("exception_renewals");
    let mut out = Vec::new();
    for e in frame.data.rows(Table::Exceptions) {
        let later = e.day("valid_from").is_some_and(|d| d > frame.basis.period.as_of);
        if e.get("renewal_of").is_none() || later || is_approved(e) == Some(false) {
            continue;
        }
        let renewals = renewals(frame.data, e);
        #[allow(clippy::cast_precision_loss, reason = "a number of renewals")]
        let many = renewals.before.len() as f64 >= most;
        if !many && renewals.told {
            continue;
        }
        let unsure = !many || is_approved(e).is_none();
        // The first of the chain names it, so that a further renewal is the same finding; a circle has none.
        let circle = !renewals.told && renewals.before.last().is_none_or(|id| frame.data.find(Table::Exceptions, id).is_some());
        let first = match renewals.before.last() {
            Some(first) if !circle => first,
            _ => renewals.before.iter().min().map_or(&e.key, |least| least.min(&e.key)),
        };
        let first = first.clone();
        let mut text = format!("Exception {} renews {}.", e.key, renewals.before.join(", which renews "));
        if renewals.before.is_empty() {
            text = format!("Exception {} is said to renew itself.", e.key);
        } else if !renewals.told {
            text.push_str(" How often it was renewed before that is not on record.");
        }
        let mut at = vec![Place::cell(e, "renewal_of")];
        at.extend(renewals.before.iter().filter_map(|id| frame.data.find(Table::Exceptions, id)).map(|b| Place::cell(b, "renewal_of")));
        let level = own_level(content.finding("EX-PERMANENT"));
        out.push(of(e, Hit::new("EX-PERMANENT", unsure, level, first).about(e).saying(text, at)));
    }
    out
}

/// The fact behind a failing clause of an exception, and whether the clause only cannot be excluded to fail.
pub fn clause(frame: &Frame<'_>, e: &Record, code: &str) -> (bool, Said) {
    let t0 = frame.basis.period.as_of;
    let told = |column: &str| e.get(column);
    let cells = |columns: &[&'static str]| columns.iter().map(|c| Place::cell(e, c)).collect::<Vec<_>>();
    let said = |unsure: bool, text: String, columns: &[&'static str]| (unsure, Said::new(text, cells(columns)));
    let id = &e.key;
    match code {
        "EX-STATUS" => match told("status") {
            Some(s) => said(false, format!("The status of exception {id} is \"{s}\", not approved."), &["status"]),
            None => said(true, format!("The status of exception {id} is not told."), &["status"]),
        },
        "EX-SELF" => match (told("requested_by"), told("approved_by")) {
            (Some(a), Some(b)) if a == b => {
                said(false, format!("Exception {id} was requested and approved by {a}."), &["requested_by", "approved_by"])
            }
            (Some(a), Some(b)) => {
                let text = format!("Exception {id} was requested by {a} and approved by {b}, who are one person on record.");
                said(false, text, &["requested_by", "approved_by"])
            }
            _ => said(true, format!("Who requested exception {id} is not told."), &["requested_by", "approved_by"]),
        },
        "EX-AUTHORITY" => authority(frame, e),
        "EX-NOT-YET" => match told("valid_from") {
            Some(from) => said(false, format!("Exception {id} begins on {from}, after {t0}."), &["valid_from"]),
            None => said(true, format!("When exception {id} begins is not told."), &["valid_from"]),
        },
        "EX-EXPIRED" => match told("expires") {
            Some(until) => said(false, format!("Exception {id} ended on {until}; the as-of day is {t0}."), &["expires"]),
            None => said(true, format!("When exception {id} ends is not told."), &["expires"]),
        },
        "EX-TOOLONG" => match (told("valid_from"), told("expires")) {
            (Some(from), Some(until)) => said(false, format!("Exception {id} runs from {from} to {until}."), &["valid_from", "expires"]),
            _ => said(true, format!("How long exception {id} runs is not told."), &["valid_from", "expires"]),
        },
        "EX-REASON" => match told("reason") {
            Some(text) => said(false, format!("What exception {id} gives as its reason is \"{text}\"."), &["reason"]),
            None => said(false, format!("Exception {id} gives no reason."), &["reason"]),
        },
        "EX-OWNER" => said(false, format!("Exception {id} names neither an owner nor who requested it."), &["owner", "requested_by"]),
        "EX-SCOPE" => scope(frame, e),
        "EX-NOCOMP" => match (told("compensating_controls"), told("severity")) {
            (_, None) => said(
                true,
                format!("How severe the risk of exception {id} is is not told, and no control that compensates it is shown to work."),
                &["severity", "compensating_controls"],
            ),
            (None, Some(s)) => said(
                false,
                format!("Exception {id} is for {s} risk and names no compensating control."),
                &["severity", "compensating_controls"],
            ),
            (Some(of), Some(s)) => said(
                false,
                format!(
                    "Exception {id} is for {s} risk; none of its compensating controls ({of}) is shown to work by a test with fresh evidence."
                ),
                &["severity", "compensating_controls"],
            ),
        },
        "EX-TRIGGER" => trigger(frame, e),
        other => said(false, format!("Clause {other} of exception {id} does not hold."), &["id"]),
    }
}

/// The fact by which a clause fails for what is found and not for what the exception states.
fn refusing(frame: &Frame<'_>, e: &Record, code: &str, refusal: &Refusal) -> (bool, Said) {
    let (id, stated, found) = (&e.key, e.get("severity").unwrap_or("unstated"), refusal.found.word());
    let place = refusal.workflow.as_deref().map_or_else(|| "in the organisation".to_owned(), |w| format!("in {w}"));
    let codes = refusal.findings.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    // What only cannot be excluded may be milder.
    let may = refusal.findings.iter().filter(|code| code.ends_with("-U")).count();
    let unsure = may == refusal.findings.len();
    let is = match may {
        0 => "is of",
        _ if unsure => "may be of",
        _ => "is of up to",
    };
    let risk = format!("Exception {id} is for {stated} risk; what it covers {place} {is} {found} severity ({codes})");
    if code == "EX-AUTHORITY" {
        let approver = e.get("approved_by");
        let lacking = frame.authority(approver, refusal.found) == Authority::Lacking;
        let mut at = vec![Place::cell(e, "approved_by"), Place::cell(e, "severity")];
        at.extend(approver.and_then(|p| frame.data.find(Table::People, p)).map(|p| Place::cell(p, "authority")));
        let who = approver.unwrap_or("");
        let text = if lacking {
            format!("{risk}; its approver {who} is not on record as an active person who may accept that.")
        } else {
            format!("{risk}; whether its approver {who} may accept that is not told.")
        };
        return (unsure || !lacking, Said::new(text, at));
    }
    let lacks = match e.get("compensating_controls") {
        None => "it names no compensating control".to_owned(),
        Some(of) => format!("none of its compensating controls ({of}) is shown to work by a test with fresh evidence"),
    };
    (unsure, Said::new(format!("{risk}, and {lacks}."), vec![Place::cell(e, "severity"), Place::cell(e, "compensating_controls")]))
}

fn authority(frame: &Frame<'_>, e: &Record) -> (bool, Said) {
    let approver = e.get("approved_by");
    let level = e.get("severity").and_then(Level::parse).unwrap_or(Level::Critical);
    let lacking = frame.authority(approver, level) == Authority::Lacking && e.get("severity").is_some();
    let mut at = vec![Place::cell(e, "approved_by"), Place::cell(e, "severity")];
    let risk = e.get("severity").unwrap_or("unstated");
    let text = match approver {
        None => format!("Nobody is named as the approver of exception {}.", e.key),
        Some(p) => {
            at.extend(frame.data.find(Table::People, p).map(|r| Place::cell(r, "authority")));
            if lacking {
                format!(
                    "Exception {} is for {risk} risk; its approver {p} is not on record as an active person who may accept that.",
                    e.key
                )
            } else {
                format!("Exception {} is for {risk} risk; whether its approver {p} may accept that is not told.", e.key)
            }
        }
    };
    (!lacking, Said::new(text, at))
}

fn scope(frame: &Frame<'_>, e: &Record) -> (bool, Said) {
    let id = &e.key;
    let settled = frame.exceptions.iter().filter(|x| x.record.key == *id).any(|x| x.requirement.is_some());
    if !settled {
        let text = format!("The requirement of exception {id} (\"{}\") is none of those assessed.", e.get("requirement").unwrap_or(""));
        return (true, Said::new(text, vec![Place::cell(e, "requirement")]));
    }
    let workflow = e.get("workflow").map(|w| (w, frame.data.find(Table::Workflows, w)));
    match (workflow, e.get("environment")) {
        (Some((w, None)), _) => {
            (false, Said::new(format!("Exception {id} names workflow {w}, which is not on record."), vec![Place::cell(e, "workflow")]))
        }
        (Some((w, Some(record))), Some(x)) if record.get("environment").is_some_and(|y| x != y) => {
            let y = record.get("environment").unwrap_or("");
            let at = vec![Place::cell(e, "environment"), Place::cell(record, "environment")];
            (false, Said::new(format!("Exception {id} is for the environment {x}; workflow {w} runs in {y}."), at))
        }
        (None, Some(x)) if !frame.may_run_in(x) => {
            let text = format!("Exception {id} is for the environment {x}, and no workflow runs there.");
            (false, Said::new(text, vec![Place::cell(e, "environment")]))
        }
        _ if frame.exceptions.iter().any(|x| x.record.key == *id && x.requirement.is_none()) => {
            let written = e.get("requirement").unwrap_or("");
            let text = format!("Not every requirement that exception {id} names (\"{written}\") is one of those assessed.");
            (true, Said::new(text, vec![Place::cell(e, "requirement")]))
        }
        _ if misread(e, "environment") => {
            let written = e.extra("raw.environment").unwrap_or("");
            let text = format!("The environment that exception {id} is for (\"{written}\") was not understood.");
            (false, Said::new(text, vec![Place::cell(e, "environment")]))
        }
        _ => {
            let facets = e.get("facets").unwrap_or("");
            let text = format!("Exception {id} names parts ({facets}) that its requirement does not have.");
            (false, Said::new(text, vec![Place::cell(e, "facets")]))
        }
    }
}

fn trigger(frame: &Frame<'_>, e: &Record) -> (bool, Said) {
    let changes = frame.triggering(e, None);
    let triggers = e.list("break_triggers").unwrap_or_default();
    let by_name = |c: &Record| {
        c.get("kind").is_some_and(|kind| triggers.iter().map(|t| t.to_lowercase()).any(|t| t.contains(kind) && names_a_change(&t)))
    };
    // Whether words of one's own mean the change that happened, only their author can say.
    let unsure = !changes.iter().any(|c| by_name(c));
    let mut at = vec![Place::cell(e, "break_triggers")];
    at.extend(changes.iter().map(|c| Place::record(c)));
    let happened: Vec<String> = changes
        .iter()
        .map(|c| {
            let what = c.get("kind").unwrap_or("context");
            format!("the {what} of {} on {}", c.get("workflow").unwrap_or("a workflow"), c.get("at").unwrap_or("an unknown day"))
        })
        .collect();
    let text = format!("Exception {} ends with \"{}\"; since it began changed: {}.", e.key, triggers.join("; "), happened.join(", "));
    (unsure, Said::new(text, at))
}
