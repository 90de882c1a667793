//! Where things stand, and what to do next.

use crate::error::Result;
use crate::pressing::{Pressing, lacks_essential};
use crate::screens::authorship_view::level;
use crate::screens::bars::short_name;
use crate::screens::reading::count;
use crate::screens::timeline::timeline;
use crate::screens::words::{number, things, upper_first};
use crate::screens::{AssessmentLine, DriftMark, EvidenceCounts, FrameworkBar, LevelCount, Reading};
use crate::status::{ClaimCounts, claim_counts, said_by_decision};
use countersign_core::assess::Assessment;
use countersign_core::catalog::{Edition, Requirement};
use countersign_core::status::{Counts, EditionKind, Status};
use countersign_core::variability::Class;
use countersign_core::words::grouped;
use serde::Serialize;

/// Where things stand.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Overview {
    /// The lead sentences, written from the counts.
    pub lead: Vec<String>,
    /// One bar per framework.
    pub frameworks: Vec<FrameworkBar>,
    /// The requirements that press most, at most eight.
    pub gaps: Vec<TopGap>,
    /// How many gaps there are in all.
    pub gaps_total: u64,
    /// What to do next, ordered by what it unblocks.
    pub next: Vec<NextStep>,
    /// Claims by state; nothing before the first assessment.
    pub claims: Option<ClaimCounts>,
    /// Workflows by class, most variable first.
    pub classes: Vec<ClassCell>,
    /// How many workflows there are.
    pub workflows: u64,
    /// Evidence by freshness.
    pub evidence: EvidenceCounts,
    /// Evidence over time: on file and fresh, day by day; after the as-of day it is what remains if nothing new arrives.
    pub timeline: Vec<EvidencePoint>,
    /// The findings that wait, by severity, the worst first; nothing when nobody looked for them.
    #[cfg_attr(feature = "types", ts(optional = nullable))]
    pub findings: Option<Vec<LevelCount>>,
    /// The assessment made before the one shown, which it can be compared with; nothing when there is none.
    pub before: Option<AssessmentLine>,
}

/// A requirement that is not supported.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct TopGap {
    /// Full requirement id.
    pub requirement: String,
    /// As printed by the publisher.
    pub label: String,
    /// Title.
    pub title: String,
    /// Short name of the framework.
    pub framework: String,
    /// Decides the words for the status.
    pub kind: EditionKind,
    /// The fold.
    pub status: Status,
    /// `4 of 25 workflows`, or `the organisation`.
    pub affected: String,
}

/// Something a person can do now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct NextStep {
    /// Stable: `assess`, `citations`, `evidence`, `owners`, `identities`, `exceptions`, `requests`, `reviews`, `import`, `open`.
    pub kind: String,
    /// A question with an answer.
    pub question: String,
    /// What stands behind it, with its counts.
    pub detail: String,
    /// The verb at the right.
    pub verb: String,
    /// The address of the place where it is done: `workflows?view=no-owner`.
    pub place: String,
}

/// The workflows of one class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ClassCell {
    /// `D0` to `D3`, by the upper end.
    pub class: String,
    /// `Deterministic`, …
    pub word: String,
    /// How many.
    pub workflows: u64,
    /// How many of them could be of a lower class if what is unknown turned out well.
    pub uncertain: u64,
    /// How many of them stand at each level of authorship drift, from none to too few data; nothing when nobody looked. One that the
    /// assessment does not know has too few.
    pub drift: Vec<DriftCount>,
}

/// The workflows at one level of authorship drift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct DriftCount {
    /// The level.
    pub level: DriftMark,
    /// How many.
    pub workflows: u64,
}

/// Evidence on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct EvidencePoint {
    /// The day.
    pub day: String,
    /// Artefacts known by then.
    pub on_file: u64,
    /// Those inside their freshness limit.
    pub fresh: u64,
    /// Whether the day is after the as-of day.
    pub projected: bool,
}

/// How many gaps are named.
const NAMED: usize = 8;

impl Reading {
    /// Where things stand, and what to do next.
    ///
    /// # Errors
    /// Never today; the shape of every question is the same.
    pub fn overview(&self) -> Result<Overview> {
        let (gaps, gaps_total) = self.top_gaps();
        Ok(Overview {
            lead: self.lead(),
            frameworks: self.frameworks()?,
            gaps,
            gaps_total,
            next: self.next_steps(),
            claims: self.assessed.as_ref().map(|a| claim_counts(&a.assessment.claims)),
            classes: self.classes(),
            workflows: count(self.register.lines.len()),
            evidence: self.ages.counts(&self.now.data),
            timeline: timeline(&self.now.data, &self.ages),
            findings: self.open_findings(),
            before: self.made_before(),
        })
    }

