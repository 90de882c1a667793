//! SARIF: results of code scanners and others, one for each place where a rule applies.

use super::results::{result, tool, verdict};
use super::{Context, Out};
use crate::node::Node;

pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let node = from.record;
    // `runs/0/results/7` stands in `runs/0`.
    let run = from.place.split("/results").next().unwrap_or_default().to_owned();
    let name = text(from, &format!("{run}/tool/driver/name"));
    let rule = rule(from, &run);
    let named = node.text_at("ruleId").or_else(|| node.text_at("rule/id")).map(|id| id.into_owned());
    let Some(check) = named.or_else(|| rule.as_ref().and_then(|r| r.text_at("id").map(|id| id.into_owned()))) else { return };
    let name = name.map_or_else(|| "sarif".to_owned(), |n| tool(&n));
    let place = node.at("locations/0").map(place);
    // A result without a kind is a failure; the format says so.
    let kind = node.text_at("kind").map_or("fail".into(), |k| k);
    let said = verdict(from, out, "kind", &kind).map(str::to_owned);
    let draft = result(out, "", &name, &check, place.as_deref());
    draft.set("tester", &name).maybe("result", said).note("kind", kind);
    draft.maybe("procedure", rule.as_ref().and_then(|r| r.words_at("shortDescription/text").or_else(|| r.words_at("name"))));
    for end in ["endTimeUtc", "startTimeUtc"] {
        draft.maybe("tested_at", text(from, &format!("{run}/invocations/0/{end}")));
    }
    let level = node.text_at("level").or_else(|| rule.as_ref().and_then(|r| r.text_at("defaultConfiguration/level")));
    draft.maybe_note("severity", level).maybe_note("title", node.words_at("message/text"));
    draft.maybe_note("score", rule.as_ref().and_then(|r| r.text_at("properties/security-severity")));
    if let Some(suppressed) = node.at("suppressions/0") {
        let why = suppressed.words_at("justification").or_else(|| suppressed.words_at("kind"));
        draft.note("suppressed", why.unwrap_or("yes"));
    }
}

/// The rule a result is of: by its position, in the driver or in an extension.
fn rule(from: &Context<'_>, run: &str) -> Option<Node> {
    let at = from.record.text_at("ruleIndex").or_else(|| from.record.text_at("rule/index"));
    let at = at.filter(|i| i.parse::<usize>().is_ok())?;
    let component = match from.record.text_at("rule/toolComponent/index") {
        Some(i) => format!("tool/extensions/{i}"),
        None => "tool/driver".to_owned(),
    };
    from.outside(&format!("{run}/{component}/rules/{at}"))
}

fn text(from: &Context<'_>, path: &str) -> Option<String> {
    from.outside(path).and_then(|n| n.words().map(str::to_owned))
}

/// A location: file, line and column, and what it is called beside.
fn place(location: &Node) -> String {
    let mut parts: Vec<String> = Vec::new();
    for path in ["physicalLocation/artifactLocation/uri", "physicalLocation/region/startLine", "physicalLocation/region/startColumn"] {
        parts.extend(location.text_at(path).map(|t| t.into_owned()));
    }
    parts.extend(location.words_at("logicalLocations/0/fullyQualifiedName").map(str::to_owned));
    let called = location.words_at("message/text");
    let uri = parts.first().cloned().unwrap_or_default();
    if let Some(called) = called {
        // Container scanners name the file again before the package.
        let rest = called.strip_prefix(&format!("{uri}:")).unwrap_or(called).trim();
        parts.push(rest.to_owned());
    }
    parts.join(":")
}

#[cfg(test)]
mod tests {
    use crate::adapters::tests::taken;

    #[test]
    fn a_result_says_where_and_what_failed() {
        let (records, said) = taken(
            "sarif",
            "scan.sarif",
            r#"{"ruleId":"R1","level":"error","message":{"text":"m"},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"a/b.c"},"region":{"startLine":3}}}]}"#,
        );
        assert!(said.is_empty());
        let [r] = records.as_slice() else { panic!("{records:?}") };
        assert_eq!((r.key.as_str(), r.get("control"), r.get("result")), ("sarif:R1:a/b.c:3", Some("sarif:R1"), Some("ineffective")));
        assert_eq!((r.extra("severity"), r.extra("title")), (Some("error"), Some("m")));
    }

    #[test]
    fn what_does_not_apply_or_waits_for_a_person_has_no_result() {
        for kind in ["notApplicable", "review", "open", "informational"] {
            let (records, _) = taken("sarif", "s.sarif", &format!(r#"{{"ruleId":"R1","kind":"{kind}"}}"#));
            assert_eq!((records[0].get("result"), records[0].extra("kind")), (None, Some(kind)));
        }
        assert_eq!(taken("sarif", "s.sarif", r#"{"ruleId":"R1","kind":"pass"}"#).0[0].get("result"), Some("effective"));
        assert_eq!(taken("sarif", "s.sarif", r#"{"ruleId":"R1","kind":"odd"}"#).1, ["import/value-unmapped"]);
        assert!(taken("sarif", "s.sarif", r#"{"message":{"text":"x"}}"#).0.is_empty());
    }
}
