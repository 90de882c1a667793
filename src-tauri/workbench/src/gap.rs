//! The gap report as a document, from an assessment: every figure with its denominator, every line with its source.

use crate::assessing::Assessed;
use crate::desk::Workbench;
use crate::error::{Error, Result};
use crate::gap_words as words;
use crate::pressing::{Pressing, lacks_essential};
use chrono::NaiveDate;
use countersign_core::assess::{Frame, Outcome};
use countersign_core::catalog::{Edition, Requirement};
use countersign_core::citation::{Resolver, State};
use countersign_core::findings::{Finding, FindingLine};
use countersign_core::gap_report::{
    Basis, CitationLine, Exclusion, FrameworkPage, Gap, GapReport, Grid, GridRow, Group, ListedRequirement, NamedId, RequirementLine,
    RuleLine, Scope, Threshold,
};
use countersign_core::parameters::PARAMETERS;
use countersign_core::record::parse_day;
use countersign_core::status::{Counts, Status};
use countersign_core::tables::Table;
use countersign_store::Seq;
use std::collections::{BTreeMap, BTreeSet};

/// How many workflows, and how many cells, are named with a gap; how many there are beside them is told.
const NAMED: usize = 100;

/// What a report is written from.
pub(crate) struct Writing<'a> {
    pub bench: &'a Workbench,
    pub assessed: &'a Assessed,
    pub frame: Frame<'a>,
    /// Positions of the workflows in the report.
    pub rows: Vec<usize>,
    pub official: BTreeMap<String, BTreeMap<String, String>>,
}

impl Workbench {
    /// The gap report of an assessment, of one framework or one workflow if asked.
    ///
    /// # Errors
    /// `usage/framework`, `usage/workflow`, `workspace/failed`.
    pub fn gap_report(&self, assessed: &Assessed, framework: Option<&str>, workflow: Option<&str>) -> Result<GapReport> {
        let a = &assessed.assessment;
        let wanted = framework.map(|f| self.edition(f)).transpose()?;
        let rows: Vec<usize> = match workflow {
            None => self.in_file_order(assessed),
            Some(id) => vec![a.workflow(id).ok_or_else(|| {
                Error::new(
                    "usage/workflow",
                    format!("There is no workflow `{id}` in this assessment."),
                    "List them with `countersign analysis`.",
                )
            })?],
        };
        let resolver = Resolver::new(&self.content, &assessed.frozen.choices);
        let frame = assessed.frame(&self.content);
        let official = assessed.frozen.attached.iter().map(|c| (c.edition.clone(), crate::catalogs::official_texts(c))).collect();
        let w = Writing { bench: self, assessed, frame, rows, official };
        let editions: Vec<&Edition> =
            a.basis.editions.iter().filter(|e| wanted.as_ref().is_none_or(|x| x == *e)).filter_map(|e| self.content.edition(e)).collect();
        if editions.is_empty() {
            return Err(Error::new(
                "usage/framework",
                "The assessment does not cover that framework.",
                "Assess again; every shipped framework is covered by default.",
            ));
        }
        let frameworks: Vec<FrameworkPage> = editions.iter().map(|e| w.page(e)).collect();
        let citations: Vec<CitationLine> = crate::resolving::citations(&assessed.frozen.data, &resolver)
            .into_iter()
            .filter(|(c, _)| c.state.is_open())
            .map(|(c, at)| CitationLine {
                text: c.text,
                state: if c.state == State::Ambiguous { "ambiguous" } else { "unknown" }.to_owned(),
                candidates: c.candidates.iter().map(|x| format!("{} {}", x.id, x.title)).collect(),
                at,
            })
            .collect();
        let organisation = self.organisation()?;
        let set = a.set_to_met(workflow);
        let by_decision = w.each(&editions).filter(|(at, ..)| set.contains(at) && w.counts(*at).status() == Status::Met).count();
        let scope = w.scope(framework, workflow);
        let evidence = w.evidence();
        let (rejected, unread) = (w.rejected()?, w.unread());
        let decisions = crate::gap_decisions::said(&w, &resolver, &editions, workflow);
        Ok(GapReport {
            schema: "countersign/gap-report@1".to_owned(),
            lead: words::lead(&organisation, &frameworks, scope.workflows, by_decision as u64),
            basis: w.basis(),
            gaps: w.gaps(&editions),
            findings: w.findings(&editions, workflow.is_none())?,
            not_applicable: w.not_applicable(&editions),
            not_assessed: w.not_assessed(&editions),
            workflows: w.workflows(),
            controls: w.controls(),
            exceptions: w.exceptions(),
            sources: w.sources()?,
            rules: w.rules(),
            thresholds: w.thresholds(),
            limits: words::limits(&w, self.last_import(assessed)?, decisions, &citations, &evidence, (&rejected, unread.len() as u64)),
            grid: w.grid(&editions),
            evidence,
            rejected,
            unread,
            citations,
            frameworks,
            scope,
            organisation,
        })
    }
}

