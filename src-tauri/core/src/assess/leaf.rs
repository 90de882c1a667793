//! The status of one requirement in one scope: facets from proofs, the first rule that matches, exceptions, overrides (domain 4f).

use super::Scope;
use super::bearing::keys_of;
use super::frame::{Decision, Excepted, Frame};
use super::proof::{Effectiveness, Proof};
use super::theatre::Signals;
use crate::findings::{Rated, rated, rated_up_to};
use crate::record::{Record, split_list};
use crate::risk::Level;
use crate::status::Status;
use serde::{Deserialize, Serialize};

/// The state of one facet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum FacetState {
    /// A control was shown to work.
    Ok,
    /// The best that was shown has something left open.
    Part,
    /// Nothing tested yet, and evidence not yet due.
    Open,
    /// A control was found not to work and none shows more, or a person concluded that none exists.
    Fail,
}

/// One facet of one leaf.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FacetResult {
    /// The facet's id.
    pub facet: String,
    /// Its state.
    pub state: FacetState,
    /// Reason code.
    pub code: String,
    /// The controls that cover it, with what each proves.
    pub proofs: Vec<Proof>,
    /// Codes of the findings of at least high severity that cite it here, with `-U` behind those that cannot be excluded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<String>,
    /// Ids of the decisions by which evidence against the requirement as such speaks against this facet no more; of a facet that is ok.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<String>,
}

/// The status of one requirement in one scope, never without its reasons.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Outcome {
    /// The status.
    pub status: Status,
    /// Reason code: `NO-RULE`, `NA-DECISION`, `FACET-FAIL`, `FACET-OPEN`, `FACET-PART`, `ALL-OK`, `EXCEPTION`, `OVERRIDE`,
    /// `OVERRIDE-UNTOLD`.
    pub code: String,
    /// The facets, in the requirement's order; empty when it does not apply.
    pub facets: Vec<FacetResult>,
    /// The exception that turned it into accepted risk.
    pub exception: Option<String>,
    /// The decision that set it: not applicable, or an override.
    pub decision: Option<String>,
    /// The computed status, when a person overrode it.
    pub computed: Option<Status>,
    /// Decisions that had no effect, by id, with why.
    pub flags: Vec<(String, String)>,
    /// What the facets do not say: why a threat whose facets are all ok is treated in part, or why a layer has no component.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<String>,
}

impl Outcome {
    /// A leaf for which no rule fired.
    pub fn no_rule() -> Self {
        Self::of(Status::NotApplicable, "NO-RULE")
    }

    /// A layer of which the workflow has no component.
    pub fn no_component() -> Self {
        Self::of(Status::NotApplicable, "NO-COMPONENT")
    }

    fn of(status: Status, code: &str) -> Self {
        Self {
            status,
            code: code.to_owned(),
            facets: Vec::new(),
            exception: None,
            decision: None,
            computed: None,
            flags: Vec::new(),
            why: Vec::new(),
        }
    }

    /// The facets that are not ok, worst first.
    pub fn lacking(&self) -> Vec<&FacetResult> {
        let mut facets: Vec<&FacetResult> = self.facets.iter().filter(|f| f.state != FacetState::Ok).collect();
        facets.sort_by_key(|f| std::cmp::Reverse(f.state));
        facets
    }
}

/// What a facet counts as in the status of the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its state.
    pub state: FacetState,
    /// Its state if it does not fail, where it only may.
    pub otherwise: FacetState,
    /// Whether it decides alone where it fails.
    pub essential: bool,
}

impl Part {
    /// A part that is shown to hold.
    pub fn held(self) -> Self {
        Self { state: FacetState::Ok, otherwise: FacetState::Ok, ..self }
    }
}

impl FacetResult {
    /// What it counts as. Where it only may fail it has, if it does not, the state of what its controls prove; of a test without a result
    /// nothing is known then.
    pub fn part(&self, essential: bool) -> Part {
        let otherwise = match self.code.as_str() {
            "TEST-NO-RESULT" => FacetState::Open,
            "NOT-EXCLUDED" => match facet_of(&self.proofs) {
                (_, "TEST-NO-RESULT") => FacetState::Open,
                (state, _) => state,
            },
            _ => self.state,
        };
        Part { state: self.state, otherwise, essential }
    }

