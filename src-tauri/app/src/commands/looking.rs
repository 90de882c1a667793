//! Looking: every question a screen asks. None of them changes anything.

use crate::session::{Job, Session};
use crate::shapes::{AlignWhich, ById, CountThese, LeafWhich, Nothing, TwoEditions, Words};
use countersign_workbench::screens::*;
use countersign_workbench::{CrosswalkReport, Explanation, Result};

pub(super) fn overview(session: &Session, _: Nothing, _: &Job) -> Result<Overview> {
    session.opened()?.reading()?.overview()
}

pub(super) fn since(session: &Session, _: Nothing, job: &Job) -> Result<Since> {
    Ok(session.opened()?.side_by_side(&ComparisonWhich::default(), job)?.since().clone())
}

pub(super) fn assessments(session: &Session, _: Nothing, _: &Job) -> Result<Vec<AssessmentLine>> {
    session.opened()?.reading()?.assessments()
}

pub(super) fn comparison(session: &Session, which: ComparisonWhich, job: &Job) -> Result<ComparisonView> {
    Ok(session.opened()?.side_by_side(&which, job)?.view().clone())
}

pub(super) fn changes(session: &Session, query: ChangesQuery, job: &Job) -> Result<ChangesPage> {
    session.opened()?.side_by_side(&query.which(), job)?.changes(&query)
}

/// While the assessment is being read the first rows come straight from the file, in the order of their ids. A query that filters or
/// sorts waits for it: rows that nobody sifted would pass for an answer.
pub(super) fn workflows(session: &Session, query: WorkflowQuery, _: &Job) -> Result<WorkflowPage> {
    let opened = session.opened()?;
    let (from, rows) = (query.from, query.rows);
    let plain = query == WorkflowQuery { framework: query.framework.clone(), from, rows, ..WorkflowQuery::default() };
    if plain && opened.reading_now()?.is_none() {
        return opened.reader().first_workflows(&query);
    }
    opened.reading()?.workflows(&query)
}

pub(super) fn workflow_counts(session: &Session, these: CountThese, _: &Job) -> Result<Vec<u64>> {
    session.opened()?.reading()?.workflow_counts(&these.queries)
}

pub(super) fn workflow_filters(session: &Session, _: Nothing, _: &Job) -> Result<Vec<FilterColumn>> {
    session.opened()?.reading()?.workflow_filters()
}

pub(super) fn workflow(session: &Session, which: ById, _: &Job) -> Result<WorkflowView> {
    session.opened()?.reading()?.workflow(&which.id)
}

pub(super) fn alignment(session: &Session, which: AlignWhich, _: &Job) -> Result<Alignment> {
    session.opened()?.reading()?.alignment(&which.workflow, &which.framework)
}

pub(super) fn leaf(session: &Session, which: LeafWhich, _: &Job) -> Result<LeafView> {
    session.opened()?.reading()?.leaf(&which.id, which.workflow.as_deref())
}

pub(super) fn explain(session: &Session, which: LeafWhich, _: &Job) -> Result<Explanation> {
    session.opened()?.reading()?.explain(&which.id, which.workflow.as_deref())
}

pub(super) fn cell(session: &Session, query: CellQuery, _: &Job) -> Result<CellView> {
    session.opened()?.reader().cell(&query)
}

pub(super) fn matrix(session: &Session, query: MatrixQuery, _: &Job) -> Result<Matrix> {
    session.opened()?.reading()?.matrix(&query)
}

pub(super) fn frameworks(session: &Session, _: Nothing, _: &Job) -> Result<Vec<FrameworkBar>> {
    session.opened()?.reading()?.frameworks()
}

pub(super) fn framework_tree(session: &Session, which: ById, _: &Job) -> Result<FrameworkTree> {
    session.opened()?.reading()?.framework_tree(&which.id)
}

pub(super) fn requirement(session: &Session, which: ById, _: &Job) -> Result<RequirementView> {
    session.opened()?.reading()?.requirement(&which.id)
}

pub(super) fn crosswalk(session: &Session, which: TwoEditions, _: &Job) -> Result<CrosswalkReport> {
    countersign_workbench::crosswalk(&*session.content()?, &which.source, &which.target)
}

pub(super) fn controls(session: &Session, query: ControlQuery, _: &Job) -> Result<ControlPage> {
    session.opened()?.reading()?.controls(&query)
}

pub(super) fn control(session: &Session, which: ById, _: &Job) -> Result<ControlView> {
    session.opened()?.reading()?.control(&which.id)
}

pub(super) fn evidence(session: &Session, query: EvidenceQuery, _: &Job) -> Result<EvidencePage> {
    session.opened()?.reading()?.evidence(&query)
}

pub(super) fn artefact(session: &Session, which: ById, _: &Job) -> Result<Artefact> {
    session.opened()?.reading()?.artefact(&which.id)
}

pub(super) fn preview(session: &Session, which: ById, _: &Job) -> Result<Preview> {
    session.opened()?.reader().preview(&which.id)
}

pub(super) fn artefact_bytes(session: &Session, file: &str) -> Result<Vec<u8>> {
    session.opened()?.reader().artefact_bytes(file)
}

pub(super) fn requests(session: &Session, _: Nothing, _: &Job) -> Result<Vec<RequestLine>> {
    session.opened()?.reading()?.requests()
}

pub(super) fn find(session: &Session, words: Words, _: &Job) -> Result<Found> {
    session.opened()?.reading()?.find(&words.text)
}
