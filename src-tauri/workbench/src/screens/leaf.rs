//! One requirement for one workflow, in full.

use crate::error::{Error, Result};
use crate::screens::bars::short_title;
use crate::screens::register::person_name;
use crate::screens::why::{Asked, deciding, facet_line};
use crate::screens::workflow::no_workflow;
use crate::screens::{FacetLine, FiredRule, LeafView, Reading};
use countersign_core::SourceRef;
use countersign_core::assess::{FacetResult, FacetState};
use countersign_core::citation::Resolver;
use countersign_core::gap_report::NamedId;
use countersign_core::tables::Table;

impl Reading {
    /// One requirement for one workflow, or for the organisation.
    ///
    /// # Errors
    /// `assess/none`, `assess/other-ruleset`; `usage/id` when nothing that is assessed has that id; `usage/workflow` when the workflow
    /// is not in the assessment, or none is named for a requirement that is asked of each; `workspace/failed`.
    pub fn leaf(&self, requirement: &str, workflow: Option<&str>) -> Result<LeafView> {
        let asked = self.asked(requirement, workflow)?;
        let (r, o) = (asked.requirement, asked.outcome);
        let about = asked.workflow().map(|w| NamedId { id: w.key.clone(), name: w.get("name").unwrap_or("").to_owned() });
        Ok(LeafView {
            id: r.id.to_string(),
            label: r.label.clone(),
            title: r.title.clone(),
            framework: short_title(asked.edition),
            kind: asked.edition.kind,
            text: r.text.clone(),
            official_text: self.official_text(&r.id),
            workflow: about,
            status: o.status,
            computed: o.computed,
            line: line(&o.facets),
            facets: o.facets.iter().map(|f| asked.facet_line(f)).collect::<Result<_>>()?,
            why: asked.why(),
            changes: asked.changes(),
            rules: asked.rules(),
            evidence: asked.evidence(),
        })
    }

    /// What a question about a requirement and a workflow means.
    pub(crate) fn asked(&self, requirement: &str, workflow: Option<&str>) -> Result<Asked<'_>> {
        let a = &self.assessment()?.assessment;
        let unknown = || {
            Error::new(
                "usage/id",
                format!("The assessment covers no requirement `{requirement}`."),
                "Name it in full, for example nist-csf@2.0/PR.AA-05; assess again to cover another framework.",
            )
        };
        let id = match requirement.parse() {
            Ok(id) => id,
            Err(_) => Resolver::new(&self.content, &self.now.choices).resolve(requirement).requirement.ok_or_else(unknown)?,
        };
        let at = self.tally.position(&id).ok_or_else(unknown)?;
        let edition = self.content.edition(&id.edition).ok_or_else(unknown)?;
        let requirement = edition.requirement(&id.id).ok_or_else(unknown)?;
        let row = match workflow {
            _ if a.organisation.contains_key(&at) => None,
            Some(w) => Some(a.workflow(w).ok_or_else(|| no_workflow(w))?),
            None => {
                let said = format!("{} is asked of each workflow.", requirement.label);
                return Err(Error::new("usage/workflow", said, "Name the workflow."));
            }
        };
        let outcome = a.outcome(at, row).ok_or_else(unknown)?;
        Ok(Asked { reading: self, assessment: a, edition, requirement, at, row, outcome })
    }

    /// A person's name at the time of the assessment.
    pub(crate) fn person<'a>(&'a self, id: &'a str) -> &'a str {
        self.assessed.as_ref().map_or(id, |a| person_name(&a.frozen.data, id))
    }
}