    /// Whether nothing shows that it fails: that it does only cannot be excluded.
    pub fn only_may_fail(&self) -> bool {
        self.state == FacetState::Fail && matches!(self.code.as_str(), "NOT-EXCLUDED" | "TEST-NO-RESULT")
    }

    /// Whether nothing is known of it, or nothing but that it may fail.
    pub fn is_open(&self) -> bool {
        self.part(false).otherwise == FacetState::Open
    }
}

/// The status that parts amount to: of those that only may fail the worse of both counts, so that a doubt never looks like progress
/// (domain 4f.4).
pub fn status_of_parts(parts: &[Part]) -> (Status, &'static str) {
    let fold = |of: fn(&Part) -> FacetState| status_of(&parts.iter().map(|p| (of(p), p.essential)).collect::<Vec<_>>());
    let (failing, otherwise) = (fold(|p| p.state), fold(|p| p.otherwise));
    if otherwise.0 > failing.0 { otherwise } else { failing }
}

/// The status that facet states amount to; `essential` says which of them decide alone.
pub fn status_of(facets: &[(FacetState, bool)]) -> (Status, &'static str) {
    let any = |wanted: FacetState| facets.iter().any(|(s, _)| *s == wanted);
    let essential = facets.iter().any(|(s, e)| *s == FacetState::Fail && *e);
    if essential || (any(FacetState::Fail) && !any(FacetState::Ok) && !any(FacetState::Part)) {
        return (Status::NotMet, "FACET-FAIL");
    }
    if facets.is_empty() || any(FacetState::Open) {
        return (Status::NotAssessed, "FACET-OPEN");
    }
    if facets.iter().all(|(s, _)| *s == FacetState::Ok) {
        return (Status::Met, "ALL-OK");
    }
    (Status::Partial, "FACET-PART")
}

/// The state of a facet from what its controls prove.
pub fn facet_of(proofs: &[Proof]) -> (FacetState, &'static str) {
    if proofs.is_empty() {
        return (FacetState::Open, "NO-CONTROL-NAMED");
    }
    // A control that is not implemented, or may not be, covers nothing: it neither helps nor hides that another one fails.
    let covers = |p: &&Proof| !matches!(p.code.as_str(), "CLAIM-NOT-IMPLEMENTED" | "CLAIM-NOT-STATED");
    let covering: Vec<&Proof> = proofs.iter().filter(covers).collect();
    if covering.is_empty() {
        let untold = proofs.iter().any(|p| p.code == "CLAIM-NOT-STATED");
        return (FacetState::Open, if untold { "CLAIM-NOT-STATED" } else { "NOT-IMPLEMENTED" });
    }
    let any = |e: Effectiveness| covering.iter().any(|p| p.effectiveness == e);
    if any(Effectiveness::Effective) {
        return (FacetState::Ok, "EFFECTIVE");
    }
    if any(Effectiveness::Deviation) {
        return (FacetState::Part, "DEVIATION");
    }
    if any(Effectiveness::DesignOnly) {
        return (FacetState::Part, "DESIGN-ONLY");
    }
    if covering.iter().any(|p| p.due) {
        return (FacetState::Part, "UNSUBSTANTIATED");
    }
    // One that is known not to work is not hidden by others of which nothing is known.
    if let Some(failing) =
        covering.iter().filter(|p| p.effectiveness == Effectiveness::Ineffective).min_by_key(|p| p.code == "TEST-NO-RESULT")
    {
        return (FacetState::Fail, if failing.code == "TEST-NO-RESULT" { "TEST-NO-RESULT" } else { "CONTROLS-INEFFECTIVE" });
    }
    let tested = covering.iter().any(|p| !p.tests.is_empty());
    (FacetState::Open, if tested { "NOT-SHOWN" } else { "NOT-TESTED" })
}

impl<'a> Frame<'a> {
    /// The outcome for a requirement in a scope in which it applies.
    pub fn leaf(&self, requirement: usize, scope: Scope<'_>, signals: &Signals) -> Outcome {
        self.leaf_by(requirement, scope, signals, &mut |control, at| {
            let (control, facet) = (self.controls.get(control)?, self.facet(requirement, at)?);
            Some(self.proof(control, &facet.demand, Some(requirement), Some(&facet.id), scope, signals))
        })
    }

