//! What the gap report says in words. Facts about what is and is not shown; never a verdict on people.

use crate::gap::Writing;
use crate::status::said_by_decision;
use chrono::NaiveDate;
use countersign_core::Record;
use countersign_core::assess::{Effectiveness, FacetResult, FacetState, Outcome, Proof};
use countersign_core::catalog::{Content, Edition, Facet, Question, Requirement, StarterControl};
use countersign_core::evidence::requests::is_overdue;
use countersign_core::gap_report::{CitationLine, EvidenceLine, FrameworkPage, RejectedRow};
use countersign_core::status::{Counts, Status};
use countersign_core::tables::Table;
use countersign_core::words::{counted, grouped, lower_first, verb};
use std::collections::{BTreeMap, BTreeSet};

/// The lead sentence of the report: what is supported by shown evidence, without those `by_decision` that are met because a person set
/// them, which another sentence tells.
pub(crate) fn lead(organisation: &str, frameworks: &[FrameworkPage], workflows: u64, by_decision: u64) -> String {
    let sum = |of: fn(&Counts) -> u64| frameworks.iter().map(|f| of(&f.counts)).sum::<u64>();
    let (met, applicable, open) = (sum(|c| c.met) - by_decision, sum(Counts::applicable), sum(|c| c.not_assessed));
    let not_met = sum(|c| c.not_met);
    if workflows == 0 {
        return format!("No workflow of {organisation} has been imported, so nothing is assessed.");
    }
    let workflows = count(workflows, "workflow");
    let (partial, accepted) = (sum(|c| c.partial), sum(|c| c.accepted_risk));
    let between: String = [(partial, "supported in part"), (accepted, "accepted as risk")]
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, w)| format!("; {n} {} {w}", if n == 1 { "is" } else { "are" }))
        .collect();
    if met == 0 && not_met == 0 && open == applicable {
        return format!(
            "{organisation} has told us of {workflows}. {applicable} requirements apply, and for each of them something is not assessed yet; none can be called met or not met."
        );
    }
    format!(
        "Over {workflows} of {organisation}, {met} of {applicable} applicable requirements are supported by shown evidence for every workflow they apply to{between}; {not_met} {are} not met by at least one workflow, and {open} more {stay} not assessed for at least one.{decided}",
        decided = said_by_decision(by_decision).map_or_else(String::new, |said| format!(" {said}")),
        are = verb(not_met, "is", "are"),
        stay = verb(open, "is", "are")
    )
}

/// The lead sentence of a framework's page.
pub(crate) fn framework_lead(edition: &Edition, counts: &Counts) -> String {
    let unit = plural(&edition.assessed_level);
    let met = Status::Met.label(edition.kind).to_lowercase();
    format!(
        "{} of {} applicable {unit} are {met}; {} of {} are assessed; {} not apply.",
        counts.met,
        counts.applicable(),
        counts.assessed(),
        counts.applicable(),
        if counts.not_applicable == 1 { "1 does".to_owned() } else { format!("{} do", counts.not_applicable) }
    )
}

/// A level in the plural.
pub(crate) fn plural(level: &str) -> String {
    match level.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None => format!("{level}s"),
    }
}

fn count(n: u64, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{} {noun}s", grouped(n)) }
}

/// The starter control that answers most of the facets that lack something.
pub(crate) fn starter<'c>(content: &'c Content, r: &Requirement, lacking: &[&str]) -> Option<&'c StarterControl> {
    let answers = |c: &StarterControl| {
        c.maps.iter().filter(|m| m.requirement == r.id).flat_map(|m| &m.facets).filter(|f| lacking.contains(&f.as_str())).count()
    };
    let best = content.controls.iter().map(answers).max().filter(|n| *n > 0)?;
    content.controls.iter().find(|c| answers(c) == best)
}

/// The gap as a question a person can answer.
pub(crate) fn question(r: &Requirement, starter: Option<&StarterControl>) -> String {
    match starter {
        Some(c) => c.asks.clone(),
        None => format!("What shows this: {}?", lower_first(&r.title)),
    }
}

