//! Exceptions, reviews, mappings and requests: what is on record of them, and what people decide about them.

use crate::session::{Job, Session};
use crate::shapes::{ById, Nothing};
use countersign_workbench::Result;
use countersign_workbench::screens::*;

pub(super) fn exceptions(session: &Session, _: Nothing, _: &Job) -> Result<ExceptionsView> {
    session.opened()?.reading()?.exceptions()
}

pub(super) fn decide_exception(session: &Session, decision: ExceptionDecision, _: &Job) -> Result<Written> {
    session.change("import", |bench, now| bench.decide_exception(&decision, now))
}

pub(super) fn recertification(session: &Session, query: RecertificationQuery, _: &Job) -> Result<RecertificationPage> {
    session.opened()?.reading()?.recertification(&query)
}

pub(super) fn review(session: &Session, review: ReviewSaid, _: &Job) -> Result<Written> {
    session.change("import", |bench, now| bench.review(&review, now))
}

pub(super) fn controls_matrix(session: &Session, which: MappingWhich, _: &Job) -> Result<ControlsMatrix> {
    session.opened()?.reading()?.controls_matrix(&which)
}

pub(super) fn suggestions(session: &Session, which: SuggestionsWhich, _: &Job) -> Result<SuggestionList> {
    session.opened()?.reading()?.suggestions(&which)
}

pub(super) fn accept_suggestion(session: &Session, accepted: SuggestionAccepted, _: &Job) -> Result<Written> {
    session.change("import", |bench, now| bench.accept_suggestion(&accepted, now))
}

pub(super) fn pass_suggestion(session: &Session, passed: SuggestionPassed, _: &Job) -> Result<Written> {
    session.change("import", |bench, now| bench.pass_suggestion(&passed, now))
}

pub(super) fn evidence_checks(session: &Session, which: EvidenceWhich, _: &Job) -> Result<EvidenceChecks> {
    session.opened()?.reading()?.evidence_checks(&which)
}

pub(super) fn request(session: &Session, which: ById, _: &Job) -> Result<RequestView> {
    let opened = session.opened()?;
    let reading = opened.reading()?;
    opened.reader().request(&reading, &which.id)
}

pub(super) fn ask_for_evidence(session: &Session, asked: EvidenceAsked, _: &Job) -> Result<Written> {
    session.change("import", |bench, now| bench.ask_for_evidence(&asked, now))
}

pub(super) fn answer_request(session: &Session, answer: RequestAnswer, _: &Job) -> Result<Written> {
    session.change("import", |bench, now| bench.answer_request(&answer, now))
}
