//! Trivy's own JSON: vulnerabilities, misconfigurations, secrets and licences found in one target after the other.

use super::results::{result, verdict};
use super::{Context, Out};
use crate::node::Node;

/// The lists of a target, and what names a finding in each.
const LISTS: &[(&str, &[&str])] = &[
    ("Vulnerabilities", &["VulnerabilityID"]),
    ("Misconfigurations", &["ID", "AVDID"]),
    ("Secrets", &["RuleID"]),
    ("Licenses", &["Name"]),
];

pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let node = from.record;
    let Some(target) = node.words_at("Target") else { return };
    let when = from.outside("CreatedAt").and_then(|n| n.words().map(str::to_owned));
    let mut found = 0;
    for (list, ids) in LISTS {
        for (i, finding) in node.at(list).map(Node::items).unwrap_or_default().iter().enumerate() {
            let at = format!("{list}/{i}");
            let Some(check) = ids.iter().find_map(|p| finding.words_at(p)) else { continue };
            found += 1;
            // Only misconfigurations are listed whether they fail or not.
            let word = finding.words_at("Status").filter(|_| *list == "Misconfigurations");
            let said = match word {
                Some(word) => verdict(from, out, &format!("{at}/Status"), word).map(str::to_owned),
                None => Some("ineffective".to_owned()),
            };
            let part = finding.words_at("PkgID").or_else(|| finding.words_at("PkgName")).map(str::to_owned);
            let line = || finding.text_at("StartLine").or_else(|| finding.text_at("CauseMetadata/StartLine")).map(|l| l.into_owned());
            let resource = part.or_else(line).map_or_else(|| target.to_owned(), |p| format!("{target}:{p}"));
            let draft = result(out, &at, "trivy", check, Some(&resource));
            draft
                .set("tester", "trivy")
                .maybe("result", said)
                .maybe("tested_at", when.as_deref())
                .maybe("procedure", finding.words_at("Title"));
            draft.maybe_note("severity", finding.words_at("Severity")).maybe_note("title", finding.words_at("Title"));
            draft.maybe_note("status", finding.words_at("Status")).maybe_note("installed", finding.words_at("InstalledVersion"));
            draft.maybe_note("fixed_in", finding.words_at("FixedVersion")).maybe_note("message", finding.words_at("Message"));
            draft.maybe_note("kind", list.strip_suffix('s'));
        }
    }
    if found == 0 {
        // What a scan was told to pass over is not in its report: nothing found is not yet a pass.
        let class = node.words_at("Class").unwrap_or("target");
        result(out, "Target", "trivy", class, Some(target)).set("tester", "trivy").maybe("tested_at", when).note("findings", "0");
    }
}

#[cfg(test)]
mod tests {
    use crate::adapters::tests::taken;

    #[test]
    fn findings_of_a_target_are_failed_tests() {
        let (records, said) = taken(
            "trivy",
            "t.json",
            r#"{"Target":"img","Class":"os-pkgs","Vulnerabilities":[{"VulnerabilityID":"CVE-1","PkgName":"p","Severity":"LOW","FixedVersion":"2"}],
            "Misconfigurations":[{"ID":"M1","Status":"PASS"},{"ID":"M2","Status":"FAIL"},{"ID":"M3","Status":"EXCEPTION"}]}"#,
        );
        assert!(said.is_empty(), "{said:?}");
        let seen: Vec<_> = records.iter().map(|r| (r.key.as_str(), r.get("result"))).collect();
        assert_eq!(
            seen,
            [
                ("trivy:CVE-1:img:p", Some("ineffective")),
                ("trivy:M1:img", Some("effective")),
                ("trivy:M2:img", Some("ineffective")),
                ("trivy:M3:img", None)
            ]
        );
    }

    #[test]
    fn a_target_without_findings_has_not_passed() {
        let (records, _) = taken("trivy", "t.json", r#"{"Target":"img","Class":"os-pkgs"}"#);
        assert_eq!(
            (records[0].key.as_str(), records[0].get("result"), records[0].extra("findings")),
            ("trivy:os-pkgs:img", None, Some("0"))
        );
    }
}