/// What the shown material does and does not establish. `named` holds the parts that some control names, whatever it covers.
pub(crate) fn cause(status: Status, deciding: &[(Option<usize>, &Outcome)], counts: Counts, named: &BTreeSet<&str>) -> String {
    let organisation = deciding.iter().any(|(w, _)| w.is_none());
    let of = if organisation {
        "for the organisation".to_owned()
    } else {
        format!(
            "for {} of {}",
            grouped(u64::try_from(deciding.len()).unwrap_or(u64::MAX)),
            count(counts.applicable(), "applicable workflow")
        )
    };
    // Of a requirement with several parts, one part alone may have no control.
    let whole = deciding.iter().flat_map(|(_, o)| &o.facets).all(|f| f.code == "NO-CONTROL-NAMED");
    let it = if whole { "it" } else { "a part of it" };
    let mut reasons: BTreeMap<(&str, String), u64> = BTreeMap::new();
    for code in deciding.iter().filter(|(_, o)| o.computed.is_some()).map(|(_, o)| o.code.as_str()) {
        *reasons.entry((code, crate::explain::reason(code).to_owned())).or_default() += 1;
    }
    let computed = deciding.iter().filter(|(_, o)| o.computed.is_none());
    for facet in computed.flat_map(|(_, o)| deciding_parts(status, o)) {
        let code = reason_of(facet);
        let words = match (code, named.contains(facet.facet.as_str())) {
            ("NO-CONTROL-NAMED", false) => format!("no control in the workspace is named for {it}"),
            ("NO-CONTROL-NAMED", true) if organisation => format!("no control that covers the organisation as a whole is named for {it}"),
            ("NO-CONTROL-NAMED", true) => format!("no control that covers these workflows is named for {it}"),
            _ => words_of(code).to_owned(),
        };
        *reasons.entry((code, words)).or_default() += 1;
    }
    let mut ranked: Vec<_> = reasons.into_iter().collect();
    ranked.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let causes: Vec<&str> = ranked.iter().take(2).map(|((_, w), _)| w.as_str()).collect();
    let causes = if causes.is_empty() { "no part is supported".to_owned() } else { causes.join("; and ") };
    match status {
        Status::AcceptedRisk => format!("A valid exception accepts the risk {of}: {causes}."),
        _ => format!("Not shown {of}: {causes}."),
    }
}

/// The parts that a status comes from: what fails where it is not met, what is open where it is not assessed, else all that lack something.
fn deciding_parts(status: Status, outcome: &Outcome) -> Vec<&FacetResult> {
    let lacking = outcome.lacking();
    let decides = |f: &FacetResult| match status {
        Status::NotMet => f.state == FacetState::Fail,
        Status::NotAssessed => f.is_open(),
        _ => true,
    };
    let deciding: Vec<&FacetResult> = lacking.iter().copied().filter(|f| decides(f)).collect();
    if deciding.is_empty() { lacking } else { deciding }
}

/// The reason code of a part: what was found of it or concluded about it, else what its controls prove, of which one that a test found not
/// to work decides.
fn reason_of(f: &FacetResult) -> &str {
    if !f.findings.is_empty() || f.code == "NO-CONTROL" {
        return &f.code;
    }
    proof_of(f).map_or(&f.code, |p| &p.code)
}

/// What decides of what the controls of a part prove.
fn proof_of(f: &FacetResult) -> Option<&Proof> {
    let failing = f.proofs.iter().find(|p| f.state == FacetState::Fail && p.effectiveness == Effectiveness::Ineffective);
    failing.or(f.proofs.first())
}

