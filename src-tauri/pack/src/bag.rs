//! The text files of a bag: what they are called, how they are written and how they are read back.

use crate::input::PackInput;
use crate::text::{ascii_line, one_line, wrap};
use std::collections::BTreeMap;

pub(crate) const BAGIT: &str = "bagit.txt";
pub(crate) const BAG_INFO: &str = "bag-info.txt";
pub(crate) const MANIFEST: &str = "manifest-sha256.txt";
pub(crate) const TAG_MANIFEST: &str = "tagmanifest-sha256.txt";
pub(crate) const VERIFY: &str = "VERIFY.txt";
pub(crate) const SIGNATURE: &str = "tagmanifest-sha256.txt.sig";
pub(crate) const ALLOWED_SIGNERS: &str = "allowed_signers.txt";
/// A time-stamp request and its answer (RFC 3161), brought in by hand after sealing.
pub(crate) const TIMESTAMPS: [&str; 2] = ["tagmanifest-sha256.txt.tsq", "tagmanifest-sha256.txt.tsr"];
/// The tag files every tag manifest lists, in its order.
pub(crate) const LISTED: [&str; 4] = [VERIFY, BAG_INFO, BAGIT, MANIFEST];
/// The report that names the snapshot.
pub(crate) const REPORT: &str = "data/report.json";

/// `bagit.txt`, whole.
pub(crate) const DECLARATION: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

/// Labels of `bag-info.txt`. The first seven are always there, the last two in a signed pack.
pub(crate) mod label {
    pub(crate) const DATE: &str = "Bagging-Date";
    pub(crate) const IDENTIFIER: &str = "External-Identifier";
    pub(crate) const OXUM: &str = "Payload-Oxum";
    pub(crate) const RULESET: &str = "Ruleset-Version";
    pub(crate) const SNAPSHOT: &str = "Snapshot-Digest";
    pub(crate) const ORGANISATION: &str = "Source-Organization";
    pub(crate) const TOOL: &str = "Tool-Version";
    pub(crate) const ALWAYS: [&str; 7] = [ORGANISATION, DATE, IDENTIFIER, OXUM, SNAPSHOT, TOOL, RULESET];
    pub(crate) const SIGNED_BY: &str = "Signed-By";
    pub(crate) const SIGNING_KEY: &str = "Signing-Key";
}

/// `bag-info.txt`. A signed pack says so here, where the tag manifest covers it: a signature that is gone, is missed.
pub(crate) fn bag_info(input: &PackInput, bytes: u64, files: u64, signer: Option<(&str, &str)>) -> String {
    let oxum = format!("{bytes}.{files}");
    let organisation = if input.organisation.trim().is_empty() { "(not stated)" } else { &input.organisation };
    let mut lines = vec![
        (label::ORGANISATION, organisation),
        (label::DATE, &input.bagging_date),
        (label::IDENTIFIER, &input.external_identifier),
        (label::OXUM, &oxum),
        (label::SNAPSHOT, &input.snapshot),
        (label::TOOL, &input.tool_version),
        (label::RULESET, &input.ruleset),
    ];
    if let Some((identity, fingerprint)) = signer {
        lines.extend([(label::SIGNED_BY, identity), (label::SIGNING_KEY, fingerprint)]);
    }
    lines.iter().map(|(label, value)| format!("{label}: {}\n", one_line(value))).collect()
}

/// `bag-info.txt` read back: one value per label, or what is wrong with it.
pub(crate) fn parse_bag_info(text: &[u8]) -> Result<BTreeMap<String, String>, String> {
    let text = std::str::from_utf8(text).map_err(|_| "it is not UTF-8".to_owned())?;
    let mut values = BTreeMap::new();
    for (n, line) in (1..).zip(text.lines()) {
        let Some((label, value)) = line.split_once(": ") else { return Err(format!("line {n} is not \"label: value\"")) };
        if values.insert(label.to_owned(), value.to_owned()).is_some() {
            return Err(format!("line {n} repeats {}", label.escape_default()));
        }
    }
    match label::ALWAYS.iter().find(|label| !values.contains_key(**label)) {
        Some(label) => Err(format!("{label} is missing")),
        None => Ok(values),
    }
}

/// A manifest: one line `digest  path` per file, as `sha256sum` writes it.
pub(crate) fn manifest<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    files.into_iter().map(|(path, digest)| format!("{digest}  {path}\n")).collect()
}

