//! What analyses and findings say of a workflow, and what people say to them.

use crate::session::{Job, Session};
use crate::shapes::*;
use countersign_workbench::Result;
use countersign_workbench::screens::*;

pub(super) fn workflow_access(session: &Session, which: ById, _: &Job) -> Result<AccessView> {
    let opened = session.opened()?;
    let reading = opened.reading()?;
    opened.reader().workflow_access(&reading, &which.id)
}

pub(super) fn workflow_flow(session: &Session, which: ById, _: &Job) -> Result<FlowView> {
    let opened = session.opened()?;
    let reading = opened.reading()?;
    opened.reader().workflow_flow(&reading, &which.id)
}

pub(super) fn workflow_runs(session: &Session, query: RunsQuery, _: &Job) -> Result<RunsPage> {
    let opened = session.opened()?;
    let reading = opened.reading()?;
    opened.reader().workflow_runs(&reading, &query)
}

pub(super) fn workflow_run(session: &Session, which: RunWhich, _: &Job) -> Result<RunView> {
    let opened = session.opened()?;
    let reading = opened.reading()?;
    opened.reader().workflow_run(&reading, &which)
}

pub(super) fn workflow_authorship(session: &Session, which: ById, _: &Job) -> Result<AuthorshipView> {
    let opened = session.opened()?;
    let reading = opened.reading()?;
    opened.reader().workflow_authorship(&reading, &which.id)
}

pub(super) fn workflow_action(session: &Session, which: ActionWhich, _: &Job) -> Result<ActionView> {
    let opened = session.opened()?;
    let reading = opened.reading()?;
    opened.reader().workflow_action(&reading, &which)
}

pub(super) fn workflow_findings(session: &Session, which: ById, _: &Job) -> Result<FindingList> {
    session.opened()?.reading()?.workflow_findings(&which.id)
}

pub(super) fn workflow_evidence(session: &Session, which: ById, _: &Job) -> Result<Vec<EvidenceRow>> {
    session.opened()?.reading()?.workflow_evidence(&which.id)
}

pub(super) fn workflow_exceptions(session: &Session, which: ById, _: &Job) -> Result<Vec<ExceptionLine>> {
    session.opened()?.reading()?.workflow_exceptions(&which.id)
}

pub(super) fn findings(session: &Session, query: FindingsQuery, _: &Job) -> Result<FindingList> {
    session.opened()?.reading()?.findings(&query)
}

pub(super) fn finding(session: &Session, which: ById, _: &Job) -> Result<FindingView> {
    session.opened()?.reading()?.finding(&which.id)
}

pub(super) fn treat_finding(session: &Session, said: Treatment, _: &Job) -> Result<Written> {
    session.change("import", |bench, now| bench.treat_finding(&said, now))
}
