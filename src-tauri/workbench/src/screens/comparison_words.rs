//! What a comparison says in words: what accounts for most of each kind of change, and what it cannot tell apart.

use crate::assessing::Assessed;
use crate::screens::AssessmentLine;
use crate::screens::comparison_view::ChangeTally;
use crate::screens::reading::count;
use countersign_core::compare::{Cause, CauseKind, Change, ChangeKind, Comparison};
use countersign_core::words::grouped;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The kinds of changes in the order in which they are read.
pub(super) const KINDS: [ChangeKind; 7] = [
    ChangeKind::Improved,
    ChangeKind::Regressed,
    ChangeKind::EvidenceAged,
    ChangeKind::NewlyAssessed,
    ChangeKind::Appeared,
    ChangeKind::Gone,
    ChangeKind::Same,
];

/// Every kind of change with its count and with what accounts for most of it.
pub(super) fn tallies(found: &Comparison) -> Vec<ChangeTally> {
    KINDS.into_iter().map(|kind| ChangeTally { kind, leaves: found.counts.of(kind), says: says(found, kind) }).collect()
}

/// What accounts for most of the changes of a kind: one cause when it is behind more than half of them, else the most frequent kind of
/// cause. Among equals the one that was found first.
fn says(found: &Comparison, kind: ChangeKind) -> Option<String> {
    let changes: Vec<&Change> = found.leaves.iter().filter(|l| l.kind == kind).collect();
    if changes.is_empty() {
        return None;
    }
    if kind == ChangeKind::EvidenceAged {
        return Some("nothing changed but the day".to_owned());
    }
    let mut single: BTreeMap<u32, u64> = BTreeMap::new();
    let mut kinds: BTreeMap<CauseKind, u64> = BTreeMap::new();
    for change in &changes {
        for cause in &change.causes {
            *single.entry(*cause).or_default() += 1;
        }
        for kind in found.causes_of(change).map(|c| c.kind).collect::<BTreeSet<_>>() {
            *kinds.entry(kind).or_default() += 1;
        }
    }
    let all = count(changes.len());
    let most = single.into_iter().max_by_key(|(cause, n)| (*n, Reverse(*cause))).filter(|(_, n)| n * 2 > all);
    let cause = most.and_then(|(at, n)| Some((found.causes.get(usize::try_from(at).ok()?)?, n)));
    let (n, words) = match cause {
        Some((cause, n)) => (n, plain(cause)),
        None => kinds.into_iter().max_by_key(|(kind, n)| (*n, Reverse(*kind))).map(|(kind, n)| (n, kind_words(kind).to_owned()))?,
    };
    Some(if n == all { words } else { format!("{} of {}: {words}", grouped(n), grouped(all)) })
}

/// A cause as a part of a sentence.
fn plain(cause: &Cause) -> String {
    cause.text.strip_suffix('.').unwrap_or(&cause.text).to_owned()
}

/// What causes of a kind have in common.
fn kind_words(kind: CauseKind) -> &'static str {
    match kind {
        CauseKind::WorkflowAdded => "the workflow is new",
        CauseKind::WorkflowRemoved => "the workflow is not there any more",
        CauseKind::EvidenceAged => "evidence or a test became too old",
        CauseKind::ExceptionLapsed => "an exception ended",
        CauseKind::TimePassed => "the day moved on",
        CauseKind::PeriodChanged => "another period is looked at",
        CauseKind::AnswerEdited => "a record was added, changed or taken away",
        CauseKind::RuleFired => "another rule fires, or one does not any more",
        CauseKind::FrameworksChanged => "the framework was not asked for in one of the two",
        CauseKind::CatalogChanged => "catalogs, rules or starter controls differ",
        CauseKind::ThresholdChanged => "a threshold was changed",
        CauseKind::FindingNew => "a finding is new",
        CauseKind::FindingGone => "a finding is gone",
        CauseKind::OtherRecords => "something it rests on differs",
    }
}

/// What has to be known to read a comparison. `ruleset` is that of the program that compares.
pub(super) fn remarks(before: (&AssessmentLine, &Assessed), after: (&AssessmentLine, &Assessed), ruleset: &str) -> Vec<String> {
    let ((old_line, old), (new_line, new)) = (before, after);
    let mut remarks = Vec::new();
    if old_line.number == new_line.number {
        remarks.push("This is one and the same assessment, so that nothing differs.".to_owned());
    } else if old_line.number > new_line.number {
        remarks.push("Compared backwards: the assessment compared with was made later.".to_owned());
    }
    if old.assessment.ruleset != new.assessment.ruleset {
        remarks.push("The two were made with different rule sets: what that accounts for is listed as a cause.".to_owned());
    }
    if old.assessment.ruleset != ruleset && old.assessment.basis.period != new.assessment.basis.period {
        remarks.push(
            "The assessment compared with was made with a rule set that this program does not have, so that what time or another period \
             alone did may stand under Regressed."
                .to_owned(),
        );
    }
    if old.tool_version != new.tool_version {
        remarks.push(format!(
            "They were made by different versions of Countersign ({} and {}): what the program itself does otherwise is not told apart.",
            old.tool_version, new.tool_version
        ));
    }
    remarks
}
