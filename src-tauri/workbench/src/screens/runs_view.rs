//! How the tab Runs is filled: every run of the period, link by link, as the chains of the workflow are judged.

use crate::cases::Looked;
use crate::desk::Workbench;
use crate::error::{Error, Result};
use crate::screens::Reading;
use crate::screens::marks::Marks;
use crate::screens::reading::count;
use crate::screens::runs::{ChainLink, GapCount, LinkMark, RunMark, RunPopulation, RunRow, RunView, RunWhich, RunsPage, RunsQuery};
use crate::screens::words::upper_first;
use chrono::{DateTime, SecondsFormat, Utc};
use countersign_core::SourceRef;
use countersign_core::case::Case;
use countersign_core::chains::{self, ChainRun, Link, LinkKind, LinkState, Need, RunState};
use countersign_core::event::Event;
use countersign_core::findings::Finding;
use countersign_core::registry::Actor;
use countersign_core::rule::plain;
use countersign_core::tables::Table;
use countersign_core::trail::GroupedBy;

impl Workbench {
    /// A page of the runs of a workflow in the period, the latest first.
    ///
    /// # Errors
    /// `usage/workflow`, `workspace/failed`.
    pub fn workflow_runs(&self, reading: &Reading, query: &RunsQuery) -> Result<RunsPage> {
        let told = self.told_about(reading, &query.id)?;
        self.with_case(reading, &query.id, |looked| page(&told, looked, query))
    }

    /// One run with its links and events.
    ///
    /// # Errors
    /// `usage/workflow`, `usage/id`, `workspace/failed`.
    pub fn workflow_run(&self, reading: &Reading, which: &RunWhich) -> Result<RunView> {
        self.with_case(reading, &which.id, |looked| {
            let runs = in_order(&looked.case);
            let found =
                runs.iter().find(|r| r.id == which.run).or_else(|| runs.iter().find(|r| r.retried_as.contains(&which.run.as_str())));
            let none = || Error::new("usage/id", format!("The log has no run `{}` in the period.", which.run), "Choose one of the list.");
            let run = found.ok_or_else(none)?;
            let kinds = kinds(&runs);
            Ok(RunView { row: row(run, &kinds), steps: steps(&looked.case, run) })
        })?
    }
}

/// The runs of the period, the latest first.
fn in_order<'c>(case: &'c Case<'c, '_>) -> Vec<ChainRun<'c>> {
    let mut runs: Vec<ChainRun<'c>> = chains::runs(case).into_iter().filter(|r| r.in_period).collect();
    runs.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.id.cmp(b.id)));
    runs
}