/// What a reason code says, as part of a sentence.
pub(crate) fn words_of(code: &str) -> &'static str {
    match code {
        "NO-CONTROL-NAMED" => "no control is named for it here",
        "NO-CONTROL" => "the assessor concluded that no control exists",
        "NOT-TESTED" => "no control that is named for it has been tested",
        "NOT-SHOWN" => "it was tested, and what counts as evidence does not show it",
        "TEST-NONE" => "the control that is named for it has not been tested",
        "TEST-OLD" => "the last test lies before the period",
        "TEST-METHOD" => "it was not tested by a method that can answer it",
        "TEST-INEFFECTIVE" => "a test found the control ineffective",
        "TEST-DEVIATION" => "a test found a deviation",
        "DEVIATIONS-NOT-TOLD" => "how many deviations a test found is not told",
        "TEST-NO-RESULT" => "a test has no result",
        "EVIDENCE-NONE" => "no evidence in scope is linked to the control",
        "EVIDENCE-KIND" => "the evidence is not of a kind that can answer it",
        "EVIDENCE-TIER" => "the evidence is not reliable enough to answer it",
        "EVIDENCE-NO-BYTES" => "the files named as evidence are not held",
        "EVIDENCE-STALE" => "the evidence is out of date or outside the period",
        "IPE-FAILED" => "the evidence failed its completeness and accuracy test",
        "IPE-NOT-TESTED" => "the completeness and accuracy of the evidence was not tested",
        "COMPLETENESS-UNKNOWN" => "no independent count confirms that the evidence is complete",
        "LOG-NOT-ESTABLISHED" => "it rests on a log that no independent list of effects was compared with",
        "OCCURRENCES-MISSING" => "some occurrences in the period have no evidence",
        "DESIGN-ONLY" => "it rests on policy, procedure or attestation alone",
        "SELF-ATTESTED" => "all evidence comes from the control's own owner",
        "CONTRADICTED" => "evidence that speaks against it is not resolved",
        "CLAIM-NOT-IMPLEMENTED" => "the control is planned, or said not to be implemented",
        "CLAIM-PARTIAL" => "the control is claimed in part",
        "CLAIM-NOT-STATED" => "nobody claims that the control is implemented",
        "REQUEST-OVERDUE" => "evidence that was asked for is overdue or cannot be had",
        "NOT-IMPLEMENTED" => "the control that is named for it is not implemented",
        "CLAIM-QUESTIONABLE" => "the evidence raises a question that no reviewer has answered",
        "CLAIM-UNSUBSTANTIATED" => "the claim of the control as a whole is not borne out by what is shown for it",
        "CLAIM-CONTRADICTED" => "something on record speaks against what is claimed of the control",
        "CANNOT-BE-EXCLUDED" => "a finding against what the control covers cannot be excluded",
        "SIGN-OFF-STALE" => "what was signed has changed since",
        "FINDING" => "an open finding of high severity or above cites it",
        "NOT-EXCLUDED" => "a finding that would be of high severity or above cannot be excluded",
        _ => "it is not supported",
    }
}

/// The parts of a requirement that lack something in any of its leaves, each as it is where it is worst; the worst first.
pub(crate) fn lacking<'o>(leaves: &[(Option<usize>, &'o Outcome)]) -> Vec<&'o FacetResult> {
    let mut worst: Vec<&FacetResult> = Vec::new();
    for facet in leaves.iter().flat_map(|(_, o)| o.facets.iter()).filter(|f| f.state != FacetState::Ok) {
        match worst.iter_mut().find(|f| f.facet == facet.facet) {
            Some(known) if known.state < facet.state => *known = facet,
            Some(_) => {}
            None => worst.push(facet),
        }
    }
    worst.sort_by_key(|f| std::cmp::Reverse(f.state));
    worst
}

/// What evidence is missing: one line for each part that lacks something.
pub(crate) fn missing(r: &Requirement, lacking: &[&FacetResult]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for facet in lacking {
        let Some(f) = r.facets.iter().find(|f| f.id == facet.facet) else { continue };
        let decides = if f.essential && r.facets.len() > 1 { " (decides alone)" } else { "" };
        lines.push(format!("{}{decides}: {}", f.title, may_answer(f)));
    }
    lines.push(format!("For example: {}", r.evidence));
    lines
}

/// The evidence that may answer a part: its kinds and the weakest tier.
pub(crate) fn may_answer(f: &Facet) -> String {
    let kinds = f.demand.accepted_kinds.iter().map(|k| k.replace('_', " ")).collect::<Vec<_>>().join(", ");
    let tier = if f.demand.min_tier > 0 { format!(", tier R{} or better", f.demand.min_tier) } else { String::new() };
    format!("{kinds}{tier}")
}

