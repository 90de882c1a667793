//! Gaps and requirements.

use super::{COUNTS, Sheet, Value, counts, status};
use countersign_core::gap_report::{FrameworkPage, GapReport};
use countersign_core::words::grouped;

/// The list of gaps.
pub(crate) fn gaps(report: &GapReport) -> Sheet {
    let mut columns =
        vec!["Rank", "Framework", "Requirement", "Title", "Status", "Question", "What is shown", "Missing", "Next step", "Owner"];
    columns.extend(["Affected", "Workflows", "Rules", "Sources"]);
    columns.extend(COUNTS);
    let rows = report.gaps.iter().map(|g| {
        let more = |n: u64, where_all: &str| (n > 0).then(|| format!("and {} more{where_all}", grouped(n)));
        let unnamed = g.affected.saturating_sub(u64::try_from(g.workflows.len()).unwrap_or(u64::MAX));
        let named = g.workflows.iter().map(|w| format!("{} {}", w.id, w.name));
        let workflows: Vec<String> = named.chain(more(unnamed, ": the grid of the workbook and of the JSON has all")).collect();
        let sources: Vec<String> = g.sources.iter().map(ToString::to_string).chain(more(g.more_sources, "")).collect();
        let mut row = vec![
            Value::Number(g.rank),
            Value::text(&g.framework),
            Value::text(&g.label),
            Value::text(&g.title),
            status(g.status, g.kind),
            Value::text(&g.question),
            Value::text(&g.cause),
            Value::list(&g.missing),
            Value::text(&g.next_step),
            Value::text(&g.owner),
            Value::Number(g.affected),
            Value::list(&workflows),
            Value::list(&g.rules),
            Value::list(&sources),
        ];
        row.extend(counts(&g.counts));
        row
    });
    Sheet::new("Gaps", &columns, rows.collect())
}

/// The requirements of one framework.
pub(crate) fn framework(framework: &FrameworkPage) -> Sheet {
    let mut columns = vec!["Requirement", "Group", "Title", "Status", "Reason", "In our words", "Official text", "Id"];
    columns.extend(COUNTS);
    let rows = framework.requirements.iter().map(|r| {
        let group = framework.groups.iter().find(|g| g.id == r.group).map_or(r.group.as_str(), |g| g.label.as_str());
        let mut row = vec![
            Value::text(&r.label),
            Value::text(group),
            Value::text(&r.title),
            status(r.status, framework.kind),
            Value::text(&r.reason),
            Value::text(&r.text),
            Value::text(r.official_text.clone().unwrap_or_default()),
            Value::text(&r.id),
        ];
        row.extend(counts(&r.counts));
        row
    });
    Sheet::new(&framework.id, &columns, rows.collect())
}
