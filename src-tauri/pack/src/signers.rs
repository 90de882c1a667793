//! Lists of allowed signers (`ssh-keygen(1)`, ALLOWED SIGNERS): who may sign, and with which key.

use crate::sign::NAMESPACE;
use chrono::{NaiveDate, NaiveDateTime};
use ssh_key::PublicKey;

/// One line of a list.
struct Line<'a> {
    principals: &'a str,
    options: Vec<String>,
    key: PublicKey,
}

/// Whether a list lets `identity` sign files with `key` at `now` (UTC); otherwise why not.
///
/// Times in the list are taken as UTC. Lines for certificate authorities and lines with options we do not know never match.
pub(crate) fn allows(list: &str, identity: &str, key: &PublicKey, now: NaiveDateTime) -> Result<(), String> {
    let mut why = "the list does not have this key".to_owned();
    for line in list.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let Some(line) = parse(line).filter(|l| l.key.key_data() == key.key_data()) else { continue };
        if !matches_any(line.principals, identity) {
            why = format!("the list has this key, but for {}, not for {identity}", line.principals.escape_default());
        } else if let Some(refusal) = line.options.iter().find_map(|option| refusal(option, now)) {
            why = refusal;
        } else {
            return Ok(());
        }
    }
    Err(why)
}

/// The number of the first line that cannot be read, when there is one.
pub(crate) fn first_bad_line(list: &str) -> Option<usize> {
    let lines = (1..).zip(list.lines().map(str::trim));
    lines.filter(|(_, l)| !l.is_empty() && !l.starts_with('#')).find(|(_, l)| parse(l).is_none() && !is_other_kind(l)).map(|(n, _)| n)
}

/// A line with a key of a kind that packs are not signed with: fine in a list, never a match.
fn is_other_kind(line: &str) -> bool {
    words(line).iter().any(|w| ["ssh-", "ecdsa-", "sk-", "rsa-"].iter().any(|kind| w.starts_with(kind)) && w != "ssh-ed25519")
}

fn parse(line: &str) -> Option<Line<'_>> {
    let words = words(line);
    let at = words.iter().position(|w| w == "ssh-ed25519")?;
    let key = PublicKey::from_openssh(&format!("ssh-ed25519 {}", words.get(at + 1)?)).ok()?;
    let principals = if let Some(quoted) = line.strip_prefix('"') { quoted.split_once('"')?.0 } else { line.split_whitespace().next()? };
    let options = words.get(1..at)?.iter().flat_map(|o| split_outside_quotes(o, ',')).collect();
    Some(Line { principals, options, key })
}

fn words(line: &str) -> Vec<String> {
    split_outside_quotes(&line.replace('\t', " "), ' ')
}

fn split_outside_quotes(text: &str, separator: char) -> Vec<String> {
    let mut quoted = false;
    let parts = text.split(|c| {
        quoted ^= c == '"';
        c == separator && !quoted
    });
    parts.filter(|p| !p.is_empty()).map(str::to_owned).collect()
}

/// Why an option forbids the signature, or `None`.
fn refusal(option: &str, now: NaiveDateTime) -> Option<String> {
    let (name, value) = option.split_once('=').unwrap_or((option, ""));
    let value = value.trim_matches('"');
    match name.to_ascii_lowercase().as_str() {
        "namespaces" if matches_any(value, NAMESPACE) => None,
        "namespaces" => Some("the list has this key for other namespaces only".to_owned()),
        "valid-after" | "valid-before" => match time(value) {
            None => Some(format!("the list has a time that cannot be read: {}", value.escape_default())),
            Some(limit) if (name.eq_ignore_ascii_case("valid-after")) == (now >= limit) => None,
            Some(_) => Some(format!("the list has this key as {name} {value}")),
        },
        _ => Some(format!("the list has an option that is not supported: {}", name.escape_default())),
    }
}

/// `YYYYMMDD`, `YYYYMMDDHHMM` or `YYYYMMDDHHMMSS`, with or without `Z`.
fn time(text: &str) -> Option<NaiveDateTime> {
    let digits = text.strip_suffix(['Z', 'z']).unwrap_or(text);
    match digits.len() {
        8 => NaiveDate::parse_from_str(digits, "%Y%m%d").ok()?.and_hms_opt(0, 0, 0),
        12 => NaiveDateTime::parse_from_str(&format!("{digits}00"), "%Y%m%d%H%M%S").ok(),
        14 => NaiveDateTime::parse_from_str(digits, "%Y%m%d%H%M%S").ok(),
        _ => None,
    }
}

