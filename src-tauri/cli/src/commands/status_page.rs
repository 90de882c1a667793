//! Where things stand, for people.

use crate::render::bar::bar;
use crate::render::out::Out;
use crate::render::span::{Span, dim, ink_of, plain, shape, status, strong};
use crate::render::table::{Table, figure, fixed, flexible};
use crate::render::text::STICK;
use crate::render::words::{count, day, list, number, short, short_id};
use countersign_core::status::{Counts, EditionKind, Status};
use countersign_workbench::{FrameworkStatus, StatusReport, said_by_decision};

/// The last line of every page with statuses.
pub const REVIEW_AID: &str = "Mapping is a review aid. It is not a certification.";
/// How many deciding requirements are named.
const DECIDING: usize = 5;

/// What the page is about, beside the report.
pub struct About<'a> {
    /// The organisation.
    pub organisation: &'a str,
    /// The workspace as it is typed.
    pub workspace: &'a str,
    /// The workflow, when it is about one.
    pub workflow: Option<&'a str>,
    /// Whether groups below the top are listed too.
    pub all_groups: bool,
}

/// Prints the page.
pub fn print(report: &StatusReport, about: &About<'_>, out: &mut Out) {
    let of = about.workflow.map_or_else(|| about.organisation.to_owned(), |w| format!("{w}, {}", about.organisation));
    let dot = out.look.either(" · ", " | ");
    let period = format!("{dot}as of {}{dot}period {} to {}", day(&report.as_of), day(&report.period.from), day(&report.period.to));
    out.hang_after(&[strong(format!("{of} "))], "", &plain(period), &[]);
    let kept = report.assessment.as_deref().map_or_else(|| "looked at, not kept".to_owned(), |id| format!("assessment {}", short_id(id)));
    let made = [kept, format!("snapshot {}", short(&report.snapshot)), format!("rule set {}", short(&report.ruleset))];
    out.hang("", &dim(whole(&made).join(dot)), &[]);
    out.blank();
    out.para(0, &lead(report));
    for framework in &report.frameworks {
        print_framework(framework, about, out);
    }
    print_rest(report, about, out);
    out.blank();
    out.line(&[dim(REVIEW_AID)]);
}

/// One sentence written from the counts.
fn lead(report: &StatusReport) -> String {
    let supported: Vec<String> = report
        .frameworks
        .iter()
        .map(|f| format!("{} of {} in {}", number(f.counts.met - f.by_decision), number(f.applicable), f.id))
        .collect();
    let sum = |get: fn(&Counts) -> u64| report.frameworks.iter().map(|f| get(&f.counts)).sum::<u64>();
    let applicable: u64 = report.frameworks.iter().map(|f| f.applicable).sum();
    if applicable == 0 {
        return "No requirement applies to what has been imported.".to_owned();
    }
    let missing = match sum(|c| c.not_met) {
        0 => "None is not met".to_owned(),
        n => count(n, "is not met", "are not met"),
    };
    let mut rest = vec![missing];
    for (n, one, many) in [
        (sum(|c| c.partial), "is supported in part", "are supported in part"),
        (sum(|c| c.accepted_risk), "is accepted as risk", "are accepted as risk"),
    ] {
        rest.extend((n > 0).then(|| count(n, one, many)));
    }
    rest.push(count(sum(|c| c.not_assessed), "is not assessed", "are not assessed"));
    let supported = list(&supported);
    let decided = said_by_decision(report.frameworks.iter().map(|f| f.by_decision).sum()).map(|said| format!(" {said}"));
    format!("Shown evidence supports these applicable requirements: {supported}.{} {}.", decided.unwrap_or_default(), rest.join("; "))
}

