//! Heimdall Data Format: what InSpec profiles, and tools converted to them, found for each control.

use super::results::{result, summed};
use super::{Context, Out};
use crate::node::Node;

pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let node = from.record;
    let Some(id) = node.words_at("id") else { return };
    let profile = from.place.split("/controls").next().unwrap_or_default();
    let profile = from.outside(&format!("{profile}/name")).and_then(|n| n.words().map(str::to_owned));
    let check = profile.map_or_else(|| id.to_owned(), |p| format!("{p}/{id}"));
    let target = from.outside("platform/target_id").and_then(|n| n.text().map(|t| t.into_owned()));
    let results = node.at("results").map(Node::items).unwrap_or_default();
    let count = |wanted: &str| results.iter().filter(|r| r.words_at("status") == Some(wanted)).count();
    let (passed, failed, skipped) = (count("passed"), count("failed"), count("skipped"));
    let broken = results.len() - passed - failed - skipped;
    // A control of no impact does not apply, whatever its results are.
    let none = node.text_at("impact").and_then(|i| i.parse::<f64>().ok()).is_some_and(|impact| impact == 0.0);
    let waived = node.at("waiver_data").is_some_and(|w| w.text_at("skipped_due_to_waiver").as_deref() == Some("true"));
    let draft = result(out, "", "hdf", &check, target.as_deref());
    if !none && !waived && broken == 0 {
        draft.maybe("result", summed(passed, failed));
    }
    if passed + failed > 0 {
        draft.set("sample_size", (passed + failed).to_string()).set("deviations", failed.to_string());
    }
    draft
        .set("tester", "hdf")
        .maybe("tested_at", results.iter().filter_map(|r| r.words_at("start_time")).max())
        .maybe("procedure", node.words_at("title"));
    draft.maybe_note("severity", node.words_at("tags/severity")).maybe_note("impact", node.text_at("impact"));
    draft.maybe_note("title", node.words_at("title")).maybe_note("nist", node.at("tags/nist").map(crate::tree::cell));
    draft.maybe_note("waiver", node.words_at("waiver_data/justification"));
    for (header, n) in [("skipped", skipped), ("errors", broken)] {
        draft.maybe_note(header, (n > 0).then(|| n.to_string()));
    }
    let why = results.iter().find_map(|r| r.words_at("message").or_else(|| r.words_at("skip_message")));
    draft.maybe_note("message", why);
}

#[cfg(test)]
mod tests {
    use crate::adapters::tests::taken;
    use countersign_core::record::Record;

    fn one(results: &[&str], impact: &str) -> Record {
        let results: Vec<String> = results.iter().map(|s| format!(r#"{{"status":"{s}","start_time":"2026-01-02T03:04:05Z"}}"#)).collect();
        taken("hdf", "h.json", &format!(r#"{{"id":"c-1","title":"T","impact":{impact},"results":[{}]}}"#, results.join(","))).0.remove(0)
    }

    #[test]
    fn the_results_of_a_control_are_summed() {
        let r = one(&["passed", "failed", "passed"], "0.5");
        assert_eq!(
            (r.key.as_str(), r.get("result"), r.get("sample_size"), r.get("deviations")),
            ("hdf:c-1", Some("deviation"), Some("3"), Some("1"))
        );
        assert_eq!(one(&["failed"], "0.5").get("result"), Some("ineffective"));
        assert_eq!(one(&["passed", "skipped"], "0.5").get("result"), Some("effective"));
    }

    #[test]
    fn skipped_broken_and_inapplicable_controls_have_no_result() {
        for (results, impact) in [(&["skipped"][..], "0.5"), (&[], "0.5"), (&["passed"], "0"), (&["passed", "error"], "0.7")] {
            assert_eq!(one(results, impact).get("result"), None, "{results:?} {impact}");
        }
    }
}