/// OpenSSH pattern list: comma-separated, `*` and `?`, and `!` which excludes.
fn matches_any(patterns: &str, name: &str) -> bool {
    let mut found = false;
    for pattern in patterns.split(',') {
        match pattern.strip_prefix('!') {
            Some(excluded) if matches(excluded.as_bytes(), name.as_bytes()) => return false,
            Some(_) => {}
            None => found |= matches(pattern.as_bytes(), name.as_bytes()),
        }
    }
    found
}

/// One pattern, tracking every place in the pattern at once so that no pattern takes long.
fn matches(pattern: &[u8], name: &[u8]) -> bool {
    // places[i]: the first i parts of the pattern match what was read so far.
    let mut places = vec![false; pattern.len() + 1];
    let spread = |places: &mut Vec<bool>| {
        for (i, part) in pattern.iter().enumerate() {
            if *part == b'*' && places.get(i) == Some(&true) {
                places.iter_mut().skip(i + 1).take(1).for_each(|p| *p = true);
            }
        }
    };
    places.iter_mut().take(1).for_each(|p| *p = true);
    spread(&mut places);
    for byte in name {
        let mut next = vec![false; places.len()];
        for ((i, part), _) in pattern.iter().enumerate().zip(&places).filter(|(_, here)| **here) {
            let step = if *part == b'*' { i } else { i + 1 };
            if *part == b'*' || *part == b'?' || part == byte {
                next.iter_mut().skip(step).take(1).for_each(|p| *p = true);
            }
        }
        spread(&mut next);
        places = next;
    }
    places.last() == Some(&true)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJHn7FeKkKf8zzTQgSD5KNd9k6tnYtyhFWZkRcxyVKbX";

    fn ask(line: &str) -> Result<(), String> {
        let now = NaiveDate::from_ymd_opt(2026, 9, 30).unwrap().and_hms_opt(12, 0, 0).unwrap();
        allows(line, "jo@example.org", &PublicKey::from_openssh(KEY).unwrap(), now)
    }

    #[test]
    fn lines_that_allow() {
        for head in [
            "jo@example.org",
            "*@example.org",
            "other,jo@*",
            "\"jo@example.org,x\"",
            "jo@example.org namespaces=\"git,file\"",
            "jo@example.org\tnamespaces=\"file\",valid-after=\"20260101\",valid-before=\"20261231235959Z\"",
        ] {
            assert_eq!(ask(&format!("# who\n\n{head} {KEY} comment\n")), Ok(()), "{head}");
        }
    }

    #[test]
    fn lines_that_do_not_allow_say_why() {
        for (head, why) in [
            ("mo@example.org", "but for mo@example.org"),
            ("*,!jo@*", "but for"),
            ("jo@example.org namespaces=\"git\"", "other namespaces"),
            ("jo@example.org valid-before=\"20260930\"", "valid-before 20260930"),
            ("jo@example.org valid-after=\"202610010000\"", "valid-after 202610010000"),
            ("jo@example.org cert-authority", "not supported: cert-authority"),
        ] {
            let answer = ask(&format!("{head} {KEY}\n")).unwrap_err();
            assert!(answer.contains(why), "{head}: {answer}");
        }
        assert!(ask("").unwrap_err().contains("does not have this key"));
    }

    #[test]
    fn bad_lines_are_found() {
        assert_eq!(first_bad_line(&format!("# x\njo {KEY}\nmo ecdsa-sha2-nistp256 AAAA\n")), None);
        assert_eq!(first_bad_line(&format!("jo {KEY}\nnonsense\n")), Some(2));
    }

    #[test]
    fn patterns() {
        assert!(matches(b"a*c?e", b"abbbcde"));
        assert!(!matches(b"a*c?e", b"abbbce"));
        assert!(matches(b"*", b"") && matches(b"**a", b"ba") && !matches(b"", b"a"));
    }
}