fn print_framework(f: &FrameworkStatus, about: &About<'_>, out: &mut Out) {
    let look = out.look;
    let dot = look.either(" · ", " | ");
    out.blank();
    out.hang_after(&[], "", &strong(&f.title), &[dim(format!("{}  ", f.id)), status(f.status, f.kind, &look)]);
    out.line(&bar(&f.counts, look.width, &look));
    let met = Status::Met.label(f.kind).to_lowercase();
    let mut line = vec![plain(format!("{} of {} {met}{dot}{} assessed", number(f.counts.met), number(f.applicable), number(f.assessed)))];
    if f.counts.not_applicable > 0 {
        let does = if f.counts.not_applicable == 1 { "does" } else { "do" };
        line.push(plain(format!("{dot}{} of {} {} not apply", number(f.counts.not_applicable), number(f.requirements), does)));
    }
    out.line(&line);
    let mut line = Vec::new();
    for s in Status::ALL.into_iter().filter(|s| f.counts.get(*s) > 0) {
        line.push(Span::new(ink_of(s), format!("{} ", shape(s, &look))));
        line.push(plain(format!("{} {}   ", number(f.counts.get(s)), s.label(f.kind).to_lowercase())));
    }
    out.line(&line);
    print_groups(f, about, out);
    if f.requirements_detail.is_some() {
        print_detail(f, out);
    } else {
        print_deciding(f, about, out);
    }
}

fn print_groups(f: &FrameworkStatus, about: &About<'_>, out: &mut Out) {
    let groups: Vec<_> = f.groups.iter().filter(|g| about.all_groups || g.depth == 0).collect();
    if groups.is_empty() {
        return;
    }
    let look = out.look;
    let mut table = Table::new(&[
        flexible("Group"),
        fixed("Status"),
        figure("Met"),
        figure("Acc"),
        figure("Part"),
        figure("Open"),
        figure("Not met"),
        figure("N/a"),
        figure("All"),
    ])
    .indent(2);
    for g in groups {
        let id = g.id.split_once('/').map_or(g.id.as_str(), |(_, id)| id);
        // An id that is its title says it once.
        let name = if g.title.to_uppercase() == id { g.title.clone() } else { format!("{id} {}", g.title) };
        let mut row = vec![plain(format!("{}{name}", "  ".repeat(g.depth))), status(g.status, f.kind, &look)];
        row.extend(Status::ALL.iter().map(|s| figure_of(g.counts.get(*s))));
        row.push(plain(number(g.counts.total())));
        table.row(row);
    }
    out.blank();
    table.print(out);
}

fn figure_of(n: u64) -> Span {
    if n == 0 { dim("0") } else { plain(number(n)) }
}

fn print_deciding(f: &FrameworkStatus, about: &About<'_>, out: &mut Out) {
    if f.deciding.is_empty() || matches!(f.status, Status::Met | Status::NotApplicable) {
        return;
    }
    out.blank();
    let word = f.status.label(f.kind).to_lowercase();
    out.line(&[plain(format!("  Decided by {} {word}:", count(f.deciding.len(), "requirement", "requirements")))]);
    let mut table = Table::new(&[fixed(""), flexible("")]).indent(4);
    for (label, _, title) in f.deciding.iter().take(DECIDING) {
        table.row(vec![strong(label), plain(title)]);
    }
    table.print(out);
    if f.deciding.len() > DECIDING {
        let more = count(f.deciding.len() - DECIDING, "more", "more");
        out.hang("    ", &dim(format!("and {more}; explain one with countersign explain {} {}/REQUIREMENT", about.workspace, f.id)), &[]);
    }
}

