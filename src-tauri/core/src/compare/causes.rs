//! What accounts for a change of a leaf.

use super::edits::{Edit, Edits, Key};
use super::{Marked, Side, steps};
use crate::assess::Outcome;
use crate::evidence::Period;
use crate::hit::Subject;
use crate::ids::RequirementId;
use crate::record::FieldChange;
use crate::tables::Table;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What kind of thing accounts for a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum CauseKind {
    /// The workflow was not there before.
    WorkflowAdded,
    /// The workflow is not there any more.
    WorkflowRemoved,
    /// Evidence or a test became too old.
    EvidenceAged,
    /// An exception ended.
    ExceptionLapsed,
    /// Time did something else: a review fell due, a decision or an exception began to count.
    TimePassed,
    /// The period looked at is another, of another length or kind or of earlier days.
    PeriodChanged,
    /// A record that bears on it was added, changed or taken away.
    AnswerEdited,
    /// A rule fires that did not, or does not that did.
    RuleFired,
    /// One of the two assessments was made without the framework.
    FrameworksChanged,
    /// Catalogs, rules, aliases or starter controls are others.
    CatalogChanged,
    /// A threshold has another value.
    ThresholdChanged,
    /// A finding cites it that was not there.
    FindingNew,
    /// A finding that cited it is gone.
    FindingGone,
    /// Something else that it rests on differs; none of it is named by the leaf.
    OtherRecords,
}

/// What accounts for a change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cause {
    /// What kind of thing it is.
    pub kind: CauseKind,
    /// One sentence; what differs, never why somebody did it.
    pub text: String,
    /// The records it is about.
    pub records: Vec<Subject>,
}

impl Cause {
    pub(super) fn new(kind: CauseKind, text: String, records: Vec<Subject>) -> Self {
        Self { kind, text, records }
    }
}

/// The ids of findings by the requirement they cite and their workflow.
type Cited<'a> = BTreeMap<(&'a RequirementId, Option<&'a str>), BTreeSet<&'a str>>;

/// An outcome with its position in its assessment.
type Leaf<'a> = Option<(u32, &'a Outcome)>;

/// A leaf at each step from the one side to the other.
pub(super) struct Stages<'o> {
    /// In the earlier assessment.
    pub(super) from: Leaf<'o>,
    /// After time alone; `None` when that cannot be told.
    pub(super) mid: Leaf<'o>,
    /// After time and in the later period; `None` when that cannot be told.
    pub(super) wide: Leaf<'o>,
    /// In the later assessment.
    pub(super) to: Leaf<'o>,
}

/// The causes found so far, and what they are found in.
pub(super) struct Ledger<'a> {
    before: Side<'a>,
    after: Side<'a>,
    edits: Edits<'a>,
    /// Where the earlier period is by the day of the later assessment.
    moved_on: Period,
    thresholds: Option<Cause>,
    catalog: Option<Cause>,
    /// Findings by requirement and workflow, of each side.
    findings: [Cited<'a>; 2],
    /// The keys of what somebody signed.
    signed: BTreeSet<&'a str>,
    /// The workflows that findings are about.
    found_in: BTreeSet<&'a str>,
    /// Workflows of which nothing of their own differs; their leaves share causes.
    plain: BTreeMap<&'a str, bool>,
    shared: BTreeMap<(RequirementId, [u32; 4]), Vec<u32>>,
    positions: BTreeMap<Cause, u32>,
    pub(super) causes: Vec<Cause>,
}

