//! The credential report of AWS IAM: which passwords, access keys and certificates each user has, and when they were used and changed.

use super::{Context, Out};
use countersign_core::tables::Table;

/// Reads a row of the report, or the whole report where it stands as text in a document.
pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let Some(content) = from.record.words_at("Content") else {
        let cell = |name: &str| from.record.words_at(name).map(str::to_owned);
        return row(&cell, "", out);
    };
    let decoded = if content.starts_with("user,") { None } else { base64(content).and_then(|b| String::from_utf8(b).ok()) };
    let text = decoded.as_deref().unwrap_or(content);
    let mut lines = text.lines();
    let headers = cells(lines.next().unwrap_or_default());
    for (i, line) in lines.enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let cells = cells(line);
        if cells.len() != headers.len() {
            let message = format!("line {} of the report has {} cells, its header {}; it was left out", i + 2, cells.len(), headers.len());
            out.say("import/column-count", "Content", message);
            continue;
        }
        let cell = |name: &str| headers.iter().position(|h| h == name).and_then(|p| cells.get(p)).cloned();
        row(&cell, "Content", out);
    }
}

/// A time of the report; its words for `never` and `not known` say none.
fn time(text: Option<String>) -> Option<String> {
    text.filter(|t| t.starts_with(|c: char| c.is_ascii_digit()))
}

/// What the report says instead of a time: `N/A` is `never` or `not tracked`, which are not the same.
fn said(text: Option<String>) -> Option<String> {
    text.filter(|t| time(Some(t.clone())).is_none())
}

fn row(cell: &dyn Fn(&str) -> Option<String>, place: &str, out: &mut Out) {
    let Some(arn) = cell("arn").filter(|a| a.starts_with("arn:")) else { return };
    let place = |column: &str| if place.is_empty() { column.to_owned() } else { place.to_owned() };
    let identity = out.add(Table::Identities, &place("arn"));
    identity.set("id", &arn).maybe("name", cell("user")).set("identity_source", "aws");
    identity.maybe_note("created", cell("user_creation_time")).maybe_note("mfa", cell("mfa_active"));
    let enabled = cell("password_enabled").is_some_and(|v| v.eq_ignore_ascii_case("true"));
    let used = cell("password_last_used");
    // The root user's password is not reported as enabled; that it was used says that it is there.
    if enabled || time(used.clone()).is_some() {
        let password = out.add(Table::Credentials, &place("password_enabled"));
        password.set("id", format!("aws:{arn}:password")).set("identity", &arn).set("kind", "password").set("issued_per", "standing");
        password.maybe("last_used", time(used.clone())).maybe("last_rotated", time(cell("password_last_changed")));
        password
            .maybe_note("last used", said(used))
            .maybe_note("enabled", cell("password_enabled"))
            .maybe_note("next rotation", cell("password_next_rotation"));
    }
    for n in ["1", "2"] {
        standing(cell, &place(&format!("access_key_{n}_active")), &arn, &format!("access_key_{n}"), "api_key", out);
        standing(cell, &place(&format!("cert_{n}_active")), &arn, &format!("cert_{n}"), "certificate", out);
    }
}

/// An access key or certificate: there when it is active, or was ever made.
fn standing(cell: &dyn Fn(&str) -> Option<String>, at: &str, arn: &str, name: &str, kind: &str, out: &mut Out) {
    let active = cell(&format!("{name}_active"));
    let rotated = time(cell(&format!("{name}_last_rotated")));
    if rotated.is_none() && !active.as_deref().is_some_and(|a| a.eq_ignore_ascii_case("true")) {
        return;
    }
    let used = cell(&format!("{name}_last_used_date"));
    let draft = out.add(Table::Credentials, at);
    draft.set("id", format!("aws:{arn}:{}", name.replace('_', "-"))).set("identity", arn).set("kind", kind).set("issued_per", "standing");
    draft.maybe("last_rotated", rotated).maybe("last_used", time(used.clone()));
    draft
        .maybe_note("active", active)
        .maybe_note("last used", said(used))
        .maybe_note("last used with", cell(&format!("{name}_last_used_service")));
}

/// The cells of a line; quotes hold commas together.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for c in line.trim_end_matches('\r').chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            c => cells.last_mut().into_iter().for_each(|cell| cell.push(c)),
        }
    }
    cells
}

/// Text in base64, with or without line ends.
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0u32, 0u32);
    for b in text.bytes().filter(|b| !b.is_ascii_whitespace() && *b != b'=') {
        let value = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(value)) & 0xffff;
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push(u8::try_from(bits >> held & 0xff).ok()?);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapters::tests::taken;

    const REPORT: &str = "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,\
access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,\
cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated\n\
\"kim, ops\",arn:aws:iam::111122223333:user/kim,2025-01-01T00:00:00+00:00,true,no_information,2025-01-02T00:00:00+00:00,N/A,true,\
true,2025-02-01T00:00:00+00:00,2025-03-01T00:00:00+00:00,s3,false,2024-01-01T00:00:00+00:00,false,N/A,false,N/A\n\
bot,arn:aws:iam::111122223333:user/bot,2025-01-01T00:00:00+00:00,false,N/A,N/A,N/A,false,false,N/A,N/A,N/A,false,N/A,false,N/A,false,N/A\n\
short,row\n";

    fn read_in(content: &str) -> (Vec<countersign_core::record::Record>, Vec<&'static str>) {
        let content = serde_json::to_string(content).unwrap();
        taken(
            "aws-credential-report-json",
            "r.json",
            &format!(r#"{{"Content":{content},"GeneratedTime":"2025-05-01T00:00:00Z","ReportFormat":"text/csv"}}"#),
        )
    }

    #[test]
    fn passwords_and_keys_are_standing_credentials_with_their_use() {
        let (records, codes) = read_in(REPORT);
        let keys: Vec<&str> = records.iter().map(|r| r.key.as_str()).collect();
        let kim = "arn:aws:iam::111122223333:user/kim";
        let expected = [
            kim.to_owned(),
            format!("aws:{kim}:password"),
            format!("aws:{kim}:access-key-1"),
            format!("aws:{kim}:access-key-2"),
            "arn:aws:iam::111122223333:user/bot".to_owned(),
        ];
        assert_eq!(keys, expected, "an account without credentials has none");
        assert_eq!((records[0].get("name"), records[0].extra("mfa")), (Some("kim, ops"), Some("true")));
        assert_eq!((records[1].get("last_used"), records[1].extra("last used")), (None, Some("no_information")));
        assert_eq!(
            (records[2].get("last_used"), records[2].get("last_rotated")),
            (Some("2025-03-01T00:00:00+00:00"), Some("2025-02-01T00:00:00+00:00"))
        );
        assert_eq!(records[3].extra("active"), Some("false"), "it was made once and can be switched on again");
        assert!(records[1..4].iter().all(|r| r.get("issued_per") == Some("standing")));
        assert_eq!(codes, ["import/column-count"]);
    }

    #[test]
    fn a_report_in_base64_is_the_same_report() {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let encoded: String = REPORT
            .as_bytes()
            .chunks(3)
            .map(|c| {
                let n = c.iter().fold(0u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - c.len()));
                let text: String = (0..=c.len()).map(|i| char::from(LETTERS[(n >> (18 - 6 * i) & 63) as usize])).collect();
                format!("{text:=<4}")
            })
            .collect();
        assert_eq!(base64(&encoded).as_deref(), Some(REPORT.as_bytes()));
        assert_eq!(read_in(&encoded).0, read_in(REPORT).0);
        assert_eq!(base64("not base64!"), None);
    }
}
