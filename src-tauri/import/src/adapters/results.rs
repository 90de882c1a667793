//! What the reports of scanners have in common: one result of one check on one resource is one test, and a check that was skipped, left to a
//! person or does not apply has no result.

use super::{Context, Out};
use crate::map::draft::Draft;
use crate::text::{says_unknown, words};
use countersign_core::tables::{Kind, Table};

/// A tool's name as it stands in ids: `Security Hub` is `security-hub`.
pub(super) fn tool(name: &str) -> String {
    words(name).replace(' ', "-")
}

/// A result of a check, on a resource when the report names one. Who tested is the caller's to say: a checklist is filled in by a person.
pub(super) fn result<'o>(out: &'o mut Out, at: &str, tool: &str, check: &str, resource: Option<&str>) -> &'o mut Draft {
    let resource = resource.map(str::trim).filter(|r| !says_unknown(r, Kind::Text));
    let control = format!("{tool}:{check}");
    let id = resource.map_or_else(|| control.clone(), |r| format!("{control}:{r}"));
    let draft = out.add(Table::ControlTests, at);
    draft.set("id", id).set("control", control).set("method", "test").maybe_note("resource", resource)
}

/// What a tool's word for a result means, by the preset's vocabulary `result`; nothing when it says nothing about the result. A word that the
/// vocabulary does not know is said.
pub(super) fn verdict<'c>(from: &'c Context<'_>, out: &mut Out, at: &str, text: &str) -> Option<&'c str> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let meaning = from.word("result", text);
    if meaning.is_none() {
        out.say("import/value-unmapped", at, format!("`{text}` says nothing sure about the result; it was kept as it is"));
    }
    meaning.filter(|m| !m.is_empty())
}

/// What several results of one check come to: how many passed and failed. Nothing of both is no result; some of many is a deviation.
pub(super) fn summed(passed: usize, failed: usize) -> Option<&'static str> {
    match (passed, failed) {
        (0, 0) => None,
        (_, 0) => Some("effective"),
        (0, _) => Some("ineffective"),
        _ => Some("deviation"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_with_failures_among_passes_is_a_deviation() {
        assert_eq!(
            [summed(0, 0), summed(3, 0), summed(0, 2), summed(3, 1)],
            [None, Some("effective"), Some("ineffective"), Some("deviation")]
        );
        assert_eq!(tool("Microsoft Secure Score"), "microsoft-secure-score");
    }

    #[test]
    fn a_result_without_a_resource_has_none_in_its_id() {
        let mut out = Out::default();
        assert_eq!(result(&mut out, "a", "t", "c", Some("N/A")).get("id"), Some("t:c"));
        assert_eq!(result(&mut out, "a", "t", "c", Some(" r ")).get("id"), Some("t:c:r"));
    }
}
