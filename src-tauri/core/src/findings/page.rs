//! A page of documentation for each kind of finding, written from the kind itself.

use super::words::line;
use crate::catalog::{Content, FindingKind};
use std::fmt::Write;

/// The page of a kind of finding, in Markdown.
pub fn page(content: &Content, kind: &FindingKind) -> String {
    let show = |text: &str| text.replace(['{', '}'], "*");
    let mut out = format!("# {}: {}\n", kind.code, show(&kind.title));
    let mut part = |head: &str, text: &str| {
        let _ = write!(out, "\n## {head}\n\n{}\n", show(text));
    };
    part("What it looks at", &kind.page.looks_at);
    part("What it asks", &kind.page.asks);
    part("What raises it", &kind.page.raises);
    part("What does not", &kind.page.does_not);
    part("Cause", &kind.cause);
    part("Effect", &kind.effect);
    part("What would settle it", &kind.recommendation);
    part("What clears it", &kind.page.clears);
    let (settled, doubt) = (kind.recommendation_of(true), &kind.unsure);
    let unsure: Vec<&str> =
        [Some(&*doubt.title), doubt.cause.as_deref(), Some(&*doubt.effect), Some(&*settled)].into_iter().flatten().collect();
    part(&format!("When it cannot be excluded: {}-U", kind.code), &unsure.join("\n\n"));
    let _ = write!(out, "\n## Criteria\n\n");
    if kind.criteria.is_empty() {
        out.push_str("The parts of requirements that fail by it.\n");
    }
    for c in &kind.criteria {
        let facets: Vec<&str> = c.facets.iter().map(String::as_str).collect();
        let _ = writeln!(out, "- {}", line(content, &c.requirement, &facets));
    }
    let _ = write!(out, "\nMethod: {}.", kind.method.word());
    if let (Some(l), Some(i)) = (kind.likelihood, kind.impact) {
        let risk = crate::risk::level_of_risk(l, i);
        let _ = write!(out, " Likelihood {}, impact {}: severity {}.", l.word(), i.word(), risk.word());
    }
    out.push('\n');
    out
}

/// The list of all kinds, with a link to the page of each.
pub fn index(content: &Content) -> String {
    let mut out = "| code | question |\n|---|---|\n".to_owned();
    for kind in &content.findings {
        let title = kind.title.replace(['{', '}'], "*");
        let _ = writeln!(out, "| [{0}]({0}.md) | {title} |", kind.code);
    }
    out
}