/// The smallest next step in the leaves that decide: whatever was found in any of them, else what the worst part of them asks for.
pub(crate) fn next_step(r: &Requirement, deciding: &[(Option<usize>, &Outcome)], starter: Option<&StarterControl>) -> String {
    let accepting: BTreeSet<&str> =
        deciding.iter().filter(|(_, o)| o.status == Status::AcceptedRisk).filter_map(|(_, o)| o.exception.as_deref()).collect();
    if !accepting.is_empty() {
        let n = accepting.len();
        let (exceptions, end) = (verb(n, "exception", "exceptions"), verb(n, "it ends", "they end"));
        let named = accepting.into_iter().collect::<Vec<_>>().join(", ");
        return format!("Look at {exceptions} {named} again before {end}; until then the risk is accepted.");
    }
    if deciding.iter().all(|(_, o)| o.computed.is_some()) {
        let set: BTreeSet<&str> = deciding.iter().filter_map(|(_, o)| o.decision.as_deref()).collect();
        let named = set.iter().take(3).copied().collect::<Vec<_>>().join(", ");
        let more = if set.len() > 3 { format!(" and {} more", grouped(set.len() as u64 - 3)) } else { String::new() };
        return format!("Review {} {named}{more}, which set this.", verb(set.len(), "the decision", "the decisions"));
    }
    let found: BTreeSet<&String> = deciding.iter().flat_map(|(_, o)| o.lacking()).flat_map(|f| &f.findings).collect();
    let lacking = lacking(deciding);
    let bare = deciding.iter().flat_map(|(_, o)| &o.facets).any(|f| f.code == "NO-CONTROL");
    match lacking.first() {
        _ if !found.is_empty() => {
            let all = answer_findings(&found.into_iter().cloned().collect::<Vec<_>>());
            if bare { format!("{all} Where no control exists: {}", lower_first(&step_for(r, None, starter))) } else { all }
        }
        Some(_) if bare => step_for(r, None, starter),
        Some(facet) => step_for(r, proof_of(facet), starter),
        None => "Review the decision behind this status.".to_owned(),
    }
}

/// What to do about findings of at least high severity that cite a part, by their codes: first about what is known.
pub(crate) fn answer_findings(codes: &[String]) -> String {
    let (open, mut codes): (Vec<&String>, Vec<&String>) = codes.iter().partition(|c| c.ends_with("-U"));
    let say = if open.is_empty() { "" } else { " Of those marked -U, first fill in what is not told." };
    codes.extend(open);
    let codes: Vec<&str> = codes.into_iter().map(String::as_str).collect();
    format!("Settle what was found: {}.{say}", codes.join(", "))
}