impl<'a> Ledger<'a> {
    pub(super) fn new(before: Side<'a>, after: Side<'a>, moved_on: Period) -> Self {
        let (a, b) = (&before.assessment.basis.parameters, &after.assessment.basis.parameters);
        let moved: Vec<String> = crate::parameters::PARAMETERS
            .iter()
            .filter(|p| a.get(p.name).total_cmp(&b.get(p.name)).is_ne())
            .map(|p| format!("{} from {} to {}", p.name, a.get(p.name), b.get(p.name)))
            .collect();
        let thresholds =
            Some(format!("Thresholds differ, whether or not they bear on it: {}.", moved.join(", "))).filter(|_| !moved.is_empty());
        let catalog = (before.assessment.ruleset != after.assessment.ruleset)
            .then(|| "Catalogs, rules, aliases or starter controls differ.".to_owned());
        Self {
            edits: Edits::new(before.data, after.data),
            moved_on,
            thresholds: thresholds.map(|text| Cause::new(CauseKind::ThresholdChanged, text, vec![])),
            catalog: catalog.map(|text| Cause::new(CauseKind::CatalogChanged, text, vec![])),
            findings: [by_leaf(before.findings), by_leaf(after.findings)],
            signed: [before, after].into_iter().flat_map(signed).collect(),
            found_in: before.findings.iter().chain(after.findings).filter_map(|f| f.workflow.as_deref()).collect(),
            plain: BTreeMap::new(),
            shared: BTreeMap::new(),
            positions: BTreeMap::new(),
            causes: Vec::new(),
            before,
            after,
        }
    }

    /// The causes of one change, by position.
    pub(super) fn account(&mut self, requirement: &RequirementId, workflow: Option<&str>, stages: &Stages<'_>) -> Vec<u32> {
        let at = |leaf: Leaf<'_>| leaf.map_or(u32::MAX, |(at, _)| at);
        let key = (requirement.clone(), [stages.from, stages.mid, stages.wide, stages.to].map(at));
        let shares = workflow.is_some_and(|w| self.is_plain(w)) && stages.from.is_some() && stages.to.is_some();
        if let Some(found) = self.shared.get(&key).filter(|_| shares) {
            return found.clone();
        }
        let mut causes = self.found(requirement, workflow, stages);
        causes.sort();
        causes.dedup();
        let positions: Vec<u32> = causes.into_iter().map(|c| self.intern(c)).collect();
        if shares {
            self.shared.insert(key, positions.clone());
        }
        positions
    }

    fn intern(&mut self, cause: Cause) -> u32 {
        if let Some(at) = self.positions.get(&cause) {
            return *at;
        }
        let at = super::position(self.causes.len());
        self.positions.insert(cause.clone(), at);
        self.causes.push(cause);
        at
    }

    /// Whether nothing of a workflow's own differs: no record, no rule, no finding.
    fn is_plain(&mut self, workflow: &str) -> bool {
        if let Some(known) = self.plain.get(workflow) {
            return *known;
        }
        let (a, b) = (self.before.assessment, self.after.assessment);
        let rows = [a, b].map(|x| x.workflow(workflow).and_then(|w| x.rows.get(w)));
        let [Some(old), Some(new)] = rows else { return false };
        let same_rules = a.ruleset == b.ruleset && a.rules == b.rules && old.fired == new.fired && old.assumed == new.assumed;
        let plain = same_rules && !self.found_in.contains(workflow) && !self.edits.touches(workflow);
        self.plain.insert(old.workflow.as_str(), plain);
        plain
    }

    fn found(&self, requirement: &RequirementId, workflow: Option<&str>, stages: &Stages<'_>) -> Vec<Cause> {
        let Stages { from, mid, wide, to } = *stages;
        let had = |side: &Side<'_>| workflow.is_none_or(|w| side.assessment.workflow(w).is_some());
        match (had(&self.before), had(&self.after)) {
            (false, _) => return vec![self.of_workflow(CauseKind::WorkflowAdded, workflow, "is new")],
            (_, false) => return vec![self.of_workflow(CauseKind::WorkflowRemoved, workflow, "is not there any more")],
            _ => {}
        }
        let (Some((_, old)), Some((_, new))) = (from, to) else { return vec![self.one_sided(requirement, from.is_none())] };
        let mut causes = Vec::new();
        let [was, is] = [&self.before, &self.after].map(|s| s.assessment.basis.period);
        if let Some((_, aged)) = mid.filter(|(_, aged)| aged.status != old.status) {
            steps::by_time(old, aged, [was, self.moved_on], &mut causes);
        }
        let known = mid.zip(wide);
        if let Some(((_, aged), (_, moved))) = known.filter(|((_, aged), (_, moved))| moved.status != aged.status) {
            steps::by_period(aged, moved, [was, is], &mut causes);
        }
        if known.is_none_or(|(_, (_, moved))| moved.status != new.status) {
            self.by_edits(requirement, workflow, old, new, &mut causes);
        }
        causes
    }