/// A manifest read back, strictly: `sha256sum -c` passes over lines it does not understand, so none may be there.
///
/// The second part says what is wrong, one sentence per line.
pub(crate) fn parse_manifest(text: &[u8]) -> (BTreeMap<String, String>, Vec<String>) {
    let mut files = BTreeMap::new();
    let mut wrong = Vec::new();
    let Ok(text) = std::str::from_utf8(text) else { return (files, vec!["it is not UTF-8".to_owned()]) };
    if !text.is_empty() && !text.ends_with('\n') {
        wrong.push("the last line is not ended".to_owned());
    }
    for (n, line) in (1..).zip(text.split_terminator('\n')) {
        match line.split_once("  ") {
            Some((digest, path)) if is_digest(digest) && crate::names::why_unsafe(path).is_none() => {
                if files.insert(path.to_owned(), digest.to_owned()).is_some() {
                    wrong.push(format!("line {n} repeats {path}"));
                }
            }
            _ => wrong.push(format!("line {n} is not a digest, two spaces and a plain path: {}", line.escape_default())),
        }
    }
    (files, wrong)
}

fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// `VERIFY.txt`: how a stranger checks the pack, and what that does not show. ASCII, whatever the input holds.
pub(crate) fn verify_text(input: &PackInput, signer: Option<(&str, &str)>) -> String {
    const WHOLE: &str = include_str!("../../../templates/pack/VERIFY.txt.tmpl");
    const SIGNED: &str = include_str!("../../../templates/pack/VERIFY-signed.txt.tmpl");
    const UNSIGNED: &str = include_str!("../../../templates/pack/VERIFY-unsigned.txt.tmpl");
    let signature = match signer {
        Some((identity, fingerprint)) => fill(SIGNED, &[("identity", identity), ("fingerprint", fingerprint)]),
        None => UNSIGNED.replace('\r', ""),
    };
    let limits: String = match input.limits.as_slice() {
        [] => "  (none stated; see the report)\n".to_owned(),
        some => some.iter().map(|line| wrap(&ascii_line(line), "  - ", "    ")).collect(),
    };
    fill(
        WHOLE,
        &[
            ("id", &input.id),
            ("organisation", &ascii_line(&input.organisation)),
            ("date", &input.bagging_date),
            ("identifier", &input.external_identifier),
            ("snapshot", &input.snapshot),
            ("tool", &input.tool_version),
            ("ruleset", &input.ruleset),
            ("signature", signature.trim_end()),
            ("limits", limits.trim_end()),
        ],
    )
}

/// Puts values where the template has `{name}`; a value is never searched for further names.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len());
    let template = template.replace('\r', "");
    let mut rest = template.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let known = after.split_once('}').and_then(|(name, tail)| Some((values.iter().find(|(n, _)| *n == name)?.1, tail)));
        match known {
            Some((value, tail)) => {
                out.push_str(value);
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_read_strictly() {
        let digest = "a".repeat(64);
        let (files, wrong) = parse_manifest(format!("{digest}  data/a\n").as_bytes());
        assert_eq!((files.len(), wrong.len()), (1, 0));
        for bad in [
            format!("{digest}  data/a"),
            format!("{digest}  data/a\r\n"),
            format!("{digest} *data/a\n"),
            format!("\\{digest}  data/a\n"),
            format!("{}  data/a\n", "A".repeat(64)),
            format!("{digest}  data/a\n{digest}  data/a\n"),
            format!("{digest}  ../a\n"),
            "\n".to_owned(),
            "# note\n".to_owned(),
        ] {
            assert_eq!(parse_manifest(bad.as_bytes()).1.len(), 1, "{bad:?}");
        }
    }

    #[test]
    fn placeholders_are_filled_once() {
        assert_eq!(fill("{a} {b} {c {x}", &[("a", "{b}"), ("b", "2")]), "{b} 2 {c {x}");
    }

    #[test]
    fn bag_info_needs_every_label_once() {
        let lines: String = label::ALWAYS.iter().map(|l| format!("{l}: x\n")).collect();
        assert_eq!(parse_bag_info(lines.as_bytes()).unwrap().len(), 7);
        assert_eq!(parse_bag_info(format!("{lines}Bagging-Date: y\n").as_bytes()).unwrap_err(), "line 8 repeats Bagging-Date");
        assert_eq!(parse_bag_info(b"Bagging-Date: y\n").unwrap_err(), "Source-Organization is missing");
    }
}