impl Asked<'_> {
    /// One facet with its reason and where that rests.
    ///
    /// # Errors
    /// `workspace/failed`.
    pub fn facet_line(&self, result: &FacetResult) -> Result<FacetLine> {
        let facet = self.requirement.facets.iter().find(|f| f.id == result.facet);
        Ok(FacetLine {
            id: result.facet.clone(),
            title: facet.map_or_else(|| result.facet.clone(), |f| f.title.clone()),
            essential: facet.is_some_and(|f| f.essential),
            state: Some(result.state),
            line: match self.no_control(&result.facet).filter(|_| result.code == "NO-CONTROL") {
                Some(d) => format!("{}: {}", d.key, d.get("reason").unwrap_or("no control exists")),
                None => facet_line(result),
            },
            source: self.source(result)?,
        })
    }

    /// The cell a facet rests on: the evidence that shows it, the test that was made of it, the claim of its control.
    fn source(&self, result: &FacetResult) -> Result<Option<SourceRef>> {
        let Some(a) = &self.reading.assessed else { return Ok(None) };
        let data = &a.frozen.data;
        if result.code == "NO-CONTROL" {
            return Ok(self.no_control(&result.facet).map(|d| data.cell(d, Some("reason"))));
        }
        if let Some(code) = result.findings.first() {
            let workflow = self.row.and_then(|r| self.assessment.rows.get(r)).map(|r| r.workflow.as_str());
            let here = |f: &&countersign_core::findings::Finding| f.full_code() == *code && f.workflow.as_deref() == workflow;
            let Some(found) = self.assessment.findings.iter().find(here) else { return Ok(None) };
            let found = self.reading.telling(a, |telling| telling.one(found))?;
            return Ok(found.condition.first().and_then(|s| s.at.first()).map(|p| p.source(data)));
        }
        let Some(proof) = deciding(result) else { return Ok(None) };
        let cell = |table: Table, key: Option<&String>, column: &str| {
            let record = data.find(table, key?)?;
            Some(if data.has_column(record, column) { data.cell(record, Some(column)) } else { data.naming_cell(record) })
        };
        let shown = proof.evidence.first().filter(|_| result.state == FacetState::Ok || proof.code.starts_with("EVIDENCE"));
        Ok(cell(Table::Evidence, shown, "file")
            .or_else(|| cell(Table::ControlTests, proof.tests.first(), "result"))
            .or_else(|| cell(Table::Controls, Some(&proof.control), "claim")))
    }

    /// The rules that made it applicable here.
    pub fn rules(&self) -> Vec<FiredRule> {
        let Some(row) = self.row else { return Vec::new() };
        let fired = self.assessment.fired(self.at, row).into_iter();
        fired
            .filter_map(|(id, assumed)| {
                let rule = self.reading.content.rules.iter().find(|r| r.id == id)?;
                Some(FiredRule { id: rule.id.clone(), title: rule.title.clone(), sentence: rule.when.sentence(), assumed })
            })
            .collect()
    }

    /// The evidence that was looked at: the file that its screen opens, and its title.
    fn evidence(&self) -> Vec<NamedId> {
        let mut files: Vec<&str> =
            self.outcome.facets.iter().flat_map(|f| &f.proofs).flat_map(|p| &p.evidence).map(String::as_str).collect();
        files.sort_unstable();
        files.dedup();
        let data = self.reading.assessed.as_ref().map(|a| &a.frozen.data);
        let title = |file: &str| data.and_then(|d| d.find(Table::Evidence, file)).and_then(|e| e.get("title")).unwrap_or(file).to_owned();
        files.into_iter().map(|file| NamedId { id: file.to_owned(), name: title(file) }).collect()
    }
}

/// `4 of 6 facets hold, 1 partial, 1 fails`.
fn line(facets: &[FacetResult]) -> String {
    let n = |wanted: FacetState| facets.iter().filter(|f| f.state == wanted).count();
    let (ok, part, open, fail) = (n(FacetState::Ok), n(FacetState::Part), n(FacetState::Open), n(FacetState::Fail));
    if facets.is_empty() {
        return "Does not apply, so no facet is looked at".to_owned();
    }
    let mut said = vec![match facets.len() {
        1 => format!("{ok} of 1 facet holds"),
        all => format!("{ok} of {all} facets hold"),
    }];
    let parts = [(part, "partial", "partial"), (open, "open", "open"), (fail, "fails", "fail")];
    said.extend(parts.iter().filter(|(n, ..)| *n > 0).map(|(n, one, many)| format!("{n} {}", if *n == 1 { one } else { many })));
    said.join(", ")
}