    /// Why a leaf is on one side only.
    fn one_sided(&self, requirement: &RequirementId, is_new: bool) -> Cause {
        let edition = &requirement.edition;
        let without = [&self.before, &self.after].map(|s| !s.assessment.basis.editions.contains(edition));
        let (kind, text) = match without {
            [true, false] => (CauseKind::FrameworksChanged, format!("The earlier assessment was made without {edition}.")),
            [false, true] => (CauseKind::FrameworksChanged, format!("The later assessment was made without {edition}.")),
            _ => {
                let how = if is_new { "was not assessed in this way before" } else { "is not assessed in this way any more" };
                (CauseKind::CatalogChanged, format!("{requirement} {how}."))
            }
        };
        Cause::new(kind, text, vec![])
    }

    fn of_workflow(&self, kind: CauseKind, workflow: Option<&str>, what: &str) -> Cause {
        let id = workflow.unwrap_or_default();
        Cause::new(kind, format!("The workflow {id} {what}."), vec![Subject { table: Table::Workflows, key: id.to_owned() }])
    }

    /// What differs between the two sides beside the day.
    fn by_edits(&self, requirement: &RequirementId, workflow: Option<&str>, old: &Outcome, new: &Outcome, causes: &mut Vec<Cause>) {
        let rules = self.rules(requirement, workflow, causes);
        let findings = self.by_findings(requirement, workflow, causes);
        let mut keys: BTreeSet<Key<'_>> = BTreeSet::new();
        for outcome in [old, new] {
            named(outcome, &mut keys);
        }
        let controls: Vec<&str> = keys.iter().filter(|(t, _)| *t == Table::Controls).map(|(_, id)| *id).collect();
        for control in controls {
            keys.extend(self.edits.of_control(control));
        }
        keys.extend(self.edits.of_requirement(requirement, workflow));
        if let Some(w) = workflow {
            keys.insert((Table::Workflows, w));
            keys.extend(self.edits.of_workflow(w));
            if rules || findings {
                keys.extend(self.edits.about_workflow(w));
            }
        }
        for key in keys {
            let decides = |edit: &&Edit| !only_renames(key.0, edit) || self.signed.contains(key.1);
            causes.extend(self.edits.get(key).filter(decides).map(|edit| edited(key, edit)));
        }
        causes.extend(self.thresholds.clone());
        causes.extend(self.catalog.clone());
        let explained = causes.iter().any(|c| {
            !matches!(c.kind, CauseKind::EvidenceAged | CauseKind::ExceptionLapsed | CauseKind::TimePassed | CauseKind::PeriodChanged)
        });
        if !explained {
            let text = if self.edits.is_empty() { "No record differs; events do." } else { "Records differ that this does not name." };
            causes.push(Cause::new(CauseKind::OtherRecords, text.to_owned(), vec![]));
        }
    }

    /// The rules that fire on one side only.
    fn rules(&self, requirement: &RequirementId, workflow: Option<&str>, causes: &mut Vec<Cause>) -> bool {
        let fired = |side: &Side<'a>| -> BTreeSet<&'a str> {
            let a = side.assessment;
            let at = a.position(requirement).zip(workflow.and_then(|w| a.workflow(w)));
            at.map(|(r, w)| a.fired(r, w).into_iter().map(|(id, _)| id).collect()).unwrap_or_default()
        };
        let (old, new) = (fired(&self.before), fired(&self.after));
        let say = |id: &&str, how: &str| Cause::new(CauseKind::RuleFired, format!("The rule {id} {how}."), vec![]);
        let count = causes.len();
        causes.extend(new.difference(&old).map(|id| say(id, "fires now")));
        causes.extend(old.difference(&new).map(|id| say(id, "does not fire any more")));
        causes.len() > count
    }

