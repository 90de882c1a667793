//! Microsoft Secure Score: what each control scored in a tenant.

use super::results::{result, summed};
use super::{Context, Out};

pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let node = from.record;
    let Some(name) = node.words_at("controlName") else { return };
    let score = from.place.split("controlScores").next().unwrap_or_default().trim_end_matches('/').to_owned();
    let around = |member: &str| {
        let path = if score.is_empty() { member.to_owned() } else { format!("{score}/{member}") };
        from.outside(&path).and_then(|n| n.text().map(|t| t.into_owned()))
    };
    let (tenant, created) = (around("azureTenantId"), around("createdDateTime"));
    let number = |path: &str| node.text_at(path).and_then(|t| t.parse::<f64>().ok());
    let percent = number("scoreInPercentage");
    // No points may also mean that nothing was looked at; something must say that it was.
    let looked =
        node.text_at("on").is_some() || number("total").is_some_and(|n| n > 0.0) || node.words_at("implementationStatus").is_some();
    let said = match percent {
        Some(p) if p >= 100.0 => summed(1, 0),
        Some(p) if p > 0.0 => summed(1, 1),
        Some(_) if looked => summed(0, 1),
        _ => None,
    };
    let draft = result(out, "", "secure-score", name, tenant.as_deref());
    draft.set("tester", "secure-score").maybe("result", said).maybe("tested_at", node.words_at("lastSynced")).maybe("tested_at", created);
    for path in ["scoreInPercentage", "score", "count", "total", "on", "controlCategory", "implementationStatus"] {
        draft.maybe_note(path, node.text_at(path));
    }
    draft.maybe_note("title", node.words_at("description"));
}

#[cfg(test)]
mod tests {
    use crate::adapters::tests::taken;

    #[test]
    fn points_are_no_pass_unless_they_are_all() {
        for (members, result) in [
            (r#""scoreInPercentage":100"#, Some("effective")),
            (r#""scoreInPercentage":40.5"#, Some("deviation")),
            (r#""scoreInPercentage":0,"on":"false""#, Some("ineffective")),
            (r#""scoreInPercentage":0,"count":"0","total":"1""#, Some("ineffective")),
            (r#""scoreInPercentage":0,"implementationStatus":" ""#, None),
            (r#""score":3"#, None),
        ] {
            let (records, _) =
                taken("msft-secure-score", "s.json", &format!(r#"{{"controlName":"c","lastSynced":"2026-01-02T00:00:00Z",{members}}}"#));
            assert_eq!((records[0].key.as_str(), records[0].get("result")), ("secure-score:c", result), "{members}");
        }
    }
}
