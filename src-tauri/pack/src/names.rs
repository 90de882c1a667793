//! File names that mean the same on every system, in every tool.
//!
//! Inside a pack a name is made of `[A-Za-z0-9._-]`, at most 100 characters, no device name of Windows, and unique when case is
//! ignored. Then `sha256sum` never escapes it, BagIt never percent-encodes it and no file system folds two of them into one.

use std::collections::{BTreeMap, BTreeSet};

/// Longest name of a file or folder, in characters.
const MAX_NAME: usize = 100;
/// Longest extension that is kept, with its dot.
const MAX_EXTENSION: usize = 17;
/// Deepest path.
const MAX_DEPTH: usize = 16;

/// A name for `original` that is safe in a pack and not in `taken` (which holds lower-case names of one folder, and gets the new one).
///
/// Only the last part of a path counts; the extension stays. A name that is safe already is returned as it is.
pub fn safe_name(original: &str, taken: &mut BTreeSet<String>) -> String {
    let last = original.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next().unwrap_or_default();
    let mut plain = String::with_capacity(last.len());
    for c in last.chars() {
        let ok = is_safe_char(c);
        if ok || !plain.ends_with('_') {
            plain.push(if ok { c } else { '_' });
        }
    }
    let plain = plain.trim_end_matches('.');
    let (stem, extension) = split_extension(plain);
    let mut stem = stem.to_owned();
    if stem.is_empty() || stem.starts_with(['.', '-']) || is_reserved(plain) {
        stem.insert(0, '_');
    }
    (1_u64..)
        .map(|n| {
            let suffix = if n == 1 { String::new() } else { format!("-{n}") };
            let room = MAX_NAME.saturating_sub(suffix.len() + extension.len());
            let cut: String = stem.chars().take(room).collect();
            format!("{cut}{suffix}{extension}")
        })
        .find(|name| taken.insert(name.to_ascii_lowercase()))
        .unwrap_or_default()
}

/// The part before the extension, and the extension with its dot (empty when there is none, or it is too long to be one).
fn split_extension(name: &str) -> (&str, &str) {
    match name.rfind('.') {
        Some(at) if at > 0 && name.len() - at <= MAX_EXTENSION => name.split_at(at),
        _ => (name, ""),
    }
}

fn is_safe_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')
}

/// Whether Windows takes the name for a device, whatever extension follows.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let numbered = |prefix: &str| stem.strip_prefix(prefix).is_some_and(|n| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()));
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul" | "conin$" | "conout$") || numbered("com") || numbered("lpt")
}

/// Why a path, with `/` between its parts, may not stand in a pack; `None` when it may.
pub fn why_unsafe(path: &str) -> Option<&'static str> {
    if path.is_empty() {
        return Some("an empty name");
    }
    if path.contains('\\') {
        return Some("a backslash");
    }
    if path.starts_with('/') {
        return Some("an absolute path");
    }
    if path.as_bytes().get(1) == Some(&b':') {
        return Some("a drive letter");
    }
    if path.split('/').count() > MAX_DEPTH {
        return Some("nested too deep");
    }
    path.split('/').find_map(why_unsafe_part)
}

fn why_unsafe_part(part: &str) -> Option<&'static str> {
    match part {
        "" => Some("an empty part"),
        "." | ".." => Some("a path that climbs"),
        _ if !part.chars().all(is_safe_char) => Some("a character outside A-Z a-z 0-9 . _ -"),
        _ if part.len() > MAX_NAME => Some("a name of more than 100 characters"),
        _ if part.ends_with('.') => Some("a dot at the end"),
        _ if is_reserved(part) => Some("a device name of Windows"),
        _ => None,
    }
}