/// One line per applicable requirement of one workflow.
fn print_detail(f: &FrameworkStatus, out: &mut Out) {
    let look = out.look;
    let mut table = Table::new(&[fixed("Requirement"), fixed("Status"), flexible("Why"), flexible("Source")]).indent(2);
    let mut rows = 0;
    for r in f.requirements_detail.iter().flatten().filter(|r| r.status != Status::NotApplicable) {
        // The last reason with a cell of its own is the most particular one.
        let first = r.reasons.first();
        let text = first.map_or("", |x| x.text.as_str());
        // The computed status, where a person set another, stands at the end.
        let (said, beside) = text.split_at(text.rfind(" (computed: ").unwrap_or(text.len()));
        let why = said.rsplit_once(": ").map_or(said, |(_, why)| why);
        let set = r.reasons.iter().find(|x| Some(&x.rule) == r.decision.as_ref());
        let last = || r.reasons.iter().rev().find(|x| x.source.contains('#')).or(first);
        let source = set.or_else(last).map_or("", |x| x.source.as_str());
        table.row(vec![strong(&r.label), status(r.status, f.kind, &look), plain(format!("{why}{beside}")), dim(source)]);
        rows += 1;
    }
    if rows > 0 {
        out.blank();
        table.print(out);
    }
}

fn print_rest(report: &StatusReport, about: &About<'_>, out: &mut Out) {
    out.head(if about.workflow.is_some() { "This workflow" } else { "Around it" });
    let dot = out.look.either(" · ", " | ");
    let w = &report.workflows;
    let classes: Vec<String> = w.by_class.iter().map(|(c, n)| format!("{c} {} {}", class_title(c), number(*n))).collect();
    out.field("workflows", &format!("{}: {}", number(w.total), whole(&classes).join(dot)));
    if w.uncertain > 0 {
        out.field("", &format!("{} of them may be of a lower class: what is unknown is read at its worst", number(w.uncertain)));
    }
    let drift = ["severe", "high", "moderate", "low", "none"].map(|d| (report.workflows.by_drift.get(d).copied().unwrap_or(0), d));
    let too_few = report.workflows.by_drift.get("insufficient").copied().unwrap_or(0);
    let mut levels: Vec<String> = drift.into_iter().filter(|(n, _)| *n > 0).map(|(n, d)| format!("{} {d}", number(n))).collect();
    levels.push(format!("{} cannot be assessed", number(too_few)));
    out.field("drift", &whole(&levels).join(dot));
    let found =
        ["critical", "high", "medium", "low", "info"].map(|s| format!("{} {s}", number(report.findings.get(s).copied().unwrap_or(0))));
    out.field("findings", &format!("{}: {}", number(report.findings.values().sum::<u64>()), whole(&found).join(dot)));
    let c = &report.claims;
    let total = c.contradicted + c.unsubstantiated + c.questionable + c.substantiated;
    let states = [
        (c.contradicted, "contradicted"),
        (c.unsubstantiated, "unsubstantiated"),
        (c.questionable, "questionable"),
        (c.substantiated, "substantiated"),
    ];
    let states = states.map(|(n, state)| format!("{} {state}", number(n)));
    out.field("claims", &format!("{}: {}", number(total), whole(&states).join(dot)));
    if report.unresolved_citations > 0 {
        let open = count(report.unresolved_citations, "waits for a person and covers", "wait for a person and cover");
        out.field("citations", &format!("{open} nothing until then: countersign resolve {}", about.workspace));
    }
}

/// Items that are not broken over two lines.
fn whole(items: &[String]) -> Vec<String> {
    items.iter().map(|i| i.replace(' ', &STICK.to_string())).collect()
}

fn class_title(class: &str) -> &'static str {
    match class {
        "D0" => "Deterministic",
        "D1" => "Bounded",
        "D2" => "Dynamic",
        "D3" => "Autonomous",
        _ => "",
    }
}

/// `3 met, 1 partial of 4 applicable` for a count of leaves.
pub fn counted(counts: &Counts, kind: EditionKind) -> String {
    let parts: Vec<String> = Status::ALL
        .into_iter()
        .filter(|s| counts.get(*s) > 0)
        .map(|s| format!("{} {}", number(counts.get(s)), s.label(kind).to_lowercase()))
        .collect();
    format!("{}; {} of {} applicable assessed", parts.join(", "), number(counts.assessed()), number(counts.applicable()))
}