    /// The same, with what a control proves for one of the requirement's facets, both by position, asked of `prove`.
    pub(super) fn leaf_by(
        &self,
        requirement: usize,
        scope: Scope<'_>,
        signals: &Signals,
        prove: &mut dyn FnMut(usize, usize) -> Option<Proof>,
    ) -> Outcome {
        let Some(r) = self.requirements.get(requirement) else { return Outcome::of(Status::NotAssessed, "FACET-OPEN") };
        let mut flags = Vec::new();
        for (_, d) in self.decisions_on("not_applicable", requirement).filter(|(_, d)| bears(d.record, scope.id())) {
            if d.facet.is_some() {
                flag(&mut flags, d.record, "NA-FACET");
            } else if self.supported(d.record, scope) {
                let mut outcome = Outcome::of(Status::NotApplicable, "NA-DECISION");
                outcome.decision = Some(d.record.key.clone());
                return outcome;
            } else {
                flag(&mut flags, d.record, "NA-UNSUPPORTED");
            }
        }
        let facets: Vec<FacetResult> = r
            .facets
            .iter()
            .enumerate()
            .map(|(i, facet)| {
                let proofs: Vec<Proof> = self
                    .controls_of
                    .get(requirement)
                    .into_iter()
                    .flatten()
                    .filter(|at| {
                        let control = self.controls.get(**at);
                        control.is_some_and(|c| c.is_for(scope.id()) && c.covers.get(&requirement).is_some_and(|f| f.contains(&i)))
                    })
                    .filter_map(|at| prove(*at, i))
                    .collect();
                let none = self.without_control(requirement, &facet.id, scope.id()).next().is_some();
                let shown = signals.against(requirement, &[facet.id.as_str()], scope.id(), false);
                let findings: Vec<String> = shown
                    .iter()
                    .copied()
                    .chain(signals.against(requirement, &[facet.id.as_str()], scope.id(), true))
                    .map(str::to_owned)
                    .collect();
                let (state, code) = match (none, facet_of(&proofs)) {
                    (true, _) => (FacetState::Fail, "NO-CONTROL"),
                    // An open finding of at least high severity outweighs what controls prove (domain 4f.3).
                    _ if !shown.is_empty() => (FacetState::Fail, "FINDING"),
                    _ if !findings.is_empty() => (FacetState::Fail, "NOT-EXCLUDED"),
                    (_, (FacetState::Ok, _)) if self.spoken_against(requirement, &facet.id, scope).is_some() => {
                        (FacetState::Part, "CONTRADICTED")
                    }
                    (_, found) => found,
                };
                let resolved = if state == FacetState::Ok { self.resolved_against(requirement, &facet.id, scope) } else { Vec::new() };
                let decisions = keys_of(resolved);
                FacetResult { facet: facet.id.clone(), state, code: code.to_owned(), proofs, findings, decisions }
            })
            .collect();
        let parts: Vec<Part> = facets.iter().zip(&r.facets).map(|(f, d)| f.part(d.essential)).collect();
        let (status, code, why) = self.threat_status(&self.ratings, requirement, scope, &facets, status_of_parts(&parts));
        let mut outcome = Outcome::of(status, code);
        outcome.facets = facets;
        outcome.flags = flags;
        outcome.why = why;
        let can_be_accepted = matches!(status, Status::Partial | Status::NotMet);
        if can_be_accepted && let Some(e) = self.accepting(requirement, scope, &outcome, signals) {
            outcome.status = Status::AcceptedRisk;
            outcome.code = "EXCEPTION".to_owned();
            outcome.exception = Some(e.key.clone());
        }
        self.overridden(requirement, scope, outcome)
    }

