//! What came of a decision or an exception: in how many leaves it counts, and why not where it has no effect.

use crate::explain::{Explainer, Step};
use countersign_core::Record;
use countersign_core::assess::leaf::named;
use countersign_core::assess::{Assessment, Frame, Outcome};
use countersign_core::words::{grouped, verb};
use std::collections::{BTreeMap, BTreeSet};

impl Explainer<'_> {
    /// Where a decision counts: what it sets, what it answers, what it says has no control, and why it has no effect.
    pub fn came_of_decision(&self, record: &Record, steps: &mut Vec<Step>) {
        let a = self.assessment;
        let is = |id: &String| *id == record.key;
        let sets = a.leaves_where(|o| o.decision.as_ref().is_some_and(is));
        let answers =
            a.leaves_where(|o| o.facets.iter().any(|f| f.decisions.iter().chain(f.proofs.iter().flat_map(|p| &p.decisions)).any(is)));
        let bare = if record.get("kind") == Some("no_control") { self.without_control_by(record) } else { 0 };
        let mut said: Vec<(&str, String)> = Vec::new();
        let mut counts = |n: u64, text: &dyn Fn(&str) -> String| {
            if n > 0 {
                said.push(("COUNTS", text(&in_leaves(n))));
            }
        };
        match record.get("kind") {
            Some("not_applicable") => counts(sets, &|n| format!("by it the requirement does not apply in {n}")),
            _ if a.outcomes.iter().any(|o| o.code == "OVERRIDE-UNTOLD" && o.decision.as_ref().is_some_and(is)) => {
                counts(sets, &|n| format!("what it sets cannot be read: in {n} it cannot be excluded that it is not met"));
            }
            _ => counts(sets, &|n| format!("it sets the status in {n}")),
        }
        counts(answers, &|n| format!("what is shown in {n} rests on it too"));
        counts(bare, &|n| format!("by it a part is without a control in {n}"));
        let mut void: BTreeMap<&str, u64> = BTreeMap::new();
        for (_, code) in a.outcomes.iter().flat_map(|o| &o.flags).filter(|(id, _)| is(id)) {
            let flagged = |o: &Outcome| o.flags.iter().any(|(id, c)| is(id) && c == code);
            void.entry(code).or_insert_with(|| a.leaves_where(flagged));
        }
        said.extend(void.into_iter().map(|(code, n)| (code, format!("without effect in {}: {}", in_leaves(n), why_void(code)))));
        if said.is_empty() {
            said.extend(self.why_nowhere(record).map(|why| ("NO-EFFECT", why)));
        }
        let source = Some(self.data.cell(record, Some("kind")));
        steps.extend(said.into_iter().map(|(code, text)| Step {
            depth: 0,
            kind: "decision",
            code: code.to_owned(),
            text,
            source: source.clone(),
        }));
    }

    /// In how many leaves a part is without a control by a conclusion.
    fn without_control_by(&self, record: &Record) -> u64 {
        let (a, frame) = (self.assessment, self.frame());
        let about: BTreeSet<usize> =
            frame.decisions("no_control").iter().filter(|d| d.record.key == record.key).filter_map(|d| d.requirement).collect();
        let by_it = |at: usize, row: Option<usize>| {
            let workflow = row.and_then(|row| a.rows.get(row)).map(|r| r.workflow.as_str());
            let bare = a.outcome(at, row).into_iter().flat_map(|o| &o.facets).filter(|f| f.code == "NO-CONTROL");
            bare.into_iter().any(|f| frame.without_control(at, &f.facet, workflow).any(|(_, d)| d.record.key == record.key))
        };
        let leaves = about.into_iter().filter(|at| *at < a.requirements.len()).flat_map(|at| {
            let of_all = a.organisation.contains_key(&at);
            let rows = if of_all { vec![None] } else { (0..a.rows.len()).map(Some).collect() };
            rows.into_iter().map(move |row| (at, row))
        });
        u64::try_from(leaves.filter(|(at, row)| by_it(*at, *row)).count()).unwrap_or(u64::MAX)
    }

    /// Why a decision that is about statuses, or about what they rest on, counts nowhere; `None` for one that is about something else.
    fn why_nowhere(&self, record: &Record) -> Option<String> {
        let kind = record.get("kind").unwrap_or_default();
        let of_statuses = OF_STATUSES.contains(&kind);
        if !of_statuses && !matches!(kind, "contradiction_resolved" | "reviewer_note") {
            return None;
        }
        let taken = || self.frame().decisions(kind).iter().filter(|d| d.record.key == record.key);
        let about = || of_statuses.then(|| taken().filter_map(|d| d.requirement).collect());
        let nowhere = "it changes no status: the requirement does not apply there or was not asked for, another decision holds, or it stands so without this one";
        Some(cannot_count(self.assessment, record, about).unwrap_or_else(|| nowhere.to_owned()))
    }

    /// Whether an exception holds, with what each clause that fails asks, and in how many leaves it accepts the risk.
    pub fn came_of_exception(&self, record: &Record, steps: &mut Vec<Step>) {
        let Some(clauses) = self.assessment.exceptions.get(&record.key) else { return };
        let source = Some(self.data.naming_cell(record));
        let mut step =
            |depth, code: &str, text| steps.push(Step { depth, kind: "exception", code: code.to_owned(), text, source: source.clone() });
        let accepted = accepted(self.assessment).get(record.key.as_str()).copied().unwrap_or_default();
        match clauses.as_slice() {
            [] if accepted == 0 => step(0, "CLAUSES", "every clause holds, and it accepts the risk nowhere".to_owned()),
            [] => step(0, "CLAUSES", format!("every clause holds; it accepts the risk in {}", in_leaves(accepted))),
            _ => step(0, "CLAUSES", format!("it does not hold: {}", clauses.join(", "))),
        }
        for code in clauses {
            if let Some(kind) = self.content().finding(code) {
                step(1, code, format!("this clause fails: {}", kind.page.asks));
            }
        }
    }
}