    /// The findings that cite it on one side only, in its workflow or for the organisation as a whole.
    fn by_findings(&self, requirement: &RequirementId, workflow: Option<&str>, causes: &mut Vec<Cause>) -> bool {
        let [old, new] = &self.findings;
        let of = |side: &Cited<'a>| -> BTreeSet<&'a str> {
            let scopes = if workflow.is_some() { vec![None, workflow] } else { vec![None] };
            scopes.into_iter().filter_map(|w| side.get(&(requirement, w))).flatten().copied().collect()
        };
        let (old, new) = (of(old), of(new));
        let count = causes.len();
        causes.extend(new.difference(&old).map(|id| Cause::new(CauseKind::FindingNew, format!("The finding {id} is new."), vec![])));
        causes.extend(old.difference(&new).map(|id| Cause::new(CauseKind::FindingGone, format!("The finding {id} is gone."), vec![])));
        causes.len() > count
    }
}

/// The keys of what somebody signed on a side.
fn signed<'a>(side: Side<'a>) -> impl Iterator<Item = &'a str> {
    let decisions = side.data.rows(Table::Decisions).iter();
    decisions.filter(|d| d.get("kind") == Some("sign_off")).filter_map(|d| d.get("subject"))
}

fn by_leaf(findings: &[Marked]) -> Cited<'_> {
    let mut found = Cited::new();
    for finding in findings {
        for requirement in &finding.requirements {
            found.entry((requirement, finding.workflow.as_deref())).or_default().insert(finding.id.as_str());
        }
    }
    found
}

/// The records an outcome names.
fn named<'o>(outcome: &'o Outcome, keys: &mut BTreeSet<Key<'o>>) {
    for proof in outcome.facets.iter().flat_map(|f| &f.proofs) {
        keys.insert((Table::Controls, proof.control.as_str()));
        keys.extend(proof.tests.iter().map(|t| (Table::ControlTests, t.as_str())));
        keys.extend(proof.evidence.iter().map(|e| (Table::Evidence, e.as_str())));
        keys.extend(proof.decisions.iter().map(|d| (Table::Decisions, d.as_str())));
    }
    keys.extend(outcome.facets.iter().flat_map(|f| &f.decisions).map(|d| (Table::Decisions, d.as_str())));
    keys.extend(outcome.exception.iter().map(|e| (Table::Exceptions, e.as_str())));
    keys.extend(outcome.decision.iter().map(|d| (Table::Decisions, d.as_str())));
    keys.extend(outcome.flags.iter().map(|(d, _)| (Table::Decisions, d.as_str())));
}

/// Columns that only say what something is called. No rule reads them; who signs a record signs them too.
const LABELS: [&str; 6] = ["name", "title", "statement", "purpose", "business_process", "business_unit"];

/// Whether an edit only changes what something is called.
fn only_renames(table: Table, edit: &Edit) -> bool {
    let labelled = matches!(table, Table::Workflows | Table::Controls | Table::Evidence);
    matches!(edit, Edit::Changed(fields) if labelled && fields.iter().all(|f| LABELS.contains(&f.column.as_str())))
}

/// How many columns of a record are told.
const COLUMNS: usize = 3;

/// An edited record in one sentence.
fn edited((table, key): Key<'_>, edit: &Edit) -> Cause {
    let name = key.replace(crate::record::KEY_SEPARATOR, " / ");
    let text = match edit {
        Edit::Added => format!("{table} {name} is new."),
        Edit::Removed => format!("{table} {name} is not there any more."),
        Edit::Changed(fields) => {
            let told = |v: &Option<String>| v.clone().unwrap_or_else(|| "unknown".to_owned());
            // What was worked out from the bytes follows from them.
            let worked_out = |f: &&FieldChange| matches!(f.column.as_str(), crate::evidence::UNDATED | crate::evidence::ipe::CHECKS);
            let fields: Vec<&FieldChange> = fields.iter().filter(|f| !worked_out(f)).collect();
            let shown: Vec<String> =
                fields.iter().take(COLUMNS).map(|f| format!("{} from {} to {}", f.column, told(&f.old), told(&f.new))).collect();
            let what = match fields.len() {
                0 => "the checks of its bytes show something else".to_owned(),
                n if n > COLUMNS => format!("{} and {} more", shown.join(", "), n - COLUMNS),
                _ => shown.join(", "),
            };
            format!("{table} {name} was changed: {what}.")
        }
    };
    Cause::new(CauseKind::AnswerEdited, text, vec![Subject { table, key: key.to_owned() }])
}
