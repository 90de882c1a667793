//! Prisma Cloud's list of vulnerabilities and compliance issues: one failed check of a host or image in each row.

use super::results::result;
use super::{Context, Out};

pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let row = from.record;
    let compliance = row.words_at("Compliance ID");
    let Some(check) = row.words_at("CVE ID").or(compliance) else { return };
    let host = ["Hostname", "Image", "Registry", "Repository"].iter().find_map(|h| row.words_at(h));
    let package = row.words_at("Packages").map(|p| match row.words_at("Package Version") {
        Some(version) => format!("{p}@{version}"),
        None => p.to_owned(),
    });
    let resource = [host.map(str::to_owned), package].into_iter().flatten().collect::<Vec<_>>().join(":");
    let title = row.words_at("Description");
    let draft = result(out, "", "prisma", check, Some(&resource));
    // The list holds what failed, nothing else.
    draft.set("tester", "prisma").set("result", "ineffective").maybe_note("title", title).maybe_note("severity", row.words_at("Severity"));
    for (header, cell) in row.members() {
        if !matches!(header.as_str(), "Description" | "Severity") {
            draft.maybe_note(header, cell.words());
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::adapters::tests::taken;

    #[test]
    fn a_row_is_a_failed_check() {
        let (records, _) = taken(
            "prisma-csv",
            "p.csv",
            r#"{"Hostname":"h","CVE ID":"CVE-1","Compliance ID":"46","Packages":"p","Package Version":"1","Severity":"low"}"#,
        );
        assert_eq!((records[0].key.as_str(), records[0].get("result")), ("prisma:CVE-1:h:p@1", Some("ineffective")));
        assert_eq!((records[0].extra("Compliance ID"), records[0].extra("severity")), (Some("46"), Some("low")));
        let (records, _) = taken("prisma-csv", "p.csv", r#"{"Hostname":"h","Compliance ID":"6412"}"#);
        assert_eq!(records[0].key, "prisma:6412:h");
        assert!(taken("prisma-csv", "p.csv", r#"{"Hostname":"h"}"#).0.is_empty());
    }
}