/// What to do about one part that lacks something, by what one of its controls proves.
pub(crate) fn step_for(r: &Requirement, proof: Option<&Proof>, starter: Option<&StarterControl>) -> String {
    if let Some(proof) = proof {
        let methods = if r.demand.methods.is_empty() { "examine, interview or test".to_owned() } else { r.demand.methods.join(" or ") };
        return match proof.code.as_str() {
            "TEST-NONE" | "TEST-OLD" | "TEST-METHOD" | "TEST-NO-RESULT" => {
                format!("Test {} in the period ({methods}) and record the result.", proof.control)
            }
            "DEVIATIONS-NOT-TOLD" => format!("Record how many of the items deviate that the test of {} looked at.", proof.control),
            "TEST-INEFFECTIVE" | "TEST-DEVIATION" => {
                format!("Repair {} and test it again, or ask for an exception with an end date.", proof.control)
            }
            "EVIDENCE-NONE" | "EVIDENCE-KIND" | "EVIDENCE-TIER" | "EVIDENCE-NO-BYTES" | "DESIGN-ONLY" | "SELF-ATTESTED" => {
                format!("Ask the owner of {} for evidence that it works in this scope.", proof.control)
            }
            "EVIDENCE-STALE" => format!("Collect the evidence of {} again: {}.", proof.control, proof.text),
            "IPE-FAILED" | "IPE-NOT-TESTED" | "COMPLETENESS-UNKNOWN" => {
                format!("Test that the evidence of {} is complete, against a count from another source.", proof.control)
            }
            "LOG-NOT-ESTABLISHED" => {
                format!("Bring in a list of effects that does not come from the log {} rests on.", proof.control)
            }
            "OCCURRENCES-MISSING" => {
                format!("Find the occurrences of {} that lack evidence, or record why there are none: {}.", proof.control, proof.text)
            }
            "CONTRADICTED" => format!("Resolve what speaks against {}, with a written reason.", proof.control),
            "CLAIM-CONTRADICTED" | "CANNOT-BE-EXCLUDED" => {
                format!("Settle the findings that speak against what {} covers: {}", proof.control, proof.text)
            }
            "SIGN-OFF-STALE" => format!("Read and sign again: {}.", proof.text),
            "CLAIM-QUESTIONABLE" => format!("Have a reviewer answer the question about {}: {}.", proof.control, proof.text),
            _ => format!("Settle what is claimed of {}: {}.", proof.control, proof.text),
        };
    }
    match starter {
        Some(c) => format!("Name the control that answers it and its owner; {} ({}) is a starting point.", c.id, lower_first(&c.title)),
        None => format!("Name the control that answers {} and its owner, then test it.", r.label),
    }
}

/// Why nothing can be said yet: a code and one line.
pub(crate) fn why_open(outcome: &Outcome) -> (String, String) {
    let open: Vec<_> = outcome.facets.iter().filter(|f| f.is_open()).collect();
    let Some(first) = open.first() else { return (outcome.code.clone(), crate::explain::reason(&outcome.code).to_owned()) };
    let code = first.proofs.first().map_or(first.code.clone(), |p| p.code.clone());
    let reason = words_of(&code).to_owned();
    (code, reason)
}

/// The reason for a folded status in one line.
pub(crate) fn reason_in_one_line(status: Status, outcomes: &[(Option<usize>, &Outcome)]) -> String {
    let deciding: Vec<&Outcome> = outcomes.iter().map(|(_, o)| *o).filter(|o| o.status == status).collect();
    let (set, computed): (Vec<&Outcome>, Vec<&Outcome>) = deciding.into_iter().partition(|o| o.computed.is_some());
    let Some(first) = computed.first().or(set.first()) else { return "there is no workflow it could be asked of".to_owned() };
    let why = match status {
        _ if first.computed.is_some() => crate::explain::reason(&first.code).to_owned(),
        Status::NotAssessed => why_open(first).1,
        Status::NotMet | Status::Partial => {
            first.lacking().first().map_or_else(String::new, |f| format!("{}: {}", f.facet.replace('_', " "), words_of(reason_of(f))))
        }
        _ => crate::explain::reason(&first.code).to_owned(),
    };
    match (computed.len(), set.len()) {
        _ if outcomes.len() == 1 => why,
        (0, n) | (n, 0) => format!("{why}; {n} of {}", outcomes.len()),
        (n, by_person) => format!("{why}; {n} of {}, and {by_person} set by a person", outcomes.len()),
    }
}

/// How many requests are overdue, or may be, and name neither a control nor a requirement that is on record.
fn requests_about_nothing(w: &Writing<'_>) -> usize {
    let data = &w.assessed.frozen.data;
    let as_of = w.assessed.assessment.basis.period.as_of;
    let about: BTreeSet<&str> = w.frame.requests_of.values().flatten().map(|r| r.key.as_str()).collect();
    let names_a_control = |r: &Record| r.get("control").is_some_and(|c| data.find(Table::Controls, c).is_some());
    let adrift = |r: &&Record| is_overdue(r, as_of) && !about.contains(r.key.as_str()) && !names_a_control(r);
    data.rows(Table::Requests).iter().filter(adrift).count()
}