    /// The decisions that a facet has no control, each with its position among those of its kind.
    pub fn without_control<'f>(
        &'f self,
        requirement: usize,
        facet: &'f str,
        workflow: Option<&'f str>,
    ) -> impl Iterator<Item = (usize, &'f Decision<'a>)> {
        self.decisions_on("no_control", requirement).filter(move |(_, d)| {
            // A facet that the requirement does not have may be any of them.
            let here = |f: &String| f == facet || !self.has_facet(requirement, f);
            d.facet.as_ref().is_none_or(here) && bears(d.record, workflow)
        })
    }

    /// How a decision rates a risk, where an active person on record other than the decider approved it. Without that, or where half of it
    /// is not told, it still counts where it may be high: what makes things worse needs no second person.
    pub(crate) fn rating(&self, decision: &Record) -> Option<Rated> {
        let stands = rated(decision).filter(|_| self.is_approved_by_another(decision));
        stands.or_else(|| rated_up_to(decision).filter(|rated| rated.level >= Level::High))
    }

    /// What a rating that counts all the same lacks.
    pub(crate) fn rating_lacks(&self, decision: &Record) -> Option<&'static str> {
        if ["likelihood", "impact"].iter().any(|column| decision.get(column).and_then(Level::parse).is_none()) {
            return Some("likelihood or impact is not told or not understood, and counts as the worst");
        }
        let lacks = "no other active person on record approved the rating, and a high one counts without";
        Some(lacks).filter(|_| !self.is_approved_by_another(decision))
    }

    /// Whether an active person on record other than the decider approved a decision. Where no register knows who decided, nobody is known
    /// to be another.
    fn is_approved_by_another(&self, decision: &Record) -> bool {
        let told = decision.get("decided_by").zip(decision.get("approved_by"));
        let by_another = |(by, approver)| self.is_active_person(approver) && self.is_on_record(by) && !self.same_person(by, approver);
        told.is_some_and(by_another)
    }

    /// Whether a requirement has a facet of that name.
    pub(crate) fn has_facet(&self, requirement: usize, facet: &str) -> bool {
        self.requirements.get(requirement).is_some_and(|r| r.facets.iter().any(|f| f.id == facet))
    }

    /// A valid exception that covers every facet that fails or is in part, and leaves none of them open.
    fn accepting(&self, requirement: usize, scope: Scope<'_>, outcome: &Outcome, signals: &Signals) -> Option<&'a Record> {
        // An open facet is not accepted by anybody: nothing is known about it.
        if outcome.facets.iter().any(FacetResult::is_open) {
            return None;
        }
        let (found, covering) = self.covering(requirement, scope, outcome, signals);
        let valid = |e: &&Excepted<'a>| self.failing_clauses_at(e.record, e.requirement, Some(scope), found).is_empty();
        covering.into_iter().find(valid).map(|e| e.record)
    }

    /// The exceptions that cover every facet that fails or is in part, whether they hold or not, with the worst that is found of these
    /// facets.
    pub(super) fn covering(
        &self,
        requirement: usize,
        scope: Scope<'_>,
        outcome: &Outcome,
        signals: &Signals,
    ) -> (Level, Vec<&Excepted<'a>>) {
        // An exception that says less of the risk than was found is judged by what was found.
        let cited: Vec<&str> = outcome.facets.iter().filter(|f| !f.findings.is_empty()).map(|f| f.facet.as_str()).collect();
        let found = if cited.is_empty() { None } else { signals.worst(requirement, &cited, scope.id()) };
        // A person may have rated what has no control.
        let bare = outcome.facets.iter().filter(|f| f.code == "NO-CONTROL");
        let concluded = bare.flat_map(|f| self.without_control(requirement, &f.facet, scope.id()));
        let rated =
            concluded.filter_map(|(_, d)| self.rating(d.record)).map(|rated| rated.level).filter(|level| *level >= Level::High).max();
        let found = found.max(rated).unwrap_or(Level::Info);
        let all = self.excepted(requirement).filter(|e| self.exception_covers(e, requirement, scope));
        (found, all.filter(|e| e.leaves_out(outcome).is_none()).collect())
    }

    /// A person's override: downwards by anyone with a reason, upwards only with a reviewer on record other than the decider. The last
    /// one taken holds, and the worst of those of one day whose order is not told; one of which it is not told what it sets may have set the
    /// worst. One that is refused still takes back what an earlier one set better than that, and better than what is computed. The computed status stays beside it. Risk is accepted by exceptions, never by an override.
    fn overridden(&self, requirement: usize, scope: Scope<'_>, mut outcome: Outcome) -> Outcome {
        let computed = outcome.status;
        let mut set: Option<(Status, &Record)> = None;
        for (_, d) in self.decisions_on("override", requirement).filter(|(_, d)| bears(d.record, scope.id())) {
            // Where it is not told what it sets, that it set the worst cannot be excluded.
            let wanted = set_by(d.record).unwrap_or(Status::NotMet);
            let reviewed = self.is_approved_by_another(d.record);
            // Who lifts what an earlier override set goes upwards as well.
            let stands = set.as_ref().map_or(computed, |(before, _)| computed.max(*before));
            let upwards = wanted < stands && !(reviewed && d.record.reason().is_some());
            let refused = match wanted {
                Status::NotApplicable | Status::AcceptedRisk => Some("OVERRIDE-VALUE"),
                _ if d.facet.is_some() => Some("OVERRIDE-FACET"),
                _ if d.record.get("reason").is_none() || upwards => Some("OVERRIDE-UNSUPPORTED"),
                _ => None,
            };
            match refused {
                Some(code) => {
                    flag(&mut outcome.flags, d.record, code);
                    // What it does not set better it takes back all the same, where more was set before.
                    set = set.filter(|(before, _)| computed <= *before || (code != "OVERRIDE-VALUE" && wanted <= *before));
                }
                None if set.as_ref().is_some_and(|(before, of)| *before > wanted && is_order_untold(of, d.record)) => {}
                None => set = Some((wanted, d.record)),
            }
        }
        // What one of its subjects sets, another one of the same requirement does not leave without effect.
        let holds = set.as_ref().map(|(_, decision)| decision.key.as_str());
        outcome.flags.retain(|(id, _)| Some(id.as_str()) != holds);
        if let Some((wanted, decision)) = set.filter(|(w, _)| *w != computed) {
            outcome.computed = Some(computed);
            outcome.status = wanted;
            outcome.code = if set_by(decision).is_some() { "OVERRIDE" } else { "OVERRIDE-UNTOLD" }.to_owned();
            outcome.decision = Some(decision.key.clone());
        }
        outcome
    }

    /// Whether a not-applicable decision has a reason and an approver on record who is neither the decider nor the workflow's owner. An
    /// owner who is not told cannot be ruled out.
    fn supported(&self, decision: &Record, scope: Scope<'_>) -> bool {
        let Some(approver) = decision.get("approved_by") else { return false };
        let by_owner = match scope.workflow {
            None => false,
            Some(w) => w.get("owner").is_none_or(|o| self.same_person(approver, o)),
        };
        decision.reason().is_some() && !by_owner && self.is_approved_by_another(decision)
    }
}