/// Paths that would end up in the same place on some file system: equal, equal but for case, or a file where another path has a folder.
///
/// Each answer is a sentence about one path. `paths` are files.
pub(crate) fn collisions<'a>(paths: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    // Lower-case path -> (as written, is a file).
    let mut seen: BTreeMap<String, (&str, bool)> = BTreeMap::new();
    let mut found = Vec::new();
    for path in paths {
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        for end in ends {
            let (part, is_file) = (path.get(..end).unwrap_or(path), end == path.len());
            let Some((other, other_is_file)) = seen.insert(part.to_ascii_lowercase(), (part, is_file)) else { continue };
            let shown = path.escape_default();
            if (is_file || other_is_file) && other == part {
                found.push(format!("{shown} (appears twice)"));
            } else if other != part {
                found.push(format!("{shown} (differs only in case from {})", other.escape_default()));
            }
        }
    }
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn safe(original: &str) -> String {
        safe_name(original, &mut BTreeSet::new())
    }

    #[test]
    fn a_safe_name_stays() {
        for name in ["report.pdf", "E-0007.csv", "a_b-c.tar.gz", "COMMON.txt", "lpt10.log"] {
            assert_eq!(safe(name), name);
        }
    }

    #[test]
    fn hostile_names_become_plain() {
        for (original, wanted) in [
            ("Zugriffsübersicht März.xlsx", "Zugriffs_bersicht_M_rz.xlsx"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\jo\\a b.csv", "a_b.csv"),
            ("CON", "_CON"),
            ("con.tar.gz", "_con.tar.gz"),
            ("Lpt1.txt", "_Lpt1.txt"),
            (".htaccess", "_.htaccess"),
            ("-rf", "_-rf"),
            ("...", "_"),
            ("", "_"),
            ("报告", "_"),
            ("report.pdf. . ", "report.pdf._._"),
            ("invoice\u{202e}fdp.exe", "invoice_fdp.exe"),
            ("a\nb\r.txt", "a_b_.txt"),
        ] {
            let name = safe(original);
            assert_eq!(name, wanted, "{original:?}");
            assert_eq!(why_unsafe(&name), None, "{original:?}");
        }
    }

    #[test]
    fn a_long_name_is_cut_and_keeps_its_extension() {
        let name = safe(&format!("{}.jsonl", "x".repeat(300)));
        assert_eq!(name.len(), 100);
        assert!(name.ends_with("x.jsonl"));
        assert_eq!(safe(&format!("a.{}", "y".repeat(300))).len(), 100);
    }

    #[test]
    fn names_that_differ_only_in_case_are_told_apart() {
        let mut taken = BTreeSet::new();
        assert_eq!(safe_name("Users.csv", &mut taken), "Users.csv");
        assert_eq!(safe_name("users.CSV", &mut taken), "users-2.CSV");
        assert_eq!(safe_name("dir/USERS.csv", &mut taken), "USERS-3.csv");
        let long = "z".repeat(120);
        assert_ne!(safe_name(&long, &mut taken), safe_name(&long, &mut taken));
    }

    #[test]
    fn unsafe_paths_say_why() {
        for (path, why) in [
            ("/abs", "an absolute path"),
            ("C:/x", "a drive letter"),
            ("a\\b", "a backslash"),
            ("a/../b", "a path that climbs"),
            ("./a", "a path that climbs"),
            ("a//b", "an empty part"),
            ("data/nul.txt", "a device name of Windows"),
            ("data/x.", "a dot at the end"),
            ("data/a b", "a character outside A-Z a-z 0-9 . _ -"),
            ("data/ä", "a character outside A-Z a-z 0-9 . _ -"),
        ] {
            assert_eq!(why_unsafe(path), Some(why), "{path}");
        }
        assert_eq!(why_unsafe("data/evidence/E-0007/users.csv"), None);
    }

    #[test]
    fn colliding_paths_are_found() {
        assert!(collisions(["data/a", "data/b", "data/c/a"]).is_empty());
        assert_eq!(collisions(["data/a", "data/a"]), ["data/a (appears twice)"]);
        assert_eq!(collisions(["data/a", "data/A"]), ["data/A (differs only in case from data/a)"]);
        assert_eq!(collisions(["data/x/a", "data/X/b"]), ["data/X/b (differs only in case from data/x)"]);
        assert_eq!(collisions(["data/x", "data/x/b"]), ["data/x/b (appears twice)"]);
    }
}