/// The links that are shown: those of every chain, and of a credential where some run needs or has them.
fn kinds(runs: &[ChainRun<'_>]) -> Vec<LinkKind> {
    let shown = |kind: &LinkKind| {
        let of_credential = matches!(kind, LinkKind::CredentialIssue | LinkKind::CredentialRevoke);
        !of_credential || runs.iter().any(|r| r.link(*kind).need > Need::No || r.link(*kind).events > 0)
    };
    LinkKind::ALL.into_iter().filter(shown).collect()
}

fn page(told: &[Finding], looked: &Looked<'_, '_>, query: &RunsQuery) -> RunsPage {
    let case = &looked.case;
    let runs = if looked.analysed { in_order(case) } else { Vec::new() };
    let counted = chains::analyse(case, &runs);
    let kinds = kinds(&runs);
    let of = |kind: &LinkKind| counted.first_gaps.get(kind.word()).copied().unwrap_or(0);
    let list = || case.related().system_records_of(&case.workflow.key).first().map(|r| SourceRef::file(&case.data().naming_cell(r).file));
    let rows = crate::screens::links::page(&runs, query.from, query.count).iter().map(|r| row(r, &kinds)).collect();
    RunsPage {
        analysed: looked.analysed,
        total: count(counted.runs),
        complete: count(counted.complete),
        partial: count(counted.partial),
        broken: count(counted.broken),
        links: kinds.iter().map(|k| k.word().to_owned()).collect(),
        first_gaps: kinds.iter().map(|k| GapCount { link: k.word().to_owned(), runs: count(of(k)) }).collect(),
        population: counted.population.filter(|_| looked.analysed).map(|p| RunPopulation {
            matched: count(p.matched),
            of: count(p.of),
            phantom: count(counted.phantom.len()),
            source: list(),
        }),
        by_artefact: count(counted.linked_by_artefact),
        findings: if looked.analysed { Marks::of(told, &["CH-"]).all() } else { Vec::new() },
        from: query.from,
        rows,
    }
}

fn row(run: &ChainRun<'_>, kinds: &[LinkKind]) -> RunRow {
    RunRow {
        id: run.id.to_owned(),
        by_artefact: run.by != GroupedBy::Run,
        at: moment(run.at),
        state: match run.state {
            RunState::Complete => RunMark::Complete,
            RunState::Partial => RunMark::Partial,
            RunState::Broken => RunMark::Broken,
        },
        links: kinds.iter().map(|k| mark(run.link(*k))).collect(),
        first_gap: run.first_gap.map(|k| k.word().to_owned()),
        actions: count(run.actions),
    }
}

/// What is shown of a link. One that is not required counts only when it is there and holds.
fn mark(link: Link) -> LinkMark {
    match (link.need, link.state) {
        (Need::No, LinkState::Valid) if link.events > 0 => LinkMark::Valid,
        (Need::No, _) => LinkMark::NotRequired,
        (_, LinkState::Valid) => LinkMark::Valid,
        (_, LinkState::Missing) => LinkMark::Missing,
        (_, LinkState::Invalid) => LinkMark::Invalid,
    }
}

/// The links of a run in order, each with its events; a link that is missing stands alone.
pub(crate) fn steps(case: &Case<'_, '_>, run: &ChainRun<'_>) -> Vec<ChainLink> {
    let mut steps = Vec::new();
    for (kind, link) in run.links() {
        let why = link.why.map(|(why, _)| format!("The {} {}.", kind.title(), why.text()));
        let before = steps.len();
        // What is said of a link stands at the event that shows it; at its first, where that is an event of another link.
        let own = |place: usize| run.events_of(case, kind).any(|at| at == place);
        let shown_at = link.why.map(|(_, place)| place).filter(|place| own(*place)).or_else(|| run.events_of(case, kind).next());
        for at in run.events_of(case, kind) {
            let Some(event) = case.trail.get(at) else { continue };
            // A link is judged as a whole: no event of it is shown to be better.
            steps.push(step(case, kind.word(), event, mark(*link), why.clone().filter(|_| shown_at == Some(at))));
        }
        if steps.len() == before {
            steps.push(ChainLink {
                link: kind.word().to_owned(),
                state: mark(*link),
                event: None,
                at: None,
                actor: None,
                actor_is: None,
                said: why,
                source: None,
            });
        }
    }
    steps
}

/// An event as a link.
pub(crate) fn step(case: &Case<'_, '_>, link: &str, event: &Event<'_>, state: LinkMark, said: Option<String>) -> ChainLink {
    ChainLink {
        link: link.to_owned(),
        state,
        event: Some(event.id.to_owned()),
        at: moment(event.at),
        actor: event.actor.map(str::to_owned),
        actor_is: event.actor.map(|actor| actor_is(case, actor)),
        said: said.map(|text| upper_first(&text)),
        source: Some(event.place(None).source(case.data())),
    }
}

/// Who an actor is, in words.
fn actor_is(case: &Case<'_, '_>, actor: &str) -> String {
    let of = |r: &countersign_core::Record| match (r.table, r.get("kind")) {
        (Table::People, Some("team")) => "team".to_owned(),
        (Table::People, _) | (Table::Identities, Some("human")) => "person".to_owned(),
        (Table::Identities, Some(kind)) => plain(kind),
        (Table::Tools, _) => "tool".to_owned(),
        _ => "identity of an unknown kind".to_owned(),
    };
    match case.registry().resolve(actor) {
        Actor::Nobody => "not in the inventory".to_owned(),
        Actor::Several => "more than one in the inventory".to_owned(),
        other => other.record().map_or_else(|| "not in the inventory".to_owned(), of),
    }
}

/// Milliseconds since 1970 as RFC 3339.
pub(crate) fn moment(at: i64) -> Option<String> {
    DateTime::<Utc>::from_timestamp_millis(at).map(|t| t.to_rfc3339_opts(SecondsFormat::AutoSi, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_required_is_never_a_gap() {
        let link = |need, state, events| Link { need, state, events, ..Link::default() };
        assert_eq!(mark(link(Need::No, LinkState::Valid, 1)), LinkMark::Valid);
        assert_eq!(mark(link(Need::No, LinkState::Valid, 0)), LinkMark::NotRequired);
        assert_eq!(mark(link(Need::No, LinkState::Invalid, 1)), LinkMark::NotRequired);
        assert_eq!(mark(link(Need::Assumed, LinkState::Missing, 0)), LinkMark::Missing);
        assert_eq!(mark(link(Need::Yes, LinkState::Invalid, 1)), LinkMark::Invalid);
        assert_eq!(mark(link(Need::Yes, LinkState::Valid, 1)), LinkMark::Valid);
    }

    #[test]
    fn moments_are_printed_in_utc() {
        assert_eq!(moment(0).as_deref(), Some("1970-01-01T00:00:00Z"));
    }
}