/// Notes that a decision has no effect and why, once, however many of its subjects are the same requirement.
fn flag(flags: &mut Vec<(String, String)>, decision: &Record, code: &str) {
    let said = (decision.key.clone(), code.to_owned());
    if !flags.contains(&said) {
        flags.push(said);
    }
}

/// The status that an override sets; `None` where its value is empty or no status.
fn set_by(decision: &Record) -> Option<Status> {
    Status::ALL.into_iter().find(|s| Some(s.word()) == decision.get("value"))
}

/// Whether it is not told which of two decisions was taken first: they are of one day, and one of them tells no time.
fn is_order_untold(a: &Record, b: &Record) -> bool {
    let time = |d: &Record| d.get("at").is_some_and(|at| at.len() > 10);
    a.day("at") == b.day("at") && !(time(a) && time(b))
}

/// Whether a decision is about a workflow, or the organisation: those it names, or all when it names none.
pub fn bears(decision: &Record, workflow: Option<&str>) -> bool {
    decision.get("workflow").is_none() || named(decision).any(|w| Some(w) == workflow)
}

/// The workflows that a decision names.
pub fn named(decision: &Record) -> impl Iterator<Item = &str> {
    decision.get("workflow").into_iter().flat_map(split_list)
}

#[cfg(test)]
mod decided;

#[cfg(test)]
mod tests {
    use super::FacetState::{Fail, Ok, Open, Part};
    use super::*;

    #[test]
    fn the_first_rule_that_matches_decides() {
        let s = |facets: &[(FacetState, bool)]| status_of(facets).0;
        assert_eq!(s(&[(Ok, true), (Ok, false)]), Status::Met);
        assert_eq!(s(&[(Fail, true), (Ok, false)]), Status::NotMet);
        assert_eq!(s(&[(Fail, false), (Ok, true)]), Status::Partial);
        assert_eq!(s(&[(Fail, false), (Open, true)]), Status::NotMet);
        assert_eq!(s(&[(Open, false), (Ok, true)]), Status::NotAssessed);
        assert_eq!(s(&[(Open, false), (Part, true), (Fail, false)]), Status::NotAssessed);
        assert_eq!(s(&[(Part, true)]), Status::Partial);
        assert_eq!(s(&[]), Status::NotAssessed);
    }

