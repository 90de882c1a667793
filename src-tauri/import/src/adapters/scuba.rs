//! ScubaGear: what each policy of the Microsoft 365 baselines came to, in the report, the raw results and the lists made of them.

use super::results::{result, verdict};
use super::{Context, Out};
use crate::text::{says_unknown, words};
use countersign_core::tables::Kind;

/// Cells that are kept beside the result.
const KEPT: &[&str] = &[
    "OmittedEvaluationResult",
    "OmittedEvaluationDetails",
    "IncorrectResult",
    "IncorrectResultDetails",
    "OriginalResult",
    "Comments",
    "ResolutionDate",
    "Non-Compliance Reason",
    "Remediation Completion Date",
    "Justification",
];

pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let node = from.record;
    let Some(policy) = node.words_at("Control ID").or_else(|| node.words_at("PolicyId")) else { return };
    let criticality = node.words_at("Criticality");
    // The tool cannot look at what it has not built a check for, whatever its result says.
    let blind = criticality.is_some_and(|c| words(c).ends_with("not implemented"));
    let (at, word) = match node.text_at("RequirementMet") {
        Some(met) => ("RequirementMet", met),
        None => ("Result", node.text_at("Result").unwrap_or_default()),
    };
    let mut said = verdict(from, out, at, &word).map(str::to_owned);
    // A requirement that should be met and is not is a warning, as the reports write it.
    if at == "RequirementMet" && said.as_deref() == Some("ineffective") && criticality.is_some_and(|c| words(c).starts_with("should")) {
        said = Some("deviation".to_owned());
    }
    let stated = |path: &str| node.text_at(path).filter(|t| !says_unknown(t.trim(), Kind::Text));
    let disputed = stated("IncorrectResult").is_some_and(|t| t.trim() != "false") || stated("OmittedEvaluationResult").is_some();
    let when = from.outside("0/ReportSummary/Date").or_else(|| from.outside("ReportSummary/Date"));
    let tenant = from.outside("0/MetaData/Tenant Display Name").or_else(|| from.outside("MetaData/Tenant Display Name"));
    let draft = result(out, at, "scuba", policy, None);
    draft.set("tester", "scuba");
    if !blind && !disputed {
        draft.maybe("result", said);
    }
    let requirement = node.words_at("Requirement").map(plain);
    draft.maybe("procedure", requirement.as_deref()).maybe_note("title", requirement);
    draft.note("status", &word).maybe_note("severity", criticality).maybe_note("report_date", when.as_ref().and_then(|n| n.words()));
    draft.maybe_note("tenant", tenant.as_ref().and_then(|n| n.words()));
    draft.maybe_note("detail", node.words_at("Details").or_else(|| node.words_at("ReportDetails")).map(plain));
    for header in KEPT {
        draft.maybe_note(header, stated(header));
    }
}

/// A text without the tags that the report puts around it, and without the marks that follow the requirement.
fn plain(text: &str) -> String {
    let text = text.split("<div class=").next().unwrap_or_default();
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for (at, c) in text.char_indices() {
        match c {
            '<' if text.get(at + 1..).is_some_and(|rest| rest.starts_with(|n: char| n.is_ascii_alphabetic() || n == '/')) => {
                inside = true;
                out.push(' ');
            }
            '>' if inside => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::plain;
    use crate::adapters::tests::taken;

    fn result(preset: &str, members: &str) -> Option<String> {
        let (records, said) = taken(preset, "s.json", &format!(r#"{{"Control ID":"MS.X.1.1v1",{members}}}"#));
        assert!(said.is_empty(), "{said:?}");
        assert_eq!(records[0].key, "scuba:MS.X.1.1v1");
        records[0].get("result").map(str::to_owned)
    }

    #[test]
    fn results_are_read_by_their_word() {
        for (word, wanted) in
            [("Pass", Some("effective")), ("Fail", Some("ineffective")), ("Warning", Some("deviation")), ("N/A", None), ("Omitted", None)]
        {
            assert_eq!(result("scuba", &format!(r#""Result":"{word}","Criticality":"Shall""#)).as_deref(), wanted, "{word}");
        }
    }

    #[test]
    fn what_the_tool_cannot_see_or_is_said_to_be_wrong_about_has_no_result() {
        assert_eq!(result("scuba", r#""Result":"Fail","Criticality":"Should/Not-Implemented""#), None);
        assert_eq!(result("scuba", r#""Result":"Fail","Criticality":"Shall","IncorrectResult":"true""#), None);
        assert_eq!(result("scuba", r#""Result":"Fail","Criticality":"Shall","IncorrectResult":"N/A""#).as_deref(), Some("ineffective"));
    }

    #[test]
    fn raw_results_say_whether_the_requirement_is_met() {
        let one = |met: &str, criticality: &str| {
            taken(
                "scuba-results",
                "t.json",
                &format!(r#"{{"PolicyId":"MS.X.1.1v1","RequirementMet":{met},"Criticality":"{criticality}"}}"#),
            )
            .0
            .remove(0)
        };
        assert_eq!(one("true", "Should").get("result"), Some("effective"));
        assert_eq!(one("false", "Shall").get("result"), Some("ineffective"));
        assert_eq!(one("false", "Should").get("result"), Some("deviation"));
        assert_eq!(one("false", "Shall/Not-Implemented").get("result"), None);
    }

    #[test]
    fn tags_are_no_part_of_a_text() {
        assert_eq!(plain("Blocked.<div class='x'><a href='y'>more</a></div>"), "Blocked.");
        assert_eq!(plain("1 found:<br/>A <b>bold</b> one, 2 < 3"), "1 found: A bold one, 2 < 3");
    }
}