impl Workbench {
    /// The day of the last import that an assessment knows of.
    fn last_import(&self, assessed: &Assessed) -> Result<Option<NaiveDate>> {
        let known = |seq: Seq| seq <= assessed.frozen.seq;
        let batches = self.workspace.batches()?;
        Ok(batches.iter().filter(|b| known(b.seq) && !b.undone_by.is_some_and(known)).filter_map(|b| parse_day(&b.at)).max())
    }

    /// The workflows of an assessment in the order of the files they came from, as their owners know them.
    fn in_file_order(&self, assessed: &Assessed) -> Vec<usize> {
        let mut rows: Vec<usize> = (0..assessed.assessment.rows.len()).collect();
        rows.sort_by_key(|w| {
            let row = assessed.assessment.rows.get(*w);
            row.and_then(|r| assessed.frozen.data.find(Table::Workflows, &r.workflow)).map(|w| w.origin)
        });
        rows
    }
}

impl<'a> Writing<'a> {
    /// The counts of a requirement over the workflows of the report.
    pub fn counts(&self, requirement: usize) -> Counts {
        let a = &self.assessed.assessment;
        if a.organisation.contains_key(&requirement) {
            return Counts::of(a.outcome(requirement, None).map(|o| o.status));
        }
        Counts::of(self.rows.iter().filter_map(|w| a.outcome(requirement, Some(*w))).map(|o| o.status))
    }

    /// The outcomes of a requirement with the workflow each is of.
    pub fn outcomes(&self, requirement: usize) -> Vec<(Option<usize>, &'a Outcome)> {
        let a = &self.assessed.assessment;
        if a.organisation.contains_key(&requirement) {
            return a.outcome(requirement, None).map(|o| (None, o)).into_iter().collect();
        }
        self.rows.iter().filter_map(|w| Some((Some(*w), a.outcome(requirement, Some(*w))?))).collect()
    }