    /// What a control proves, with the reason code.
    fn proof(control: Effectiveness, code: &str) -> Proof {
        Proof {
            control: "C-1".into(),
            effectiveness: control,
            due: false,
            code: code.into(),
            text: String::new(),
            tests: Vec::new(),
            evidence: Vec::new(),
            decisions: Vec::new(),
        }
    }

    /// A facet in a state with a code, over one control that was found so.
    fn facet(state: FacetState, code: &str, control: Effectiveness) -> FacetResult {
        let proofs = vec![proof(control, "")];
        FacetResult { facet: "outcome".into(), state, code: code.into(), proofs, findings: Vec::new(), decisions: Vec::new() }
    }

    #[test]
    fn a_test_that_was_seen_to_fail_is_not_hidden_by_one_that_may_have() {
        let [failed, untold] = ["TEST-INEFFECTIVE", "TEST-NO-RESULT"].map(|code| proof(Effectiveness::Ineffective, code));
        assert_eq!(facet_of(std::slice::from_ref(&untold)), (Fail, "TEST-NO-RESULT"));
        for both in [[failed.clone(), untold.clone()], [untold, failed]] {
            assert_eq!(facet_of(&both), (Fail, "CONTROLS-INEFFECTIVE"));
        }
    }

    #[test]
    fn only_a_doubt_is_said_to_be_one() {
        let may = |state, code| facet(state, code, Effectiveness::Ineffective).only_may_fail();
        assert!(may(Fail, "NOT-EXCLUDED") && may(Fail, "TEST-NO-RESULT"));
        assert!(!may(Fail, "FINDING") && !may(Fail, "CONTROLS-INEFFECTIVE") && !may(Open, "NOT-TESTED") && !may(Open, "TEST-NO-RESULT"));
    }

    #[test]
    fn a_doubt_never_reads_better_than_what_is_not_known() {
        let ok = super::Part { state: Ok, otherwise: Ok, essential: false };
        let with_ok = |part: super::Part| status_of_parts(&[ok, part]).0;
        let doubt = |code: &str, control: Effectiveness| facet(Fail, code, control).part(false);
        // A test that may have failed: if it did not, nothing is known of the facet.
        let untold = doubt("TEST-NO-RESULT", Effectiveness::Ineffective);
        assert_eq!((untold.state, untold.otherwise), (Fail, Open));
        assert_eq!(with_ok(untold), Status::NotAssessed);
        assert_eq!(status_of_parts(&[untold]).0, Status::NotMet, "nothing else is shown");
        assert_eq!(with_ok(facet(Fail, "TEST-NO-RESULT", Effectiveness::Ineffective).part(true)), Status::NotMet, "an essential facet");
        // A finding that cannot be excluded: if it is not there, the facet is what its controls prove.
        for (control, otherwise, status) in [
            (Effectiveness::Untested, Open, Status::NotAssessed),
            (Effectiveness::DesignOnly, Part, Status::Partial),
            (Effectiveness::Effective, Ok, Status::Partial),
            (Effectiveness::Ineffective, Fail, Status::Partial),
        ] {
            let part = doubt("NOT-EXCLUDED", control);
            assert_eq!((part.otherwise, with_ok(part)), (otherwise, status), "{control:?}");
            // What is shown to fail does so whatever else is known.
            let shown = doubt("FINDING", control);
            assert_eq!((shown.otherwise, with_ok(shown)), (Fail, Status::Partial));
        }
        assert_eq!(with_ok(untold.held()), Status::Met);
    }

    #[test]
    fn the_leaf_example_of_domain_4f_is_partial() {
        // PR.AA-05 for WF-7: policy, managed, enforced (essential), reviewed ok; least privilege part; separation of duties fail.
        let states = [(Ok, false), (Ok, false), (Ok, true), (Ok, false), (Part, false), (Fail, false)];
        assert_eq!(status_of(&states), (Status::Partial, "FACET-PART"));
    }
}