/// What the report does not establish. `imported` is the day of the last import, `decisions` what is said of those that set a status or were
/// to, `unread` the number of cells that were not understood.
pub(crate) fn limits(
    w: &Writing<'_>,
    imported: Option<NaiveDate>,
    decisions: Vec<String>,
    citations: &[CitationLine],
    evidence: &[EvidenceLine],
    (rejected, unread): (&[RejectedRow], u64),
) -> Vec<String> {
    let a = &w.assessed.assessment;
    let data = &w.assessed.frozen.data;
    let mut limits = vec![
        "Mapping is a review aid. It is not a certification.".to_owned(),
        format!("Every figure is as of {}. Evidence is looked at from {} to {}.", a.basis.period.as_of, a.basis.period.from, a.basis.period.to),
        "The completeness of the workflow inventory was not tested against an independent list.".to_owned(),
        "Requirement texts are Countersign's own paraphrases unless official wording is shown beside them; applicability rules are our own judgement, not a publisher's.".to_owned(),
        "An unknown attribute fires its rule, marked assumed: the requirement is asked rather than left out.".to_owned(),
        "Who acted and who approved are taken from the records as written; identities are asserted, not proven.".to_owned(),
    ];
    if let Some(day) = imported.filter(|day| *day < a.basis.period.as_of) {
        limits.push(format!("The last import was on {day}, before the as-of day: what came after it is not on record."));
    }
    limits.extend(decisions);
    if countersign_core::record::parse_day(&w.assessed.at).is_some_and(|made| made < a.basis.period.as_of) {
        limits.push("The assessment was made before its as-of day: what happens until then is not on record.".to_owned());
    }
    limits.push("The evidence register shows ages before limits are tightened for dynamic (D2) and autonomous (D3) workflows; statuses obey the tightened limits.".to_owned());
    if w.assessed.frozen.events > 0 {
        let read: u64 = w.rows.iter().filter_map(|row| a.analyses.get(*row)).map(|of| of.events).sum();
        let whose = if w.rows.len() == a.rows.len() { "a workflow of the inventory" } else { "the workflow of this report" };
        let held = count(w.assessed.frozen.events, "event");
        limits.push(format!("{held} held; {} of them belong to {whose} and were analysed.", grouped(read)));
    }
    if a.basis.point_in_time {
        limits.push("The basis is one day: evidence of the year up to it is looked at, by its age.".to_owned());
    }
    let no_bytes = evidence.iter().filter(|e| e.sha256.is_empty()).count();
    if no_bytes > 0 {
        let (name, they) = (verb(no_bytes, "names", "name"), verb(no_bytes, "it proves", "they prove"));
        let of = evidence.len();
        limits.push(format!("{no_bytes} of {of} evidence entries {name} a file that is not held; {they} nothing."));
    }
    if !citations.is_empty() {
        let n = citations.len();
        let (are, they) = (verb(n, "is", "are"), verb(n, "it counts", "they count"));
        limits.push(format!("{} {are} not resolved; {they} as coverage of nothing.", counted(n, "citation")));
    }
    let adrift = requests_about_nothing(w);
    if adrift > 0 {
        let (are, name, they) = (verb(adrift, "is", "are"), verb(adrift, "names", "name"), verb(adrift, "it asks", "they ask"));
        limits.push(format!(
            "{} {are} overdue, or may be, and {name} no control and no requirement on record: what {they} for is held against nothing.",
            counted(adrift, "request")
        ));
    }
    let rows = w.assessed.frozen.files.iter().map(|f| f.counts.rejected).sum();
    limits.push(crate::gap_rejected::said(rows, rejected.len() as u64));
    limits.extend(crate::gap_unread::said(unread, w.assessed.frozen.events > 0));
    if data.rows(Table::Controls).is_empty() {
        limits.push("No control was imported, so nothing can be met.".to_owned());
    }
    let operating = w.frame.asked().iter().filter(|r| r.demand.question == Question::Operating).count();
    limits.push(format!(
        "{operating} of {} requirements ask how something works; policy, procedure or attestation alone never answers them.",
        w.frame.asked().len()
    ));
    limits.push("The full grid of workflows and requirements is in the workbook (XLSX) and the JSON that travel in the pack.".to_owned());
    limits
}

#[cfg(test)]
mod tests;