    /// The requirements of some editions, with their positions in the assessment.
    pub fn each<'e>(&'e self, editions: &'e [&'a Edition]) -> impl Iterator<Item = (usize, &'a Edition, &'a Requirement)> + 'e {
        editions.iter().flat_map(move |e| e.assessable().filter_map(move |r| Some((self.assessed.assessment.position(&r.id)?, *e, r))))
    }

    fn basis(&self) -> Basis {
        let a = &self.assessed.assessment;
        Basis {
            kind: if a.basis.point_in_time { "point_in_time" } else { "period" }.to_owned(),
            from: a.basis.period.from.to_string(),
            to: a.basis.period.to.to_string(),
            as_of: a.basis.period.as_of.to_string(),
            assessed_at: self.assessed.at.clone(),
            assessment: self.assessed.id.clone(),
            snapshot: self.assessed.snapshot.clone(),
            ruleset: a.ruleset.clone(),
            tool_version: self.assessed.tool_version.clone(),
            sign_off: "draft".to_owned(),
        }
    }

    fn scope(&self, framework: Option<&str>, workflow: Option<&str>) -> Scope {
        let mut scope = Scope {
            workflows: 0,
            by_environment: BTreeMap::new(),
            by_lifecycle: BTreeMap::new(),
            by_class: BTreeMap::new(),
            exclusions: Vec::new(),
        };
        for row in self.rows.iter().filter_map(|r| self.assessed.assessment.rows.get(*r)) {
            let Some(w) = self.assessed.frozen.data.find(Table::Workflows, &row.workflow) else { continue };
            scope.workflows += 1;
            *scope.by_environment.entry(w.get("environment").unwrap_or("environment not told").to_owned()).or_default() += 1;
            *scope.by_lifecycle.entry(w.get("lifecycle").unwrap_or("lifecycle not told").to_owned()).or_default() += 1;
            *scope.by_class.entry(self.class(w)).or_default() += 1;
        }
        for (what, name) in [("frameworks", framework), ("workflows", workflow)] {
            if let Some(name) = name {
                scope
                    .exclusions
                    .push(Exclusion { what: format!("all {what} but {name}"), reason: "the report was asked for it alone".to_owned() });
            }
        }
        for edition in self.bench.content.editions.iter().filter(|e| !self.assessed.assessment.basis.editions.contains(&e.id)) {
            scope.exclusions.push(Exclusion {
                what: edition.id.to_string(),
                reason: format!("{} edition, not chosen for this assessment", edition.status),
            });
        }
        scope
    }

    fn page(&self, edition: &'a Edition) -> FrameworkPage {
        let mut statuses: BTreeMap<&str, Status> = BTreeMap::new();
        let mut requirements = Vec::new();
        let official = self.official.get(&edition.id.to_string());
        for r in edition.assessable() {
            let Some(at) = self.assessed.assessment.position(&r.id) else { continue };
            let counts = self.counts(at);
            statuses.insert(&r.id.id, counts.status());
            requirements.push(RequirementLine {
                id: r.id.to_string(),
                label: r.label.clone(),
                title: r.title.clone(),
                text: r.text.clone(),
                official_text: official.and_then(|t| t.get(&r.id.id)).cloned(),
                group: r.parent.as_ref().map_or_else(|| edition.id.to_string(), |p| edition.id.requirement(p).to_string()),
                status: counts.status(),
                counts,
                reason: words::reason_in_one_line(counts.status(), &self.outcomes(at)),
            });
        }
        let counts = Counts::of(statuses.values().copied());
        let mut groups: Vec<Group> = edition
            .groups()
            .map(|(g, depth, below)| {
                let counts = Counts::of(below.iter().filter_map(|r| statuses.get(r.id.id.as_str()).copied()));
                let depth = u8::try_from(depth).unwrap_or(u8::MAX);
                Group { id: g.id.to_string(), label: g.label.clone(), title: g.title.clone(), depth, status: counts.status(), counts }
            })
            .collect();
        if groups.is_empty() {
            // A flat list: its elements are the rows of the table, one leaf count each.
            groups = requirements
                .iter()
                .map(|r| Group {
                    id: r.id.clone(),
                    label: r.label.clone(),
                    title: r.title.clone(),
                    depth: 0,
                    status: r.status,
                    counts: Counts::of([r.status]),
                })
                .collect();
        }
        FrameworkPage {
            id: edition.id.to_string(),
            title: edition.title.clone(),
            publisher: edition.publisher.clone(),
            kind: edition.kind,
            unit: words::plural(&edition.assessed_level),
            status: counts.status(),
            lead: words::framework_lead(edition, &counts),
            counts,
            groups,
            requirements,
        }
    }

    fn gaps(&self, editions: &[&'a Edition]) -> Vec<Gap> {
        let mut found: Vec<(Pressing, Gap)> = Vec::new();
        for (at, edition, r) in self.each(editions) {
            let counts = self.counts(at);
            let status = counts.status();
            if matches!(status, Status::Met | Status::NotApplicable) {
                continue;
            }
            let outcomes = self.outcomes(at);
            let deciding: Vec<(Option<usize>, &Outcome)> = outcomes.iter().filter(|(_, o)| o.status == status).copied().collect();
            let prod = deciding.iter().filter(|(w, _)| self.workflow(*w).is_some_and(|w| w.get("environment") == Some("prod"))).count();
            let pressing = Pressing {
                status,
                essential: deciding.iter().filter(|(_, o)| lacks_essential(r, o)).count(),
                prod,
                leaves: deciding.len(),
                at,
            };
            found.push((pressing, self.gap(at, edition, r, counts, &deciding)));
        }
        found.sort_by_key(|(pressing, _)| pressing.key());
        found
            .into_iter()
            .enumerate()
            .map(|(i, (_, mut gap))| {
                gap.rank = u64::try_from(i).unwrap_or(u64::MAX).saturating_add(1);
                gap
            })
            .collect()
    }

    fn gap(&self, at: usize, edition: &'a Edition, r: &'a Requirement, counts: Counts, deciding: &[(Option<usize>, &'a Outcome)]) -> Gap {
        let status = counts.status();
        let lacking = words::lacking(deciding);
        let facets: Vec<&str> = lacking.iter().map(|f| f.facet.as_str()).collect();
        let starter = words::starter(&self.bench.content, r, &facets);
        let data = &self.assessed.frozen.data;
        let mut workflows: Vec<NamedId> = Vec::new();
        let (mut sources, mut all) = (Vec::new(), 0_usize);
        let mut rests_on = |cell| {
            all += 1;
            if sources.len() < NAMED {
                sources.push(cell);
            }
        };
        let (mut owners, mut controls): (Vec<&str>, BTreeSet<&str>) = (Vec::new(), BTreeSet::new());
        for (row, outcome) in deciding {
            if let Some(w) = self.workflow(*row) {
                rests_on(data.naming_cell(w));
                if workflows.len() < NAMED {
                    workflows.push(NamedId { id: w.key.clone(), name: w.get("name").unwrap_or("").to_owned() });
                }
            }
            for proof in outcome.facets.iter().flat_map(|f| &f.proofs).filter(|p| controls.insert(&p.control)) {
                let Some(c) = data.find(Table::Controls, &proof.control) else { continue };
                if let Some(owner) = c.get("owner").filter(|o| !owners.contains(o)) {
                    owners.push(owner);
                }
                rests_on(data.cell(c, Some("claim")));
            }
        }
        let rules = self.rules_of(at, deciding);
        Gap {
            rank: 0,
            requirement: r.id.to_string(),
            label: r.label.clone(),
            title: r.title.clone(),
            framework: edition.id.to_string(),
            kind: edition.kind,
            status,
            counts,
            question: words::question(r, starter),
            cause: words::cause(status, deciding, counts, &self.named(at, r)),
            missing: words::missing(r, &lacking),
            next_step: words::next_step(r, deciding, starter),
            owner: owners.into_iter().take(3).map(|o| self.person(o)).collect::<Vec<_>>().join(", "),
            affected: u64::try_from(deciding.iter().filter(|(w, _)| w.is_some()).count()).unwrap_or(u64::MAX),
            workflows,
            rules,
            more_sources: u64::try_from(all - sources.len()).unwrap_or(u64::MAX),
            sources,
        }
    }

    /// The parts of a requirement that some control covers, in whichever workflows.
    fn named<'r>(&self, at: usize, r: &'r Requirement) -> BTreeSet<&'r str> {
        let of = self.frame.controls_of.get(at).into_iter().flatten().filter_map(|c| self.frame.controls.get(*c));
        let parts: BTreeSet<usize> = of.filter_map(|c| c.covers.get(&at)).flatten().copied().collect();
        parts.into_iter().filter_map(|i| r.facets.get(i)).map(|f| f.id.as_str()).collect()
    }

    /// The findings about the workflows and frameworks of the report; when all workflows are in it, also those about none, and about one that
    /// is not on record.
    fn findings(&self, editions: &[&'a Edition], whole: bool) -> Result<Vec<FindingLine>> {
        let a = &self.assessed.assessment;
        let rows: BTreeSet<&str> = self.rows.iter().filter_map(|r| a.rows.get(*r)).map(|r| r.workflow.as_str()).collect();
        let about = |f: &Finding| whole || f.workflow.as_deref().is_some_and(|w| rows.contains(w));
        let asked = |f: &Finding| f.criteria.is_empty() || f.criteria.iter().any(|(id, _)| editions.iter().any(|e| e.id == id.edition));
        let findings: Vec<&Finding> = a.findings.iter().filter(|f| about(f) && asked(f)).collect();
        let (content, data) = (&*self.bench.content, &self.assessed.frozen.data);
        let mut lines = self.bench.telling(self.assessed).each(&findings, &|f| FindingLine::of(content, f, data))?;
        for line in &mut lines {
            line.owner = line.owner.take().map(|o| self.person(&o));
        }
        Ok(lines)
    }

    /// The rules that made a requirement applicable to the leaves that decide.
    fn rules_of(&self, at: usize, deciding: &[(Option<usize>, &'a Outcome)]) -> Vec<String> {
        let a = &self.assessed.assessment;
        let mut fired: BTreeMap<&str, bool> = BTreeMap::new();
        for row in deciding.iter().filter_map(|(w, _)| *w) {
            for (rule, assumed) in a.fired(at, row) {
                let only_assumed = fired.entry(rule).or_insert(true);
                *only_assumed &= assumed;
            }
        }
        fired.into_iter().map(|(rule, assumed)| if assumed { format!("{rule} (assumed)") } else { rule.to_owned() }).collect()
    }

    /// A person as a role when they have one, else as written.
    pub fn person(&self, id: &str) -> String {
        let role = self
            .assessed
            .frozen
            .data
            .find(Table::People, id)
            .and_then(|p| p.list("roles"))
            .and_then(|r| r.first().map(|r| (*r).to_owned()));
        role.map_or_else(|| id.to_owned(), |r| format!("{r} ({id})"))
    }

    /// The workflow at a position.
    pub fn workflow(&self, row: Option<usize>) -> Option<&'a countersign_core::Record> {
        let row = self.assessed.assessment.rows.get(row?)?;
        self.assessed.frozen.data.find(Table::Workflows, &row.workflow)
    }

    fn not_applicable(&self, editions: &[&'a Edition]) -> Vec<ListedRequirement> {
        let mut listed = Vec::new();
        for (at, _, r) in self.each(editions) {
            let mut by_reason: BTreeMap<(&str, Option<&str>), u64> = BTreeMap::new();
            for (_, o) in self.outcomes(at).into_iter().filter(|(_, o)| o.status == Status::NotApplicable) {
                *by_reason.entry((&o.code, o.decision.as_deref())).or_default() += 1;
            }
            for ((code, decision), leaves) in by_reason {
                let record = decision.and_then(|d| self.assessed.frozen.data.find(Table::Decisions, d));
                let named: Vec<&str> = self
                    .assessed
                    .assessment
                    .rules
                    .iter()
                    .enumerate()
                    .filter(|(i, _)| self.assessed.assessment.named_by.get(at).is_some_and(|m| m.contains(*i)))
                    .map(|(_, id)| id.as_str())
                    .collect();
                let reason = match record {
                    Some(d) => d.get("reason").unwrap_or("").to_owned(),
                    None => format!("none of the rules that name it fires ({})", named.join(", ")),
                };
                let decided = record.map_or_else(String::new, |d| {
                    format!(
                        "{}, approved by {}",
                        self.person(d.get("decided_by").unwrap_or("")),
                        self.person(d.get("approved_by").unwrap_or(""))
                    )
                });
                listed.push(ListedRequirement {
                    requirement: r.id.to_string(),
                    label: r.label.clone(),
                    title: r.title.clone(),
                    code: code.to_owned(),
                    reason,
                    leaves,
                    decided_by: decided,
                    source: record.map(|d| self.assessed.frozen.data.cell(d, Some("reason"))),
                });
            }
        }
        listed
    }

    fn not_assessed(&self, editions: &[&'a Edition]) -> Vec<ListedRequirement> {
        let mut listed = Vec::new();
        for (at, _, r) in self.each(editions) {
            let outcomes = self.outcomes(at);
            let open: Vec<(Option<usize>, &Outcome)> = outcomes.into_iter().filter(|(_, o)| o.status == Status::NotAssessed).collect();
            let Some((first, outcome)) = open.first() else { continue };
            let (code, reason) = words::why_open(outcome);
            listed.push(ListedRequirement {
                requirement: r.id.to_string(),
                label: r.label.clone(),
                title: r.title.clone(),
                code,
                reason,
                leaves: u64::try_from(open.len()).unwrap_or(u64::MAX),
                decided_by: String::new(),
                source: self.workflow(*first).map(|w| self.assessed.frozen.data.naming_cell(w)),
            });
        }
        listed
    }

    fn rules(&self) -> Vec<RuleLine> {
        self.bench
            .content
            .rules
            .iter()
            .filter_map(|rule| {
                let bit = self.assessed.assessment.rules.iter().position(|id| *id == rule.id)?;
                let rows = || self.rows.iter().filter_map(|r| self.assessed.assessment.rows.get(*r));
                let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
                Some(RuleLine {
                    id: rule.id.clone(),
                    title: rule.title.clone(),
                    sentence: rule.when.sentence(),
                    why: rule.why.clone(),
                    fired: count(rows().filter(|r| r.fired.contains(bit)).count()),
                    assumed: count(rows().filter(|r| r.assumed.contains(bit)).count()),
                })
            })
            .collect()
    }

    fn thresholds(&self) -> Vec<Threshold> {
        let used = &self.assessed.assessment.basis.parameters;
        PARAMETERS
            .iter()
            .map(|p| Threshold {
                name: p.name.to_owned(),
                value: used.get(p.name).to_string(),
                default: p.default.to_string(),
                meaning: p.meaning.to_owned(),
            })
            .collect()
    }

    fn grid(&self, editions: &[&'a Edition]) -> Grid {
        let columns: Vec<(usize, String)> = self.each(editions).map(|(at, _, r)| (at, r.id.to_string())).collect();
        let a = &self.assessed.assessment;
        let rows = self
            .rows
            .iter()
            .filter_map(|w| {
                let cells = columns
                    .iter()
                    .map(|(at, _)| if a.organisation.contains_key(at) { ' ' } else { letter(a.outcome(*at, Some(*w)).map(|o| o.status)) })
                    .collect();
                Some(GridRow { workflow: a.rows.get(*w)?.workflow.clone(), cells })
            })
            .collect();
        Grid { requirements: columns.into_iter().map(|(_, id)| id).collect(), rows }
    }

    /// The class of a workflow as it is printed.
    pub fn class(&self, w: &countersign_core::Record) -> String {
        let v = crate::analysis::variability(&self.assessed.assessment, w);
        if v.low == v.high { v.high.word().to_owned() } else { format!("{} to {}", v.low.word(), v.high.word()) }
    }
}

/// The letter of a status in the grid; a requirement asked of the organisation has none.
pub(crate) fn letter(status: Option<Status>) -> char {
    match status {
        Some(Status::Met) => 'M',
        Some(Status::AcceptedRisk) => 'A',
        Some(Status::Partial) => 'P',
        Some(Status::NotAssessed) | None => 'O',
        Some(Status::NotMet) => 'X',
        Some(Status::NotApplicable) => '-',
    }
}
