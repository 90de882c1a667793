//! Sign-offs (domain 1.7): whoever signs puts down the content hash of what was signed, and any later change makes the sign-off stale.

use super::frame::Frame;
use crate::digest::{canonical_json, sha256_hex};
use crate::record::Record;
use std::collections::BTreeMap;

/// What a sign-off amounts to now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignOff {
    /// Nobody signed it.
    None,
    /// What was signed is what is there now.
    Current,
    /// It has changed since, or the sign-off does not say what was signed.
    Stale,
}

/// The content hash of a record, as lower-case hex: SHA-256 over the canonical JSON (RFC 8785) of
/// `{"table", "key", "fields": {column: value, ...}, "sha256"}`. Only our columns with a value are fields; `sha256` is that of the
/// file's bytes and is there for evidence alone. Where the record was read makes no difference.
pub fn content_hash(record: &Record) -> String {
    let fields: BTreeMap<&str, &str> = record.named().collect();
    let mut content = serde_json::json!({ "table": record.table.name(), "key": record.key, "fields": fields });
    if let (Some(of), Some(sha256)) = (content.as_object_mut(), record.extra("sha256")) {
        of.insert("sha256".to_owned(), sha256.into());
    }
    // Texts alone can always be written as JSON.
    sha256_hex(canonical_json(&content).unwrap_or_default().as_bytes())
}

impl Frame<'_> {
    /// What the last sign-off of a record amounts to. Its value is the content hash, alone or behind `sha256:`, in either case of
    /// letters; other words may stand beside it.
    pub fn signed(&self, record: &Record) -> SignOff {
        let about = |d: &&super::frame::Decision<'_>| d.record.get("subject") == Some(record.key.as_str());
        let Some(last) = self.decisions("sign_off").iter().rfind(about) else { return SignOff::None };
        let value = last.record.get("value").unwrap_or("").to_ascii_lowercase();
        let mut words = value.split(|c: char| !c.is_ascii_alphanumeric());
        if words.any(|w| w == content_hash(record)) { SignOff::Current } else { SignOff::Stale }
    }
}

#[cfg(test)]
mod tests {
    use super::super::theatre::lab::Lab;
    use super::*;
    use crate::Table::{Controls, Decisions, Evidence};
    use crate::testing::row;

    #[test]
    fn the_content_hash_is_that_of_the_canonical_json_of_the_named_fields() {
        let mut c = row(Controls, 2, &[("id", "C-1"), ("title", "t"), ("owner", "P-8")]);
        let json = r#"{"fields":{"id":"C-1","owner":"P-8","title":"t"},"key":"C-1","table":"controls"}"#;
        assert_eq!(content_hash(&c), sha256_hex(json.as_bytes()));
        c.origin.row = 77;
        c.extra.push(("note".into(), "seen".into()));
        assert_eq!(content_hash(&c), sha256_hex(json.as_bytes()), "where it was read, and what is none of our columns, is left out");
        let mut e = row(Evidence, 2, &[("file", "a.csv")]);
        let before = content_hash(&e);
        e.extra.push(("sha256".into(), "aa".into()));
        assert_ne!(content_hash(&e), before);
    }

    fn signed(lab: &Lab) -> SignOff {
        lab.look(|f, _| f.signed(f.controls[0].record))
    }

    #[test]
    fn a_sign_off_is_stale_when_what_was_signed_changed_or_is_not_said() {
        let mut lab = Lab::default();
        assert_eq!(signed(&lab), SignOff::None);
        let hash = lab.look(|f, _| content_hash(f.controls[0].record));
        let put = |lab: &mut Lab, id: &str, value: &str, at: &str| {
            let all = [
                ("id", id),
                ("kind", "sign_off"),
                ("subject", "C-1"),
                ("value", value),
                ("reason", "read"),
                ("decided_by", "P-9"),
                ("at", at),
            ];
            lab.made.put(Decisions, &all);
        };
        put(&mut lab, "D-1", &hash, "2026-09-01");
        assert_eq!(signed(&lab), SignOff::Current);
        for value in [format!("sha256:{hash}"), hash.to_uppercase(), format!("reviewed; sha256:{hash}")] {
            lab.made.set(Decisions, "D-1", "value", &value);
            assert_eq!(signed(&lab), SignOff::Current, "{value}");
        }
        let mut changed = lab.clone();
        changed.made.set(Controls, "C-1", "owner", "P-7");
        assert_eq!(signed(&changed), SignOff::Stale);
        let again = changed.look(|f, _| content_hash(f.controls[0].record));
        put(&mut changed, "D-2", &again, "2026-09-02");
        assert_eq!(signed(&changed), SignOff::Current, "signed again");
        put(&mut changed, "D-0", "reviewed", "2026-09-03");
        assert_eq!(signed(&changed), SignOff::Stale, "the last one does not say what was signed");
        lab.made.set(Decisions, "D-1", "value", "");
        assert_eq!(signed(&lab), SignOff::Stale);
        lab.made.set(Decisions, "D-1", "subject", "C-2");
        assert_eq!(signed(&lab), SignOff::None);
    }
}