/// Why a decision can count nowhere, whatever is computed; `None` where it can. `about` gives the positions of the requirements that it is
/// about, and `None` for one that is about something else; only one of a known day is asked.
pub(crate) fn cannot_count(a: &Assessment, decision: &Record, about: impl FnOnce() -> Option<Vec<usize>>) -> Option<String> {
    let as_of = a.basis.period.as_of;
    match decision.day("at") {
        None => return Some("without effect: on which day it was taken is not told".to_owned()),
        Some(at) if at > as_of => return Some(format!("without effect as of {as_of}: it was taken on {at}")),
        Some(_) => {}
    }
    let about = about();
    if about.as_ref().is_some_and(Vec::is_empty) {
        return Some("without effect: what it is about is no requirement that is assessed, or waits for a person".to_owned());
    }
    let workflow = decision.get("workflow")?;
    if named(decision).all(|w| a.workflow(w).is_none()) {
        return Some(format!("without effect: workflow {workflow} is not on record"));
    }
    let of_all = about.is_some_and(|about| about.iter().all(|at| a.organisation.contains_key(at)));
    of_all.then(|| "without effect: it names a workflow, and what it is about is asked of the organisation as a whole".to_owned())
}

/// In how many leaves each exception accepts the risk.
pub(crate) fn accepted(a: &Assessment) -> BTreeMap<&str, u64> {
    let mut accepted = BTreeMap::new();
    let by = |o: &Outcome| o.exception.is_some() && o.computed.is_none();
    a.leaves().each(by, |_, _, o| *accepted.entry(o.exception.as_deref().unwrap_or_default()).or_default() += 1);
    accepted
}

/// `1 leaf`, `1,200 leaves`.
pub(crate) fn in_leaves(n: u64) -> String {
    format!("{} {}", grouped(n), verb(n, "leaf", "leaves"))
}

/// The kinds of decisions by which a person sets a status or what it comes from.
pub(crate) const OF_STATUSES: [&str; 3] = ["not_applicable", "no_control", "override"];

/// What to do about an override that sets no status.
pub(crate) const VALUES: &str = "Set met, partial, not_met or not_assessed; risk is accepted by an exception.";

/// The decisions about statuses, taken up to the as-of day, that can count nowhere, each with why.
pub(crate) fn nowhere<'a>(frame: &Frame<'a>, a: &Assessment) -> Vec<(&'a Record, String)> {
    let mut about: BTreeMap<&str, (&'a Record, Vec<usize>)> = BTreeMap::new();
    for d in OF_STATUSES.iter().flat_map(|kind| frame.decisions(kind)) {
        about.entry(&d.record.key).or_insert((d.record, Vec::new())).1.extend(d.requirement);
    }
    about.into_values().filter_map(|(d, about)| Some((d, cannot_count(a, d, || Some(about))?))).collect()
}

/// The overrides of which it cannot be read what they set, with in how many leaves they count as not met.
pub(crate) fn untold(a: &Assessment) -> BTreeMap<&str, u64> {
    let mut found = BTreeMap::new();
    let unread = |o: &Outcome| o.code == "OVERRIDE-UNTOLD";
    a.leaves().each(unread, |_, _, o| *found.entry(o.decision.as_deref().unwrap_or_default()).or_default() += 1);
    found
}

/// The cell to look at where a decision has no effect, by the code that says why, and what to do where that is not to add a reason and an
/// approver.
pub(crate) fn lacking(decision: &Record, code: &str) -> (&'static str, Option<&'static str>) {
    match code {
        "NA-FACET" | "OVERRIDE-FACET" => ("subject", Some("Name the requirement without a part.")),
        "OVERRIDE-VALUE" => ("value", Some(VALUES)),
        _ if decision.reason().is_none() => ("reason", None),
        _ => ("approved_by", None),
    }
}

/// Why a decision has no effect somewhere, by the code that says so.
pub(crate) fn why_void(code: &str) -> &'static str {
    match code {
        "NA-FACET" => "a requirement applies or does not; one part of it cannot be left out",
        "NA-UNSUPPORTED" => {
            "it needs a reason, a decider on record, and an approver who is an active person and known to be neither the decider nor the workflow's owner"
        }
        "OVERRIDE-VALUE" => "an override sets met, partial, not_met or not_assessed; risk is accepted by an exception",
        "OVERRIDE-FACET" => "an override sets the status of the whole requirement, not of a part of it",
        "OVERRIDE-UNSUPPORTED" => {
            "it needs a reason, and to set a better status than is computed or was set before an approver who is an active person other than the decider, who is on record as well"
        }
        _ => "",
    }
}
