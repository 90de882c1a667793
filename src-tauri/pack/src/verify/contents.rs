//! The bag's own promises: its declaration, its totals and its two manifests.

use super::Check;
use super::meter::{Facts, is_known_tag};
use crate::bag::{BAG_INFO, BAGIT, DECLARATION, LISTED, MANIFEST, REPORT, TAG_MANIFEST, label, parse_bag_info, parse_manifest};
use std::collections::BTreeMap;

type Files = BTreeMap<String, Facts>;

/// What was kept of a file, when it could be read whole.
pub(super) fn kept<'a>(files: &'a Files, name: &str) -> Option<&'a [u8]> {
    files.get(name).filter(|f| f.trouble.is_none())?.kept.as_deref()
}

/// `bag-info.txt`, or what is wrong with it.
pub(super) fn info(files: &Files) -> Result<BTreeMap<String, String>, String> {
    parse_bag_info(kept(files, BAG_INFO).ok_or_else(|| "it is missing or unreadable".to_owned())?)
}

/// All checks of the bag, without signature and report.
pub(super) fn checks(files: &Files) -> Vec<Check> {
    let is_payload = |path: &str| path.starts_with("data/");
    let payload: Vec<(&String, &Facts)> = files.iter().filter(|(path, _)| is_payload(path)).collect();
    let mut out = Vec::new();

    let declaration = match kept(files, BAGIT) {
        Some(text) if text == DECLARATION.as_bytes() => vec![],
        Some(_) => vec![format!("{BAGIT} does not declare BagIt 1.0 in UTF-8")],
        None => vec![format!("{BAGIT} is missing or unreadable")],
    };
    out.push(Check::of("bag/declaration", &declaration, "BagIt 1.0"));

    let info = info(files);
    let wrong_info: Vec<String> = info.as_ref().err().map(|why| format!("{BAG_INFO}: {why}")).into_iter().collect();
    out.push(Check::of("bag/info", &wrong_info, "every label once"));

    let found = format!("{}.{}", payload.iter().map(|(_, f)| f.bytes).sum::<u64>(), payload.len());
    let oxum = info.as_ref().ok().and_then(|i| i.get(label::OXUM));
    let wrong_oxum = match oxum {
        Some(oxum) if *oxum == found => vec![],
        Some(oxum) => vec![format!("{BAG_INFO} says {} (bytes.files), the pack has {found}", oxum.escape_default())],
        None => vec![format!("{BAG_INFO} has no {}", label::OXUM)],
    };
    out.push(Check::of("bag/oxum", &wrong_oxum, format!("{found} (bytes.files)")));

    let tags = List::read(files, TAG_MANIFEST, |path| LISTED.contains(&path));
    let others: Vec<&str> = files.keys().map(String::as_str).filter(|path| !is_payload(path)).collect();
    let mut loose: Vec<String> =
        others.iter().filter(|path| !is_known_tag(path)).map(|path| format!("{path} was added: a pack has no such file")).collect();
    let unlisted = LISTED.iter().filter(|name| !tags.entries.contains_key(**name));
    loose.extend(unlisted.map(|name| format!("{name} is not listed")));
    out.extend(tags.checks(files, ["tagmanifest/format", "tagmanifest/missing", "tagmanifest/digests"]));
    out.push(Check::of("tagmanifest/complete", &loose, format!("{} files beside data/, none unexpected", others.len())));

    let manifest = List::read(files, MANIFEST, is_payload);
    let added: Vec<String> = payload
        .iter()
        .filter(|(path, _)| !manifest.entries.contains_key(*path))
        .map(|(path, _)| format!("{path} was added: {MANIFEST} does not list it"))
        .collect();
    out.extend(manifest.checks(files, ["manifest/format", "manifest/missing", "manifest/digests"]));
    out.push(Check::of("manifest/complete", &added, format!("all {} files under data/ are listed", payload.len())));
    out
}

/// A manifest and what is wrong with its text.
struct List {
    entries: BTreeMap<String, String>,
    wrong: Vec<String>,
}

impl List {
    fn read(files: &Files, name: &str, belongs: impl Fn(&str) -> bool) -> Self {
        let Some(text) = kept(files, name) else {
            return Self { entries: BTreeMap::new(), wrong: vec![format!("{name} is missing or unreadable")] };
        };
        let (entries, wrong) = parse_manifest(text);
        let mut wrong: Vec<String> = wrong.into_iter().map(|why| format!("{name}: {why}")).collect();
        wrong.extend(entries.keys().filter(|path| !belongs(path)).map(|path| format!("{name} lists {path}, which does not belong there")));
        Self { entries, wrong }
    }

    /// Well written, nothing missing, nothing changed.
    fn checks(&self, files: &Files, [format, missing, digests]: [&'static str; 3]) -> [Check; 3] {
        let absent: Vec<String> =
            self.entries.keys().filter(|path| !files.contains_key(*path)).map(|path| format!("{path} is missing")).collect();
        let changed: Vec<String> = self
            .entries
            .iter()
            .filter_map(|(path, wanted)| {
                let facts = files.get(path)?;
                match &facts.trouble {
                    Some(why) => Some(format!("{path} could not be read ({why})")),
                    None if facts.sha256 != *wanted => Some(format!("{path} was changed: sha256 {} instead of {wanted}", facts.sha256)),
                    None => None,
                }
            })
            .collect();
        let count = self.entries.len();
        // A list that could not be read promises nothing; its format check says so.
        [
            Check::of(format, &self.wrong, format!("{count} lines")),
            Check::of(missing, &absent, format!("all {count} files are there")),
            Check::of(digests, &changed, format!("{count} digests match")),
        ]
    }
}

/// The snapshot in `bag-info.txt` is the one the report was made from.
pub(super) fn snapshot(files: &Files) -> Check {
    let in_info = info(files).ok().and_then(|i| i.get(label::SNAPSHOT).cloned());
    let in_report = match files.get(REPORT) {
        None => Err(format!("{REPORT} is missing")),
        Some(Facts { snapshot: Some(Ok(found)), trouble: None, .. }) => Ok(found.clone()),
        Some(Facts { snapshot: Some(Err(why)), trouble: None, .. }) => Err(format!("{REPORT}: {why}")),
        Some(_) => Err(format!("{REPORT} could not be read")),
    };
    let wrong = match (&in_info, &in_report) {
        (_, Err(why)) => vec![why.clone()],
        (None, Ok(_)) => vec![format!("{BAG_INFO} has no {}", label::SNAPSHOT)],
        (Some(a), Ok(b)) if a == b => vec![],
        (Some(a), Ok(b)) => vec![format!("{BAG_INFO} says {}, {REPORT} says {}", a.escape_default(), b.escape_default())],
    };
    Check::of("report/snapshot", &wrong, in_info.unwrap_or_default())
}