    /// The lead sentences: what the shown evidence supports in the first framework, what a person set to met beside that, and the rest.
    /// Together they name every applicable requirement once.
    fn lead(&self) -> Vec<String> {
        let workflows = count(self.register.lines.len());
        if workflows == 0 {
            return vec!["No workflow has been imported, so nothing is assessed.".to_owned()];
        }
        let held = format!("The inventory holds {}.", things(workflows, "workflow"));
        let first = self.tally.editions.first().and_then(|(id, _)| self.content.edition(id)).zip(self.tally.fold(0));
        let Some((edition, c)) = first else {
            let why = match self.unassessed {
                Some("assess/other-ruleset") => "The latest assessment was made with another rule set, so nothing is shown of it.",
                _ => "Nothing is assessed yet.",
            };
            return vec![held, why.to_owned()];
        };
        let name = short_name(edition);
        let threats = edition.kind == EditionKind::Threats;
        let unit = if threats { "threats" } else { "outcomes" };
        let verb = if threats { "treats" } else { "supports" };
        let by_decision = self.by_decision();
        let shown = c.met.saturating_sub(by_decision);
        let mut lead = vec![format!("Shown evidence {verb} {shown} of {} applicable {name} {unit}.", c.applicable())];
        lead.extend(said_by_decision(by_decision));
        let is = |n: u64| if n == 1 { "is" } else { "are" };
        let mut rest: Vec<String> = Vec::new();
        let mut say = |n: u64, what: &str| {
            if n > 0 {
                rest.push(format!("{} {} {what}", number(n), is(n)));
            }
        };
        say(c.not_met, if threats { "untreated" } else { "not met" });
        say(c.partial, if threats { "treated in part" } else { "supported in part" });
        say(c.accepted_risk, "accepted as a risk");
        say(c.not_assessed, "not assessed yet");
        if !rest.is_empty() {
            lead.push(format!("{}.", upper_first(&rest.join(", "))));
        }
        lead
    }

    /// How many requirements of the first framework are met because a person set them so.
    fn by_decision(&self) -> u64 {
        let set = self.assessed.as_ref().map(|a| a.assessment.set_to_met(None)).unwrap_or_default();
        let first = self.tally.editions.first().map(|(_, range)| range.clone()).unwrap_or_default();
        let met = |at: &usize| self.tally.requirements.get(*at).is_some_and(|counts| counts.status() == Status::Met);
        count(first.filter(|at| set.contains(at) && met(at)).count())
    }

    /// The requirements that press most, in the order of the gap report, and how many there are.
    fn top_gaps(&self) -> (Vec<TopGap>, u64) {
        let Some(a) = self.assessed.as_ref().map(|a| &a.assessment) else { return (Vec::new(), 0) };
        let mut found: Vec<(Pressing, &Edition, &Requirement)> = Vec::new();
        for edition in self.tally.editions.iter().filter_map(|(id, _)| self.content.edition(id)) {
            for r in edition.assessable() {
                let Some(at) = self.tally.position(&r.id) else { continue };
                let status = self.tally.requirements.get(at).map_or(Status::NotAssessed, Counts::status);
                if matches!(status, Status::Met | Status::NotApplicable) {
                    continue;
                }
                let mut pressing = Pressing { status, essential: 0, prod: 0, leaves: 0, at };
                for share in self.tally.spread.get(at).into_iter().flatten() {
                    let outcome = usize::try_from(share.outcome).ok().and_then(|o| a.outcomes.get(o));
                    let Some(outcome) = outcome.filter(|o| o.status == status) else { continue };
                    let leaves = usize::try_from(share.leaves).unwrap_or(usize::MAX);
                    pressing.leaves += leaves;
                    pressing.prod += usize::try_from(share.prod).unwrap_or(usize::MAX);
                    pressing.essential += if lacks_essential(r, outcome) { leaves } else { 0 };
                }
                found.push((pressing, edition, r));
            }
        }
        found.sort_by_key(|(pressing, ..)| pressing.key());
        let total = count(found.len());
        let named = found.into_iter().take(NAMED).map(|(pressing, edition, r)| TopGap {
            requirement: r.id.to_string(),
            label: r.label.clone(),
            title: r.title.clone(),
            framework: short_name(edition).to_owned(),
            kind: edition.kind,
            status: pressing.status,
            affected: match a.organisation.contains_key(&pressing.at) {
                true => "the organisation".to_owned(),
                false => format!("{} of {}", grouped(count(pressing.leaves)), things(count(a.rows.len()), "workflow")),
            },
        });
        (named.collect(), total)
    }

    fn classes(&self) -> Vec<ClassCell> {
        let analysed = self.assessed.as_ref().map(|a| &a.assessment).filter(|a| !a.analyses.is_empty());
        let drifts = |a: &Assessment, class: Class| {
            let of = self.register.lines.iter().filter(|l| l.class.high == class);
            let found: Vec<DriftMark> = of.map(|l| level(l.row.and_then(|row| a.analyses.get(row)?.authorship.level))).collect();
            DriftMark::ALL.map(|level| DriftCount { level, workflows: count(found.iter().filter(|m| **m == level).count()) }).to_vec()
        };
        let cell = |class: Class| {
            let of = || self.register.lines.iter().filter(move |l| l.class.high == class);
            ClassCell {
                class: class.word().to_owned(),
                word: class.title().to_owned(),
                workflows: count(of().count()),
                uncertain: count(of().filter(|l| l.class.low < l.class.high).count()),
                drift: analysed.map_or_else(Vec::new, |a| drifts(a, class)),
            }
        };
        [Class::D3, Class::D2, Class::D1, Class::D0].into_iter().map(cell).collect()
    }
}
